#include "render/chance_text.hpp"

#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

void add_band(Lines& lines, const TextContext& context, const std::string& name,
              const ChanceBand& band) {
  const Catalogue& c = context.catalogue;
  lines.fact(name,
             c.text(message("{} in the middle run, {} to {} in nine of ten; mean {}",
                            with_commas(band.median), with_commas(band.p05), with_commas(band.p95),
                            fmt::format("{:.1f} ± {:.2f}", band.mean, band.standard_error))));
}

std::vector<SystemId> most_likely_first(const SpreadResult& result, const Chance& chance) {
  std::vector<SystemId> systems;
  for (std::uint32_t i = 0; i < result.systems.size(); ++i) {
    if (result.systems[i].ring == Ring::Contacted) {
      systems.push_back(SystemId{i});
    }
  }
  std::stable_sort(systems.begin(), systems.end(), [&](SystemId a, SystemId b) {
    return chance.systems[index(a)].reached > chance.systems[index(b)].reached;
  });
  return systems;
}

void add_systems(Lines& lines, const TextContext& context, const FlowGraph& graph,
                 const SpreadResult& result, const Chance& chance) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("CHANCE"), Table::Align::Right)
      .column("±", Table::Align::Right)
      .column(c.text("SYSTEM"), Table::Align::Left, 30)
      .column(c.text("ZONE"), Table::Align::Left, 20)
      .column(c.text("STATE"))
      .column(c.text("DATA"), Table::Align::Right)
      .column(c.text("5 % BEFORE"))
      .column(c.text("HALF BEFORE"))
      .column(c.text("95 % BEFORE"));
  for (const SystemId id : most_likely_first(result, chance)) {
    const SystemChance& system = chance.systems[index(id)];
    const bool compromised = result.systems[index(id)].compromised.has_value();
    table.row({share_text(chance, system.reached),
               fmt::format("{:.1f}", 100 * chance.standard_error(system.reached)), graph[id].name,
               zone_text(context, graph, id),
               compromised ? c.text("compromised") : c.text("data affected"),
               compromised ? share_text(chance, system.data_affected) : "",
               time_or_dash(graph, system.p05), time_or_dash(graph, system.median),
               time_or_dash(graph, system.p95)});
  }
  lines.add(table.text(context, 2));
}

std::string class_words(const Catalogue& c, ChanceClass of) {
  switch (of) {
    case ChanceClass::AdminLogon:
      return c.text("logging on as an administrator");
    case ChanceClass::RemoteControl:
      return c.text("control over a remote tool");
    case ChanceClass::Pull:
      return c.text("what is fetched: policies, updates");
    case ChanceClass::Weak:
      return c.text("weak ways");
    case ChanceClass::Damage:
      return c.text("damage to data");
    case ChanceClass::BackupDamage:
      return c.text("damage to a backup system");
    case ChanceClass::Pass:
      return c.text("damage passed on");
    case ChanceClass::Contact:
      break;
  }
  return c.text("any contact");
}

Message delay_words(const Catalogue& c, const ChanceRule& rule) {
  switch (rule.kind) {
    case ChanceRule::Delay::LogNormal:
      return message("half within {}, log-normal, sigma {}", duration_words(c, rule.delay),
                     rule.sigma);
    case ChanceRule::Delay::Uniform:
      return message("up to {}", duration_words(c, rule.delay));
    case ChanceRule::Delay::BySize:
      return message("what was transferred, at {} MB/s", rule.bytes_per_second / 1'000'000);
    case ChanceRule::Delay::Fixed:
      break;
  }
  return rule.delay == Duration{} ? message("at once")
                                  : message("{} later", duration_words(c, rule.delay));
}

void add_rules(Lines& lines, const TextContext& context, const Chance& chance) {
  const Catalogue& c = context.catalogue;
  lines.blank().say(chance_assumption());
  Table table;
  table.column(c.text("WHAT CARRIES"))
      .column(c.text("CHANCE"), Table::Align::Right)
      .column(c.text("TAKES"));
  for (const ChanceClass of : chance_classes(chance.profile)) {
    const ChanceRule& rule = chance.rules[static_cast<std::size_t>(of)];
    table.row({class_words(c, of), percent(rule.probability), c.text(delay_words(c, rule))});
  }
  lines.add(table.text(context, 2, true));
}

}  // namespace

// Of none of the runs one knows with 95 % confidence that the chance is below 3 / runs.
std::string share_text(const Chance& chance, std::uint32_t count) {
  return count == 0 ? fmt::format("< {:.2g} %", std::min(100.0, 300.0 / chance.runs))
                    : percent(chance.share(count));
}

Message chance_assumption() {
  return message(
      "Assumed, not measured here: one trial for each direction of a data "
      "flow in each clock hour in which it is used");
}

std::string chance_text(const TextContext& context, const FlowGraph& graph,
                        const SpreadResult& result, const Chance& chance) {
  Lines lines(context);
  lines.head(
      message("How likely, in {} runs (random numbers {})", with_commas(chance.runs), chance.rng));
  const Catalogue& c = context.catalogue;
  add_band(lines, context, c.text("compromised"), chance.compromised);
  add_band(lines, context, c.text("data affected"), chance.data_affected);
  add_systems(lines, context, graph, result, chance);
  add_rules(lines, context, chance);
  return lines.str();
}

std::string chance_text(const TextContext& context, const FlowGraph& graph,
                        const SpreadResult& result, const Chance& chance, SystemId system) {
  if (result.systems[index(system)].ring != Ring::Contacted) {
    return {};
  }
  const SystemChance& found = chance.systems[index(system)];
  Lines lines(context);
  lines.blank().say(message("In {} of {} runs it falls ({}); half of these before {}",
                            with_commas(found.reached), with_commas(chance.runs),
                            share_text(chance, found.reached), time_or_dash(graph, found.median)));
  add_rules(lines, context, chance);
  return lines.str();
}

}  // namespace hamon
