"""A lossless JPEG from its skeleton, facts and samples: format_lossless_jpeg.md §2 to §4."""

from byte_reader import ByteReader
from errors import require
from jpeg_scan import BitWriter
from jpeg_walk import MarkerWalk

LOSSLESS = (0xC3,)
_ENTRIES, _HEIGHT = 1, 4


class _ScanFacts:
    def __init__(self, flags=1):
        self.pad_with_zeros = bool(flags & 2)
        self.padding = {}     # place: bits
        self.restarts = {}    # index: raw bytes


class _Facts:
    def __init__(self, data):
        self._reader = ByteReader(data)
        flags = self._reader.varint()
        require(flags in (0, _ENTRIES, _HEIGHT, _ENTRIES | _HEIGHT), "facts: unknown flags")
        self.height = self._reader.varint() if flags & _HEIGHT else 0
        require(self.height <= 65535, "facts: height")
        self.entries_left = self._count() if flags & _ENTRIES else None

    def _count(self):
        count = self._reader.varint()
        require(count <= self._reader.left(), "facts: count is too large")
        return count

    def next_scan(self):
        """Facts of the next scan that can be modelled; None: it is not modelled."""
        if self.entries_left is None:
            return _ScanFacts()
        self.entries_left -= 1
        flags = self._reader.varint()
        if flags == 0:
            return None
        require(flags & 1 and flags <= 15, "facts: bad scan flags")
        facts = _ScanFacts(flags)
        if flags & 4:
            place = 0
            for _ in range(self._count()):
                value = self._reader.varint()
                place += value >> 7
                require(place <= 1 << 17, "facts: index")
                facts.padding[place] = value & 127
                place += 1
        if flags & 8:
            index = 0
            for _ in range(self._count()):
                index += self._reader.varint()
                require(index <= 1 << 17, "facts: index")
                facts.restarts[index] = self._reader.take(self._reader.varint())
                index += 1
        return facts

    def finish(self):
        require(not self.entries_left, "facts: more entries than scans")
        self._reader.finish()


class Plane:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.rows = []        # filled by the decoder of samples


class LosslessLayout:
    """The frame, the modelled scans with their facts, and planes (None: no scan has them)."""

    def __init__(self, skeleton, facts_bytes):
        self._skeleton = skeleton
        facts = _Facts(facts_bytes)
        walk = MarkerWalk(skeleton, facts.height, LOSSLESS)
        self._scans = []
        self.planes = None
        while facts.entries_left != 0:
            scan = walk.next_scan()
            if scan is None:
                break
            self.frame = walk.frame
            if self.planes is None:
                self._measure()
            if self._can_be_modelled(scan):
                scan_facts = facts.next_scan()
                if scan_facts is not None:
                    for i in scan.components:
                        self.planes[i] = Plane(*self._plane_size(scan, i))
                    self._scans.append((scan, scan_facts))
        facts.finish()
        require(self._scans, "no scan is modelled")

    def _measure(self):
        components = self.frame.components
        self.planes = [None] * len(components)
        self._hmax = max(c.h for c in components)
        self._vmax = max(c.v for c in components)
        self.mcus_wide = -(-self.frame.width // self._hmax)
        self.mcus_high = -(-self.frame.height // self._vmax)

    def _plane_size(self, scan, i):
        c = self.frame.components[i]
        if len(scan.components) > 1:
            return self.mcus_wide * c.h, self.mcus_high * c.v
        return -(-self.frame.width * c.h // self._hmax), -(-self.frame.height * c.v // self._vmax)

    def _scan_width(self, scan):
        if len(scan.components) > 1:
            return self.mcus_wide
        return self._plane_size(scan, scan.components[0])[0]

    def _can_be_modelled(self, scan):
        return (1 <= scan.ss <= 7 and scan.al < self.frame.precision and
                None not in scan.dc_tables and
                all(self.planes[i] is None for i in scan.components) and
                scan.restart_interval % self._scan_width(scan) == 0)

    def join(self):
        """The JPEG, when the planes have their rows."""
        out = bytearray()
        copied = 0
        for scan, facts in self._scans:
            out += self._skeleton[copied:scan.end]
            out += _ScanWriter(self, scan, facts, self._scan_width(scan)).write()
            copied = scan.end
        return bytes(out + self._skeleton[copied:])


class _ScanWriter:
    def __init__(self, layout, scan, facts, mcus_wide):
        self._scan, self._facts, self._mcus_wide = scan, facts, mcus_wide
        self._start = 1 << (layout.frame.precision - scan.al - 1)
        self._bits = BitWriter()
        self._padded_places = 0
        self._members = []    # (plane, h, v, codes)
        alone = len(scan.components) == 1
        for i, codes in zip(scan.components, scan.dc_tables):
            c = layout.frame.components[i]
            self._members.append((layout.planes[i], 1 if alone else c.h, 1 if alone else c.v,
                                  codes))
        self._mcus_high = self._members[0][0].height // self._members[0][2]

    def write(self):
        interval = self._scan.restart_interval // self._mcus_wide
        restarts = set()
        first = True
        for row in range(self._mcus_high):
            if interval and row and row % interval == 0:
                self._pad()
                index = row // interval - 1
                restarts.add(index)
                self._bits.out += self._facts.restarts.get(index,
                                                           bytes([0xFF, 0xD0 + index % 8]))
                first = True
            for mcu in range(self._mcus_wide):
                for member in self._members:
                    self._write_mcu(member, row, mcu, first)
            first = False
        self._pad()
        require(set(self._facts.restarts) <= restarts and
                all(place < self._padded_places for place in self._facts.padding),
                "facts: no such restart")
        return bytes(self._bits.out)

    def _write_mcu(self, member, row, mcu, first):
        plane, h, v, codes = member
        for y in range(row * v, (row + 1) * v):
            for x in range(mcu * h, (mcu + 1) * h):
                difference = plane.rows[y][x] - self._predict(plane, x, y, first and y == row * v)
                self._put(codes, difference & 0xFFFF)

    def _predict(self, plane, x, y, first_line):
        line = plane.rows[y]
        if first_line:
            return line[x - 1] if x else self._start
        above = plane.rows[y - 1]
        if x == 0:
            return above[0]
        a, b, c = line[x - 1], above[x], above[x - 1]
        return (None, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1),
                (a + b) >> 1)[self._scan.ss]

    def _put(self, codes, difference):
        if difference > 0x8000:
            difference -= 0x10000
        category = abs(difference).bit_length()
        require(category in codes, "a category has no code")
        self._bits.put(*codes[category])
        if 1 <= category <= 15:
            bits = difference if difference > 0 else difference - 1
            self._bits.put(bits & ((1 << category) - 1), category)

    def _pad(self):
        missing = self._bits.missing()
        if missing:
            usual = 0 if self._facts.pad_with_zeros else 127
            bits = self._facts.padding.get(self._padded_places, usual)
            self._padded_places += 1
            self._bits.put(bits & ((1 << missing) - 1), missing)
