"""Blocks, their neighbours, component sets and repeated blocks: format_coeff.md §4, §5, §7."""

import bisect

from adaptive import TwoRateBit
from jpeg_constants import NATURAL, ZIGZAG

GROUP_BEGIN = [0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36, 48, 64]
GROUPS = [range(GROUP_BEGIN[g], GROUP_BEGIN[g + 1]) for g in range(15)]
ZONE = [k if k < 21 else 21 + (k - 21) // 4 if k < 36 else 25 + (k - 36) // 10 for k in range(64)]

_MASK32 = (1 << 32) - 1
_MASK64 = (1 << 64) - 1
_HASH_FACTOR = 0x9E3779B97F4A7C15


def quantizer(*thresholds):
    return lambda value: bisect.bisect_right(thresholds, value)


q16 = quantizer(1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 160, 320)
q11 = quantizer(1, 2, 3, 5, 8, 13, 22, 38, 75, 170)
q8 = quantizer(1, 2, 3, 5, 9, 17, 40)
p8 = quantizer(4, 12, 24, 44, 80, 160, 400)
ps = quantizer(2, 4, 7, 12, 20, 34, 60)


class Block:
    """A block while it is coded and after. Zigzag: levels; natural order: the others of 64.

    magnitude and sign have zeros after their 64 entries, for evidence beyond the block.
    """

    def __init__(self, exists=True):
        self.exists = exists
        self.copied = False
        self.levels = [0] * 64
        self.magnitude = [0] * 80
        self.sign = [0] * 80
        self.smooth = [0] * 64
        self.group_sum = [0] * 15
        self.count = 0
        self.residual_sign = 0
        self.hash = 0
        self.history = 0
        self.extra = None    # what a preset keeps of it

    def set_level(self, k, level):
        """An AC level, as it is decoded."""
        if level:
            i = NATURAL[k]
            self.levels[k] = level
            self.magnitude[i] = min(abs(level), 255)
            self.sign[i] = 1 if level > 0 else 2
            self.count += 1

    def end_group(self, g):
        self.group_sum[g] = sum(min(abs(self.levels[k]), 3) for k in GROUPS[g]) & 255

    def set_dc(self, level, residual):
        self.levels[0] = level
        self.magnitude[0] = min(abs(residual), 255)
        self.residual_sign = 0 if residual == 0 else 1 if residual > 0 else 2

    def repeat(self, source):
        """All levels at once."""
        self.copied = True
        self.levels[0] = source.levels[0]
        for k in range(1, 64):
            self.set_level(k, source.levels[k])
        for g in range(15):
            self.end_group(g)

    def finish(self):
        ac = [0] + self.magnitude[1:64]
        for i in range(64):
            v, u = divmod(i, 8)
            self.smooth[i] = sum(min(ac[n], 63) for n, inside in (
                (i - 1, u > 0), (i + 1, u < 7), (i - 8, v > 0), (i + 8, v < 7)) if inside)
        self.smooth[0] = 0
        self.hash = _hash(self.levels)


def _hash(levels):
    even = (levels[0] & 0xFFFF) * _HASH_FACTOR & _MASK64
    odd = 1
    if any(levels[1:]):
        words = [sum((levels[k + j] & 0xFFFF) << (16 * j) for j in range(4))
                 for k in range(0, 64, 4)]
        for k in range(0, 16, 2):
            even = (even ^ words[k]) * _HASH_FACTOR & _MASK64
            odd = (odd ^ words[k + 1]) * _HASH_FACTOR & _MASK64
            even ^= even >> 29
            odd ^= odd >> 31
    return ((even + 3 * odd) & _MASK64) >> 32


NO_BLOCK = Block(exists=False)


class RepeatedBlocks:
    """§7, of one component of a slice."""

    def __init__(self, num_blocks):
        self._size = 1 << min(max(num_blocks.bit_length(), 4), 12)
        self._table = {}
        self._bits = [TwoRateBit() for _ in range(16)]
        self._repeats = 0

    @staticmethod
    def _key(west, north):
        n = north * 0xC2B2AE35 & _MASK32
        m = (west * 0x85EBCA6B & _MASK32) ^ ((n << 13 | n >> 19) & _MASK32)
        return m ^ m >> 16

    def decode(self, decoder, west, north):
        """The block that this one repeats, or None. west, north: hashes."""
        key = self._key(west, north)
        entry = self._table.get(key % self._size)
        if entry is None or entry[0] != key:
            return None
        if self._bits[min(15, self._repeats)].decode(decoder):
            self._repeats += 1
            return entry[1]
        self._repeats = 0
        return None

    def enter(self, block, west, north):
        key = self._key(west, north)
        self._table[key % self._size] = (key, block)


class SliceComponent:
    """A component's blocks in one slice."""

    def __init__(self, component, shift, rows):
        self.component = component
        self.cols = component.padded_wide
        self.shift = shift
        self.quant = [q or 1 for q in component.quant]                      # as in the frame
        self.step = [min((q << s), 65535) for q, s in zip(self.quant, shift)]  # of the levels
        self.set_rows(rows)

    def set_rows(self, rows):
        self.rows = rows
        self.blocks = [[None] * self.cols for _ in range(rows)]
        self.repeated = RepeatedBlocks(rows * self.cols)

    def padded_size(self):
        return self.component.padded_wide, self.component.padded_high

    def at(self, row, col):
        if 0 <= row < self.rows and 0 <= col < self.cols:
            return self.blocks[row][col]
        return NO_BLOCK

    def neighbours(self, row, col):
        """W, N, NW, NE"""
        return (self.at(row, col - 1), self.at(row - 1, col), self.at(row - 1, col - 1),
                self.at(row - 1, col + 1))

    def hashes(self, row, col):
        """Of W and N, for repeated blocks; None: it repeats none."""
        west, north, _, _ = self.neighbours(row, col)
        return west.hash, north.hash


def rows_of_slice(s, num_slices, mcus_high, component, coded_rows):
    """Rows in the component."""
    begin, end = (min(mcus_high * n // num_slices * component.v, coded_rows) for n in (s, s + 1))
    return range(begin, end)


def component_sets(components):
    """[[index of a component, ...]]. Both components of a pair get the rows of the taller one."""
    sets = [[0]]
    c = 1
    while c < len(components):
        if c + 1 < len(components) and (
                components[c].padded_size() == components[c + 1].padded_size()):
            sets.append([c, c + 1])
            rows = max(components[c].rows, components[c + 1].rows)
            components[c].set_rows(rows)
            components[c + 1].set_rows(rows)
        else:
            sets.append([c])
        c += len(sets[-1])
    return sets


def waves(rows, cols):
    """Lists of (row, col), from the top row down."""
    for wave in range(cols + 2 * (rows - 1) if rows else 0):
        cells = [(row, wave - 2 * row) for row in range(rows) if 0 <= wave - 2 * row < cols]
        if cells:
            yield cells


def code_blocks(decoder, cells, members, code):
    """Blocks that are coded together. code(): all but what repeated blocks are."""
    for row, col in cells:
        for member in members:
            hashes = member.hashes(row, col)
            source = member.repeated.decode(decoder, *hashes) if hashes else None
            block = member.blocks[row][col] = Block()
            if source is not None:
                block.repeat(source)
    code()
    for row, col in cells:
        for member in members:
            block = member.blocks[row][col]
            block.finish()
            if hashes := member.hashes(row, col):
                member.repeated.enter(block, *hashes)


class Guide:
    """§6: what component 0 says about a chroma block."""

    def __init__(self, luma, chroma):
        h0, v0 = luma.component.h, luma.component.v
        self.hc, self.vc = chroma.component.h, chroma.component.v
        self.luma = luma
        self.h0, self.v0 = h0, v0
        self.nh = h0 // self.hc if h0 % self.hc == 0 else 1
        self.nv = v0 // self.vc if v0 % self.vc == 0 else 1
        self.source = []   # s(k)
        self.ratio = []
        for k in range(64):
            v, u = divmod(NATURAL[k], 8)
            s = ZIGZAG[8 * (v // self.nv) + u // self.nh]
            self.source.append(s)
            self.ratio.append(min(65535, 1024 * luma.quant[s] //
                                  (chroma.quant[k] * self.nh * self.nv)))

    def luma_block(self, row, col):
        """The luma block under a chroma block; None if they are several."""
        if self.nh * self.nv > 1:
            return None
        return self.luma.at(row * self.v0 // self.vc, col * self.h0 // self.hc)

    def values(self, row, col):
        """guide[k], and the guide sum of each group."""
        first_row, first_col = row * self.v0 // self.vc, col * self.h0 // self.hc
        sums = [0] * 64
        for y in range(self.nv):
            for x in range(self.nh):
                block = self.luma.at(first_row + y, first_col + x)
                for k, level in enumerate(block.levels):
                    if level:
                        sums[k] += abs(level) << self.luma.shift[k]
        guide = [min(1023, min(32767, sums[s]) * r >> 8)
                 for s, r in zip(self.source, self.ratio)]
        groups = [(sum(min(12, guide[k]) for k in ks) * 4 * -(-256 // len(ks)) >> 8) & 255
                  for ks in GROUPS]
        return guide, groups
