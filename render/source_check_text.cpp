#include "render/source_check_text.hpp"

#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>
#include <set>

namespace hamon {
namespace {

std::string last_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

SourceState state_of(const SourceReport& source, const std::set<std::string>& hashes,
                     const std::set<std::string>& names) {
  if (hashes.contains(source.sha256)) {
    return SourceState::Same;
  }
  if (source.kind.starts_with("live")) {
    return SourceState::NoFile;
  }
  return names.contains(last_part(source.name)) ? SourceState::Changed : SourceState::NotGiven;
}

Table::Cell state_cell(const Catalogue& c, SourceState state) {
  switch (state) {
    case SourceState::Same:
      return {c.text("the same"), Ink::Green};
    case SourceState::Changed:
      return {c.text("other bytes"), Ink::Red};
    case SourceState::NotGiven:
      return {c.text("not given"), Ink::Yellow};
    case SourceState::NoFile:
      return {c.text("heard live, no file")};
    case SourceState::NotAsked:
      break;
  }
  return {""};
}

void add_sources(Lines& lines, const TextContext& context, const SourceCheck& check) {
  const Catalogue& c = context.catalogue;
  Table table;
  table.column(c.text("SOURCE"), Table::Align::Left, 48)
      .column(c.text("KIND"))
      .column(c.text("READ"), Table::Align::Right)
      .column("SHA-256", Table::Align::Left, 64);
  if (!check.states.empty()) {
    table.column(c.text("FILE"));
  }
  for (std::size_t i = 0; i < check.sources.size(); ++i) {
    const SourceReport& source = check.sources[i];
    std::vector<Table::Cell> row = {source.name, source.kind, with_commas(source.records),
                                    source.sha256};
    if (!check.states.empty()) {
      row.push_back(state_cell(c, check.states[i]));
    }
    table.row(std::move(row));
  }
  lines.blank().add(table.text(context, 2, true));
}

void add_documents(Lines& lines, const TextContext& context, const SourceCheck& check) {
  const Catalogue& c = context.catalogue;
  if (check.documents.empty()) {
    return;
  }
  Table table;
  table.column(c.text("SITE FILE, LEDGER"), Table::Align::Left, 48)
      .column(c.text("KIND"))
      .column(c.text("IMPORTED"))
      .column("SHA-256", Table::Align::Left, 64);
  for (const CaseDocument& document : check.documents) {
    const bool site = document.kind == CaseDocument::Kind::Site;
    table.row({document.name, site ? c.text("site file") : c.text("ledger"), document.imported,
               document.sha256});
  }
  lines.blank().add(table.text(context, 2, true));
}

}  // namespace

void SourceCheck::compare(std::span<const NamedHash> files) {
  std::set<std::string> hashes;
  std::set<std::string> names;
  std::set<std::string> known;
  for (const NamedHash& file : files) {
    hashes.insert(file.sha256);
    names.insert(last_part(file.name));
  }
  for (const SourceReport& source : sources) {
    states.push_back(state_of(source, hashes, names));
    known.insert(source.sha256);
  }
  for (const CaseDocument& document : documents) {
    known.insert(document.sha256);
  }
  for (const NamedHash& file : files) {
    if (!known.contains(file.sha256)) {
      strange.push_back(file.name);
    }
  }
}

bool SourceCheck::has(SourceState state) const {
  return std::find(states.begin(), states.end(), state) != states.end();
}

std::string source_check_text(const TextContext& context, const SourceCheck& check) {
  Lines lines(context);
  lines.say(message("{}: intact; every record and every kept document could be read",
                    printable(check.path)),
            0, Ink::Green);
  lines.fact(context.catalogue.text("case"), check.case_id);
  lines.fact(context.catalogue.text("sources"), with_commas(check.sources.size()));
  add_sources(lines, context, check);
  add_documents(lines, context, check);
  if (!check.strange.empty()) {
    lines.blank().say(
        message("Given, and no source of this case: {}", list_text(context, check.strange, 8)));
  }
  return lines.str();
}

}  // namespace hamon
