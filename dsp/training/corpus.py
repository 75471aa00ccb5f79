# SPDX-License-Identifier: Apache-2.0
"""An utterance: speech at 16 kHz with the time of every phone; and shards of utterances on disk."""
import os
import pickle
from dataclasses import dataclass

import numpy as np

from .features import HOP, begun_hops
from .visemes import SILENCE

_SMALL_GAP_S = 0.025    # aligners leave a frame unlabelled between words: it belongs to the phone before


@dataclass
class Utterance:
    """pcm: int16 at 16 kHz. segs: [(start_s, end_s, viseme)] in order; what no segment covers is silence."""
    name: str
    voice: str
    pcm: np.ndarray
    segs: list

    def seconds(self):
        return len(self.pcm) / 16000.0


def closed_gaps(segs):
    """Segments with small holes given to the segment before."""
    out = [list(s) for s in segs]
    for a, b in zip(out, out[1:]):
        if 0 < b[0] - a[1] <= _SMALL_GAP_S:
            a[1] = b[0]
    return [tuple(s) for s in out]


def hop_labels(segs, samples, stretch=1.0):
    """The viseme at each hop's centre, uint8 [hops]; times are multiplied by `stretch` first."""
    y = np.full(begun_hops(samples), SILENCE, np.uint8)
    for start, end, viseme in segs:
        first, stop = (int(np.ceil(t * stretch * 16000 / HOP - 0.5)) for t in (start, end))
        y[max(0, first):max(0, stop)] = viseme
    return y


def save(path, utterances):
    """Written beside and renamed, so that an interrupted run leaves no half shard."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".part", "wb") as f:
        pickle.dump(utterances, f, protocol=4)
    os.replace(path + ".part", path)


def load(path):
    with open(path, "rb") as f:
        return pickle.load(f)
