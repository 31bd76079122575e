"""What contexts are made of, the same for all presets: format_coeff.md §5."""

from coeff_blocks import q8, q16
from jpeg_constants import NATURAL


class Place:
    """A block that is coded, its neighbours, and what other components say about it."""

    def __init__(self, component, row, col, guide, first):
        """first: the set's first component, for its second one; else None."""
        self.block = component.blocks[row][col]
        self.w, self.n, self.nw, self.ne = component.neighbours(row, col)
        self.luma = guide is None
        self.other = first.blocks[row][col] if first else None
        self.guide = self.guide_groups = self.luma_block = None
        if guide is not None:
            self.guide, self.guide_groups = guide.values(row, col)
            self.luma_block = guide.luma_block(row, col)

    def group_sums(self, groups):
        """w, n, d of some groups."""
        def total(block):
            return sum(block.group_sum[g] for g in groups)
        return total(self.w), total(self.n), total(self.nw) + total(self.ne)

    def other_sum(self, groups):
        return sum(self.other.group_sum[g] for g in groups) if self.other else 0

    def around(self):
        return (self.w.count + self.n.count + 1) >> 1

    def counts(self):
        return 16 * q8(self.around()) + q16(self.block.count)


class Evidence:
    """For the coefficient at zigzag position k."""

    def __init__(self, place, k):
        i = NATURAL[k]
        m, w, n = place.block.magnitude, place.w, place.n
        self.near = (2 * (w.magnitude[i] + n.magnitude[i]) + place.nw.magnitude[i] +
                     place.ne.magnitude[i])
        self.near_smooth = w.smooth[i] + n.smooth[i]
        self.adjacent = m[i + 1] + m[i + 8]
        self.inside = (2 * self.adjacent + m[i + 9] + m[i + 2] + m[i + 16] + m[i + 7] +
                       (m[i - 7] if i >= 7 else 0))
        self.given = place.other is not None
        self.other = place.other.magnitude[i] if self.given else 0
        self.other_sign = place.other.sign[i] if self.given else 0
        self.luma_sign = place.luma_block.sign[i] if place.luma_block else 0
        self.guide = place.guide[k] if place.guide else 0
        self.neighbour_signs = 3 * w.sign[i] + n.sign[i]
        sign = place.block.sign
        self.inside_signs = 27 * sign[i + 1] + 9 * sign[i + 8] + 3 * sign[i + 2] + sign[i + 16]


class DcEvidence:
    def __init__(self, place):
        m, w, n = place.block.magnitude, place.w, place.n
        self.near = (2 * (w.magnitude[0] + n.magnitude[0]) + place.nw.magnitude[0] +
                     place.ne.magnitude[0])
        self.residuals = w.magnitude[0] + n.magnitude[0]
        self.energy = q16(m[1] + m[8] + m[9] + m[2] + m[16])
        self.rs = q16(self.residuals)
        self.step = q16(min(4095, abs(n.levels[0] - w.levels[0])))
        self.sign_classes = 3 * w.residual_sign + n.residual_sign
        if place.luma:
            self.first = 16 * q16(self.near) + q16(place.block.count)
        else:
            self.first = 16 * q16(place.guide[1] + place.guide[2]) + q16(self.near)


class MantissaContext:
    """The context of each further bit below the leading one of a level."""

    def __init__(self, west, north):
        """Levels of W and N at the same frequency; 0 for DC."""
        self._sources = [abs(west), abs(north)]
        self._predictions = 0

    def next(self, v, place, index, unpredicted):
        """v: the bits so far; place: of the bit to come; index: how many bits came before it;
        unpredicted: the contexts of a bit that no neighbour predicts: the first bit, the second one
        after a 0 and after a 1, later ones."""
        first_predicted = max(unpredicted) + 1
        for magnitude in self._sources:
            if magnitude >> (place + 1) == v:
                context = first_predicted + 2 * min(3, self._predictions) + (magnitude >> place & 1)
                self._predictions += 1
                return context
        return unpredicted[0 if index == 0 else 1 + (v & 1) if index == 1 else 3]
