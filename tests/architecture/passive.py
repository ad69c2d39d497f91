"""Fails when a source calls what could send, resolve, or run another program.

The program only reads: nothing of the socket interface, no resolver, no shell. A call that is needed one day
(the web page's answers, a collector's receiving socket) is named here with its file and its reason."""
import pathlib
import re
import sys

FORBIDDEN = re.compile(
    r"(?<![\w.>:])(?:::)?(socket|connect|send|sendto|sendmsg|sendmmsg|listen|accept4?|getaddrinfo|gethostby\w+|"
    r"getnameinfo|res_\w*query|pcap_inject|pcap_sendpacket|system|popen|exec[lv]p?e?|posix_spawnp?)\s*\(")
HEADERS = re.compile(r'#include\s*<(sys/socket\.h|netdb\.h|resolv\.h|curl/.*|boost/asio.*)>')
ALLOWED = {}  # (file, word): reason


def code_of(text):
    """The text without comments and string literals, with its lines kept."""
    keep = lambda m: re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', keep, text, flags=re.S)


def main(root):
    found = []
    for folder in ("base", "capture", "graph", "analyze", "render", "samples", "cli"):
        for path in sorted((root / folder).glob("*.[ch]pp")):
            text = path.read_text(encoding="utf-8")
            for number, line in enumerate(text.splitlines(), 1):
                header = HEADERS.search(line)
                if header and (str(path.relative_to(root)), header.group(1)) not in ALLOWED:
                    found.append(f"{path.relative_to(root)}:{number}: includes <{header.group(1)}>")
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


if __name__ == "__main__":
    self_check()
    sys.exit(main(pathlib.Path(sys.argv[1])))
