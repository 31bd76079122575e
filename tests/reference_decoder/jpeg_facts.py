"""The facts of an image: format_jpeg.md §4."""

import dataclasses

from byte_reader import ByteReader
from errors import require

ENTRIES, ARITHMETIC, HEIGHT = 1, 2, 4


@dataclasses.dataclass
class Run:
    begin: int
    end: int
    raw: bytes = b""


@dataclasses.dataclass
class OddBlock:
    kind: int
    num_zrls: int
    symbol: int = 0
    bits: int = 0


@dataclasses.dataclass
class ScanFacts:
    pad_with_zeros: bool = False
    break_eob_runs: bool = False
    ignore_restarts: bool = False
    padding: dict = dataclasses.field(default_factory=dict)    # place: bits
    runs: list = None                                          # None: one run of all MCUs
    odd: dict = dataclasses.field(default_factory=dict)        # block: [OddBlock]
    toggles: set = dataclasses.field(default_factory=set)      # blocks
    patches: list = dataclasses.field(default_factory=list)    # (offset, byte)


class Facts:
    """Flags, height and, on demand, the entries, whose checks need the scan they belong to."""

    def __init__(self, data):
        self._reader = ByteReader(data)
        self.flags = self._reader.varint()
        require(self.flags <= 7 and self.flags & 3 != 3, "facts: unknown flags")
        self.height = self._reader.varint() if self.flags & HEIGHT else 0
        self.arithmetic = bool(self.flags & ARITHMETIC)
        self.entries_left = self._reader.varint() if self.flags & ENTRIES else None

    def next_scan(self, num_mcus, num_blocks):
        """ScanFacts of the next scan that can be modelled; None: it is not modelled."""
        if self.entries_left is None:
            return ScanFacts()
        if self.entries_left == 0:
            return None
        self.entries_left -= 1
        return _read_entry(self._reader, num_mcus, num_blocks)

    def finish(self):
        require(not self.entries_left, "facts: more entries than scans")
        self._reader.finish()


def _count(reader):
    count = reader.varint()
    require(count <= reader.left(), "facts: count is too large")
    return count


def _read_entry(reader, num_mcus, num_blocks):
    flags = reader.varint()
    if flags == 0:
        return None
    require(flags & 1 and flags < 512, "facts: bad scan flags")
    facts = ScanFacts(bool(flags & 2), bool(flags & 64), bool(flags & 128))
    if flags & 4:
        place = 0
        for _ in range(_count(reader)):
            value = reader.varint()
            place += value >> 7
            facts.padding[place] = value & 127
            place += 1
    if flags & 8:
        facts.runs = _read_runs(reader, num_mcus)
    if flags & 16:
        _read_odd_blocks(reader, num_blocks, facts.odd)
    if flags & 32:
        block = 0
        for _ in range(_count(reader)):
            block += reader.varint()
            require(block < num_blocks, "facts: no such block")
            facts.toggles.add(block)
            block += 1
    if flags & 256:
        offset = 0
        for _ in range(_count(reader)):
            offset += reader.varint()
            facts.patches.append((offset, reader.u8()))
            offset += 1
    return facts


def _read_runs(reader, num_mcus):
    count = _count(reader)
    require(count > 0, "facts: no runs")
    runs = []
    end = 0
    for i in range(count):
        begin = end + reader.varint()
        end = begin + reader.varint()
        require(end <= num_mcus, "facts: no such MCU")
        raw = reader.take(reader.varint()) if i + 1 < count else b""
        runs.append(Run(begin, end, raw))
    return runs


def _read_odd_blocks(reader, num_blocks, odd):
    count = _count(reader)
    require(count > 0, "facts: no odd blocks")
    block = 0
    for _ in range(count):
        block += reader.varint()
        require(block < num_blocks, "facts: no such block")
        byte = reader.u8()
        one = OddBlock(byte >> 3, byte & 7)
        require(one.kind <= 4, "facts: unknown kind of odd block")
        if one.kind == 2:
            one.symbol = reader.u8()
            if one.symbol & 15:
                one.bits = reader.varint()
            require(one.bits < 1 << (one.symbol & 15), "facts: too many bits")
        elif one.kind > 2:
            one.bits = reader.u16_be()
        here = odd.setdefault(block, [])
        require(not here or (len(here) == 1 and here[0].kind == 4 and one.kind != 4),
                "facts: two odd blocks in one place")
        here.append(one)
