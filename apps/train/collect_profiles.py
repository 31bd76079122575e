#!/usr/bin/env python3
"""Collects the ICC profiles that the format names by number (docs/format.md §4.6).

Usage: collect_profiles.py OUT.cc FOLDER...

Profiles of OUT.cc, if it exists, keep their numbers. After them come the profiles of the JPEG files
below FOLDERs that are not there yet, have at most 4096 bytes, stand in one segment, and occur in at
least two files: the most frequent ones first, and by their bytes where that is equal. Writes OUT.cc
and prints a line for each: number, size, files, description.
"""

import collections
import pathlib
import re
import sys

MAX_BYTES = 4096
MIN_FILES = 2
MARK = b"ICC_PROFILE\0\1\1"


def profiles_of(data):
    """Profiles in segments of their own in front of the first scan."""
    at = 2
    while data[:2] == b"\xff\xd8" and at + 4 <= len(data) and data[at] == 0xFF:
        code, size = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        payload = data[at + 4:at + 2 + size]
        if code == 0xE2 and payload.startswith(MARK):
            yield payload[len(MARK):]
        if code in (0xDA, 0xD9) or size < 2:
            return
        at += 2 + size


def numbers(text, name):
    match = re.search(r"\b" + name + r"\s*=\s*\{(.*?)\};", text, re.DOTALL)
    return [int(n) for n in re.findall(r"\d+", match.group(1))]


def read_known(path):
    if not path.exists():
        return []
    text = path.read_text()
    data, profiles = bytes(numbers(text, "kProfileBytes")), []
    for size in numbers(text, "kProfileSizes"):
        profiles.append(data[:size])
        data = data[size:]
    return profiles


def description(profile):
    at = profile.find(b"desc\0\0\0\0", 128)
    return profile[at + 12:at + 60].split(b"\0")[0].decode("ascii", "replace") if at > 0 else ""


def lines(values):
    out, line = [], "   "
    for value in values:
        item = f" {value},"
        if len(line) + len(item) > 100:
            out.append(line)
            line = "   "
        line += item
    return "\n".join(out + [line])


def write(path, profiles):
    path.write_text(f"""\
// Made by apps/train/collect_profiles.py from the training set; part of the format. Profiles are
// appended, never changed.
#include <array>

#include "codec/container/icc_profiles.h"

namespace jackdaw::container {{
namespace {{

// clang-format off
constexpr std::array<uint16_t, {len(profiles)}> kProfileSizes = {{
{lines(len(p) for p in profiles)}
}};
constexpr std::array<uint8_t, {sum(map(len, profiles))}> kProfileBytes = {{
{lines(b for p in profiles for b in p)}
}};
// clang-format on

}}  // namespace

std::span<const uint16_t> IccProfileSizes() {{ return kProfileSizes; }}
ByteSpan IccProfileBytes() {{ return kProfileBytes; }}

}}  // namespace jackdaw::container
""")


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    out = pathlib.Path(arguments[0])
    profiles = read_known(out)
    counts = collections.Counter()
    for folder in arguments[1:]:
        for path in sorted(pathlib.Path(folder).rglob("*.jpg")):
            counts.update(set(profiles_of(path.read_bytes())))
    new = [p for p, n in counts.items()
           if n >= MIN_FILES and len(p) <= MAX_BYTES and p not in profiles]
    profiles += sorted(new, key=lambda p: (-counts[p], p))
    if len(profiles) > 256:
        print("more than 256 profiles", file=sys.stderr)
        return 1
    for number, profile in enumerate(profiles):
        print(f"{number:3} {len(profile):5} {counts[profile]:4}  {description(profile)}")
    write(out, profiles)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
