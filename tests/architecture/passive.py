"""Fails when a source calls what could send, resolve, or run another program.

The program only reads: nothing of the socket interface, no resolver, no shell. A call that is needed one day
(the web page's answers, a collector's receiving socket) is named here with its file and its reason. libpcap, which could
also send, is used in one file, and of it only what is named here; with a built program as second argument, that program must
not even refer to a function that sends."""
import pathlib
import re
import subprocess
import sys

FORBIDDEN = re.compile(
    r"(?<![\w.>:])(?:::)?(socket|connect|send|sendto|sendmsg|sendmmsg|listen|accept4?|getaddrinfo|gethostby\w+|"
    r"getnameinfo|res_\w*query|pcap_inject|pcap_sendpacket|pcap_sendqueue_\w+|system|popen|exec[lv]p?e?|posix_spawnp?)\s*\(")
HEADERS = re.compile(r'#include\s*<(sys/socket\.h|netdb\.h|resolv\.h|curl/.*|boost/asio.*)>')
# (file, word): reason
ALLOWED = {("capture/udp_port.cpp", "sys/socket.h"): "receives what exporters send (recvmmsg); opens and binds, never sends",
           ("capture/udp_port.cpp", "boost/asio/io_context.hpp"): "the same",
           ("capture/udp_port.cpp", "boost/asio/ip/udp.hpp"): "the same",
           ("capture/udp_port.cpp", "boost/asio/ip/v6_only.hpp"): "the same",
           ("cli/pdf_printer.cpp", "posix_spawn"): "runs WeasyPrint or a browser on a document that names nothing outside itself"}

LIBPCAP = re.compile(r"\b(pcap_[a-z_]+)\s*\(")
LIBPCAP_DOOR = "capture/live_device.cpp"
LIBPCAP_USED = {"pcap_activate", "pcap_close", "pcap_compile", "pcap_create", "pcap_datalink", "pcap_findalldevs", "pcap_freealldevs",
                "pcap_freecode", "pcap_get_selectable_fd", "pcap_get_tstamp_precision", "pcap_geterr", "pcap_lib_version",
                "pcap_next_ex", "pcap_set_buffer_size", "pcap_set_promisc", "pcap_set_snaplen", "pcap_set_timeout",
                "pcap_set_tstamp_precision", "pcap_setfilter", "pcap_setnonblock", "pcap_stats"}
# `socket` alone opens one: the collector receives by it.
SENDING = re.compile(r"\b(connect|send|sendto|sendmsg|sendmmsg|pcap_inject|pcap_sendpacket|pcap_sendqueue_\w+|getaddrinfo)$")


def code_of(text):
    """The text without comments and string literals, with its lines kept."""
    keep = lambda m: re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', keep, text, flags=re.S)


def wrong_use_of_libpcap(path, code):
    """Calls of libpcap outside its door, or of what is not named here."""
    calls = set(LIBPCAP.findall(code))
    return sorted(calls - LIBPCAP_USED if path == LIBPCAP_DOOR else calls)


def sending_symbols(program):
    names = subprocess.run(["nm", "-D", "--undefined-only", program], check=True, capture_output=True, text=True).stdout
    return [line.split("@")[0].split()[-1] for line in names.splitlines() if SENDING.search(line.split("@")[0])]


def main(root, program=None):
    found = ["%s refers to %s" % (program, name) for name in (sending_symbols(program) if program else [])]
    for folder in ("base", "capture", "graph", "analyze", "render", "samples", "cli"):
        for path in sorted((root / folder).glob("*.[ch]pp")):
            text = path.read_text(encoding="utf-8")
            for number, line in enumerate(text.splitlines(), 1):
                header = HEADERS.search(line)
                if header and (str(path.relative_to(root)), header.group(1)) not in ALLOWED:
                    found.append(f"{path.relative_to(root)}:{number}: includes <{header.group(1)}>")
            for call in wrong_use_of_libpcap(str(path.relative_to(root)), code_of(text)):
                found.append(f"{path.relative_to(root)}: calls {call}")
            for number, line in enumerate(code_of(text).splitlines(), 1):
                for call in FORBIDDEN.finditer(line):
                    if (str(path.relative_to(root)), call.group(1)) not in ALLOWED:
                        found.append(f"{path.relative_to(root)}:{number}: calls {call.group(1)}")
    print("\n".join(found) or "nothing that sends, resolves or runs another program")
    return 1 if found else 0


def self_check():
    """The search must find what it is for."""
    for bad in ("  ::connect(fd, a, n);", "x = socket(AF_INET, 1, 0);", "if (system(cmd)) {", "getaddrinfo(h, s, 0, &r);"):
        assert FORBIDDEN.search(bad), bad
    for good in ("selector.bind(x)", "Selector::bind({text}, graph)", "connected(x)", "// connect(x)", 'f("send(x)")'):
        assert not FORBIDDEN.search(code_of(good)), good
    assert wrong_use_of_libpcap("cli/x.cpp", "pcap_stats(p)") and not wrong_use_of_libpcap(LIBPCAP_DOOR, "pcap_stats(p)")
    assert wrong_use_of_libpcap(LIBPCAP_DOOR, "x = pcap_inject (p, b, n)") == ["pcap_inject"]
    assert SENDING.search("                 U sendto") and not SENDING.search("                 U resend")


if __name__ == "__main__":
    self_check()
    sys.exit(main(pathlib.Path(sys.argv[1]), *sys.argv[2:3]))
