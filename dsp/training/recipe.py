# SPDX-License-Identifier: Apache-2.0
"""Every number of a model's making, in one place."""
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Recipe:
    """
    language          BCP 47
    flite, festival   English sentences spoken by each of their voices
    espeak, espeak_id English and Indonesian sentences spoken by espeak-ng, all voices together
    hours             of augmented draws
    shares            of the draws by source (recorded: flite and festival); without --real the others grow
    steps             of training, 4096 hops each
    width             channels of the network
    right             rows after a hop that the network sees
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
    steps: int = 6000
    width: int = 128
    right: int = 8
    dropout: float = 0.1
    smoothing: float = 0.05
    balance: float = 0.35
    peak_rate: float = 3e-3
    mean_hops: float = 150.0
    lag: int = 8
    seed: int = 20261121


RECIPES = {
    "default": Recipe("default", "en"),
    "indonesian": Recipe("indonesian", "id", espeak=0, espeak_id=2400, hours=8.0, steps=3000,
                         shares={"real": 0.2, "recorded": 0.2, "espeak-id": 0.6})}


def quick(recipe):
    """The same pipeline in three minutes: a model that works, not one to ship."""
    return replace(recipe, flite=30, festival=30, espeak=min(recipe.espeak, 120),
                   espeak_id=min(recipe.espeak_id, 240), hours=1.0, steps=350)
