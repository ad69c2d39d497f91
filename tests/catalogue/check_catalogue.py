#!/usr/bin/env python3
"""Fails when a sentence of the program has no Japanese text, or one with other placeholders.

    check_catalogue.py SOURCE_DIR [--xgettext PROGRAM]

Sentences are the literals in `message("…")` and `text("…")` (base/message.hpp); their texts are in po/ja/*.po.
Exit status 1 and one line for each: a missing or empty text, placeholders that differ, two texts for one sentence."""
import argparse
import ast
import glob
import os
import string
import subprocess
import sys

FOLDERS = ("base", "capture", "graph", "analyze", "render", "samples", "cli")


def entries(po):
    """(msgid, msgstr, first place) of PO text, without the header."""
    for block in po.split("\n\n"):
        words, part, place = {"msgid": "", "msgstr": ""}, None, ""
        for line in block.splitlines():
            if line.startswith("#:"):
                place = place or line[2:].strip()
            for key in words:
                if line.startswith(key + " "):
                    part, line = key, line[len(key) + 1:]
            if line.startswith('"') and part:
                words[part] += ast.literal_eval(line)
        if words["msgid"]:
            yield words["msgid"], words["msgstr"], place


def placeholders(text):
    """The arguments that a format string of fmt uses, as sorted indices."""
    used, counter = [], 0
    for _, name, _, _ in string.Formatter().parse(text):
        if name is None:
            continue
        used.append(int(name) if name else counter)
        counter += 0 if name else 1
    return sorted(used)


def output(command):
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8",
                          env=dict(os.environ, LC_ALL="C.UTF-8")).stdout


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("source")
    p.add_argument("--xgettext", default="xgettext")
    a = p.parse_args()
    os.chdir(a.source)

    sources = sorted(f for d in FOLDERS for f in glob.glob(d + "/*.[ch]pp"))
    known, problems = {}, []
    for po in sorted(glob.glob("po/ja/*.po")):
        for msgid, msgstr, _ in entries(output(["msgcat", po])):
            if msgid in known and known[msgid][0] != msgstr:
                problems.append("%s and %s: two texts for %r" % (known[msgid][1], po, msgid))
            known.setdefault(msgid, (msgstr, po))

    sentences = list(entries(output([a.xgettext, "--language=C++", "--keyword=message:1", "--keyword=text:1",
                                     "--from-code=UTF-8", "--omit-header", "-o", "-"] + sources)))
    for msgid, _, place in sentences:
        text, po = known.get(msgid, (None, None))
        if not text:
            problems.append("%s: no Japanese text for %r" % (place, msgid))
            continue
        try:
            if placeholders(msgid) != placeholders(text):
                problems.append("%s: other placeholders than %r" % (po, msgid))
        except ValueError as e:
            problems.append("%s: %r: %s" % (place, msgid, e))
    print("\n".join(problems + ["%d sentences, %d problems" % (len(sentences), len(problems))]))
    return 1 if problems or not sentences else 0


if __name__ == "__main__":
    sys.exit(main())
