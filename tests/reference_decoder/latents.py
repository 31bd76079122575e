"""Latents of preset parallel: format_prior.md §5, format_coeff.md §9."""

from adaptive import squash
from beliefs import Belief, MagnitudeBelief, boundary
from integers import clamp, limit
from logistic_mixture import Mixture, inverse_scale, ln_q24, stretch_log_odds

_MAX = 31
_MAX_EXPONENT = 5


def _bit(decoder, one, zero):
    return decoder.bit(squash(stretch_log_odds(ln_q24(one) - ln_q24(zero))))


def _decode_latent(decoder, mean, log_scale):
    centre = limit((mean + 2048) >> 12, _MAX)
    scale = inverse_scale(clamp(log_scale, -16384, 20480))
    belief = Belief(Mixture([mean - 4096 * centre] * 2, [scale] * 2, 16384))
    if not _bit(decoder, belief.nonzero, belief.zero):
        return centre
    negative = _bit(decoder, belief.lower, belief.upper)
    side = belief.mixture.mirrored() if negative else belief.mixture
    magnitude_belief = MagnitudeBelief(side, belief.lower if negative else belief.upper)
    exponent = 0
    while exponent < _MAX_EXPONENT:
        bit = _bit(decoder, *magnitude_belief.larger(exponent))
        magnitude_belief.after_larger(bit)
        if not bit:
            break
        exponent += 1
    v = 1
    for place in range(exponent - 1, -1, -1):
        low, middle, high = (boundary(n << place) for n in (2 * v, 2 * v + 1, 2 * v + 2))
        bit = _bit(decoder, side.between(middle, high), side.between(low, middle))
        v = 2 * v + bit
    return limit(centre + (-v if negative else v), _MAX)


class _Grid:
    """Vectors at rows x cols positions; zeros outside."""

    def __init__(self, cells, channels):
        self.cells = cells
        self.rows, self.cols = len(cells), len(cells[0])
        self._zero = [0] * channels

    def window(self, row, col, size):
        """The taps of a size x size window, channels inside."""
        values = []
        for y in range(row, row + size):
            for x in range(col, col + size):
                inside = 0 <= y < self.rows and 0 <= x < self.cols
                values += self.cells[y][x] if inside else self._zero
        return values


def _map(grid, compute, rows, cols, channels):
    return _Grid([[compute(grid, row, col) for col in range(cols)] for row in range(rows)],
                 channels)


def _up(grid, layer):
    """A layer that doubles the grid."""
    channels = layer.rows // 4

    def position(source, row, col):
        p, q = row & 1, col & 1
        quarter = 2 * p + q
        matrix = layer.matrix(quarter * channels, (quarter + 1) * channels)
        return matrix.act(source.window((row >> 1) - 1 + p, (col >> 1) - 1 + q, 2))
    return _map(grid, position, 2 * grid.rows, 2 * grid.cols, channels)


def _activations(grid, channels):
    return _Grid([[[256 * x for x in cell] for cell in row] for row in grid], channels)


def decode_latents(decoder, network, rows, cols):
    """v: [row][col] for every block of the set."""
    z_rows, z_cols = -(-rows // 4), -(-cols // 4)
    z = [[[_decode_latent(decoder, m, s)
           for m, s in zip(network.z_mean, network.z_log_scale)]
          for _ in range(z_cols)] for _ in range(z_rows)]
    up = _up(_activations(z, network.hyper_latents), network.hyper_up)
    num = network.latents
    hyper_out = network.hyper_out.matrix()
    y = []
    for row in range(2 * z_rows):
        y.append([])
        for col in range(2 * z_cols):
            outputs = hyper_out.q12(up.window(row - 1, col - 1, 3))
            y[-1].append([_decode_latent(decoder, m, s)
                          for m, s in zip(outputs[:num], outputs[num:])])
    grid = _activations(y, num)
    context_in = network.context_in.matrix()
    inside = _map(grid, lambda g, row, col: context_in.act(g.window(row - 1, col - 1, 3)),
                  grid.rows, grid.cols, network.latent_embed)
    return _up(inside, network.context_up).cells
