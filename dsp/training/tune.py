# SPDX-License-Identifier: Apache-2.0
"""Chooses the decoder's settings on held-out training speakers: first scale, lag and closures, then the biases."""
import numpy as np

from .decode import Decoder, best_paths
from .metrics import Counts
from .progress import Progress
from .visemes import BILABIAL, COUNT, SILENCE

_SCALES = (0.5, 0.7, 0.85, 1.0, 1.2)
_BIAS_STEPS = (-0.4, -0.2, 0.2, 0.4)
_SWEEPS = 2


def score(decoder, scored):
    """scored: [(logp [n, 22], labels [n])] -> what the issue asks of a model, in one number."""
    counts = Counts()
    for (_, labels), found in zip(scored, best_paths([logp for logp, _ in scored], decoder)):
        counts.add(labels, found)
    return merit(counts.scores()), counts.scores()


def merit(s):
    """Frames, rare visemes, closures, segments and shut mouths, weighed about as the targets do."""
    return (s["acc22"] + 0.5 * s["macro_f1"] + 0.5 * s["coarse9"] + 0.3 * s["bilabial_f1"]
            + 0.3 * s["segment_f1_coarse"] - 0.5 * s["false_mouth"] - 0.3 * s["missed_speech"])


def tuned(scored, transitions, lag):
    """The best Decoder found by coordinate ascent; a few minutes of speech are enough, for it has few knobs."""
    best = Decoder(lag, 0.5, np.zeros(COUNT), np.ones(COUNT, int), transitions)
    value, _ = score(best, scored)
    rounds = [("scale", s) for s in _SCALES] + [("closure", m) for m in (2, 3, 4)] + [("silence", m) for m in (3, 6, 9)]
    sweep = [("bias", (v, step)) for _ in range(_SWEEPS)
             for v in [SILENCE, BILABIAL, *range(1, 21)] for step in _BIAS_STEPS]
    progress = Progress("tuning the decoder", len(rounds) + len(sweep))
    for done, (knob, setting) in enumerate(rounds + sweep):
        trial = _turned(best, knob, setting)
        now, _ = score(trial, scored)
        if now > value + 1e-5:
            best, value = trial, now
        progress.tick(done + 1, f"merit {value:.4f}")
    return best


def _turned(d, knob, setting):
    """d with one knob turned; the rest is shared."""
    bias, min_hops, scale = d.bias.copy(), d.min_hops.copy(), d.emission_scale
    if knob == "scale":
        scale = setting
    elif knob == "closure":
        min_hops[BILABIAL] = setting
    elif knob == "silence":
        min_hops[SILENCE] = setting
    else:
        bias[setting[0]] += setting[1]
    return Decoder(d.lag, scale, bias, min_hops, d.transitions)
