#include "tests/mutations/reading.hpp"

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "capture/flow_source.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAMON_LEAK_CHECK 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAMON_LEAK_CHECK 1
#endif
#endif
#ifdef HAMON_LEAK_CHECK
#include <sanitizer/lsan_interface.h>
#endif

namespace hamon::mutations {
namespace {

constexpr int kLeaked = 40;
constexpr int kTooMuchMemory = 41;
constexpr int kCannotPrepare = 42;

/// Where a child stands; lies in memory that it shares with its parent.
struct Progress {
  std::uint64_t next = 0;  ///< 0: the file as it is, then 1 + index of the mutation
  std::uint64_t readings = 0;
};

/// Takes everything, keeps nothing, holds what every source promises.
class PromisesSink : public FlowSink {
 public:
  void flow(FlowRecord&& record) override {
    HAMON_ASSERT(record.start <= record.end);
    HAMON_ASSERT(record.first >= 1 && record.first <= record.last);
  }
  void binding(Binding&& binding) override { HAMON_ASSERT(binding.first <= binding.last); }
};

class SilentSink : public DiagnosticSink {
 public:
  void report(Diagnostic) override {}
};

/// The bytes under work, as a file in memory that a source can open by its path.
class MemoryFile {
 public:
  explicit MemoryFile(const std::vector<std::byte>& bytes)
      : bytes_(bytes),
        descriptor_(memfd_create("mutated", MFD_CLOEXEC)),
        path_("/proc/self/fd/" + std::to_string(descriptor_)) {
    restore();
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  void apply(const Mutation& mutation) {
    if (mutation.kind == Mutation::Kind::Cut) {
      check(ftruncate(descriptor_, static_cast<off_t>(mutation.size)) == 0);
    }
    for (const Mutation::Byte& byte : mutation.bytes) {
      check(pwrite(descriptor_, &byte.value, 1, static_cast<off_t>(byte.at)) == 1);
    }
  }

  void undo(const Mutation& mutation) {
    if (mutation.kind == Mutation::Kind::Cut) {
      write_from(mutation.size);
    }
    for (const Mutation::Byte& byte : mutation.bytes) {
      check(pwrite(descriptor_, &bytes_[byte.at], 1, static_cast<off_t>(byte.at)) == 1);
    }
  }

 private:
  static void check(bool done) {
    if (!done) {
      _exit(kCannotPrepare);
    }
  }
  void restore() { write_from(0); }
  void write_from(std::size_t at) {
    while (at < bytes_.size()) {
      const ssize_t written =
          pwrite(descriptor_, &bytes_[at], bytes_.size() - at, static_cast<off_t>(at));
      check(written > 0);
      at += static_cast<std::size_t>(written);
    }
  }

  const std::vector<std::byte>& bytes_;
  int descriptor_;
  std::string path_;
};

/// Ends this process by SIGPROF or SIGALRM when the next reading takes too long.
void start_watch(unsigned cpu_seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(cpu_seconds);
  setitimer(ITIMER_PROF, &timer, nullptr);
  alarm(cpu_seconds * 10);
}

void read_once(const std::string& path, unsigned cpu_seconds) {
  start_watch(cpu_seconds);
  static const TimeZone kUtc = TimeZone::utc();
  ReadOptions options;
  options.hash = false;
  options.zone = &kUtc;
  auto source = open_flow_source(path, options);
  if (!source) {
    return;
  }
  PromisesSink sink;
  SilentSink silent;
  const SourceReport report = (*source)->read(sink, silent);
  std::uint64_t counted = report.used;
  for (const auto& [reason, number] : report.unused) {
    counted += number;
  }
  HAMON_ASSERT(counted == report.records);
}

void end_if_too_large(std::uint64_t mebibytes) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  if (static_cast<std::uint64_t>(usage.ru_maxrss) / 1024 > mebibytes) {
    _exit(kTooMuchMemory);
  }
}

/// What a child does: all readings from `progress.next` on.
[[noreturn]] void read_all(const std::vector<std::byte>& bytes, const std::string& name,
                           const Plan& plan, const Limits& limits, Progress& progress) {
  MemoryFile file(bytes);
  const std::uint64_t all = 1 + plan.cuts + plan.changes;
  for (; progress.next < all; ++progress.next, ++progress.readings) {
    if (progress.next == 0) {
      read_once(file.path(), limits.cpu_seconds);
    } else {
      const Mutation mutation = mutation_of(plan, name, bytes.size(), progress.next - 1);
      file.apply(mutation);
      read_once(file.path(), limits.cpu_seconds);
      file.undo(mutation);
    }
    end_if_too_large(limits.mebibytes);
  }
#ifdef HAMON_LEAK_CHECK
  start_watch(limits.cpu_seconds * 10);
  if (__lsan_do_recoverable_leak_check() != 0) {
    _exit(kLeaked);
  }
#endif
  _exit(0);
}

/// What a child's end means; empty where all is well.
std::string meaning_of(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return signal == SIGPROF || signal == SIGALRM ? "hang"
                                                  : "crash (signal " + std::to_string(signal) + ")";
  }
  switch (const int code = WEXITSTATUS(status); code) {
    case 0:
      return {};
    case kLeaked:
      return "leak";
    case kTooMuchMemory:
      return "too much memory";
    case kCannotPrepare:
      return "cannot write a file in memory";
    default:  // the sanitizers' own
      return "crash (status " + std::to_string(code) + ")";
  }
}

std::vector<std::byte> bytes_of(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::byte> bytes(most);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

std::string name_of_file(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace

FileResult read_mutated(const std::string& path, const Plan& plan, const Limits& limits) {
  FileResult result;
  const std::vector<std::byte> bytes = bytes_of(path, limits.most_bytes);
  if (bytes.empty()) {
    return result;
  }
  std::error_code ignored;
  result.shortened = std::filesystem::file_size(path, ignored) > bytes.size();
  const std::string name = name_of_file(path);
  void* const shared =
      mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    result.failures.push_back({path, "no shared memory", std::nullopt});
    return result;
  }
  auto& progress = *new (shared) Progress;
  const std::uint64_t all = 1 + plan.cuts + plan.changes;
  while (result.failures.size() < limits.failures) {
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
      read_all(bytes, name, plan, limits, progress);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
      result.failures.push_back({path, "no child process", std::nullopt});
      break;
    }
    const std::string what = meaning_of(status);
    if (what.empty()) {
      break;
    }
    const std::uint64_t at = progress.next;
    result.failures.push_back({path, what,
                               at == 0 || at >= all
                                   ? std::nullopt
                                   : std::optional(mutation_of(plan, name, bytes.size(), at - 1))});
    if (++progress.next >= all) {
      break;
    }
  }
  result.readings = progress.readings;
  munmap(shared, sizeof(Progress));
  return result;
}

std::vector<std::byte> mutated_bytes(const std::string& path, const Mutation& mutation,
                                     const Limits& limits) {
  std::vector<std::byte> bytes = bytes_of(path, limits.most_bytes);
  bytes.resize(std::min(bytes.size(), mutation.size));
  for (const Mutation::Byte& byte : mutation.bytes) {
    bytes[byte.at] = byte.value;
  }
  return bytes;
}

}  // namespace hamon::mutations
