#include "capture/event_log_source.hpp"

#include "capture/binary_xml.hpp"
#include "capture/block_cursor.hpp"
#include "capture/logon_reader.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <utility>

// File header, chunks and records: libevtx, "Windows XML Event Log (EVTX) format"; all numbers are
// little-endian.

namespace hamon {
namespace {

constexpr std::string_view kFileMark("ElfFile\0", 8);
constexpr std::string_view kChunkMark("ElfChnk\0", 8);
constexpr std::string_view kRecordMark("**\0\0", 4);
constexpr std::size_t kFileHeader = 4096;
constexpr std::size_t kFirstRecord = 512;  // in a chunk
constexpr std::size_t kFreeSpace = 48;     // in a chunk: where the offset of its unused end stands
constexpr std::size_t kRecordHeader = 24;
constexpr std::size_t kRecordEnd = 4;  // its size again

bool begins_with(Bytes bytes, std::string_view mark) {
  return bytes.size() >= mark.size() &&
         std::equal(mark.begin(), mark.end(), reinterpret_cast<const char*>(bytes.data()));
}

/// A FILETIME: units of 100 ns since 1601; nothing before 1970 and beyond the range.
std::optional<Timestamp> file_time(std::uint64_t units) {
  constexpr std::uint64_t kEpoch = 116'444'736'000'000'000;  // 1970
  constexpr std::uint64_t kLast = std::uint64_t{INT64_MAX} / 100;
  if (units < kEpoch || units - kEpoch > kLast) {
    return std::nullopt;
  }
  return Timestamp{static_cast<std::int64_t>((units - kEpoch) * 100)};
}

/// Fills in an event from its XML.
class EventFiller : public EventXmlSink {
 public:
  explicit EventFiller(WindowsEvent& event) : event_(event) {}

  void attribute(std::string_view element, std::string_view name, std::string_view value) override {
    if (element == "Provider" && name == "Name") {
      event_.provider = event_provider(value);
    }
  }
  void element(std::string_view name, std::string_view name_attribute,
               std::string_view text) override {
    if (name == "EventID") {
      event_.id = static_cast<std::uint32_t>(zeek_count(text).value_or(0));
    } else if (name == "Computer") {
      event_.computer = text.substr(0, 256);
    } else if (const auto field = event_field(name == "Data" ? name_attribute : name)) {
      event_.set(*field, text);
    }
  }

 private:
  WindowsEvent& event_;
};

class EventLogSource : public FlowSource {
 public:
  EventLogSource(std::unique_ptr<ByteStream> stream, std::string name, ReadOptions options)
      : stream_(std::move(stream)),
        name_(std::move(name)),
        options_(std::move(options)),
        clock_(nullptr, false, {}),
        logons_(options_.sensor) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  struct Damage {
    std::uint64_t times = 0;
    std::uint64_t first = 0;
    void note(std::uint64_t at) { first = times++ == 0 ? at : first; }
  };

  void read_chunk(Bytes chunk, std::uint64_t offset, TextLogOutput& out);
  void read_record(BinaryXmlReader& xml, Bytes chunk, std::size_t at, std::size_t size,
                   TextLogOutput& out);
  void tell_damage(SourceReport& report, DiagnosticSink& diagnostics) const;

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  LogClock clock_;
  LogReport report_;
  LogonReader logons_;
  std::uint64_t number_ = 0;
  Damage records_;        // by number
  Damage chunks_;         // by byte
  bool cut_off_ = false;  // a chunk is not whole
};

void EventLogSource::read_record(BinaryXmlReader& xml, Bytes chunk, std::size_t at,
                                 std::size_t size, TextLogOutput& out) {
  ++number_;
  WindowsEvent event;
  event.first = event.last = number_;
  const std::uint8_t* written = chunk.data() + at + 16;
  const auto time =
      file_time(load_little_u32(written) | std::uint64_t{load_little_u32(written + 4)} << 32U);
  EventFiller filler(event);
  if (!time || !xml.read(at + kRecordHeader, at + size - kRecordEnd, filler)) {
    records_.note(number_);
    return;
  }
  event.time = *time;
  if (const auto fate = logons_.read(std::move(event), out)) {
    report_.count(*fate, number_);
  }
}

/// Records follow one another; where one's size cannot be, the next is not known.
void EventLogSource::read_chunk(Bytes chunk, std::uint64_t offset, TextLogOutput& out) {
  if (!begins_with(chunk, kChunkMark) || chunk.size() < kFirstRecord) {
    const bool unused = std::ranges::all_of(chunk, [](std::uint8_t b) { return b == 0; });
    if (!unused) {
      chunks_.note(offset);
    }
    return;
  }
  const std::size_t free = load_little_u32(chunk.data() + kFreeSpace);
  const std::size_t end = free >= kFirstRecord && free <= BinaryXmlReader::kChunk
                              ? std::min(free, chunk.size())
                              : chunk.size();
  BinaryXmlReader xml(chunk);
  for (std::size_t at = kFirstRecord; at + kRecordHeader + kRecordEnd <= end;) {
    if (!begins_with(chunk.subspan(at), kRecordMark)) {
      if (free == end) {
        chunks_.note(offset + at);
      }
      return;
    }
    const std::size_t size = load_little_u32(chunk.data() + at + 4);
    if (size < kRecordHeader + kRecordEnd || size > end - at) {
      cut_off_ = cut_off_ || chunk.size() < BinaryXmlReader::kChunk;
      if (chunk.size() == BinaryXmlReader::kChunk) {
        chunks_.note(offset + at);
      }
      return;
    }
    read_record(xml, chunk, at, size, out);
    at += size;
  }
}

void EventLogSource::tell_damage(SourceReport& report, DiagnosticSink& diagnostics) const {
  if (records_.times > 0) {
    report.records += records_.times;
    report.unused.emplace_back("bad_record", records_.times);
    std::ranges::sort(report.unused);
    diagnostics.report(
        {Severity::Warning, message("records that end within a field: {}", records_.times), name_,
         Place::packet(records_.first), message("these were left out, all others were read")});
  }
  if (chunks_.times > 0) {
    diagnostics.report(
        {Severity::Warning, message("damaged parts of the event log: {}", chunks_.times), name_,
         Place::byte(chunks_.first),
         message("what these hold of 64 KiB each is not known; copy the log again, or save it in "
                 "Event Viewer")});
  }
  if (cut_off_) {
    diagnostics.report({Severity::Warning,
                        message("the last block is cut off or damaged"),
                        name_,
                        {},
                        message("the file was copied while it was written, or the copy is "
                                "incomplete")});
  }
  report.damaged = report.damaged || records_.times > 0 || chunks_.times > 0 || cut_off_;
}

SourceReport EventLogSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  BlockCursor cursor(*stream_, [this] {
    if (options_.progress) {
      options_.progress(stream_->bytes_read(), stream_->bytes_total());
    }
  });
  TextLogOutput out(sink, report_, clock_);
  if (cursor.require(kFileHeader)) {
    cursor.consume(kFileHeader);
  } else {
    cut_off_ = true;
    cursor.consume(cursor.size());
  }
  while (cursor.require(BinaryXmlReader::kChunk)) {
    read_chunk({cursor.data(), BinaryXmlReader::kChunk}, cursor.offset(), out);
    cursor.consume(BinaryXmlReader::kChunk);
  }
  if (cursor.size() > 0) {
    cut_off_ = true;
    read_chunk({cursor.data(), cursor.size()}, cursor.offset(), out);
  }
  logons_.finish(out);
  SourceReport report =
      report_.finish(name_, "windows-evtx", *stream_, options_, cursor.error(), diagnostics);
  logons_.report(name_, report, diagnostics);
  tell_damage(report, diagnostics);
  return report;
}

}  // namespace

bool looks_like_event_log(std::span<const std::byte> head) {
  return begins_with({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()}, kFileMark);
}

std::unique_ptr<FlowSource> make_event_log_source(std::unique_ptr<ByteStream> stream,
                                                  std::string name, const ReadOptions& options) {
  return std::make_unique<EventLogSource>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
