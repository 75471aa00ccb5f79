# SPDX-License-Identifier: Apache-2.0
"""Mono PCM16 WAV in and out, resampled to 16 kHz on the way in."""
import wave
from math import gcd

import numpy as np
from scipy.signal import resample_poly


def resampled(x, from_hz, to_hz):
    """x: floats or int16 -> float64 at the other rate, delay removed."""
    if from_hz == to_hz:
        return np.asarray(x, float)
    g = gcd(from_hz, to_hz)
    return resample_poly(np.asarray(x, float), to_hz // g, from_hz // g)


def to_pcm16(x):
    """Floats in int16's range -> int16, rounded and clipped."""
    return np.clip(np.rint(x), -32768, 32767).astype(np.int16)


def read_wav(path):
    """int16 at 16 kHz."""
    with wave.open(path, "rb") as f:
        if f.getnchannels() != 1 or f.getsampwidth() != 2:
            raise ValueError(f"{path}: not mono PCM16")
        pcm = np.frombuffer(f.readframes(f.getnframes()), "<i2")
        return to_pcm16(resampled(pcm, f.getframerate(), 16000))


def write_wav(path, pcm, rate_hz=16000):
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate_hz)
        f.writeframes(np.asarray(pcm, "<i2").tobytes())
