#include "render/json_documents.hpp"

#include "base/catalogue.hpp"
#include "graph/own_names.hpp"
#include "render/document_parts.hpp"
#include "render/evidence.hpp"
#include "render/unseen_json.hpp"

#include <map>

namespace hamon {
namespace {

constexpr std::size_t kStepEvidence = 5;  // references kept for one step of a path

class Documents {
 public:
  Documents(const DocumentContext& context, const FlowGraph& graph)
      : context_(context), graph_(graph) {}

  [[nodiscard]] Json head(const char* schema) const;
  [[nodiscard]] Json conversation(const Conversation& conversation) const;
  [[nodiscard]] Json step(const SpreadStep& step, Profile profile) const;
  [[nodiscard]] Json end(SystemId id) const;
  [[nodiscard]] Json interval(const std::optional<Interval>& interval) const;
  [[nodiscard]] Json end(const FindingEnd& end) const;
  [[nodiscard]] Json evidence(const EvidenceRef& reference, const std::string& filter) const;

 private:
  [[nodiscard]] Json time(Timestamp t) const { return format_time(t, graph_.site().zone); }
  [[nodiscard]] Json time(const std::optional<Timestamp>& t) const {
    return t ? time(*t) : Json(nullptr);
  }
  [[nodiscard]] Json zone(SystemId system) const;
  [[nodiscard]] Json source(const SourceReport& report) const;
  [[nodiscard]] Json assumptions() const;
  [[nodiscard]] Json with_called(Json end, SystemId id) const;
  [[nodiscard]] Json conversation_end(const std::optional<SystemId>& system,
                                      const IpAddress& address) const;

  const DocumentContext& context_;
  const FlowGraph& graph_;
};

Json addresses(std::span<const IpAddress> list) {
  Json out = Json::array();
  for (const IpAddress& address : list) {
    out.push_back(address.text());
  }
  return out;
}

Json seconds(Duration duration) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return duration.ns % kSecond == 0 ? Json(duration.ns / kSecond)
                                    : Json(static_cast<double>(duration.ns) / 1e9);
}

Json parameter(const ParameterValue& value) {
  return std::visit(
      [](const auto& v) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::monostate>) {
          return nullptr;
        } else {
          return v;
        }
      },
      value);
}

Json Documents::interval(const std::optional<Interval>& interval) const {
  return interval ? Json{{"from", time(interval->begin)}, {"to", time(interval->end)}}
                  : Json(nullptr);
}

Json Documents::zone(SystemId system) const {
  const auto name = graph_.zone_name(system);
  return name ? Json(*name) : Json(nullptr);
}

Json Documents::source(const SourceReport& report) const {
  Json unused = Json::object();
  for (const auto& [reason, count] : report.unused) {
    unused[reason] = count;
  }
  return {{"name", report.name},
          {"sha256", report.sha256},
          {"kind", report.kind},
          {"records", report.records},
          {"used", report.used},
          {"unused", unused},
          {"window", interval(report.window)},
          {"drops", report.drops ? Json(*report.drops) : Json(nullptr)},
          {"damaged", report.damaged},
          {"sensor", text_or_null(report.sensor)}};
}

Json Documents::assumptions() const {
  const Site& site = graph_.site();
  Json merges = Json::array();
  for (const Merge& merge : graph_.merges()) {
    merges.push_back({{"system", graph_[merge.system].name},
                      {"address", merge.address},
                      {"basis", merge.basis},
                      {"detail", merge.detail},
                      {"applied", merge.applied},
                      {"reason", text_or_null(hamon::name_of(merge.reason))}});
  }
  std::map<std::string, std::uint64_t, std::less<>> roles;
  for (const System& system : graph_.systems()) {
    if (system.role_declared) {
      ++roles[std::string(hamon::name_of(system.role))];
    }
  }
  Json declared = Json::object();
  for (const auto& [role, count] : roles) {
    declared[role] = count;
  }
  Json sensors = Json::array();
  for (const SiteSensor& sensor : site.sensors) {
    sensors.push_back({{"name", sensor.name},
                       {"sees", hamon::name_of(sensor.sees)},
                       {"prefixes", prefixes_part(sensor.prefixes)},
                       {"bound", is_bound(graph_, sensor)}});
  }
  const char* basis = graph_.internal_assumed() ? "assumed"
                      : site.internal_declared  ? "declared"
                                                : "zones";
  return {{"internal", {{"prefixes", prefixes_part(graph_.internal())}, {"basis", basis}}},
          {"roles", declared},
          {"merges", merges},
          {"inferred_directions", graph_.inferred_directions()},
          {"sensors", sensors}};
}

Json Documents::head(const char* schema) const {
  Json sources = Json::array();
  for (const SourceReport& report : graph_.sources()) {
    sources.push_back(source(report));
  }
  Json parameters = Json::object();
  for (const auto& [name, value] : context_.parameters) {
    parameters[name] = parameter(value);
  }
  return {{"schema", schema},
          {"tool", {{"name", "hamon"}, {"version", HAMON_VERSION}}},
          {"case", {{"id", context_.case_id}, {"sources", sources}}},
          {"parameters", parameters},
          {"assumptions", assumptions()},
          {"generated", time(context_.generated)}};
}

Json Documents::end(SystemId id) const {
  Json list = Json::array();
  for (const SystemAddress& address : graph_[id].addresses) {
    list.push_back(address.address.text());
  }
  return with_called({{"system", graph_[id].name}, {"zone", zone(id)}, {"addresses", list}}, id);
}

/// What a system calls itself stands there where it is known.
Json Documents::with_called(Json end, SystemId id) const {
  if (std::string own = called(graph_[id]); !own.empty()) {
    end["called"] = std::move(own);
  }
  return end;
}

Json Documents::end(const FindingEnd& end) const {
  Json out = {{"system", end.name},
              {"zone", end.zone ? Json(*end.zone) : Json(nullptr)},
              {"addresses", addresses(end.addresses)}};
  return end.system ? with_called(std::move(out), *end.system) : out;
}

Json Documents::conversation_end(const std::optional<SystemId>& system,
                                 const IpAddress& address) const {
  const Json list = Json::array({address.text()});
  if (system) {
    return with_called(
        {{"system", graph_[*system].name}, {"zone", zone(*system)}, {"addresses", list}}, *system);
  }
  const auto home = graph_.zone_of(address);
  return {{"system", address.text()},
          {"zone", home                           ? Json(graph_[*home].name)
                   : !graph_.is_internal(address) ? Json("outside")
                                                  : Json(nullptr)},
          {"addresses", list}};
}

Json Documents::evidence(const EvidenceRef& reference, const std::string& filter) const {
  const SourceReport& report = graph_.sources()[reference.source];
  return {{"source", report.name},
          {"sha256", report.sha256},
          {"first", reference.first},
          {"last", reference.last},
          {"filter", graph_.pseudonymised() ? Json(nullptr) : text_or_null(filter)}};
}

Json Documents::step(const SpreadStep& s, Profile profile) const {
  const DataFlow& flow = graph_[s.data_flow];
  Json references = Json::array();
  for (const StepEvidence& found : step_evidence(graph_, s, profile, kStepEvidence)) {
    references.push_back(evidence(found.reference, found.filter));
  }
  return {{"from", graph_[s.from].name},
          {"to", graph_[s.to].name},
          {"service", graph_[flow.service].name},
          {"carry", s.forward ? "forward" : "backward"},
          {"contact_start", time(s.contact.begin)},
          {"contact_end", time(s.contact.end)},
          {"arrival", time(s.arrival)},
          {"technique", text_or_null(technique_of(graph_[flow.service].name,
                                                  graph_[flow.responder].role, s.forward, s.kind))},
          {"evidence", references}};
}

Json Documents::conversation(const Conversation& c) const {
  Json references = Json::array();
  const std::string filter = display_filter(c);
  for (const EvidenceRef& reference :
       graph_.evidence().subspan(c.evidence.begin, c.evidence.size())) {
    references.push_back(evidence(reference, filter));
  }
  const auto port = [&](std::uint16_t number) {
    return c.has_ports ? Json(number) : Json(nullptr);
  };
  const auto mac = [](const std::optional<MacAddress>& address) {
    return address ? Json(address->text()) : Json(nullptr);
  };
  Json out = {{"start", time(c.time.begin)},
              {"end", time(c.time.end)},
              {"initiator", conversation_end(c.from, c.initiator)},
              {"initiator_port", port(c.initiator_port)},
              {"responder", conversation_end(c.to, c.responder)},
              {"responder_port", port(c.responder_port)},
              {"protocol", protocol_name(c.protocol)},
              {"service", graph_[c.service].name},
              {"basis", text_or_null(hamon::name_of(c.service_basis))},
              {"state", hamon::name_of(c.state)},
              {"direction", is_observed(c.direction) ? "observed" : "inferred"},
              {"packets_out", c.packets_out},
              {"bytes_out", c.bytes_out},
              {"packets_in", c.packets_in},
              {"bytes_in", c.bytes_in},
              {"initiator_mac", mac(c.initiator_mac)},
              {"responder_mac", mac(c.responder_mac)},
              {"evidence", references}};
  if (const std::string from = came_from(graph_[c.from], c.time.begin); !from.empty()) {
    out["vpn_from"] = from;
  }
  return out;
}

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Json document_head(const DocumentContext& context, const FlowGraph& graph, const char* schema) {
  return Documents(context, graph).head(schema);
}

Json end_part(const FlowGraph& graph, SystemId system) {
  return Documents({}, graph).end(system);
}

Json end_part(const FlowGraph& graph, const FindingEnd& end) {
  return Documents({}, graph).end(end);
}

Json evidence_part(const FlowGraph& graph, const EvidenceRef& reference,
                   const std::string& filter) {
  return Documents({}, graph).evidence(reference, filter);
}

Json step_part(const FlowGraph& graph, const SpreadStep& step, Profile profile) {
  return Documents({}, graph).step(step, profile);
}

Json time_part(const FlowGraph& graph, Timestamp time) {
  return format_time(time, graph.site().zone);
}

Json interval_part(const FlowGraph& graph, const std::optional<Interval>& interval) {
  return Documents({}, graph).interval(interval);
}

Json prefixes_part(std::span<const Prefix> prefixes) {
  Json out = Json::array();
  for (const Prefix& prefix : prefixes) {
    out.push_back(prefix.text());
  }
  return out;
}

Json seconds_part(Duration duration) {
  return seconds(duration);
}

std::string document_text(const Json& document) {
  return text_of(document);
}

std::string find_json(const DocumentContext& context, const FlowGraph& graph,
                      const std::vector<const Conversation*>& found,
                      const Organisations& organisations) {
  const Documents documents(context, graph);
  Json document = documents.head("hamon/find/1");
  Json conversations = Json::array();
  for (const Conversation* conversation : found) {
    Json part = documents.conversation(*conversation);
    part["organisation"] = text_or_null(organisations.of(*conversation));
    conversations.push_back(std::move(part));
  }
  document["count"] = found.size();
  document["conversations"] = std::move(conversations);
  add_coverage(document, graph);
  return text_of(document);
}

}  // namespace hamon
