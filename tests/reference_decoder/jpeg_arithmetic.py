"""Writing the data of an arithmetic-coded scan: format_jpeg.md §5.6; T.81 annex D, F.1.4, G.1.3.
"""

import collections

from jpeg_scan import scan_blocks

# T.81 Table D.3: Qe (hexadecimal), next index after LPS, after MPS, switch. The last entry has the
# fixed probability 0.5.
_QE_TEXT = """
5a1d 1 1 1; 2586 14 2 0; 1114 16 3 0; 080b 18 4 0; 03d8 20 5 0; 01da 23 6 0; 00e5 25 7 0;
006f 28 8 0; 0036 30 9 0; 001a 33 10 0; 000d 35 11 0; 0006 9 12 0; 0003 10 13 0; 0001 12
13 0; 5a7f 15 15 1; 3f25 36 16 0; 2cf2 38 17 0; 207c 39 18 0; 17b9 40 19 0; 1182 42 20 0;
0cef 43 21 0; 09a1 45 22 0; 072f 46 23 0; 055c 48 24 0; 0406 49 25 0; 0303 51 26 0; 0240
52 27 0; 01b1 54 28 0; 0144 56 29 0; 00f5 57 30 0; 00b7 59 31 0; 008a 60 32 0; 0068 62 33
0; 004e 63 34 0; 003b 32 35 0; 002c 33 9 0; 5ae1 37 37 1; 484c 64 38 0; 3a0d 65 39 0;
2ef1 67 40 0; 261f 68 41 0; 1f33 69 42 0; 19a8 70 43 0; 1518 72 44 0; 1177 73 45 0; 0e74
74 46 0; 0bfb 75 47 0; 09f8 77 48 0; 0861 78 49 0; 0706 79 50 0; 05cd 48 51 0; 04de 50 52
0; 040f 50 53 0; 0363 51 54 0; 02d4 52 55 0; 025c 53 56 0; 01f8 54 57 0; 01a4 55 58 0;
0160 56 59 0; 0125 57 60 0; 00f6 58 61 0; 00cb 59 62 0; 00ab 61 63 0; 008f 61 32 0; 5b12
65 65 1; 4d04 80 66 0; 412c 81 67 0; 37d8 82 68 0; 2fe8 83 69 0; 293c 84 70 0; 2379 86 71
0; 1edf 87 72 0; 1aa9 87 73 0; 174e 72 74 0; 1424 72 75 0; 119c 74 76 0; 0f6b 74 77 0;
0d51 75 78 0; 0bb6 77 79 0; 0a40 77 48 0; 5832 80 81 1; 4d1c 88 82 0; 438e 89 83 0; 3bdd
90 84 0; 34ee 91 85 0; 2eae 92 86 0; 299a 93 87 0; 2516 86 71 0; 5570 88 89 1; 4ca9 95 90
0; 44d9 96 91 0; 3e22 97 92 0; 3824 99 93 0; 32b4 99 94 0; 2e17 93 86 0; 56a8 95 96 1;
4f46 101 97 0; 47e5 102 98 0; 41cf 103 99 0; 3c3d 104 100 0; 375e 99 93 0; 5231 105 102
0; 4c0f 106 103 0; 4639 107 104 0; 415e 103 99 0; 5627 105 106 1; 50e7 108 107 0; 4b85
109 103 0; 5597 110 109 0; 504f 111 107 0; 5a10 110 111 1; 5522 112 109 0; 59eb 112 111
1; 5a1d 113 113 0;
"""
_QE = [(int(qe, 16), int(lps), int(mps), int(switch))
       for qe, lps, mps, switch in (entry.split() for entry in _QE_TEXT.split(";")[:-1])]
_FIXED = "fixed"


class ArithmeticEncoder:
    """T.81 annex D with a code register of any length, so that carries need no care."""

    def __init__(self):
        self._a = 0x10000
        self._c = 0
        self._shifts = 0
        self._states = collections.defaultdict(lambda: (0, 0))  # (index, MPS)
        self._states[_FIXED] = (113, 0)

    def put(self, state, bit):
        index, mps = self._states[state]
        qe, next_lps, next_mps, switch = _QE[index]
        self._a -= qe
        if bit != mps:
            if self._a >= qe:
                self._c += self._a
                self._a = qe
            self._states[state] = (next_lps, mps ^ switch)
        else:
            if self._a >= 0x8000:
                return
            if self._a < qe:
                self._c += self._a
                self._a = qe
            self._states[state] = (next_mps, mps)
        while self._a < 0x8000:
            self._a <<= 1
            self._c <<= 1
            self._shifts += 1

    def finish(self):
        """The bytes: of the codes in the interval the one with the most trailing zeros (D.1.8)."""
        code = (self._a - 1 + self._c) >> 16 << 16
        if code < self._c:
            code += 0x8000
        # The first byte is complete after 11 shifts, at bits 19 to 26; then one every 8.
        missing = 11 - self._shifts if self._shifts < 11 else (3 - self._shifts) % 8 or 8
        num_bytes = (self._shifts + missing - 11) // 8 + 2
        data = ((code << missing) >> 11).to_bytes(num_bytes, "big")
        return data.rstrip(b"\0").replace(b"\xFF", b"\xFF\0")


def last_slots(scans):
    """({component: DC slot}, {component: AC slot}): libjpeg knows one of each for a component."""
    dc_slots, ac_slots = {}, {}
    for scan in scans:
        for component, dc, ac in zip(scan.components, scan.dc_slots, scan.ac_slots):
            if scan.ss == 0 and scan.ah == 0:
                dc_slots[component] = dc
            if scan.se > 0:
                ac_slots[component] = ac
    return dc_slots, ac_slots


class ArithmeticScanWriter:
    """As libjpeg-turbo writes the scan."""

    def __init__(self, walk, scan, slots, planes):
        self.walk, self.frame, self.scan, self.planes = walk, walk.frame, scan, planes
        self.dc_slots, self.ac_slots = ([of.get(c, 0) for c in scan.components] for of in slots)
        progressive = self.frame.code == 0xCA
        if not progressive:
            self.write_block = self.sequential
        elif scan.ss == 0:
            self.write_block = self.dc_refine if scan.ah else self.dc_first
        else:
            self.write_block = self.ac_refine if scan.ah else self.ac_first

    def write(self):
        out = bytearray()
        self.reset()
        interval = self.scan.restart_interval
        for mcu in range(self.scan.num_mcus(self.frame)):
            if interval and mcu and mcu % interval == 0:
                out += self.coder.finish() + bytes([0xFF, 0xD0 + (mcu // interval - 1) % 8])
                self.reset()
            before = None
            for index, component, place in scan_blocks(self.frame, self.scan, mcu):
                levels = self.planes[component][place]
                row, col = divmod(place, self.frame.components[component].padded_wide)
                c = self.frame.components[component]
                if row >= c.blocks_high or col >= c.blocks_wide:
                    levels = [before] + [0] * 63
                before = levels[0]
                self.write_block(index, levels)
        return bytes(out + self.coder.finish())

    def reset(self):
        self.coder = ArithmeticEncoder()
        self.predictions = [0] * len(self.scan.components)
        self.contexts = [0] * len(self.scan.components)

    def sequential(self, index, levels):
        self.dc_difference(index, levels[0])
        self.ac_coefficients(self.ac_slots[index], levels, 1, 63, 0)

    def dc_first(self, index, levels):
        self.dc_difference(index, levels[0] >> self.scan.al)

    def dc_refine(self, _index, levels):
        self.coder.put(_FIXED, levels[0] >> self.scan.al & 1)

    def ac_first(self, _index, levels):
        scan = self.scan
        self.ac_coefficients(self.ac_slots[0], levels, scan.ss, scan.se, scan.al)

    # F.1.4.1
    def dc_difference(self, index, value):
        table = self.dc_slots[index]
        put, at = self.coder.put, self.contexts[index]
        difference = value - self.predictions[index]
        self.predictions[index] = value
        put(("dc", table, at), 1 if difference else 0)
        if difference == 0:
            self.contexts[index] = 0
            return
        negative = 1 if difference < 0 else 0
        put(("dc", table, at + 1), negative)
        rest = abs(difference) - 1
        size = rest.bit_length()
        at += 2 + negative
        for step in range(size):
            put(("dc", table, at), 1)
            at = 20 + step
        put(("dc", table, at), 0)
        m = 1 << size >> 1
        low, high = 1 << self.walk.dc_l[table] >> 1, 1 << self.walk.dc_u[table] >> 1
        self.contexts[index] = 0 if m < low else (4 + 4 * negative) + (8 if m > high else 0)
        for place in range(size - 2, -1, -1):
            put(("dc", table, at + 14), rest >> place & 1)

    # F.1.4.2
    def ac_coefficients(self, table, levels, first, end, shift):
        put = self.coder.put
        magnitudes = [abs(v) >> shift for v in levels]
        last = max((k for k in range(first, end + 1) if magnitudes[k]), default=first - 1)
        k = first
        while k <= last:
            put(("ac", table, 3 * (k - 1)), 0)
            while magnitudes[k] == 0:
                put(("ac", table, 3 * (k - 1) + 1), 0)
                k += 1
            put(("ac", table, 3 * (k - 1) + 1), 1)
            put(_FIXED, 1 if levels[k] < 0 else 0)
            self.ac_magnitude(table, k, magnitudes[k] - 1)
            k += 1
        if k <= end:
            put(("ac", table, 3 * (k - 1)), 1)

    def ac_magnitude(self, table, k, rest):
        put = self.coder.put
        size = rest.bit_length()
        at = 3 * (k - 1) + 2
        for step in range(size):
            put(("ac", table, at), 1)
            if step > 0:
                at = (189 if k <= self.walk.ac_kx[table] else 217) + step - 1
        put(("ac", table, at), 0)
        for place in range(size - 2, -1, -1):
            put(("ac", table, at + 14), rest >> place & 1)

    # G.1.3.3
    def ac_refine(self, _index, levels):
        scan, table, put = self.scan, self.ac_slots[0], self.coder.put
        m = [abs(v) >> scan.al for v in levels]
        band = range(scan.ss, scan.se + 1)
        last = max((k for k in band if m[k]), default=scan.ss - 1)
        known_last = max((k for k in band if abs(levels[k]) >> scan.ah), default=0)
        k = scan.ss
        while k <= last:
            if k > known_last:
                put(("ac", table, 3 * (k - 1)), 0)
            while m[k] == 0:
                put(("ac", table, 3 * (k - 1) + 1), 0)
                k += 1
            if m[k] > 1:
                put(("ac", table, 3 * (k - 1) + 2), m[k] & 1)
            else:
                put(("ac", table, 3 * (k - 1) + 1), 1)
                put(_FIXED, 1 if levels[k] < 0 else 0)
            k += 1
        if k <= scan.se:
            put(("ac", table, 3 * (k - 1)), 1)
