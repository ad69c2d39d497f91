#include "graph/site_sections.hpp"

#include <algorithm>

namespace hamon {
namespace {

const std::vector<std::string> kMatcherKeys = {
    "from", "to", "with", "between", "services", "link", "during", "outside_hours", "inner"};

void read_between(SiteParts& parts, const SiteMap& map, FlowMatcher& matcher) {
  const YamlNode* node = map.find("between");
  if (node == nullptr) {
    return;
  }
  if (node->kind != YamlNode::Kind::List || node->items.size() != 2) {
    parts.reader.error(node->line, message("{}: `between` takes two ends", map.where()),
                       message("write between: [A, B]; several on one side as [[A, C], B]"));
    return;
  }
  const std::string where = map.where() + ": between";
  matcher.between_a = references(parts, node->items[0], where, Refers::Selector);
  matcher.between_b = references(parts, node->items[1], where, Refers::Selector);
  if (matcher.between_a.empty() || matcher.between_b.empty()) {
    parts.reader.error(node->line, message("{}: one end of `between` is empty", map.where()),
                       message("write between: [A, B]"));
  }
}

FlowMatcher read_matcher(SiteParts& parts, const YamlNode& node, const std::string& where) {
  const SiteMap map(parts.reader, node, where, kMatcherKeys);
  FlowMatcher matcher;
  matcher.line = node.line;
  matcher.from = references(parts, map, "from", Refers::Selector);
  matcher.to = references(parts, map, "to", Refers::Selector);
  matcher.with = references(parts, map, "with", Refers::Selector);
  read_between(parts, map, matcher);
  matcher.services = references(parts, map, "services", Refers::Service);
  matcher.link = map.value("link");
  if (!matcher.link.empty()) {
    parts.names.refer(Refers::Link, matcher.link, map.find("link")->line, where + ": link");
  }
  matcher.during = map.windows("during");
  matcher.outside_hours = map.windows("outside_hours");
  matcher.inner = map.boolean("inner");
  if (matcher.inner) {
    parts.reader.without_effect("inner", map.find("inner")->line);
    if (matcher.link.empty()) {
      parts.reader.error(map.find("inner")->line, message("{}: `inner` belongs to `link`", where),
                         message("name the link whose tunnel is meant"));
    }
  }
  // A key without a value would otherwise hold for everything, and an exception would excuse
  // everything.
  for (const auto& entry : node.entries) {
    const bool empty = entry.value.kind == YamlNode::Kind::Null ||
                       (entry.value.kind == YamlNode::Kind::List && entry.value.items.empty());
    if (empty) {
      parts.reader.error(entry.line, message("{}: `{}` is empty", where, entry.key),
                         message("write what it selects, or remove the key"));
    }
  }
  if (node.kind == YamlNode::Kind::Null ||
      (node.kind == YamlNode::Kind::Map && node.entries.empty())) {
    parts.reader.error(node.line,
                       message("{}: the matcher is empty and would hold for everything", where),
                       message("keys here: {}", joined(kMatcherKeys)));
  }
  return matcher;
}

std::vector<FlowMatcher> read_never(SiteParts& parts, const YamlNode& node,
                                    const std::string& where) {
  std::vector<FlowMatcher> out;
  for (const YamlNode* element : SiteReader::elements(node)) {
    out.push_back(read_matcher(parts, *element, where));
  }
  if (out.empty()) {
    parts.reader.error(node.line, message("{}: no matcher is given", where),
                       message("write what must never be, such as {{to: nas1, services: [smb]}}"));
  }
  return out;
}

std::vector<FlowMatcher> read_except(SiteParts& parts, const YamlNode& node,
                                     const std::string& where) {
  std::vector<FlowMatcher> out;
  for (const YamlNode* element : SiteReader::elements(node)) {
    if (element->kind != YamlNode::Kind::Scalar) {
      out.push_back(read_matcher(parts, *element, where));
      continue;
    }
    parts.names.refer(Refers::Exception, element->text, element->line, where);
    FlowMatcher matcher;
    matcher.link = element->text;
    matcher.line = element->line;
    out.push_back(std::move(matcher));
  }
  return out;
}

void read_addresses(SiteParts& parts, const YamlNode& node, const std::string& where,
                    SiteClaim& claim) {
  const SiteMap map(parts.reader, node, where, {"system", "only"});
  map.require({"system", "only"});
  claim.address_system = map.value("system");
  claim.address_only = map.prefixes("only");
  if (const YamlNode* system = map.find("system")) {
    parts.names.refer(Refers::System, claim.address_system, system->line, where + ": system");
  }
}

SiteClaim read_claim(SiteParts& parts, const YamlNode::Entry& entry) {
  const SiteMap map(parts.reader, entry.value, "claims: " + entry.key,
                    {"text", "closed", "never", "except", "addresses", "at_least"});
  SiteClaim claim;
  claim.id = entry.key;
  claim.line = entry.line;
  claim.text = map.value("text");
  const YamlNode* never = map.find("never");
  const YamlNode* closed = map.find("closed");
  const YamlNode* addresses = map.find("addresses");
  const YamlNode* except = map.find("except");
  const int kinds =
      (never != nullptr ? 1 : 0) + (closed != nullptr ? 1 : 0) + (addresses != nullptr ? 1 : 0);
  if (kinds != 1) {
    parts.reader.error(entry.line,
                       kinds == 0 ? message("{}: says nothing that can be tested", map.where())
                                  : message("{}: says more than one thing", map.where()),
                       message("write one of closed: [zone], never: {{to: name}} or addresses: "
                               "{{system: name, only: [prefix]}}"));
  }
  if (never != nullptr) {
    claim.never = read_never(parts, *never, map.where() + ": never");
  }
  if (closed != nullptr) {
    claim.closed = references(parts, *closed, map.where() + ": closed", Refers::Closed);
    if (claim.closed.empty()) {
      parts.reader.error(closed->line, message("{}: `{}` is empty", map.where(), "closed"),
                         message("name zones, groups or prefixes, such as closed: [HIS-SV]"));
    }
  }
  if (addresses != nullptr) {
    read_addresses(parts, *addresses, map.where() + ": addresses", claim);
  }
  if (except != nullptr) {
    claim.except = read_except(parts, *except, map.where() + ": except");
    if (never == nullptr && closed == nullptr) {
      parts.reader.error(
          except->line, message("{}: `except` belongs to `never` or `closed`", map.where()),
          message("an identity claim lists the prefixes that it allows under `only`"));
    }
  }
  claim.at_least = map.duration("at_least");
  return claim;
}

/// `2027-03-31` holds to the end of that day; with a time of day, to that time.
std::optional<Timestamp> read_until(SiteParts& parts, const SiteMap& map) {
  const YamlNode* node = map.find("until");
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto time = map.time("until");
  if (!time || node->text.size() > 10) {
    return time;
  }
  const auto next =
      parse_time(node->text + "T24:00", parts.reader.zone ? &*parts.reader.zone : nullptr);
  return next ? std::optional(*next - Duration{1}) : time;
}

void read_each(SiteParts& parts, const YamlNode& node, const std::string& key,
               const std::function<void(const YamlNode&)>& read) {
  if (node.kind == YamlNode::Kind::Scalar || node.kind == YamlNode::Kind::Map) {
    parts.reader.error(node.line, message("`{}` is no list", key),
                       message("begin each of its elements with `- `"));
    return;
  }
  for (const auto& item : node.items) {
    read(item);
  }
}

bool is_finding_id(const std::string& text) {
  return text.size() == 12 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

void read_claims(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "claims", [&](const YamlNode::Entry& entry) {
    parts.site.claims.push_back(read_claim(parts, entry));
  });
}

void read_accept(SiteParts& parts, const YamlNode& node) {
  read_each(parts, node, "accept", [&](const YamlNode& item) {
    const SiteMap map(parts.reader, item, "accept", {"finding", "reason", "by", "until"});
    map.require({"finding", "reason"});
    SiteAccept accept;
    accept.line = item.line;
    accept.finding = map.value("finding");
    accept.reason = map.value("reason");
    accept.by = map.value("by");
    accept.until = read_until(parts, map);
    if (!accept.finding.empty() && !is_finding_id(accept.finding)) {
      parts.reader.error(map.find("finding")->line,
                         message("accept: `{}` is no id of a finding", accept.finding),
                         message("copy the 12 digits 0-9 and a-f that `hamon check` prints"));
    }
    parts.site.accept.push_back(std::move(accept));
  });
}

void read_events(SiteParts& parts, const YamlNode& node) {
  read_each(parts, node, "events", [&](const YamlNode& item) {
    const SiteMap map(parts.reader, item, "events", {"time", "kind", "to", "note"});
    map.require({"time", "to"});
    SiteEvent event;
    event.line = item.line;
    event.time = map.time("time").value_or(Timestamp{});
    event.kind = map.value("kind");
    event.to = map.value("to");
    event.note = map.value("note");
    if (!event.to.empty()) {
      parts.names.refer(Refers::Place, event.to, map.find("to")->line, "events: to");
    }
    parts.site.events.push_back(std::move(event));
  });
}

void read_backups(SiteParts& parts, const YamlNode& node) {
  each_named(parts, node, "backups", [&](const YamlNode::Entry& entry) {
    const SiteMap map(parts.reader, entry.value, "backups: " + entry.key,
                      {"system", "start", "end", "store"});
    map.require({"system", "start", "end", "store"});
    SiteBackup backup;
    backup.id = entry.key;
    backup.line = entry.line;
    backup.system = map.value("system");
    backup.store = map.value("store");
    const auto start = map.time("start");
    const auto end = map.time("end");
    backup.start = start.value_or(Timestamp{});
    backup.end = end.value_or(Timestamp{});
    if (!backup.system.empty()) {
      parts.names.refer(Refers::System, backup.system, map.find("system")->line,
                        map.where() + ": system");
    }
    if (!backup.store.empty()) {
      parts.names.refer(Refers::Store, backup.store, map.find("store")->line,
                        map.where() + ": store");
    }
    if (start && end && *end < *start) {
      parts.reader.error(map.find("end")->line,
                         message("{}: it ends before it starts", map.where()),
                         message("exchange `start` and `end`, or correct the date"));
    }
    parts.site.backups.push_back(std::move(backup));
  });
}

void read_spread(SiteParts& parts, const YamlNode& node) {
  const SiteMap map(parts.reader, node, "spread", {"profile", "incubation"});
  const std::string profile = map.value("profile");
  const std::vector<std::string> known = {"default", "broad", "contact"};
  if (std::ranges::find(known, profile) != known.end()) {
    parts.site.profile = profile;
  } else if (!profile.empty()) {
    parts.reader.unknown(map.find("profile")->line,
                         message("spread: no profile is called `{}`", profile), profile, known);
  }
  parts.site.incubation = map.duration("incubation").value_or(parts.site.incubation);
}

}  // namespace hamon
