"""What an assessment withholds because few children stand behind it: it leaves the kindergarten, and others join it.

Readers have the public tables of the term's months, the assessment of the term before, the number of children enrolled.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from kgcore.assessment import compared
from kgcore.assessment.rooms import RoomReview
from kgcore.frames import rows
from kgcore.health import HealthReview, outside
from kgcore.registers.plan import AT_MOST
from kgcore.staff import StaffReview

_FIGURES = ("actual", "numerator", "denominator", "before", "now", "change", "low", "high")
_TOLERANCE = 1e-9
Counts = tuple[int, int]
"""Cases and children enrolled."""


def health_of(reviews: Sequence[RoomReview]) -> HealthReview | None:
    """Return the health room's review; None where there is none."""
    return next((entry.review for entry in reviews if isinstance(entry.review, HealthReview)), None)


def small_measures(reviews: Sequence[RoomReview]) -> frozenset[str]:
    """Return the measures whose figures would give a small number of children away."""
    health = health_of(reviews)
    return frozenset() if health is None else outside.hidden(health)


def without(table: pd.DataFrame, measures: Collection[str]) -> pd.DataFrame:
    """Return rows by measure without the figures of some measures."""
    kept = ~table["measure"].isin(measures)
    return table.assign(
        **{name: table[name].where(kept, None).astype("float64") for name in _FIGURES if name in table}
    )  # fmt: skip


def known_cases(reviews: Sequence[RoomReview]) -> dict[str, outside.KnownCases]:
    """Return what is known outside of the cases behind each measure that is a disease's incidence."""
    health = health_of(reviews)
    return {} if health is None else outside.known_cases(health)


def goals(table: pd.DataFrame, measures: Collection[str], bounds: Mapping[str, outside.KnownCases]) -> pd.DataFrame:
    """Return goals without the figures of some measures; where being met would tell the number, without the verdict.

    Parameters
    ----------
    table : as `goals.goals` returns. measures : as `small_measures` returns. bounds : as `known_cases` returns.

    Notes
    -----
    At most 1 % of 150 children are 1 child: who reads that the goal is met and that the number is withheld knows it.
    Whether the verdict is told depends on the target alone, so that its absence tells nothing either.
    """
    tells = [
        row.measure in measures and row.measure in bounds and row.comparison == AT_MOST
        and _most(row.target, bounds[row.measure]) <= bounds[row.measure].least
        for row in rows(table)
    ]  # fmt: skip
    verdicts = table["verdict"].mask(pd.Series(tells, index=table.index, dtype=bool), "unknown")
    return without(table.assign(verdict=verdicts), measures)


def _most(target: float, known: outside.KnownCases) -> int:
    return math.floor(target * known.enrolled + _TOLERANCE)


def comparison(
    table: pd.DataFrame,
    before: Sequence[RoomReview],
    now: Sequence[RoomReview],
    lower_is_better: Collection[str],
) -> pd.DataFrame:
    """Return the change against the term before, without the figures of measures that either term withholds.

    Their verdict is withheld too where some verdict would leave one number of cases: 1 of 200 may be the only number
    that is better than 9 of 200 and not nought.

    Parameters
    ----------
    table : as `compared.against` returns. before, now : the two terms' reviews. lower_is_better : as there.
    """
    old, new = known_cases(before), known_cases(now)
    hidden_before, hidden_now = small_measures(before), small_measures(now)

    def tells(measure: str) -> bool:
        if measure not in old or measure not in new:
            return False
        then, today, lower = old[measure], new[measure], measure in lower_is_better
        sides: list[list[tuple[Counts, Counts]]] = []
        if measure in hidden_now:
            sides.append([(then.counts, (cases, today.enrolled)) for cases in today.possible])
        if measure in hidden_before:
            sides.append([((cases, then.enrolled), today.counts) for cases in then.possible])
        return any(
            1 in Counter(compared.verdict_of(*pair, lower_is_better=lower) for pair in pairs).values()
            for pairs in sides
        )

    telling = table["measure"].map(tells).astype(bool)
    verdicts = table["verdict"].mask(telling, compared.WITHHELD)
    return without(table.assign(verdict=verdicts), hidden_before | hidden_now)


def scorecards(reviews: Sequence[RoomReview]) -> tuple[RoomReview, ...]:
    """Return the reviews without what scorecards tell of items scored by a disease's incidence.

    An item of its own would tell a class's cases; the points of the whole card less those of all other items too. So
    the item is withheld with one more, the heaviest of the others, and the shares of the two dimensions.
    """
    return tuple(
        replace(entry, review=_without_items(entry.review)) if isinstance(entry.review, StaffReview) else entry
        for entry in reviews
    )


def _without_items(review: StaffReview) -> StaffReview:
    items = review.items
    of_children = items["measure"].isin([measure for measure, disease in outside.CHILD_MEASURES.items() if disease])
    roles = set(items.loc[of_children, "role"])
    others = items[items["role"].isin(roles) & ~of_children].sort_values("full_marks", ascending=False, kind="stable")
    masked = of_children | items.index.isin(others.drop_duplicates("role").index)
    shares = {name: items[name].mask(masked) for name in ("mean", "low", "high")}

    def by_dimension(table: pd.DataFrame) -> pd.DataFrame:
        rows_of_roles = table["role"].isin(roles)
        return table.assign(**{name: table[name].mask(rows_of_roles) for name in ("process", "performance")})

    return replace(
        review,
        items=items.assign(**shares),
        cards=by_dimension(review.cards) if len(review.cards) else review.cards,
        stars=by_dimension(review.stars) if len(review.stars) else review.stars,
    )
