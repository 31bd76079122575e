"""Model files: format_prior.md §1, and the product of a layer's matrix with a vector."""

import array
import functools
import operator
import sys

from byte_reader import ByteReader
from data_files import frame_content
from errors import require
from integers import limit

_LANE_BYTES = 8
_LANE_OFFSET = 1 << (8 * _LANE_BYTES - 1)
ACTIVATION_MAX = 8191


def act(acc, shift):
    y = (acc + (1 << (shift - 1))) >> shift
    return limit(max(y, y >> 3), ACTIVATION_MAX)


def _offsets(rows):
    return int.from_bytes(_LANE_OFFSET.to_bytes(_LANE_BYTES, "little") * rows, "little")


def _pack(values):
    """One integer, sum of values[r] 2^(64 r)."""
    lanes = array.array("Q", [value + _LANE_OFFSET for value in values])
    if sys.byteorder == "big":
        lanes.byteswap()
    return int.from_bytes(lanes.tobytes(), "little") - _offsets(len(values))


class Matrix:
    """Some rows of a layer. A column is packed into one integer, so that a product with a vector
    takes one multiplication of integers for each column, which Python does quickly."""

    def __init__(self, layer, rows):
        self.shift = layer.shift_of(rows)
        self._num_rows = len(rows)
        weights = [layer.row(r) for r in rows]
        self._columns = [_pack(column) for column in zip(*weights)]
        self._bias = _pack([layer.bias[r] for r in rows])
        self._offset = _offsets(len(rows))

    def times(self, inputs):
        """bias + matrix x inputs."""
        require(len(inputs) == len(self._columns), "layer: wrong number of inputs")
        total = sum(map(operator.mul, self._columns, inputs), self._bias) + self._offset
        lanes = array.array("Q", total.to_bytes(_LANE_BYTES * self._num_rows, "little"))
        if sys.byteorder == "big":
            lanes.byteswap()
        return [lane - _LANE_OFFSET for lane in lanes]

    def act(self, inputs):
        return [act(acc, self.shift) for acc in self.times(inputs)]

    def act_and_add(self, inputs, to):
        """clamp(to + Act)."""
        return [limit(a + act(acc, self.shift), ACTIVATION_MAX)
                for a, acc in zip(to, self.times(inputs))]

    def q12(self, inputs):
        """As the output layer: Q12."""
        half, shift = 1 << (self.shift - 5), self.shift - 4
        return [limit((acc + half) >> shift, 1 << 18) for acc in self.times(inputs)]


class Layer:
    matrix_type = Matrix

    def __init__(self, reader, rows, columns, has_bias=True):
        self.rows, self.columns = rows, columns
        self.shift = reader.u8()
        self._weights = little_endian("h", reader.take(2 * rows * columns))
        self.bias = little_endian("i", reader.take(4 * rows)) if has_bias else [0] * rows

    def shift_of(self, rows):
        """The same for all rows."""
        return self.shift

    def row(self, r):
        return self._weights[r * self.columns:(r + 1) * self.columns]

    @functools.cache
    def matrix(self, begin=0, end=None):
        return self.matrix_type(self, range(begin, self.rows if end is None else end))


def little_endian(code, data):
    values = array.array(code, data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


class Network:
    """Sizes, scales and layers; names as in format_prior.md."""

    def __init__(self, reader):
        self.lanes, self.embed_size = reader.u8(), reader.little(2)
        self.context_size, self.hidden_size = reader.little(2), reader.u8()
        self.window, self.guide_size = reader.u8(), reader.little(2)
        # It sees neighbours and has no latents.
        require(reader.take(4) == bytes([1, 0, 0, 0]), "model: kind of network")
        self.num_slots = n = 64 * self.lanes
        e, c, h, g = self.embed_size, self.context_size, self.hidden_size, self.guide_size
        self.sigma = [reader.little(4) for _ in range(n)]
        self.sigma_guide = [reader.little(4) for _ in range(64)] if g else None
        self.num_steps = 15 * self.lanes
        self.embed = Layer(reader, e, 3 * n)
        self.guide_embed = Layer(reader, g, 128) if g else None
        self.context1 = Layer(reader, c, 4 * e + 9 * g + n + (64 if g else 0))
        self.context2 = Layer(reader, c, 5 * c)
        self.context3 = Layer(reader, c, c)
        self.hidden1 = Layer(reader, self.num_steps * h, c + 2 * n)
        self.hidden2 = Layer(reader, self.num_steps * h, self.window * h)
        self.output = Layer(reader, 5 * n, h)
        self.linear = Layer(reader, n, 5 * n, has_bias=False)


@functools.cache
def load_model():
    """(network for sets of one component, for sets of two)"""
    reader = ByteReader(frame_content("default_model"))
    require(reader.take(4) == b"JKW1", "not a model file")
    networks = Network(reader), Network(reader)
    reader.finish()
    return networks
