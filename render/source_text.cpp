#include "render/source_text.hpp"

#include "base/source_facts.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

namespace hamon {
namespace {

std::uint64_t fact(const SourceReport& report, std::string_view word) {
  const auto found = find_fact(report.format_note, word);
  return found ? found->number : 0;
}

Message clock_words(const Catalogue& c, const SourceFinding& f, bool ahead) {
  const std::string offset =
      duration_words(c, Duration::seconds(static_cast<std::int64_t>(f.count)));
  return ahead ? message("the clock of {} is {} ahead of this machine's", f.place, offset)
               : message("the clock of {} is {} behind this machine's", f.place, offset);
}

SourceWords log_words(const SourceFinding& f) {
  switch (f.trouble) {
    case SourceTrouble::NothingUsed:
      return {message("{} lines or datagrams arrived, and none tells of a conversation",
                      with_commas(f.count)),
              message("let the device send its traffic log; read are FortiGate, YAMAHA, netfilter, "
                      "Windows Firewall, Cisco ASA and FTD, and Palo Alto")};
    case SourceTrouble::TimeWithoutZone:
      return {message("{} lines were left out: their time has no offset from UTC",
                      with_commas(f.count)),
              message("name the zone of the device's clock with --tz, e.g. --tz Asia/Tokyo")};
    case SourceTrouble::OnlyDenied:
      return {message("all {} conversations are refusals: what was let through is not logged",
                      with_commas(f.count)),
              message("turn on the log of the rules that accept (FortiGate: set logtraffic all); "
                      "until then absence in this source proves nothing")};
    case SourceTrouble::SilentFilters:
      return {message("a YAMAHA router writes nothing of what passes filters without syslog"),
              message("turn on syslog notice and the filters' syslog option")};
    default:
      return {
          message("{} intervals were not recorded, by the source's own word", with_commas(f.count)),
          message("data flows may be missing: absence in this source proves little")};
  }
}

}  // namespace

SourceWords source_words(const Catalogue& c, const SourceFinding& f) {
  const std::string count = with_commas(f.count);
  switch (f.trouble) {
    case SourceTrouble::Silent:
      return {message("not a single datagram arrived"),
              message("does the device send to this machine's address and this port, and does a "
                      "firewall here or on the way (nft list ruleset) let it in?")};
    case SourceTrouble::UnknownVersion:
      return {message("{} datagrams are of a version that no reader knows", count),
              message("let the device export NetFlow v5, v9, IPFIX or sFlow v5")};
    case SourceTrouble::Unreadable:
      return {message("{} export datagrams are damaged", count),
              message("is it an exporter that sends to this port, and no other program?")};
    case SourceTrouble::NoTemplate:
      return {message("{} sets of exported flows wait for their template", count),
              message("exporters repeat templates every few minutes; let it do so every minute "
                      "(template timeout-rate 1, template data timeout 60)")};
    case SourceTrouble::ClockAhead:
    case SourceTrouble::ClockBehind:
      return {clock_words(c, f, f.trouble == SourceTrouble::ClockAhead),
              message("set both by a time server; a whole number of hours is a wrong zone: name it "
                      "with --tz")};
    case SourceTrouble::Sampled:
      return {message("the exporter looks at one packet in {} only", count),
              message("turn sampling off, or to 1, where the device can; else short conversations "
                      "are missing and absence proves nothing")};
    case SourceTrouble::Lost:
      return {message("{} exported flows, datagrams or events never came, by the senders' count",
                      count),
              message("look for an overloaded way or device; a nearer collector, or a larger "
                      "--buffer, loses less")};
    case SourceTrouble::DroppedHere:
      return {message("this machine dropped {} datagrams that it did not take in time", count),
              message("a larger --buffer and net.core.rmem_max take bursts up")};
    default:
      return log_words(f);
  }
}

std::string source_text(const TextContext& context, const SourceReport& report,
                        const std::string& where) {
  Lines lines(context);
  lines.head(message("What arrives: {}", printable(where)));
  const std::uint64_t senders = std::max(fact(report, "exporters"), fact(report, "senders"));
  lines.say(message("{} datagrams of {} senders, {} conversations or records in them used",
                    with_commas(fact(report, "datagrams")), with_commas(senders),
                    with_commas(report.used)),
            2);
  const std::vector<SourceFinding> findings = check_source(report);
  for (const SourceFinding& finding : findings) {
    const SourceWords words = source_words(context.catalogue, finding);
    lines.say(words.what, 2, Ink::Yellow);
    lines.say(message("hint: {}", context.catalogue.text(words.hint)), 4);
  }
  if (findings.empty()) {
    lines.say(message("nothing speaks against the way it arrives"), 2, Ink::Green);
  }
  return lines.str();
}

}  // namespace hamon
