"""Table of parts, pieces and base64: format.md §7."""

import base64
import dataclasses
import lzma

from byte_reader import ByteReader
from errors import FormatError, require

IMAGE, COPY, RAW, CODED = range(4)
_MAX_PARTS, _MAX_IMAGES, _MAX_TABLE = 512, 256, 65536
_SEPARATORS = [b"", b"\n", b"\r\n", b"&#xA;", b"&#10;", b"&#xD;&#xA;"]


@dataclasses.dataclass
class Layout:
    padded: bool
    separator: bytes
    line: int
    breaks: list    # (bytes of text, bytes of gap)

    def text(self, content):
        chars = base64.b64encode(content)
        if not self.padded:
            chars = chars.rstrip(b"=")
        if not self.separator:
            return chars
        return self.separator.join(
            chars[i:i + self.line] for i in range(0, len(chars), self.line))


@dataclasses.dataclass
class Entry:
    distance: int
    kind: int
    number: int             # image: size of the skeleton; copy: index; piece: size
    facts_size: int = 0
    layout: Layout = None


def _read_layout(reader):
    head = reader.u8()
    require(head >> 1 < len(_SEPARATORS), "base64: unknown separator")
    separator = _SEPARATORS[head >> 1]
    line = reader.varint() if separator else 0
    require(not separator or 1 <= line <= 65535, "base64: line length")
    breaks = [(reader.varint(), reader.varint()) for _ in range(reader.varint())]
    require(all(text and gap for text, gap in breaks), "base64: empty break")
    return Layout(not head & 1, separator, line, breaks)


def read_table(payload):
    """(is the main file plain, entries)"""
    if payload is None:
        return False, []
    require(len(payload) <= _MAX_TABLE, "table of parts is too large")
    reader = ByteReader(payload)
    number = reader.varint()
    require(number >> 1 <= _MAX_PARTS, "too many parts")
    entries = []
    for index in range(number >> 1):
        head = reader.varint()
        entry = Entry(head >> 3, head & 3, reader.varint())
        if entry.kind == IMAGE:
            entry.facts_size = reader.varint()
        if entry.kind == COPY:
            require(entry.number < index and entries[entry.number].kind in (IMAGE, COPY),
                    "copy of something else")
        else:
            require(entry.number > 0, "empty part")
        if head & 4:
            entry.layout = _read_layout(reader)
        entries.append(entry)
    reader.finish()
    require(sum(e.kind in (IMAGE, COPY) for e in entries) <= _MAX_IMAGES, "too many images")
    return bool(number & 1), entries


def decode_coded(payload, zstd_frame):
    """The coded pieces. zstd_frame: decodes a bare frame with the skeletons' dictionary."""
    reader = ByteReader(payload)
    number = reader.varint()
    size, stream = number >> 1, reader.rest()
    if not number & 1:
        return zstd_frame(stream, size)
    dictionary = min(max(size, 4096), 1 << 23)
    decoder = lzma.LZMADecompressor(
        format=lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": dictionary}])
    try:
        out = decoder.decompress(stream, size + 1)
    except lzma.LZMAError as error:
        raise FormatError(f"LZMA: {error}") from error
    require(len(out) == size and decoder.eof and not decoder.unused_data, "LZMA: wrong size")
    return out


def fill(main, entries, contents):
    """The main skeleton with the contents in their places."""
    reader = ByteReader(main)
    out = b""
    for entry, content in zip(entries, contents):
        out += reader.take(entry.distance)
        if entry.layout is None:
            out += content
            continue
        text = ByteReader(entry.layout.text(content))
        for size, gap in entry.layout.breaks:
            out += text.take(size)
            require(text.left() > 0, "base64: break behind the text")
            out += reader.take(gap)
        out += text.rest()
    return out + reader.rest()
