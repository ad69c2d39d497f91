#!/usr/bin/env python3
"""Man pages and completion hold every command and option of `--help`, and nothing else.

agree.py HAMON MANUAL: the program, and the folder that the build's write_manual filled. What --help prints is read here by itself."""
import os
import re
import shutil
import subprocess
import sys
import unittest

HAMON, MANUAL = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
HEADINGS = {"en": ("Options:", "Commands:"), "ja": ("オプション:", "コマンド:")}


def output(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", **more).stdout


def help_of(words, language="en"):
    """What the help of a command lists: (options, commands)."""
    text = output(HAMON, "--lang", language, *words, "--help")
    listed = {}
    for line in text.splitlines():
        if line.endswith(":") and not line.startswith(" "):
            rows = listed.setdefault(line, [])
        elif re.match(r"  \S", line):
            rows.append(line.split()[0])
    options, commands = (listed.get(heading, []) for heading in HEADINGS[language])
    return [name for row in options for name in row.split(",")], commands


def all_commands():
    """Every way to call the program: words behind its name -> (options, commands)."""
    found, waiting = {}, [()]
    while waiting:
        words = waiting.pop()
        found[words] = help_of(words)
        waiting += [words + (command,) for command in found[words][1]]
    return found


ALL = all_commands()


def page(name, language="en"):
    folder = os.path.join(MANUAL, "ja" if language == "ja" else "", "man1")
    with open(os.path.join(folder, name + ".1"), encoding="utf-8") as f:
        return f.read().replace(r"\-", "-")


def options_in(text):
    """Names that head an entry of a page."""
    heads = re.findall(r"^\.TP\n(.+)$", text, re.M)
    return [name for head in heads for name in re.findall(r"\\fB(-[\w-]+)\\fR", head)]


class Pages(unittest.TestCase):
    def test_every_command_has_a_page_in_both_languages_and_no_other_has(self):
        wanted = {"hamon.1"} | {"hamon-%s.1" % command for command in ALL[()][1]}
        self.assertGreater(len(wanted), 20)
        for folder in ("man1", "ja/man1"):
            self.assertEqual(set(os.listdir(os.path.join(MANUAL, folder))), wanted)

    def test_a_page_lists_the_options_of_its_command_and_of_the_commands_below(self):
        for language in HEADINGS:
            for words in ALL:
                if len(words) > 1:
                    continue
                below = [options for other, (options, _) in ALL.items() if words and other[:1] == words]
                wanted = sum(below, []) if words else ALL[()][0]
                text = page("-".join(("hamon",) + words), language)
                self.assertEqual(sorted(options_in(text)), sorted(wanted), (language, words))
                self.assertEqual(sorted(help_of(words, language)[0]), sorted(ALL[words][0]), (language, words))

    def test_the_programs_page_lists_the_commands(self):
        for language in HEADINGS:
            listed = re.findall(r"^\\fBhamon ([\w-]+)\\fR$", page("hamon", language), re.M)
            self.assertEqual(listed, ALL[()][1])

    def test_the_words_of_an_option_are_those_of_the_help(self):
        # Longest of them: the text behind `--state` of `find`.
        text = output(HAMON, "find", "--help")
        self.assertIn("established, attempted, rejected or one_way", text)
        self.assertIn("established, attempted, rejected or one_way", page("hamon-find"))
        self.assertIn("終了ステータス", page("hamon-find", "ja"))

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_the_formatter_has_nothing_to_complain_of(self):
        for folder in ("man1", "ja/man1"):
            for name in os.listdir(os.path.join(MANUAL, folder)):
                done = subprocess.run(["groff", "-man", "-Kutf8", "-Tutf8", "-ww", "-Wbreak", "-z", os.path.join(MANUAL, folder, name)], capture_output=True)
                self.assertEqual((done.returncode, done.stderr), (0, b""), name)


def offered_by_bash(*words):
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hamon; printf "%s\\n" "${COMPREPLY[@]}"'
    return output("bash", "-c", script, "bash", os.path.join(MANUAL, "hamon.bash"), *words).split()


class Bash(unittest.TestCase):
    def test_it_offers_the_options_and_commands_of_the_help(self):
        for words, (options, commands) in ALL.items():
            wanted = set(options) | {"--lang"}
            self.assertEqual(set(offered_by_bash("hamon", *words, "-")), wanted, words)
            if commands:
                self.assertEqual(set(offered_by_bash("hamon", *words, "")), wanted | set(commands), words)

    def test_it_completes_what_has_begun_and_knows_the_words_that_an_option_takes(self):
        self.assertEqual(offered_by_bash("hamon", "spr"), ["spread"])
        self.assertEqual(offered_by_bash("hamon", "map", "--level", ""), ["zone", "system", "service", "department"])
        self.assertEqual(offered_by_bash("hamon", "check", "-c", ""), [])  # names of files


@unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
class Zsh(unittest.TestCase):
    def test_it_offers_the_options_and_commands_of_the_help(self):
        with open(os.path.join(MANUAL, "_hamon"), encoding="utf-8") as f:
            text = f.read()
        for words, (options, commands) in ALL.items():
            name = "_".join(("_hamon",) + words)
            body = re.search(r"^%s\(\) \{\n(.*?)^\}" % re.escape(name), text, re.M | re.S)[1]
            offered = re.findall(r"^    '\*?(--?[\w-]+)\[", body, re.M)
            self.assertEqual(set(offered), set(options) | {"--lang"}, words)
            self.assertEqual(re.findall(r"^    '([a-z][\w-]*):", body, re.M), commands, words)

    def test_the_shell_can_read_it(self):
        script = "autoload -Uz compinit; compinit -u -D; compdef() { }; _arguments() { }; _describe() { }; source %s" % os.path.join(MANUAL, "_hamon")
        self.assertEqual(output("zsh", "-f", "-c", script), "")


if __name__ == "__main__":
    unittest.main()
