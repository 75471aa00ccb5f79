# SPDX-License-Identifier: Apache-2.0
"""The network: a stack of dilated convolutions without padding, so that it keeps no state and any stretch of rows
scores the same wherever it is cut."""
from typing import List

import torch
from torch import nn

from .features import FEATURES
from .visemes import COUNT

LEFT = 20       # rows before a hop that it may look at
# right context -> (dilation, how many of the rows a layer consumes lie before its hop); three taps each. Near rows
# are looked at from both sides, far ones only from the past.
_LAYERS = {6: [(1, 1), (3, 3), (7, 14)], 8: [(1, 1), (2, 2), (3, 3), (6, 12)], 10: [(1, 1), (3, 3), (4, 4), (5, 10)],
           12: [(1, 1), (3, 3), (6, 6), (4, 8)]}
_FIRST_TAPS = 5


class Block(nn.Module):
    """Convolution, normalisation, ReLU, added to what came in (cropped to the hops that are left)."""

    def __init__(self, width: int, dilation: int, before: int, dropout: float):
        super().__init__()
        self.conv = nn.Conv1d(width, width, 3, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(dropout)
        self.before = before
        self.after = 2 * dilation - before

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.drop(torch.relu(self.norm(self.conv(x))))
        return y + x[:, :, self.before:x.size(2) - self.after]


class VisemeNet(nn.Module):
    """x float32 [batch, left + hops + right, 26] -> log-probabilities [batch, hops, 22]."""

    def __init__(self, width: int = 128, right: int = 8, dropout: float = 0.1):
        super().__init__()
        self.first = nn.Conv1d(FEATURES, width, _FIRST_TAPS, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.blocks = nn.ModuleList([Block(width, d, before, dropout) for d, before in _LAYERS[right]])
        self.hidden = nn.Conv1d(width, width, 1)
        self.drop = nn.Dropout(dropout)
        self.last = nn.Conv1d(width, COUNT, 1)
        used = _FIRST_TAPS - 1 + sum(2 * d for d, _ in _LAYERS[right])
        assert used == LEFT + right, "the layers do not add up to the context"

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.norm(self.first(x.transpose(1, 2))))
        for block in self.blocks:
            x = block(x)
        x = self.drop(torch.relu(self.hidden(x)))
        return torch.log_softmax(self.last(x), 1).transpose(1, 2)


def parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def scores(net, segments: List, left: int, right: int):
    """Rows [n, 26] of each of several streams, whole -> log-probabilities [n, 22] of each."""
    out = []
    with torch.no_grad():
        for rows in segments:
            padded = torch.nn.functional.pad(torch.from_numpy(rows)[None], (0, 0, left, right))
            out.append(net(padded)[0].numpy())
    return out
