"""Runs the packages where nothing else is, and compares what they answer with what the build answers here.

The Debian package: `dpkg -i` in a bare root of Debian 12, then removed again. The archive: in a root that holds nothing but it, not even
a shell, and in one of Debian 11, whose C library is older than the one that the program was built with. Needs root (or the right to make
user namespaces), mmdebstrap and a Debian mirror (MIRROR, default http://deb.debian.org/debian)."""
import hashlib
import os
import shutil
import subprocess
import tempfile

MIRROR = os.environ.get("MIRROR", "http://deb.debian.org/debian")
EPOCH = "1780000000"
# What is typed, and the exit status. Everything happens in the folder /trial.
COMMANDS = [
    ("--lang ja sample /trial/sample", 0),
    ("--lang ja import -q -c /trial/hamon.case --site /trial/sample/site.yaml --ledger /trial/ledger-cp932.csv /trial/sample/conn.log "
     "/trial/sample/dhcp.log /trial/sample/hospital.pcap", 0),
    ("--lang ja check -c /trial/hamon.case", 1),
    ("--lang en check -c /trial/hamon.case --json", 1),
    ("--lang ja map -c /trial/hamon.case --level system -o /trial/map.svg", 0),
    ("--lang ja map -c /trial/hamon.case --level zone -o /trial/map.png", 0),
    ("--lang ja map -c /trial/hamon.case --level zone --paper a4 -o /trial/map.pdf", 0),
    ("--lang ja flows /trial/rtx.log --tz Asia/Tokyo --format csv", 0),
]
# Asia/Tokyo is nine hours ahead: 10:00 there is 01:00 UTC.
RTX = "Jun  9 10:00:07 192.0.2.1 2026/06/09 10:00:07: LAN2 Rejected at IN(100) filter: TCP 198.51.100.7:50000 > 192.0.2.10:3389\n"


def prepared(folder):
    """The folder that a trial works in. The ledger is written as Excel in Japan writes it."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "ledger-cp932.csv"), "w", encoding="cp932") as f:
        f.write("機器名,IPアドレス,設置部署\r\nward9-pc1,10.77.22.99,九階病棟\r\n")
    with open(os.path.join(folder, "rtx.log"), "w", encoding="utf-8") as f:
        f.write(RTX)


def answers(start, folder):
    """Runs the commands through `start` (a list of words); their output and what they wrote, as hashes and text."""
    prepared(folder)
    out = {}
    for command, status in COMMANDS:
        done = subprocess.run(start + command.split(), capture_output=True, env={"SOURCE_DATE_EPOCH": EPOCH, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        if done.returncode != status:
            raise SystemExit("%s %s: status %d, not %d\n%s" % (" ".join(start), command, done.returncode, status, done.stderr.decode()))
        out[command] = done.stdout
    for name in ("map.svg", "map.png", "map.pdf"):
        with open(os.path.join(folder, name), "rb") as f:
            out[name] = hashlib.sha256(f.read()).hexdigest().encode()
    return out


def compare(what, got, expected):
    for key, value in expected.items():
        if got[key] != value:
            raise SystemExit("%s: %s differs from what the build answers:\n%s\n--- expected\n%s" %
                             (what, key, got[key].decode(errors="replace")[:4000], value.decode(errors="replace")[:4000]))
    print("%s: %d commands, the same answers and maps as here, byte for byte" % (what, len(COMMANDS)), flush=True)


def expected_of(hamon, scratch):
    """What the build answers, in a root that is this machine's but for the folder of the trial."""
    folder = os.path.join(scratch, "here")
    os.makedirs(folder)
    mounted = ["unshare", "-m", "--", "sh", "-c", 'mkdir -p /trial && mount --bind "$0" /trial && exec "$@"', folder, hamon]
    made = not os.path.exists("/trial")
    try:
        return answers(mounted, folder)
    finally:
        if made:
            os.rmdir("/trial")


def bootstrap(suite, root, *hooks):
    subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase"] + ["--customize-hook=" + h for h in hooks] + [suite, root, MIRROR],
                   check=True)


def try_debian_package(package, scratch, expected):
    """Installs it with dpkg, lets apt bring what it depends on, runs it, and removes it."""
    root = os.path.join(scratch, "debian12")
    name = os.path.basename(package)
    install = 'chroot "$1" sh -c "dpkg -i /root/%s; apt-get -y -qq --no-install-recommends -f install >/dev/null && dpkg -s hamon >/dev/null"' % name
    bootstrap("bookworm", root, "copy-in %s /root" % package, install)
    compare("Debian package in a bare Debian 12", answers(["chroot", root, "hamon"], os.path.join(root, "trial")), expected)
    for question in ("test -s /usr/share/man/man1/hamon-spread.1.gz", "test -s /usr/share/man/ja/man1/hamon-spread.1.gz",
                     "bash -n /usr/share/bash-completion/completions/hamon", "dpkg -V hamon", "dpkg -P hamon",
                     "test -z \"$(find / -xdev -path /trial -prune -o -path /root -prune -o -name '*hamon*' -not -path '/var/log/*' -print)\""):
        subprocess.run(["chroot", root, "sh", "-c", question], check=True, stdout=subprocess.DEVNULL)
    print("Debian package: man pages and completion there; removed without a trace", flush=True)


def try_archive(package, scratch, expected):
    folder = os.path.basename(package)[:-len(".tar.gz")]
    empty, old = os.path.join(scratch, "empty"), os.path.join(scratch, "debian11")
    os.mkdir(empty)
    bootstrap("bullseye", old)
    for what, root in (("Archive in an empty root", empty), ("Archive in a bare Debian 11", old)):
        subprocess.run(["tar", "xzf", package, "-C", root], check=True)
        compare(what, answers(["chroot", root, "/%s/hamon" % folder], os.path.join(root, "trial")), expected)


def run(debian_package, archive, hamon):
    if not shutil.which("mmdebstrap"):
        raise SystemExit("mmdebstrap is missing: scripts/install-dependencies package")
    scratch = tempfile.mkdtemp(prefix="hamon-trial-")
    try:
        expected = expected_of(os.path.abspath(hamon), scratch)
        try_archive(archive, scratch, expected)
        try_debian_package(debian_package, scratch, expected)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0
