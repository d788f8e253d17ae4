"""The measures' figures, taken from the rooms' reports: value, numerator and denominator, and what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore.assessment.measures import MEASURES
from kgcore.assessment.rooms import RoomReview
from kgcore.frames import rows
from kgcore.reviews import Measure, Review

if TYPE_CHECKING:
    from kgcore.office import Office
    from kgcore.periods import Period

COLUMNS = ["measure", "label", "value", "numerator", "denominator", "unit", "what", "room"]
HFMD = "手足口病"


def measure_values(office: Office, span: Period, reviews: Iterable[RoomReview]) -> pd.DataFrame:
    """Return every declared measure that the rooms' reviews of a period give, in the order of the rooms.

    Returns
    -------
    DataFrame
        measure, label, value, numerator, denominator (missing where it is no ratio of two sums), unit, what (the
        ratio in words), room (its title). A measure that no room gives has no row.
    """
    values = []
    for entry in reviews:
        if entry.review is None:
            continue
        take = _from_review if isinstance(entry.review, Review) else _TAKEN.get(entry.room.name, _declared_by_room)
        for measure, value, part, whole, what in take(entry.review, office, span):
            if measure in MEASURES and pd.notna(value):
                about = MEASURES[measure]
                values.append((measure, about.label, value, part, whole, about.unit, what, entry.room.title))
    table = pd.DataFrame(values, columns=COLUMNS)
    return table.astype({"value": "float64", "numerator": "float64", "denominator": "float64"})


def _from_review(review: Review, _office: Office, _span: Period) -> Iterator[Measure]:
    for row in rows(review.measures):
        yield row.measure, row.value, row.numerator, row.denominator, row.what


def _declared_by_room(report: Any, _office: Office, _span: Period) -> Iterator[Measure]:
    """Yield what a room itself names: `measures` hold numbers, `figures` numbers with their units in words."""
    for row in rows(report.measures if hasattr(report, "measures") else report.figures):
        if hasattr(row, "what"):
            yield row.measure, row.value, row.numerator, row.denominator, row.what
        else:
            part, whole = _number(row.numerator), _number(row.denominator)
            words = f"{row.label}：{row.numerator}÷{row.denominator}" if row.numerator else str(row.denominator)
            yield row.measure, row.value, part, whole if part is not None else None, words


def _number(text: object) -> float | None:
    match = re.match(r"\d+(\.\d+)?", str(text))
    return float(match[0]) if match else None


def _ratio(measure: str, part: float, whole: float, what: str) -> Iterator[Measure]:
    if whole:
        yield measure, part / whole, part, whole, what


def _health(report: Any, office: Office, span: Period) -> Iterator[Measure]:
    ill = report.disease.incidence.set_index("disease")["cases"]
    yield from _ratio("hfmd_incidence", float(ill.get(HFMD, 0)), report.enrolled, "手足口病例÷在册幼儿")
    rates = report.body.rates
    rates = rates[rates["definition"] == "有效率"]
    yield from _ratio("correction_rate", rates["numerator"].sum(), rates["denominator"].sum(), "好转和治愈÷建案幼儿")
    log = report.daily.disinfection
    ruled = float(log["rounds"].sum() - log["无规定"].sum())
    yield from _ratio("disinfection_rate", float(log["符合"].sum()), ruled, "浓度、时间都符合的次数÷有规定的次数")
    stages = report.daily.stages
    closed = float(stages.loc[stages["stage"] == "已关闭", "findings"].sum())
    yield from _ratio("patrol_closed_rate", closed, float(stages["findings"].sum()), "已关闭的问题÷巡班发现的问题")
    seen = office.read("observations", span)
    abnormal = seen[seen["abnormal"] > 0]
    followed = float((abnormal["follow_up"] != "待跟进").sum())
    yield from _ratio("observation_closed_rate", followed, float(len(abnormal)), "已跟进的异常记录÷有异常的记录")


def _nutrition(report: Any, _office: Office, _span: Period) -> Iterator[Measure]:
    facts = report.facts.set_index("item")["value"]
    yield "energy_ratio", float(facts["能量占园内目标"]), None, None, "人均每日能量÷园内目标"


_TAKEN: dict[str, Callable[[Any, Office, Period], Iterator[Measure]]] = {
    "health": _health,
    "nutrition": _nutrition,
}
