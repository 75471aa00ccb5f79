# SPDX-License-Identifier: Apache-2.0
"""Speech from espeak-ng through its C library, whose events carry the time of every phoneme. One thread."""
import contextlib
import ctypes
import re
import signal

import numpy as np

from .closure import loudness_db, with_closures
from .corpus import Utterance
from .synth_flite import SynthesisFailed
from .wav import resampled, to_pcm16

_SYNCHRONOUS, _PHONEME_EVENTS, _UTF8 = 2, 1, 1
_EVENT_PHONEME = 7
_RATE, _PITCH, _RANGE = 1, 3, 4     # espeak_PARAMETER


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("unique", ctypes.c_uint), ("position", ctypes.c_int),
                ("length", ctypes.c_int), ("audio_ms", ctypes.c_int), ("sample", ctypes.c_int),
                ("user", ctypes.c_void_p), ("id", _Id)]


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))

# Mnemonics after which the table below is asked; espeak marks variants with digits and signs (t#, a#, I2, r-).
_VARIANT = re.compile(r"[-#2;\^_/]+$")
_ALIASES = {"a#": "@", "0": "A", "0#": "A", "O2": "A", "I2": "I", "n^": "n^", "l^": "l", "R2": "R", "?": "?"}

_SHARED = {
    0: "_ _: _! _| _^ _X1", 12: "h", 13: "r R *", 14: "l", 15: "s z", 16: "S Z tS dZ", 18: "f v",
    19: "t d n", 20: "k g N", 21: "p b m", 6: "i I i: j", 7: "u u: w", 11: "aI", 9: "aU", 10: "OI oI"}
_ENGLISH = {
    1: "a aa @ V a: @- 3- I# E# & @5", 2: "A A: A@", 3: "O O: O@ o@ C", 4: "e E eI U e@ e: E: 8", 5: "3 3: IR VR",
    8: "oU o o:", 17: "T D", 20: "x Q C", 6: "i@ i@3 ju y ;", 12: "H", 14: "@L L", 19: "n- t2 d2 t["}
# a vowel that ends in another sound: (viseme of the second part, its share)
_ENGLISH_TAILS = {"A@": (13, .4), "O@": (13, .4), "o@": (13, .4), "e@": (13, .4), "i@3": (5, .5), "i@": (1, .5),
                  "U@": (5, .5), "aI@": (1, .3), "aI3": (5, .4), "aU@": (1, .3), "@L": (14, .6)}
# Indonesian and Malay. The 22 were drawn up for English, so which of them a sound gets is our own choice, by what the
# lips and the jaw do; labels follow what was spoken, even where espeak-ng takes an e pepet for a taling.
#   a       open and central, the widest of its six vowels: 2 (aa), so that e pepet, a schwa, keeps the neutral 1
#   e o     taling is 4 in both its kinds; o is rounded like ow (8), its open kind in closed syllables like ao (3)
#   ai au   11 and 9, as English; oi is 8 then 6, which is how oy moves
#   k       final k is a glottal stop (bapak, tidak): no lips, nothing to see, so it stays with k g ng at 20
#   kh      a fricative where k closes, said as k or h by many: 20. h itself is 12
#   ny sy   ny has the tongue's body up and the lips of n: 19; sy is sh: 16, with c and j
#   f v z   of loan words: v is said as f, both 18; z 15; q and x come as k and k s
#   r       a tap or trill behind relaxed lips, drawn as r (13), for that is what its letter promises
_INDONESIAN = {
    1: "@ @2", 5: "3", 2: "a a2 a: aa A:", 3: "O", 4: "e E", 20: "x ? Q", 19: "n^", 16: "C s; S;", 6: "y",
    17: "T D", 8: "o oU"}


def _table(*parts):
    out = {}
    for part in parts:
        for viseme, names in part.items():
            out.update({name: viseme for name in names.split()})
    return out


_TABLES = {"en": _table(_SHARED, _ENGLISH), "id": _table(_SHARED, _INDONESIAN)}
_STOP_NAMES = frozenset("p t k tS b d g dZ".split())
_RHOTIC = ("en-us", "en-gb-scotland", "en-029", "en-us-nyc")


def _plain(name):
    """The mnemonic without its variant marks, as the table knows it."""
    if name in _ALIASES:
        return _ALIASES[name]
    return name if name.startswith("_") else (_VARIANT.sub("", name) or name)


@contextlib.contextmanager
def _interrupts_held():
    """What is raised in a callback never gets through the library: an interrupt waits for the sentence's end."""
    held = []
    before = signal.signal(signal.SIGINT, lambda *_: held.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


class Espeak:
    """The library, opened once; it keeps global state, so one per process."""

    def __init__(self):
        self._lib = ctypes.CDLL("libespeak-ng.so.1")
        self.rate_hz = self._lib.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        if self.rate_hz <= 0:
            raise SynthesisFailed("espeak-ng finds no data: apt-get install espeak-ng-data")
        self._audio, self._events = [], []
        self._callback = _CALLBACK(self._receive)      # kept: the library holds only its address
        self._lib.espeak_SetSynthCallback(self._callback)
        self.unknown = {}

    def _receive(self, wav, count, events):
        if count > 0:
            self._audio.append(np.ctypeslib.as_array(wav, (count,)).copy())
        i = 0
        while events[i].type:
            if events[i].type == _EVENT_PHONEME:
                self._events.append((events[i].audio_ms / 1000.0, events[i].id.string.decode("utf-8", "replace")))
            i += 1
        return 0

    def audio(self, text, voice, rate_wpm=175, pitch=50, pitch_range=50):
        """int16 at rate_hz; the phones' events are kept for speak()."""
        self._audio, self._events = [], []
        if self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise SynthesisFailed(f"espeak-ng has no voice {voice}")
        for parameter, value in ((_RATE, rate_wpm), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._lib.espeak_SetParameter(parameter, int(value), 0)
        data = text.encode()
        with _interrupts_held():
            self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        if not self._audio or not self._events:
            raise SynthesisFailed(f"espeak-ng {voice}: no audio")
        return np.concatenate(self._audio)

    def speak(self, name, text, voice, rate_wpm=175, pitch=50, pitch_range=50):
        """One Utterance. voice: as `en-us+f2`; its language picks the phone table."""
        raw = self.audio(text, voice, rate_wpm, pitch, pitch_range)
        segs = self._segments(voice, raw)
        return Utterance(name, "espeak-" + voice, to_pcm16(resampled(raw, self.rate_hz, 16000)), segs)

    def _segments(self, voice, raw):
        language = "en" if voice.startswith("en") else "id"
        table, end_s = _TABLES[language], len(raw) / self.rate_hz
        starts = [t for t, _ in self._events] + [end_s]
        segs, stops = [], []
        for (start, mark), end in zip(self._events, starts[1:]):
            if end <= start or mark.startswith("("):     # `(en)` announces another language's word
                continue
            phone = _plain(mark)
            viseme = table.get(phone)
            if viseme is None and phone not in _ENGLISH_TAILS:
                self.unknown[mark] = self.unknown.get(mark, 0) + 1
                viseme = table.get(phone[:1], 0)
            for piece in _pieces(phone, viseme, start, end, voice if language == "en" else ""):
                segs.append(piece)
                stops.append(phone in _STOP_NAMES)
        return with_closures(segs, stops, loudness_db(raw, self.rate_hz))


def _pieces(phone, viseme, start, end, english_voice):
    """One segment, or two where a vowel ends in r, l or a schwa."""
    tail = _ENGLISH_TAILS.get(phone) if english_voice else None
    if tail is None:
        return [(start, end, viseme)]
    if viseme is None:
        viseme = {"U@": 4, "aI@": 11, "aI3": 11, "aU@": 9}.get(phone, 1)
    second, share = tail
    if second in (5, 13) and not english_voice.startswith(_RHOTIC):
        if phone in ("A@", "O@", "o@", "e@"):
            return [(start, end, viseme)]
        second = 1
    middle = end - share * (end - start)
    return [(start, middle, viseme), (middle, end, second)]
