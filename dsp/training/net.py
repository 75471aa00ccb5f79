# SPDX-License-Identifier: Apache-2.0
"""The network: a stack of dilated convolutions without padding, so that it keeps no state and any stretch of rows
scores the same wherever it is cut."""
from dataclasses import dataclass

import torch
from torch import nn

from .features import FEATURES
from .visemes import COUNT

_FIRST_TAPS = 5


@dataclass(frozen=True)
class Shape:
    """width: channels; layers: (dilation, how many of the rows a layer consumes lie before its hop), three taps each.
    Near rows are looked at from both sides, far ones only from the past."""
    width: int
    layers: tuple

    @property
    def left(self):
        """Rows before a hop that it may look at."""
        return _FIRST_TAPS // 2 + sum(before for _, before in self.layers)

    @property
    def right(self):
        """Rows after a hop that it may look at: latency, or what a live hop lacks."""
        return _FIRST_TAPS // 2 + sum(2 * dilation - before for dilation, before in self.layers)

    def build(self, dropout):
        return VisemeNet(self, dropout)


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

    def __init__(self, shape: Shape, dropout: float = 0.1):
        super().__init__()
        width = shape.width
        self.first = nn.Conv1d(FEATURES, width, _FIRST_TAPS, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.blocks = nn.ModuleList([Block(width, d, before, dropout) for d, before in shape.layers])
        self.hidden = nn.Conv1d(width, width, 1)
        self.drop = nn.Dropout(dropout)
        self.last = nn.Conv1d(width, COUNT, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log_softmax(self.activations(x), 2)

    def activations(self, x: torch.Tensor) -> torch.Tensor:
        """What forward() takes the softmax of: training, which may compute in half precision, takes it itself."""
        x = torch.relu(self.norm(self.first(x.transpose(1, 2))))
        for block in self.blocks:
            x = block(x)
        x = self.drop(torch.relu(self.hidden(x)))
        return self.last(x).transpose(1, 2)


def parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())
