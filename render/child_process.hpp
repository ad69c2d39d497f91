#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <functional>
#include <string>

namespace hamon {

/// What `work` returns, computed in a child process: for libraries that cannot be interrupted, that
/// keep memory, or that may crash on what they are given. The child is killed after `deadline`;
/// what it changes in memory is gone with it. `work` returns at most 64 MiB and throws nothing.
/// Errors: no process could be started; the deadline passed; the child died.
[[nodiscard]] Result<std::string> in_child(const std::function<std::string()>& work,
                                           Duration deadline);

}  // namespace hamon
