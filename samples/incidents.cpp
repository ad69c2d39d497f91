#include "samples/incidents.hpp"

namespace hamon {
namespace {

Incident osaka() {
  return {"osaka-2022",
          "2022-10-31",
          "Asia/Tokyo",
          9,
          0,
          {{"SV", "診療系サーバ", "clinical", "10.81.1.0/24"},
           {"CL", "診療系端末", "clinical", "10.81.2.0/24"}},
          {{"meal-sv", "10.81.1.31", "application", ""},
           {"emr-sv", "10.81.1.21", "application", ""},
           {"ad", "10.81.1.11", "domain-controller", ""},
           {"emr-bk", "10.81.1.41", "nas", ""},
           {"opd1", "10.81.2.11", "client", ""},
           {"opd2", "10.81.2.12", "client", ""}},
          R"(services: {emr-app: {ports: [tcp/8443]}}
sensors:
  core-span: {sees: between}
  sv-tap: {sees: within, prefixes: [10.81.1.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 電子カルテのネットワークは閉じている, closed: [SV, CL]}
)",
          {{"192.168.181.10", "meal-sv", "rdp", 1, "00:00", 1439},
           {"meal-sv", "emr-sv", "rdp", 1, "04:30", 60},
           {"emr-sv", "ad", "rdp", 1, "05:00", 40},
           {"emr-sv", "emr-bk", "smb", 1, "05:45", 45},
           {"ad", "opd1", "smb", 1, "05:50", 2},
           {"opd1", "emr-sv", "emr-app", 1, "07:00", 30},
           {"opd2", "ad", "smb", 1, "08:30", 1}},
          {{"--from 192.168.181.10@2022-10-31T04:00",
            {{"192.168.181.10", 1, "04:00"},
             {"meal-sv", 1, "04:00"},
             {"emr-sv", 1, "04:30"},
             {"ad", 1, "05:00"},
             {"emr-bk", 1, "05:45", true},
             {"opd1", 1, "05:50"},
             {"opd2", 1, "08:30"}}},
           {"--from 192.168.181.10@2022-10-31T04:00 --isolate 192.168.181.10@2022-10-31T07:20",
            {{"192.168.181.10", 1, "04:00"},
             {"meal-sv", 1, "04:00"},
             {"emr-sv", 1, "04:30"},
             {"ad", 1, "05:00"},
             {"emr-bk", 1, "05:45", true},
             {"opd1", 1, "05:50"},
             {"opd2", 1, "08:30"}}},
           {"--from 192.168.181.10@2022-10-31T04:00 --isolate ad@2022-10-31T07:20",
            {{"192.168.181.10", 1, "04:00"},
             {"meal-sv", 1, "04:00"},
             {"emr-sv", 1, "04:30"},
             {"ad", 1, "05:00"},
             {"emr-bk", 1, "05:45", true},
             {"opd1", 1, "05:50"}}},
           {"--from 192.168.181.10@2022-10-31T04:00 --isolate meal-sv@2022-10-31T04:20",
            {{"192.168.181.10", 1, "04:00"}, {"meal-sv", 1, "04:00"}}}}};
}

Incident handa() {
  return {"handa-2021",
          "2021-10-30",
          "Asia/Tokyo",
          9,
          0,
          {{"HIS", "診療系", "clinical", "10.82.1.0/24"}},
          {{"ad", "10.82.1.11", "domain-controller", ""},
           {"emr-sv", "10.82.1.21", "application", ""},
           {"emr-bk", "10.82.1.41", "backup", ""},
           {"ward1", "10.82.1.101", "client", ""},
           {"ward2", "10.82.1.102", "client", ""},
           {"opd1", "10.82.1.111", "client", ""},
           {"prn1", "10.82.1.201", "printer", ""}},
          R"(sensors:
  his-tap: {sees: within, prefixes: [10.82.1.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 電子カルテはインターネットにつながっていない, closed: [HIS]}
)",
          {{"192.168.182.200", "ad", "rdp", 1, "23:05", 95},
           {"ad", "emr-sv", "smb", 1, "23:30", 1},
           {"ad", "emr-bk", "smb", 1, "23:32", 1},
           {"ward1", "ad", "smb", 1, "23:50", 1},
           {"ward2", "ad", "smb", 2, "00:20", 1},
           {"ward1", "prn1", "print", 2, "00:30", 15},
           {"ward2", "prn1", "print", 2, "00:30", 15},
           {"opd1", "ad", "smb", 2, "08:10", 1}},
          {{"--from 192.168.182.200@2021-10-30T23:05",
            {{"192.168.182.200", 1, "23:05"},
             {"ad", 1, "23:05"},
             {"emr-sv", 1, "23:30"},
             {"emr-bk", 1, "23:32"},
             {"ward1", 1, "23:50"},
             {"ward2", 2, "00:20"},
             {"opd1", 2, "08:10"}}},
           {"--from 192.168.182.200@2021-10-30T23:05 --isolate HIS@2021-10-31T03:00",
            {{"192.168.182.200", 1, "23:05"},
             {"ad", 1, "23:05"},
             {"emr-sv", 1, "23:30"},
             {"emr-bk", 1, "23:32"},
             {"ward1", 1, "23:50"},
             {"ward2", 2, "00:20"}}}}};
}

Incident uda() {
  return {"uda-2018",
          "2018-10-15",
          "Asia/Tokyo",
          9,
          0,
          {{"HIS", "診療系", "clinical", "10.83.1.0/24"}},
          {{"emr-sv", "10.83.1.21", "application", ""},
           {"care-sv", "10.83.1.22", "application", ""},
           {"pc1", "10.83.1.101", "client", ""},
           {"pc2", "10.83.1.102", "client", ""}},
          R"(services: {emr-app: {ports: [tcp/8443]}}
sensors:
  his-tap: {sees: within, prefixes: [10.83.1.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 診療系からインターネットには出られない, closed: [HIS]}
)",
          {{"pc1", "emr-sv", "emr-app", 1, "17:00", 240},
           {"pc2", "care-sv", "emr-app", 1, "17:00", 240},
           {"10.83.1.77", "192.0.2.53", "dns", 1, "21:10", 0, TalkCourse::Unanswered},
           {"10.83.1.77", "198.51.100.80", "https", 1, "21:11", 0, TalkCourse::Unanswered},
           {"10.83.1.77", "emr-sv", "smb", 1, "21:14", 4},
           {"10.83.1.77", "198.51.100.80", "https", 1, "21:30", 0, TalkCourse::Unanswered},
           {"pc1", "emr-sv", "emr-app", 2, "05:00", 60}},
          {{"--from 10.83.1.77@2018-10-15T21:10",
            {{"10.83.1.77", 1, "21:10"}, {"emr-sv", 1, "21:14"}}}}};
}

Incident okayama() {
  return {"okayama-2024",
          "2024-05-13",
          "Asia/Tokyo",
          9,
          0,
          {{"DC", "データセンタ", "clinical", "10.84.1.0/24"},
           {"HOSP", "病院", "clinical", "10.84.2.0/24"},
           {"CLINIC", "診療所", "clinical", "10.84.3.0/24"}},
          {{"ad-vm", "10.84.1.11", "domain-controller", ""},
           {"vmhost1", "10.84.1.21", "hypervisor", ""},
           {"emr-vm", "10.84.1.31", "application", ""},
           {"bk-sv", "10.84.1.41", "file-server", ""},
           {"share-fs", "10.84.2.12", "file-server", ""},
           {"hosp-pc", "10.84.2.101", "client", ""},
           {"clinic-pc", "10.84.3.101", "client", ""}},
          R"(sensors:
  core-span: {sees: between}
  dc-tap: {sees: within, prefixes: [10.84.1.0/24, 10.84.2.0/24, 10.84.3.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: VPNを使っているので閉じている, closed: [DC, HOSP, CLINIC]}
backups:
  B1: {system: emr-vm, start: 2024-05-13T01:00, end: 2024-05-13T02:00, store: bk-sv}
  B2: {system: emr-vm, start: 2024-05-19T01:00, end: 2024-05-19T02:00, store: bk-sv}
)",
          {{"192.168.184.31", "ad-vm", "rdp", 1, "20:00", 90},
           {"ad-vm", "vmhost1", "rdp", 1, "20:20", 50},
           {"hosp-pc", "ad-vm", "smb", 2, "09:00", 1},
           {"hosp-pc", "share-fs", "smb", 2, "10:00", 20},
           {"clinic-pc", "ad-vm", "smb", 3, "09:00", 1},
           {"vmhost1", "emr-vm", "smb", 7, "15:00", 30},
           {"vmhost1", "bk-sv", "smb", 7, "15:10", 30}},
          {{"--from 192.168.184.31@2024-05-13T20:00",
            {{"192.168.184.31", 1, "20:00"},
             {"ad-vm", 1, "20:00"},
             {"vmhost1", 1, "20:20"},
             {"hosp-pc", 2, "09:00"},
             {"share-fs", 2, "10:00", true},
             {"clinic-pc", 3, "09:00"},
             {"emr-vm", 7, "15:00"},
             {"bk-sv", 7, "15:10", true}}}}};
}

Incident kokubu() {
  return {
      "kokubu-2024",
      "2024-02-27",
      "Asia/Tokyo",
      9,
      0,
      {{"HIS", "診療系", "clinical", "10.85.1.0/24"}, {"RAD", "画像", "clinical", "10.85.2.0/24"}},
      {{"pacs-pc", "10.85.2.41", "client", ""},
       {"pacs-sv", "10.85.2.12", "application", ""},
       {"emr-sv", "10.85.1.21", "application", ""},
       {"acct", "10.85.1.25", "application", ""},
       {"opd1", "10.85.1.101", "client", ""}},
      R"(services: {emr-app: {ports: [tcp/8443]}}
sensors:
  core-span: {sees: between}
  taps: {sees: within, prefixes: [10.85.1.0/24, 10.85.2.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 画像の保守回線は業者だけが使う, closed: [RAD]}
)",
      {{"opd1", "emr-sv", "emr-app", 1, "17:00", 60},
       {"opd1", "pacs-sv", "https", 1, "17:05", 20},
       {"emr-sv", "pacs-sv", "dicom", 1, "17:10", 5},
       {"emr-sv", "acct", "hl7", 1, "17:12", 2},
       {"198.51.100.140", "pacs-pc", "rdp", 1, "22:40", 50},
       {"pacs-pc", "pacs-sv", "smb", 1, "22:55", 25},
       {"emr-sv", "pacs-sv", "dicom", 1, "23:10", 5},
       {"emr-sv", "acct", "hl7", 1, "23:15", 2}},
      {{"--from 198.51.100.140@2024-02-27T22:40",
        {{"198.51.100.140", 1, "22:40"}, {"pacs-pc", 1, "22:40"}, {"pacs-sv", 1, "22:55"}}}}};
}

Incident two_entrances() {
  return {"two-entrances",
          "2026-03-02",
          "Asia/Tokyo",
          9,
          0,
          {{"HIS", "診療系", "clinical", "10.86.1.0/24"},
           {"INFO", "情報系", "internal", "172.22.6.0/24"}},
          {{"dept-sv", "10.86.1.31", "application", ", vendor: 部門システム社"},
           {"emr-sv", "10.86.1.21", "application", ""},
           {"info-pc", "172.22.6.101", "client", ""},
           {"info-pc2", "172.22.6.102", "client", ""},
           {"info-fs", "172.22.6.12", "file-server", ""}},
          R"(sensors:
  core-span: {sees: between}
  taps: {sees: within, prefixes: [10.86.1.0/24, 172.22.6.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 診療系は閉じているので調査しなくてよい, closed: [HIS]}
events:
  - {time: 2026-03-02T10:00, kind: usb, to: info-pc, note: 業者が持ち込んだUSBメモリ}
)",
          {{"info-pc", "info-pc2", "smb", 1, "10:30", 2},
           {"info-pc", "info-fs", "smb", 1, "11:00", 15},
           {"192.168.186.20", "dept-sv", "rdp", 3, "20:00", 45},
           {"dept-sv", "emr-sv", "smb", 3, "20:20", 5}},
          {{"--from info-pc@2026-03-02T10:00",
            {{"info-pc", 1, "10:00"}, {"info-pc2", 1, "10:30"}, {"info-fs", 1, "11:00", true}}},
           {"--from info-pc@2026-03-02T10:00 --from 192.168.186.20@2026-03-02T00:00",
            {{"192.168.186.20", 1, "00:00"},
             {"info-pc", 1, "10:00"},
             {"info-pc2", 1, "10:30"},
             {"info-fs", 1, "11:00", true},
             {"dept-sv", 3, "20:00"},
             {"emr-sv", 3, "20:20"}}}}};
}

Incident hse() {
  return {"hse-2021",
          "2021-03-18",
          "Europe/Dublin",
          0,
          11,  // summer time began on 28 March 2021
          {{"HQ", "本部・データセンタ", "clinical", "10.87.1.0/24"},
           {"HOSPA", "病院A", "clinical", "10.87.2.0/24"},
           {"HOSPB", "病院B", "clinical", "10.87.3.0/24"}},
          {{"first-pc", "10.87.1.101", "client", ""},
           {"srv1", "10.87.1.21", "application", ""},
           {"dcx", "10.87.1.11", "domain-controller", ""},
           {"img", "10.87.1.31", "application", ""},
           {"hosp-a-sv", "10.87.2.21", "application", ""},
           {"hosp-b-pc", "10.87.3.101", "client", ""}},
          R"(services: {wmi: {ports: [tcp/135]}}
sensors:
  core-span: {sees: between}
  taps: {sees: within, prefixes: [10.87.1.0/24, 10.87.2.0/24, 10.87.3.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 外部から医療網には入れない, closed: [HQ, HOSPA, HOSPB]}
)",
          {{"first-pc", "srv1", "rdp", 6, "10:00", 30},
           {"srv1", "dcx", "rdp", 51, "22:00", 40},
           {"dcx", "hosp-a-sv", "wmi", 52, "14:00", 5},
           {"dcx", "img", "smb", 58, "00:40", 10},
           {"hosp-b-pc", "dcx", "smb", 58, "08:00", 1}},
          {{"--from first-pc@2021-03-18T09:00",
            {{"first-pc", 1, "09:00"},
             {"srv1", 6, "10:00"},
             {"dcx", 51, "22:00"},
             {"hosp-a-sv", 52, "14:00"},
             {"img", 58, "00:40"},
             {"hosp-b-pc", 58, "08:00"}}}}};
}

Incident wannacry() {
  return {"wannacry-2017",
          "2017-05-12",
          "Europe/London",
          1,
          0,
          {{"LAN", "病院", "clinical", "10.88.1.0/24"}},
          {{"pc1", "10.88.1.101", "client", ""},
           {"pc2", "10.88.1.102", "client", ""},
           {"patched", "10.88.1.103", "client", ", susceptible: false"},
           {"mri", "10.88.1.31", "device", ", susceptible: true"}},
          R"(sensors:
  lan-tap: {sees: within, prefixes: [10.88.1.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 医療ネットワークからの通信は信頼してよい, closed: [LAN]}
)",
          {{"172.24.8.9", "pc1", "smb", 1, "12:40", 1},
           {"pc1", "pc2", "smb", 1, "12:42", 1},
           {"pc1", "patched", "smb", 1, "12:42", 1},
           {"pc2", "mri", "smb", 1, "12:45", 1}},
          {{"--from 172.24.8.9@2017-05-12T12:40 --incubation 60s",
            {{"172.24.8.9", 1, "12:40"},
             {"pc1", 1, "12:40"},
             {"patched", 1, "12:42", true},
             {"pc2", 1, "12:42"},
             {"mri", 1, "12:45"}}},
           {"--from 172.24.8.9@2017-05-12T12:40 --incubation 10m",
            {{"172.24.8.9", 1, "12:40"}, {"pc1", 1, "12:40"}}}}};
}

}  // namespace

const std::vector<Incident>& sample_incidents() {
  static const std::vector<Incident> incidents{osaka(),  handa(),         uda(), okayama(),
                                               kokubu(), two_entrances(), hse(), wannacry()};
  return incidents;
}

}  // namespace hamon
