#include "render/check_json.hpp"

#include "base/catalogue.hpp"
#include "graph/site_products.hpp"
#include "render/additions_json.hpp"
#include "render/document_parts.hpp"
#include "render/unseen_json.hpp"

namespace hamon {
namespace {

std::string english(const Message& message) {
  return Catalogue::in(Language::English).text(message);
}

class CheckDocument {
 public:
  explicit CheckDocument(const FlowGraph& graph) : graph_(graph) {}

  [[nodiscard]] Json claim(const ClaimResult& claim, const Json& coverage) const;
  [[nodiscard]] Json findings(const std::vector<Finding>& list) const;
  [[nodiscard]] Json entrances(const std::vector<Entrance>& list) const;

 private:
  [[nodiscard]] Json finding(const Finding& finding) const;
  void add_path(Json& out, const Finding& f) const;
  [[nodiscard]] Json regularity(const std::optional<Regularity>& r) const;
  [[nodiscard]] Json use(const std::optional<LinkUse>& u) const;
  [[nodiscard]] Json entrance(const Entrance& e) const;
  [[nodiscard]] Json ends(const std::vector<FindingEnd>& list) const;
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
  Json out = {{"code", code_of(f.kind)},
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
              {"organisation", text_or_null(f.organisation)},
              {"regularity", regularity(f.regularity)},
              {"use", use(f.use)},
              {"detail", text_or_null(english(f.detail))},
              {"check_next", text_or_null(english(f.check_next))},
              {"evidence", evidence(f.evidence, f.filter)},
              {"evidence_total", f.evidence_total}};
  if (f.kind == FindingKind::Relay) {
    add_path(out, f);
  }
  return out;
}

Json CheckDocument::regularity(const std::optional<Regularity>& r) const {
  return r ? Json{{"period_s", seconds_part(r->period)},
                  {"jitter_s", seconds_part(r->jitter)},
                  {"share", r->share},
                  {"starts", r->starts}}
           : Json(nullptr);
}

Json CheckDocument::use(const std::optional<LinkUse>& u) const {
  return u ? Json{{"open_s", seconds_part(u->open)},
                  {"occasions", u->occasions},
                  {"last_from", first(u->last)},
                  {"last_to", last(u->last)}}
           : Json(nullptr);
}

void CheckDocument::add_path(Json& out, const Finding& f) const {
  Json path = Json::array();
  Json steps = Json::array();
  for (const RelayStep& s : f.steps) {
    if (path.empty()) {
      path.push_back(s.from.name);
    }
    path.push_back(s.to.name);
    steps.push_back({{"from", s.from.name},
                     {"to", s.to.name},
                     {"service", text_or_null(s.service)},
                     {"basis", text_or_null(name_of(s.service_basis))},
                     {"sessions", s.sessions},
                     {"first", first(s.seen)},
                     {"last", last(s.seen)},
                     {"evidence", evidence(s.evidence, s.filter)},
                     {"evidence_total", s.evidence_total}});
  }
  out["path"] = std::move(path);
  out["steps"] = std::move(steps);
}

Json CheckDocument::ends(const std::vector<FindingEnd>& list) const {
  Json out = Json::array();
  for (const FindingEnd& e : list) {
    out.push_back(end(e));
  }
  return out;
}

Json CheckDocument::entrance(const Entrance& e) const {
  const char* opened = !e.opened_inside ? nullptr : *e.opened_inside ? "inside" : "outside";
  return {{"link", text_or_null(e.link)},
          {"declared", !e.link.empty()},
          {"vendor", text_or_null(e.vendor)},
          {"purpose", text_or_null(e.purpose)},
          {"contact", text_or_null(e.contact)},
          {"windows", text_or_null(e.windows)},
          {"inside", ends(e.inside)},
          {"outside", ends(e.outside)},
          {"organisation", text_or_null(e.organisation)},
          {"service", text_or_null(e.service)},
          {"basis", text_or_null(name_of(e.service_basis))},
          {"product", is_product(graph_.site(), e.service) ? Json(e.service) : Json(nullptr)},
          {"remote_access", e.remote_access},
          {"opened_by", opened == nullptr ? Json(nullptr) : Json(opened)},
          {"first", first(e.seen)},
          {"last", last(e.seen)},
          {"records", e.records},
          {"sessions", e.sessions},
          {"outside_windows", e.outside_windows},
          {"bytes_to_outside", e.bytes_to_outside},
          {"bytes_to_inside", e.bytes_to_inside},
          {"hours_of_week",
           Json(std::vector<unsigned>(e.hours_of_week.begin(), e.hours_of_week.end()))},
          {"regularity", regularity(e.regularity)},
          {"use", use(e.use)}};
}

Json CheckDocument::entrances(const std::vector<Entrance>& list) const {
  Json out = Json::array();
  for (const Entrance& e : list) {
    out.push_back(entrance(e));
  }
  return out;
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
                       const CheckResult& result, const Additions& additions) {
  const CheckDocument parts(graph);
  Json document = document_head(context, graph, "hamon/check/1");
  const Json covered = coverage_part(graph, result.coverage);
  Json claims = Json::array();
  for (const ClaimResult& c : result.claims) {
    Json own = covered;
    own["missed"] = unseen_part(graph, result.coverage.missed, c);
    claims.push_back(parts.claim(c, own));
  }
  document["claims"] = std::move(claims);
  document["findings"] = parts.findings(result.findings);
  document["entrances"] = parts.entrances(result.entrances);
  add_indicators(document, graph, additions);
  add_observed_state(document, graph, additions);
  return document_text(document);
}

std::string entrances_json(const DocumentContext& context, const FlowGraph& graph,
                           const std::vector<Entrance>& entrances) {
  Json document = document_head(context, graph, "hamon/entrances/1");
  document["entrances"] = CheckDocument(graph).entrances(entrances);
  add_coverage(document, graph);
  return document_text(document);
}

}  // namespace hamon
