#include "capture/json_cells.hpp"

#include "capture/json_line.hpp"

#include <algorithm>
#include <string>

namespace hamon {
namespace od = simdjson::ondemand;

struct JsonCellReader::State {
  JsonLine json;
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

  simdjson::error_code take_all(od::object object) {
    cells.clear();
    for (auto entry : object) {
      od::field field;
      if (const auto error = std::move(entry).get(field)) {
        return error;
      }
      if (const auto error = take(field)) {
        return error;
      }
    }
    return simdjson::SUCCESS;
  }
};

JsonCellReader::JsonCellReader() : state_(std::make_unique<State>()) {}
JsonCellReader::~JsonCellReader() = default;

const std::vector<std::pair<std::string_view, std::string_view>>& JsonCellReader::cells() const {
  return state_->cells;
}

bool JsonCellReader::read(std::string_view line) {
  State& state = *state_;
  const auto take = [&](od::object object) { return std::optional(state.take_all(object)); };
  return state.json.read(line, take) == simdjson::SUCCESS;
}

}  // namespace hamon
