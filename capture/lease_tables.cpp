#include "capture/address_readers.hpp"
#include "capture/event_message.hpp"
#include "capture/host_name.hpp"
#include "capture/log_time.hpp"
#include "capture/log_words.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

// Microsoft, class DhcpServerv4Lease and "Netsh commands for DHCP"; ISC, dhcpd.leases(5); Yamaha,
// RTX command reference, "show status dhcp".

namespace hamon {
namespace {

/// A host name where the text is one; nothing is told by less.
std::string lease_name(std::string_view text) {
  auto name = plain_host_name(text);
  return name && !is_address_text(*name) ? *std::move(name) : std::string();
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

Binding lease_of(const IpAddress& address) {
  Binding binding;
  binding.kind = BindingKind::Dhcp;
  binding.address = address;
  return binding;
}

class WindowsLeaseReader : public AddressReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "dhcp-leases"; }
  [[nodiscard]] bool begins(std::string_view line) const override {
    return line.size() < 2048 && line.find("IPAddress") != std::string_view::npos &&
           line.find("ClientId") != std::string_view::npos &&
           line.find("AddressState") != std::string_view::npos && line.find(',') != line.npos;
  }
  [[nodiscard]] std::optional<LineFate> read(std::string_view line, AddressOutput& out) override;

 private:
  enum Column : std::uint8_t { Address, Client, Name, State };
  std::array<std::size_t, 4> places_{};
  std::size_t columns_ = 0;
};

std::optional<LineFate> WindowsLeaseReader::read(std::string_view line, AddressOutput& out) {
  constexpr std::array<std::string_view, 4> kNames = {"IPAddress", "ClientId", "HostName",
                                                      "AddressState"};
  const auto cells = csv_cells(line, ',');
  if (begins(line)) {
    columns_ = cells.size();
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      places_[i] = static_cast<std::size_t>(std::ranges::find(cells, kNames[i]) - cells.begin());
    }
    return std::nullopt;
  }
  if (cells.size() < columns_) {
    return LineFate::WrongColumns;
  }
  const auto cell = [&](Column column) {
    return places_[column] < cells.size() ? std::string_view(cells[places_[column]])
                                          : std::string_view{};
  };
  const auto address = zeek_address(cell(Address));
  if (!address) {
    return LineFate::BadAddress;
  }
  const std::string_view state = cell(State);
  if (!state.empty() && !state.starts_with("Active")) {  // offered, expired, reserved and unused
    return LineFate::NothingToKeep;
  }
  Binding binding = lease_of(*address);
  binding.mac = zeek_mac(cell(Client));
  binding.name = lease_name(cell(Name));
  if (!binding.mac && binding.name.empty()) {
    return LineFate::NothingToKeep;
  }
  out.now(std::move(binding));
  return LineFate::Used;
}

/// `10.1.2.7 - 255.255.255.0 - 00-00-5e-00-53-07 - 2026/06/10 9:00:00 -D - ws-7`: by shape, since
/// the words above it are localised.
class NetshReader : public AddressReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "dhcp-leases"; }
  [[nodiscard]] bool begins(std::string_view line) const override {
    Row row;
    return take(line, row);
  }
  [[nodiscard]] std::optional<LineFate> read(std::string_view line, AddressOutput& out) override {
    Row row;
    if (!take(line, row)) {
      return std::nullopt;
    }
    Binding binding = lease_of(row.address);
    binding.mac = row.mac;
    binding.name = lease_name(row.name);
    out.now(std::move(binding));
    return LineFate::Used;
  }

 private:
  struct Row {
    IpAddress address;
    std::optional<MacAddress> mac;
    std::string_view name;
  };

  /// Takes what stands before the next ` -`.
  static std::string_view take_cell(std::string_view& line) {
    const auto end = line.find(" -");
    const std::string_view cell = trimmed(line.substr(0, end));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 2);
    return cell;
  }
  static bool take(std::string_view line, Row& row) {
    const auto address = zeek_address(take_cell(line));
    const std::string_view mask = take_cell(line);
    row.mac = zeek_mac(take_cell(line));
    if (!address || !address->is_v4() || !mask.starts_with("255.") || !row.mac) {
      return false;
    }
    row.address = *address;
    (void)take_cell(line);  // when it ends
    // `D` says a lease; a name may hold ` -` no more than a mask does.
    const std::string_view type = take_cell(line);
    row.name = type.size() <= 1 ? trimmed(line) : std::string_view{};
    return true;
  }
};

class IscLeaseReader : public AddressReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "dhcp-leases"; }
  [[nodiscard]] bool begins(std::string_view line) const override {
    return lease_address(line).has_value();
  }
  [[nodiscard]] std::optional<LineFate> read(std::string_view line, AddressOutput& out) override;
  void finish(AddressOutput& /*out*/) override { lease_.reset(); }

 private:
  static std::optional<IpAddress> lease_address(std::string_view line) {
    if (take_word(line) != "lease") {
      return std::nullopt;
    }
    const auto address = zeek_address(take_word(line));
    return trimmed(line) == "{" ? address : std::nullopt;
  }
  /// `starts 2 2026/06/09 00:00:10;`, `starts epoch 1780963210; # …`, `never;`.
  static std::optional<Timestamp> time_in(std::string_view text) {
    const std::string_view first = take_word(text);
    if (first == "epoch") {
      const std::string_view digits = take_word(text);
      const auto seconds = zeek_count(digits.substr(0, digits.find(';')));
      return seconds && *seconds < 9'000'000'000
                 ? std::optional(Timestamp::from_seconds(static_cast<std::int64_t>(*seconds)))
                 : std::nullopt;
    }
    text = trimmed(text);
    const auto time = take_time(text);
    const auto utc = time ? time->civil.as_utc() : std::nullopt;
    return utc ? std::optional(Timestamp{*utc}) : std::nullopt;
  }
  [[nodiscard]] LineFate hand_on(AddressOutput& out);

  std::optional<Binding> lease_;
  std::optional<Timestamp> starts_;
  std::optional<Timestamp> last_seen_;
  bool is_lease_ = true;  // not one that was abandoned or is free and never was held
};

LineFate IscLeaseReader::hand_on(AddressOutput& out) {
  Binding binding = *std::exchange(lease_, std::nullopt);
  if (!is_lease_ || (!binding.mac && binding.name.empty() && binding.client_id.empty())) {
    return LineFate::NothingToKeep;
  }
  if (!starts_) {
    return LineFate::BadTime;
  }
  binding.first = *starts_;
  binding.last = std::max(*starts_, last_seen_.value_or(*starts_));
  out.then(std::move(binding));
  return LineFate::Used;
}

std::optional<LineFate> IscLeaseReader::read(std::string_view line, AddressOutput& out) {
  if (const auto address = lease_address(line)) {
    const bool cut = lease_.has_value();
    lease_ = lease_of(*address);
    starts_.reset();
    last_seen_.reset();
    is_lease_ = true;
    return cut ? std::optional(LineFate::CutOff) : std::nullopt;
  }
  if (!lease_) {
    return std::nullopt;
  }
  std::string_view rest = line;
  const std::string_view word = take_word(rest);
  if (word == "}") {
    return hand_on(out);
  }
  const std::string_view value = trimmed(rest.substr(0, rest.find(';')));
  if (word == "starts") {
    starts_ = time_in(rest);
  } else if (word == "cltt") {
    last_seen_ = time_in(rest);
  } else if (word == "hardware" && value.starts_with("ethernet ")) {
    lease_->mac = zeek_mac(value.substr(9));
  } else if (word == "client-hostname" && value.size() > 2) {
    lease_->name = lease_name(value.substr(1, value.size() - 2));
  } else if (word == "binding" && value == "state abandoned") {
    is_lease_ = false;
  }
  return std::nullopt;
}

/// Lines of a label and a value, over three of which a lease goes: the address, the client's
/// identifier with its type in parentheses, the name.
class YamahaLeaseReader : public AddressReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "dhcp-leases"; }
  [[nodiscard]] bool begins(std::string_view line) const override {
    return trimmed(line).starts_with("DHCPスコープ番号:") ||
           trimmed(line).starts_with("DHCP Scope number:");
  }
  [[nodiscard]] std::optional<LineFate> read(std::string_view line, AddressOutput& out) override;
  void finish(AddressOutput& out) override { hand_on(out); }

 private:
  void hand_on(AddressOutput& out) {
    if (lease_) {
      out.now(*std::exchange(lease_, std::nullopt));
    }
  }
  void read_client(std::string_view value);

  std::optional<IpAddress> address_;  // of the line before a client's
  std::optional<Binding> lease_;
};

/// `(01) 00 00 5e 00 53 07`: type 1 is Ethernet (RFC 2132, section 9.14).
void YamahaLeaseReader::read_client(std::string_view value) {
  constexpr std::size_t kMost = 512;
  lease_ = lease_of(*address_);
  std::string digits;
  for (const char c : value.substr(value.find('(') + 1, kMost)) {
    if (c != ' ' && c != ')') {
      digits.push_back(c);
    }
  }
  digits = lower_case(digits);
  if (digits.starts_with("01") && digits.size() == 14) {
    lease_->mac = MacAddress::parse(digits.substr(2));
  }
  if (digits.find_first_not_of("0123456789abcdef") == std::string::npos) {
    lease_->client_id = digits;
  }
}

std::optional<LineFate> YamahaLeaseReader::read(std::string_view line, AddressOutput& out) {
  const auto colon = line.find(": ");
  if (begins(line) || colon == std::string_view::npos) {
    address_.reset();
    hand_on(out);
    return std::nullopt;
  }
  const std::string_view value = trimmed(line.substr(colon + 2));
  if (const auto address = zeek_address(value)) {
    address_ = address;
    hand_on(out);
    return std::nullopt;
  }
  if (value.starts_with('(') && address_) {
    read_client(value);
    address_.reset();
    return LineFate::Used;  // a lease is this line; its name may follow
  }
  if (lease_ && lease_->name.empty()) {
    const std::string_view label = trimmed(line.substr(0, colon));
    if (label == "ホスト名" || has_word(label, "Host Name")) {
      lease_->name = lease_name(value);
    }
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<AddressReader> make_windows_lease_reader() {
  return std::make_unique<WindowsLeaseReader>();
}

std::unique_ptr<AddressReader> make_netsh_reader() {
  return std::make_unique<NetshReader>();
}

std::unique_ptr<AddressReader> make_isc_lease_reader() {
  return std::make_unique<IscLeaseReader>();
}

std::unique_ptr<AddressReader> make_yamaha_lease_reader() {
  return std::make_unique<YamahaLeaseReader>();
}

}  // namespace hamon
