"""Figures of other rooms that a scorecard is scored by: energy saved by post, meal balance, correction of children."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import health, money, property
from kgcore.periods import Period
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office

COLUMNS = ["measure", "month", "subject", "value"]
WHOLE = ""
POSTS = {terms.COOK: "食堂", terms.NURTURER: "教学楼"}  # whose energy a role answers for
Row = tuple[str, str, str, float]


def scorecard_inputs(office: Office, span: Period) -> pd.DataFrame:
    """Return figures by month that the staff room cannot compute itself: measure, month, subject, value.

    A subject is a role or, empty, the whole kindergarten. A month without a figure has no row. What was corrected of
    the special children shows only when they are measured again: it is the term's figure, the same for each month of
    a term, and none for a month alone.
    """
    figures: list[Row] = []
    correction = _correction(office, span) if span.unit == "term" else float("nan")
    for month in span.months():
        if office.recorded(month).days:
            figures += [*_energy(office, month), *_money(office, month)]
            figures.append(("correction_rate", month.text, WHOLE, correction))
    return pd.DataFrame(figures, columns=COLUMNS).dropna(subset="value").astype({"value": "float64"})


def _energy(office: Office, month: Period) -> Iterator[Row]:
    rates = property.energy_saving(office, month).set_index("post")["rate"]
    for role, post in POSTS.items():
        if post in rates.index:
            yield "energy_saving_rate", month.text, role, rates[post]


def _money(office: Office, month: Period) -> Iterator[Row]:
    rate = money.month_balance_rate(office, month)
    if rate is not None:
        yield "meal_balance_rate", month.text, WHOLE, rate


def _correction(office: Office, term: Period) -> float:
    reached = office.reached(term)
    if reached < term.start:
        return float("nan")
    return health.correction_rate(office, term.cut(reached))
