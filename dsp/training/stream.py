# SPDX-License-Identifier: Apache-2.0
"""What the relay answers: whole (recorded audio) and streamed (each piece answered at once, and final)."""
import itertools

import numpy as np
import torch

from .decode import Trellis, decode_whole
from .features import begun_hops, complete_rows, emphasised, hop_cepstra, rows, whole_cepstra
from .visemes import COUNT


class Model:
    """A network with what its manifest says: norm, context, decoder. `net` takes [1, n, 26] tensors."""

    def __init__(self, net, norm, context, decoder):
        self.net, self.norm, self.decoder = net, norm, decoder
        self.left, self.right = context

    def scores(self, rows, begin, end):
        """Log-probabilities [end - begin, 22] of those hops; zeros stand for rows outside of `rows`."""
        first, stop = begin - self.left, end + self.right
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
        self.c = whole_cepstra(x)[:complete_rows(len(x))]

    def at(self, samples):
        """[begun hops, 26] float32; rows whose window passes `samples` are clamped; no state is advanced."""
        done = complete_rows(samples)
        return rows(np.concatenate([self.c[:done], hop_cepstra(self.y, done, samples)]), self.norm)


def pieces(model, x, sizes):
    """Yields (kept, settled, logp) as each piece arrives: log-probabilities of all hops from `kept` that have begun;
    those from `settled` are short of context and come again with the next piece. sizes: samples, over and over."""
    so_far, kept, known = RowsSoFar(x, model.norm), 0, 0
    for end in _ends(len(x), sizes):
        begun = begun_hops(end)
        if begun == known:
            continue
        settled, known = max(kept, complete_rows(end) - model.right), begun
        yield kept, settled, model.scores(so_far.at(end), kept, begun)
        kept = settled


def _ends(samples, sizes):
    end = 0
    for size in itertools.cycle(sizes):
        end = min(end + size, samples)
        yield end
        if end == samples:
            return


def streamed(model, x, *sizes):
    """The viseme of each hop when every piece is answered before the next arrives."""
    trellis, published = Trellis(model.decoder), []
    for kept, settled, logp in pieces(model, x, sizes):
        for row in logp[:settled - kept]:
            trellis.step(row)
        trial = trellis.copy()
        for row in logp[settled - kept:]:
            trial.step(row, short=True)
        published += trial.trace(len(published))
    return np.array(published, int)


def live_scores(model, x, *sizes):
    """Log-probabilities [n, 22] of each hop as they are when its piece is answered."""
    out = np.zeros((0, COUNT), np.float32)
    for kept, _, logp in pieces(model, x, sizes):
        out = np.concatenate([out, logp[len(out) - kept:]])
    return out
