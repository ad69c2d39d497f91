"""Answers about the sample hospital, computed from its conn.log by the rules in their plainest form, record by record.

Nothing is taken from the program under test: records are not merged into contacts before spreading (records that touch or overlap
carry the same merged or not), every fixpoint is iterated until nothing changes, and claims are predicates written out here.
Times are whole microseconds since the Unix epoch."""
import ipaddress
import os
import re

INF = float("inf")
MINUTE = 60 * 1000000
SERVICE = {("tcp", 3389): "rdp", ("tcp", 5985): "winrm", ("tcp", 5900): "vnc", ("tcp", 22): "ssh", ("tcp", 445): "smb", ("tcp", 1972): "iris",
           ("tcp", 8530): "wsus", ("tcp", 104): "dicom", ("tcp", 2575): "hl7", ("tcp", 443): "https", ("tcp", 3128): "http-proxy",
           ("tcp", 6568): "anydesk", ("tcp", 8443): "emr-app", ("tcp", 7788): "mirror", ("tcp", 4001): "astm", ("tcp", 8000): "receipt",
           ("tcp", 9100): "print", ("tcp", 5722): "dfsr", ("tcp", 389): "ldap", ("udp", 4500): "ipsec", ("udp", 53): "dns", ("udp", 123): "ntp",
           ("udp", 161): "snmp", ("udp", 67): "dhcp", ("icmp", 0): "icmp", ("udp", 1434): "udp/1434"}
REMOTE_ADMIN, REMOTE_TOOL = {"rdp", "winrm", "vnc", "ssh", "telnet"}, {"anydesk", "teamviewer", "splashtop"}
# Ends that the sample's story names; the first four are the far ends of declared links.
CENTRE, EMR_VENDOR, REGION, WEB = "2001:db8:e1::443", "203.0.113.45", "192.0.2.66", "198.51.100.20"
ELIGIBILITY, CT_SECOND = "2001:db8:77:20::90", "172.20.5.150"
# Direction and kind: F initiator to responder, R back; S strong, W weak, D damage, P damage passed on (formats, section 6).
CARRY = {"rdp": "FS RW", "winrm": "FS", "vnc": "FS", "ssh": "FS", "dfsr": "FS RS", "wsus": "RS", "iris": "FW", "anydesk": "RS FW", "mirror": "FD FP"}
SMB = {"domain-controller": "RS FW", "file-server": "FD FW RW", "nas": "FD FW RW"}
HARDY = {"device", "printer", "router", "nas", "monitoring"}  # roles that are not susceptible by default


def listed(words, key):
    """The members of a list in flow style."""
    return [w.strip(' "') for w in re.search(key + r": \[([^\]]*)\]", words)[1].split(",")]


class Hospital:
    """Systems by address, as the site file and the rules for unknown addresses have them. Reads the sample's one entry a line by its shape."""

    def __init__(self, site):
        self.role, self.zone, self.owner, self.susceptible, self.networks = {}, {}, {}, {}, []
        section = ""
        with open(site, encoding="utf-8") as lines:
            for line in lines:
                if re.match(r"\w", line):
                    section = line.split(":")[0]
                entry = re.match(r"  ([\w-]+): \{(.*)", line)
                if entry and section == "zones":
                    self.networks += [(ipaddress.ip_network(p), entry[1]) for p in listed(entry[2], "prefixes")]
                elif entry and section == "systems":
                    self.declare(entry[1], entry[2])
        self.owner[CT_SECOND] = "ct"  # dhcp.log: CT-CONSOLE, which the site file declares to be a name of ct

    def declare(self, name, words):
        addresses = listed(words, "addresses")
        self.role[name] = re.search(r"role: ([\w-]+)", words)[1]
        self.zone[name] = self.zone_at(addresses[0])
        self.susceptible[name] = self.role[name] not in HARDY and "susceptible: false" not in words
        for address in addresses:
            self.owner[address] = name

    def zone_at(self, address):
        return next((z for n, z in self.networks if ipaddress.ip_address(address) in n), "outside")

    def system(self, address):
        name = self.owner.setdefault(address, address)
        if name not in self.zone:
            self.role[name], self.zone[name], self.susceptible[name] = "other", self.zone_at(address), True
        return name


def read_conn_log(path, hospital):
    """Established records. OTH stands here for ICMP echo alone, answered."""
    rows, fields = [], None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if cells[0] == "#fields":
                fields = cells[1:]
            if line.startswith("#"):
                continue
            c = dict(zip(fields, cells))
            if c["conn_state"] != "SF" and not (c["conn_state"] == "OTH" and c["resp_pkts"] != "0"):
                continue
            start = micros(c["ts"])
            rows.append({"from": hospital.system(c["id.orig_h"]), "to": hospital.system(c["id.resp_h"]), "a": c["id.orig_h"], "b": c["id.resp_h"],
                         "service": SERVICE[c["proto"], int(c["id.resp_p"])], "start": start, "end": start + micros(c["duration"]),
                         "payload": c["orig_bytes"] != "0" and c["resp_bytes"] != "0"})
    return rows


def micros(text):
    whole, _, part = text.partition(".")
    return int(whole) * 1000000 + int((part + "000000")[:6])


# ------------------------------------------------------------- spread

def carrying(records, hospital, profile):
    """(from, to, start, end, kind) of every direction that carries something."""
    out = []
    for r in records:
        u, v = r["from"], r["to"]
        if u == v or (profile != "contact" and not r["payload"]):
            continue
        if profile == "contact":
            out += [(u, v, r["start"], r["end"], "S"), (v, u, r["start"], r["end"], "S")]
            continue
        words = SMB.get(hospital.role[v], "FS FD RW") if r["service"] == "smb" else CARRY.get(r["service"], "")
        for direction, kind in words.split():
            if kind != "W" or profile == "broad":
                x, y = (u, v) if direction == "F" else (v, u)
                out.append((x, y, r["start"], r["end"], "S" if kind == "W" else kind))
    return out


def spread(records, hospital, seeds, profile="default", incubation=10 * MINUTE, isolate=None, until=INF):
    """(T, Td, connected, spared). seeds: system -> time; isolate: (system, time) leaves of its contacts what lies before."""
    d = 0 if profile == "contact" else incubation
    static = carrying(records, hospital, profile)
    edges = []
    for x, y, a, b, kind in static:
        b = min(b, until)
        if isolate and isolate[0] in (x, y):
            b = min(b, isolate[1] - 1)
        if a <= b:
            edges.append((x, y, a, b, kind))

    def silent(x):
        return hospital.zone[x] == "outside" and x not in seeds

    def active(x):
        return min(seeds.get(x, INF), arrival.get(x, INF) + d)

    def passes(y):
        return profile == "contact" or hospital.susceptible[y]

    arrival, changed = {}, True
    while changed:
        changed = False
        for x, y, a, b, kind in edges:
            c = max(a, active(x))
            if kind == "S" and not silent(x) and passes(y) and c <= b and c < arrival.get(y, INF):
                arrival[y], changed = c, True
    taken = {v: min(seeds.get(v, INF), arrival.get(v, INF)) for v in {**seeds, **arrival}}
    hit, changed = {v: active(v) for v in taken}, True
    while changed:
        changed = False
        for x, y, a, b, kind in edges:
            since = hit.get(x, INF) if kind == "P" else active(x) if x in taken else INF
            c = max(a, since)
            if kind in "DP" and not silent(x) and c <= b and c < hit.get(y, INF):
                hit[y], changed = c, True
    spared = {}
    for x, y, a, b, kind in edges:
        c = max(a, active(x)) if x in taken else INF
        if kind == "S" and not silent(x) and y not in taken and c <= b and c < spared.get(y, INF):
            spared[y] = c
    static = [e for e in static if not isolate or isolate[0] not in e[:2]]
    return taken, hit, reach(static, taken, hit, silent, passes) - set(taken) - set(hit), spared


def reach(edges, taken, hit, silent, passes):
    """What the contacted can reach when time is ignored."""
    out, changed = set(taken), True
    while changed:
        more = {y for x, y, _, _, kind in edges if kind == "S" and x in out and not silent(x) and passes(y)} - out
        out, changed = out | more, bool(more)
    hurt, changed = out | set(hit), True
    while changed:
        more = {y for x, y, _, _, kind in edges if not silent(x) and ((kind == "D" and x in out) or (kind == "P" and x in hurt))} - hurt
        hurt, changed = hurt | more, bool(more)
    return hurt


# ------------------------------------------------------------- claims

CLINICAL = {"HIS-SV", "BKUP", "HIS-CL", "MED"}


def clock(day, hour, minute=0):
    return (1778684400 + (day - 1) * 86400 + hour * 3600 + minute * 60) * 1000000  # day 1: 2026-05-14 +09:00


class Claims:
    """The claims of the sample's site file as predicates over one record; `off` marks use of a link outside its window."""

    def __init__(self, hospital):
        self.h = hospital

    def zones(self, r, end):
        """Zones that select this end of a record: the home of its system and where its own address lies."""
        return {self.h.zone[r[{"a": "from", "b": "to"}[end]]], self.h.zone_at(r[end])}

    def is_outside(self, r, end):
        return self.h.zone[r[{"a": "from", "b": "to"}[end]]] == "outside"

    def between(self, r, one, other):
        return (one(r, "a") and other(r, "b")) or (one(r, "b") and other(r, "a"))

    def clinical(self, r, end):
        return bool(self.zones(r, end) & CLINICAL)

    def in_window(self, r):
        return clock(1, 14) <= r["start"] and r["end"] < clock(1, 16)

    def link(self, r):
        """The declared link that a record uses, by its ends and its service."""
        ends = {r["a"], r["b"]}
        guests = {e for e in ends if e.startswith("192.168.40.")}
        table = {"X1": ({"10.77.20.90", ELIGIBILITY}, CENTRE, "https"), "X2": ({"172.30.7.1"}, EMR_VENDOR, "ipsec"),
                 "X3": ({"10.77.1.36"}, REGION, "https"), "X4": ({"172.20.5.8"}, WEB, "https"), "X5": (guests, WEB, "https")}
        return next((k for k, (inner, outer, s) in table.items() if outer in ends and ends & inner and r["service"] == s), None)

    def excused(self, r):
        link = self.link(r)
        return link is not None and (link != "X2" or self.in_window(r))

    def never(self, claim, r):
        clinical, outside = self.clinical, self.is_outside
        info = lambda r, end: "INFO" in self.zones(r, end)
        inside = lambda r, end: not self.is_outside(r, end)
        who = (r["from"], r["to"], r["service"])
        if claim == "K1":
            return self.between(r, clinical, outside) and not self.excused(r)
        if claim == "K2":
            return self.between(r, inside, outside) and not self.excused(r)
        if claim == "K3":
            return self.between(r, clinical, info)
        if claim == "K4":
            return who[1] == "nas" and who[2] == "smb" and who[0] != "bkup-sv"
        if claim == "K5":
            return "emr-db-s" in who[:2]
        if claim == "K6":
            return self.between(r, lambda r, end: r[end].startswith("10.78.3."), outside) and not self.excused(r)
        if claim == "K7":
            return (self.link(r) == "X2" or who[0] == "jump") and not self.in_window(r)
        if claim == "K9":
            billing = who[0].startswith("bill-pc") and who[1] == "elig-pc"
            return "elig-pc" in who[:2] and not self.excused(r) and not billing and who != ("elig-pc", "dc1", "dhcp")
        if claim == "K10":
            return "GUEST" in self.zones(r, "a") and bool(self.zones(r, "b") & (CLINICAL | {"INFO", "MNT"}))
        if claim == "K11":
            tool = r["service"] in REMOTE_TOOL and (clinical(r, "a") or clinical(r, "b"))
            return (tool or (r["service"] in REMOTE_ADMIN and clinical(r, "b"))) and who[0] != "jump"
        return False  # K8 is about addresses

    def findings(self, claim, records):
        """(initiator, responder, service) -> [kind, records, contacts, first]."""
        out = {}
        for r in sorted(records, key=lambda r: r["start"]):
            if self.never(claim, r):
                key, kind = (r["from"], r["to"], r["service"]), "off_hours" if self.link(r) == "X2" and not self.in_window(r) else "direct"
                row = out.setdefault(key, [kind, 0, 0, r["start"], -INF])
                row[1], row[2], row[4] = row[1] + 1, row[2] + (r["start"] > row[4]), max(row[4], r["end"])
        return {k: row[:4] for k, row in out.items()}


def load(sample):
    """(hospital, records of its conn.log) of a folder that `hamon sample` wrote."""
    hospital = Hospital(os.path.join(sample, "site.yaml"))
    return hospital, read_conn_log(os.path.join(sample, "conn.log"), hospital)
