#include "render/export_attributes.hpp"

#include "analyze/coverage.hpp"
#include "render/document_parts.hpp"

#include <array>

#include <fmt/format.h>

namespace hamon {
namespace {

using Type = AttributeType;

constexpr std::array kSystem = {
    Attribute{"addresses", Type::Texts},  Attribute{"names", Type::Texts},
    Attribute{"macs", Type::Texts},       Attribute{"zone", Type::Text},
    Attribute{"outside", Type::Flag},     Attribute{"role", Type::Text},
    Attribute{"title", Type::Text},       Attribute{"department", Type::Text},
    Attribute{"vendor", Type::Text},      Attribute{"os", Type::Text},
    Attribute{"declared", Type::Flag},    Attribute{"observed", Type::Flag},
    Attribute{"susceptible", Type::Flag}, Attribute{"critical", Type::Number},
    Attribute{"first", Type::Time},       Attribute{"last", Type::Time},
};

constexpr std::array kDataFlow = {
    Attribute{"service", Type::Text},   Attribute{"records", Type::Whole},
    Attribute{"contacts", Type::Whole}, Attribute{"bytes_out", Type::Whole},
    Attribute{"bytes_in", Type::Whole}, Attribute{"first", Type::Time},
    Attribute{"last", Type::Time},
};

AttributeValue text_or_none(const std::string& text) {
  return text.empty() ? AttributeValue() : AttributeValue(text);
}

AttributeValue texts_or_none(std::vector<std::string> texts) {
  return texts.empty() ? AttributeValue() : AttributeValue(std::move(texts));
}

std::vector<std::string> texts_of(const auto& values) {
  std::vector<std::string> out;
  for (const auto& value : values) {
    out.push_back(value.text());
  }
  return out;
}

struct TextOf {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::string>& texts) const {
    return fmt::format("{}", fmt::join(texts, " "));
  }
  std::string operator()(std::uint64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return fmt::format("{}", number); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(Timestamp time) const { return format_time(time, TimeZone::utc()); }
};

}  // namespace

std::span<const Attribute> system_attributes() {
  return kSystem;
}
std::span<const Attribute> data_flow_attributes() {
  return kDataFlow;
}

std::vector<AttributeValue> attributes_of(const FlowGraph& graph, SystemId id) {
  const System& system = graph[id];
  std::vector<std::string> addresses;
  for (const SystemAddress& held : system.addresses) {
    addresses.push_back(held.address.text());
  }
  const auto zone = graph.zone_name(id);
  return {texts_or_none(std::move(addresses)),
          texts_or_none(system.names),
          texts_or_none(texts_of(system.macs)),
          zone ? AttributeValue(*zone) : AttributeValue(),
          system.outside,
          std::string(name_of(system.role)),
          text_or_none(system.label),
          text_or_none(system.department),
          text_or_none(system.vendor),
          text_or_none(system.os),
          system.in_site || system.in_ledger,
          system.observed,
          system.susceptible,
          system.critical,
          system.seen ? AttributeValue(system.seen->begin) : AttributeValue(),
          system.seen ? AttributeValue(system.seen->end) : AttributeValue()};
}

std::vector<AttributeValue> attributes_of(const FlowGraph& graph, const DataFlow& flow) {
  const auto contacts = graph.contacts(flow.contacts);
  return {graph[flow.service].name,
          std::uint64_t{flow.conversations.size()},
          std::uint64_t{flow.contacts.size()},
          flow.bytes_out,
          flow.bytes_in,
          contacts.empty() ? AttributeValue() : AttributeValue(contacts.front().begin),
          contacts.empty() ? AttributeValue() : AttributeValue(contacts.back().end)};
}

std::string coverage_attribute(const FlowGraph& graph) {
  return coverage_part(graph, coverage_of(graph)).dump();
}

std::string attribute_text(const AttributeValue& value) {
  return std::visit(TextOf{}, value);
}

}  // namespace hamon
