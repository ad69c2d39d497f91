#!/usr/bin/env python3
"""The packages have the same bytes whoever makes them, where and when, and hold what they must.

made_twice.py SOURCE BUILD: scripts/package runs twice on the build, under other conditions each time."""
import filecmp
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

SOURCE, BUILD = sys.argv.pop(1), sys.argv.pop(1)


def made(folder, umask, zone, language):
    environment = dict(os.environ, SOURCE_DATE_EPOCH="1780000000", TZ=zone, LC_ALL=language)
    old = os.umask(umask)
    try:
        subprocess.run([os.path.join(SOURCE, "scripts", "package"), "--build", BUILD, "--output", folder], check=True, env=environment,
                       stdout=subprocess.DEVNULL)
    finally:
        os.umask(old)
    return sorted(os.listdir(folder))


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.first, cls.second = os.path.join(cls.folder, "first"), os.path.join(cls.folder, "the second")
        cls.names = made(cls.first, 0o022, "UTC", "C")
        cls.again = made(cls.second, 0o077, "Asia/Tokyo", "C.UTF-8")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_have_the_same_bytes(self):
        self.assertEqual(len(self.names), 2)
        self.assertEqual(self.names, self.again)
        for name in self.names:
            self.assertTrue(filecmp.cmp(os.path.join(self.first, name), os.path.join(self.second, name), shallow=False), name)

    def test_the_debian_package_holds_program_pages_completion_and_unit(self):
        deb = os.path.join(self.first, next(n for n in self.names if n.endswith(".deb")))
        tree = os.path.join(self.folder, "tree")
        subprocess.run(["dpkg-deb", "-x", deb, tree], check=True)
        for path in ("bin/hamon", "share/man/man1/hamon.1.gz", "share/man/man1/hamon-check.1.gz", "share/man/ja/man1/hamon-check.1.gz",
                     "share/bash-completion/completions/hamon", "share/zsh/vendor-completions/_hamon", "share/doc/hamon/copyright",
                     "share/doc/hamon/changelog.gz", "share/doc/hamon/changelog.Debian.gz"):
            self.assertGreater(os.path.getsize(os.path.join(tree, "usr", path)), 0, path)
        with open(os.path.join(tree, "usr/lib/systemd/system/hamon-capture@.service"), encoding="utf-8") as f:
            self.assertIn("\nExecStart=/usr/bin/hamon capture ", f.read())
        fields = subprocess.run(["dpkg-deb", "-f", deb, "Depends"], check=True, capture_output=True, text=True).stdout
        for package in ("libpcap0.8", "libc6", "libgvc6", "fonts-ipaexfont-gothic", "tzdata"):
            self.assertIn(package, fields)

    def test_the_archive_has_one_folder_no_owner_and_needs_nothing_outside(self):
        name = next(n for n in self.names if n.endswith(".tar.gz"))
        with tarfile.open(os.path.join(self.first, name)) as tar:
            members = tar.getmembers()
        self.assertEqual({m.name.split("/")[0] for m in members}, {name[:-len(".tar.gz")]})
        self.assertEqual({(m.uid, m.gid, m.mtime) for m in members}, {(0, 0, 1780000000)})
        self.assertTrue(all(m.isfile() or m.isdir() for m in members))
        paths = {m.name.split("/", 1)[1] for m in members if "/" in m.name}
        for path in ("hamon", "LICENSE", "lib/hamon", "lib/libc.so.6", "share/zoneinfo/Asia/Tokyo", "share/fonts/ipaexg.ttf",
                     "share/licences/PACKAGES", "share/licences/libc6", "lib/gconv/CP932.so"):
            self.assertIn(path, paths)

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed")
    def test_lintian_finds_no_error(self):
        deb = os.path.join(self.first, next(n for n in self.names if n.endswith(".deb")))
        done = subprocess.run(["lintian", "--fail-on", "error", deb], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
