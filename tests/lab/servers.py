"""Configurations of the software in the lab, all of it invented, and how it is started."""
import pathlib
import textwrap

from network import at_once, run

DOMAIN = "kita.example"

# What of patients and people is sent over the lab's wires: none of it may be found in a case.
USER = "hanako.tanaka"
PRIVATE = [
    USER, "Kirschbluete88", "YAMADA", "ZZ-445566", "19591103",  # of a patient
    "shinryo-joho", "kensa-kekka-2291.txt",  # share and file
    "renkei-kanja", "shohousen.pdf", "hoken-bangou", "77812034",  # of a URL
    "KNEE-LEFT-STUDY", "CHOLESTEROL-X",  # of an image, of a finding
]

IMAGE = """
(0008,0016) UI =SecondaryCaptureImageStorage
(0008,0018) UI [1.2.276.0.7230010.3.1.4.4242.1]
(0008,0060) CS [OT]
(0008,1030) LO [KNEE-LEFT-STUDY]
(0010,0010) PN [YAMADA^TARO]
(0010,0020) LO [ZZ-445566]
(0010,0030) DA [19591103]
(0020,000d) UI [1.2.276.0.7230010.3.1.2.4242.1]
(0020,000e) UI [1.2.276.0.7230010.3.1.3.4242.1]
(0020,0010) SH [4242]
(0020,0011) IS [1]
(0020,0013) IS [1]
(0028,0002) US 1
(0028,0004) CS [MONOCHROME2]
(0028,0010) US 2
(0028,0011) US 2
(0028,0100) US 8
(0028,0101) US 8
(0028,0102) US 7
(0028,0103) US 0
(7fe0,0010) OW 0102\\0304
"""

PACS = """
NetworkTCPPort = 104
MaxPDUSize = 16384
MaxAssociations = 16
UserName = root
GroupName = root
HostTable BEGIN
ct = (CT_ROOM2, ct.kita.example, 104)
us = (US_ROOM1, us.kita.example, 11112)
ws = (READING_WS3, reading-ws3.kita.example, 11112)
all = ct, us, ws
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
KITA_PACS {folder}/pacs RW (200, 1024mb) ANY
AETable END
"""

NAMES = """
no-hosts
no-resolv
user=root
interface=eth0
bind-interfaces
domain=kita.example
dhcp-authoritative
dhcp-range=10.20.0.100,10.20.0.150,255.255.255.0,1h
dhcp-option=option:router,10.20.0.254
dhcp-leasefile={folder}/leases
pid-file={folder}/dnsmasq.pid
address=/pacs.kita.example/10.20.0.10
address=/ct.kita.example/10.20.0.21
address=/us.kita.example/10.20.0.22
address=/files.kita.example/10.20.0.13
address=/portal.kita.example/10.20.0.14
"""

FILES = """
[global]
netbios name = KITA-FILES
workgroup = KITA
security = user
interfaces = eth0
bind interfaces only = yes
disable netbios = yes
smb ports = 445
load printers = no
printcap name = /dev/null
log file = {folder}/samba/log
{folders}
[shinryo-joho]
path = {folder}/share
read only = no
"""

PORTAL = """
user root;
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/web; proxy_temp_path {folder}/web; fastcgi_temp_path {folder}/web;
  uwsgi_temp_path {folder}/web; scgi_temp_path {folder}/web;
  server {{
    listen 80; listen 443 ssl;
    ssl_certificate {folder}/portal.crt; ssl_certificate_key {folder}/portal.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    location / {{ return 200 "ok\\n"; }}
  }}
}}
"""

SHELL = """
Port 22
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/login_key.pub
PidFile {folder}/sshd.pid
StrictModes no
UsePAM no
PasswordAuthentication no
"""

# dhclient's own script would also write /etc/resolv.conf
LEASE = """#!/bin/sh
case "$reason" in BOUND|RENEW|REBIND|REBOOT)
  ip addr replace "$new_ip_address/24" dev "$interface"
  ip route replace default via "$new_routers" ;;
esac
"""


def write_configurations(network):
    folder = network.folder
    for name in ("pacs", "us", "ct", "samba", "share", "web", "home"):
        (folder / name).mkdir()
    (folder / "share").chmod(0o777)
    folders = "".join(f"{kind} directory = {folder}/samba\n" for kind in ("private", "lock", "state", "cache", "pid"))
    for name, text in (("image.dump", IMAGE), ("pacs.cfg", PACS), ("dnsmasq.conf", NAMES), ("smb.conf", FILES), ("nginx.conf", PORTAL),
                       ("sshd_config", SHELL), ("lease.sh", LEASE)):
        formatted = text if name in ("image.dump", "lease.sh") else text.format(folder=folder, folders=folders)
        (folder / name).write_text(textwrap.dedent(formatted).lstrip())
    (folder / "lease.sh").chmod(0o755)
    (folder / "client.conf").write_text(f"[global]\nnetbios name = READING-WS3\nworkgroup = KITA\n{folders}")
    (folder / "kensa-kekka-2291.txt").write_text("YAMADA TARO CHOLESTEROL-X\n" * 40)
    for name in ("reading-ws3", "admin-pc7"):
        (folder / f"{name}.conf").write_text(f'send host-name "{name}";\ninitial-interval 1;\nbackoff-cutoff 2;\n')
    with open("/etc/passwd", encoding="utf-8") as passwd:
        network.replace("/etc/passwd", passwd.read() + f"{USER}:x:64123:65534::{folder}/home:/bin/sh\n")
    network.replace("/etc/resolv.conf", "nameserver 10.20.0.1\noptions timeout:2 attempts:2\n")
    network.replace("/etc/hosts", "127.0.0.1 localhost kita-lab\n")


def certificate(folder, name, *more):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
        f"/CN={name}", "-keyout", folder / f"{name.split('.')[0]}.key", "-out", folder / f"{name.split('.')[0]}.crt", *more)


def fingerprint(folder, name):
    return run("openssl", "x509", "-in", folder / f"{name}.crt", "-noout", "-fingerprint", "-sha256").strip().partition("=")[2]


def make_keys(network):
    folder = network.folder
    at_once(
        lambda: certificate(folder, f"portal.{DOMAIN}", "-addext", f"subjectAltName=DNS:portal.{DOMAIN}"),
        lambda: certificate(folder, "vpn-server"), lambda: certificate(folder, "vpn-client"),
        lambda: run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "host_key"),
        lambda: run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "login_key"),
        lambda: run("dump2dcm", folder / "image.dump", folder / "image.dcm"),
        lambda: run("smbpasswd", "-c", folder / "smb.conf", "-s", "-a", USER, stdin=None, input="Kirschbluete88\n" * 2))


def start_servers(network, here, python):
    folder, start = network.folder, network.start
    for name in ("sshd", "samba"):  # where sshd locks its privilege separation up, and Samba its pipes
        pathlib.Path("/run", name).mkdir()
    at_once(
        lambda: start("names", "dnsmasq", "dnsmasq", "--keep-in-foreground", f"--conf-file={folder}/dnsmasq.conf", udp=(53, 67)),
        lambda: start("pacs", "dcmqrscp", "dcmqrscp", "--config", folder / "pacs.cfg", tcp=(104,)),
        lambda: start("pacs", "sshd", "/usr/sbin/sshd", "-D", "-e", "-f", folder / "sshd_config", tcp=(22,)),
        lambda: start("us", "storescp", "storescp", "--aetitle", "US_ROOM1", "--output-directory", folder / "us", 11112, tcp=(11112,)),
        lambda: start("ris", "ris", python, here / "mllp.py", "listen", 2575, tcp=(2575,)),
        lambda: start("files", "smbd", "/usr/sbin/smbd", "--foreground", "--no-process-group", "-s", folder / "smb.conf", tcp=(445,)),
        lambda: start("portal", "nginx", "/usr/sbin/nginx", "-c", folder / "nginx.conf", "-e", folder / "nginx-error.log", tcp=(80, 443)))


def openvpn(network, host, own, other, *more, **ports):
    """One end of a tunnel that trusts the other's certificate by its fingerprint."""
    folder = network.folder
    return network.start(host, f"openvpn-{own}", "/usr/sbin/openvpn", "--dev", "tun", "--disable-dco", "--topology", "p2p", "--proto", "udp",
                         "--cert", folder / f"{own}.crt", "--key", folder / f"{own}.key", "--peer-fingerprint", fingerprint(folder, other),
                         "--ping", 1, "--ping-exit", 30, *more, **ports)
