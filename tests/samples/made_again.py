#!/usr/bin/env python3
"""Runs samples/make.py into a temporary folder and compares with what is committed, byte for byte (gzip: its content).

Also holds the rules for samples: addresses from documentation and private ranges only, valid checksums, small files."""
import gzip
import ipaddress
import os
import re
import struct
import subprocess
import sys
import tempfile

ALLOWED = [ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "10.0.0.0/8",
                                             "172.16.0.0/12", "192.168.0.0/16")]
LARGEST_TOTAL = 600 * 1000


def content(path):
    with open(path, "rb") as f:
        data = f.read()
    return gzip.decompress(data) if path.endswith(".gz") else data


def compare(made, committed):
    names = sorted(set(os.listdir(made)) | set(os.listdir(committed)))
    for name in names:
        pair = [os.path.join(folder, name) for folder in (made, committed)]
        missing = [p for p in pair if not os.path.exists(p)]
        if missing:
            yield "%s: not %s" % (name, "made" if missing[0] == pair[0] else "committed")
        elif content(pair[0]) != content(pair[1]):
            yield "%s: differs from what make.py writes" % name


def foreign_addresses(folder):
    """Addresses in the text files that belong to somebody."""
    for name in sorted(os.listdir(folder)):
        if name.endswith((".log", ".yaml")):
            for word in set(re.findall(r"(?<![\w.:])(?:\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+::[0-9a-f]*)(?![\w.])", content(os.path.join(folder, name)).decode())):
                if not any(ipaddress.ip_address(word) in n for n in ALLOWED):
                    yield "%s: %s is no address for samples" % (name, word)


def ones_sum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def bad_frames(path):
    """Every IPv4 header and every TCP, UDP and ICMP checksum of the capture adds up to 0xFFFF (RFC 1071)."""
    data, at, number, last = content(path), 24, 0, 0
    while at < len(data):
        seconds, micros, kept, sent = struct.unpack_from("<IIII", data, at)
        frame, number = data[at + 16:at + 16 + kept], number + 1
        at += 16 + kept
        if (seconds, micros) < (last or (0, 0)) or kept != sent or kept < 60:
            yield "frame %d: out of order, cut, or too short" % number
        last = (seconds, micros)
        kind, packet = struct.unpack_from("!H", frame, 12)[0], frame[14:]
        if kind == 0x8100:
            kind, packet = struct.unpack_from("!H", packet, 2)[0], packet[4:]
        if kind == 0x0800:
            length, protocol = struct.unpack_from("!H", packet, 2)[0], packet[9]
            segment, ends = packet[20:length], packet[12:20] + struct.pack("!BBH", 0, protocol, length - 20)
            if ones_sum(packet[:20]) != 0xFFFF:
                yield "frame %d: IPv4 header checksum" % number
        elif kind == 0x86DD:
            length, protocol = struct.unpack_from("!HB", packet, 4)
            segment, ends = packet[40:40 + length], packet[8:40] + struct.pack("!I3xB", length, protocol)
        else:
            continue
        if ones_sum((b"" if protocol == 1 else ends) + segment) != 0xFFFF:
            yield "frame %d: checksum of protocol %d" % (number, protocol)


def main():
    samples = sys.argv[1]
    committed = os.path.join(samples, "small-hospital")
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([sys.executable, "-B", os.path.join(samples, "make.py"), made], check=True)
        wrong = list(compare(made, committed))
    wrong += foreign_addresses(committed)
    wrong += bad_frames(os.path.join(committed, "ward.pcap"))
    total = sum(os.path.getsize(os.path.join(committed, n)) for n in os.listdir(committed))
    if total > LARGEST_TOTAL:
        wrong.append("the samples have %d bytes, more than %d" % (total, LARGEST_TOTAL))
    print("\n".join(wrong) or "as committed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
