#include "capture/hint_matchers.hpp"

#include <algorithm>

namespace hamon::hint {
namespace {

/// RFC 5531, section 9: a call of version 2. Program numbers: RFC 1833, RFC 1813 (nfs, mount), the
/// lock manager and status monitor of NFS 3 (X/Open XNFS).
Hint rpc_call(Bytes message) {
  if (message.size() < 24 || load_u64(message.data() + 4) != 2) {  // call, version 2
    return {};
  }
  const std::uint32_t program = load_u32(message.data() + 12);
  const std::uint32_t version = load_u32(message.data() + 16);
  const std::uint32_t procedure = load_u32(message.data() + 20);
  if (version > 8 || procedure > 64) {
    return {};
  }
  switch (program) {
    case 100'000:
      return {"portmapper", kClient};
    case 100'003:  // nfs
    case 100'005:  // mount
    case 100'021:  // nlockmgr
    case 100'024:  // status
    case 100'227:  // nfs_acl
      return {"nfs", kClient};
    default:
      return program >= 100'000 && program < 400'000 ? Hint{"sunrpc", kClient} : Hint{};
  }
}

}  // namespace

// RFC 5531, section 11: a record mark before the message; here the only fragment of its record.
// NDMP 4, section 2: its own header behind the same mark; the server notifies first.
Hint rpc_tcp(Bytes payload) {
  if (payload.size() < 4 + 24 || payload[0] != 0x80 || payload[1] > 0x10) {
    return {};
  }
  const Bytes message = payload.subspan(4);
  constexpr std::uint32_t kNotifyConnected = 0x502;
  if (load_u32(payload.data()) - 0x8000'0000U == message.size() && message.size() >= 36 &&
      load_u32(message.data() + 8) == 0 && load_u32(message.data() + 12) == kNotifyConnected) {
    return {"ndmp", kServer};
  }
  return rpc_call(message);
}

Hint rpc_udp(Bytes payload) {
  return rpc_call(payload);
}

// RFC 7143, sections 11.12 and 11.13: the header of a login, then its keys in text (13.3 to 13.9).
Hint iscsi(Bytes payload) {
  constexpr std::size_t kHeader = 48;
  if (payload.size() < kHeader + 4 || load_u16(payload.data() + 2) != 0 || payload[4] != 0) {
    return {};
  }
  const std::string_view text = as_text(payload.subspan(kHeader)).substr(0, 512);
  if (payload[0] == 0x43) {
    return text.find("InitiatorName=") != text.npos ? Hint{"iscsi", kClient} : Hint{};
  }
  return payload[0] == 0x23 && text.find("TargetPortalGroupTag=") != text.npos
             ? Hint{"iscsi", kServer}
             : Hint{};
}

// rsync's daemon greets and is greeted alike (rsyncd protocol, clientserver.c).
Hint rsync(Bytes payload) {
  return has_bytes(payload, 0, "@RSYNCD: ") && payload.size() > 9 &&
                 is_digit(static_cast<char>(payload[9]))
             ? Hint{"rsync", kEither}
             : Hint{};
}

// HP PJL Technical Reference, chapter 2: the universal exit language, which opens a job.
Hint printer_language(Bytes payload) {
  return begins(payload, "\x1B%-12345X") ? Hint{"print", kClient} : Hint{};
}

// RFC 1179, section 5: a command, a queue, a line feed.
Hint lpd(Bytes payload) {
  if (payload.size() < 3 || payload[0] < 1 || payload[0] > 5) {
    return {};
  }
  const std::string_view line = as_text(payload).substr(1, 128);
  const auto end = line.find('\n');
  const auto plain = [](char c) { return c >= ' ' && c < 0x7F; };
  return end != line.npos && end > 0 && std::ranges::all_of(line.substr(0, end), plain)
             ? Hint{"print", kClient}
             : Hint{};
}

}  // namespace hamon::hint
