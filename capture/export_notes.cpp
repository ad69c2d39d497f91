#include "capture/export_notes.hpp"

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

std::vector<SourceLimit> limits_of(const ExportNotes& notes) {
  std::vector<SourceLimit> out;
  const auto add = [&out](const char* what, bool some, std::uint64_t count) {
    if (some) {
      out.push_back({what, {}, count});
    }
  };
  const std::uint64_t unread = notes.without_template.times + notes.not_kept.times;
  add("lost", notes.lost.times > 0, notes.lost.times);
  add("sampled", notes.sampled.times > 0, notes.highest_sampling);
  add("without_template", unread > 0, unread);
  return out;
}

}  // namespace hamon
