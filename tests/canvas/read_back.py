"""Reads back, with programs of others, what the canvases write.

Usage: read_back.py WRITE_PAGES PDFTOTEXT PDFFONTS PDFINFO
"""

import filecmp
import os
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zlib

WRITE_PAGES, PDFTOTEXT, PDFFONTS, PDFINFO = sys.argv[1:]
FILES = [f"{name}.{kind}" for name in ("page", "hostile") for kind in ("svg", "pdf", "png")]
TEXTS = ["病棟ゾーン（3階）", "画像サーバ PACS", "電子カルテ", "10.0.0.1:443/tcp", "ABC abc 𠮷 → ①"]
SVG = "{http://www.w3.org/2000/svg}"
failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def write_pages(directory, **options):
    os.mkdir(directory)
    run(WRITE_PAGES, directory, **options)


def check_svg(directory):
    root = xml.parse(os.path.join(directory, "page.svg")).getroot()
    expect(root.find(f"{SVG}title").text == "院内データフロー図 <ward>", "the SVG lost its title")
    zone = root.find(f"{SVG}g[@id='zone']")
    expect(zone.find(f"{SVG}title").text == "ward <3F> & OR", "the SVG lost a tooltip")
    texts = [t.text for t in root.iter(f"{SVG}text")]
    expect(all(t in "\n".join(texts) for t in TEXTS), f"the SVG lost text: {texts}")
    hostile = xml.parse(os.path.join(directory, "hostile.svg")).getroot()
    ids = [g.get("id") for g in hostile.iter(f"{SVG}g")]
    expect(ids == ["a", "b"], f"groups of the hostile SVG: {ids}")


def check_pdf(directory):
    page = os.path.join(directory, "page.pdf")
    for number, size in (1, "360 x 240"), (2, "1190.55 x 841.89"):  # 420 mm x 297 mm
        text = run(PDFTOTEXT, "-f", str(number), "-l", str(number), "-enc", "UTF-8", page, "-")
        for wanted in TEXTS:
            expect(text.count(wanted) == 1, f"page {number} of the PDF: {wanted!r} in {text!r}")
        info = run(PDFINFO, "-f", str(number), "-l", str(number), page)
        expect(size in info, f"page {number} of the PDF is not {size} points: {info}")
    info = run(PDFINFO, "-isodates", page)
    expect("院内データフロー図 <ward>" in info, f"the PDF lost its title: {info}")
    expect("2026-03-02T10:00:00Z" in info, f"the PDF has another date: {info}")
    for name in "page.pdf", "hostile.pdf":
        fonts = run(PDFFONTS, os.path.join(directory, name)).splitlines()[2:]
        expect(fonts, f"{name} has no fonts")
        for font in fonts:
            expect(font.split()[-5:-2] == ["yes", "yes", "yes"], f"{name}: not embedded as subset: {font}")


def read_png(path):
    """Width, height, pixels a metre and rows of (red, green, blue)."""
    with open(path, "rb") as file:
        data = file.read()
    expect(data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG")
    at, chunks = 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        expect(crc == zlib.crc32(kind + body), f"{path}: checksum of {kind}")
        chunks.append((kind, body))
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[0][1][:10])
    expect((depth, colour) == (8, 2), f"{path}: not 8 bits of red, green and blue")
    per_metre = next(struct.unpack(">IIB", body) for kind, body in chunks if kind == b"pHYs")
    packed = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    return width, height, per_metre, unfiltered(packed, width, height)


def unfiltered(packed, width, height):
    """PNG 1.2, section 6."""
    stride, above, rows = 3 * width, bytearray(3 * width), []
    for y in range(height):
        begin = y * (stride + 1)
        kind, row = packed[begin], bytearray(packed[begin + 1 : begin + 1 + stride])
        for x in range(stride):
            left = row[x - 3] if x >= 3 else 0
            corner = above[x - 3] if x >= 3 else 0
            up = above[x]
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda p: abs(guess - p))
            row[x] = (row[x] + (0, left, up, (left + up) // 2, paeth)[kind]) & 0xFF
        rows.append([tuple(row[i : i + 3]) for i in range(0, stride, 3)])
        above = row
    return rows


def check_png(directory):
    width, height, per_metre, rows = read_png(os.path.join(directory, "page.png"))
    expect((width, height) == (720, 480), f"the PNG has {width} x {height} pixels")  # 144 dots: twice
    expect(per_metre == (5669, 5669, 1), f"the PNG is printed with {per_metre}")  # 144 / 0.0254 = 5669.3
    for x, y, wanted in (
        (5, 5, (255, 255, 255)),  # ground
        (640, 440, (255, 0, 0)),  # the red box covers 600 to 680, 420 to 460
        (200, 300, (0xDC, 0xEE, 0xF9)),  # the zone
        (80, 200, (0x44, 0x54, 0x6A)),  # the box's line, two pixels wide, at 79 to 81
        # 0.4 of E69F00 over 0.6 of DCEEF9: (224, 206.4, 149.4)
        (460, 200, (224, 206, 149)),
    ):
        near = all(abs(a - b) <= 1 for a, b in zip(rows[y][x], wanted))
        expect(near, f"pixel {x},{y} is {rows[y][x]}, not {wanted}")
    # Text of 10 points in the box from 92 to 249: dark pixels there, and none beside it.
    dark = [x for x in range(84, 258) for y in range(186, 214) if sum(rows[y][x]) < 200]
    expect(len(dark) > 200, "the box is without text")
    expect(min(dark) > 88 and max(dark) < 252, f"text reaches from {min(dark)} to {max(dark)}")
    # Forty slashes begin at 20 points and have a room of 40 x 0.44 x 10 = 176 points: up to 392 pixels.
    dark = [x for x in range(600) for y in range(430, 455) if sum(rows[y][x]) < 300]
    expect(370 < max(dark) <= 394, f"slashes reach to {max(dark)}, not squeezed into their room")


def check_same_bytes(directory):
    """Once more, where fontconfig knows no font, and in another language and zone."""
    config = os.path.join(directory, "fonts.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?><fontconfig/>')
    surroundings = {**os.environ, "LC_ALL": "ja_JP.UTF-8", "TZ": "Asia/Tokyo"}
    for number, env in enumerate((os.environ, {**surroundings, "FONTCONFIG_FILE": config})):
        again = os.path.join(directory, f"again{number}")
        write_pages(again, env=env)
        _, different, unreadable = filecmp.cmpfiles(directory, again, FILES, shallow=False)
        expect(not different and not unreadable, f"other bytes: {different} {unreadable}")


with tempfile.TemporaryDirectory() as top:
    first = os.path.join(top, "first")
    write_pages(first)
    check_svg(first)
    check_pdf(first)
    check_png(first)
    read_png(os.path.join(first, "hostile.png"))
    check_same_bytes(first)
for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
