# SPDX-License-Identifier: Apache-2.0
"""Real speech with aligned phones from a folder given with --real: aligned.jsonl beside the sound files it names."""
import json
import os
import random
import subprocess
import sys
import wave

import numpy as np

from .corpus import Utterance, closed_gaps
from .wav import read_wav

_MANY = "unknown"           # the name under which speakers that cannot be told apart are filed
HELD_OUT_SPEAKERS = 24


def _pcm(path):
    if path.endswith(".wav"):
        return read_wav(path)
    done = subprocess.run(["flac", "-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path],
                          capture_output=True, check=False)
    if done.returncode:
        raise OSError(f"{path}: {done.stderr.decode(errors='replace').strip()}")
    return np.frombuffer(done.stdout, "<i2").copy()


def read(folder):
    """Every utterance of the folder; ends the program with one line if it is not what it should be."""
    index = os.path.join(folder, "aligned.jsonl")
    try:
        with open(index, encoding="utf-8") as f:
            lines = [json.loads(line) for line in f if line.strip()]
        return [Utterance(l["utt"], "real-" + l["spk"], _pcm(os.path.join(folder, l.get("flac") or l["wav"])),
                          closed_gaps([(s / 1000.0, e / 1000.0, v) for s, e, v, _ in l["segs"]])) for l in lines]
    except (OSError, KeyError, ValueError, wave.Error) as fault:
        sys.exit(f"training: --real {folder}: {fault}")


def held_out(utterances, seed=7):
    """(training, held out): some speakers who have little speech each, none of whose speech is trained on."""
    seconds = {}
    for u in utterances:
        seconds[u.voice] = seconds.get(u.voice, 0.0) + u.seconds()
    small = sorted(v for v, s in seconds.items() if s < 75 and not v.endswith(_MANY))
    chosen = set(random.Random(seed).sample(small, min(HELD_OUT_SPEAKERS, len(small) // 4)))
    return [u for u in utterances if u.voice not in chosen], [u for u in utterances if u.voice in chosen]


def speaker_weights(utterances, most_s=60.0, unknown_s=1500.0):
    """How often to draw each utterance: a voice counts by its seconds up to most_s, so that no one reader rules."""
    seconds = {}
    for u in utterances:
        seconds[u.voice] = seconds.get(u.voice, 0.0) + u.seconds()
    cap = {v: min(s, unknown_s if v.endswith(_MANY) else most_s) for v, s in seconds.items()}
    w = np.array([cap[u.voice] * u.seconds() / seconds[u.voice] for u in utterances])
    # draws are counted in utterances, shares in seconds
    w = w / np.array([u.seconds() for u in utterances])
    return w / w.sum()
