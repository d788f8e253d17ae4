"""Chart: a matplotlib figure with its alt text and the numbers it was drawn from."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from kgcore.present import markup, mime
from kgcore.present.fonts import marked, register, register_symbols
from kgcore.present.palette import INK, MUTED, RULE, SERIES
from kgcore.present.table import Table

MISSING = "Glyph .* missing from"  # matplotlib's warning
DPI = 160
WIDTH_INCHES = 6.7  # the text width of an A4 page


@contextmanager
def style() -> Iterator[None]:
    """Draw inside this context: seaborn's white grid, the report's font and colours, nothing that varies by run."""
    with mpl.rc_context():
        sns.set_theme(style="whitegrid", palette=list(SERIES))
        # set_theme puts its own font first, so ours is set after it
        mpl.rcParams.update(
            {
                "font.family": [register(), register_symbols()],
                "font.size": 9,
                "axes.unicode_minus": False,
                "axes.edgecolor": RULE,
                "axes.labelcolor": INK,
                "axes.titlesize": 10,
                "axes.labelsize": 9,
                "xtick.labelsize": 9,
                "ytick.labelsize": 9,
                "legend.fontsize": 9,
                "text.color": INK,
                "xtick.color": MUTED,
                "ytick.color": INK,
                "svg.hashsalt": "kgcore",
                "svg.fonttype": "path",
            }
        )
        yield


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return an empty figure as wide as the page and `height` inches high, and its axes; call it inside `style`."""
    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
    return figure, figure.add_subplot()


class Chart:
    """A chart as the page, the PDF and, by its numbers, the spreadsheet show it.

    Parameters
    ----------
    figure : drawn inside `style`.
    title : caption, unique within a report.
    alt : one or two Chinese sentences that say what the picture shows to one who does not see it.
    table : the numbers drawn.

    Raises
    ------
    ValueError
        when the alt text is empty.
    """

    def __init__(self, figure: Figure, title: str, alt: str, table: Table) -> None:
        if not alt.strip():
            raise ValueError(f"图“{title}”没有替代文字")
        self.content: dict[str, Any] = {"title": title, "alt": alt, "table": table.content}
        with style():
            self.svg = _picture(figure, "svg")
            self.png = _picture(figure, "png")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": f"{self.content['title']}：{self.content['alt']}",
            "text/html": str(markup.chart(self.content, data_uri(self.svg))),
            "image/png": base64.b64encode(self.png).decode(),
            "image/svg+xml": self.svg.decode(),
            mime.CHART: self.content,
        }


def data_uri(svg: bytes) -> str:
    """Return a picture as text that a page can hold; inside an img element a browser runs nothing of it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _picture(figure: Figure, kind: str) -> bytes:
    """Return the picture; what the fonts lack is drawn as a mark, which only a figure with such a text pays for."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=MISSING)
        try:
            return _saved(figure, kind)
        except UserWarning as found:
            if "missing from" not in str(found):
                raise
    _mark(figure)
    return _saved(figure, kind)


def _saved(figure: Figure, kind: str) -> bytes:
    out = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    figure.savefig(out, format=kind, dpi=DPI, metadata=metadata)
    return out.getvalue()


def _mark(figure: Figure) -> None:
    """Replace the characters that the fonts lack in every text of a figure; labels of ticks are fixed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=MISSING)
        figure.draw_without_rendering()
    for axes in figure.axes:
        for axis, limits, restore in (
            (axes.xaxis, axes.get_xlim(), axes.set_xlim),
            (axes.yaxis, axes.get_ylim(), axes.set_ylim),
        ):
            labels = [label.get_text() for label in axis.get_ticklabels()]
            if (as_marks := [marked(label) for label in labels]) != labels:
                axis.set_ticks(axis.get_ticklocs(), labels=as_marks)
                restore(limits)
    for text in figure.findobj(Text):
        if (words := marked(text.get_text())) != text.get_text():
            text.set_text(words)
