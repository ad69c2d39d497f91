#include "render/child_process.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hamon {
namespace {

constexpr std::size_t kMost = std::size_t{64} << 20U;  // bytes of an answer

using Clock = std::chrono::steady_clock;

/// Both ends of a pipe, closed when gone.
class Pipe {
 public:
  Pipe() : open_(pipe(ends_.data()) == 0) {}
  ~Pipe() {
    close_reading();
    close_writing();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] int reading() const { return ends_[0]; }
  [[nodiscard]] int writing() const { return ends_[1]; }
  void close_reading() { shut(ends_[0]); }
  void close_writing() { shut(ends_[1]); }

 private:
  static void shut(int& end) {
    if (end >= 0) {
      close(end);
      end = -1;
    }
  }
  std::array<int, 2> ends_{-1, -1};
  bool open_;
};

bool write_all(int to, const std::string& data) {
  for (std::size_t at = 0; at < data.size();) {
    const ssize_t done = write(to, data.data() + at, data.size() - at);
    if (done < 0 && errno != EINTR) {
      return false;
    }
    at += done > 0 ? static_cast<std::size_t>(done) : 0;
  }
  return true;
}

/// Everything up to the end of the stream; nothing once the deadline has passed.
std::optional<std::string> read_all(int from, Clock::time_point until) {
  std::string data;
  std::array<char, 65536> block{};
  while (data.size() <= kMost) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd wanted{from, POLLIN, 0};
    const int ready = left <= 0 ? 0 : poll(&wanted, 1, static_cast<int>(left));
    if (ready == 0) {
      return std::nullopt;
    }
    if (ready < 0) {
      if (errno == EINTR) {
        continue;
      }
      return std::nullopt;
    }
    const ssize_t got = read(from, block.data(), block.size());
    if (got == 0) {
      return data;
    }
    if (got > 0) {
      data.append(block.data(), static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Result<std::string> in_child(const std::function<std::string()>& work, Duration deadline) {
  Pipe pipe;
  const pid_t child = pipe.is_open() ? fork() : -1;
  if (child < 0) {
    return fail(message("no further process can be started"));
  }
  if (child == 0) {
    pipe.close_reading();
    const bool written = write_all(pipe.writing(), work());
    _exit(written ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  pipe.close_writing();
  const auto answer =
      read_all(pipe.reading(), Clock::now() + std::chrono::nanoseconds(deadline.ns));
  if (!answer) {
    kill(child, SIGKILL);
  }
  const int status = wait_for(child);
  if (!answer) {
    return fail(message("gave no answer in time"));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS) {
    return fail(message("ended without an answer"));
  }
  return *answer;
}

}  // namespace hamon
