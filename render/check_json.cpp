#include "render/check_json.hpp"

#include "base/catalogue.hpp"
#include "graph/site_products.hpp"
#include "render/document_parts.hpp"

namespace hamon {
namespace {

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json text_or_null(std::string_view text) {
  return text_or_null(std::string(text));
}

std::string english(const Message& message) {
  return Catalogue::in(Language::English).text(message);
}

class CheckDocument {
 public:
  explicit CheckDocument(const FlowGraph& graph) : graph_(graph) {}

  [[nodiscard]] Json claim(const ClaimResult& claim, const Json& coverage) const;
  [[nodiscard]] Json findings(const std::vector<Finding>& list) const;

 private:
  [[nodiscard]] Json finding(const Finding& finding) const;
  [[nodiscard]] Json end(const FindingEnd& end) const { return end_part(graph_, end); }
  [[nodiscard]] Json time(Timestamp t) const { return time_part(graph_, t); }
  [[nodiscard]] Json first(const std::optional<Interval>& i) const {
    return i ? time(i->begin) : Json(nullptr);
  }
  [[nodiscard]] Json last(const std::optional<Interval>& i) const {
    return i ? time(i->end) : Json(nullptr);
  }
  [[nodiscard]] Json evidence(const std::vector<EvidenceRef>& list,
                              const std::string& filter) const;

  const FlowGraph& graph_;
};

Json CheckDocument::evidence(const std::vector<EvidenceRef>& list,
                             const std::string& filter) const {
  Json references = Json::array();
  for (const EvidenceRef& reference : list) {
    references.push_back(evidence_part(graph_, reference, filter));
  }
  return references;
}

Json CheckDocument::findings(const std::vector<Finding>& list) const {
  Json out = Json::array();
  for (const Finding& f : list) {
    out.push_back(finding(f));
  }
  return out;
}

Json CheckDocument::finding(const Finding& f) const {
  return {{"code", code_of(f.kind)},
          {"id", f.id},
          {"kind", name_of(f.kind)},
          {"refutes", f.refutes},
          {"accepted", f.accepted},
          {"accepted_reason", text_or_null(f.accepted_reason)},
          {"initiator", end(f.initiator)},
          {"responder", f.responder ? end(*f.responder) : Json(nullptr)},
          {"service", text_or_null(f.service)},
          {"basis", text_or_null(name_of(f.service_basis))},
          {"records", f.records},
          {"contacts", f.contacts},
          {"bytes_out", f.bytes_out},
          {"bytes_in", f.bytes_in},
          {"first", first(f.seen)},
          {"last", last(f.seen)},
          {"attempts", f.attempts},
          {"link", text_or_null(f.link)},
          {"product", is_product(graph_.site(), f.service) ? Json(f.service) : Json(nullptr)},
          {"organisation", nullptr},
          {"regularity", nullptr},
          {"detail", text_or_null(english(f.detail))},
          {"check_next", text_or_null(english(f.check_next))},
          {"evidence", evidence(f.evidence, f.filter)},
          {"evidence_total", f.evidence_total}};
}

Json CheckDocument::claim(const ClaimResult& c, const Json& coverage) const {
  Json parts = Json::array();
  for (const ClaimPart& part : c.parts) {
    parts.push_back({{"path", part.path},
                     {"seen_from", first(part.seen)},
                     {"seen_to", last(part.seen)},
                     {"verdict", name_of(part.verdict)}});
  }
  return {{"id", c.id},
          {"text", c.text},
          {"verdict", name_of(c.verdict)},
          {"reason", text_or_null(english(c.reason))},
          {"parts", parts},
          {"findings", findings(c.findings)},
          {"attempts", findings(c.attempts)},
          {"coverage", coverage}};
}

}  // namespace

std::string check_json(const DocumentContext& context, const FlowGraph& graph,
                       const CheckResult& result) {
  const CheckDocument parts(graph);
  Json document = document_head(context, graph, "hamon/check/1");
  const Json covered = coverage_part(graph, result.coverage);
  Json claims = Json::array();
  for (const ClaimResult& c : result.claims) {
    claims.push_back(parts.claim(c, covered));
  }
  document["claims"] = std::move(claims);
  document["findings"] = parts.findings(result.findings);
  return document_text(document);
}

}  // namespace hamon
