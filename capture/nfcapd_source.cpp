#include "capture/nfcapd_source.hpp"

#include "capture/block_compression.hpp"
#include "capture/block_cursor.hpp"
#include "capture/log_report.hpp"
#include "capture/nfcapd_record.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace hamon {
namespace {

constexpr std::size_t kBlockHeader = 12;
constexpr std::size_t kMostBlock = std::size_t{16} << 20;  // nfdump makes at most 5 MiB
constexpr std::uint16_t kMagic = 0xA50C;
constexpr std::uint16_t kSwappedMagic = 0x0CA5;

std::uint16_t little_u16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>(p[0] | p[1] << 8);
}

/// What the header of a file says of its blocks.
struct Layout {
  std::size_t header = 0;  // bytes before the first block
  std::uint16_t version = 0;
  BlockCompression compression = BlockCompression::None;
  std::optional<std::uint32_t> blocks;  // nothing: not written, the file was not closed

  /// Blocks of layout 1 say themselves whether they are compressed (2), not (1), or as the file.
  [[nodiscard]] BlockCompression of_block(std::uint16_t flags) const {
    const bool plain = version == 1 ? flags == 1 : (flags & 1U) != 0;
    return plain ? BlockCompression::None : compression;
  }
  /// Blocks that hold flow records.
  [[nodiscard]] bool holds_records(std::uint16_t type) const {
    return type == (version == 1 ? 2 : 3);
  }
};

BlockCompression compression_v1(std::uint32_t flags) {
  constexpr std::uint32_t kLzo = 0x1;
  constexpr std::uint32_t kBzip2 = 0x8;
  constexpr std::uint32_t kLz4 = 0x10;
  return (flags & kLzo) != 0     ? BlockCompression::Lzo
         : (flags & kBzip2) != 0 ? BlockCompression::Bzip2
         : (flags & kLz4) != 0   ? BlockCompression::Lz4
                                 : BlockCompression::None;
}

/// How often something happened, and at which record or byte first.
struct Noted {
  std::uint64_t times = 0;
  std::uint64_t first = 0;

  void note(std::uint64_t at) { first = times++ == 0 ? at : first; }
};

class NfcapdSource : public FlowSource {
 public:
  NfcapdSource(std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options)
      : stream_(std::move(stream)), name_(std::move(name)), options_(options) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  /// Widens the window of the source by what passes through.
  class WindowSink : public FlowSink {
   public:
    WindowSink(FlowSink& sink, LogReport& window) : sink_(sink), window_(window) {}
    void flow(FlowRecord&& record) override {
      window_.saw(record.start, record.end);
      sink_.flow(std::move(record));
    }
    void binding(Binding&& binding) override { sink_.binding(std::move(binding)); }

   private:
    FlowSink& sink_;
    LogReport& window_;
  };

  [[nodiscard]] std::optional<Layout> read_header(BlockCursor& cursor, DiagnosticSink& diagnostics);
  [[nodiscard]] bool refuse(Message what, Message hint, DiagnosticSink& diagnostics);
  void read_blocks(const Layout& layout, BlockCursor& cursor, ExportOutput& output,
                   DiagnosticSink& diagnostics);
  [[nodiscard]] bool read_block(const Layout& layout, BlockCursor& cursor, ExportOutput& output,
                                DiagnosticSink& diagnostics);
  void read_records(Bytes block, ExportOutput& output);
  void read_record(Bytes record, ExportOutput& output);
  [[nodiscard]] SourceReport finish(const ExportNotes& notes, const BlockCursor& cursor,
                                    DiagnosticSink& diagnostics);

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  LogReport window_;
  std::vector<std::uint8_t> unpacked_;
  std::uint64_t number_ = 0;  // of the record at hand
  std::uint64_t about_exporter_ = 0;
  Noted without_addresses_;
  Noted malformed_;
  Noted without_time_;
  Noted damaged_blocks_;
  bool damaged_ = false;
};

bool NfcapdSource::refuse(Message what, Message hint, DiagnosticSink& diagnostics) {
  diagnostics.report({Severity::Error, std::move(what), name_, {}, std::move(hint)});
  damaged_ = true;
  return false;
}

std::optional<Layout> NfcapdSource::read_header(BlockCursor& cursor, DiagnosticSink& diagnostics) {
  constexpr std::size_t kHeaderV1 = 140 + 136;  // header and statistics
  constexpr std::size_t kHeaderV2 = 40;
  if (!cursor.require(kHeaderV2)) {
    static_cast<void>(refuse(message("the file ends within its header"),
                             message("fetch the file again"), diagnostics));
    return std::nullopt;
  }
  const std::uint8_t* p = cursor.data();
  Layout layout;
  layout.version = little_u16(p + 2);
  std::uint32_t blocks = 0;
  bool encrypted = false;
  if (little_u16(p) == kMagic && layout.version == 1) {
    layout.header = kHeaderV1;
    layout.compression = compression_v1(load_little_u32(p + 4));
    blocks = load_little_u32(p + 8);
  } else if (little_u16(p) == kMagic && layout.version == 2) {
    layout.header = kHeaderV2;
    layout.compression = static_cast<BlockCompression>(std::min<std::uint8_t>(p[16], 5));
    encrypted = p[17] != 0;
    blocks = load_little_u32(p + 36);
  } else {
    static_cast<void>(
        refuse(message("a file of nfdump in a layout that is not read"),
               message("read are layouts 1 and 2 as little-endian machines write them; let nfdump "
                       "print the file with -o csv and read that"),
               diagnostics));
    return std::nullopt;
  }
  if (layout.compression == BlockCompression::Lzo || layout.compression > BlockCompression::Zstd ||
      encrypted) {
    static_cast<void>(refuse(
        layout.compression == BlockCompression::Lzo
            ? message("the file is compressed with LZO, which is not read: the library for it is "
                      "under the GPL")
            : message("the file is compressed or encrypted in a way that is not read"),
        message("nfdump -r FILE -w NEW -y writes it anew with LZ4, which is read"), diagnostics));
    return std::nullopt;
  }
  if (blocks > 0) {
    layout.blocks = blocks;
  }
  if (!cursor.skip(layout.header)) {
    static_cast<void>(refuse(message("the file ends within its header"),
                             message("fetch the file again"), diagnostics));
    return std::nullopt;
  }
  return layout;
}

void NfcapdSource::read_record(Bytes record, ExportOutput& output) {
  ++number_;
  ExportedFlow flow;
  ExportDatagram datagram;
  switch (read_nfcapd_record(record, flow, datagram.exporter)) {
    case NfcapdFate::Flow:
      if (!flow.start) {
        without_time_.note(number_);
        return;
      }
      datagram.number = number_;
      output.give(flow, datagram, 0);
      return;
    case NfcapdFate::AboutExporter:
      ++about_exporter_;
      return;
    case NfcapdFate::NoAddresses:
      without_addresses_.note(number_);
      return;
    case NfcapdFate::Malformed:
      malformed_.note(number_);
      return;
  }
}

/// A record whose length cannot be is the last of its block: where the next begins is not known.
void NfcapdSource::read_records(Bytes block, ExportOutput& output) {
  constexpr std::size_t kRecordHeader = 4;
  while (!block.empty()) {
    const std::size_t length = block.size() < kRecordHeader ? 0 : little_u16(block.data() + 2);
    if (length < kRecordHeader || length > block.size()) {
      malformed_.note(++number_);
      return;
    }
    read_record(block.first(length), output);
    block = block.subspan(length);
  }
}

bool NfcapdSource::read_block(const Layout& layout, BlockCursor& cursor, ExportOutput& output,
                              DiagnosticSink& diagnostics) {
  const std::uint64_t place = cursor.offset();
  const bool whole_header = cursor.require(kBlockHeader);
  if (!whole_header && cursor.size() == 0 && !layout.blocks) {
    return false;  // the end of a file that was not closed
  }
  const std::size_t size = whole_header ? load_little_u32(cursor.data() + 4) : 0;
  if (!whole_header || size > kMostBlock || !cursor.require(kBlockHeader + size)) {
    if (!cursor.error()) {
      diagnostics.report({Severity::Warning, message("the last block is cut off or damaged"), name_,
                          Place::byte(place),
                          message("the file was copied while it was written, or the copy is "
                                  "incomplete")});
    }
    damaged_ = true;
    return false;
  }
  const std::uint16_t type = little_u16(cursor.data() + 8);
  const std::uint16_t flags = little_u16(cursor.data() + 10);
  if (layout.holds_records(type)) {
    const Bytes packed{cursor.data() + kBlockHeader, size};
    const BlockCompression compression = layout.of_block(flags);
    if (compression == BlockCompression::None) {
      read_records(packed, output);
    } else if (unpack_block(compression, packed, kMostBlock, unpacked_)) {
      read_records(unpacked_, output);
    } else {
      damaged_blocks_.note(place);
    }
  }
  cursor.consume(kBlockHeader + size);
  return true;
}

void NfcapdSource::read_blocks(const Layout& layout, BlockCursor& cursor, ExportOutput& output,
                               DiagnosticSink& diagnostics) {
  for (std::uint32_t i = 0; !layout.blocks || i < *layout.blocks; ++i) {
    if (!read_block(layout, cursor, output, diagnostics)) {
      return;
    }
  }
}

SourceReport NfcapdSource::finish(const ExportNotes& notes, const BlockCursor& cursor,
                                  DiagnosticSink& diagnostics) {
  const auto tell = [&](const Noted& noted, Message what, Place place) {
    if (noted.times > 0) {
      damaged_ = true;
      diagnostics.report({Severity::Warning, std::move(what), name_, place,
                          message("these were left out, all others were read")});
    }
  };
  tell(malformed_, message("records that end within a field: {}", malformed_.times),
       Place::packet(malformed_.first));
  tell(without_time_, message("records without a time: {}", without_time_.times),
       Place::packet(without_time_.first));
  tell(damaged_blocks_,
       message("blocks whose compressed data is damaged: {}", damaged_blocks_.times),
       Place::byte(damaged_blocks_.first));
  if (cursor.error()) {
    diagnostics.report(*cursor.error());
    damaged_ = true;
  }
  SourceReport report = window_.finish(name_, "nfcapd", *stream_, options_, {}, diagnostics);
  report.used = notes.used;
  report.records = number_;
  for (const auto& [reason, count] :
       {std::pair{"bad_time", without_time_.times}, std::pair{"export_malformed", malformed_.times},
        std::pair{"export_no_addresses", without_addresses_.times},
        std::pair{"export_options", about_exporter_}}) {
    if (count > 0) {
      report.unused.emplace_back(reason, count);
    }
  }
  report.damaged = damaged_;
  return report;
}

SourceReport NfcapdSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  BlockCursor cursor(*stream_, [this] {
    if (options_.progress) {
      options_.progress(stream_->bytes_read(), stream_->bytes_total());
    }
  });
  WindowSink window(sink, window_);
  ExportNotes notes;
  ExportOutput output(window, notes);
  if (const auto layout = read_header(cursor, diagnostics)) {
    read_blocks(*layout, cursor, output, diagnostics);
  }
  return finish(notes, cursor, diagnostics);
}

}  // namespace

bool looks_like_nfcapd(std::span<const std::byte> head) {
  if (head.size() < 8) {
    return false;
  }
  const auto* p = reinterpret_cast<const std::uint8_t*>(head.data());
  const std::uint16_t magic = little_u16(p);
  const std::uint16_t version = magic == kMagic ? little_u16(p + 2) : load_u16(p + 2);
  return (magic == kMagic || magic == kSwappedMagic) && version >= 1 && version <= 9;
}

std::unique_ptr<FlowSource> make_nfcapd_source(std::unique_ptr<ByteStream> stream, std::string name,
                                               const ReadOptions& options) {
  return std::make_unique<NfcapdSource>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
