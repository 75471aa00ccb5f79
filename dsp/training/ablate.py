# SPDX-License-Identifier: Apache-2.0
"""What each choice is worth: the recipe with one thing changed, on the same hour of draws, from the same seed, with the
same few steps. Judged on held-out real speakers, whole and live; the decoder's settings are fixed, so that only the
networks differ. Prints a table; ships nothing."""
import os
from dataclasses import replace

import numpy as np

from . import fit, pipeline, tune
from .decode import Decoder, decode_whole
from .net import Shape, parameters
from .rivals import Attentive, Windowed
from .stream import Model
from .teach import beliefs
from .visemes import BILABIAL, COUNT, SILENCE

HOURS = 1.0
STEPS = 500
_SCALE, _SHORTEST_SILENCE = 1.3, 6

NETWORKS = {
    "all segments cut, short hops threefold": {},
    "windowed convolution": {"shape": Windowed(224, 20, 8)},
    "attention": {"shape": Attentive(128, 20, 8)},
    "60 ms of right context": {"shape": Shape(128, ((1, 1), (1, 1), (2, 2), (7, 14)))},
    "100 ms": {"shape": Shape(128, ((1, 1), (3, 3), (4, 4), (5, 10)))},
    "120 ms": {"shape": Shape(128, ((1, 1), (3, 3), (6, 6), (4, 8)))},
    "400 ms of left context": {"shape": Shape(128, ((1, 1), (2, 2), (3, 3), (16, 32)))},
    "never cut": {"cut_chance": 0.0},
    "half of the segments cut": {"cut_chance": 0.5},
    "four of five cut, short hops twofold": {"cut_chance": 0.8, "short_weight": 2.0},
    "no class balance": {"balance": 0.0},
    "class balance .5": {"balance": 0.5},
    "no label smoothing": {"smoothing": 0.0},
    "label smoothing .1": {"smoothing": 0.1},
    "another seed": {"seed": 1}}


def run(recipe, real_folder):
    spoken = pipeline.gather(recipe, real_folder)
    small = replace(recipe, hours=HOURS, steps=STEPS, cut_chance=1.0, short_weight=3.0, teacher_steps=0)
    drawn = pipeline.drawn(small, spoken.sources)
    judge = _Judge(spoken.tuning, _decoder(pipeline.transitions(recipe, spoken.sources)))
    plain = None
    for name, changes in NETWORKS.items():
        changed = replace(small, **changes)
        net = pipeline.network(changed, drawn)
        judge.network(name, net, drawn.norm, changed.shape)
        plain = plain or net
    taught = pipeline.network(replace(small, teacher_steps=STEPS), drawn)
    judge.network("taught by a wider one", taught, drawn.norm, small.shape)
    judge.network("taught by three of these", _taught_by_three(small, drawn), drawn.norm, small.shape)
    judge.decoders(Model(plain, drawn.norm, (small.shape.left, small.shape.right), None))


def _decoder(transitions):
    shortest = np.ones(COUNT, int)
    shortest[SILENCE] = _SHORTEST_SILENCE
    return Decoder(8, _SCALE, _SCALE, np.zeros(COUNT), shortest, transitions)


def _taught_by_three(recipe, drawn):
    """The mean of what three networks of the recipe's own shape believe, who heard whole segments only."""
    shares = [pipeline.network(replace(recipe, cut_chance=0.0, seed=seed), drawn) for seed in (11, 12, 13)]
    sure = [beliefs(net, recipe.shape, drawn.rows).astype(np.float32) for net in shares]
    mean = np.logaddexp.reduce(sure) - np.log(len(sure))
    plan = recipe.plan()
    return fit.train(drawn.rows, plan, recipe, os.path.join(pipeline.CACHE, "net-three.pt"), mean.astype(np.float16))


class _Judge:
    """Prints a line of the table for each thing it is shown."""

    def __init__(self, speakers, decoder):
        self.speakers, self.decoder = speakers, decoder
        print("| | parameters | whole | live, 200 ms | gap | macro-F1 | bilabial F1 | cues/s |")
        print("|---" * 8 + "|", flush=True)

    def network(self, name, net, norm, shape):
        speech = tune.scored(Model(net, norm, (shape.left, shape.right), None), self.speakers)
        self._line(name, f"{parameters(net) // 1000} k", speech, self.decoder, shape.right)

    def decoders(self, model):
        speech = tune.scored(model, self.speakers)
        flat = np.full((COUNT, COUNT), np.log(0.1 / (COUNT - 1)))
        np.fill_diagonal(flat, np.log(0.9))
        changes = {"no bigram: stay .9, all changes alike": {"transitions": flat}}
        changes |= {f"lag {lag}": {"lag": lag} for lag in (3, 5, 12)}
        changes |= {f"scale {scale}": {"emission_scale": scale, "short_scale": scale} for scale in (0.7, 1.0, 1.7)}
        changes |= {f"scale {scale} where short of context": {"short_scale": scale} for scale in (1.0, 1.9, 2.6)}
        changes |= {f"closures of {hops}0 ms at least": {"min_hops": self._shortest(hops)} for hops in (2, 3, 4)}
        for name, change in changes.items():
            self._line(name, "", speech, replace(self.decoder, **change), model.right)

    def _shortest(self, closure):
        hops = self.decoder.min_hops.copy()
        hops[BILABIAL] = closure
        return hops

    def _line(self, name, size, speech, decoder, right):
        whole = tune.counts(speech, [decode_whole(s.whole, decoder) for s in speech]).scores()
        live = tune.counts(speech, tune.live(speech, decoder, right + 1)).scores()
        print(f"| {name} | {size} | {whole['acc22']:.3f} | {live['acc22']:.3f} | {whole['acc22'] - live['acc22']:.3f} "
              f"| {whole['macro_f1']:.3f} | {whole['bilabial_f1']:.3f} | {whole['cues_per_s']:.1f} |", flush=True)
