#pragma once

#include "base/address.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// How a made conversation went.
enum class TalkCourse : std::uint8_t {
  Whole,       ///< opened, used, closed; for UDP: answered
  Unanswered,  ///< one SYN and nothing back
  Refused,     ///< a SYN and a reset; for UDP: an ICMP error
};

/// One conversation of a sample. Times in microseconds since 1970.
struct SampleTalk {
  std::int64_t start = 0;
  std::int64_t end = 0;
  IpAddress initiator;
  IpAddress responder;
  std::uint16_t initiator_port = 0;
  std::uint16_t responder_port = 0;
  std::uint8_t protocol = 0;
  std::string_view service;  ///< a word of `sample_services()`
  std::uint64_t out = 0;     ///< payload bytes, initiator to responder
  std::uint64_t in = 0;      ///< and back
  TalkCourse course = TalkCourse::Whole;
  MacAddress initiator_card;
  MacAddress responder_card;
  std::uint16_t vlan = 0;  ///< tag that its frames carry; 0: none
  std::string name;        ///< what is looked up, the server's name, or the host's own (DHCP)
  std::string answer;      ///< DNS, DHCP: the address in the answer
};

/// A service of the samples: its port, what Zeek calls it, and whether it runs over TLS.
struct SampleService {
  std::string_view word;
  std::uint8_t protocol;
  std::uint16_t port;
  std::string_view zeek;  ///< `-` where Zeek knows nothing
  bool tls;
};
/// The entry for `word`, which must be one.
[[nodiscard]] const SampleService& sample_service(std::string_view word);

/// Everything that happened in the two days, sorted by (start, initiator, port).
[[nodiscard]] std::vector<SampleTalk> sample_days();

}  // namespace hamon
