#include "render/mirror_text.hpp"

#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <cstdlib>

namespace hamon {
namespace {

std::uint64_t percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : (part * 100 + whole / 2) / whole;
}

struct Words {
  Message what;
  Message hint;
};

Message clock_message(const Catalogue& c, const MirrorReport& r) {
  const std::string offset = duration_words(c, Duration{std::abs(r.clock_offset.ns)});
  return r.clock_offset.ns < 0
             ? message("the clock is {} behind what time servers answer", offset)
             : message("the clock is {} ahead of what time servers answer", offset);
}

Words words_for(const Catalogue& c, const MirrorReport& r, MirrorProblem problem) {
  switch (problem) {
    case MirrorProblem::Silent:
      return {message("not a single frame arrived"),
              message("is the cable in the mirror port, and is the mirror session switched on?")};
    case MirrorProblem::OnlyOwn:
      return {message("only this machine's own traffic, broadcast and multicast are seen: of {} "
                      "frames {} are between others",
                      with_commas(r.frames), with_commas(r.foreign)),
              message("this port is no mirror port; set the switch to mirror (SPAN) the ports or "
                      "VLANs to be observed to it")};
    case MirrorProblem::OneDirection:
      return {message("of {} TCP conversations {} are seen from one side alone ({} %)",
                      with_commas(r.conversations), with_commas(r.one_sided),
                      percent(r.one_sided, r.conversations)),
              message("set the mirror session to both directions (rx and tx), or add the other "
                      "interface of a tap with a second -i")};
    case MirrorProblem::UntaggedSubnets:
      return {
          message("hosts of {} subnets are seen and no VLAN tag", r.arp_subnets),
          message("if they are in different VLANs, set the mirror port to keep tags "
                  "(encapsulation replicate, or a trunk); if they are one segment, all is well")};
    case MirrorProblem::Twice:
      return {message("{} % of the frames are seen twice", percent(r.copies, r.eligible)),
              message("each frame is mirrored where it enters and where it leaves; mirror one "
                      "direction, or leave it: copies are recognised, and packets that are seen "
                      "twice cost only speed")};
    case MirrorProblem::ClockBehind:
      return {message("this machine's clock shows a time before this program was made"),
              message("set the clock, e.g. with timedatectl, before capturing")};
    case MirrorProblem::ClockDiffers:
      return {clock_message(c, r),
              message("set the clock of the machine that captures; times in the case are its own")};
    case MirrorProblem::FutureTimes:
      return {message("packets have times later than now"),
              message("the clock of the machine that captured was wrong, or this one's is")};
  }
  return {};
}

void add_facts(Lines& lines, const MirrorReport& r) {
  lines.say(message("{} frames: {} between others, {} to broadcast or multicast",
                    with_commas(r.frames), with_commas(r.foreign), with_commas(r.group)),
            2);
  lines.say(message("{} TCP conversations, {} of them seen from one side alone",
                    with_commas(r.conversations), with_commas(r.one_sided)),
            2);
  lines.say(r.vlans == 0
                ? message("no VLAN tags")
                : message("VLAN tags of {} VLANs on {} frames", r.vlans, with_commas(r.tagged)),
            2);
  lines.say(message("{} of {} frames seen twice", with_commas(r.copies), with_commas(r.eligible)),
            2);
}

}  // namespace

std::vector<Diagnostic> mirror_warnings(const Catalogue& catalogue, const MirrorReport& report,
                                        const std::string& where) {
  std::vector<Diagnostic> out;
  for (const MirrorProblem problem : report.problems) {
    Words words = words_for(catalogue, report, problem);
    out.push_back({Severity::Warning, std::move(words.what), where, {}, std::move(words.hint)});
  }
  return out;
}

std::string mirror_text(const TextContext& context, const MirrorReport& report,
                        const std::string& where) {
  Lines lines(context);
  lines.head(message("What arrives: {}", printable(where)));
  add_facts(lines, report);
  for (const MirrorProblem problem : report.problems) {
    const Words words = words_for(context.catalogue, report, problem);
    lines.say(words.what, 2, Ink::Yellow);
    lines.say(message("hint: {}", context.catalogue.text(words.hint)), 4);
  }
  if (report.problems.empty()) {
    lines.say(message("nothing speaks against the way it is captured"), 2, Ink::Green);
  }
  return lines.str();
}

}  // namespace hamon
