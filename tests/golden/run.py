#!/usr/bin/env python3
"""The answers about the sample hospital: what hamon says, what expected.json derives by hand, and what oracle.py computes, all three alike,
from the logs, from the capture, and from both.

    run.py HAMON"""
import datetime
import json
import os
import sys
import tempfile

import oracle
from hamon import CAPTURE, CHECK, EVERYTHING, HOSPITAL, ZEEK, Wrong, answer, case, run, scenarios

JST = datetime.timezone(datetime.timedelta(hours=9))
SYSTEMS, RECORDS = oracle.load(HOSPITAL)
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
    claims = oracle.Claims(SYSTEMS)
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
    same("damaged before", {k: at(v) for k, v in question.get("before", {}).items()}, {k: hit[k] for k in question.get("before", {})})


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
    for name, time in question.get("before", {}).items():
        row = next(r for r in document["systems"] if r["system"] == name)
        same("data of " + name, at(time), instant(row["data_affected"]))
    for name in question.get("unseen_has", []):
        same("unseen " + name, True, name in json.dumps(document["unseen"]))
    for system, steps in question.get("path", {}).items():
        row = next(r for r in document["systems"] if r["system"] == system)
        same("path of " + system, steps, [[s["from"], s["to"], s["service"], s["carry"]] for s in row["path"]])


def profile_as_computed(path, profile, system, time):
    """Where the list is long, the oracle alone says what must come out."""
    taken, hit, connected, _ = oracle.spread(RECORDS, SYSTEMS, {system: at(time)}, profile)
    document = answer(path, ["spread", "--from", "%s@%s" % (system, written(time)), "--profile", profile, "--json"])
    got = spread_of(document)
    same("data", hit, {r["system"]: instant(r["data_affected"]) for r in document["systems"] if r["data_affected"]})
    same("compromised", taken, got[0])
    same("damaged", {k: v for k, v in hit.items() if k not in taken}, got[1])
    same("connected", sorted(connected), got[2])


# ------------------------------------------------------------- find, flows

def find_by_hamon(path, question):
    document = answer(path, ["find", *question["arguments"], "--json"])
    same("count", question["count"], len(document["conversations"]))


def log_lines():
    """The lines of conn.log by their ends, read here and not by the program."""
    fields, out = [], {}
    with open(os.path.join(HOSPITAL, "conn.log"), encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if cells[0] == "#fields":
                fields = cells[1:]
            if not line.startswith("#"):
                c = dict(zip(fields, cells))
                out[c["proto"], c["id.orig_h"], int(c["id.orig_p"]), c["id.resp_h"], int(c["id.resp_p"])] = c
    return out


def numbers(cells, *names):
    return [0 if cells[n] == "-" else int(cells[n]) for n in names]


def flows_of_capture():
    """Each conversation of the log stands in the capture, with equal times and state, and equal counts where no data packet is left out."""
    log, complete, named = log_lines(), 0, 0
    for line in run("flows", *CAPTURE, "--format", "jsonl").splitlines():
        r = json.loads(line)
        key = (r["protocol"], r["initiator"], r["initiator_port"], r["responder"], r["responder_port"])
        if {r["initiator"], r["responder"]} & {"255.255.255.255", "10.77.21.255", "224.0.0.252", "ff02::1"}:
            continue
        if key not in log:
            raise Wrong("the log has no %s" % (key,))
        c, what = log.pop(key), "%s %s:%s > %s:%s" % key
        start = oracle.micros(c["ts"])
        end = start + (0 if c["duration"] == "-" else oracle.micros(c["duration"]))
        state = {"S0": "rejected" if key[4] == 1434 else "attempted", "REJ": "rejected"}.get(c["conn_state"], "established")
        ward = key[1].startswith("10.77.21.") or key[3].startswith("10.77.21.")
        # the ICMP error that quotes the probe may count as its last sign of life
        same(what, [start, end, state, c["orig_l2_addr"], 21 if ward else None],
             [instant(r["start"]), end if key[4] == 1434 else instant(r["end"]), r["state"], r["initiator_mac"], r["vlan"]])
        packets = numbers(c, "orig_pkts", "resp_pkts")
        if packets == [r["packets_out"], r["packets_in"]]:
            complete += 1
            same("bytes of " + what, numbers(c, "orig_ip_bytes", "resp_ip_bytes"), [r["bytes_out"], r["bytes_in"]])
            if c["duration"] != "-":
                same("payload of " + what, numbers(c, "orig_bytes", "resp_bytes"), [r["payload_out"], r["payload_in"]])
        elif packets[0] < r["packets_out"] or packets[1] < r["packets_in"]:
            raise Wrong("%s: more packets in the capture than in the log" % what)
        named += r["protocol"] == "tcp" and bool(r["names"])
    same("conversations that the capture does not have", [], list(log))
    if complete < 1500 or named < 1500:
        raise Wrong("only %d complete conversations, %d with a server's name" % (complete, named))


def same_data_flows(paths):
    """Logs alone and capture alone give the same conversations between the same systems over the same services."""
    def found(path):
        return sorted(json.dumps([r["initiator"]["system"], r["responder"]["system"], r["service"], r["start"], r["end"]])
                      for r in answer(path, ["find", "--state", "established", "--json"])["conversations"])
    same("conversations", found(paths["logs"]), found(paths["capture"]))


def readme_keeps_its_word(path):
    """The README's table of claims, and its table of times from the meal supplier's line."""
    with open(os.path.join(HOSPITAL, "README.md"), encoding="utf-8") as f:
        rows = [line.strip("| \n").split(" | ") for line in f if line.startswith("| ")]
    promised = {r[0]: r[2].replace(" ", "_") for r in rows if r[0][:1] == "K" and r[0][1:].isdigit()}
    same("verdicts", promised, {c["id"]: c["verdict"] for c in answer(path, CHECK)["claims"]})
    times = {r[1].strip("`"): "2026-05-15T%s+09:00" % r[0] for r in rows if r[0][2:3] == ":"}
    same("systems named", 7, len(times))
    systems = {s["system"]: s for s in answer(path, spread_command(EXPECTED["spread"][0]))["systems"]}
    for name, time in times.items():
        s = systems[name]
        same(name, time, min(t for t in (s["compromised"], s["data_affected"]) if t))
    same("compromised", 38, sum(1 for s in systems.values() if s["compromised"]))


def main():
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        tests = [("oracle: claims", claims_by_oracle)]
        tests += [("oracle: " + q["name"], lambda q=q: spread_by_oracle(q)) for q in EXPECTED["spread"]]
        for name, inputs in (("logs", ZEEK), ("capture", CAPTURE), ("logs and capture", EVERYTHING)):
            tests.append((name + ": import", lambda n=name, i=inputs: paths.update({n: case(folder, n.replace(" ", "-"), i)})))
            tests.append((name + ": claims", lambda n=name: claims_by_hamon(paths[n])))
            tests += [("%s: %s" % (name, q["name"]), lambda q=q, n=name: spread_by_hamon(paths[n], q)) for q in EXPECTED["spread"]]
            tests += [("%s: find %s" % (name, " ".join(q["arguments"])), lambda q=q, n=name: find_by_hamon(paths[n], q))
                      for q in EXPECTED["find"]]
        for profile in ("default", "broad", "contact"):
            for system, time in (("192.168.144.25", "2 01:12:00"), ("info-pc1", "1 10:05:00"), ("elig-pc", "1 00:00:00")):
                tests.append(("logs: %s from %s" % (profile, system), lambda p=profile, s=system, t=time: profile_as_computed(paths["logs"], p, s, t)))
        tests += [("flows of the capture", flows_of_capture), ("data flows of logs and capture", lambda: same_data_flows(paths)),
                  ("README", lambda: readme_keeps_its_word(paths["logs"]))]
        return scenarios(tests)


if __name__ == "__main__":
    sys.exit(main())
