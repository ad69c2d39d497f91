#include "render/import_text.hpp"

#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/words.hpp"

namespace hamon {
namespace {

std::string span_text(const SourceReport& report, const TimeZone& zone) {
  if (!report.window) {
    return "–";
  }
  const auto whole = [&](Timestamp t) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    return format_time(t - Duration{((t.ns % kSecond) + kSecond) % kSecond}, zone);
  };
  return whole(report.window->begin) + " – " + whole(report.window->end);
}

std::string state_text(const TextContext& context, const ImportedSource& source) {
  if (source.already_there) {
    return context.catalogue.text("in the case already");
  }
  if (source.report.damaged) {
    return context.catalogue.text("damaged");
  }
  return source.report.records == 0 ? context.catalogue.text("empty")
                                    : context.catalogue.text("imported");
}

void add_unused(Lines& lines, const TextContext& context, const SourceReport& report) {
  for (const auto& [reason, count] : report.unused) {
    lines.say(message("{}: {} not used: {}", report.name, with_commas(count),
                      reason_words(context.catalogue, reason)),
              2);
  }
  if (report.drops.value_or(0) > 0) {
    lines.say(
        message("{}: the capturing side lost {} packets", report.name, with_commas(*report.drops)),
        2, Ink::Yellow);
  }
}

}  // namespace

std::string import_text(const TextContext& context, std::span<const ImportedSource> sources,
                        const TimeZone& zone) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("SOURCE"), Table::Align::Left, 48)
      .column(c.text("KIND"))
      .column(c.text("READ"), Table::Align::Right)
      .column(c.text("USED"), Table::Align::Right)
      .column(c.text("NOT USED"), Table::Align::Right)
      .column(c.text("STATE"))
      .column(c.text("FROM, TO"));
  std::size_t added = 0;
  for (const ImportedSource& source : sources) {
    const SourceReport& report = source.report;
    std::uint64_t unused = 0;
    for (const auto& [reason, count] : report.unused) {
      unused += count;
    }
    added += source.already_there ? 0U : 1U;
    table.row({report.name,
               report.kind,
               with_commas(report.records),
               with_commas(report.used),
               with_commas(unused),
               {state_text(context, source), report.damaged ? Ink::Red : Ink::Plain},
               span_text(report, zone)});
  }
  Lines lines(context);
  lines.say(message("{} of {} sources added", added, sources.size()), 0, Ink::Bold);
  lines.add(table.text(context, 2, true));
  for (const ImportedSource& source : sources) {
    if (!source.already_there) {
      add_unused(lines, context, source.report);
    }
  }
  return lines.str();
}

}  // namespace hamon
