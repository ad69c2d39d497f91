"""Exports the sample hospital in every format and reads each file back with a program that is not Hamon's.

Usage: read_back.py HAMON READERS   (READERS: a folder whose node_modules hold what package.json names)"""
import csv
import io
import ipaddress
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import uuid
import xml.etree.ElementTree

import jsonschema
import networkx
import yaml

HAMON = pathlib.Path(sys.argv.pop(1)).resolve()
READERS = pathlib.Path(sys.argv.pop(1)).resolve()
HERE = pathlib.Path(__file__).resolve().parent
FORMATS = ("drawio", "graphml", "gexf", "dot", "mermaid", "json-graph", "csv", "csv-systems", "stix", "bloodhound",
           "zeek", "svg", "png", "pdf")


def run(*words, status=0, **more):
    done = subprocess.run([str(w) for w in words], capture_output=True, check=False, **more)
    if done.returncode != status:
        raise AssertionError(f"{words}: {done.returncode}, {done.stderr.decode()}")
    return done.stdout


def read_by_node(form, path):
    if not (READERS / "node_modules").is_dir():
        raise unittest.SkipTest("npm has not put the readers into " + str(READERS))
    reader = READERS / "read_document.mjs"
    shutil.copy(HERE / "read_document.mjs", reader)
    return json.loads(run("node", reader, form, path))


def cut(log, *columns):
    tool = shutil.which("zeek-cut") or shutil.which("bro-cut")
    rows = run(tool, *columns, input=log.read_bytes()).decode().splitlines()
    return [row.split("\t") for row in rows]


def first_word(label):
    """The name in a box: what the system calls itself may stand behind it."""
    return label.split("\n")[0].split(" ")[0]


class Hospital(unittest.TestCase):
    """The sample hospital as a case, and what the case says of it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.case = cls.folder / "case.hamon"
        cls.hospital = cls.folder / "hospital"
        run(HAMON, "sample", cls.hospital)
        inputs = sorted(p for p in cls.hospital.iterdir()
                        if p.is_file() and p.suffix not in (".yaml", ".csv", ".md"))
        run(HAMON, "import", "-q", "-c", cls.case, "--site", cls.hospital / "site.yaml", "--ledger",
            cls.hospital / "ledger.csv", *inputs)
        cls.map = cls.map_of_the_case()
        cls.systems = sorted(system["system"] for system in cls.map["systems"])
        cls.flows = sorted((f["initiator"]["system"], f["responder"]["system"], f["service"], f["records"])
                           for f in cls.map["data_flows"])
        cls.pairs = sorted({flow[:2] for flow in cls.flows if flow[0] != flow[1]})

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def map_of_the_case(cls):
        run(HAMON, "map", "-c", cls.case, "--level", "system", "-o", cls.folder / "m.json")
        return json.loads((cls.folder / "m.json").read_text())

    def assert_coverage(self, told):
        """That it is what `hamon coverage` says; names may be pseudonyms."""
        without_names = lambda part: {k: len(v) if isinstance(v, (list, dict)) else v for k, v in part.items()}
        self.assertEqual(without_names(told), without_names(json.loads(run(HAMON, "coverage", "-c", self.case, "--json"))["coverage"]))

    def export(self, form, *more, name=None):
        path = self.folder / (name or f"out.{form}")
        run(HAMON, "export", "-c", self.case, "--format", form, "-o", path, *more)
        return path


class Exports(Hospital):
    def test_networkx_reads_every_system_and_data_flow_from_graphml(self):
        graph = networkx.read_graphml(self.export("graphml"), force_multigraph=True)
        self.assert_coverage(json.loads(graph.graph["coverage"]))
        names = networkx.get_node_attributes(graph, "name")
        self.assertEqual(sorted(names.values()), self.systems)
        edges = sorted((names[a], names[b], e["service"], e["records"]) for a, b, e in graph.edges(data=True))
        self.assertEqual(edges, self.flows)

    def test_graphology_reads_every_system_and_data_flow_from_gexf(self):
        read = read_by_node("gexf", self.export("gexf"))
        label = {node["id"]: node["label"] for node in read["nodes"]}
        self.assertEqual(sorted(label.values()), self.systems)
        edges = sorted((label[e["from"]], label[e["to"]], e["service"], e["records"]) for e in read["edges"])
        self.assertEqual(edges, self.flows)

    def test_gexf_is_dynamic_and_has_a_spell_for_each_contact(self):
        root = xml.etree.ElementTree.parse(self.export("gexf")).getroot()
        word, _, told = root.find(".//{*}description").text.partition(" ")
        self.assertEqual(word, "coverage")
        self.assert_coverage(json.loads(told))
        space = "{http://gexf.net/1.3}"
        self.assertEqual((root.tag, root.get("version")), (space + "gexf", "1.3"))
        self.assertEqual(root.find(space + "graph").get("mode"), "dynamic")
        spells = [len(edge.findall(f"{space}spells/{space}spell")) for edge in root.iter(space + "edge")]
        self.assertEqual(sorted(spells), sorted(f["contacts"] for f in self.map["data_flows"]))

    def test_draw_io_finds_every_system_in_its_zone_and_an_arrow_for_every_pair(self):
        read = read_by_node("drawio", self.export("drawio"))
        boxes = {box["id"]: box for box in read["boxes"]}
        systems = [box for id, box in boxes.items() if id.startswith("system-")]
        self.assertEqual(sorted(first_word(box["label"]) for box in systems), self.systems)
        for box in systems:
            parent = boxes[box["parent"]]
            self.assertTrue(parent["container"])
            self.assertGreaterEqual(min(box["x"], box["y"]), 0)
            self.assertLessEqual(box["x"] + box["width"], parent["width"] + 0.2)
            self.assertLessEqual(box["y"] + box["height"], parent["height"] + 0.2)
        self.assertEqual(sorted((first_word(boxes[a["from"]]["label"]), first_word(boxes[a["to"]]["label"]))
                                for a in read["arrows"]), self.pairs)
        zones = sorted(first_word(box["label"]) for box in boxes.values() if box["container"])
        self.assertEqual(zones, self.zones_with_systems("HIS-SV BKUP HIS-CL MED INFO MNT GUEST"))

    def zones_with_systems(self, declared):
        return sorted(declared.split() + ["outside"])

    def test_mermaid_reads_every_system_arrow_and_zone(self):
        read = read_by_node("mermaid", self.export("mermaid"))
        names = {node["id"]: first_word(re.sub("<br ?/?>", "\n", node["label"])) for node in read["nodes"]}
        self.assertEqual(sorted(names.values()), self.systems)
        self.assertEqual(sorted((names[e["from"]], names[e["to"]]) for e in read["edges"]), self.pairs)
        self.assertEqual(sum(len(zone["nodes"]) for zone in read["zones"]), len(self.systems))
        self.assertEqual(len(read["zones"]), len(self.zones_with_systems("HIS-SV BKUP HIS-CL MED INFO MNT GUEST")))

    def test_graphviz_reads_every_system_arrow_and_zone_from_dot(self):
        dot = self.export("dot")
        out = run("gvpr", 'N{printf("%s\\n", gsub($.label, "\\n", "|"))}', dot).decode().splitlines()
        names = sorted(label.split("|")[0].split("\\n")[0].split(" ")[0] for label in out)
        self.assertEqual(names, self.systems)
        edges = run("gvpr", 'E{printf("%s %s\\n", $.tail.name, $.head.name)}', dot).decode().splitlines()
        self.assertEqual(len(edges), len(self.pairs))
        clusters = re.findall(r'subgraph "?cluster_', dot.read_text())
        self.assertEqual(len(clusters), len(self.zones_with_systems("HIS-SV BKUP HIS-CL MED INFO MNT GUEST")))
        self.assertIn(b"<svg", run("dot", "-Tsvg", dot))

    def test_csv_holds_one_row_for_each_data_flow_and_system(self):
        rows = list(csv.DictReader(io.StringIO(self.export("csv").read_text())))
        self.assertEqual(sorted((r["initiator"], r["responder"], r["service"], int(r["records"])) for r in rows),
                         self.flows)
        marked = self.export("csv-systems", "--bom").read_bytes()
        self.assertTrue(marked.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.DictReader(io.StringIO(marked.decode("utf-8-sig"))))
        self.assertEqual(sorted(r["system"] for r in rows), self.systems)

    def test_json_graph_joins_its_edges_to_its_nodes(self):
        graph = json.loads(self.export("json-graph").read_text())["graph"]
        self.assert_coverage(graph["metadata"]["coverage"])
        label = {id: node["label"] for id, node in graph["nodes"].items()}
        self.assertEqual(sorted((label[e["source"]], label[e["target"]], e["relation"], e["metadata"]["records"])
                                for e in graph["edges"]), self.flows)

    def test_bloodhound_graph_names_every_end_and_holds_plain_properties(self):
        graph = json.loads(self.export("bloodhound").read_text())["graph"]
        names = {node["id"]: node["properties"]["name"] for node in graph["nodes"]}
        self.assertEqual(sorted(names.values()), self.systems)
        self.assertEqual(sorted((names[e["start"]["value"]], names[e["end"]["value"]], e["properties"]["service"],
                                 e["properties"]["records"]) for e in graph["edges"]), self.flows)
        for part in graph["nodes"] + graph["edges"]:
            for value in part["properties"].values():
                self.assertNotIsInstance(value, (dict, type(None)))

    def test_stix_objects_are_valid_by_the_schemas_of_oasis_and_refer_to_one_another(self):
        schemas = READERS / "node_modules/stixview/src/stix2-schemas"
        if not schemas.is_dir():
            self.skipTest("npm has not put the schemas into " + str(READERS))
        bundle = json.loads(self.export("stix").read_text())
        notes = [o for o in bundle["objects"] if o["type"] == "note"]
        self.assertEqual([o["abstract"] for o in notes], ["coverage"])
        self.assert_coverage(json.loads(notes[0]["content"]))
        ids = {o["id"] for o in bundle["objects"]}
        self.assertEqual(len(ids), len(bundle["objects"]), "an id stands for one object")
        validators = {}
        for o in bundle["objects"]:
            kind = o["type"]
            if kind not in validators:
                path = next(schemas.glob(f"*/{kind}.json"))
                resolver = jsonschema.RefResolver(path.as_uri(), {})
                validators[kind] = jsonschema.Draft7Validator({"$ref": path.as_uri()}, resolver=resolver)
            validators[kind].validate(o)
            for key in ("src_ref", "dst_ref", "source_ref", "target_ref", "created_by_ref"):
                self.assertIn(o.get(key, o["id"]), ids)
            self.assertLessEqual(set(o.get("object_refs", [])), ids)
        observed = [o for o in bundle["objects"] if o["type"] == "observed-data"]
        self.assertEqual(sorted(o["number_observed"] for o in observed), sorted(f[3] for f in self.flows))
        named = [o["name"] for o in bundle["objects"] if o["type"] == "infrastructure"]
        self.assertEqual(sorted(named), self.systems)

    def test_ids_of_stix_observables_are_those_that_the_standard_prescribes(self):
        space = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # STIX 2.1, section 2.9
        prescribed = {"ipv4-addr": ["value"], "ipv6-addr": ["value"],
                      "network-traffic": ["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols"]}
        for o in json.loads(self.export("stix").read_text())["objects"]:
            if o["type"] in prescribed:
                facts = {k: o[k] for k in prescribed[o["type"]] if k in o}
                text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                self.assertEqual(o["id"], f"{o['type']}--{uuid.uuid5(space, text)}")

    def test_zeek_cut_reads_every_conversation_and_a_case_made_of_them_has_the_same_data_flows(self):
        log = self.export("zeek")
        rows = cut(log, "uid", "id.orig_h", "id.resp_h", "id.resp_p", "community_id", "tunnel_parents")
        found = json.loads(run(HAMON, "find", "-c", self.case, "--json"))["conversations"]
        self.assertGreaterEqual(len(rows), len(found))  # those that are no data flow, multicast, are told as well
        uids = [row[0] for row in rows]
        self.assertEqual(len(set(uids)), len(uids))
        self.assertLessEqual({row[5] for row in rows} - {"-"}, set(uids))
        again = self.folder / "again.hamon"
        again.unlink(missing_ok=True)
        run(HAMON, "import", "-q", "-c", again, log)
        run(HAMON, "map", "-c", again, "-o", self.folder / "again.json")
        flows = json.loads((self.folder / "again.json").read_text())["data_flows"]
        # Without site file and bindings a system is an address; the records are the same ones.
        self.assertEqual(sum(f["records"] for f in flows), sum(f[3] for f in self.flows))

    def test_a_second_export_has_the_same_bytes(self):
        for form in FORMATS:
            with self.subTest(form):
                time = {**os.environ, "SOURCE_DATE_EPOCH": "1780000000"}
                once, twice = (run(HAMON, "export", "-c", self.case, "--format", form, "-o", "-", env=time)
                               for _ in range(2))
                self.assertTrue(once == twice and len(once) > 100)

    def test_labels_are_in_the_language_asked_for(self):
        self.assertIn("外部", self.export("drawio", "--lang", "ja").read_text())
        self.assertIn("outside", self.export("drawio", "--lang", "en").read_text())


class Pseudonyms(Exports):
    """The same readers find as much under pseudonyms, and nothing of the originals is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls.folder / "key"
        cls.key.write_text("0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2 + "\n")  # always the same: no chance in this test
        cls.key.chmod(0o600)
        cls.words, cls.binary = cls.originals()

    @classmethod
    def originals(cls):
        """Names, addresses and MACs of the case, but for words that are everybody's; and those that have one in binary."""
        site = yaml.safe_load((cls.hospital / "site.yaml").read_text())
        words = set()

        def collect(node, key=""):
            if isinstance(node, dict):
                for name, value in node.items():
                    if key in ("zones", "groups", "systems", "services", "links", "routers", "sensors"):
                        words.add(str(name))
                    collect(value, str(name))
            elif isinstance(node, list):
                for value in node:
                    collect(value, key)
            elif key in ("name", "label", "department", "vendor", "note", "purpose", "contact", "text", "names",
                         "addresses", "macs", "prefixes", "outside", "inside", "os", "location", "owner"):
                words.add(str(node))

        collect(site)
        for row in csv.DictReader(io.StringIO((cls.hospital / "ledger.csv").read_text("utf-8-sig"))):
            del row["用途・種別"]  # roles stay, in words of the field
            words |= {part for cell in row.values() for part in cell.split()}
        for system in cls.map["systems"]:
            words |= {system["system"], system["department"] or "", *system["addresses"]}
            words |= {own["name"] for own in system["own_names"]}
        words |= {source["name"] for source in cls.map["case"]["sources"]}
        found = json.loads(run(HAMON, "find", "-c", cls.case, "--json"))["conversations"]
        for c in found:
            words |= {*c["initiator"]["addresses"], *c["responder"]["addresses"], c["initiator_mac"] or "",
                      c["responder_mac"] or ""}
        # Roles, kinds of zones, words of the field and of the formats themselves.
        everybodys = {"nas", "client", "device", "printer", "router", "application", "database", "backup", "monitoring",
                      "other", "file-server", "jump-host", "deployment", "domain-controller", "hypervisor", "clinical",
                      "internal", "maintenance", "guest", "vendor", "astm", "outside", "inside", "between", "within",
                      "name", "role", "department", "os", "zone", "vendor", "mac", "ip", "note", "core", "border",
                      "mirror", "proxy", "jump", "Windows", "Server", "2019"}
        words = {w for w in words if len(w) > 2 and w not in everybodys}
        binary = set()
        for word in words:
            try:
                binary.add(ipaddress.ip_address(word).packed)
            except ValueError:
                if re.fullmatch("[0-9a-f]{2}(:[0-9a-f]{2}){5}", word):
                    binary.add(bytes.fromhex(word.replace(":", "")))
        return {w.encode() for w in words}, binary

    def export(self, form, *more, name=None):
        path = super().export(form, "--pseudonymise", self.key, *more, name=name)
        content = path.read_bytes()
        if form == "pdf":
            content = run("pdftotext", "-raw", path, "-")
        if form not in ("png", "pdf"):
            for word in self.binary:
                self.assertNotIn(word, content)
        self.holds_no_original(form, content)
        return path

    def holds_no_original(self, form, content):
        for word in (word for word in self.words if word in content):
            self.assertIsNone(re.search(rb"(?<![0-9A-Za-z.:_-])" + re.escape(word) + rb"(?![0-9A-Za-z:_-])", content),
                              f"{word.decode()} stands in {form}")

    # Under pseudonyms names differ; how many there are does not.
    def assertEqual(self, first, second, msg=None):
        if isinstance(first, list) and isinstance(second, list):
            return super().assertEqual(len(first), len(second), msg)
        return super().assertEqual(first, second, msg)

    def test_nothing_of_the_originals_stands_in_any_format_at_any_level_in_any_language(self):
        for form in FORMATS:
            for language in ("ja", "en"):
                with self.subTest(form=form, language=language):
                    self.export(form, "--lang", language)
        for level in ("zone", "service", "department"):
            for form in ("svg", "drawio", "dot", "mermaid"):
                with self.subTest(form=form, level=level):
                    self.export(form, "--level", level)

    def test_nothing_of_the_originals_stands_in_a_report_with_its_start_and_what_has_changed(self):
        for language in ("ja", "en"):
            with self.subTest(language=language):
                path = self.folder / f"report-{language}.html"
                run(HAMON, "report", "-c", self.case, "-o", path, "--lang", language, "--from",
                    "192.168.144.25@2026-05-15T01:12", "--protect", "nas", "--since", "2026-05-15T00:00",
                    "--pseudonymise", self.key)
                self.holds_no_original(f"report {language}", path.read_bytes())

    def test_addresses_share_as_many_leading_bits_as_their_pseudonyms(self):
        def addresses(path):
            return [ipaddress.ip_address(row[0]) for row in cut(path, "id.orig_h")]

        plain = self.folder / "plain.log"
        run(HAMON, "export", "-c", self.case, "--format", "zeek", "-o", plain)
        # Lines are sorted by their time first: where a time stands once, the lines are the same conversation.
        def by_time(path):
            rows = {}
            for ts, a, b in cut(path, "ts", "id.orig_h", "id.resp_h"):
                rows.setdefault(ts, []).append((a, b))
            return {ts: pair[0] for ts, pair in rows.items() if len(pair) == 1}

        original, pseudonyms = by_time(plain), by_time(self.export("zeek"))
        mapped = {}
        for ts, pair in original.items():
            for a, b in zip(pair, pseudonyms[ts]):
                self.assertEqual(mapped.setdefault(a, b), b, "one address, one pseudonym")
        self.assertGreater(len(mapped), 50)

        def shared(a, b):
            a, b = ipaddress.ip_address(a), ipaddress.ip_address(b)
            return a.max_prefixlen - (int(a) ^ int(b)).bit_length() if a.version == b.version else None

        for a in mapped:
            for b in mapped:
                super().assertEqual(shared(a, b), shared(mapped[a], mapped[b]), (a, b))

    def test_community_ids_are_those_of_the_pseudonyms(self):
        import base64
        import hashlib
        import struct
        checked = 0
        for a, b, sport, dport, proto, id in cut(self.export("zeek"), "id.orig_h", "id.resp_h", "id.orig_p", "id.resp_p",
                                                 "proto", "community_id"):
            if proto not in ("tcp", "udp"):
                continue
            ends = sorted([(ipaddress.ip_address(a).packed, int(sport)), (ipaddress.ip_address(b).packed, int(dport))])
            (one, first), (two, second) = ends
            data = struct.pack("!H", 0) + one + two + struct.pack("!BBHH", {"tcp": 6, "udp": 17}[proto], 0, first, second)
            self.assertEqual(id, "1:" + base64.b64encode(hashlib.sha1(data).digest()).decode())
            checked += 1
        self.assertGreater(checked, 100)

    def test_the_key_is_made_for_its_owners_eyes_alone_and_refused_when_others_may_read_it(self):
        key = self.folder / "new-key"
        out = self.folder / "out.csv"
        words = (HAMON, "export", "-c", self.case, "--format", "csv", "-o", out, "--pseudonymise", key)
        run(*words)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        once = out.read_bytes()
        key.chmod(0o644)
        out.unlink()
        done = subprocess.run(words, capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"others may read this key file", done.stderr)
        self.assertIn(b"new-key", done.stderr)
        self.assertFalse(out.exists())
        key.chmod(0o600)
        run(*words)
        self.assertTrue(out.read_bytes() == once)
        self.assertTrue(self.export("csv").read_bytes() != once, "another key, other pseudonyms")

    def test_the_case_itself_keeps_real_names(self):
        self.export("drawio")
        self.export("svg")
        after = self.map_of_the_case()
        after["generated"] = self.map["generated"]
        self.assertTrue(after == self.map)


class Hostile(unittest.TestCase):
    """Words that mean something in a format are words for its reader."""

    LABEL = "\"]; end %% <b>&amp; ${x} |a| #35; `c` --> {d}"

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.case = cls.folder / "case.hamon"
        site = cls.folder / "site.yaml"
        quoted = "'" + cls.LABEL.replace("'", "''") + "'"
        site.write_text("site: {name: " + quoted + ", timezone: Asia/Tokyo}\n"
                        "zones:\n  SV: {label: " + quoted + ", kind: clinical, prefixes: [10.1.1.0/24]}\n"
                        "systems:\n  end: {addresses: [10.1.1.10], label: " + quoted + ", department: '=1+1'}\n"
                        "  subgraph: {addresses: [10.1.1.11], vendor: '@SUM(A1)', label: '-2+3'}\n")
        head = "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\tconn_state\t" \
               "orig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n"
        (cls.folder / "conn.log").write_text(head + "1780000000.0\t10.1.1.10\t5000\t10.1.1.11\t445\ttcp\t9.0\tSF\t9\t900\t9\t900\n")
        run(HAMON, "import", "-q", "-c", cls.case, "--site", site, cls.folder / "conn.log")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def export(self, form):
        path = self.folder / f"out.{form}"
        run(HAMON, "export", "-c", self.case, "--format", form, "-o", path, "--lang", "en")
        return path

    def test_in_draw_io(self):
        labels = [box["label"] for box in read_by_node("drawio", self.export("drawio"))["boxes"]]
        self.assertEqual(sum(self.LABEL in label for label in labels), 3)  # title, zone, system

    def test_in_mermaid(self):
        read = read_by_node("mermaid", self.export("mermaid"))
        self.assertEqual(len(read["nodes"]), 2)
        self.assertEqual(len(read["edges"]), 1)
        self.assertEqual(len(read["zones"]), 1)
        self.assertIn(self.LABEL, "\n".join(node["label"] for node in read["nodes"]))
        self.assertIn(self.LABEL, read["zones"][0]["label"])

    def test_in_dot(self):
        labels = run("gvpr", 'N{printf("%s\\n", $.label)}', self.export("dot")).decode()
        self.assertIn(self.LABEL, labels)

    def test_in_graphml_and_gexf(self):
        graph = networkx.read_graphml(self.export("graphml"), force_multigraph=True)
        self.assertIn(self.LABEL, networkx.get_node_attributes(graph, "title").values())
        read = read_by_node("gexf", self.export("gexf"))
        self.assertEqual({node["label"] for node in read["nodes"]}, {"end", "subgraph"})

    def test_in_csv_formulas_are_guarded(self):
        cells = [c for row in csv.reader(io.StringIO(self.export("csv-systems").read_text())) for c in row]
        for formula in ("=1+1", "@SUM(A1)", "-2+3"):
            self.assertIn("'" + formula, cells)
            self.assertNotIn(formula, cells)


if __name__ == "__main__":
    unittest.main()
