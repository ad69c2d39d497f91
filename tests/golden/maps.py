#!/usr/bin/env python3
"""Maps of the sample hospital and of the published incidents in the small, drawn by the program.

    maps.py HAMON

No box lies on another or outside its boundary, at every level; two runs, another surrounding and another case of the same
content give the same bytes; a second edition keeps the places of the first."""
import collections
import json
import os
import sys
import tempfile
import xml.dom.minidom

import hamon
from hamon import EVERYTHING, HOSPITAL, SITE, ZEEK, Wrong, case, run, sample, scenarios

LEVELS = ["zone", "system", "service", "department"]
ROUNDING = 0.11  # points: positions have one digit


def overlap(a, b):
    return (a["x"] + ROUNDING < b["x"] + b["width"] and b["x"] + ROUNDING < a["x"] + a["width"] and
            a["y"] + ROUNDING < b["y"] + b["height"] and b["y"] + ROUNDING < a["y"] + a["height"])


def inside(inner, outer):
    return (outer["x"] - ROUNDING <= inner["x"] and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + ROUNDING and
            outer["y"] - ROUNDING <= inner["y"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + ROUNDING)


def check_boxes(document, what):
    nodes = document["nodes"]
    for i, a in enumerate(nodes):
        for b in nodes[i + 1:]:
            if overlap(a["position"], b["position"]):
                raise Wrong("%s: %s lies on %s" % (what, a["id"], b["id"]))
        for zone in document["zones"]:
            if zone["position"] is None:
                continue
            if zone["id"] == a["zone"] and not inside(a["position"], zone["position"]):
                raise Wrong("%s: %s stands outside %s" % (what, a["id"], zone["id"]))
            if zone["id"] != a["zone"] and overlap(a["position"], zone["position"]):
                raise Wrong("%s: %s lies in %s" % (what, a["id"], zone["id"]))
    if not nodes:
        raise Wrong("%s: nothing is drawn" % what)
    drawn = sum(e["data_flows"] for e in document["edges"])  # of a zone alone, none leave it
    if (drawn == 0 and len({n["id"] for n in nodes}) > 1) or drawn > len(document["data_flows"]):
        raise Wrong("%s: %d of %d data flows are drawn" % (what, drawn, len(document["data_flows"])))


class Maps:
    def __init__(self, folder):
        self.folder = folder
        self.hospital = case(folder, "hospital", EVERYTHING)

    def draw(self, path, kind, *arguments, language="ja"):
        out = os.path.join(self.folder, "drawn." + kind)
        run("--lang", language, "map", "-c", path, "-o", out, *arguments)
        with open(out, "rb") as f:
            return f.read()

    def boxes(self):
        for level in LEVELS:
            for language in ("ja", "en"):
                document = json.loads(self.draw(self.hospital, "json", "--level", level, language=language))
                check_boxes(document, level + " " + language)

    def boxes_of_incidents(self):
        folder = os.path.join(HOSPITAL, "incidents")
        names = sorted(n for n in os.listdir(folder) if os.path.isdir(os.path.join(folder, n)))
        if len(names) < 6:
            raise Wrong("only %s" % names)
        for name in names:
            path = os.path.join(self.folder, name + ".case")
            run("import", "-c", path, "--site", os.path.join(folder, name, "site.yaml"), os.path.join(folder, name, "conn.log"))
            for level in LEVELS[:2]:
                check_boxes(json.loads(self.draw(path, "json", "--level", level)), name + " " + level)

    def bytes_again(self):
        """Another case of the same content, a machine that knows no fonts, another locale and time zone."""
        other = case(self.folder, "other", list(reversed(EVERYTHING)))
        empty = os.path.join(self.folder, "fonts.conf")
        with open(empty, "w") as f:
            f.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
        for level in LEVELS:
            for kind in ("svg", "png", "pdf", "dot"):
                first = self.draw(self.hospital, kind, "--level", level)
                if self.draw(self.hospital, kind, "--level", level) != first:
                    raise Wrong("%s %s: a second run gives other bytes" % (level, kind))
                kept = dict(hamon.ENVIRONMENT)
                hamon.ENVIRONMENT.update(FONTCONFIG_FILE=empty, TZ="America/New_York", LC_ALL="C", HOME=self.folder)
                try:
                    if self.draw(other, kind, "--level", level) != first:
                        raise Wrong("%s %s: other bytes in other surroundings" % (level, kind))
                finally:
                    hamon.ENVIRONMENT.clear()
                    hamon.ENVIRONMENT.update(kept)

    def kinds(self):
        for kind, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF-"), ("dot", b"digraph"), ("svg", b"<?xml")):
            if not self.draw(self.hospital, kind, "--level", "system", "--paper", "a3").startswith(begins):
                raise Wrong(kind)
        svg = xml.dom.minidom.parseString(self.draw(self.hospital, "svg", "--level", "system"))
        ids = [g.getAttribute("id") for g in svg.getElementsByTagName("g")]
        if len(ids) != len(set(ids)) or "system-diet-sv" not in ids:
            raise Wrong("ids: %d, of them different %d" % (len(ids), len(set(ids))))

    def next_edition(self):
        """First one log, then the rest: what was drawn stays where it was."""
        path = case(self.folder, "growing", ZEEK[:1])
        first = json.loads(self.draw(path, "json", "--level", "system"))
        run("import", "-c", path, *SITE, *ZEEK, *sample("hospital.pcap"))
        second = json.loads(self.draw(path, "json", "--level", "system"))
        check_boxes(second, "second edition")
        was = {n["id"]: n["position"] for n in first["nodes"]}
        moved = collections.Counter()  # the page may grow to the left or upwards: all move together then
        for node in second["nodes"]:
            if node["id"] in was:
                moved[tuple(round(node["position"][k] + node["position"][size] / 2 - was[node["id"]][k] - was[node["id"]][size] / 2)
                            for k, size in (("x", "width"), ("y", "height")))] += 1
        if sum(moved.values()) < 30 or moved.most_common(1)[0][1] * 4 < sum(moved.values()) * 3:
            raise Wrong("nodes moved: %s" % moved.most_common(5))

    def spread(self):
        for kind in ("svg", "pdf", "png"):
            out = os.path.join(self.folder, "spread." + kind)
            run("--lang", "ja", "spread", "-c", self.hospital, "--from", "192.168.144.25@2026-05-15T01:12", "-o", out)
            with open(out, "rb") as f:
                drawn = f.read()
            if kind == "svg" and "実行感染".encode() not in drawn:
                raise Wrong("no ring is drawn")
            if kind == "svg" and "起点 192.168.144.25 @ 2026-05-15T01:12:00+09:00、プロファイル default".encode() not in drawn:
                raise Wrong("the picture does not say what was asked")

    def focus(self):
        document = json.loads(self.draw(self.hospital, "json", "--level", "system", "--focus", "diet-sv"))
        for edge in document["edges"]:
            if "system-diet-sv" not in (edge["from"], edge["to"]):
                raise Wrong("an arrow that does not touch the focus: %s" % edge)
        crossings = json.loads(self.draw(self.hospital, "json", "--level", "system", "--crossings"))
        zone = {n["id"]: n["zone"] for n in crossings["nodes"]}
        if any(zone[e["from"]] == zone[e["to"]] for e in crossings["edges"]):
            raise Wrong("an arrow within a zone among the crossings")
        findings = json.loads(self.draw(self.hospital, "json", "--level", "system", "--findings"))
        if not findings["edges"] or not all(e["finding"] for e in findings["edges"]):
            raise Wrong("an arrow that no finding names")


def main():
    with tempfile.TemporaryDirectory() as folder:
        m = Maps(folder)
        return scenarios([("boxes", m.boxes), ("boxes of the incidents", m.boxes_of_incidents), ("bytes", m.bytes_again),
                          ("kinds", m.kinds), ("the next edition", m.next_edition), ("spread", m.spread),
                          ("focus, crossings, findings", m.focus)])


if __name__ == "__main__":
    sys.exit(main())
