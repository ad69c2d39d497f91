"""The map of a small hospital of real software: run.py HAMON [--keep FOLDER].

Starts hospital.py in namespaces of its own, imports what was captured on the bridge (and what `hamon capture` saw, where this build
has it) and holds the answers against what was done. Exit status 77, with the reason, where namespaces are not permitted or software
is missing."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from case_bytes import case_bytes, found_in
from servers import PRIVATE

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
NAMESPACES = ["unshare", "--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc"]
PROGRAMS = ["ip", "nsenter", "tcpdump", "dnsmasq", "dhclient", "dcmqrscp", "storescp", "storescu", "findscu", "movescu", "dump2dcm",
            "smbd", "smbclient", "smbpasswd", "sshd", "ssh", "ssh-keygen", "nginx", "openssl", "curl", "openvpn", "sysctl"]
SECONDS = 100  # for all of the lab; it needs about five on a quiet machine

# What each system calls itself, and where it says so. The others say nothing of themselves in clear.
OWN_NAMES = {
    "pacs": "KITA_PACS",  # DICOM called AE title, PS3.8 section 9.3.2
    "ct": "CT_ROOM2", "us": "US_ROOM1",  # calling AE title; called, when the PACS opens the connection
    "his": "KITA_HIS", "ris": "KITA_RIS",  # HL7 MSH-3, of the message and of its acknowledgement
    "reading-ws3": "reading-ws3", "admin-pc7": "admin-pc7",  # DHCP option 12
    "files": "KITA-FILES",  # NTLM challenge, MsvAvNbComputerName
    "portal": "portal.kita.example",  # certificate, RFC 5280 section 4.2.1.6
}
SILENT = ["names", "vpn", "vendor"]
ROUTER_LINK_LOCAL = "fe80::200:5eff:fe00:53fe"  # from the MAC of `gw` (RFC 4291, appendix A); a router's MAC binds no addresses

# Who opens what to whom: initiator, responder, protocol and port, service, state. Direction is observed: each began while the bridge was
# captured. The third DICOM row is the C-MOVE, for which the PACS opens the connection.
CONVERSATIONS = {
    ("ct", "pacs", "tcp/104", "dicom", "established"),
    ("reading-ws3", "pacs", "tcp/104", "dicom", "established"),
    ("pacs", "us", "tcp/11112", "dicom", "established"),
    ("his", "ris", "tcp/2575", "hl7", "established"),
    ("reading-ws3", "files", "tcp/445", "smb", "established"),
    ("admin-pc7", "pacs", "tcp/22", "ssh", "established"),
    ("reading-ws3", "portal", "tcp/443", "https", "established"),
    ("reading-ws3", "portal", "tcp/80", "http", "established"),
    ("admin-pc7", "ris", "tcp/3389", "rdp", "rejected"),
    ("admin-pc7", "nobody", "tcp/443", "https", "attempted"),
    *((name, "names", "udp/53", "dns", "established") for name in ("ct", "pacs", "reading-ws3", "admin-pc7")),
}
TUNNEL = ("vendor", "vpn", "udp/1194", "openvpn", "established")
# What a segment says beside that, as it happens to: leases, echoes that look for a free address, look-ups, neighbours, listeners.
NOISE = {"dhcp", "icmp", "icmp6", "dns", "mdns", "ip/2"}


def missing(programs=tuple(PROGRAMS)):
    """Why the lab cannot run here; empty if it can."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    os.environ["PATH"] = path
    lacks = [name for name in programs if not shutil.which(name)]
    if lacks:
        return "missing: " + " ".join(lacks) + " (scripts/install-dependencies installs them)"
    probe = [*NAMESPACES, "sh", "-c", "mount --make-rprivate / && mount -t tmpfs tmpfs /run && ip netns add probe && ip link add br0 type bridge"]
    try:
        tried = subprocess.run(probe, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if tried.returncode == 0 else "namespaces are not permitted: " + tried.stderr.strip()


def interfaces():
    return subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, timeout=20, check=True).stdout


def strings_in(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings_in(inner)


class Lab(unittest.TestCase):
    hamon = folder = facts = None
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.before = interfaces()
        lab = subprocess.run([*NAMESPACES, sys.executable, "-B", HERE / "hospital.py", cls.folder, cls.hamon], timeout=SECONDS,
                             capture_output=True, text=True)
        if lab.returncode != 0:
            raise RuntimeError(f"the lab ended with {lab.returncode}: {lab.stdout}{lab.stderr}")
        cls.facts = json.loads((cls.folder / "facts.json").read_text())
        cls.address = cls.facts["address"]
        cls.name = {address: name for name, address in cls.address.items()}
        cls.cases = {"imported": cls.folder / "lab.case"}
        cls.ask("import", "-c", cls.cases["imported"], cls.folder / "lab.pcap")
        if cls.facts["live"] is not None:
            cls.cases["live"] = cls.folder / "live.case"

    @classmethod
    def ask(cls, *words):
        environment = dict(os.environ, LC_ALL="C.UTF-8")
        environment.pop("HAMON_CASE", None)
        done = subprocess.run([cls.hamon, "--lang=en", *map(str, words)], capture_output=True, text=True, timeout=60, env=environment)
        if done.returncode != 0:
            raise AssertionError(f"hamon {' '.join(map(str, words))}: status {done.returncode}\n{done.stderr[-1500:]}")
        return done.stdout

    @classmethod
    def map_of(cls, path):
        drawn = path.with_suffix(".map.json")
        if not drawn.exists():
            cls.ask("map", "-c", path, "--level", "system", "-o", drawn)
        return json.loads(drawn.read_text())

    def ends_of(self, flow):
        """Who opened it to whom, by the lab's names."""
        names = ([self.name.get(address, address) for address in flow[end]["addresses"]] for end in ("initiator", "responder"))
        return tuple(min(known or ["?"], key=lambda name: name not in self.address) for known in names)

    def conversations(self, path):
        """The conversations of a case as rows of `CONVERSATIONS`, and those not observed from their beginning."""
        rows, inferred = set(), set()
        for one in json.loads(self.ask("find", "-c", path, "--json"))["conversations"]:
            row = (*self.ends_of(one), f"{one['protocol']}/{one['responder_port']}", one["service"], one["state"])
            if one["service"] in NOISE and row not in CONVERSATIONS:
                continue
            rows.add(row)
            if one["direction"] != "observed" and one["protocol"] == "tcp":
                inferred.add(row)
        return rows, inferred

    def test_the_capture_lost_nothing(self):
        self.assertIn("\n0 packets dropped by kernel", self.facts["tcpdump"])

    def test_nothing_is_left_of_the_lab(self):
        self.assertEqual(interfaces(), self.before)

    def test_every_conversation_has_its_direction_service_and_state(self):
        wanted = CONVERSATIONS | ({TUNNEL} if self.facts["tunnel"] else set())
        for kind, path in self.cases.items():
            with self.subTest(case=kind):
                rows, inferred = self.conversations(path)
                self.assertEqual(sorted(rows), sorted(wanted))
                self.assertEqual(inferred, set())

    def test_every_system_stands_on_the_map_under_its_own_name(self):
        for kind, path in self.cases.items():
            document = self.map_of(path)
            for name, own in OWN_NAMES.items():
                with self.subTest(case=kind, system=name):
                    systems = [one for one in document["systems"] if self.address[name] in one["addresses"]]
                    self.assertEqual(len(systems), 1, "one system")
                    boxes = [node for node in document["nodes"] if node["systems"] == [systems[0]["system"]]]
                    said = [text.lower() for text in strings_in([systems, boxes])]
                    self.assertTrue(any(own.lower() in text for text in said), f"{own} in {said}")

    def test_a_system_is_called_by_the_address_that_others_reach_it_by(self):
        """Not by its link-local one, which it may have used first."""
        for kind, path in self.cases.items():
            for name in [*OWN_NAMES, *SILENT]:
                with self.subTest(case=kind, system=name):
                    keys = [one["system"] for one in self.map_of(path)["systems"] if self.address[name] in one["addresses"]]
                    self.assertEqual(keys, [self.address[name]])

    def test_no_system_stands_on_the_map_that_is_none(self):
        """Multicast, broadcast, a target that never answered, and a second system for a link-local address."""
        known = {self.address[name] for name in [*OWN_NAMES, *SILENT, "gw"]} | {ROUTER_LINK_LOCAL}
        for kind, path in self.cases.items():
            with self.subTest(case=kind):
                strangers = [one["addresses"] for one in self.map_of(path)["systems"] if not known & set(one["addresses"])]
                self.assertEqual(strangers, [])

    def test_the_map_draws_who_opens_what_to_whom(self):
        wanted = {(a, b, service) for a, b, _, service, state in CONVERSATIONS if state == "established"}
        for kind, path in self.cases.items():
            with self.subTest(case=kind):
                drawn = {(*self.ends_of(flow), flow["service"]) for flow in self.map_of(path)["data_flows"]}
                self.assertEqual(wanted - drawn, set())

    def test_the_capture_holds_what_is_private(self):
        """Else the next test would prove nothing. Passwords and what TLS and SSH carry are not in clear."""
        clear = set(PRIVATE) - {"Kirschbluete88"}
        self.assertEqual(set(found_in((self.folder / "lab.pcap").read_bytes(), clear)), clear)

    def test_nothing_private_is_in_the_case(self):
        for kind, path in self.cases.items():
            with self.subTest(case=kind):
                self.assertEqual(found_in(case_bytes(path), PRIVATE), [])

    def test_nothing_private_is_in_an_answer(self):
        for kind, path in self.cases.items():
            with self.subTest(case=kind):
                said = self.ask("find", "-c", path, "--json") + json.dumps(self.map_of(path), ensure_ascii=False)
                self.assertEqual(found_in(said.encode(), PRIVATE), [])
        self.assertEqual(found_in(self.ask("flows", "--format", "jsonl", self.folder / "lab.pcap").encode(), PRIVATE), [])


def main(hamon, keep=None):
    reason = missing()
    if reason:
        print(f"the lab is left out: {reason}")
        return SKIPPED
    folder = pathlib.Path(keep) if keep else pathlib.Path(tempfile.mkdtemp(prefix="hamon-lab-"))
    folder.chmod(0o755)  # the share's user walks through it
    Lab.hamon, Lab.folder = os.path.abspath(hamon), folder
    try:
        done = unittest.main(argv=["lab"], verbosity=2, exit=False)
        return 0 if done.result.wasSuccessful() else 1
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[3] if len(sys.argv) == 4 else None))
