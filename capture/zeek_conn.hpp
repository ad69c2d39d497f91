#pragma once

#include "base/flow_record.hpp"
#include "capture/log_report.hpp"
#include "capture/zeek_row.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace hamon {

/// What Zeek's `history` letters say, told by end. Letters before a `^` were written before Zeek
/// exchanged the ends and are read for the other one.
class ZeekHistory {
 public:
  explicit ZeekHistory(std::string_view letters);

  /// Whether the originator (or responder) showed `letter`, one of `shadfrcgtwiq` in either case.
  [[nodiscard]] bool orig(char letter) const { return (orig_ & bit(letter)) != 0; }
  [[nodiscard]] bool resp(char letter) const { return (resp_ & bit(letter)) != 0; }
  [[nodiscard]] bool empty() const { return orig_ == 0 && resp_ == 0; }
  /// Zeek took the ends for exchanged.
  [[nodiscard]] bool flipped() const { return flipped_; }
  /// It did so because the first packet was a SYN-ACK.
  [[nodiscard]] bool flipped_by_syn_ack() const { return flipped_by_syn_ack_; }

 private:
  [[nodiscard]] static std::uint32_t bit(char letter) {
    return std::uint32_t{1} << (static_cast<unsigned>(letter) & 31U);
  }

  std::uint32_t orig_ = 0;
  std::uint32_t resp_ = 0;
  bool flipped_ = false;
  bool flipped_by_syn_ack_ = false;
};

/// The state of `record`, whose packets, bytes and protocol are set, by Zeek's word for it.
///
/// S1 S2 S3 SF RSTO RSTR are established; S0 SH RSTOS0 attempted; REJ rejected. RSTRH, SHR, OTH and
/// words that Zeek does not know are judged by what was seen:
/// TCP is established when data went both ways, when the handshake was completed, or when a segment
/// with data, which carries an ACK, shows that it had been; or when both sides acknowledged. A SYN
/// or SYN-ACK without more is attempted, a SYN with a reset back rejected. UDP, ICMP requests and
/// other protocols are established when both sides sent; an unanswered UDP packet or ICMP request
/// of the originator is attempted. Everything else is one-way.
[[nodiscard]] FlowState zeek_state(std::string_view conn_state, const ZeekHistory& history,
                                   const FlowRecord& record);

/// Turns rows of conn.log into records.
class ZeekConnReader {
 public:
  /// `zone`: of ISO 8601 times without offset, or nullptr; outlives the reader.
  explicit ZeekConnReader(const TimeZone* zone) : zone_(zone) {}

  /// `Used` when `record` is filled in (all but `first`, `last` and `source`).
  [[nodiscard]] LineFate read(const ZeekRow& row, FlowRecord& record);

 private:
  [[nodiscard]] const std::string& service(std::string_view word, std::uint8_t protocol,
                                           std::uint16_t port);

  const TimeZone* zone_;
  /// A translated word. A log has few and millions of rows, so they are kept where the next row
  /// looks for them; another word at the same place takes it over.
  struct Translation {
    std::string word;
    std::uint8_t protocol = 0;
    std::uint16_t port = 0;
    std::string service;
  };
  std::array<Translation, 512> translations_;
};

}  // namespace hamon
