# SPDX-License-Identifier: Apache-2.0
"""Speaks the agent turns that the fake upstream and the demo play: bench/src/main/resources/speech/*.wav."""
import os
import subprocess
import tempfile
import wave

import numpy as np

from .pipeline import ROOT
from .wav import resampled, to_pcm16, write_wav

RATE_HZ = 24000     # what OpenAI's Realtime API sends
_PEAK = 0.7
_FLITE, _FESTIVAL = "flite", "festival"

# Rich in p b m, f v and th, with every diphthong; one voice a turn.
TURNS = {
    "greeting": (_FESTIVAL, "cmu_us_slt_arctic_hts",
                 "Hi, thanks for calling Blue Maple Bakery. My name is Joy. How may I help you on this fine morning?"),
    "booking": (_FLITE, "slt",
                "I found both of your tables for Thursday the fifth, right beside the open fire. "
                "Would you prefer half past five, or about a quarter to eight?"),
    "problem": (_FLITE, "rms",
                "Oh, I'm sorry about the noise from the pump. Please push the big brown button five times, "
                "then move the valve to point south."),
    "goodbye": (_FESTIVAL, "cmu_us_slt_arctic_hts",
                "Wow, that was my pleasure. The voucher for both boys will arrive by boat tomorrow. "
                "Have a very happy birthday, bye bye!"),
}


def _spoken(engine, voice, text, path):
    if engine == _FLITE:
        command, script = ["flite", "-voice", voice, "-t", text, "-o", path], None
    else:
        command = ["festival", "--pipe"]
        script = (f'(voice_{voice})\n(set! u (utt.synth (Utterance Text "{text}")))\n'
                  f"(utt.save.wave u \"{path}\" 'riff)\n")
    done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=60, check=False)
    if not os.path.exists(path):
        raise OSError(f"{engine} {voice}: {done.stderr.strip()[:200]}")


def write():
    folder = os.path.join(ROOT, "bench", "src", "main", "resources", "speech")
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, (engine, voice, text) in TURNS.items():
            path = os.path.join(scratch, name + ".wav")
            _spoken(engine, voice, text, path)
            with wave.open(path, "rb") as f:
                pcm, rate = np.frombuffer(f.readframes(f.getnframes()), "<i2"), f.getframerate()
            x = resampled(pcm, rate, RATE_HZ)
            write_wav(os.path.join(folder, name + ".wav"), to_pcm16(x * _PEAK * 32768 / np.abs(x).max()), RATE_HZ)
