"""The container: format.md §1 to §3 and §7."""

import dataclasses

import data_files
from byte_reader import ByteReader
from coeff_stream import decode_planes
from errors import require
from jpeg_join import JpegLayout
from lossless_join import LosslessLayout
from lossless_samples import decode_samples
from native import MAGIC, xxh3_64, xxh3_128, zstd_frame
from skeleton import expand

RAW, ZSTD, IMAGES, TABLES, SKELETON, FACTS, COEFFICIENTS, LOSSY, SAMPLES = range(9)
_ORDER = [RAW, ZSTD, IMAGES, TABLES, SKELETON, FACTS, LOSSY, COEFFICIENTS, SAMPLES]
_IMAGE_KINDS = (COEFFICIENTS, SAMPLES)
_HAS_NAME, _HAS_MODEL = 1, 2   # 4, partial, changes nothing for a reader


@dataclasses.dataclass
class Header:
    size: int
    content_hash: bytes
    name: bytes = None
    model_id: int = None


def read_header(data):
    """Header and the sections' bytes."""
    reader = ByteReader(data)
    require(reader.take(3) == b"JKD", "not a .jkd file")
    require(reader.u8() == 1, "unsupported version")
    check = reader.little(4)
    require(check == xxh3_64(data[reader.at:]) & 0xFFFFFFFF, "damaged: wrong check")
    flags = reader.u8()
    require(flags < 8, "reserved flags")
    header = Header(reader.varint(), reader.take(16))
    if flags & _HAS_NAME:
        header.name = reader.take(reader.varint())
        require(1 <= len(header.name) <= 4096 and b"/" not in header.name and
                b"\0" not in header.name and header.name not in (b".", b".."), "bad file name")
    if flags & _HAS_MODEL:
        header.model_id = reader.little(8)
    return header, reader.rest()


def _bare_frame(data, size, dictionary=b""):
    return zstd_frame(MAGIC + data, size, dictionary)


def _packed_buffer(data, dictionary):
    reader = ByteReader(data)
    number = reader.varint()
    size, content = number >> 1, reader.rest()
    if number & 1:
        return _bare_frame(content, size, dictionary)
    require(size <= 1 << 17 and len(content) <= 1 << 17, "packed buffer is too large")
    block = (len(content) << 3 | 2 << 1 | 1).to_bytes(3, "little")
    return _bare_frame(b"\x00\x40" + block + content, size, dictionary)


def read_sections(data):
    """[(type, payload)], unpacked."""
    reader = ByteReader(data)
    sections = []
    while True:
        byte = reader.u8()
        kind = byte & 63
        require(kind in _ORDER, "unknown section")
        payload = reader.rest() if byte & 128 else reader.take(reader.varint())
        if byte & 64:
            require(kind in (SKELETON, FACTS), "section may not be packed")
            payload = _packed_buffer(payload, _dictionary() if kind == SKELETON else b"")
        if sections:
            before, now = _ORDER.index(sections[-1][0]), _ORDER.index(kind)
            require(before < now or {kind, sections[-1][0]} <= set(_IMAGE_KINDS),
                    "order of sections")
        sections.append((kind, payload))
        if byte & 128:
            return sections


def _dictionary():
    dictionary = bytes(data_files.array("dictionary", "kDictionary"))
    data_files.check_hash(dictionary, 0x9BF030FB602394E1, "dictionary")
    return dictionary


@dataclasses.dataclass
class Entry:
    distance: int
    skeleton_size: int
    facts_size: int     # for a copy the index of the image copied


def _read_images(payload):
    """(is the main file plain, entries)"""
    if payload is None:
        return False, []
    reader = ByteReader(payload)
    number = reader.varint()
    require(number >> 1 <= 256, "too many embedded images")
    entries = [Entry(reader.varint(), reader.varint(), reader.varint())
               for _ in range(number >> 1)]
    reader.finish()
    return bool(number & 1), entries


def _decode_image(skeleton, facts, section, model_id):
    kind, coefficients = section
    if kind == SAMPLES:
        lossless = LosslessLayout(skeleton, facts)
        decode_samples(coefficients, lossless)
        return lossless.join()
    layout = JpegLayout(skeleton, facts)
    return layout.join(decode_planes(coefficients, layout.frame, model_id))


def _split_main(data, sizes, what):
    """What the main image keeps, and the pieces of the others."""
    main_size = len(data) - sum(sizes)
    require(main_size >= 0, what + " are too short")
    pieces, at = [], main_size
    for size in sizes:
        pieces.append(data[at:at + size])
        at += size
    return data[:main_size], pieces


def _decode_modelled(header, sections):
    payloads = dict(sections)
    plain, entries = _read_images(payloads.get(IMAGES))
    images = [e for e in entries if e.skeleton_size > 0]
    skeletons = expand(payloads[SKELETON], payloads.get(TABLES))
    facts = payloads.get(FACTS, bytes(len(images) + (0 if plain else 1)))
    main, skeletons = _split_main(skeletons, [e.skeleton_size for e in images], "skeletons")
    main_facts, facts = _split_main(facts, [e.facts_size for e in images], "facts")
    coefficients = [section for section in sections if section[0] in _IMAGE_KINDS]
    require(len(coefficients) == len(images) + (0 if plain else 1), "number of coefficients")
    parts = iter(zip(skeletons, facts, coefficients))
    rebuilt = []
    out, at = b"", 0
    for entry in entries:
        if entry.skeleton_size == 0:
            require(entry.facts_size < len(rebuilt), "copy of a later image")
            rebuilt.append(rebuilt[entry.facts_size])
        else:
            rebuilt.append(_decode_image(*next(parts), header.model_id))
        require(entry.distance <= len(main) - at, "place of an embedded image")
        out += main[at:at + entry.distance] + rebuilt[-1]
        at += entry.distance
    out += main[at:]
    require(not (LOSSY in payloads and (plain or coefficients[-1][0] == SAMPLES)),
            "offsets in the wrong place")
    if plain:
        require(not main_facts, "facts of a plain file")
        return out
    return _decode_image(out, main_facts, coefficients[-1], header.model_id)


def decode(data):
    """(header, the original bytes)"""
    header, rest = read_header(data)
    sections = read_sections(rest)
    if sections[0][0] in (RAW, ZSTD):
        require(len(sections) == 1, "sections after a stored file")
        payload = sections[0][1]
        original = payload if sections[0][0] == RAW else _bare_frame(payload, header.size)
    else:
        require(SKELETON in dict(sections), "no skeleton")
        original = _decode_modelled(header, sections)
    require(len(original) == header.size and xxh3_128(original) == header.content_hash,
            "the rebuilt file differs from the original")
    return header, original
