#include "render/diagnostic_text.hpp"

#include "render/text_width.hpp"
#include "render/words.hpp"

namespace hamon {
namespace {

Message where(const Diagnostic& diagnostic) {
  const std::string file = printable(diagnostic.file);
  switch (diagnostic.place.kind) {
    case Place::Kind::Line:
      return message("in {}, line {}", file, diagnostic.place.number);
    case Place::Kind::Packet:
      return message("in {}, packet {}", file, diagnostic.place.number);
    case Place::Kind::Byte:
      return message("in {}, byte {}", file, diagnostic.place.number);
    case Place::Kind::None:
      break;
  }
  return message("in {}", file);
}

}  // namespace

std::string diagnostic_text(const TextContext& context, const Diagnostic& diagnostic) {
  const Ink ink = diagnostic.severity == Severity::Error     ? Ink::Red
                  : diagnostic.severity == Severity::Warning ? Ink::Yellow
                                                             : Ink::Dim;
  std::string text = paint(context, ink, word(context.catalogue, diagnostic.severity)) + ": " +
                     printable(context.catalogue.text(diagnostic.what)) + "\n";
  if (!diagnostic.file.empty()) {
    text += "  " + context.catalogue.text(where(diagnostic)) + "\n";
  }
  if (!diagnostic.hint.empty()) {
    const Message hint = message("hint: {}", printable(context.catalogue.text(diagnostic.hint)));
    text += "  " + context.catalogue.text(hint) + "\n";
  }
  return text;
}

}  // namespace hamon
