# SPDX-License-Identifier: Apache-2.0
import unittest

import numpy as np

from training import features
from training.features import Norm, begun_hops, complete_rows
from training.stream import RowsSoFar


def _speechlike(samples, seed=3):
    rng = np.random.default_rng(seed)
    return 0.1 * rng.standard_normal(samples) * (1 + np.sin(np.arange(samples) / 900.0))


def _norm():
    rng = np.random.default_rng(5)
    return Norm(rng.standard_normal(13), 0.5 + rng.random(26))


class FeaturesTest(unittest.TestCase):
    def test_a_window_is_complete_once_its_last_sample_is_there(self):
        self.assertEqual([complete_rows(n) for n in (0, 279, 280, 439, 440, 1600)], [0, 0, 1, 1, 2, 9])
        self.assertEqual([begun_hops(n) for n in (0, 1, 160, 161)], [0, 1, 1, 2])

    def test_cepstra_agree_with_the_definition_written_as_loops(self):
        x = _speechlike(800)
        y = [x[t] - 0.97 * (x[t - 1] if t else 0.0) for t in range(800)]
        hop = 2
        frame = [y[160 * hop - 120 + k] * (0.5 - 0.5 * np.cos(2 * np.pi * k / 400)) for k in range(400)]
        power = np.abs(np.fft.fft(frame, 512)[:257]) ** 2
        logs = []
        edges = np.linspace(features.mel(20), features.mel(7600), 42)
        for band in range(40):
            energy = 0.0
            for k in range(257):
                m = features.mel(k * 16000 / 512)
                up, down = (m - edges[band]) / (edges[1] - edges[0]), (edges[band + 2] - m) / (edges[1] - edges[0])
                energy += max(0.0, min(up, down)) * power[k]
            logs.append(np.log(energy + 1e-5))
        c3 = np.sqrt(2 / 40) * sum(v * np.cos(np.pi * 3 * (2 * b + 1) / 80) for b, v in enumerate(logs))
        self.assertAlmostEqual(features.whole_cepstra(x)[hop, 3], c3, places=8)

    def test_the_running_mean_starts_at_the_training_mean(self):
        norm = _norm()
        c = np.random.default_rng(1).standard_normal((7, 13))
        m = norm.mean.copy()
        for n, found in enumerate(features.running_mean(c, norm)):
            m += (c[n] - m) / norm.mean_hops
            np.testing.assert_allclose(found, m, atol=1e-12)

    def test_clamped_rows_of_training_are_those_of_a_stream_that_ends_there(self):
        x, norm = _speechlike(3200), _norm()
        trained = features.clamped_rows(features.whole_cepstra(x), features.ended_cepstra(x), norm)
        for hop in (0, 1, 7, 12):
            np.testing.assert_allclose(RowsSoFar(x, norm).at((hop + 1) * 160)[-1], trained[hop], atol=1e-4)

    def test_the_window_at_the_end_rises_longer_than_it_falls(self):
        shape = features.ending()
        self.assertEqual((len(shape), int(np.argmax(shape)), shape[0]), (400, features.ENDING_RISE, 0.0))
        self.assertAlmostEqual((shape ** 2).sum(), (features.hann() ** 2).sum(), places=9)

    def test_later_samples_change_no_complete_row(self):
        x, norm = _speechlike(4000), _norm()
        other = x.copy()
        other[2000:] *= -3
        a, b = (features.rows(features.whole_cepstra(s), norm) for s in (x, other))
        done = complete_rows(2000)
        np.testing.assert_array_equal(a[:done], b[:done])
        self.assertTrue(np.abs(a[done:] - b[done:]).max() > 0.1)


if __name__ == "__main__":
    unittest.main()
