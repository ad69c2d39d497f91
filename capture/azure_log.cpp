#include "capture/azure_log.hpp"

#include "capture/line_source.hpp"
#include "capture/table_row.hpp"

#include <utility>
#include <vector>

namespace hamon {
namespace {

/// Takes JSON in pieces and gives the texts in it that are flow tuples. It knows strings, keys and
/// lists and nothing else, so that a document of any length costs no memory.
class TupleScanner {
 public:
  /// `tuple(text)` is called for each; `newline()` for each line end.
  template <class Tuple, class Newline>
  void take(std::string_view piece, const Tuple& tuple, const Newline& newline) {
    for (const char c : piece) {
      if (c == '\n') {
        newline();
      }
      if (in_string_) {
        in_text(c, tuple);
      } else {
        outside(c);
      }
    }
  }
  [[nodiscard]] bool is_open() const { return in_string_ || depth_ > 0; }

 private:
  static constexpr std::size_t kLongest = 1024;  // bytes of a text; no tuple comes near

  template <class Tuple>
  void in_text(char c, const Tuple& tuple) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
      return;
    } else if (c == '"') {
      in_string_ = false;
      if (is_tuple()) {
        tuple(std::string_view(text_));
      }
      return;
    }
    if (text_.size() < kLongest) {
      text_.push_back(c);
    }
  }

  void outside(char c) {
    switch (c) {
      case '"':
        in_string_ = true;
        text_.clear();
        break;
      case ':':
        key_ = text_;  // the text before it was a key
        after_key_ = true;
        break;
      case '[':
        in_tuples_ = after_key_ && key_ == "flowTuples";
        after_key_ = false;
        ++depth_;
        break;
      case ']':
      case '}':
        in_tuples_ = false;
        after_key_ = false;
        depth_ -= depth_ > 0 ? 1 : 0;
        break;
      case '{':
        after_key_ = false;
        ++depth_;
        break;
      case ',':
        after_key_ = false;
        break;
      default:
        break;
    }
  }

  [[nodiscard]] bool is_tuple() const {
    return in_tuples_ || (after_key_ && std::string_view(key_).starts_with("flow.") &&
                          text_.find(',') != std::string::npos);
  }

  std::string text_;
  std::string key_;
  bool in_string_ = false;
  bool escaped_ = false;
  bool after_key_ = false;  // a value follows
  bool in_tuples_ = false;
  std::uint64_t depth_ = 0;
};

/// `1710768066,1.1.1.1,2.2.2.2,35336,53,U,I,A[,C,1,99,1,167]` (groups; A and D: allowed, denied)
/// or `1663146003599,1.2.3.4,192.0.2.180,23956,443,6,O,B,NX,0,0,0,0` (networks; D: denied).
LineFate read_tuple(const std::vector<std::string_view>& cells, ExportedFlow& flow) {
  using enum TableField;
  if (cells.size() < 8) {
    return LineFate::WrongColumns;
  }
  const bool network = !cells[5].empty() && cells[5][0] >= '0' && cells[5][0] <= '9';
  TableRow row;
  row.set(Start, cells[0]);
  row.set(Source, cells[1]);
  row.set(Target, cells[2]);
  row.set(SourcePort, cells[3]);
  row.set(TargetPort, cells[4]);
  row.set(Protocol, cells[5]);
  row.set(Action, cells[7] == "D" ? "deny" : "");
  if (cells.size() >= 13) {
    row.set(PacketsOut, cells[9]);
    row.set(BytesOut, cells[10]);
    row.set(PacketsIn, cells[11]);
    row.set(BytesIn, cells[12]);
  }
  TableReading reading;
  const LineFate fate = read_table_flow(row, reading, flow);
  if (fate != LineFate::Used) {
    return fate;
  }
  flow.icmp.reset();  // the ports of ICMP say nothing there
  flow.opener = ExportedOpener::Source;
  const std::string_view state = network ? cells[7] : (cells.size() > 8 ? cells[8] : "");
  flow.begins = state == "B";
  const bool counted = flow.forward.packets > 0 || flow.backward.packets > 0;
  flow.both_ways = counted;
  flow.is_announcement = !counted;
  return flow.start ? LineFate::Used : LineFate::BadTime;
}

class AzureLog : public FlowSource {
 public:
  AzureLog(std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options)
      : stream_(std::move(stream)), name_(std::move(name)), options_(options) {}

  SourceReport read(FlowSink& sink, DiagnosticSink& diagnostics) override {
    LogReport report;
    LineOutput output(sink, report);
    std::optional<Error> damage;
    for (;;) {
      const auto block = stream_->next();
      if (!block) {
        damage = block.error();
        break;
      }
      if (block->empty()) {
        break;
      }
      const std::string_view piece(reinterpret_cast<const char*>(block->data()), block->size());
      scanner_.take(
          piece, [&](std::string_view text) { take_tuple(text, output, report); },
          [this] {
            ++line_;
            part_ = 0;
          });
      if (options_.progress) {
        options_.progress(stream_->bytes_read(), stream_->bytes_total());
      }
    }
    if (scanner_.is_open()) {
      report.count(LineFate::CutOff, line_);
    }
    return report.finish(name_, "azure-flow", *stream_, options_, damage, diagnostics);
  }

 private:
  void take_tuple(std::string_view text, LineOutput& output, LogReport& report) {
    split_cells(text, ',', cells_);
    ExportedFlow flow;
    const LineFate fate = read_tuple(cells_, flow);
    if (fate == LineFate::Used) {
      output.flow(flow, line_, part_++);
    }
    report.count(fate, line_);
  }

  std::unique_ptr<ByteStream> stream_;
  std::string name_;
  ReadOptions options_;
  TupleScanner scanner_;
  std::vector<std::string_view> cells_;
  std::uint64_t line_ = 1;
  std::uint32_t part_ = 0;
};

}  // namespace

bool looks_like_azure_log(std::span<const std::byte> head) {
  const std::string_view line = first_line(head);
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  const auto has = [text](std::string_view key) {
    return text.find(key) != std::string_view::npos;
  };
  return line.starts_with('{') &&
         (has("\"flowTuples\"") || (has("\"flowLogVersion\"") && has("\"flow.0\"")));
}

std::unique_ptr<FlowSource> make_azure_log_source(std::unique_ptr<ByteStream> stream,
                                                  std::string name, const ReadOptions& options) {
  return std::make_unique<AzureLog>(std::move(stream), std::move(name), options);
}

}  // namespace hamon
