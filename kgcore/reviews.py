"""Review: what every indicator room says of a period, in one shape.

Each room has `review(office, period) -> Review`, and `month` and `term` as its public faces. The assessment reads a
room only through this shape: measures by code, findings, never a table of the room's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from kgcore import evidence, notebook
from kgcore.findings import Finding
from kgcore.periods import Period

MEASURE_COLUMNS = ["measure", "value", "numerator", "denominator", "what"]

Measure = tuple[str, float, float | None, float | None, str]
"""measure, value, numerator, denominator (None where it is no ratio of two sums), what (the ratio in words)."""


class NotComputableError(ValueError):
    """A period cannot be reviewed, because something was not entered; the message says what to enter, in Chinese."""


@dataclass(frozen=True, repr=False, eq=False)
class Review:
    """What a room says of a period; each room's review adds its tables.

    Attributes
    ----------
    period : the period reviewed.
    findings : verdicts, in the room's order.
    measures : columns measure (code), value, numerator, denominator, what (the ratio in words; shown, never read).
        A measure that the period does not give has no row.
    unkept : registers that the office does not keep. Findings and measures that rest on them are left out when a review
        is made; no display rests on them.
    """

    title: ClassVar[str] = "评价"

    period: Period
    findings: tuple[Finding, ...]
    measures: pd.DataFrame
    unkept: frozenset[str]

    def __post_init__(self) -> None:
        """Keep what rests on registers that the office keeps, and let the findings tell themselves."""
        findings = notebook.FindingList(evidence.judged(self.findings, self.unkept))
        kept = [evidence.needed(code).isdisjoint(self.unkept) for code in self.measures["measure"]]
        measures = self.measures.loc[kept].reset_index(drop=True)  # a frame indexed by an empty list loses its columns
        object.__setattr__(self, "findings", findings)
        object.__setattr__(self, "measures", measures)

    def figures(self) -> list[tuple[str, str]]:
        """Return what one asks first, label and value in words; a room overrides this."""
        return []

    def value(self, measure: str) -> float:
        """Return the value of a measure by its code; NaN where the period does not give it."""
        values = self.measures.loc[self.measures["measure"] == measure, "value"]
        return float(values.iloc[0]) if len(values) else float("nan")

    def __repr__(self) -> str:
        figures = "".join(f"，{label} {value}" for label, value in self.figures())
        return f"<{type(self).__name__} {self.period.title}{self.title}{figures}：{notebook.counts(self.findings)}>"

    def _repr_html_(self) -> str:
        title = f"{self.period.title}{self.title}：{notebook.counts(self.findings)}"
        return notebook.html_face(title, self.figures(), self.findings)


def measures_frame(measures: Iterable[Measure]) -> pd.DataFrame:
    """Return measures as a frame; those without a value are left out.

    Examples
    --------
    >>> measures_frame([("hazard_fixed_rate", 0.5, 1, 2, "整改的÷发现的")]).loc[0, "value"]
    np.float64(0.5)
    """
    known = [row for row in measures if pd.notna(row[1])]
    table = pd.DataFrame(known, columns=MEASURE_COLUMNS)
    return table.astype({"value": "float64", "numerator": "float64", "denominator": "float64"})


def ratio(measure: str, part: float, whole: float, words: str) -> list[Measure]:
    """Return a measure that is part ÷ whole, or none where the whole is nothing.

    Examples
    --------
    >>> ratio("attendance_rate", 9, 10, "出勤÷应到"), ratio("attendance_rate", 0, 0, "出勤÷应到")
    ([('attendance_rate', 0.9, 9, 10, '出勤÷应到')], [])
    """
    return [(measure, part / whole, part, whole, words)] if whole else []


def counted_ratio(measure: str, label: str, part: int, whole: int, unit: str) -> list[Measure]:
    """Return a measure that is part ÷ whole of things counted, its words naming both; none where there is nothing.

    Examples
    --------
    >>> counted_ratio("hazard_fixed_rate", "隐患整改率", 1, 2, "条")
    [('hazard_fixed_rate', 0.5, 1, 2, '隐患整改率：1条÷2条')]
    """
    return ratio(measure, part, whole, f"{label}：{part}{unit}÷{whole}{unit}")


__all__ = ["MEASURE_COLUMNS", "Measure", "NotComputableError", "Review", "counted_ratio", "measures_frame", "ratio"]
