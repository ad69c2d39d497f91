"""The lab's hospital: its hosts, and what they say to each other while the bridge is captured.

hospital.py FOLDER [HAMON]: writes FOLDER/lab.pcap and FOLDER/facts.json, and with HAMON's live capture FOLDER/live.case."""
import json
import pathlib
import re
import subprocess
import sys
import time

import servers
from network import LabError, Network, at_once, tun_is_permitted, wait_for

HERE = pathlib.Path(__file__).resolve().parent
FIXED = {"names": 1, "pacs": 10, "his": 11, "ris": 12, "files": 13, "portal": 14, "vpn": 15, "ct": 21, "us": 22, "gw": 254}
LEASED = {"reading-ws3": 31, "admin-pc7": 32}
VENDOR, NOBODY = "203.0.113.10", "198.51.100.9"


def build(network):
    for name, number in FIXED.items():
        network.add(name, number, f"10.20.0.{number}", None if name == "gw" else "10.20.0.254")
    for name, number in LEASED.items():
        network.add(name, number)
    network.join("gw", "eth1", "203.0.113.1", "vendor", "eth0", VENDOR)
    network.ip("gw", "route add blackhole 198.51.100.0/24\n")
    network.run("gw", "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")


def lease(network, name):
    """Gets an address by DHCP; the address."""
    folder = network.folder
    network.start(name, f"dhclient-{name}", "dhclient", "-4", "-d", "-cf", folder / f"{name}.conf", "-sf", folder / "lease.sh", "-lf",
                  folder / f"{name}.leases", "-pf", folder / f"{name}.pid", "eth0")
    found = lambda: re.search(r"inet (10\.20\.0\.\d+)/24", network.run(name, "ip", "-4", "addr", "show", "eth0"))
    return wait_for(f"a lease for {name}", found, 25).group(1)


def images(network):
    folder, query = network.folder, ["-S", "-k", "0008,0052=STUDY"]
    network.run("ct", "storescu", "-aet", "CT_ROOM2", "-aec", "KITA_PACS", "pacs.kita.example", 104, folder / "image.dcm")
    network.run("reading-ws3", "findscu", "-aet", "READING_WS3", "-aec", "KITA_PACS", *query, "-k", "0010,0010=YAMADA*", "-k",
                "0020,000d", "pacs.kita.example", 104)
    network.run("reading-ws3", "movescu", "-aet", "READING_WS3", "-aec", "KITA_PACS", "-aem", "US_ROOM1", *query, "-k",
                "0020,000d=1.2.276.0.7230010.3.1.2.4242.1", "pacs.kita.example", 104)
    if not list((folder / "us").iterdir()):
        raise LabError("the image was not moved to the modality:\n" + network.log("dcmqrscp"))


def share(network):
    network.run("reading-ws3", "smbclient", "-s", network.folder / "client.conf", "-U", f"{servers.USER}%Kirschbluete88",
                "//files.kita.example/shinryo-joho", "-c", "put kensa-kekka-2291.txt; ls; get kensa-kekka-2291.txt back.txt")


def shell(network):
    folder = network.folder
    said = network.run("admin-pc7", "ssh", "-i", folder / "login_key", "-o", "StrictHostKeyChecking=no", "-o",
                       f"UserKnownHostsFile={folder}/known_hosts", "-F", "/dev/null", f"{servers.USER}@pacs.kita.example", "echo", "inside")
    if "inside" not in said:
        raise LabError("no shell:\n" + network.log("sshd"))


def web(network):
    get = ["curl", "--silent", "--show-error", "--insecure", "--max-time", "10", "--user", f"{servers.USER}:Kirschbluete88"]
    page = "/renkei-kanja/shohousen.pdf?hoken-bangou=77812034"
    network.run("reading-ws3", *get, "--tls-max", "1.2", f"https://portal.kita.example{page}")
    network.run("reading-ws3", *get, "--tlsv1.3", f"https://portal.kita.example{page}")
    network.run("reading-ws3", *get, f"http://portal.kita.example{page}")


def tunnel(network):
    servers.openvpn(network, "vpn", "vpn-server", "vpn-client", "--tls-server", "--dh", "none", "--ifconfig", "10.99.0.1", "10.99.0.2",
                    udp=(1194,))
    servers.openvpn(network, "vendor", "vpn-client", "vpn-server", "--tls-client", "--remote", "10.20.0.15", "--nobind",
                    "--ifconfig", "10.99.0.2", "10.99.0.1")
    wait_for("the tunnel", lambda: "Initialization Sequence Completed" in network.log("openvpn-vpn-client"), 25)
    network.run("vendor", sys.executable, "-c", "import socket\nsocket.socket(2, 2).sendto(b'inside the tunnel', ('10.99.0.1', 9))")


def in_vain(network):
    """A port that refuses, and an address that does not answer."""
    code = ("import socket\ns = socket.socket()\ns.settimeout(1.2)\n"
            "try: s.connect(('{}', {}))\nexcept OSError: pass\nelse: raise SystemExit('connected')")
    network.run("admin-pc7", sys.executable, "-c", code.format("10.20.0.12", 3389))
    network.run("admin-pc7", sys.executable, "-c", code.format(NOBODY, 443))


def start_capture(network, hamon):
    """tcpdump, and `hamon capture` beside it where this build has one."""
    network.start(None, "tcpdump", "tcpdump", "-i", "br0", "-U", "--immediate-mode", "-s", "0", "-B", "16384", "-w", "lab.pcap", "-Z", "root")
    wait_for("tcpdump", lambda: "listening on" in network.log("tcpdump"))
    if not hamon or subprocess.run([hamon, "capture", "--help"], capture_output=True, timeout=30).returncode != 0:
        return ["tcpdump"]
    network.start(None, "capture", hamon, "capture", "-i", "br0", "-c", "live.case")
    wait_for("a live case", (network.folder / "live.case").exists)
    time.sleep(1)  # the ring is being set up
    return ["tcpdump", "capture"]


def main(folder, hamon=None):
    network = Network(folder)
    servers.write_configurations(network)
    at_once(lambda: build(network), lambda: servers.make_keys(network))
    readers = start_capture(network, hamon)
    servers.start_servers(network, HERE, sys.executable)
    address = {name: f"10.20.0.{number}" for name, number in FIXED.items()} | {"vendor": VENDOR, "nobody": NOBODY}
    at_once(*(lambda name=name: address.update({name: lease(network, name)}) for name in LEASED))
    with_tunnel = tun_is_permitted()
    at_once(lambda: images(network), lambda: share(network), lambda: shell(network), lambda: web(network), lambda: in_vain(network),
            lambda: network.run("his", sys.executable, HERE / "mllp.py", "send", address["ris"], 2575),
            *([lambda: tunnel(network)] if with_tunnel else []))
    time.sleep(0.5)  # what was said last is still on its way through the kernel
    network.stop(*readers)
    facts = {"address": address, "tunnel": with_tunnel, "tcpdump": network.log("tcpdump"),
             "live": network.log("capture") if "capture" in readers else None}
    (network.folder / "facts.json").write_text(json.dumps(facts, indent=1))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except LabError as error:
        sys.exit(f"lab: {error}")
