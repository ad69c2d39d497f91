#include "capture/flow_source.hpp"

#include "capture/address_table.hpp"
#include "capture/azure_log.hpp"
#include "capture/byte_stream.hpp"
#include "capture/conntrack_log.hpp"
#include "capture/eve_source.hpp"
#include "capture/event_log_source.hpp"
#include "capture/event_table.hpp"
#include "capture/export_file_source.hpp"
#include "capture/followed_stream.hpp"
#include "capture/mapped_source.hpp"
#include "capture/nfcapd_source.hpp"
#include "capture/packet_source.hpp"
#include "capture/peeked_stream.hpp"
#include "capture/socket_table.hpp"
#include "capture/table_log.hpp"
#include "capture/text_log_source.hpp"
#include "capture/utf16_stream.hpp"
#include "capture/zeek_source.hpp"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

namespace hamon {
namespace {

/// Enough of a file to tell what it is; a first line of JSON may be long.
constexpr std::size_t kHead = std::size_t{64} << 10;

/// A file without content.
class EmptySource : public FlowSource {
 public:
  EmptySource(std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options)
      : stream_(std::move(stream)), name_(std::move(name)), options_(options) {}

  SourceReport read(FlowSink& /*sink*/, DiagnosticSink& /*diagnostics*/) override {
    SourceReport report;
    report.name = name_;
    report.kind = "empty";
    report.sensor = options_.sensor;
    if (options_.hash) {
      report.sha256 = stream_->sha256();
    }
    return report;
  }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
};

std::unique_ptr<FlowSource> make_packets(std::unique_ptr<ByteStream> stream, std::string name,
                                         const ReadOptions& options) {
  return make_packet_source(std::move(stream), std::move(name), options);
}

std::unique_ptr<FlowSource> make_zeek(std::unique_ptr<ByteStream> stream, std::string name,
                                      const ReadOptions& options) {
  return make_zeek_source(std::move(stream), std::move(name), options);
}

std::unique_ptr<FlowSource> make_text_log(std::unique_ptr<ByteStream> stream, std::string name,
                                          const ReadOptions& options) {
  return make_text_log_source(std::move(stream), std::move(name), options);
}

constexpr std::string_view kMappedFormat = "csv";

/// A way to read inputs. `recognises` looks at a file's first bytes.
struct Format {
  std::string_view name;  // for --as
  bool (*recognises)(std::span<const std::byte> head);
  std::unique_ptr<FlowSource> (*make)(std::unique_ptr<ByteStream> stream, std::string name,
                                      const ReadOptions& options);
};

/// Only a mapping can tell.
bool looks_like_nothing(std::span<const std::byte> /*head*/) {
  return false;
}

constexpr auto kFormats = std::to_array<Format>({
    {"pcap", looks_like_capture, make_packets},  // also reads pcapng: its first block says which
    {"pcapng", looks_like_capture, make_packets},
    {"flow-export", looks_like_export_file, make_export_file_source},
    {"zeek", looks_like_zeek, make_zeek},
    {"suricata", looks_like_eve, make_eve_source},
    {"nfcapd", looks_like_nfcapd, make_nfcapd_source},
    {"windows-evtx", looks_like_event_log, make_event_log_source},
    {"windows-events", looks_like_event_table, make_event_table_source},
    {"azure", looks_like_azure_log, make_azure_log_source},
    {"table", looks_like_table_log, make_table_log_source},
    {"text-log", looks_like_text_log, make_text_log},
    {"conntrack", looks_like_conntrack, make_conntrack_source},
    {"sockets", looks_like_socket_table, make_socket_table_source},
    {"address-table", looks_like_address_table, make_address_table_source},
    {kMappedFormat, looks_like_nothing, make_mapped_source},
});

/// Whether it may be a table or a log at all.
bool is_text(std::span<const std::byte> head) {
  return looks_like_utf16(head) || std::ranges::find(head, std::byte{0}) == head.end();
}

const Format* format_named(std::string_view name) {
  const auto* found = std::ranges::find(kFormats, name, &Format::name);
  return found == kFormats.end() ? nullptr : found;
}

const Format* format_of(std::span<const std::byte> head) {
  const auto* found =
      std::ranges::find_if(kFormats, [head](const Format& f) { return f.recognises(head); });
  return found == kFormats.end() ? nullptr : found;
}

/// By content, the mapping before all others; nullptr when nothing knows it.
const Format* format_of(std::span<const std::byte> head, const ReadOptions& options) {
  const bool mapped = options.mapping != nullptr;
  if (mapped && looks_like_mapped(head, *options.mapping)) {
    return format_named(kMappedFormat);
  }
  const Format* format = format_of(head);
  // What does not fit is told by the reader.
  return format == nullptr && mapped && is_text(head) ? format_named(kMappedFormat) : format;
}

tl::unexpected<Error> unknown_content(const std::string& path) {
  return fail(
      message("what this file holds is not known"), path, {},
      message("known are pcap, pcapng; NetFlow and IPFIX as datagrams, nfcapd files and "
              "tables of nfdump; Zeek, Suricata EVE, Argus and SiLK; flow logs of AWS and "
              "Azure; logs of FortiGate, YAMAHA, netfilter, Windows Firewall, Cisco ASA and "
              "FTD, and Palo Alto; Windows event logs; tables of conntrack, ss and netstat; "
              "leases, ARP tables and DNS zones; also as .gz, .zst and .bz2; --map "
              "describes any other table or log, --as names the format"));
}

tl::unexpected<Error> unknown_format_name(const std::string& name) {
  return fail(message("there is no input format {}", name), {}, {},
              message("known are {}", fmt::to_string(fmt::join(all_format_names(), ", "))));
}

/// The format asked for; nullptr where it is to be found by content.
Result<const Format*> format_asked_for(const std::string& path, const ReadOptions& options) {
  if (options.as.empty()) {
    return nullptr;
  }
  const Format* format = format_named(options.as);
  if (format == nullptr) {
    return unknown_format_name(options.as);
  }
  if (format->name == kMappedFormat && options.mapping == nullptr) {
    return fail(message("tables and logs of any kind need a mapping file"), path, {},
                message("write which column says what, and name the file with --map"));
  }
  return format;
}

/// Formats whose lines are read one by one, as they come.
bool can_grow(const Format& format) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"zeek", "suricata", "table", "text-log", kMappedFormat});
  return std::ranges::find(kNames, format.name) != kNames.end();
}

}  // namespace

std::vector<std::string_view> all_format_names() {
  std::vector<std::string_view> names;
  for (const Format& format : kFormats) {
    names.push_back(format.name);
  }
  std::ranges::sort(names);
  return names;
}

Result<std::unique_ptr<FlowSource>> open_flow_source(const std::string& path,
                                                     const ReadOptions& options) {
  const auto asked = format_asked_for(path, options);
  if (!asked) {
    return tl::unexpected(asked.error());
  }
  const Format* format = *asked;
  auto stored = open_byte_stream(path, options.hash);
  if (!stored) {
    return tl::unexpected(std::move(stored).error());
  }
  auto stream = std::make_unique<PeekedStream>(*std::move(stored));
  auto head = stream->head(kHead);
  if (format == nullptr && options.mapping != nullptr &&
      looks_like_mapped(head, *options.mapping)) {
    format = format_named(kMappedFormat);
  }
  // A mapping may name the encoding: it takes the bytes as they are.
  if (looks_like_utf16(head) && (format == nullptr || format->name != kMappedFormat)) {
    stream = std::make_unique<PeekedStream>(make_utf16_stream(std::move(stream)));
    head = stream->head(kHead);
  }
  if (head.empty()) {
    const auto nothing = stream->next();
    if (!nothing) {
      return tl::unexpected(nothing.error());
    }
    return std::make_unique<EmptySource>(std::move(stream), path, options);
  }
  if (format == nullptr) {
    format = format_of(head, options);
  }
  if (format == nullptr) {
    return unknown_content(path);
  }
  return format->make(std::move(stream), path, options);
}

Result<std::unique_ptr<FlowSource>> open_followed_source(const std::string& path,
                                                         const ReadOptions& options,
                                                         const std::atomic<bool>& stop) {
  const auto asked = format_asked_for(path, options);
  if (!asked) {
    return tl::unexpected(asked.error());
  }
  auto stream = std::make_unique<PeekedStream>(std::make_unique<FollowedStream>(path, stop));
  const Format* format = *asked;
  if (format == nullptr) {
    const auto head = stream->head(1);  // all that is there, up to a block
    format = head.empty() ? format_named("text-log") : format_of(head, options);
  }
  if (format == nullptr) {
    return unknown_content(path);
  }
  if (!can_grow(*format)) {
    return fail(message("only logs of lines of text can be followed"), path, {},
                message("import the file once it is complete, or let the device send to hamon"));
  }
  return format->make(std::move(stream), path, options);
}

}  // namespace hamon
