"""Headline: the answer on the first screen, one sentence and four to six key figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kgcore.present import markup, mime
from kgcore.present.formats import Format, plain
from kgcore.present.palette import Tone

MOST_FIGURES = 6


@dataclass(frozen=True)
class Figure:
    """One key figure: what it is, its value and unit, and a few words of verdict (`note`)."""

    label: str
    value: float | int | str | None
    unit: str = ""
    format: Format = "decimal1"
    note: str = ""
    tone: Tone = "plain"


def complete_rate(label: str, value: float, absent: str) -> Figure:
    """Return the figure of a rate that ought to be whole; `absent` says what a missing one means."""
    if value != value:
        return Figure(label, None, "", "percent1", absent, "notice")
    return Figure(label, value, "", "percent1", "齐全" if value >= 1 else "不齐", "good" if value >= 1 else "warning")


class Headline:
    """The verdict sentence and the key figures of a report; a revision names those figures that changed.

    Raises
    ------
    ValueError
        when there are no figures, more than six, or two with one label.
    """

    def __init__(self, sentence: str, figures: Sequence[Figure], tone: Tone = "plain") -> None:
        labels = [figure.label for figure in figures]
        if not 1 <= len(labels) <= MOST_FIGURES or len(set(labels)) != len(labels):
            raise ValueError(f"a headline has 1 to {MOST_FIGURES} figures with different labels, not {labels}")
        rows = [asdict(figure) | {"value": plain(figure.value)} for figure in figures]
        self.content: dict[str, Any] = {"sentence": sentence, "tone": tone, "figures": rows}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": self.content["sentence"],
            "text/html": str(markup.headline(self.content)),
            mime.HEADLINE: self.content,
        }
