# SPDX-License-Identifier: Apache-2.0
import itertools
import unittest

import numpy as np

from training.decode import Decoder, Trellis, best_paths, bigram, decode_whole


def _decoder(min_hops=None, lag=3, seed=2):
    rng = np.random.default_rng(seed)
    lengths = np.ones(22, int)
    for viseme, length in (min_hops or {}).items():
        lengths[viseme] = length
    return Decoder(lag, 0.7, 0.9, 0.1 * rng.standard_normal(22), lengths, np.log(rng.dirichlet(np.ones(22), 22)))


def _scores(hops, seed=4):
    return np.log(np.random.default_rng(seed).dirichlet(0.3 * np.ones(22), hops))


class DecodeTest(unittest.TestCase):
    def test_the_path_is_the_best_of_all_paths(self):
        d, logp, few = _decoder(), _scores(4), (0, 3, 7, 21)
        logp[:, [v for v in range(22) if v not in few]] = -1e6      # so that all paths can be tried
        def worth(path):
            steps = zip((0, *path), path, logp)
            return sum(d.transitions[u, v] + d.emission_scale * row[v] + d.bias[v] for u, v, row in steps)
        best = max(itertools.product(few, repeat=4), key=worth)
        trellis = Trellis(d)
        for row in logp:
            trellis.step(row)
        self.assertEqual(tuple(trellis.trace(0)), best)

    def test_a_viseme_stays_for_its_shortest_time(self):
        d = _decoder({21: 4, 0: 3}, lag=400)
        d.bias[[0, 21]] += 2.0      # their long chains must pay to appear at all
        y = decode_whole(_scores(400), d)
        edges = np.flatnonzero(np.diff(y)) + 1
        lengths = {v: [] for v in range(22)}
        for a, b in zip(edges, edges[1:]):
            lengths[y[a]].append(b - a)
        self.assertTrue(lengths[21] and min(lengths[21]) >= 4)
        self.assertTrue(min(lengths[0], default=3) >= 3)
        self.assertEqual(min(lengths[5]), 1)

    def test_a_decision_waits_for_the_lag_and_no_longer(self):
        d, logp = _decoder(lag=5), _scores(60)
        whole, changed = decode_whole(logp, d), logp.copy()
        changed[40:] = _scores(20, seed=9)
        np.testing.assert_array_equal(decode_whole(changed, d)[:35], whole[:35])

    def test_many_streams_at_once_are_decoded_as_each_alone_in_full_hindsight(self):
        d = _decoder({21: 4, 0: 3}, lag=1000)
        streams = [_scores(n, seed=n) for n in (1, 40, 97)]
        for logp, found in zip(streams, best_paths(streams, d)):
            np.testing.assert_array_equal(found, decode_whole(logp, d))

    def test_a_copy_grows_apart(self):
        d, logp = _decoder(), _scores(20)
        trellis = Trellis(d)
        for row in logp[:10]:
            trellis.step(row)
        before = trellis.trace(0)
        twin = trellis.copy()
        for row in logp[10:]:
            twin.step(row)
        self.assertEqual((trellis.hops(), twin.hops()), (10, 20))
        self.assertEqual(trellis.trace(0), before)

    def test_the_bigram_counts_hops(self):
        t = bigram([np.array([0] * 50 + [21] * 10 + [1] * 50)])
        self.assertTrue(t[0, 0] > t[0, 21] > t[0, 1])


if __name__ == "__main__":
    unittest.main()
