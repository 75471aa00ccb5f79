# SPDX-License-Identifier: Apache-2.0
"""Augmented draws, kept on disk as cepstra in shards, and assembled into the arrays that training samples from."""
import os
from dataclasses import dataclass

import numpy as np

from . import augment
from .corpus import hop_labels
from .features import HOP, Norm, clamped_rows, deltas, ended_cepstra, rows, running_mean, whole_cepstra
from .progress import Progress

_SHARD = 200        # draws in one file: a minute's work is the most an interruption loses
NO_SPEECH_SHARE = 0.06


def _two_cepstra(x, mask):
    """(as they are, as they are if the audio ends with their hop), float16 [hops, 13] each."""
    hops = len(x) // HOP
    return whole_cepstra(x, mask)[:hops].astype(np.float16), ended_cepstra(x, mask).astype(np.float16)


def _draw(utterance, rng):
    """One draw -> (cepstra, clamped cepstra, labels)."""
    if utterance is None:
        x = augment.no_speech(rng.uniform(1.5, 4.0), rng)
        labels = np.zeros(len(x) // HOP, np.uint8)
    else:
        source = utterance.pcm / 32768.0
        source = augment.breaths_into_pauses(source, hop_labels(utterance.segs, len(source)), rng)
        x, factor = augment.speech(source, rng)
        labels = hop_labels(utterance.segs, len(x), factor)[:len(x) // HOP]
    return (*_two_cepstra(x, augment.mel_mask(rng)), labels)


def _shard(path, sources, shares, rng):
    """sources: {name: (utterances, weights)}; shares: {name: of the draws}."""
    names = list(shares)
    chances = np.array([shares[n] for n in names])
    out = []
    for _ in range(_SHARD):
        if rng.random() < NO_SPEECH_SHARE:
            out.append(_draw(None, rng))
            continue
        utterances, weights = sources[names[rng.choice(len(names), p=chances / chances.sum())]]
        out.append(_draw(utterances[rng.choice(len(utterances), p=weights)], rng))
    lengths = np.array([len(l) for _, _, l in out])
    whole, moved, labels = (np.concatenate(part) for part in zip(*out))
    with open(path + ".part", "wb") as f:
        np.savez(f, whole=whole, moved=moved, labels=labels, lengths=lengths)
    os.replace(path + ".part", path)


def make(folder, sources, shares, hours, seed):
    """Fills the folder with shards until they hold so many hours; returns their paths. Finished shards are kept."""
    os.makedirs(folder, exist_ok=True)
    progress = Progress("draws (minutes of audio)", int(hours * 60))
    paths, hops, index = [], 0, 0
    while hops < hours * 360000:
        path = os.path.join(folder, f"draws-{index:03d}.npz")
        if not os.path.exists(path):
            _shard(path, sources, shares, np.random.default_rng([seed, index]))
        with np.load(path) as shard:
            hops += int(shard["lengths"].sum())
        paths.append(path)
        index += 1
        progress.tick(min(hops // 6000, int(hours * 60)))
    return paths


@dataclass
class Rows:
    """Draws laid end to end with `gap` zero rows around each. whole, moved: float16 [n, 26]; labels: int16 [n], -100
    where nothing is to be learnt; spans [(first, end)] of the draws."""
    whole: np.ndarray
    moved: np.ndarray
    labels: np.ndarray
    spans: np.ndarray


def norm_of(paths, mean_hops):
    """The mean of the cepstra, and one over the spread of each feature, over some of the draws."""
    norm = Norm(mean_hops=mean_hops)
    parts = [d.astype(np.float64) for d, _ in _each(paths[:6])]
    norm.mean = np.mean([p.mean(axis=0) for p in parts], axis=0)
    centred = np.concatenate([p - running_mean(p, norm) for p in parts])
    slopes = np.concatenate([deltas(p) for p in parts])
    norm.scale = 1.0 / np.concatenate([centred.std(axis=0), slopes.std(axis=0)])
    return norm


def _each(paths):
    for path in paths:
        with np.load(path) as shard:
            whole, ends = shard["whole"], np.cumsum(shard["lengths"])
        for begin, end in zip(np.r_[0, ends[:-1]], ends):
            yield whole[begin:end], (begin, end)


def assemble(paths, norm, gap):
    """Rows of every shard, normalised."""
    wholes, moveds, labels, spans = [], [], [], []
    blank, nothing = np.zeros((gap, len(norm.scale)), np.float16), np.full(gap, -100, np.int16)
    at = 0
    for path in paths:
        with np.load(path) as f:
            shard = {k: f[k] for k in f.files}
        ends = np.cumsum(shard["lengths"])
        for begin, end in zip(np.r_[0, ends[:-1]], ends):
            c, k = shard["whole"][begin:end].astype(np.float64), shard["moved"][begin:end].astype(np.float64)
            wholes += [blank, rows(c, norm).astype(np.float16)]
            moveds += [blank, clamped_rows(c, k, norm).astype(np.float16)]
            labels += [nothing, shard["labels"][begin:end].astype(np.int16)]
            spans.append((at + gap, at + gap + end - begin))
            at += gap + end - begin
    return Rows(np.concatenate(wholes + [blank]), np.concatenate(moveds + [blank]),
                np.concatenate(labels + [nothing]), np.array(spans))
