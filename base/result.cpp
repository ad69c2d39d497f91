#include "base/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace hamon {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "hamon: broken promise: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace hamon
