# SPDX-License-Identifier: Apache-2.0
import unittest

import numpy as np
import torch

from training.decode import Decoder, live_paths
from training.features import FEATURES, Norm, begun_hops
from training.draws import Rows
from training.fit import Plan
from training.net import Shape, VisemeNet
from training.recipe import RECIPES
from training.sample import Sampler
from training.stream import Model, live_scores, streamed


_SHAPE = Shape(16, ((1, 1), (2, 2), (3, 3), (6, 12)))


def _model():
    torch.manual_seed(1)
    rng = np.random.default_rng(2)
    decoder = Decoder(5, 0.6, 0.8, np.zeros(22), np.array([3] + [1] * 20 + [3]), np.log(rng.dirichlet(np.ones(22), 22)))
    return Model(VisemeNet(_SHAPE).eval(), Norm(np.zeros(13), np.full(26, 0.3)), (20, 8), decoder)


def _audio(samples, seed=6):
    rng = np.random.default_rng(seed)
    return 0.2 * rng.standard_normal(samples) * (np.sin(np.arange(samples) / 1500.0) > 0)


class StreamTest(unittest.TestCase):
    def test_every_shape_consumes_the_context_that_it_names(self):
        self.assertEqual((_SHAPE.left, _SHAPE.right), (20, 8))
        for shape in [s for r in RECIPES.values() for s in (r.shape, r.teacher)]:
            x = torch.zeros(2, shape.left + 5 + shape.right, FEATURES)
            self.assertEqual(tuple(VisemeNet(shape).eval()(x).shape), (2, 5, 22))

    def test_scores_of_a_part_are_the_part_of_the_scores(self):
        m, x = _model(), _audio(8000)
        rows = m.rows(x)
        np.testing.assert_allclose(m.scores(rows, 10, 20), m.scores(rows, 0, 50)[10:20], atol=1e-5)

    def test_what_is_answered_does_not_depend_on_later_pieces(self):
        m, x = _model(), _audio(9000)
        whole = streamed(m, x, 1600)
        self.assertEqual(len(whole), begun_hops(9000))
        for pieces in (1, 2, 4):
            np.testing.assert_array_equal(streamed(m, x[:1600 * pieces], 1600), whole[:10 * pieces])

    def test_one_piece_is_the_same_as_whole_but_for_the_lag(self):
        m, x = _model(), _audio(6400)
        m.decoder.lag, m.decoder.short_scale = 1000, m.decoder.emission_scale
        np.testing.assert_array_equal(streamed(m, x, 6400), m.whole(x))

    def test_tuning_decodes_live_speech_as_it_is_answered(self):
        m = _model()
        clips = [_audio(samples, seed=samples) for samples in (3200, 16000, 12800)]
        scores = [(m.whole_scores(x), live_scores(m, x, 3200)) for x in clips]
        for x, found in zip(clips, live_paths(scores, m.decoder, 20, m.right + 1)):
            np.testing.assert_array_equal(found, streamed(m, x, 3200))

    def test_uneven_pieces_leave_no_hop_out(self):
        m, x = _model(), _audio(5003)
        for piece in (70, 333, 1601):
            self.assertEqual(len(streamed(m, x, piece)), begun_hops(5003))

    def test_training_segments_that_are_cut_end_in_a_clamped_row_and_zeros(self):
        whole = np.ones((300, FEATURES), np.float16)
        rows = Rows(whole, 2 * whole, np.zeros(300, np.int16), np.array([[40, 260]]))
        batch = Sampler(rows, Plan(_SHAPE, 1, 0.8, 2.0), 1).batch()
        x, y = batch.rows, batch.labels
        cut = (x == 2).any(dim=2).any(dim=1)
        self.assertTrue(0.3 < cut.float().mean() < 1.0)
        for row, labels in zip(x[cut], y[cut]):
            last = int((row[:, 0] == 2).nonzero()[0])
            self.assertTrue((row[last + 1:] == 0).all())
            self.assertTrue((labels[last + 1 - _SHAPE.left:] == -100).all())


if __name__ == "__main__":
    unittest.main()
