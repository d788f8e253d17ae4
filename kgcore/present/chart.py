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

from kgcore.present import markup, mime
from kgcore.present.fonts import GlyphError, register
from kgcore.present.palette import INK, MUTED, RULE, SERIES
from kgcore.present.table import Table

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
                "font.family": [register()],
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
    GlyphError
        when a character of the picture is not in the font.
    """

    def __init__(self, figure: Figure, title: str, alt: str, table: Table) -> None:
        if not alt.strip():
            raise ValueError(f"图“{title}”没有替代文字")
        self.content: dict[str, Any] = {"title": title, "alt": alt, "table": table.content}
        with style():
            self.svg = _picture(figure, "svg", title)
            self.png = _picture(figure, "png", title)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002 - IPython's
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


def _picture(figure: Figure, kind: str, title: str) -> bytes:
    out = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from")
        try:
            figure.savefig(out, format=kind, dpi=DPI, metadata=metadata)
        except UserWarning as found:
            raise GlyphError(f"图“{title}”里有字体画不出的字符（{found}）。请在数据里换一种写法") from found
    return out.getvalue()
