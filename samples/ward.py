"""The mirror port of the switch in the second-floor ward, Friday 2026-05-15 from 08:00 to 08:20.

What crosses the core carries the tag of VLAN 20 and was seen by the sensor at the core, too; what stays on the switch
(ARP, broadcasts, print jobs) carries none and only the mirror port saw it."""
import struct

import payloads as p
from frames import BROADCAST_MAC, ETHERTYPE_IPV4, ICMP, ICMPV6, TCP, UDP, Capture, Talk, ethernet, icmp_message, ipv4, udp_datagram, with_checksum
from hospital import CENTRE, CORE, ELIGIBILITY, PORTS, SECOND, SENSOR_WORDS, address, at, mac, macs

VLAN = 20
DOMAIN = "shirase.example"
GATEWAY = address("core-sw")
SCANNED = ["10.77.1.%d" % n for n in range(100, 160)]  # nobody is there
PRINT_JOBS = ("08:09", "08:11", "08:18")


class Ward:
    def __init__(self):
        self.capture = Capture()
        self.talks = []
        self.port = 49500

    def talk(self, who, to, port, protocol=TCP, local=False, source_address=None, sport=None):
        """A conversation between a system of the ward and another one, yet without frames."""
        self.port += 1
        src, dst = source_address or address(who), address(to)
        ends = macs(src, dst) if not local else (mac(src), mac(dst))
        ends = (ends[0], CORE) if not local else ends  # in the ward every way out leads through the core
        sport = self.port if sport is None else sport
        self.talks.append(Talk(self.capture, (src, sport, ends[0]), (dst, port, ends[1]), protocol, None if local else VLAN))
        return self.talks[-1]

    def lookup(self, who, clock, name, kind, answer):
        start, query = at(2, clock), self.port + 1
        talk = self.talk(who, "dc1", PORTS["dns"], UDP)
        talk.udp(start, 0, p.dns_query(query, name, kind))
        talk.udp(start + 1200, 1, p.dns_answer(query, name, kind, answer))

    def logon(self, who, ticket, policy):
        """A Kerberos ticket, then the policies from SYSVOL: the responder's files come to the initiator."""
        kerberos = p.filler(who + " ticket", 1400)
        self.talk(who, "dc1", PORTS["kerberos"]).tcp_whole(
            at(2, ticket), [(0, 0, struct.pack("!I", 240) + kerberos[:240]), (900, 1, struct.pack("!I", 1400) + kerberos)])
        word = who + " sysvol"
        self.talk(who, "dc1", PORTS["smb"]).tcp_whole(at(2, policy), smb(word, [(2 * SECOND, 420, 2600)] * 6))

    def chart(self, who, clock, pages):
        """The electronic medical record in the browser: TLS on the application's own port."""
        word = who + " chart " + clock
        name = "emr-ap." + DOMAIN
        self.lookup(who, clock, name, p.A, address("emr-ap"))
        self.talk(who, "emr-ap", PORTS["emr-app"]).tcp_whole(at(2, clock) + SECOND, tls(word, name, [(9 * SECOND, 620, 2300)] * pages))


def tls(word, name, exchanges):
    messages = [(0, 0, p.client_hello(name, word)), (600, 1, p.server_hello(word))]
    for n, (wait, asked, answered) in enumerate(exchanges):
        messages += [(wait, 0, p.application_data("%s %d" % (word, n), asked)),
                     (2500, 1, p.application_data("%s answer %d" % (word, n), answered))]
    return messages


def smb(word, exchanges):
    messages = [(0, 0, p.smb_negotiate(word)), (500, 1, p.smb_negotiated(word))]
    for n, (wait, asked, answered) in enumerate(exchanges):
        messages += [(wait, 0, p.smb_encrypted("%s %d" % (word, n), asked)),
                     (800, 1, p.smb_encrypted("%s answer %d" % (word, n), answered))]
    return messages


def resolve(ward, who, clock):
    """ARP for the gateway, answered."""
    start, ip = at(2, clock), address(who)
    ward.capture.add_arp(start, 1, mac(ip), ip, BROADCAST_MAC, GATEWAY)
    ward.capture.add_arp(start + 180, 2, CORE, GATEWAY, mac(ip), ip)


def dhcp_boot(ward, who, clock, transaction):
    """Discover, offer, request, acknowledgement; the core passes it on to dc1 (RFC 1542)."""
    start, ip = at(2, clock), address(who)
    relayed = dict(relay=GATEWAY, server=address("dc1"), offered=ip)
    steps = [(p.DISCOVER, {"host": who.upper()}), (p.OFFER, relayed), (p.REQUEST, {"host": who.upper(), "asked": ip}),
             (p.ACKNOWLEDGE, relayed)]
    for n, (kind, more) in enumerate(steps):
        client = n % 2 == 0
        source, ports = ("0.0.0.0", (68, 67)) if client else (GATEWAY, (67, 68))
        datagram = udp_datagram(source, ports[0], "255.255.255.255", ports[1], p.dhcp(kind, transaction, mac(ip), **more))
        ward.capture.add(start + n * 1500, ethernet(BROADCAST_MAC, mac(ip) if client else CORE, ETHERTYPE_IPV4,
                                                    ipv4(source, "255.255.255.255", UDP, datagram, n)))
    ward.capture.add_arp(start + 9000, 1, mac(ip), "0.0.0.0", BROADCAST_MAC, ip)  # is the address free (RFC 5227)


def dhcp_renewal(ward, who, clock, transaction):
    start, ip = at(2, clock), address(who)
    talk = ward.talk(who, "dc1", 67, UDP, sport=68)
    talk.udp(start, 0, p.dhcp(p.REQUEST, transaction, mac(ip), client=ip, host=who.upper()))
    talk.udp(start + 1700, 1, p.dhcp(p.ACKNOWLEDGE, transaction, mac(ip), client=ip, offered=ip, server=address("dc1")))


def noise(ward):
    """Broadcasts and multicasts of the segment, and an address that nobody has."""
    pc = address("ward2-pc2")
    for clock, to, to_mac, port in (("08:07:02", "10.77.20.255", BROADCAST_MAC, 138), ("08:07:04", "224.0.0.252", "01:00:5e:00:00:fc", 5355)):
        body = p.filler("datagram", 200) if port == 138 else p.dns_query(7, "wpad", p.A)
        ward.capture.add_ip(at(2, clock), (mac(pc), to_mac), pc, to, UDP, udp_datagram(pc, port if port == 138 else 58111, to, port, body), ttl=1)
    for n in range(3):
        ward.capture.add_arp(at(2, "08:12:5%d" % n), 1, mac(address("ward2-pc1")), address("ward2-pc1"), BROADCAST_MAC, "10.77.20.99")
    elig = ELIGIBILITY
    announced = struct.pack("!I", 0x20000000) + bytes.fromhex("20010db80077002000000000000000900201") + bytes.fromhex(mac(elig).replace(":", ""))
    message = with_checksum(elig, "ff02::1", ICMPV6, b"\x88\x00\x00\x00" + announced, 2)  # neighbour advertisement (RFC 4861)
    ward.capture.add_ip(at(2, "08:05:29"), (mac(elig), "33:33:00:00:00:01"), elig, "ff02::1", ICMPV6, message)


def eligibility(ward):
    """The terminal asks the eligibility centre over IPv6; its own card has both addresses."""
    resolve(ward, "elig-pc", "08:05:28")
    name = "qualify.center.example"
    ward.lookup("elig-pc", "08:05:30", name, p.AAAA, CENTRE)
    for clock in ("08:05:31", "08:17:00"):
        talk = ward.talk("elig-pc", CENTRE, PORTS["https"], source_address=ELIGIBILITY)
        talk.tcp_whole(at(2, clock), tls("elig " + clock, name, [(SECOND, 700, 1200)] * 4))


def printing(ward):
    for n, clock in enumerate(PRINT_JOBS):
        job = b"\x1b%-12345X@PJL INFO STATUS\r\n" + p.filler("page %d" % n, 6000)
        ward.talk("ward2-pc1", "prn-ward2", PORTS["print"], local=True).tcp_whole(
            at(2, clock), [(0, 0, job), (40000, 1, b"@PJL INFO STATUS\r\nCODE=10001\r\n\f")])


def search_for_victims(ward):
    """What now runs on ward2-pc1 looks for file shares among the servers: 60 addresses that nobody has, one that refuses."""
    for n, target in enumerate(SCANNED):
        ward.talk("ward2-pc1", target, PORTS["smb"]).tcp_silence(at(2, "08:13:00") + n * 100000)
    ward.talk("ward2-pc1", "diet-sv", PORTS["smb"]).tcp_refused(at(2, "08:13:10"))
    probe = ward.talk("ward2-pc1", "emr-db", 1434, UDP)
    probe.udp(at(2, "08:13:12"), 0, b"\x02")
    pc, db = address("ward2-pc1"), address("emr-db")
    quoted = ipv4(pc, db, UDP, udp_datagram(pc, probe.ends[0][1], db, 1434, b"\x02"), ward.capture.idents[pc], 127)
    ward.capture.add_ip(at(2, "08:13:12") + 400, (CORE, mac(pc)), db, pc, ICMP, icmp_message(3, 3, bytes(4), quoted), VLAN, 127)
    echo = ward.talk("ward2-pc1", "dc1", 0, ICMP, sport=8)
    for n in range(4):
        echo.echo(at(2, "08:14:0%d" % n), 0, n + 1)
        echo.echo(at(2, "08:14:0%d" % n) + 350, 1, n + 1)


def watch():
    """The capture and every conversation in it but broadcasts; those in VLAN 20 the sensor at the core saw as well."""
    ward = Ward()
    resolve(ward, "ward2-pc1", "08:00:12")
    dhcp_renewal(ward, "ward2-pc1", "08:01:00", 0x5A110001)
    ward.lookup("ward2-pc1", "08:01:40", "dc1." + DOMAIN, p.A, address("dc1"))
    ward.lookup("ward2-pc1", "08:01:41", "wpad." + DOMAIN, p.A, None)
    ward.logon("ward2-pc1", "08:02:05", "08:02:10")
    ward.chart("ward2-pc1", "08:03:00", 12)
    clock = ward.talk("ward2-pc1", "dc1", PORTS["ntp"], UDP, sport=123)
    clock.udp(at(2, "08:04:30"), 0, b"\xe3" + p.filler("ntp", 47))
    clock.udp(at(2, "08:04:30") + 900, 1, b"\x24" + p.filler("ntp answer", 47))
    dhcp_boot(ward, "ward2-pc2", "08:05:00", 0x5A110002)
    resolve(ward, "ward2-pc2", "08:05:04")
    ward.lookup("ward2-pc2", "08:06:30", "dc1." + DOMAIN, p.A, address("dc1"))
    ward.logon("ward2-pc2", "08:06:35", "08:06:40")
    ward.chart("ward2-pc2", "08:07:30", 8)
    noise(ward)
    eligibility(ward)
    printing(ward)
    search_for_victims(ward)
    ward.talk("ward2-pc1", "file-sv", PORTS["smb"]).tcp_whole(at(2, "08:15:00"), smb("ward2-pc1 share", [(48 * SECOND, 7200, 240)] * 5))
    return ward.capture, ward.talks


def sensor_record(talk):
    (src, sport, _), (dst, dport, _) = talk.ends
    word = next((SENSOR_WORDS[s] for s, n in PORTS.items() if n == dport and s in SENSOR_WORDS), "-")
    proto = {TCP: "tcp", UDP: "udp", ICMP: "icmp"}[talk.protocol]
    return {"start": talk.first, "end": talk.last, "src": src, "dst": dst, "sport": sport, "dport": dport, "proto": proto,
            "service": word if talk.state in ("SF", "OTH") and proto != "icmp" else "-", "out": talk.payload[0], "in_": talk.payload[1],
            "state": talk.state, "history": talk.history, "packets": tuple(talk.packets), "ip_bytes": tuple(talk.ip_bytes),
            "macs": macs(src, dst)}
