# SPDX-License-Identifier: Apache-2.0
import contextlib
import errno
import io
import os
import stat
import sys
import tempfile
import unittest
from unittest import mock

from training import closure, corpus, speech, stages, synth_festival
from training.synth_flite import SynthesisFailed

# Speaks what its script asks for, and dies of the sentence BAD.
_FESTIVAL = f"""#!{sys.executable}
import re, sys, wave
script = open(sys.argv[2]).read()
for text, segs, wav in re.findall(r'Text "(.*?)".*?segs u "(.*?)".*?wave u "(.*?)"', script, re.S):
    if text == "BAD":
        sys.exit("cannot say that")
    with open(segs, "w") as f:
        f.write("#\\n0.2 100 pau\\n0.5 100 aa\\n")
    with wave.open(wav, "wb") as f:
        f.setparams((1, 2, 16000, 8000, "NONE", ""))
        f.writeframes(bytes(16000))
"""


def _quietly(call):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        return call(), said.getvalue()


class SpeechTest(unittest.TestCase):
    def test_a_sentence_that_festival_cannot_speak_costs_that_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "festival")
            with open(path, "w", encoding="ascii") as f:
                f.write(_FESTIVAL)
            os.chmod(path, stat.S_IRWXU)
            with mock.patch.dict(os.environ, PATH=folder + os.pathsep + os.environ["PATH"]):
                spoken = list(synth_festival.speak_all("x", ["one", "BAD", "three", "BAD"], "v", [1.0] * 4))
        self.assertEqual([isinstance(s, SynthesisFailed) for s in spoken], [False, True, False, True])
        self.assertIn("cannot say that", str(spoken[1]))
        self.assertEqual(spoken[2].name, "x-2")

    def test_a_voice_that_fails_now_and_then_is_told_and_kept_one_that_mostly_fails_is_the_end(self):
        fault = SynthesisFailed("no such voice")
        kept, said = _quietly(lambda: speech._spoken("a voice", ["sound"] * 9 + [fault]))
        self.assertEqual((len(kept), said), (9, "a voice: skipped a sentence: no such voice\n"))
        with self.assertRaisesRegex(SystemExit, "a voice fails on most sentences: no such voice"):
            _quietly(lambda: speech._spoken("a voice", [fault] * 30))

    def test_a_full_disk_is_no_failed_sentence(self):
        def full():
            raise OSError(errno.ENOSPC, "No space left on device")
        with self.assertRaises(OSError):
            speech._attempt(full)

    def test_speech_is_kept_until_its_settings_change_and_an_interrupted_stage_runs_again(self):
        calls = []

        def make():
            calls.append(1)
            return ["speech"]

        def interrupted():
            raise KeyboardInterrupt
        with tempfile.TemporaryDirectory() as cache:
            with self.assertRaises(KeyboardInterrupt):
                speech._kept(cache, "voice", [1], (closure,), interrupted)
            for settings in ([1], [1], [2]):
                self.assertEqual(speech._kept(cache, "voice", settings, (closure,), make), ["speech"])
        self.assertEqual(len(calls), 2)

    def test_a_stage_is_named_by_its_settings_and_its_code(self):
        names = {stages.key([1], closure), stages.key([2], closure), stages.key([1], corpus)}
        self.assertEqual(len(names), 3)
        self.assertEqual(stages.key([1], closure), stages.key([1], closure))


if __name__ == "__main__":
    unittest.main()
