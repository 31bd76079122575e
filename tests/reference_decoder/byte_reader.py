"""Bytes in order, with the integers of format.md §1."""

from errors import require


class ByteReader:
    def __init__(self, data):
        self.data = bytes(data)
        self.at = 0

    def left(self):
        return len(self.data) - self.at

    def take(self, count):
        require(count <= self.left(), "truncated")
        self.at += count
        return self.data[self.at - count:self.at]

    def rest(self):
        return self.take(self.left())

    def u8(self):
        return self.take(1)[0]

    def u16_be(self):
        return int.from_bytes(self.take(2), "big")

    def little(self, size, signed=False):
        return int.from_bytes(self.take(size), "little", signed=signed)

    def varint(self):
        value = 0
        for place in range(10):
            byte = self.u8()
            value |= (byte & 127) << (7 * place)
            if byte < 128:
                require(byte != 0 or place == 0, "varint is longer than needed")
                require(value < 1 << 64, "varint is too large")
                return value
        require(False, "varint has more than ten bytes")

    def finish(self):
        require(self.left() == 0, "bytes are left over")
