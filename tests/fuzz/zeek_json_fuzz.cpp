#include "capture/zeek_conn.hpp"
#include "capture/zeek_json.hpp"
#include "capture/zeek_names.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// One line of JSON of any content, read as each kind of log.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  static hamon::ZeekJsonReader reader;
  static hamon::ZeekConnReader conn(nullptr);
  hamon::ZeekRow row;
  if (reader.read(line, row) != hamon::LineFate::Used) {
    return 0;
  }
  hamon::FlowRecord record;
  if (conn.read(row, record) == hamon::LineFate::Used) {
    HAMON_ASSERT(record.start <= record.end);
  }
  std::vector<hamon::Binding> bindings;
  for (const auto read :
       {hamon::read_zeek_dhcp, hamon::read_zeek_dns, hamon::read_zeek_ntlm, hamon::read_zeek_ssl}) {
    bindings.clear();
    HAMON_ASSERT((read(row, nullptr, bindings) == hamon::LineFate::Used) == !bindings.empty());
  }
  return 0;
}
