# SPDX-License-Identifier: Apache-2.0
"""Scores of a shipped model: whole and streamed, per class, with the confusion matrix as text and picture."""
import json
import os
from dataclasses import asdict

import numpy as np

from .corpus import hop_labels
from .metrics import NAMES, Counts
from .picture import confusion_svg
from .progress import Progress
from .stream import streamed
from .visemes import NAMES as VISEMES

WAYS = {"whole": None, "streamed 100 ms": 1600, "streamed 200 ms": 3200, "streamed 400 ms": 6400}
ATTRIBUTION = [
    "LibriSpeech ASR corpus, (c) 2014 Vassil Panayotov, CC BY 4.0, https://www.openslr.org/12",
    "Picovoice speech-to-intent-benchmark, Apache-2.0, https://github.com/Picovoice/speech-to-intent-benchmark"]


def counts_of(model, utterances, piece_samples, what):
    """Counts over utterances, whole where piece_samples is None."""
    counts, progress = Counts(), Progress(what, len(utterances))
    for i, u in enumerate(utterances):
        x = u.pcm / 32768.0
        found = model.whole(x) if piece_samples is None else streamed(model, x, piece_samples)
        counts.add(hop_labels(u.segs, len(x)).astype(int), found)
        progress.tick(i + 1)
    return counts


def judge(model, folder, sets):
    """{set: {way: scores}}; writes scores-<set>.txt and confusion-<set>.svg into the folder."""
    out = {}
    for name, utterances in sets.items():
        if not utterances:
            continue
        counts = {way: counts_of(model, utterances, piece, f"{name}, {way}") for way, piece in WAYS.items()}
        out[name] = {way: c.scores() for way, c in counts.items()}
        report = table(name, out[name]) + per_class(counts["whole"]) + matrix(counts["whole"])
        _write(os.path.join(folder, f"scores-{slug(name)}.txt"), "\n".join(report))
        _write(os.path.join(folder, f"confusion-{slug(name)}.svg"), confusion_svg(name, counts["whole"].confusion))
    return out


def slug(name):
    """A set's name as part of a file's."""
    return name.replace(",", "").replace(" ", "-")


def _write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def table(name, ways):
    lines = [f"## {name}", "", f"{'':20s}" + "".join(f"{w:>18s}" for w in ways)]
    lines += [f"{n:20s}" + "".join(f"{s[n]:18.3f}" for s in ways.values()) for n in NAMES]
    return lines + [""]


def per_class(counts):
    support, recall = counts.confusion.sum(axis=1), counts.recall()
    drawn = np.maximum(counts.confusion.sum(axis=0), 1)
    lines = ["viseme            hops   recall  precision"]
    lines += [f"{v:2d} {VISEMES[v]:12s} {int(support[v]):7d} {recall[v]:8.3f} {counts.confusion[v, v] / drawn[v]:8.3f}"
              for v in range(len(VISEMES))]
    return lines + [""]


def matrix(counts):
    """Percent of each true viseme's hops (rows) drawn as each viseme (columns)."""
    share = 100 * counts.confusion / np.maximum(counts.confusion.sum(axis=1, keepdims=True), 1)
    lines = ["true \\ drawn as, percent", "    " + "".join(f"{v:4d}" for v in range(len(share)))]
    lines += [f"{v:3d} " + "".join(f"{p:4.0f}" if p >= 0.5 else "   ." for p in row) for v, row in enumerate(share)]
    return lines + [""]


def about(recipe, with_real, scores):
    """The manifest's free part."""
    return {"description": f"Visemes of {recipe.language} speech: dilated convolutions over MFCC, no state.",
            "recipe": {k: v for k, v in json.loads(json.dumps(asdict(recipe))).items() if k not in ("name", "language")}
            | {"real_speech": with_real},
            "attribution": ATTRIBUTION if with_real else ["synthesized speech only"],
            "scores": scores}
