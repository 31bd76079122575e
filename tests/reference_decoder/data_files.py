"""Where the repository keeps the data that the format refers to, and how they are read.

When a file moves in the repository, change its path here; nothing else names one.
"""

import functools
import pathlib
import re

from errors import require
from native import xxh3_64, zstd_frame

ROOT = pathlib.Path(__file__).resolve().parents[2]

# name: the places where the file may be, the first that exists counts.
PATHS = {
    "standard_tables": ["codec/jpeg/standard_tables.cc", "codec/container/standard_tables.cc"],
    "dictionary": ["codec/container/dictionary_data.cc"],
    "icc_profiles": ["codec/container/icc_profiles_data.cc"],
    "huffman_prior": ["codec/tables/huffman_prior.cc", "codec/container/huffman_prior.cc"],
    "quant_tables_prior": [
        "codec/tables/quant_tables_prior.cc", "codec/container/quant_tables_prior.cc"],
    "linear_prediction": [
        "codec/coeff/linear_prediction.cc", "codec/coeff/fast/linear_prediction.cc"],
    "expectation": ["codec/coeff/fast/expectation.cc"],
    "fast_start": ["models/weights/fast.bin"],
    "default_start": ["models/weights/default_start.bin"],
    "default_model": ["models/weights/default.jkw"],
    "blocks_model": ["models/weights/blocks.jkw2"],
    "lattice_model": ["models/weights/parallel.jkw2"],
}

EXPECTATION_HASH = 0x6BA57BF7E9C3FBA6

FRAME_CONTENT_HASHES = {
    "fast_start": 0x7A7ADAEA89596231,
    "default_start": 0x8B0FA5ADC9A48580,
    "default_model": 0xCC63C6A45B2EBDEC,
    "blocks_model": 0x95B123BBA38FA61A,
    "lattice_model": 0x90FB9E83B823A846,
}


def _path(name):
    for place in PATHS[name]:
        if (ROOT / place).exists():
            return ROOT / place
    raise FileNotFoundError(f"{name}: none of {PATHS[name]} under {ROOT}")


@functools.cache
def file_bytes(name):
    return _path(name).read_bytes()


@functools.cache
def frame_content(name):
    """The content of a file that is one zstd frame."""
    content = zstd_frame(file_bytes(name))
    check_hash(content, FRAME_CONTENT_HASHES[name], name)
    return content


@functools.cache
def array(name, variable):
    """The integers of the C++ array `variable`, nested braces flattened."""
    text = re.sub(r"//[^\n]*", "", _path(name).read_text())
    match = re.search(r"\b" + variable + r"\s*=\s*\{(.*?)\};", text, re.DOTALL)
    require(match is not None, f"no array {variable} in {_path(name)}")
    return [int(number, 0) for number in re.findall(r"-?\b(?:0x[0-9A-Fa-f]+|\d+)", match.group(1))]


def check_hash(data, wanted, what):
    """The data of version 2 have these XXH3-64 (format.md §1)."""
    require(xxh3_64(data) == wanted, f"{what}: not the data of format version 2")


def big_endian(values):
    """16 bits each."""
    return b"".join((value & 0xFFFF).to_bytes(2, "big") for value in values)
