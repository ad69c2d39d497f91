#include "capture/zeek_json.hpp"

#include "capture/json_line.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>

namespace hamon {
namespace {

namespace od = simdjson::ondemand;

/// What a key at one place of a line is; lines of one log have their keys in one order.
struct ExpectedKey {
  std::string name;
  std::optional<ZeekField> field;
};

bool is_zeek_list(ZeekField field) {
  return field == ZeekField::Answers || field == ZeekField::TunnelParents ||
         field == ZeekField::MsgTypes || field == ZeekField::Service;
}

}  // namespace

struct ZeekJsonReader::State {
  JsonLine json;
  std::deque<ExpectedKey> keys;
  std::deque<std::string> lists;  // joined arrays of the line; the row views them

  simdjson::error_code take_object(od::object object, std::string_view prefix, ZeekRow& row);
  simdjson::error_code take_value(ZeekField field, od::value value, ZeekRow& row);
  simdjson::error_code take_list(ZeekField field, od::value value, ZeekRow& row);
  std::optional<ZeekField> field_at(std::size_t place, std::string_view prefix,
                                    std::string_view key);
};

std::optional<ZeekField> ZeekJsonReader::State::field_at(std::size_t place, std::string_view prefix,
                                                         std::string_view key) {
  if (!prefix.empty()) {
    return zeek_field(std::string(prefix) + std::string(key));
  }
  constexpr std::size_t kMostKeys = 256;
  if (place >= kMostKeys || key.size() > 64) {
    return zeek_field(key);
  }
  while (keys.size() <= place) {
    keys.emplace_back();
  }
  ExpectedKey& expected = keys[place];
  if (expected.name != key) {
    expected.name = key;
    expected.field = zeek_field(key);
  }
  return expected.field;
}

simdjson::error_code ZeekJsonReader::State::take_list(ZeekField field, od::value value,
                                                      ZeekRow& row) {
  od::array array;
  if (const auto error = value.get_array().get(array)) {
    return error;
  }
  std::string joined;
  for (auto member : array) {
    od::value element;
    if (const auto error = member.get(element)) {
      return error;
    }
    std::string_view text;
    od::json_type type{};
    if (const auto error = element.type().get(type)) {
      return error;
    }
    if (type == od::json_type::string) {
      if (const auto error = element.get_string().get(text)) {
        return error;
      }
      joined.append(joined.empty() ? "" : ",").append(text);
    }
  }
  lists.push_back(std::move(joined));
  row.set(field, lists.back());
  return simdjson::SUCCESS;
}

simdjson::error_code ZeekJsonReader::State::take_value(ZeekField field, od::value value,
                                                       ZeekRow& row) {
  od::json_type type{};
  if (const auto error = value.type().get(type)) {
    return error;
  }
  std::string_view text;
  switch (type) {
    case od::json_type::string:
      if (const auto error = value.get_string().get(text)) {
        return error;
      }
      // A view without data means unset; the parser's views of empty strings have data.
      row.set(field, text);
      return simdjson::SUCCESS;
    case od::json_type::number:
      row.set(field, without_blanks(value.raw_json_token()));
      return simdjson::SUCCESS;
    case od::json_type::array:
      return is_zeek_list(field) ? take_list(field, value, row) : simdjson::SUCCESS;
    case od::json_type::object:
    case od::json_type::boolean:
    case od::json_type::null:
      break;
  }
  return simdjson::SUCCESS;
}

simdjson::error_code ZeekJsonReader::State::take_object(od::object object, std::string_view prefix,
                                                        ZeekRow& row) {
  std::size_t place = 0;
  for (auto entry : object) {
    od::field field;
    if (const auto error = std::move(entry).get(field)) {
      return error;
    }
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key)) {
      return error;
    }
    od::value value = field.value();
    if (prefix.empty() && key == "id") {  // some writers nest what Zeek writes as `id.orig_h`
      od::object nested;
      if (!value.get_object().get(nested)) {
        if (const auto error = take_object(nested, "id.", row)) {
          return error;
        }
      }
    } else if (const auto known = field_at(place, prefix, key)) {
      if (const auto error = take_value(*known, value, row)) {
        return error;
      }
    }
    ++place;
  }
  return simdjson::SUCCESS;
}

ZeekJsonReader::ZeekJsonReader() : state_(std::make_unique<State>()) {}
ZeekJsonReader::~ZeekJsonReader() = default;

LineFate ZeekJsonReader::read(std::string_view line, ZeekRow& row) {
  State& state = *state_;
  const auto take = [&](od::object object) -> std::optional<simdjson::error_code> {
    row.clear();
    row.set_set_separator(',');
    state.lists.clear();
    return state.take_object(object, {}, row);
  };
  return state.json.read(line, take) ? LineFate::BadJson : LineFate::Used;
}

}  // namespace hamon
