#include "base/asn_database.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <maxminddb.h>
#include <netinet/in.h>

namespace hamon {

struct AsnDatabase::State {
  MMDB_s db{};
};

void AsnDatabase::Closing::operator()(State* state) const {
  MMDB_close(&state->db);
  delete state;
}

namespace {

constexpr std::size_t kLongest = 200;  // bytes of a name

/// The text or number at a key; empty for anything else, also where the file is damaged.
std::string value_at(MMDB_entry_s& entry, const char* key) {
  const char* const path[] = {key, nullptr};
  MMDB_entry_data_s data{};
  if (MMDB_aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data) {
    return {};
  }
  switch (data.type) {
    case MMDB_DATA_TYPE_UINT16:
      return std::to_string(data.uint16);
    case MMDB_DATA_TYPE_UINT32:
      return std::to_string(data.uint32);
    case MMDB_DATA_TYPE_UINT64:
      return std::to_string(data.uint64);
    case MMDB_DATA_TYPE_UTF8_STRING:
      return {data.utf8_string, std::min<std::size_t>(data.data_size, kLongest)};
    default:
      return {};
  }
}

std::string first_of(MMDB_entry_s& entry, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (std::string value = value_at(entry, key); !value.empty()) {
      return value;
    }
  }
  return {};
}

std::string without_controls(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return text;
}

}  // namespace

Result<AsnDatabase> AsnDatabase::open(const std::string& path) {
  // Opened first: a half-open database must not be closed.
  auto state = std::make_unique<State>();
  const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &state->db);
  if (status != MMDB_SUCCESS) {
    const bool no_file = status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR;
    return fail(no_file ? message("cannot be read") : message("is no database of addresses"), path,
                {}, message("give a file in MaxMind's format (.mmdb), such as GeoLite2-ASN"));
  }
  return AsnDatabase(std::unique_ptr<State, Closing>(state.release()));
}

std::string AsnDatabase::organisation_of(const IpAddress& address) const {
  sockaddr_storage storage{};
  if (address.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, address.bytes().data(), 4);
    std::memcpy(&storage, &v4, sizeof v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, address.bytes().data(), 16);
    std::memcpy(&storage, &v6, sizeof v6);
  }
  int error = MMDB_SUCCESS;
  MMDB_lookup_result_s found =
      MMDB_lookup_sockaddr(&state_->db, reinterpret_cast<const sockaddr*>(&storage), &error);
  if (error != MMDB_SUCCESS || !found.found_entry) {
    return {};
  }
  std::string number = first_of(found.entry, {"autonomous_system_number", "asn"});
  const std::string name =
      first_of(found.entry, {"autonomous_system_organization", "as_name", "name"});
  if (!number.empty() && !number.starts_with("AS")) {
    number.insert(0, "AS");
  }
  return without_controls(number.empty() || name.empty() ? number + name : number + " " + name);
}

}  // namespace hamon
