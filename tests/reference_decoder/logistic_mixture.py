"""Logarithms and the masses of a mixture of two logistic distributions: format_prior.md §4."""

from adaptive import STRETCH_MAX
from exact import divide, exp, ln, number, rounded
from integers import limit

LN2_Q24 = 11629080
_LN2_Q32 = 2977044472
_LN = [rounded(ln(number(256 + i) / 256) * 2**24) for i in range(257)]
_TAIL = [rounded(divide(number(2**31), 1 + exp(number(i) / 64))) for i in range(1025)]
_INVERSE_SCALE = [rounded(exp(5 - number(2 * i + 1) / 128) * 2**20) for i in range(833)]
_ONE = 1 << 31
_FAR = 16 << 15


def ln_q16(x):
    n = x.bit_length() - 1
    fraction = ((x ^ 1 << n) << 40) >> n
    i, f = fraction >> 32, fraction & 0xFFFFFFFF
    return (n * _LN2_Q32 + (_LN[i] << 8) + (f * (_LN[i + 1] - _LN[i]) >> 24) + 32768) >> 16


def ln_q24(x):
    n = x.bit_length() - 1
    m = x << (31 - n)
    i = m >> 23 & 255
    return n * LN2_Q24 + _LN[i] + (((_LN[i + 1] - _LN[i]) * (m >> 8 & 32767)) >> 15)


def stretch_log_odds(odds_q24):
    return limit(odds_q24 >> 16, STRETCH_MAX)


def inverse_scale(log_scale):
    """Q20, of a log scale in Q12."""
    return _INVERSE_SCALE[(log_scale + 20480) >> 6]


def _tail(t):
    t = min(t, _FAR - 1)
    i = t >> 9
    return _TAIL[i] - (((_TAIL[i] - _TAIL[i + 1]) * (t & 511)) >> 9)


def _mass_above(t):
    return _tail(t) if t >= 0 else _ONE - _tail(-t)


def _mass_between(ta, tb):
    if ta >= 0:
        return _tail(ta) - _tail(tb)
    if tb <= 0:
        return _tail(-tb) - _tail(-ta)
    return _ONE - _tail(-ta) - _tail(tb)


class Mixture:
    """means in Q12 levels, inverse scales in Q20, the first component's weight in Q15."""

    def __init__(self, means, inverse_scales, weight):
        self.means, self.inverse_scales, self.weight = means, inverse_scales, weight

    def _weighted(self, masses):
        return ((self.weight * masses[0] + (32768 - self.weight) * masses[1]) >> 15) + 1

    def _positions(self, boundary):
        return [limit((boundary - mean) * scale >> 17, _FAR)
                for mean, scale in zip(self.means, self.inverse_scales)]

    def above(self, boundary):
        return self._weighted([_mass_above(t) for t in self._positions(boundary)])

    def below(self, boundary):
        return self._weighted([_mass_above(-t) for t in self._positions(boundary)])

    def between(self, low, high):
        return self._weighted([_mass_between(ta, tb) for ta, tb in
                               zip(self._positions(low), self._positions(high))])

    def mirrored(self):
        return Mixture([-mean for mean in self.means], self.inverse_scales, self.weight)

    def moved(self, by):
        return Mixture([mean + by for mean in self.means], self.inverse_scales, self.weight)
