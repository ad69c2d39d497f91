"""Tables and logs of any make, compressed, rotated and growing ones, on the command line.

mapped.py HAMON. Inputs are made here, in a temporary folder."""
import bz2
import io
import itertools
import json
import os

import signal
import subprocess
import time
import unittest
import zipfile

from run import HAMON, Case, conn_log, INSIDE, OUTWARD

MAPPING = """name: export
zone: Asia/Tokyo
fields:
  start: 日時
  source: 送信元
  target: 宛先
  target_port: ポート
  protocol: {value: tcp}
  state: {column: 結果, established: [許可], rejected: [遮断]}
  opened_by: {value: source}
"""
TABLE = "日時,送信元,宛先,ポート,結果\n2026/6/9 9:00:10,192.0.2.7,192.0.2.9,443,許可\n2026/6/9 9:00:11,192.0.2.8,192.0.2.9,22,遮断\n"


def workbook(rows):
    """A workbook (ECMA-376) of one sheet with texts in its cells."""
    cells = "".join(f'<row r="{r}">' + "".join(f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{text}</t></is></c>'
                                             for c, text in enumerate(row)) + "</row>" for r, row in enumerate(rows, 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels",
                   '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        z.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return out.getvalue()


class Mapped(Case):
    def records(self, *args, stdin=b"", status=0):
        got, out, err = self.run_hamon("flows", *args, stdin=stdin)
        self.assertEqual(got, status, err)
        return [json.loads(line) for line in out.splitlines()]

    def test_a_table_gives_the_same_whatever_it_comes_in(self):
        mapping = self.file("map.yaml", MAPPING)
        rows = [line.split(",") for line in TABLE.splitlines()]
        drop = ("source", "id")
        plain = self.records("--map", mapping, self.file("a.csv", TABLE))
        self.assertEqual([(r["initiator"], r["responder_port"], r["state"], r["start"]) for r in plain],
                         [("192.0.2.7", 443, "established", "2026-06-09T00:00:10.000000000Z"),
                          ("192.0.2.8", 22, "rejected", "2026-06-09T00:00:11.000000000Z")])
        for name, content in (("cp932.csv", TABLE.encode("cp932")), ("wide.csv", TABLE.encode("utf-16")),
                              ("bom.csv", TABLE.encode("utf-8-sig")), ("a.csv.bz2", bz2.compress(TABLE.encode())),
                              ("semicolon.csv", TABLE.replace(",", ";")), ("a.xlsx", workbook(rows))):
            other = self.records("--map", mapping, self.file(name, content))
            self.assertEqual([{k: v for k, v in r.items() if k not in drop} for r in other],
                             [{k: v for k, v in r.items() if k not in drop} for r in plain], name)
        self.assertEqual(len(self.records("--map", mapping, "-", stdin=TABLE.encode())), 2)

    def test_a_mapping_leaves_other_inputs_to_their_readers(self):
        mapping = self.file("map.yaml", MAPPING)
        self.assertEqual(len(self.records("--map", mapping, self.file("conn.log", conn_log(INSIDE)), self.file("a.csv", TABLE))), 3)

    def test_errors_of_a_mapping_are_status_2_and_name_line_and_nearest_word(self):
        for text, words in ((MAPPING + "  sorce_port: P\n", ("map.yaml", "line 11", "sorce_port", "source_port")),
                            (MAPPING.replace("Asia/Tokyo", "Asia/Tokio"), ("Asia/Tokio", "2"))):
            status, out, err = self.run_hamon("flows", "--map", self.file("map.yaml", text), self.file("a.csv", TABLE))
            self.assertEqual((status, out), (2, ""))
            for word in words:
                self.assertIn(word, err)

    def test_a_table_of_other_columns_is_status_2_and_says_which(self):
        status, _, err = self.run_hamon("flows", "--as", "csv", "--map", self.file("map.yaml", MAPPING),
                                        self.file("a.csv", TABLE.replace("送信元", "送信先")))
        self.assertEqual(status, 2)
        self.assertIn("送信元", err)
        self.assertIn("送信先", err)

    def test_a_table_without_mapping_says_what_is_missing(self):
        status, _, err = self.run_hamon("flows", "--as", "csv", self.file("a.csv", TABLE))
        self.assertEqual(status, 2)
        self.assertIn("--map", err)

    def test_a_ledger_may_be_a_workbook(self):
        ledger = self.file("ledger.xlsx", workbook([["台帳"], ["機器名", "IPアドレス"], ["emr", "10.1.1.10"]]))
        log = self.file("conn.log", conn_log(INSIDE))
        case = str(self.dir / "t.case")
        status, _, err = self.run_hamon("import", "-c", case, log, "--ledger", ledger)
        self.assertEqual((status, err), (0, ""))
        status, out, _ = self.run_hamon("find", "-c", case, "--to", "emr", "--json")
        self.assertEqual(status, 0)
        self.assertIn('"emr"', out)


ASA_BUILT = "Jun 09 2026 09:00:00 fw : %ASA-6-302013: Built outbound TCP connection 77 for outside:198.51.100.9/443 (198.51.100.9/443) to inside:10.1.1.10/50000 (10.1.1.10/50000)\n"
ASA_ENDED = "Jun 09 2026 09:10:00 fw : %ASA-6-302014: Teardown TCP connection 77 for outside:198.51.100.9/443 to inside:10.1.1.10/50000 duration 0:10:00 bytes 4666 TCP FINs\n"


class Rotated(Case):
    def test_rotated_logs_give_the_same_answers_in_any_order_and_as_a_folder(self):
        (self.dir / "logs").mkdir()
        files = [self.file("logs/fw.log.1", ASA_BUILT), self.file("logs/fw.log", ASA_ENDED),
                 self.file("logs/conn.log.2.bz2", bz2.compress(conn_log(INSIDE, OUTWARD).encode()))]
        answers = set()
        for n, inputs in enumerate([*itertools.permutations(files), [str(self.dir / "logs")]]):
            case = str(self.dir / f"{n}.case")
            status, _, err = self.run_hamon("import", "-c", case, "--tz", "UTC", *inputs)
            self.assertEqual((status, err), (0, ""))
            answers.add(self.run_hamon("find", "-c", case, "--with", "10.1.1.10", "--json")[1])
        self.assertEqual(len(answers), 1)
        found = [r for r in json.loads(answers.pop())["conversations"] if r["responder_port"] == 443 and r["start"].startswith("2026-06-09T09:0")]
        self.assertEqual([(r["initiator"]["addresses"], r["state"]) for r in found], [(["10.1.1.10"], "established")],
                         "begun in one file, ended in the next")


NETFILTER = "2026-06-09T10:00:{:02}Z fw kernel: ACCEPT IN=eth0 OUT=eth1 SRC=192.0.2.7 DST=192.0.2.9 LEN=60 PROTO=TCP SPT={} DPT=445 SYN\n"


class Follow(Case):
    def start(self, *args, stdin=subprocess.DEVNULL):
        env = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1")
        process = subprocess.Popen([HAMON, "import", "-c", str(self.dir / "t.case"), "--follow", "--lang=en", *args], stdin=stdin,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.dir, env=env)
        self.addCleanup(process.kill)
        return process

    def found(self):
        status, out, _ = self.run_hamon("find", "-c", str(self.dir / "t.case"), "--json")
        return len(json.loads(out)["conversations"]) if status == 0 else 0

    def wait_for(self, count):
        until = time.monotonic() + 30
        while self.found() != count and time.monotonic() < until:
            time.sleep(0.2)
        self.assertEqual(self.found(), count)

    def append(self, name, *lines):
        with open(self.dir / name, "a", encoding="utf-8") as f:
            f.write("".join(lines))

    def test_the_case_grows_with_the_log_over_a_rename_and_a_cut(self):
        for stop in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(stop=stop):
                for path in self.dir.iterdir():
                    path.unlink()
                self.append("fw.log", NETFILTER.format(1, 50001))
                process = self.start("fw.log")
                self.wait_for(1)
                self.append("fw.log", NETFILTER.format(2, 50002))
                self.wait_for(2)
                os.rename(self.dir / "fw.log", self.dir / "fw.log.1")
                self.append("fw.log", NETFILTER.format(3, 50003), NETFILTER.format(4, 50004))
                self.wait_for(4)
                (self.dir / "fw.log").write_text(NETFILTER.format(5, 50005), encoding="utf-8")
                self.wait_for(5)
                self.append("fw.log", "something else\n")
                time.sleep(0.5)
                process.send_signal(stop)
                out, err = process.communicate(timeout=30)
                self.assertEqual(process.returncode, 0, err.decode())
                self.assertIn("fw.log", out.decode())
                self.assertEqual(self.found(), 5)
                self.assertFalse((self.dir / "t.case-wal").exists())

    def test_standard_input_is_followed_to_its_end(self):
        process = self.start("-", stdin=subprocess.PIPE)
        process.stdin.write(NETFILTER.format(1, 50001).encode())
        process.stdin.flush()
        self.wait_for(1)
        process.communicate(NETFILTER.format(2, 50002).encode(), timeout=30)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.found(), 2)

    def test_what_is_no_text_log_is_refused_at_once(self):
        self.file("x.bin", b"\0\1\2\3")
        process = self.start("x.bin")
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 2, err)


if __name__ == "__main__":
    unittest.main(verbosity=1)
