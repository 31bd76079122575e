"""Huffman codes: T.81 annex C."""

from jpeg_constants import AC_CHROMA, AC_LUMA, DC_CHROMA, DC_LUMA


def make_codes(counts, symbols):
    """{symbol: (code, length)}, or None where the table is not valid (format_jpeg.md §2, DHT)."""
    if len(symbols) > 256:
        return None
    codes = {}
    code = at = 0
    for length in range(1, 17):
        for symbol in symbols[at:at + counts[length - 1]]:
            codes.setdefault(symbol, (code, length))
            code += 1
        at += counts[length - 1]
        if code > 1 << length:
            return None
        code <<= 1
    return codes


def standard_tables():
    """{(class, slot): codes} that are set before any DHT."""
    tables = {}
    for data in (DC_LUMA, DC_CHROMA, AC_LUMA, AC_CHROMA):
        tables[data[0] >> 4, data[0] & 15] = make_codes(data[1:17], data[17:])
    return tables
