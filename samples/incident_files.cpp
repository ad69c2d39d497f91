#include "base/flow_record.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "samples/document.hpp"
#include "samples/hospital_tables.hpp"
#include "samples/incidents.hpp"
#include "samples/zeek_log.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kHour = 3'600 * kMicros;
constexpr MacAddress kBorder{{0x02, 0x00, 0x77, 0x00, 0x00, 0x02}};

std::string_view address_of(const Incident& incident, std::string_view who) {
  for (const IncidentSystem& system : incident.systems) {
    if (system.name == who) {
      return system.address;
    }
  }
  HAMON_ASSERT(IpAddress::parse(who).has_value());
  return who;
}

bool is_inside(const Incident& incident, const IpAddress& address) {
  return std::ranges::any_of(incident.zones, [&](const IncidentZone& zone) {
    const auto prefix = Prefix::parse(zone.prefix);
    return prefix && prefix->contains(address);
  });
}

/// Midnight of day 1 as the clocks there showed it, microseconds since 1970.
std::int64_t first_midnight(const Incident& incident) {
  const auto utc =
      parse_time(fmt::format("{}T00:00+{:02}:00", incident.date, incident.offset_hours), nullptr);
  HAMON_ASSERT(utc.has_value());
  return utc->ns / 1'000;
}

/// `HH:MM` of a day, microseconds since 1970.
std::int64_t instant(const Incident& incident, int day, std::string_view clock) {
  HAMON_ASSERT(clock.size() == 5);
  const auto two = [&](std::size_t at) { return (clock[at] - '0') * 10 + (clock[at + 1] - '0'); };
  const bool summer = incident.summer_from_day != 0 && day >= incident.summer_from_day;
  return first_midnight(incident) + (day - 1) * 24 * kHour + two(0) * kHour +
         two(3) * 60 * kMicros - (summer ? kHour : 0);
}

/// The day's date and the time there, as `hamon spread` takes it.
std::string written(const Incident& incident, const IncidentAnswer& answer) {
  const auto midnight = parse_time(fmt::format("{}T00:00Z", incident.date), nullptr);
  HAMON_ASSERT(midnight.has_value());
  const Timestamp day{midnight->ns + (answer.day - 1) * 24 * kHour * 1'000};
  return fmt::format("{} {}", format_time(day, TimeZone::utc()).substr(0, 10), answer.clock);
}

SampleTalk talk_of(const Incident& incident, const IncidentFlow& flow, std::uint16_t port) {
  const SampleService& service = sample_service(flow.service);
  SampleTalk talk;
  talk.start = instant(incident, flow.day, flow.clock);
  talk.end = talk.start + flow.minutes * 60 * kMicros;
  talk.initiator = *IpAddress::parse(address_of(incident, flow.from));
  talk.responder = *IpAddress::parse(address_of(incident, flow.to));
  talk.initiator_port = port;
  talk.responder_port = service.port;
  talk.protocol = service.protocol;
  talk.service = service.word;
  talk.out = static_cast<std::uint64_t>(flow.minutes) * 40'000;
  talk.in = static_cast<std::uint64_t>(flow.minutes) * 130'000;
  talk.course = flow.course;
  const auto card = [&](const IpAddress& address) {
    return is_inside(incident, address) ? sample_card(address.text()) : kBorder;
  };
  talk.initiator_card = card(talk.initiator);
  talk.responder_card = card(talk.responder);
  talk.name = service.protocol == protocol::kTcp ? std::string(flow.to) : "update.example";
  return talk;
}

std::string site_file(const Incident& incident) {
  std::string out = fmt::format(
      "# {}\nsite: {{name: {}, timezone: {}}}\nzones:\n",
      "公表された事案を小さくまねた架空の病院 / an invented hospital after a published incident",
      incident.folder, incident.time_zone);
  for (const IncidentZone& zone : incident.zones) {
    out += fmt::format("  {}: {{label: {}, kind: {}, prefixes: [{}]}}\n", zone.name, zone.label,
                       zone.kind, zone.prefix);
  }
  out += "systems:\n";
  for (const IncidentSystem& system : incident.systems) {
    out += fmt::format("  {}: {{addresses: [{}], role: {}{}}}\n", system.name, system.address,
                       system.role, system.more);
  }
  return out + "routers: {border: {macs: [\"" + kBorder.text() + "\"]}}\n" +
         std::string(incident.site_tail);
}

void question(MarkdownDocument& d, const Catalogue& w, const Incident& incident,
              const IncidentQuestion& asked) {
  d.commands({fmt::format("hamon spread {}", asked.arguments)});
  d.row({w.text("earliest"), w.text("system"), w.text("state")});
  d.rule();
  for (const IncidentAnswer& answer : asked.answers) {
    d.row({written(incident, answer), fmt::format("`{}`", answer.system),
           answer.data_only ? w.text("data affected") : w.text("compromised")});
  }
  d.end_table();
}

std::string readme(const Catalogue& w, const Incident& incident, const IncidentText& text) {
  MarkdownDocument d(text.title);
  d.paragraph(text.facts);
  d.paragraph(w.text(message("Believed before: {}", text.belief)));
  d.paragraph(w.text(message("Here in the small: {}", text.model)));
  d.heading(w.text("What to ask, and what must come out"));
  d.commands(
      {"export HAMON_CASE=incident.case", "hamon import --site site.yaml conn.log", "hamon check"});
  for (const IncidentQuestion& asked : incident.questions) {
    question(d, w, incident, asked);
  }
  d.paragraph(text.lesson);
  d.paragraph(w.text(message("Sources: {}", text.sources)));
  return d.text();
}

}  // namespace

std::vector<SampleTalk> talks_of(const Incident& incident) {
  std::vector<SampleTalk> talks;
  std::uint16_t port = 50'000;
  for (const IncidentFlow& flow : incident.flows) {
    talks.push_back(talk_of(incident, flow, port++));
  }
  std::ranges::sort(talks, {}, [](const SampleTalk& t) {
    return std::tuple(t.start, t.initiator, t.initiator_port);
  });
  return talks;
}

std::vector<SampleFile> incident_files(const Catalogue& words) {
  const std::vector<IncidentText> texts = incident_texts(words);
  const std::vector<Incident>& incidents = sample_incidents();
  HAMON_ASSERT(texts.size() == incidents.size());
  MarkdownDocument all(words.text("Published incidents in the small"));
  all.paragraph(
      words.text("What the public reports say, in a handful of systems each. The hospitals here "
                 "are invented copies: addresses, names of systems and most times inside are not "
                 "the real ones."));
  all.row({words.text("folder"), words.text("incident")});
  all.rule();
  std::vector<SampleFile> files;
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    const std::string folder = fmt::format("incidents/{}/", incidents[i].folder);
    files.push_back({folder + "README.md", readme(words, incidents[i], texts[i])});
    files.push_back({folder + "conn.log", zeek_conn_log(talks_of(incidents[i]))});
    files.push_back({folder + "site.yaml", site_file(incidents[i])});
    all.row({fmt::format("[{0}]({0}/README.md)", incidents[i].folder), texts[i].title});
  }
  files.push_back({"incidents/README.md", all.text()});
  return files;
}

}  // namespace hamon
