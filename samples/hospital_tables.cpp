#include "samples/hospital_tables.hpp"

#include "base/result.hpp"

#include <array>
#include <optional>
#include <vector>

namespace hamon {
namespace {

constexpr auto kZones = std::to_array<SampleZone>({
    {"HIS-SV", "診療系サーバ", "clinical", "10.77.1.0/24"},
    {"BKUP", "バックアップ・待機", "clinical", "10.77.9.0/24"},
    {"HIS-CL", "診療系端末", "clinical",
     "10.77.20.0/24,10.77.21.0/24,10.77.22.0/24,2001:db8:77:20::/64"},
    {"MED", "部門システム・医療機器", "clinical", "10.78.1.0/24,10.78.2.0/24,10.78.3.0/24"},
    {"INFO", "情報系", "internal", "172.20.5.0/24"},
    {"MNT", "保守", "maintenance", "172.30.7.0/24"},
    {"GUEST", "患者Wi-Fi", "guest", "192.168.40.0/24"},
});

constexpr std::string_view kServer = "Windows Server 2019";
constexpr std::string_view kOldServer = "Windows Server 2016";
constexpr std::string_view kPc = "Windows 11";

constexpr auto kSystems = std::to_array<SampleSystem>({
    {"dc1", "10.77.1.10", "domain-controller", "医療情報課", "", kServer, ""},
    {"dc2", "10.77.1.11", "domain-controller", "医療情報課", "", kServer, ""},
    {"emr-ap1", "10.77.1.20", "application", "電子カルテ", "白樺電算", kServer, ", critical: 10"},
    {"emr-ap2", "10.77.1.21", "application", "電子カルテ", "白樺電算", kServer, ", critical: 10"},
    {"emr-db", "10.77.1.25", "database", "電子カルテ", "白樺電算", kServer, ", critical: 10"},
    {"order-sv", "10.77.1.28", "application", "オーダリング", "白樺電算", kServer, ", critical: 9"},
    {"rece-sv", "10.77.1.30", "application", "医事会計", "", "Linux", ", susceptible: false"},
    {"file-sv", "10.77.1.35", "file-server", "医療情報課", "", kOldServer, ""},
    {"mix-sv", "10.77.1.36", "file-server", "地域連携室", "白樺電算", kOldServer, ""},
    {"diet-sv", "10.77.1.40", "application", "栄養科", "献立システムズ", kOldServer, ""},
    {"rx-sv", "10.77.1.41", "application", "薬剤部", "調剤機工", kOldServer, ", critical: 6"},
    {"care-sv", "10.77.1.42", "application", "看護部", "", kOldServer, ""},
    {"watch-sv", "10.77.1.50", "monitoring", "医療情報課", "", "Linux", ""},
    {"emr-db-s", "10.77.9.25", "database", "電子カルテ(待機)", "白樺電算", kServer, ""},
    {"bkup-sv", "10.77.9.30", "backup", "医療情報課", "", kServer, ""},
    {"nas", "10.77.9.40", "nas", "医療情報課", "", "", ""},
    {"opd-pc1", "10.77.20.21", "client", "外来", "", kPc, ""},
    {"opd-pc2", "10.77.20.22", "client", "外来", "", kPc, ""},
    {"opd-pc3", "10.77.20.23", "client", "外来", "", kPc, ""},
    {"opd-pc4", "10.77.20.24", "client", "外来", "", kPc, ""},
    {"opd-pc5", "10.77.20.25", "client", "外来", "", kPc, ""},
    {"opd-pc6", "10.77.20.26", "client", "外来", "", kPc, ""},
    {"bill-pc1", "10.77.20.61", "client", "医事課", "", kPc, ""},
    {"bill-pc2", "10.77.20.62", "client", "医事課", "", kPc, ""},
    {"elig-pc", "10.77.20.90", "client", "医事課", "", "Windows 10 IoT", ""},
    {"prn-opd", "10.77.20.201", "printer", "外来", "", "", ""},
    {"ward2-pc1", "10.77.21.21", "client", "2階病棟", "", kPc, ""},
    {"ward2-pc2", "10.77.21.22", "client", "2階病棟", "", kPc, ""},
    {"ward2-pc3", "10.77.21.23", "client", "2階病棟", "", kPc, ""},
    {"ward4-pc1", "10.77.21.41", "client", "4階病棟", "", kPc, ""},
    {"ward4-pc2", "10.77.21.42", "client", "4階病棟", "", kPc, ""},
    {"ward4-pc3", "10.77.21.43", "client", "4階病棟", "", kPc, ""},
    {"prn-ward2", "10.77.21.201", "printer", "2階病棟", "", "", ""},
    {"prn-ward4", "10.77.21.202", "printer", "4階病棟", "", "", ""},
    {"or-pc1", "10.77.22.21", "client", "手術部", "", kPc, ""},
    {"or-pc2", "10.77.22.22", "client", "手術部", "", kPc, ""},
    {"rx-pc1", "10.77.22.31", "client", "薬剤部", "", kPc, ""},
    {"rx-pc2", "10.77.22.32", "client", "薬剤部", "", kPc, ""},
    {"rehab-pc1", "10.77.22.41", "client", "リハビリ室", "", kPc, ""},
    {"ris-sv", "10.78.1.10", "application", "放射線科", "彩雲メディカル", kOldServer, ""},
    {"pacs", "10.78.1.11", "application", "放射線科", "彩雲メディカル", kOldServer,
     ", critical: 7"},
    {"ct", "10.78.1.31", "device", "放射線科", "彩雲メディカル", "", ", names: [CT-CONSOLE]"},
    {"mr", "10.78.1.32", "device", "放射線科", "彩雲メディカル", "", ""},
    {"xr", "10.78.1.33", "device", "放射線科", "彩雲メディカル", "", ""},
    {"read-pc", "10.78.1.41", "client", "放射線科", "彩雲メディカル", "Windows 10", ""},
    {"lab-sv", "10.78.2.11", "application", "検査科", "検体機器工業", "Windows Server 2012 R2", ""},
    {"lab-an1", "10.78.2.31", "device", "検査科", "検体機器工業", "", ""},
    {"lab-an2", "10.78.2.32", "device", "検査科", "検体機器工業", "", ""},
    {"dial-sv", "10.78.3.11", "application", "透析室", "", kOldServer, ""},
    {"dial-con1", "10.78.3.31", "device", "透析室", "", "", ""},
    {"info-dc", "172.20.5.10", "domain-controller", "総務課", "", kServer, ""},
    {"info-fs", "172.20.5.12", "file-server", "総務課", "", kServer, ""},
    {"upd-sv", "172.20.5.20", "deployment", "医療情報課", "", kServer, ""},
    {"proxy", "172.20.5.8", "other", "医療情報課", "", "Linux", ", susceptible: false"},
    {"info-pc1", "172.20.5.101", "client", "総務課", "", kPc, ""},
    {"info-pc2", "172.20.5.102", "client", "総務課", "", kPc, ""},
    {"info-pc3", "172.20.5.103", "client", "医療情報課", "", kPc, ""},
    {"info-pc4", "172.20.5.104", "client", "経理課", "", kPc, ""},
    {"prn-info", "172.20.5.201", "printer", "総務課", "", "", ""},
    {"mnt-rt", "172.30.7.1", "router", "医療情報課", "白樺電算", "", ""},
    {"jump", "172.30.7.11", "jump-host", "医療情報課", "白樺電算", kServer, ""},
    {"guest1", "192.168.40.11", "client", "患者", "", "", ", susceptible: false"},
    {"guest2", "192.168.40.12", "client", "患者", "", "", ", susceptible: false"},
});

constexpr MacAddress kCore{{0x02, 0x00, 0x77, 0x00, 0x00, 0x01}};
constexpr MacAddress kBorder{{0x02, 0x00, 0x77, 0x00, 0x00, 0x02}};
constexpr MacAddress kForgotten{
    {0x02, 0x00, 0x77, 0xfe, 0x00, 0x01}};  // the meal supplier's router

IpAddress parsed(std::string_view address) {
  const auto ip = IpAddress::parse(address);
  HAMON_ASSERT(ip.has_value());
  return *ip;
}

std::vector<Prefix> all_segments() {
  std::vector<Prefix> out;
  for (const SampleZone& zone : kZones) {
    std::string_view rest = zone.prefixes;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      const auto prefix = Prefix::parse(rest.substr(0, comma));
      HAMON_ASSERT(prefix.has_value());
      out.push_back(*prefix);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
  }
  return out;
}

std::optional<std::size_t> segment_of(std::string_view address) {
  static const std::vector<Prefix> segments = all_segments();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].contains(parsed(address))) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace

std::span<const SampleZone> sample_zones() {
  return kZones;
}

std::span<const SampleSystem> sample_systems() {
  return kSystems;
}

std::string_view sample_address_of(std::string_view who) {
  for (const SampleSystem& system : kSystems) {
    if (system.name == who) {
      return system.address;
    }
  }
  HAMON_ASSERT(IpAddress::parse(who).has_value());
  return who;
}

bool in_sample_hospital(std::string_view address) {
  return segment_of(address).has_value();
}

bool in_one_segment(std::string_view a, std::string_view b) {
  return segment_of(a) && segment_of(a) == segment_of(b);
}

MacAddress sample_card(std::string_view address) {
  if (address == sample_address::kStranger) {
    return {{0x00, 0x00, 0x5e, 0x00, 0x53, 0x77}};
  }
  if (address == sample_address::kEligibility6) {
    return sample_card(sample_address_of("elig-pc"));  // one card
  }
  const IpAddress ip = parsed(address);
  HAMON_ASSERT(ip.is_v4());
  const auto bytes = ip.bytes();
  return {{0x02, 0x77, bytes[0], bytes[1], bytes[2], bytes[3]}};
}

SampleCards sample_cards(std::string_view initiator, std::string_view responder) {
  if (initiator == sample_address::kMealSupplier) {
    return {kForgotten, sample_card(responder)};
  }
  if (responder == sample_address::kMealSupplier) {
    return {sample_card(initiator), kForgotten};
  }
  if (!in_sample_hospital(initiator)) {
    return {kBorder, sample_card(responder)};
  }
  if (in_one_segment(initiator, responder)) {
    return {sample_card(initiator), sample_card(responder)};
  }
  return {sample_card(initiator), in_sample_hospital(responder) ? kCore : kBorder};
}

}  // namespace hamon
