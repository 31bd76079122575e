"""Model 2, preset parallel: format_lattice.md."""

import copy
import functools

from block_model import load_block_model
from block_network import BlockNetwork
from coeff_blocks import (NO_BLOCK, RepeatedBlocks, SliceComponent, code_blocks, component_sets,
                          rows_of_slice)
from coeff_gated import GatedSet
from range_coder import RangeDecoder

_FIRST_STRIDE, _WAVE = 8, 64
_NOTHING, _SIDES, _ROWS, _ALL = range(4)   # what a block sees
# (row, column): N, S, NW, NE, SW, SE, W, E
_NEIGHBOURS = [(-1, 0), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1), (0, -1), (0, 1)]
_N, _S, _NW, _NE, _SW, _SE, _W, _E = range(8)
_ABOVE_AND_BELOW = 6   # the first ones
_SEEN = {_NOTHING: (), _SIDES: (_W, _E), _ROWS: (_N, _S, _NW, _NE, _SW, _SE),
         _ALL: (_N, _S, _NW, _NE, _SW, _SE, _W, _E)}
# What stands for W, N, NW and NE in contexts.
_STANDS_FOR = {_NOTHING: (None, None, None, None), _SIDES: (_W, _E, None, None),
               _ROWS: (_N, _S, _NW, _SE), _ALL: (_W, _N, _E, _S)}
# Columns of linear: the first part, the neighbours of the parts from it on; the part of the block
# itself follows.
_LINEAR_PARTS = {_NOTHING: (10, ()), _SIDES: (0, (_W, _E)), _ROWS: (3, (_N, _S)),
                 _ALL: (6, (_N, _S, _W, _E))}
_NUM_LINEAR_PARTS = 11
_OF_THIS_PASS = 256


class _Pass:
    def __init__(self, sees, distance, first_row, first_col, step):
        self.sees, self.distance = sees, distance
        self._rows, self._cols, self._step = first_row, first_col, step

    def rows(self, end):
        return range(self._rows, end, self._step)

    def cols(self, end):
        return range(self._cols, end, self._step)

    def place(self, row, col, neighbour):
        y, x = _NEIGHBOURS[neighbour]
        return row + y * self.distance, col + x * self.distance


def _make_passes():
    passes = [_Pass(_NOTHING, 0, 0, 0, _FIRST_STRIDE)]
    d = _FIRST_STRIDE // 2
    while d:
        passes += [_Pass(_SIDES, d, 0, d, 2 * d), _Pass(_ROWS, d, d, 0, 2 * d),
                   _Pass(_ALL, d, d, d, 2 * d)]
        d //= 2
    return passes


_PASSES = _make_passes()
# Pass by row and column modulo the first stride.
_PASS_AT = {(row, col): i for i, p in enumerate(_PASSES)
            for row in p.rows(_FIRST_STRIDE) for col in p.cols(_FIRST_STRIDE)}


def _index_of_pass(row, col):
    return _PASS_AT[row % _FIRST_STRIDE, col % _FIRST_STRIDE]


def _pass_of(row, col):
    return _PASSES[_index_of_pass(row, col)]


class LatticeComponent(SliceComponent):
    """All blocks of a component."""

    def of_slice(self, num_rows):
        """The same blocks, with what a slice keeps for itself."""
        own = copy.copy(self)
        own.repeated = RepeatedBlocks(num_rows * self.cols)
        return own

    def neighbours(self, row, col):
        """Those that stand for W, N, NW, NE."""
        which = _pass_of(row, col)
        return tuple(NO_BLOCK if n is None else self.at(*which.place(row, col, n))
                     for n in _STANDS_FOR[which.sees])

    def hashes(self, row, col):
        sees = _pass_of(row, col).sees
        if sees == _NOTHING:
            return None
        first, second = super().hashes(row, col)
        return (first + sees) & 0xFFFFFFFF, second


class _LatticeNetwork(BlockNetwork):
    def _image_inputs(self, row, col):
        index = _index_of_pass(row, col)
        return tuple(_OF_THIS_PASS if i == index else 0 for i in range(len(_PASSES)))

    def _neighbours(self, row, col):
        """In the order of _NEIGHBOURS."""
        which = _pass_of(row, col)
        return [self._at(*which.place(row, col, n)) if n in _SEEN[which.sees] else self._none
                for n in range(len(_NEIGHBOURS))]

    @staticmethod
    def _with_own(vectors, own):
        return (BlockNetwork._with_own(vectors[:_ABOVE_AND_BELOW], own) +
                BlockNetwork._with_own(vectors[_ABOVE_AND_BELOW:], []))

    def _linear_parts(self, state, row, col):
        near = self._neighbours(row, col)
        first, seen = _LINEAR_PARTS[_pass_of(row, col).sees]
        parts = [self._none] * _NUM_LINEAR_PARTS
        parts[first:first + len(seen) + 1] = [near[n] for n in seen] + [state]
        return parts, near[seen[0]] if seen else self._none


class _SetOfSlice:
    """rows: of the set that a slice codes."""

    def __init__(self, decoder, members, network, rows):
        self._decoder, self._rows = decoder, rows
        self._members = [member.of_slice(len(rows)) for member in members]
        self._coder = GatedSet(decoder, self._members, network)

    def code_pass(self, which):
        cols = which.cols(self._members[0].cols)
        for row in which.rows(self._rows.stop):
            if row in self._rows:
                for i in range(0, len(cols), _WAVE):
                    self._code_wave([(row, col) for col in cols[i:i + _WAVE]])

    def _code_wave(self, cells):
        code_blocks(self._decoder, cells, self._members,
                    functools.partial(self._coder.code, cells, self._members))


def decode_lattice(slices, mcus_high, components):
    """slices: the bytes of each."""
    decoders = [RangeDecoder(data) for data in slices]
    networks = load_block_model(is_lattice=True)
    for indices in component_sets(components):
        members = [components[i] for i in indices]
        luma = None if indices == [0] else components[0]
        network = _LatticeNetwork(networks[len(members) - 1], members, luma)
        rows = [rows_of_slice(s, len(slices), mcus_high, members[0].component, members[0].rows)
                for s in range(len(slices))]
        coders = [_SetOfSlice(decoder, members, network, r) for decoder, r in zip(decoders, rows)]
        for which in _PASSES:
            for coder in coders:
                coder.code_pass(which)
    for decoder in decoders:
        decoder.finish()
