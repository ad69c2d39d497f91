"""Logs of every kind that a copy, an editor or a full disk has harmed: what was readable is read, what was not is counted.

damaged_logs.py HAMON. The logs are those in tests/fuzz/corpus, a whole one of each kind."""
import collections
import contextlib
import json
import pathlib
import sqlite3
import unittest

from run import Case

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "fuzz/corpus"
# Kind of source to logs in which each line stands for itself.
LINES = {
    "text_log_fuzz": "asa fortigate fortigate_event_time netfilter openvpn_log paloalto windows yamaha mixed",
    "table_log_fuzz": "argus aws nfdump silk",
    "eve_fuzz": "flow names netflow stats",
    "zeek_fuzz": "conn dns services header_changes",
    "zeek_json_fuzz": "conn dhcp",
    "conntrack_fuzz": "events ktimestamp proc table",
    "sockets_fuzz": "linux ss windows",
}
# In these several lines are one record, or the whole file is one.
BLOCKS = {
    "text_log_fuzz": "openvpn_status_1 openvpn_status_2 connect_secure",
    "azure_log_fuzz": "group network",
    "address_table_fuzz": "alaxala cisco dnscmd isc netsh windows yamaha zone",
    "event_table_fuzz": "shell viewer",
}
FOREIGN = {
    "a line of ten megabytes": b"x" * 10_000_000,
    "zero bytes": b"\0" * 300,
    "what is no UTF-8": b"\xff\xfe\xc3\x28 \xa0\xa1 \xf0\x28\x8c\x28",
    "another encoding": "これは別の機器の行です".encode("cp932"),
}


def logs(families):
    """Name and content, which ends with a line end."""
    files = [CORPUS / family / name for family, names in families.items() for name in names.split()]
    return [(f"{path.parent.name}/{path.name}", path.read_bytes().rstrip(b"\n") + b"\n") for path in files]


class Damaged(Case):
    def read(self, content, name="a.log"):
        """What a case holds of it: (records by content, lines read, lines used, lines not used, damaged)."""
        path = self.file(name, content)
        case = str(self.dir / f"{name}.case")
        pathlib.Path(case).unlink(missing_ok=True)
        options = ("--tz", "Asia/Tokyo", "--at", "2026-06-09T10:00", "-q")
        status, out, err = self.run_hamon("import", "-c", case, *options, path)
        self.assertIn(status, (0, 3), err)
        with contextlib.closing(sqlite3.connect(case)) as db:
            sources = db.execute("select records, used, damaged, drops from source").fetchall()
            self.assertEqual(len(sources), 1, err)
            unused = db.execute("select coalesce(sum(count), 0) from unused").fetchone()[0]
        records, used, damaged, drops = sources[0]
        self.assertEqual(records, used + unused, "a line is lost silently")
        self.assertEqual(status, 3 if damaged or drops else 0, err)
        status, out, err = self.run_hamon("flows", *options, path)
        self.assertIn(status, (0, 3), err)
        flows = collections.Counter()
        for line in out.splitlines():
            record = json.loads(line)
            for key in ("id", "first", "last", "source"):
                del record[key]
            flows[json.dumps(record, sort_keys=True)] += 1
        return flows, records, used, unused, bool(damaged)

    def each(self, families):
        for name, content in logs(families):
            with self.subTest(name):
                self.log = name
                yield content, self.read(content)

    def test_line_ends_of_windows_change_nothing(self):
        for content, plain in self.each({**LINES, **BLOCKS}):
            if b"\r\n" not in content:
                self.assertEqual(self.read(content.replace(b"\n", b"\r\n")), plain)

    def test_a_byte_order_mark_changes_nothing(self):
        for content, plain in self.each({**LINES, **BLOCKS}):
            if not content.startswith(b"\xef\xbb\xbf"):
                self.assertEqual(self.read(b"\xef\xbb\xbf" + content), plain)

    def test_a_foreign_line_in_the_middle_is_counted_and_costs_no_other(self):
        for content, (flows, records, used, _, _) in self.each(LINES):
            lines = content.splitlines(keepends=True)
            first = max(1, len(lines) - 1)  # a log is known by what it begins with
            for what, foreign in FOREIGN.items():
                with self.subTest(f"{self.log}: {what}"):
                    harmed = b"".join([*lines[:first], foreign + b"\n", *lines[first:]])
                    now, read, still, _, _ = self.read(harmed)
                    self.assertEqual(now, flows)
                    self.assertEqual(still, used)
                    # Tables of sockets have headings in any language: what is text and no socket is one.
                    heading = self.log.startswith("sockets") and b"x" not in foreign and b"\0" not in foreign
                    self.assertEqual(read, records + (0 if heading else 1))

    def test_a_foreign_line_at_the_end_costs_nothing_that_stands_before(self):
        for content, (flows, _, _, _, _) in self.each(BLOCKS):
            for what, foreign in FOREIGN.items():
                with self.subTest(f"{self.log}: {what}"):
                    now, *_ = self.read(content + foreign + b"\n")
                    self.assertEqual(now, flows)

    def test_the_same_log_twice_in_one_file_is_read_over_its_second_header(self):
        for content, (flows, _, used, _, _) in self.each(LINES):
            now, _, still, _, _ = self.read(content + content)
            self.assertGreaterEqual(still, used)
            self.assertTrue(bool(now) or not flows)


if __name__ == "__main__":
    unittest.main()
