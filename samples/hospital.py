"""Shirase Central Hospital (白瀬中央病院), invented: what stands in it and who talked to whom on two days in May 2026.

A conversation is a dict: start, end (microseconds since the epoch), src, dst (addresses), sport, dport, proto, out, in_
(payload bytes from and to the initiator), state and history in Zeek's letters, packets and ip_bytes (a pair each)."""

SECOND = 1000000
DAY_ONE = 1778684400  # Thursday 2026-05-14 00:00 +09:00

CORE, BORDER, FORGOTTEN = "02:00:77:00:00:01", "02:00:77:00:00:02", "02:00:77:fe:00:01"  # routers
LAB_VENDOR, RELAY, TELEMETRY = "192.168.144.25", "198.51.100.77", "203.0.113.99"  # nobody declared them
CENTRE, EMR_VENDOR, MEALS, WEB = "2001:db8:e1::443", "203.0.113.45", "203.0.113.80", "198.51.100.20"  # links X1 to X4
STRANGER = "10.78.2.77"  # a laptop in the laboratory that no list knows
CT_SECOND = "172.20.5.150"  # second network card of the CT
ELIGIBILITY = "2001:db8:77:20::90"  # the eligibility terminal towards its own network

# zone: (label, kind, prefixes)
ZONES = {
    "SV": ("診療系サーバ", "clinical", ["10.77.1.0/24"]),
    "BK": ("バックアップ・待機", "clinical", ["10.77.9.0/24"]),
    "CL": ("診療系端末", "clinical", ["10.77.20.0/24", "2001:db8:77:20::/64"]),
    "RAD": ("放射線部門", "clinical", ["10.78.1.0/24"]),
    "LAB": ("検体検査部門", "clinical", ["10.78.2.0/24"]),
    "DIAL": ("透析部門", "clinical", ["10.78.3.0/24"]),
    "INFO": ("情報系", "internal", ["172.20.5.0/24"]),
    "MNT": ("保守", "maintenance", ["172.30.7.0/24"]),
}

# name: (addresses, role, department, vendor, os, more of the site file)
SYSTEMS = {
    "dc1": (["10.77.1.10"], "domain-controller", "医療情報課", "", "Windows Server 2019", ""),
    "emr-ap": (["10.77.1.20"], "application", "電子カルテ", "白樺電算", "Windows Server 2019", ", critical: 10"),
    "emr-db": (["10.77.1.21"], "database", "電子カルテ", "白樺電算", "Windows Server 2019", ", critical: 10"),
    "diet-sv": (["10.77.1.30"], "application", "栄養科", "献立システムズ", "Windows Server 2016", ""),
    "file-sv": (["10.77.1.35"], "file-server", "医療情報課", "", "Linux", ""),
    "emr-db-s": (["10.77.9.21"], "database", "電子カルテ(待機)", "白樺電算", "Windows Server 2019", ""),
    "bkup-sv": (["10.77.9.30"], "backup", "医療情報課", "", "Windows Server 2019", ""),
    "nas": (["10.77.9.40"], "nas", "医療情報課", "", "", ""),
    "ward2-pc1": (["10.77.20.21"], "client", "2階病棟", "", "Windows 11", ""),
    "ward2-pc2": (["10.77.20.22"], "client", "2階病棟", "", "Windows 11", ""),
    "opd-pc1": (["10.77.20.31"], "client", "外来", "", "Windows 11", ""),
    "opd-pc2": (["10.77.20.32"], "client", "外来", "", "Windows 11", ""),
    "elig-pc": (["10.77.20.90", ELIGIBILITY], "client", "医事課", "", "Windows 10 IoT", ""),
    "prn-ward2": (["10.77.20.201"], "printer", "2階病棟", "", "", ""),
    "pacs": (["10.78.1.11"], "application", "放射線科", "彩雲メディカル", "Windows Server 2016", ""),
    "ct": (["10.78.1.31"], "device", "放射線科", "彩雲メディカル", "", ", names: [CT-CONSOLE]"),
    "read-pc": (["10.78.1.41"], "client", "放射線科", "彩雲メディカル", "Windows 10", ""),
    "lab-sv": (["10.78.2.11"], "application", "検査科", "検体機器工業", "Windows Server 2012 R2", ""),
    "lab-an1": (["10.78.2.31"], "device", "検査科", "検体機器工業", "", ""),
    "dial-sv": (["10.78.3.11"], "application", "透析室", "", "Windows Server 2016", ""),
    "upd-sv": (["172.20.5.20"], "deployment", "医療情報課", "", "Windows Server 2019", ""),
    "proxy": (["172.20.5.8"], "other", "医療情報課", "", "Linux", ", susceptible: false"),
    "info-pc1": (["172.20.5.101"], "client", "総務課", "", "Windows 11", ""),
    "info-pc2": (["172.20.5.102"], "client", "総務課", "", "Windows 11", ""),
    "mnt-rt": (["172.30.7.1"], "router", "保守", "白樺電算", "", ""),
    "jump": (["172.30.7.11"], "jump-host", "保守", "白樺電算", "Windows Server 2019", ""),
    "core-sw": (["10.77.20.1"], "router", "医療情報課", "", "", ""),
}
MEMBERS = ["dc1", "emr-ap", "emr-db", "diet-sv", "bkup-sv", "ward2-pc1", "ward2-pc2", "opd-pc1", "opd-pc2"]  # updated by upd-sv
CLIENTS = ["ward2-pc1", "ward2-pc2", "opd-pc1", "opd-pc2"]
PORTS = {"rdp": 3389, "winrm": 5985, "vnc": 5900, "smb": 445, "iris": 1972, "wsus": 8530, "dicom": 104, "hl7": 2575,
         "print": 9100, "https": 443, "http-proxy": 3128, "anydesk": 6568, "emr-app": 8443, "mirror": 7788, "astm": 4001,
         "ipsec": 4500, "dns": 53, "ntp": 123, "dhcp": 67, "kerberos": 88}
SENSOR_WORDS = {"https": "ssl", "smb": "gssapi,smb", "rdp": "rdp", "dns": "dns", "ntp": "ntp", "dhcp": "dhcp", "kerberos": "krb_tcp", "emr-app": "ssl"}


def at(day, clock):
    """Microseconds of a local time: day 1 is Thursday; clock as 01:22, 01:22:00 or 01:22:00.5."""
    parts = (clock + ":0").split(":")[:3]
    whole = DAY_ONE + (day - 1) * 86400 + int(parts[0]) * 3600 + int(parts[1]) * 60
    return whole * SECOND + round(float(parts[2]) * SECOND)


def address(who):
    return SYSTEMS[who][0][0] if who in SYSTEMS else who


def network(ip):
    return ip.rsplit(":", 1)[0] if ":" in ip else ip.rsplit(".", 1)[0]


def mac(ip):
    """Locally administered, from the address; the stranger's from the range for documentation (RFC 7042)."""
    if ip == STRANGER:
        return "00:00:5e:00:53:77"
    if ip == ELIGIBILITY:
        ip = "10.77.20.90"  # one card
    if ip == "10.77.20.1":
        return CORE
    parts = ip.split(".")
    return "02:00:77:%s:00:%02x" % ({"10.77.1": "01", "10.77.9": "09", "10.77.20": "20", "10.78.1": "a1", "10.78.2": "a2", "10.78.3": "a3",
                                     "172.20.5": "c5", "172.30.7": "c7"}[".".join(parts[:3])], int(parts[3]))


def inside(ip):
    return any(network(ip) == network(prefix) for _, _, prefixes in ZONES.values() for prefix in prefixes)


def macs(src, dst):
    """MACs as the sensor at the core saw them: the initiator's own where it is inside, a router's for what is elsewhere."""
    if src == LAB_VENDOR:
        return FORGOTTEN, mac(dst)
    if dst == LAB_VENDOR:
        return mac(src), FORGOTTEN
    if not inside(src):
        return BORDER, mac(dst)
    return mac(src), mac(dst) if inside(dst) and network(src) == network(dst) else CORE if inside(dst) else BORDER


class Days:
    """Collects the conversations that the sensor at the core wrote down."""

    def __init__(self):
        self.records = []

    def add(self, who, to, service, day, clock, seconds, out, in_, proto="tcp", state="SF"):
        number = len(self.records)
        start, end = at(day, clock), at(day, clock) + round(seconds * SECOND)
        src, dst = address(who), address(to)
        head = (20 if ":" not in src else 40) + (20 if proto == "tcp" else 8)
        mss = 1460
        packets = (5 + out // mss, 4 + in_ // mss) if proto == "tcp" else (max(1, -(-out // mss)), -(-in_ // mss))
        self.records.append({
            "start": start, "end": end, "src": src, "dst": dst, "sport": 50000 + number * 37 % 15000, "dport": PORTS[service],
            "proto": proto, "service": SENSOR_WORDS.get(service, "-"), "out": out, "in_": in_, "state": state,
            "history": "ShADadFf" if proto == "tcp" else "Dd", "packets": packets,
            "ip_bytes": (out + head * packets[0], in_ + head * packets[1]), "macs": macs(src, dst)})
        return self.records[-1]

    def every(self, minutes, first, last, days, who, to, service, seconds, out, in_, proto="tcp"):
        """A conversation every so many minutes between two times of day, the last one not after `last`."""
        for day in days:
            minute, stop = (int(c[:2]) * 60 + int(c[3:5]) for c in (first, last))
            while minute <= stop:
                clock = "%02d:%02d:%s" % (minute // 60, minute % 60, first[6:] or "00")
                self.add(who, to, service, day, clock, seconds, out, in_, proto)
                minute += minutes


def daily_work(d):
    both = (1, 2)
    for n, pc in enumerate(CLIENTS):
        ward = pc.startswith("ward")  # from 08:00 to 08:20 on Friday the capture tells what these do
        for days, first in (((1,), "08:10"), ((2,), "08:40" if ward else "08:10")):
            d.every(30, "%s:%02d" % (first, 5 + n), "18:10", days, pc, "emr-ap", "emr-app", 240, 21000 + 700 * n, 164000 + 900 * n)
            d.every(60, "%s:%02d" % (first, 1 + n), "18:10", days, pc, "dc1", "dns", 0.004, 41, 57, "udp")
        d.add(pc, "dc1", "smb", 1, "08:0%d:20" % n, 14, 5200, 18800)
        d.add(pc, "file-sv", "smb", 1, "13:3%d" % n, 300, 48000, 260000)
    d.every(60, "00:00:30", "23:00", both, "emr-ap", "emr-db", "iris", 3500, 2400000, 9100000)
    d.every(240, "00:00:00", "20:00", both, "emr-db", "emr-db-s", "mirror", 14400, 61000000, 420000)
    d.every(20, "00:07:10", "23:50", both, "lab-an1", "lab-sv", "astm", 3, 1900, 240)
    d.every(15, "00:02:40", "23:50", both, "lab-sv", "emr-ap", "hl7", 2, 2600, 210)
    d.every(60, "00:21:15", "23:50", both, "dial-sv", "emr-ap", "hl7", 2, 3100, 220)
    d.every(30, "08:31:00", "19:00", both, "ct", "pacs", "dicom", 75, 52000000, 38000)
    d.every(30, "09:12:30", "18:00", both, "read-pc", "pacs", "dicom", 50, 44000, 36000000)
    d.every(60, "00:13:05", "23:50", both, "diet-sv", MEALS, "https", 6, 5400, 12100)
    d.every(60, "00:44:00", "23:50", both, "read-pc", RELAY, "anydesk", 600, 9800, 7200)
    d.every(15, "08:04:00", "19:00", both, "proxy", WEB, "https", 40, 31000, 410000)
    for n, pc in enumerate(("info-pc1", "info-pc2")):
        d.every(20, "08:3%d:00" % n, "18:00", both, pc, "proxy", "http-proxy", 45, 16000, 205000)
    d.every(15, "08:40:00", "18:00", both, ELIGIBILITY, CENTRE, "https", 12, 3300, 8800)
    d.every(30, "08:41:00", "18:00", both, "elig-pc", "file-sv", "smb", 8, 7000, 9000)
    for n, name in enumerate(MEMBERS):
        for day in both:
            d.add(name, "upd-sv", "wsus", day, "12:%02d:%02d" % divmod(n * 40, 60), 30, 8200, 3900000)
    for name in ("emr-ap", "emr-db", "diet-sv", "bkup-sv", "pacs", "lab-sv"):
        d.every(240, "00:05:%02d" % (10 + list(SYSTEMS).index(name)), "23:00", both, name, "dc1", "ntp", 0.003, 48, 48, "udp")
    for day in both:
        d.add("diet-sv", "dc1", "smb", day, "06:30", 20, 5200, 18800)
        d.add("read-pc", "dc1", "smb", day, "08:40", 15, 5200, 18800)
        d.add("bkup-sv", "file-sv", "smb", day, "23:00", 900, 400000, 880000000)
        d.add("bkup-sv", "nas", "smb", day, "23:30", 1200, 910000000, 2200000)
    d.add("opd-pc1", "dc1", "smb", 2, "08:25", 14, 5200, 18800)


def what_nobody_declared(d):
    d.add("emr-db", "nas", "smb", 1, "22:30", 1200, 640000000, 1400000)  # a vendor's own dump
    d.add("read-pc", "pacs", "rdp", 1, "10:00", 1800, 310000, 9200000)
    d.add(CT_SECOND, "upd-sv", "dhcp", 1, "08:29:30", 0.004, 300, 300, "udp")["sport"] = 68  # the second card's lease
    for day in (1, 2):
        for clock in ("09:05", "12:05", "15:05"):
            d.add(CT_SECOND, TELEMETRY, "https", day, clock, 30, 240000, 5200)
    d.add(LAB_VENDOR, "lab-sv", "rdp", 1, "13:10", 900, 260000, 5100000)  # the vendor's ordinary work, over its own router
    d.add("lab-sv", LAB_VENDOR, "https", 1, "03:30", 45, 880000, 6100)
    d.add("lab-sv", LAB_VENDOR, "https", 2, "03:30", 45, 890000, 6100)
    d.add(STRANGER, "file-sv", "smb", 1, "15:10", 120, 9000, 74000)
    for clock in ("15:05", "15:25"):
        d.add(STRANGER, "dc1", "dns", 1, clock, 0.004, 39, 114, "udp")


def maintenance(d):
    d.add(EMR_VENDOR, "mnt-rt", "ipsec", 1, "14:20", 2700, 1900000, 14000000, "udp")
    d.add("jump", "emr-ap", "rdp", 1, "14:25", 1500, 420000, 11000000)
    d.add(EMR_VENDOR, "mnt-rt", "ipsec", 2, "18:30", 2400, 1500000, 9100000, "udp")  # nobody asked for this one
    d.add("jump", "emr-ap", "rdp", 2, "18:40", 900, 380000, 8700000)


def brought_in_stick(d):
    """Thursday morning: a stick in info-pc1 at 10:05 (site file, events)."""
    d.add("info-pc1", "info-pc2", "smb", 1, "10:20", 60, 900000, 41000)
    d.add("info-pc1", "upd-sv", "rdp", 1, "10:30", 600, 210000, 3900000)


def intrusion(d):
    """Friday night, over the laboratory vendor's line."""
    d.add(LAB_VENDOR, "lab-sv", "rdp", 2, "01:12", 4080, 980000, 21000000)
    d.add("lab-sv", "dc1", "rdp", 2, "01:15", 990, 340000, 6800000)
    d.add("lab-sv", "emr-ap", "winrm", 2, "01:20", 60, 21000, 64000)
    d.add("lab-sv", "lab-an1", "vnc", 2, "01:30", 300, 15000, 2200000)
    d.add("dc1", "emr-ap", "winrm", 2, "01:45", 60, 26000, 71000)
    d.add("dc1", "emr-db", "rdp", 2, "01:50", 1200, 290000, 7700000)
    d.add("emr-db", "nas", "smb", 2, "02:05", 1200, 730000000, 510000000)
    d.add("dc1", "bkup-sv", "rdp", 2, "02:12", 1080, 240000, 5600000)


def sensor_records():
    """Everything that the sensor at the core saw, but for what the capture in the ward tells."""
    d = Days()
    daily_work(d)
    what_nobody_declared(d)
    maintenance(d)
    brought_in_stick(d)
    intrusion(d)
    return d.records
