# SPDX-License-Identifier: Apache-2.0
"""Trains the network on assembled draws; a checkpoint every minute lets an interrupted run continue."""
import os
import time

import numpy as np
import torch

from .net import LEFT, VisemeNet, parameters
from .progress import Progress, say
from .visemes import COUNT

_HOPS = 64              # a training segment; long enough that little is computed twice
_BATCH = 64
_CUT_WITHIN = 20        # hops from the segment's end in which it may end
_CUT_CHANCE = 0.8       # of segments whose audio ends inside them, as a live piece does
_SHORT_WEIGHT = 2.0     # of hops that lack right context for it: two of five in live pieces of 200 ms, few here
_CHECKPOINT_S = 60.0


def class_weights(labels, power):
    """One over frequency to some power, mean 1 over hops: rare visemes count more, without ruling."""
    share = np.bincount(labels[labels >= 0], minlength=COUNT) / max(1, (labels >= 0).sum())
    w = np.maximum(share, 1e-3) ** -power
    return (w / (w * share).sum()).astype(np.float32)


class Sampler:
    """Random segments: (x [batch, left + hops + right, 26] float32, labels [batch, hops] int64, weights as labels)."""

    def __init__(self, rows, right, seed):
        self.rows, self.right = rows, right
        self.rng = np.random.default_rng(seed)
        self.lengths = rows.spans[:, 1] - rows.spans[:, 0]
        self.chances = self.lengths / self.lengths.sum()
        self.reach = np.arange(-LEFT, _HOPS + right)

    def batch(self):
        r = self.rng
        which = r.choice(len(self.lengths), _BATCH, p=self.chances)
        room = np.maximum(self.lengths[which] - _HOPS, 0)
        start = self.rows.spans[which, 0] + (r.random(_BATCH) * (room + 1)).astype(int)
        at = start[:, None] + self.reach
        end = self.rows.spans[which, 1]
        inside = (at >= self.rows.spans[which, :1]) & (at < end[:, None])
        at = np.clip(at, 0, len(self.rows.labels) - 1)
        x = self.rows.whole[at].astype(np.float32)
        y = self.rows.labels[at[:, LEFT:LEFT + _HOPS]].astype(np.int64)
        y[~inside[:, LEFT:LEFT + _HOPS]] = -100
        x[~inside] = 0.0
        weight = np.ones(y.shape, np.float32)
        self._cut(x, y, weight, at)
        return torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(weight)

    def _cut(self, x, y, weight, at):
        """Ends some segments early: their last row is a clamped one, those after it are zeros."""
        for i in np.flatnonzero(self.rng.random(_BATCH) < _CUT_CHANCE):
            last = _HOPS - 1 - int(self.rng.integers(_CUT_WITHIN))
            if y[i, last] < 0:
                continue        # past the draw's end
            x[i, LEFT + last] = self.rows.moved[at[i, LEFT + last]]
            x[i, LEFT + last + 1:] = 0.0
            y[i, last + 1:] = -100
            weight[i, last + 1 - self.right:last + 1] = _SHORT_WEIGHT


def train(rows, recipe, checkpoint):
    """The trained VisemeNet in evaluation mode: the running average of the weights over the last part of the run."""
    torch.manual_seed(recipe.seed)
    steps = recipe.steps
    net = VisemeNet(recipe.width, recipe.right, recipe.dropout)
    average = VisemeNet(recipe.width, recipe.right, recipe.dropout)
    optimizer = torch.optim.AdamW(net.parameters(), lr=recipe.peak_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.peak_rate, steps, pct_start=0.15)
    weights = torch.from_numpy(class_weights(rows.labels, recipe.balance))
    begun = _restore(checkpoint, net, average, optimizer, schedule)
    sampler = Sampler(rows, recipe.right, [recipe.seed, begun])
    say(f"network: {parameters(net)} parameters, {rows.whole.shape[0] / 360000:.1f} h of draws")
    progress, loss_mean, saved = Progress("training steps", steps, 10), 0.0, time.monotonic()
    net.train()
    for step in range(begun, steps):
        loss = _loss(net, sampler.batch(), weights, recipe.smoothing)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        _follow(average, net, min(0.998, 1 - 1 / (step + 1)) if step > 50 else 0.0)
        loss_mean += (float(loss.detach()) - loss_mean) / min(step - begun + 1, 200)
        progress.tick(step + 1, f"loss {loss_mean:.3f}")
        if time.monotonic() - saved > _CHECKPOINT_S:
            _save(checkpoint, net, average, optimizer, schedule, step + 1)
            saved = time.monotonic()
    _save(checkpoint, net, average, optimizer, schedule, steps)
    return average.eval()


def _loss(net, batch, class_weight, smoothing):
    """Weighted mean of the smoothed cross-entropy over the hops that have a label."""
    x, y, weight = batch
    logp = net(x)
    weight = weight * class_weight[y.clamp(min=0)] * (y >= 0)
    right = logp.gather(2, y.clamp(min=0)[:, :, None])[:, :, 0]
    return -(((1 - smoothing) * right + smoothing * logp.mean(2)) * weight).sum() / weight.sum()


def _follow(average, net, keep):
    """average = keep * average + (1 - keep) * net; counters and statistics of the normalisation too."""
    with torch.no_grad():
        for a, b in zip(average.state_dict().values(), net.state_dict().values()):
            if a.dtype.is_floating_point:
                a.mul_(keep).add_(b, alpha=1 - keep)
            else:
                a.copy_(b)


def _save(path, net, average, optimizer, schedule, step):
    torch.save({"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(), "step": step}, path + ".part")
    os.replace(path + ".part", path)


def _restore(path, net, average, optimizer, schedule):
    if not os.path.exists(path):
        return 0
    state = torch.load(path)
    for part, name in ((net, "net"), (average, "average"), (optimizer, "optimizer"), (schedule, "schedule")):
        part.load_state_dict(state[name])
    say(f"continuing from step {state['step']}")
    return state["step"]
