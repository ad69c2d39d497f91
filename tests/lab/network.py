"""Namespaces joined by a bridge, and programs that run in them.

Works inside a mount, PID and network namespace of its own (`run.py` starts it there): when its first process ends, for whatever
reason, the kernel ends every program, and removes every interface and mount with it."""
import os
import pathlib
import socket
import subprocess
import threading
import time


class LabError(Exception):
    """Something of the lab itself did not work; says what."""


def run(*words, **options):
    """A command that must succeed; its standard output."""
    done = subprocess.run([str(word) for word in words], stdin=options.pop("stdin", subprocess.DEVNULL), capture_output=True, text=True,
                          timeout=options.pop("timeout", 30), **options)
    if done.returncode != 0:
        raise LabError(f"{' '.join(map(str, words))}: status {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout


def wait_for(what, condition, seconds=15):
    """Until `condition` gives something true, which is returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise LabError(f"waited {seconds} s in vain for {what}")


def mac_of(number):
    return f"00:00:5e:00:53:{number:02x}"  # RFC 7042, section 2.1.2: for documentation


class Network:
    """Hosts by name. Each has one interface `eth0` on the bridge `br0`; `address` None waits for DHCP."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.programs = {}
        self.lock = threading.Lock()
        socket.sethostname("kita-lab")
        # what the hosts and this lab write under /run and /etc stays in this mount namespace
        run("mount", "--make-rprivate", "/")
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
        run("sysctl", "-q", "-w", "net.ipv6.conf.br0.disable_ipv6=1")  # the bridge itself is no host
        run("ip", "link", "set", "br0", "up", "promisc", "on")

    def replace(self, path, text):
        """`path` of /etc with this content, for all hosts."""
        own = self.folder / path.strip("/").replace("/", "_")
        own.write_text(text)
        run("mount", "--bind", own, path)

    def add(self, name, number, address=None, gateway=None):
        run("ip", "netns", "add", name)
        run("ip", "link", "add", f"v{number}", "type", "veth", "peer", "name", "eth0", "address", mac_of(number), "netns", name)
        run("ip", "link", "set", f"v{number}", "master", "br0", "up")
        script = "link set lo up\nlink set eth0 up\n"
        if address:
            script += f"addr add {address}/24 dev eth0\n"
        if gateway:
            script += f"route add default via {gateway}\n"
        self.ip(name, script)

    def join(self, left, left_interface, left_address, right, right_interface, right_address):
        """A cable between two hosts, beside the bridge. `right` is made."""
        run("ip", "netns", "add", right)
        run("ip", "-n", left, "link", "add", left_interface, "type", "veth", "peer", "name", right_interface, "netns", right)
        self.ip(left, f"addr add {left_address}/24 dev {left_interface}\nlink set {left_interface} up\n")
        self.ip(right, f"link set lo up\naddr add {right_address}/24 dev {right_interface}\nlink set {right_interface} up\n"
                       f"route add default via {left_address}\n")

    def ip(self, name, script):
        done = subprocess.run(["ip", "-n", name, "-batch", "-"], input=script, capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise LabError(f"ip in {name}: {done.stderr}")

    @staticmethod
    def inside(name, *words):
        return ["nsenter", f"--net=/run/netns/{name}", *map(str, words)]

    def run(self, name, *words, **options):
        return run(*self.inside(name, *words), cwd=self.folder, **options)

    def start(self, name, title, *words, tcp=(), udp=()):
        """A server in host `name` (None: beside the bridge); returns when it listens at the ports."""
        command = self.inside(name, *words) if name else [str(word) for word in words]
        with (self.folder / f"{title}.log").open("wb") as log:
            program = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        with self.lock:
            self.programs[title] = program
        for table, state, ports in (("tcp", "0A", tcp), ("udp", "07", udp)):
            for port in ports:
                wait_for(f"{title} at {table}/{port}", lambda: self.listens(title, program, table, state, port))
        return program

    def listens(self, title, program, table, state, port):
        if program.poll() is not None:
            raise LabError(f"{title} ended with {program.returncode}:\n{self.log(title)}")
        # the sockets of the program's network namespace: columns local address, remote address, state (proc(5))
        for suffix in ("", "6"):
            for line in pathlib.Path(f"/proc/{program.pid}/net/{table}{suffix}").read_text().splitlines()[1:]:
                words = line.split()
                if words[3] == state and int(words[1].rpartition(":")[2], 16) == port:
                    return True
        return False

    def stop(self, *titles):
        for title in titles:
            program = self.programs[title]
            if program.poll() is None:
                program.send_signal(2)  # SIGINT
                try:
                    program.wait(10)
                except subprocess.TimeoutExpired:
                    program.kill()
                    program.wait()

    def log(self, title):
        return (self.folder / f"{title}.log").read_text(errors="replace")[-1500:]


def at_once(*tasks):
    """Runs all, waits for all, and raises what the first that failed raised."""
    failures = []

    def guarded(task):
        try:
            task()
        except Exception as error:  # whatever it is, it goes to the caller's thread
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def tun_is_permitted():
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
        return True
    except OSError:
        return False
