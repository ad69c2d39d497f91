// Reads damaged copies of files: cut at random places, with random bytes changed.
// Exit status 1 when a reading crashed, hung, leaked, or took too much memory.
#include "capture/flow_source.hpp"

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/mutations/reading.hpp"
#include <sys/wait.h>
#include <unistd.h>

namespace hamon::mutations {
namespace {

struct Options {
  Plan plan;
  Limits limits;
  std::uint64_t jobs = 1;
  std::string write;  ///< folder for what a reading failed on; empty: nowhere
  std::vector<std::string> inputs;
};

bool take_number(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

bool take_option(std::string_view name, std::string_view value, Options& options) {
  std::uint64_t number = 0;
  if (name == "--write") {
    options.write = value;
    return true;
  }
  if (!take_number(value, number)) {
    return false;
  }
  if (name == "--cuts") {
    options.plan.cuts = number;
  } else if (name == "--changes") {
    options.plan.changes = number;
  } else if (name == "--seed") {
    options.plan.seed = number;
  } else if (name == "--jobs" && number > 0) {
    options.jobs = number;
  } else if (name == "--cpu-seconds" && number > 0 && number < 10'000) {
    options.limits.cpu_seconds = static_cast<unsigned>(number);
  } else if (name == "--memory") {
    options.limits.mebibytes = number;
  } else if (name == "--most-bytes" && number > 0) {
    options.limits.most_bytes = number;
  } else {
    return false;
  }
  return true;
}

bool read_options(std::span<char*> arguments, Options& options) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (!word.starts_with("--")) {
      options.inputs.emplace_back(word);
    } else if (++i == arguments.size() || !take_option(word, arguments[i], options)) {
      return false;
    }
  }
  return !options.inputs.empty();
}

std::string_view kind_of(const Mutation& mutation) {
  return mutation.kind == Mutation::Kind::Cut ? "cut" : "change";
}

void tell(const Failure& failure) {
  if (!failure.mutation) {
    std::printf("%s: %s\n", failure.path.c_str(), failure.what.c_str());
    return;
  }
  const Mutation& mutation = *failure.mutation;
  std::printf("%s: %s at %s %llu:", failure.path.c_str(), failure.what.c_str(),
              std::string(kind_of(mutation)).c_str(),
              static_cast<unsigned long long>(mutation.number));
  if (mutation.kind == Mutation::Kind::Cut) {
    std::printf(" first %zu bytes", mutation.size);
  }
  for (const Mutation::Byte& byte : mutation.bytes) {
    std::printf(" [%zu]=%02x", byte.at, std::to_integer<unsigned>(byte.value));
  }
  std::printf("\n");
}

void write_down(const Failure& failure, const Options& options) {
  if (options.write.empty() || !failure.mutation) {
    return;
  }
  const std::string name = std::filesystem::path(failure.path).filename().string() + "." +
                           std::string(kind_of(*failure.mutation)) + "." +
                           std::to_string(failure.mutation->number);
  const auto bytes = mutated_bytes(failure.path, *failure.mutation, options.limits);
  std::ofstream out(std::filesystem::path(options.write) / name, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

struct Totals {
  std::uint64_t files = 0;
  std::uint64_t readings = 0;
  std::uint64_t shortened = 0;
  std::uint64_t failures = 0;
};

/// The files `worker`, `worker + jobs`, …
Totals read_share(const std::vector<std::string>& files, std::size_t worker,
                  const Options& options) {
  Totals totals;
  for (std::size_t i = worker; i < files.size(); i += options.jobs) {
    const FileResult result = read_mutated(files[i], options.plan, options.limits);
    totals.files += result.readings > 0 || !result.failures.empty() ? 1U : 0U;
    totals.readings += result.readings;
    totals.shortened += result.shortened ? 1U : 0U;
    totals.failures += result.failures.size();
    for (const Failure& failure : result.failures) {
      tell(failure);
      write_down(failure, options);
    }
    std::fflush(stdout);
  }
  return totals;
}

/// Each worker is a process of its own, since threads and forks do not go together.
Totals read_in_parallel(const std::vector<std::string>& files, const Options& options) {
  int ends[2];
  if (pipe(ends) != 0) {
    return read_share(files, 0, options);
  }
  for (std::size_t worker = 0; worker < options.jobs; ++worker) {
    std::fflush(nullptr);
    if (fork() == 0) {
      const Totals totals = read_share(files, worker, options);
      const bool told = write(ends[1], &totals, sizeof totals) == sizeof totals;
      _exit(told ? 0 : 1);
    }
  }
  close(ends[1]);
  Totals sum;
  std::uint64_t told = 0;
  for (Totals part; read(ends[0], &part, sizeof part) == sizeof part; ++told) {
    sum.files += part.files;
    sum.readings += part.readings;
    sum.shortened += part.shortened;
    sum.failures += part.failures;
  }
  close(ends[0]);
  while (wait(nullptr) > 0) {
  }
  sum.failures += options.jobs - told;
  return sum;
}

int run(const Options& options) {
  const auto files = expand_inputs(options.inputs);
  if (!files || files->empty()) {
    std::fputs("mutations: no such file or folder\n", stderr);
    return 2;
  }
  const Totals totals = read_in_parallel(*files, options);
  std::printf("%llu files, %llu readings, %llu failures",
              static_cast<unsigned long long>(totals.files),
              static_cast<unsigned long long>(totals.readings),
              static_cast<unsigned long long>(totals.failures));
  if (totals.shortened > 0) {
    std::printf("; of %llu files only the first %zu bytes",
                static_cast<unsigned long long>(totals.shortened), options.limits.most_bytes);
  }
  std::printf("\n");
  return totals.failures == 0 && totals.readings > 0 ? 0 : 1;
}

}  // namespace
}  // namespace hamon::mutations

int main(int argc, char** argv) {
  hamon::mutations::Options options;
  if (!hamon::mutations::read_options(std::span(argv, static_cast<std::size_t>(argc)), options)) {
    std::fputs(
        "usage: mutations [--cuts N] [--changes N] [--seed N] [--jobs N] [--cpu-seconds N]\n"
        "                 [--memory MIB] [--most-bytes N] [--write FOLDER] FILE|FOLDER...\n",
        stderr);
    return 2;
  }
  return hamon::mutations::run(options);
}
