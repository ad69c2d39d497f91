#pragma once

#include "capture/byte_reader.hpp"
#include "capture/export_record.hpp"
#include "capture/export_sequence.hpp"
#include "capture/netflow_elements.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace hamon {

/// What an exporter, however hostile, may make the program keep.
struct ExportLimits {
  std::size_t domains = 4096;
  std::size_t templates = 16'384;
  std::size_t fields = 262'144;  ///< of all templates together
  std::size_t waiting_bytes =
      8U << 20U;               ///< of data before its template, with what keeping it costs
  std::size_t names = 65'536;  ///< samplers and applications together
};

/// The form of the records of one set.
struct NetflowTemplate {
  std::vector<NetflowField> fields;  ///< without those of no bytes
  std::size_t least_bytes = 0;       ///< of a record: those of variable length count one byte
  bool options = false;

  bool operator==(const NetflowTemplate&) const = default;
};

/// NetFlow v9 (RFC 3954) and IPFIX (RFC 7011).
class NetflowTemplates {
 public:
  NetflowTemplates(ExportOutput& output, const ExportLimits& limits)
      : output_(output), limits_(limits) {}

  /// `payload` begins with version 9 or 10.
  void datagram(Bytes payload, ExportDatagram context);
  void finish();
  /// Sets of data whose template has not come yet.
  [[nodiscard]] std::size_t waiting_sets() const { return waiting_sets_; }

 private:
  /// A set of data that came before its template.
  struct Waiting {
    ExportDatagram context;
    std::uint32_t set = 0;  ///< its number in the datagram
    std::vector<std::uint8_t> records;
  };
  /// An observation domain (v9: source id) of one exporter.
  struct Domain {
    bool ipfix = false;
    ExportSequence sequence;
    std::uint32_t last_count = 0;  ///< records in the datagram before; v9: as its header says
    std::uint32_t last_number = 0;
    bool counts_itself = false;    ///< IPFIX: the number counts the message's own flows, too
    std::uint32_t other_fits = 0;  ///< messages that only the other way of counting fits
    std::uint64_t doubtful = 0;    ///< called lost in those
    std::unordered_map<std::uint16_t, NetflowTemplate> templates;
    std::unordered_map<std::uint16_t, std::vector<Waiting>> waiting;
    std::uint32_t sampling = 0;  ///< for records that name no sampler; 0: nothing said
    std::unordered_map<std::uint64_t, std::uint32_t> samplers;
    std::unordered_map<std::uint64_t, std::string> applications;
    std::optional<Timestamp> started;  ///< systemInitTimeMilliseconds
  };
  /// What a datagram's sets share while they are read.
  struct Reading {
    Domain& domain;
    const ExportDatagram& context;
    std::uint32_t set = 0;
    std::uint32_t part = 0;     ///< of the next record
    std::uint32_t records = 0;  ///< of data, read so far
    std::uint32_t options = 0;  ///< of those, about the exporter
    bool all_counted = true;    ///< false: a set was passed over, `records` is too low
    bool well_formed = true;
  };

  [[nodiscard]] Domain* domain_of(const ExportDatagram& context, std::uint16_t version,
                                  std::uint32_t id);
  void check_ipfix_sequence(std::uint32_t number, const Reading& reading);
  void read_sets(Bytes sets, Reading& reading);
  void read_set(std::uint16_t id, Bytes body, Reading& reading);
  void read_templates(Bytes body, Reading& reading);
  void read_options_templates(Bytes body, Reading& reading);
  [[nodiscard]] bool read_fields(ByteReader& reader, std::size_t count, std::size_t scopes,
                                 bool ipfix, NetflowTemplate& made);
  void keep(std::uint16_t id, NetflowTemplate made, Reading& reading);
  void withdraw(std::uint16_t id, bool options, Domain& domain);
  void read_data(const NetflowTemplate& form, Bytes body, Reading& reading);
  void wait(std::uint16_t id, Bytes body, Reading& reading);
  void learn(const NetflowValues& values, Domain& domain);
  void give(const NetflowValues& values, Reading& reading);
  void check_sequence(std::uint32_t number, std::uint32_t count, const Reading& reading);

  using DomainKey = std::tuple<IpAddress, std::uint16_t, std::uint32_t>;

  ExportOutput& output_;
  ExportLimits limits_;
  std::map<DomainKey, Domain> domains_;
  std::size_t templates_ = 0;
  std::size_t fields_ = 0;
  std::size_t waiting_bytes_ = 0;
  std::size_t waiting_sets_ = 0;
  std::size_t names_ = 0;
};

}  // namespace hamon
