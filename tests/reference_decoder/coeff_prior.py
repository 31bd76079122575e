"""Model 1, preset default: format_coeff.md §8."""

import functools

from adaptive import BIAS, STRETCH, STRETCH_MAX, mix, start_slots, updated_slot
from beliefs import Belief, MagnitudeBelief, any_in_group, any_nonzero
from byte_reader import ByteReader
from coeff_blocks import GROUP_BEGIN, GROUPS, ZONE, q11, q16, q8, waves
from coeff_evidence import DcEvidence, Evidence, MantissaContext, Place
from data_files import frame_content
from integers import clamp, limit, limit16, wrap16, wrap32
from jpeg_constants import NATURAL
from logistic_mixture import ln_q24, stretch_log_odds
from prior_model import load_model
from prior_network import SetNetwork

_GROUP, _ZERO, _SIGN, _MAGNITUDE, _DC, _MANTISSA = (
    "group", "zero", "sign", "magnitude", "dc", "mantissa")
# Sets, entries of a context.
_TABLES = {_GROUP: (15, 512), _ZERO: (64, 256), _SIGN: (16, 256), _MAGNITUDE: (28 * 5, 128),
           _DC: (16, 256), _MANTISSA: (64 * 4, 256)}
_NUM_CLASSES = 3
_UNPREDICTED = [0, 0, 1, 2]   # mantissa contexts
_CONTEXTS, _INPUTS, _BUCKETS = 3, 8, 44
_SIGN_ZONE_BEGIN = [0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36, 44, 53]
_SIGN_ZONE = [sum(1 for b in _SIGN_ZONE_BEGIN if b <= k) - 1 for k in range(64)]
# (times, shift) of the learning rate by the bit width of the decisions seen.
_RATES = [(8, 1)] * 4 + [(6, 1), (8, 2), (6, 2), (8, 3), (6, 3), (8, 4), (6, 4)]
_MAX_SEEN, _TRAINED_SEEN = 1023, 64


def _bucket_centre(bucket):
    return 128 * bucket + 64 - STRETCH_MAX


class _Table:
    """Sets of decisions. Of a set: the slots of each context, then those of the buckets."""

    def __init__(self, sets, entries):
        self.sets, self.entries = sets, entries
        self.slots_per_set = _CONTEXTS * entries + _BUCKETS
        self.num_slots = sets * self.slots_per_set
        self.slots = self.weights = self.seen = None

    def copy(self):
        table = _Table(self.sets, self.entries)
        table.slots, table.weights = list(self.slots), [list(row) for row in self.weights]
        table.seen = list(self.seen)
        return table

    def decide(self, decoder, which, contexts, odds):
        """odds: stretched."""
        base = which * self.slots_per_set
        bucket = (odds + STRETCH_MAX) >> 7
        at = [base + j * self.entries + c for j, c in enumerate(contexts)]
        at.append(base + _CONTEXTS * self.entries + bucket)
        inputs = [STRETCH[self.slots[a] >> 20] for a in at]
        inputs[3] -= limit(_bucket_centre(bucket), 2307)
        inputs += [odds, BIAS, 0, 0]
        weights = self.weights[which]
        p = mix(weights, inputs)
        bit = decoder.bit(p)
        times, shift = _RATES[self.seen[which].bit_length()]
        error = (min(32767, ((bit << 16) - p) >> 1) * times) >> 3
        for j, x in enumerate(inputs):
            weights[j] = wrap32(weights[j] + ((x * error) >> shift))
        for a in at:
            self.slots[a] = updated_slot(self.slots[a], bit)
        self.seen[which] = min(self.seen[which] + 1, _MAX_SEEN)
        return bit


@functools.cache
def _start_states():
    states = [{name: _Table(*shape) for name, shape in _TABLES.items()}
              for _ in range(_NUM_CLASSES)]
    tables = [table for state in states for table in state.values()]
    reader = ByteReader(frame_content("default_start"))
    stretched = [reader.take(table.num_slots) for table in tables]
    for table, bytes_of in zip(tables, stretched):
        table.slots = start_slots(bytes_of, reader.take(table.num_slots))
    for table in tables:
        table.weights = [[wrap32(reader.u16_be() << 16 | 0x8000) for _ in range(_INPUTS)]
                         for _ in range(table.sets)]
        table.seen = [_TRAINED_SEEN] * table.sets
    reader.finish()
    return states


class PriorPreset:
    def begin_set(self, decoder, members, guides, luma):
        network = load_model()[len(members) - 1]
        first_class = 0 if luma is None else 1
        states = [{name: table.copy() for name, table in
                   _start_states()[first_class + i].items()}
                  for i in range(len(members))]
        return _PriorSet(decoder, members, guides, states,
                         SetNetwork(network, members, luma))

    @staticmethod
    def steps(members):
        """Places and components whose blocks are coded together: a wave."""
        for cells in waves(members[0].rows, members[0].cols):
            yield cells, members


class _PriorSet:
    def __init__(self, decoder, members, guides, states, network):
        self._decoder, self._members, self._guides = decoder, members, guides
        self._states, self._network = states, network

    def code(self, cells, step):
        """step: all members."""
        coders = []    # [lane][cell]
        for i, member in enumerate(self._members):
            first = self._members[0] if i == 1 else None
            coders.append([
                _BlockCoder(self._decoder, self._states[i],
                            Place(member, row, col, self._guides[i], first))
                for row, col in cells])
        for row, col in cells:
            self._network.begin_block(row, col)
        for g in range(14, -1, -1):
            for lane, coders_of_lane in enumerate(coders):
                mixtures = [self._network.mixtures(row, col, g, lane) for row, col in cells]
                for coder, mixture in zip(coders_of_lane, mixtures):
                    coder.code_group(g, mixture)
        for row, col in cells:
            self._network.end_block(row, col)


def _odds_level(odds, a):
    """L(a)"""
    return clamp((odds >> 7) + a, 0, 15)


class _BlockCoder:
    def __init__(self, decoder, state, place):
        self._decoder, self._state, self._place = decoder, state, place
        self._block = place.block

    def _decide(self, table, which, contexts, odds):
        return self._state[table].decide(self._decoder, which, contexts, odds)

    def code_group(self, g, mixtures):
        if g == 0:
            self._dc(mixtures[0])
            return
        if self._block.copied:
            return
        beliefs = {k: Belief(mixture) for k, mixture in mixtures.items()}
        if g < 6:
            k = GROUP_BEGIN[g]
            self._coefficient(k, beliefs[k], None)
        elif self._group_is_nonzero(g, beliefs):
            nothing = True
            for k in reversed(GROUPS[g]):
                below = [beliefs[j].cost() for j in GROUPS[g] if j < k] if nothing else None
                if self._coefficient(k, beliefs[k], below):
                    nothing = False
        self._block.end_group(g)

    def _group_is_nonzero(self, g, beliefs):
        place, block = self._place, self._block
        odds = stretch_log_odds(any_in_group(sum(b.cost() for b in beliefs.values())))
        w, n, d = place.group_sums([g])
        first = 64 * q8(w) + 8 * q8(n) + q8(d)
        level = _odds_level(odds, 11)
        if place.luma:
            after = GROUP_BEGIN[g + 1]
            a = sum(block.magnitude[NATURAL[k]] for k in (after, after + 1)) if g < 14 else 0
            contexts = [first, 64 * q8(2 * (w + n) + d) + 8 * q8(a) + q8(block.count),
                        64 * q8(block.count) + 16 * block.history + level]
        else:
            contexts = [first, 16 * q16(place.guide_groups[g]) + q16(block.count),
                        256 * (block.history & 1) + 16 * q16(place.other_sum([g])) + level]
        bit = self._decide(_GROUP, g, contexts, odds)
        block.history = (2 * block.history + bit) & 3
        return bit

    def _coefficient(self, k, belief, below):
        """Whether it is not zero. below: while the group of several has nothing yet, the costs of
        the positions below; else None."""
        place = self._place
        e = Evidence(place, k)
        if below != []:
            log_odds = belief.log_odds()
            if below is not None:
                log_odds -= any_nonzero(sum(below))
            odds = stretch_log_odds(log_odds)
            if not self._decide(_ZERO, k, self._zero_contexts(e, odds, below is not None), odds):
                return False
        odds = stretch_log_odds(ln_q24(belief.lower) - ln_q24(belief.upper))
        last = (8 * _odds_level(odds, 8) + q8(e.near) if place.luma else
                9 * _odds_level(odds, 8) + 3 * e.other_sign + e.luma_sign)
        negative = self._decide(_SIGN, _SIGN_ZONE[k], [
            9 * _odds_level(odds, 8) + e.neighbour_signs, e.inside_signs, last], odds)
        magnitude = self._magnitude(k, e, _belief_in_magnitude(belief, negative))
        self._block.set_level(k, -magnitude if negative else magnitude)
        return True

    def _zero_contexts(self, e, odds, nothing):
        counts = self._place.counts() + (128 if nothing else 0)
        level = _odds_level(odds, 11)
        if self._place.luma:
            return [counts, 16 * q16(e.near_smooth) + q16(e.near), 16 * q16(e.inside) + level]
        x = q16(2 * e.other) if e.given else q16(e.inside)
        return [counts, 16 * x + q16(e.guide),
                16 * q16(e.near if e.given else e.near_smooth) + level]

    def _magnitude(self, k, e, belief):
        last = q8(self._block.count) if self._place.luma else q8(e.guide)
        exponent = 0
        while exponent < 15:
            odds = _ratio(belief.larger(exponent))
            level = _odds_level(odds, 9)
            bit = self._decide(_MAGNITUDE, 5 * ZONE[k] + min(exponent, 4), [
                16 * q8(e.near) + level, 11 * q11(e.inside) + q11(e.near_smooth),
                16 * last + level], odds)
            belief.after_larger(bit)
            if not bit:
                break
            exponent += 1
        return self._mantissa(k, exponent, belief, self._place.w.levels[k],
                              self._place.n.levels[k])

    def _mantissa(self, k, exponent, belief, west, north):
        context = MantissaContext(west, north)
        v = 1
        for index in range(exponent):
            place = exponent - 1 - index
            odds = _ratio(belief.mantissa(v, place))
            bit = self._decide(_MANTISSA, 4 * k + min(index, 3), [
                16 * exponent + context.next(v, place, index, _UNPREDICTED), v & 255,
                16 * exponent + _odds_level(odds, 8)], odds)
            belief.after_mantissa(bit)
            v = 2 * v + bit
        return v

    def _dc(self, mixture):
        block = self._block
        m = (mixture.means[0] * mixture.weight +
             mixture.means[1] * (32768 - mixture.weight)) >> 15
        centre = limit16((m + 2048) >> 12)
        phase = ((m + 2048) >> 8) & 15
        if block.copied:
            residual = wrap16(block.levels[0] - centre)
        else:
            residual = self._dc_residual(Belief(mixture.moved(-4096 * centre)), phase)
        block.set_dc(wrap16(centre + residual), residual)

    def _dc_residual(self, belief, phase):
        e = DcEvidence(self._place)
        contexts = [e.first, 16 * e.energy + e.rs, 16 * phase + e.rs]
        if not self._decide(_DC, 0, contexts, stretch_log_odds(belief.log_odds())):
            return 0
        odds = stretch_log_odds(ln_q24(belief.lower) - ln_q24(belief.upper))
        negative = self._decide(_DC, 1, [9 * phase + e.sign_classes] + contexts[1:], odds)
        magnitude_belief = _belief_in_magnitude(belief, negative)
        exponent = 0
        while exponent < 15:
            odds = _ratio(magnitude_belief.larger(exponent))
            bit = self._decide(_DC, 2 + min(exponent, 13), contexts, odds)
            magnitude_belief.after_larger(bit)
            if not bit:
                break
            exponent += 1
        magnitude = self._mantissa(0, exponent, magnitude_belief, 0, 0)
        return -magnitude if negative else magnitude


def _belief_in_magnitude(belief, negative):
    if negative:
        return MagnitudeBelief(belief.mixture.mirrored(), belief.lower)
    return MagnitudeBelief(belief.mixture, belief.upper)


def _ratio(one_and_zero):
    one, zero = one_and_zero
    return stretch_log_odds(ln_q24(one) - ln_q24(zero))
