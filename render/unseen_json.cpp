#include "render/unseen_json.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace hamon {
namespace {

/// To thousandths: what lies below differs from one machine's arithmetic to the next.
Json rounded(double value) {
  return std::round(value * 1000) / 1000;
}

Json estimate_part(const UnseenFlows& flows) {
  if (!flows.estimate) {
    return nullptr;
  }
  const LowerBound& bound = flows.estimate->bound;
  return {{"at_least", rounded(bound.things)},
          {"unseen", rounded(bound.things - static_cast<double>(flows.on_whole_days))},
          {"standard_error", rounded(bound.standard_error)},
          {"low", rounded(bound.low)},
          {"high", rounded(bound.high)}};
}

Json recent_part(const Unseen& missed, const UnseenFlows& flows) {
  if (!flows.estimate) {
    return nullptr;
  }
  const auto days = static_cast<double>(missed.recent_days);
  return {{"days", missed.recent_days},
          {"with_new", flows.estimate->recent_with_new},
          {"share", rounded(static_cast<double>(flows.estimate->recent_with_new) / days)},
          {"new", flows.estimate->recent_new}};
}

Json flows_part(const Unseen& missed, const UnseenFlows& flows) {
  Json curve = Json::array();
  if (flows.estimate) {
    for (const UnseenEstimate::Point& point : flows.estimate->curve) {
      curve.push_back({{"days", point.days}, {"data_flows", rounded(point.data_flows)}});
    }
  }
  return {{"scope", name_of(flows.scope)},
          {"data_flows", flows.data_flows},
          {"on_whole_days", flows.on_whole_days},
          {"once", flows.once},
          {"twice", flows.twice},
          {"estimate", estimate_part(flows)},
          {"recent", recent_part(missed, flows)},
          {"curve", curve}};
}

Json days_part(const FlowGraph& graph, const Unseen& missed) {
  Json days = Json::array();
  for (const ObservedDay& day : missed.days) {
    if (day.data_flows > 0) {
      days.push_back({{"from", time_part(graph, day.time.from)},
                      {"whole", day.whole},
                      {"watched", rounded(day.watched)},
                      {"data_flows", day.data_flows},
                      {"new", day.fresh}});
    }
  }
  return days;
}

Json newest_part(const FlowGraph& graph, const Unseen& missed) {
  Json newest = Json::array();
  for (const NewDataFlow& fresh : missed.newest) {
    const DataFlow& flow = graph[fresh.flow];
    newest.push_back({{"from", graph[flow.initiator].name},
                      {"to", graph[flow.responder].name},
                      {"service", graph[flow.service].name},
                      {"first", time_part(graph, fresh.first)}});
  }
  return newest;
}

Json rates_part(double days) {
  Json rates = Json::array();
  for (const UseRate& rate : kUseRates) {
    rates.push_back({{"once_a", rate.name},
                     {"per_day", rounded(rate.per_day)},
                     {"chance", rounded(chance_to_show(rate.per_day, days))},
                     {"days_for_95", days_to_show(rate.per_day, 0.95)}});
  }
  return {{"days_watched", rounded(days)}, {"rates", rates}};
}

Json without_flows(const FlowGraph& graph, const Unseen& missed) {
  return {{"whole_days", missed.whole_days},
          {"whole_days_needed", Unseen::kDaysNeeded},
          {"days", days_part(graph, missed)},
          {"newest", newest_part(graph, missed)}};
}

}  // namespace

Json unseen_part(const FlowGraph& graph, const Unseen& missed) {
  Json part = without_flows(graph, missed);
  part["flows"] = Json::array();
  for (const UnseenFlows& flows : missed.flows) {
    part["flows"].push_back(flows_part(missed, flows));
  }
  part["links"] = rates_part(missed.days_watched);
  return part;
}

Json unseen_part(const FlowGraph& graph, const Unseen& missed, const ClaimResult& claim) {
  Json part = without_flows(graph, missed);
  part["flows"] = Json::array();
  for (const UnseenFlows* flows : unseen_of(missed, claim)) {
    part["flows"].push_back(flows_part(missed, *flows));
  }
  part["links"] = rates_part(days_watched(missed, claim));
  return part;
}

Json advice_part(const FlowGraph& graph, const std::vector<SensorAdvice>& advice) {
  Json list = Json::array();
  for (const SensorAdvice& a : advice) {
    Json parts = Json::array();
    for (const SensorAdvice::Part& part : a.parts) {
      parts.push_back({{"claim", part.claim}, {"path", part.path}});
    }
    list.push_back({{"rank", list.size() + 1},
                    {"sees", name_of(a.sees)},
                    {"prefix", a.prefix ? Json(a.prefix->text()) : Json(nullptr)},
                    {"zone", a.zone.empty() ? Json(nullptr) : Json(a.zone)},
                    {"parts", parts},
                    {"systems", a.systems},
                    {"never_seen", names_part(graph, a.never_seen)},
                    {"declared", a.declared}});
  }
  return list;
}

}  // namespace hamon
