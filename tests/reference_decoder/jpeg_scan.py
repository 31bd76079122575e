"""Writing the data of a Huffman-coded scan: format_jpeg.md §5.1 to §5.5."""

from errors import require
from jpeg_facts import Run


class BitWriter:
    def __init__(self):
        self.out = bytearray()
        self._bits = 0
        self._num_bits = 0

    def put(self, value, count):
        self._bits = self._bits << count | value
        self._num_bits += count
        while self._num_bits >= 8:
            self._num_bits -= 8
            byte = self._bits >> self._num_bits
            self._bits &= (1 << self._num_bits) - 1
            self.out.append(byte)
            if byte == 0xFF:
                self.out.append(0)

    def missing(self):
        """How many bits the last byte lacks."""
        return -self._num_bits % 8


def scan_blocks(frame, scan, mcu):
    """The blocks of an MCU: (index in the scan's components, component, block of the plane)."""
    if len(scan.components) == 1:
        component = frame.components[scan.components[0]]
        row, col = divmod(mcu, component.blocks_wide)
        yield 0, scan.components[0], row * component.padded_wide + col
        return
    mcu_row, mcu_col = divmod(mcu, frame.mcus_wide)
    for index, c in enumerate(scan.components):
        component = frame.components[c]
        for y in range(mcu_row * component.v, (mcu_row + 1) * component.v):
            for x in range(mcu_col * component.h, (mcu_col + 1) * component.h):
                yield index, c, y * component.padded_wide + x


class ScanWriter:
    def __init__(self, frame, scan, facts, planes):
        self.frame, self.scan, self.facts, self.planes = frame, scan, facts, planes
        self.bits = BitWriter()
        self.padded_places = 0
        self.predictions = [0] * len(scan.components)
        self.eob_run = 0
        self.eob_corrections = []
        if frame.code != 0xC2:
            self.write_block = self.sequential
        elif scan.ss == 0:
            self.write_block = self.dc_refine if scan.ah else self.dc_first
        else:
            self.write_block = self.ac_refine if scan.ah else self.ac_first

    def write(self):
        """The bytes of the scan."""
        runs = self.facts.runs
        if runs is None:
            runs = [Run(0, self.scan.num_mcus(self.frame))]
        interval = 0 if self.facts.ignore_restarts else self.scan.restart_interval
        mcu_size = self.scan.mcu_size(self.frame)
        for run in runs:
            self.reset()
            for mcu in range(run.begin, run.end):
                if interval and mcu % interval == 0 and mcu != run.begin:
                    self.finish_interval()
                    self.bits.out += bytes([0xFF, 0xD0 + (mcu // interval - 1) % 8])
                    self.reset()
                block = mcu * mcu_size
                for index, component, place in scan_blocks(self.frame, self.scan, mcu):
                    odd = self.facts.odd.get(block, [])
                    self.write_block(block, index, self.planes[component][place], odd)
                    block += 1
            self.finish_interval()
            self.bits.out += run.raw
        for offset, byte in self.facts.patches:
            require(offset < len(self.bits.out), "facts: patch outside of the scan")
            self.bits.out[offset] = byte
        return bytes(self.bits.out)

    def reset(self):
        self.predictions = [0] * len(self.scan.components)
        self.eob_run = 0
        self.eob_corrections = []

    def finish_interval(self):
        self.write_eob_run()
        missing = self.bits.missing()
        if missing:
            usual = 0 if self.facts.pad_with_zeros else 127
            bits = self.facts.padding.get(self.padded_places, usual)
            self.padded_places += 1
            self.bits.put(bits & ((1 << missing) - 1), missing)

    def symbol(self, codes, symbol):
        require(symbol in codes, "a symbol has no code")
        self.bits.put(*codes[symbol])

    def value_bits(self, value, size):
        self.bits.put(value if value >= 0 else value + (1 << size) - 1, size)

    # §5.2
    def sequential(self, block, index, levels, odd):
        dc_codes, ac_codes = self.scan.dc_tables[index], self.scan.ac_tables[index]
        difference = (levels[0] - self.predictions[index] + 0x8000) % 0x10000 - 0x8000
        require(difference != -0x8000, "DC difference is -32768")
        self.predictions[index] = levels[0]
        if odd and odd[0].kind == 4:
            require(difference == 0, "odd DC with a difference")
            self.bits.put(odd[0].bits, 16)
            odd = odd[1:]
        else:
            self.difference(dc_codes, difference)
        last = self.coefficients(ac_codes, levels, 1, 63, 0)
        if odd:
            self.odd_end(ac_codes, odd[0])
        elif last < 63:
            self.symbol(ac_codes, 0)

    def difference(self, codes, value):
        size = abs(value).bit_length()
        self.symbol(codes, size)
        self.value_bits(value, size)

    def coefficients(self, codes, levels, first, end, shift):
        """Run, size and bits of the coefficients that are not 0; the position of the last."""
        last = first - 1
        for k in range(first, end + 1):
            value = abs(levels[k]) >> shift
            if value == 0:
                continue
            self.write_eob_run()
            run = k - last - 1
            for _ in range(run // 16):
                self.symbol(codes, 0xF0)
            size = value.bit_length()
            require(size <= 15, "coefficient is too large")
            self.symbol(codes, run % 16 * 16 + size)
            self.value_bits(value if levels[k] > 0 else -value, size)
            last = k
        return last

    def odd_end(self, codes, odd):
        for _ in range(odd.num_zrls):
            self.symbol(codes, 0xF0)
        if odd.kind == 0 and self.frame.code != 0xC2:
            self.symbol(codes, 0)
        elif odd.kind == 2:
            self.symbol(codes, odd.symbol)
            self.bits.put(odd.bits, odd.symbol & 15)
        elif odd.kind == 3:
            require(self.frame.code != 0xC2, "odd block of kind 3 in a progressive scan")
            self.bits.put(odd.bits, 16)

    # §5.3
    def dc_first(self, _block, index, levels, _odd):
        value = levels[0] >> self.scan.al
        self.difference(self.scan.dc_tables[index], value - self.predictions[index])
        self.predictions[index] = value

    def dc_refine(self, _block, _index, levels, _odd):
        self.bits.put(levels[0] >> self.scan.al & 1, 1)

    # §5.4
    def write_eob_run(self):
        if self.eob_run > 0:
            size = self.eob_run.bit_length() - 1
            self.symbol(self.scan.ac_tables[0], size * 16)
            self.bits.put(self.eob_run & ((1 << size) - 1), size)
        self.eob_run = 0
        self.put_all(self.eob_corrections)
        self.eob_corrections = []

    def put_all(self, bits):
        for bit in bits:
            self.bits.put(bit, 1)

    def lengthen_eob_run(self, block):
        """A block with nothing of its own joins the pending run."""
        if self.eob_run > 0:
            breaks = (self.facts.break_eob_runs or self.eob_run == 32767 or
                      len(self.eob_corrections) > 937)
            if block in self.facts.toggles:
                breaks = not breaks
            if breaks or self.eob_run == 32767:
                self.write_eob_run()
        self.eob_run += 1

    def ac_first(self, block, _index, levels, odd):
        scan = self.scan
        if not odd and all(abs(v) >> scan.al == 0 for v in levels[scan.ss:scan.se + 1]):
            self.lengthen_eob_run(block)
            return
        self.write_eob_run()
        codes = scan.ac_tables[0]
        last = self.coefficients(codes, levels, scan.ss, scan.se, scan.al)
        if odd:
            self.odd_end(codes, odd[0])
            self.eob_run = 1 if odd[0].kind == 0 else 0
        elif last < scan.se:
            self.eob_run = 1

    # §5.5
    def ac_refine(self, block, _index, levels, odd):
        scan = self.scan
        codes = scan.ac_tables[0]
        m = [abs(v) >> scan.al for v in levels]
        new = [k for k in range(scan.ss, scan.se + 1) if m[k] == 1]
        if not new and not odd:
            self.lengthen_eob_run(block)
            self.eob_corrections += [v & 1 for v in m[scan.ss:scan.se + 1] if v > 1]
            return
        self.write_eob_run()
        zeros = 0
        kept = []
        after = new[-1] + 1 if new else scan.ss
        for k in range(scan.ss, after):
            if m[k] == 0:
                zeros += 1
                continue
            while zeros > 15:
                self.symbol(codes, 0xF0)
                zeros -= 16
                self.put_all(kept)
                kept = []
            if m[k] > 1:
                kept.append(m[k] & 1)
                continue
            self.symbol(codes, zeros * 16 + 1)
            self.bits.put(1 if levels[k] > 0 else 0, 1)
            self.put_all(kept)
            zeros = 0
            kept = []
        if odd:
            require(odd[0].kind <= 1, "odd block of this kind in a refining scan")
            for _ in range(odd[0].num_zrls):
                after = self.odd_zrl(codes, m, after)
            if odd[0].kind == 1:
                return
        if odd or after <= scan.se:
            self.eob_run = 1
            self.eob_corrections = [v & 1 for v in m[after:scan.se + 1] if v > 1]

    def odd_zrl(self, codes, m, k):
        """ZRL and the corrections it passes; the position after them."""
        self.symbol(codes, 0xF0)
        zeros = 0
        while k <= self.scan.se and zeros < 16:
            if m[k] == 0:
                zeros += 1
            else:
                self.bits.put(m[k] & 1, 1)
            k += 1
        return k
