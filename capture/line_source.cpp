#include "capture/line_source.hpp"

#include "capture/zeek_row.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class LineSource : public FlowSource {
 public:
  LineSource(std::unique_ptr<ByteStream> stream, std::string name, ReadOptions options,
             std::unique_ptr<LineFormat> format)
      : stream_(std::move(stream)),
        name_(std::move(name)),
        options_(std::move(options)),
        format_(std::move(format)) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override;

 private:
  void read_line(const LineReader::Line& line, std::uint64_t number, LineOutput& output);

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  std::unique_ptr<LineFormat> format_;
  LogReport report_;
};

void LineSource::read_line(const LineReader::Line& line, std::uint64_t number, LineOutput& output) {
  if (line.too_long) {
    report_.count(LineFate::TooLong, number);
    return;
  }
  if (line.text.find_first_not_of(" \t") == std::string_view::npos) {
    return;
  }
  if (const auto fate = format_->read(line.text, number, output)) {
    const bool damaged = *fate >= LineFate::NoHeader;
    report_.count(damaged && !line.ended ? LineFate::CutOff : *fate, number);
  }
}

SourceReport LineSource::read(FlowSink& sink, DiagnosticSink& diagnostics) {
  LineReader lines(*stream_, options_);
  LineOutput output(sink, report_);
  while (const auto line = lines.next()) {
    if (!line->ended && lines.damage()) {  // it may look whole and still lack its last digits
      report_.count(LineFate::CutOff, lines.number());
      break;
    }
    read_line(*line, lines.number(), output);
  }
  format_->end(output);
  SourceReport report =
      report_.finish(name_, format_->kind(), *stream_, options_, lines.damage(), diagnostics);
  format_->finish(name_, report, diagnostics);
  return report;
}

}  // namespace

void LineOutput::flow(const ExportedFlow& flow, std::uint64_t line, std::uint32_t part,
                      const IpAddress& exporter) {
  ExportDatagram datagram;
  datagram.exporter = exporter;
  datagram.number = line;
  output_.give(flow, datagram, part);
}

void LineOutput::binding(Binding binding, std::uint64_t line) {
  binding.first_record = line;
  window_.binding(std::move(binding));
}

void LineFormat::end(LineOutput& /*output*/) {}

void LineFormat::finish(const std::string& /*name*/, SourceReport& /*report*/,
                        DiagnosticSink& /*diagnostics*/) {}

std::unique_ptr<FlowSource> make_line_source(std::unique_ptr<ByteStream> stream, std::string name,
                                             ReadOptions options,
                                             std::unique_ptr<LineFormat> format) {
  return std::make_unique<LineSource>(std::move(stream), std::move(name), std::move(options),
                                      std::move(format));
}

std::string_view first_line(std::span<const std::byte> head) {
  std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(begin);
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  return text;
}

void split_unused(SourceReport& report, std::string_view from, std::string_view to,
                  std::uint64_t count) {
  for (auto& [reason, lines] : report.unused) {
    if (reason == from) {
      lines -= std::min(lines, count);
    }
  }
  std::erase_if(report.unused, [](const auto& entry) { return entry.second == 0; });
  report.unused.emplace_back(to, count);
  std::ranges::sort(report.unused);
}

LineFate time_fault(std::string_view text) {
  return lacks_offset(text) ? LineFate::TimeWithoutZone : LineFate::BadTime;
}

}  // namespace hamon
