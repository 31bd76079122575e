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
from parts import CODED, COPY, IMAGE, RAW as RAW_PIECE, decode_coded, fill, read_table
from skeleton import expand

(RAW, ZSTD, PARTS, TABLES, SKELETON, FACTS, COEFFICIENTS, LOSSY, RAW_PIECES,
 CODED_PIECES, SAMPLES) = range(11)
_ORDER = [RAW, ZSTD, PARTS, TABLES, SKELETON, FACTS, RAW_PIECES, CODED_PIECES, LOSSY, COEFFICIENTS,
          SAMPLES]
_IMAGE_KINDS = (COEFFICIENTS, SAMPLES)
_HAS_NAME, _NEEDS, _HAS_FEATURES = 1, 2, 8   # 4, partial, changes nothing for a reader
_PIECES, _LZMA, _PROFILES, _BASE64, _SAMPLES = 1, 2, 4, 8, 16


@dataclasses.dataclass
class Header:
    size: int
    content_hash: bytes
    name: bytes = None
    features: int = 0


def read_header(data):
    """Header and the sections' bytes."""
    reader = ByteReader(data)
    require(reader.take(3) == b"JKD", "not a .jkd file")
    require(reader.u8() == 2, "unsupported version")
    check = reader.little(4)
    require(check == xxh3_64(data[reader.at:]) & 0xFFFFFFFF, "damaged: wrong check")
    flags = reader.u8()
    require(flags < 16, "reserved flags")
    header = Header(reader.varint(), reader.take(16))
    if flags & _HAS_NAME:
        header.name = reader.take(reader.varint())
        require(1 <= len(header.name) <= 4096 and b"/" not in header.name and
                b"\0" not in header.name and header.name not in (b".", b".."), "bad file name")
    if flags & _HAS_FEATURES:
        header.features = reader.u8()
        require(header.features != 0, "no features")
    needs = ""
    if flags & _NEEDS:
        needs = f" (needs version {reader.u8()}.{reader.u8()})"
    require(header.features < 32, "unknown features" + needs)
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


def _decode_image(skeleton, facts, section):
    kind, payload = section
    if kind == SAMPLES:
        lossless = LosslessLayout(skeleton, facts)
        decode_samples(payload, lossless)
        return lossless.join()
    layout = JpegLayout(skeleton, facts)
    return layout.join(decode_planes(payload, layout.frame))


def _split_main(data, sizes, what):
    """What the main image keeps, and the pieces of the others."""
    main_size = len(data) - sum(sizes)
    require(main_size >= 0, what + " are too short")
    pieces, at = [], main_size
    for size in sizes:
        pieces.append(data[at:at + size])
        at += size
    return data[:main_size], pieces


def _check_features(header, payloads, entries):
    """A file names what it uses; that of profiles is checked where they are read."""
    pieces = RAW_PIECES in payloads or CODED_PIECES in payloads
    require(not pieces or header.features & _PIECES, "pieces without their feature")
    lzma = CODED_PIECES in payloads and payloads[CODED_PIECES][:1] and payloads[CODED_PIECES][0] & 1
    require(not lzma or header.features & _LZMA, "LZMA without its feature")
    require(all(e.layout is None for e in entries) or header.features & _BASE64,
            "base64 without its feature")
    require(SAMPLES not in payloads or header.features & _SAMPLES, "samples without their feature")


def _contents(entries, pieces, images):
    """What the parts are. pieces: {kind: reader}; images: yields the next image."""
    contents = []
    for entry in entries:
        if entry.kind == IMAGE:
            contents.append(next(images))
        elif entry.kind == COPY:
            contents.append(contents[entry.number])
        else:
            contents.append(pieces[entry.kind].take(entry.number))
    for reader in pieces.values():
        reader.finish()
    return contents


def _decode_modelled(header, sections):
    payloads = dict(sections)
    plain, entries = read_table(payloads.get(PARTS))
    _check_features(header, payloads, entries)
    images = [e for e in entries if e.kind == IMAGE]
    skeletons = expand(payloads[SKELETON], payloads.get(TABLES), header.features & _PROFILES)
    facts = payloads.get(FACTS, bytes(len(images) + (0 if plain else 1)))
    main, skeletons = _split_main(skeletons, [e.number for e in images], "skeletons")
    main_facts, facts = _split_main(facts, [e.facts_size for e in images], "facts")
    coded_images = [section for section in sections if section[0] in _IMAGE_KINDS]
    require(len(coded_images) == len(images) + (0 if plain else 1), "number of coded images")
    coded = b""
    if CODED_PIECES in payloads:
        coded = decode_coded(payloads[CODED_PIECES],
                             lambda stream, size: _bare_frame(stream, size, _dictionary()))
    pieces = {RAW_PIECE: ByteReader(payloads.get(RAW_PIECES, b"")), CODED: ByteReader(coded)}
    rebuilt = (_decode_image(*parts) for parts in zip(skeletons, facts, coded_images))
    out = fill(main, entries, _contents(entries, pieces, rebuilt))
    require(not (LOSSY in payloads and (plain or coded_images[-1][0] == SAMPLES)),
            "offsets in the wrong place")
    if plain:
        require(not main_facts, "facts of a plain file")
        return out
    return _decode_image(out, main_facts, coded_images[-1])


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
