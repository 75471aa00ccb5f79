# SPDX-License-Identifier: Apache-2.0
"""Rows of features: 13 MFCC less their running mean, and their deltas, every 10 ms at 16 kHz.

The relay's Java computes the same to 1e-4 (golden files hold the two together), so every step here is causal and
spelt out: change one and change the other.
"""
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy.fft import dct, rfft
from scipy.signal import lfilter

RATE_HZ = 16000
HOP = 160           # samples
WINDOW = 400        # samples, centred on its hop
LEAD = (WINDOW - HOP) // 2      # samples of the window before its hop begins
ENDING_RISE = WINDOW - HOP // 2     # samples; the window at the audio's end is heaviest at its last hop's centre
PRE_EMPHASIS = 0.97
FFT_SIZE = 512
MEL_BANDS = 40
MEL_LOW_HZ = 20.0
MEL_HIGH_HZ = 7600.0
LOG_FLOOR = 1e-5    # added to each band's energy: digital silence looks like soft noise
CEPSTRA = 13
FEATURES = 2 * CEPSTRA
MEAN_HOPS = 150.0


@dataclass
class Norm:
    """Where the running mean starts (13 numbers), its time constant in hops, and the factor of each feature (26)."""
    mean: np.ndarray = field(default_factory=lambda: np.zeros(CEPSTRA))
    scale: np.ndarray = field(default_factory=lambda: np.ones(FEATURES))
    mean_hops: float = MEAN_HOPS


def mel(hz):
    """HTK's mel scale."""
    return 2595.0 * np.log10(1.0 + np.asarray(hz, float) / 700.0)


@lru_cache
def mel_weights():
    """[bands, bins]: triangles linear in mel (Kaldi's way), weighed at each bin's own frequency, not normalised."""
    edges = np.linspace(mel(MEL_LOW_HZ), mel(MEL_HIGH_HZ), MEL_BANDS + 2)
    bins = mel(np.arange(FFT_SIZE // 2 + 1) * RATE_HZ / FFT_SIZE)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.maximum(0.0, np.minimum((bins - left) / (centre - left), (right - bins) / (right - centre)))


@lru_cache
def hann():
    """Periodic Hann window of WINDOW samples."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)


@lru_cache
def ending():
    """The window of a hop whose own window passes the audio's end: it ends there too. It rises slowly and falls fast,
    so that its weight lies on the hop: its row is half as far from the row to come as Hann's would be."""
    rise, fall = np.arange(ENDING_RISE) / ENDING_RISE, np.arange(WINDOW - ENDING_RISE) / (WINDOW - ENDING_RISE)
    return 0.5 - 0.5 * np.cos(np.pi * np.concatenate([rise, 1.0 + fall]))


def complete_rows(samples):
    """How many windows lie wholly within so many samples."""
    return max(0, (samples + LEAD - WINDOW) // HOP + 1)


def begun_hops(samples):
    """How many hops have begun."""
    return -(-samples // HOP)


def emphasised(x):
    """x: floats in [-1, 1) at 16 kHz -> pre-emphasised, as long."""
    y = np.array(x, dtype=np.float64)
    y[1:] -= PRE_EMPHASIS * y[:-1].copy()
    return y


def windows(y, ends):
    """[len(ends), WINDOW]: the windows of y that end before the given samples; zeros before sample 0."""
    padded = np.concatenate([np.zeros(WINDOW), y])
    return np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[np.asarray(ends)]


def cepstra(frames, mask=None, shape=None):
    """frames [n, WINDOW] -> [n, 13], windowed by `shape` (default: Hann). `mask` [bands] multiplies the mel energies
    (training only)."""
    power = np.abs(rfft(frames * (hann() if shape is None else shape), FFT_SIZE, axis=1)) ** 2
    energy = power @ mel_weights().T
    if mask is not None:
        energy = energy * mask
    return dct(np.log(energy + LOG_FLOOR), axis=1, norm="ortho")[:, :CEPSTRA]


def hop_cepstra(y, done, samples, mask=None):
    """Of pre-emphasised y, cepstra of the hops from `done` that have begun within so many samples; windows that would
    pass the last of these end there (clamped rows)."""
    complete, begun = complete_rows(samples), begun_hops(samples)
    whole = windows(y, np.arange(done, complete) * HOP - LEAD + WINDOW)
    clamped = windows(y, np.full(begun - complete, samples))
    return np.concatenate([cepstra(whole, mask), cepstra(clamped, mask, ending())])


def whole_cepstra(x, mask=None):
    """Every begun hop's cepstra [hops, 13]."""
    return hop_cepstra(emphasised(x), 0, len(x), mask)


def ended_cepstra(x, mask=None):
    """Each whole hop's cepstra as they are if the audio ends with it [hops, 13]."""
    ends = (np.arange(len(x) // HOP) + 1) * HOP
    return cepstra(windows(emphasised(x), ends), mask, ending())


def running_mean(c, norm):
    """c [n, 13] -> the mean after each row [n, 13]; it starts at norm.mean."""
    a = 1.0 / norm.mean_hops
    start = (1.0 - a) * norm.mean[None, :]
    return lfilter([a], [1.0, a - 1.0], c, axis=0, zi=start)[0]


def deltas(c):
    """Causal slope over five rows; rows before the first equal it."""
    p = np.concatenate([np.repeat(c[:1], 4, axis=0), c])
    return (2 * p[4:] + p[3:-1] - p[1:-3] - 2 * p[:-4]) / 10.0


def rows(c, norm):
    """Cepstra [n, 13] -> rows [n, 26], float32."""
    if len(c) == 0:
        return np.zeros((0, FEATURES), np.float32)
    out = np.concatenate([c - running_mean(c, norm), deltas(c)], axis=1) * norm.scale
    return out.astype(np.float32)


def clamped_rows(c, clamped, norm):
    """What each row would be if the audio ended with its hop: `clamped` [n, 13] are the cepstra of windows that end
    there; the rows before are complete. The state does not advance over a clamped row, so each stands alone."""
    a = 1.0 / norm.mean_hops
    before = np.concatenate([norm.mean[None, :], running_mean(c, norm)[:-1]])
    centred = (1.0 - a) * (clamped - before)
    p = np.concatenate([np.repeat(c[:1], 4, axis=0), c])
    first = np.arange(len(c)) == 0
    slope = (2 * clamped + p[3:-1] - p[1:-3] - 2 * p[:-4]) / 10.0
    slope[first] = 0.0      # the very first row stands for those before it
    return (np.concatenate([centred, slope], axis=1) * norm.scale).astype(np.float32)


def settings(norm):
    """The manifest's `features`."""
    return {"sample_rate_hz": RATE_HZ, "window_samples": WINDOW, "hop_samples": HOP, "pre_emphasis": PRE_EMPHASIS,
            "fft_size": FFT_SIZE, "mel_bands": MEL_BANDS, "mel_low_hz": MEL_LOW_HZ, "mel_high_hz": MEL_HIGH_HZ,
            "log_floor": LOG_FLOOR, "cepstra": CEPSTRA, "mean_hops": norm.mean_hops,
            "mean": [round(float(v), 6) for v in norm.mean], "scale": [round(float(v), 8) for v in norm.scale]}


def norm_of(setting):
    """The Norm in a manifest's `features`."""
    return Norm(np.array(setting["mean"]), np.array(setting["scale"]), float(setting["mean_hops"]))
