#include "base/source_facts.hpp"
#include "capture/datagram_intake.hpp"
#include "capture/export_decoder.hpp"
#include "capture/exporter_watch.hpp"

namespace hamon {
namespace {

class ExportIntake : public DatagramIntake {
 public:
  explicit ExportIntake(FlowSink& sink) : decoder_(sink) {}

  void datagram(const UdpDatagram& datagram, std::uint64_t number) override {
    watch_.heard(datagram.sender, export_time(datagram.payload), datagram.arrived);
    decoder_.datagram(datagram.payload, datagram.sender, datagram.arrived, number);
  }
  void finish() override { decoder_.finish(); }
  void describe(SourceReport& report) const override {
    count_into(decoder_.notes(), decoder_.waiting_sets(), report);
    add_fact(report.format_note, "exporters", watch_.size());
    add_clock_fact(report.format_note, watch_);
  }
  void explain(const std::string& name, DiagnosticSink& diagnostics) const override {
    hamon::explain(decoder_.notes(), name, diagnostics);
  }

 private:
  ExportDecoder decoder_;
  ExporterWatch watch_;
};

}  // namespace

std::unique_ptr<DatagramIntake> make_export_intake(FlowSink& sink) {
  return std::make_unique<ExportIntake>(sink);
}

}  // namespace hamon
