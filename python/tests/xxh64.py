"""XXH64 with seed 0, slowly (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md)."""
import struct

_MASK = (1 << 64) - 1
_P1, _P2, _P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P4, _P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def _rotate(x, bits):
    return ((x << bits) | (x >> (64 - bits))) & _MASK


def _round(accumulator, lane):
    return _rotate((accumulator + lane * _P2) & _MASK, 31) * _P1 & _MASK


def xxh64(data):
    whole = len(data) // 32 * 32 if len(data) >= 32 else 0
    if whole:
        lanes = [(_P1 + _P2) & _MASK, _P2, 0, -_P1 & _MASK]
        for at in range(0, whole, 32):
            words = struct.unpack_from("<4Q", data, at)
            lanes = [_round(lane, word) for lane, word in zip(lanes, words)]
        hash_ = sum(_rotate(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & _MASK
        for lane in lanes:
            hash_ = ((hash_ ^ _round(0, lane)) * _P1 + _P4) & _MASK
    else:
        hash_ = _P5
    hash_ = (hash_ + len(data)) & _MASK
    at = whole
    while at + 8 <= len(data):
        hash_ ^= _round(0, struct.unpack_from("<Q", data, at)[0])
        hash_, at = (_rotate(hash_, 27) * _P1 + _P4) & _MASK, at + 8
    if at + 4 <= len(data):
        hash_ ^= struct.unpack_from("<I", data, at)[0] * _P1 & _MASK
        hash_, at = (_rotate(hash_, 23) * _P2 + _P3) & _MASK, at + 4
    for byte in data[at:]:
        hash_ = _rotate(hash_ ^ byte * _P5 & _MASK, 11) * _P1 & _MASK
    hash_ = (hash_ ^ hash_ >> 33) * _P2 & _MASK
    hash_ = (hash_ ^ hash_ >> 29) * _P3 & _MASK
    return hash_ ^ hash_ >> 32
