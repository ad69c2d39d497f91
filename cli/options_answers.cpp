#include "cli/command_line.hpp"

#include <fmt/format.h>

namespace hamon {

void CommandLine::add_answer(CLI::App* sub) {
  add_case(sub);
  sub->add_flag("--json", out_.common.json,
                words_.text("Print one JSON document instead of tables"));
  sub->add_flag("--strict", out_.common.strict,
                words_.text("Exit with 3 when a source that the answer rests on is incomplete"));
}

void CommandLine::add_model(CLI::App* sub, ModelOptions& options) {
  sub->add_option("--profile", options.profile,
                  words_.text("What carries: default, broad or contact"));
  sub->add_option("--incubation", options.incubation,
                  words_.text("From infection to passing it on, e.g. 10m"));
}

CLI::Option* CommandLine::add_state(CLI::App* sub, std::string& file) {
  return sub->add_option("--state", file,
                         words_.text("What was found so far: CSV with system, state (infected, "
                                     "clean, encrypted, offline), time, by"));
}

void CommandLine::add_find() {
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
  add_asn_db(sub);
}

void CommandLine::add_drawing(CLI::App* sub, MapCommandOptions& options) {
  sub->add_option("--level", options.level,
                  words_.text("What a box stands for: zone, system, service or department"))
      ->check(CLI::IsMember({"zone", "system", "service", "department"}));
  sub->add_option("--paper", options.paper,
                  words_.text("Size of PDF pages: a3 or a4 (default: as the content needs)"))
      ->check(CLI::IsMember({"a3", "a4"}));
}

void CommandLine::add_map() {
  CLI::App* sub =
      command("map", words_.text("Draw the data-flow diagram"), Invocation::Command::Map);
  add_case(sub);
  MapCommandOptions& map = out_.map;
  sub->add_option(
         "-o,--output", map.output,
         words_.text(
             "Where to write it; .svg, .png, .pdf, .drawio, .mmd, .dot or .json decides the kind"))
      ->required();
  add_drawing(sub, map);
  sub->add_option("--focus", map.focus, words_.text("Only what lies near these systems"))
      ->delimiter(',');
  sub->add_option("--hops", map.hops,
                  words_.text("How near: data flows away from the focus (default: 1)"))
      ->check(CLI::Range(1, 100));
  sub->add_flag("--crossings", map.crossings,
                words_.text("Only data flows from one zone to another or outside"));
  add_state(sub, map.state);
  sub->add_flag("--findings", map.findings, words_.text("Only data flows that refute a claim"));
}

void CommandLine::add_check() {
  CLI::App* sub =
      command("check", words_.text("Test the claims of the site file against what was observed"),
              Invocation::Command::Check);
  add_answer(sub);
  sub->add_option("--claim", out_.check.claims, words_.text("Only this claim; may be repeated"))
      ->delimiter(',');
  sub->add_option("--ioc", out_.check.indicators,
                  words_.text("Who talked with what this list names? CSV, STIX 2.1 or MISP JSON; "
                              "may be repeated"));
  add_state(sub, out_.check.state);
  add_asn_db(sub);
}

void CommandLine::add_asn_db(CLI::App* sub) {
  sub->add_option("--asn-db", out_.common.asn_db,
                  words_.text("Names the organisation behind outside addresses: a file in "
                              "MaxMind's format, e.g. GeoLite2-ASN.mmdb"));
}

CLI::Option* CommandLine::add_infection(CLI::App* sub) {
  add_answer(sub);
  CLI::Option* from =
      sub->add_option("--from", out_.spread.from,
                      words_.text("First infected: SELECTOR or SELECTOR@TIME; may be repeated"));
  add_model(sub, out_.spread);
  sub->add_option("--isolate", out_.spread.isolate,
                  words_.text("Off the network from a time on: SELECTOR@TIME; may be repeated"));
  sub->add_option(
      "--cut", out_.spread.cut,
      words_.text("No traffic between two sets from a time on: A,B@TIME; may be repeated"));
  return from;
}

void CommandLine::add_until(CLI::App* sub) {
  sub->add_option("--until", out_.spread.until, words_.text("Only what happens up to this time"));
}

void CommandLine::add_spread() {
  CLI::App* sub =
      command("spread", words_.text("How far could an infection spread from here, from then?"),
              Invocation::Command::Spread);
  add_infection(sub);
  add_until(sub);
  add_state(sub, out_.spread.state);
  sub->add_option("--assume", out_.spread.assume,
                  words_.text("What is taken for granted: shared-admin, one administrator "
                              "password for many systems"))
      ->check(CLI::IsMember({"shared-admin"}));
  sub->add_option("--runs", out_.spread.runs,
                  words_.text("How likely as well: by so many random runs, e.g. 10000"))
      ->check(CLI::Range(1U, 10'000'000U));
  sub->add_option("--rng", out_.spread.rng,
                  words_.text("Which random numbers --runs takes (default: 1)"))
      ->needs("--runs")
      ->check(CLI::Range(std::int64_t{0}, INT64_MAX));
  sub->add_option("--explain", out_.spread.explain,
                  words_.text("How it reaches this system, step by step"));
  sub->add_option(
      "-o,--output", out_.spread.map.output,
      words_.text(
          "Draw it as well; .svg, .png, .pdf, .drawio, .mmd, .dot or .json decides the kind"));
  out_.spread.map.level = "system";
  add_drawing(sub, out_.spread.map);
  add_every_start(sub);
}

void CommandLine::add_every_start(CLI::App* sub) {
  CLI::Option* all = sub->add_flag(
      "--all", out_.spread.all,
      words_.text("Instead of --from: how far each system and link would come by itself, ranked"));
  sub->add_option("--at", out_.spread.at,
                  words_.text("With --all: infected at this time (default: when the case begins)"))
      ->needs(all);
  sub->add_option("--top", out_.spread.top, words_.text("With --all: so many rows of the ranking"))
      ->needs(all)
      ->check(CLI::PositiveNumber);
  for (const char* other : {"--from", "--state", "--isolate", "--cut", "--until", "--assume",
                            "--runs", "--explain", "--output"}) {
    all->excludes(sub->get_option(other));
  }
}

void CommandLine::add_trace() {
  CLI::App* sub = command("trace", words_.text("Where could it have come from, and since when?"),
                          Invocation::Command::Trace);
  add_answer(sub);
  sub->add_option("--to", out_.trace.to,
                  words_.text("Fell by then: SELECTOR or SELECTOR@TIME, SELECTOR:data where data "
                              "was hit; may be repeated"));
  add_state(sub, out_.trace.state);
  sub->add_option("--clean", out_.trace.clean,
                  words_.text("Was still clean then: SELECTOR@TIME; may be repeated"));
  add_model(sub, out_.trace);
  sub->add_option("--explain", out_.trace.explain,
                  words_.text("How it leads from this system there, step by step"));
}

void CommandLine::add_contain() {
  CLI::App* sub = command(
      "contain", words_.text("What to cut so that these systems stay out of an infection's reach"),
      Invocation::Command::Contain);
  add_infection(sub)->required();
  sub->add_option("--protect", out_.contain.protect,
                  words_.text("What is to stay out of reach: SELECTOR; may be repeated"))
      ->delimiter(',')
      ->required();
  sub->add_option("--at", out_.contain.at,
                  words_.text("When it is cut; who could be reached by then counts as infected "
                              "(default: the latest time in --from)"));
}

void CommandLine::add_restore() {
  CLI::App* sub =
      command("restore", words_.text("Which backup lies before what could have been reached?"),
              Invocation::Command::Restore);
  add_infection(sub)->required();
  add_until(sub);
}

void CommandLine::add_leak() {
  CLI::App* sub = command("leak", words_.text("At most how much can have left, and where to?"),
                          Invocation::Command::Leak);
  add_infection(sub)->required();
  add_until(sub);
}

void CommandLine::add_diff() {
  CLI::App* sub = command(
      "diff", words_.text("What is new, has vanished or changed between two cases or two windows"),
      Invocation::Command::Diff);
  add_answer(sub);
  sub->add_option("CASE", out_.diff.cases,
                  words_.text("Two case files, the earlier first; or -c with two windows"))
      ->expected(0, 2);
  const std::string window = words_.text("Window: FROM/TO, or Mon-Fri 09:00-17:00");
  sub->add_option("--before", out_.diff.before, window);
  sub->add_option("--after", out_.diff.after, window);
}

void CommandLine::add_coverage() {
  CLI::App* sub = command("coverage", words_.text("What was watched, and what was not"),
                          Invocation::Command::Coverage);
  add_answer(sub);
}

void CommandLine::add_inventory(CLI::App* sub) {
  add_answer(sub);
  sub->add_flag("--csv", out_.inventory.csv, words_.text("Print CSV instead of a table"));
}

void CommandLine::add_matrix() {
  CLI::App* sub =
      command("matrix", words_.text("Who needs whom: zone by zone, and what each department uses"),
              Invocation::Command::Matrix);
  add_inventory(sub);
}

void CommandLine::add_ledger() {
  CLI::App* sub =
      command("ledger", words_.text("Where the asset ledger and what was observed differ"),
              Invocation::Command::Ledger);
  add_inventory(sub);
}

void CommandLine::add_entrances() {
  CLI::App* sub = command(
      "entrances",
      words_.text("By which ways can outside work inside? Declared links and what was seen"),
      Invocation::Command::Entrances);
  add_inventory(sub);
  add_asn_db(sub);
}

void CommandLine::add_export() {
  CLI::App* sub = command("export", words_.text("Write systems and data flows for another program"),
                          Invocation::Command::Export);
  add_case(sub);
  ExportCommandOptions& options = out_.exported;
  sub->add_option("--format", options.format,
                  words_.text("Which program's format, one of: ") +
                      fmt::format("{}", fmt::join(all_export_format_names(), ", ")))
      ->required();
  sub->add_option("-o,--output", options.map.output,
                  words_.text("Where to write it; - is standard output"))
      ->required();
  options.map.level = "system";
  add_drawing(sub, options.map);
  sub->add_flag("--bom", options.bom,
                words_.text("Begin CSV with a byte order mark, by which spreadsheets know UTF-8"));
  add_pseudonyms(sub, options.key_file);
}

void CommandLine::add_pseudonyms(CLI::App* sub, std::string& key_file) {
  sub->add_option("--pseudonymise", key_file,
                  words_.text("Put pseudonyms for addresses and names, by the key in this file "
                              "(made if it is not there); free text is left out"));
}

void CommandLine::add_report() {
  CLI::App* sub =
      command("report",
              words_.text("One report for management, the safety manager, the responder and the "
                          "wards, as HTML or PDF"),
              Invocation::Command::Report);
  add_case(sub);
  sub->add_flag("--strict", out_.common.strict,
                words_.text("Exit with 3 when a source that the answer rests on is incomplete"));
  sub->add_option("-o,--output", out_.report.output,
                  words_.text("Where to write it; .html or .pdf decides the kind"))
      ->required();
  sub->add_option("--from", out_.report.from,
                  words_.text("First infected: SELECTOR or SELECTOR@TIME; may be repeated"));
  sub->add_option("--protect", out_.report.protect,
                  words_.text("What the cut list keeps out of reach: SELECTOR; may be repeated "
                              "(default: backups and what the site file calls critical)"))
      ->delimiter(',');
  sub->add_option("--since", out_.report.since,
                  words_.text("What has changed: since an earlier case file, or since a time of "
                              "this case"));
  add_pseudonyms(sub, out_.report.key_file);
}

void CommandLine::add_evidence() {
  CLI::App* sub = command(
      "evidence",
      words_.text("Pack the answers, their sources' hashes and a custody sheet to hand over"),
      Invocation::Command::Evidence);
  add_case(sub);
  sub->add_option("-o,--output", out_.evidence.output,
                  words_.text("Where to write the package (.zip); - is standard output"))
      ->required();
  sub->add_option("--from", out_.spread.from,
                  words_.text("First infected: SELECTOR or SELECTOR@TIME; may be repeated"));
}

void CommandLine::add_verify() {
  CLI::App* sub =
      command("verify", words_.text("Is this case or this evidence package as it was made?"),
              Invocation::Command::Verify);
  CLI::Option* with_case = add_case(sub);
  sub->add_option("FILE", out_.verify.files,
                  words_.text("An evidence package; or files and folders to compare with the "
                              "case's sources"));
  sub->callback([this, with_case] {
    out_.command = Invocation::Command::Verify;
    out_.verify.with_case = with_case->count() > 0;
  });
}

}  // namespace hamon
