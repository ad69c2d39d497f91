#pragma once

#include "base/live_update.hpp"
#include "capture/datagram_intake.hpp"
#include "capture/kept_output.hpp"
#include "capture/udp_port.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What is awaited at a port. The first three are read alike: what an exporter really sends
/// decides.
enum class CollectedKind : std::uint8_t { Netflow, Ipfix, Sflow, Syslog };
[[nodiscard]] std::string_view name_of(CollectedKind kind);  ///< `netflow`, `ipfix`, …

/// One port under observation, as a source that grows.
class CollectedSource {
 public:
  /// `start`: now. `zone` as for `make_syslog_intake`; outlives this.
  CollectedSource(UdpPort port, CollectedKind kind, Timestamp start, std::string sensor,
                  const TimeZone* zone);
  CollectedSource(const CollectedSource&) = delete;
  CollectedSource& operator=(const CollectedSource&) = delete;

  /// Takes what has arrived, at most `UdpPort::kBatch` datagrams; how many there were. Errors: the
  /// port fails.
  [[nodiscard]] Result<std::size_t> read();
  /// What is new since the last update; with `with_open` also what is under way.
  [[nodiscard]] LiveUpdate update(Timestamp now, bool with_open);
  /// The last update: everything has ended. Tells what an analyst must know.
  [[nodiscard]] LiveUpdate finish(Timestamp now, DiagnosticSink& diagnostics);

  [[nodiscard]] const UdpPort& port() const { return port_; }
  [[nodiscard]] std::uint64_t datagrams() const { return datagrams_; }
  /// As it stood at the last update.
  [[nodiscard]] const SourceReport& report() const { return report_; }

 private:
  void describe(Timestamp now, bool running);

  UdpPort port_;
  Timestamp start_;
  SourceReport report_;
  KeptOutput ended_;
  std::unique_ptr<DatagramIntake> intake_;
  std::uint64_t datagrams_ = 0;
};

}  // namespace hamon
