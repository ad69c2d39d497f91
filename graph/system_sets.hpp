#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace hamon {

/// Sets of nodes (declared systems, segments, MACs, client ids) that are one system; at most one
/// declared system in each. Near constant time each.
class SystemSets {
 public:
  using Node = std::size_t;
  struct Root {
    Node parent = 0;
    std::size_t segments = 0;
    std::optional<std::size_t> declared;
    bool separate = false;
  };

  Node add(Root root) {
    root.parent = nodes_.size();
    nodes_.push_back(root);
    return root.parent;
  }

  Node root_of(Node n) {
    while (nodes_[n].parent != n) {
      nodes_[n].parent = nodes_[nodes_[n].parent].parent;
      n = nodes_[n].parent;
    }
    return n;
  }
  const Root& operator[](Node n) { return nodes_[root_of(n)]; }

  /// Whether the declaration allows the two sets to be one system.
  bool may_unite(Node a, Node b) {
    const Root& x = (*this)[a];
    const Root& y = (*this)[b];
    if (x.parent == y.parent) {
      return true;
    }
    const bool forbidden = (x.separate && y.segments > 0) || (y.separate && x.segments > 0);
    return !forbidden && !(x.declared && y.declared);
  }

  /// The root of both is the smaller of theirs.
  void unite(Node a, Node b) {
    a = root_of(a);
    b = root_of(b);
    if (a == b) {
      return;
    }
    Root& keep = nodes_[std::min(a, b)];
    const Root& add = nodes_[std::max(a, b)];
    keep.segments += add.segments;
    keep.separate = keep.separate || add.separate;
    keep.declared = keep.declared ? keep.declared : add.declared;
    nodes_[std::max(a, b)].parent = std::min(a, b);
  }

 private:
  std::vector<Root> nodes_;
};

}  // namespace hamon
