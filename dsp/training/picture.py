# SPDX-License-Identifier: Apache-2.0
"""The confusion matrix as an SVG, without a plotting library."""
import numpy as np
from xml.sax.saxutils import escape

from .visemes import NAMES

_CELL, _EDGE, _TOP = 22, 110, 60


def confusion_svg(title, confusion):
    """confusion [22, 22] of counts, true by drawn; darker is a larger share of the true viseme's hops."""
    n = len(confusion)
    share = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    size = _EDGE + n * _CELL + 10
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size - _EDGE + _TOP + 20}" '
           'font-family="sans-serif" font-size="10">',
           '<rect width="100%" height="100%" fill="#fff"/>',
           f'<text x="8" y="18" font-size="13">{escape(title)}: true (rows), drawn (columns), percent</text>']
    for v in range(n):
        out.append(f'<text x="{_EDGE - 6}" y="{_TOP + v * _CELL + 15}" text-anchor="end">{v} {escape(NAMES[v])}</text>')
        out.append(f'<text x="{_EDGE + v * _CELL + 11}" y="{_TOP - 6}" text-anchor="middle">{v}</text>')
        out += [_cell(v, w, share[v, w]) for w in range(n) if share[v, w] >= 0.005]
    return "\n".join(out + ["</svg>"]) + "\n"


def _cell(row, column, share):
    x, y = _EDGE + column * _CELL, _TOP + row * _CELL
    shade = int(255 - 215 * min(1.0, share))
    ink = "#fff" if share > 0.5 else "#333"
    hue = f"rgb({shade},{shade},255)" if row == column else f"rgb(255,{shade},{shade})"
    return (f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" fill="{hue}"/>'
            f'<text x="{x + 11}" y="{y + 15}" text-anchor="middle" fill="{ink}">{100 * share:.0f}</text>')
