#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon::made_event_log {

using Named = std::vector<std::pair<std::string, std::string>>;  // element or Data name, and text

/// One event as Windows writes it.
struct Event {
  std::uint16_t id = 4624;
  std::uint64_t file_time = 0;  // units of 100 ns since 1601
  std::string provider = "Microsoft-Windows-Security-Auditing";
  std::string computer = "EMR-DB1.minato.example";
  Named data;                  // of EventData
  Named user_data;             // of UserData/EventXML
  std::uint64_t logon_id = 0;  // TargetLogonId, where not 0
};

/// Writes an event log of one chunk, laid out as libevtx's description says: the first record holds
/// a template, later ones refer to it; EventData is a value with a fragment of its own.
class Maker {
 public:
  Maker() : chunk_(512, 0) {}

  void add(const Event& event) {
    const std::size_t begin = chunk_.size();
    text("**");
    number(0, 2);
    number(0, 4);  // size, below
    number(++records_, 8);
    number(event.file_time, 8);
    xml(event);
    while ((chunk_.size() - begin + 4) % 8 != 0) {
      number(0, 1);
    }
    const std::size_t size = chunk_.size() - begin + 4;
    patch(begin + 4, size, 4);
    number(size, 4);
    last_ = begin;
  }

  /// The file: its header, and one chunk of 64 KiB.
  [[nodiscard]] std::string file() const {
    std::vector<std::uint8_t> chunk = chunk_;
    const auto put = [&chunk](std::size_t at, std::uint64_t value, std::size_t size) {
      for (std::size_t i = 0; i < size; ++i) {
        chunk[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
      }
    };
    const std::string_view mark("ElfChnk\0", 8);
    std::copy(mark.begin(), mark.end(), chunk.begin());
    put(8, 1, 8);
    put(16, records_, 8);
    put(24, 1, 8);
    put(32, records_, 8);
    put(40, 128, 4);
    put(44, last_, 4);
    put(48, chunk.size(), 4);
    chunk.resize(65'536, 0);
    std::string header("ElfFile\0", 8);
    header.resize(4096, '\0');
    const auto head = [&header](std::size_t at, std::uint64_t value, std::size_t size) {
      for (std::size_t i = 0; i < size; ++i) {
        header[at + i] = static_cast<char>(value >> (8 * i));
      }
    };
    head(24, records_ + 1, 8);
    head(32, 128, 4);
    head(36, 1, 2);
    head(38, 3, 2);
    head(40, 4096, 2);
    head(42, 1, 2);
    return header + std::string(chunk.begin(), chunk.end());
  }

 private:
  void number(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      chunk_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
  }
  void text(std::string_view bytes) { chunk_.insert(chunk_.end(), bytes.begin(), bytes.end()); }
  void wide(std::string_view ascii) {
    for (const char c : ascii) {
      number(static_cast<std::uint8_t>(c), 2);
    }
  }
  void patch(std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      chunk_[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  }
  /// The offset of a name, and the name itself where it is the first time.
  void name(const std::string& word) {
    const auto [entry, is_new] = names_.try_emplace(word, chunk_.size() + 4);
    number(entry->second, 4);
    if (is_new) {
      number(0, 4);
      number(0, 2);
      number(word.size(), 2);
      wide(word);
      number(0, 2);
    }
  }
  /// Opens an element; returns where its size stands.
  std::size_t open(const std::string& word, const Named& attributes = {}, int substituted = -1) {
    const bool has = !attributes.empty();
    number(has ? 0x41 : 0x01, 1);
    number(0xFFFF, 2);
    const std::size_t size = chunk_.size();
    number(0, 4);
    name(word);
    if (has) {
      const std::size_t list = chunk_.size();
      number(0, 4);
      for (std::size_t i = 0; i < attributes.size(); ++i) {
        number(i + 1 < attributes.size() ? 0x46 : 0x06, 1);
        name(attributes[i].first);
        substituted >= 0 ? gap(substituted, 1) : value(attributes[i].second);
      }
      patch(list, chunk_.size() - list - 4, 4);
    }
    number(0x02, 1);
    return size;
  }
  void close(std::size_t size_at) {
    number(0x04, 1);
    patch(size_at, chunk_.size() - size_at - 4, 4);
  }
  void value(std::string_view ascii) {
    number(0x05, 1);
    number(0x01, 1);
    number(ascii.size(), 2);
    wide(ascii);
  }
  void gap(int index, int type) {
    number(0x0D, 1);
    number(static_cast<std::uint64_t>(index), 2);
    number(static_cast<std::uint64_t>(type), 1);
  }
  void header() {
    number(0x0F, 1);
    number(1, 1);
    number(1, 1);
    number(0, 1);
  }
  /// Begins an instance of template `id`; true when its definition follows, which `end` closes.
  bool begin_template(std::uint32_t id) {
    number(0x0C, 1);
    number(1, 1);
    number(id, 4);
    const auto [entry, is_new] = templates_.try_emplace(id, chunk_.size() + 4);
    number(entry->second, 4);
    if (is_new) {
      number(0, 4);
      number(id, 8);  // in place of a GUID
      number(0, 8);
      template_size_.push_back(chunk_.size());
      number(0, 4);
      header();
    }
    return is_new;
  }
  void end_template() {
    number(0x00, 1);
    patch(template_size_.back(), chunk_.size() - template_size_.back() - 4, 4);
    template_size_.pop_back();
  }

  void xml(const Event& event) {
    header();
    if (begin_template(1)) {
      const auto root = open("Event");
      const auto system = open("System");
      const auto provider = open("Provider", {{"Name", ""}}, 0);
      close(provider);
      const auto id = open("EventID");
      gap(1, 6);
      close(id);
      const auto computer = open("Computer");
      gap(2, 1);
      close(computer);
      close(system);
      gap(3, 0x21);
      close(root);
      end_template();
    }
    number(4, 4);
    const std::size_t descriptors = chunk_.size();
    describe(event.provider.size() * 2, 1);
    describe(2, 6);
    describe(event.computer.size() * 2, 1);
    describe(0, 0x21);
    wide(event.provider);
    number(event.id, 2);
    wide(event.computer);
    const std::size_t begin = chunk_.size();
    inner(event);
    patch(descriptors + 12, chunk_.size() - begin, 2);
    number(0x00, 1);
  }
  void describe(std::size_t size, int type) {
    number(size, 2);
    number(static_cast<std::uint64_t>(type), 1);
    number(0, 1);
  }
  void inner(const Event& event) {
    header();
    const bool is_user = !event.user_data.empty();
    const Named& data = is_user ? event.user_data : event.data;
    const std::size_t count = data.size() + (event.logon_id != 0 ? 1 : 0);
    std::uint32_t id = 100;  // one template for each set of names
    for (const auto& [word, text] : data) {
      for (const char c : word) {
        id = id * 31 + static_cast<std::uint8_t>(c);
      }
    }
    if (begin_template(id + (event.logon_id != 0 ? 1U : 0U))) {
      const auto root = open(is_user ? "UserData" : "EventData");
      const auto xml = is_user ? open("EventXML") : 0;
      for (std::size_t i = 0; i < data.size(); ++i) {
        const auto element =
            is_user ? open(data[i].first) : open("Data", {{"Name", data[i].first}});
        gap(static_cast<int>(i), 1);
        close(element);
      }
      if (event.logon_id != 0) {
        const auto element = open("Data", {{"Name", "TargetLogonId"}});
        gap(static_cast<int>(data.size()), 0x15);
        close(element);
      }
      if (is_user) {
        close(xml);
      }
      close(root);
      end_template();
    }
    number(count, 4);
    for (const auto& [word, text] : data) {
      describe(text.size() * 2, 1);
    }
    if (event.logon_id != 0) {
      describe(8, 0x15);
    }
    for (const auto& [word, text] : data) {
      wide(text);
    }
    if (event.logon_id != 0) {
      number(event.logon_id, 8);
    }
    number(0x00, 1);
  }

  std::vector<std::uint8_t> chunk_;
  std::map<std::string, std::size_t> names_;
  std::map<std::uint32_t, std::size_t> templates_;
  std::vector<std::size_t> template_size_;
  std::uint64_t records_ = 0;
  std::size_t last_ = 512;
};

/// 2026-06-09T00:00:00Z and `seconds` more as a FILETIME: 11,644,473,600 s lie between 1601 and
/// 1970.
[[nodiscard]] inline std::uint64_t file_time(std::uint64_t seconds) {
  return (11'644'473'600 + 1'780'963'200 + seconds) * 10'000'000;
}

}  // namespace hamon::made_event_log
