#include "render/doctor_text.hpp"

#include "render/text_parts.hpp"
#include "render/text_width.hpp"
#include "render/words.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint64_t kLittleRoom = 1'000'000'000;  // bytes

class Checks {
 public:
  explicit Checks(const TextContext& context) : lines_(context), context_(context) {}

  void good(const Message& what) { line(message("ok"), Ink::Green, what); }
  void bad(const Message& what, const Message& hint) {
    line(message("attention"), Ink::Yellow, what);
    lines_.say(message("hint: {}", context_.catalogue.text(hint)), 4);
  }
  void head(const Message& what) { lines_.head(what); }
  [[nodiscard]] const std::string& str() const { return lines_.str(); }

 private:
  void line(const Message& state, Ink ink, const Message& what) {
    const std::string word = context_.catalogue.text(state);
    lines_.add("  " + paint(context_, ink, word) + ": " + context_.catalogue.text(what) + "\n");
  }
  Lines lines_;
  const TextContext& context_;
};

bool can_hear(const MachineReport& r) {
  return std::any_of(r.interfaces.begin(), r.interfaces.end(),
                     [](const auto& i) { return i.up && i.carrier && !i.loopback; });
}

void add_interfaces(Checks& checks, const MachineReport& r) {
  checks.head(message("Interfaces"));
  for (const auto& i : r.interfaces) {
    const std::string name = printable(i.name);
    if (i.loopback) {
      continue;
    }
    if (i.up && i.carrier) {
      checks.good(message("{}: up, with carrier", name));
    } else if (i.up) {
      checks.bad(message("{}: up, without carrier", name),
                 message("is the cable in, and is the port of the switch enabled?"));
    } else {
      checks.bad(message("{}: down", name),
                 message("ip link set {} up, without giving it an address, is enough", name));
    }
  }
  if (!can_hear(r)) {
    checks.bad(message("no interface besides loopback can be listened to now"),
               message("captures of other machines can be read with hamon import"));
  }
}

void add_rights(Checks& checks, const MachineReport& r) {
  checks.head(message("Permissions"));
  if (r.may_listen) {
    checks.good(message("this user may listen on interfaces (CAP_NET_RAW)"));
  } else {
    checks.bad(message("this user may not listen on interfaces"),
               message("run it as root, or give the program the capability CAP_NET_RAW: "
                       "privileges are dropped as soon as the interface is open"));
  }
  if (r.may_write_case) {
    checks.good(r.case_exists ? message("the case {} can be written", printable(r.case_path))
                              : message("a case {} can be made", printable(r.case_path)));
  } else {
    checks.bad(message("the case {} cannot be written", printable(r.case_path)),
               message("writing needs permission for the file and for its folder"));
  }
}

void add_disk_and_clock(Checks& checks, const MachineReport& r) {
  checks.head(message("Disk and clock"));
  if (r.free_bytes) {
    const Message room = message("{} free where the case lies", bytes_words(*r.free_bytes));
    if (*r.free_bytes < kLittleRoom) {
      checks.bad(room, message("a case grows with the number of conversations; free some space"));
    } else {
      checks.good(room);
    }
  }
  const std::string now = format_time(r.now, TimeZone::utc());
  if (r.clock_is_behind) {
    checks.bad(message("the clock shows {}", now),
               message("set the clock, e.g. with timedatectl, before capturing"));
  } else if (r.synchronised && *r.synchronised == "no") {
    checks.bad(message("the clock shows {} and is not synchronised", now),
               message("compare it with a time server; times in the case are this clock's"));
  } else {
    checks.good(message("the clock shows {}", now));
  }
}

void add_parts(Checks& checks, const MachineReport& r) {
  checks.head(message("Parts of the program"));
  for (const auto& [name, version] : r.libraries) {
    checks.good(message("{}, version {}", name, version));
  }
  if (r.has_time_zones) {
    checks.good(message("time zones are installed"));
  } else {
    checks.bad(message("time zones are missing"), message("install the package {}", "tzdata"));
  }
  if (!r.font.empty()) {
    checks.good(message("font for PDF and PNG: {}", r.font));
  } else {
    checks.bad(message("no font for PDF and PNG was found"),
               message("install the package {}", "fonts-ipaexfont-gothic"));
  }
}

}  // namespace

bool has_trouble(const MachineReport& r) {
  return !can_hear(r) || !r.may_listen || !r.may_write_case ||
         r.free_bytes.value_or(kLittleRoom) < kLittleRoom || r.clock_is_behind ||
         r.synchronised.value_or("yes") == "no" || !r.has_time_zones || r.font.empty();
}

std::string doctor_text(const TextContext& context, const MachineReport& report) {
  Checks checks(context);
  add_interfaces(checks, report);
  add_rights(checks, report);
  add_disk_and_clock(checks, report);
  add_parts(checks, report);
  return checks.str();
}

}  // namespace hamon
