#include "graph/address_timeline.hpp"

#include <algorithm>
#include <array>
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

UnbindingMacs::UnbindingMacs(const IdentityInput& input) {
  for (const SiteRouter& router : input.site.routers) {
    macs_.insert(router.macs.begin(), router.macs.end());
  }
  for (const DeclaredSystem& declared : input.declared) {
    if (declared.system.role == Role::Router) {
      macs_.insert(declared.system.macs.begin(), declared.system.macs.end());
    }
  }
  constexpr std::size_t kMostOfOneFamily = 8;
  std::map<MacAddress, std::array<std::set<IpAddress>, 2>> answered;
  for (const Binding& binding : input.bindings) {
    if (binding.kind == BindingKind::Arp && binding.mac && !binding.address.is_link_local()) {
      auto& family = answered[*binding.mac][binding.address.is_v4() ? 0 : 1];
      if (family.size() <= kMostOfOneFamily) {
        family.insert(binding.address);
      }
    }
  }
  for (const auto& [mac, families] : answered) {
    if (families[0].size() > kMostOfOneFamily || families[1].size() > kMostOfOneFamily) {
      macs_.insert(mac);
    }
  }
}

bool UnbindingMacs::contains(const MacAddress& mac) const {
  return mac.is_group() || mac.is_zero() || mac.is_shared_router() || macs_.contains(mac);
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
    return (a.mac && a.mac == b.mac) || (!a.client_id.empty() && a.client_id == b.client_id) ||
           (owner && owner == owners_.of(b));
  }

  [[nodiscard]] bool binds(const Binding& b) const {
    return (b.mac && !unbinding_.contains(*b.mac)) || !b.client_id.empty();
  }

  static void see(AddressSegment& segment, Timestamp time) {
    segment.observed = true;
    segment.seen = segment.seen ? Interval{std::min(segment.seen->begin, time),
                                           std::max(segment.seen->end, time)}
                                : Interval{time, time};
  }

  void add_address(const IpAddress& address, std::span<const Announcement> announcements,
                   const AddressUse* use) {
    const std::size_t first = segments_.size();
    AddressSegment whole;
    whole.address = address;
    if (const auto owner = owners_.addresses.find(address); owner != owners_.addresses.end()) {
      whole.owner = owner->second;
    }
    segments_.push_back(whole);
    for (const Announcement& a : announcements) {
      if (binds(*a.binding) && is_other(segments_.back(), *a.binding, whole.owner)) {
        cut(a, whole);
      }
      see(segments_.back(), a.time);
      if (binds(*a.binding)) {
        segments_.back().announcements.push_back(a.binding);
      }
    }
    if (use != nullptr) {
      add_use(std::span(segments_).subspan(first), use->seen);
    }
  }

  /// Whether the announcement ends the segment. A declared address leaves its system only for
  /// another declared one, and comes back with the next announcement that is not of that one.
  [[nodiscard]] bool is_other(const AddressSegment& segment, const Binding& b,
                              std::optional<std::size_t> declared) const {
    if (declared) {
      return owners_.of(b).value_or(*declared) != segment.owner;
    }
    return !segment.announcements.empty() && !same_identity(*segment.announcements.back(), b);
  }

  void cut(const Announcement& a, const AddressSegment& whole) {
    AddressSegment next = whole;
    if (whole.owner) {
      next.owner = owners_.of(*a.binding).value_or(*whole.owner);
    }
    segments_.back().to = a.time;
    next.from = a.time;
    segments_.push_back(std::move(next));
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
