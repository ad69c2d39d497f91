#pragma once

#include "base/catalogue.hpp"
#include "samples/sample_files.hpp"
#include "samples/sample_talk.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// A zone of an incident's site file: one prefix.
struct IncidentZone {
  std::string_view name;
  std::string_view label;
  std::string_view kind;
  std::string_view prefix;
};

struct IncidentSystem {
  std::string_view name;
  std::string_view address;
  std::string_view role;
  std::string_view more;  ///< further keys of the site file, with a comma before
};

/// Who talked to whom: names of systems, or addresses outside.
struct IncidentFlow {
  std::string_view from;
  std::string_view to;
  std::string_view service;
  int day = 1;
  std::string_view clock;  ///< `HH:MM`
  int minutes = 1;
  TalkCourse course = TalkCourse::Whole;
};

/// One line of an expected answer: a system, and when at the earliest.
struct IncidentAnswer {
  std::string_view system;
  int day = 1;
  std::string_view clock;
  bool data_only = false;  ///< its data, not itself
};

/// `hamon spread` with these arguments must name exactly these systems.
struct IncidentQuestion {
  std::string_view arguments;
  std::vector<IncidentAnswer> answers;
};

/// A published incident in the small.
struct Incident {
  std::string_view folder;
  std::string_view date;       ///< of day 1
  std::string_view time_zone;  ///< IANA name
  int offset_hours = 9;        ///< east of Greenwich on day 1
  int summer_from_day = 0;     ///< one hour more from this day on; 0: never
  std::vector<IncidentZone> zones;
  std::vector<IncidentSystem> systems;
  std::string_view site_tail;  ///< services, sensors, claims, events
  std::vector<IncidentFlow> flows;
  std::vector<IncidentQuestion> questions;
};

/// After published reports, in a fixed order.
[[nodiscard]] const std::vector<Incident>& sample_incidents();

/// What a README says of an incident, in one language.
struct IncidentText {
  std::string title;
  std::string facts;   ///< as published, in our own words
  std::string belief;  ///< what the hospital took for granted
  std::string model;   ///< what the folder holds of it
  std::string lesson;
  std::string sources;
};
/// One for each of `sample_incidents()`, in their order.
[[nodiscard]] std::vector<IncidentText> incident_texts(const Catalogue& words);

/// The conversations of an incident, sorted by start.
[[nodiscard]] std::vector<SampleTalk> talks_of(const Incident& incident);

/// `incidents/README.md`, and of each incident `conn.log`, `site.yaml`, `README.md`.
[[nodiscard]] std::vector<SampleFile> incident_files(const Catalogue& words);

}  // namespace hamon
