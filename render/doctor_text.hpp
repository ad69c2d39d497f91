#pragma once

#include "base/time.hpp"
#include "render/text_context.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What `hamon doctor` found on this machine.
struct MachineReport {
  struct Interface {
    std::string name;
    bool up = false;
    bool carrier = false;
    bool loopback = false;
  };
  std::vector<Interface> interfaces;
  bool may_listen = false;
  bool is_root = false;
  std::string case_path;
  std::optional<std::uint64_t> free_bytes;  ///< on the disk of the case, for this user
  bool may_write_case = false;              ///< the file, or its folder where it is missing
  bool case_exists = false;
  Timestamp now;
  bool clock_is_behind = false;             ///< earlier than this program
  std::optional<std::string> synchronised;  ///< `yes` or `no`, where the system says it
  bool has_time_zones = false;
  std::string font;                                            ///< file; empty: none found
  std::vector<std::pair<std::string, std::string>> libraries;  ///< name, version
};

/// Whether something of it stands in the way of capturing or reporting.
[[nodiscard]] bool has_trouble(const MachineReport& report);

/// Line by line: what is in order, what is not and what to do.
[[nodiscard]] std::string doctor_text(const TextContext& context, const MachineReport& report);

}  // namespace hamon
