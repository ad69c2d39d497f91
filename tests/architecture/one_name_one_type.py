"""Fails when two headers define a type of the same name in namespace hamon.

Such a pair links without a word, and every use silently gets one of the two (the one-definition rule)."""
import pathlib
import re
import sys

# A definition at the left margin is in namespace hamon; nested and anonymous ones are indented or in sources.
TYPE = re.compile(r"^(?:template\s*<.*>\s*)?(?:class|struct|union|enum class|enum struct|enum)\s+(\w+)\b(?!::)[^;{]*\{", re.M)


def main(root):
    found = {}
    for folder in ("base", "capture", "graph", "analyze", "render", "samples", "cli"):
        for path in sorted((root / folder).glob("*.[ch]pp")):
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"^namespace \{$.*?^\}  // namespace$", "", text, flags=re.S | re.M)
            for name in set(TYPE.findall(text)):
                found.setdefault(name, []).append(str(path.relative_to(root)))
    twice = {name: paths for name, paths in found.items() if len(paths) > 1}
    for name, paths in sorted(twice.items()):
        print(f"{name}: {', '.join(paths)}")
    print(f"{len(found)} types, {len(twice)} names twice")
    return 1 if twice or not found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
