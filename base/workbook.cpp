#include "base/workbook.hpp"

#include "base/xml_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::uint64_t kMostOfStructure = std::uint64_t{4} << 20U;
constexpr std::uint64_t kMostOfTexts = std::uint64_t{128} << 20U;
constexpr std::uint64_t kMostOfSheet = std::uint64_t{1} << 30U;
constexpr std::size_t kMostTexts = 2'000'000;
constexpr std::size_t kLongestCell = std::size_t{64} << 10U;  // bytes
constexpr std::size_t kMostRows = 1'048'576;
constexpr std::size_t kMostSheets = 1'000;

void append(std::string& to, std::string_view text) {
  to.append(text.substr(0, kLongestCell - std::min(to.size(), kLongestCell)));
}

/// `xl/workbook.xml`: sheets and the first day.
class StructureReader : public XmlHandler {
 public:
  void open(std::string_view name, const Attributes& attributes) override {
    if (name == "workbookPr") {
      const std::string_view flag = value_of(attributes, "date1904");
      from_1904 = flag == "1" || flag == "true";
    } else if (name == "sheet" && sheets.size() < kMostSheets) {
      // `id` stands for `r:id`; `sheetId` is another.
      sheets.emplace_back(value_of(attributes, "name"), value_of(attributes, "id"));
    }
  }
  void close(std::string_view /*name*/) override {}
  void text(std::string_view /*text*/) override {}

  std::vector<std::pair<std::string, std::string>> sheets;  // name and relation
  bool from_1904 = false;
};

/// `xl/_rels/workbook.xml.rels`: which part is which.
class RelationReader : public XmlHandler {
 public:
  void open(std::string_view name, const Attributes& attributes) override {
    if (name != "Relationship" || parts.size() >= 2 * kMostSheets) {
      return;
    }
    const std::string_view target = value_of(attributes, "Target");
    const std::string part =
        target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
    if (value_of(attributes, "Type").ends_with("/sharedStrings")) {
      texts = part;
    }
    parts.emplace(value_of(attributes, "Id"), part);
  }
  void close(std::string_view /*name*/) override {}
  void text(std::string_view /*text*/) override {}

  std::map<std::string, std::string> parts;
  std::string texts;
};

/// Texts that cells name by their number: an `si` with its runs joined.
class TextsReader : public XmlHandler {
 public:
  explicit TextsReader(std::vector<std::string>& texts) : texts_(texts) {}

  void open(std::string_view name, const Attributes& /*attributes*/) override {
    if (name == "si") {
      current_.clear();
    }
    in_phonetic_ = in_phonetic_ || name == "rPh";
    in_text_ = name == "t";
  }
  void close(std::string_view name) override {
    if (name == "si" && texts_.size() < kMostTexts) {
      texts_.push_back(current_);
    }
    in_phonetic_ = in_phonetic_ && name != "rPh";
    in_text_ = false;
  }
  void text(std::string_view text) override {
    if (in_text_ && !in_phonetic_) {
      append(current_, text);
    }
  }

 private:
  std::vector<std::string>& texts_;
  std::string current_;
  bool in_phonetic_ = false;
  bool in_text_ = false;
};

/// The column of `BC7`, from 0; nothing when it names none.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t letters = 0;
  for (; letters < reference.size() && letters < 3; ++letters) {
    const char c = reference[letters];
    if (c < 'A' || c > 'Z') {
      break;
    }
    column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
  }
  return letters == 0 ? std::nullopt : std::optional(column - 1);
}

template <class T>
std::optional<T> number_of(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

/// `4.43E2` as `443`: only the digits matter to those who read it.
std::string plain_number(const std::string& text) {
  if (text.find_first_of("eE") == std::string::npos) {
    return text;
  }
  const auto value = number_of<double>(text);
  if (!value || !(std::fabs(*value) < 1e18)) {
    return text;
  }
  return std::trunc(*value) == *value ? fmt::format("{:.0f}", *value)
                                      : fmt::format("{:.12f}", *value);
}

class SheetReader : public XmlHandler {
 public:
  SheetReader(const std::vector<std::string>& texts,
              const std::function<bool(const SheetRow&)>& take)
      : texts_(texts), take_(take) {}

  void open(std::string_view name, const Attributes& attributes) override {
    if (name == "row") {
      const auto number = number_of<std::size_t>(value_of(attributes, "r"));
      row_.number = std::max(number.value_or(0), row_.number + 1);
      row_.cells.clear();
      next_column_ = 0;
    } else if (name == "c") {
      column_ = column_of(value_of(attributes, "r")).value_or(next_column_);
      next_column_ = column_ + 1;
      type_ = value_of(attributes, "t");
      value_.clear();
    }
    in_phonetic_ = in_phonetic_ || name == "rPh";
    in_value_ = name == "v" || name == "t";
  }
  void close(std::string_view name) override {
    in_value_ = false;
    in_phonetic_ = in_phonetic_ && name != "rPh";
    if (name == "c") {
      keep_cell();
    } else if (name == "row") {
      ended_ = ended_ || row_.number > kMostRows || !take_(row_);
    }
  }
  void text(std::string_view text) override {
    if (in_value_ && !in_phonetic_) {
      append(value_, text);
    }
  }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  void keep_cell() {
    if (column_ >= Workbook::kMostCells || value_.empty()) {
      return;
    }
    SheetCell cell;
    if (type_ == "s") {
      const auto index = number_of<std::size_t>(value_);
      cell.text = index && *index < texts_.size() ? texts_[*index] : std::string();
    } else {
      cell.is_number = type_.empty() || type_ == "n";
      cell.text = cell.is_number ? plain_number(value_) : value_;
    }
    if (row_.cells.size() <= column_) {
      row_.cells.resize(column_ + 1);
    }
    row_.cells[column_] = std::move(cell);
  }

  const std::vector<std::string>& texts_;
  const std::function<bool(const SheetRow&)>& take_;
  SheetRow row_;
  std::size_t column_ = 0;
  std::size_t next_column_ = 0;
  std::string type_;
  std::string value_;
  bool in_value_ = false;
  bool in_phonetic_ = false;
  bool ended_ = false;
};

/// Reads a part as XML. Errors: as those of the archive; not well-formed.
Result<void> read_xml(const ZipArchive& archive, const std::string& part, std::uint64_t most,
                      XmlHandler& handler, const std::function<bool()>& ended) {
  XmlReader reader(handler);
  bool good = true;
  bool stopped = false;
  const auto read = archive.read(part, most, [&](std::string_view block) {
    good = reader.read(block);
    stopped = ended();
    return good && !stopped;
  });
  if (!read) {
    return read;
  }
  if (!stopped && !(good && reader.finish())) {
    return fail(message("the part {} of the workbook is damaged", part), {}, {},
                message("fetch the file again, or open it and save it anew"));
  }
  return {};
}

bool never() {
  return false;
}

}  // namespace

bool looks_like_workbook(std::span<const std::byte> head) {
  return head.size() >= 4 && head[0] == std::byte{'P'} && head[1] == std::byte{'K'} &&
         head[2] == std::byte{3} && head[3] == std::byte{4};
}

Error Workbook::named(Error error) const {
  error.file = name_;
  return error;
}

Result<void> Workbook::read_texts(const std::string& part) {
  TextsReader texts(texts_);
  return read_xml(archive_, part, kMostOfTexts, texts, never);
}

Result<void> Workbook::read_structure() {
  StructureReader structure;
  RelationReader relations;
  if (auto read = read_xml(archive_, "xl/workbook.xml", kMostOfStructure, structure, never);
      !read) {
    return read;
  }
  if (auto read =
          read_xml(archive_, "xl/_rels/workbook.xml.rels", kMostOfStructure, relations, never);
      !read) {
    return read;
  }
  from_1904_ = structure.from_1904;
  for (auto& [name, relation] : structure.sheets) {
    if (const auto part = relations.parts.find(relation); part != relations.parts.end()) {
      sheets_.emplace_back(std::move(name), part->second);
    }
  }
  return relations.texts.empty() ? Result<void>() : read_texts(relations.texts);
}

Result<Workbook> Workbook::open(std::span<const std::byte> bytes, std::string name) {
  if (bytes.size() > kMostBytes) {
    return fail(message("the workbook is larger than {} MiB", kMostBytes >> 20U), name, {},
                message("save the sheet as CSV"));
  }
  auto archive = ZipArchive::open(bytes);
  if (!archive) {
    Error error = std::move(archive).error();
    error.file = std::move(name);
    return tl::unexpected(std::move(error));
  }
  Workbook workbook(std::move(*archive), std::move(name));
  if (!workbook.archive_.has("xl/workbook.xml")) {
    return fail(message("the archive holds no workbook"), workbook.name_, {},
                message("of spreadsheets .xlsx is read; save other kinds as .xlsx or CSV"));
  }
  if (auto read = workbook.read_structure(); !read) {
    return tl::unexpected(workbook.named(std::move(read).error()));
  }
  return workbook;
}

std::vector<std::string> Workbook::sheets() const {
  std::vector<std::string> names;
  for (const auto& [name, part] : sheets_) {
    names.push_back(name);
  }
  return names;
}

Result<void> Workbook::read(const std::string& sheet,
                            const std::function<bool(const SheetRow&)>& take) const {
  const auto found = sheet.empty() ? sheets_.begin()
                                   : std::ranges::find(sheets_, sheet,
                                                       &std::pair<std::string, std::string>::first);
  if (found == sheets_.end()) {
    std::string known;
    for (const auto& [name, part] : sheets_) {
      known += (known.empty() ? "" : ", ") + name;
    }
    return fail(message("the workbook has no sheet `{}`", sheet), name_, {},
                message("its sheets are {}", known));
  }
  SheetReader reader(texts_, take);
  auto read =
      read_xml(archive_, found->second, kMostOfSheet, reader, [&reader] { return reader.ended(); });
  return read ? Result<void>() : tl::unexpected(named(std::move(read).error()));
}

}  // namespace hamon
