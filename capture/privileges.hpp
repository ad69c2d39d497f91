#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>

#include <sys/types.h>

namespace hamon {

/// Who to be once everything that needs privileges is open.
struct UnprivilegedUser {
  uid_t user = 0;  ///< 0: stay root without its capabilities, since nobody else could write
  gid_t group = 0;
  std::string name;  ///< for people; the number where it has no name
};

/// For a process of root: the user `asked` for, else who called sudo, else the owner of the file at
/// `path`, else of its folder, else nobody: the first of these that may write `path` and its
/// folder. With an empty `path`, for who writes nothing, nobody or who called sudo. For a process of
/// another: itself. Errors: `asked` does not exist, or may not write there.
[[nodiscard]] Result<UnprivilegedUser> choose_user(const std::string& asked,
                                                   const std::string& path);

/// Gives up every capability (permitted, effective, inheritable, ambient, bounding), supplementary
/// groups, root, and the right to gain anything by executing a program (no_new_privs). Called while
/// the process has one thread. Errors: the kernel refused; then the process must end.
[[nodiscard]] Result<void> drop_privileges(const UnprivilegedUser& user);

/// Whether this process may open packet sockets (CAP_NET_RAW in its effective set).
[[nodiscard]] bool may_listen();

}  // namespace hamon
