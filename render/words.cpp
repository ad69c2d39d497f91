#include "render/words.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace hamon {

std::string word(const Catalogue& c, Verdict verdict) {
  switch (verdict) {
    case Verdict::Refuted:
      return c.text("refuted");
    case Verdict::NotRefuted:
      return c.text("not refuted");
    case Verdict::NotTestable:
      break;
  }
  return c.text("not testable");
}

std::string word(const Catalogue& c, FindingKind kind) {
  switch (kind) {
    case FindingKind::Direct:
      return c.text("direct connection");
    case FindingKind::OffHours:
      return c.text("link used outside its window");
    case FindingKind::Bridge:
      return c.text("dual-homed system");
    case FindingKind::Relay:
      return c.text("relayed connection");
    case FindingKind::Gateway:
      return c.text("undeclared gateway");
    case FindingKind::Translation:
      return c.text("systems behind one address");
    case FindingKind::RemoteAccess:
      return c.text("remote access");
    case FindingKind::Resolution:
      return c.text("outside name resolved");
    case FindingKind::Undeclared:
      break;
  }
  return c.text("declared nowhere");
}

std::string word(const Catalogue& c, Ring ring) {
  switch (ring) {
    case Ring::Contacted:
      return c.text("contacted");
    case Ring::Connected:
      return c.text("connected");
    case Ring::Exposed:
      return c.text("exposed");
    case Ring::Unseen:
      return c.text("never observed");
    case Ring::None:
      break;
  }
  return c.text("not reached");
}

std::string word(const Catalogue& c, Profile profile) {
  switch (profile) {
    case Profile::Default:
      return c.text("default: strong carries, damage");
    case Profile::Broad:
      return c.text("broad: also weak carries");
    case Profile::Contact:
      break;
  }
  return c.text("contact: every flow, both ways, everyone");
}

std::string word(const Catalogue& c, Role role) {
  switch (role) {
    case Role::DomainController:
      return c.text("domain controller");
    case Role::FileServer:
      return c.text("file server");
    case Role::Nas:
      return c.text("NAS");
    case Role::Backup:
      return c.text("backup server");
    case Role::Database:
      return c.text("database server");
    case Role::Application:
      return c.text("application server");
    case Role::Deployment:
      return c.text("deployment server");
    case Role::Hypervisor:
      return c.text("hypervisor");
    case Role::JumpHost:
      return c.text("jump host");
    case Role::Client:
      return c.text("terminal");
    case Role::Device:
      return c.text("medical device");
    case Role::Printer:
      return c.text("printer");
    case Role::Router:
      return c.text("router");
    case Role::Monitoring:
      return c.text("monitoring server");
    case Role::Other:
      break;
  }
  return c.text("other");
}

std::string word(const Catalogue& c, FlowState state) {
  switch (state) {
    case FlowState::Established:
      return c.text("established");
    case FlowState::Rejected:
      return c.text("rejected");
    case FlowState::Attempted:
      return c.text("attempted");
    case FlowState::OneWay:
      break;
  }
  return c.text("one way");
}

std::string word(const Catalogue& c, SiteSensor::Sees sees) {
  switch (sees) {
    case SiteSensor::Sees::Between:
      return c.text("between segments");
    case SiteSensor::Sees::Within:
      return c.text("within segments");
    case SiteSensor::Sees::Outside:
      break;
  }
  return c.text("to and from outside");
}

std::string word(const Catalogue& c, Severity severity) {
  switch (severity) {
    case Severity::Error:
      return c.text("error");
    case Severity::Warning:
      return c.text("warning");
    case Severity::Note:
      break;
  }
  return c.text("note");
}

std::string word(const Catalogue& c, ServiceBasis basis) {
  switch (basis) {
    case ServiceBasis::Port:
      return c.text("by port alone");
    case ServiceBasis::Name:
      return c.text("by name");
    case ServiceBasis::Sensor:
      return c.text("by the sensor");
    case ServiceBasis::Payload:
      return c.text("by its handshake");
    case ServiceBasis::Site:
      return c.text("by the site file");
    case ServiceBasis::None:
      break;
  }
  return {};
}

std::string zone_kind_words(const Catalogue& c, std::string_view kind) {
  if (kind == "clinical") {
    return c.text("clinical");
  }
  if (kind == "internal") {
    return c.text("internal");
  }
  if (kind == "maintenance") {
    return c.text("maintenance");
  }
  if (kind == "guest") {
    return c.text("guest");
  }
  if (kind == "vendor") {
    return c.text("vendor");
  }
  return std::string(kind);
}

std::string address_basis_words(const Catalogue& c, std::string_view basis) {
  if (basis == "site") {
    return c.text("site file");
  }
  if (basis == "ledger") {
    return c.text("ledger");
  }
  if (basis == "observed") {
    return c.text("observed");
  }
  if (basis == "mac") {
    return c.text("same MAC address");
  }
  if (basis == "dhcp-client-id") {
    return c.text("same DHCP client id");
  }
  if (basis == "host-name") {
    return c.text("same host name");
  }
  if (basis == "ae-title") {
    return c.text("same AE title");
  }
  if (basis == "hl7-application") {
    return c.text("same HL7 application");
  }
  if (basis == "certificate") {
    return c.text("same certificate name");
  }
  return std::string(basis);
}

std::string not_merged_words(const Catalogue& c, NotMerged reason) {
  switch (reason) {
    case NotMerged::Apart:
      return c.text("declared apart");
    case NotMerged::Several:
      return c.text("goes by the names of several systems");
    case NotMerged::AtOnce:
      return c.text("two machines used it at once");
    case NotMerged::NoIdentity:
      return c.text("many machines have this id");
    case NotMerged::Contested:
      return c.text("machines claim the address in turn");
    case NotMerged::Undeclared:
      return c.text("declared nowhere");
    case NotMerged::Applied:
      break;
  }
  return {};
}

namespace {

struct ReasonWords {
  std::string_view reason;
  Message words;
};

// What capture/ counts as not used (capture/unused_reason.hpp, capture/log_report.cpp).
const std::vector<ReasonWords>& reasons() {
  static const std::vector<ReasonWords> words = {
      {"arp", message("ARP (read for identity)")},
      {"bad_address", message("address not readable")},
      {"bad_ip_header", message("bad IP header")},
      {"bad_json", message("JSON not readable")},
      {"bad_number", message("count not readable")},
      {"bad_port", message("port not readable")},
      {"bad_protocol", message("protocol not readable")},
      {"bad_record", message("damaged event record")},
      {"bad_time", message("time not readable")},
      {"cdp", message("CDP (between switches)")},
      {"cut_off", message("cut off at the end of the file")},
      {"eapol", message("EAPOL (log-in to the network)")},
      {"export_counters", message("counters of interfaces, no traffic")},
      {"export_no_addresses", message("exported without two addresses")},
      {"export_no_template", message("exported before its template came")},
      {"export_not_ip", message("sampled frame without readable IP")},
      {"export_options", message("about the exporter, no traffic")},
      {"icmp_error", message("ICMP error about another conversation")},
      {"llc", message("LLC, no IP")},
      {"listening", message("sockets without a peer (they listen)")},
      {"lldp", message("LLDP (between switches)")},
      {"log_not_read", message("a log of another kind")},
      {"loopback", message("within one machine")},
      {"lost_text", message("an event whose Japanese text was lost")},
      {"mpls", message("MPLS without readable IP")},
      {"no_data", message("nothing went by (NODATA)")},
      {"no_header", message("before any header")},
      {"no_host", message("an event without the name of its machine")},
      {"no_time", message("no time in the line")},
      {"not_text", message("no text")},
      {"nothing_to_keep", message("nothing in it to keep")},
      {"oversized_packet", message("impossibly large packet")},
      {"pppoe_discovery", message("PPPoE discovery")},
      {"rarp", message("RARP")},
      {"repeated", message("told again")},
      {"skipped_data", message("not recorded (SKIPDATA)")},
      {"slow_protocol", message("link aggregation protocol")},
      {"stp", message("spanning tree (between switches)")},
      {"time_without_zone", message("time without zone (use --tz)")},
      {"too_long", message("line too long")},
      {"truncated_ip_header", message("cut off inside the IP header")},
      {"truncated_link_header", message("cut off inside the link header")},
      {"unknown_ethertype", message("no IP (unknown EtherType)")},
      {"unknown_interface", message("interface not described in the file")},
      {"unknown_link_type", message("unknown link type")},
      {"wlan_aggregate", message("several wireless frames in one")},
      {"wlan_encrypted", message("encrypted wireless frame")},
      {"wlan_fragment", message("later part of a wireless frame")},
      {"wlan_management", message("wireless frame without data")},
      {"wrong_columns", message("wrong number of columns")},
  };
  return words;
}

}  // namespace

std::string reason_words(const Catalogue& c, std::string_view reason) {
  for (const ReasonWords& known : reasons()) {
    if (known.reason == reason) {
      return c.text(known.words);
    }
  }
  std::string words(reason);
  std::replace_if(
      words.begin(), words.end(), [](char x) { return x == '-' || x == '_'; }, ' ');
  return words;
}

std::string with_commas(std::uint64_t number) {
  std::string digits = fmt::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) {
    digits.insert(i - 3, ",");
  }
  return digits;
}

std::string bytes_words(std::uint64_t bytes) {
  static constexpr std::array kUnits = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) {
    return fmt::format("{} B", bytes);
  }
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return value < 9.95 ? fmt::format("{:.1f} {}", value, kUnits[unit])
                      : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

std::string duration_words(const Catalogue& c, Duration duration) {
  const std::int64_t seconds = duration.ns / 1'000'000'000;
  if (seconds < 1) {
    return duration.ns == 0 ? c.text(message("{} s", 0))
                            : c.text(message("{} ms", duration.ns / 1'000'000));
  }
  const std::int64_t days = seconds / 86400;
  const std::int64_t hours = seconds / 3600 % 24;
  const std::int64_t minutes = seconds / 60 % 60;
  std::string text;
  int parts = 0;
  const auto add = [&](std::int64_t n, const Message& part) {
    if (n != 0 && parts < 2) {
      text += (text.empty() ? "" : " ") + c.text(part);
      ++parts;
    } else if (parts > 0) {
      parts = 2;  // only neighbouring units: `1 d` rather than `1 d 5 s`
    }
  };
  add(days, message("{} d", days));
  add(hours, message("{} h", hours));
  add(minutes, message("{} min", minutes));
  add(seconds % 60, message("{} s", seconds % 60));
  return text;
}

}  // namespace hamon
