"""Model files of the second prior, and the products of its layers: format_prior2.md §1 and §2,
format_lattice.md §1."""

import functools

from byte_reader import ByteReader
from data_files import frame_content
from errors import require
from integers import clamp, limit
from prior_model import Layer, Matrix, little_endian

_BYTE_MAX = 127
_Q12_MAX = 1 << 18
_BIAS_MAX = 1 << 28
NUM_THRESHOLDS = 14


def _byte(y):
    return clamp(y, 0, _BYTE_MAX)


class _WideMatrix(Matrix):
    """shift: of all rows."""

    def act(self, inputs):
        """ByteOfWide."""
        half, shift = 1 << (self.shift + 2), self.shift + 3
        return [_byte((acc + half) >> shift) for acc in self.times(inputs)]


class _ByteMatrix(Matrix):
    """shift: one for each row."""

    def _bytes(self, sums):
        return [_byte((acc + (1 << (s - 1))) >> s) for acc, s in zip(sums, self.shift)]

    def act(self, inputs):
        """Byte."""
        return self._bytes(self.times(inputs))

    def act_with_bias(self, inputs, bias):
        """Byte, with a bias that is not in the file."""
        return self._bytes([acc + b for acc, b in zip(self.times(inputs), bias)])

    def act_and_add(self, inputs, to):
        return [min(a + y, _BYTE_MAX) for a, y in zip(to, self.act(inputs))]

    def q12(self, inputs):
        return [limit(((acc << 7) + (1 << (s - 1))) >> s, _Q12_MAX)
                for acc, s in zip(self.times(inputs), self.shift)]


class _WideLayer(Layer):
    matrix_type = _WideMatrix


class _ByteLayer(Layer):
    matrix_type = _ByteMatrix

    def __init__(self, reader, rows, columns, has_bias=True):
        self.rows, self.columns = rows, columns
        self.shift = list(reader.take(rows))
        self._weights = little_endian("b", reader.take(rows * columns))
        self.bias = little_endian("i", reader.take(4 * rows)) if has_bias else [0] * rows

    def shift_of(self, rows):
        return self.shift[rows.start:rows.stop]


class _Features(Layer):
    """hidden1_features: weights alone."""

    def __init__(self, reader, rows, columns):
        self.rows, self.columns, self.shift = rows, columns, None
        self._weights = little_endian("h", reader.take(2 * rows * columns))
        self.bias = [0] * rows


class BlockNetworkData:
    """Sizes, scales and layers; names as in format_prior2.md."""

    def __init__(self, reader, is_lattice):
        neighbours, linear_parts, passes = (8, 11, 10) if is_lattice else (4, 5, 0)
        self.lanes, self.embed_size = reader.u8(), reader.little(2)
        self.context_size, self.hidden_size = reader.little(2), reader.u8()
        self.window, self.guide_size = reader.u8(), reader.little(2)
        require(reader.u8() == 2, "model: number of components")
        self.num_slots = n = 64 * self.lanes
        e, c, h, g = self.embed_size, self.context_size, self.hidden_size, self.guide_size
        self.num_steps = steps = 15 * self.lanes
        self.sigma = [reader.little(4) for _ in range(n)]
        self.sigma_guide = [reader.little(4) for _ in range(64)] if g else None
        self.embed = _WideLayer(reader, e, 3 * n)
        self.guide_embed = _WideLayer(reader, g, 128) if g else None
        self.context1_image = _WideLayer(reader, c, n + (64 if g else 0) + passes)
        self.context1 = _ByteLayer(reader, c, neighbours * e + 9 * g, has_bias=False)
        self.context2 = _ByteLayer(reader, c, (neighbours + 1) * c)
        self.context3 = _ByteLayer(reader, c, c)
        self.last = _ByteLayer(reader, NUM_THRESHOLDS * self.lanes, c)
        self.last_pair = None
        if self.lanes == 2:
            self.last_pair = [[reader.little(4, signed=True) for _ in range(NUM_THRESHOLDS)]
                              for _ in range(15)]
        self.hidden1 = _ByteLayer(reader, steps * h, c)
        self.hidden1_features = _Features(reader, steps * h, 2 * n)
        self.hidden2 = _ByteLayer(reader, steps * h, self.window * h)
        self.output = _ByteLayer(reader, 5 * n, h)
        self.linear = _WideLayer(reader, n, linear_parts * n, has_bias=False)

    def image_bias(self, inputs):
        """The bias of context1; inputs: lq of the set's slots, and of luma for chroma, and in a
        lattice those of the pass."""
        wide = self.context1_image
        out = []
        for acc, s in zip(wide.matrix().times(inputs), self.context1.shift):
            shift = wide.shift + 18 - s
            out.append(limit(((acc << 15) + (1 << (shift - 1))) >> shift, _BIAS_MAX))
        return out


@functools.cache
def load_block_model(is_lattice=False):
    """(network for sets of one component, for sets of two)"""
    reader = ByteReader(frame_content("lattice_model" if is_lattice else "blocks_model"))
    magic = b"JKL2" if is_lattice else b"JKW2"
    require(reader.take(4) == magic and reader.u8() == 2, "not a model file of two networks")
    networks = BlockNetworkData(reader, is_lattice), BlockNetworkData(reader, is_lattice)
    reader.finish()
    require([n.lanes for n in networks] == [1, 2], "model: lanes")
    return networks
