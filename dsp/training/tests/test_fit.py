# SPDX-License-Identifier: Apache-2.0
import contextlib
import io
import os
import tempfile
import unittest
from dataclasses import replace

import numpy as np
import torch

from training import fit, recipe, teach
from training.draws import Rows
from training.features import FEATURES
from training.net import Shape

_SHAPE = Shape(8, ((1, 1), (2, 2)))
_SMALL = replace(recipe.RECIPES["default"], shape=_SHAPE, steps=60)


def _rows(hops=400):
    rng = np.random.default_rng(3)
    labels = np.full(hops, -100, np.int16)
    labels[20:380] = rng.integers(0, 22, 360)
    whole = rng.standard_normal((hops, FEATURES)).astype(np.float16)
    whole[:, 0] = labels       # so that there is something to learn
    return Rows(whole, whole, labels, np.array([[20, 200], [200, 380]]))


def _trained(folder, beliefs=None):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        net = fit.train(_rows(), _SMALL.plan(), _SMALL, os.path.join(folder, "net.pt"), beliefs)
    return net, said.getvalue()


class FitTest(unittest.TestCase):
    def test_a_finished_run_is_not_run_again(self):
        with tempfile.TemporaryDirectory() as folder:
            first, _ = _trained(folder)
            again, said = _trained(folder)
        self.assertIn("continuing from step 60", said)
        for a, b in zip(first.state_dict().values(), again.state_dict().values()):
            self.assertTrue(torch.equal(a, b))

    def test_beliefs_are_those_of_every_hop_with_its_whole_context(self):
        with tempfile.TemporaryDirectory() as folder:
            net, _ = _trained(folder)
        rows = _rows()
        believed = teach.beliefs(net, _SHAPE, rows)
        self.assertEqual(believed.shape, (400, 22))
        at = slice(100 - _SHAPE.left, 101 + _SHAPE.right)
        with torch.no_grad():
            alone = net(torch.from_numpy(rows.whole[at].astype(np.float32))[None])[0, 0].numpy()
        np.testing.assert_allclose(believed[100], alone, atol=0.1)      # half precision, where the CPU has it

    def test_a_sure_teacher_is_believed(self):
        beliefs = np.full((400, 22), -20.0, np.float16)
        beliefs[:, 5] = 0.0
        with tempfile.TemporaryDirectory() as folder:
            net, _ = _trained(folder, beliefs)
        found = teach.beliefs(net, _SHAPE, _rows())[50:350].argmax(1)
        self.assertGreater((found == 5).mean(), 0.5)

    def test_rare_visemes_weigh_more_and_all_hops_one(self):
        labels = np.repeat([0, 1, 2, -100], [60, 30, 10, 50])
        w = fit.class_weights(labels, 0.5)
        self.assertTrue(w[0] < w[1] < w[2])
        self.assertAlmostEqual(float(w[labels[labels >= 0]].mean()), 1.0, places=5)


if __name__ == "__main__":
    unittest.main()
