"""Ethernet frames as they stand on the wire, with correct lengths and checksums, and conversations made of them.

Times are whole microseconds since the Unix epoch. Nothing here knows the hospital."""
import ipaddress
import struct

ETHERTYPE_IPV4, ETHERTYPE_ARP, ETHERTYPE_VLAN, ETHERTYPE_IPV6 = 0x0800, 0x0806, 0x8100, 0x86DD
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
SHORTEST_FRAME = 60  # bytes without the frame check sequence (IEEE 802.3): shorter ones are padded
SEGMENT = 1460  # bytes of TCP payload in a full frame over IPv4
BROADCAST_MAC = "ff:ff:ff:ff:ff:ff"


def mac_bytes(text):
    return bytes.fromhex(text.replace(":", ""))


def address_bytes(text):
    return ipaddress.ip_address(text).packed


def checksum(data):
    """Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ethernet(destination, source, ethertype, payload, vlan=None):
    tag = b"" if vlan is None else struct.pack("!HH", ETHERTYPE_VLAN, vlan)
    frame = mac_bytes(destination) + mac_bytes(source) + tag + struct.pack("!H", ethertype) + payload
    return frame + bytes(max(0, SHORTEST_FRAME - len(frame)))


def ipv4(source, destination, protocol, payload, ident, ttl=128):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident & 0xFFFF, 0x4000, ttl, protocol, 0,
                       address_bytes(source), address_bytes(destination))
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ipv6(source, destination, protocol, payload, hop_limit=64):
    return (struct.pack("!IHBB", 6 << 28, len(payload), protocol, hop_limit) + address_bytes(source) +
            address_bytes(destination) + payload)


def pseudo_header(source, destination, protocol, length):
    """What transport checksums cover besides the segment (RFC 9293, RFC 768; RFC 8200, section 8.1)."""
    ends = address_bytes(source) + address_bytes(destination)
    if ":" in source:
        return ends + struct.pack("!I3xB", length, protocol)
    return ends + struct.pack("!BBH", 0, protocol, length)


def with_checksum(source, destination, protocol, segment, offset):
    value = checksum(pseudo_header(source, destination, protocol, len(segment)) + segment)
    if protocol == UDP and value == 0:
        value = 0xFFFF  # RFC 768: 0 would say "no checksum"
    return segment[:offset] + struct.pack("!H", value) + segment[offset + 2:]


def tcp_segment(source, sport, destination, dport, seq, ack, flags, payload=b""):
    options = bytes.fromhex("020405b40103030801010402") if flags & SYN else b""
    head = struct.pack("!HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, (20 + len(options)) << 2,
                       flags, 64240, 0, 0)
    return with_checksum(source, destination, TCP, head + options + payload, 16)


def udp_datagram(source, sport, destination, dport, payload):
    head = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
    return with_checksum(source, destination, UDP, head + payload, 6)


def icmp_message(kind, code, rest, payload):
    head = struct.pack("!BBH", kind, code, 0) + rest + payload
    return head[:2] + struct.pack("!H", checksum(head)) + head[4:]


def arp(operation, sender_mac, sender, target_mac, target):
    return (struct.pack("!HHBBH", 1, ETHERTYPE_IPV4, 6, 4, operation) + mac_bytes(sender_mac) + address_bytes(sender) +
            mac_bytes(target_mac) + address_bytes(target))


class Capture:
    """Frames in the order of their times, as one mirror port saw them."""

    def __init__(self):
        self.frames = []
        self.idents = {}

    def add(self, time, frame):
        self.frames.append((time, len(self.frames), frame))

    def add_arp(self, time, operation, sender_mac, sender, target_mac, target):
        destination = BROADCAST_MAC if operation == 1 else target_mac
        known = "00:00:00:00:00:00" if operation == 1 else target_mac
        self.add(time, ethernet(destination, sender_mac, ETHERTYPE_ARP, arp(operation, sender_mac, sender, known, target)))

    def add_ip(self, time, macs, source, destination, protocol, payload, vlan=None, ttl=128):
        """macs: (source, destination). Returns the length of the IP packet."""
        if ":" in source:
            packet, kind = ipv6(source, destination, protocol, payload), ETHERTYPE_IPV6
        else:
            ident = self.idents[source] = self.idents.get(source, 0) + 1
            packet, kind = ipv4(source, destination, protocol, payload, ident, ttl), ETHERTYPE_IPV4
        self.add(time, ethernet(macs[1], macs[0], kind, packet, vlan))
        return len(packet)

    def bytes(self):
        """A pcap file: microseconds, little endian, Ethernet."""
        out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
        for time, _, frame in sorted(self.frames):
            out.append(struct.pack("<IIII", time // 1000000, time % 1000000, len(frame), len(frame)) + frame)
        return b"".join(out)


class Talk:
    """One conversation written into a capture, counted the way a sensor counts it.

    ends: (address, port, MAC) of initiator and responder, the MACs as they stand in the capture."""

    def __init__(self, capture, initiator, responder, protocol, vlan=None):
        self.capture, self.ends, self.protocol, self.vlan = capture, (initiator, responder), protocol, vlan
        self.first = self.last = None
        self.packets, self.ip_bytes, self.payload = [0, 0], [0, 0], [0, 0]
        self.next_seq = [1000 + initiator[1] * 7919, 5000 + initiator[1] * 104729]
        self.history, self.state = "", "S0"

    def put(self, time, side, segment, payload_length):
        (source, _, source_mac), (destination, _, destination_mac) = self.ends[side], self.ends[1 - side]
        self.ip_bytes[side] += self.capture.add_ip(time, (source_mac, destination_mac), source, destination, self.protocol,
                                                   segment, self.vlan, 128 if side == 0 else 127)
        self.packets[side] += 1
        self.payload[side] += payload_length
        self.first = time if self.first is None else self.first
        self.last = time

    def tcp(self, time, side, flags, payload=b""):
        (source, sport, _), (destination, dport, _) = self.ends[side], self.ends[1 - side]
        ack = self.next_seq[1 - side] if flags & ACK else 0
        self.put(time, side, tcp_segment(source, sport, destination, dport, self.next_seq[side], ack, flags, payload),
                 len(payload))
        self.next_seq[side] += len(payload) + (1 if flags & (SYN | FIN) else 0)

    def udp(self, time, side, payload):
        (source, sport, _), (destination, dport, _) = self.ends[side], self.ends[1 - side]
        self.put(time, side, udp_datagram(source, sport, destination, dport, payload), len(payload))
        self.state = "SF" if all(self.packets) else "S0"
        self.history = "Dd" if all(self.packets) else "D"

    def echo(self, time, side, sequence):
        body = bytes(range(97, 129))
        self.put(time, side, icmp_message(8 if side == 0 else 0, 0, struct.pack("!HH", 1, sequence), body), len(body))
        self.state, self.history = "OTH", ""

    def tcp_whole(self, time, messages, step=400):
        """Handshake, messages [(microseconds to wait, side, bytes)], and an orderly end. Each burst is acknowledged."""
        for side, flags in ((0, SYN), (1, SYN | ACK), (0, ACK)):
            self.tcp(time, side, flags)
            time += step
        for wait, side, data in messages:
            time += wait
            for start in range(0, len(data), SEGMENT):
                self.tcp(time, side, PSH | ACK, data[start:start + SEGMENT])
                time += step
            self.tcp(time, 1 - side, ACK)
            time += step
        for side, flags in ((0, FIN | ACK), (1, FIN | ACK), (0, ACK)):
            self.tcp(time, side, flags)
            time += step
        self.state, self.history = "SF", "ShADadFf"
        return self

    def tcp_silence(self, time):
        """A SYN and its repetition after a second; nobody answers."""
        self.tcp(time, 0, SYN)
        self.next_seq[0] -= 1
        self.tcp(time + 1000000, 0, SYN)
        self.state, self.history = "S0", "S"
        return self

    def tcp_refused(self, time):
        self.tcp(time, 0, SYN)
        self.tcp(time + 300, 1, RST | ACK)
        self.state, self.history = "REJ", "Sr"
        return self
