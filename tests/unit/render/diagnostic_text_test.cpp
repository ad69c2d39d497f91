#include "render/diagnostic_text.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TextContext in(Language language, bool colour = false) {
  return {Catalogue::in(language), colour, 20};
}

Diagnostic truncated() {
  return {Severity::Warning, Message{"{} frames end early", {"37"}}, "ward-7.pcapng",
          Place::packet(1204), Message{"keep more bytes of each packet", {}}};
}

TEST(DiagnosticText, SaysWhatWhereAndWhatToTry) {
  EXPECT_EQ(diagnostic_text(in(Language::English), truncated()),
            "warning: 37 frames end early\n"
            "  in ward-7.pcapng, packet 1204\n"
            "  hint: keep more bytes of each packet\n");
}

TEST(DiagnosticText, HasJapaneseWordsAroundTheSentence) {
  EXPECT_EQ(diagnostic_text(in(Language::Japanese), truncated()),
            "警告: 37 frames end early\n"
            "  ward-7.pcapng、パケット 1204\n"
            "  ヒント: keep more bytes of each packet\n");
}

TEST(DiagnosticText, LeavesOutWhatIsNotThere) {
  Diagnostic diagnostic = truncated();
  diagnostic.severity = Severity::Error;
  diagnostic.hint = {};
  diagnostic.place = {};
  EXPECT_EQ(diagnostic_text(in(Language::English), diagnostic),
            "error: 37 frames end early\n  in ward-7.pcapng\n");
  diagnostic.file.clear();
  EXPECT_EQ(diagnostic_text(in(Language::English), diagnostic), "error: 37 frames end early\n");
}

TEST(DiagnosticText, NamesLineAndByte) {
  Diagnostic diagnostic = truncated();
  diagnostic.hint = {};
  diagnostic.place = Place::line(12);
  EXPECT_EQ(diagnostic_text(in(Language::English), diagnostic),
            "warning: 37 frames end early\n  in ward-7.pcapng, line 12\n");
  diagnostic.place = Place::byte(0);
  EXPECT_EQ(diagnostic_text(in(Language::English), diagnostic),
            "warning: 37 frames end early\n  in ward-7.pcapng, byte 0\n");
}

TEST(DiagnosticText, NeverLetsAFileNameSteerTheTerminal) {
  Diagnostic diagnostic = truncated();
  diagnostic.file = "a\x1b]0;x\x07.pcap";
  const std::string text = diagnostic_text(in(Language::English), diagnostic);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
}

}  // namespace
}  // namespace hamon
