#pragma once

#include "base/catalogue.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What every command understands.
struct CommonOptions {
  std::string case_path;  ///< `-c`, else `$HAMON_CASE`, else `hamon.case`
  bool json = false;
  bool quiet = false;
  bool strict = false;
  std::string asn_db;  ///< names organisations behind outside addresses; empty: none
};

/// How sources are read.
struct SourceOptions {
  std::vector<std::string> inputs;
  std::string sensor;
  std::string time_zone;
  std::string taken_at;
  std::string as;
  std::string map;  ///< mapping file; empty: none
  std::string duplicates = "auto";
  unsigned threads = 1;
};

struct LookOptions : SourceOptions {};
struct InitOptions : SourceOptions {
  std::optional<std::string> ledger;
  std::string output;
  bool from_case = false;  ///< `-c` was given
};
struct ImportOptions : SourceOptions {
  bool follow = false;
  std::optional<std::string> site;
  std::optional<std::string> ledger;
};
struct SiteOptions {
  enum class Action { Check, Show } action = Action::Show;
  std::string file;
};
struct FlowsOptions : SourceOptions {
  std::string format = "jsonl";
};
struct FindCommandOptions {
  std::vector<std::string> from, to, with, services;
  std::string during, state;
  bool csv = false;
};
struct MapCommandOptions {
  std::string output;
  std::string level = "zone";
  std::vector<std::string> focus;
  unsigned hops = 1;
  bool crossings = false;
  bool findings = false;
  std::string paper;  ///< empty: as large as the content
  std::string state;  ///< list of what was found; empty: none
};
/// Of `matrix`, `ledger` and `entrances`.
struct InventoryOptions {
  bool csv = false;
};
struct CheckCommandOptions {
  std::vector<std::string> claims;
  std::vector<std::string> indicators;  ///< files
  std::string state;                    ///< list of what was found; empty: none
};
/// What an infection can do; empty: as the site file says.
struct ModelOptions {
  std::string profile;
  std::string incubation;
};
struct SpreadCommandOptions : ModelOptions {
  std::vector<std::string> from;
  std::vector<std::string> isolate, cut;
  std::string until;
  std::vector<std::string> assume;
  std::string explain;
  std::uint32_t runs = 0;  ///< 0: no chances
  std::int64_t rng = 1;
  std::string state;               ///< list of what was found; empty: none
  MapCommandOptions map;           ///< output empty: none
  bool all = false;                ///< every system by itself, instead of `from`
  std::string at;                  ///< of `all`: since when; empty: the beginning of the case
  std::optional<std::size_t> top;  ///< of `all`: so many rows
};
/// Beside where the infection starts and what holds it already.
struct ContainCommandOptions {
  std::vector<std::string> protect;
  std::string at;  ///< empty: the latest time of a start
};
struct TraceCommandOptions : ModelOptions {
  std::vector<std::string> to, clean;
  std::string explain;
  std::string state;  ///< list of what was found; empty: none
};

struct DiffCommandOptions {
  std::vector<std::string> cases;  ///< two, or none
  std::string before, after;       ///< windows of one case
};

struct ExportCommandOptions {
  std::string format;
  MapCommandOptions map;  ///< where to, and how maps are drawn
  bool bom = false;
  std::string key_file;  ///< of pseudonyms; empty: real names and addresses
};
/// Formats that `hamon export` writes, the names in the order in which help lists them.
[[nodiscard]] std::vector<std::string> all_export_format_names();

struct ReportCommandOptions {
  std::string output;
  std::vector<std::string> from;     ///< empty: no incident
  std::vector<std::string> protect;  ///< empty: backups and what is critical
  std::string since;                 ///< an earlier case, or a time of this one; empty: neither
  std::string key_file;              ///< of pseudonyms; empty: real names and addresses
};

struct CaptureCommandOptions {
  std::vector<std::string> interfaces;
  std::vector<std::string> filter;  ///< words of one expression
  std::string sensor;
  std::string user;  ///< to become; empty: see choose_user
  std::string stop_after;
  std::uint64_t buffer_mib = 64;  ///< of each interface
  std::string ring;               ///< folder; empty: none
  std::uint64_t ring_mib = 256;
};
/// Where datagrams are awaited, as given: `[ADDRESS]:PORT`.
struct CollectedPorts {
  std::vector<std::string> netflow, ipfix, sflow, syslog;
  [[nodiscard]] bool empty() const {
    return netflow.empty() && ipfix.empty() && sflow.empty() && syslog.empty();
  }
};
struct CollectCommandOptions {
  CollectedPorts ports;
  std::string sensor;
  std::string time_zone;
  std::string user;  ///< to become; empty: see choose_user
  std::string stop_after;
  std::uint64_t buffer_mib = 16;  ///< of each port
};
struct DoctorOptions {
  std::vector<std::string> interfaces;
  std::vector<std::string> files;
  CollectedPorts ports;
  std::string time_zone;  ///< of syslog lines without offset
  std::string duration = "60s";
};

struct EvidenceCommandOptions {
  std::string output;
};
struct VerifyCommandOptions {
  std::vector<std::string> files;  ///< a package, or source files and folders of a case
  bool with_case = false;          ///< `-c` was given
};

struct SampleOptions {
  std::string folder;
};

/// A command line, read.
struct Invocation {
  enum class Command {
    Help,
    Look,
    Init,
    Import,
    Site,
    Flows,
    Find,
    Map,
    Check,
    Spread,
    Trace,
    Contain,
    Coverage,
    Restore,
    Leak,
    Diff,
    Matrix,
    Ledger,
    Entrances,
    Export,
    Report,
    Capture,
    Collect,
    Doctor,
    Evidence,
    Verify,
    Sample
  };
  Command command = Command::Help;
  std::string help;  ///< what `--help` or `--version` prints
  Language language = Language::English;
  CommonOptions common;
  LookOptions look;
  InitOptions init;
  ImportOptions import;
  SiteOptions site;
  FlowsOptions flows;
  FindCommandOptions find;
  MapCommandOptions map;
  InventoryOptions inventory;
  CheckCommandOptions check;
  SpreadCommandOptions spread;  ///< also of `contain`, `restore`, `leak`, `evidence`
  ContainCommandOptions contain;
  TraceCommandOptions trace;
  DiffCommandOptions diff;
  ExportCommandOptions exported;
  ReportCommandOptions report;
  CaptureCommandOptions capture;
  CollectCommandOptions collect;
  DoctorOptions doctor;
  EvidenceCommandOptions evidence;  ///< where it starts: `spread`
  VerifyCommandOptions verify;
  SampleOptions sample;
};

/// The language asked for with `--lang`, else that of `LC_ALL`, `LC_MESSAGES` or `LANG`, else
/// English.
[[nodiscard]] Language language_of(const std::vector<std::string>& arguments);

/// Reads the arguments after the program's name. Errors: what is wrong, and the nearest command
/// where a name was mistyped.
[[nodiscard]] Result<Invocation> parse_arguments(const std::vector<std::string>& arguments);

}  // namespace hamon
