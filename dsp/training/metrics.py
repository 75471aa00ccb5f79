# SPDX-License-Identifier: Apache-2.0
"""How well visemes per hop match labels per hop: what a frame, a segment, a viewer's eye and a pause say of it."""
import numpy as np

from .visemes import BILABIAL, COARSE, COUNT, MOUTH, SILENCE

_COARSE, _MOUTH = np.array(COARSE), np.array(MOUTH)
_LAGS = range(-15, 16)      # hops; positive: the prediction is late
_BILABIAL_REACH = 4         # hops between a closure and its drawing
_ONSET_REACH = 5            # hops between a segment's onset and its drawing's
_EDGE = 3                   # hops beside a change that neither count as silence nor as speech
NAMES = ("acc22", "macro_f1", "coarse9", "mouth9", "bilabial_f1", "segment_f1_22", "segment_f1_coarse", "false_mouth",
            "missed_speech", "lag_ms", "cues_per_s", "gold_cues_per_s")


def runs(y):
    """[(label, first, end)] of constant stretches."""
    if len(y) == 0:
        return []
    edges = np.r_[0, np.flatnonzero(np.diff(y)) + 1, len(y)]
    return [(int(y[a]), int(a), int(b)) for a, b in zip(edges, edges[1:])]


def _moved(y, lag):
    """y with a lateness of `lag` hops taken out; the ends repeat."""
    return y[np.clip(np.arange(len(y)) + lag, 0, len(y) - 1)]


def _matches(gold, found):
    """How many gold segments have a segment of the same label begin near them, each used once."""
    used, hits = set(), 0
    for label, start, _ in gold:
        near = [(abs(s - start), i) for i, (l, s, _) in enumerate(found)
                if l == label and i not in used and abs(s - start) <= _ONSET_REACH]
        if near:
            used.add(min(near)[1])
            hits += 1
    return hits


def _touching(segments, others):
    """How many segments come within reach of one of the others."""
    return sum(any(a2 < b + _BILABIAL_REACH and b2 > a - _BILABIAL_REACH for _, a2, b2 in others)
               for _, a, b in segments)


def _inner(mask):
    """mask without the hops beside its edges (the ends of the audio are no edges)."""
    out = mask.copy()
    for k in range(1, _EDGE + 1):
        out[k:] &= mask[:-k]
        out[:-k] &= mask[k:]
    return out


def _spoken(y):
    return [r for r in runs(y) if r[0] > 0]


class Counts:
    """Everything countable over utterances; add() each, then scores()."""

    def __init__(self):
        self.confusion = np.zeros((COUNT, COUNT))
        self.agree = {"coarse9": np.zeros(2), "mouth9": np.zeros(2)}
        self.bilabial = np.zeros(4)     # found, gold, right, drawn
        self.segments = {"22": np.zeros(3), "coarse": np.zeros(3)}
        self.silence = np.zeros(4)      # false mouth, silent hops, missed, spoken hops
        self.late = np.zeros(len(_LAGS))
        self.cues = np.zeros(3)         # drawn, gold, seconds

    def add(self, gold, found):
        """gold, found: visemes per hop, equally long."""
        np.add.at(self.confusion, (gold, found), 1)
        for name, table in (("coarse9", _COARSE), ("mouth9", _MOUTH)):
            shown = table[gold] >= 0
            self.agree[name] += [(table[gold] == table[found])[shown].sum(), shown.sum()]
        g9, f9 = _COARSE[gold], _COARSE[found]
        closures, drawn = ([r for r in runs(y) if r[0] == BILABIAL] for y in (gold, found))
        self.bilabial += [_touching(closures, drawn), len(closures), _touching(drawn, closures), len(drawn)]
        for name, a, b in (("22", gold, found), ("coarse", g9, f9)):
            self.segments[name] += [_matches(_spoken(a), _spoken(b)), len(_spoken(a)), len(_spoken(b))]
        quiet, loud, shut = _inner(gold == SILENCE), _inner(gold != SILENCE), found == SILENCE
        self.silence += [(quiet & ~shut).sum(), quiet.sum(), (loud & shut).sum(), loud.sum()]
        self.late += [(_moved(f9, lag) == g9)[g9 >= 0].sum() for lag in _LAGS]
        self.cues += [len(runs(found)), len(runs(gold)), len(gold) / 100.0]

    def scores(self):
        """{name: number}, the names in NAMES."""
        c = self.confusion
        support = c.sum(axis=1)
        f1 = 2 * np.diag(c) / np.maximum(support + c.sum(axis=0), 1)
        out = {"acc22": np.trace(c) / c.sum(), "macro_f1": f1[support > 0].mean()}
        out.update({name: hit / max(total, 1) for name, (hit, total) in self.agree.items()})
        out["bilabial_f1"] = _harmonic(self.bilabial[0] / max(self.bilabial[1], 1),
                                       self.bilabial[2] / max(self.bilabial[3], 1))
        out.update({"segment_f1_" + n: 2 * s[0] / max(s[1] + s[2], 1) for n, s in self.segments.items()})
        out["false_mouth"] = self.silence[0] / max(self.silence[1], 1)
        out["missed_speech"] = self.silence[2] / max(self.silence[3], 1)
        out["lag_ms"] = 10.0 * _LAGS[int(np.argmax(self.late))]
        out["cues_per_s"], out["gold_cues_per_s"] = self.cues[:2] / max(self.cues[2], 1e-9)
        return {name: round(float(out[name]), 4) for name in NAMES}

    def recall(self):
        """[22] share of each viseme's hops that were found."""
        return np.diag(self.confusion) / np.maximum(self.confusion.sum(axis=1), 1)


def _harmonic(a, b):
    return 2 * a * b / (a + b) if a + b else 0.0
