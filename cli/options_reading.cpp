#include "capture/flow_source.hpp"
#include "cli/command_line.hpp"
#include "render/flow_writer.hpp"

namespace hamon {

void CommandLine::add_source(CLI::App* sub, SourceOptions& options, bool required) {
  auto* inputs = sub->add_option("INPUT", options.inputs,
                                 words_.text("Captures, logs, or folders with them; - is "
                                             "standard input; .gz, .zst and .bz2 as they are"));
  if (required) {
    inputs->required();
  }
  sub->add_option("--sensor", options.sensor,
                  words_.text("Name of the sensor that these inputs come from"));
  sub->add_option(
      "--tz", options.time_zone,
      words_.text(
          "Time zone of times written without offset, e.g. Asia/Tokyo (default: the site's)"));
  sub->add_option(
      "--at", options.taken_at,
      words_.text("When tables of connections (conntrack, ss, netstat) were taken that do not "
                  "say it, e.g. 2026-06-09T10:00"));
  sub->add_option("--duplicates", options.duplicates,
                  words_.text("Frames that a capture holds twice: auto (left out where at least 5 "
                              "in 100 are), keep or drop"))
      ->check(CLI::IsMember({"auto", "keep", "drop"}));
  sub->add_option("--threads", options.threads,
                  words_.text("Threads that work on one capture; the answers are the same"))
      ->check(CLI::Range(1U, 64U));
  sub->add_option(
      "--as", options.as,
      words_.text("Read the inputs as this format instead of recognising it by content"));
  sub->add_option("--map", options.map,
                  words_.text("Mapping file (YAML): which column of a table, or which part of a "
                              "log's lines, says what"));
  sub->add_flag("-q,--quiet", out_.common.quiet, words_.text("No progress and no notes"));
}

void CommandLine::add_look() {
  CLI::App* sub = command(
      "look", words_.text("A first look at captures and logs: no case, no site file, one screen"),
      Invocation::Command::Look);
  add_source(sub, out_.look, true);
  sub->add_flag("--json", out_.common.json,
                words_.text("Print one JSON document instead of tables"));
  add_asn_db(sub);
}

void CommandLine::add_init() {
  CLI::App* sub = command("init", words_.text("Draft a commented site file from what was observed"),
                          Invocation::Command::Init);
  auto* from_case = add_case(sub);
  add_source(sub, out_.init, false);
  sub->add_option("--ledger", out_.init.ledger,
                  words_.text("Asset ledger (CSV in UTF-8 or CP932, or .xlsx)"));
  sub->add_option("-o,--output", out_.init.output,
                  words_.text("Where to write the draft; - is standard output"))
      ->required();
  sub->callback([this, from_case] {
    out_.command = Invocation::Command::Init;
    out_.init.from_case = from_case->count() > 0;
  });
}

void CommandLine::add_import() {
  CLI::App* sub =
      command("import", words_.text("Read captures and logs, site file and ledger into a case"),
              Invocation::Command::Import);
  add_case(sub);
  add_source(sub, out_.import, false);
  sub->add_flag("--follow", out_.import.follow,
                words_.text("Follow logs as they grow, also when they are rotated, until told to "
                            "stop; the case is current to the second"));
  sub->add_option("--site", out_.import.site,
                  words_.text("Site file: what the hospital declares (YAML)"));
  sub->add_option("--ledger", out_.import.ledger,
                  words_.text("Asset ledger (CSV in UTF-8 or CP932, or .xlsx)"));
}

void CommandLine::add_site() {
  CLI::App* sub =
      add_named(app_, "site", words_.text("Check a site file, or show what counts as inside"));
  sub->require_subcommand(1);
  CLI::App* check =
      add_named(*sub, "check", words_.text("Read a site file and name every problem in it"));
  check->add_option("FILE", out_.site.file, words_.text("Site file (YAML)"))->required();
  check->callback([this] {
    out_.command = Invocation::Command::Site;
    out_.site.action = SiteOptions::Action::Check;
  });
  CLI::App* show = add_named(*sub, "show", words_.text("What counts as inside, zone by zone"));
  add_case(show);
  show->callback([this] {
    out_.command = Invocation::Command::Site;
    out_.site.action = SiteOptions::Action::Show;
  });
}

void CommandLine::add_flows() {
  CLI::App* sub = command("flows", words_.text("Print the flow records of inputs, without a case"),
                          Invocation::Command::Flows);
  add_source(sub, out_.flows, true);
  std::vector<std::string> names;
  for (const auto name : all_flow_format_names()) {
    names.emplace_back(name);
  }
  sub->add_option("--format", out_.flows.format,
                  words_.text("jsonl, csv, zeek or none (default: jsonl)"))
      ->check(CLI::IsMember(names));
}

void CommandLine::add_capture() {
  CLI::App* sub = command("capture", words_.text("Listen on interfaces and keep the case current"),
                          Invocation::Command::Capture);
  add_case(sub);
  CaptureCommandOptions& capture = out_.capture;
  sub->add_option("-i,--interface", capture.interfaces,
                  words_.text("Interface to listen on; may be repeated"))
      ->required()
      ->allow_extra_args(false);
  sub->add_option("BPF", capture.filter,
                  words_.text("Only frames that this filter lets through, e.g. 'not port 22'"));
  sub->add_option("--sensor", capture.sensor,
                  words_.text("Name of the sensor that these inputs come from"));
  sub->add_option("--user", capture.user,
                  words_.text("User to become once the interfaces are open (default: who called "
                              "sudo, else the owner of the case or its folder, else nobody)"));
  sub->add_option("--for", capture.stop_after,
                  words_.text("Stop after this time, e.g. 10m (default: when told to)"));
  sub->add_option("--buffer", capture.buffer_mib,
                  words_.text("MiB of the kernel's buffer for each interface (default: 64)"))
      ->check(CLI::Range(1, 1024));
  sub->add_option("--ring", capture.ring,
                  words_.text("Folder for files with the latest frames, cut after their "
                              "transport header (default: none are kept)"));
  sub->add_option("--ring-size", capture.ring_mib,
                  words_.text("MiB of all these files together (default: 256)"))
      ->check(CLI::Range(1, 1'000'000));
  sub->add_flag("-q,--quiet", out_.common.quiet, words_.text("No progress and no notes"));
}

void CommandLine::add_ports(CLI::App* sub, CollectedPorts& ports) {
  const auto add = [&](const char* name, std::vector<std::string>& places,
                       const std::string& what) {
    sub->add_option(name, places, what)->allow_extra_args(false);
  };
  add("--netflow", ports.netflow,
      words_.text("Listen here for NetFlow: [ADDRESS]:PORT, e.g. :2055; may be repeated"));
  add("--ipfix", ports.ipfix, words_.text("Listen here for IPFIX, e.g. :4739"));
  add("--sflow", ports.sflow, words_.text("Listen here for sFlow, e.g. :6343"));
  add("--syslog", ports.syslog,
      words_.text("Listen here for the logs of firewalls and routers, e.g. :5514"));
}

void CommandLine::add_collect() {
  CLI::App* sub =
      command("collect", words_.text("Receive flow exports and syslog, and keep the case current"),
              Invocation::Command::Collect);
  add_case(sub);
  CollectCommandOptions& collect = out_.collect;
  add_ports(sub, collect.ports);
  sub->add_option("--sensor", collect.sensor,
                  words_.text("Name of the sensor that these inputs come from"));
  sub->add_option(
      "--tz", collect.time_zone,
      words_.text(
          "Time zone of times written without offset, e.g. Asia/Tokyo (default: the site's)"));
  sub->add_option("--user", collect.user,
                  words_.text("User to become once the ports are open (default: who called "
                              "sudo, else the owner of the case or its folder, else nobody)"));
  sub->add_option("--for", collect.stop_after,
                  words_.text("Stop after this time, e.g. 10m (default: when told to)"));
  sub->add_option("--buffer", collect.buffer_mib,
                  words_.text("MiB of the kernel's buffer for each port (default: 16)"))
      ->check(CLI::Range(1, 1024));
  sub->add_flag("-q,--quiet", out_.common.quiet, words_.text("No progress and no notes"));
}

void CommandLine::add_doctor() {
  CLI::App* sub =
      command("doctor", words_.text("Is this machine, this mirror port, this capture in order?"),
              Invocation::Command::Doctor);
  add_case(sub);
  DoctorOptions& doctor = out_.doctor;
  sub->add_option("-i,--interface", doctor.interfaces,
                  words_.text("Listen here and say whether the mirror port is set up rightly"))
      ->allow_extra_args(false);
  sub->add_option("FILE", doctor.files, words_.text("Captures to look at instead"));
  add_ports(sub, doctor.ports);
  sub->add_option(
      "--tz", doctor.time_zone,
      words_.text(
          "Time zone of times written without offset, e.g. Asia/Tokyo (default: the site's)"));
  sub->add_option("--for", doctor.duration, words_.text("How long to listen (default: 60s)"));
}

void CommandLine::add_sample() {
  CLI::App* sub = command(
      "sample",
      words_.text(
          "Write an invented hospital to try the program on: logs, a capture, site file, ledger"),
      Invocation::Command::Sample);
  sub->add_option("DIR", out_.sample.folder, words_.text("A folder that is new or empty"))
      ->required();
}

}  // namespace hamon
