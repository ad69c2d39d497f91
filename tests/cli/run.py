"""The contract of the command line: exit statuses, what goes to which stream, what messages name.

run.py HAMON. Statuses are those of docs/formats.md. Inputs are made here, in a temporary folder."""
import gzip
import json
import os
import pathlib
import shlex
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest

HAMON = os.path.abspath(sys.argv.pop(1))

FIELDS = ("ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state "
          "local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents").split()


def conn_log(*rows):
    """A Zeek conn.log. Rows: (seconds, initiator, responder, port, duration)."""
    out = ["#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\tconn",
           "#fields\t" + "\t".join(FIELDS)]
    for n, (ts, a, b, port, duration) in enumerate(rows):
        out.append("\t".join(map(str, (f"{ts}.000000", f"C{n}", a, 50000 + n, b, port, "tcp", "-", f"{duration}.000000", 500, 900, "SF",
                                       "-", "-", 0, "ShADadFf", 9, 1000, 9, 1400, "-"))))
    return "\n".join(out) + "\n"


def ethernet_syn(a, b, port):
    """An Ethernet frame with an IPv4 TCP SYN."""
    ip = lambda t: bytes(int(x) for x in t.split("."))
    tcp = struct.pack("!HHIIBBHHH", 40000, port, 1, 0, 5 << 4, 2, 1024, 0, 0)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, ip(a), ip(b))
    return bytes.fromhex("020000000001" "020000000002" "0800") + head + tcp


def pcap(frames, link=1):
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    for n, frame in enumerate(frames):
        out += struct.pack("<IIII", 1_700_000_000 + n, 0, len(frame), len(frame)) + frame
    return out


SITE = """site: {name: Test, timezone: Asia/Tokyo}
zones:
  SV: {kind: clinical, prefixes: [10.1.1.0/24]}
systems:
  emr: {addresses: [10.1.1.10], role: application}
sensors:
  border: {sees: outside}
  tap: {sees: within, prefixes: [10.1.1.0/24]}
claims:
  K1: {text: nothing leaves, closed: [SV]}
"""
INSIDE = (1_780_930_800, "10.1.1.11", "10.1.1.10", 445, 60)
OUTWARD = (1_780_930_900, "10.1.1.10", "198.51.100.7", 443, 60)


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="hamon-cli-"))
        self.addCleanup(shutil.rmtree, self.dir, True)

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def run_hamon(self, *args, env=None, stdin=b"", lang="en"):
        full = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1", SOURCE_DATE_EPOCH="1781000000")
        full.pop("HAMON_CASE", None)
        full.update(env or {})
        p = subprocess.run([HAMON, *args, *([f"--lang={lang}"] if lang else [])], input=stdin, capture_output=True, env=full,
                           cwd=self.dir, timeout=60)
        self.assertGreaterEqual(p.returncode, 0, f"killed by a signal: {args}")
        return p.returncode, p.stdout.decode(), p.stderr.decode()

    def case(self, *rows, site=SITE):
        log = self.file("conn.log", conn_log(*rows))
        args = ["import", "-c", str(self.dir / "t.case"), log]
        if site:
            args += ["--site", self.file("site.yaml", site)]
        status, _, err = self.run_hamon(*args)
        self.assertEqual((status, err), (0, ""))
        return str(self.dir / "t.case")


class Usage(Case):
    def test_help_goes_to_standard_output_and_is_status_0_in_both_languages(self):
        for lang, word in (("en", "How far could an infection spread"), ("ja", "感染はどこまで")):
            status, out, err = self.run_hamon("--help", lang=lang)
            self.assertEqual((status, err), (0, ""))
            self.assertIn(word, out)
        for command in "look init import site flows find map check spread trace contain restore leak diff coverage matrix ledger entrances export report sample".split():
            status, out, _ = self.run_hamon(command, "--help")
            self.assertEqual(status, 0, command)
            self.assertIn("--help", out)

    def test_a_mistyped_command_is_status_2_and_names_the_nearest(self):
        status, out, err = self.run_hamon("chek")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("check", err)

    def test_no_command_and_an_unknown_option_are_status_2(self):
        self.assertEqual(self.run_hamon()[0], 2)
        self.assertEqual(self.run_hamon("check", "--nonsense")[0], 2)

    def test_the_locale_chooses_the_language(self):
        _, _, err = self.run_hamon("chek", env={"LC_ALL": "ja_JP.UTF-8"}, lang=None)
        self.assertIn("もしかして", err)


class Reports(Case):
    def test_a_report_is_written_as_html_in_either_language(self):
        case = self.case(INSIDE, OUTWARD)
        for lang, word in (("en", "For management"), ("ja", "経営層")):
            out = self.dir / f"r.{lang}.html"
            self.assertEqual(self.run_hamon("report", "-c", case, "-o", str(out), lang=lang), (0, "", ""))
            text = out.read_text(encoding="utf-8")
            self.assertTrue(text.startswith("<!DOCTYPE html>"))
            self.assertIn(f'<html lang="{lang}">', text)
            self.assertIn(word, text)
        self.assertEqual(self.run_hamon("report", "-c", case, "-o", "-", lang="ja")[1], text)

    def test_without_a_folder_for_temporary_files_a_pdf_is_refused_and_a_report_beside_it_stays(self):
        case = self.case(INSIDE, OUTWARD)
        self.file("report.html", "mine")
        status, _, err = self.run_hamon("report", "-c", case, "-o", "r.pdf", env={"TMPDIR": str(self.dir / "nowhere")})
        self.assertEqual(status, 2)
        self.assertIn("TMPDIR", err)
        self.assertEqual((self.dir / "report.html").read_text(), "mine")

    def test_a_start_makes_it_the_edition_of_an_incident(self):
        case = self.case(INSIDE, OUTWARD)
        peace = self.run_hamon("report", "-c", case, "-o", "-")[1]
        incident = self.run_hamon("report", "-c", case, "-o", "-", "--from", "10.1.1.11")[1]
        self.assertIn("Every start by itself", peace)
        self.assertNotIn("Every start by itself", incident)
        self.assertIn("DO NOT USE", incident)
        self.assertIn("10.1.1.11 @ ", incident)

    def test_other_endings_names_and_times_are_status_2_and_write_nothing(self):
        case = self.case(INSIDE, OUTWARD)
        for arguments, word in ((["-o", "r.docx"], ".html or .pdf"), (["-o", "r.html", "--from", "nobody"], "nobody"),
                                (["-o", "r.html", "--since", "2020-01-01"], "2020-01-01"), (["-o", "r.html", "--since", "other.case"], "other.case"),
                                (["-o", "r.html", "--protect", "nobody"], "nobody"), ([], "-o")):
            status, out, err = self.run_hamon("report", "-c", case, *arguments)
            self.assertEqual((status, out), (2, ""), arguments)
            self.assertIn(word, err)
        self.assertEqual([p.name for p in self.dir.iterdir() if p.name.startswith("r.")], [])

    def test_without_a_program_that_prints_a_pdf_is_refused_with_what_to_install(self):
        case = self.case(INSIDE, OUTWARD)
        status, _, err = self.run_hamon("report", "-c", case, "-o", "r.pdf", env={"PATH": str(self.dir)})
        self.assertEqual(status, 2)
        self.assertIn("WeasyPrint", err)
        self.assertIn(".html", err)
        self.assertFalse((self.dir / "r.pdf").exists())

    def test_a_program_that_fails_or_prints_no_pdf_is_status_2(self):
        case = self.case(INSIDE, OUTWARD)
        for script in ("exit 1", "echo no > $3; exit 0"):
            program = self.dir / "weasyprint"
            program.write_text("#!/bin/sh\n" + script + "\n")
            program.chmod(0o755)
            status, _, err = self.run_hamon("report", "-c", case, "-o", "r.pdf", env={"PATH": str(self.dir)})
            self.assertEqual(status, 2)
            self.assertIn("did not print", err)

    def test_the_program_gets_the_html_and_its_file_is_the_report(self):
        case = self.case(INSIDE, OUTWARD)
        program = self.dir / "weasyprint"
        program.write_text("#!/bin/sh\n{ echo %PDF-1.7; /bin/cat \"$2\"; } > \"$3\"\n")
        program.chmod(0o755)
        self.assertEqual(self.run_hamon("report", "-c", case, "-o", "r.pdf", env={"PATH": str(self.dir)}), (0, "", ""))
        html = self.run_hamon("report", "-c", case, "-o", "-")[1]
        self.assertEqual((self.dir / "r.pdf").read_text(encoding="utf-8"), "%PDF-1.7\n" + html)

    def test_since_an_earlier_case_or_a_time_tells_what_is_new(self):
        earlier = self.case(INSIDE)
        os.rename(earlier, earlier + ".old")
        case = self.case(INSIDE, OUTWARD)
        for since in (earlier + ".old", "2026-06-09T00:01:30"):
            status, out, err = self.run_hamon("report", "-c", case, "-o", "-", "--since", since)
            self.assertEqual((status, err), (0, ""))
            self.assertIn("What has changed", out)
            self.assertIn("new: 1 data flows", out)

    def test_a_case_without_anything_observed_is_a_report_all_the_same(self):
        case = self.case(site=SITE)
        status, out, err = self.run_hamon("report", "-c", case, "-o", "-")
        self.assertEqual((status, err), (0, ""))
        self.assertIn("nothing was observed", out)


class Lists(Case):
    def test_hits_of_indicators_stand_before_the_claims_and_change_no_status(self):
        case = self.case(INSIDE, OUTWARD)
        ioc = self.file("ioc.csv", "indicator,type\n198[.]51[.]100[.]7,ip\n" + "0" * 64 + ",sha256\n")
        without = self.run_hamon("check", "-c", case)
        status, out, err = self.run_hamon("check", "-c", case, "--ioc", ioc)
        self.assertEqual((status, err), (without[0], ""))
        self.assertTrue(out.endswith(without[1]))
        self.assertIn("sha256 1", out)
        # 1780930900 is 2026-06-09T00:01:40 in Japan.
        self.assertIn(f"hamon spread -c {case} --from emr@2026-06-09T00:01:40+09:00", out)
        part = json.loads(self.run_hamon("check", "-c", case, "--ioc", ioc, "--json")[1])["indicators"]
        self.assertEqual(part["files"][0]["not_understood"], {"sha256": 1})
        (hit,) = part["hits"]
        self.assertEqual((hit["system"], hit["outside"], hit["records"], hit["attempts"], hit["line"]), ("emr", "198.51.100.7", 1, 0, 2))
        self.assertEqual(part["candidate_origins"][0]["system"], "emr")

    def test_a_list_may_come_from_standard_input_and_a_damaged_one_is_status_2(self):
        case = self.case(INSIDE, OUTWARD)
        bundle = {"type": "bundle", "id": "bundle--1", "objects": [
            {"type": "indicator", "id": "indicator--1", "pattern": "[ipv4-addr:value = '198.51.100.7']"}]}
        status, out, _ = self.run_hamon("check", "-c", case, "--json", "--ioc", "-", stdin=json.dumps(bundle).encode())
        self.assertEqual(json.loads(out)["indicators"]["hits"][0]["id"], "indicator--1")
        bad = self.file("bad.json", json.dumps(bundle)[:-9])
        status, _, err = self.run_hamon("check", "-c", case, "--ioc", "-", stdin=b"0" * (65 << 20))
        self.assertEqual(status, 2)
        self.assertIn("larger than 64 MiB", err)
        status, out, err = self.run_hamon("check", "-c", case, "--ioc", bad)
        self.assertEqual((status, out), (2, ""))
        self.assertIn("bad.json", err)

    def test_what_was_found_is_seed_and_target_and_what_talked_after_being_unplugged_comes_first(self):
        case = self.case(INSIDE, OUTWARD)
        state = self.file("state.csv", "機器,状態,時刻,確認者\nemr,感染,2026/6/9 0:00,佐藤\nemr,切離し,2026/6/9 0:01,鈴木\n")
        status, out, err = self.run_hamon("spread", "-c", case, "--state", state)
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.startswith("emr: said to be off the network since 2026-06-09T00:01:00+09:00"), out)
        self.assertIn("found first, taken as starts: 1", out)
        document = json.loads(self.run_hamon("spread", "-c", case, "--state", state, "--json")[1])
        self.assertEqual([s["system"] for s in document["seeds"]], ["emr"])
        # 00:01:40, to outside; the conversation of 00:00:00 ended at that very minute.
        (talked,) = document["observed_state"]["talked_after_offline"]
        self.assertEqual((talked["first"], talked["records"], talked["open_across"]), ("2026-06-09T00:01:40+09:00", 1, 0))
        document = json.loads(self.run_hamon("trace", "-c", case, "--state", state, "--json")[1])
        self.assertEqual(document["targets"], ["emr"])
        document = json.loads(self.run_hamon("check", "-c", case, "--state", state, "--json")[1])
        self.assertEqual(len(document["observed_state"]["talked_after_offline"]), 1)
        status, _, err = self.run_hamon("map", "-c", case, "--state", state, "-o", str(self.dir / "m.svg"))
        self.assertEqual((status, err), (0, ""))
        self.assertIn("found infected", (self.dir / "m.svg").read_text())

    def test_every_bad_row_of_what_was_found_is_named(self):
        case = self.case(INSIDE)
        state = self.file("state.csv", "system,state,time\nemrr,infected,\nemr,sick,\nemr,clean,\n")
        status, out, err = self.run_hamon("spread", "-c", case, "--state", state)
        self.assertEqual((status, out), (2, ""))
        for words in ("line 2", "line 3", "line 4", "the nearest known: emr", "infected, clean, encrypted, offline"):
            self.assertIn(words, err)

    def test_without_a_start_or_a_target_the_status_is_2(self):
        case = self.case(INSIDE)
        clean = self.file("state.csv", "system,state,time\nemr,clean,2026-06-09\n")
        for command in (["spread"], ["trace"], ["spread", "--state", clean], ["trace", "--state", clean]):
            status, out, err = self.run_hamon(*command, "-c", case)
            self.assertEqual((status, out), (2, ""), command)
            self.assertIn("--state", err)


class Flows(Case):
    def test_prints_records_on_standard_output_and_nothing_else(self):
        status, out, err = self.run_hamon("flows", self.file("a.pcap", pcap([ethernet_syn("10.1.1.1", "10.1.1.2", 445)])))
        self.assertEqual((status, err, len(out.splitlines())), (0, "", 1))
        self.assertIn('"state":"attempted"', out.replace(" ", ""))

    def test_an_unknown_link_type_is_status_2_and_named(self):
        status, out, err = self.run_hamon("flows", self.file("a.pcap", pcap([b"x" * 40], link=147)))
        self.assertEqual((status, out), (2, ""))
        self.assertIn("147", err)

    def test_unknown_content_is_status_2_with_a_message(self):
        status, out, err = self.run_hamon("flows", self.file("a.bin", "these bytes are no log that anybody knows\n" * 5))
        self.assertEqual((status, out), (2, ""))
        self.assertIn("a.bin", err)

    def test_a_cut_capture_gives_what_is_readable_and_status_3(self):
        whole = pcap([ethernet_syn("10.1.1.1", "10.1.1.2", p) for p in (1, 2, 3)])
        status, out, err = self.run_hamon("flows", self.file("a.pcap", whole[:-5]))
        self.assertEqual((status, len(out.splitlines())), (3, 2))
        self.assertIn("a.pcap", err)

    def test_an_empty_capture_and_an_empty_file_are_no_damage(self):
        for content in (pcap([]), b""):
            status, out, _ = self.run_hamon("flows", self.file("a.pcap", content))
            self.assertEqual((status, out), (0, ""))

    def test_standard_input_and_gzip_are_read(self):
        frames = pcap([ethernet_syn("10.1.1.1", "10.1.1.2", 445)])
        self.assertEqual(len(self.run_hamon("flows", "-", stdin=frames)[1].splitlines()), 1)
        path = self.file("a.pcap.gz", gzip.compress(frames))
        self.assertEqual(len(self.run_hamon("flows", path)[1].splitlines()), 1)

    def test_a_missing_file_is_status_2_and_the_nearest_name_is_offered(self):
        self.file("ward-7.pcap", pcap([]))
        status, _, err = self.run_hamon("flows", str(self.dir / "ward-6.pcap"))
        self.assertEqual(status, 2)
        self.assertIn("ward-7.pcap", err)


class Import(Case):
    def test_an_empty_capture_gives_an_empty_valid_case(self):
        case = str(self.dir / "e.case")
        self.assertEqual(self.run_hamon("import", "-c", case, self.file("a.pcap", pcap([])))[0], 0)
        status, out, _ = self.run_hamon("check", "-c", case, "--json")
        self.assertEqual(status, 3)
        self.assertIn("not_testable", out)

    def test_a_source_again_changes_nothing_and_says_so(self):
        case = self.case(INSIDE)
        before = pathlib.Path(case).read_bytes()
        status, out, _ = self.run_hamon("import", "-c", case, str(self.dir / "conn.log"))
        self.assertEqual(status, 0)
        self.assertIn("already", out)
        self.assertEqual(pathlib.Path(case).read_bytes(), before)

    def test_a_site_file_with_an_error_touches_nothing(self):
        bad = self.file("bad.yaml", SITE.replace("role: application", "rolle: application"))
        case = self.dir / "n.case"
        status, _, err = self.run_hamon("import", "-c", str(case), "--site", bad, self.file("conn.log", conn_log(INSIDE)))
        self.assertEqual(status, 2)
        self.assertIn("line 5", err)
        self.assertIn("role", err)
        self.assertFalse(case.exists())

    def test_a_new_site_file_alone_derives_anew(self):
        case = self.case(INSIDE, OUTWARD)
        self.assertEqual(self.run_hamon("check", "-c", case)[0], 1)
        link = SITE + "links:\n  X1: {inside: [10.1.1.10], outside: [198.51.100.7], services: [tcp/443]}\n"
        self.assertEqual(self.run_hamon("import", "-c", case, "--site", self.file("site2.yaml", link))[0], 0)
        self.assertEqual(self.run_hamon("check", "-c", case)[0], 0)

    def test_no_journal_stays_beside_the_case(self):
        self.case(INSIDE)
        self.assertEqual(sorted(p.name for p in self.dir.iterdir()), ["conn.log", "site.yaml", "t.case"])

    def test_usable_and_unusable_inputs_together_are_status_3(self):
        good, bad = self.file("conn.log", conn_log(INSIDE)), self.file("x.bin", "nothing known\n")
        self.assertEqual(self.run_hamon("import", "-c", str(self.dir / "t.case"), good, bad)[0], 3)

    def test_drops_counted_by_the_capturing_side_are_status_3(self):
        def block(kind, body):
            body += b"\0" * (-len(body) % 4)
            return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))
        frame = ethernet_syn("10.1.1.1", "10.1.1.2", 445)
        statistics = struct.pack("<III", 0, 0, 0) + struct.pack("<HHQHH", 5, 8, 37, 0, 0)  # isb_ifdrop = 37
        capture = (block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", 1, 0, 0)) +
                   block(6, struct.pack("<IIIII", 0, 0, 0, len(frame), len(frame)) + frame) + block(5, statistics))
        status, out, err = self.run_hamon("flows", self.file("d.pcapng", capture))
        self.assertEqual((status, len(out.splitlines())), (3, 1))
        self.assertIn("37", err)


class CaseFiles(Case):
    def test_what_is_no_case_is_status_2_with_its_name(self):
        for name, content in (("a.case", b"text, not a case\n" * 100), ("b.case", b"")):
            status, _, err = self.run_hamon("check", "-c", self.file(name, content))
            self.assertEqual(status, 2, name)
            self.assertIn(name, err)
        status, _, err = self.run_hamon("check", "-c", str(self.dir / "none.case"))
        self.assertEqual(status, 2)
        self.assertIn("none.case", err)
        self.assertEqual(self.run_hamon("check", "-c", str(self.dir))[0], 2)

    def test_a_database_of_another_program_is_left_alone(self):
        path = self.dir / "other.db"
        with sqlite3.connect(path) as db:
            db.execute("create table t(x)")
        before = path.read_bytes()
        log = self.file("conn.log", conn_log(INSIDE))
        self.assertEqual(self.run_hamon("import", "-c", str(path), log)[0], 2)
        self.assertEqual(path.read_bytes(), before)

    def test_a_case_of_another_version_is_named_as_such(self):
        case = self.case(INSIDE)
        with sqlite3.connect(case) as db:
            db.execute("pragma user_version = 99")
        status, _, err = self.run_hamon("check", "-c", case)
        self.assertEqual(status, 2)
        self.assertIn("99", err)

    def test_the_environment_names_the_default_case(self):
        case = self.case(INSIDE)
        self.assertEqual(self.run_hamon("check", env={"HAMON_CASE": case})[0], 0)

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_read_only_folder_answers_and_refuses_import_clearly(self):
        case = self.case(INSIDE)
        os.chmod(case, 0o444)
        os.chmod(self.dir, 0o555)
        self.addCleanup(os.chmod, self.dir, 0o755)
        self.assertEqual(self.run_hamon("check", "-c", case)[0], 0)
        self.assertEqual(self.run_hamon("import", "-c", case, str(self.dir / "conn.log"))[0], 2)


class Answers(Case):
    def test_check_is_0_not_refuted_1_refuted_3_not_testable(self):
        self.assertEqual(self.run_hamon("check", "-c", self.case(INSIDE))[0], 0)
        pathlib.Path(self.dir / "t.case").unlink()
        self.assertEqual(self.run_hamon("check", "-c", self.case(INSIDE, OUTWARD))[0], 1)
        pathlib.Path(self.dir / "t.case").unlink()
        blind = SITE.replace("  tap: {sees: within, prefixes: [10.1.1.0/24]}\n", "")
        self.assertEqual(self.run_hamon("check", "-c", self.case(INSIDE, site=blind))[0], 3)

    def test_no_answer_says_safe_or_closed_as_a_verdict(self):
        case = self.case(INSIDE)
        for lang, words in (("en", ("safe", "secure")), ("ja", ("安全です", "閉じています", "安全である"))):
            _, out, _ = self.run_hamon("check", "-c", case, lang=lang)
            for word in words:
                self.assertNotIn(word, out)

    def test_trace_goes_back_from_what_fell_and_says_so_in_both_languages(self):
        case = self.case(INSIDE, OUTWARD)
        for lang, possible in (("en", "This is what is possible, not what happened."), ("ja", "これは起こり得る範囲であり")):
            status, out, err = self.run_hamon("trace", "-c", case, "--to", "emr:data", lang=lang)
            self.assertEqual((status, err), (0, ""))
            self.assertIn(possible, out)
        document = json.loads(self.run_hamon("trace", "-c", case, "--to", "emr@2026-06-09T12:00", "--json")[1])
        self.assertEqual((document["schema"], document["targets"]), ("hamon/trace/1", ["emr"]))
        self.assertEqual(document["falls"], [{"system": "emr", "by": "2026-06-09T12:00:00+09:00", "data": False}])

    def test_spread_all_ranks_every_system_as_spread_from_each_has_it(self):
        case = self.case(INSIDE, OUTWARD)
        for lang, possible in (("en", "This is what is possible, not what happened."), ("ja", "これは起こり得る範囲であり")):
            status, out, err = self.run_hamon("spread", "-c", case, "--all", "--top", "1", lang=lang)
            self.assertEqual((status, err), (0, ""))
            self.assertIn(possible, out)
        for options in ((), ("--profile", "contact"), ("--profile", "broad", "--incubation", "0s")):
            document = json.loads(self.run_hamon("spread", "-c", case, "--all", *options, "--json")[1])
            self.assertEqual(document["schema"], "hamon/radius/1")
            ranked = [(-row["compromised"], -row["data_affected"]) for row in document["systems"]]
            self.assertEqual(ranked, sorted(ranked))
            self.assertEqual(document["counted"]["systems"], len(document["systems"]))
            for row in document["systems"]:
                answer = json.loads(self.run_hamon("spread", "-c", case, "--from", row["system"], *options, "--json")[1])
                compromised = sum(s["compromised"] is not None for s in answer["systems"])
                affected = sum(s["data_affected"] is not None for s in answer["systems"])
                self.assertEqual((row["compromised"], row["data_affected"]), (compromised, affected), row["system"])
        top = json.loads(self.run_hamon("spread", "-c", case, "--all", "--top", "1", "--json")[1])
        self.assertEqual((len(top["systems"]), top["counted"]["systems"] > 1), (1, True))
        late = json.loads(self.run_hamon("spread", "-c", case, "--all", "--at", "2030-01-01T00:00", "--json")[1])
        self.assertEqual({row["compromised"] for row in late["systems"]}, {1})

    def test_spread_starts_at_from_or_at_all_and_not_at_both(self):
        case = self.case(INSIDE)
        for wrong in ((), ("--all", "--from", "emr"), ("--all", "--until", "2026-06-09T12:00"), ("--all", "--top", "0"), ("--all", "--at", "soon"),
                      ("--from", "emr", "--top", "3"), ("--from", "emr", "--at", "2026-06-09T12:00"), ("--all", "--profile", "wide")):
            self.assertEqual(self.run_hamon("spread", "-c", case, *wrong)[0], 2, wrong)

    def test_explain_answers_for_a_system_that_stands_in_no_chain(self):
        case = self.case(INSIDE, OUTWARD)
        for args in (("trace", "--to", "emr"), ("spread", "--from", "emr")):
            status, out, _ = self.run_hamon(*args, "-c", case, "--explain", "10.1.1.0/24")
            self.assertEqual(status, 0)
            self.assertIn("emr", out)
            self.assertEqual(self.run_hamon(*args, "-c", case, "--explain", "nobody")[0], 2)

    def test_unknown_names_are_status_2_with_the_nearest_known(self):
        case = self.case(INSIDE)
        status, _, err = self.run_hamon("spread", "-c", case, "--from", "emx@2026-06-09T00:00")
        self.assertEqual(status, 2)
        self.assertIn("emr", err)
        self.assertEqual(self.run_hamon("check", "-c", case, "--claim", "K9")[0], 2)
        self.assertEqual(self.run_hamon("spread", "-c", case, "--from", "emr@yesterday")[0], 2)
        self.assertEqual(self.run_hamon("spread", "-c", case, "--from", "emr", "--isolate", "emr")[0], 2)
        self.assertEqual(self.run_hamon("find", "-c", case, "--during", "soon")[0], 2)
        for wrong in (("--to", "emx"), ("--to", "emr@soon"), ("--to", "emr", "--clean", "emr"), ("--to", "emr", "--profile", "wide")):
            self.assertEqual(self.run_hamon("trace", "-c", case, *wrong)[0], 2, wrong)

    def test_a_vendor_comes_in_by_its_line_and_by_its_events(self):
        site = (SITE.replace("role: application}", "role: application, vendor: EMR社}") +
                "links: {X3: {inside: [emr], outside: [198.51.100.7], vendor: EMR社}}\n"
                "events: [{time: 2026-06-09T00:30, kind: usb, to: 10.1.1.11, note: EMR社の持込みUSB}]\n")
        case = self.case(INSIDE, OUTWARD, site=site)
        begin = "2026-06-09T00:00:00+09:00"
        seeds = lambda text: {(s["system"], s["time"]) for s in json.loads(self.run_hamon("spread", "-c", case, "--from", text, "--json")[1])["seeds"]}
        stick = ("10.1.1.11", "2026-06-09T00:30:00+09:00")
        self.assertEqual(seeds("vendor:EMR社"), {("emr", begin), ("198.51.100.7", begin), stick})
        self.assertEqual(seeds("event:1"), {stick})
        self.assertEqual(seeds("event:usb@2026-06-09T00:10"), {("10.1.1.11", "2026-06-09T00:10:00+09:00")})
        found = json.loads(self.run_hamon("find", "-c", case, "--to", "vendor:EMR社", "--json")[1])
        self.assertEqual(found["count"], 2)
        for wrong, nearest in (("vendor:EMS社", "EMR社"), ("event:usv", "usb"), ("event:2", "event:1")):
            status, _, err = self.run_hamon("spread", "-c", case, "--from", wrong)
            self.assertEqual(status, 2)
            self.assertIn(nearest, err)

    def test_a_vpn_log_names_who_worked_inside_over_an_address_of_the_pool(self):
        # 18:00 in Tokyo on 9 June is 1_780_995_600. Two clients had the address one after the other; only of the first the way in was seen.
        site = SITE.replace("zones:\n", "zones:\n  POOL: {kind: maintenance, prefixes: [10.8.0.0/24, 10.9.9.0/24]}\n").replace(
            "systems:\n", "systems:\n  gw: {addresses: [10.9.9.1], role: router}\n")
        evening = 1_780_995_600
        case = self.case(INSIDE, (evening - 20, "203.0.113.5", "10.9.9.1", 1194, 2450), (evening + 300, "10.8.0.6", "10.1.1.10", 3389, 1800),
                         (evening + 7500, "10.8.0.6", "10.1.1.11", 22, 600), (evening + 86400, *INSIDE[1:]), site=site)
        log = "".join(f"2026-06-09 {start} c{n}/{client}:40000 MULTI: Learn: 10.8.0.6 -> c{n}/{client}:40000\n"
                      f"2026-06-09 {end} c{n}/{client}:40000 SIGTERM[soft,remote-exit] received, client-instance exiting\n"
                      for n, client, start, end in ((1, "203.0.113.5", "18:00:00", "18:40:10"), (2, "203.0.113.6", "20:00:00", "20:30:00")))
        self.assertEqual(self.run_hamon("import", "-c", case, "--tz", "Asia/Tokyo", self.file("openvpn.log", log))[0], 0)
        checked = json.loads(self.run_hamon("check", "-c", case, "--json")[1])
        relays = {f["path"][0]: f for c in checked["claims"] for f in c["findings"] if f["kind"] == "relay"}
        self.assertEqual({name: f["path"] for name, f in relays.items()},
                         {"203.0.113.5": ["203.0.113.5", "gw", "10.8.0.6", "emr"], "203.0.113.6": ["203.0.113.6", "10.8.0.6", "10.1.1.11"]})
        seen, told = relays["203.0.113.5"]["steps"][:2]
        self.assertEqual((seen["service"], seen["evidence_total"], seen["first"]), ("openvpn", 1, "2026-06-09T17:59:40+09:00"))
        self.assertEqual((told["service"], told["basis"], told["evidence_total"], told["first"], told["last"], told["sessions"]),
                         ("vpn", None, 0, "2026-06-09T18:00:00+09:00", "2026-06-09T18:40:10+09:00", 1))
        alone = relays["203.0.113.6"]
        self.assertEqual((alone["initiator"]["zone"], alone["initiator"]["addresses"]), ("outside", ["203.0.113.6"]))
        self.assertEqual([s["service"] for s in alone["steps"]], ["vpn", "ssh"])
        for lang, words in (("en", ("203.0.113.6 to 10.8.0.6: sessions 1", "only the VPN gateway's log tells it", "names the user who came from 203.0.113.6")),
                            ("ja", ("203.0.113.6 → 10.8.0.6: 1回", "VPN装置のログのみが示す", "この時刻に203.0.113.6から接続した利用者"))):
            out = "".join(self.run_hamon("check", "-c", case, lang=lang)[1].split())
            for word in words:
                self.assertIn("".join(word.split()), out)

    def test_measures_are_set_beside_doing_nothing(self):
        case = self.case(INSIDE)
        ask = lambda *args, **kw: self.run_hamon("spread", "-c", case, "--from", "10.1.1.11@2026-06-08T23:00", *args, **kw)
        self.assertIsNone(json.loads(ask("--json")[1])["measures"])
        cut = ("--isolate", "emr@2026-06-08T23:30")
        measures = json.loads(ask(*cut, "--json")[1])["measures"]
        self.assertEqual((measures["without"]["compromised"], measures["with"]["compromised"]), (2, 1))
        self.assertEqual([(s["system"], s["from"]) for s in measures["saved"]], [("emr", "compromise")])
        for lang, words in (("en", ("without measures", "saved: 1 systems, most critical first: emr")), ("ja", ("対策なし", "被害を免れる機器 1 台"))):
            status, out, err = ask(*cut, lang=lang)
            self.assertEqual((status, err), (0, ""))
            for word in words:
                self.assertIn(word, out)
        late = json.loads(ask("--isolate", "emr@2026-06-09T00:10", "--json")[1])["measures"]
        self.assertEqual([t["already"][0]["system"] for t in late["too_late"]], ["emr"])

    def test_horizons_are_told_in_both_languages(self):
        case = self.case(INSIDE, OUTWARD)
        for lang, words in (("en", "How far by when, and what would stop"), ("ja", "いつまでにどこまで及ぶか、何が止まるか")):
            self.assertIn(words, self.run_hamon("spread", "-c", case, "--from", "10.1.1.11", lang=lang)[1])
        summary = json.loads(self.run_hamon("spread", "-c", case, "--from", "10.1.1.11", "--json")[1])["summary"]
        self.assertEqual([h["after_s"] for h in summary["horizons"]], [3600, 14400, 28800, 86400])
        self.assertEqual([h["compromised"] for h in summary["horizons"]], [2, 2, 2, 2])
        self.assertEqual(summary["horizons"][0]["observed"], False)

    def test_runs_tell_how_likely_by_the_same_random_numbers_each_time(self):
        case = self.case(INSIDE, OUTWARD)
        asked = ("spread", "-c", case, "--from", "emr@2026-06-09T00:00")
        document = json.loads(self.run_hamon(*asked, "--runs", "500", "--rng", "7", "--json")[1])
        self.assertEqual((document["parameters"]["runs"], document["parameters"]["rng"]), (500, 7))
        self.assertEqual((document["runs"]["count"], document["runs"]["rng"]), (500, 7))
        seed = [s for s in document["systems"] if s["system"] == "emr"][0]
        self.assertEqual((seed["probability"], seed["arrival_p05"]), (1, "2026-06-09T00:00:00+09:00"))
        self.assertTrue(all(set(c) >= {"class", "probability", "delay", "source"} for c in document["assumptions"]["chances"]))
        plain = json.loads(self.run_hamon(*asked, "--json")[1])
        self.assertEqual((plain["runs"], plain["parameters"]["runs"], plain["systems"][0]["probability"]), (None, None, None))
        for lang, words in (("en", ("How likely, in 500 runs", "Assumed, not measured here")), ("ja", ("試行 500 回", "次は仮定であり"))):
            status, out, err = self.run_hamon(*asked, "--runs", "500", lang=lang)
            self.assertEqual((status, err), (0, ""))
            for word in words:
                self.assertIn(word, out)
            self.assertEqual(out, self.run_hamon(*asked, "--runs", "500", "--rng", "1", lang=lang)[1])
        self.assertIn("In 500 of 500 runs", self.run_hamon(*asked, "--runs", "500", "--explain", "emr")[1])
        for wrong in (("--runs", "0"), ("--runs", "-1"), ("--runs", "many"), ("--runs", "99999999999"), ("--runs", "5", "--rng", "-1"), ("--rng", "5")):
            self.assertEqual(self.run_hamon(*asked, *wrong)[0], 2, wrong)

    def test_contain_answers_in_text_and_json_in_both_languages_and_refuses_what_names_nothing(self):
        case = self.case(INSIDE)
        ask = ("contain", "-c", case, "--from", "10.1.1.11@2026-06-08T23:00", "--protect", "emr")
        status, out, err = self.run_hamon(*ask, "--json")
        self.assertEqual((status, err), (0, ""))
        answer = json.loads(out)
        self.assertEqual((answer["infected"], answer["protected"]), (["10.1.1.11"], ["emr"]))
        self.assertEqual([(cut["kind"], cut["state"], cut["obstacle"], cut["cost"]) for cut in answer["cuts"]],
                         [("flow", "found", None, 1), ("system", "impossible", "direct", None), ("zone-pair", "impossible", "no_boundary", None)])
        self.assertEqual(answer["cuts"][0]["items"][0]["service"], "smb")
        for lang, word in (("en", "This is what is possible, not what happened."), ("ja", "実際の感染を示すものではない")):
            status, out, err = self.run_hamon(*ask, lang=lang)
            self.assertEqual((status, err), (0, ""))
            self.assertIn(word, out)
        late = json.loads(self.run_hamon(*ask, "--at", "2026-06-10T00:00", "--json")[1])
        self.assertEqual([cut["obstacle"] for cut in late["cuts"]], ["infected"] * 3)
        for wrong in (("--protect", "emx"), (), ("--protect", "emr", "--at", "soon"), ("--protect", "emr", "--until", "2026-06-10T00:00")):
            self.assertEqual(self.run_hamon("contain", "-c", case, "--from", "10.1.1.11", *wrong)[0], 2, wrong)

    def test_a_time_without_offset_needs_a_zone(self):
        case = self.case(INSIDE, site=None)
        self.assertEqual(self.run_hamon("spread", "-c", case, "--from", "10.1.1.11@2026-06-09T00:00")[0], 2)
        self.assertEqual(self.run_hamon("spread", "-c", case, "--from", "10.1.1.11@2026-06-09T00:00+09:00")[0], 0)

    def test_the_same_question_gives_the_same_bytes(self):
        case = self.case(INSIDE, OUTWARD)
        for args in (("check",), ("spread", "--from", "emr"), ("spread", "--all"), ("trace", "--to", "emr"), ("find",), ("coverage",), ("matrix",), ("ledger",), ("entrances",), ("restore", "--from", "emr"),
                     ("contain", "--from", "10.1.1.11", "--protect", "emr"),
                     ("leak", "--from", "emr")):
            first = self.run_hamon(*args, "-c", case, "--json")
            self.assertEqual(first, self.run_hamon(*args, "-c", case, "--json"))

    def test_diff_takes_two_cases_or_two_windows_and_nothing_else(self):
        case = self.case(INSIDE, OUTWARD)
        windows = ("--before", "2026-06-08T00:00/2026-06-09T00:01", "--after", "2026-06-09T00:01/2026-06-10T00:00")
        by_windows = json.loads(self.run_hamon("diff", "-c", case, *windows, "--json")[1])
        self.assertEqual([len(by_windows[part]["data_flows"]) for part in ("new", "vanished", "changed")], [1, 1, 0])
        status, out, _ = self.run_hamon("diff", case, case, "--json")
        self.assertEqual(status, 0)
        self.assertEqual([json.loads(out)[part] for part in ("new", "vanished", "changed")],
                         [{"systems": [], "data_flows": [], "findings": []}] * 3)
        for wrong in ((case,), (), ("-c", case, "--before", "2026-06-09T00:00/2026-06-10T00:00"), (case, case, *windows),
                      ("-c", case, "--before", "soon", "--after", "later")):
            self.assertEqual(self.run_hamon("diff", *wrong)[0], 2, wrong)

    def test_without_site_file_closed_is_not_testable_and_the_assumption_is_named(self):
        case = self.case(INSIDE, site=None)
        status, out, _ = self.run_hamon("check", "-c", case)
        self.assertEqual(status, 3)
        self.assertIn("10.0.0.0/8", out)


class Export(Case):
    KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2 + "\n"

    def test_writes_a_file_or_standard_output_and_says_nothing_else(self):
        case = self.case(INSIDE, OUTWARD)
        status, out, err = self.run_hamon("export", "-c", case, "--format", "csv", "-o", "-")
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(out.splitlines()[0].split(",")[:5], ["initiator", "initiator_zone", "responder", "responder_zone", "service"])
        self.assertEqual(len(out.splitlines()), 3)
        to = str(self.dir / "flows.csv")
        self.assertEqual(self.run_hamon("export", "-c", case, "--format", "csv", "-o", to), (0, "", ""))
        self.assertEqual(pathlib.Path(to).read_text(), out)

    def test_an_unknown_format_is_status_2_names_the_known_ones_and_leaves_the_file_as_it_was(self):
        case = self.case(INSIDE)
        to = self.file("map.x", "before")
        status, out, err = self.run_hamon("export", "-c", case, "--format", "visio", "-o", to)
        self.assertEqual((status, out), (2, ""))
        for word in ("visio", "drawio", "graphml", "gexf", "mermaid", "stix", "zeek"):
            self.assertIn(word, err)
        self.assertEqual(pathlib.Path(to).read_text(), "before")
        self.assertIn("形式", self.run_hamon("export", "-c", case, "--format", "visio", "-o", to, lang="ja")[2])

    def test_formats_go_by_their_other_names_too(self):
        case = self.case(INSIDE)
        for one, other in (("drawio", "draw.io"), ("json-graph", "JGF"), ("stix", "STIX2"), ("bloodhound", "opengraph")):
            outs = [self.run_hamon("export", "-c", case, "--format", word, "-o", "-") for word in (one, other)]
            self.assertEqual(outs[0], outs[1])
            self.assertEqual(outs[0][0], 0)

    def test_what_is_missing_is_status_2(self):
        case = self.case(INSIDE)
        self.assertEqual(self.run_hamon("export", "-c", case, "-o", "x")[0], 2)
        self.assertEqual(self.run_hamon("export", "-c", case, "--format", "csv")[0], 2)
        self.assertEqual(self.run_hamon("export", "-c", "none.case", "--format", "csv", "-o", "-")[0], 2)
        status, _, err = self.run_hamon("export", "-c", case, "--format", "csv", "-o", str(self.dir / "no" / "such" / "folder.csv"))
        self.assertEqual(status, 2)
        self.assertIn("folder.csv", err)

    def test_a_new_key_is_made_with_a_note_and_a_readable_or_broken_one_refused(self):
        case = self.case(INSIDE, OUTWARD)
        key = self.dir / "key"
        words = ("export", "-c", case, "--format", "csv", "-o", "-", "--pseudonymise", str(key))
        status, out, err = self.run_hamon(*words)
        self.assertEqual(status, 0)
        self.assertIn("a new key was made", err)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        self.assertNotIn("10.1.1.1", out)
        self.assertNotIn("emr", out)
        self.assertNotIn("198.51.100.7", out)
        self.assertEqual(self.run_hamon(*words), (0, out, ""))
        key.chmod(0o640)
        status, out, err = self.run_hamon(*words)
        self.assertEqual((status, out), (2, ""))
        self.assertIn("chmod 600", err)
        key.chmod(0o600)
        key.write_text("secret\n")
        status, out, err = self.run_hamon(*words)
        self.assertEqual((status, out), (2, ""))
        self.assertIn("64 hexadecimal digits", err)
        self.assertNotIn("secret", err)

    def test_maps_for_other_programs_keep_no_places_under_pseudonyms(self):
        case = self.case(INSIDE, OUTWARD)
        key = self.file("key", self.KEY)
        os.chmod(key, 0o600)
        before = pathlib.Path(case).read_bytes()
        self.assertEqual(self.run_hamon("export", "-c", case, "--format", "drawio", "-o", "-", "--pseudonymise", key)[0], 0)
        self.assertEqual(pathlib.Path(case).read_bytes(), before)


class Look(Case):
    def test_answers_without_case_and_site_file_in_both_languages_and_leaves_no_file(self):
        log = self.file("conn.log", conn_log(INSIDE, OUTWARD))
        for lang, word in (("en", "Counts as inside (assumed"), ("ja", "内部とみなす範囲（仮定")):
            status, out, err = self.run_hamon("look", log, lang=lang)
            self.assertEqual((status, err), (0, ""))
            self.assertIn(word, out)
            self.assertIn("hamon init " + log, out)
        self.assertEqual(os.listdir(self.dir), ["conn.log"])

    def test_the_commands_it_offers_work(self):
        self.file("my conn.log", conn_log(INSIDE, (1_780_930_900, "198.51.100.7", "10.1.1.10", 3389, 60)))
        _, out, _ = self.run_hamon("look", "my conn.log")
        offered = [line.split("  #")[0].strip() for line in out[out.index("\nNext\n"):].splitlines() if line.startswith("  hamon ")]
        self.assertEqual([c.split()[1] for c in offered], ["init", "import", "check", "find"])
        for command in offered:
            status, _, err = self.run_hamon(*shlex.split(command)[1:])
            self.assertIn(status, (0, 1, 3), (command, err))
        self.assertIn("198.51.100.7", offered[-1])

    def test_statuses_are_those_of_flows(self):
        whole = pcap([ethernet_syn("10.1.1.1", "10.1.1.2", 445)] * 2)
        self.assertEqual(self.run_hamon("look", self.file("whole.pcap", whole))[0], 0)
        status, out, err = self.run_hamon("look", self.file("cut.pcap", whole[:-7]))
        self.assertEqual(status, 3)
        self.assertIn("not read to the end", out)
        self.assertIn("cut.pcap", err)
        status, out, err = self.run_hamon("look", self.file("notes.txt", "nothing that a reader knows\n"))
        self.assertEqual((status, out), (2, ""))
        self.assertIn("notes.txt", err)
        self.assertEqual(self.run_hamon("look", self.file("none.pcap", pcap([])))[0], 0)
        self.assertEqual(self.run_hamon("look")[0], 2)

    def test_the_document_names_what_is_assumed(self):
        log = self.file("conn.log", conn_log(INSIDE, OUTWARD))
        status, out, _ = self.run_hamon("look", log, "--json")
        document = json.loads(out)
        self.assertEqual((status, document["schema"]), (0, "hamon/look/1"))
        self.assertEqual(document["assumptions"]["internal"]["basis"], "assumed")
        self.assertEqual([p["system"] for p in document["opened_from_inside"]], ["198.51.100.7"])
        self.assertEqual(out, self.run_hamon("look", log, "--json", lang="ja")[1])


class Init(Case):
    def test_the_draft_is_a_site_file_and_never_overwrites_one(self):
        log, draft = self.file("conn.log", conn_log(INSIDE, OUTWARD)), str(self.dir / "draft.yaml")
        self.assertEqual(self.run_hamon("init", log, "-o", draft)[0], 0)
        self.assertEqual(self.run_hamon("site", "check", draft)[0], 0)
        status, _, err = self.run_hamon("init", log, "-o", draft)
        self.assertEqual(status, 2)
        self.assertIn("draft.yaml", err)
        ledger = self.file("ledger.csv", "機器名,IPアドレス\nemr,10.1.1.10\n")
        status, out, _ = self.run_hamon("init", log, "--ledger", ledger, "-o", "-", lang="ja")
        self.assertEqual(status, 0)
        self.assertIn("emr", out)


class Sample(Case):
    def test_writes_into_a_new_or_empty_folder_and_names_the_readme(self):
        for name in ("new", "deeper/new", "empty"):
            if name == "empty":
                (self.dir / name).mkdir()
            status, out, err = self.run_hamon("sample", name)
            self.assertEqual((status, err), (0, ""))
            self.assertIn(name + "/README.md", out)
            self.assertTrue((self.dir / name / "incidents" / "README.md").exists())
            self.assertFalse([str(p) for p in (self.dir / name).rglob("*.part")])

    def test_never_writes_into_a_folder_with_something_in_it(self):
        self.file("mine.txt", "mine")
        status, out, err = self.run_hamon("sample", str(self.dir))
        self.assertEqual((status, out), (2, ""))
        self.assertIn("not empty", err)
        self.assertEqual([p.name for p in self.dir.iterdir()], ["mine.txt"])

    def test_a_file_of_that_name_is_left_alone(self):
        path = self.file("mine.txt", "mine")
        status, out, err = self.run_hamon("sample", path)
        self.assertEqual((status, out), (2, ""))
        self.assertIn(path, err)
        self.assertEqual(pathlib.Path(path).read_text(), "mine")

    def test_when_a_file_cannot_be_written_nothing_stays_and_that_is_said(self):
        # A limit on the size of files stands for a full disk: conn.log goes beyond it.
        command = 'ulimit -f 100; trap "" XFSZ; exec "$0" --lang en sample there'
        p = subprocess.run(["bash", "-c", command, HAMON], capture_output=True, cwd=self.dir, timeout=60)
        self.assertEqual(p.returncode, 2, p.stderr)
        self.assertIn("removed", p.stderr.decode())
        self.assertEqual(list(self.dir.iterdir()), [])

    def test_the_readme_is_in_the_language_asked_for(self):
        for lang, word in (("en", "What happened"), ("ja", "何が起きたか")):
            self.assertEqual(self.run_hamon("sample", lang, lang=lang)[0], 0)
            self.assertIn(word, (self.dir / lang / "README.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main(verbosity=1)
