"""`hamon collect` with real exporters: softflowd, pmacct's nfprobe and sfprobe, and logger of util-linux, on loopback.

collect.py HAMON. What the exporters say they sent, and the capture that they were given, are the expected values. A relay between
exporter and collector keeps every datagram and leaves out some: what it left out must be what the collector counts as lost.
Exporters that are not installed are left out, with a message; without any the status is 77."""
import collections
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HAMON = os.path.abspath(sys.argv.pop(1))
SKIPPED = 77
PROGRAMS = ("softflowd", "pmacctd", "logger")
ENVIRONMENT = {**{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "HAMON", "LANG", "TZ"))}, "LC_ALL": "C.UTF-8"}
PATIENCE = 120  # seconds: the machine may be busy


def where(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def needs(program):
    return unittest.skipUnless(where(program), program + " is not installed")


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def eventually(condition, patience=PATIENCE):
    end = time.monotonic() + patience
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


class Relay:
    """Passes datagrams on to a port of loopback and keeps them; every `drop`-th is kept apart and not passed on."""

    def __init__(self, port, drop=0):
        self.inside = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.inside.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.inside.bind(("127.0.0.1", 0))
        self.inside.settimeout(0.1)
        self.port = self.inside.getsockname()[1]
        self.target = ("127.0.0.1", port)
        self.drop = drop
        self.passed, self.left_out = [], []
        self.pending = []  # left out since the last one that was passed on: nobody can know of them yet
        self.ended = False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        n = 0
        while not self.ended:
            try:
                data = self.inside.recv(65536)
            except TimeoutError:
                continue
            n += 1
            if self.drop and n % self.drop == 0:
                self.pending.append(data)
                continue
            self.left_out += self.pending
            self.pending = []
            self.passed.append(data)
            self.inside.sendto(data, self.target)
            if n % 32 == 0:
                time.sleep(0.002)

    def settle(self):
        """Until nothing came for half a second."""
        before = -1
        while before != len(self.passed):
            before = len(self.passed)
            time.sleep(0.5)

    def close(self):
        self.ended = True
        self.thread.join()
        self.inside.close()


def pcap_of(datagrams, port):
    """A capture of these datagrams (link type 101, raw IP) from 127.0.0.1, a second apart."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    for n, data in enumerate(datagrams):
        udp = struct.pack("!HHHH", 40000, port, 8 + len(data), 0) + data
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), n, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
        out += struct.pack("<IIII", 1_780_000_000 + n, 0, len(ip + udp), len(ip + udp)) + ip + udp
    return out


def ipfix_records(datagrams, sizes):
    """Data records in IPFIX messages whose templates (id: bytes of a record) are known."""
    n = 0
    for data in datagrams:
        at = 16
        while at + 4 <= len(data):
            number, length = struct.unpack_from("!HH", data, at)
            if number >= 256:
                n += (length - 4) // sizes[number]
            at += length
    return n


def ipfix_sizes(datagrams):
    """Bytes of a record by template, options templates too, of messages without fields of variable length."""
    sizes = {}
    for data in datagrams:
        at = 16
        while at + 4 <= len(data):
            number, length = struct.unpack_from("!HH", data, at)
            inner, end = at + 4, at + length
            while number in (2, 3) and inner + 4 <= end:
                template, fields = struct.unpack_from("!HH", data, inner)
                if template == 0:
                    break
                inner += 4 if number == 2 else 6
                size = 0
                for _ in range(fields):
                    element, bytes_ = struct.unpack_from("!HH", data, inner)
                    inner += 8 if element & 0x8000 else 4
                    size += bytes_
                sizes[template] = size
            at += length
    return sizes


class Collect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.mkdtemp(prefix="hamon-collect-")
        subprocess.run([HAMON, "sample", os.path.join(cls.shared, "hospital")], env=ENVIRONMENT, check=True, capture_output=True)
        whole = pathlib.Path(cls.shared, "hospital", "hospital.pcap").read_bytes()
        at = 24
        for _ in range(8000):  # frames: some hundred conversations, so that a busy machine has done in time
            at += 16 + struct.unpack_from("<I", whole, at + 8)[0]
        cls.capture = os.path.join(cls.shared, "morning.pcap")
        pathlib.Path(cls.capture).write_bytes(whole[:at])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.shared, True)

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hamon-collect-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        if os.geteuid() == 0:
            os.chmod(self.folder, 0o777)  # it goes on as nobody
        self.running = []
        self.addCleanup(self.end_all)

    def end_all(self):
        for process in self.running:
            process.kill()
            process.communicate()

    def path(self, name):
        return os.path.join(self.folder, name)

    def hamon(self, *words, status=(0,)):
        done = subprocess.run([HAMON, "--lang", "en", *words], env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
        self.assertIn(done.returncode, status, done.stdout + done.stderr)
        return done.stdout

    def collect(self, *words, case="live.case"):
        """A collector under way: returns when it listens."""
        with open(self.path(case + ".err"), "w") as errors:
            process = subprocess.Popen([HAMON, "--lang", "en", "collect", "-c", self.path(case), *words], env=ENVIRONMENT,
                                       stdout=subprocess.PIPE, stderr=errors, text=True)
        self.running.append(process)
        self.assertTrue(eventually(lambda: process.poll() is not None or "listening for" in self.errors(case)))
        self.assertIsNone(process.poll(), self.errors(case))
        return process

    def errors(self, case="live.case"):
        return pathlib.Path(self.path(case + ".err")).read_text()

    def stop(self, process, status=(0,), sig=signal.SIGINT):
        process.send_signal(sig)
        out, _ = process.communicate(timeout=PATIENCE)
        self.assertIn(process.returncode, status, out + self.errors())
        return out

    def source(self, case="live.case"):
        (source,) = json.loads(self.hamon("coverage", "-c", self.path(case), "--json"))["case"]["sources"]
        return source

    def conversations(self, case, without_port=0):
        keys = ("initiator", "responder", "service", "state", "packets_out", "packets_in", "bytes_out", "bytes_in")
        found = json.loads(self.hamon("find", "-c", self.path(case), "--json"))["conversations"]
        found = [f for f in found if not without_port or f.get("responder_port") != without_port]
        return collections.Counter(json.dumps([f.get(key) for key in keys], sort_keys=True) for f in found)

    def relay(self, port, drop=0):
        relay = Relay(port, drop)
        self.addCleanup(relay.close)
        return relay

    # ---- exporters

    def softflowd(self, version, port, *words):
        """Exports the flows of the capture; how many records and datagrams it says it sent."""
        with open(self.path("softflowd.txt"), "w") as out:
            subprocess.run([where("softflowd"), "-d", "-r", self.capture, "-n", "127.0.0.1:%d" % port, "-v", version, "-p", "pid", "-c", "ctl", *words],
                           cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=PATIENCE)
        told = pathlib.Path(self.path("softflowd.txt")).read_text()
        said = re.search(r"Flows exported: \d+ \((\d+) records\) in (\d+) packets", told)
        self.assertTrue(said, told[-2000:])
        return int(said.group(1)), int(said.group(2))

    def ends_in_capture(self):
        """The ends of the TCP and UDP conversations of the capture, in either order."""
        flows = map(json.loads, self.hamon("flows", self.capture).splitlines())
        return {self.ends(f) for f in flows if f["protocol"] in ("tcp", "udp") and f["responder_port"] is not None}

    @staticmethod
    def ends(f):
        return tuple(sorted([(f["initiator"], f["initiator_port"]), (f["responder"], f["responder_port"])])) + (f["protocol"],)

    def exported(self, version, option, drop=0):
        """A capture exported by softflowd through a relay to a collector: its source, the relay, what softflowd said."""
        port = free_port()
        process = self.collect(option, "127.0.0.1:%d" % port)
        relay = self.relay(port, drop)
        said = self.softflowd(version, relay.port)
        relay.settle()
        time.sleep(1)
        self.stop(process, status=(3,) if drop else (0,))
        return self.source(), relay, said

    def same_as_the_file(self, relay):
        pathlib.Path(self.path("export.bin")).write_bytes(b"".join(relay.passed))
        self.hamon("import", "-c", self.path("file.case"), self.path("export.bin"), status=(0, 3))
        self.assertEqual(self.conversations("live.case"), self.conversations("file.case"))

    def whole(self, version, option):
        source, relay, (records, datagrams) = self.exported(version, option)
        self.assertEqual(source["kind"], "live" + option.replace("--", "-"))
        self.assertEqual(source["drops"], 0)
        self.assertEqual(len(relay.passed), datagrams)
        self.assertEqual(source["used"], records)
        self.same_as_the_file(relay)
        flows = map(json.loads, self.hamon("flows", self.path("export.bin"), status=(0, 3)).splitlines())
        can_tell = lambda ends: version != "5" or ":" not in ends[0][0]  # NetFlow v5 knows no IPv6
        self.assertEqual({self.ends(f) for f in flows if f["protocol"] in ("tcp", "udp")}, set(filter(can_tell, self.ends_in_capture())))

    @needs("softflowd")
    def test_netflow_5_of_softflowd_arrives_whole(self):
        self.whole("5", "--netflow")

    @needs("softflowd")
    def test_netflow_9_of_softflowd_arrives_whole(self):
        self.whole("9", "--netflow")

    def test_ipfix_of_softflowd_arrives_whole(self):
        self.whole("10", "--ipfix")

    @needs("softflowd")
    def test_lost_netflow_5_is_counted_in_flows(self):
        source, relay, _ = self.exported("5", "--netflow", drop=7)
        lost = sum(struct.unpack_from("!H", data, 2)[0] for data in relay.left_out)
        self.assertGreater(lost, 0)
        self.assertEqual(source["drops"], lost)
        self.same_as_the_file(relay)

    @needs("softflowd")
    def test_lost_netflow_9_is_counted_in_datagrams(self):
        source, relay, _ = self.exported("9", "--netflow", drop=7)
        self.assertGreater(len(relay.left_out), 0)
        self.assertEqual(source["drops"], len(relay.left_out))
        self.same_as_the_file(relay)

    def test_lost_ipfix_is_counted_in_records(self):
        source, relay, _ = self.exported("10", "--ipfix", drop=7)
        lost = ipfix_records(relay.left_out, ipfix_sizes(relay.passed))
        self.assertGreater(lost, 0)
        self.assertEqual(source["drops"], lost)
        self.same_as_the_file(relay)

    def pmacctd(self, port, *lines):
        config = self.path("pmacct.conf")
        pathlib.Path(config).write_text("\n".join(("daemonize: false", "pcap_savefile: " + self.capture, "plugins: " + lines[0],
                                                   *lines[1:])) + "\n")
        process = subprocess.Popen([where("pmacctd"), "-f", config], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        self.running.append(process)
        return process

    def probed(self, option, drop, *lines):
        """As `exported`, by pmacct."""
        port = free_port()
        process = self.collect(option, "127.0.0.1:%d" % port)
        relay = self.relay(port, drop)
        probe = self.pmacctd(relay.port, *(line.replace("PORT", str(relay.port)) for line in lines))
        self.assertTrue(eventually(lambda: relay.passed))
        relay.settle()
        if probe.poll() is None:
            probe.send_signal(signal.SIGINT)
        out, _ = probe.communicate(timeout=PATIENCE)
        relay.settle()
        time.sleep(1)
        self.stop(process, status=(0, 3))
        return self.source(), relay, out

    @needs("pmacctd")
    def test_nfprobe_of_pmacct_arrives_and_its_losses_are_counted(self):
        source, relay, out = self.probed("--netflow", 5, "nfprobe", "nfprobe_receiver: 127.0.0.1:PORT", "nfprobe_version: 9",
                                         "aggregate: src_host, dst_host, src_port, dst_port, proto")
        self.assertGreater(source["used"], 300, out)
        self.assertEqual(source["drops"], len(relay.left_out), out)
        self.same_as_the_file(relay)

    @needs("pmacctd")
    def test_sfprobe_of_pmacct_arrives_and_its_losses_are_counted(self):
        source, relay, out = self.probed("--sflow", 5, "sfprobe", "sfprobe_receiver: 127.0.0.1:PORT", "sampling_rate: 10")
        self.assertGreater(source["used"], 50, out)
        self.assertEqual(source["drops"], len(relay.left_out), out)
        pathlib.Path(self.path("export.pcap")).write_bytes(pcap_of(relay.passed, 6343))
        records = [json.loads(line) for line in self.hamon("flows", self.path("export.pcap"), status=(0, 3)).splitlines()]
        self.assertEqual(source["used"], sum(1 for f in records if f.get("exporter")))

    # ---- syslog

    FORTIGATE = ('date=2026-06-09 time=10:00:05 devname="fw1" devid="FGT60F0000000000" eventtime=1780966805000000000 tz="+0900" '
                 'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=192.168.10.21 srcport=50123 '
                 'srcintf="lan" dstip=203.0.113.80 dstport=443 dstintf="wan1" sessionid=4711 proto=6 action="close" policyid=3 '
                 'service="HTTPS" duration=5 sentbyte=1500 rcvdbyte=9000 sentpkt=10 rcvdpkt=12')
    YAMAHA = "[INSPECT] PP[01][out][101] TCP 192.168.100.5:51000 > 203.0.113.7:443 (2026/06/09 10:00:00)"

    def logger(self, port, *words):
        subprocess.run([where("logger"), "-n", "127.0.0.1", "-P", str(port), "-d", *words], stdin=subprocess.DEVNULL, check=True, capture_output=True)

    @needs("logger")
    def test_lines_of_fortigate_and_yamaha_arrive_by_both_syslog_formats(self):
        port = free_port()
        process = self.collect("--syslog", "127.0.0.1:%d" % port, "--tz", "Asia/Tokyo")
        self.logger(port, "--rfc3164", "-p", "local7.notice", self.FORTIGATE)
        self.logger(port, "--rfc5424=notq", "-p", "local0.notice", self.YAMAHA)
        self.logger(port, "--rfc3164", "-t", "sshd", "Connection closed by 192.0.2.1 port 22")
        self.assertTrue(eventually(lambda: self.source()["records"] == 3))
        self.stop(process, status=(0, 3), sig=signal.SIGTERM)
        source = self.source()
        self.assertEqual(source["kind"], "live-syslog")
        self.assertEqual((source["used"], source["unused"]), (2, {"log_not_read": 1}), self.errors())
        found = json.loads(self.hamon("find", "-c", self.path("live.case"), "--json"))["conversations"]
        ends = {(f["initiator"]["addresses"][0], f["responder"]["addresses"][0]) for f in found}
        self.assertEqual(ends, {("192.168.10.21", "203.0.113.80"), ("192.168.100.5", "203.0.113.7")})

    # ---- the collector itself

    def test_a_port_that_another_program_holds_is_refused_and_the_case_is_not_made(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            done = subprocess.run([HAMON, "--lang", "en", "collect", "-c", self.path("x.case"), "--netflow",
                                   "127.0.0.1:%d" % other.getsockname()[1]], env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 2)
        self.assertIn("another program listens", done.stderr)
        self.assertFalse(os.path.exists(self.path("x.case")))

    def test_only_what_was_asked_for_is_opened_and_nothing_is_ever_sent(self):
        port = free_port()
        process = self.collect("--netflow", "127.0.0.1:%d" % port)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.settimeout(1.5)
            sender.connect(("127.0.0.1", port))
            sender.send(b"\0\5" + bytes(22))
            self.assertRaises(TimeoutError, sender.recv, 10)
        inodes = {os.readlink(entry.path) for entry in os.scandir("/proc/%d/fd" % process.pid)}
        sockets = []
        for table in ("udp", "udp6", "tcp", "tcp6", "raw", "raw6", "packet"):
            for line in pathlib.Path("/proc/net/" + table).read_text().splitlines()[1:]:
                words = line.split()
                if "socket:[%s]" % words[8 if table == "packet" else 9] in inodes:
                    sockets.append((table, words[1]))
        self.assertEqual(sockets, [("udp", "0100007F:%04X" % port)])
        self.stop(process, status=(0, 2, 3))

    def test_datagrams_that_the_kernel_threw_away_are_counted_as_drops(self):
        port = free_port()
        process = self.collect("--netflow", "127.0.0.1:%d" % port, "--buffer", "1")
        process.send_signal(signal.SIGSTOP)
        sent = 4000
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for n in range(sent):  # v1 has no sequence numbers: only the kernel can know
                record = struct.pack("!4s4s4xHHIIIIHH2xBBB11x", b"\x0a\0\0\1", b"\x0a\0\0\2", 0, 0, 1, 60, 0, 0, n + 1, 53, 17, 0, 0)
                sender.sendto(struct.pack("!HHIII", 1, 1, 1000, int(time.time()), 0) + record, ("127.0.0.1", port))
        process.send_signal(signal.SIGCONT)
        time.sleep(1.5)
        self.stop(process, status=(3,))
        source = self.source()
        self.assertGreater(source["drops"], 0)
        self.assertEqual(source["used"] + source["drops"], sent)


if __name__ == "__main__":
    missing = [program for program in PROGRAMS if not where(program)]
    if missing:
        print("not installed and left out: " + ", ".join(missing))
    if len(missing) == len(PROGRAMS):
        sys.exit(SKIPPED)
    unittest.main()
