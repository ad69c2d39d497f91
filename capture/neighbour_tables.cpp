#include "capture/address_readers.hpp"
#include "capture/log_words.hpp"
#include "capture/zeek_row.hpp"

#include <array>

// Cisco, "IP Addressing Commands" (show ip arp) and "LAN Switching Commands" (show mac
// address-table); AlaxalA, "運用コマンドレファレンス" (show ip arp, show mac-address-table).

namespace hamon {
namespace {

/// A prompt or another line of a session: a table ends there.
bool ends_table(std::string_view line) {
  const auto mark = line.find_first_of("#>");
  return mark != std::string_view::npos && mark < 64 &&
         line.substr(0, mark).find(' ') == std::string_view::npos;
}

class ArpTableReader : public AddressReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "arp-table"; }
  [[nodiscard]] bool begins(std::string_view line) const override {
    const bool cisco = line.find("Protocol") != std::string_view::npos &&
                       line.find("Hardware Addr") != std::string_view::npos;
    const bool alaxala = line.find("IP Address") != std::string_view::npos &&
                         line.find("Linklayer Address") != std::string_view::npos;
    return cisco || alaxala;
  }
  [[nodiscard]] std::optional<LineFate> read(std::string_view line, AddressOutput& out) override;

 private:
  bool in_table_ = false;
};

std::optional<LineFate> ArpTableReader::read(std::string_view line, AddressOutput& out) {
  if (begins(line)) {
    in_table_ = true;
    return std::nullopt;
  }
  if (ends_table(line)) {
    in_table_ = false;
  }
  if (!in_table_) {
    return std::nullopt;
  }
  std::string_view word = take_word(line);
  if (word == "Internet") {  // Cisco: protocol, address, age, MAC
    word = take_word(line);
    const std::string_view address = word;
    (void)take_word(line);
    word = address;
  } else if (!zeek_address(word)) {
    return std::nullopt;  // sums, notes
  }
  const auto address = zeek_address(word);
  if (!address) {
    return LineFate::BadAddress;
  }
  const std::string_view at = take_word(line);
  const auto mac = zeek_mac(at);
  if (!mac) {
    return has_word(at, "incomplete") || at == "-" ? LineFate::NothingToKeep : LineFate::BadAddress;
  }
  Binding binding;
  binding.kind = BindingKind::Arp;
  binding.address = *address;
  binding.mac = mac;
  out.now(std::move(binding));
  return LineFate::Used;
}

class MacTableReader : public AddressReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "mac-table"; }
  [[nodiscard]] bool begins(std::string_view line) const override {
    const bool cisco = has_word(line, "mac address ") && has_word(line, "vlan") &&
                       has_word(line, "type") && has_word(line, "ports");
    const bool alaxala = line.find("MAC address") != std::string_view::npos &&
                         line.find("Port-list") != std::string_view::npos;
    return cisco || alaxala;
  }
  /// Which card is plugged in where; without an address nothing can be bound.
  [[nodiscard]] std::optional<LineFate> read(std::string_view line,
                                             AddressOutput& /*out*/) override {
    for (int i = 0; i < 3; ++i) {
      if (zeek_mac(take_word(line))) {
        return LineFate::NothingToKeep;
      }
    }
    return std::nullopt;
  }
};

}  // namespace

std::unique_ptr<AddressReader> make_arp_table_reader() {
  return std::make_unique<ArpTableReader>();
}

std::unique_ptr<AddressReader> make_mac_table_reader() {
  return std::make_unique<MacTableReader>();
}

}  // namespace hamon
