"""Live capture, in network namespaces of its own that are joined by a pair of virtual interfaces.

live.py HAMON. Needs root (or the right to make namespaces) and tcpreplay; else everything is skipped, with a message and
status 77. All traffic stays inside the namespaces, which are removed afterwards, whatever happened."""
import collections
import contextlib
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import unittest

HAMON = os.path.abspath(sys.argv.pop(1))
SKIPPED = 77
ENVIRONMENT = {**{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "HAMON", "LANG", "TZ", "SUDO_"))},
               "LC_ALL": "C.UTF-8"}
HEARS = "hamon-%d-hears" % os.getpid()  # the namespace that listens
SPEAKS = "hamon-%d-speaks" % os.getpid()  # and the one that plays
PAIRS = 2  # hear0-speak0, hear1-speak1


def sh(*words, check=True):
    return subprocess.run(words, check=check, capture_output=True, text=True)


def within(namespace, *words):
    return ("ip", "netns", "exec", namespace, *words)


def make_network():
    for namespace in (HEARS, SPEAKS):
        sh("ip", "netns", "add", namespace)
        for what in ("all", "default"):  # else the kernel itself would speak
            sh(*within(namespace, "sysctl", "-qw", "net.ipv6.conf.%s.disable_ipv6=1" % what), check=False)
    for n in range(PAIRS):
        sh("ip", "-n", HEARS, "link", "add", "hear%d" % n, "mtu", "9000", "type", "veth",
           "peer", "name", "speak%d" % n, "mtu", "9000", "netns", SPEAKS)
        sh("ip", "-n", HEARS, "link", "set", "hear%d" % n, "up")
        sh("ip", "-n", SPEAKS, "link", "set", "speak%d" % n, "up")


def remove_network():
    for namespace in (HEARS, SPEAKS):
        sh("ip", "netns", "delete", namespace, check=False)


def why_not():
    """Why these tests cannot run here; empty when they can."""
    for program in ("ip", "tcpreplay", "sysctl"):
        if shutil.which(program) is None:
            return program + " is not installed"
    try:
        make_network()
    except subprocess.CalledProcessError as error:
        remove_network()
        return "no network namespaces: " + error.stderr.strip()
    return ""


def frame(a, b, sport, dport, flags, payload=b"", seq=1):
    """An Ethernet frame with an IPv4 TCP segment."""
    ip = lambda t: bytes(int(x) for x in t.split("."))
    mac = lambda t: b"\x02\x00" + ip(t)
    tcp = struct.pack("!HHIIBBHHH", sport, dport, seq, 1, 5 << 4, flags, 1024, 0, 0) + payload
    frame.number = (frame.number + 1) % 65536
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), frame.number, 0, 64, 6, 0, ip(a), ip(b))
    return mac(b) + mac(a) + b"\x08\x00" + head + tcp


frame.number = 0
SYN, ACK, PUSH, FIN = 2, 16, 24, 17
SERVERS = ("10.9.200.1", "10.9.200.2")
SECRET = b"PATIENT-DATA-THAT-MUST-NOT-STAY"


def talk(n, close=True):
    """A whole conversation between two addresses, as frames; the payload says the secret."""
    a, b, port = "10.9.%d.%d" % (n // 250, n % 250 + 1), SERVERS[n % 2], 40000 + n
    out = [frame(a, b, port, 445, SYN), frame(b, a, 445, port, SYN | ACK), frame(a, b, port, 445, ACK, seq=2),
           frame(a, b, port, 445, PUSH, SECRET, 2), frame(b, a, 445, port, PUSH, SECRET, 2)]
    return out + ([frame(a, b, port, 445, FIN, seq=40), frame(b, a, 445, port, FIN, seq=40)] if close else [])


def write_pcap(path, frames, start=1_780_000_000, step_us=10):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for n, data in enumerate(frames):
            seconds, us = divmod(n * step_us, 1_000_000)
            out.write(struct.pack("<IIII", start + seconds, us, len(data), len(data)) + data)
    return path


def frames_of(path):
    """The frames of a pcap file of this machine's byte order."""
    data, at = pathlib.Path(path).read_bytes(), 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        yield data[at + 16:at + 16 + length]
        at += 16 + length


def eventually(condition, patience=8.0):
    """The first true answer; the last answer when time is over."""
    end = time.monotonic() + patience
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


class Live(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hamon-live-")
        nobody = pwd.getpwnam("nobody")
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.running = []
        self.addCleanup(self.end_all)
        for n in range(PAIRS):  # a test may have taken one down
            sh("ip", "-n", HEARS, "link", "set", "hear%d" % n, "up")

    def end_all(self):
        for process in self.running:
            process.kill()
            process.communicate()

    def path(self, name):
        return os.path.join(self.folder, name)

    def hamon(self, *words, status=(0,), namespace=None):
        words = ["--lang", "en", *words]
        command = within(namespace, HAMON, *words) if namespace else (HAMON, *words)
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60)
        self.assertIn(done.returncode, status, done.stderr)
        return done.stdout

    def capture(self, *words, interfaces=("hear0",), case="live.case"):
        """A capture under way: returns when it listens."""
        options = [word for i in interfaces for word in ("-i", i)]
        errors = open(self.error_file(case), "w")
        process = subprocess.Popen(within(HEARS, HAMON, "--lang", "en", "capture", "-c", self.path(case), *options, *words),
                                   env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=errors, text=True)
        errors.close()
        self.running.append(process)
        self.assertTrue(eventually(lambda: process.poll() is not None or os.path.exists(self.path(case + "-wal"))))
        self.assertIsNone(process.poll(), self.errors(case))
        return process

    def error_file(self, case):
        return self.path(case.replace("/", "-") + ".err")

    def errors(self, case="live.case"):
        return pathlib.Path(self.error_file(case)).read_text()

    def stop(self, process, status=(0,), sig=signal.SIGINT, case="live.case"):
        process.send_signal(sig)
        out, _ = process.communicate(timeout=20)
        self.assertIn(process.returncode, status, out + self.errors(case))
        return out

    def play(self, path, interface="speak0", *words):
        """How many frames were sent."""
        done = sh(*within(SPEAKS, "tcpreplay", "--topspeed", "-i", interface, *words, path))
        self.assertNotRegex(done.stdout, r"Failed packets:\s+[1-9]")
        return int(re.search(r"Successful packets:\s+(\d+)", done.stdout).group(1))

    def records(self, case="live.case", *words):
        return json.loads(self.hamon("find", "-c", self.path(case), "--json", *words))["conversations"]

    def sources(self, case="live.case"):
        return json.loads(self.hamon("coverage", "-c", self.path(case), "--json"))["case"]["sources"]

    def conversations(self, case):
        keys = ("initiator", "responder", "service", "state", "packets_out", "packets_in", "bytes_out", "bytes_in")
        plain = lambda record: json.dumps([record.get(key) for key in keys], sort_keys=True)
        return collections.Counter(map(plain, self.records(case)))

    def one_file(self, case="live.case"):
        return sorted(n for n in os.listdir(self.folder) if n.startswith(case) and not n.endswith(".err"))

    # ---- what is seen

    def test_every_frame_sent_was_seen_or_is_counted_as_dropped_and_the_conversations_are_those_of_the_file(self):
        self.hamon("sample", self.path("hospital"))
        played = write_pcap(self.path("played.pcap"), list(frames_of(self.path("hospital/hospital.pcap"))))
        process = self.capture()
        sent = self.play(played)
        out = self.stop(process, status=(0, 3))
        (source,) = self.sources()
        self.assertEqual(sent, source["records"] + source["drops"], out)
        self.assertEqual(self.one_file(), ["live.case"])
        self.assertEqual(source["kind"], "live")
        self.assertRegex(source["sha256"], "^[0-9a-f]{64}$")
        if source["drops"] == 0:
            self.hamon("import", "-c", self.path("file.case"), played)
            self.assertEqual(self.conversations("live.case"), self.conversations("file.case"))

    def test_several_interfaces_are_several_sources_and_the_filter_holds_for_each(self):
        one = write_pcap(self.path("one.pcap"), talk(1))
        two = write_pcap(self.path("two.pcap"), talk(2) + [frame("10.9.3.3", "10.9.3.4", 50000, 80, SYN)])
        process = self.capture("tcp", "port", "445", interfaces=("hear0", "hear1"))
        self.play(one, "speak0")
        self.play(two, "speak1")
        self.stop(process)
        seen = {source["name"].split("@")[0]: source["records"] for source in self.sources()}
        self.assertEqual(seen, {"live:hear0": 7, "live:hear1": 7})

    def test_a_filter_with_a_name_is_refused_because_names_are_never_looked_up(self):
        done = subprocess.run(within(HEARS, HAMON, "--lang", "en", "capture", "-c", self.path("x.case"), "-i", "hear0", "host pacs.example"),
                              env=ENVIRONMENT, capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 2)
        self.assertIn("pacs.example", done.stderr)

    def test_privileges_are_gone_once_it_listens(self):
        process = self.capture()
        pid = self.pid_of(process)
        status = dict(line.split(":\t", 1) for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines() if ":\t" in line)
        for sort in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual(int(status[sort], 16), 0, sort)
        self.assertEqual(status["NoNewPrivs"], "1")
        self.assertEqual(set(status["Uid"].split()), {str(pwd.getpwnam("nobody").pw_uid)})
        self.assertEqual(status["Groups"].strip(), "")
        for task in os.listdir("/proc/%d/task" % pid):
            self.assertIn("CapEff:\t0000000000000000", pathlib.Path("/proc/%d/task/%s/status" % (pid, task)).read_text())
        self.stop(process)

    def pid_of(self, process):
        """`ip netns exec` becomes the program itself."""
        self.assertTrue(eventually(lambda: b"capture" in pathlib.Path("/proc/%d/cmdline" % process.pid).read_bytes()))
        return process.pid

    # ---- the case while it grows

    def test_others_read_the_case_while_it_grows_and_see_what_is_still_open(self):
        process = self.capture()
        self.play(write_pcap(self.path("open.pcap"), talk(1, close=False)))
        began = time.monotonic()
        self.assertTrue(eventually(lambda: len(self.records()) == 1, 5))
        self.assertLess(time.monotonic() - began, 2.5)
        self.assertEqual(self.records()[0]["packets_out"], 3)
        self.play(write_pcap(self.path("more.pcap"), talk(2)))
        self.assertTrue(eventually(lambda: len(self.records()) == 2, 5))
        self.assertIsNone(process.poll())
        self.hamon("check", "-c", self.path("live.case"), status=(0, 1, 3))
        self.stop(process, sig=signal.SIGTERM)
        self.assertEqual(len(self.records()), 2)
        self.assertEqual(self.one_file(), ["live.case"])

    def test_a_killed_capture_keeps_what_was_seen_and_the_next_question_makes_one_file_again(self):
        process = self.capture()
        self.play(write_pcap(self.path("talks.pcap"), sum((talk(n, close=False) for n in range(20)), [])))
        self.assertTrue(eventually(lambda: len(self.records()) == 20))
        process.kill()
        process.wait()
        self.assertIn("live.case-wal", self.one_file())
        self.assertEqual(len(self.records()), 20)
        self.assertEqual(self.one_file(), ["live.case"])
        self.assertEqual(sqlite3.connect(self.path("live.case")).execute("PRAGMA integrity_check").fetchone(), ("ok",))
        again = self.capture()  # and it goes on in the same case, as a source of its own
        self.play(self.path("talks.pcap"))
        self.stop(again)
        self.assertEqual(len(self.sources()), 2)

    # ---- what may happen

    def test_an_interface_that_goes_down_is_waited_for_and_leaves_a_gap(self):
        process = self.capture()
        talks = write_pcap(self.path("talks.pcap"), talk(1))
        self.play(talks)
        sh("ip", "-n", HEARS, "link", "set", "hear0", "down")
        self.assertTrue(eventually(lambda: "went down" in self.errors()))
        time.sleep(0.5)
        used = [int(x) for x in pathlib.Path("/proc/%d/stat" % process.pid).read_text().split()[13:15]]
        self.assertLess(sum(used), 100, "waiting costs no second of processor time")
        sh("ip", "-n", HEARS, "link", "set", "hear0", "up")
        self.assertTrue(eventually(lambda: "is back" in self.errors()))
        self.play(talks)
        self.stop(process)
        self.assertEqual(self.sources()[0]["records"], 14)
        database = sqlite3.connect(self.path("live.case"))
        what, begin, end = database.execute("SELECT what, time_begin, time_end FROM source_limit").fetchone()
        self.assertEqual(what, "down")
        self.assertLess(begin, end)

    def test_an_interface_that_is_removed_ends_the_capture_and_the_case_is_whole(self):
        sh("ip", "-n", HEARS, "link", "add", "brief0", "type", "veth", "peer", "name", "brief1")
        sh("ip", "-n", HEARS, "link", "set", "brief0", "up")
        sh("ip", "-n", HEARS, "link", "set", "brief1", "up")
        process = self.capture(interfaces=("brief0",))
        sh("ip", "-n", HEARS, "link", "delete", "brief0")
        self.assertEqual(process.wait(timeout=10), 3)
        self.assertIn("removed", self.errors())
        self.assertEqual(self.one_file(), ["live.case"])

    def test_a_full_disk_is_told_and_waited_for_and_nothing_is_lost(self):
        disk = self.path("disk")
        os.mkdir(disk)
        sh("mount", "-t", "tmpfs", "-o", "size=2m,mode=0777", "tmpfs", disk)
        self.addCleanup(sh, "umount", "-l", disk, check=False)
        case = "disk/live.case"
        process = self.capture(case=case)
        self.play(write_pcap(self.path("few.pcap"), talk(1)))
        self.assertTrue(eventually(lambda: len(self.records(case)) == 1))
        fill = os.path.join(disk, "fill")
        with open(fill, "wb", buffering=0) as out, contextlib.suppress(OSError):
            while True:
                out.write(bytes(4096))
        self.play(write_pcap(self.path("many.pcap"), sum((talk(n) for n in range(2, 2002)), [])))
        self.assertTrue(eventually(lambda: "disk is full" in self.errors(case) or "failed" in self.errors(case)), self.errors(case))
        self.assertIsNone(process.poll())
        self.assertGreaterEqual(len(self.records(case)), 1)  # readable all the while
        os.unlink(fill)
        self.assertTrue(eventually(lambda: "can be written again" in self.errors(case)), self.errors(case))
        self.stop(process, case=case)
        self.assertEqual(len(self.records(case)), 2001)

    def test_nothing_of_the_payload_reaches_the_disk_not_even_in_ring_files(self):
        ring = self.path("ring")
        os.mkdir(ring)
        os.chmod(ring, 0o777)
        process = self.capture("--ring", ring, "--ring-size", "1")
        sent = self.play(write_pcap(self.path("talks.pcap"), sum((talk(n) for n in range(50)), [])))
        self.stop(process)
        files = os.listdir(ring)
        self.assertEqual(len(files), 1)
        for path in [self.path("live.case"), *(os.path.join(ring, name) for name in files)]:
            self.assertNotIn(SECRET, pathlib.Path(path).read_bytes())
        lines = self.hamon("flows", os.path.join(ring, files[0])).splitlines()  # another reader's view of it
        flows = [json.loads(line) for line in lines]
        self.assertEqual(len(flows), 50)
        self.assertEqual(sum(f["packets_out"] + f["packets_in"] for f in flows), sent)
        self.assertEqual({f["payload_out"] for f in flows}, {len(SECRET)})

    def test_ring_files_stay_within_their_size(self):
        ring = self.path("ring")
        os.mkdir(ring)
        os.chmod(ring, 0o777)
        process = self.capture("--ring", ring, "--ring-size", "1")
        many = write_pcap(self.path("many.pcap"), sum((talk(n) for n in range(400)), []))
        for _ in range(3):
            self.play(many, "speak0", "--loop", "3")
            time.sleep(1.1)
        self.stop(process, status=(0, 3))
        sizes = [os.path.getsize(os.path.join(ring, name)) for name in os.listdir(ring)]
        self.assertLess(sum(sizes), 2 << 20)

    # ---- mirror check

    def test_doctor_says_that_a_port_is_no_mirror_when_only_broadcast_arrives(self):
        broadcast = [b"\xff" * 6 + f[6:] for f in (frame("10.9.1.1", "10.9.1.255", 40000 + n, 445, SYN) for n in range(30))]
        path = write_pcap(self.path("broadcast.pcap"), broadcast)
        doctor = subprocess.Popen(within(HEARS, HAMON, "--lang", "en", "doctor", "-i", "hear0", "--for", "2s"), env=ENVIRONMENT,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(0.7)
        self.play(path)
        out, err = doctor.communicate(timeout=20)
        self.assertEqual(doctor.returncode, 3, err)
        self.assertIn("only this machine's own traffic, broadcast and multicast", out)

    def test_capture_warns_of_one_direction_and_of_frames_seen_twice(self):
        one_way = [f for n in range(30) for f in talk(n) if f[26:29] != bytes((10, 9, 200))]
        process = self.capture()
        self.play(write_pcap(self.path("twice.pcap"), [f for f in one_way for _ in range(2)]))
        self.stop(process)
        self.assertIn("seen from one side alone", self.errors())
        self.assertIn("seen twice", self.errors())

    def test_doctor_looks_at_files_and_at_the_machine(self):
        good = write_pcap(self.path("good.pcap"), sum((talk(n) for n in range(30)), []))
        self.assertIn("nothing speaks against", self.hamon("doctor", good))
        out = self.hamon("doctor", "-c", self.path("new.case"), status=(0, 3), namespace=HEARS)
        for word in ("hear0", "CAP_NET_RAW", "libpcap"):
            self.assertIn(word, out)
        self.assertFalse(os.path.exists(self.path("new.case")))


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print("skipped: " + reason)
        sys.exit(SKIPPED)
    try:
        unittest.main()
    finally:
        remove_network()
