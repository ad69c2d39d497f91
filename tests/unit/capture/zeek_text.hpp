#pragma once

#include "capture/zeek_source.hpp"

#include <string>

#include "log_text.hpp"

namespace hamon::testing_zeek {

using testing_log::ReadLog;

inline ReadLog read_log(const std::string& text, const TimeZone* zone = nullptr,
                        std::size_t block = 4096) {
  return testing_log::read_with(make_zeek_source, text, testing_log::in_zone(zone), block);
}

/// A header as Zeek writes it; blanks in `fields` become tabs.
inline std::string header(const std::string& path, std::string fields) {
  for (char& c : fields) {
    c = c == ' ' ? '\t' : c;
  }
  return "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t" +
         path + "\n#fields\t" + fields + "\n";
}

/// A line of values; blanks become tabs.
inline std::string row(std::string values) {
  for (char& c : values) {
    c = c == ' ' ? '\t' : c;
  }
  return values + "\n";
}

inline const char* const kConnFields =
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes "
    "conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts "
    "resp_ip_bytes tunnel_parents";

}  // namespace hamon::testing_zeek
