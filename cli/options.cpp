#include "cli/options.hpp"

#include "base/nearest_words.hpp"
#include "capture/flow_source.hpp"
#include "graph/site.hpp"
#include "render/flow_writer.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iterator>

#include <CLI/CLI.hpp>

namespace hamon {
namespace {

std::string environment(const char* name) {
  const char* value =
      std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, before any thread
  return value == nullptr ? std::string() : std::string(value);
}

/// Builds the command line of every command in one language, over one Invocation.
class Parser {
 public:
  Parser(Invocation& out, const Catalogue& words)
      : out_(out),
        words_(words),
        app_(words.text(
            "Maps which system talks to which, tests whether a network is cut off as "
            "claimed, and computes how far an infection could spread. It only listens.")) {
    app_.name("hamon");
    label();
    app_.require_subcommand(1);
    app_.set_help_flag("-h,--help", words.text("Print this help and exit"));
    app_.set_version_flag("--version", "hamon " HAMON_VERSION,
                          words.text("Print the version and exit"));
    app_.add_option("--lang", language_,
                    words.text("Language: ja or en (default: that of the locale)"));
    app_.fallthrough();
    app_.footer(
        words.text("Exit status: 0 answered; 1 a claim is refuted; 2 wrong use or trouble; 3 "
                   "incomplete: input damaged or "
                   "dropped, or a claim that cannot be tested."));
    add_look();
    add_init();
    add_import();
    add_site();
    add_flows();
    add_find();
    add_map();
    add_check();
    add_spread();
    add_trace();
    add_restore();
    add_leak();
    add_diff();
    add_coverage();
    add_matrix();
    add_ledger();
    add_capture();
    add_collect();
    add_doctor();
    add_sample();
  }

  CLI::App& app() { return app_; }

  [[nodiscard]] std::vector<std::string> command_names() const {
    std::vector<std::string> names;
    for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(command->get_name());
    }
    return names;
  }

 private:
  /// The library's own words; every subcommand takes them over.
  void label() {
    const auto formatter = app_.get_formatter();
    formatter->label("Usage", words_.text("Usage"));
    formatter->label("Positionals", words_.text("Arguments"));
    formatter->label("OPTIONS", words_.text("OPTIONS"));
    formatter->label("SUBCOMMAND", words_.text("COMMAND"));
    formatter->label("REQUIRED", words_.text("REQUIRED"));
    formatter->label("TEXT", words_.text("TEXT"));
    app_.option_defaults()->group(words_.text("Options"));
  }

  CLI::App* add_named(CLI::App& parent, const char* name, std::string what) {
    CLI::App* sub = parent.add_subcommand(name, std::move(what));
    sub->group(words_.text("Commands"));
    sub->set_help_flag("-h,--help", words_.text("Print this help and exit"));
    return sub;
  }

  CLI::App* command(const char* name, std::string what, Invocation::Command value) {
    CLI::App* sub = add_named(app_, name, std::move(what));
    sub->callback([this, value] { out_.command = value; });
    return sub;
  }

  CLI::Option* add_case(CLI::App* sub) {
    return sub->add_option("-c,--case", out_.common.case_path,
                           words_.text("Case file (default: $HAMON_CASE, else ./hamon.case)"));
  }

  void add_answer(CLI::App* sub) {
    add_case(sub);
    sub->add_flag("--json", out_.common.json,
                  words_.text("Print one JSON document instead of tables"));
    sub->add_flag("--strict", out_.common.strict,
                  words_.text("Exit with 3 when a source that the answer rests on is incomplete"));
  }

  void add_model(CLI::App* sub, ModelOptions& options) {
    sub->add_option("--profile", options.profile,
                    words_.text("What carries: default, broad or contact"));
    sub->add_option("--incubation", options.incubation,
                    words_.text("From infection to passing it on, e.g. 10m"));
  }

  void add_source(CLI::App* sub, SourceOptions& options, bool required) {
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
    sub->add_option(
           "--duplicates", options.duplicates,
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

  void add_look() {
    CLI::App* sub = command(
        "look", words_.text("A first look at captures and logs: no case, no site file, one screen"),
        Invocation::Command::Look);
    add_source(sub, out_.look, true);
    sub->add_flag("--json", out_.common.json,
                  words_.text("Print one JSON document instead of tables"));
  }

  void add_init() {
    CLI::App* sub =
        command("init", words_.text("Draft a commented site file from what was observed"),
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

  void add_import() {
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

  void add_site() {
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

  void add_flows() {
    CLI::App* sub =
        command("flows", words_.text("Print the flow records of inputs, without a case"),
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

  void add_find() {
    CLI::App* sub = command("find", words_.text("Who talked to this? Conversations of the case"),
                            Invocation::Command::Find);
    add_answer(sub);
    const std::string what = words_.text(
        "System, zone, group, link, address, prefix, outside, internal, or a pattern such as pc*");
    sub->add_option("--from", out_.find.from, words_.text("Initiator: ") + what)->delimiter(',');
    sub->add_option("--to", out_.find.to, words_.text("Responder: ") + what)->delimiter(',');
    sub->add_option("--with", out_.find.with, words_.text("Either end: ") + what)->delimiter(',');
    sub->add_option("--services", out_.find.services,
                    words_.text("Services: names, classes such as remote-admin, or tcp/443"))
        ->delimiter(',');
    sub->add_option("--during", out_.find.during,
                    words_.text("Window: FROM/TO, or Mon-Fri 09:00-17:00"));
    sub->add_option("--state", out_.find.state,
                    words_.text("established, attempted, rejected or one_way"));
    sub->add_flag("--csv", out_.find.csv, words_.text("Print CSV instead of a table"));
  }

  /// How a map is drawn, whatever it shows.
  void add_drawing(CLI::App* sub, MapCommandOptions& options) {
    sub->add_option("--level", options.level,
                    words_.text("What a box stands for: zone, system, service or department"))
        ->check(CLI::IsMember({"zone", "system", "service", "department"}));
    sub->add_option("--paper", options.paper,
                    words_.text("Size of PDF pages: a3 or a4 (default: as the content needs)"))
        ->check(CLI::IsMember({"a3", "a4"}));
  }

  void add_map() {
    CLI::App* sub =
        command("map", words_.text("Draw the data-flow diagram"), Invocation::Command::Map);
    add_case(sub);
    MapCommandOptions& map = out_.map;
    sub->add_option(
           "-o,--output", map.output,
           words_.text("Where to write it; .svg, .png, .pdf, .dot or .json decides the kind"))
        ->required();
    add_drawing(sub, map);
    sub->add_option("--focus", map.focus, words_.text("Only what lies near these systems"))
        ->delimiter(',');
    sub->add_option("--hops", map.hops,
                    words_.text("How near: data flows away from the focus (default: 1)"))
        ->check(CLI::Range(1, 100));
    sub->add_flag("--crossings", map.crossings,
                  words_.text("Only data flows from one zone to another or outside"));
    sub->add_flag("--findings", map.findings, words_.text("Only data flows that refute a claim"));
  }

  void add_check() {
    CLI::App* sub =
        command("check", words_.text("Test the claims of the site file against what was observed"),
                Invocation::Command::Check);
    add_answer(sub);
    sub->add_option("--claim", out_.check.claims, words_.text("Only this claim; may be repeated"))
        ->delimiter(',');
  }

  /// Where an infection starts and what holds it.
  void add_infection(CLI::App* sub) {
    add_answer(sub);
    sub->add_option("--from", out_.spread.from,
                    words_.text("First infected: SELECTOR or SELECTOR@TIME; may be repeated"))
        ->required();
    add_model(sub, out_.spread);
    sub->add_option("--isolate", out_.spread.isolate,
                    words_.text("Off the network from a time on: SELECTOR@TIME; may be repeated"));
    sub->add_option(
        "--cut", out_.spread.cut,
        words_.text("No traffic between two sets from a time on: A,B@TIME; may be repeated"));
    sub->add_option("--until", out_.spread.until, words_.text("Only what happens up to this time"));
  }

  void add_restore() {
    CLI::App* sub =
        command("restore", words_.text("Which backup lies before what could have been reached?"),
                Invocation::Command::Restore);
    add_infection(sub);
  }

  void add_leak() {
    CLI::App* sub = command("leak", words_.text("At most how much can have left, and where to?"),
                            Invocation::Command::Leak);
    add_infection(sub);
  }

  void add_diff() {
    CLI::App* sub = command(
        "diff",
        words_.text("What is new, has vanished or changed between two cases or two windows"),
        Invocation::Command::Diff);
    add_answer(sub);
    sub->add_option("CASE", out_.diff.cases,
                    words_.text("Two case files, the earlier first; or -c with two windows"))
        ->expected(0, 2);
    const std::string window = words_.text("Window: FROM/TO, or Mon-Fri 09:00-17:00");
    sub->add_option("--before", out_.diff.before, window);
    sub->add_option("--after", out_.diff.after, window);
  }

  void add_spread() {
    CLI::App* sub =
        command("spread", words_.text("How far could an infection spread from here, from then?"),
                Invocation::Command::Spread);
    add_infection(sub);
    sub->add_option("--assume", out_.spread.assume,
                    words_.text("What is taken for granted: shared-admin, one administrator "
                                "password for many systems"))
        ->check(CLI::IsMember({"shared-admin"}));
    sub->add_option("--explain", out_.spread.explain,
                    words_.text("How it reaches this system, step by step"));
    sub->add_option(
        "-o,--output", out_.spread.map.output,
        words_.text("Draw it as well; .svg, .png, .pdf, .dot or .json decides the kind"));
    out_.spread.map.level = "system";
    add_drawing(sub, out_.spread.map);
  }

  void add_trace() {
    CLI::App* sub = command("trace", words_.text("Where could it have come from, and since when?"),
                            Invocation::Command::Trace);
    add_answer(sub);
    sub->add_option("--to", out_.trace.to,
                    words_.text("Fell by then: SELECTOR or SELECTOR@TIME, SELECTOR:data where data "
                                "was hit; may be repeated"))
        ->required();
    sub->add_option("--clean", out_.trace.clean,
                    words_.text("Was still clean then: SELECTOR@TIME; may be repeated"));
    add_model(sub, out_.trace);
    sub->add_option("--explain", out_.trace.explain,
                    words_.text("How it leads from this system there, step by step"));
  }

  void add_coverage() {
    CLI::App* sub = command("coverage", words_.text("What was watched, and what was not"),
                            Invocation::Command::Coverage);
    add_answer(sub);
  }

  void add_matrix() {
    CLI::App* sub = command(
        "matrix", words_.text("Who needs whom: zone by zone, and what each department uses"),
        Invocation::Command::Matrix);
    add_inventory(sub);
  }

  void add_ledger() {
    CLI::App* sub =
        command("ledger", words_.text("Where the asset ledger and what was observed differ"),
                Invocation::Command::Ledger);
    add_inventory(sub);
  }

  void add_inventory(CLI::App* sub) {
    add_answer(sub);
    sub->add_flag("--csv", out_.inventory.csv, words_.text("Print CSV instead of a table"));
  }

  void add_capture() {
    CLI::App* sub =
        command("capture", words_.text("Listen on interfaces and keep the case current"),
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

  void add_ports(CLI::App* sub, CollectedPorts& ports) {
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

  void add_collect() {
    CLI::App* sub = command(
        "collect", words_.text("Receive flow exports and syslog, and keep the case current"),
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

  void add_doctor() {
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

  void add_sample() {
    CLI::App* sub = command(
        "sample",
        words_.text(
            "Write an invented hospital to try the program on: logs, a capture, site file, ledger"),
        Invocation::Command::Sample);
    sub->add_option("DIR", out_.sample.folder, words_.text("A folder that is new or empty"))
        ->required();
  }

  Invocation& out_;
  const Catalogue& words_;
  CLI::App app_;
  std::string language_;
};

bool is_option(const std::string& argument) {
  return argument.size() > 1 && argument.front() == '-';
}

/// The word that stands where a command belongs, if it names none.
std::optional<std::string> mistyped_command(const std::vector<std::string>& arguments,
                                            const std::vector<std::string>& known) {
  for (auto a = arguments.begin(); a != arguments.end(); ++a) {
    if (*a == "--lang" && std::next(a) != arguments.end()) {
      ++a;
    } else if (!is_option(*a)) {
      return std::find(known.begin(), known.end(), *a) == known.end() ? std::optional(*a)
                                                                      : std::nullopt;
    }
  }
  return std::nullopt;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    out += out.empty() ? word : ", " + word;
  }
  return out;
}

}  // namespace

Language language_of(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string value;
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) {
      value = arguments[i + 1];
    } else if (arguments[i].starts_with("--lang=")) {
      value = arguments[i].substr(7);
    }
    if (const auto language = parse_language(value)) {
      return *language;
    }
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const std::string value = environment(name); !value.empty()) {
      return parse_language(value).value_or(Language::English);
    }
  }
  return Language::English;
}

Result<Invocation> parse_arguments(const std::vector<std::string>& arguments) {
  Invocation out;
  out.language = language_of(arguments);
  const std::string named = environment("HAMON_CASE");
  out.common.case_path = named.empty() ? "hamon.case" : named;
  Parser parser(out, Catalogue::in(out.language));
  if (const auto word = mistyped_command(arguments, parser.command_names())) {
    const auto near = nearest_words(*word, parser.command_names());
    return fail(message("there is no command {}", *word), {}, {},
                near.empty() ? message("hamon --help lists the commands")
                             : message("did you mean {}?", joined(near)));
  }
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  try {
    parser.app().parse(reversed);
  } catch (const CLI::CallForHelp&) {
    out.command = Invocation::Command::Help;
    const CLI::App* app = &parser.app();
    std::string before;
    while (!app->get_subcommands().empty()) {
      before += (before.empty() ? "" : " ") + app->get_name();
      app = app->get_subcommands().front();
    }
    out.help = app->help(before);
  } catch (const CLI::CallForVersion& version) {
    out.command = Invocation::Command::Help;
    out.help = std::string(version.what()) + "\n";
  } catch (const CLI::ParseError& error) {
    return fail(message("wrong use: {}", error.what()), {}, {},
                message("hamon COMMAND --help says what a command takes"));
  }
  return out;
}

}  // namespace hamon
