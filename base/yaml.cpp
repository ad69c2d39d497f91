#include "base/yaml.hpp"

#include "base/text_encoding.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>

#include <yaml-cpp/yaml.h>
// eventhandler.h is not part of yaml.h
#include <yaml-cpp/eventhandler.h>

namespace hamon {
namespace {

constexpr std::size_t kMostBytes = 32U << 20U;
constexpr std::size_t kMostNodes = 1'000'000;
constexpr std::size_t kMostDepth = 32;  // the grammar needs 7

std::size_t line_of(const YAML::Mark& mark) {
  return mark.line < 0 ? 1 : static_cast<std::size_t>(mark.line) + 1;
}

std::size_t count_nodes(const YamlNode& node) {
  std::size_t count = 1;
  for (const auto& item : node.items) {
    count += count_nodes(item);
  }
  for (const auto& entry : node.entries) {
    count += count_nodes(entry.value);
  }
  return count;
}

/// Ends the reading of a document from within the library's callbacks; never leaves this file.
struct Refused {
  std::size_t line;
  Message what;
  Message hint;
};

/// Builds the tree from the parser's events, which, unlike the library's own tree, show every key.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file_name, DiagnosticSink& diagnostics)
      : file_name_(file_name), diagnostics_(diagnostics) {}

  [[nodiscard]] YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    place(leaf(mark, YamlNode::Kind::Null, {}), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    place(leaf(mark, YamlNode::Kind::Scalar, value), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::List, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::Map, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    bool keep = false;  // the key is good: what follows it stays
    std::string key;
    std::size_t key_line = 0;
    std::unordered_map<std::string, std::size_t> lines;  // of the keys seen
  };

  static YamlNode leaf(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& value) {
    YamlNode node;
    node.kind = kind;
    node.line = line_of(mark);
    node.text = value;
    return node;
  }
  void open(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor);
  void close();
  void count(std::size_t nodes, std::size_t line);
  void place(YamlNode&& node, YAML::anchor_t anchor);
  void take_key(Open& map, const YamlNode& key);
  void error(std::size_t line, Message what, Message hint);

  const std::string& file_name_;
  DiagnosticSink& diagnostics_;
  YamlNode root_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::size_t nodes_ = 0;
};

void TreeBuilder::error(std::size_t line, Message what, Message hint) {
  diagnostics_.report(
      {Severity::Error, std::move(what), file_name_, Place::line(line), std::move(hint)});
}

void TreeBuilder::count(std::size_t nodes, std::size_t line) {
  nodes_ += nodes;
  if (nodes_ > kMostNodes) {
    throw Refused{line, message("the file holds more than {} values", kMostNodes),
                  message("aliases (`*name`) copy what they name; write it out instead")};
  }
}

void TreeBuilder::open(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor) {
  if (stack_.size() >= kMostDepth) {
    throw Refused{line_of(mark), message("lists and maps nest deeper than {} levels", kMostDepth),
                  message("a site file needs seven levels at most; look for a missing bracket")};
  }
  Open next;
  next.node = leaf(mark, kind, {});
  next.anchor = anchor;
  stack_.push_back(std::move(next));
}

void TreeBuilder::close() {
  Open done = std::move(stack_.back());
  stack_.pop_back();
  place(std::move(done.node), done.anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    throw Refused{line_of(mark), message("an alias (`*name`) names a value that contains it"),
                  message("write the value out")};
  }
  count(count_nodes(found->second), line_of(mark));
  place(YamlNode(found->second), 0);
}

void TreeBuilder::place(YamlNode&& node, YAML::anchor_t anchor) {
  count(1, node.line);
  if (anchor != 0) {
    count(count_nodes(node), node.line);  // what is kept for later counts like what is used
    anchors_[anchor] = node;
  }
  if (stack_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = stack_.back();
  if (parent.node.kind == YamlNode::Kind::List) {
    parent.node.items.push_back(std::move(node));
  } else if (!parent.has_key) {
    take_key(parent, node);
  } else {
    parent.has_key = false;
    if (parent.keep) {
      parent.node.entries.push_back({std::move(parent.key), parent.key_line, std::move(node)});
    }
  }
}

void TreeBuilder::take_key(Open& map, const YamlNode& key) {
  map.has_key = true;
  map.keep = false;
  map.key = key.text;
  map.key_line = key.line;
  if (key.kind != YamlNode::Kind::Scalar || key.text.empty()) {
    error(key.line, message("a key is no plain word"),
          message("write `name: value`; quote a name that YAML reads otherwise, such as \"null\""));
    return;
  }
  const auto [first, inserted] = map.lines.emplace(key.text, key.line);
  map.keep = inserted;
  if (!inserted) {
    error(key.line,
          message("`{}` is given twice; it stands first in line {}", key.text, first->second),
          message("keep one of the two, or merge them"));
  }
}

/// What in the line that YAML stumbled over may look right to a reader and is not.
Message syntax_hint(std::string_view text, std::size_t line) {
  for (std::size_t i = 1; i < line; ++i) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) {
      break;
    }
    text.remove_prefix(end + 1);
  }
  const std::string_view here = text.substr(0, text.find('\n'));
  if (here.find("：") != std::string_view::npos || here.find("　") != std::string_view::npos ||
      here.find("，") != std::string_view::npos) {
    return message("the line holds a full-width colon, comma or blank; type the half-width one");
  }
  if (here.find('\t') != std::string_view::npos) {
    return message("the line holds a tab; indent with blanks");
  }
  return message(
      "see that brackets and quotes are closed, that a blank follows each colon, that lines of one "
      "level "
      "begin in the same column, and quote values that begin with `*`, `&`, `!` or `@`");
}

bool readable(std::string_view text, const std::string& file_name, DiagnosticSink& diagnostics) {
  const auto refuse = [&](Message what, Message hint) {
    diagnostics.report({Severity::Error, std::move(what), file_name, {}, std::move(hint)});
    return false;
  };
  if (text.size() > kMostBytes) {
    return refuse(
        message("the file has {} bytes; a site file has {} at most", text.size(), kMostBytes),
        message("is this the right file?"));
  }
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    return refuse(message("the file is not text in UTF-8"),
                  message("save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"));
  }
  return true;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &found->value;
}

std::optional<YamlNode> read_yaml(std::string_view text, const std::string& file_name,
                                  DiagnosticSink& diagnostics) {
  if (!readable(text, file_name, diagnostics)) {
    return std::nullopt;
  }
  const auto refuse = [&](std::size_t line, Message what, Message hint) {
    diagnostics.report(
        {Severity::Error, std::move(what), file_name, Place::line(line), std::move(hint)});
    return std::nullopt;
  };
  TreeBuilder tree(file_name, diagnostics);
  try {
    std::istringstream stream{std::string(without_bom(text))};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(tree);
    TreeBuilder rest(file_name, diagnostics);
    if (parser.HandleNextDocument(rest)) {
      return refuse(1, message("the file holds several YAML documents"),
                    message("remove the lines `---` between them; a site is one document"));
    }
  } catch (const Refused& refused) {
    return refuse(refused.line, refused.what, refused.hint);
  } catch (const YAML::Exception& e) {
    const std::size_t line = line_of(e.mark);
    return refuse(line, message("this is not YAML: {}", e.msg), syntax_hint(text, line));
  }
  return tree.take();
}

}  // namespace hamon
