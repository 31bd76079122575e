"""Runs of chosen quantization tables: format.md §4.5."""

from adaptive import START_RATES, STRETCH, mix, squash, updated_slot
from data_files import array, big_endian, check_hash
from errors import require
from integers import clamp, wrap32
from jpeg_constants import NATURAL, ZIGZAG
from range_coder import RangeDecoder
from standard_quant import K1, K2, ROBIDOUX, scaled_table

_SET_SLOTS = 1294
_FIRST_SLOTS = [0, 18, 342, 486, 870, 902]
_Z = [1, 3, 6, 10, 21, 36, 50]
_SIZE = [1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 64]


def _reached(thresholds, value):
    return sum(1 for t in thresholds if t <= value)


def _d(x, v):
    if x == 0:
        return 17
    c = _reached([0, 1, 2, 3, 4, 5, 7, 10, 16], abs(v - x)) - 1
    return 8 + c if v >= x else 8 - c


class _Table:
    """One table while it is decoded, zigzag order."""

    def __init__(self, base, before):
        self.base = base      # b[k]
        self.before = before  # steps of the table before in the run, or none
        self.steps = []
        self.m = 0

    def step(self, k):
        return self.steps[k] if 0 <= k < len(self.steps) else 0

    def neighbours(self, k):
        """(position, step) of L, U, D, P, Q; position None where there is none."""
        v, u = divmod(NATURAL[k], 8)
        places = [ZIGZAG[8 * v + u - 1] if u else None, ZIGZAG[8 * v + u - 8] if v else None,
                  ZIGZAG[8 * v + u - 9] if u and v else None,
                  k - 1 if k >= 1 else None, k - 2 if k >= 2 else None]
        return [(p, self.steps[p] if p is not None else 0) for p in places]

    def learn(self, step):
        if step != self.base[len(self.steps)]:
            self.m = 16 * step if self.m == 0 else self.m + ((16 * step - self.m) >> 2)
        self.steps.append(step)


class _Model:
    def __init__(self, data):
        self.decoder = RangeDecoder(data)
        slots = array("quant_tables_prior", "kQuantTableSlots")
        weights = array("quant_tables_prior", "kQuantTableMixers")
        check_hash(big_endian(slots + weights), 0x40967993463DE697, "quant_tables_prior")
        self.slots = [squash(22 * ((s >> 4) - 128)) << 16 | START_RATES[s & 15] for s in slots]
        self.weights = [[w << 16 for w in weights[i:i + 6]] for i in range(0, len(weights), 6)]

    def plain(self, p):
        return self.decoder.bit(p)

    def number(self, num_bits):
        value = 0
        for _ in range(num_bits):
            value = 2 * value + self.plain(32768)
        return value

    def mixed(self, which, table, k, v):
        at = [which * _SET_SLOTS + first + c
              for first, c in zip(_FIRST_SLOTS, _contexts(which, table, k, v))]
        b, big_m = table.base[k], (table.m + 8) >> 4
        if which:
            row_class = min(_reached(_SIZE, v), 11)
        else:
            row_class = min(4 * b // big_m, 10) + 1 if big_m else 0
        weights = self.weights[24 * which + (12 if table.before else 0) + row_class]
        inputs = [STRETCH[self.slots[a] >> 20] for a in at]
        p = clamp(mix(weights, inputs), 32, 65504)
        bit = self.decoder.bit(p)
        error = min(32767, ((bit << 16) - p) >> 1)
        for j, x in enumerate(inputs):
            weights[j] = wrap32(weights[j] + ((x * error) >> 3))
        for a in at:
            self.slots[a] = updated_slot(self.slots[a], bit)
        return bit


def _contexts(which, table, k, v):
    near = table.neighbours(k)
    left, up = near[0][1], near[1][1]
    b, big_m = table.base[k], (table.m + 8) >> 4
    z = _reached(_Z, k)
    other = table.before[k] if table.before else 0
    t = 1 if b and (3 * v - 1) // (4 * b) != (3 * v - 4) // (4 * b) else 0
    first = [_d(other, v), 18 * _d(left, v) + _d(up, v), 8 * _d(big_m, v) + z]
    if which == 0:
        flags = [p is not None and s != table.base[p] for p, s in near]
        return first + [min(b, 31), sum(1 << i for i, flag in enumerate(flags) if flag),
                        8 * min(8 * b // big_m, 47) + z if big_m else 384 + z]
    flags = [s == v for _, s in near]
    return first + [24 * min(v - b, 15) + 2 * min(_reached(_SIZE, b), 11) + t,
                    sum(1 << i for i, flag in enumerate(flags) if flag),
                    8 * min(8 * v // b, 47) + z if b else 384 + z]


def _read_base(model, index, quality_before):
    """(b[k] in zigzag order, quality); zeros and None where there is no base."""
    if not model.plain(52000):
        return [0] * 64, None
    usual, unusual = (K1, K2) if index == 0 else (K2, K1)
    base = usual
    if not model.plain(60000):
        base = unusual if model.plain(32768) else ROBIDOUX
    quality = quality_before
    if quality is None or not model.plain(60000):
        quality = model.number(7)
        require(1 <= quality <= 100, "quality of a coded quantization table")
    return scaled_table(base, quality, 255), quality


def _read_step(model, table, k):
    b = table.base[k]
    if b and model.mixed(0, table, k, b):
        return b
    for v in range(b + 1, b + 256):
        if model.mixed(1 if b else 2, table, k, v):
            return v
    step = b + 256 + model.number(16)
    require(step <= 65535, "coded quantization step is too large")
    return step


def decode_run(data):
    """The DQT segments."""
    model = _Model(data)
    out = b""
    before, quality = None, None
    for tq in range(4):
        base, quality = _read_base(model, tq, quality)
        table = _Table(base, before)
        for k in range(64):
            table.learn(_read_step(model, table, k))
        pq = 1 if max(table.steps) > 255 else 0
        out += b"\xFF\xDB" + (67 + 64 * pq).to_bytes(2, "big") + bytes([16 * pq + tq])
        out += b"".join(step.to_bytes(1 + pq, "big") for step in table.steps)
        before = table.steps
        if tq == 3 or not model.plain([58000, 3000, 20000][tq]):
            break
    model.decoder.finish()
    return out
