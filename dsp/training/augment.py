# SPDX-License-Identifier: Apache-2.0
"""What a room, a microphone and a line do to speech; and sounds that are no speech. Times never move, but for the
resampling, whose factor stretches the labels too."""
import numpy as np
from scipy.signal import butter, fftconvolve, firwin2, resample_poly, sosfilt

from .features import MEL_BANDS, RATE_HZ


def stretched(x, rng):
    """(x, factor): played slower or faster by up to a fifth; pitch, formants and rate move together."""
    percent = int(rng.integers(82, 123))
    return (x, 1.0) if percent == 100 else (resample_poly(x, percent, 100), percent / 100.0)


def _tail(rng, t60):
    n = int(t60 * RATE_HZ)
    decay = 10.0 ** (-3.0 * np.arange(n) / n)
    tail = rng.standard_normal(n) * decay
    tail[:int(rng.uniform(0.001, 0.008) * RATE_HZ)] = 0.0
    return tail / np.sqrt((tail ** 2).sum())


def reverberated(x, rng):
    """A room of T60 0.1 to 0.5 s; the direct sound stays where it is."""
    room = _tail(rng, rng.uniform(0.1, 0.5)) * 10 ** (-rng.uniform(0, 18) / 20)
    return x + fftconvolve(x, room)[:len(x)]


def equalised(x, rng):
    """A smooth random frequency response of up to 9 dB; linear phase, delay removed."""
    points = np.linspace(0, 1, 8)
    gain = 10 ** (np.clip(rng.standard_normal(8).cumsum() * 2.5, -9, 9) / 20)
    taps = firwin2(65, points, gain)
    return fftconvolve(x, taps)[32:32 + len(x)]


def _mu_law(x):
    y = np.sign(x) * np.log1p(255 * np.abs(np.clip(x, -1, 1))) / np.log(256)
    y = np.round(y * 127) / 127
    return np.sign(y) * np.expm1(np.abs(y) * np.log(256)) / 255


def _a_law(x):
    a, x = 87.6, np.clip(x, -1, 1)
    k = 1 + np.log(a)
    y = np.sign(x) * np.where(np.abs(x) < 1 / a, a * np.abs(x), 1 + np.log(np.maximum(a * np.abs(x), 1))) / k
    y = np.round(y * 127) / 127
    return np.sign(y) * np.where(np.abs(y) < 1 / k, np.abs(y) * k, np.exp(np.abs(y) * k - 1)) / a


def telephoned(x, rng):
    """8 kHz, often with a telephone's band, often companded (G.711)."""
    n = len(x)
    low = resample_poly(x, 1, 2)
    if rng.random() < 0.5:
        low = sosfilt(butter(2, [rng.uniform(80, 300), rng.uniform(3000, 3700)], "band", fs=8000, output="sos"), low)
    kind = rng.integers(3)
    if kind:
        peak = np.abs(low).max() + 1e-9
        loud = rng.uniform(0.1, 0.9) / peak
        low = (_mu_law if kind == 1 else _a_law)(low * loud) / loud
    return resample_poly(low, 2, 1)[:n]


def noise(n, rng):
    """Unit-power noise of a random colour, sometimes with mains hum."""
    slope = rng.uniform(-1.2, 0.2)      # of amplitude against frequency: brown to slightly blue
    spectrum = np.fft.rfft(rng.standard_normal(n))
    spectrum *= np.maximum(np.arange(len(spectrum)) / len(spectrum), 1e-3) ** slope
    y = np.fft.irfft(spectrum, n)
    y /= np.sqrt((y ** 2).mean()) + 1e-9
    if rng.random() < 0.15:
        hum = rng.choice([50, 60, 100, 120])
        t = np.arange(n) / RATE_HZ
        y += sum(rng.uniform(0, 1) * np.sin(2 * np.pi * hum * k * t + rng.uniform(0, 6)) for k in (1, 2, 3))
    return y


def breath(n, rng):
    """Unit-power breath: noise with a vocal tract's broad resonances that swells and fades."""
    centre = rng.uniform(600, 2500)
    sos = butter(1, [centre * 0.6, min(centre * 2.2, 7500)], "band", fs=RATE_HZ, output="sos")
    y = sosfilt(sos, rng.standard_normal(n)) * np.hanning(n) ** rng.uniform(0.5, 2)
    return y / (np.sqrt((y ** 2).mean()) + 1e-9)


def music(n, rng):
    """Unit-power chords of decaying harmonic notes, as on-hold music; no voice in it."""
    y, t = np.zeros(n), np.arange(n) / RATE_HZ
    at = 0
    while at < n:
        length = int(rng.uniform(0.12, 0.6) * RATE_HZ)
        span = slice(at, min(n, at + 3 * length))
        tt = t[span] - t[at]
        for _ in range(rng.integers(1, 4)):
            f0 = 110 * 2 ** (rng.integers(0, 36) / 12)
            for k in range(1, rng.integers(2, 8)):
                if f0 * k < 7500:
                    y[span] += np.sin(2 * np.pi * f0 * k * tt) * np.exp(-tt * rng.uniform(2, 9)) / k
        at += length
    return y / (np.sqrt((y ** 2).mean()) + 1e-9)


def mel_mask(rng):
    """[bands] factors: one or two narrow bands weakened, or None."""
    if rng.random() > 0.3:
        return None
    mask = np.ones(MEL_BANDS)
    for _ in range(rng.integers(1, 3)):
        width, at = rng.integers(1, 5), rng.integers(0, MEL_BANDS - 4)
        mask[at:at + width] *= 10 ** (-rng.uniform(3, 25) / 10)
    return mask


def _speech_power(x):
    """Of the louder half of its 10 ms pieces."""
    p = (x[:len(x) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1)
    return np.sort(p)[len(p) // 2:].mean() if len(p) else 1e-6


def with_noise(x, rng, snr_db):
    """Noise under all of it, and now and then a breath in it (the labels call both silence where nobody speaks)."""
    level = np.sqrt(_speech_power(x) + 1e-9)
    return x + noise(len(x), rng) * level * 10 ** (-snr_db / 20)


def levelled(x, rng):
    """Peak at -25 to -3 dBFS, as 16 bits carry it."""
    x = x * (10 ** (-rng.uniform(3, 25) / 20) / (np.abs(x).max() + 1e-9))
    return np.round(x * 32768) / 32768


def speech(x, rng):
    """One draw of speech (floats) -> (as some line delivers it, factor by which its times grew)."""
    x, factor = stretched(x, rng)
    if rng.random() < 0.35:
        x = reverberated(x, rng)
    if rng.random() < 0.6:
        x = equalised(x, rng)
    clean = rng.random() < 0.5      # studio and synthesizer voices are the relay's daily bread
    x = with_noise(x, rng, rng.uniform(30, 55) if clean else rng.uniform(8, 35))
    if rng.random() < 0.15:
        x = telephoned(x, rng)
    return levelled(x, rng), factor


def no_speech(seconds, rng):
    """Noise, breaths or music, all to be called silence."""
    n = int(seconds * RATE_HZ)
    kind = rng.random()
    y = noise(n, rng) * 10 ** (-rng.uniform(0, 40) / 20)
    if kind < 0.35:
        y = y * 0.3 + music(n, rng)
    elif kind < 0.75:
        for _ in range(rng.integers(1, 4)):
            m = int(rng.uniform(0.15, 0.6) * RATE_HZ)
            at = rng.integers(0, max(1, n - m))
            y[at:at + m] += breath(m, rng)[:n - at] * 10 ** (-rng.uniform(0, 15) / 20)
    if rng.random() < 0.3:
        y = equalised(y, rng)
    y *= 10 ** (-rng.uniform(10, 55) / 20) / (np.abs(y).max() + 1e-9)
    return np.round(y * 32768) / 32768


def breaths_into_pauses(x, labels, rng):
    """Adds soft breaths where x (with hop labels) has long pauses; x is changed in place."""
    quiet = np.flatnonzero(labels == 0)
    if len(quiet) == 0 or rng.random() > 0.3:
        return x
    level = np.sqrt(_speech_power(x)) * 10 ** (-rng.uniform(12, 32) / 20)
    for stretch in np.split(quiet, np.flatnonzero(np.diff(quiet) > 1) + 1):
        hops = len(stretch)
        if hops >= 20 and rng.random() < 0.6:
            length = int(rng.integers(12, hops - 4)) * 160
            at = (stretch[0] + 2) * 160
            piece = breath(length, rng)[:max(0, len(x) - at)]
            x[at:at + len(piece)] += piece * level
    return x
