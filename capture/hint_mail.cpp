#include "capture/hint_matchers.hpp"

namespace hamon::hint {

// SMTP (RFC 5321, 4.2), FTP (RFC 959, 5.4), POP3 (RFC 1939, 4), IMAP (RFC 3501, 7.1). Each says its
// own name in the greeting; a greeting alone is too little.
Hint mail_or_ftp(Bytes payload) {
  const std::string_view line = first_line(payload);
  if (line.starts_with("220")) {
    const bool smtp = line.find("SMTP") != std::string_view::npos;
    const bool ftp = line.find("FTP") != std::string_view::npos ||
                     line.find("FileZilla Server") != std::string_view::npos;
    return smtp != ftp ? Hint{smtp ? "smtp" : "ftp", kServer} : Hint{};
  }
  if (line.starts_with("EHLO ") || line.starts_with("HELO ")) {
    return {"smtp", kClient};
  }
  if (line.starts_with("+OK ") && line.find("POP3") != std::string_view::npos) {
    return {"pop3", kServer};
  }
  return line.starts_with("* OK") && line.find("IMAP") != std::string_view::npos
             ? Hint{"imap", kServer}
             : Hint{};
}

// RFC 959, sections 4.1 and 5.4; RFC 4217, section 4: on its port the first words are enough.
Hint ftp_on_its_port(Bytes payload) {
  return begins(payload, "220 ") || begins(payload, "220-")        ? Hint{"ftp", kServer}
         : begins(payload, "USER ") || begins(payload, "AUTH TLS") ? Hint{"ftp", kClient}
                                                                   : Hint{};
}

// RFC 5321, section 4.2.
Hint smtp_on_its_port(Bytes payload) {
  return begins(payload, "220 ") || begins(payload, "220-") || begins(payload, "554 ")
             ? Hint{"smtp", kServer}
             : Hint{};
}

// RFC 1939, sections 4 and 7; RFC 2449, section 5.
Hint pop3_on_its_port(Bytes payload) {
  return begins(payload, "+OK")                                    ? Hint{"pop3", kServer}
         : begins(payload, "USER ") || begins(payload, "CAPA\r\n") ? Hint{"pop3", kClient}
                                                                   : Hint{};
}

// AMQP 0-9-1, section 4.2.2, and 1.0, section 2.2: the protocol header.
Hint amqp(Bytes payload) {
  if (payload.size() < 8 || !begins(payload, "AMQP")) {
    return {};
  }
  const std::uint32_t version = load_u32(payload.data() + 4);
  const bool known = version == 0x00000901 || version == 0x01010009 || version == 0x0101000A ||
                     version == 0x01010800 || version == 0x00010000 || version == 0x02010000 ||
                     version == 0x03010000;
  return known ? Hint{"amqp", kClient} : Hint{};
}

// MQTT 3.1.1 and 5.0, section 3.1; 3.1 calls itself MQIsdp.
Hint mqtt(Bytes payload) {
  if (payload.empty() || payload[0] != 0x10) {
    return {};
  }
  for (std::size_t at = 2; at <= 5; ++at) {
    if (has_bytes(payload, at, std::string_view("\0\4MQTT", 6)) ||
        has_bytes(payload, at, std::string_view("\0\6MQIsdp", 8))) {
      return {"mqtt", kClient};
    }
  }
  return {};
}

// RFC 6120, section 4.2.
Hint xmpp(Bytes payload) {
  const std::string_view text = as_text(payload).substr(0, 256);
  const bool opens = text.starts_with("<?xml ") || text.starts_with("<stream:stream ");
  return opens && text.find("<stream:stream ") != text.npos ? Hint{"xmpp", kEither} : Hint{};
}

// RFC 2812, sections 3.1.2 and 3.1.3: a nickname and a user in the first lines, in either order.
Hint irc(Bytes payload) {
  const std::string_view text = as_text(payload).substr(0, 512);
  const bool both = (text.starts_with("NICK ") && text.find("\nUSER ") != text.npos) ||
                    (text.starts_with("USER ") && text.find("\nNICK ") != text.npos);
  return both || text.starts_with("CAP LS") ? Hint{"irc", kClient} : Hint{};
}

}  // namespace hamon::hint
