#!/usr/bin/env python3
"""Runs the commands of a page of docs/manual that is written for one kind of user.

manual_page.py PAGE JACKDAW SOURCE-FOLDER BUILD-FOLDER [MODULE-FOLDER]

All blocks of the page that are marked as `sh` make one script, which must run through, in a home of its
own with some pictures. `/srv/photos` is a folder there, port 8080 one that is free. A comment
before a block says what else becomes of it:

    <!-- test: file NAME -->     the block, of whatever language, is a file below the home
    <!-- test: background -->    its last command does not end by itself
    <!-- test: needs WHAT -->    left out where WHAT (fuse, python, numpy) is missing here
    <!-- test: skip, REASON -->  left out

Status 77: a program is missing that all of the page needs.
"""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

TIMEOUT_S = 600
BLOCK = re.compile(r"(?:^<!-- test: (?P<mark>[^\n]*?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
                   re.DOTALL | re.MULTILINE)
NEEDED = {"photographer": ["rsync"], "administrator": ["jq", "rsync"], "researcher": ["jq", "cjpeg"],
          "developer": ["jq", "cmake", "pkg-config", "cc", "c++"], "web-operator": ["curl"]}
PRELUDE = """set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
# A server that was started just now may not listen yet.
curl() { command curl -fsS --retry 60 --retry-delay 1 --retry-connrefused "$@"; }
cd ~
"""


def make_jpeg(path, seed):
    """A small picture that differs from others of another seed."""
    width, height = 120, 80
    rows = []
    for y in range(height):
        for x in range(width):
            rows.append(f"{(x * 2 + seed * 31) % 256} {(y * 3 + x * seed) % 256} {(x + y) % 256}")
    ppm = f"P3\n{width} {height}\n255\n" + "\n".join(rows) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        subprocess.run(["cjpeg", "-quality", "85"], input=ppm.encode(), stdout=file, check=True)


def make_home(home, source):
    """What the pages speak of. Returns the originals of the trees by name."""
    for number, tree in enumerate(("Pictures", "srv/photos")):
        for i in range(1, 4):
            make_jpeg(home / tree / "2019" / f"IMG_000{i}.jpg", 10 * number + i)
        make_jpeg(home / tree / "2020" / "IMG_0001.jpg", 10 * number + 7)
        (home / tree / "2020" / "IMG_0001.xmp").write_text("<xmp/>\n")
    for name in ("a", "b"):
        make_jpeg(home / "pictures" / f"{name}.jpg", ord(name))
    make_jpeg(home / "first" / "photo.jpg", 3)
    make_jpeg(home / "new.jpg", 30)
    (home / "jackdaw").symlink_to(source)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_there(what, module):
    if what == "fuse":
        return (os.access("/dev/fuse", os.R_OK | os.W_OK) and shutil.which("fusermount3") is not None
                and can_mount())
    if what in ("python", "numpy"):
        names = "jackdaw" if what == "python" else "jackdaw, numpy"
        return module is not None and subprocess.run(
            ["python3", "-c", f"import {names}"], env={**os.environ, "PYTHONPATH": module},
            capture_output=True, check=False).returncode == 0
    raise SystemExit(f"the page needs {what}, which this test does not know")


def can_mount():
    """Containers often have the device and not the right to mount; and mount may not be built in."""
    with tempfile.TemporaryDirectory() as folder:
        tree, point = os.path.join(folder, "tree"), os.path.join(folder, "point")
        os.mkdir(tree)
        os.mkdir(point)
        mounted = subprocess.run(["jackdaw", "mount", "-q", "--daemon", tree, point],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            print(f"cannot mount here: {mounted.stderr.decode().strip()}")
            return False
        return subprocess.run(["fusermount3", "-u", point], check=False).returncode == 0


def script_of(page, home, module):
    """The script, and the files of the page are written."""
    parts, num_run = [PRELUDE], 0
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        mark, text = block["mark"] or "", block["text"]
        if mark.startswith("file "):
            path = home / mark[len("file "):]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if block["language"] != "sh" or mark.startswith("file "):
            continue
        if mark.startswith("skip, "):
            print(f"left out: {text.strip()} ({mark[len('skip, '):]})")
            continue
        if mark.startswith("needs ") and not is_there(mark[len("needs "):], module):
            print(f"left out, since {mark[len('needs '):]} is missing: {text.strip()}")
            continue
        if mark == "background":
            commands, last = text.rstrip("\n").rpartition("\n")[::2]
            text = f"{commands}\n{re.sub(r' +#.*', '', last)} &\n"
        parts.append(text)
        num_run += 1
    if num_run == 0:
        raise SystemExit(f"{page} has no commands")
    return "".join(parts)


def run(script, home, environment):
    """Ends what the script has left, too: it is the leader of its group."""
    path = home / "script.sh"
    path.write_text(script, encoding="utf-8")
    with subprocess.Popen(["bash", "-x", str(path)], env=environment, stdin=subprocess.DEVNULL,
                          start_new_session=True) as child:
        try:
            status = child.wait(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            print(f"not done after {TIMEOUT_S} s")
            status = 1
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return status


def main():
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    name, program, source, build = sys.argv[1:5]
    module = sys.argv[5] if len(sys.argv) > 5 else None
    missing = [tool for tool in ["cjpeg", *NEEDED[name]] if shutil.which(tool) is None]
    if missing:
        print(f"missing: {', '.join(missing)}")
        sys.exit(77)
    source = pathlib.Path(source).resolve()
    with tempfile.TemporaryDirectory(prefix="jackdaw-manual.") as folder:
        home = pathlib.Path(folder) / "home"
        programs = pathlib.Path(folder) / "bin"
        programs.mkdir()
        (programs / "jackdaw").symlink_to(pathlib.Path(program).resolve())
        (programs / "python3").symlink_to(sys.executable)  # that of the module
        os.environ["PATH"] = f"{programs}:{os.environ['PATH']}"
        make_home(home, source)
        script = script_of(source / "docs" / "manual" / f"{name}.md", home, module)
        script = script.replace("/srv/photos", str(home / "srv" / "photos"))
        script = re.sub(r"^jackdaw serve (?!.*--port)", "jackdaw serve --port 8080 ", script, flags=re.M)
        script = script.replace("8080", str(free_port()))
        # A build is installed from where it is, not from the clone.
        script = script.replace("cmake --install build ", f"cmake --install {build} ")
        environment = {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / ".state")}
        if module is not None:
            environment["PYTHONPATH"] = module
        sys.stdout.flush()
        status = run(script, home, environment)
        print(f"{name}: " + ("all commands ran" if status == 0 else f"status {status}"))
        sys.exit(0 if status == 0 else 1)


main()
