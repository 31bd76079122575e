"""What the second prior says about the blocks of a component set: format_prior2.md §2 and §3."""

from block_model import NUM_THRESHOLDS
from integers import clamp, limit
from prior_network import SetNetwork

_LOGIT_MAX = 1 << 18


class BlockNetwork(SetNetwork):
    """Differs from the first prior in the layers before and behind context2 and context3."""

    def __init__(self, network, members, luma):
        super().__init__(network, members, luma)
        self._image_biases = {}

    def _image_inputs(self, row, col):
        """Inputs of context1_image beside lq."""
        return ()

    def _context1(self, near, row, col):
        inputs = self._image_inputs(row, col)
        if inputs not in self._image_biases:
            self._image_biases[inputs] = self._net.image_bias(
                self._lq + (self._luma_lq or []) + list(inputs))
        return self._net.context1.matrix().act_with_bias(
            self._context1_inputs(near, row, col), self._image_biases[inputs])

    def _hidden1(self, state, step):
        h = self._net.hidden_size
        begin, end = step * h, (step + 1) * h
        matrix = self._net.hidden1.matrix(begin, end)
        features = self._net.hidden1_features.matrix(begin, end).times(state.f1 + state.f2)
        return [clamp(((a << 7) + b + (1 << (s + 6))) >> (s + 7), 0, 127)
                for a, b, s in zip(matrix.times(state.a3), features, matrix.shift)]

    def logits(self, row, col, lane, last_of_first):
        """Log odds, Q12, of the last group being at least t, [t - 1]. last_of_first: the last group
        of lane 0, for lane 1."""
        begin = NUM_THRESHOLDS * lane
        logits = self._net.last.matrix(begin, begin + NUM_THRESHOLDS).q12(
            self._states[row, col].a3)
        if lane == 1:
            pair = self._net.last_pair[last_of_first]
            logits = [limit(logit + p, _LOGIT_MAX) for logit, p in zip(logits, pair)]
        return logits
