"""Decisions with corrections that a gate switches on and off: format_coeff2.md §2."""

import functools

from adaptive import STRETCH_MAX, squash
from integers import limit, wrap32

_CORRECTION_MAX = 5630
_COST_MAX = 2816
_OPEN_FIRST, _OPEN_AGAIN = 256, 128
_PAUSE_MIN, _PAUSE_MAX = 512, 16384
_WORTH = 4096
_MAX_SEEN, _MAX_COUNT = 128, 255


@functools.cache
def _costs():
    """T"""
    a = [0] * (2 * _COST_MAX + 1)
    a[-1] = 2
    for at in range(2 * _COST_MAX - 1, -1, -1):
        z = at - _COST_MAX
        a[at] = a[at + 1] + 131072 - squash(z) - squash(z + 1)
    return [x >> 13 for x in a[::16]]


def _cost(z):
    """C(z)"""
    t, u = _costs(), z + _COST_MAX
    i = u >> 4
    return t[i] - (((t[i] - t[i + 1]) * (u & 15)) >> 4)


def _step(z):
    """S(z)"""
    q = squash(8 * ((z + _COST_MAX) >> 3) - 2812)
    return min((1 << 28) // q, 65536 - q)


def _learning_rate(seen):
    """times, shift"""
    return (8, 0) if seen < 32 else (8, 1) if seen < 64 else (8, 2) if seen < 128 else (6, 2)


class Gate:
    def __init__(self):
        self.is_open = True
        self._left = _OPEN_FIRST
        self._sum, self._pause = 0, _PAUSE_MIN

    def count(self, won):
        """won: 0 while it is closed."""
        self._sum += won
        self._left -= 1
        if self._left:
            return
        if not self.is_open:
            self.is_open, self._left, self._sum = True, _OPEN_AGAIN, 0
        elif self._sum >= _WORTH:
            self._sum >>= 1
            self._left, self._pause = _OPEN_FIRST, _PAUSE_MIN
        else:
            self.is_open, self._left = False, self._pause
            self._pause = min(2 * self._pause, _PAUSE_MAX)


class DecisionSet:
    def __init__(self):
        self._weights = [1 << 26, 1 << 26, 1 << 26, 1 << 28]
        self._seen = 0
        self._corrections = [{}, {}, {}]   # context: [v, n]

    def decide(self, decoder, gate, contexts, odds, masses):
        """masses: of a one and a zero, where odds is their StretchRatio; else None."""
        if not gate.is_open:
            p = squash(odds)
            if masses:
                one, zero = masses
                p = max((one << 16) // (one + zero), 1)
            gate.count(0)
            return decoder.bit(p)
        used = [table.setdefault(c, [0, 0]) for table, c in zip(self._corrections, contexts)]
        inputs = [limit(v >> 8, _CORRECTION_MAX) for v, _ in used] + [odds]
        y = limit(sum((w >> 16) * x for w, x in zip(self._weights, inputs)) >> 12, STRETCH_MAX)
        p = squash(y)
        bit = decoder.bit(p)
        times, shift = _learning_rate(self._seen)
        error = ((((bit << 16) - p) >> 1) * times) >> 3
        self._weights = [wrap32(w + ((error * x) >> shift))
                         for w, x in zip(self._weights, inputs)]
        self._seen = min(self._seen + 1, _MAX_SEEN)
        for correction, x in zip(used, inputs):
            z = limit(odds + x, STRETCH_MAX)
            step = _step(z) if bit else -_step(-z)
            n = correction[1]
            correction[0] += (step * ((4096 + (n + 12) // 2) // (n + 12))) >> 8
            correction[1] = min(n + 1, _MAX_COUNT)
        gate.count(_cost(odds) - _cost(y) if bit else _cost(-odds) - _cost(-y))
        return bit
