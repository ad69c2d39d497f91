#!/usr/bin/env python3
"""The published incidents in the small: every answer that their READMEs promise is what hamon says, and what their story says.

    incidents.py HAMON

Times of the story stand here a second time, taken from the public reports and not from the generator."""
import json
import os
import re
import sys
import tempfile

from hamon import HOSPITAL, Wrong, run, scenarios

# (folder, number of the question) -> {system: "DD HH:MM"}; a leading ! means that only data is hit.
STORY = {
    ("osaka-2022", 0): {"meal-sv": "31 04:00", "emr-sv": "31 04:30", "ad": "31 05:00", "opd1": "31 05:50", "opd2": "31 08:30", "emr-bk": "!31 05:45"},
    ("osaka-2022", 2): {"opd2": None},
    ("osaka-2022", 3): {"meal-sv": "31 04:00", "emr-sv": None, "ad": None, "emr-bk": None, "opd1": None},
    ("handa-2021", 0): {"ad": "30 23:05", "emr-sv": "30 23:30", "emr-bk": "30 23:32", "ward1": "30 23:50", "ward2": "31 00:20", "opd1": "31 08:10"},
    ("handa-2021", 1): {"ward2": "31 00:20", "opd1": None},
    ("uda-2018", 0): {"emr-sv": "15 21:14", "care-sv": None},
    ("okayama-2024", 0): {"ad-vm": "13 20:00", "vmhost1": "13 20:20", "hosp-pc": "14 09:00", "clinic-pc": "15 09:00", "emr-vm": "19 15:00",
                          "share-fs": "!14 10:00", "bk-sv": "!19 15:10"},
    ("kokubu-2024", 0): {"pacs-pc": "27 22:40", "pacs-sv": "27 22:55", "emr-sv": None, "acct": None, "opd1": None},
    ("two-entrances", 0): {"info-pc2": "02 10:30", "info-fs": "!02 11:00", "dept-sv": None, "emr-sv": None},
    ("two-entrances", 1): {"info-pc2": "02 10:30", "info-fs": "!02 11:00", "dept-sv": "04 20:00", "emr-sv": "04 20:20"},
    ("hse-2021", 0): {"srv1": "23 10:00", "dcx": "07 22:00", "hosp-a-sv": "08 14:00", "img": "14 00:40", "hosp-b-pc": "14 08:00"},
    ("wannacry-2017", 0): {"pc1": "12 12:40", "pc2": "12 12:42", "mri": "12 12:45", "patched": "!12 12:42"},
    ("wannacry-2017", 1): {"pc1": "12 12:40", "pc2": None, "mri": None, "patched": None},
}
VERDICTS = {"uda-2018": "not_refuted", "hse-2021": "not_refuted"}  # all others: refuted


def questions(readme):
    """[(arguments, {system: (time, state)})] of a README."""
    out = []
    for line in readme.splitlines():
        row = re.fullmatch(r"\| (\d{4}-\d\d-\d\d) (\d\d:\d\d) \| `(\S+)` \| (.+) \|", line)
        if line.startswith("    hamon spread "):
            out.append((line.split()[2:], {}))
        elif row:
            out[-1][1][row[3]] = (row[1] + "T" + row[2], row[4])
    return out


def answers(case, arguments):
    document = json.loads(run("spread", "-c", case, *arguments, "--json"))
    return {s["system"]: ((s["compromised"] or s["data_affected"])[:16], "compromised" if s["compromised"] else "data affected")
            for s in document["systems"] if s["ring"] == "contacted"}


def ask_incident(folder, path, cases):
    case = os.path.join(cases, folder + ".case")
    run("import", "-c", case, "--site", os.path.join(path, "site.yaml"), os.path.join(path, "conn.log"))
    with open(os.path.join(path, "README.md"), encoding="utf-8") as f:
        asked = questions(f.read())
    if not asked:
        raise Wrong("the README asks nothing")
    for number, (arguments, promised) in enumerate(asked):
        got = answers(case, arguments)
        if got != promised:
            raise Wrong("%s: the README says %s, hamon %s" % (arguments, promised, got))
        for system, when in STORY.get((folder, number), {}).items():
            time, state = got.get(system, (None, None))
            said = time and ("!" if state != "compromised" else "") + time[8:10] + " " + time[11:]
            if said != when:
                raise Wrong("%s: %s %s in the story, %s here" % (arguments, system, when, said))
    verdict = VERDICTS.get(folder, "refuted")
    document = json.loads(run("check", "-c", case, "--json", status=(0, 1)))
    if [c["verdict"] for c in document["claims"]] != [verdict]:
        raise Wrong("the claim is %s, not %s" % (document["claims"][0]["verdict"], verdict))


def main():
    incidents = os.path.join(HOSPITAL, "incidents")
    names = sorted(n for n in os.listdir(incidents) if n != "README.md")
    unknown = {f for f, _ in STORY} ^ set(names)
    if unknown:
        raise SystemExit("no story for, or no folder of: %s" % sorted(unknown))
    with tempfile.TemporaryDirectory() as folder:
        return scenarios([(n, lambda n=n: ask_incident(n, os.path.join(incidents, n), folder)) for n in names])


if __name__ == "__main__":
    sys.exit(main())
