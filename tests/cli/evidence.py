#!/usr/bin/env python3
"""The evidence package and its verification, against Python's zipfile and hashlib.

evidence.py HAMON SOURCE: HAMON makes the sample hospital; SOURCE has the validator of documents."""
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import zipfile

HAMON, SOURCE = os.path.abspath(sys.argv.pop(1)), os.path.abspath(sys.argv.pop(1))
START = "192.168.144.25@2026-05-15T01:12"


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.case = os.path.join(cls.folder, "hospital.case")
        cls.sample = os.path.join(cls.folder, "sample")
        cls.run_hamon("sample", cls.sample)
        inputs = [os.path.join(cls.sample, name) for name in ("conn.log", "dhcp.log", "ntlm.log")]
        cls.run_hamon("import", "-q", "-c", cls.case, "--site", cls.sample + "/site.yaml", "--ledger", cls.sample + "/ledger.csv", *inputs)
        cls.package = os.path.join(cls.folder, "evidence.zip")
        cls.made = cls.run_hamon("evidence", "-c", cls.case, "-o", cls.package, "--from", START)
        with zipfile.ZipFile(cls.package) as archive:
            cls.parts = {name: archive.read(name) for name in archive.namelist()}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @staticmethod
    def run_hamon(*words, lang="en", zone="UTC"):
        environment = {"SOURCE_DATE_EPOCH": "1780000000", "TZ": zone, "PATH": "/usr/bin:/bin"}
        done = subprocess.run([HAMON, "--lang", lang, *words], capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def altered(self, change, keep=lambda name: True, add=()):
        """The package with parts changed, left out and added, as another program writes it."""
        path = os.path.join(self.folder, "altered.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                if keep(name):
                    archive.writestr(name, change(name, content))
            for name, content in add:
                archive.writestr(name, content)
        return path

    def test_every_part_has_the_hash_that_the_manifest_gives_and_is_intact_elsewhere(self):
        manifest = json.loads(self.parts["manifest.json"])
        listed = {part["path"]: part for part in manifest["parts"]}
        self.assertEqual(set(listed), set(self.parts) - {"manifest.json"})
        for name, part in listed.items():
            self.assertEqual(part["sha256"], hashlib.sha256(self.parts[name]).hexdigest())
            self.assertEqual(part["bytes"], len(self.parts[name]))
        self.assertEqual(manifest["parameters"], {"from": [START]})
        with open(os.path.join(self.sample, "conn.log"), "rb") as f:
            self.assertIn(hashlib.sha256(f.read()).hexdigest(), [s["sha256"] for s in manifest["case"]["sources"]])
        with open(self.package, "rb") as f:
            whole = hashlib.sha256(f.read()).hexdigest()
        self.assertIn(whole, self.made[1])
        status, out, _ = self.run_hamon("verify", self.package)
        self.assertEqual(status, 0)
        self.assertIn("intact", out.splitlines()[0])
        self.assertIn(whole, out)

    def test_the_reports_are_those_that_the_command_writes(self):
        for lang in ("en", "ja"):
            _, report, _ = self.run_hamon("report", "-c", self.case, "-o", "-", "--from", START, lang=lang)
            self.assertEqual(self.parts[f"report.{lang}.html"].decode(), report)

    def test_the_answers_are_the_documents_that_the_commands_print(self):
        _, spread, _ = self.run_hamon("restore", "-c", self.case, "--from", START, "--json")
        told, asked = json.loads(self.parts["answers/restore.json"]), json.loads(spread)
        del told["parameters"], asked["parameters"]
        self.assertEqual(told, asked)
        folder = os.path.join(self.folder, "documents")
        os.makedirs(folder)
        for name, content in self.parts.items():
            if name.endswith(".json"):
                with open(os.path.join(folder, os.path.basename(name)), "wb") as f:
                    f.write(content)
        validator = os.path.join(SOURCE, "tests", "schema", "validate.py")
        done = subprocess.run([sys.executable, validator, os.path.join(SOURCE, "docs", "schema"), folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_same_case_gives_the_same_bytes_in_every_time_zone_and_language(self):
        again = os.path.join(self.folder, "again.zip")
        self.run_hamon("evidence", "-c", self.case, "-o", again, "--from", START, lang="ja", zone="America/New_York")
        with open(self.package, "rb") as a, open(again, "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_without_a_start_there_is_nothing_of_an_incident(self):
        short = os.path.join(self.folder, "short.zip")
        self.assertEqual(self.run_hamon("evidence", "-c", self.case, "-o", short)[0], 0)
        with zipfile.ZipFile(short) as archive:
            self.assertNotIn("answers/spread.json", archive.namelist())
            self.assertIn("answers/check.json", archive.namelist())

    def test_the_custody_sheet_is_in_both_languages_and_lists_sources_and_parts(self):
        for name, word in (("custody.en.html", "chain of custody"), ("custody.ja.html", "受渡し記録票")):
            text = self.parts[name].decode()
            self.assertIn(word, text)
            self.assertIn(hashlib.sha256(self.parts["answers/check.json"]).hexdigest(), text)
            self.assertIn("conn.log", text)

    def test_what_is_changed_missing_and_added_is_named(self):
        path = self.altered(lambda name, content: content + b" " if name == "answers/check.json" else content,
                            lambda name: name != "sources.csv", [("../../tmp/evil", b"x"), ("answers/new.json", b"{}")])
        before = sorted(os.listdir(self.folder))
        status, out, _ = self.run_hamon("verify", path)
        self.assertEqual(status, 1)
        rows = {tuple(line.split()) for line in out.splitlines()}
        for row in (("answers/check.json", "changed"), ("sources.csv", "missing"), ("answers/new.json", "added"), ("../../tmp/evil", "added"),
                    ("answers/spread.json", "unchanged")):
            self.assertIn(row, rows)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        self.assertIn("作成時と異なる", self.run_hamon("verify", path, lang="ja")[1])

    def test_a_manifest_that_was_made_to_fit_shows_in_the_first_hash_alone(self):
        def fit(name, content):
            if name != "manifest.json":
                return content + b" " if name == "answers/check.json" else content
            manifest = json.loads(content)
            for part in manifest["parts"]:
                if part["path"] == "answers/check.json":
                    part["sha256"] = hashlib.sha256(self.parts["answers/check.json"] + b" ").hexdigest()
            return json.dumps(manifest).encode()
        status, out, _ = self.run_hamon("verify", self.altered(fit))
        self.assertEqual(status, 0)
        self.assertNotIn(self.made[1].split("SHA-256")[1].split()[0], out)
        self.assertIn("custody sheet", out)

    def test_hostile_archives_are_bounded_and_refused(self):
        def archive(*parts):
            data = io.BytesIO()
            with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
                for name, content in parts:
                    out.writestr(name, content)
            path = os.path.join(self.folder, "hostile.zip")
            with open(path, "wb") as f:
                f.write(data.getvalue())
            return path

        zeros = b"\0" * (300 << 20)  # shrinks to 300 kB
        manifest = self.parts["manifest.json"]
        half = b'{"schema": "hamon/evidence/1", "parts": [{"path": "a", "sha256": "b"}]}'
        for parts, status in (([("manifest.json", manifest), ("answers/check.json", zeros)], 1),  # one part too large
                              ([("manifest.json", b"[" * (17 << 20))], 2), ([("other", b"x")], 2), ([("manifest.json", half)], 2)):
            path = archive(*parts)
            got, out, err = self.run_hamon("verify", path)
            self.assertEqual(got, status, out + err)
        with open(path, "wb") as f:
            with open(self.package, "rb") as whole:
                f.write(whole.read()[:-40])
        self.assertEqual(self.run_hamon("verify", path)[0], 2)


    # Of the case itself.

    def test_an_intact_case_says_its_sources_with_their_hashes(self):
        status, out, _ = self.run_hamon("verify", "-c", self.case)
        self.assertEqual(status, 0)
        with open(os.path.join(self.sample, "conn.log"), "rb") as f:
            self.assertIn(hashlib.sha256(f.read()).hexdigest(), out)

    def test_files_are_compared_with_the_sources(self):
        self.assertEqual(self.run_hamon("verify", "-c", self.case, self.sample)[0], 0)
        few = os.path.join(self.folder, "few")
        os.makedirs(few)
        shutil.copy(os.path.join(self.sample, "dhcp.log"), few)
        status, out, _ = self.run_hamon("verify", "-c", self.case, few)
        self.assertEqual(status, 3)
        self.assertIn("not given", out)
        with open(os.path.join(few, "conn.log"), "w", encoding="ascii") as f:
            f.write("#fields\n")
        status, out, _ = self.run_hamon("verify", "-c", self.case, few)
        self.assertEqual(status, 1)
        self.assertIn("other bytes", out)

    def test_a_changed_byte_and_a_changed_site_file_are_found(self):
        copy = os.path.join(self.folder, "copy.case")
        shutil.copy(self.case, copy)
        with sqlite3.connect(copy) as db:
            db.execute("UPDATE document SET content = CAST(content || ' ' AS BLOB) WHERE kind = 'site'")
        status, _, err = self.run_hamon("verify", "-c", copy)
        self.assertEqual((status, "is not what was imported" in err), (2, True), err)
        shutil.copy(self.case, copy)
        with sqlite3.connect(copy) as db:
            block = bytearray(db.execute("SELECT bytes FROM block ORDER BY id").fetchone()[0])
            block[len(block) // 2] ^= 1
            db.execute("UPDATE block SET bytes = ? WHERE id = (SELECT MIN(id) FROM block)", (bytes(block),))
        status, _, err = self.run_hamon("verify", "-c", copy)
        self.assertEqual((status, "damaged" in err), (2, True), err)


if __name__ == "__main__":
    unittest.main()
