# SPDX-License-Identifier: Apache-2.0
"""Speech from festival's voices; `utt.save.segs` says where each phone ends, closure included."""
import os
import subprocess
import tempfile
import wave

from .corpus import Utterance
from .synth_flite import SynthesisFailed
from .visemes import ARPABET
from .wav import read_wav

VOICES = ("kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts")
# By how much its audio runs behind its segment times: measured against nets trained on flite and on real speech.
_LATE_S = 0.0065
_BATCH = 40     # sentences a process: starting one costs more than speaking a sentence


def segments(path):
    """A segs file: a line `#`, then `end ignored phone`."""
    out, start = [], 0.0
    with open(path, encoding="ascii") as f:
        for line in f:
            if line.startswith("#"):
                continue
            end, _, phone = line.split()
            out.append((start, float(end) + _LATE_S, ARPABET[phone]))
            start = float(end) + _LATE_S
    return out


def _script(folder, voice, texts, stretches):
    lines = [f"(voice_{voice})"]
    for i, (text, stretch) in enumerate(zip(texts, stretches)):
        plain = text.replace("\\", " ").replace('"', " ")
        lines += [f"(Parameter.set 'Duration_Stretch {stretch:.3f})",
                  f'(set! u (utt.synth (Utterance Text "{plain}")))',
                  f'(utt.save.segs u "{folder}/{i}.segs")', f"(utt.save.wave u \"{folder}/{i}.wav\" 'riff)"]
    return "\n".join(lines) + "\n"


def speak_all(prefix, texts, voice, stretches):
    """Yields an Utterance or SynthesisFailed for each text. Festival ends at a sentence that it cannot speak: that one
    has failed, and another process goes on after it."""
    at = 0
    while at < len(texts):
        spoken = _batch(f"{prefix}-{{}}", at, texts[at:at + _BATCH], voice, stretches[at:at + _BATCH])
        yield from spoken
        at += len(spoken)


def _batch(name, at, texts, voice, stretches):
    """What one process made of the texts, to the first that failed."""
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "speak.scm")
        with open(script, "w", encoding="ascii", errors="replace") as f:
            f.write(_script(folder, voice, texts, stretches))
        done = subprocess.run(["festival", "-b", script], capture_output=True, text=True, timeout=600, check=False)
        out = []
        for i in range(len(texts)):
            out.append(_read(name.format(at + i), voice, os.path.join(folder, str(i)), done.stderr))
            if isinstance(out[-1], SynthesisFailed):
                break
        return out


def _read(name, voice, stem, complaint):
    try:
        return Utterance(name, "festival-" + voice, read_wav(stem + ".wav"), segments(stem + ".segs"))
    except FileNotFoundError:
        return SynthesisFailed(f"festival {voice}: {complaint.strip()[:200]}")
    except (KeyError, ValueError, EOFError, wave.Error) as fault:
        return SynthesisFailed(f"festival {voice}: {fault!r}")
