#include "capture/export_file_source.hpp"

#include "capture/block_cursor.hpp"
#include "capture/export_decoder.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace hamon {
namespace {

constexpr std::size_t kMostBytes = 65'535;  // what UDP carries
constexpr std::size_t kHeadBytes = 24;      // the longest that tells a length by itself
constexpr std::size_t kV9Header = 20;
constexpr std::size_t kIpfixHeader = 16;

constexpr bool is_v9_set(std::uint16_t id) {
  return id <= 1 || id >= 256;
}

ExportLength more(std::size_t bytes) {
  return bytes > kMostBytes ? ExportLength{} : ExportLength{bytes, false};
}

// NetFlow v9 does not say how long it is. No set has a number of 2 to 255, as a version has.
ExportLength v9_length(Bytes bytes) {
  std::size_t at = kV9Header;
  while (at + 4 <= bytes.size()) {
    const std::uint16_t id = load_u16(bytes.data() + at);
    const std::size_t length = load_u16(bytes.data() + at + 2);
    if (!is_v9_set(id) || length < 4 || at + length > kMostBytes) {
      return {at, true};
    }
    at += length;
  }
  return more(at + 4);
}

class ExportFileSource : public FlowSource {
 public:
  ExportFileSource(std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options)
      : stream_(std::move(stream)), name_(std::move(name)), options_(options) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  /// Widens the window of the source by what passes through.
  class WindowSink : public FlowSink {
   public:
    explicit WindowSink(FlowSink& sink) : sink_(sink) {}
    void flow(FlowRecord&& record) override {
      if (!window) {
        window = Interval{record.start, record.end};
      }
      window->begin = std::min(window->begin, record.start);
      window->end = std::max(window->end, record.end);
      sink_.flow(std::move(record));
    }
    void binding(Binding&& binding) override { sink_.binding(std::move(binding)); }
    std::optional<Interval> window;

   private:
    FlowSink& sink_;
  };

  [[nodiscard]] std::size_t next_length(BlockCursor& cursor) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
};

/// Bytes of the datagram at hand, cut or not; 0: none begins here.
std::size_t ExportFileSource::next_length(BlockCursor& cursor) const {
  std::size_t wanted = kHeadBytes;
  while (true) {
    const bool more_to_come = cursor.require(wanted);
    const ExportLength length = export_length({cursor.data(), cursor.size()});
    if (length.whole || length.bytes == 0) {
      return length.bytes;
    }
    if (!more_to_come || cursor.size() >= kMostBytes) {
      return std::min(cursor.size(), length.bytes);
    }
    // Twice as much, so that many small sets cost no more than few large ones.
    wanted = std::max(length.bytes, std::min(2 * cursor.size(), kMostBytes));
  }
}

SourceReport ExportFileSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  SourceReport report;
  report.name = name_;
  report.kind = "export";
  report.sensor = options_.sensor;
  BlockCursor cursor(*stream_, [this] {
    if (options_.progress) {
      options_.progress(stream_->bytes_read(), stream_->bytes_total());
    }
  });
  WindowSink window(sink);
  ExportDecoder decoder(window);
  std::uint64_t number = 0;
  while (cursor.require(2) || cursor.size() > 0) {
    if (number > 0 && *cursor.data() == 0 && (cursor.size() < 2 || cursor.data()[1] == 0)) {
      cursor.consume(1);  // some exporters fill their datagrams up with zeros
      continue;
    }
    const std::size_t bytes = next_length(cursor);
    if (bytes == 0) {
      diagnostics.report({Severity::Error, message("no export datagram begins here"), name_,
                          Place::byte(cursor.offset()),
                          message("from here on the file is damaged; what was before is kept")});
      report.damaged = true;
      break;
    }
    decoder.datagram({cursor.data(), bytes}, IpAddress(), Timestamp{}, ++number);
    cursor.consume(bytes);
  }
  decoder.finish();
  if (cursor.error()) {
    const Error& error = *cursor.error();
    diagnostics.report(error);
    report.damaged = true;
  }
  report.window = window.window;
  count_into(decoder.notes(), 0, report);
  explain(decoder.notes(), name_, diagnostics);
  if (options_.hash) {
    report.sha256 = stream_->sha256();
  }
  return report;
}

}  // namespace

ExportLength export_length(Bytes bytes) {
  if (bytes.size() < 8) {
    return more(kHeadBytes);
  }
  const std::uint16_t version = load_u16(bytes.data());
  const std::uint16_t count = load_u16(bytes.data() + 2);
  if (const NetflowLayout* layout = NetflowLayout::of(version)) {
    const std::size_t length = layout->header + count * layout->record;
    return length > kMostBytes || count == 0 ? ExportLength{}
                                             : ExportLength{length, bytes.size() >= length};
  }
  if (version == 9) {
    return v9_length(bytes);
  }
  if (version == 10) {
    return count < kIpfixHeader ? ExportLength{} : ExportLength{count, bytes.size() >= count};
  }
  return {};
}

bool looks_like_export_file(std::span<const std::byte> head) {
  const Bytes bytes{reinterpret_cast<const std::uint8_t*>(head.data()), head.size()};
  const ExportLength length = export_length(bytes);
  // Only after the end of one of version 9 is it known to be whole.
  const bool last = !length.whole && bytes.size() >= kV9Header && load_u16(bytes.data()) == 9;
  return (length.whole || last) &&
         ExportDecoder::recognises(bytes.first(std::min(length.bytes, bytes.size())), 0);
}

std::unique_ptr<FlowSource> make_export_file_source(std::unique_ptr<ByteStream> stream,
                                                    std::string name, const ReadOptions& options) {
  return std::make_unique<ExportFileSource>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
