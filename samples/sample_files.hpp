#pragma once

#include "base/catalogue.hpp"

#include <string>
#include <vector>

namespace hamon {

/// A file of the sample: path below the sample's folder with `/`, and its bytes.
struct SampleFile {
  std::string path;
  std::string content;
};

/// Everything that `hamon sample` writes. Only the READMEs depend on the language; the rest is the
/// same bytes each time and on each machine. About 15 MB.
[[nodiscard]] std::vector<SampleFile> sample_files(const Catalogue& words);

/// What the sample's README says: the story, the questions with their commands, and what must come
/// out.
[[nodiscard]] std::string sample_readme(const Catalogue& words);

}  // namespace hamon
