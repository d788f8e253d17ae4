"""Bullet bars: each figure as a bar over the band where it should lie, the verdict written beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import PercentFormatter

from kgcore.present.chart import canvas
from kgcore.present.palette import BAND, BAND_EDGE, INK, LOOKS, Tone

ROW_INCHES = 0.22


class Bullet(NamedTuple):
    """One bar: a value and its band, fractions of what is asked; NaN is a value or a bound that there is none of."""

    name: str
    value: float
    low: float
    high: float
    verdict: str
    tone: Tone


def bullets(
    rows: Sequence[Bullet], label: str, wording: Callable[[float], str], most: float = 2.0, *, mark: bool = True
) -> Figure:
    """Return a figure of bullet bars; call it inside `chart.style`.

    Parameters
    ----------
    rows : the bars, top to bottom.
    label : what the scale shows, with its denominator.
    wording : how a value is written at the end of its bar.
    most : the scale runs from 0 to here; a longer bar is cut, one below 0 not drawn, the number still tells its length.
    mark : draw a line at 1, where the value is just what is asked.
    """
    figure, axes = canvas(0.7 + ROW_INCHES * len(rows))
    for place, row in enumerate(rows):
        low = 0.0 if math.isnan(row.low) else min(row.low, most)
        high = most if math.isnan(row.high) else min(row.high, most)
        # the edge keeps the band visible where a copier loses its tint
        axes.barh(place, high - low, left=low, height=0.8, color=BAND, edgecolor=BAND_EDGE, linewidth=0.6, zorder=1)
    sns.barplot(
        pd.DataFrame({"name": [r.name for r in rows], "drawn": [min(max(r.value, 0.0), most) for r in rows]}),
        x="drawn",
        y="name",
        hue="name",
        palette={row.name: LOOKS[row.tone].ink for row in rows},
        order=[row.name for row in rows],
        width=0.4,
        legend=False,
        zorder=2,
        ax=axes,
    )
    for place, row in enumerate(rows):
        end = 0.0 if math.isnan(row.value) else min(max(row.value, 0.0), most)
        text = row.verdict if math.isnan(row.value) else f"{wording(row.value)} {row.verdict}"
        halo = [withStroke(linewidth=2.5, foreground="white")]  # the number stays readable over the line and the band
        axes.text(end + most * 0.01, place, text, va="center", size=8, color=INK, zorder=3, path_effects=halo)
    if mark:
        axes.axvline(1, color=INK, linewidth=0.8, zorder=2.5)
    axes.set(xlabel=label, ylabel="", xlim=(0, most * 1.18))
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(visible=False, axis="y")
    return figure
