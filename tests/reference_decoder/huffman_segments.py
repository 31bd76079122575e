"""Coded Huffman tables: format.md §4.3."""

from adaptive import BIAS, STRETCH, mix
from data_files import array, big_endian, check_hash
from errors import require
from integers import clamp, limit
from range_coder import RangeDecoder

_MAX_SEGMENTS, _MAX_TABLES = 1024, 8
_MAX_WEIGHT = (1 << 31) - 1

# The arrays of contexts in the order of the stored slots: name, dimensions.
_LAYOUT = [("id", (5, 256)), ("more", (8, 2)), ("kind", (2, 3, 2)), ("end", (3, 16)),
           ("again", (3, 17, 2)), ("near", (3, 7, 7, 3)), ("left", (3, 17, 8, 7)),
           ("wide", (3, 7, 7, 7)), ("symbol", (3, 256, 6))]
_LEFT_BUCKETS = [2, 3, 4, 6, 9, 13, 40]  # a value's bucket: how many of these it reaches
_LENGTH_BUCKETS = [4, 6, 8, 10, 13]


class _Context:
    """p: probability of a one, Q22; n: observations."""

    def __init__(self, stored):
        self.p = (stored >> 4 << 10) + 512
        self.n = 2 * (stored & 15)

    def learn(self, bit):
        target = 4194303 if bit else 0
        self.p += ((target - self.p) * (131072 // (2 * self.n + 3))) >> 16
        self.n = min(self.n + 1, 255)


def _kind_of(table_class, symbol):
    """The least kind of a table in which the symbol may occur."""
    if table_class == 0:
        return 0 if symbol <= 11 else 2
    size = symbol & 15
    if size == 0:
        return 0 if symbol in (0x00, 0xF0) else 1
    return 0 if size <= 10 else 2


class HuffmanSegments:
    """Decodes DHT segments one after the other."""

    def __init__(self, data):
        self._decoder = RangeDecoder(data)
        slots = array("huffman_prior", "kHuffmanPriorSlots")
        weights = array("huffman_prior", "kHuffmanPriorMixers")
        check_hash(big_endian(slots + weights), 0x4E68EFB73498093E, "huffman_prior")
        self._contexts = [_Context(stored) for stored in slots]
        self._weights = [[w << 16 for w in weights[i:i + 5]] for i in range(0, len(weights), 5)]
        self._begin, begin = {}, 0
        for name, dimensions in _LAYOUT:
            self._begin[name] = (begin, dimensions)
            size = 1
            for dimension in dimensions:
                size *= dimension
            begin += size
        self._id_before = 4
        self._kind_before = [0, 0]
        self._several_before = 0
        self._num_segments = 0

    def _context(self, name, *indices):
        begin, dimensions = self._begin[name]
        at = 0
        for index, dimension in zip(indices, dimensions):
            at = at * dimension + index
        return self._contexts[begin + at]

    def _bit(self, name, *indices):
        context = self._context(name, *indices)
        bit = self._decoder.bit(clamp(context.p >> 6, 32, 65503))
        context.learn(bit)
        return bit

    def next_segment(self):
        """FF C4, length, tables."""
        self._num_segments += 1
        require(self._num_segments <= _MAX_SEGMENTS, "too many coded DHT segments")
        tables = b""
        count = 0
        while True:
            tables += self._table()
            count += 1
            if not self._bit("more", min(count, 7), self._several_before):
                break
            require(count < _MAX_TABLES, "too many tables in a coded DHT segment")
        self._several_before = 1 if count > 1 else 0
        require(len(tables) <= 65533, "coded DHT segment is too long")
        return b"\xFF\xC4" + (len(tables) + 2).to_bytes(2, "big") + tables

    def finish(self):
        self._decoder.finish()

    def _table(self):
        tc_th = 1
        for _ in range(8):
            tc_th = 2 * tc_th + self._bit("id", self._id_before, tc_th)
        tc_th &= 255
        self._id_before = tc_th >> 3 | tc_th & 1 if tc_th & 0xEE == 0 else 4
        ac = 1 if tc_th >> 4 else 0
        before = self._kind_before[ac]
        kind = self._bit("kind", ac, before, 0)
        if kind:
            kind += self._bit("kind", ac, before, 1)
        self._kind_before[ac] = kind
        allowed = [s for s in range(256) if _kind_of(tc_th >> 4, s) <= kind]
        counts, symbols = self._codes(0 if ac == 0 else 1 if kind == 0 else 2, allowed)
        return bytes([tc_th] + counts + symbols)

    def _codes(self, model, allowed):
        lengths = {}
        counts = [0] * 16
        left = 1
        for length in range(1, 17):
            left *= 2
            before = len(lengths)
            while True:
                start = len(lengths)
                for symbol in allowed:
                    if left > 0 and symbol not in lengths:
                        if self._has_length(model, lengths, symbol, length, left):
                            lengths[symbol] = length
                            left -= 1
                if left == 0 or len(lengths) == start:
                    break
                if not self._bit("again", model, length, 1 if left == 1 else 0):
                    break
            counts[length - 1] = len(lengths) - before
            require(counts[length - 1] <= 255, "coded Huffman table has too many codes")
            if left == 0 or (left == 1 and length < 16 and self._bit("end", model, length)):
                break
        return counts, list(lengths)

    def _has_length(self, model, lengths, symbol, length, left):
        run, size = symbol >> 4, symbol & 15

        def distance(r, s):
            if not (0 <= r <= 15 and 0 <= s <= 15):
                return 6
            there = lengths.get(16 * r + s)
            return 5 if there is None else min(length - there, 4)

        west, north = distance(run, size - 1), distance(run - 1, size)
        later = sum(1 for r, s in ((run, size + 1), (run + 1, size))
                    if r <= 15 and s <= 15 and 16 * r + s in lengths)
        left_bucket = sum(1 for t in _LEFT_BUCKETS if left >= t)
        length_bucket = sum(1 for t in _LENGTH_BUCKETS if length >= t)
        contexts = [
            self._context("near", model, west, north, later),
            self._context("left", model, length, left_bucket, min(west, north)),
            self._context("wide", model, distance(run - 1, size + 1), distance(run + 1, size - 1),
                          north),
            self._context("symbol", model, symbol, length_bucket)]
        weights = self._weights[8 * model + left_bucket]
        inputs = [STRETCH[c.p >> 10] for c in contexts] + [BIAS]
        p = clamp(mix(weights, inputs), 8, 65527)
        bit = self._decoder.bit(p)
        error = (65535 * bit - p) >> 1
        for j, x in enumerate(inputs):
            weights[j] = limit(weights[j] + ((x * error) >> 10), _MAX_WEIGHT)
        for context in contexts:
            context.learn(bit)
        return bit
