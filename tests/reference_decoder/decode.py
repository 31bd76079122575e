#!/usr/bin/env python3
"""A second decoder of .jkd files, slow and short. It was written from docs/format*.md to test that
text; what the text lacked was added to it.

Usage:
  decode.py FILE.jkd OUT               writes the file that FILE.jkd holds
  decode.py --models FILE.jkd          prints the coefficient models that FILE.jkd uses
  decode.py --golden FOLDER [NAME]...  decodes the files of FOLDER/manifest.txt, or those named, and
                                       compares size and hash

Exit status: 0 success, 1 not decoded or different, 2 wrong usage, 77 libzstd, libxxhash or a Python
of at least 3.9 is missing.
"""

import pathlib
import sys
import time

_MISSING = 77


def decode_file(path, out):
    from container import decode
    from errors import FormatError
    try:
        _, original = decode(pathlib.Path(path).read_bytes())
    except FormatError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    pathlib.Path(out).write_bytes(original)
    return 0


def print_models(path):
    from container import COEFFICIENTS, read_header, read_sections
    from errors import FormatError
    try:
        _, rest = read_header(pathlib.Path(path).read_bytes())
        print(*(payload[0] for kind, payload in read_sections(rest) if kind == COEFFICIENTS))
    except FormatError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    return 0


def check_golden(folder, names):
    """A line of the manifest: file, size and XXH3-64 of the original."""
    from container import decode
    from errors import FormatError
    from native import xxh3_64
    folder = pathlib.Path(folder)
    wanted = {}
    for line in (folder / "manifest.txt").read_text().splitlines():
        name, size, digest = line.split()
        wanted[name] = int(size), int(digest, 16)
    failures = 0
    for name in names or wanted:
        begin = time.monotonic()
        try:
            _, original = decode((folder / name).read_bytes())
            good = (len(original), xxh3_64(original)) == wanted[name]
            result = "ok" if good else "differs from the manifest"
        except FormatError as error:
            result = str(error)
        failures += result != "ok"
        print(f"{name}: {result} ({time.monotonic() - begin:.1f} s)", flush=True)
    return 1 if failures else 0


def main(arguments):
    if sys.version_info < (3, 9):
        print("needs Python 3.9", file=sys.stderr)
        return _MISSING
    from native import MissingLibrary, load_libraries
    try:
        load_libraries()
    except MissingLibrary as error:
        print(error, file=sys.stderr)
        return _MISSING
    if len(arguments) >= 2 and arguments[0] == "--golden":
        return check_golden(arguments[1], arguments[2:])
    if len(arguments) == 2 and arguments[0] == "--models":
        return print_models(arguments[1])
    if len(arguments) == 2:
        return decode_file(*arguments)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
