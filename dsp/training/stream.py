# SPDX-License-Identifier: Apache-2.0
"""What the relay answers: whole (recorded audio) and streamed (each piece answered at once, and final)."""
import numpy as np
import torch

from .decode import Trellis, decode_whole
from .features import (HOP, LEAD, WINDOW, begun_hops, cepstra, complete_rows, deltas, emphasised, running_mean, windows)
from .net import LEFT


class Model:
    """A network with what its manifest says: norm, right context, decoder. `net` takes [1, n, 26] tensors."""

    def __init__(self, net, norm, right, decoder):
        self.net, self.norm, self.right, self.decoder = net, norm, right, decoder

    def scores(self, rows, begin, end):
        """Log-probabilities [end - begin, 22] of those hops; zeros stand for rows outside of `rows`."""
        first, stop = begin - LEFT, end + self.right
        x = np.zeros((stop - first, rows.shape[1]), np.float32)
        x[max(0, -first):len(rows) - first] = rows[max(0, first):stop]
        with torch.no_grad():
            return self.net(torch.from_numpy(x[None]))[0].numpy()

    def rows(self, x):
        """Rows of all begun hops of x, the last of them clamped: those there are when the audio ends."""
        return RowsSoFar(x, self.norm).at(len(x))

    def whole_scores(self, x):
        return self.scores(self.rows(x), 0, begun_hops(len(x)))

    def whole(self, x):
        """The viseme of each hop of x (floats at 16 kHz), every hop with its whole context."""
        return decode_whole(self.whole_scores(x), self.decoder) if len(x) else np.zeros(0, int)


class RowsSoFar:
    """The rows that exist once so many samples of x have arrived."""

    def __init__(self, x, norm):
        self.norm, self.y = norm, emphasised(x)
        count = complete_rows(len(x))
        ends = np.arange(count) * HOP - LEAD + WINDOW
        self.c = cepstra(windows(self.y, ends)) if count else np.zeros((0, len(norm.mean)))

    def at(self, samples):
        """[begun hops, 26] float32; rows whose window passes `samples` are clamped; no state is advanced."""
        done, begun = complete_rows(samples), begun_hops(samples)
        ends = np.full(begun - done, samples)
        c = np.concatenate([self.c[:done], cepstra(windows(self.y, ends))])
        if begun == 0:
            return np.zeros((0, len(self.norm.scale)), np.float32)
        return (np.concatenate([c - running_mean(c, self.norm), deltas(c)], 1) * self.norm.scale).astype(np.float32)


def streamed(model, x, piece_samples):
    """The viseme of each hop when every piece is answered before the next arrives."""
    so_far, trellis, published = RowsSoFar(x, model.norm), Trellis(model.decoder), []
    for end in [*range(piece_samples, len(x), piece_samples), len(x)]:
        rows, settled = so_far.at(end), max(0, complete_rows(end) - model.right)
        begun, kept = begun_hops(end), trellis.hops()
        if begun == kept:
            continue
        logp = model.scores(rows, kept, begun)
        for hop in range(kept, settled):
            trellis.step(logp[hop - kept])
        trial = trellis.copy()
        for hop in range(max(kept, settled), begun):
            trial.step(logp[hop - kept])
        published += trial.trace(len(published))
    return np.array(published, int)
