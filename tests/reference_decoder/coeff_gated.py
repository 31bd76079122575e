"""Model 3, preset balanced, and a wave of model 2: format_coeff2.md."""

import collections
import functools

from adaptive import STRETCH_MAX
from beliefs import Belief, MagnitudeBelief, any_in_group, any_nonzero
from block_model import load_block_model
from block_network import BlockNetwork
from coeff_blocks import GROUP_BEGIN, GROUPS, ZONE, q11, q16, q8, waves
from coeff_evidence import MantissaContext
from gated import DecisionSet, Gate
from integers import clamp, limit, limit16, wrap16
from jpeg_constants import NATURAL, ZIGZAG
from logistic_mixture import ln_q24, stretch_log_odds

_LAST, _GROUP, _ZERO, _SIGN, _EXPONENT, _MANTISSA = range(6)
_DC_ZERO, _DC_SIGN, _DC_EXPONENT = range(6, 9)
_UNPREDICTED = [0, 0, 1, 2]   # mantissa contexts
_MAX_EXPONENT = 15


class _Kept:
    """What a block keeps beside its levels."""

    def __init__(self):
        self.last = 0       # its last group
        self.residual = 0


_NOTHING_KEPT = _Kept()


def _kept(block):
    return block.extra or _NOTHING_KEPT


def _sign(level):
    return 0 if level == 0 else 1 if level > 0 else 2


def _count(block):
    """Of all levels of a finished block."""
    return block.count + (block.levels[0] != 0)


def _last_group(levels):
    return max((g for g in range(1, 15) if any(levels[k] for k in GROUPS[g])), default=0)


@functools.cache
def _around(k):
    """Positions to the right, below, to the left and above."""
    v, u = divmod(NATURAL[k], 8)
    return [ZIGZAG[8 * clamp(y, 0, 7) + clamp(x, 0, 7)]
            for y, x in ((v, u + 1), (v + 1, u), (v, u - 1), (v - 1, u))]


@functools.cache
def _inside(k):
    """Positions of (1, 0), (0, 1), (1, 1), (2, 0), (0, 2)."""
    v, u = divmod(NATURAL[k], 8)
    out = []
    for a, b in ((1, 0), (0, 1), (1, 1), (2, 0), (0, 2)):
        at = ZIGZAG[8 * min(v + b, 7) + min(u + a, 7)]
        if at == k:
            at = ZIGZAG[8 * min(v + a, 7) + min(u + b, 7)]
        out.append(at)
    return out


def _odds_level(odds, a):
    """L(a)"""
    return clamp((odds >> 7) + a, 0, 15)


class GatedPreset:
    def begin_set(self, decoder, members, guides, luma):
        network = load_block_model()[len(members) - 1]
        return GatedSet(decoder, members, BlockNetwork(network, members, luma))

    @staticmethod
    def steps(members):
        """Places and components whose blocks are coded together: a wave."""
        for cells in waves(members[0].rows, members[0].cols):
            yield cells, members


class GatedSet:
    """Of a slice."""

    def __init__(self, decoder, members, network):
        self._members, self._network = members, network
        self._states = [_State(decoder) for _ in members]

    def code(self, cells, step):
        """step: all members."""
        coders = {}
        for row, col in cells:
            self._network.begin_block(row, col)
            for lane, member in enumerate(self._members):
                coders[row, col, lane] = self._coder(member, row, col, lane)
        for row, col in cells:
            last_of_first = 0
            for lane in range(len(self._members)):
                coder = coders[row, col, lane]
                if not coder.block.copied:
                    coder.last_group(self._network.logits(row, col, lane, last_of_first))
                last_of_first = coder.last
        lanes = range(len(self._members))
        order = sorted(cells, key=lambda cell: (-max(coders[(*cell, i)].last for i in lanes), cell))
        for g in range(14, -1, -1):
            for lane in lanes:
                for row, col in order:
                    coder = coders[row, col, lane]
                    if coder.last < g:
                        continue
                    if coder.block.copied:
                        self._network.begin_step(row, col, g, lane)
                    else:
                        coder.code_group(g, self._network.mixtures(row, col, g, lane))
        for row, col in cells:
            self._network.end_block(row, col)

    def _coder(self, member, row, col, lane):
        first = self._members[0].blocks[row][col] if lane == 1 else None
        return _BlockCoder(self._states[lane], member, row, col, first)


class _State:
    """The sets and gates of a component."""

    def __init__(self, decoder):
        self._decoder = decoder
        self._sets = collections.defaultdict(DecisionSet)
        self._gates = collections.defaultdict(Gate)

    def decide(self, which, contexts, odds, masses=None, gate=None):
        return self._sets[which].decide(
            self._decoder, self._gates[gate or which], contexts, odds, masses)


class _Evidence:
    """For the level at position k."""

    def __init__(self, coder, k):
        w, n, nw, ne = (b.levels for b in coder.neighbours)
        self.near = 2 * (abs(w[k]) + abs(n[k])) + abs(nw[k]) + abs(ne[k])
        self.smooth = sum(abs(w[j]) + abs(n[j]) for j in _around(k)) >> 1
        self.neighbour_signs = 3 * _sign(w[k]) + _sign(n[k])
        levels = coder.block.levels
        right, below, both, right2, below2 = (levels[j] if k < 63 else 0 for j in _inside(k))
        self.inside = 2 * (abs(right) + abs(below)) + abs(both) + abs(right2) + abs(below2)
        self.signs = (27 * _sign(right) + 9 * _sign(below) + 3 * _sign(right2) + _sign(below2))
        if coder.first:
            other = coder.first.levels[k]
            self.inside = 4 * abs(other) + abs(right) + abs(below)
            self.signs = 27 * _sign(other) + 9 * _sign(right) + 3 * _sign(below)


class _BlockCoder:
    def __init__(self, state, member, row, col, first):
        """first: the block of the set's first component, for its second one."""
        self._state, self.first = state, first
        self.block = member.blocks[row][col]
        self.neighbours = member.neighbours(row, col)
        self._w, self._n = self.neighbours[:2]
        self._kept = self.block.extra = _Kept()
        if self.block.copied:
            self._kept.last = _last_group(self.block.levels)

    @property
    def last(self):
        return self._kept.last

    def last_group(self, logits):
        w, n = self._w, self._n
        around = (_kept(w).last + _kept(n).last + 1) >> 1
        counts = 8 * q8(_count(w)) + q8(_count(n))
        low, high = 0, 14
        while low < high:
            t = (low + high + 1) >> 1
            odds = limit(logits[t - 1] >> 4, STRETCH_MAX)
            if self._state.decide((_LAST, t), [around, counts, _odds_level(odds, 8)], odds):
                low = t
            else:
                high = t - 1
        self._kept.last = low

    def code_group(self, g, mixtures):
        if g == 0:
            self._dc(mixtures[0])
            return
        beliefs = {k: Belief(mixture) for k, mixture in mixtures.items()}
        is_last = g == self.last
        if not is_last and len(beliefs) > 1 and not self._group_is_nonzero(g, beliefs):
            return
        known = is_last or len(beliefs) > 1   # not to be all zero
        nothing = known
        for k in reversed(GROUPS[g]):
            below = [beliefs[j].cost() for j in GROUPS[g] if j < k] if nothing else None
            if self._coefficient(g, k, beliefs[k], below):
                nothing = False

    def _group_is_nonzero(self, g, beliefs):
        odds = stretch_log_odds(any_in_group(sum(b.cost() for b in beliefs.values())))
        w, n, nw, ne = (sum(b.levels[k] != 0 for k in GROUPS[g]) for b in self.neighbours)
        d, count, level = nw + ne, self.block.count, _odds_level(odds, 11)
        above = 0
        if g < 14:
            above = sum(abs(self.block.levels[GROUP_BEGIN[g + 1] + j]) for j in (0, 1))
        return self._state.decide((_GROUP, g), [
            64 * q8(w) + 8 * q8(n) + q8(d),
            64 * q8(2 * (w + n) + d) + 8 * q8(above) + q8(count),
            64 * q8(count) + level], odds)

    def _coefficient(self, g, k, belief, below):
        """Whether it is not zero. below: while nothing was found in a group that is known not to be
        all zero, the costs of the positions below; else None."""
        e, block = _Evidence(self, k), self.block
        if below != []:
            log_odds = belief.log_odds()
            if below is not None:
                log_odds -= any_nonzero(sum(below))
            odds = stretch_log_odds(log_odds)
            around = (_count(self._w) + _count(self._n) + 1) >> 1
            if not self._state.decide((_ZERO, k), [
                    16 * q8(around) + q16(block.count) + (128 if below is not None else 0),
                    16 * q16(e.smooth) + q16(e.near),
                    16 * q16(e.inside) + _odds_level(odds, 11)], odds):
                return False
        masses = belief.lower, belief.upper
        odds = _stretch_ratio(masses)
        negative = self._state.decide((_SIGN, g), [
            9 * _odds_level(odds, 8) + e.neighbour_signs, e.signs,
            8 * _odds_level(odds, 8) + q8(e.near)], odds, masses)
        magnitude = self._magnitude(g, k, e, _belief_in_magnitude(belief, negative))
        block.set_level(k, -magnitude if negative else magnitude)
        return True

    def _magnitude(self, g, k, e, belief):
        def contexts(odds):
            level = _odds_level(odds, 9)
            return [16 * q8(e.near) + level, 11 * q11(e.inside) + q11(e.smooth),
                    16 * q8(self.block.count) + level]

        def keys(exponent):
            step = min(exponent, 3)
            return (_EXPONENT, ZONE[k], step), (_EXPONENT, g >> 1, step)
        exponent = self._exponent(belief, keys, contexts)
        return self._mantissa(k, exponent, belief, self._w.levels[k], self._n.levels[k])

    def _exponent(self, belief, keys, contexts):
        """keys: set and gate of a decision."""
        exponent = 0
        while exponent < _MAX_EXPONENT:
            masses = belief.larger(exponent)
            odds = _stretch_ratio(masses)
            which, gate = keys(exponent)
            bit = self._state.decide(which, contexts(odds), odds, masses, gate)
            belief.after_larger(bit)
            if not bit:
                break
            exponent += 1
        return exponent

    def _mantissa(self, k, exponent, belief, west, north):
        context = MantissaContext(west, north)
        v = 1
        for index in range(exponent):
            place = exponent - 1 - index
            masses = belief.mantissa(v, place)
            odds = _stretch_ratio(masses)
            step = min(index, 3)
            bit = self._state.decide((_MANTISSA, k, step), [
                16 * exponent + context.next(v, place, index, _UNPREDICTED), v & 255,
                16 * exponent + _odds_level(odds, 8)], odds, masses, (_MANTISSA, step))
            belief.after_mantissa(bit)
            v = 2 * v + bit
        return v

    def _dc(self, mixture):
        mean = (mixture.means[0] * mixture.weight +
                mixture.means[1] * (32768 - mixture.weight)) >> 15
        centre = limit16((mean + 2048) >> 12)
        residual = self._dc_residual(Belief(mixture.moved(-4096 * centre)))
        self._kept.residual = wrap16(residual)
        self.block.set_dc(wrap16(centre + residual), residual)

    def _dc_residual(self, belief):
        west, north = _kept(self._w).residual, _kept(self._n).residual
        total = abs(west) + abs(north)
        low = abs(self.block.levels[1]) + abs(self.block.levels[2])
        first = 16 * q16(total) + q16(self.block.count)
        second = 9 * q8(low) + 3 * _sign(west) + _sign(north)

        def contexts(odds):
            return [first, second, 8 * _odds_level(odds, 8) + q8(total)]
        odds = stretch_log_odds(belief.log_odds())
        if not self._state.decide((_DC_ZERO,), contexts(odds), odds):
            return 0
        masses = belief.lower, belief.upper
        odds = _stretch_ratio(masses)
        negative = self._state.decide((_DC_SIGN,), contexts(odds), odds, masses)
        magnitude_belief = _belief_in_magnitude(belief, negative)
        exponent = self._exponent(
            magnitude_belief, lambda e: 2 * ((_DC_EXPONENT, min(e, 7)),), contexts)
        magnitude = self._mantissa(0, exponent, magnitude_belief, 0, 0)
        return -magnitude if negative else magnitude


def _belief_in_magnitude(belief, negative):
    if negative:
        return MagnitudeBelief(belief.mixture.mirrored(), belief.lower)
    return MagnitudeBelief(belief.mixture, belief.upper)


def _stretch_ratio(masses):
    one, zero = masses
    return stretch_log_odds(ln_q24(one) - ln_q24(zero))
