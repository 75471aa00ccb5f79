# SPDX-License-Identifier: Apache-2.0
"""Speaks the agent turns that the fake upstream and the demo play: bench/src/main/resources/speech. English is
NAME.wav, another language NAME.LANGUAGE.wav; transcripts.tsv and transcripts.LANGUAGE.tsv list them."""
import os
import subprocess
import tempfile
import wave
from dataclasses import dataclass

import numpy as np

from .pipeline import ROOT
from .synth_espeak import Espeak
from .wav import resampled, to_pcm16, write_wav

RATE_HZ = 24000     # what OpenAI's Realtime API sends
_PEAK = 0.7
FLITE, FESTIVAL, ESPEAK = "flite", "festival", "espeak-ng"


@dataclass(frozen=True)
class Turn:
    name: str
    engine: str
    voice: str
    text: str


# Rich in p b m, f v and th, with every diphthong; one voice a turn.
ENGLISH = (
    Turn("greeting", FESTIVAL, "cmu_us_slt_arctic_hts",
         "Hi, thanks for calling Blue Maple Bakery. My name is Joy. How may I help you on this fine morning?"),
    Turn("booking", FLITE, "slt",
         "I found both of your tables for Thursday the fifth, right beside the open fire. "
         "Would you prefer half past five, or about a quarter to eight?"),
    Turn("problem", FLITE, "rms",
         "Oh, I'm sorry about the noise from the pump. Please push the big brown button five times, "
         "then move the valve to point south."),
    Turn("goodbye", FESTIVAL, "cmu_us_slt_arctic_hts",
         "Wow, that was my pleasure. The voucher for both boys will arrive by boat tomorrow. "
         "Have a very happy birthday, bye bye!"))
# Rich in p b m, ny, ng, c and j; e pepet and taling. No recorded voice of the language is to be had in Debian, so
# espeak-ng speaks, in voices that its model's training leaves out.
INDONESIAN = (
    Turn("greeting.id", ESPEAK, "id+f4",
         "Halo, selamat pagi, terima kasih sudah menghubungi Toko Bunga Melati. Nama saya Nyoman. "
         "Ada yang bisa saya bantu?"),
    Turn("booking.id", ESPEAK, "id+m7",
         "Baik, Ibu, meja untuk empat orang pada hari Jumat, pukul tujuh malam, di dekat jendela. "
         "Apakah Ibu juga ingin memesan bubur ayam dan es cendol?"))
LANGUAGES = {"transcripts.tsv": ENGLISH, "transcripts.id.tsv": INDONESIAN}


def _programs_audio(turn, path):
    """(int16, rate) from flite or festival."""
    if turn.engine == FLITE:
        command, script = ["flite", "-voice", turn.voice, "-t", turn.text, "-o", path], None
    else:
        command = ["festival", "--pipe"]
        script = (f'(voice_{turn.voice})\n(set! u (utt.synth (Utterance Text "{turn.text}")))\n'
                  f"(utt.save.wave u \"{path}\" 'riff)\n")
    done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=60, check=False)
    if not os.path.exists(path):
        raise OSError(f"{turn.engine} {turn.voice}: {done.stderr.strip()[:200]}")
    with wave.open(path, "rb") as f:
        return np.frombuffer(f.readframes(f.getnframes()), "<i2"), f.getframerate()


def _spoken(turn, scratch, espeak):
    if turn.engine == ESPEAK:
        return espeak.audio(turn.text, turn.voice, rate_wpm=150), espeak.rate_hz
    return _programs_audio(turn, os.path.join(scratch, turn.name + ".wav"))


def write():
    folder = os.path.join(ROOT, "bench", "src", "main", "resources", "speech")
    os.makedirs(folder, exist_ok=True)
    espeak = Espeak()
    with tempfile.TemporaryDirectory() as scratch:
        for index, turns in LANGUAGES.items():
            for turn in turns:
                x = resampled(*_spoken(turn, scratch, espeak), RATE_HZ)
                peak = _PEAK * 32768 / np.abs(x).max()
                write_wav(os.path.join(folder, turn.name + ".wav"), to_pcm16(x * peak), RATE_HZ)
            with open(os.path.join(folder, index), "w", encoding="utf-8") as f:
                f.writelines(f"{turn.name}.wav\t{turn.text}\n" for turn in turns)
