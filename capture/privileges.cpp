#include "capture/privileges.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hamon {
namespace {

std::optional<std::uint32_t> number_in(const char* variable) {
  const char* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): before any thread
  std::uint32_t number = 0;
  if (text == nullptr) {
    return std::nullopt;
  }
  const char* end = text + std::strlen(text);
  const auto read = std::from_chars(text, end, number);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

/// Reads the file itself: the system's own look-up may ask a directory over the network.
std::optional<UnprivilegedUser> first_user(const std::function<bool(const passwd&)>& wanted) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/etc/passwd", "re"),
                                                             &std::fclose);
  while (file != nullptr) {
    const passwd* entry = ::fgetpwent(file.get());  // NOLINT(concurrency-mt-unsafe): one thread yet
    if (entry == nullptr) {
      break;
    }
    if (wanted(*entry)) {
      return UnprivilegedUser{entry->pw_uid, entry->pw_gid, entry->pw_name};
    }
  }
  return std::nullopt;
}

std::optional<UnprivilegedUser> user_named(const std::string& name) {
  return first_user([&](const passwd& entry) { return name == entry.pw_name; });
}

UnprivilegedUser described(uid_t user, gid_t group) {
  const auto known = first_user([&](const passwd& entry) { return entry.pw_uid == user; });
  return {user, group, known ? known->name : std::to_string(user)};
}

std::optional<UnprivilegedUser> owner_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? std::optional(described(info.st_uid, info.st_gid))
                                          : std::nullopt;
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Whether `user` may write the file, or make it where it is missing, and journals beside it.
/// Becomes that user for the question.
bool may_write(const UnprivilegedUser& user, const std::string& path) {
  if (::setegid(user.group) != 0) {
    return false;
  }
  bool may = false;
  if (::seteuid(user.user) == 0) {
    may = ::faccessat(AT_FDCWD, folder_of(path).c_str(), W_OK | X_OK, AT_EACCESS) == 0 &&
          (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK, AT_EACCESS) == 0 || errno == ENOENT);
    may = ::seteuid(0) == 0 && may;
  }
  return ::setegid(0) == 0 && may;
}

std::vector<UnprivilegedUser> candidates(const std::string& path) {
  std::vector<UnprivilegedUser> out;
  const auto user = number_in("SUDO_UID");
  const auto group = number_in("SUDO_GID");
  if (user && group) {
    out.push_back(described(*user, *group));
  }
  for (const auto& owner : {owner_of(path), owner_of(folder_of(path)), user_named("nobody")}) {
    if (owner && (!path.empty() || owner->name == "nobody")) {
      out.push_back(*owner);
    }
  }
  std::erase_if(out, [](const UnprivilegedUser& u) { return u.user == 0; });
  return out;
}

Error refused(const char* what) {
  return Error{Severity::Error,
               message("privileges could not be dropped: {}: {}", what,
                       std::generic_category().message(errno)),
               {},
               {},
               message("the program does not go on with privileges that it does not need")};
}

Result<void> drop_bounding_set() {
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    // Without CAP_SETPCAP the set stays; no_new_privs makes it useless then.
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EPERM) {
      return tl::unexpected(refused("PR_CAPBSET_DROP"));
    }
  }
  return {};
}

Result<void> drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
    return tl::unexpected(refused("PR_CAP_AMBIENT"));
  }
  if (::syscall(SYS_capset, &header, none.data()) != 0) {
    return tl::unexpected(refused("capset"));
  }
  return {};
}

Result<void> become(const UnprivilegedUser& user) {
  if (::geteuid() != 0) {
    return {};
  }
  // That root's number alone gives nothing any more, where it must stay.
  constexpr unsigned kNoRoot = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
                               SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                               SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  if (::prctl(PR_SET_SECUREBITS, kNoRoot, 0, 0, 0) != 0 && errno != EPERM) {
    return tl::unexpected(refused("PR_SET_SECUREBITS"));
  }
  if (::setgroups(0, nullptr) != 0 && errno != EPERM) {
    return tl::unexpected(refused("setgroups"));
  }
  if (user.user == 0) {
    return {};
  }
  if (::setresgid(user.group, user.group, user.group) != 0) {
    return tl::unexpected(refused("setresgid"));
  }
  if (::setresuid(user.user, user.user, user.user) != 0) {
    return tl::unexpected(refused("setresuid"));
  }
  return {};
}

}  // namespace

Result<UnprivilegedUser> choose_user(const std::string& asked, const std::string& path) {
  if (::geteuid() != 0) {
    return described(::geteuid(), ::getegid());
  }
  if (!asked.empty()) {
    const auto user = user_named(asked);
    if (!user) {
      return fail(message("there is no user {}", asked));
    }
    if (!may_write(*user, path)) {
      return fail(message("the user {} may not write here", asked), path, {},
                  message("the case and its folder must belong to the user that captures"));
    }
    return *user;
  }
  for (const UnprivilegedUser& user : candidates(path)) {
    if (path.empty() || may_write(user, path)) {
      return user;
    }
  }
  return described(0, 0);
}

Result<void> drop_privileges(const UnprivilegedUser& user) {
  if (auto done = drop_bounding_set(); !done) {
    return done;
  }
  if (auto done = become(user); !done) {
    return done;
  }
  if (auto done = drop_capabilities(); !done) {
    return done;
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return tl::unexpected(refused("PR_SET_NO_NEW_PRIVS"));
  }
  if (user.user != 0 && ::setresuid(0, 0, 0) == 0) {
    errno = 0;
    return tl::unexpected(refused("setresuid"));  // root could be had back
  }
  return {};
}

bool may_listen() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> now{};
  return ::syscall(SYS_capget, &header, now.data()) == 0 &&
         (now[0].effective & (1U << CAP_NET_RAW)) != 0;
}

}  // namespace hamon
