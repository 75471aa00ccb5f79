# SPDX-License-Identifier: Apache-2.0
"""espeak-ng reports a stop when its burst begins. A viewer sees it from the closure on: move the start back."""
import numpy as np

_FRAME_S = 0.005
_LONGEST_S = 0.16
_LONGEST_AFTER_PAUSE_S = 0.06   # after a pause nobody can tell where the closure begins; this much is shown
_QUIET_DB = -38.0               # below the utterance's loud parts


def loudness_db(x, rate_hz):
    """Decibels of each 5 ms of x."""
    size = int(rate_hz * _FRAME_S)
    n = len(x) // size
    power = (x[:n * size].astype(float).reshape(n, size) ** 2).mean(axis=1)
    return 10 * np.log10(power + 1e-3)


def closure_start(db, start_s, floor_s):
    """Where the quiet that ends at start_s begins, not before floor_s (start_s itself if it is not quiet there)."""
    quiet = np.percentile(db, 95) + _QUIET_DB
    at = int(round(start_s / _FRAME_S))
    lowest = int(np.ceil(floor_s / _FRAME_S))
    at = min(at, len(db))
    while at > lowest and db[at - 1] < quiet:
        at -= 1
    return min(start_s, max(at * _FRAME_S, floor_s))


def with_closures(segs, stops, db):
    """segs [(start, end, viseme)], stops [bool] beside them -> segs whose stops begin with their closure."""
    out = [list(s) for s in segs]
    for i, stop in enumerate(stops):
        if not stop:
            continue
        start = out[i][0]
        pause = i == 0 or out[i - 1][2] == 0
        floor = start - (_LONGEST_AFTER_PAUSE_S if pause else _LONGEST_S)
        if i:
            # what came before keeps at least a third of itself
            before = out[i - 1]
            floor = max(floor, before[0] + (before[1] - before[0]) / 3)
        out[i][0] = floor if pause and floor > 0 else closure_start(db, start, max(floor, 0.0))
        if i:
            out[i - 1][1] = out[i][0]
    return [tuple(s) for s in out]
