#pragma once

#include "base/service_catalogue.hpp"

#include <optional>
#include <string_view>

namespace hamon {

/// The role that the words of an asset ledger name (`DBサーバ`, `電子カルテ端末`, `file server`),
/// where they are known. Words that name two roles give the one that is written for machines of
/// both: `バックアップ用NAS` is a NAS.
[[nodiscard]] std::optional<Role> role_from_words(std::string_view text);

}  // namespace hamon
