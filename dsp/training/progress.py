# SPDX-License-Identifier: Apache-2.0
"""Progress on standard error: what is being done, how much of it, how long it will still take."""
import sys
import time


def say(text):
    print(text, file=sys.stderr, flush=True)


class Progress:
    """One stage; tick() as often as you like, it prints every few seconds (and overwrites its line on a terminal)."""

    def __init__(self, what, total, every_s=5.0, before=0):
        """before: how much of the total an earlier run did."""
        self.what, self.total, self.every_s, self.before = what, max(1, total), every_s, before
        self.begun = self.shown = time.monotonic()
        self.tty = sys.stderr.isatty()

    def tick(self, done, note=""):
        now = time.monotonic()
        if now - self.shown < self.every_s and done < self.total:
            return
        self.shown = now
        left = (now - self.begun) / max(done - self.before, 1) * (self.total - done)
        line = f"{self.what}: {done}/{self.total} ({100 * done // self.total} %), {clock(left)} left {note}"
        end = "\n" if done >= self.total or not self.tty else "\r"
        print(line, file=sys.stderr, end=end, flush=True)


def clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
