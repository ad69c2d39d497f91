#pragma once

#include "base/diagnostic.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// A YAML node as the grammars of our own files see it: every scalar is text, whatever YAML would
/// make of it.
struct YamlNode {
  enum class Kind { Null, Scalar, List, Map };
  struct Entry;

  Kind kind = Kind::Null;
  std::size_t line = 0;  ///< from 1
  std::string text;      ///< of a scalar
  std::vector<YamlNode> items;
  std::vector<Entry> entries;  ///< in the order of the file; of a repeated key only the first

  [[nodiscard]] const YamlNode* find(std::string_view key) const;
};
struct YamlNode::Entry {
  std::string key;
  std::size_t line = 0;
  YamlNode value;
};

/// The one document of a YAML text; an empty one is Null. Errors go to `diagnostics` with their
/// line. Bad syntax, another encoding and what goes beyond the bounds on depth, size and number of
/// nodes leave nothing; a key given twice or that is no word is left out, so that the rest can
/// still be examined. Aliases are written out.
[[nodiscard]] std::optional<YamlNode> read_yaml(std::string_view text, const std::string& file_name,
                                                DiagnosticSink& diagnostics);

}  // namespace hamon
