"""Coded samples: format_lossless_jpeg.md §5."""

from adaptive import BIAS, STRETCH, UNTRAINED_SLOT, TwoRateBit, squash, updated_slot
from byte_reader import ByteReader
from errors import require
from integers import clamp, limit, wrap32
from range_coder import RangeDecoder


def decode_samples(section, layout):
    """Fills the rows of layout.planes."""
    reader = ByteReader(section)
    require(reader.u8() == 0, "unsupported kind of samples")
    num_slices = reader.varint()
    require(1 <= num_slices <= min(64, layout.mcus_high), "number of slices")
    lengths = [reader.varint() for _ in range(num_slices - 1)]
    slices = [reader.take(length) for length in lengths] + [reader.rest()]
    for s, data in enumerate(slices):
        decoder = RangeDecoder(data)
        parts = []            # of this slice: (size and V, lines)
        for plane, component in zip(layout.planes, layout.frame.components):
            if plane is None:
                continue
            begin, end = (min(plane.height, component.v * (n * layout.mcus_high // num_slices))
                          for n in (s, s + 1))
            if begin == end:
                continue
            shape = plane.width, plane.height, component.v
            others = [rows for other, rows in reversed(parts) if other == shape][:2]
            rows = _Part(decoder, plane.width, end - begin, others).rows
            plane.rows += rows
            parts.append((shape, rows))
        decoder.finish()


def _read_values(decoder):
    """Values by rank."""
    def number(num_bits):
        value = 0
        for _ in range(num_bits):
            value = 2 * value + decoder.bit(32768)
        return value
    least, greatest = number(16), number(16)
    require(least <= greatest, "values")
    if not number(1):
        return range(least, greatest + 1)
    contexts = [TwoRateBit() for _ in range(64)]
    values, distance = [least], 0
    for v in range(least + 1, greatest):
        if contexts[min(distance, 63)].decode(decoder):
            values.append(v)
            distance = 0
        else:
            distance += 1
    return values + [greatest] if greatest > least else values


def quantize(x):
    if x < 8:
        return x
    n = x.bit_length()
    return 8 + 4 * (n - 4) + (x >> (n - 3) & 3)


def _median(w, n, nw):
    low, high = min(w, n), max(w, n)
    return low if nw >= high else high if nw <= low else w + n - nw


class _Filter:
    def __init__(self, t):
        self._t, self._w, self._power = t, [0] * 23, 0

    def predict(self, taps):
        return limit(sum(w * x for w, x in zip(self._w, taps)) >> 12, 1 << 20)

    def learn(self, taps, error):
        power = sum(x * x for x in taps)
        divisor = power + self._power + 1
        self._power += (power - self._power) >> 7
        step = (abs(error) << (40 - self._t)) // divisor
        step = -step if error < 0 else step
        for i, x in enumerate(taps):
            self._w[i] = limit(self._w[i] + ((step * x) >> 28), (1 << 20) - 1)


class _Decisions:
    """A group of tables of mixed decisions."""

    def __init__(self):
        self._slots = [{} for _ in range(7)]
        self._weights = {}

    def decode(self, decoder, contexts, a, b):
        slots = [table.get(c, UNTRAINED_SLOT) for table, c in zip(self._slots, contexts)]
        inputs = [STRETCH[slot >> 20] for slot in slots] + [BIAS]
        sets = [self._weights.setdefault(i, [1 << 26] * 7 + [0]) for i in (a, b)]
        dots = [sum((w >> 16) * x for w, x in zip(weights, inputs)) >> 12 for weights in sets]
        bit = decoder.bit(squash(sum(dots) >> 1))
        for weights, dot in zip(sets, dots):
            error = min(32767, ((bit << 16) - squash(dot)) >> 1)
            for i, x in enumerate(inputs):
                weights[i] = wrap32(weights[i] + ((x * error) >> 2))
        for table, c, slot in zip(self._slots, contexts, slots):
            table[c] = updated_slot(slot, bit)
        return bit


class _Part:
    """One component of one slice; rows: its values."""

    def __init__(self, decoder, width, height, others):
        self._decoder, self._width, self._others = decoder, width, others
        self._values = _read_values(decoder)
        self._top = len(self._values) - 1
        self._filters = [_Filter(2), _Filter(6)]
        self._biases = [[[0, 0] for _ in range(1024)] for _ in range(2)]
        self._sizes, self._signs, self._mantissas = _Decisions(), _Decisions(), _Decisions()
        self._low_bits = [TwoRateBit() for _ in range(17 * 16)]
        self._repeats = [TwoRateBit() for _ in range(32)]
        self._run = 0
        # Lines with two columns to the left (index x + 2) and two to the right.
        empty = [0] * (width + 4)
        self._line, self._above, self._above2 = None, None, None
        self._residuals = [list(empty) for _ in range(3)]
        self._errors = [[[0] * (width + 4) for _ in range(2)] for _ in range(8)]
        self.rows = []
        for y in range(height):
            self.rows.append(self._decode_line(y))

    def _decode_line(self, y):
        start = self._above[2] if y else (self._top + 1) >> 1
        self._line = [start] * 2 + [0] * (self._width + 2)
        self._residuals = [[0] * (self._width + 4)] + self._residuals[:2]
        for errors in self._errors:
            errors[:] = [[0] * (self._width + 4), errors[0]]
        for x in range(self._width):
            sample = self._decode_sample(x, y)
            require(0 <= sample <= self._top, "a sample is out of range")
            self._line[x + 2] = sample
        self._line[-2:] = [self._line[-3]] * 2
        self._above2 = self._above if y else self._line
        self._above = self._line
        return [self._values[rank] for rank in self._line[2:-2]]

    def _neighbours(self, x, y):
        i = x + 2
        w, ww = self._line[i - 1], self._line[i - 2]
        if y == 0:
            return (w, w, w, w, ww, w, w, w, w)
        above, above2 = self._above, self._above2
        return (w, above[i], above[i - 1], above[i + 1], ww, above2[i], above2[i + 1],
                above[i + 2], above[i - 2])

    def _decode_sample(self, x, y):
        around = self._neighbours(x, y)     # W N NW NE WW NN NNE NEE NWW
        w = around[0]
        if self._run >= 8 and all(v == w for v in around[1:6]):
            if self._repeats[min(self._run - 8, 31)].decode(self._decoder):
                self._run = min(self._run + 1, 1 << 20)
                return w
        sample = self._decode_predicted(x, y, around)
        self._run = min(self._run + 1, 1 << 20) if sample == w else 0
        return sample

    def _taps(self, x, y, around):
        w, n, nw = around[:3]
        self._base = _median(w, n, nw)
        taps = [v - self._base for v in around]
        self._other = 0
        for number, rows in enumerate(self._others):
            above, at = rows[max(y - 1, 0)], rows[y]
            below = rows[min(y + 1, len(rows) - 1)]
            left, right = max(x - 1, 0), min(x + 1, self._width - 1)
            base = _median(at[left], above[x], above[left])
            if number == 0:
                self._other = at[x] - base
            taps += [v - base for v in (at[x], at[left], above[x], at[right], below[x],
                                        above[left], above[right])]
        return taps

    def _predictions(self, around, filtered):
        w, n, nw, ne, _, _, nne = around[:7]
        base = self._base
        exact = (16 * (w + n - nw), 16 * base, 16 * (n + ne - nne), 16 * (w + ne - n),
                 16 * w + 8 * (ne - nw), 16 * (base + self._other),
                 16 * base + filtered[0], 16 * base + filtered[1])
        return [clamp(p, 0, 16 * self._top) for p in exact]

    def _combine(self, i, predictions):
        total = weighted = 0
        for (row, above), p in zip(self._errors, predictions):
            error = 2 * row[i - 1] + row[i - 2] + 2 * above[i] + above[i - 1] + above[i + 1] + 16
            weight = (1 << 40) // error ** 2 + 1
            total += weight
            weighted += weight * p
        return (weighted + total // 2) // total

    def _decode_predicted(self, x, y, around):
        i = x + 2
        taps = self._taps(x, y, around)
        filtered = [f.predict(taps) for f in self._filters]
        predictions = self._predictions(around, filtered)
        combined = self._combine(i, predictions)
        facts = _Facts(self._residuals, i, around, predictions, combined, self._other)
        biases = [self._biases[0][16 * facts.pattern + min(15, quantize(facts.energy // 4) // 2)],
                  self._biases[1][12 * facts.signs + min(11, quantize(facts.dispute // 8) // 2)]]
        exact = clamp(combined + ((biases[0][0] + biases[1][0]) >> 9), 0, 16 * self._top)
        value, phase = min((exact + 8) >> 4, self._top), (exact + 8) & 15
        residual = self._decode_residual(facts, value, phase)
        sample = value + residual
        self._residuals[0][i] = residual
        for errors, p in zip(self._errors, predictions):
            errors[0][i] = abs(16 * sample - p)
        for one, f in zip(self._filters, filtered):
            one.learn(taps, 16 * (sample - self._base) - f)
        for bias in biases:
            bias[1] = min(bias[1] + 1, 255)
            delta = 256 * (16 * sample - combined) - bias[0]
            part = abs(delta) // (bias[1] + 3)
            bias[0] += -part if delta < 0 else part
        return sample

    def _decode_residual(self, facts, value, phase):
        e, base = facts.base_contexts(phase)
        size = self._decode_size(facts, e, base)
        if size == 0:
            return 0
        least = 1 << (size - 1)
        negative = value >= least
        if value >= least and self._top - value >= least:
            s, e8 = min(size, 8) - 1, min(e // 8, 7)
            o = 0 if facts.other == 0 else 1 if facts.other > 0 else 2
            contexts = [8 * (8 * phase + s) + e8, 8 * facts.signs + s, 8 * facts.pattern + s,
                        8 * (3 * facts.pattern + o) + s, 8 * (3 * facts.signs + o) + e8,
                        64 * phase + facts.pattern, 64 * o + 8 * e8 + s]
            negative = bool(self._signs.decode(self._decoder, contexts, s, 8 + e8))
        m = 1
        for number in range(size - 1):
            place = size - 2 - number
            if number < 3:
                node = 8 * size + m
                contexts = [node, 64 * node + e, 2 * node + negative, 64 * node + base[2] // 16,
                            64 * node + base[3] // 16, 32 * node + base[4] // 32,
                            64 * node + base[5] // 16]
                bit = self._mantissas.decode(self._decoder, contexts, node, 136 + e)
            else:
                bit = self._low_bits[16 * size + place].decode(self._decoder)
            m = 2 * m + bit
        return -m if negative else m

    def _decode_size(self, facts, e, base):
        largest = self._top.bit_length()

        def is_larger(i):
            return self._sizes.decode(self._decoder, [17 * b + i for b in base], i,
                                      17 + 17 * e + i)
        size = expected = min(((facts.energy + 6) // 12).bit_length(), largest)
        while size < largest and is_larger(size):
            size += 1
        if size == expected:
            while size > 0 and not is_larger(size - 1):
                size -= 1
        return size


class _Facts:
    """What is known around a sample."""

    def __init__(self, residuals, i, around, predictions, combined, other):
        row, above, above2 = residuals
        w, n, nw, ne, ww, nn = around[:6]
        self.west, self.north = abs(row[i - 1]), abs(above[i])
        self.corner = abs(above[i - 1]) + abs(above[i + 1])
        self.energy = (3 * (self.west + self.north) + 2 * self.corner + abs(row[i - 2]) +
                       abs(above2[i]))
        self.texture = abs(w - nw) + abs(n - nw) + abs(n - ne) + abs(w - ww) + abs(n - nn)
        self.dispute = max(predictions) - min(predictions)
        self.signs = 0
        for r in (row[i - 1], above[i], above[i - 1], above[i + 1]):
            self.signs = 3 * self.signs + (0 if r == 0 else 1 if r > 0 else 2)
        self.pattern = 0
        for v in (w, n, nw, ne, ww, nn):
            self.pattern = 2 * self.pattern + (v > (combined + 8) >> 4)
        self.other = other

    def base_contexts(self, phase):
        e = min(quantize(self.energy), 63)
        w, n = (min(quantize(v) // 2, 21) for v in (self.west, self.north))
        k = min(quantize(self.corner) // 2, 23)
        t = min(quantize(self.texture), 63)
        d = min(quantize(self.dispute // 4), 63)
        o = min(quantize(abs(self.other)) // 2, 31)
        return e, [16 * e + phase, 22 * w + n, 16 * t + e // 4, 16 * d + e // 4, 32 * o + e // 2,
                   16 * self.pattern + e // 4, 32 * k + (w + n) // 2]
