# SPDX-License-Identifier: Apache-2.0
"""Speaks the project's sentences with every synthesizer, once; what was spoken is kept in the cache."""
import errno
import os
import random
import subprocess

from . import closure, corpus, stages, synth_espeak, synth_festival, synth_flite, text_en, text_id, visemes
from .progress import Progress, say
from .synth_espeak import Espeak
from .synth_flite import SynthesisFailed

ENGLISH_ACCENTS = ("en-us", "en-us", "en", "en-gb-scotland", "en-029", "en-gb-x-rp", "en-gb-x-gbclan",
                   "en-gb-x-gbcwmd", "en-us-nyc")
INDONESIAN_ACCENTS = ("id", "id", "id", "ms")
VARIANTS = (
    "", "f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "Alex", "Alicia",
    "Andrea", "Andy", "Annie", "Denis", "Diogo", "Gene", "Gene2", "Henrique", "Hugo", "Jacky", "Lee", "Marco",
    "Michael", "Mike", "Nguyen", "adam", "anika", "antonio", "aunty", "belinda", "benjamin", "boris", "caleb",
    "david", "ed", "edward", "grandma", "iven", "john", "linda", "max", "michel", "miguel", "pablo", "paul",
    "quincy", "rob", "robert", "sandro", "steph", "steph2", "travis", "victor", "zac", "klatt2", "klatt4",
    "shelby")
HELD_OUT_VOICES = ("festival-ked_diphone", "espeak-en-us+f3", "espeak-en+m3",
                   "espeak-id+f4", "espeak-id+m7", "espeak-id+Andrea", "espeak-ms+m5")
# of these the decoder's settings are chosen where no real speech of the language is at hand; not trained on either
TUNING_VOICES = ("espeak-id+f2", "espeak-id+Michael", "espeak-ms+david")
MODULES = (closure, synth_espeak, synth_festival, synth_flite, text_en, text_id, visemes)
_HELD_OUT_SENTENCES = 25        # by each held-out voice
_GIVE_UP_AFTER = 20


def english_recorded(recipe, cache):
    """[Utterance] of flite and festival: voices made from recordings."""
    texts = text_en.sentences(recipe.flite * 4 + recipe.festival * 3, recipe.seed)
    size, out = [recipe.flite, recipe.festival, recipe.seed], []
    for voice in synth_flite.VOICES:
        part, texts = texts[:recipe.flite], texts[recipe.flite:]
        out += _kept(cache, f"flite-{voice}", size, (synth_flite, text_en), lambda: _flite(part, voice, recipe.seed))
    for voice in synth_festival.VOICES:
        part, texts = texts[:recipe.festival], texts[recipe.festival:]
        out += _kept(cache, f"festival-{voice}", size, (synth_festival, text_en),
                     lambda: _festival(part, voice, recipe.seed))
    return out


def espeak(recipe, cache, language):
    """[Utterance] of espeak-ng in many accents and variants, and of the voices that are held out."""
    accents, text, count = {"en": (ENGLISH_ACCENTS, text_en, recipe.espeak),
                            "id": (INDONESIAN_ACCENTS, text_id, recipe.espeak_id)}[language]
    apart = [v[len("espeak-"):] for v in HELD_OUT_VOICES + TUNING_VOICES
             if v.startswith(tuple("espeak-" + a for a in accents))]
    rng = random.Random(recipe.seed + 1)
    voices = [_variant(rng.choice(accents), rng.choice(VARIANTS)) for _ in range(count)]
    voices += apart * _HELD_OUT_SENTENCES
    texts = text.sentences(len(voices), recipe.seed + 1)
    return _kept(cache, f"espeak-{language}", [count, recipe.seed, apart], (synth_espeak, text),
                 lambda: espeak_all(texts, voices, rng))


def _variant(accent, variant):
    return f"{accent}+{variant}" if variant else accent


def espeak_all(texts, voices, rng):
    """Each text in its voice, at many rates and pitches."""
    espeak = Espeak()
    progress = Progress("espeak-ng", len(texts))
    attempts = []
    for i, (text, voice) in enumerate(zip(texts, voices)):
        attempts.append(_attempt(lambda: espeak.speak(f"espeak-{i}", text, voice, rng.randint(120, 235),
                                                      rng.randint(25, 80), rng.randint(25, 75))))
        progress.tick(i + 1)
    if espeak.unknown:
        say(f"espeak-ng: phonemes that the table does not know: {espeak.unknown}")
    return _spoken("espeak-ng", attempts)


def _flite(texts, voice, seed):
    rng = random.Random(f"{seed} flite {voice}")
    progress = Progress(f"flite {voice}", len(texts))
    attempts = []
    for i, text in enumerate(texts):
        attempts.append(_attempt(lambda: synth_flite.speak(f"flite-{voice}-{i}", text, voice, rng.uniform(0.8, 1.35),
                                                           rng.choice([None, rng.uniform(80, 220)]))))
        progress.tick(i + 1)
    return _spoken(f"flite {voice}", attempts)


def _festival(texts, voice, seed):
    rng = random.Random(f"{seed} festival {voice}")
    stretches = [rng.uniform(0.8, 1.35) for _ in texts]
    progress = Progress(f"festival {voice}", len(texts))
    attempts = []
    for i, spoken in enumerate(synth_festival.speak_all(f"festival-{voice}", texts, voice, stretches)):
        attempts.append(spoken)
        progress.tick(i + 1)
    return _spoken(f"festival {voice}", attempts)


def _attempt(speak):
    try:
        return speak()
    except (SynthesisFailed, OSError, KeyError, ValueError, subprocess.SubprocessError) as fault:
        if getattr(fault, "errno", None) == errno.ENOSPC:
            raise       # the next sentence would fare no better
        return SynthesisFailed(str(fault))


def _spoken(who, attempts):
    """What succeeded; a sentence that fails is a line, a voice that mostly fails is an end."""
    failed = [a for a in attempts if isinstance(a, Exception)]
    for fault in failed[:3]:
        say(f"{who}: skipped a sentence: {fault}")
    if len(failed) > max(_GIVE_UP_AFTER, len(attempts) // 2):
        raise SystemExit(f"training: {who} fails on most sentences: {failed[0]}")
    return [a for a in attempts if not isinstance(a, Exception)]


def _kept(cache, name, settings, modules, make):
    key = stages.key(settings, closure, visemes, *modules)
    path = os.path.join(cache, "speech", f"{name}-{key}.pickle")
    if not os.path.exists(path):
        corpus.save(path, make())
    return corpus.load(path)
