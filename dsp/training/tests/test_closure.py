# SPDX-License-Identifier: Apache-2.0
import unittest

import numpy as np

from training.closure import loudness_db, with_closures
from training.corpus import closed_gaps, hop_labels
from training.synth_flite import segments

RATE = 16000


def _tone(*loud):
    """A second of silence with sound in the given stretches of seconds."""
    x = np.zeros(RATE)
    for start, end in loud:
        x[int(start * RATE):int(end * RATE)] = 8000 * np.sin(np.arange(int(end * RATE) - int(start * RATE)) / 3)
    return x


class ClosureTest(unittest.TestCase):
    def test_a_stop_begins_where_the_quiet_before_its_burst_begins(self):
        db = loudness_db(_tone((0.1, 0.3), (0.38, 0.8)), RATE)
        segs = with_closures([(0.1, 0.38, 1), (0.38, 0.42, 20), (0.42, 0.8, 2)], [False, True, False], db)
        self.assertAlmostEqual(segs[1][0], 0.3, delta=0.006)
        self.assertAlmostEqual(segs[0][1], segs[1][0])

    def test_a_stop_without_quiet_stays(self):
        db = loudness_db(_tone((0.1, 0.8)), RATE)
        segs = with_closures([(0.1, 0.38, 1), (0.38, 0.42, 21)], [False, True], db)
        self.assertAlmostEqual(segs[1][0], 0.38)

    def test_a_pause_keeps_most_of_its_silence(self):
        db = loudness_db(_tone((0.0, 0.1), (0.7, 0.9)), RATE)
        segs = with_closures([(0.1, 0.7, 0), (0.7, 0.75, 21)], [False, True], db)
        self.assertAlmostEqual(segs[1][0], 0.64, delta=0.001)


class LabelsTest(unittest.TestCase):
    def test_a_hop_takes_the_viseme_at_its_centre(self):
        y = hop_labels([(0.0, 0.0149, 5), (0.0149, 0.04, 21)], 800)
        self.assertEqual(list(y), [5, 21, 21, 21, 0])

    def test_labels_stretch_with_the_audio(self):
        self.assertEqual(list(hop_labels([(0.01, 0.03, 7)], 960, 2.0)), [0, 0, 7, 7, 7, 7])

    def test_small_holes_belong_to_the_phone_before(self):
        self.assertEqual(closed_gaps([(0, .1, 1), (.11, .2, 2), (.5, .6, 3)]), [(0, .11, 1), (.11, .2, 2), (.5, .6, 3)])

    def test_flite_prints_where_phones_end(self):
        self.assertEqual(segments("pau:0.200 th:0.300 ae:0.450 "), [(0.0, 0.2, 0), (0.2, 0.3, 17), (0.3, 0.45, 1)])


if __name__ == "__main__":
    unittest.main()
