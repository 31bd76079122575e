"""Preset fast: format_coeff.md §3 to §6."""

import copy
import functools

from adaptive import LoneSlots, TwoRateBit, start_slots
from byte_reader import ByteReader
from coeff_blocks import GROUPS, NO_BLOCK, ZONE, p8, ps, q16, q8, quantizer as _quantizer
from coeff_evidence import MantissaContext, Place
from data_files import EXPECTATION_HASH, array, big_endian, check_hash, frame_content
from integers import clamp, limit, limit16, wrap16, wrap32
from jpeg_constants import NATURAL

_LAST, _GROUP, _ZERO, _SIGN, _MAGNITUDE, _DC = "last", "group", "zero", "sign", "magnitude", "dc"
_TABLES = {_LAST: (15, 256), _GROUP: (15, 256), _ZERO: (64, 256), _SIGN: (64, 144),
           _MAGNITUDE: (28, 176 * 8), _DC: (24, 256)}
_NUM_CLASSES = 3
_UNPREDICTED = [0, 1, 2, 3]   # mantissa contexts

_classes32 = _quantizer(1, 2, 3, 4, 5, 7, 8, 10, 11, 14, 16, 18, 21, 25, 29, 33, 38, 43, 49, 56, 65,
                        74, 85, 97, 110, 125, 142, 162, 184, 209, 240)
_classes16 = _quantizer(4, 7, 12, 19, 27, 36, 49, 64, 84, 109, 141, 180, 230, 293, 372)


def _octaves(n, one):
    """20 log2(n / one), linear between powers of two."""
    octave = n.bit_length() - 1
    return 20 * (octave - one.bit_length() + 1) + (20 * (n - (1 << octave)) >> octave)


def _size(magnitude):
    return _octaves(min(magnitude, 255) + 1, 1)


@functools.cache
def _expectation_weights():
    """For each class: {name: 64 weights}, and the 16 shares of each position."""
    numbers = array("expectation", "kExpectationWeights")
    check_hash(big_endian(numbers), EXPECTATION_HASH, "expectation")
    names = ("base", "west", "north", "diagonal", "smooth", "guide", "other")
    classes = []
    for c in range(_NUM_CLASSES):
        rest = numbers[c * 1472:(c + 1) * 1472]
        weights = {name: rest[64 * j:64 * j + 64] for j, name in enumerate(names)}
        weights["inside"] = [rest[448 + 16 * i:464 + 16 * i] for i in range(64)]
        classes.append(weights)
    return classes


class _State:
    """Tables of a component class."""

    def __init__(self):
        self.tables = {name: LoneSlots(*shape) for name, shape in _TABLES.items()}
        self.mantissa = None   # [(zone * 16 + e) * 12 + context]

    def copy(self):
        state = _State()
        state.tables = {name: table.copy() for name, table in self.tables.items()}
        state.mantissa = [copy.copy(bit) for bit in self.mantissa]
        return state


@functools.cache
def _start_states():
    reader = ByteReader(frame_content("fast_start"))
    states = [_State() for _ in range(_NUM_CLASSES)]
    tables = [table for state in states for table in state.tables.values()]
    bytes_of = [reader.take(table.num_slots) for table in tables]
    for table, stretched in zip(tables, bytes_of):
        slots = start_slots(stretched, reader.take(table.num_slots))
        table.slots = [clamp(slot >> 16, 64, 65472) << 16 | slot & 1023 for slot in slots]
    for state in states:
        state.mantissa = [TwoRateBit(256 * reader.u8() + 128, 8) for _ in range(28 * 16 * 12)]
    reader.finish()
    return states


class FastPreset:
    def begin_set(self, decoder, members, guides, luma):
        return _FastSet(decoder, members, guides, luma)

    @staticmethod
    def steps(members):
        """Places and components whose blocks are coded together: one block at a time."""
        for row in range(members[0].rows):
            for col in range(members[0].cols):
                for member in members:
                    yield [(row, col)], [member]


class _Sizes:
    """What is kept of a block: sizes in natural order, 8 zeros before and after them."""

    def __init__(self, block):
        self.of = [0] * 80
        for k in range(1, 64):
            if block.levels[k]:
                self.of[8 + NATURAL[k]] = _size(abs(block.levels[k]))
        self.smooth = [0] * 64
        if any(self.of):
            for i in range(64):
                at = 8 + i
                left, above = ((self.of[at - d] + self.of[at + d] + 1) >> 1 for d in (1, 8))
                self.smooth[i] = (left + above + 1) >> 1
        self.last = max((g for g in range(15) for k in GROUPS[g] if k and block.levels[k]),
                        default=0)


_NO_SIZES = _Sizes(NO_BLOCK)


class _LinearPrediction:
    """§6, of one block: column sums C[u][t] and row sums R[v][t]."""

    def __init__(self, west, north):
        self.c = list(north.extra.prediction.below) if north.exists else [0] * 64
        self.r = list(west.extra.prediction.right) if west.exists else [0] * 64
        self.below = [0] * 64
        self.right = [0] * 64

    def add(self, k, level, step):
        v, u = divmod(NATURAL[k], 8)
        x = limit(level * step, 32767)
        column, row, below, right = _weights()
        for t in range(8):
            in_column, in_row = 64 * v + 8 * u + t, 64 * u + 8 * v + t
            if k > 0:
                self.c[8 * u + t] += x * column[in_column]
                self.r[8 * v + t] += x * row[in_row]
            self.below[8 * u + t] += x * below[in_column]
            self.right[8 * v + t] += x * right[in_row]

    def at(self, k, step):
        v, u = divmod(NATURAL[k], 8)
        total = wrap32(self.c[8 * u + v] + self.r[8 * v + u])
        return (total * (65536 // step)) >> 24


@functools.cache
def _weights():
    """column, row, below, right"""
    tables = [array("linear_prediction", f"k{name}Weights")
              for name in ("Column", "Row", "Below", "Right")]
    check_hash(big_endian(sum(tables, [])), 0x3E99B0AD40622ECE, "linear_prediction")
    return tables


class _FastSet:
    def __init__(self, decoder, members, guides, luma):
        self._decoder, self._members, self._guides = decoder, members, guides
        self._first_class = 0 if luma is None else 1
        self._states = [_start_states()[self._first_class + i].copy()
                        for i in range(len(members))]

    def code(self, cells, step):
        (row, col), member = cells[0], step[0]
        i = self._members.index(member)
        place = Place(member, row, col, self._guides[i], self._members[0] if i == 1 else None)
        weights = _expectation_weights()[self._first_class + i]
        _BlockCoder(self._decoder, self._states[i], weights, member, place).code()


def _sizes_of(block):
    return block.extra.sizes if block.exists else _NO_SIZES


class _BlockCoder:
    """Also what is kept of the block: prediction and sizes."""

    def __init__(self, decoder, state, weights, member, place):
        self._decoder, self._state, self._member, self._place = decoder, state, member, place
        self._weights = weights
        self._block = place.block
        self._block.extra = self
        self.prediction = _LinearPrediction(place.w, place.n)
        self.sizes = None
        self._guide = [0] * 64
        if not place.luma:
            for k in range(1, 64):
                self._guide[NATURAL[k]] = _octaves(place.guide[k] + 4, 4)
        self._guide_sum = [sum(self._guide[NATURAL[k]] for k in ks) if ks[0] else 0
                           for ks in GROUPS]
        self._expectation = self._first_expectation()

    def _first_expectation(self):
        place, weights = self._place, self._weights
        w, n, nw, ne = (_sizes_of(b) for b in (place.w, place.n, place.nw, place.ne))
        other = _sizes_of(place.other) if place.other else _NO_SIZES
        return [weights["base"][i] + weights["west"][i] * w.of[8 + i] +
                weights["north"][i] * n.of[8 + i] +
                weights["diagonal"][i] * (nw.of[8 + i] + ne.of[8 + i]) +
                weights["smooth"][i] * (w.smooth[i] + n.smooth[i]) +
                weights["guide"][i] * self._guide[i] + weights["other"][i] * other.of[8 + i]
                for i in range(64)]

    def code(self):
        block = self._block
        if block.copied:
            for k, level in enumerate(block.levels):
                if k and level:
                    self.prediction.add(k, level, self._member.step[k])
        else:
            last = self._last()
            for g in range(last, 0, -1):
                self._group(g, g == last)
                block.end_group(g)
        self._dc()
        self.sizes = _Sizes(block)

    def _single(self, table, row, context):
        return self._state.tables[table].code(self._decoder, row, context)

    def _last(self):
        place = self._place
        around = _sizes_of(place.w).last + _sizes_of(place.n).last
        if place.luma:
            context = 8 * around + q8(place.w.count + place.n.count)
        elif place.other:
            context = 16 * _sizes_of(place.other).last + min(around, 15)
        else:
            context = 16 * q16(sum(self._guide_sum) >> 3) + min(around, 15)
        low, high = 0, 14
        while low < high:
            t = (low + high + 1) >> 1
            if self._single(_LAST, t, context):
                low = t
            else:
                high = t - 1
        return low

    def _group(self, g, is_last):
        positions = GROUPS[g]
        if len(positions) > 1 and not is_last and not self._any(g):
            return
        nothing = len(positions) > 1 or is_last
        for k in reversed(positions):
            if self._coefficient(k, nothing, nothing and k == positions[0]):
                nothing = False

    def _any(self, g):
        place, count = self._place, self._block.count
        w, n, d = place.group_sums([g])
        total = 2 * (w + n) + d
        if not place.luma:
            total += self._guide_sum[g] * (26214 // len(GROUPS[g])) >> 16
            total += 4 * place.other_sum([g])
        above = sum(1 for level in self._block.levels[GROUPS[g][-1] + 1:][:6] if level)
        return self._single(_GROUP, g, 16 * q16(total) + min(15, 2 * above + (count > 4)))

    def _coefficient(self, k, nothing, implied):
        """Whether it is not zero. nothing: of the last group, or one of several, so far."""
        i = NATURAL[k]
        expectation = max(0, wrap16(self._expectation[i])) >> 4
        predicted = self.prediction.at(k, self._member.step[k])
        p, negative = min(abs(predicted), 1023), 1 if predicted < 0 else 0
        if not implied and not self._single(
                _ZERO, k, 8 * _classes32(expectation) + 2 * min(3, p8(p)) + (1 if nothing else 0)):
            return False
        sign = self._sign(k, p, negative)
        magnitude = self._magnitude(k, expectation, p, sign == negative)
        level = wrap16(-magnitude if sign else magnitude)
        self._block.set_level(k, level)
        self.prediction.add(k, level, self._member.step[k])
        for t, share in enumerate(self._weights["inside"][i]):
            if i - 16 + t >= 0:
                self._expectation[i - 16 + t] += share * _size(magnitude)
        return True

    def _sign(self, k, p, negative):
        i, place = NATURAL[k], self._place
        w, n = place.w.sign[i], place.n.sign[i]
        signs = 3 * place.other.sign[i] + w if place.other else 3 * w + n
        return self._single(_SIGN, k, 9 * (2 * ps(p) + negative) + signs)

    def _magnitude(self, k, expectation, p, agrees):
        s = p8(p) if agrees or p8(p) == 0 else 7 + min(p8(p), 3)
        context = 8 * (11 * _classes16(expectation) + s)
        row = ZONE[k]
        exponent = 0
        while exponent < 15 and self._single(_MAGNITUDE, row, context + min(exponent, 5)):
            exponent += 1
        v, place_of_bit = 1, exponent - 1
        if exponent in (1, 2):
            v = 2 + self._single(_MAGNITUDE, row, context + 5 + exponent)
            place_of_bit -= 1
        return self._mantissa(v, place_of_bit, exponent, ZONE[k], self._place.w.levels[k],
                              self._place.n.levels[k])

    def _mantissa(self, v, place, exponent, zone, west, north):
        context = MantissaContext(west, north)
        while place >= 0:
            c = context.next(v, place, exponent - 1 - place, _UNPREDICTED)
            v = 2 * v + self._state.mantissa[(zone * 16 + exponent) * 12 + c].decode(self._decoder)
            place -= 1
        return v

    def _dc(self):
        place, block, step = self._place, self._block, self._member.step[0]
        w, n = place.w, place.n
        total = self.prediction.at(0, step) + 8
        phase, prediction = total & 15, limit16(total >> 4)
        if w.exists != n.exists:
            phase, prediction = 8, (w if w.exists else n).levels[0]
        if block.copied:
            residual = wrap16(block.levels[0] - prediction)
        else:
            residual = self._dc_residual(phase)
        block.set_dc(wrap16(prediction + residual), residual)
        if block.levels[0]:
            self.prediction.add(0, block.levels[0], step)

    def _dc_residual(self, phase):
        place = self._place
        w, n = place.w, place.n
        residuals = w.magnitude[0] + n.magnitude[0]
        rs = q16(residuals)
        sizes = _Sizes(self._block).of
        energy = q16(sum(sizes[8 + i] for i in (1, 8, 9, 2, 16)) // 12)
        context = 16 * energy + rs
        if not self._single(_DC, 0, context):
            return 0
        negative = self._single(_DC, 1, 9 * phase + 3 * w.residual_sign + n.residual_sign)
        t = max(0, (residuals >> 2).bit_length() - 1)
        if self._single(_DC, 2 + min(t, 13), context):
            t += 1
            while t < 15 and self._single(_DC, 2 + min(t, 13), context):
                t += 1
        else:
            while t > 0:
                if self._single(_DC, 16 + min(t - 1, 7), context):
                    break
                t -= 1
        magnitude = self._mantissa(1, t - 1, t, 0, 0, 0)
        return -magnitude if negative else magnitude
