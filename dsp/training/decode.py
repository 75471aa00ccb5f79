# SPDX-License-Identifier: Apache-2.0
"""Viterbi over the 22 visemes with a bigram and a shortest stay, kept as a trellis that grows hop by hop.

Each viseme is a chain of min_hops sub-states, visemes in order, chains in order; ties go to the lower state. The
relay's VisemeDecoder is the same in Java.
"""
from dataclasses import dataclass

import numpy as np

from .visemes import COUNT


@dataclass
class Decoder:
    """Natural logarithms. transitions[from][to] [22, 22]; bias and min_hops [22]; lag in hops. short_scale stands for
    emission_scale where a hop is decided short of context: what follows cannot contradict it, so it needs to be heard
    over the inertia of the path."""
    lag: int
    emission_scale: float
    short_scale: float
    bias: np.ndarray
    min_hops: np.ndarray
    transitions: np.ndarray

    def settings(self):
        """The manifest's `decoder`."""
        return {"lag": int(self.lag), "emission_scale": round(float(self.emission_scale), 6),
                "short_scale": round(float(self.short_scale), 6),
                "bias": [round(float(b), 6) for b in self.bias], "min_hops": [int(m) for m in self.min_hops],
                "transitions": [[round(float(t), 5) for t in row] for row in self.transitions]}


def decoder_of(setting):
    """The Decoder in a manifest's `decoder`."""
    return Decoder(int(setting["lag"]), float(setting["emission_scale"]), float(setting["short_scale"]),
                   np.array(setting["bias"], float), np.array(setting["min_hops"], int),
                   np.array(setting["transitions"], float))


class Trellis:
    """The best score of every sub-state and the way back. One stream; copy() makes a trial that can be thrown away."""

    def __init__(self, decoder):
        self.decoder = decoder
        stay = np.diag(decoder.transitions)
        lengths = np.asarray(decoder.min_hops)
        self.viseme = np.repeat(np.arange(COUNT), lengths)
        self.last = np.cumsum(lengths) - 1
        self.first = self.last - lengths + 1
        states = len(self.viseme)
        self.inner = np.setdiff1d(np.arange(states), self.first)        # entered from the sub-state before
        self.inner_stay = stay[self.viseme[self.inner]]
        self.looping = self.last[lengths > 1]                           # last of a chain: may also stay
        self.looping_stay = stay[lengths > 1]
        self.enter = np.array(decoder.transitions, float)
        self.enter[np.arange(COUNT)[lengths > 1], np.arange(COUNT)[lengths > 1]] = -np.inf
        self.score = np.full(states, -np.inf)
        self.score[self.last[0]] = 0.0      # before the first hop there was silence
        self.back = []

    def copy(self):
        """A trellis that may grow apart from this one; the past is shared."""
        twin = object.__new__(Trellis)
        twin.__dict__.update(self.__dict__)
        twin.back = list(self.back)
        return twin

    def hops(self):
        return len(self.back)

    def step(self, logp, short=False):
        """One more hop; logp [22] is the network's; `short` of context or not."""
        d = self.decoder
        emission = (d.short_scale if short else d.emission_scale) * logp + d.bias
        score = np.empty_like(self.score)
        back = np.empty(len(score), np.int32)
        ways = self.score[self.last][:, None] + self.enter
        best = np.argmax(ways, axis=0)
        score[self.first] = ways[best, np.arange(COUNT)]
        back[self.first] = self.last[best]
        score[self.inner] = self.score[self.inner - 1] + self.inner_stay
        back[self.inner] = self.inner - 1
        stay = self.score[self.looping] + self.looping_stay
        better = stay > score[self.looping]
        at = self.looping[better]
        score[at], back[at] = stay[better], at
        score += emission[self.viseme]
        self.score = score - score.max()    # only differences count; keeps hours of audio in range
        self.back.append(back)

    def trace(self, since):
        """The best path's visemes of hops [since, hops())."""
        state = int(np.argmax(self.score))
        path = []
        for hop in range(self.hops() - 1, since - 1, -1):
            path.append(int(self.viseme[state]))
            state = int(self.back[hop][state])
        return path[::-1]


def decode_whole(logp, decoder):
    """logp [n, 22] -> visemes [n]: hop n is decided by the best path at n + lag, the tail by the best at the end."""
    trellis = Trellis(decoder)
    out = []
    for row in logp:
        trellis.step(row)
        if trellis.hops() > decoder.lag:
            out.append(trellis.trace(len(out))[0])
    out += trellis.trace(len(out))
    return np.array(out, int)


def best_paths(streams, decoder):
    """[logp [n, 22]] -> [visemes [n]]: each stream's best path in full hindsight, all streams at once. About ten times
    as fast as decode_whole, from which a lag of some hops differs little: made for tuning."""
    start, emission = Trellis(decoder), _emissions(streams, decoder, decoder.emission_scale)
    score = np.repeat(start.score[None].astype(np.float32), len(streams), axis=0)
    backs, finals = np.empty(emission.shape, np.int16), np.zeros(len(streams), int)
    for hop in range(len(emission)):
        score, backs[hop] = _steps(start, score, emission[hop])
        ended = [i for i, logp in enumerate(streams) if len(logp) == hop + 1]
        finals[ended] = np.argmax(score[ended], axis=1)
    return [_walked(start.viseme, backs[:len(s), i:i + 1], finals[i:i + 1])[:, 0] for i, s in enumerate(streams)]


def live_paths(streams, decoder, piece, short):
    """[(logp [n, 22], the same as each hop's own piece sees it)] -> [visemes [n]]: every `piece` hops are decided at
    once, the last `short` of them again when more has come; all streams at once. What is left over is left out."""
    start = Trellis(decoder)
    scales = decoder.emission_scale, decoder.short_scale
    whole, live = (_emissions(scores, decoder, scale) for scores, scale in zip(zip(*streams), scales))
    score = np.repeat(start.score[None].astype(np.float32), len(streams), axis=0)
    backs, found, kept = np.empty(whole.shape, np.int16), [], 0
    for end in range(piece, len(whole) + 1, piece):
        settled = max(kept, end - short)
        for hop in range(kept, settled):
            score, backs[hop] = _steps(start, score, whole[hop])
        trial, kept = score, settled
        for hop in range(settled, end):
            trial, backs[hop] = _steps(start, trial, live[hop])
        found.append(_walked(start.viseme, backs[end - piece:end], np.argmax(trial, axis=1)))
    found = np.concatenate(found)
    return [found[:len(logp) // piece * piece, i] for i, (logp, _) in enumerate(streams)]


def _emissions(streams, decoder, scale):
    """[hops, streams, states], zeros after a stream's end."""
    viseme = Trellis(decoder).viseme
    out = np.zeros((max(map(len, streams)), len(streams), len(viseme)), np.float32)
    for i, logp in enumerate(streams):
        out[:len(logp), i] = (scale * logp + decoder.bias)[:, viseme]
    return out


def _steps(trellis, score, emission):
    """One hop of many streams: score, emission [streams, states] -> (score, the state each came from)."""
    new, back = np.empty_like(score), np.empty(score.shape, np.int16)
    ways = score[:, trellis.last][:, :, None] + trellis.enter.astype(np.float32)
    best = np.argmax(ways, axis=1)
    new[:, trellis.first] = np.take_along_axis(ways, best[:, None], axis=1)[:, 0]
    back[:, trellis.first] = trellis.last[best]
    new[:, trellis.inner] = score[:, trellis.inner - 1] + trellis.inner_stay
    back[:, trellis.inner] = trellis.inner - 1
    stay = score[:, trellis.looping] + trellis.looping_stay
    better = stay > new[:, trellis.looping]
    new[:, trellis.looping] = np.where(better, stay, new[:, trellis.looping])
    back[:, trellis.looping] = np.where(better, trellis.looping, back[:, trellis.looping])
    new += emission
    return new - new.max(axis=1, keepdims=True), back


def _walked(viseme, backs, state):
    """Back from the final states [streams] -> visemes [hops, streams]."""
    path, each = np.empty(backs.shape[:2], int), np.arange(len(state))
    for hop in range(len(backs) - 1, -1, -1):
        path[hop] = viseme[state]
        state = backs[hop, each, state]
    return path


def bigram(label_runs, floor=1e-4):
    """Log transition probabilities [22, 22] per hop, counted over label sequences (arrays of visemes per hop)."""
    counts = np.full((COUNT, COUNT), 0.5)
    for y in label_runs:
        np.add.at(counts, (y[:-1], y[1:]), 1.0)
    p = counts / counts.sum(axis=1, keepdims=True)
    return np.log(np.maximum(p, floor))
