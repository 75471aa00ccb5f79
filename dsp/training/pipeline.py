# SPDX-License-Identifier: Apache-2.0
"""From nothing to config/models/<name>: speech, draws, network, decoder, export, golden files, scores. Each stage
keeps what it made under .cache, so that the next run goes on where this one stopped."""
import inspect
import os
from dataclasses import asdict, dataclass

import numpy as np

from . import (augment, draws, evaluate, export, features, fit, golden, model, real, sample, speech, stages, teach,
               tune, weights)
from .corpus import hop_labels
from .decode import bigram
from .progress import say
from .recipe import RECIPES
from .stream import Model

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.join(HERE, ".cache")
_OF_DRAWS = ("flite", "festival", "espeak", "espeak_id", "hours", "shares", "seed")


def _even(utterances):
    return utterances, np.full(len(utterances), 1.0 / len(utterances))


@dataclass
class Speech:
    """sources {name: (utterances, weights)} to draw from; tuning and judged {set: utterances} kept out of them."""
    sources: dict
    tuning: list
    judged: dict


def gather(recipe, real_folder):
    """All the speech the recipe asks for, split by what it is for."""
    spoken = {"recorded": speech.english_recorded(recipe, CACHE)}
    if recipe.espeak:
        spoken["espeak"] = speech.espeak(recipe, CACHE, "en")
    if recipe.espeak_id:
        spoken["espeak-id"] = speech.espeak(recipe, CACHE, "id")
    apart = speech.HELD_OUT_VOICES + speech.TUNING_VOICES
    sources = {n: _even([u for u in us if u.voice not in apart]) for n, us in spoken.items()}
    everything = [u for n, us in spoken.items() for u in us if recipe.language == "en" or n.endswith("-id")]
    held = [u for u in everything if u.voice in speech.HELD_OUT_VOICES]
    tuning = [u for u in everything if u.voice in speech.TUNING_VOICES]
    if not tuning and not real_folder:
        tuning, held = held[::3], [u for i, u in enumerate(held) if i % 3]
    judged = {"synthesized, held-out voices": held}
    if real_folder:
        kept, apart = real.held_out(real.read(real_folder))
        sources["real"] = kept, real.speaker_weights(kept)
        if recipe.language == "en":
            tuning, judged = apart, {"real speech, held-out speakers": apart, **judged}
    return Speech(sources, tuning, judged)


def transitions(recipe, sources):
    """The decoder's bigram: of real speech of the language where there is some, for it paces like people."""
    paced = recipe.language == "en" and "real" in sources
    names = ["real"] if paced else [n for n in sources if n.startswith("espeak")]
    return bigram([hop_labels(u.segs, len(u.pcm)) for n in names for u in sources[n][0]])


def run(recipe, real_folder=None, folder=None):
    """Makes the model. `folder` receives it, golden files too; by default it ships: it goes to config/models/<name>
    and its golden files to where the Java tests look for them."""
    golden_folder = os.path.join(folder, "golden") if folder else os.path.join(
        ROOT, "dsp", "src", "test", "resources", "golden", recipe.name)
    folder = folder or os.path.join(ROOT, "config", "models", recipe.name)
    spoken = gather(recipe, real_folder)
    speech_drawn = drawn(recipe, spoken.sources)
    norm, trained = speech_drawn.norm, export.folded(network(recipe, speech_drawn))
    trial = Model(trained, norm, (recipe.shape.left, recipe.shape.right), None)
    decoder = tune.tuned(trial, spoken.tuning, transitions(recipe, spoken.sources), recipe.lag)
    sha256 = export.write_network(trained, folder)
    export.write_manifest(folder, recipe, norm, decoder, sha256, {})
    shipped, _ = model.load(folder)
    golden.write(golden_folder, shipped, _golden_speech(spoken))
    scores = evaluate.judge(shipped, folder, spoken.judged)
    export.write_manifest(folder, recipe, norm, decoder, sha256, evaluate.about(recipe, bool(real_folder), scores))
    weights.write(folder)
    say(f"done: {os.path.relpath(folder, ROOT)}")


@dataclass
class Drawn:
    """The draws, assembled; and the key of what they were made by."""
    rows: draws.Rows
    norm: features.Norm
    key: str


def drawn(recipe, sources):
    made = {k: v for k, v in asdict(recipe).items() if k in _OF_DRAWS}
    key = stages.key([made, sorted(sources)], features, augment, draws, *speech.MODULES)
    shares = {n: s for n, s in recipe.shares.items() if n in sources}
    paths = draws.make(os.path.join(CACHE, "draws-" + key), sources, shares, recipe.hours, recipe.seed)
    norm = draws.norm_of(paths, recipe.mean_hops)
    return Drawn(draws.assemble(paths, norm, recipe.teacher.left + recipe.teacher.right), norm, key)


def network(recipe, speech_drawn):
    """Trained, after its teacher if it has one."""
    taught = None
    if recipe.teacher_steps:
        teacher = _trained(recipe.teachers_plan(), recipe, speech_drawn)
        taught = teach.beliefs(teacher, recipe.teacher, speech_drawn.rows)
    return _trained(recipe.plan(), recipe, speech_drawn, taught)


def _home(shape):
    """The module of the network that has this shape."""
    return inspect.getmodule(type(shape))


def _trained(plan, recipe, speech_drawn, taught=None):
    key = stages.key([asdict(plan), asdict(recipe), speech_drawn.key], _home(plan.shape), fit, sample, teach)
    return fit.train(speech_drawn.rows, plan, recipe, os.path.join(CACHE, f"net-{key}.pt"), taught)


def _golden_speech(spoken):
    """Two seconds of synthesized speech of the model's own language."""
    return next(u for u in spoken.judged["synthesized, held-out voices"] if u.seconds() > 3.0).pcm


def evaluate_shipped(name, real_folder=None, dev_folder=None):
    """Scores of config/models/<name>, written beside it and printed: held-out voices, held-out speakers where
    `real_folder` is given, and the real-speech set of `dev_folder` where there is one."""
    folder = os.path.join(ROOT, "config", "models", name)
    shipped, manifest = model.load(folder)
    sets = gather(RECIPES[name], real_folder).judged if name in RECIPES else {}
    dev_folder = dev_folder or os.path.join(os.path.dirname(ROOT), "shared", "speech")
    if manifest["language"] != "en":
        say("the real-speech set is English: skipped")
    elif os.path.exists(os.path.join(dev_folder, "aligned.jsonl")):
        sets = {**sets, "real speech, dev set": real.read(dev_folder)}
    else:
        say(f"no real speech in {dev_folder}: skipped (--dev DIR names another folder)")
    for judged in evaluate.judge(shipped, folder, sets):
        with open(os.path.join(folder, f"scores-{evaluate.slug(judged)}.txt"), encoding="utf-8") as f:
            print(f.read())
