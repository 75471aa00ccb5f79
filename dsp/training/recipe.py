# SPDX-License-Identifier: Apache-2.0
"""Every number of a model's making, in one place."""
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Recipe:
    """
    language          BCP 47
    flite, festival, espeak   sentences spoken by each of their voices (espeak: altogether)
    hours             of augmented draws
    real_share        of the draws, where --real is given
    recorded_share    of the synthesized draws that flite and festival speak
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
    hours: float = 12.0
    real_share: float = 0.5
    recorded_share: float = 0.65
    steps: int = 8000
    width: int = 128
    right: int = 8
    dropout: float = 0.1
    smoothing: float = 0.05
    balance: float = 0.35
    peak_rate: float = 3e-3
    mean_hops: float = 150.0
    lag: int = 5
    seed: int = 20261121


RECIPES = {"default": Recipe("default", "en"), "indonesian": Recipe("indonesian", "id")}


def quick(recipe):
    """The same pipeline in three minutes: a model that works, not one to ship."""
    return replace(recipe, flite=30, festival=30, espeak=120, hours=1.0, steps=350)
