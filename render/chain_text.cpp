#include "render/chain_text.hpp"

#include "render/evidence.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kStepEvidence = 3;
constexpr std::size_t kDetailIndent = 6;

/// Who infects whom over what.
struct Names {
  std::string from, to, service;
  ServiceClass service_class = ServiceClass::None;
};

Message strong_forward(const Names& n) {
  if (n.service == "rdp") {
    return message("from {0} an attacker can sign in to {1} over remote desktop ({2})", n.from,
                   n.to, n.service);
  }
  if (n.service == "vnc") {
    return message("from {0} an attacker can take over screen and keyboard of {1} ({2})", n.from,
                   n.to, n.service);
  }
  if (n.service == "smb") {
    return message(
        "from {0} an attacker can copy a program to {1} by file sharing and start it "
        "there ({2})",
        n.from, n.to, n.service);
  }
  if (n.service_class == ServiceClass::RemoteAdmin) {
    return message("from {0} an attacker can sign in to {1} and run commands there ({2})", n.from,
                   n.to, n.service);
  }
  return message("from {0} an attacker can run programs on {1} ({2})", n.from, n.to, n.service);
}

Message strong_backward(const Names& n) {
  if (n.service == "smb") {
    return message(
        "{1} fetches its policies from {0}, a domain controller; what an attacker puts "
        "into them runs on {1} ({2})",
        n.from, n.to, n.service);
  }
  if (n.service == "wsus") {
    return message(
        "{1} fetches updates from {0}; what an attacker puts among them is installed "
        "on {1} ({2})",
        n.from, n.to, n.service);
  }
  if (n.service_class == ServiceClass::RemoteTool) {
    return message(
        "{1} keeps a remote-control connection open to {0}; whoever holds {0} can "
        "operate {1} ({2})",
        n.from, n.to, n.service);
  }
  return message("{1} takes from {0} what it then runs; an attacker can put programs there ({2})",
                 n.from, n.to, n.service);
}

Message weak(const Names& n, bool forward) {
  if (forward) {
    return message("from {0} an attacker could use a weakness of {1} ({2}); this is less certain",
                   n.from, n.to, n.service);
  }
  if (n.service == "rdp") {
    return message(
        "{1} has a remote desktop open on {0}; an attacker on {0} could reach back "
        "through it ({2}); this is less certain",
        n.from, n.to, n.service);
  }
  return message(
      "{1} opens files or programs on {0}; an attacker could leave something there "
      "that runs on {1} ({2}); this is less certain",
      n.from, n.to, n.service);
}

Message damaging(const Names& n, std::uint8_t kind) {
  if ((kind & carry::kPass) != 0) {
    return message(
        "{0} copies its data to {1} by itself; what is destroyed on {0} is destroyed "
        "on {1} too ({2})",
        n.from, n.to, n.service);
  }
  return message("from {0} an attacker can encrypt or delete files on {1} ({2})", n.from, n.to,
                 n.service);
}

void add_technique(Lines& lines, const TextContext& context, const FlowGraph& graph,
                   const SpreadStep& step) {
  const DataFlow& flow = graph[step.data_flow];
  const std::string id(
      technique_of(graph[flow.service].name, graph[flow.responder].role, step.forward, step.kind));
  if (!id.empty()) {
    lines.say(
        message("technique: {} (MITRE ATT&CK {})", technique_words(context.catalogue, id), id),
        kDetailIndent);
  }
}

void add_evidence(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const SpreadStep& step, Profile profile) {
  std::vector<std::string> filters;
  for (const StepEvidence& found : step_evidence(graph, step, profile, kStepEvidence)) {
    lines.say(message("open: {}", evidence_text(context, graph, {&found.reference, 1})),
              kDetailIndent);
    const bool capture = graph.sources()[found.reference.source].kind.starts_with("pcap");
    if (capture && !found.filter.empty() &&
        std::find(filters.begin(), filters.end(), found.filter) == filters.end()) {
      lines.say(message("Wireshark display filter: {}", found.filter), kDetailIndent + 2);
      filters.push_back(found.filter);
    }
  }
}

}  // namespace

Message step_sentence(const FlowGraph& graph, const SpreadStep& step, Profile profile) {
  const Names names{graph[step.from].name, graph[step.to].name,
                    graph[graph[step.data_flow].service].name,
                    graph[graph[step.data_flow].service].service_class};
  if (profile == Profile::Contact) {
    return message("{0} and {1} talked with each other, which counts as enough here ({2})",
                   names.from, names.to, names.service);
  }
  if ((step.kind & carry::kStrong) != 0) {
    if (names.service == "dfsr") {
      return message(
          "{0} and {1} copy files to each other by themselves; what an attacker puts "
          "on {0} arrives on {1} ({2})",
          names.from, names.to, names.service);
    }
    return step.forward ? strong_forward(names) : strong_backward(names);
  }
  return (step.kind & carry::kWeak) != 0 ? weak(names, step.forward) : damaging(names, step.kind);
}

std::string technique_words(const Catalogue& c, std::string_view id) {
  struct Technique {
    std::string_view id;
    Message name;
  };
  static const std::vector<Technique> techniques = {
      {"T1021", message("remote services")},
      {"T1021.001", message("remote desktop")},
      {"T1021.002", message("administrative shares of Windows")},
      {"T1021.004", message("SSH")},
      {"T1021.005", message("VNC")},
      {"T1021.006", message("Windows remote management")},
      {"T1047", message("Windows management instrumentation (WMI)")},
      {"T1072", message("software distribution tools")},
      {"T1080", message("infected files on shares")},
      {"T1210", message("exploitation of remote services")},
      {"T1219", message("remote access tools")},
      {"T1484", message("changed domain policy")},
      {"T1484.001", message("changed group policy")},
      {"T1486", message("data encrypted for impact")},
      {"T1563.002", message("remote desktop session hijacking")},
  };
  const auto found = std::find_if(techniques.begin(), techniques.end(),
                                  [&](const Technique& t) { return t.id == id; });
  return found == techniques.end() ? std::string() : c.text(found->name);
}

std::string clock_text(const FlowGraph& graph, Timestamp time) {
  constexpr std::size_t kDate = 10, kClock = 19;  // of 2026-06-10T02:36:00+09:00
  std::string text = time_text(graph, time).substr(0, kClock);
  text[kDate] = ' ';
  return text;
}

std::string use_text(const FlowGraph& graph, const Interval& contact) {
  constexpr std::size_t kDate = 11;  // with the blank after it
  const std::string begin = clock_text(graph, contact.begin);
  std::string end = clock_text(graph, contact.end);
  if (end.substr(0, kDate) == begin.substr(0, kDate)) {
    end.erase(0, kDate);
  }
  return begin == end ? begin : begin + " – " + end;
}

void add_chain(Lines& lines, const TextContext& context, const FlowGraph& graph,
               const std::vector<SpreadStep>& chain, Profile profile, Duration incubation) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const SpreadStep& step = chain[i];
    lines.say(message("{}  step {}: {}", clock_text(graph, step.arrival), i + 1,
                      context.catalogue.text(step_sentence(graph, step, profile))),
              2);
    const std::string& opened = graph[graph[step.data_flow].initiator].name;
    lines.say(
        message("{} had opened the connection, in use {}", opened, use_text(graph, step.contact)),
        kDetailIndent);
    add_technique(lines, context, graph, step);
    add_evidence(lines, context, graph, step, profile);
    const bool compromises =
        profile == Profile::Contact || (step.kind & (carry::kStrong | carry::kWeak)) != 0;
    if (compromises && incubation.ns > 0 && i + 1 < chain.size()) {
      lines.say(message("{}  {} can pass it on, {} after its infection",
                        clock_text(graph, step.arrival + incubation), graph[step.to].name,
                        duration_words(context.catalogue, incubation)),
                2);
    }
  }
}

}  // namespace hamon
