#include "capture/dns_message.hpp"

#include "capture/host_name.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kMostNameBytes = 255;  // RFC 1035, section 2.3.4
constexpr int kMostPointers = 32;
constexpr int kMostRecords = 64;  // of one message that are looked at
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeCname = 5;
constexpr std::uint16_t kTypePtr = 12;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint16_t kTypeSrv = 33;

/// A domain name as text; `readable` is false where the bytes are none.
struct Name {
  std::string text;
  bool readable = false;
};

// RFC 1035, section 4.1.4. Pointers lead backwards only, so that none can lead round.
Name name_at(Bytes message, std::size_t at, std::size_t* after) {
  Name name;
  std::size_t limit = at;
  for (int pointers = 0; at < message.size() && pointers <= kMostPointers;) {
    const std::uint8_t length = message[at];
    if (length == 0) {
      if (pointers == 0 && after != nullptr) {
        *after = at + 1;
      }
      name.readable = true;
      return name;
    }
    if ((length & 0xC0) == 0xC0) {
      if (at + 2 > message.size()) {
        break;
      }
      if (pointers++ == 0 && after != nullptr) {
        *after = at + 2;
      }
      at = load_u16(message.data() + at) & 0x3FFFU;
      if (at >= limit) {
        break;
      }
      limit = at;
      continue;
    }
    if (length > 63 || at + 1 + length > message.size() ||
        name.text.size() + length > kMostNameBytes) {
      break;
    }
    if (!name.text.empty()) {
      name.text.push_back('.');
    }
    name.text.append(as_text(message.subspan(at + 1, length)));
    at += std::size_t{1} + length;
  }
  return {};
}

// Query or response of a kind in use: opcode up to UPDATE, the reserved bit clear.
bool plausible(Bytes bytes) {
  if (bytes.size() < kHeaderBytes) {
    return false;
  }
  const unsigned opcode = (bytes[2] >> 3) & 0x0FU;
  const std::uint16_t questions = load_u16(bytes.data() + 4);
  const std::uint16_t answers = load_u16(bytes.data() + 6);
  return opcode <= 5 && (bytes[3] & 0x40) == 0 && questions <= 64 && questions + answers > 0;
}

void add_name(DnsMessage& message, const std::string& text) {
  std::optional<std::string> name = plain_host_name(text);
  if (name && std::ranges::find(message.names, *name) == message.names.end()) {
    message.names.push_back(std::move(*name));
  }
}

void add_host(DnsMessage::Host host, std::vector<DnsMessage::Host>& hosts) {
  if (std::optional<std::string> name = plain_host_name(host.name)) {
    hosts.push_back({std::move(*name), host.address});
  }
}

/// A resource record; `data_at` is where its data begin in the message.
struct Record {
  std::string owner;
  std::uint16_t type = 0;
  std::size_t data_at = 0;
  Bytes data;
};

/// The record at `at`, which moves behind it; nothing where the message ends.
std::optional<Record> record_at(Bytes bytes, std::size_t& at) {
  Name owner = name_at(bytes, at, &at);
  if (!owner.readable || at + 10 > bytes.size()) {
    return std::nullopt;
  }
  Record record{std::move(owner.text), load_u16(bytes.data() + at), at + 10, {}};
  const std::size_t length = load_u16(bytes.data() + at + 8);
  if (length > bytes.size() - record.data_at) {
    return std::nullopt;
  }
  record.data = bytes.subspan(record.data_at, length);
  at = record.data_at + length;
  return record;
}

std::optional<IpAddress> address_in(const Record& record) {
  const auto raw = std::as_bytes(record.data);
  if (record.type == kTypeA && raw.size() == 4) {
    return IpAddress::v4(raw.first<4>());
  }
  return record.type == kTypeAaaa && raw.size() == 16
             ? std::optional(IpAddress::v6(raw.first<16>()))
             : std::nullopt;
}

/// Reads records in their order; an alias leads from the question on.
class RecordReader {
 public:
  RecordReader(Bytes bytes, std::string_view question, DnsMessage& message)
      : bytes_(bytes), message_(message), asked_{lower_case(question)} {}

  void read(const Record& record, bool answers) {
    if (const auto address = address_in(record)) {
      add_host({record.owner, *address}, message_.hosts);
      if (answers) {
        add_name(message_, record.owner);
        if (is_asked(record.owner)) {
          message_.addresses.push_back(*address);
        }
      }
    } else if (record.type == kTypeSrv && record.data.size() > 6) {
      if (auto target = plain_host_name(name_at(bytes_, record.data_at + 6, nullptr).text)) {
        message_.targets.push_back(std::move(*target));
      }
    } else if (answers && record.type == kTypeCname) {
      const std::string alias = name_at(bytes_, record.data_at, nullptr).text;
      add_name(message_, record.owner);
      add_name(message_, alias);
      if (is_asked(record.owner)) {
        asked_.push_back(lower_case(alias));
      }
    } else if (answers && record.type == kTypePtr) {
      if (const auto turned = address_of_reverse_name(lower_case(record.owner))) {
        add_host({name_at(bytes_, record.data_at, nullptr).text, *turned}, message_.reverse);
      }
    }
  }

 private:
  [[nodiscard]] bool is_asked(const std::string& owner) const {
    return std::ranges::find(asked_, lower_case(owner)) != asked_.end();
  }

  Bytes bytes_;
  DnsMessage& message_;
  std::vector<std::string> asked_;  // the question, then what its aliases lead to
};

int digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<IpAddress> v6_of_nibbles(std::string_view nibbles) {
  std::array<std::byte, 16> bytes{};
  if (nibbles.size() != 63) {  // 32 digits with dots between
    return std::nullopt;
  }
  for (std::size_t i = 0; i < 32; ++i) {
    const int value = digit(nibbles[2 * i]);
    if (value < 0 || (i < 31 && nibbles[2 * i + 1] != '.')) {
      return std::nullopt;
    }
    bytes[15 - i / 2] |= static_cast<std::byte>(value << (i % 2 == 0 ? 0 : 4));
  }
  return IpAddress::v6(bytes);
}

}  // namespace

std::optional<IpAddress> address_of_reverse_name(std::string_view name) {
  constexpr std::string_view kV4 = ".in-addr.arpa";
  constexpr std::string_view kV6 = ".ip6.arpa";
  if (name.ends_with(kV6)) {
    return v6_of_nibbles(name.substr(0, name.size() - kV6.size()));
  }
  if (!name.ends_with(kV4)) {
    return std::nullopt;
  }
  std::string turned;
  for (std::string_view left = name.substr(0, name.size() - kV4.size()); !left.empty();) {
    const auto dot = left.rfind('.');
    turned.append(turned.empty() ? "" : ".")
        .append(left.substr(dot == std::string_view::npos ? 0 : dot + 1));
    left = left.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  const auto address = IpAddress::parse(turned);
  return address && address->is_v4() ? address : std::nullopt;
}

std::optional<DnsMessage> DnsMessage::parse(Bytes bytes) {
  if (!plausible(bytes)) {
    return std::nullopt;
  }
  DnsMessage message;
  message.response = (bytes[2] & 0x80) != 0;
  message.opcode = static_cast<std::uint8_t>((bytes[2] >> 3) & 0x0F);
  const int questions = load_u16(bytes.data() + 4);
  const int answers = load_u16(bytes.data() + 6);
  const int all = answers + load_u16(bytes.data() + 8) + load_u16(bytes.data() + 10);
  std::string question;
  std::size_t at = kHeaderBytes;
  for (int i = 0; i < questions; ++i) {
    const Name name = name_at(bytes, at, &at);
    if (!name.readable) {
      // Nothing of it can be read as DNS; a message cut behind its first question still can.
      return i == 0 ? std::nullopt : std::optional(message);
    }
    add_name(message, name.text);
    if (i == 0) {
      message.question = plain_host_name(name.text);
      question = name.text;
    }
    at += 4;
  }
  RecordReader reader(bytes, question, message);
  for (int i = 0; i < std::min(all, kMostRecords) && at < bytes.size(); ++i) {
    const std::optional<Record> record = record_at(bytes, at);
    if (!record) {
      break;
    }
    reader.read(*record, i < answers);
  }
  if (!message.question) {
    message.addresses.clear();
  }
  return message;
}

}  // namespace hamon
