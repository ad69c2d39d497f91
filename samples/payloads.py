"""First bytes of the protocols in the capture, by their specifications. What follows them is filler, as if encrypted."""
import hashlib
import ipaddress
import struct


def filler(word, length):
    """The same bytes for the same word: SHA-256 of a counter."""
    out = b""
    while len(out) < length:
        out += hashlib.sha256(("%s %d" % (word, len(out))).encode()).digest()
    return out[:length]


# ------------------------------------------------------------- DNS (RFC 1035)

def dns_name(name):
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def dns_query(ident, name, kind):
    return struct.pack("!HHHHHH", ident, 0x0100, 1, 0, 0, 0) + dns_name(name) + struct.pack("!HH", kind, 1)


def dns_answer(ident, name, kind, address):
    """address None: no such name."""
    if address is None:
        return struct.pack("!HHHHHH", ident, 0x8583, 1, 0, 0, 0) + dns_name(name) + struct.pack("!HH", kind, 1)
    data = ipaddress.ip_address(address).packed
    return (struct.pack("!HHHHHH", ident, 0x8580, 1, 1, 0, 0) + dns_name(name) + struct.pack("!HH", kind, 1) +
            struct.pack("!HHHIH", 0xC00C, kind, 1, 3600, len(data)) + data)


A, AAAA = 1, 28


# ------------------------------------------------------------- DHCP (RFC 2131, 2132)

DISCOVER, OFFER, REQUEST, ACKNOWLEDGE = 1, 2, 3, 5


def dhcp(kind, transaction, mac, client="0.0.0.0", offered="0.0.0.0", relay="0.0.0.0", server="0.0.0.0", host="", asked=None):
    def packed(address):
        return ipaddress.ip_address(address).packed
    from_client = kind in (DISCOVER, REQUEST)
    hardware = bytes.fromhex(mac.replace(":", ""))
    head = struct.pack("!BBBBIHH", 1 if from_client else 2, 1, 6, 0, transaction, 0, 0x8000 if client == "0.0.0.0" else 0)
    head += packed(client) + packed(offered) + bytes(4) + packed(relay) + hardware + bytes(10 + 64 + 128)
    options = bytes([53, 1, kind])
    if from_client:
        options += bytes([61, 7, 1]) + hardware + bytes([12, len(host)]) + host.encode()
        if asked:
            options += bytes([50, 4]) + packed(asked)
    else:
        options += bytes([54, 4]) + packed(server) + bytes([51, 4]) + struct.pack("!I", 691200)
        options += bytes([1, 4, 255, 255, 255, 0, 3, 4]) + packed(relay if relay != "0.0.0.0" else server)
    body = head + bytes.fromhex("63825363") + options + b"\xff"
    return body + bytes(max(0, 300 - len(body)))  # RFC 1542: relays may discard shorter messages


# ------------------------------------------------------------- TLS (RFC 8446, RFC 6066)

def record(kind, body):
    return struct.pack("!BHH", kind, 0x0303, len(body)) + body


def extension(number, body):
    return struct.pack("!HH", number, len(body)) + body


def client_hello(name, word):
    host = name.encode()
    server_name = struct.pack("!HBH", len(host) + 3, 0, len(host)) + host
    key = struct.pack("!HHH", 36, 0x001D, 32) + filler(word + " key", 32)
    extensions = (extension(0, server_name) + extension(43, b"\x02\x03\x04") + extension(10, b"\x00\x02\x00\x1d") +
                  extension(13, b"\x00\x02\x08\x04") + extension(51, key))
    body = (b"\x03\x03" + filler(word + " random", 32) + b"\0" + b"\x00\x02\x13\x01" + b"\x01\x00" +
            struct.pack("!H", len(extensions)) + extensions)
    return record(22, b"\x01" + struct.pack("!I", len(body))[1:] + body)


def server_hello(word):
    key = struct.pack("!HH", 0x001D, 32) + filler(word + " server key", 32)
    extensions = extension(43, b"\x03\x04") + extension(51, key)
    body = b"\x03\x03" + filler(word + " answer", 32) + b"\0" + b"\x13\x01\x00" + struct.pack("!H", len(extensions)) + extensions
    return record(22, b"\x02" + struct.pack("!I", len(body))[1:] + body) + record(23, filler(word + " cert", 900))


def application_data(word, length):
    return record(23, filler(word, length))


# ------------------------------------------------------------- SMB 2 and 3 (MS-SMB2, sections 2.2.1, 2.2.3, 2.2.41)

def smb_message(body):
    return struct.pack("!I", len(body)) + body


def smb_header(flags, message):
    return b"\xfeSMB" + struct.pack("<HHIHHIIQIIQ16s", 64, 0, 0, 0, 1, flags, 0, message, 0, 0, 0, bytes(16))


def smb_negotiate(word):
    body = struct.pack("<HHHHI16sQH", 36, 1, 1, 0, 0, filler(word, 16), 0, 0x0302)
    return smb_message(smb_header(0, 0) + body)


def smb_negotiated(word):
    body = struct.pack("<HHHH16sIIIIQQHHI", 65, 1, 0x0302, 0, filler(word + " server", 16), 1, 65536, 65536, 65536, 0, 0, 128, 0, 0)
    return smb_message(smb_header(1, 0) + body + b"\0")


def smb_encrypted(word, length):
    head = b"\xfdSMB" + filler(word + " signature", 16) + filler(word + " nonce", 16) + struct.pack("<IHHQ", length, 0, 1, 1)
    return smb_message(head + filler(word, length))
