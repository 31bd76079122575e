"""Odds of binary decisions from a mixture: format_coeff.md §8, Beliefs and the decision table."""

import functools

from exact import divide, exp, ln, number, rounded
from integers import clamp
from logistic_mixture import LN2_Q24, ln_q24

_HALF = 2048  # half a level, Q12
_ONE = 1 << 31
_MAX_COSTS = 1 << 27


@functools.cache
def _h_table():
    table = [0]
    for i in range(1, 130):
        x = number(i) / 16
        sinh = (exp(x) - exp(-x)) / 2
        table.append(rounded(ln(divide(sinh, x)) * 2**24))
    return table


def any_nonzero(costs):
    """any(S); costs: a sum, Q23."""
    costs = clamp(costs, 1, _MAX_COSTS)
    h = _h_table()
    i = costs >> 20
    curve = h[i] + (((h[i + 1] - h[i]) * (costs >> 8 & 4095)) >> 12)
    return ln_q24(costs) - 23 * LN2_Q24 - costs + curve


def any_in_group(costs):
    """any(S) + 2 S"""
    return any_nonzero(costs) + 2 * min(costs, _MAX_COSTS)


def boundary(magnitude):
    """Below this magnitude, Q12."""
    return (magnitude << 12) - _HALF


class Belief:
    """What a mixture says about one level."""

    def __init__(self, mixture):
        self.mixture = mixture
        self.lower, self.upper = mixture.below(-_HALF), mixture.above(_HALF)
        nonzero = min(self.lower + self.upper, _ONE - 1)
        self.nonzero, self.zero = nonzero, _ONE - nonzero

    def log_odds(self):
        return ln_q24(self.nonzero) - ln_q24(self.zero)

    def cost(self):
        return (31 * LN2_Q24 - ln_q24(self.zero)) >> 1


class MagnitudeBelief:
    """Masses of a level whose sign is known, as exponent and mantissa are decided."""

    def __init__(self, side, mass):
        """side: the mixture, mirrored for a negative level; mass: of magnitude 1 and more."""
        self._side = side
        self._a, self._b = mass, 0

    def _from(self, magnitude):
        """Mass of this magnitude and more."""
        return self._side.above(boundary(magnitude))

    def larger(self, t):
        """(one, zero) of: the exponent exceeds t."""
        self._b = self._from(1 << (t + 1))
        return self._b, max(self._a - self._b, 1)

    def after_larger(self, bit):
        if bit:
            self._a, self._b = self._b, 0

    def mantissa(self, v, place):
        """(one, zero) of the bit at `place`; v: the bits before it."""
        self._m = self._from((2 * v + 1) << place)
        return max(self._m - self._b, 1), max(self._a - self._m, 1)

    def after_mantissa(self, bit):
        if bit:
            self._a = self._m
        else:
            self._b = self._m
