#!/usr/bin/env python3
"""The report as its readers open it: in a browser, from a USB stick, in Japanese, with a hostile name in it.

    open_report.py HAMON [--chromium PROGRAM] [--weasyprint PROGRAM] [--pdftotext PROGRAM]

The HTML is read by Python's own parser. What a browser does with it, and what is on the PDF's pages, is tested with the programs named."""
import argparse
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("hamon")
parser.add_argument("--chromium", default="")
parser.add_argument("--weasyprint", default="")
parser.add_argument("--pdftotext", default="")
PROGRAMS, REST = parser.parse_known_args()
HAMON = os.path.abspath(PROGRAMS.hamon)

# The second night of the sample: from where its story begins (its README).
SEED = "192.168.144.25@2026-05-15T01:12"

HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(2)>&amp;'`"""
HOSTILE_SITE = """site: {name: "Hospital %(x)s", timezone: Asia/Tokyo}
zones:
  SV: {label: "%(x)s", kind: clinical, prefixes: [10.1.1.0/24]}
systems:
  emr: {addresses: [10.1.1.10], role: application, label: "%(x)s", department: "%(x)s", vendor: "%(x)s", critical: 9}
  pc: {addresses: [10.1.1.11], role: client, department: "%(x)s", location: "%(x)s"}
  away: {addresses: [10.1.1.99], role: client, department: "Ward %(x)s"}
links:
  L1: {inside: [10.1.1.10], outside: [198.51.100.7], services: [tcp/443], purpose: "%(x)s", vendor: "%(x)s", contact: "%(x)s"}
sensors:
  border: {sees: outside}
claims:
  K1: {text: "nothing leaves %(x)s", never: {from: SV, to: outside}}
accept:
  - {finding: 0123456789ab, reason: "%(x)s", by: "%(x)s", until: 2027-03-31}
events:
  - {time: 2026-06-09T10:20, kind: usb, to: pc, note: "%(x)s"}
backups:
  B1: {system: emr, start: 2026-06-09T23:00, end: 2026-06-09T23:58, store: offline}
""" % {"x": HOSTILE.replace('"', '\\"')}


class Document(html.parser.HTMLParser):
    """Elements, attributes that name something, and text of a document."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.references, self.handlers, self.text = [], [], [], []
        self.inside = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.references += [value for name, value in attributes if name in ("href", "src", "srcset", "action", "xlink:href", "data", "poster")]
        self.handlers += [name for name, _ in attributes if name.startswith("on") or name == "style"]
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not self.inside or self.inside[-1] not in ("script", "style"):
            self.text.append(data)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="hamon-report-"))
        cls.addClassCleanup(shutil.rmtree, cls.dir, True)
        cls.hamon("sample", cls.dir / "sample")
        cls.hamon("import", "-c", cls.dir / "sample.case", "--site", "site.yaml", "--ledger", "ledger.csv", "conn.log", "dhcp.log", "ntlm.log",
                  folder=cls.dir / "sample")
        cls.pages = {}
        for language in ("ja", "en"):
            for edition, start in (("peace", ()), ("incident", ("--from", SEED))):
                path = cls.dir / f"{edition}.{language}.html"
                cls.hamon("--lang", language, "report", "-c", cls.dir / "sample.case", "-o", path, *start)
                cls.pages[edition, language] = path
        hostile = cls.dir / "hostile"
        hostile.mkdir()
        (hostile / "site.yaml").write_text(HOSTILE_SITE)
        name = "conn<script>alert(3)<" + "'.log"  # of a file: no slash
        (hostile / name).write_text(cls.conn_log())
        cls.hamon("import", "-c", cls.dir / "hostile.case", "--site", hostile / "site.yaml", hostile / name)
        cls.pages["hostile", "en"] = cls.dir / "hostile.html"
        cls.hamon("--lang", "en", "report", "-c", cls.dir / "hostile.case", "-o", cls.pages["hostile", "en"], "--from", "pc", "--since", "2026-06-09T10:10")

    @staticmethod
    def conn_log():
        fields = ("ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp "
                  "missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents").split()
        rows = [(1_780_966_800, "10.1.1.11", "10.1.1.10", 445), (1_780_968_000, "10.1.1.10", "198.51.100.7", 443),
                (1_780_968_100, "10.1.1.10", "203.0.113.9", 3389)]
        lines = ["#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\tconn", "#fields\t" + "\t".join(fields)]
        for n, (ts, a, b, port) in enumerate(rows):
            lines.append("\t".join(map(str, (f"{ts}.0", f"C{n}", a, 50000 + n, b, port, "tcp", "-", "60.0", 500, 900, "SF", "-", "-", 0, "ShADadFf",
                                             9, 1000, 9, 1400, "-"))))
        return "\n".join(lines) + "\n"

    @classmethod
    def hamon(cls, *arguments, expected=(0, 1, 3), folder=None):
        environment = dict(os.environ, SOURCE_DATE_EPOCH="1781000000", LC_ALL="C.UTF-8")
        done = subprocess.run([HAMON, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=600, cwd=folder)
        assert done.returncode in expected, (arguments, done.returncode, done.stderr)
        return done

    def document(self, edition, language):
        return Document(self.pages[edition, language].read_text(encoding="utf-8"))

    def test_it_names_nothing_outside_itself(self):
        for key, path in self.pages.items():
            page = self.document(*key)
            self.assertTrue(all(r.startswith("#") or r == "data:," for r in page.references), key)
            self.assertNotIn("://", path.read_text(encoding="utf-8"), key)
            self.assertEqual(page.handlers, [], key)
            self.assertEqual(set(page.elements) & {"iframe", "object", "embed", "form", "img", "base"}, set(), key)

    def test_a_hostile_name_stays_text(self):
        page = self.document("hostile", "en")
        self.assertEqual(page.elements.count("script"), 1)
        self.assertIn("<script>alert(1)</script>", "".join(page.text))

    def test_the_same_case_gives_the_same_bytes(self):
        again = self.dir / "again.html"
        self.hamon("--lang", "ja", "report", "-c", self.dir / "sample.case", "-o", again, "--from", SEED)
        self.assertEqual(again.read_bytes(), self.pages["incident", "ja"].read_bytes())

    def test_each_source_stands_there_with_the_hash_that_sha256sum_gives(self):
        text = "".join(self.document("peace", "ja").text)
        for log in ("conn.log", "dhcp.log", "ntlm.log", "site.yaml", "ledger.csv"):
            given = subprocess.run(["sha256sum", self.dir / "sample" / log], check=True, capture_output=True, text=True).stdout.split()[0]
            self.assertIn(given, text, log)

    def test_no_english_sentence_is_left_in_the_japanese_report(self):
        """Every Latin word is one of the inputs, or a proper name or abbreviation that stands here."""
        given = set()
        for path in (self.dir / "sample").iterdir():
            if path.name in ("site.yaml", "ledger.csv", "conn.log", "dhcp.log", "ntlm.log"):
                given |= set(re.findall(r"[A-Za-z]{3,}", path.read_text(encoding="utf-8"))) | {path.name}
        given = {word.lower() for word in given} | set(
            "hamon sha sum map level paper ledger log yaml case event system from report broad default contact coverage sha256sum init json assume shared admin spread html pdf critical other weasyprint "
            "chromium bcp usb vpn rdp smb tcp udp ssh dns ntp dhcp http https tls ldap kerberos snmp syslog icmp dicom hl7 winrm mssql ipsec anydesk wsus dfsr print "
            "oracle postgresql nfs iscsi vnc lan chao2 rpc dce asia tokyo pcap zeek conn jst iris rsync mllp netbios mdns llmnr "
            "teamviewer splashtop wmi ftp mac adm".split())
        for edition in ("peace", "incident"):
            words = set(re.findall(r"[A-Za-z]{3,}", "\n".join(self.document(edition, "ja").text)))
            foreign = {w for w in words if w.lower() not in given and not re.fullmatch(r"[a-f0-9]+", w)}
            self.assertEqual(foreign, set(), edition)

    def test_it_never_says_that_something_is_safe_or_closed(self):
        for edition in ("peace", "incident"):
            english = "".join(self.document(edition, "en").text)
            self.assertNotRegex(english, r"(?i)\bis (safe|closed|clean)\b|\bare (safe|clean)\b")
            self.assertNotRegex("".join(self.document(edition, "ja").text), "安全です|安全である|閉じています")

    def test_it_says_that_this_is_what_is_possible(self):
        self.assertIn("これは起こり得る範囲であり、実際の感染を示すものではない。", "".join(self.document("incident", "ja").text))

    def test_the_sheet_for_wards_names_terminals_only_in_an_incident(self):
        self.assertIn("使用禁止", "".join(self.document("incident", "ja").text))
        self.assertNotIn("✕ 使用禁止", "".join(self.document("peace", "ja").text))

    def browse(self, page, *options):
        profile = tempfile.mkdtemp(prefix="profile-", dir=self.dir)
        words = [PROGRAMS.chromium, "--headless", "--disable-gpu", "--no-sandbox", "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", "--no-first-run", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
                 "--user-data-dir=" + profile, *options, "file://" + str(page)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=180)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    @unittest.skipUnless(PROGRAMS.chromium, "Chromium is not here")
    def test_a_browser_opens_it_without_a_word_on_its_console_and_without_a_request(self):
        for key, path in self.pages.items():
            log = self.dir / "net.json"
            done = self.browse(path, f"--log-net-log={log}", "--dump-dom")
            self.assertNotIn("CONSOLE", done.stderr, key)
            self.assertIn("</html>", done.stdout, key)
            urls = set(re.findall(r'"url":\s*"([^"]+)"', log.read_text(encoding="utf-8", errors="replace")))
            # What a browser asks its maker for itself is no request of the document, which names nobody; no name resolves for it here.
            own = re.compile(r"https?://([a-z0-9.-]+\.)?(google|googleapis|gvt1)\.com/")
            self.assertEqual({u for u in urls if not u.startswith(("file:", "data:")) and not own.match(u)}, set(), key)

    @unittest.skipUnless(PROGRAMS.chromium, "Chromium is not here")
    def test_pressing_a_head_sorts_by_number_and_back(self):
        text = self.pages["peace", "en"].read_text(encoding="utf-8")
        # Only without the document's own policy may a test add a script that presses.
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        text = text.replace("</body>", """<table class="done"><tbody><tr><td></td></tr></tbody></table><script>
            const table = [...document.querySelectorAll('table.sortable')].find(t => [...t.tHead.rows[0].cells].some(c => c.textContent === 'RECORDS'));
            const head = [...table.tHead.rows[0].cells].find(c => c.textContent === 'RECORDS');
            const shown = () => [...table.tBodies[0].rows].map(r => Number(r.cells[head.cellIndex].textContent.replaceAll(',', '')));
            head.click(); const up = shown(); head.click(); const down = shown();
            document.querySelector('table.done td').textContent = JSON.stringify([up, down]);</script></body>""")
        page = self.dir / "pressed.html"
        page.write_text(text, encoding="utf-8")
        shown = re.search(r'<table class="done"><tbody><tr><td>([^<]*)</td>', self.browse(page, "--dump-dom").stdout)
        up, down = json.loads(shown[1])
        self.assertGreater(len(set(up)), 1)
        self.assertEqual((up, down), (sorted(up), sorted(up, reverse=True)))

    @unittest.skipUnless(PROGRAMS.weasyprint and PROGRAMS.pdftotext, "WeasyPrint is not here")
    def test_the_pdf_has_the_verdicts_on_its_first_page_and_a4_pages(self):
        path = self.dir / "report.pdf"
        self.hamon("--lang", "ja", "report", "-c", self.dir / "sample.case", "-o", path, "--from", SEED)
        first = subprocess.run([PROGRAMS.pdftotext, "-f", "1", "-l", "1", path, "-"], check=True, capture_output=True, text=True).stdout
        for word in ("反証", "まず行う三つのこと", "どこまで確かか"):
            self.assertIn(word, first)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *REST])
