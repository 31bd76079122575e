"""Coefficient streams: format_coeff.md §1 and the order of §4."""

import functools

from byte_reader import ByteReader
from coeff_blocks import Guide, SliceComponent, code_blocks, component_sets, rows_of_slice
from coeff_fast import FastPreset
from coeff_gated import GatedPreset
from coeff_prior import PriorPreset
from coeff_static import decode_static_slice
from errors import require
from lattice import LatticeComponent, decode_lattice
from range_coder import RangeDecoder

_ROWS, _SHIFTS, _SLICES, _STATIC = 1, 2, 4, 8
_FAST, _PRIOR, _LATTICE, _GATED = range(4)
_PRESETS = {_FAST: FastPreset, _PRIOR: PriorPreset, _GATED: GatedPreset}


def decode_planes(section, frame):
    """The coefficients of all components, as JpegLayout.join() takes them."""
    reader = ByteReader(section)
    model = reader.u8()
    require(model <= _GATED, "unknown coefficient model")
    head = _Head(reader, frame)
    planes = [[] for _ in frame.components]
    if model == _LATTICE and not head.static:
        components = [LatticeComponent(component, shift, rows) for component, shift, rows in
                      zip(frame.components, head.shifts, head.rows)]
        decode_lattice(head.slices, frame.mcus_high, components)
        _add_to_planes(planes, components)
    else:
        for s, data in enumerate(head.slices):
            components = [
                SliceComponent(component, shift, len(rows_of_slice(
                    s, len(head.slices), frame.mcus_high, component, rows)))
                for component, shift, rows in zip(frame.components, head.shifts, head.rows)]
            if head.static:
                decode_static_slice(RangeDecoder(data), components)
            else:
                _decode_slice(data, components, _PRESETS[model]())
            _add_to_planes(planes, components)
    for plane, component in zip(planes, frame.components):
        missing = component.padded_wide * component.padded_high - len(plane)
        plane += [[0] * 64 for _ in range(missing)]
    return planes


def _add_to_planes(planes, components):
    for plane, component in zip(planes, components):
        for row in component.blocks:
            plane += [_shifted_back(block.levels, component.shift) for block in row]


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
            code_blocks(decoder, cells, step, functools.partial(coder.code, cells, step))
    decoder.finish()
