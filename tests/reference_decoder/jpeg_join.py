"""A JPEG from its skeleton, facts and planes: format_jpeg.md."""

from errors import require
from jpeg_arithmetic import ArithmeticScanWriter, last_slots
from jpeg_facts import Facts
from jpeg_scan import ScanWriter
from jpeg_walk import MarkerWalk


class JpegLayout:
    """The frame of an image, and its modelled scans with their facts."""

    def __init__(self, skeleton, facts_bytes):
        self._skeleton = skeleton
        facts = Facts(facts_bytes)
        self._walk = MarkerWalk(skeleton, facts.height)
        self._scans = []   # (scan, its facts; None: arithmetic coding)
        while facts.entries_left != 0:
            scan = self._walk.next_scan()
            if scan is None:
                break
            if facts.arithmetic:
                require(self._walk.frame.code in (0xC9, 0xCA), "the frame is not arithmetic-coded")
                self._scans.append((scan, None))
            elif self._walk.can_be_modelled(scan):
                num_mcus = scan.num_mcus(self.frame)
                scan_facts = facts.next_scan(num_mcus, num_mcus * scan.mcu_size(self.frame))
                if scan_facts is not None:
                    self._walk.take_as_modelled(scan)
                    self._scans.append((scan, scan_facts))
        facts.finish()
        require(self._scans, "no scan is modelled")

    @property
    def frame(self):
        return self._walk.frame

    def join(self, planes):
        """The JPEG. planes: per component, blocks in raster order, each 64 coefficients in zigzag
        order."""
        slots = last_slots([scan for scan, _ in self._scans])
        out = bytearray()
        copied = 0
        for scan, facts in self._scans:
            if facts is None:
                writer = ArithmeticScanWriter(self._walk, scan, slots, planes)
            else:
                writer = ScanWriter(self.frame, scan, facts, planes)
            out += self._skeleton[copied:scan.end] + writer.write()
            copied = scan.end
        return bytes(out + self._skeleton[copied:])
