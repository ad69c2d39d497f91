#!/usr/bin/env python3
"""What must not change an answer: the order of import, importing again, the form of a log, the order of lines, a killed import, the language.

    metamorphic.py HAMON"""
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from hamon import CAPTURE, CHECK, EVERYTHING, FIND, HOSPITAL, SITE, SPREAD, ZEEK, Wrong, answer, ask, case, first_difference, run, sample, scenarios, start, without

QUESTIONS = (CHECK, SPREAD, FIND, ["coverage", "--json"])
COMMANDS = (["check"], SPREAD[:-1], FIND[:-1], ["coverage"], ["site", "show"], SPREAD[:-1] + ["--explain", "nas"])


def equal(what, one, two):
    if one != two:
        found = first_difference(one, two) if not isinstance(one, str) else first_difference(json.loads(one), json.loads(two)) or "other bytes"
        raise Wrong("%s differs at %s" % (what, found))


def answers(path):
    return [ask(path, q) for q in QUESTIONS]


def compare_answers(one, two, *left_out):
    for q, a, b in zip(QUESTIONS, answers(one), answers(two)):
        if left_out:
            a, b = without(json.loads(a), *left_out), without(json.loads(b), *left_out)
        equal(q[0], a, b)


class Tests:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def order_of_import(self):
        compare_answers(self.path("all.case"), case(self.folder, "reversed", EVERYTHING[::-1]))

    def three_sources_in_every_order(self):
        """One traffic as a capture, as Zeek's log and as Suricata's events: one conversation each, whatever comes first."""
        zeek, eve = self.path("same.log"), self.path("same.json")
        with open(zeek, "w", encoding="utf-8") as out:
            out.write(run("flows", "-q", "--format", "zeek", *CAPTURE))
        maker = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench", "eve_of_zeek.py")
        subprocess.run([sys.executable, maker, zeek, eve], check=True)
        first = None
        for n, order in enumerate(itertools.permutations([*CAPTURE, zeek, eve])):
            path = case(self.folder, "three-%d" % n, order)
            first = first or path
            for q, a, b in zip(QUESTIONS, answers(first), answers(path)):
                equal("%s in order %d" % (q[0], n), a, b)
        alone, all_three = (answer(p, ["coverage", "--json"])["coverage"]["conversations"]
                            for p in (case(self.folder, "alone", CAPTURE), first))
        if alone != all_three:
            raise Wrong("a capture has %d conversations, with two logs of the same %d" % (alone, all_three))

    def one_at_a_time(self):
        """Site file last: everything is derived anew."""
        path = self.path("steps.case")
        for source in EVERYTHING[1:] + EVERYTHING[:1]:
            run("import", "-c", path, source)
        run("import", "-c", path, *SITE)
        compare_answers(self.path("all.case"), path)

    def twice(self):
        path = shutil.copy(self.path("all.case"), self.path("twice.case"))
        before = answers(path)
        out = run("--lang", "en", "import", "-c", path, *SITE, *EVERYTHING)
        for name in EVERYTHING:
            line = next((t for t in out.splitlines() if os.path.basename(name) in t), "")
            if not re.search("already|nothing", line + out):
                raise Wrong("a second import does not say so for %s:\n%s" % (name, out))
        for q, a, b in zip(QUESTIONS, before, answers(path)):
            equal(q[0], a, b)

    def form_of_log(self):
        path = case(self.folder, "json", sample("conn.json.log", "dhcp.log", "ntlm.log"))
        compare_answers(self.path("zeek.case"), path, "case", "evidence")

    def ledger_encoding(self):
        path = case(self.folder, "cp932", ZEEK, SITE[:2] + ["--ledger", os.path.join(HOSPITAL, "ledger-cp932.csv")])
        compare_answers(self.path("zeek.case"), path, "id", "imported")

    def order_of_lines(self):
        """Lines sorted by their unique id: an order that has nothing to do with time."""
        with open(ZEEK[0], encoding="utf-8") as f:
            lines = f.read().splitlines()
        rows = sorted((t for t in lines if not t.startswith("#")), key=lambda t: t.split("\t")[1])
        shuffled = self.path("shuffled.log")
        with open(shuffled, "w", encoding="utf-8") as f:
            f.write("\n".join([t for t in lines[:-1] if t.startswith("#")] + rows + lines[-1:]) + "\n")
        compare_answers(self.path("zeek.case"), case(self.folder, "shuffled", [shuffled] + ZEEK[1:]), "case", "evidence")

    def folder_of_inputs(self):
        inputs = self.path("inputs")
        os.mkdir(inputs)
        for name in EVERYTHING:
            shutil.copy(name, inputs)
        compare_answers(self.path("all.case"), case(self.folder, "folder", [inputs]), "case", "source", "reference")

    def killed(self, existing):
        """An import killed at several moments leaves the case as it was, absent, or complete; the next one succeeds."""
        command = ["import", *SITE, *EVERYTHING]
        begun = time.monotonic()
        run(command[0], "-c", self.path("timed.case"), *command[1:])
        whole, finished = time.monotonic() - begun, answers(self.path("all.case"))
        for n in range(6):
            path = self.path("killed-%s-%d.case" % (existing, n))
            if existing:
                run("import", "-c", path, *SITE[:2], *ZEEK[:1])
                before = answers(path)
            process = start(command[0], "-c", path, *command[1:])
            time.sleep(whole * n / 5)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if existing or os.path.exists(path):
                self.as_before_or_complete(path, before if existing else None, finished, n)
            run(command[0], "-c", path, *command[1:])
            for q, a, b in zip(QUESTIONS, finished, answers(path)):
                equal("%s after kill %d and a new import" % (q[0], n), a, b)

    def as_before_or_complete(self, path, before, finished, n):
        states = [s for s in (before, finished) if s]
        if before is None:  # created, and nothing in it yet
            said = run("find", "-c", path, "--json", status=(0, 2))
            if not said:  # no case yet, and said so; the next import makes it one
                return
            found = json.loads(said)
            if not found["case"]["sources"] and not found["conversations"]:
                return
        got = answers(path)
        if got not in states:
            raise Wrong("kill %d leaves something in between: %s" % (n, first_difference(json.loads(states[0][0]), json.loads(got[0]))))

    def languages(self):
        path = self.path("all.case")
        statuses = {"check": (1,)}
        for command in COMMANDS:
            said = {}
            for language in ("ja", "en"):
                said[language] = run("--lang", language, command[0], *([command[1]] if command[0] == "site" else []), "-c", path,
                                     *command[2 if command[0] == "site" else 1:], status=statuses.get(command[0], (0,)))
            if said["ja"] == said["en"]:
                raise Wrong("hamon %s says the same in both languages" % " ".join(command))
            if not re.search("[\u3040-\u30ff\u4e00-\u9fff]", said["ja"]):
                raise Wrong("hamon %s --lang ja speaks no Japanese" % " ".join(command))
            if re.search(r"(?i)\b(is|are) (safe|closed)\b", said["en"]):
                raise Wrong("hamon %s gives a verdict that observation cannot give" % " ".join(command))
        for question in QUESTIONS:
            equal(question[0] + " --json in two languages", *[run("--lang", l, question[0], "-c", path, *question[1:], status=(0, 1)) for l in ("ja", "en")])

    def map_in_both(self):
        for language in ("ja", "en"):
            for kind in ("svg", "dot", "json"):
                out = self.path("map-%s.%s" % (language, kind))
                run("--lang", language, "map", "-c", self.path("all.case"), "-o", out)
                with open(out, encoding="utf-8") as f:
                    text = f.read()
                if not all(zone in text for zone in ("HIS-SV", "MED", "INFO")):
                    raise Wrong("the map %s lacks zones" % out)

    def read_only(self):
        """Asking writes nothing beside the case and nothing into it."""
        folder = self.path("read-only")
        os.mkdir(folder)
        path = shutil.copy(self.path("all.case"), folder)
        with open(path, "rb") as f:
            before = f.read()
        os.chmod(path, 0o444)
        answers(path)
        with open(path, "rb") as f:
            if f.read() != before or os.listdir(folder) != [os.path.basename(path)]:
                raise Wrong("asking changed the case or left files: %s" % os.listdir(folder))


def main():
    with tempfile.TemporaryDirectory() as folder:
        tests = Tests(folder)

        def make_cases():
            case(folder, "zeek", ZEEK)
            case(folder, "all", EVERYTHING)

        return scenarios([
            ("cases", make_cases), ("order of import", tests.order_of_import),
            ("three sources of one traffic", tests.three_sources_in_every_order),
            ("one source at a time, site file last", tests.one_at_a_time),
            ("a second import", tests.twice), ("TSV or JSON", tests.form_of_log), ("ledger in CP932", tests.ledger_encoding),
            ("order of lines", tests.order_of_lines), ("a folder of inputs", tests.folder_of_inputs), ("reading only", tests.read_only),
            ("killed while making a case", lambda: tests.killed(False)), ("killed while adding to a case", lambda: tests.killed(True)),
            ("Japanese and English", tests.languages), ("maps", tests.map_in_both)])


if __name__ == "__main__":
    sys.exit(main())
