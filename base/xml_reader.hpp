#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon {

/// Takes the elements of an XML document as they come. Names come without their prefix.
class XmlHandler {
 public:
  using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;

  virtual ~XmlHandler() = default;
  virtual void open(std::string_view name, const Attributes& attributes) = 0;
  virtual void close(std::string_view name) = 0;
  /// Part of the text where the document stands; one text may come in several parts.
  virtual void text(std::string_view text) = 0;
};

/// The value of an attribute, empty where it is not there.
[[nodiscard]] std::string_view value_of(const XmlHandler::Attributes& attributes,
                                        std::string_view name);

/// Reads XML block by block in bounded memory. Documents that declare a type are refused, so no
/// entity is ever expanded or fetched, and so are those nested deeper than 64 elements.
class XmlReader {
 public:
  /// `handler` outlives this.
  explicit XmlReader(XmlHandler& handler);
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;
  ~XmlReader();

  /// False, for good, when the document is not well-formed or refused.
  [[nodiscard]] bool read(std::string_view block);
  /// Whether the document ended where it should.
  [[nodiscard]] bool finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hamon
