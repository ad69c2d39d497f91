#include "render/report.hpp"

#include "base/sha256.hpp"
#include "render/report_style.hpp"
#include "render/svg_canvas.hpp"
#include "render/text_width.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::array kReaders = {Reader::Management, Reader::Manager, Reader::Responder,
                                 Reader::Staff, Reader::Evidence};

std::string escaped(std::string_view text) {
  return xml_text(printable(text));
}

std::string reader_words(const Catalogue& c, Reader reader) {
  switch (reader) {
    case Reader::Management:
      return c.text("For management");
    case Reader::Manager:
      return c.text("For the manager of the systems' safety");
    case Reader::Responder:
      return c.text("For the responder to an incident");
    case Reader::Staff:
      return c.text("For the wards and departments");
    case Reader::Evidence:
      break;
  }
  return c.text("Evidence");
}

std::string items_text(const Catalogue& c, const ReportItems& items) {
  std::string text;
  const auto add = [&](std::string_view numbers, const Message& words) {
    if (!numbers.empty()) {
      text += (text.empty() ? "" : " / ") + c.text(words);
    }
  };
  add(items.countermeasures, message("Countermeasure no. {}", items.countermeasures));
  add(items.checklist, message("ministry's checklist {}", items.checklist));
  add(items.continuity_plan, message("continuity plan {}", items.continuity_plan));
  return text;
}

std::string id_of(std::size_t number) {
  return fmt::format("section-{}", number + 1);
}

std::string contents(const Catalogue& c, const std::vector<ReportSection>& sections) {
  std::string out = "<nav>\n";
  for (const Reader reader : kReaders) {
    std::string list;
    for (std::size_t i = 0; i < sections.size(); ++i) {
      if (sections[i].reader == reader) {
        list += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id_of(i),
                            escaped(c.text(sections[i].title)));
      }
    }
    if (!list.empty()) {
      out += fmt::format("<p>{}</p>\n<ul>\n{}</ul>\n", escaped(reader_words(c, reader)), list);
    }
  }
  return out + "</nav>\n";
}

std::string part(const Catalogue& c, Reader reader, const std::vector<ReportSection>& sections) {
  std::string out;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const ReportSection& section = sections[i];
    if (section.reader != reader) {
      continue;
    }
    const bool turned = section.body.starts_with("<div class=\"drawing turned\"");
    out += fmt::format(
        "<section id=\"{}\"{}>\n<h3>{} <span class=\"items\">{}</span></h3>\n{}</section>\n",
        id_of(i),
        turned             ? " class=\"own-page turned\""
        : section.own_page ? " class=\"own-page\""
                           : "",
        escaped(c.text(section.title)), escaped(items_text(c, section.items)), section.body);
  }
  if (out.empty()) {
    return out;
  }
  return fmt::format("<article>\n<h2>{}</h2>\n{}</article>\n", escaped(reader_words(c, reader)),
                     out);
}

/// What a policy names an inline script or style by (Content Security Policy Level 2).
std::string source_hash(std::string_view text) {
  const std::string digits = sha256_hex(text);
  std::string raw;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
    raw += static_cast<char>(byte);
  }
  return "'sha256-" + base64(raw) + "'";
}

std::string head_of(const Catalogue& catalogue, const std::string& title) {
  const bool japanese = catalogue.language() == Language::Japanese;
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" "
      "content=\"hamon {}\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n",
      japanese ? "ja" : "en", source_hash(kReportStyle), source_hash(kReportScript), HAMON_VERSION,
      escaped(title), kReportStyle);
}

/// Points of an attribute such as `width="961pt"`; 0 where there is none.
double length_of(std::string_view svg, std::string_view attribute) {
  const std::size_t at = svg.substr(0, svg.find('>')).find(attribute);
  double points = 0;
  if (at != std::string_view::npos) {
    const char* begin = svg.data() + at + attribute.size();
    std::from_chars(begin, svg.data() + svg.size(), points);
  }
  return points;
}

}  // namespace

std::string report_html(const Catalogue& catalogue, const ReportHead& head,
                        const std::vector<ReportSection>& sections) {
  const std::string title =
      catalogue.text(message("Data flows and reach of damage: {}", head.site));
  std::string out = head_of(catalogue, title);
  out += fmt::format(
      "<body>\n<header>\n<h1>{}</h1>\n<p>{}</p>\n<p class=\"dim\">{}</p>\n</header>\n",
      escaped(title), escaped(catalogue.text(message("Observed: {} ({})", head.window, head.zone))),
      escaped(catalogue.text(
          message("Written {}, Hamon {}, case {}", head.generated, HAMON_VERSION, head.case_id))));
  out += part(catalogue, Reader::Management, sections);
  out += contents(catalogue, sections);
  for (const Reader reader :
       {Reader::Manager, Reader::Responder, Reader::Staff, Reader::Evidence}) {
    out += part(catalogue, reader, sections);
  }
  return out + fmt::format("<script>{}</script>\n</body>\n</html>\n", kReportScript);
}

std::string report_drawing(std::string svg, std::string_view prefix) {
  if (const std::size_t begin = svg.find("<svg"); begin != std::string::npos) {
    svg.erase(0, begin);
  }
  // Inside HTML the element has its namespace by its name.
  constexpr std::string_view kNamespace = " xmlns=\"http://www.w3.org/2000/svg\"";
  if (const std::size_t at = svg.find(kNamespace); at != std::string::npos) {
    svg.erase(at, kNamespace.size());
  }
  for (const std::string_view mark : {" id=\"", " aria-labelledby=\""}) {
    for (std::size_t at = svg.find(mark); at != std::string::npos;
         at = svg.find(mark, at + mark.size())) {
      svg.insert(at + mark.size(), prefix);
    }
  }
  const bool turned = length_of(svg, " width=\"") > length_of(svg, " height=\"");
  return fmt::format("<div class=\"drawing{}\">\n{}</div>\n", turned ? " turned" : "", svg);
}

}  // namespace hamon
