#include "capture/address_table.hpp"

#include "base/text_encoding.hpp"
#include "capture/address_readers.hpp"
#include "capture/line_reader.hpp"
#include "capture/log_time.hpp"
#include "capture/log_words.hpp"
#include "capture/wide_text.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

namespace hamon {
namespace {

std::vector<std::unique_ptr<AddressReader>> all_readers() {
  std::vector<std::unique_ptr<AddressReader>> readers;
  readers.push_back(make_windows_lease_reader());
  readers.push_back(make_netsh_reader());
  readers.push_back(make_isc_lease_reader());
  readers.push_back(make_yamaha_lease_reader());
  readers.push_back(make_arp_table_reader());
  readers.push_back(make_mac_table_reader());
  readers.push_back(make_zone_reader());
  return readers;
}

/// When the file was last written; now for standard input, 1970 for what is no file.
Timestamp date_of(const std::string& path) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(path, error);
  if (error && path != "-") {
    return {};
  }
  const auto time = error ? std::chrono::system_clock::now()
                          : std::chrono::time_point_cast<std::chrono::system_clock::duration>(
                                std::chrono::file_clock::to_sys(written));
  return {std::chrono::nanoseconds(time.time_since_epoch()).count()};
}

/// AlaxalA writes `Date 2026/06/09 10:00:00 JST` above what it shows.
std::optional<WrittenTime> date_line(std::string_view line) {
  constexpr std::string_view kDate = "Date ";
  if (!line.starts_with(kDate)) {
    return std::nullopt;
  }
  line.remove_prefix(kDate.size());
  const auto time = take_time(line);
  if (!time || time->kind != WrittenTime::Kind::Local) {
    return time;
  }
  const std::string_view zone = take_word(line);
  if (zone == "JST") {
    return WrittenTime::of(time->civil, 9 * 3'600);
  }
  return zone == "UTC" ? WrittenTime::of(time->civil, 0) : *time;
}

class AddressTableSource : public FlowSource, private AddressOutput {
 public:
  AddressTableSource(std::unique_ptr<ByteStream> stream, std::string name, ReadOptions options)
      : stream_(without_wide_text(std::move(stream))),
        name_(std::move(name)),
        options_(std::move(options)),
        file_date_(date_of(name_)),
        clock_(options_.zone, options_.assume_utc, file_date_),
        readers_(all_readers()) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  void now(Binding&& binding) override;
  void then(Binding&& binding) override { hand_on(std::move(binding)); }
  void taken_at(const WrittenTime& time);

  void hand_on(Binding&& binding);
  [[nodiscard]] std::optional<LineFate> read_text(std::string_view text);
  void tell(DiagnosticSink& diagnostics) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  Timestamp file_date_;
  LogClock clock_;
  LogReport report_;
  std::vector<std::unique_ptr<AddressReader>> readers_;
  AddressReader* reader_ = nullptr;  // of the table that goes on
  std::string kind_;
  FlowSink* sink_ = nullptr;
  std::optional<Timestamp> taken_;
  std::uint64_t line_ = 0;
  std::uint64_t dated_by_file_ = 0;
};

void AddressTableSource::hand_on(Binding&& binding) {
  if (binding.address.is_unspecified() || binding.address.is_multicast() ||
      binding.address.is_limited_broadcast() || binding.address.is_loopback() ||
      (binding.mac && (binding.mac->is_zero() || binding.mac->is_group()))) {
    return;
  }
  binding.last = std::max(binding.first, binding.last);
  binding.first_record = line_;
  sink_->binding(std::move(binding));
}

void AddressTableSource::now(Binding&& binding) {
  dated_by_file_ += taken_ ? 0U : 1U;
  binding.first = binding.last = taken_.value_or(file_date_);
  hand_on(std::move(binding));
}

void AddressTableSource::taken_at(const WrittenTime& time) {
  Timestamp instant;
  if (clock_.read(time, instant) == LineFate::Used) {
    taken_ = instant;
  }
}

std::optional<LineFate> AddressTableSource::read_text(std::string_view text) {
  if (const auto taken = date_line(text)) {
    taken_at(*taken);
    return std::nullopt;
  }
  for (const auto& reader : readers_) {
    if (reader.get() != reader_ && reader->begins(text)) {
      if (reader_ != nullptr) {
        reader_->finish(*this);
      }
      reader_ = reader.get();
      kind_ =
          kind_.empty() || kind_ == reader->kind() ? std::string(reader->kind()) : "address-tables";
      break;
    }
  }
  return reader_ == nullptr ? std::nullopt : reader_->read(text, *this);
}

void AddressTableSource::tell(DiagnosticSink& diagnostics) const {
  if (dated_by_file_ > 0) {
    const TimeZone zone = options_.zone != nullptr ? *options_.zone : TimeZone::utc();
    diagnostics.report(
        {Severity::Note,
         message("the table does not say when it was taken; by the date of the file "
                 "it was {}",
                 format_time(Timestamp{file_date_.ns / 1'000'000'000 * 1'000'000'000}, zone)),
         name_,
         {},
         message("keep the date of the file when it is copied")});
  }
  if (clock_.read_as_utc()) {
    diagnostics.report({Severity::Note,
                        message("times without offset from UTC were read as UTC"),
                        name_,
                        {},
                        message("name the zone of the sensor's clock with --tz, e.g. --tz "
                                "Asia/Tokyo")});
  }
  if (kind_ == "mac-table") {
    diagnostics.report({Severity::Note,
                        message("a table of MACs and ports tells no addresses"),
                        name_,
                        {},
                        message("the router's ARP table says which MAC has which address")});
  }
}

SourceReport AddressTableSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  sink_ = &sink;
  LineReader lines(*stream_, options_);
  while (const auto line = lines.next()) {
    line_ = lines.number();
    if (line->too_long) {
      report_.count(LineFate::TooLong, line_);
      continue;
    }
    if (line->text.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    std::string other;
    std::string_view text = line->text;
    if (!is_utf8(text)) {
      other = from_cp932(text).value_or(std::string());
      text = other.empty() ? text : std::string_view(other);
    }
    if (const auto fate = read_text(text)) {
      const bool cut =
          *fate >= LineFate::NoHeader && *fate != LineFate::TimeWithoutZone && !line->ended;
      report_.count(cut ? LineFate::CutOff : *fate, line_);
    }
  }
  if (reader_ != nullptr) {
    reader_->finish(*this);
  }
  SourceReport report = report_.finish(name_, kind_.empty() ? "address-tables" : kind_, *stream_,
                                       options_, lines.damage(), diagnostics);
  tell(diagnostics);
  return report;
}

}  // namespace

bool looks_like_address_table(std::span<const std::byte> head) {
  constexpr int kLines = 60;  // prompts and what a login says
  constexpr std::size_t kLooked = 16'384;
  head = head.first(std::min(head.size(), kLooked));
  std::string wide;
  std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (const auto order = wide_order(head)) {
    WideDecoder(*order).decode(head, wide);
    text = wide;
  }
  text = without_bom(text);
  const auto readers = all_readers();
  for (int i = 0; i < kLines && !text.empty(); ++i) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    const std::string decoded =
        is_utf8(line) ? std::string(line) : from_cp932(line).value_or(std::string(line));
    if (std::ranges::any_of(readers, [&](const auto& r) { return r->begins(decoded); })) {
      return true;
    }
  }
  return false;
}

std::unique_ptr<FlowSource> make_address_table_source(std::unique_ptr<ByteStream> stream,
                                                      std::string name,
                                                      const ReadOptions& options) {
  return std::make_unique<AddressTableSource>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
