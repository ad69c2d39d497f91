#pragma once

#include "base/diagnostic.hpp"
#include "base/yaml.hpp"
#include "graph/site.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Tells what is wrong with a site file, and turns its scalars into values. Every reading function
/// reports what it cannot read and leaves it out, so that one pass finds every problem.
class SiteReader {
 public:
  SiteReader(std::string file_name, DiagnosticSink& diagnostics)
      : file_name_(std::move(file_name)), diagnostics_(diagnostics) {}

  void error(std::size_t line, Message what, Message hint = {});
  void warning(std::size_t line, Message what, Message hint = {});
  /// Says once for each key that nothing uses it yet.
  void without_effect(const std::string& key, std::size_t line);
  /// An error for a name that is none of `known`, with the nearest of these.
  void unknown(std::size_t line, Message what, const std::string& word,
               const std::vector<std::string>& known);
  /// So many errors that no further one is shown.
  [[nodiscard]] bool full() const;

  /// The zone in which times without offset stand; nothing when the site names none.
  std::optional<TimeZone> zone;

  // Scalars; `where` names the place for people, such as `systems: ad1`.
  [[nodiscard]] std::optional<IpAddress> address(const YamlNode& node);
  [[nodiscard]] std::optional<Prefix> prefix(const YamlNode& node);
  [[nodiscard]] std::optional<MacAddress> mac(const YamlNode& node);
  [[nodiscard]] std::optional<Timestamp> time(const YamlNode& node);
  [[nodiscard]] std::optional<TimeWindow> window(const YamlNode& node);
  [[nodiscard]] std::optional<bool> boolean(const YamlNode& node);
  /// Whether the node is a scalar; reports what it is instead.
  bool is_scalar(const YamlNode& node);

  /// The elements of a list, or the one value given instead of a list; none for an empty value.
  [[nodiscard]] static std::vector<const YamlNode*> elements(const YamlNode& node);

 private:
  void tell(Severity severity, std::size_t line, Message what, Message hint);

  std::string file_name_;
  DiagnosticSink& diagnostics_;
  std::size_t errors_ = 0;
  std::set<std::string> told_;
};

/// One map of the file whose keys are fixed: reports every key that does not belong to it.
class SiteMap {
 public:
  /// `where` names it for people. A node that is no map is reported and read as an empty one.
  SiteMap(SiteReader& reader, const YamlNode& node, std::string where,
          std::vector<std::string> keys);

  [[nodiscard]] const YamlNode* find(std::string_view key) const;
  [[nodiscard]] std::string value(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view key) const;
  [[nodiscard]] std::vector<IpAddress> addresses(std::string_view key) const;
  [[nodiscard]] std::vector<Prefix> prefixes(std::string_view key) const;
  [[nodiscard]] std::vector<MacAddress> macs(std::string_view key) const;
  [[nodiscard]] std::vector<TimeWindow> windows(std::string_view key) const;
  [[nodiscard]] std::optional<Timestamp> time(std::string_view key) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  [[nodiscard]] std::optional<Duration> duration(std::string_view key) const;
  /// Reports each of the keys that is missing or empty.
  bool require(const std::vector<std::string_view>& keys) const;

  [[nodiscard]] std::size_t line() const { return node_.line; }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  template <class T>
  [[nodiscard]] std::vector<T> each(std::string_view key,
                                    std::optional<T> (SiteReader::*read)(const YamlNode&)) const;

  SiteReader& reader_;
  const YamlNode& node_;
  std::string where_;
};

/// Words separated by `, `, for messages.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

}  // namespace hamon
