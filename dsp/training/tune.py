# SPDX-License-Identifier: Apache-2.0
"""Chooses the decoder's settings on held-out training speakers, for recorded and live audio alike: first scale and
closures, then the biases."""
from dataclasses import dataclass

import numpy as np

from .corpus import hop_labels
from .decode import Decoder, best_paths, live_paths
from .metrics import Counts
from .progress import Progress
from .stream import live_scores
from .visemes import BILABIAL, COUNT, SILENCE

_SCALES = (0.7, 0.85, 1.0, 1.2, 1.4, 1.7)
_SHORT_FACTORS = (1.3, 1.6, 2.0, 2.5)
_BIAS_STEPS = (-0.2, 0.2)
_SWEEPS = 2
_PIECE = 20     # hops; 200 ms, about what vendors send


@dataclass
class Scored:
    """One utterance: its labels, the network's log-probabilities, and those that each hop's own piece sees."""
    labels: np.ndarray
    whole: np.ndarray
    live: np.ndarray


def scored(model, utterances):
    out = []
    for u in utterances:
        x = u.pcm / 32768.0
        out.append(Scored(hop_labels(u.segs, len(x)).astype(int), model.whole_scores(x),
                          live_scores(model, x, _PIECE * 160)))
    return out


def live(speech, decoder, short):
    """Visemes of each when every 200 ms are answered at once and the last `short` hops lack context."""
    return live_paths([(s.whole, s.live) for s in speech], decoder, _PIECE, short)


def counts(speech, found):
    out = Counts()
    for one, path in zip(speech, found):
        out.add(one.labels[:len(path)], path)
    return out


def score(decoder, speech, short):
    """What the issue asks of a model, in one number: the mean of recorded and live."""
    whole = best_paths([s.whole for s in speech], decoder)
    return (_merit(counts(speech, whole).scores()) + _merit(counts(speech, live(speech, decoder, short)).scores())) / 2


def _merit(s):
    """Frames, rare visemes, closures, segments and shut mouths, weighed about as the targets do."""
    return (s["acc22"] + 0.5 * s["macro_f1"] + 0.5 * s["coarse9"] + 0.3 * s["bilabial_f1"]
            + 0.3 * s["segment_f1_coarse"] - 0.5 * s["false_mouth"] - 0.3 * s["missed_speech"])


def tuned(model, utterances, transitions, lag):
    """The best Decoder found by coordinate ascent; a few minutes of speech are enough, for it has few knobs."""
    speech, short = scored(model, utterances), model.right + 1
    best = Decoder(lag, 0.5, 0.5, np.zeros(COUNT), np.ones(COUNT, int), transitions)
    value = score(best, speech, short)
    rounds = [("scale", s) for s in _SCALES] + [("short", f) for f in _SHORT_FACTORS]
    rounds += [("closure", m) for m in (2, 3, 4)] + [("silence", m) for m in (3, 6, 9)]
    sweep = [("bias", (v, step)) for _ in range(_SWEEPS)
             for v in [SILENCE, BILABIAL, *range(1, 21)] for step in _BIAS_STEPS]
    progress = Progress("tuning the decoder", len(rounds) + len(sweep))
    for done, (knob, setting) in enumerate(rounds + sweep):
        trial = _turned(best, knob, setting)
        now = score(trial, speech, short)
        if now > value + 1e-5:
            best, value = trial, now
        progress.tick(done + 1, f"merit {value:.4f}")
    return best


def _turned(d, knob, setting):
    """d with one knob turned; the rest is shared."""
    bias, min_hops, scale, short = d.bias.copy(), d.min_hops.copy(), d.emission_scale, d.short_scale
    if knob == "scale":
        scale = short = setting
    elif knob == "short":
        short = scale * setting
    elif knob == "closure":
        min_hops[BILABIAL] = setting
    elif knob == "silence":
        min_hops[SILENCE] = setting
    else:
        bias[setting[0]] += setting[1]
    return Decoder(d.lag, scale, short, bias, min_hops, d.transitions)
