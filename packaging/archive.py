"""The archive for machines without Debian 12: the program with its loader, libraries, font and time zones.

docs/decisions/0023-the-archive-brings-its-libraries.md says why. Everything is taken from the machine that builds."""
import gzip
import os
import re
import shutil
import subprocess
import tarfile

LICENCE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "LICENSE")
FONT = "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"
ZONES = "/usr/share/zoneinfo"
GCONV_MODULES = ("module CP932// INTERNAL CP932 1\nmodule INTERNAL CP932// CP932 1\n"
                 "alias WINDOWS-31J// CP932//\nalias MS932// CP932//\n")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def library_folder():
    return os.path.dirname(os.path.realpath(output("gcc", "-print-file-name=libc.so.6").strip()))


def libraries_of(program):
    """Paths of the shared libraries that it needs, and of the loader."""
    found = re.findall(r"(?:=> )?(/\S+) \(0x", output("ldd", program))
    return sorted(set(found))


def strip_into(source, target):
    subprocess.run(["strip", "-o", target, source], check=True)
    os.chmod(target, 0o755)


def copy(source, target, mode=0o644):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    os.chmod(target, mode)


def add_libraries(root, program):
    """Everything the program loads: the taken files, for their licences."""
    folder = library_folder()
    plugin = os.path.join(folder, "graphviz", "libgvplugin_dot_layout.so.6")
    taken = sorted(set(libraries_of(program) + libraries_of(plugin)))
    for path in taken:
        copy(os.path.realpath(path), os.path.join(root, "lib", os.path.basename(path)), 0o755)
    copy(os.path.realpath(plugin), os.path.join(root, "lib", "graphviz", os.path.basename(plugin)))
    with open(os.path.join(folder, "graphviz", "config6a"), encoding="ascii") as f:
        section = re.search(r"^libgvplugin_dot_layout\.so\.6 .*?^}\n", f.read(), re.M | re.S)[0]
    with open(os.path.join(root, "lib", "graphviz", "config6a"), "w", encoding="ascii") as f:
        f.write(section)
    converter = os.path.join(folder, "gconv", "CP932.so")
    copy(converter, os.path.join(root, "lib", "gconv", "CP932.so"))
    with open(os.path.join(root, "lib", "gconv", "gconv-modules"), "w", encoding="ascii") as f:
        f.write(GCONV_MODULES)
    return taken + [plugin, converter]


def add_zones(root):
    """The zones of the system, without those that count leap seconds and the copies of all under another name."""
    target = os.path.join(root, "share", "zoneinfo")
    for folder, folders, files in os.walk(ZONES):
        folders[:] = [f for f in folders if f not in ("right", "posix")]
        for name in files:
            source = os.path.join(folder, name)
            with open(source, "rb") as f:
                is_zone = f.read(4) == b"TZif"
            if is_zone and name not in ("localtime", "posixrules"):
                copy(source, os.path.join(target, os.path.relpath(source, ZONES)))


def packages_of(paths):
    """The Debian packages that brought the files: sorted (name, version)."""
    spelled = set()
    for path in paths:
        for name in (path, os.path.realpath(path)):
            inner = name[len("/usr"):] if name.startswith("/usr/") else name  # packages name files before and after usr-merge
            spelled |= {inner, "/usr" + inner}
    found = subprocess.run(["dpkg-query", "-S"] + sorted(spelled), capture_output=True, text=True).stdout.splitlines()
    owner = {file: package for package, file in (line.split(": ", 1) for line in found)}
    names = set()
    for path in paths:
        real = os.path.realpath(path)
        package = owner.get(path) or owner.get(real) or owner.get(real[len("/usr"):]) or owner.get("/usr" + path)
        if not package:
            raise SystemExit("%s: no package brought it" % path)
        names.add(package)
    lines = output("dpkg-query", "-W", "-f=${Package} ${Version}\n", *sorted(names)).splitlines()
    return sorted(tuple(line.split()) for line in lines)


def add_licences(root, taken):
    """Who wrote what was taken, and the versions whose sources Debian keeps."""
    packages = packages_of(taken)
    for name, _ in packages:
        copy("/usr/share/doc/%s/copyright" % name, os.path.join(root, "share", "licences", name))
    with open(os.path.join(root, "share", "licences", "PACKAGES"), "w", encoding="ascii") as f:
        f.write("Debian packages whose files are in this archive; their sources: https://snapshot.debian.org/\n\n")
        f.writelines("%s %s\n" % package for package in packages)


def fill(root, build):
    """Makes the archive's folder from what a build installs."""
    staged = root + ".installed"
    subprocess.run(["cmake", "--install", build, "--strip", "--prefix", staged], check=True, stdout=subprocess.DEVNULL)
    os.makedirs(os.path.join(root, "lib"))
    strip_into(os.path.join(build, "hamon_launcher"), os.path.join(root, "hamon"))
    copy(os.path.join(staged, "bin", "hamon"), os.path.join(root, "lib", "hamon"), 0o755)
    copy(LICENCE, os.path.join(root, "LICENSE"))
    shutil.copytree(os.path.join(staged, "share"), os.path.join(root, "share"))
    shutil.rmtree(staged)
    copy(FONT, os.path.join(root, "share", "fonts", "ipaexg.ttf"))
    add_zones(root)
    taken = add_libraries(root, os.path.join(build, "hamon"))
    add_licences(root, taken + [FONT, os.path.join(ZONES, "Asia", "Tokyo")])


def pack(root, target, epoch):
    """The folder as tar.gz: the same bytes whoever packs it, and when."""

    def same_for_all(entry):
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = epoch
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    base = os.path.dirname(root)
    paths = [root]
    for folder, folders, files in os.walk(root):
        paths += [os.path.join(folder, name) for name in folders + files]
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(paths):
            tar.add(path, os.path.relpath(path, base), recursive=False, filter=same_for_all)


def make(build, version, folder, epoch):
    """Writes the archive into `folder`; its path."""
    name = "hamon-%s-linux-x86_64" % version
    root = os.path.join(folder, name)
    shutil.rmtree(root, ignore_errors=True)
    fill(root, build)
    target = root + ".tar.gz"
    pack(root, target, epoch)
    shutil.rmtree(root)
    return target
