"""Systems behind one address, as a real kernel translates: translation.py HAMON. Exit status 77, with the reason, where namespaces are
not permitted or software is missing."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from hidden import ADDRESS
from run import NAMESPACES, SKIPPED, missing

HERE = pathlib.Path(__file__).resolve().parent


def ask(hamon, *words):
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    environment.pop("HAMON_CASE", None)
    return subprocess.run([hamon, "--lang=en", *map(str, words)], capture_output=True, text=True, timeout=60, env=environment)


def main(hamon):
    reason = missing(["ip", "nsenter", "tcpdump", "sysctl", "nft"])
    if reason:
        print(f"the lab is left out: {reason}")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="hamon-lab-") as name:
        folder = pathlib.Path(name)
        lab = subprocess.run([*NAMESPACES, sys.executable, "-B", HERE / "hidden.py", folder], timeout=100, capture_output=True, text=True)
        if lab.returncode != 0:
            sys.exit(f"the lab ended with {lab.returncode}: {lab.stdout}{lab.stderr}")
        imported = ask(hamon, "import", "-c", folder / "hidden.case", folder / "hidden.pcap")
        if imported.returncode != 0:
            sys.exit(imported.stderr)
        answer = json.loads(ask(hamon, "check", "-c", folder / "hidden.case", "--json").stdout)
    findings = [f for claim in answer["claims"] for f in claim["findings"]] + answer["findings"]
    told = {f["initiator"]["system"]: f["detail"] for f in findings if f["code"] == "NET-TRANSLATION-001"}
    wanted = {ADDRESS["box"]: "with TTL 63", ADDRESS["quiet"]: "from ports 1100 to 1111 and 50100 to 50111"}
    if set(told) != set(wanted) or any(words not in told[name] for name, words in wanted.items()):
        sys.exit(f"wanted {wanted}, told {told}")
    print(told)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
