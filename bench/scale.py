#!/usr/bin/env python3
"""Measures how Jackdaw's time and memory grow with the number of files.

scale.py [--jackdaw PROGRAM] [--folder DIR] [--numbers N,N...] [--compress-at-most N] [--json FILE]

For each N it makes a tree of N small JPEG files, all different, some with names that are hard to
handle, compresses it, checks and lists it, and, where `jackdaw mount` is built in, mounts it and runs
find on it. For each step it prints files a second, processor time a file, which other programs and the
disk disturb less, and the peak of resident memory; before them the sizes of what was written. The
trees are removed. docs/measured/scale.md has results.

Compressing a million files takes hours. Above --compress-at-most, the tree consists of copies of 1000
compressed files under the names that the others would have, and compressing is not measured.

The files are grey, 64 x 64, 0.6 to 2 kB: the cost of a file as such, not of its pixels, is measured.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

FILES_PER_FOLDER = 1000
# Every so many files, one has a hard name.
HARD_NAME_PERIOD = 50
NUM_TEMPLATES = 64
CATALOGUE = ".jackdaw-catalogue.sqlite"

# ---- Small JPEG files

# Huffman tables of T.81, K.3: numbers of codes by length, then symbols.
DC_COUNTS = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
DC_SYMBOLS = bytes(range(12))
# A table of our own for AC: end of block, 15 runs of one size after the other.
AC_COUNTS = bytes([0, 1, 2, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125])
AC_FIRST = bytes.fromhex(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a"
    "3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a9293"
    "9495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6"
    "e7e8e9eaf1f2f3f4f5f6f7f8f9fa")


def codes_of(counts, symbols):
    """{symbol: (code, length)} by T.81, annex C."""
    codes, code, at = {}, 0, 0
    for length, count in enumerate(counts, 1):
        for symbol in symbols[at:at + count]:
            codes[symbol] = (code, length)
            code += 1
        at += count
        code <<= 1
    return codes


class BitWriter:
    def __init__(self):
        self.value, self.length = 0, 0

    def put(self, code, length):
        self.value = self.value << length | code
        self.length += length

    def amplitude(self, level):
        """The category of a level; its bits are written by put_level."""
        return abs(level).bit_length()

    def put_level(self, level):
        size = self.amplitude(level)
        self.put(level if level >= 0 else level + (1 << size) - 1, size)

    def finish(self):
        padding = -self.length % 8
        value = self.value << padding | (1 << padding) - 1
        return value.to_bytes((self.length + padding) // 8, "big").replace(b"\xff", b"\xff\x00")


def segment(marker, payload):
    return bytes([0xff, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload


def scan_of(rng, blocks):
    dc, ac = codes_of(DC_COUNTS, DC_SYMBOLS), codes_of(AC_COUNTS, AC_FIRST)
    bits, last = BitWriter(), 0
    for _ in range(blocks):
        level = max(-500, min(500, last + rng.randint(-30, 30)))
        bits.put(*dc[bits.amplitude(level - last)])
        bits.put_level(level - last)
        last = level
        for _ in range(rng.randint(1, 12)):
            value = rng.choice((-3, -2, -1, -1, 1, 1, 2, 3))
            run = rng.choice((0, 0, 0, 1, 2))
            bits.put(*ac[run << 4 | bits.amplitude(value)])
            bits.put_level(value)
        bits.put(*ac[0])
    return bits.finish()


def make_template(seed):
    """What comes before and after the comment that makes each file another one."""
    rng = random.Random(seed)
    head = b"\xff\xd8" + segment(0xdb, b"\x00" + bytes(min(255, 8 + 2 * k) for k in range(64)))
    rest = segment(0xc0, b"\x08\x00\x40\x00\x40\x01\x01\x11\x00")
    rest += segment(0xc4, b"\x00" + DC_COUNTS + DC_SYMBOLS)
    rest += segment(0xc4, b"\x10" + AC_COUNTS + AC_FIRST)
    rest += segment(0xda, b"\x01\x01\x00\x00\x3f\x00") + scan_of(rng, 64) + b"\xff\xd9"
    return head, rest


def hard_name(number):
    """Names that programs get wrong, as bytes. All are different."""
    tail = b"%d.jpg" % number
    kinds = [b"with a blank ", b"-dash", "Gr\u00fc\u00dfe ".encode(), b"\xff\xfe not UTF-8 ", b"line\nbreak",
             b"quote'\"", b"*?[a]", b"x" * 200, b"a.jkd.", b"$(true) `x` ", b"\\back", b"\xf0\x9f\x93\xb7 "]
    name = kinds[number // HARD_NAME_PERIOD % len(kinds)] + tail
    return name if number % 3 else name[:-4] + b".JPG"


def make_contents():
    """A function from the number of a file to its bytes."""
    templates = [make_template(seed) for seed in range(NUM_TEMPLATES)]

    def content(number):
        head, rest = templates[number % NUM_TEMPLATES]
        return head + segment(0xfe, b"%d" % number) + rest

    return content


def compressed_contents(program, folder):
    """The same for .jkd files, of 1000 contents."""
    path = os.path.join(folder, "some")
    make_tree(path, 1000, make_contents())
    run([program, "compress", "-q", "--preset", "fast", "--remove-original", path])
    files = []
    for directory, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(directory, name), "rb") as file:
                files.append(file.read())
    shutil.rmtree(path)
    return lambda number: files[number % len(files)]


def make_tree(folder, count, content, ending=b""):
    """content: from the number of a file to its bytes. Returns the sum of the sizes."""
    num_bytes = 0
    for number in range(count):
        if number % FILES_PER_FOLDER == 0:
            part = number // FILES_PER_FOLDER
            path = os.path.join(os.fsencode(folder), b"%03d" % (part // 100), b"%02d" % (part % 100))
            os.makedirs(path)
        is_hard = number % HARD_NAME_PERIOD == 0
        name = hard_name(number) if is_hard else b"IMG_%07d.jpg" % number
        data = content(number)
        with open(os.path.join(path, name + ending), "wb") as file:
            file.write(data)
        num_bytes += len(data)
    return num_bytes

# ---- Steps

def run(command, allowed=(0,)):
    """Seconds, processor seconds and peak of resident memory in MB of a command."""
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in allowed:
        sys.exit(f"status {child.returncode}: {' '.join(map(str, command))}")
    return {"seconds": time.monotonic() - start, "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_mb": usage.ru_maxrss / 1024}


def has(program, command, flag=None):
    done = subprocess.run([program, command, "--help"], capture_output=True, check=False)
    return done.returncode == 0 and (flag is None or flag.encode() in done.stdout)


def drop_caches():
    subprocess.run(["sync"], check=False)
    try:
        with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
            file.write("3\n")
    except OSError:
        print("  the caches of the kernel are not dropped before find: not root")


def measure_mount(program, tree, folder):
    """Times of the first `find` with the size of each file, and of two more. Root has the caches of
    the kernel dropped before the first."""
    point = os.path.join(folder, "mount")
    os.mkdir(point)
    with subprocess.Popen([program, "mount", "-f", tree, point], stderr=subprocess.DEVNULL) as daemon:
        try:
            for _ in range(100):
                if os.path.ismount(point):
                    break
                time.sleep(0.1)
            else:
                return {}  # no FUSE on this machine
            drop_caches()
            times = [run(["find", point, "-size", "+0", "-printf", "%s\\n"]) for _ in range(3)]
            return {"find, first": times[0], "find, again": times[1], "find, once more": times[2]}
        finally:
            subprocess.run(["fusermount3", "-u", point], check=False)
            daemon.wait(timeout=60)


def measure_compress(program, count, folder, tree):
    start = time.monotonic()
    sizes = {"JPEG": make_tree(tree, count, make_contents())}
    steps = {"make the tree": {"seconds": time.monotonic() - start}}
    compress = [program, "compress", "-q", "--preset", "fast", "--remove-original", tree]
    if has(program, "compress", "--journal"):
        journal = os.path.join(folder, "journal")
        compress[3:3] = ["--journal", journal]
    steps["compress"] = run(compress)
    if "--journal" in compress:
        sizes["journal"] = os.path.getsize(journal)
    return sizes, steps


def measure(program, count, folder, compress_at_most):
    tree = os.path.join(folder, "tree")
    if count <= compress_at_most:
        sizes, steps = measure_compress(program, count, folder, tree)
    else:
        contents = compressed_contents(program, folder)
        sizes, steps = {"copies of .jkd": make_tree(tree, count, contents, b".jkd")}, {}
    if has(program, "check"):
        steps["check, first"] = run([program, "check", tree])
        steps["check --quick"] = run([program, "check", "--quick", tree])
        steps["check --sizes"] = run([program, "check", "--sizes", tree])
        steps["list"] = run([program, "list", tree])
        steps["list --sort size"] = run([program, "list", "--sort", "size", tree])
        sizes["catalogue"] = os.path.getsize(os.path.join(tree, CATALOGUE))
    if has(program, "mount"):
        steps.update(measure_mount(program, tree, folder))
    return {"files": count, "sizes": sizes, "steps": steps}


def show(result):
    count = result["files"]
    print(f"\n{count} files")
    for what, size in result["sizes"].items():
        print(f"  {what:20} {size:>14} bytes {size / count:>10.1f} a file")
    for what, step in result["steps"].items():
        line = f"  {what:20} {step['seconds']:>12.2f} s {count / step['seconds']:>12.0f} files/s"
        if "peak_mb" in step:
            cpu_us = step["cpu_seconds"] / count * 1e6
            line += f" {cpu_us:>10.0f} us of a core a file {step['peak_mb']:>6.0f} MB"
        print(line)
    sys.stdout.flush()


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jackdaw", default=os.path.join(here, "../build/apps/jackdaw/jackdaw"))
    parser.add_argument("--folder", help="where to make the trees (default: a temporary folder)")
    parser.add_argument("--numbers", default="1000,10000,100000")
    parser.add_argument("--compress-at-most", type=int, default=100000)
    parser.add_argument("--json", help="write the results to this file")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.jackdaw)
    results = []
    for count in map(int, arguments.numbers.split(",")):
        folder = tempfile.mkdtemp(prefix="jackdaw-scale-", dir=arguments.folder)
        try:
            results.append(measure(program, count, folder, arguments.compress_at_most))
            show(results[-1])
            if arguments.json:
                with open(arguments.json, "w", encoding="utf-8") as file:
                    json.dump(results, file, indent=1)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
