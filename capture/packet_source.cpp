#include "capture/packet_source.hpp"

#include "capture/block_cursor.hpp"
#include "capture/flow_table.hpp"
#include "capture/link_layer.hpp"
#include "capture/packet_decoder.hpp"
#include "capture/pcap_reader.hpp"
#include "capture/pcapng_reader.hpp"
#include "capture/unused_reason.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace hamon {
namespace {

constexpr std::size_t kBatch = 64;

/// What is counted while packets go by.
struct PacketCounts {
  struct Seen {
    std::uint64_t packets = 0;
    std::uint64_t first = 0;
  };
  std::uint64_t packets = 0;
  std::array<Seen, kUnusedReasons> reasons{};
  std::map<std::uint16_t, Seen> unknown_links;
  Seen impossible_times;
  std::optional<Interval> window;

  static void note(Seen& seen, std::uint64_t number) {
    if (seen.packets++ == 0) {
      seen.first = number;
    }
  }
};

class PacketSource : public FlowSource {
 public:
  PacketSource(std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options)
      : stream_(std::move(stream)), name_(std::move(name)), options_(options) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  template <class Reader>
  void read_frames(Reader& reader, FlowTable& table);
  void note(const CaptureFrame& frame, const PacketSummary& summary);
  void finish_report(const CaptureFileNotes& notes, const FlowTable& table);
  void explain(const CaptureFileNotes& notes, const FlowTable& table);
  void explain_packets();
  void tell(Severity severity, Message what, Place place, Message hint);

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  PacketDecoder decoder_;
  PayloadInspector inspector_;
  PacketCounts counts_;
  SourceReport report_;
  DiagnosticSink* diagnostics_ = nullptr;
};

SourceReport PacketSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  diagnostics_ = &diagnostics;
  report_.name = name_;
  report_.kind = "pcap";
  report_.sensor = options_.sensor;
  BlockCursor cursor(*stream_, [this] {
    if (options_.progress) {
      options_.progress(stream_->bytes_read(), stream_->bytes_total());
    }
  });
  FlowTable table(sink, inspector_);
  const bool some = cursor.require(4);
  const Bytes head{cursor.data(), some ? 4U : 0U};
  if (PcapngReader::recognises(head)) {
    report_.kind = "pcapng";
    PcapngReader reader(cursor, name_);
    read_frames(reader, table);
    finish_report(reader.notes(), table);
  } else if (cursor.size() > 0 || cursor.error()) {
    PcapReader reader(cursor, name_);
    read_frames(reader, table);
    finish_report(reader.notes(), table);
  }
  for (Binding& binding : inspector_.bindings().take()) {
    sink.binding(std::move(binding));
  }
  if (options_.hash) {
    report_.sha256 = stream_->sha256();
  }
  return std::move(report_);
}

template <class Reader>
void PacketSource::read_frames(Reader& reader, FlowTable& table) {
  std::array<CaptureFrame, kBatch> frames;
  std::array<PacketSummary, kBatch> summaries;
  while (const std::size_t n = reader.read(frames)) {
    for (std::size_t i = 0; i < n; ++i) {
      summaries[i].number = ++counts_.packets;
      decoder_.decode(frames[i], summaries[i]);
      note(frames[i], summaries[i]);
    }
    table.add({summaries.data(), n});
  }
  table.finish();
}

void PacketSource::note(const CaptureFrame& frame, const PacketSummary& summary) {
  PacketCounts::note(counts_.reasons[static_cast<std::size_t>(summary.reason)], summary.number);
  if (summary.kind == PacketKind::Arp) {
    inspector_.arp(summary);
  } else if (summary.reason == UnusedReason::UnknownLinkType) {
    PacketCounts::note(counts_.unknown_links[frame.link_type], summary.number);
  }
  if (!frame.time_is_possible) {
    PacketCounts::note(counts_.impossible_times, summary.number);
  } else if (!counts_.window) {
    counts_.window = Interval{frame.time, frame.time};
  } else if (frame.time < counts_.window->begin) {
    counts_.window->begin = frame.time;
  } else if (frame.time > counts_.window->end) {
    counts_.window->end = frame.time;
  }
}

void PacketSource::finish_report(const CaptureFileNotes& notes, const FlowTable& table) {
  const auto count = [&](UnusedReason reason) -> std::uint64_t& {
    return counts_.reasons[static_cast<std::size_t>(reason)].packets;
  };
  count(UnusedReason::NoInterface) = notes.without_interface;
  count(UnusedReason::Oversized) = notes.oversized;
  report_.records = counts_.packets + notes.without_interface + notes.oversized;
  report_.used = count(UnusedReason::Used);
  for (std::size_t i = 1; i < kUnusedReasons; ++i) {
    if (counts_.reasons[i].packets > 0) {
      report_.unused.emplace_back(name_of(static_cast<UnusedReason>(i)),
                                  counts_.reasons[i].packets);
    }
  }
  std::ranges::sort(report_.unused);
  report_.window = counts_.window;
  report_.drops = notes.drops;
  if (notes.snap_bytes) {
    report_.format_note = "snaplen " + std::to_string(*notes.snap_bytes);
  }
  report_.damaged = notes.damage || notes.without_interface > 0 || notes.oversized > 0 ||
                    counts_.impossible_times.packets > 0 || !counts_.unknown_links.empty();
  explain(notes, table);
}

void PacketSource::tell(Severity severity, Message what, Place place, Message hint) {
  diagnostics_->report(Diagnostic{severity, std::move(what), name_, place, std::move(hint)});
}

void PacketSource::explain(const CaptureFileNotes& notes, const FlowTable& table) {
  for (const auto& [link, seen] : counts_.unknown_links) {
    tell(Severity::Error,
         message("{} packets have link type {}, which no reader knows", seen.packets, link),
         Place::packet(seen.first),
         message("capture on an Ethernet interface, or convert the file to Ethernet frames"));
  }
  explain_packets();
  if (notes.without_interface > 0) {
    tell(Severity::Error,
         message("{} packets belong to an interface that the file does not describe",
                 notes.without_interface),
         {}, message("the file was joined or cut by another program; read the original"));
  }
  if (notes.oversized > 0) {
    tell(Severity::Error,
         message("{} packets are longer than any link carries and were passed over",
                 notes.oversized),
         {}, {});
  }
  if (notes.without_time > 0) {
    tell(Severity::Warning,
         message("{} packets carry no time and were given that of the packet before",
                 notes.without_time),
         {}, message("simple packet blocks of pcapng hold no time"));
  }
  if (notes.damage) {
    diagnostics_->report(*notes.damage);
  }
  if (notes.bad_fractions > 0) {
    tell(Severity::Warning,
         message("{} packets have a fraction of a second that is longer than a second",
                 notes.bad_fractions),
         {}, message("their time was read to the second only"));
  }
  if (notes.lost_between > 0) {
    tell(Severity::Warning,
         message("single packets say that {} others were lost before them", notes.lost_between), {},
         message("data flows may be missing: absence in this source proves little"));
  }
  if (table.evicted() > 0) {
    tell(Severity::Warning,
         message("{} conversations were ended early because too many were open at once",
                 table.evicted()),
         {}, message("their later packets begin records of their own"));
  }
  const std::uint64_t names = inspector_.refused() + inspector_.bindings().refused();
  if (names > 0) {
    tell(Severity::Warning,
         message("{} names or addresses were not kept because there were too many", names), {}, {});
  }
}

void PacketSource::explain_packets() {
  const auto seen = [&](UnusedReason reason) {
    return counts_.reasons[static_cast<std::size_t>(reason)];
  };
  if (const auto cut = seen(UnusedReason::TruncatedIpHeader); cut.packets > 0) {
    tell(Severity::Warning, message("{} packets end inside their IP header", cut.packets),
         Place::packet(cut.first),
         message("the capture kept few bytes per packet; 96 or more keep every header"));
  }
  if (const auto cut = seen(UnusedReason::TruncatedLinkHeader); cut.packets > 0) {
    tell(Severity::Warning, message("{} packets end inside their link header", cut.packets),
         Place::packet(cut.first),
         message("the capture kept few bytes per packet; 96 or more keep every header"));
  }
  if (const auto bad = seen(UnusedReason::BadIpHeader); bad.packets > 0) {
    tell(Severity::Warning, message("{} packets have an impossible IP header", bad.packets),
         Place::packet(bad.first), {});
  }
  if (const auto bad = counts_.impossible_times; bad.packets > 0) {
    tell(Severity::Error,
         message("{} packets have an impossible time and were given that of the packet before",
                 bad.packets),
         Place::packet(bad.first),
         message("the clock or the program that wrote the file was wrong"));
  }
}

}  // namespace

bool looks_like_capture(std::span<const std::byte> head) {
  const Bytes bytes{reinterpret_cast<const std::uint8_t*>(head.data()), head.size()};
  return PcapReader::recognises(bytes) || PcapngReader::recognises(bytes);
}

std::unique_ptr<FlowSource> make_packet_source(std::unique_ptr<ByteStream> stream, std::string name,
                                               const ReadOptions& options) {
  return std::make_unique<PacketSource>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
