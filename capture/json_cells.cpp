#include "capture/json_cells.hpp"

#include <algorithm>
#include <string>

#include <simdjson.h>

namespace hamon {
namespace {

namespace od = simdjson::ondemand;

std::string_view without_blanks(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r')) {
    token.remove_suffix(1);
  }
  return token;
}

}  // namespace

struct JsonCellReader::State {
  od::parser parser;
  std::string padded;
  std::vector<std::pair<std::string_view, std::string_view>> cells;

  simdjson::error_code take(od::field field) {
    constexpr std::size_t kMostCells = 256;
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key)) {
      return error;
    }
    od::value value = field.value();
    od::json_type type{};
    if (const auto error = value.type().get(type)) {
      return error;
    }
    std::string_view text;
    if (type == od::json_type::string) {
      if (const auto error = value.get_string().get(text)) {
        return error;
      }
    } else if (type == od::json_type::number) {
      text = without_blanks(value.raw_json_token());
    } else {
      return simdjson::SUCCESS;
    }
    if (cells.size() < kMostCells) {
      cells.emplace_back(key, text);
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code parse() {
    cells.clear();
    const std::size_t length = padded.size() - simdjson::SIMDJSON_PADDING;
    od::document document;
    if (const auto error = parser.iterate(padded.data(), length, padded.size()).get(document)) {
      return error;
    }
    od::object object;
    if (const auto error = document.get_object().get(object)) {
      return error;
    }
    for (auto entry : object) {
      od::field field;
      if (const auto error = std::move(entry).get(field)) {
        return error;
      }
      if (const auto error = take(field)) {
        return error;
      }
    }
    const char* rest = nullptr;
    const bool at_end = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
    return at_end ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
  }
};

JsonCellReader::JsonCellReader() : state_(std::make_unique<State>()) {}
JsonCellReader::~JsonCellReader() = default;

const std::vector<std::pair<std::string_view, std::string_view>>& JsonCellReader::cells() const {
  return state_->cells;
}

bool JsonCellReader::read(std::string_view line) {
  State& state = *state_;
  state.padded.assign(line);
  state.padded.append(simdjson::SIMDJSON_PADDING, ' ');
  auto error = state.parse();
  if (error == simdjson::UTF8_ERROR) {
    std::ranges::replace_if(
        state.padded, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    error = state.parse();
  }
  return error == simdjson::SUCCESS;
}

}  // namespace hamon
