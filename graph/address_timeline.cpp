#include "graph/address_timeline.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {

DeclaredOwners::DeclaredOwners(std::span<const DeclaredSystem> declared) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    for (const MacAddress& mac : declared[i].system.macs) {
      macs.emplace(mac, i);
    }
    for (const SystemAddress& address : declared[i].system.addresses) {
      addresses.emplace(address.address, i);
    }
  }
}

std::optional<std::size_t> DeclaredOwners::of(const Binding& binding) const {
  if (!binding.mac) {
    return std::nullopt;
  }
  const auto owner = macs.find(*binding.mac);
  return owner == macs.end() ? std::nullopt : std::optional(owner->second);
}

namespace {

/// That an address was said to be somewhere, at one time.
struct Announcement {
  IpAddress address;
  Timestamp time;
  const Binding* binding = nullptr;
};

bool before(const Announcement& a, const Announcement& b) {
  const auto key = [](const Announcement& x) {
    return std::tie(x.address, x.time, x.binding->kind, x.binding->mac, x.binding->client_id,
                    x.binding->name, x.binding->source, x.binding->first_record);
  };
  return key(a) < key(b);
}

bool is_announcement(const Binding& binding) {
  return binding.kind == BindingKind::Arp || binding.kind == BindingKind::Dhcp;
}

/// Announcements of one holder in a row.
struct Run {
  Timestamp from;
  std::optional<std::size_t> owner;       // declared system
  std::vector<const Announcement*> said;  // by time; those that bind nobody too
  const Binding* last = nullptr;          // the last one that binds
  bool contested = false;
};

constexpr std::size_t kMostReturns = 4;
constexpr std::int64_t kReturn = std::int64_t{6} * 3600 * 1'000'000'000;

Timestamp later(Timestamp time, std::int64_t by) {
  return time.ns > INT64_MAX - by ? Timestamp::max() : Timestamp{time.ns + by};
}

class Timeline {
 public:
  Timeline(const IdentityInput& input, const DeclaredOwners& owners, const UnbindingMacs& unbinding)
      : input_(input), owners_(owners), unbinding_(unbinding) {}

  std::vector<AddressSegment> run() {
    collect();
    auto use = input_.uses.begin();
    std::size_t at = 0;
    for (const IpAddress& address : addresses_) {
      while (use != input_.uses.end() && use->address < address) {
        ++use;
      }
      const std::size_t begin = at;
      while (at < announcements_.size() && announcements_[at].address == address) {
        ++at;
      }
      const bool used = use != input_.uses.end() && use->address == address;
      add_address(address, std::span(announcements_).subspan(begin, at - begin),
                  used ? &*use : nullptr);
    }
    return std::move(segments_);
  }

 private:
  void collect() {
    const NoSystemAddresses none(input_.site);
    for (const Binding& binding : input_.bindings) {
      if (is_announcement(binding) && !none.contains(binding.address)) {
        announcements_.push_back({binding.address, binding.first, &binding});
        if (binding.last > binding.first) {
          announcements_.push_back({binding.address, binding.last, &binding});
        }
        addresses_.push_back(binding.address);
      }
    }
    std::sort(announcements_.begin(), announcements_.end(), before);
    for (const AddressUse& use : input_.uses) {
      addresses_.push_back(use.address);
    }
    for (const auto& [address, owner] : owners_.addresses) {
      addresses_.push_back(address);
    }
    std::sort(addresses_.begin(), addresses_.end());
    addresses_.erase(std::unique(addresses_.begin(), addresses_.end()), addresses_.end());
  }

  [[nodiscard]] bool same_identity(const Binding& a, const Binding& b) const {
    const auto owner = owners_.of(a);
    return (a.mac && a.mac == b.mac) ||
           (a.client_id == b.client_id && tells_identity(a.client_id)) ||
           (owner && owner == owners_.of(b));
  }

  [[nodiscard]] bool binds(const Binding& b) const {
    return (b.mac && !unbinding_.contains(*b.mac)) || tells_identity(b.client_id);
  }

  static void see(AddressSegment& segment, Timestamp time) {
    segment.observed = true;
    segment.seen = segment.seen ? Interval{std::min(segment.seen->begin, time),
                                           std::max(segment.seen->end, time)}
                                : Interval{time, time};
  }

  void add_address(const IpAddress& address, std::span<const Announcement> announcements,
                   const AddressUse* use) {
    const auto declared = owners_.addresses.find(address);
    const auto owner = declared == owners_.addresses.end()
                           ? std::nullopt
                           : std::optional<std::size_t>(declared->second);
    const std::vector<Run> runs = settled(runs_of(announcements, owner), owner);
    const std::size_t first = segments_.size();
    for (std::size_t i = 0; i < runs.size(); ++i) {
      AddressSegment segment;
      segment.address = address;
      segment.owner = runs[i].owner;
      segment.contested = runs[i].contested;
      segment.from = runs[i].from;
      segment.to = i + 1 < runs.size() ? runs[i + 1].from : Timestamp::max();
      for (const Announcement* a : runs[i].said) {
        see(segment, a->time);
        if (binds(*a->binding)) {
          segment.announcements.push_back(a->binding);
        }
      }
      segments_.push_back(std::move(segment));
    }
    if (use != nullptr) {
      add_use(std::span(segments_).subspan(first), use->seen);
    }
  }

  [[nodiscard]] std::vector<Run> runs_of(std::span<const Announcement> announcements,
                                         std::optional<std::size_t> declared) const {
    std::vector<Run> runs{{Timestamp::min(), declared, {}, nullptr, false}};
    for (const Announcement& a : announcements) {
      if (binds(*a.binding)) {
        if (is_other(runs.back(), *a.binding, declared)) {
          const auto owner =
              declared ? std::optional(owners_.of(*a.binding).value_or(*declared)) : std::nullopt;
          runs.push_back({a.time, owner, {}, nullptr, false});
        }
        runs.back().last = a.binding;
      }
      runs.back().said.push_back(&a);
    }
    return runs;
  }

  /// Whether the announcement ends the run. A declared address leaves its system only for another
  /// declared one, and comes back with the next announcement that is not of that one.
  [[nodiscard]] bool is_other(const Run& run, const Binding& b,
                              std::optional<std::size_t> declared) const {
    if (declared) {
      return owners_.of(b).value_or(*declared) != run.owner;
    }
    return run.last != nullptr && !same_identity(*run.last, b);
  }

  /// Whether run `i` is, soon, of a holder a few runs before it.
  [[nodiscard]] bool returns(const std::vector<Run>& runs, std::size_t i) const {
    constexpr std::size_t kMostMachines = 4;
    if (i < 2 || later(runs[i - 1].from, kReturn) < runs[i].from) {
      return false;
    }
    for (std::size_t back = 2; back <= std::min(kMostMachines, i); ++back) {
      const Run& before = runs[i - back];
      if (runs[i].owner || before.owner
              ? runs[i].owner == before.owner
              : before.last != nullptr && same_identity(*before.last, *runs[i].last)) {
        return true;
      }
    }
    return false;
  }

  /// The runs, with those that machines claim in turn made one.
  [[nodiscard]] std::vector<Run> settled(std::vector<Run> runs,
                                         std::optional<std::size_t> declared) const {
    std::vector<Run> out;
    for (std::size_t i = 0; i < runs.size();) {
      std::size_t end = i + 2;  // of the runs that return
      while (end < runs.size() && returns(runs, end)) {
        ++end;
      }
      if (end >= i + 2 + kMostReturns + 1) {
        Run together = std::move(runs[i]);
        together.owner = declared;
        together.contested = true;
        for (std::size_t k = i + 1; k < end; ++k) {
          together.said.insert(together.said.end(), runs[k].said.begin(), runs[k].said.end());
        }
        out.push_back(std::move(together));
        i = end;
      } else {
        out.push_back(std::move(runs[i]));
        ++i;
      }
    }
    return out;
  }

  static void add_use(std::span<AddressSegment> segments, const Interval& seen) {
    for (AddressSegment& segment : segments) {
      if (segment.from <= seen.end && seen.begin < segment.to) {
        see(segment, std::max(seen.begin, segment.from));
        see(segment, std::min(seen.end, segment.to));
      }
    }
  }

  const IdentityInput& input_;
  const DeclaredOwners& owners_;
  const UnbindingMacs& unbinding_;
  std::vector<Announcement> announcements_;
  std::vector<IpAddress> addresses_;
  std::vector<AddressSegment> segments_;
};

}  // namespace

std::vector<AddressSegment> address_timeline(const IdentityInput& input,
                                             const DeclaredOwners& owners,
                                             const UnbindingMacs& unbinding) {
  return Timeline(input, owners, unbinding).run();
}

}  // namespace hamon
