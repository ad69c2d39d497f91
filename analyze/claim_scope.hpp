#pragma once

#include "analyze/claim_matcher.hpp"
#include "analyze/coverage.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hamon {

/// One part of what a claim speaks of, and when it was watched.
struct PartSight {
  std::string path;  ///< as `ClaimPart::path`
  std::optional<Interval>
      seen;          ///< while all of it was watched, ends of holes aside; nothing: never
  Duration watched;  ///< how long the part of it watched shortest was
};

/// Which parts of a site a claim speaks of, and which sensors see them (formats, section 1, "Scope
/// seen"). The site is cut into cells, its declared prefixes and outside; a claim speaks of pairs
/// of cells.
class ClaimScope {
 public:
  /// Views both.
  ClaimScope(const FlowGraph& graph, const Coverage& coverage);

  /// `border`, `between`, then `within …` by prefix. O(matchers × cells²).
  [[nodiscard]] std::vector<PartSight> parts(const BoundClaim& claim) const;
  /// The part in which a conversation between these addresses is seen.
  [[nodiscard]] std::string path_of(const IpAddress& a, const IpAddress& b) const;

 private:
  using Seen = std::vector<Interval>;
  struct Needs {
    bool border = false, between = false;
    std::set<std::size_t> outside;                        // cells whose way outside is meant
    std::set<std::size_t> within;                         // cells whose inner traffic is meant
    std::set<std::pair<std::size_t, std::size_t>> pairs;  // of different cells
  };
  [[nodiscard]] std::size_t cell_of(const IpAddress& address) const;
  void add_matcher(Needs& needs, const BoundMatcher& matcher) const;
  void add_pair(Needs& needs, std::size_t a, std::size_t b) const;
  void add_identity(Needs& needs, const std::vector<Prefix>& only,
                    std::vector<Prefix>& within) const;
  [[nodiscard]] Seen seen_between(const Prefix& a, const Prefix& b) const;
  [[nodiscard]] Seen seen_within(const Prefix& prefix) const;
  [[nodiscard]] Seen seen_outside(const Prefix& prefix) const;

  const FlowGraph& graph_;
  const Coverage& coverage_;
  std::vector<Prefix> cells_;
};

}  // namespace hamon
