"""Fails where a source uses a part of the library that one of the two compilers cannot read.

The fuzz targets are built with clang 14 over libstdc++ 12, in which `std::ranges::subrange` does not compile (LLVM
issue 44178); so no algorithm that returns one may be used. The release is built with GCC, which does not notice."""
import pathlib
import re
import sys

SUBRANGE = re.compile(
    r"std::ranges::(?:subrange|unique|remove|remove_if|equal_range|search|search_n|find_end|partition"
    r"|stable_partition|rotate|shift_left|shift_right)\b|std::views::")


def main(root):
    wrong = []
    for folder in ("base", "capture", "graph", "analyze", "render", "samples", "cli", "tests"):
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for use in SUBRANGE.finditer(line):
                    wrong.append(f"{path.relative_to(root)}:{number}: {use.group()} does not compile with clang 14")
    print("\n".join(wrong) or "none")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
