#pragma once

#include "capture/byte_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hamon {

/// Takes what an event's XML says, in its order.
class EventXmlSink {
 public:
  virtual ~EventXmlSink() = default;
  virtual void attribute(std::string_view element, std::string_view name,
                         std::string_view value) = 0;
  /// At the end of an element: its text, and the value of its attribute `Name` if it has one.
  virtual void element(std::string_view name, std::string_view name_attribute,
                       std::string_view text) = 0;
};

/// Reads the binary XML of event records (Microsoft, [MS-EVEN6] section 2.2.12 and 2.2.13; offsets
/// within files: libevtx's description of the format). Names and templates lie in the chunk of the
/// record, at offsets from its beginning.
///
/// Text is read where it is ASCII, other characters as `?`; texts end after 1,024 characters.
/// Numbers are decimal, or hexadecimal where the type says so; other types have no text. Nesting
/// and `steps`, which all records of a chunk share, are bounded, as a template may be used by many.
class BinaryXmlReader {
 public:
  static constexpr std::size_t kChunk = 65'536;       // bytes
  static constexpr std::size_t kMostSteps = 1 << 17;  // tokens of a chunk; 40,000 are many

  /// `chunk` outlives the reader.
  explicit BinaryXmlReader(Bytes chunk) : chunk_(chunk) {}

  /// The fragment from `begin` to `end`, offsets in the chunk. False when it is malformed; `sink`
  /// has then got what came before that place.
  [[nodiscard]] bool read(std::size_t begin, std::size_t end, EventXmlSink& sink);

 private:
  Bytes chunk_;
  std::size_t steps_ = kMostSteps;
};

}  // namespace hamon
