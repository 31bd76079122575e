"""Transformed skeletons: format.md §4.1."""

from byte_reader import ByteReader
from data_files import array, check_hash
from errors import require
from huffman_segments import HuffmanSegments
from jpeg_constants import AC_CHROMA, AC_LUMA, DC_CHROMA, DC_LUMA
from quant_runs import decode_run
from standard_quant import K1, K2, ROBIDOUX, scaled_table

_JFIF = bytes.fromhex("FFD8 FFE0 0010") + b"JFIF" + bytes.fromhex("00 0101 00 0001 0001 0000")
_DC0, _AC0, _DC1, _AC1 = DC_LUMA, AC_LUMA, DC_CHROMA, AC_CHROMA
_MAX_RUNS = 64
_MAX_CODES = 1 << 18
_MAX_PROFILES = 1024

# DQT kind: segments, each a list of (base, table number, Pq).
_DQT_KINDS = [
    [[(K1, 0, 0)], [(K2, 1, 0)]],
    [[(K1, 0, 0)], [(K1, 1, 0)]],
    [[(K1, 0, 0), (K2, 1, 0)]],
    [[(ROBIDOUX, 0, 0), (ROBIDOUX, 1, 0)]],
    [[(ROBIDOUX, 0, 1), (ROBIDOUX, 1, 1)]],
    [[(K1, 0, 0)]],
    [[(K2, 1, 0)]],
    [[(ROBIDOUX, 0, 0)]],
]


def _segment(code, payload):
    return bytes([0xFF, code]) + (len(payload) + 2).to_bytes(2, "big") + payload


def _dht(*segments):
    return b"".join(_segment(0xC4, tables) for tables in segments)


_PHOTOSHOP = bytes(array("standard_tables", "kPhotoshopThumbnail"))
check_hash(_PHOTOSHOP, 0x47C3CBA25FB1C68E, "standard_tables")
_DHT_04 = _dht(_DC0, _AC0, _DC1, _AC1)
_DHT_06 = _dht(_DC0, _AC0)
_EOI = b"\xFF\xD9"
_FIXED_CODES = {
    0x00: b"\xB0",
    0x02: _DHT_04 + bytes.fromhex("FFDA 000C 03 0100 0211 0311 00 3F 00") + _EOI,
    0x03: _DHT_06 + bytes.fromhex("FFDA 0008 01 0100 00 3F 00") + _EOI,
    0x04: _DHT_04,
    0x05: _dht(_DC0, _DC1, _AC0, _AC1),
    0x06: _DHT_06,
    0x07: _dht(_DC0 + _AC0 + _DC1 + _AC1),
    0x08: _dht(_DC0 + _DC1 + _AC0 + _AC1),
    0x09: _dht(_DC0 + _AC0),
    0x0A: _dht(_DC0),
    0x0B: _dht(_AC0),
    0x0C: _dht(_DC1),
    0x0D: _dht(_AC1),
    0x0F: _dht(_PHOTOSHOP),
}


def _dqt(kind, quality):
    require(1 <= quality <= 100, "quality in the skeleton")
    out = b""
    for tables in _DQT_KINDS[kind]:
        payload = b""
        for base, tq, pq in tables:
            steps = scaled_table(base, quality, 32767 if pq else 255)
            payload += bytes([16 * pq + tq]) + b"".join(s.to_bytes(1 + pq, "big") for s in steps)
        out += _segment(0xDB, payload)
    return out


def _sof0(sampling, size):
    if sampling == 0:
        return bytes.fromhex("FFC0 000B 08") + size + bytes.fromhex("01 011100")
    return (bytes.fromhex("FFC0 0011 08") + size + bytes([3, 1, sampling]) +
            bytes.fromhex("00 021101 031101"))


def _icc_segment(number):
    sizes = array("icc_profiles", "kProfileSizes")
    profiles = bytes(array("icc_profiles", "kProfileBytes"))
    check_hash(profiles, 0x8E6F8EC9CCDA9F13, "icc_profiles")
    require(number < len(sizes), "unknown ICC profile")
    begin = sum(sizes[:number])
    return _segment(0xE2, b"ICC_PROFILE\0\1\1" + profiles[begin:begin + sizes[number]])


def expand(data, tables_section, has_profiles):
    """The skeletons: every code replaced by what it stands for."""
    reader = ByteReader(data)
    segments = HuffmanSegments(tables_section) if tables_section is not None else None
    num_runs = num_codes = num_profiles = 0
    out = bytearray()
    while reader.left():
        byte = reader.u8()
        if byte != 0xB0:
            out.append(byte)
            continue
        code = reader.u8()
        num_codes += code != 0
        require(num_codes <= _MAX_CODES, "too many codes in the skeleton")
        if code in _FIXED_CODES:
            out += _FIXED_CODES[code]
        elif code == 0x01:
            quality, sampling, size = reader.u8(), reader.u8(), reader.take(4)
            out += _JFIF + _dqt(0 if sampling else 5, quality) + _sof0(sampling, size)
        elif code == 0x0E:
            require(segments is not None, "no section of coded tables")
            out += segments.next_segment()
        elif 0x10 <= code <= 0x17:
            out += _dqt(code - 0x10, reader.u8())
        elif code == 0x1A:
            num_profiles += 1
            require(has_profiles and num_profiles <= _MAX_PROFILES, "ICC profiles by number")
            out += _icc_segment(reader.u8())
        elif code in (0x18, 0x19):
            num_runs += 1
            require(num_runs <= _MAX_RUNS, "too many runs of coded quantization tables")
            before = after = b""
            if code == 0x19:
                before, after = _JFIF, _sof0(reader.u8(), reader.take(4))
            out += before + decode_run(reader.take(reader.u8())) + after
        else:
            require(False, "unknown code in the skeleton")
    if segments is not None:
        segments.finish()
    return bytes(out)
