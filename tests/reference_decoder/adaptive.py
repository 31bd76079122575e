"""Adaptive probabilities: format_coeff.md §3."""

from integers import clamp, limit, wrap32

STRETCH_MAX = 2815
BIAS = 256  # the constant input of mixers


def _mul_q32(a, b):
    return (a >> 16) * b // 65536 + ((a & 0xFFFF) * b >> 32)


def _make_squash():
    table = [0] * (2 * STRETCH_MAX + 1)
    whole = 1 << 32
    for n in range(STRETCH_MAX // 256 + 1):
        e = whole
        for x in range(256 * n, min(256 * n + 256, STRETCH_MAX + 1)):
            den = (1 << 32) + e
            high = min(65535, ((1 << 48) + den // 2) // den)
            table[STRETCH_MAX + x] = high
            table[STRETCH_MAX - x] = 65536 - high
            e = _mul_q32(e, 4278222805)
        whole = _mul_q32(whole, 1580030169)
    return table


_SQUASH = _make_squash()


def squash(x):
    """Probability, Q16, of a stretched value."""
    return _SQUASH[limit(x, STRETCH_MAX) + STRETCH_MAX]


def _make_stretch():
    table = []
    x = -STRETCH_MAX
    for bucket in range(4096):
        while x < STRETCH_MAX and squash(x) < 16 * bucket + 8:
            x += 1
        table.append(x)
    return table


STRETCH = _make_stretch()  # of the upper 12 bits of a probability

# Rates (Q10) by the class that start states give.
START_RATES = [682, 409, 256, 170, 113, 78, 54, 36, 23, 13, 8, 4]
UNTRAINED_SLOT = 1 << 31 | 682


# [rate class][byte]: the slots that a trained start state can have.
_START_SLOTS = [[squash(22 * (byte - 256 if byte > 127 else byte)) << 16 | rate
                 for byte in range(256)] for rate in START_RATES]


def start_slots(bytes_of, rate_classes):
    """Slots from their bytes in a trained start state."""
    return [_START_SLOTS[r][b] for b, r in zip(bytes_of, rate_classes)]


def updated_slot(slot, bit):
    return moved_slot(slot, 4194303 if bit else 127)


def moved_slot(slot, target):
    p = slot >> 10
    r = slot & 1023
    d = (target - p) >> 7
    slot = (slot + (((d * r) << 7) & ~1023)) & 0xFFFFFFFF
    return slot - ((5 * r * r + 8191) >> 13) if r > 8 else slot


def mix(weights, inputs):
    """Probability of a one: weights Q28, inputs stretched."""
    return squash(sum((w >> 16) * x for w, x in zip(weights, inputs)) >> 12)


class LoneSlots:
    """Rows of slots, each of which codes decisions by itself."""

    def __init__(self, rows, contexts):
        self.rows, self.contexts = rows, contexts
        self.num_slots = rows * contexts
        self.slots = None

    def copy(self):
        table = LoneSlots(self.rows, self.contexts)
        table.slots = list(self.slots)
        return table

    def code(self, decoder, row, context):
        at = row * self.contexts + context
        slot = self.slots[at]
        bit = decoder.bit(slot >> 16)
        self.slots[at] = moved_slot(slot, 65472 * 64 if bit else 64 * 64 + 127)
        return bit


class TwoRateBit:
    def __init__(self, p=32768, count=0):
        self.fast = self.slow = p
        self.count = count

    def decode(self, decoder):
        bit = decoder.bit(clamp((self.fast + self.slow) >> 1, 32, 65504))
        target = 65535 if bit else 0
        self.fast += (target - self.fast) >> (2 if self.count < 4 else 4)
        self.slow += (target - self.slow) >> (2 if self.count < 4 else 4 if self.count < 32 else 7)
        self.count = min(self.count + 1, 32)
        return bit
