# SPDX-License-Identifier: Apache-2.0
"""Golden files: what Python makes of two seconds of speech, for the Java tests to make the same."""
import os

import numpy as np

from .stream import streamed
from .wav import write_wav

SECONDS = 2.0
# Samples of the pieces that arrive, over and over: 100, 200 and 400 ms, and unequal ones, some of them without a hop.
PIECES = ((1600,), (3200,), (6400,), (1234, 90, 4001, 160, 37, 2048, 777))


def write(folder, model, pcm):
    """audio.wav, features.f32 [hops][26], scores.f32 [hops][22] (little-endian), visemes.txt, and streamed.tsv: a line
    for each of PIECES, its samples, a tab, the visemes."""
    os.makedirs(folder, exist_ok=True)
    pcm = pcm[:int(SECONDS * 16000) + 57]       # not a whole number of hops, so that the end is tested too
    x = pcm / 32768.0
    write_wav(os.path.join(folder, "audio.wav"), pcm)
    model.rows(x).astype("<f4").tofile(os.path.join(folder, "features.f32"))
    model.whole_scores(x).astype("<f4").tofile(os.path.join(folder, "scores.f32"))
    np.savetxt(os.path.join(folder, "visemes.txt"), model.whole(x), fmt="%d")
    with open(os.path.join(folder, "streamed.tsv"), "w", encoding="ascii") as f:
        for sizes in PIECES:
            f.write(" ".join(map(str, sizes)) + "\t" + " ".join(map(str, streamed(model, x, *sizes))) + "\n")
