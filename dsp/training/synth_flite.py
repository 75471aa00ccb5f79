# SPDX-License-Identifier: Apache-2.0
"""Speech from flite's four recorded voices; `-psdur` prints where each phone ends, closure included."""
import os
import subprocess
import tempfile

from .corpus import Utterance
from .visemes import ARPABET
from .wav import read_wav

VOICES = ("awb", "rms", "slt", "kal16")
_LATE_S = {"kal16": 0.003}      # audio behind its times, measured as in synth_festival


class SynthesisFailed(Exception):
    """One sentence could not be spoken; the caller goes on with the next."""


def segments(psdur, late_s=0.0):
    """`phone:end phone:end ...` -> [(start, end, viseme)]. The last pause may outlast the audio."""
    pairs = [p.rsplit(":", 1) for p in psdur.split()]
    if not pairs:
        raise SynthesisFailed("no phones")
    out, start = [], 0.0
    for phone, end in pairs:
        out.append((start, float(end) + late_s, ARPABET[phone]))
        start = float(end) + late_s
    return out


def speak(name, text, voice, stretch=1.0, pitch_hz=None):
    """One Utterance. stretch: of every duration; pitch_hz: mean of the intonation (None: the voice's own)."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.wav")
        command = ["flite", "-voice", voice, "-psdur", "--setf", f"duration_stretch={stretch:.3f}", "-t", text,
                   "-o", path]
        if pitch_hz:
            command[4:4] = ["--setf", f"int_f0_target_mean={pitch_hz:.0f}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode or not os.path.exists(path):
            raise SynthesisFailed(f"flite {voice}: {done.stderr.strip()[:200]}")
        pcm = read_wav(path)
    return Utterance(name, "flite-" + voice, pcm, segments(done.stdout, _LATE_S.get(voice, 0.0)))
