# SPDX-License-Identifier: Apache-2.0
"""Networks that were tried in place of the dilated convolutions, of about the same cost a hop; see ablate."""
from dataclasses import dataclass

import torch
from torch import nn

from .features import FEATURES
from .visemes import COUNT

_FIRST_TAPS = 5


@dataclass(frozen=True)
class Windowed:
    """One convolution over the whole window, then what a hop needs to make up its mind."""
    width: int
    left: int
    right: int

    def build(self, dropout):
        return WindowedNet(self, dropout)


class WindowedNet(nn.Module):
    def __init__(self, shape, dropout):
        super().__init__()
        width = shape.width
        self.layers = nn.Sequential(
            nn.Conv1d(FEATURES, width, shape.left + 1 + shape.right, bias=False), nn.BatchNorm1d(width), nn.ReLU(),
            nn.Dropout(dropout), nn.Conv1d(width, width, 1), nn.ReLU(), nn.Dropout(dropout), nn.Conv1d(width, COUNT, 1))

    def activations(self, x):
        return self.layers(x.transpose(1, 2)).transpose(1, 2)

    def forward(self, x):
        return torch.log_softmax(self.activations(x), 2)


@dataclass(frozen=True)
class Attentive:
    """Each hop asks the rows of its window (self-attention with a bias for each place), then two dense layers."""
    width: int
    left: int
    right: int
    heads: int = 4

    def build(self, dropout):
        return AttentiveNet(self, dropout)


class AttentiveNet(nn.Module):
    def __init__(self, shape, dropout):
        super().__init__()
        width, self.heads = shape.width, shape.heads
        self.before = shape.left - _FIRST_TAPS // 2
        self.places = self.before + 1 + shape.right - _FIRST_TAPS // 2
        self.first = nn.Conv1d(FEATURES, width, _FIRST_TAPS)
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(2)])
        self.ask, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.bias = nn.Parameter(torch.zeros(self.heads, self.places))
        self.dense = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Dropout(dropout),
                                   nn.Linear(4 * width, width))
        self.last = nn.Linear(width, COUNT)

    def activations(self, x):
        x = torch.relu(self.first(x.transpose(1, 2))).transpose(1, 2)
        seen = self.norms[0](x.float())     # layer norms do not mix precisions
        hops = x.size(1) - self.places + 1
        x = x[:, self.before:self.before + hops] + self.out(self._attended(seen, hops))
        return self.last(x + self.dense(self.norms[1](x.float())))

    def _attended(self, seen, hops):
        split = (*seen.shape[:1], -1, self.heads, seen.size(2) // self.heads)
        ask = self.ask(seen[:, self.before:self.before + hops]).view(split)
        key, value = (f(seen).view(split).unfold(1, self.places, 1) for f in (self.key, self.value))
        weight = torch.einsum("bthc,bthcp->bthp", ask, key) / ask.size(3) ** 0.5 + self.bias
        return torch.einsum("bthp,bthcp->bthc", weight.softmax(3), value).flatten(2)

    def forward(self, x):
        return torch.log_softmax(self.activations(x), 2)
