#pragma once

#include "base/diagnostic.hpp"

#include <tl/expected.hpp>

namespace hamon {

/// Why an operation could not be done.
using Error = Diagnostic;

template <class T>
using Result = tl::expected<T, Error>;

/// An error of severity Error, ready to return.
[[nodiscard]] inline tl::unexpected<Error> fail(Message what, std::string file = {},
                                                Place place = {}, Message hint = {}) {
  return tl::unexpected<Error>(
      Error{Severity::Error, std::move(what), std::move(file), place, std::move(hint)});
}

/// Stops the program when one of our own promises is broken; never used on input.
#define HAMON_ASSERT(condition)           \
  (static_cast<bool>(condition) ? void(0) \
                                : ::hamon::assertion_failed(#condition, __FILE__, __LINE__))

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace hamon
