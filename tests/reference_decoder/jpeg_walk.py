"""The marker walk over a skeleton: format_jpeg.md §1 to §3."""

import dataclasses

from byte_reader import ByteReader
from errors import FormatError
from huffman_table import make_codes, standard_tables


@dataclasses.dataclass
class Component:
    id: int
    h: int
    v: int
    tq: int
    quant: list = None       # 64 steps, zigzag; all 1 until a scan names the component
    is_named: bool = False
    blocks_wide: int = 0     # without padding
    blocks_high: int = 0
    padded_wide: int = 0
    padded_high: int = 0
    levels: list = None      # §3.2: Al of each coefficient so far; None: never


@dataclasses.dataclass
class Frame:
    code: int
    precision: int
    height: int
    width: int
    components: list
    mcus_wide: int = 0
    mcus_high: int = 0

    def set_geometry(self):
        hmax = max(c.h for c in self.components)
        vmax = max(c.v for c in self.components)
        self.mcus_wide = -(-self.width // (8 * hmax))
        self.mcus_high = -(-self.height // (8 * vmax))
        for c in self.components:
            c.blocks_wide = -(-(-(-self.width * c.h // hmax)) // 8)
            c.blocks_high = -(-(-(-self.height * c.v // vmax)) // 8)
            c.padded_wide = self.mcus_wide * c.h
            c.padded_high = self.mcus_high * c.v
            c.quant = [1] * 64
            c.levels = [None] * 64

    def num_blocks(self):
        return sum(c.padded_wide * c.padded_high for c in self.components)


@dataclasses.dataclass
class Scan:
    components: list         # indices into the frame
    dc_slots: list
    ac_slots: list
    ss: int
    se: int
    ah: int
    al: int
    dc_tables: list = None   # codes, or None
    ac_tables: list = None
    restart_interval: int = 0
    end: int = 0             # of the header in the skeleton

    def mcu_size(self, frame):
        if len(self.components) == 1:
            return 1
        return sum(frame.components[i].h * frame.components[i].v for i in self.components)

    def num_mcus(self, frame):
        if len(self.components) == 1:
            c = frame.components[self.components[0]]
            return c.blocks_wide * c.blocks_high
        return frame.mcus_wide * frame.mcus_high


class MarkerWalk:
    """REQUIRES: next_scan() is called until it returns None."""

    def __init__(self, skeleton, height_from_facts=0,
                 frame_codes=(0xC0, 0xC1, 0xC2, 0xC9, 0xCA)):
        self._frame_codes = frame_codes
        self._data = skeleton
        self._at = 0
        self._height = height_from_facts
        self.frame = None
        self._spoiled = False
        self._quant = {}
        self._huffman = standard_tables()
        self._restart_interval = 0
        self.dc_l, self.dc_u, self.ac_kx = [0] * 16, [1] * 16, [5] * 16
        self._visits = 0
        self._num_segments, self._num_scans = 0, 0

    def next_scan(self):
        """The next usable scan, or None at the end of the walk."""
        while True:
            segment = self._next_segment()
            if segment is None:
                return None
            code, payload = segment
            if code == 0xDA:
                scan = self._sos(payload)
                if scan is not None:
                    return scan
            elif 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
                self._sof(code, payload)
            elif code == 0xC4:
                self._dht(payload)
            elif code == 0xCC:
                self._dac(payload)
            elif code == 0xDB:
                self._dqt(payload)
            elif code == 0xDD and len(payload) >= 2:
                self._restart_interval = int.from_bytes(payload[:2], "big")

    def _next_segment(self):
        data = self._data
        while True:
            self._at = data.find(0xFF, self._at)
            if self._at < 0:
                self._at = len(data)
                return None
            while self._at < len(data) and data[self._at] == 0xFF:
                self._at += 1
            if self._at == len(data):
                return None
            code = data[self._at]
            self._at += 1
            if code == 0xD9:
                return None
            if code > 0x01 and not 0xD0 <= code <= 0xD8:
                break
        if self._num_segments == 1 << 18 or (code == 0xDA and self._num_scans == 4096):
            return None
        self._num_segments += 1
        self._num_scans += code == 0xDA
        if len(data) - self._at < 2:
            return None
        length = int.from_bytes(data[self._at:self._at + 2], "big")
        begin = self._at + 2
        size = max(length - 2, 0)
        if len(data) - begin < size:
            return None
        self._at = begin + size
        return code, data[begin:begin + size]

    def _dht(self, payload):
        at = 0
        while at < len(payload):
            table_class, slot = payload[at] >> 4, payload[at] & 15
            if table_class > 1 or slot > 3:
                return
            self._huffman.pop((table_class, slot), None)
            counts = payload[at + 1:at + 17]
            counts += bytes(16 - len(counts))
            at += 17
            symbols = payload[at:at + sum(counts)]
            if len(symbols) < sum(counts):
                return
            at += len(symbols)
            codes = make_codes(counts, symbols)
            if codes is not None:
                self._huffman[table_class, slot] = codes

    def _dac(self, payload):
        for index, value in zip(payload[0::2], payload[1::2]):
            if index < 16:
                self.dc_l[index], self.dc_u[index] = value % 16, value // 16
            elif index < 32:
                self.ac_kx[index - 16] = value

    def _dqt(self, payload):
        reader = ByteReader(payload)
        while reader.left():
            byte = reader.u8()
            pq, tq = byte >> 4, byte & 15
            if pq > 1 or tq > 3 or reader.left() < 64 * (pq + 1):
                return
            self._quant[tq] = [reader.u16_be() if pq else reader.u8() for _ in range(64)]

    def _sof(self, code, payload):
        if self.frame is not None or self._spoiled:
            self._spoiled = True
            return
        try:
            self.frame = self._usable_frame(code, ByteReader(payload))
        except FormatError:
            self.frame = None
        if self.frame is None:
            self._spoiled = True
        else:
            self.frame.set_geometry()

    def _usable_frame(self, code, reader):
        if code not in self._frame_codes:
            return None
        precision, height, width = reader.u8(), reader.u16_be(), reader.u16_be()
        count = reader.u8()
        height = height or self._height
        if not 2 <= precision <= 16 or height == 0 or width == 0 or not 1 <= count <= 4:
            return None
        components = []
        for _ in range(count):
            c_id, hv, tq = reader.u8(), reader.u8(), reader.u8()
            components.append(Component(c_id, hv >> 4, hv & 15, tq))
        if not all(1 <= c.h <= 4 and 1 <= c.v <= 4 for c in components):
            return None
        return Frame(code, precision, height, width, components)

    def _sos(self, payload):
        if self.frame is None or self._spoiled:
            return None
        try:
            return self._usable_scan(ByteReader(payload))
        except FormatError:
            return None

    def _usable_scan(self, reader):
        count = reader.u8()
        if not 1 <= count <= 4:
            return None
        named, dc_slots, ac_slots = [], [], []
        for _ in range(count):
            c_id, tables = reader.u8(), reader.u8()
            free = [i for i, c in enumerate(self.frame.components)
                    if c.id == c_id and i not in named]
            if not free:
                return None
            named.append(free[0])
            dc_slots.append(tables >> 4)
            ac_slots.append(tables & 15)
        ss, se, approximation = reader.u8(), reader.u8(), reader.u8()
        for i in named:
            component = self.frame.components[i]
            if not component.is_named:
                component.is_named = True
                component.quant = self._quant.get(component.tq, component.quant)
        return Scan(named, dc_slots, ac_slots, ss, se, approximation >> 4, approximation & 15,
                    [self._huffman.get((0, s)) for s in dc_slots],
                    [self._huffman.get((1, s)) for s in ac_slots],
                    self._restart_interval, self._at)

    # §3.2
    def can_be_modelled(self, scan):
        frame = self.frame
        components = [frame.components[i] for i in scan.components]
        if frame.code not in (0xC0, 0xC1, 0xC2):
            return False
        if self._visits + self._num_visits(scan) > 64 * frame.num_blocks():
            return False
        if frame.code != 0xC2:
            return (None not in scan.dc_tables and None not in scan.ac_tables and
                    all(level is None for c in components for level in c.levels))
        if not scan.ss <= scan.se <= 63 or scan.al > 13 or (scan.ss == 0) != (scan.se == 0):
            return False
        if (scan.ss > 0 and len(components) > 1) or scan.ah not in (0, scan.al + 1):
            return False
        wanted = None if scan.ah == 0 else scan.ah
        if any(level != wanted for c in components for level in c.levels[scan.ss:scan.se + 1]):
            return False
        if scan.ss > 0:
            return scan.ac_tables[0] is not None
        return scan.ah > 0 or None not in scan.dc_tables

    def _num_visits(self, scan):
        return scan.num_mcus(self.frame) * scan.mcu_size(self.frame)

    def take_as_modelled(self, scan):
        self._visits += self._num_visits(scan)
        for i in scan.components:
            levels = self.frame.components[i].levels
            if self.frame.code == 0xC2:
                levels[scan.ss:scan.se + 1] = [scan.al] * (scan.se + 1 - scan.ss)
            else:
                levels[:] = [0] * 64
