"""Writes Suricata's flow events (EVE, one JSON object a line) of the connections in a Zeek conn.log.

    python3 eve_of_zeek.py conn.log eve.json

Keys and their order are those of Suricata 7's EveFlowLog; what Zeek does not know has usual values."""
import datetime
import sys


def stamp(seconds):
    whole = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{int(seconds % 1 * 1_000_000):06d}+0000"


TCP = (',"tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","syn":true,"fin":true,"psh":true,"ack":true,'
       '"state":"closed","ts_max_regions":1,"tc_max_regions":1}')
APPLICATIONS = {"443": "tls", "53": "dns", "445": "smb", "80": "http"}


def ends(row):
    source, target = f'"src_ip":"{row["id.orig_h"]}"', f'"dest_ip":"{row["id.resp_h"]}"'
    if row["proto"].startswith("icmp"):  # type and code stand where others have ports
        return f'{source},{target},"icmp_type":{row["id.orig_p"]},"icmp_code":{row["id.resp_p"]}'
    return f'{source},"src_port":{row["id.orig_p"]},{target},"dest_port":{row["id.resp_p"]},"ip_v":4'


def event(row, number):
    start, length = float(row["ts"]), float(row["duration"]) if row["duration"] != "-" else 0.0
    tcp = row["proto"] == "tcp"
    application = APPLICATIONS.get(row["id.resp_p"])
    return (f'{{"timestamp":"{stamp(start + length + 60)}","flow_id":{10**15 + number * 7919},"in_iface":"eth1",'
            f'"event_type":"flow",{ends(row)},"proto":"{row["proto"].upper()}"' + (f',"app_proto":"{application}"' if application else "") +
            f',"flow":{{"pkts_toserver":{row["orig_pkts"]},"pkts_toclient":{row["resp_pkts"]},'
            f'"bytes_toserver":{row["orig_ip_bytes"]},"bytes_toclient":{row["resp_ip_bytes"]},'
            f'"start":"{stamp(start)}","end":"{stamp(start + length)}","age":{int(length)},'
            f'"state":"{"closed" if tcp else "established"}","reason":"timeout","alerted":false,"tx_cnt":1}},'
            f'"community_id":"{row["community_id"]}"{TCP if tcp else ""}}}\n')


def main():
    with open(sys.argv[1]) as log, open(sys.argv[2], "w") as out:
        fields, number = [], 0
        for line in log:
            values = line.rstrip("\n").split("\t")
            if values[0] == "#fields":
                fields = values[1:]
            elif not line.startswith("#"):
                number += 1
                out.write(event(dict(zip(fields, values)), number))


main()
