#include "capture/export_notes.hpp"

#include "base/source_facts.hpp"

#include <utility>

namespace hamon {
namespace {

class Teller {
 public:
  Teller(const std::string& file, DiagnosticSink& diagnostics)
      : file_(file), diagnostics_(diagnostics) {}

  void tell(const ExportCount& count, Message what, Message hint) {
    if (count.times > 0) {
      diagnostics_.report(Diagnostic{Severity::Warning, std::move(what), file_,
                                     Place::packet(count.first), std::move(hint)});
    }
  }

 private:
  const std::string& file_;
  DiagnosticSink& diagnostics_;
};

}  // namespace

void count_into(const ExportNotes& n, std::size_t waiting, SourceReport& report) {
  report.used = n.used;
  report.records = n.used;
  report.unused.clear();
  const auto unused = [&](const char* reason, std::uint64_t count) {
    if (count > 0) {
      report.unused.emplace_back(reason, count);
    }
    report.records += count;
  };
  unused("export_counters", n.counters);
  unused("export_no_addresses", n.without_addresses.times);
  unused("export_no_template", n.without_template.times + n.not_kept.times + waiting);
  unused("export_not_ip", n.not_ip.times);
  unused("export_options", n.options);
  report.damaged = report.damaged || n.malformed.times > 0;
  if (n.lost.times > 0) {
    report.drops = n.lost.times;
  }
  std::string& note = report.format_note;
  add_fact(note, "sampling", n.sampled.times > 0 ? n.highest_sampling : 0);
  add_fact(note, "datagrams", n.datagrams);
  add_fact(note, "lost", n.lost.times);
  add_fact(note, "malformed", n.malformed.times);
  add_fact(note, "other version", n.other_version.times);
  add_fact(note, "templates refused", n.templates_refused.times);
}

void explain(const ExportNotes& n, const std::string& file, DiagnosticSink& diagnostics) {
  Teller teller(file, diagnostics);
  teller.tell(n.without_template,
              message("{} sets of exported flows could not be read: their template never came",
                      n.without_template.times),
              message("exporters repeat templates every few minutes; a longer capture holds them"));
  teller.tell(n.not_kept,
              message("{} sets of exported flows came before their template and found no room",
                      n.not_kept.times),
              message("data flows may be missing: absence in this source proves little"));
  teller.tell(
      n.lost,
      message("by their sequence numbers {} exported flows or datagrams are missing", n.lost.times),
      message("data flows may be missing: absence in this source proves little"));
  teller.tell(n.malformed,
              message("{} export datagrams are damaged; what stands before the damage was read",
                      n.malformed.times),
              {});
  teller.tell(
      n.other_version,
      message("{} export datagrams are of a version that no reader knows", n.other_version.times),
      message("NetFlow v1, v5, v7, v9, IPFIX and sFlow v5 are read"));
  teller.tell(n.templates_refused,
              message("{} export templates were not kept: without bytes, or too many",
                      n.templates_refused.times),
              {});
  teller.tell(n.without_addresses,
              message("{} exported records do not name two ends and were passed over",
                      n.without_addresses.times),
              message("let the exporter's template hold source and destination address"));
  teller.tell(n.not_ip,
              message("{} sampled frames hold no IP header that can be read", n.not_ip.times), {});
  teller.tell(
      n.turned,
      message("{} exported records end before they start, by the exporter's clock", n.turned.times),
      {});
  teller.tell(n.sampled,
              message("{} exported records are sampled, up to one packet in {}; counts are scaled",
                      n.sampled.times, n.highest_sampling),
              message("data flows may be missing: absence in this source proves little"));
}

}  // namespace hamon
