"""Coefficient streams: format_coeff.md §1 and the order of §4."""

from byte_reader import ByteReader
from coeff_blocks import Block, Guide, SliceComponent, component_sets
from coeff_fast import FastPreset
from coeff_gated import GatedPreset
from coeff_prior import PriorPreset
from coeff_static import decode_static_slice
from errors import require
from range_coder import RangeDecoder

_ROWS, _SHIFTS, _SLICES, _STATIC = 1, 2, 4, 8
_FAST, _PRIOR, _PARALLEL, _GATED = range(4)


def decode_planes(section, frame):
    """The coefficients of all components, as JpegLayout.join() takes them."""
    reader = ByteReader(section)
    model = reader.u8()
    require(model <= _GATED, "unknown coefficient model")
    if model == _FAST:
        preset = FastPreset()
    elif model == _GATED:
        preset = GatedPreset()
    else:
        preset = PriorPreset("default" if model == _PRIOR else "parallel")
    head = _Head(reader, frame)
    planes = [[] for _ in frame.components]
    for s, data in enumerate(head.slices):
        components = []
        for c, component in enumerate(frame.components):
            begin, end = (
                min(frame.mcus_high * n // len(head.slices) * component.v, head.rows[c])
                for n in (s, s + 1))
            components.append(SliceComponent(component, head.shifts[c], end - begin))
        if head.static:
            decode_static_slice(RangeDecoder(data), components)
        else:
            _decode_slice(data, components, preset)
        for plane, component in zip(planes, components):
            for row in component.blocks:
                plane += [_shifted_back(block.levels, component.shift) for block in row]
    for plane, component in zip(planes, frame.components):
        missing = component.padded_wide * component.padded_high - len(plane)
        plane += [[0] * 64 for _ in range(missing)]
    return planes


def _shifted_back(levels, shift):
    coefficients = [level << n for level, n in zip(levels, shift)]
    require(all(-0x8000 <= c <= 0x7FFF for c in coefficients), "a coefficient is out of range")
    return coefficients


class _Head:
    """static: the method of §10; shifts: [component][zigzag]; rows: block rows that are coded;
    slices: their bytes.
    """

    def __init__(self, reader, frame):
        flags = reader.u8()
        require(flags < 16, "coefficients: reserved flags")
        self.static = bool(flags & _STATIC)
        num_slices = reader.varint() if flags & _SLICES else 1
        if flags & _SLICES:
            require(2 <= num_slices <= min(64, frame.mcus_high), "number of slices")
        self.rows = []
        for component in frame.components:
            missing = reader.varint() if flags & _ROWS else 0
            require(missing <= component.padded_high, "missing rows")
            self.rows.append(component.padded_high - missing)
        self.shifts = [_read_shifts(reader) if flags & _SHIFTS else [0] * 64
                       for _ in frame.components]
        lengths = [reader.varint() for _ in range(num_slices - 1)]
        self.slices = [reader.take(length) for length in lengths] + [reader.rest()]


def _read_shifts(reader):
    shifts = []
    while len(shifts) < 64:
        shift = reader.u8()
        require(shift <= 15, "shift of coefficients")
        shifts += [shift] * (reader.u8() + 1)
    require(len(shifts) == 64, "run of shifts is too long")
    return shifts


def _decode_slice(data, components, preset):
    decoder = RangeDecoder(data)
    for indices in component_sets(components):
        members = [components[i] for i in indices]
        if members[0].rows == 0:
            continue
        luma = None if indices == [0] else components[0]
        guides = [Guide(luma, c) for c in members] if luma else [None] * len(members)
        coder = preset.begin_set(decoder, members, guides, luma)
        for cells, step in preset.steps(members):
            _begin_step(decoder, step, cells)
            coder.code(cells, step)
            for row, col in cells:
                for member in step:
                    block = member.blocks[row][col]
                    block.finish()
                    west, north, _, _ = member.neighbours(row, col)
                    member.repeated.enter(block, west, north)
    decoder.finish()


def _begin_step(decoder, members, cells):
    """New blocks; those that repeat an earlier one get its levels."""
    for row, col in cells:
        for member in members:
            west, north, _, _ = member.neighbours(row, col)
            source = member.repeated.decode(decoder, west, north)
            block = Block()
            member.blocks[row][col] = block
            if source is not None:
                block.copied = True
                block.levels[0] = source.levels[0]
                for k in range(1, 64):
                    block.set_level(k, source.levels[k])
                for g in range(15):
                    block.end_group(g)
