"""What the network says about the coefficients of a component set: format_prior.md §2 to §4."""

import functools
import math

from adaptive import squash
from coeff_blocks import GROUPS
from integers import clamp, limit, wrap32
from jpeg_constants import NATURAL, ZIGZAG
from logistic_mixture import Mixture, inverse_scale, ln_q16

_LOG1P = [math.floor(256 * math.log(1 + i) + 0.5) for i in range(256)]


def _dequantized(level, step):
    return limit(level * step, 32767)


def _scaled(d, inverse):
    return limit((d * inverse + 32768) >> 16, 1024)


def _log_step(step):
    return ((ln_q16(step) + 128) >> 8) - 640


class _BlockState:
    """What the network keeps of the blocks at one place, all lanes."""

    def __init__(self, num_slots, context_size):
        self.d = [0] * num_slots
        self.f1 = [0] * num_slots
        self.f2 = [0] * num_slots
        self.a1 = [0] * context_size
        self.e = None
        self.a3 = None
        self.h1 = {}     # step: activations


class SetNetwork:
    """members: the set's components in a slice; luma: component 0 for a chroma set, else None."""

    def __init__(self, network, members, luma):
        self._net, self._members = network, members
        self._rows, self._cols = members[0].rows, members[0].cols
        self._step = [q for member in members for q in member.step]
        self._inverse = [2**31 // s for s in network.sigma]
        self._lq = [_log_step(q) for q in self._step]
        self._ln_sigma = [(ln_q16(s) + 8) >> 4 for s in network.sigma]
        self._ln_step = [(ln_q16(q) + 8) >> 4 for q in self._step]
        self._states = {}
        self._none = _BlockState(network.num_slots, network.context_size)
        self._none.e = [0] * network.embed_size
        self._guide_zero = [0] * network.guide_size
        self._guide = self._luma_lq = None
        if network.guide_size:
            self._guide = _GuideFeatures(network, members[0], luma)
            self._luma_lq = [_log_step(q) for q in luma.quant]

    def _at(self, row, col):
        return self._states.get((row, col), self._none)

    def _neighbours(self, row, col):
        """W, NW, N, NE"""
        return [self._at(row, col - 1), self._at(row - 1, col - 1), self._at(row - 1, col),
                self._at(row - 1, col + 1)]

    def begin_block(self, row, col):
        net = self._net
        state = _BlockState(net.num_slots, net.context_size)
        near = self._neighbours(row, col)
        state.a1 = self._context1(near, row, col)
        inputs = self._with_own([s.a1 for s in near], state.a1)
        a2 = net.context2.matrix().act_and_add(inputs, state.a1)
        state.a3 = net.context3.matrix().act_and_add(a2, a2)
        self._states[row, col] = state

    @staticmethod
    def _with_own(vectors, own):
        """The inputs of a layer from neighbours and from what there is of the block itself."""
        return [x for vector in vectors for x in vector] + own

    def _context1_inputs(self, near, row, col):
        """Those of blocks."""
        guide = []
        if self._net.guide_size:
            for y in (-1, 0, 1):
                for x in (-1, 0, 1):
                    guide += self._guide_embed(row + y, col + x)
        return self._with_own([s.e for s in near], guide)

    def _context1(self, near, row, col):
        inputs = self._context1_inputs(near, row, col)
        inputs += self._lq + (self._luma_lq or [])
        return self._net.context1.matrix().act(inputs)

    def _hidden1(self, state, step):
        h = self._net.hidden_size
        return self._net.hidden1.matrix(step * h, (step + 1) * h).act(
            state.a3 + state.f1 + state.f2)

    def _guide_embed(self, row, col):
        if not (0 <= row < self._rows and 0 <= col < self._cols) or not self._guide.exists:
            return self._guide_zero
        return self._guide.embedded(row, col)

    def _take_levels(self, state, row, col):
        """Features of the levels decoded so far."""
        for lane, member in enumerate(self._members):
            for k, level in enumerate(member.blocks[row][col].levels):
                n = 64 * lane + k
                if level and not state.d[n]:
                    state.d[n] = _dequantized(level, self._step[n])
                    state.f1[n] = _scaled(state.d[n], self._inverse[n])
                    size = _LOG1P[min(abs(level), 255)]
                    state.f2[n] = size if level > 0 else -size

    def end_block(self, row, col):
        state = self._states[row, col]
        self._take_levels(state, row, col)
        state.e = self._net.embed.matrix().act(state.f1 + state.f2 + self._lq)

    def begin_step(self, row, col, group, lane):
        """Hidden units of the group of a component of the set."""
        state = self._states[row, col]
        self._take_levels(state, row, col)
        step = (14 - group) * self._net.lanes + lane
        state.h1[step] = self._hidden1(state, step)
        return state, step

    def mixtures(self, row, col, group, lane):
        """{k: Mixture} for the group of a component of the set."""
        net, h = self._net, self._net.hidden_size
        state, step = self.begin_step(row, col, group, lane)
        inputs = []
        for t in range(step - net.window + 1, step + 1):
            inputs += state.h1.get(t) or [0] * h
        h2 = net.hidden2.matrix(step * h, (step + 1) * h).act_and_add(inputs, state.h1[step])
        slots = range(64 * lane + GROUPS[group][0], 64 * lane + GROUPS[group][-1] + 1)
        outputs = net.output.matrix(5 * slots[0], 5 * slots[-1] + 5).q12(h2)
        means = self._linear(state, row, col, slots)
        return {n & 63: self._mixture(n, means[j], outputs[5 * j:5 * j + 5])
                for j, n in enumerate(slots)}

    def _linear(self, state, row, col, slots):
        """M of the slots."""
        parts, reference = self._linear_parts(state, row, col)
        refs = reference.d[::64]
        inputs = []
        for s in parts:
            d = list(s.d)
            if s is not self._none:
                for lane, ref in enumerate(refs):
                    d[64 * lane] -= ref
            inputs += d
        layer = self._net.linear
        sums = layer.matrix(slots[0], slots[-1] + 1).times(inputs)
        return [wrap32(m + (refs[n >> 6] << layer.shift)) if n & 63 == 0 else wrap32(m)
                for n, m in zip(slots, sums)]

    def _linear_parts(self, state, row, col):
        """Whose D the columns of linear are for, and the block whose DC is ref."""
        near = self._neighbours(row, col)
        west, _, north, _ = near
        return near + [state], north if west is self._none else west

    # §4
    def _mixture(self, n, m, output):
        sigma, q = self._net.sigma[n], self._step[n]
        means, scales = [], []
        for j in (0, 1):
            u = limit((m << (16 - self._net.linear.shift)) + (sigma * output[j] >> 4), 1 << 36)
            means.append(limit(u * (2**24 // q) >> 28, 1 << 27))
            log_scale = output[2 + j] + self._ln_sigma[n] - 22713 - self._ln_step[n]
            scales.append(inverse_scale(clamp(log_scale, -20480, 32768)))
        weight = clamp(squash(output[4] >> 4) >> 1, 1, 32767)
        return Mixture(means, scales, weight)


@functools.cache
def _box_average(r):
    """R_r: [u][8 b + x], Q14."""
    def basis(x, n):
        scale = math.sqrt(0.125) if x == 0 else 0.5
        return scale * math.cos((2 * n + 1) * x * math.pi / 16)

    def entry(u, b, x):
        total = 0.0
        for n in range(8):
            total += basis(x, n) * basis(u, (8 * b + n) // r) / r
        return math.floor(total * 2**14 + 0.5)
    return [[entry(u, b, x) for b in range(r) for x in range(8)] for u in range(8)]


class _GuideFeatures:
    """§2: luma at the resolution of chroma, and its embedding."""

    def __init__(self, network, chroma, luma):
        self._net, self._luma = network, luma
        h0, v0 = luma.component.h, luma.component.v
        hc, vc = chroma.component.h, chroma.component.v
        self.exists = (h0 % hc == 0 and v0 % vc == 0)
        self._rh, self._rv = h0 // hc, v0 // vc
        self._inverse = [2**31 // s for s in network.sigma_guide]
        self._embedded = {}

    def embedded(self, row, col):
        key = row, col
        if key not in self._embedded:
            d = self._downsampled(row, col)
            g1 = [_scaled(x, i) for x, i in zip(d, self._inverse)]
            g2 = [_scaled(8 * x, i) for x, i in zip(d, self._inverse)]
            self._embedded[key] = self._net.guide_embed.matrix().act(g1 + g2)
        return self._embedded[key]

    def _downsampled(self, row, col):
        """gD, zigzag order."""
        across, down = _box_average(self._rh), _box_average(self._rv)
        rows = []   # t: [8 b + v][u]
        for b in range(self._rv):
            blocks = [self._luma_natural(row * self._rv + b, col * self._rh + x)
                      for x in range(self._rh)]
            for v in range(8):
                line = [d for block in blocks for d in block[8 * v:8 * v + 8]]
                rows.append([(sum(d * w for d, w in zip(line, across[u])) + 512) >> 10
                             for u in range(8)])
        natural = [limit((sum(rows[y][i % 8] * w for y, w in enumerate(down[i // 8])) +
                          (1 << 17)) >> 18, 32767) for i in range(64)]
        return [natural[i] for i in NATURAL]

    def _luma_natural(self, row, col):
        luma = self._luma
        levels = luma.at(row, col).levels
        return [_dequantized(levels[k] << luma.shift[k], luma.quant[k])
                for k in (ZIGZAG[i] for i in range(64))]
