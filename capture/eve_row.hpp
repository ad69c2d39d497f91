#pragma once

#include "capture/log_report.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace hamon {

/// The fields of Suricata's events that are read (`etc/schema.json` of Suricata). User names,
/// paths, file names and payload are not among them.
enum class EveField : std::uint8_t {
  Written,  ///< when the event was written
  FlowId,
  EventType,
  SrcIp,
  SrcPort,
  DestIp,
  DestPort,
  Proto,
  AppProto,
  IcmpType,
  IcmpCode,
  Vlan,    ///< the outermost
  SrcMac,  ///< only where there is a single one
  DestMac,
  PktsToServer,
  PktsToClient,
  BytesToServer,
  BytesToClient,
  OneWayPackets,  ///< of a `netflow` event
  OneWayBytes,
  Start,
  End,
  TcpFlags,
  TcpFlagsTs,
  TcpFlagsTc,
  DnsType,
  DnsName,
  Sni,
  CertificateSubject,
  HttpHost,
  HttpMethod,
  HttpUrl,  ///< only to tell a request to a proxy; never kept
  DhcpType,
  DhcpClientMac,
  DhcpAssigned,
  DhcpClientIp,
  DhcpHostName,
  NtlmHost,
  RdpClientName,
  KrbClient,  ///< only machine accounts (`WS1$`) are kept
  KernelDrops,
  NotRead,  ///< anything else
};
inline constexpr std::size_t kEveFields = static_cast<std::size_t>(EveField::NotRead);

/// One event by field.
class EveRow {
 public:
  /// Numbers as written, strings without JSON's escapes; no data pointer when absent.
  [[nodiscard]] std::string_view operator[](EveField field) const {
    return values_[static_cast<std::size_t>(field)];
  }
  void set(EveField field, std::string_view value) {
    values_[static_cast<std::size_t>(field)] = value;
  }
  void clear() {
    values_ = {};
    answers_.clear();
  }
  /// What A and AAAA records of a `dns` event hold.
  [[nodiscard]] const std::vector<std::string_view>& answers() const { return answers_; }
  void add_answer(std::string_view text) { answers_.push_back(text); }

 private:
  std::array<std::string_view, kEveFields + 1> values_{};
  std::vector<std::string_view> answers_;
};

/// Reads lines of EVE JSON.
class EveJsonReader {
 public:
  EveJsonReader();
  ~EveJsonReader();
  EveJsonReader(const EveJsonReader&) = delete;
  EveJsonReader& operator=(const EveJsonReader&) = delete;

  /// `Used` when `row` holds the event: views until the next call. `NothingToKeep` as soon as the
  /// event turns out to be of a type that tells neither flows nor names (what follows in the line
  /// is not looked at), `BadJson` otherwise. Bytes that are no UTF-8 are read as `?`.
  [[nodiscard]] LineFate read(std::string_view line, EveRow& row);
  /// The same without what `EveForms` learned of lines before.
  [[nodiscard]] LineFate parse(std::string_view line, EveRow& row);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hamon
