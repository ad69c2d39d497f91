#include "capture/packet_source.hpp"

#include "capture/block_cursor.hpp"
#include "capture/copy_filter.hpp"
#include "capture/packet_pipeline.hpp"
#include "capture/pcap_reader.hpp"
#include "capture/pcapng_reader.hpp"
#include "capture/rewind_stream.hpp"
#include "capture/unused_reason.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::size_t kMostProbed = std::size_t{32}
                                    << 20;  // bytes, to tell whether frames come twice

/// Calls `use(reader)` with the reader of the format that `cursor` stands before; false when there
/// is not a byte.
template <class Use>
bool with_reader(BlockCursor& cursor, const std::string& name, Use use) {
  const bool some = cursor.require(4);
  const Bytes head{cursor.data(), some ? 4U : 0U};
  if (PcapngReader::recognises(head)) {
    PcapngReader reader(cursor, name);
    use(reader);
  } else if (cursor.size() > 0 || cursor.error()) {
    PcapReader reader(cursor, name);
    use(reader);
  } else {
    return false;
  }
  return true;
}

/// Counts copies among the first frames of `stream`.
CopyCounts probe_copies(ByteStream& stream, const std::string& name) {
  BlockCursor cursor(stream);
  CopyFilter filter;
  with_reader(cursor, name, [&](auto& reader) {
    PacketDecoder decoder;
    std::array<CaptureFrame, 64> frames;
    std::array<PacketSummary, PacketDecoder::kMostLayers> layers;
    std::uint64_t number = 0;
    while (const std::size_t n = reader.read(frames)) {
      for (std::size_t i = 0; i < n && filter.counts().eligible < CopyFilter::kDecideAfter; ++i) {
        static_cast<void>(decoder.decode(frames[i], ++number, layers));
        static_cast<void>(filter.is_copy(decoder.ip_packet(), layers[0]));
      }
      if (filter.counts().eligible >= CopyFilter::kDecideAfter) {
        break;
      }
    }
  });
  return filter.counts();
}

class PacketSource : public FlowSource {
 public:
  PacketSource(std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options)
      : stream_(std::move(stream)), name_(std::move(name)), options_(options) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  template <class Reader>
  void read_frames(Reader& reader, PacketPipeline& pipeline);
  void finish_report(const CaptureFileNotes& notes, PacketPipeline& pipeline);
  void explain(const CaptureFileNotes& notes, const PacketPipeline& pipeline);
  void explain_packets(const PacketCounts& counts);
  void explain_copies(const PacketPipeline& pipeline);
  void tell(Severity severity, Message what, Place place, Message hint);

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  CopyCounts probed_;
  bool leave_out_copies_ = false;
  SourceReport report_;
  DiagnosticSink* diagnostics_ = nullptr;
};

SourceReport PacketSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  diagnostics_ = &diagnostics;
  report_.name = name_;
  report_.kind = "pcap";
  report_.sensor = options_.sensor;
  RewindStream stream(*stream_, kMostProbed);
  if (options_.duplicates == Duplicates::Auto) {
    probed_ = probe_copies(stream, name_);
  }
  stream.rewind();
  leave_out_copies_ = options_.duplicates == Duplicates::Drop || probed_.are_usual();
  BlockCursor cursor(stream, [this] {
    if (options_.progress) {
      options_.progress(stream_->bytes_read(), stream_->bytes_total());
    }
  });
  PacketPipeline pipeline(sink, {options_.threads, leave_out_copies_});
  with_reader(cursor, name_, [&](auto& reader) {
    if constexpr (std::is_same_v<std::remove_reference_t<decltype(reader)>, PcapngReader>) {
      report_.kind = "pcapng";
    }
    read_frames(reader, pipeline);
    finish_report(reader.notes(), pipeline);
  });
  if (options_.hash) {
    report_.sha256 = stream_->sha256();
  }
  return std::move(report_);
}

template <class Reader>
void PacketSource::read_frames(Reader& reader, PacketPipeline& pipeline) {
  std::vector<CaptureFrame> frames(pipeline.batch());
  while (const std::size_t n = reader.read(frames)) {
    pipeline.add({frames.data(), n});
  }
  pipeline.finish();
}

void PacketSource::finish_report(const CaptureFileNotes& notes, PacketPipeline& pipeline) {
  PacketCounts& counts = pipeline.counts();
  const auto count = [&](UnusedReason reason) -> std::uint64_t& {
    return counts.unused[static_cast<std::size_t>(reason)].packets;
  };
  report_.records = counts.packets + notes.without_interface + notes.oversized;
  report_.used = counts.used();
  count(UnusedReason::NoInterface) = notes.without_interface;
  count(UnusedReason::Oversized) = notes.oversized;
  for (std::size_t i = 1; i < kUnusedReasons; ++i) {
    if (counts.unused[i].packets > 0) {
      report_.unused.emplace_back(name_of(static_cast<UnusedReason>(i)), counts.unused[i].packets);
    }
  }
  std::ranges::sort(report_.unused);
  report_.window = counts.window;
  report_.drops = notes.drops;
  if (notes.snap_bytes) {
    report_.format_note = "snaplen " + std::to_string(*notes.snap_bytes);
  }
  report_.damaged = notes.damage || notes.without_interface > 0 || notes.oversized > 0 ||
                    counts.impossible_times.packets > 0 || !counts.unknown_links.empty();
  explain(notes, pipeline);
}

// Both counts, whichever way it was decided.
void PacketSource::explain_copies(const PacketPipeline& pipeline) {
  if (leave_out_copies_ && pipeline.copies().copies > 0) {
    const CopyCounts& all = pipeline.copies();
    tell(Severity::Warning,
         message("{} of {} packets that can be told apart are copies of another and were left out",
                 all.copies, all.eligible),
         {},
         message("the mirror port shows packets twice, perhaps before and after a router; "
                 "--duplicates keep counts them all"));
  } else if (probed_.copies > 0 && !leave_out_copies_) {
    tell(Severity::Note,
         message("{} of the first {} packets that can be told apart are copies of another; fewer "
                 "than 5 in 100, so they count",
                 probed_.copies, probed_.eligible),
         {}, message("--duplicates drop leaves them out"));
  }
}

void PacketSource::tell(Severity severity, Message what, Place place, Message hint) {
  diagnostics_->report(Diagnostic{severity, std::move(what), name_, place, std::move(hint)});
}

void PacketSource::explain(const CaptureFileNotes& notes, const PacketPipeline& pipeline) {
  for (const auto& [link, seen] : pipeline.counts().unknown_links) {
    tell(Severity::Error,
         message("{} packets have link type {}, which no reader knows", seen.packets, link),
         Place::packet(seen.first),
         message("capture on an Ethernet interface, or convert the file to Ethernet frames"));
  }
  explain_packets(pipeline.counts());
  hamon::explain(pipeline.exports(), name_, *diagnostics_);
  explain_copies(pipeline);
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
  if (const std::uint64_t unread = pipeline.decoder().unread_tunnels(); unread > 0) {
    tell(Severity::Warning,
         message("what {} packets carry inside a tunnel could not be read", unread), {},
         message("the packets themselves are counted; their content is encrypted, cut or of a kind "
                 "that is not opened"));
  }
  if (const std::uint64_t crowded = pipeline.decoder().crowded_tunnels(); crowded > 0) {
    tell(Severity::Warning,
         message("{} packets lie in tunnels that could not be told apart, as there were too many",
                 crowded),
         {}, {});
  }
  if (pipeline.evicted() > 0) {
    tell(Severity::Warning,
         message("{} conversations were ended early because too many were open at once",
                 pipeline.evicted()),
         {}, message("their later packets begin records of their own"));
  }
  if (const std::uint64_t names = pipeline.refused(); names > 0) {
    tell(Severity::Warning,
         message("{} names or addresses were not kept because there were too many", names), {}, {});
  }
}

void PacketSource::explain_packets(const PacketCounts& counts) {
  const auto seen = [&](UnusedReason reason) {
    return counts.unused[static_cast<std::size_t>(reason)];
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
  if (const auto bad = counts.impossible_times; bad.packets > 0) {
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
