"""Runs the program as a user would, with a fixed clock and locale, on the sample hospital that it writes itself."""
import json
import os
import subprocess
import sys
import tempfile

ENVIRONMENT = {**{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "HAMON", "LANG", "TZ"))},
               "SOURCE_DATE_EPOCH": "1781100000", "LC_ALL": "C.UTF-8"}


class Wrong(Exception):
    """The program said or did something else than expected."""


def start(*arguments):
    return subprocess.Popen([os.path.abspath(sys.argv[1]), *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(*arguments, status=(0,)):
    """Standard output; anything but the expected exit status is an error."""
    process = start(*arguments)
    out, err = process.communicate(timeout=120)
    if process.returncode not in status:
        raise Wrong("hamon %s: exit status %d, expected %s\n%s" % (" ".join(arguments), process.returncode, status, err.decode()[-1500:]))
    return out.decode()


KEPT = tempfile.TemporaryDirectory()  # as long as this process
HOSPITAL = os.path.join(KEPT.name, "hospital")
run("--lang", "en", "sample", HOSPITAL)
SITE = ["--site", os.path.join(HOSPITAL, "site.yaml"), "--ledger", os.path.join(HOSPITAL, "ledger.csv")]


def sample(*names):
    return [os.path.join(HOSPITAL, name) for name in names]


ZEEK = sample("conn.log", "dhcp.log", "ntlm.log")
CAPTURE = sample("hospital.pcap")
EVERYTHING = ZEEK + CAPTURE


def case(folder, name, inputs, site=SITE):
    path = os.path.join(folder, name + ".case")
    run("import", "-c", path, *site, *inputs)
    return path


CHECK = ["check", "--json"]
SPREAD = ["spread", "--from", "192.168.144.25@2026-05-15T01:12", "--json"]
FIND = ["find", "--with", "diet-sv", "--json"]


def ask(path, question):
    return run(question[0], "-c", path, *question[1:], status=(0, 1) if question[0] == "check" else (0,))


def answer(path, question):
    return json.loads(ask(path, question))


def without(document, *names):
    """A document without some keys, at every depth."""
    if isinstance(document, dict):
        return {k: without(v, *names) for k, v in document.items() if k not in names}
    return [without(v, *names) for v in document] if isinstance(document, list) else document


def first_difference(one, two, place=""):
    if type(one) is not type(two):
        return "%s: %r and %r" % (place, one, two)
    if isinstance(one, dict):
        for key in sorted(set(one) | set(two)):
            if key not in one or key not in two:
                return "%s.%s stands in one only" % (place, key)
            found = first_difference(one[key], two[key], "%s.%s" % (place, key))
            if found:
                return found
        return None
    if isinstance(one, list):
        for n, (a, b) in enumerate(zip(one, two)):
            found = first_difference(a, b, "%s[%d]" % (place, n))
            if found:
                return found
        return None if len(one) == len(two) else "%s: %d and %d entries" % (place, len(one), len(two))
    return None if one == two else "%s: %r and %r" % (place, one, two)


def scenarios(tests):
    """Runs (name, function) pairs, prints a line each, returns the exit status."""
    failed = 0
    for name, test in tests:
        try:
            test()
            print("ok       " + name)
        except (Wrong, KeyError, ValueError, subprocess.TimeoutExpired) as error:
            failed += 1
            print("differs  %s: %s%s" % (name, type(error).__name__ + " " if not isinstance(error, Wrong) else "", error))
        sys.stdout.flush()
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    return 1 if failed else 0
