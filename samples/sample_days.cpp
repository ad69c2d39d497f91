#include "base/flow_record.hpp"
#include "base/result.hpp"
#include "samples/hospital_tables.hpp"
#include "samples/sample_talk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace hamon {
namespace {

namespace at_address = sample_address;
using Name = std::string_view;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

constexpr auto kServices = std::to_array<SampleService>({
    {"rdp", protocol::kTcp, 3389, "rdp", false},
    {"winrm", protocol::kTcp, 5985, "http", false},
    {"vnc", protocol::kTcp, 5900, "rfb", false},
    {"ssh", protocol::kTcp, 22, "ssh", false},
    {"smb", protocol::kTcp, 445, "gssapi,smb", false},
    {"iris", protocol::kTcp, 1972, "-", false},
    {"wsus", protocol::kTcp, 8530, "http", false},
    {"dicom", protocol::kTcp, 104, "-", false},
    {"hl7", protocol::kTcp, 2575, "-", false},
    {"print", protocol::kTcp, 9100, "-", false},
    {"https", protocol::kTcp, 443, "ssl", true},
    {"http-proxy", protocol::kTcp, 3128, "http", false},
    {"anydesk", protocol::kTcp, 6568, "ssl", true},
    {"dfsr", protocol::kTcp, 5722, "-", false},
    {"ldap", protocol::kTcp, 389, "ldap_tcp", false},
    {"emr-app", protocol::kTcp, 8443, "ssl", true},
    {"mirror", protocol::kTcp, 7788, "-", false},
    {"astm", protocol::kTcp, 4001, "-", false},
    {"receipt", protocol::kTcp, 8000, "http", false},
    {"wmi", protocol::kTcp, 135, "-", false},
    {"ipsec", protocol::kUdp, 4500, "-", false},
    {"dns", protocol::kUdp, 53, "dns", false},
    {"ntp", protocol::kUdp, 123, "ntp", false},
    {"snmp", protocol::kUdp, 161, "snmp", false},
    {"dhcp", protocol::kUdp, 67, "dhcp", false},
    {"browser", protocol::kUdp, 1434, "-", false},
    {"ping", protocol::kIcmp, 0, "-", false},
});

// PCs of the clinical zones; those of the wards are on day and night.
constexpr auto kDayPcs = std::to_array<Name>({"opd-pc1", "opd-pc2", "opd-pc3", "opd-pc4", "opd-pc5",
                                              "opd-pc6", "bill-pc1", "bill-pc2", "or-pc1", "or-pc2",
                                              "rx-pc1", "rx-pc2", "rehab-pc1"});
constexpr auto kWardPcs = std::to_array<Name>(
    {"ward2-pc1", "ward2-pc2", "ward2-pc3", "ward4-pc1", "ward4-pc2", "ward4-pc3"});
// Servers that belong to the domain of the clinical network.
constexpr auto kMembers =
    std::to_array<Name>({"emr-ap1", "emr-ap2", "emr-db", "order-sv", "file-sv", "mix-sv", "diet-sv",
                         "rx-sv", "care-sv", "emr-db-s", "bkup-sv", "ris-sv", "pacs", "lab-sv"});
constexpr auto kWatched =
    std::to_array<Name>({"dc1", "dc2", "emr-ap1", "emr-ap2", "emr-db", "order-sv", "rece-sv",
                         "file-sv", "mix-sv", "diet-sv", "emr-db-s", "bkup-sv", "nas", "pacs"});

constexpr Name kWardSegment = "10.77.21.0";  // its mirror port gives frames with their tag

/// A time of day as `HH:MM[:SS]`, in microseconds.
std::int64_t clock(Name text) {
  const auto two = [&](std::size_t from) {
    int value = 0;
    const auto read = std::from_chars(text.data() + from, text.data() + from + 2, value);
    HAMON_ASSERT(read.ec == std::errc());
    return static_cast<std::int64_t>(value);
  };
  HAMON_ASSERT(text.size() == 5 || text.size() == 8);
  return two(0) * 60 * kMinute + two(3) * kMinute + (text.size() == 8 ? two(6) * kSecond : 0);
}

/// Both volumes of a conversation, in payload bytes.
struct Volume {
  std::uint64_t out = 0;
  std::uint64_t in = 0;
};

/// A conversation repeated every so often between two times of day.
struct Rhythm {
  Name first;
  Name last;      ///< the last one does not begin after this
  int minutes;    ///< from one to the next
  int seconds;    ///< how long each lasts
  int shift = 0;  ///< seconds added to each start
};

/// Collects the conversations in the order in which the story tells them; each gets the next of the
/// initiators' ports.
class Diary {
 public:
  SampleTalk& add(Name who, Name to, Name service, int day, std::int64_t time_of_day,
                  std::int64_t lasting, Volume volume) {
    const SampleService& kind = sample_service(service);
    const Name from = sample_address_of(who);
    const Name target = sample_address_of(to);
    const SampleCards cards = sample_cards(from, target);
    SampleTalk talk;
    talk.start = kSampleBegin * kSecond + (day - 1) * kDay + time_of_day;
    talk.end = talk.start + lasting;
    talk.initiator = *IpAddress::parse(from);
    talk.responder = *IpAddress::parse(target);
    talk.initiator_port = next_port();
    talk.responder_port = kind.port;
    talk.protocol = kind.protocol;
    talk.service = kind.word;
    talk.out = volume.out;
    talk.in = volume.in;
    talk.initiator_card = cards.initiator;
    talk.responder_card = cards.responder;
    talk.vlan = in_one_segment(from, kWardSegment) || in_one_segment(target, kWardSegment) ? 21 : 0;
    talk.name = kind.protocol == protocol::kTcp ? std::string(to) + ".shirase.example" : "";
    talks_.push_back(std::move(talk));
    return talks_.back();
  }

  SampleTalk& once(Name who, Name to, Name service, int day, Name when, std::int64_t seconds,
                   Volume volume) {
    return add(who, to, service, day, clock(when), seconds * kSecond, volume);
  }

  /// A question and its answer in one datagram each.
  SampleTalk& ask(Name who, Name to, Name service, int day, std::int64_t time_of_day) {
    return add(who, to, service, day, time_of_day, 4000, {});
  }

  void repeat(Name who, Name to, Name service, Rhythm rhythm, Volume volume) {
    for (const int day : {1, 2}) {
      for (std::int64_t t = clock(rhythm.first); t <= clock(rhythm.last);
           t += rhythm.minutes * kMinute) {
        add(who, to, service, day, t + rhythm.shift * kSecond, rhythm.seconds * kSecond, volume);
      }
    }
  }

  void ask_often(Name who, Name to, Name service, Rhythm rhythm, Name name = {}) {
    for (const int day : {1, 2}) {
      for (std::int64_t t = clock(rhythm.first); t <= clock(rhythm.last);
           t += rhythm.minutes * kMinute) {
        SampleTalk& talk = ask(who, to, service, day, t + rhythm.shift * kSecond);
        talk.name = name;
        talk.answer = name.empty() ? std::string()
                                   : std::string(sample_address_of(name.substr(0, name.find('.'))));
      }
    }
  }

  std::vector<SampleTalk> take() { return std::move(talks_); }

 private:
  // 37 and 16000 have no common factor: the first 16000 conversations have different ports.
  std::uint16_t next_port() {
    return static_cast<std::uint16_t>(49'152 + talks_.size() * 37 % 16'000);
  }

  std::vector<SampleTalk> talks_;
};

// ---------------------------------------------------------------- the ordinary two days

void charts(Diary& d) {
  for (int n = 0; n < static_cast<int>(kDayPcs.size()); ++n) {
    const Name ap = n % 2 == 0 ? "emr-ap1" : "emr-ap2";
    d.repeat(kDayPcs[static_cast<std::size_t>(n)], ap, "emr-app",
             {"08:12", "17:50", 30, 1100, 41 * n},
             {41'000U + 300U * static_cast<unsigned>(n), 720'000});
  }
  for (int n = 0; n < static_cast<int>(kWardPcs.size()); ++n) {
    const Name ap = n % 2 == 0 ? "emr-ap2" : "emr-ap1";
    d.repeat(kWardPcs[static_cast<std::size_t>(n)], ap, "emr-app",
             {"00:02", "23:20", 40, 1500, 53 * n},
             {52'000U + 200U * static_cast<unsigned>(n), 810'000});
  }
  for (const Name ap : {"emr-ap1", "emr-ap2"}) {
    d.repeat(ap, "emr-db", "iris", {"00:00:30", "23:00", 60, 3500}, {2'400'000, 19'000'000});
  }
  d.repeat("emr-db", "emr-db-s", "mirror", {"00:00", "20:00", 240, 14'400}, {61'000'000, 420'000});
}

void domain(Diary& d) {
  int n = 0;
  for (const Name pc : kDayPcs) {
    d.repeat(pc, "dc1", "smb", {"08:01", "17:00", 120, 14, 25 * n}, {5'200, 38'800});
    d.ask_often(pc, "dc1", "dns", {"08:05", "17:30", 60, 0, 7 * n},
                n % 2 == 0 ? "emr-ap1.shirase.example" : "emr-ap2.shirase.example");
    ++n;
  }
  n = 0;
  for (const Name pc : kWardPcs) {
    d.repeat(pc, n % 2 == 0 ? "dc1" : "dc2", "smb", {"00:40", "23:00", 120, 14, 95 * n},
             {5'200, 38'800});
    d.ask_often(pc, "dc2", "dns", {"00:11", "23:30", 120, 0, 9 * n}, "file-sv.shirase.example");
    ++n;
  }
  n = 0;
  for (const Name server : kMembers) {
    d.repeat(server, n % 2 == 0 ? "dc1" : "dc2", "smb", {"00:25", "23:00", 360, 16, 110 * n},
             {6'100, 41'000});
    d.ask_often(server, "dc1", "ntp", {"00:05", "23:00", 360, 0, 10 + n});
    ++n;
  }
  d.repeat("dc1", "dc2", "dfsr", {"00:03", "23:30", 60, 25}, {31'000, 28'000});
  d.repeat("care-sv", "dc2", "ldap", {"00:20", "23:30", 120, 5}, {900, 4'100});
  for (const int day : {1, 2}) {  // the reading terminal is switched on late
    d.once("read-pc", "dc1", "smb", day, "08:40", 15, {5'200, 38'800});
  }
}

void orders_and_results(Diary& d) {
  for (const Name to : {"lab-sv", "ris-sv", "rx-sv"}) {
    d.repeat("order-sv", to, "hl7",
             {"08:00:15", "18:00", 12, 4,
              to == "ris-sv"  ? 3
              : to == "rx-sv" ? 6
                              : 0},
             {3'700, 420});
  }
  d.repeat("order-sv", "diet-sv", "hl7", {"05:40", "16:00", 300, 9}, {22'000, 800});
  d.repeat("lab-sv", "emr-ap1", "hl7", {"07:04", "19:00", 20, 5}, {8'600, 510});
  d.repeat("dial-sv", "emr-ap2", "hl7", {"00:06:15", "23:50", 10, 4}, {3'100, 330});
  d.repeat("care-sv", "emr-ap1", "hl7", {"00:17", "23:50", 30, 4}, {4'800, 510});
  d.repeat("emr-ap2", "rece-sv", "receipt", {"08:43", "17:40", 20, 18}, {31'000, 84'000});
  d.repeat("rx-pc1", "rx-sv", "https", {"08:22", "17:40", 40, 200}, {19'000, 240'000});
  d.repeat("rx-pc2", "rx-sv", "https", {"08:31", "17:40", 40, 200}, {18'000, 231'000});
  d.repeat("emr-ap2", "mix-sv", "smb", {"00:33", "23:40", 60, 100}, {7'400'000, 92'000});
}

void departments(Diary& d) {
  d.repeat("ct", "pacs", "dicom", {"08:33", "18:00", 25, 110}, {96'000'000, 150'000});
  d.repeat("mr", "pacs", "dicom", {"08:47", "18:00", 40, 140}, {131'000'000, 160'000});
  d.repeat("xr", "pacs", "dicom", {"08:36", "18:00", 15, 40}, {21'000'000, 60'000});
  d.repeat("ct", "ris-sv", "dicom", {"08:32", "18:00", 25, 3}, {2'100, 5'600});
  d.repeat("mr", "ris-sv", "dicom", {"08:46", "18:00", 40, 3}, {2'100, 5'600});
  d.repeat("read-pc", "pacs", "dicom", {"09:07", "18:00", 15, 70}, {44'000, 66'000'000});
  d.repeat("opd-pc1", "pacs", "https", {"09:20", "17:00", 30, 40}, {21'000, 8'600'000});
  d.repeat("opd-pc4", "pacs", "https", {"09:31", "17:00", 30, 40}, {20'000, 7'900'000});
  d.repeat("lab-an1", "lab-sv", "astm", {"06:33", "18:00", 10, 4}, {1'400, 210});
  d.repeat("lab-an2", "lab-sv", "astm", {"06:38", "18:00", 10, 4}, {1'450, 210});
  int n = 0;
  for (const Name pc : kDayPcs) {
    if (pc.starts_with("opd")) {
      d.repeat(pc, "prn-opd", "print", {"09:03", "17:00", 40, 8, 19 * n}, {280'000, 460});
    }
    d.repeat(pc, "file-sv", "smb", {"09:15", "15:20", 360, 280, 65 * n}, {380'000, 2'400'000});
    ++n;
  }
  n = 0;
  for (const Name pc : kWardPcs) {
    const Name printer = pc.starts_with("ward2") ? "prn-ward2" : "prn-ward4";
    d.repeat(pc, printer, "print", {"07:10", "19:00", 180, 8, 23 * n}, {210'000, 460});
    d.repeat(pc, "file-sv", "smb", {"05:50", "22:00", 480, 240, 75 * n}, {310'000, 1'900'000});
    ++n;
  }
}

void keeping(Diary& d) {
  for (const int day : {1, 2}) {
    int n = 0;
    const auto fetch = [&](Name who) {
      d.add(who, "upd-sv", "wsus", day, clock("12:00") + 40 * kSecond * n++, 35 * kSecond,
            {18'000, 3'100'000});
    };
    for (const Name name : {"dc1", "dc2"}) {
      fetch(name);
    }
    std::ranges::for_each(kMembers, fetch);
    std::ranges::for_each(kDayPcs, fetch);
    std::ranges::for_each(kWardPcs, fetch);
    d.once("bkup-sv", "file-sv", "smb", day, "22:10", 1'100, {900'000, 1'800'000'000});
    d.once("bkup-sv", "emr-db", "smb", day, "22:35", 2'300, {2'700'000, 9'400'000'000});
    d.once("bkup-sv", "nas", "smb", day, "23:25", 1'500, {11'200'000'000, 3'600'000});
    d.once("mix-sv", at_address::kRegion, "https", day, "00:50", 700, {180'000'000, 410'000}).name =
        "relay.region.example";
  }
  int n = 0;
  for (const Name server : kWatched) {
    d.ask_often("watch-sv", server, "snmp", {"00:00:05", "23:30", 60, 0, 3 * n++});
  }
}

void offices(Diary& d) {
  int n = 0;
  for (const Name pc : {"info-pc1", "info-pc2", "info-pc3", "info-pc4"}) {
    d.repeat(pc, "proxy", "http-proxy", {"08:34", "17:40", 20, 240, 17 * n}, {160'000, 3'300'000});
    d.repeat(pc, "info-fs", "smb", {"09:25", "17:00", 180, 190, 80 * n}, {260'000, 1'700'000});
    d.repeat(pc, "info-dc", "smb", {"08:29", "17:00", 180, 14, 31 * n}, {5'200, 36'000});
    ++n;
  }
  d.repeat("info-pc2", "prn-info", "print", {"10:12", "16:30", 120, 9}, {240'000, 460});
  d.repeat("proxy", at_address::kWeb, "https", {"08:35", "17:50", 10, 420}, {410'000, 16'000'000});
  d.repeat("upd-sv", "proxy", "http-proxy", {"00:51", "23:55", 60, 50}, {80'000, 4'400'000});
  d.repeat("info-pc3", "upd-sv", "rdp", {"10:45", "11:00", 60, 900}, {2'600'000, 7'800'000});
  for (const Name guest : {"guest1", "guest2"}) {
    d.repeat(guest, at_address::kWeb, "https",
             {"10:05", "16:30", 30, 500, guest == "guest1" ? 0 : 77}, {84'000, 5'200'000});
  }
}

void eligibility(Diary& d) {
  d.repeat(at_address::kEligibility6, at_address::kCentre, "https", {"08:36", "17:30", 20, 12},
           {4'700, 8'300});
  d.repeat("bill-pc1", "elig-pc", "smb", {"08:35:30", "17:30", 20, 8}, {2'300, 2'100});
}

// ---------------------------------------------------------------- what nobody declared

void undeclared(Diary& d) {
  d.once(at_address::kMealSupplier, "diet-sv", "rdp", 1, "13:10", 1'500, {7'200'000, 19'000'000});
  d.repeat("diet-sv", at_address::kMealSupplier, "ssh", {"17:20", "17:30", 60, 25},
           {1'900'000, 17'000});
  d.repeat("read-pc", at_address::kRelay, "anydesk", {"00:44", "23:50", 60, 600}, {98'000, 72'000});
  d.repeat(at_address::kCtSecond, at_address::kTelemetry, "https", {"07:05", "17:10", 60, 30},
           {640'000, 52'000});
  for (const int day : {1, 2}) {
    d.once("emr-db", "nas", "smb", day, "12:20", 620, {2'700'000'000, 900'000});  // a vendor's dump
    d.once("ward4-pc1", "nas", "smb", day, "16:20", 260, {4'100'000, 73'000'000});
  }
  d.once("read-pc", "pacs", "rdp", 1, "10:00", 1'800, {310'000, 9'200'000});
  d.once(at_address::kStranger, "file-sv", "smb", 1, "15:10", 120, {9'000, 74'000});
  for (const Name when : {"15:05", "15:25"}) {
    SampleTalk& lookup = d.ask(at_address::kStranger, "dc1", "dns", 1, clock(when));
    lookup.name = "file-sv.shirase.example";
    lookup.answer = sample_address_of("file-sv");
  }
}

void leases(Diary& d) {
  const auto lease = [&](Name who, Name server, Name when, Name host) {
    SampleTalk& talk = d.ask(who, server, "dhcp", 1, clock(when));
    talk.initiator_port = 68;
    talk.name = host;
    talk.answer = sample_address_of(who);
  };
  lease(at_address::kCtSecond, "info-dc", "06:58:30", "CT-CONSOLE");
  lease("opd-pc1", "dc1", "08:00:10", "OPD-PC1");
  lease("opd-pc2", "dc1", "08:00:35", "OPD-PC2");
  lease("elig-pc", "dc1", "08:30", "ELIG-PC");
}

void maintenance(Diary& d) {
  d.once(at_address::kEmrVendor, "mnt-rt", "ipsec", 1, "14:20", 2'700, {1'900'000, 14'000'000});
  d.once("jump", "emr-ap1", "rdp", 1, "14:25", 1'500, {4'200'000, 21'000'000});
  // Nobody asked for this one.
  d.once(at_address::kEmrVendor, "mnt-rt", "ipsec", 2, "18:30", 2'400, {1'500'000, 9'100'000});
  d.once("jump", "emr-ap1", "rdp", 2, "18:40", 900, {3'800'000, 12'700'000});
}

// ---------------------------------------------------------------- the two incidents

/// Thursday morning: a stick in info-pc1 at 10:05 (site file, events). What it leaves waits for the
/// administrator's session at 10:45 and for the updates at noon.
void brought_in_stick(Diary& d) {
  d.once("info-pc1", "info-pc3", "smb", 1, "10:20", 60, {900'000, 41'000});
}

/// diet-sv looks for shares in its own segment; nobody answers but two that refuse.
void search_for_shares(Diary& d) {
  constexpr int kFirstHost = 60;
  constexpr int kLastHost = 250;
  for (int host = kFirstHost; host <= kLastHost; ++host) {
    const std::string target = "10.77.1." + std::to_string(host);
    d.add("diet-sv", target, "smb", 2, clock("01:16") + (host - kFirstHost) * kSecond / 2, 0, {})
        .course = TalkCourse::Unanswered;
  }
  for (const Name target : {"rece-sv", "watch-sv"}) {
    d.add("diet-sv", target, "smb", 2, clock("01:18") + (target == "rece-sv" ? 0 : kSecond), 300,
          {})
        .course = TalkCourse::Refused;
  }
  d.add("diet-sv", "emr-db", "browser", 2, clock("01:19"), 0, {}).course = TalkCourse::Refused;
  // Four echoes, answered within 400 microseconds; their type stands for the port.
  d.add("diet-sv", "dc1", "ping", 2, clock("01:14"), 3 * kSecond + 400, {}).initiator_port = 8;
}

/// Friday night, over the meal supplier's line.
void intrusion(Diary& d) {
  d.once(at_address::kMealSupplier, "diet-sv", "rdp", 2, "01:12", 4'680, {18'000'000, 57'000'000});
  search_for_shares(d);
  d.once("diet-sv", "dc1", "rdp", 2, "01:15", 990, {5'300'000, 17'000'000});
  d.once("diet-sv", "emr-ap1", "winrm", 2, "01:20", 60, {21'000, 64'000});
  d.once("dc1", "emr-ap1", "winrm", 2, "01:45", 60, {26'000, 71'000});
  d.once("dc1", "emr-db", "rdp", 2, "01:50", 1'200, {4'900'000, 15'700'000});
  int n = 0;
  for (const Name server : {"order-sv", "ris-sv", "pacs", "lab-sv"}) {
    d.add("dc1", server, "smb", 2, clock("01:54") + 90 * kSecond * n++, 60 * kSecond,
          {860'000, 19'000});
  }
  d.once("emr-db", "nas", "smb", 2, "02:05", 1'200, {14'600'000'000, 8'100'000});
  d.once("dc1", "bkup-sv", "rdp", 2, "02:12", 1'080, {2'400'000, 8'600'000});
  d.once("lab-sv", "lab-an1", "vnc", 2, "02:20", 300, {15'000, 2'200'000});
  d.once("bkup-sv", "nas", "smb", 2, "02:30", 900, {31'000'000, 1'700'000});
  d.once("diet-sv", "file-sv", "smb", 2, "02:35", 600, {2'900'000, 4'200'000'000});
  d.once("diet-sv", at_address::kMealSupplier, "ssh", 2, "02:50", 3'000,
         {4'300'000'000, 7'400'000});
  n = 0;
  for (const Name pc : kWardPcs) {
    d.add("dc1", pc, "smb", 2, clock("03:00") + 45 * kSecond * n++, 40 * kSecond,
          {860'000, 19'000});
  }
}

}  // namespace

const SampleService& sample_service(std::string_view word) {
  const auto* found =
      std::ranges::find_if(kServices, [&](const SampleService& s) { return s.word == word; });
  HAMON_ASSERT(found != kServices.end());
  return *found;
}

std::vector<SampleTalk> sample_days() {
  Diary d;
  charts(d);
  domain(d);
  orders_and_results(d);
  departments(d);
  keeping(d);
  offices(d);
  eligibility(d);
  undeclared(d);
  leases(d);
  maintenance(d);
  brought_in_stick(d);
  intrusion(d);
  std::vector<SampleTalk> talks = d.take();
  std::ranges::sort(talks, {}, [](const SampleTalk& t) {
    return std::tuple(t.start, t.initiator, t.initiator_port, t.responder);
  });
  return talks;
}

}  // namespace hamon
