#include "capture/binding_table.hpp"

#include <algorithm>
#include <iterator>

namespace hamon {
namespace {

constexpr std::size_t kMostStays =
    64;  // of one address; further changes go to the last at that MAC

auto order(const Binding& b) {
  return std::tie(b.first_record, b.kind, b.address, b.mac, b.name, b.client_id, b.first, b.last,
                  b.count);
}

void sort(std::vector<Binding>& all) {
  std::ranges::sort(all, [](const Binding& a, const Binding& b) { return order(a) < order(b); });
}

auto said(const Binding& b) {
  return std::tie(b.kind, b.address, b.mac, b.name, b.client_id);
}

void join(Binding& into, const Binding& same) {
  into.first = std::min(into.first, same.first);
  into.last = std::max(into.last, same.last);
  into.first_record = std::min(into.first_record, same.first_record);
  into.count += same.count;
}

}  // namespace

void BindingTable::extend(Binding& binding, Timestamp time) {
  binding.first = std::min(binding.first, time);
  binding.last = std::max(binding.last, time);
  ++binding.count;
}

void BindingTable::start(Binding fact, Timestamp time, std::uint64_t number) {
  fact.first = time;
  fact.last = time;
  fact.count = 1;
  fact.first_record = number;
  bindings_.push_back(std::move(fact));
}

void BindingTable::seen_at_mac(const IpAddress& address, const MacAddress& mac, Timestamp time,
                               std::uint64_t number) {
  if (mac.is_group() || mac.is_zero() || address.is_unspecified() || address.is_multicast() ||
      address.is_limited_broadcast()) {
    return;
  }
  const auto known = at_mac_.find(address);
  if (known != at_mac_.end()) {
    const std::vector<std::size_t>& stays = known->second;
    if (bindings_[stays.back()].mac == mac) {
      extend(bindings_[stays.back()], time);
      return;
    }
    if (stays.size() >= kMostStays) {
      const auto same = std::find_if(stays.rbegin(), stays.rend(),
                                     [&](std::size_t i) { return bindings_[i].mac == mac; });
      same == stays.rend() ? static_cast<void>(++refused_) : extend(bindings_[*same], time);
      return;
    }
  }
  if (bindings_.size() >= most_) {
    ++refused_;
    return;
  }
  at_mac_[address].push_back(bindings_.size());
  Binding fact;
  fact.kind = BindingKind::Arp;
  fact.address = address;
  fact.mac = mac;
  start(std::move(fact), time, number);
}

void BindingTable::add(Binding fact, Timestamp time, std::uint64_t number) {
  Fact key{fact.kind, fact.address, fact.mac.value_or(MacAddress{}), fact.name, fact.client_id};
  if (const auto known = facts_.find(key); known != facts_.end()) {
    extend(bindings_[known->second], time);
    return;
  }
  if (bindings_.size() >= most_) {
    ++refused_;
    return;
  }
  facts_.emplace(std::move(key), bindings_.size());
  start(std::move(fact), time, number);
}

std::vector<Binding> BindingTable::take() {
  std::vector<Binding> all = std::move(bindings_);
  bindings_.clear();
  facts_.clear();
  at_mac_.clear();
  sort(all);
  return all;
}

std::vector<Binding> BindingTable::merge(std::vector<BindingTable>&& tables) {
  std::vector<Binding> all;
  for (BindingTable& table : tables) {
    std::vector<Binding> some = table.take();
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
  }
  std::ranges::sort(all, [](const Binding& a, const Binding& b) { return said(a) < said(b); });
  std::vector<Binding> merged;
  for (Binding& binding : all) {
    const bool known =
        !merged.empty() && binding.kind != BindingKind::Arp && said(merged.back()) == said(binding);
    known ? join(merged.back(), binding) : merged.push_back(std::move(binding));
  }
  sort(merged);
  return merged;
}

}  // namespace hamon
