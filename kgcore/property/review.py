"""Property of one office in a period: tables, measures and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.property import assets, energy, stocktakes, verdicts

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class PropertyReview:
    """Tables and findings of the property of a month or a term.

    `books` book against book by asset; `agreement` book against things; `custody` by place; `loans` still out;
    `entered_twice` moves under two numbers; `losses` of the period; `energy` each post against last year; `saving` by
    post; `month_ends` every item due at a month's stocktake; `rounds` day, week and month stocktakes held; `measures`
    (measure, value, numerator, denominator, unit, what).
    """

    period: Period
    books: pd.DataFrame
    agreement: pd.DataFrame
    custody: pd.DataFrame
    loans: pd.DataFrame
    entered_twice: pd.DataFrame
    losses: pd.DataFrame
    energy: pd.DataFrame
    saving: pd.DataFrame
    month_ends: pd.DataFrame
    rounds: pd.DataFrame
    measures: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period) -> PropertyReview:
    """Return the property of a month; a term or any other period is reviewed the same way.

    Raises
    ------
    PeriodError
        when the text is no period.
    """
    span = periods.parse(period)
    listed, moves = office.read("assets"), office.read("asset_moves")
    all_counts = office.read("counts")
    counts = all_counts[all_counts["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    reached = office.recorded(span)
    until, school_days = reached.until, reached.days
    expendable = set(all_counts.loc[all_counts["warehouse"] == stocktakes.OFFICE, "item"])
    compared = _energy(office, span)
    found = {
        "books": assets.books(listed, moves, until),
        "agreement": assets.agreement(
            moves,
            office.read("asset_counts", span),
            set(listed.loc[listed["name"].isin(expendable), "asset"]),
        ),
        "custody": assets.custody(assets.book(moves, until), listed),
        "loans": assets.loans(moves, listed, until),
        "entered_twice": assets.entered_twice(moves, listed, span),
        "losses": assets.losses(moves, listed, span),
        "energy": compared,
        "saving": energy.saving(compared),
        "month_ends": stocktakes.month_ends(counts, office.read("movements"), moves, listed, school_days),
        "rounds": stocktakes.rounds(counts, stocktakes.whole_weeks(school_days, until)),
    }
    names = listed.set_index("asset")["name"]
    counted = found["agreement"]
    counted.insert(1, "name", counted["asset"].map(names).fillna(counted["asset"]))
    return PropertyReview(
        period=span,
        **found,
        measures=_measures(found),
        findings=tuple(verdicts.findings(found, span, asked=span.unit == "term" and until == span.end)),
    )


def _energy(office: Office, span: Period) -> pd.DataFrame:
    months = [part.text for part in span.months()]
    both = [periods.parse(text) for month in months for text in (energy.last_year(month), month)]
    own = pd.concat([office.read("attendance", part) for part in both])
    kitchen = pd.concat([office.read("attendance", part, sites="kitchen") for part in both])
    open_days = pd.Series({part.text: float(len(office.school_days(part))) for part in both})
    return energy.against_last_year(
        office.read("energy"), months, energy.child_days(own), energy.child_days(kitchen), open_days
    )


def _measures(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows: list[tuple[str, float, float, str]] = []
    agreement, month_ends = found["agreement"], found["month_ends"]
    if len(agreement):
        rows.append(
            (
                "asset_agreement_rate",
                int(agreement["agree"].fillna(False).sum()),
                len(agreement),
                "账物相符的资产处÷应盘的资产处",
            )
        )
    if len(month_ends):
        counted = int(month_ends["found"].notna().sum())
        rows.append(("stocktake_rate", counted, len(month_ends), "月盘实盘品种÷账上有存的品种"))
    total = found["saving"][found["saving"]["post"] == "合计"].iloc[0]
    if total["expected_fen"] > 0:
        rows.append(
            (
                "energy_saving_rate",
                float(total["saved_fen"]) / 100,
                float(total["expected_fen"]) / 100,
                "节约金额÷按去年同月折算的应耗金额（元）",
            )
        )
    table = pd.DataFrame(rows, columns=["measure", "numerator", "denominator", "what"])
    table.insert(1, "value", table["numerator"] / table["denominator"])
    return table
