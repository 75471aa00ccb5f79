# SPDX-License-Identifier: Apache-2.0
"""Times kaldi-native-fbank and librosa over the speech that the JVM left in a folder, and compares with what it computed.

One thread; CPU time for 100 ms of audio, the median of several runs over all of it. Prints a row a line, tabs between:
stage, input, with, nanoseconds, agreement."""
import os
import statistics
import sys
import time

for library in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[library + "_NUM_THREADS"] = "1"

import kaldi_native_fbank as knf  # noqa: E402
import librosa  # noqa: E402
import numpy as np  # noqa: E402
import scipy.fft  # noqa: E402

RUNS = 7
RATE = 16_000
WINDOW, HOP, FFT = 400, 160, 512
BANDS, LOW, HIGH, FLOOR, CEPSTRA = 40, 20, 7600, 1e-5, 13


def read(folder, name):
    return np.fromfile(os.path.join(folder, name + ".f32"), dtype="<f4")


def nanos(work, messages):
    work()
    taken = []
    for _ in range(RUNS):
        start = time.process_time_ns()
        work()
        taken.append(time.process_time_ns() - start)
    return statistics.median(taken) / messages


def row(stage, where, what, work, messages, agreement):
    print("\t".join((stage, where, what, f"{nanos(work, messages):.0f}", agreement)), flush=True)


def kaldi_options():
    options = knf.MfccOptions()
    frame = options.frame_opts
    frame.samp_freq, frame.dither, frame.preemph_coeff, frame.remove_dc_offset = RATE, 0, 0.97, False
    frame.window_type, frame.frame_length_ms, frame.frame_shift_ms, frame.snip_edges = "hanning", 25, 10, True
    options.mel_opts.num_bins, options.mel_opts.low_freq, options.mel_opts.high_freq = BANDS, LOW, HIGH
    options.num_ceps, options.use_energy, options.cepstral_lifter = CEPSTRA, False, 0
    return options


def kaldi(samples):
    features = knf.OnlineMfcc(kaldi_options())
    features.accept_waveform(RATE, samples)
    features.input_finished()
    return np.array([features.get_frame(n) for n in range(features.num_frames_ready)])


def of_librosa(wave, basis):
    powers = np.abs(librosa.stft(wave, n_fft=FFT, hop_length=HOP, win_length=WINDOW, center=False)) ** 2
    return scipy.fft.dct(np.log(basis @ powers + FLOOR), axis=0, norm="ortho")[:CEPSTRA].T


def distance(ours, theirs):
    """Of all but the coldest frames: Kaldi's floor lies elsewhere."""
    count = min(len(ours), len(theirs))
    apart = np.abs(ours[:count] - theirs[:count])
    return f"median {np.median(apart):.0e}, furthest {apart.max():.0e} of 160"


def decibels(ours, theirs):
    count = min(len(ours), len(theirs))
    power = np.sum(ours[:count] ** 2.0)
    return f"{10 * np.log10(power / np.sum((ours[:count] - theirs[:count]) ** 2.0)):.0f} dB below the sound"


def main(folder):
    sound24, sound16, wave16 = (read(folder, name) for name in ("sound24", "sound16", "wave16"))
    messages = len(sound24) / 2_400
    for quality in ("soxr_lq", "soxr_hq"):
        def resample(quality=quality):
            return librosa.resample(sound24, orig_sr=24_000, target_sr=RATE, res_type=quality)
        row("resample to 16 kHz", "24,000 Hz", f"librosa {librosa.__version__}, {quality}", resample, messages,
            decibels(sound16, resample()))
    samples = sound16.tolist()  # what its binding takes, made beforehand
    row("MFCC", "10 hops of speech", f"kaldi-native-fbank {knf.__version__}", lambda: kaldi(samples), messages,
        distance(read(folder, "cepstra0").reshape(-1, CEPSTRA), kaldi(samples)))
    basis = librosa.filters.mel(sr=RATE, n_fft=FFT, n_mels=BANDS, fmin=LOW, fmax=HIGH, htk=True, norm=None)
    row("MFCC", "10 hops of speech", f"librosa {librosa.__version__}", lambda: of_librosa(wave16, basis), messages,
        distance(read(folder, "cepstra56").reshape(-1, CEPSTRA), of_librosa(wave16, basis)))


if __name__ == "__main__":
    main(sys.argv[1])
