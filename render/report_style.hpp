#pragma once

#include <string_view>

namespace hamon {

/// How the report looks on a screen and on A4. Colours underline what words say.
inline constexpr std::string_view kReportStyle = R"css(
:root { color-scheme: light; }
body { font-family: "Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", "Hiragino Sans", Meiryo, IPAexGothic, sans-serif;
  font-size: 10.5pt; line-height: 1.5; color: #222; background: #fff; margin: 2em auto; max-width: 66em; padding: 0 1.2em; }
header { border-bottom: 3px solid #1f4e8c; margin-bottom: .6em; }
h1 { font-size: 1.6em; margin: 0; color: #1f4e8c; }
h2 { font-size: 1.3em; margin: 2.2em 0 .4em; padding: .15em .6em; background: #1f4e8c; color: #fff; }
h3 { font-size: 1.15em; margin: 1.5em 0 .4em; border-bottom: 1px solid #1f4e8c; overflow: hidden; }
h4 { font-size: 1em; margin: 1em 0 .2em; } h5 { font-size: 1em; margin: 1em 0 .2em; padding-top: .2em; border-top: 1px solid #b9bfc8; }
p { margin: .15em 0; }
.i1 { margin-left: 1em; } .i2 { margin-left: 2em; } .i3 { margin-left: 3em; }
.bold { font-weight: bold; } .dim { color: #5a5a5a; }
.red { color: #a51226; font-weight: bold; } .green { color: #00583f; } .yellow { color: #7a5000; }
.fact { padding-left: 10em; text-indent: -10em; overflow-wrap: anywhere; }
.fact b { display: inline-block; width: 10em; text-indent: 0; font-weight: normal; color: #5a5a5a; }
.items { float: right; color: #1f4e8c; font-size: .72em; font-weight: normal; padding-top: .4em; }
.possible { border: 1.5px solid #7a5000; padding: .2em .6em; margin: .5em 0; font-weight: bold; }
table { border-collapse: collapse; margin: .4em 0; font-size: .88em; }
th, td { border: 1px solid #b9bfc8; padding: .15em .45em; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { background: #e9eff7; white-space: nowrap; } td span { white-space: nowrap; }
.right { text-align: right; white-space: nowrap; } code { font-size: .95em; background: #f0f2f5; }
.sortable th { cursor: pointer; }
th[aria-sort=ascending]::after { content: " \25B2"; } th[aria-sort=descending]::after { content: " \25BC"; }
.verdict td:first-child { white-space: nowrap; } .hash td { overflow-wrap: anywhere; }
.ripples { margin: .4em 0; } .ripple { display: inline-block; width: 24%; text-align: center; vertical-align: top; font-size: .88em; }
.ripple svg { display: block; margin: 0 auto .2em; width: 7.5em; height: 7.5em; }
.wards table { width: 100%; table-layout: fixed; font-size: 1em; } .wards th { white-space: normal; }
.wards th:first-child, .wards td:first-child { width: 16%; }
.drawing { overflow-x: auto; } .drawing svg { max-width: 100%; height: auto; }
nav { columns: 2; margin: 1em 0; } nav p { break-after: avoid; font-weight: bold; } nav ul { margin: .1em 0 .6em; break-inside: avoid; }
ol { margin: .2em 0; padding-left: 1.8em; } ol li { margin: .15em 0; }
@page { size: A4; margin: 14mm 12mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
@page turned { size: A4 landscape; }
@media print {
  body { margin: 0; max-width: none; font-size: 9pt; line-height: 1.4; padding: 0; }
  article, .own-page, nav { break-before: page; } header + article, nav + article, h2 + .own-page { break-before: auto; }
  h2 { margin-top: 0; } h3 { margin-top: 1.2em; } nav + article > h2 { margin-top: 1.5em; } .arrows { break-before: page; }
  tr, li, h3, h4, h5, .ripple { break-inside: avoid; } h2, h3, h4, h5 { break-after: avoid; }
  thead { display: table-header-group; } a { color: inherit; text-decoration: none; } .sortable th { cursor: auto; }
  .drawing { overflow: visible; } .drawing svg { width: 100%; height: 232mm; }
  section.turned { page: turned; } section.turned .drawing svg { height: 148mm; }
}
)css";

/// Sorts a table by the column whose head is pressed, by number where both cells are one.
inline constexpr std::string_view kReportScript = R"js(
for (const head of document.querySelectorAll('table.sortable th')) {
  head.addEventListener('click', () => {
    const table = head.closest('table'), body = table.tBodies[0], column = head.cellIndex;
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of table.querySelectorAll('th')) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const value = (row) => row.cells[column].textContent.trim();
    const number = (text) => /^[\d,]+$/.test(text) ? Number(text.replaceAll(',', '')) : NaN;
    const before = (a, b) => {
      const x = number(value(a)), y = number(value(b));
      return Number.isNaN(x - y) ? value(a).localeCompare(value(b), document.documentElement.lang, {numeric: true}) : x - y;
    };
    body.append(...[...body.rows].sort((a, b) => down ? before(b, a) : before(a, b)));
  });
}
)js";

}  // namespace hamon
