# SPDX-License-Identifier: Apache-2.0
"""What a training step sees: random segments of the draws, many of them cut short as live audio is."""
from dataclasses import dataclass

import numpy as np
import torch

HOPS = 64               # a segment; long enough that little is computed twice
_BATCH = 64
_CUT_WITHIN = 20        # hops from the segment's end in which it may end


@dataclass
class Batch:
    """rows [batch, left + hops + right, 26]; labels [batch, hops], negative where there is none; weights as labels;
    beliefs [batch, hops, 22] log-probabilities of a teacher, or None."""
    rows: torch.Tensor
    labels: torch.Tensor
    weights: torch.Tensor
    beliefs: torch.Tensor


class Sampler:
    def __init__(self, rows, plan, seed, beliefs=None):
        self.rows, self.left, self.right = rows, plan.shape.left, plan.shape.right
        self.plan, self.beliefs = plan, beliefs
        self.rng = np.random.default_rng(seed)
        self.lengths = rows.spans[:, 1] - rows.spans[:, 0]
        self.chances = self.lengths / self.lengths.sum()
        self.reach = np.arange(-self.left, HOPS + self.right)

    def batch(self):
        at, inside = self._places()
        core = slice(self.left, self.left + HOPS)
        x = self.rows.whole[at].astype(np.float32)
        x[~inside] = 0.0
        y = self.rows.labels[at[:, core]].astype(np.int64)
        y[~inside[:, core]] = -100
        weights = np.ones(y.shape, np.float32)
        self._cut(x, y, weights, at)
        beliefs = None if self.beliefs is None else torch.from_numpy(self.beliefs[at[:, core]].astype(np.float32))
        return Batch(torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(weights), beliefs)

    def _places(self):
        """(indices of rows [batch, left + hops + right], which of them lie inside their draw)."""
        which = self.rng.choice(len(self.lengths), _BATCH, p=self.chances)
        room = np.maximum(self.lengths[which] - HOPS, 0)
        first, end = self.rows.spans[which].T
        at = (first + (self.rng.random(_BATCH) * (room + 1)).astype(int))[:, None] + self.reach
        inside = (at >= first[:, None]) & (at < end[:, None])
        return np.clip(at, 0, len(self.rows.labels) - 1), inside

    def _cut(self, x, y, weights, at):
        """Ends some segments early: their last row is a clamped one, those after it are zeros."""
        for i in np.flatnonzero(self.rng.random(_BATCH) < self.plan.cut_chance):
            last = HOPS - 1 - int(self.rng.integers(_CUT_WITHIN))
            if y[i, last] < 0:
                continue        # past the draw's end
            x[i, self.left + last] = self.rows.moved[at[i, self.left + last]]
            x[i, self.left + last + 1:] = 0.0
            y[i, last + 1:] = -100
            weights[i, last - self.right:last + 1] = self.plan.short_weight
