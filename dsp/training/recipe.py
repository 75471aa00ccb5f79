# SPDX-License-Identifier: Apache-2.0
"""Every number of a model's making, in one place."""
from dataclasses import dataclass, field, replace

from .fit import Plan
from .net import Shape


@dataclass(frozen=True)
class Recipe:
    """
    language          BCP 47
    flite, festival   English sentences spoken by each of their voices
    espeak, espeak_id English and Indonesian sentences spoken by espeak-ng, all voices together
    hours             of augmented draws
    shares            of the draws by source (recorded: flite and festival); without --real the others grow
    shape, steps      of the network; a step is 4096 hops
    cut_chance        of segments whose audio ends inside them, as a live piece does
    short_weight      in the loss, of hops short of context: two of five in live pieces of 200 ms, few in training
    teacher           shape of the network that teaches it, which never hears a cut; teacher_steps 0: none
    trust             the teacher's share of the target
    balance           power of one-over-frequency in the loss
    """
    name: str
    language: str
    flite: int = 260
    festival: int = 200
    espeak: int = 1200
    espeak_id: int = 0
    hours: float = 14.0
    shares: dict = field(default_factory=lambda: {"real": 0.5, "recorded": 0.33, "espeak": 0.17})
    shape: Shape = Shape(128, ((1, 1), (2, 2), (3, 3), (6, 12)))
    steps: int = 6000
    cut_chance: float = 0.8
    short_weight: float = 2.0
    teacher: Shape = Shape(192, ((1, 1), (3, 3), (8, 8), (10, 18)))
    teacher_steps: int = 0
    trust: float = 0.7
    dropout: float = 0.1
    smoothing: float = 0.05
    balance: float = 0.35
    peak_rate: float = 3e-3
    mean_hops: float = 150.0
    lag: int = 8
    seed: int = 20261121

    def plan(self):
        return Plan(self.shape, self.steps, self.cut_chance, self.short_weight, self.trust)

    def teachers_plan(self):
        return Plan(self.teacher, self.teacher_steps, 0.0, 1.0)


RECIPES = {
    "default": Recipe("default", "en"),
    "indonesian": Recipe("indonesian", "id", espeak=0, espeak_id=2400, hours=8.0, steps=3000,
                         cut_chance=1.0, short_weight=3.0, teacher_steps=2000,
                         shares={"real": 0.2, "recorded": 0.2, "espeak-id": 0.6})}


def quick(recipe):
    """The same pipeline in three minutes: a model that works, not one to ship."""
    return replace(recipe, flite=30, festival=30, espeak=min(recipe.espeak, 120),
                   espeak_id=min(recipe.espeak_id, 240), hours=1.0, steps=350, teacher_steps=150)
