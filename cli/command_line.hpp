#pragma once

#include "base/catalogue.hpp"
#include "cli/options.hpp"

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hamon {

/// The command line of every command in one language, over one Invocation; both outlive this. For
/// the files `cli/options*.cpp` alone: the only ones that know the library behind it.
class CommandLine {
 public:
  CommandLine(Invocation& out, const Catalogue& words);

  CLI::App& app() { return app_; }
  [[nodiscard]] std::vector<std::string> command_names() const;

 private:
  /// The library's own words; every subcommand takes them over.
  void label();
  CLI::App* add_named(CLI::App& parent, const char* name, std::string what);
  CLI::App* command(const char* name, std::string what, Invocation::Command value);
  CLI::Option* add_case(CLI::App* sub);

  // cli/options_reading.cpp: commands that read inputs
  void add_source(CLI::App* sub, SourceOptions& options, bool required);
  void add_look();
  void add_init();
  void add_import();
  void add_site();
  void add_flows();
  void add_capture();
  void add_ports(CLI::App* sub, CollectedPorts& ports);
  void add_collect();
  void add_doctor();
  void add_sample();

  // cli/options_answers.cpp: commands that answer from a case
  void add_answer(CLI::App* sub);
  void add_model(CLI::App* sub, ModelOptions& options);
  /// The list of what was found so far.
  CLI::Option* add_state(CLI::App* sub, std::string& file);
  void add_find();
  /// How a map is drawn, whatever it shows.
  void add_drawing(CLI::App* sub, MapCommandOptions& options);
  void add_map();
  void add_check();
  /// Where an infection starts and what holds it.
  CLI::Option* add_infection(CLI::App* sub);
  /// Every system as the start, each by itself: what goes with `spread --all`, and what does not.
  void add_every_start(CLI::App* sub);
  void add_until(CLI::App* sub);
  void add_spread();
  void add_trace();
  void add_contain();
  void add_restore();
  void add_leak();
  void add_diff();
  void add_coverage();
  void add_inventory(CLI::App* sub);
  void add_matrix();
  void add_ledger();
  void add_asn_db(CLI::App* sub);
  void add_entrances();
  void add_export();
  void add_pseudonyms(CLI::App* sub, std::string& key_file);
  void add_report();
  void add_evidence();
  void add_verify();

  Invocation& out_;
  const Catalogue& words_;
  CLI::App app_;
  std::string language_;
};

}  // namespace hamon
