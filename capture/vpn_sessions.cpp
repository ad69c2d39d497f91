#include "capture/vpn_sessions.hpp"


#include <algorithm>
#include <tuple>
#include <vector>

namespace hamon {
namespace {

constexpr std::size_t kLongestName = 128;  // bytes: lines are hostile

}  // namespace

Binding vpn_binding(const IpAddress& given, const IpAddress& from, const Interval& held,
                    std::uint64_t line) {
  Binding binding;
  binding.kind = BindingKind::VpnClient;
  binding.address = given;
  binding.name = from.text();
  binding.first = held.begin;
  binding.last = std::max(held.begin, held.end);
  binding.first_record = line;
  return binding;
}

void VpnSessions::hand_on(const Session& session, TextLogOutput& out) {
  Binding binding =
      vpn_binding(session.given, session.from, {session.first, session.last}, session.line);
  binding.count = session.told;
  out.binding(std::move(binding));
}

void VpnSessions::begin(std::string_view name, const IpAddress& given, const IpAddress& from,
                        Timestamp time, std::uint64_t line, TextLogOutput& out) {
  constexpr std::size_t kMostGiven = 8;  // of one client
  latest_ = std::max(latest_, time);
  if (given.is_unspecified() || from.is_unspecified() || given == from) {
    return;
  }
  std::string key(name.substr(0, kLongestName));
  if (open_.size() >= kMost && !open_.contains(key)) {
    finish(out);
  }
  std::vector<Session>& sessions = open_[std::move(key)];
  for (Session& session : sessions) {
    if (session.given == given && session.from == from) {
      session.first = std::min(session.first, time);
      session.last = std::max(session.last, time);
      ++session.told;
      return;
    }
  }
  if (!sessions.empty() && (sessions.front().from != from || sessions.size() >= kMostGiven)) {
    for (const Session& session : sessions) {
      hand_on(session, out);
    }
    sessions.clear();
  }
  sessions.push_back({given, from, time, time, line, 1});
}

bool VpnSessions::end(std::string_view name, Timestamp time, TextLogOutput& out) {
  latest_ = std::max(latest_, time);
  const auto known = open_.find(std::string(name.substr(0, kLongestName)));
  if (known == open_.end()) {
    return false;
  }
  for (Session& session : known->second) {
    session.last = std::max(session.last, time);
    hand_on(session, out);
  }
  open_.erase(known);
  return true;
}

void VpnSessions::finish(TextLogOutput& out) {
  std::vector<Session> rest;
  for (const auto& [name, sessions] : open_) {
    rest.insert(rest.end(), sessions.begin(), sessions.end());
  }
  open_.clear();
  std::ranges::sort(rest, [](const Session& a, const Session& b) {
    return std::tie(a.line, a.given, a.from) < std::tie(b.line, b.given, b.from);
  });
  for (Session& session : rest) {
    session.last = std::max(session.last, latest_);
    hand_on(session, out);
  }
}

}  // namespace hamon
