#!/usr/bin/env python3
"""Writes samples/small-hospital/ anew: the same bytes each time, from hospital.py and ward.py and nothing else.

    make.py [FOLDER]        default: small-hospital beside this file"""
import gzip
import hashlib
import json
import os
import sys

import hospital as h
import ward

OPEN, CLOSE = "2026-05-14-00-00-00", "2026-05-16-00-00-00"
CONN = ("ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port proto:enum service:string duration:interval "
        "orig_bytes:count resp_bytes:count conn_state:string local_orig:bool local_resp:bool missed_bytes:count history:string "
        "orig_pkts:count orig_ip_bytes:count resp_pkts:count resp_ip_bytes:count tunnel_parents:set[string] orig_l2_addr:string "
        "resp_l2_addr:string")
DHCP = ("ts:time uids:set[string] client_addr:addr server_addr:addr mac:string host_name:string client_fqdn:string domain:string "
        "requested_addr:addr assigned_addr:addr lease_time:interval client_message:string server_message:string msg_types:vector[string] "
        "duration:interval")
NTLM = ("ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port username:string hostname:string "
        "domainname:string server_nb_computer_name:string server_dns_computer_name:string server_tree_name:string success:bool")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ROLE_WORDS = {"domain-controller": "ドメインコントローラ", "application": "業務サーバ", "database": "データベース", "file-server": "ファイルサーバ",
              "nas": "NAS", "backup": "バックアップサーバ", "client": "端末", "printer": "プリンタ", "device": "医療機器", "deployment": "更新配信サーバ",
              "other": "プロキシ", "router": "ルータ", "jump-host": "踏み台"}


def seconds(micros):
    return "%d.%06d" % divmod(micros, h.SECOND)


def uid(record):
    number = int.from_bytes(hashlib.sha256(repr((record["start"], record["src"], record["sport"], record["dst"])).encode()).digest()[:13], "big")
    text = ""
    while len(text) < 17:
        number, digit = divmod(number, 62)
        text += DIGITS[digit]
    return "C" + text


def conn_row(r):
    """The values of a conn.log line; None where Zeek writes that there is nothing."""
    lasted = r["packets"][0] + r["packets"][1] > 1
    return [seconds(r["start"]), uid(r), r["src"], r["sport"], r["dst"], r["dport"], r["proto"], None if r["service"] == "-" else r["service"],
            seconds(r["end"] - r["start"]) if lasted else None, r["out"] if lasted else None, r["in_"] if lasted else None, r["state"],
            None, None, 0, r["history"] or None, r["packets"][0], r["ip_bytes"][0], r["packets"][1], r["ip_bytes"][1], None, *r["macs"]]


def zeek_log(path_word, columns, rows):
    names, types = zip(*(c.split(":", 1) for c in columns.split()))
    lines = ["#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\t" + path_word, "#open\t" + OPEN,
             "\t".join(("#fields",) + names), "\t".join(("#types",) + types)]
    lines += ["\t".join("-" if v is None else str(v) for v in row) for row in rows]
    return "\n".join(lines + ["#close\t" + CLOSE]) + "\n"


def zeek_json(columns, rows):
    """As Zeek's JSON writer: numbers bare, what is not set left out."""
    out = []
    for row in rows:
        fields = []
        for column, value in zip(columns.split(), row):
            name, kind = column.split(":", 1)
            if value is not None:
                bare = kind in ("time", "interval", "count", "port")
                fields.append('"%s":%s' % (name, value if bare else json.dumps(value)))
        out.append("{" + ",".join(fields) + "}")
    return "\n".join(out) + "\n"


def find_record(records, who, to, service, start):
    """The one record of a story's moment: its uid must stand in the other logs."""
    return next(r for r in records if r["src"] == h.address(who) and r["dst"] == h.address(to) and r["dport"] == h.PORTS[service] and
                r["start"] == start)


def dhcp_log(records):
    rows = []
    lease = find_record(records, h.CT_SECOND, "upd-sv", "dhcp", h.at(1, "08:29:30"))
    renewal = find_record(records, "ward2-pc1", "dc1", "dhcp", h.at(2, "08:01:00"))
    for r, host, given in ((lease, "CT-CONSOLE", h.CT_SECOND), (renewal, "WARD2-PC1", h.address("ward2-pc1"))):
        rows.append([seconds(r["start"]), uid(r), given, r["dst"], h.mac(given), host, None, None, None, given, "691200.000000", None, None,
                     "REQUEST,ACK", seconds(r["end"] - r["start"])])
    return zeek_log("dhcp", DHCP, rows)


def ntlm_log(records):
    rows = []
    for pc, day, clock in (("opd-pc1", 1, "08:02:20"), ("opd-pc2", 1, "08:03:20"), ("opd-pc1", 2, "08:25")):
        r = find_record(records, pc, "dc1", "smb", h.at(day, clock))
        rows.append([seconds(r["start"] + 500000), uid(r), r["src"], r["sport"], r["dst"], r["dport"], None, pc.upper(), "SHIRASE", None, None,
                     None, "T"])
    return zeek_log("ntlm", NTLM, rows)


def ledger():
    """First address of each system; old-lis went years ago, what stands in the lab's corner nobody entered."""
    lines = ["機器名,IPアドレス,MACアドレス,設置部署,用途・種別,メーカー・保守業者,OS,ゾーン,備考"]
    for name, (addresses, role, department, vendor, system, _) in h.SYSTEMS.items():
        zone = next(label for label, _, prefixes in h.ZONES.values() if any(p.startswith(h.network(addresses[0]) + ".") for p in prefixes))
        lines.append(",".join((name, addresses[0], h.mac(addresses[0]), department, ROLE_WORDS[role], vendor, system, zone, "")))
    lines.append("old-lis,10.78.2.12,02:00:77:a2:00:0c,検査科,業務サーバ,検体機器工業,Windows Server 2003,検体検査部門,更新済み(撤去未確認)")
    return "\r\n".join(lines) + "\r\n"


SITE_TAIL = """services:
  emr-app: {ports: [tcp/8443]}
  mirror: {ports: [tcp/7788], carry: {forward: [damage, pass]}}
  astm: {ports: [tcp/4001]}
links:
  X1: {inside: [10.77.20.90, "2001:db8:77:20::90"], outside: ["2001:db8:e1::443"], services: [tcp/443], purpose: オンライン資格確認}
  X2: {inside: [172.30.7.1], outside: [203.0.113.45], services: [udp/4500], purpose: 電子カルテ保守, vendor: 白樺電算,
       contact: 03-0000-0000, windows: ["2026-05-14T14:00/2026-05-14T16:00"]}
  X3: {inside: [172.20.5.8], outside: [198.51.100.20], services: [tcp/443], purpose: 情報系プロキシ}
  X4: {inside: [10.77.1.30], outside: [203.0.113.80], services: [tcp/443], purpose: 給食献立の送信, vendor: 献立システムズ}
routers:
  core: {macs: ["02:00:77:00:00:01"]}
  border: {macs: ["02:00:77:00:00:02"]}
sensors:
  core-span: {sees: between}
  sv-tap: {sees: within, prefixes: [10.77.1.0/24, 10.77.9.0/24]}
  ward-mirror: {sees: within, prefixes: [10.77.20.0/24, "2001:db8:77:20::/64"]}
  dept-tap: {sees: within, prefixes: [10.78.1.0/24, 10.78.2.0/24]}
  info-tap: {sees: within, prefixes: [172.20.5.0/24, 172.30.7.0/24]}
  border-tap: {sees: outside}
claims:
  K1: {text: 診療系は宣言済み以外の外部と接続していない, closed: [clinical]}
  K2: {text: 外部接続は宣言した4本だけである, never: {between: [internal, outside]}, except: [X1, X2, X3, X4]}
  K3: {text: 診療系と情報系は分離されている, never: {between: [clinical, INFO]}}
  K4: {text: nasへの書込みはbkup-svだけ, never: {to: nas, services: [smb]}, except: [{from: bkup-sv}]}
  K5: {text: 待機系emr-db-sは停止中, never: {with: emr-db-s}}
  K6: {text: 透析部門は外部とつながっていない, closed: [DIAL]}
  K7: {text: 電子カルテ保守は申請時間内だけ, never: [{link: X2}, {from: jump}], except: [{during: ["2026-05-14T14:00/2026-05-14T16:00"]}]}
  K8: {text: CTは放射線部門だけに接続, addresses: {system: ct, only: [10.78.1.0/24]}}
  K9: {text: 資格確認端末は資格確認網とファイルサーバとDNSだけを使う, never: {with: elig-pc},
       except: [X1, {from: elig-pc, to: file-sv, services: [smb]}, {from: elig-pc, to: dc1, services: [dns]}]}
  K10: {text: 診療系端末はバックアップに届かない, never: {from: CL, to: BK}}
  K11: {text: 診療系への遠隔操作は踏み台経由だけ, never: [{to: clinical, services: [remote-admin]}, {with: clinical, services: [remote-tool]}],
        except: [{from: jump}]}
events:
  - {time: 2026-05-14T10:05, kind: usb, to: info-pc1, note: 持込みUSB}
backups:
  B1: {system: emr-db, start: 2026-05-14T22:30, end: 2026-05-14T22:50, store: nas}
  B2: {system: emr-db, start: 2026-05-15T23:30, end: 2026-05-15T23:50, store: nas}
spread: {profile: default, incubation: 10m}
"""


def site():
    def listed(items):
        return ", ".join('"%s"' % i if ":" in i else i for i in items)
    lines = ["# What the hospital believes about itself. Invented from end to end; samples/README.md tells the story.",
             "site: {name: 白瀬中央病院, timezone: Asia/Tokyo, realm: shirase}", "zones:"]
    for name, (label, kind, prefixes) in h.ZONES.items():
        lines.append("  %s: {label: %s, kind: %s, prefixes: [%s]}" % (name, label, kind, listed(prefixes)))
    lines += ["groups: {clinical: [SV, BK, CL, RAD, LAB, DIAL]}", "systems:"]
    for name, (addresses, role, department, vendor, _, more) in h.SYSTEMS.items():
        lines.append("  %s: {addresses: [%s], role: %s, department: %s%s%s}" % (
            name, listed(addresses), role, department, ", vendor: " + vendor if vendor else "", more))
    return "\n".join(lines) + "\n" + SITE_TAIL


def packed(text):
    """gzip without name and time; its bytes may differ between versions of zlib, its content does not."""
    return gzip.compress(text.encode(), 9, mtime=0)


def files():
    capture, talks = ward.watch()
    also_in_ward = [ward.sensor_record(t) for t in talks if t.vlan is not None]
    records = sorted(h.sensor_records() + also_in_ward, key=lambda r: (r["start"], r["src"], r["sport"], r["dst"]))
    rows = [conn_row(r) for r in records]
    return {
        "conn.log": zeek_log("conn", CONN, rows).encode(), "conn.json.log.gz": packed(zeek_json(CONN, rows)),
        "dhcp.log": dhcp_log(records).encode(), "ntlm.log": ntlm_log(records).encode(), "ward.pcap": capture.bytes(),
        "site.yaml": site().encode(), "ledger.csv": b"\xef\xbb\xbf" + ledger().encode(), "ledger-cp932.csv": ledger().encode("cp932")}


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "small-hospital")
    os.makedirs(folder, exist_ok=True)
    for name, content in files().items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(content)


if __name__ == "__main__":
    main()
