"""The range decoder: format_coeff.md §2."""

from errors import require

_MASK64 = (1 << 64) - 1


class RangeDecoder:
    def __init__(self, data):
        self._data = bytes(data)
        self._at = 0
        self._range = _MASK64
        self._value = self._next(8)

    def _next(self, count):
        taken = self._data[self._at:self._at + count]
        self._at += count
        require(self._at <= len(self._data) + 8, "range coder: the stream is too short")
        return int.from_bytes(taken + bytes(count - len(taken)), "big")

    def bit(self, p_one):
        """One decision; p_one: probability of a one, Q16, 1..65535."""
        bound = (self._range >> 16) * p_one
        if self._value < bound:
            self._range = bound
            bit = 1
        else:
            self._value -= bound
            self._range -= bound
            bit = 0
        if self._range < 1 << 32:
            self._range <<= 32
            self._value = (self._value << 32 | self._next(4)) & _MASK64
        return bit

    def finish(self):
        require(self._at >= len(self._data), "range coder: bytes are left over")
