#!/usr/bin/env python3
"""`hamon sample` writes the same bytes each time, in each language and time zone; they are those of files.sha256, and hold to the rules for samples.

    made_again.py HAMON SHA256SUMS [--write]

files.sha256 names every file but the READMEs, whose text may be polished without changing the hospital."""
import hashlib
import ipaddress
import os
import re
import struct
import subprocess
import sys
import tempfile

ALLOWED = [ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "10.0.0.0/8",
                                             "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/32", "255.255.255.255/32", "224.0.0.0/24")]
LARGEST_TOTAL = 15 * 1000 * 1000
ADDRESS = re.compile(r"(?<![\w.:])(?:\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+::[0-9a-f]*)(?![\w.])")


def made(hamon, folder, environment):
    subprocess.run([hamon, "sample", folder], check=True, stdout=subprocess.DEVNULL,
                   env={**{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "TZ", "HAMON"))}, **environment})
    out = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as f:
                out[os.path.relpath(path, folder)] = f.read()
    return out


def foreign_addresses(files):
    """Addresses in the text files that belong to somebody."""
    for name, content in files.items():
        if not name.endswith((".pcap", "-cp932.csv")):
            for word in sorted(set(ADDRESS.findall(content.decode()))):
                if not any(ipaddress.ip_address(word) in n for n in ALLOWED):
                    yield "%s: %s is no address for samples" % (name, word)


def foreign_frames(capture):
    """IPv4 addresses in the capture that belong to somebody, and frames out of order."""
    at, number, last, seen = 24, 0, (0, 0), set()
    while at < len(capture):
        seconds, micros, kept, _ = struct.unpack_from("<IIII", capture, at)
        frame, number, at = capture[at + 16:at + 16 + kept], number + 1, at + 16 + kept
        if (seconds, micros) < last:
            yield "frame %d is out of order" % number
        last = (seconds, micros)
        head = 18 if frame[12:14] == b"\x81\x00" else 14
        if frame[head - 2:head] == b"\x08\x00":
            seen |= {frame[head + 12:head + 16], frame[head + 16:head + 20]}
    for packed in sorted(seen):
        if not any(ipaddress.ip_address(packed) in n for n in ALLOWED if n.version == 4):
            yield "%s in the capture is no address for samples" % ipaddress.ip_address(packed)


def differences(one, other, what, but=()):
    for name in sorted(set(one) | set(other)):
        if one.get(name) != other.get(name) and os.path.basename(name) not in but:
            yield "%s: %s" % (name, what)


def main():
    hamon, sums = os.path.abspath(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        japanese = made(hamon, os.path.join(folder, "ja"), {"LC_ALL": "ja_JP.UTF-8", "TZ": "Asia/Tokyo"})
        english = made(hamon, os.path.join(folder, "en"), {"LC_ALL": "C", "TZ": "America/New_York"})
        again = made(hamon, os.path.join(folder, "again"), {"LC_ALL": "ja_JP.UTF-8", "TZ": "UTC"})
    digests = {n: hashlib.sha256(c).hexdigest() for n, c in japanese.items() if os.path.basename(n) != "README.md"}
    if "--write" in sys.argv:
        with open(sums, "w", encoding="utf-8") as f:
            f.writelines("%s  %s\n" % (digests[n], n) for n in sorted(digests))
    with open(sums, encoding="utf-8") as f:
        expected = dict(reversed(line.split()) for line in f)
    wrong = list(differences(japanese, again, "differs between two runs"))
    wrong += differences(japanese, english, "differs between languages", but=("README.md",))
    wrong += differences(expected, digests, "is not what files.sha256 says")
    wrong += foreign_addresses(japanese)
    wrong += foreign_frames(japanese["hospital.pcap"])
    if japanese["README.md"] == english["README.md"]:
        wrong.append("README.md speaks one language")
    total = sum(map(len, japanese.values()))
    if total > LARGEST_TOTAL:
        wrong.append("the sample has %d bytes, more than %d" % (total, LARGEST_TOTAL))
    print("\n".join(wrong) or "%d files, %d bytes, the same each time" % (len(japanese), total))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
