"""A segment on which two boxes translate: hidden.py FOLDER. Writes FOLDER/hidden.pcap, captured on the bridge.

Behind `box` stand two machines that send with TTL 64 and 128. Behind `quiet`, which sets the TTL of all that it sends to 64, stand an old
machine and a new one, by the ports that they use. `plain` and `windows` have nothing behind them."""
import sys

from network import LabError, Network, wait_for

SERVER = "10.30.0.10"
ADDRESS = {"server": SERVER, "box": "10.30.0.20", "quiet": "10.30.0.21", "plain": "10.30.0.30", "windows": "10.30.0.31"}
NUMBER = {"server": 10, "box": 20, "quiet": 21, "plain": 30, "windows": 31}
ROUNDS = 12
MASQUERADE = """
table ip nat {
  chain post { type nat hook postrouting priority 100; oifname "eth0" masquerade; }
}
"""
ONE_TTL = """
table ip mangle {
  chain post { type filter hook postrouting priority -150; oifname "eth0" ip ttl set 64; }
}
"""
SERVE = """
import socket
with socket.create_server(("", 8080)) as server:
    while True:
        peer, _ = server.accept()
        with peer:
            peer.sendall(peer.recv(100))
"""
ASK = """
import socket, sys
address, port = sys.argv[1], int(sys.argv[2])
with socket.create_connection((address, 8080), timeout=5, source_address=("", port)) as peer:
    peer.sendall(b"anybody there?")
    sys.exit(0 if peer.recv(100) else 1)
"""


def build(network):
    for name, number in NUMBER.items():
        network.add(name, number, ADDRESS[name])
    for n, (box, rules) in enumerate((("box", MASQUERADE), ("quiet", MASQUERADE + ONE_TTL))):
        network.run(box, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        for side in (1, 2):
            network.join(box, f"eth{side}", f"192.168.{2 * n + side}.1", f"{box}-{side}", "eth0", f"192.168.{2 * n + side}.2")
        (network.folder / f"{box}.nft").write_text(rules)
        network.run(box, "nft", "-f", f"{box}.nft")
    for name in ("box-2", "windows"):
        network.run(name, "sysctl", "-q", "-w", "net.ipv4.ip_default_ttl=128")


def main(folder):
    network = Network(folder)
    build(network)
    network.start(None, "tcpdump", "tcpdump", "-i", "br0", "-U", "--immediate-mode", "-s", "0", "-w", "hidden.pcap", "-Z", "root")
    wait_for("tcpdump", lambda: "listening on" in network.log("tcpdump"))
    network.start("server", "serve", sys.executable, "-c", SERVE, tcp=[8080])
    ask = lambda name, port: network.run(name, sys.executable, "-c", ASK, SERVER, port)
    for n in range(ROUNDS):
        for name in ("box-1", "box-2", "plain", "windows"):
            ask(name, 0)
        ask("quiet-1", 1100 + n)
        ask("quiet-2", 50100 + n)
    wait_for("the capture", lambda: (network.folder / "hidden.pcap").stat().st_size > 6 * ROUNDS * 9 * 60)
    network.stop("tcpdump", "serve")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except LabError as error:
        sys.exit(f"lab: {error}")
