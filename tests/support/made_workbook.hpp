#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon::testing_workbook {

/// CRC-32 of ISO 3309, as ZIP asks for it.
inline std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) {
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

inline void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
  }
}

/// A ZIP archive (APPNOTE 4.3) of parts that are stored as they are.
inline std::string made_zip(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string out;
  std::string directory;
  for (const auto& [name, content] : parts) {
    std::string common;
    put(common, 20, 2);             // version needed
    put(common, 0, 2 + 2 + 2 + 2);  // flags, stored, time, date
    put(common, crc32(content), 4);
    put(common, content.size(), 4);
    put(common, content.size(), 4);
    put(common, name.size(), 2);
    put(common, 0, 2);
    put(directory, 0x02014B50, 4);
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 2 + 2 + 2 + 4);  // comment, disk, attributes
    put(directory, out.size(), 4);
    directory += name;
    put(out, 0x04034B50, 4);
    out += common + name + content;
  }
  const std::size_t begin = out.size();
  out += directory;
  put(out, 0x06054B50, 4);
  put(out, 0, 4);
  put(out, parts.size(), 2);
  put(out, parts.size(), 2);
  put(out, directory.size(), 4);
  put(out, begin, 4);
  put(out, 0, 2);
  return out;
}

/// A workbook (ECMA-376) of sheets given as name and `sheetData`, and texts that they share.
inline std::string made_workbook(const std::vector<std::pair<std::string, std::string>>& sheets,
                                 const std::string& shared = {}, bool from_1904 = false) {
  std::string list;
  std::string relations;
  std::vector<std::pair<std::string, std::string>> parts;
  int n = 0;
  for (const auto& [name, data] : sheets) {
    const std::string number = std::to_string(++n);
    list += "<sheet name=\"" + name + "\" sheetId=\"" + number + "\" r:id=\"rId" + number + "\"/>";
    relations += "<Relationship Id=\"rId" + number +
                 "\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet" + number +
                 ".xml\"/>";
    parts.emplace_back(
        "xl/worksheets/sheet" + number + ".xml",
        "<?xml version=\"1.0\"?><worksheet><sheetData>" + data + "</sheetData></worksheet>");
  }
  relations +=
      "<Relationship Id=\"rId99\" Type=\"http://x/relationships/sharedStrings\" "
      "Target=\"/xl/sharedStrings.xml\"/>";
  parts.emplace_back("xl/sharedStrings.xml", "<sst>" + shared + "</sst>");
  parts.emplace_back("xl/workbook.xml", std::string("<workbook xmlns:r=\"http://r\"><workbookPr ") +
                                            (from_1904 ? "date1904=\"1\"" : "") + "/><sheets>" +
                                            list + "</sheets></workbook>");
  parts.emplace_back("xl/_rels/workbook.xml.rels",
                     "<Relationships>" + relations + "</Relationships>");
  return made_zip(parts);
}

/// A row of texts written into their cells, or of numbers where they begin with `#`.
inline std::string made_row(std::size_t number, const std::vector<std::string>& cells) {
  std::string out = "<row r=\"" + std::to_string(number) + "\">";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string reference =
        std::string(1, static_cast<char>('A' + i)) + std::to_string(number);
    out += cells[i].starts_with('#')
               ? "<c r=\"" + reference + "\"><v>" + cells[i].substr(1) + "</v></c>"
               : "<c r=\"" + reference + "\" t=\"inlineStr\"><is><t>" + cells[i] + "</t></is></c>";
  }
  return out + "</row>";
}

}  // namespace hamon::testing_workbook
