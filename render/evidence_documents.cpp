#include "render/evidence_documents.hpp"

#include "base/sha256.hpp"
#include "render/csv.hpp"
#include "render/document_parts.hpp"
#include "render/svg_canvas.hpp"
#include "render/table.hpp"
#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr int kLinesToSign = 6;

constexpr const char* kStyle =
    "body{font:11pt/1.5 sans-serif;max-width:48em;margin:2em auto}h1{font-size:16pt}"
    "h2{font-size:12pt;margin-top:1.5em}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #888;padding:.3em .5em;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}code{font:9pt monospace}.sign td{height:2.6em}"
    "@page{size:A4;margin:18mm}";

/// A page of HTML, written from above.
class Sheet {
 public:
  explicit Sheet(const Catalogue& words) : words_(words) {}

  void begin(const std::string& title) {
    const std::string language = words_.language() == Language::Japanese ? "ja" : "en";
    out_ += "<!DOCTYPE html>\n<html lang=\"" + language + "\">\n<meta charset=\"utf-8\">\n<title>" +
            xml_text(title) + "</title>\n<style>" + kStyle + "</style>\n<h1>" + xml_text(title) +
            "</h1>\n";
  }
  void head(const std::string& text) { out_ += "<h2>" + xml_text(text) + "</h2>\n"; }
  void say(const std::string& text) { out_ += "<p>" + xml_text(text) + "</p>\n"; }
  void table(const std::vector<std::string>& titles,
             const std::vector<std::vector<std::string>>& rows, const char* kind = "") {
    out_ += "<table" + (*kind == '\0' ? std::string() : std::string(" class=\"") + kind + "\"") +
            ">\n<tr>";
    for (const std::string& title : titles) {
      out_ += "<th>" + xml_text(title) + "</th>";
    }
    out_ += "</tr>\n";
    for (const auto& row : rows) {
      out_ += "<tr>";
      for (const std::string& cell : row) {
        out_ += "<td>" + xml_text(printable(cell)) + "</td>";
      }
      out_ += "</tr>\n";
    }
    out_ += "</table>\n";
  }
  [[nodiscard]] std::string take() { return std::move(out_) + "</html>\n"; }

 private:
  const Catalogue& words_;
  std::string out_;
};

std::string window_text(const FlowGraph& graph, const SourceReport& source) {
  return source.window ? interval_text(graph, *source.window) : "–";
}

void add_contents(Sheet& sheet, const Catalogue& c, const FlowGraph& graph,
                  std::span<const ZipPart> parts) {
  sheet.head(c.text("What was recorded"));
  std::vector<std::vector<std::string>> rows;
  for (const SourceReport& source : graph.sources()) {
    rows.push_back({source.name, source.kind, window_text(graph, source), source.sha256});
  }
  sheet.table({c.text("Source"), c.text("Kind"), c.text("From, to"), "SHA-256"}, rows);
  sheet.head(c.text("What this package holds"));
  rows.clear();
  for (const ZipPart& part : parts) {
    rows.push_back({part.name, sha256_hex(part.content)});
  }
  sheet.table({c.text("Part"), "SHA-256"}, rows);
  sheet.say(
      c.text("It holds times, addresses, names of systems and volumes. It holds no packet, no line "
             "of a log, and nothing of what was said in a conversation."));
}

std::string state_text(const Catalogue& c, PartState state) {
  switch (state) {
    case PartState::Changed:
      return c.text("changed");
    case PartState::Missing:
      return c.text("missing");
    case PartState::Added:
      return c.text("added");
    case PartState::Twice:
      return c.text("there twice");
    case PartState::Unchanged:
      break;
  }
  return c.text("unchanged");
}

}  // namespace

std::string manifest_json(const DocumentContext& context, const FlowGraph& graph,
                          std::span<const ZipPart> parts) {
  Json document = document_head(context, graph, EvidenceManifest::kSchema);
  Json list = Json::array();
  for (const ZipPart& part : parts) {
    list.push_back({{"path", part.name},
                    {"bytes", part.content.size()},
                    {"sha256", sha256_hex(part.content)}});
  }
  document["parts"] = std::move(list);
  return document_text(document);
}

std::string sources_csv(const FlowGraph& graph) {
  std::string out = "name,sha256,kind,sensor,records,used,first,last,drops\r\n";
  for (const SourceReport& s : graph.sources()) {
    const auto time = [&](Timestamp t) { return format_time(t, graph.site().zone); };
    out += csv_cell(s.name) + "," + s.sha256 + "," + csv_cell(s.kind) + "," + csv_cell(s.sensor) +
           "," + std::to_string(s.records) + "," + std::to_string(s.used) + "," +
           (s.window ? time(s.window->begin) : "") + "," + (s.window ? time(s.window->end) : "") +
           "," + (s.drops ? std::to_string(*s.drops) : "") + "\r\n";
  }
  return out;
}

std::string custody_sheet(const Catalogue& c, const DocumentContext& context,
                          const FlowGraph& graph, std::span<const ZipPart> parts) {
  Sheet sheet(c);
  sheet.begin(c.text("Evidence of data flows: chain of custody"));
  sheet.table({c.text("Item"), ""},
              {{c.text("Case"), context.case_id},
               {c.text("Made"), time_text(graph, context.generated)},
               {c.text("Made with"), "Hamon " HAMON_VERSION},
               {c.text("Made by (name, department)"), ""},
               {c.text("SHA-256 of the package (as hamon evidence printed it)"), ""}});
  sheet.say(
      c.text("Whoever receives it types `hamon verify FILE.zip` and compares the SHA-256 "
             "shown there with the one written above."));
  add_contents(sheet, c, graph, parts);
  sheet.head(c.text("Handed over"));
  sheet.table({c.text("Date, time"), c.text("From (name, organisation, signature)"),
               c.text("To (name, organisation, signature)"), c.text("Purpose, place of keeping")},
              std::vector<std::vector<std::string>>(kLinesToSign, {"", "", "", ""}), "sign");
  return sheet.take();
}

std::string evidence_check_text(const TextContext& context, const std::string& name,
                                const std::string& sha256, const EvidenceCheck& check) {
  const Catalogue& c = context.catalogue;
  const auto unchanged = static_cast<std::size_t>(
      std::count_if(check.parts.begin(), check.parts.end(),
                    [](const CheckedPart& part) { return part.state == PartState::Unchanged; }));
  const bool intact = unchanged == check.parts.size();
  Lines lines(context);
  lines.say(intact
                ? message("{}: intact, {} parts as the manifest says", printable(name), unchanged)
                : message("{}: NOT as it was made; {} of {} parts are", printable(name), unchanged,
                          check.parts.size()),
            0, intact ? Ink::Green : Ink::Red);
  lines.fact("SHA-256", sha256);
  lines.fact(c.text("manifest"), check.manifest_sha256);
  lines.fact(c.text("case"), printable(check.manifest.case_id));
  lines.fact(c.text("made"),
             printable(check.manifest.generated + ", Hamon " + check.manifest.tool_version));
  lines.fact(c.text("sources"), std::to_string(check.manifest.sources.size()));
  Table table;
  table.column(c.text("PART")).column(c.text("STATE"));
  for (const CheckedPart& part : check.parts) {
    table.row(
        {part.name,
         {state_text(c, part.state), part.state == PartState::Unchanged ? Ink::Plain : Ink::Red}});
  }
  lines.blank().add(table.text(context, 2, true));
  lines.blank().say(
      message("That nobody made it anew shows only if the first SHA-256 is the one on "
              "the custody sheet."));
  return lines.str();
}

}  // namespace hamon
