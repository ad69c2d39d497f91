#!/usr/bin/env python3
"""The answers about the small hospital: what hamon says, what expected.json derives by hand, and what oracle.py computes, all three alike.

    run.py HAMON SAMPLES"""
import datetime
import json
import os
import sys
import tempfile

import oracle
from hamon import CHECK, EVERYTHING, HOSPITAL, SAMPLES, ZEEK, Wrong, answer, case, run, scenarios

JST = datetime.timezone(datetime.timedelta(hours=9))
TABLES, SYSTEMS, RECORDS = oracle.load(SAMPLES)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.json"), encoding="utf-8") as f:
    EXPECTED = json.load(f)


def at(text):
    """`2 01:22:00` (day, time of day) in microseconds since the epoch."""
    day, clock = text.split()
    hour, minute, second = map(int, clock.split(":"))
    return oracle.clock(int(day), hour, minute) + second * 1000000


def written(text):
    return None if text is None else (datetime.datetime.fromtimestamp(at(text) / 1e6, JST)).isoformat()


def instant(text):
    """RFC 3339 with up to nine digits of a second, in microseconds; below that nothing may stand."""
    head, zone = text[:19], text[19:]
    fraction = ""
    if zone.startswith("."):
        fraction = zone[1:].split("+")[0].split("Z")[0].split("-")[0]
        zone = zone[1 + len(fraction):]
    if fraction[6:].strip("0"):
        raise Wrong("%s is finer than the input" % text)
    whole = datetime.datetime.fromisoformat(head + zone.replace("Z", "+00:00")).timestamp()
    return int(whole) * 1000000 + int((fraction + "000000")[:6])


def same(what, expected, got):
    if expected != got:
        if isinstance(expected, dict) and isinstance(got, dict):
            keys = [k for k in sorted(set(expected) | set(got), key=str) if expected.get(k) != got.get(k)]
            expected, got = {k: expected.get(k) for k in keys}, {k: got.get(k) for k in keys}
        raise Wrong("%s: expected %s, got %s" % (what, expected, got))


# ------------------------------------------------------------- claims

def findings_expected(claim):
    return {tuple(f["flow"]): [f["kind"], f["records"], f["contacts"], at(f["first"])] for f in EXPECTED["check"]["claims"][claim]["findings"]}


def claims_by_oracle():
    claims = oracle.Claims(TABLES, SYSTEMS)
    for claim in EXPECTED["check"]["claims"]:
        same("oracle on " + claim, findings_expected(claim), claims.findings(claim, RECORDS))


def claims_by_hamon(path):
    run("check", "-c", path, status=(EXPECTED["check"]["exit"],))
    document = answer(path, CHECK)
    same("claims", sorted(EXPECTED["check"]["claims"]), sorted(c["id"] for c in document["claims"]))
    for claim in document["claims"]:
        expected = EXPECTED["check"]["claims"][claim["id"]]
        got = {}
        for f in claim["findings"]:
            if f["kind"] in ("direct", "off_hours"):
                got[f["initiator"]["system"], f["responder"]["system"], f["service"]] = [f["kind"], f["records"], f["contacts"], instant(f["first"])]
                if not f["refutes"] or not f["evidence"]:
                    raise Wrong("%s: a finding that refutes has evidence: %s" % (claim["id"], f))
        same("findings of " + claim["id"], findings_expected(claim["id"]), got)
        same("verdict of " + claim["id"], expected["verdict"], claim["verdict"])
        if "bridge" in expected:
            same("bridge of " + claim["id"], True, any(f["kind"] == "bridge" and f["refutes"] and f["initiator"]["system"] == expected["bridge"]
                                                       for f in claim["findings"]))
    everywhere = document["findings"] + [f for c in document["claims"] for f in c["findings"]]
    same("undeclared " + EXPECTED["check"]["undeclared"], True, any(
        f["kind"] == "undeclared" and not f["refutes"] and EXPECTED["check"]["undeclared"] in json.dumps(f) for f in everywhere))


# ------------------------------------------------------------- spread

def spread_by_oracle(question):
    system, time = question["from"]
    seeds = {system: at(time) if time else oracle.clock(1, 0)}
    isolate = (question["isolate"][0], at(question["isolate"][1])) if "isolate" in question else None
    until = at(question["until"]) if "until" in question else oracle.INF
    taken, hit, connected, spared = oracle.spread(RECORDS, SYSTEMS, seeds, isolate=isolate, until=until)
    same("compromised", {k: at(v) for k, v in question["compromised"].items()}, taken)
    same("damaged", {k: at(v) for k, v in question["damaged"].items()}, {k: v for k, v in hit.items() if k not in taken})
    same("connected", sorted(question["connected"]), sorted(connected))
    same("spared", {k: at(v) for k, v in question["spared"].items()}, spared)


def spread_command(question):
    system, time = question["from"]
    out = ["spread", "--from", system + ("@" + written(time) if time else ""), "--json"]
    if "isolate" in question:
        out += ["--isolate", "%s@%s" % (question["isolate"][0], written(question["isolate"][1]))]
    if "until" in question:
        out += ["--until", written(question["until"])]
    return out


def spread_of(document):
    """compromised, damaged only, connected, spared: as spread_by_oracle has them."""
    rows = document["systems"]
    taken = {r["system"]: instant(r["compromised"]) for r in rows if r["compromised"]}
    hit = {r["system"]: instant(r["data_affected"]) for r in rows if r["data_affected"] and not r["compromised"]}
    for r in rows:
        same("ring of " + r["system"], bool(r["compromised"] or r["data_affected"]), r["ring"] == "contacted")
    return taken, hit, sorted(r["system"] for r in rows if r["ring"] == "connected"), {s["system"]: instant(s["would_be"]) for s in document["spared"]}


def spread_by_hamon(path, question):
    document = answer(path, spread_command(question))
    taken, hit, connected, spared = spread_of(document)
    same("compromised", {k: at(v) for k, v in question["compromised"].items()}, taken)
    same("damaged", {k: at(v) for k, v in question["damaged"].items()}, hit)
    same("connected", sorted(question["connected"]), connected)
    same("spared", {k: at(v) for k, v in question["spared"].items()}, spared)
    for name in question.get("unseen_has", []):
        same("unseen " + name, True, name in json.dumps(document["unseen"]))
    for system, steps in question.get("path", {}).items():
        row = next(r for r in document["systems"] if r["system"] == system)
        same("path of " + system, steps, [[s["from"], s["to"], s["service"], s["carry"]] for s in row["path"]])


def profile_as_computed(path, profile, system, time):
    """Where the list is long, the oracle alone says what must come out. For a case without the capture."""
    taken, hit, connected, _ = oracle.spread(RECORDS, SYSTEMS, {system: at(time)}, profile)
    got = spread_of(answer(path, ["spread", "--from", "%s@%s" % (system, written(time)), "--profile", profile, "--json"]))
    same("compromised", taken, got[0])
    same("damaged", {k: v for k, v in hit.items() if k not in taken}, got[1])
    same("connected", sorted(connected), got[2])


# ------------------------------------------------------------- find, flows

def find_by_hamon(path, question):
    document = answer(path, ["find", *question["arguments"], "--json"])
    same("count", question["count"], len(document["conversations"]))


def flows_of_capture():
    """Each conversation of the capture as its maker counted it while writing the frames."""
    import ward
    lines = [json.loads(line) for line in run("flows", os.path.join(HOSPITAL, "ward.pcap"), "--format", "jsonl").splitlines()]
    got = {}
    for r in lines:
        got.setdefault((r["protocol"], r["initiator"], r["initiator_port"], r["responder"], r["responder_port"]), []).append(r)
    names = {6: "tcp", 17: "udp", 1: "icmp"}
    for talk in ward.watch()[1]:
        (src, sport, src_mac), (dst, dport, dst_mac) = talk.ends
        found = got.pop((names[talk.protocol], src, sport, dst, dport), [])
        what = "%s %s:%d > %s:%d" % (names[talk.protocol], src, sport, dst, dport)
        same("records of " + what, 1, len(found))
        r = found[0]
        state = {"S0": "rejected" if dport == 1434 else "attempted", "REJ": "rejected"}.get(talk.state, "established")
        same(what, {"state": state, "packets": talk.packets, "bytes": talk.ip_bytes, "payload": talk.payload, "start": talk.first, "end": talk.last,
                    "macs": [src_mac, dst_mac], "vlan": talk.vlan},
             {"state": r["state"], "packets": [r["packets_out"], r["packets_in"]], "bytes": [r["bytes_out"], r["bytes_in"]],
              "payload": [r["payload_out"], r["payload_in"]], "start": instant(r["start"]),
              # the ICMP error that quotes the probe may count as its last sign of life
              "end": instant(r["end"]) if dport != 1434 else talk.last, "macs": [r["initiator_mac"], r["responder_mac"] or dst_mac], "vlan": r["vlan"]})
        if dport in (443, 8443) and talk.state == "SF":
            name = "qualify.center.example" if dport == 443 else "emr-ap.shirase.example"
            same("server name of " + what, True, name in r["names"])
    group = ("255.255.255.255", "10.77.20.255", "224.0.0.252", "ff02::1")
    same("conversations that the capture does not have", [], [k for k in got if k[1] not in group and k[3] not in group])


def main():
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        tests = [("oracle: claims", claims_by_oracle)]
        tests += [("oracle: " + q["name"], lambda q=q: spread_by_oracle(q)) for q in EXPECTED["spread"]]
        for name, inputs in (("sensor", ZEEK), ("sensor and capture", EVERYTHING)):
            tests.append((name + ": import", lambda n=name, i=inputs: paths.update({n: case(folder, n.replace(" ", "-"), i)})))
            tests.append((name + ": claims", lambda n=name: claims_by_hamon(paths[n])))
            tests += [("%s: %s" % (name, q["name"]), lambda q=q, n=name: spread_by_hamon(paths[n], q)) for q in EXPECTED["spread"]]
            tests += [("%s: find %s" % (name, " ".join(q["arguments"])), lambda q=q, n=name: find_by_hamon(paths[n], q))
                      for q in EXPECTED["find"] if name != "sensor" or "needs" not in q]
        for profile in ("broad", "contact"):
            for system, time in (("192.168.144.25", "2 01:12:00"), ("info-pc1", "1 10:05:00"), ("elig-pc", "1 00:00:00")):
                tests.append(("sensor: %s from %s" % (profile, system), lambda p=profile, s=system, t=time: profile_as_computed(paths["sensor"], p, s, t)))
        tests.append(("flows of the capture", flows_of_capture))
        return scenarios(tests)


if __name__ == "__main__":
    sys.exit(main())
