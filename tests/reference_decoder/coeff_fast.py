"""Preset fast: format_coeff.md §3 to §6."""

import copy
import functools

from adaptive import SlotTable, TwoRateBit, start_slots
from byte_reader import ByteReader
from coeff_blocks import GROUPS, ZONE, p16, p8, ps, q11, q16, q24, q8
from coeff_evidence import DcEvidence, Evidence, MantissaContext, Place
from data_files import array, big_endian, check_hash, frame_content
from integers import limit, limit16, wrap16, wrap32
from jpeg_constants import NATURAL

_BAND, _GROUP, _ZERO, _SIGN, _MAGNITUDE, _DC = "band", "group", "zero", "sign", "magnitude", "dc"
_TABLES = {_BAND: (3, 4, 512), _GROUP: (15, 4, 512), _ZERO: (64, 4, 256), _SIGN: (64, 3, 256),
           _MAGNITUDE: (28 * 8, 4, 128), _DC: (24, 4, 256)}
_NUM_CLASSES = 3
_UNPREDICTED = [0, 1, 2, 3]   # mantissa contexts


class _State:
    """Tables of a component class."""

    def __init__(self):
        self.tables = {name: SlotTable(*shape) for name, shape in _TABLES.items()}
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
        table.slots = start_slots(stretched, reader.take(table.num_slots))
    for state in states:
        for table in state.tables.values():
            table.weights = [[wrap32(reader.u16_be() << 16 | 0x8000) for _ in range(4)]
                             for _ in range(table.rows)]
        state.mantissa = [TwoRateBit(256 * reader.u8() + 128, 8) for _ in range(28 * 16 * 12)]
    reader.finish()
    return states


class FastPreset:
    def begin_set(self, decoder, members, guides, luma):
        return _FastSet(decoder, members, guides, luma)


class _LinearPrediction:
    """§6, of one block: column sums C[u][t] and row sums R[v][t]."""

    def __init__(self, west, north):
        self.c = list(north.extra.below) if north.exists else [0] * 64
        self.r = list(west.extra.right) if west.exists else [0] * 64
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
        first_class = 0 if luma is None else 1
        self._states = [_start_states()[first_class + i].copy() for i in range(len(members))]

    def code_wave(self, cells):
        coders = []
        for row, col in cells:
            for i, member in enumerate(self._members):
                place = Place(member, row, col, self._guides[i],
                              self._members[0] if i == 1 else None)
                coders.append(_BlockCoder(self._decoder, self._states[i], member, place))
        for g in range(14, -1, -1):
            for coder in coders:
                coder.code_group(g)


class _BlockCoder:
    def __init__(self, decoder, state, member, place):
        self._decoder, self._state, self._member, self._place = decoder, state, member, place
        self._block = place.block
        self._prediction = _LinearPrediction(place.w, place.n)
        self._block.extra = self._prediction
        self._band = False
        self._any_in_band = False
        if self._block.copied:
            for k, level in enumerate(self._block.levels):
                if k and level:
                    self._prediction.add(k, level, member.step[k])

    def _mixed(self, table, row, contexts):
        return self._state.tables[table].mixed(self._decoder, row, contexts)

    def _single(self, table, row, context):
        return self._state.tables[table].single(self._decoder, row, context)

    def code_group(self, g):
        block = self._block
        if g == 0:
            self._dc()
            return
        if block.copied:
            return
        if g < 6:
            k = GROUPS[g][0]
            self._coefficient(k, False, False)
        elif self._group_is_nonzero(g):
            nothing = True
            for k in reversed(GROUPS[g]):
                implied = nothing and k == GROUPS[g][0]
                if self._coefficient(k, nothing, implied):
                    nothing = False
        block.end_group(g)

    def _group_is_nonzero(self, g):
        band = (g - 6) // 3
        first, last = 8 + 3 * band, 6 + 3 * band
        if g == first:
            self._band = self._mixed(_BAND, band, self._band_contexts(range(last, first + 1)))
            self._any_in_band = False
        if not self._band:
            return False
        if g == last and not self._any_in_band:
            bit = 1
        else:
            bit = self._mixed(_GROUP, g, self._group_contexts(g))
        self._any_in_band = self._any_in_band or bit
        self._block.history = (2 * self._block.history + bit) & 3
        return bit

    def _band_contexts(self, groups):
        place, count = self._place, self._block.count
        w, n, d = place.group_sums(groups)
        total = 2 * w + 2 * n + d
        first = 64 * q8(w) + 8 * q8(n) + q8(d)
        if place.luma:
            return [first, self._count_context(),
                    16 * q16(place.n.count) + q16(place.w.count), 16 * q16(total) + q16(count)]
        g = sum(place.guide_groups[i] for i in groups)
        o = place.other_sum(groups)
        return [first, 16 * q16(g) + q16(count), 16 * q16(o) + q16(total),
                64 * q8(o) + 8 * q8(g) + q8(total)]

    def _count_context(self):
        return (64 * q8(self._block.count) + 16 * self._block.history +
                q16(self._place.around()))

    def _group_contexts(self, g):
        place, count = self._place, self._block.count
        w, n, d = place.group_sums([g])
        total = 2 * w + 2 * n + d
        first = 64 * q8(w) + 8 * q8(n) + q8(d)
        if place.luma:
            after = GROUPS[g][-1] + 1
            a = sum(self._block.magnitude[NATURAL[k]] for k in (after, after + 1)) if g < 14 else 0
            return [first, self._count_context(),
                    16 * q16(place.n.count) + q16(place.w.count),
                    64 * q8(total) + 8 * q8(a) + q8(count)]
        guide, o = place.guide_groups[g], place.other_sum([g])
        return [first, 16 * q16(guide) + q16(count),
                16 * q16(o) + q16(count) + 256 * (self._block.history & 1),
                64 * q8(o) + 8 * q8(guide) + q8(total)]

    def _coefficient(self, k, nothing, implied):
        """Whether it is not zero. nothing: the group of several has no other so far."""
        place = self._place
        e = Evidence(place, k)
        predicted = self._prediction.at(k, self._member.step[k])
        p, negative = min(abs(predicted), 1023), 1 if predicted < 0 else 0
        if not implied:
            counts = place.counts() + (128 if nothing else 0)
            third = 24 * p8(p) + q24(e.total)
            if place.luma:
                contexts = [16 * q16(e.inside) + p16(p), 16 * q16(e.near_smooth) + q16(e.near),
                            third, counts]
            else:
                x = q16(2 * e.other) if e.given else q16(e.near_smooth)
                y = q16(2 * e.other) if e.given else q16(e.inside)
                contexts = [16 * x + q16(e.near), 16 * y + q16(e.guide), third, counts]
            if not self._mixed(_ZERO, k, contexts):
                return False
        sign = self._sign(k, e, p, negative)
        magnitude = self._magnitude(k, e, p, sign == negative)
        level = -magnitude if sign else magnitude
        self._block.set_level(k, level)
        self._prediction.add(k, level, self._member.step[k])
        return True

    def _sign(self, k, e, p, negative):
        c = 2 * ps(p) + negative
        f = 9 * c + e.neighbour_signs
        if self._place.luma:
            last = 8 * (2 * p16(p) + negative) + q8(e.near)
        else:
            last = 9 * c + 3 * e.other_sign + e.luma_sign
        if k >= 8:
            return self._single(_SIGN, k, f if self._place.luma else last)
        return self._mixed(_SIGN, k, [f, e.inside_signs, last])

    def _magnitude(self, k, e, p, agrees):
        place = self._place
        s = p8(p) if agrees or p8(p) == 0 else 7 + min(p8(p), 3)
        contexts = [11 * q11(e.near) + s, 11 * q11(e.inside) + q11(e.near_smooth)]
        if place.luma:
            contexts += [8 * s + q8(self._block.count),
                         11 * q11(e.adjacent) + q11(place.around())]
        else:
            contexts += [11 * q11(e.guide) + s,
                         11 * q11(e.other if e.given else e.adjacent) + q11(e.near)]
        row = 8 * ZONE[k]
        exponent = 0
        while exponent < 15 and self._mixed(_MAGNITUDE, row + min(exponent, 5), contexts):
            exponent += 1
        v, place_of_bit = 1, exponent - 1
        if exponent in (1, 2):
            v = 2 + self._single(_MAGNITUDE, row + 5 + exponent, contexts[0])
            place_of_bit -= 1
        return self._mantissa(v, place_of_bit, exponent, ZONE[k], place.w.levels[k],
                              place.n.levels[k])

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
        total = self._prediction.at(0, step) + 8
        phase, prediction = total & 15, limit16(total >> 4)
        if w.exists != n.exists:
            phase, prediction = 8, (w if w.exists else n).levels[0]
        if block.copied:
            residual = wrap16(block.levels[0] - prediction)
        else:
            residual = self._dc_residual(phase)
        block.set_dc(wrap16(prediction + residual), residual)
        if block.levels[0]:
            self._prediction.add(0, block.levels[0], step)

    def _dc_residual(self, phase):
        e = DcEvidence(self._place)
        contexts = [e.first, 16 * e.energy + e.rs, 16 * e.step + e.energy, 16 * phase + e.rs]
        if not self._mixed(_DC, 0, contexts):
            return 0
        negative = self._single(_DC, 1, 9 * phase + e.sign_classes)
        t = max(0, (e.residuals >> 2).bit_length() - 1)
        if self._mixed(_DC, 2 + min(t, 13), contexts):
            t += 1
            while t < 15 and self._mixed(_DC, 2 + min(t, 13), contexts):
                t += 1
        else:
            while t > 0:
                if self._mixed(_DC, 16 + min(t - 1, 7), contexts):
                    break
                t -= 1
        magnitude = self._mantissa(1, t - 1, t, 0, 0, 0)
        return -magnitude if negative else magnitude
