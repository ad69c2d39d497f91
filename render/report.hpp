#pragma once

#include "base/catalogue.hpp"
#include "base/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Whom a part of the report is for, in the order of its parts.
enum class Reader { Management, Manager, Responder, Staff, Evidence };

/// What of the guidance, the ministry's checklist and its template of a continuity plan a section
/// answers: numbers, by comma; empty where there is none.
struct ReportItems {
  std::string_view countermeasures, checklist, continuity_plan;
};

/// A section of the report. `body` is HTML, made by the writers of answers with `Markup::Html`, or
/// by `report_drawing`.
struct ReportSection {
  Reader reader = Reader::Manager;
  Message title;
  ReportItems items;
  std::string body;
  bool own_page = false;  ///< begins a page when printed
};

struct ReportHead {
  std::string site;  ///< its name, else the case's id
  std::string case_id;
  std::string window;     ///< what was observed
  std::string generated;  ///< date and clock
  std::string zone;       ///< of time, of both
};

/// One HTML document with all it needs: no file, font or address besides is asked for, and a policy
/// in its head forbids it. Tables with a head sort when that is pressed; on paper (A4) each
/// reader's part begins a page. `sections` are shown by reader, then as given.
[[nodiscard]] std::string report_html(const Catalogue& catalogue, const ReportHead& head,
                                      const std::vector<ReportSection>& sections);

/// A drawing inside the document: the SVG without its head. Names inside are `prefix` and their
/// own, so that several drawings do not meet. On paper it fills a page, turned where it is wider
/// than high.
[[nodiscard]] std::string report_drawing(std::string svg, std::string_view prefix);

}  // namespace hamon
