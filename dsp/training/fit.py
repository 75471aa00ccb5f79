# SPDX-License-Identifier: Apache-2.0
"""Trains a network on assembled draws; a checkpoint every minute lets an interrupted run continue."""
import io
import os
import time
from dataclasses import dataclass

import numpy as np
import torch

from .net import Shape, parameters
from .progress import Progress, say
from .sample import Sampler
from .visemes import COUNT

_CHECKPOINT_S = 60.0
_KEEP = 0.998           # of the running average, a step


@dataclass(frozen=True)
class Plan:
    """How one network is trained; `trust` is the teacher's share of the target, where there is a teacher."""
    shape: Shape
    steps: int
    cut_chance: float
    short_weight: float
    trust: float = 0.0


def class_weights(labels, power):
    """One over frequency to some power, mean 1 over hops: rare visemes count more, without ruling."""
    share = np.bincount(labels[labels >= 0], minlength=COUNT) / max(1, (labels >= 0).sum())
    w = np.maximum(share, 1e-3) ** -power
    return (w / (w * share).sum()).astype(np.float32)


def half_is_fast():
    """Whether this CPU multiplies bfloat16 in hardware; elsewhere half precision would be slower than whole."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as f:
            return "avx512_bf16" in f.read()
    except OSError:
        return False


def train(rows, plan, recipe, checkpoint, beliefs=None):
    """The trained VisemeNet in evaluation mode: the running average of the weights over the last part of the run."""
    torch.manual_seed(recipe.seed)
    run = _Run(plan, recipe)
    begun = run.restore(checkpoint)
    sampler = Sampler(rows, plan, [recipe.seed, begun], beliefs)
    weights = torch.from_numpy(class_weights(rows.labels, recipe.balance))
    say(f"network: {parameters(run.net)} parameters, {rows.whole.shape[0] / 360000:.1f} h of draws")
    progress = Progress("training steps", plan.steps, 10, begun)
    loss_mean, saved, half = 0.0, time.monotonic(), half_is_fast()
    run.net.train()
    for step in range(begun, plan.steps):
        loss = run.step(step, loss_of(run.net, sampler.batch(), weights, recipe.smoothing, plan.trust, half))
        loss_mean += (loss - loss_mean) / min(step - begun + 1, 200)
        progress.tick(step + 1, f"loss {loss_mean:.3f}")
        if time.monotonic() - saved > _CHECKPOINT_S:
            run.save(checkpoint, step + 1)
            saved = time.monotonic()
    run.save(checkpoint, plan.steps)
    return run.average.eval()


def loss_of(net, batch, class_weight, smoothing, trust, half):
    """Weighted mean, over the hops that have a label, of the cross-entropy against the smoothed label and the
    teacher's belief."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        y = net.activations(batch.rows)
    logp = torch.log_softmax(y.float(), 2)
    label = batch.labels.clamp(min=0)
    weight = batch.weights * class_weight[label] * (batch.labels >= 0)
    right = logp.gather(2, label[:, :, None])[:, :, 0]
    loss = -((1 - smoothing) * right + smoothing * logp.mean(2))
    if batch.beliefs is not None:
        loss = (1 - trust) * loss - trust * (batch.beliefs.exp() * logp).sum(2)
    return (loss * weight).sum() / weight.sum()


class _Run:
    """What training changes, and what a checkpoint therefore holds."""

    def __init__(self, plan, recipe):
        self.net = plan.shape.build(recipe.dropout)
        self.average = plan.shape.build(recipe.dropout)
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=recipe.peak_rate, weight_decay=0.01)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimizer, recipe.peak_rate, plan.steps,
                                                            pct_start=0.15)

    def step(self, step, loss):
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self._follow(min(_KEEP, 1 - 1 / (step + 1)) if step > 50 else 0.0)
        return float(loss.detach())

    def _follow(self, keep):
        """average = keep * average + (1 - keep) * net; counters and statistics of the normalisation too."""
        with torch.no_grad():
            for a, b in zip(self.average.state_dict().values(), self.net.state_dict().values()):
                if a.dtype.is_floating_point:
                    a.mul_(keep).add_(b, alpha=1 - keep)
                else:
                    a.copy_(b)

    def _parts(self):
        return {"net": self.net, "average": self.average, "optimizer": self.optimizer, "schedule": self.schedule}

    def save(self, path, step):
        held = io.BytesIO()     # torch's own writer reports a full disk as a fault of its own
        torch.save({"step": step, **{name: part.state_dict() for name, part in self._parts().items()}}, held)
        with open(path + ".part", "wb") as f:
            f.write(held.getbuffer())
        os.replace(path + ".part", path)

    def restore(self, path):
        """The step to go on with."""
        if not os.path.exists(path):
            return 0
        state = torch.load(path)
        for name, part in self._parts().items():
            part.load_state_dict(state[name])
        say(f"continuing from step {state['step']}")
        return state["step"]
