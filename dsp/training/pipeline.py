# SPDX-License-Identifier: Apache-2.0
"""From nothing to config/models/<name>: speech, draws, network, decoder, export, golden files, scores. Each stage
keeps what it made under .cache, so that the next run goes on where this one stopped."""
import hashlib
import json
import os
from dataclasses import asdict

import numpy as np

from . import draws, evaluate, export, golden, model, real, speech, tune
from .corpus import hop_labels
from .decode import bigram
from .fit import train
from .net import LEFT
from .progress import say
from .stream import Model

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.join(HERE, ".cache")
_DRAW_KEYS = ("flite", "festival", "espeak", "hours", "real_share", "recorded_share", "seed", "language")
_TUNED_SYNTHETIC = 40       # held-out synthesized utterances in tuning where there is no real speech


def _key(recipe, keys, extra=""):
    text = json.dumps({k: v for k, v in asdict(recipe).items() if k in keys}, sort_keys=True) + extra
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _split(utterances):
    """(training, held-out voices)."""
    held = [u for u in utterances if u.voice in speech.HELD_OUT_VOICES]
    return [u for u in utterances if u.voice not in speech.HELD_OUT_VOICES], held


def _even(utterances):
    return utterances, np.full(len(utterances), 1.0 / len(utterances))


def gather(recipe, real_folder):
    """(sources, shares, held out real, held out synthesized): what draws come from, and what they must not."""
    recorded, held = _split(speech.english_recorded(recipe, CACHE))
    espeak, held_espeak = _split(speech.english_espeak(recipe, CACHE))
    sources = {"recorded": _even(recorded), "espeak": _even(espeak)}
    synthetic = 1.0 - (recipe.real_share if real_folder else 0.0)
    shares = {"recorded": synthetic * recipe.recorded_share, "espeak": synthetic * (1 - recipe.recorded_share)}
    held_real = []
    if real_folder:
        kept, held_real = real.held_out(real.read(real_folder))
        sources["real"], shares["real"] = (kept, real.speaker_weights(kept)), recipe.real_share
    return sources, shares, held_real, held[:40] + held_espeak


def transitions(sources, shares):
    """The decoder's bigram: of real speech where there is some, for it paces like people, else of the synthesized."""
    names = ["real"] if "real" in sources else list(sources)
    return bigram([hop_labels(u.segs, len(u.pcm)) for n in names for u in sources[n][0]])


def run(recipe, real_folder=None, folder=None):
    """Makes the model; `folder` (default: config/models/<name>) receives it."""
    folder = folder or os.path.join(ROOT, "config", "models", recipe.name)
    sources, shares, held_real, held_synthetic = gather(recipe, real_folder)
    what = "real" if real_folder else "synthesized"
    key = _key(recipe, _DRAW_KEYS, what)
    paths = draws.make(os.path.join(CACHE, "draws-" + key), sources, shares, recipe.hours, recipe.seed)
    norm = draws.norm_of(paths, recipe.mean_hops)
    rows = draws.assemble(paths, norm, LEFT + 12)
    checkpoint = os.path.join(CACHE, f"net-{_key(recipe, asdict(recipe), what)}.pt")
    net = export.folded(train(rows, recipe, checkpoint, recipe.steps, recipe.seed))
    trial = Model(net, norm, recipe.right, None)
    held = held_real or held_synthetic[:_TUNED_SYNTHETIC]
    scored = [(trial.whole_scores(u.pcm / 32768.0), hop_labels(u.segs, len(u.pcm)).astype(int)) for u in held]
    decoder = tune.tuned(scored, transitions(sources, shares), recipe.lag)
    sha256 = export.write_network(net, folder)
    export.write_manifest(folder, recipe, norm, decoder, sha256, {})
    shipped, _ = model.load(folder)
    golden.write(os.path.join(ROOT, "dsp/src/test/resources/golden", recipe.name), shipped, _golden_speech(sources))
    scores = evaluate.judge(shipped, folder, {"real speech, held-out speakers": held_real,
                                              "synthesized, held-out voices": held_synthetic})
    export.write_manifest(folder, recipe, norm, decoder, sha256, evaluate.about(recipe, bool(real_folder), scores))
    say(f"done: {os.path.relpath(folder, ROOT)}")


def _golden_speech(sources):
    """Two seconds from inside a synthesized utterance."""
    long = next(u for u in sources["recorded"][0] if u.voice == "flite-slt" and u.seconds() > 3.0)
    return long.pcm


def evaluate_shipped(name, dev_folder=None):
    """Scores of config/models/<name> on the real-speech set, printed; skipped with a line where there is none."""
    shipped, manifest = model.load(os.path.join(ROOT, "config", "models", name))
    dev_folder = dev_folder or os.path.join(os.path.dirname(ROOT), "shared", "speech")
    for set_name, ways in manifest["about"].get("scores", {}).items():
        print("\n".join(evaluate.table(f"{set_name} (as trained)", ways)))
    if not os.path.exists(os.path.join(dev_folder, "aligned.jsonl")):
        say(f"no real speech in {dev_folder}: skipped (--dev DIR names another folder)")
        return
    utterances = real.read(dev_folder)
    ways = {way: evaluate.counts_of(shipped, utterances, piece, way) for way, piece in evaluate.WAYS.items()}
    whole = ways["whole"]
    print("\n".join(evaluate.table(f"real speech, {os.path.basename(dev_folder)}",
                                   {way: counts.scores() for way, counts in ways.items()})
                    + evaluate.per_class(whole) + evaluate.matrix(whole)))
