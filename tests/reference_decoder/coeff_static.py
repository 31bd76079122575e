"""The static method: format_coeff.md §10."""

from coeff_blocks import Block
from integers import clamp, wrap16

_NUM_SCALES = 40


class _CountedBit:
    def __init__(self):
        self.zeros = self.ones = 0

    def decode(self, decoder):
        ones, zeros = 5 * self.ones + 2, 5 * self.zeros + 2
        bit = decoder.bit(clamp((ones << 16) // (ones + zeros), 32, 65504))
        self.ones += bit
        self.zeros += 1 - bit
        if self.ones + self.zeros > 1024:
            self.ones //= 2
            self.zeros //= 2
        return bit


class _ValueBits:
    """Counted bits of one scale."""

    def __init__(self):
        self.nonzero = [_CountedBit() for _ in range(3)]
        self.exponent = [_CountedBit() for _ in range(15)]
        self.mantissa = [_CountedBit() for _ in range(16)]

    def decode(self, decoder):
        """A value that is not 0."""
        negative = decoder.bit(32768)
        e = 0
        while e < 15 and self.exponent[e].decode(decoder):
            e += 1
        magnitude = 1
        for place in range(e):
            bit = decoder.bit(32768) if place else self.mantissa[e].decode(decoder)
            magnitude = 2 * magnitude + bit
        return -magnitude if negative else magnitude


class _Statistics:
    def __init__(self):
        self.dc = [_ValueBits() for _ in range(_NUM_SCALES)]
        self.ac = [_ValueBits() for _ in range(_NUM_SCALES)]
        self.last = [_CountedBit() for _ in range(64)]


class _Component:
    def __init__(self, decoder, statistics):
        self._decoder, self._statistics = decoder, statistics
        self._means = [0] * 64
        self._num_blocks = 0

    def _scale(self, k):
        x = self._means[k] + 16
        w = x.bit_length()
        return 2 * (w - 5) + (x >> (w - 2) & 1)

    def _update(self, k, value):
        rate = 131072 // (2 * min(self._num_blocks, 127) + 3)
        self._means[k] += ((256 * abs(value) - self._means[k]) * rate) >> 16

    def block(self, prediction):
        """64 levels."""
        levels = [0] * 64
        bits = self._statistics.dc[self._scale(0)]
        residual = bits.decode(self._decoder) if bits.nonzero[0].decode(self._decoder) else 0
        levels[0] = wrap16(prediction + residual)
        self._update(0, residual)
        node = 1
        while node < 64:
            node = 2 * node + self._statistics.last[node].decode(self._decoder)
        last = node - 64
        for k in range(63, 0, -1):
            if k <= last:
                known = k + 1 if self._num_blocks == 0 and k < 63 else k
                bits = self._statistics.ac[self._scale(known)]
                above = sum(1 for level in levels[k + 1:k + 3] if level)
                if k == last or bits.nonzero[above].decode(self._decoder):
                    levels[k] = bits.decode(self._decoder)
            self._update(k, levels[k])
        self._num_blocks += 1
        return levels


def decode_static_slice(decoder, components):
    """Fills the blocks of the SliceComponents."""
    statistics = [_Statistics(), _Statistics()]
    for c, component in enumerate(components):
        coder = _Component(decoder, statistics[min(c, 1)])
        for row in range(component.rows):
            for col in range(component.cols):
                west, north, _, _ = component.neighbours(row, col)
                if not west.exists:
                    west = north
                if not north.exists:
                    north = west
                block = Block()
                block.levels = coder.block((west.levels[0] + north.levels[0]) >> 1)
                component.blocks[row][col] = block
    decoder.finish()
