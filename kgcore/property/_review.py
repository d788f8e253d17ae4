"""Property of one office in a period: tables, measures and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods
from kgcore.periods import Period
from kgcore.property import assets, energy, stocktakes, verdicts
from kgcore.registers import stock
from kgcore.reviews import Review, measures_frame, ratio

if TYPE_CHECKING:
    from kgcore.office import Office

_FEN = 100  # in a yuan


@dataclass(frozen=True, repr=False, eq=False)
class PropertyReview(Review):
    """The property in a month or a term.

    Attributes
    ----------
    books : book against book by asset, as `assets.books` returns.
    agreement : book against things, as `assets.agreement` returns, and the asset's name.
    custody : by place: kinds, pieces, value_fen.
    loans : what is lent and not back, as `assets.loans` returns.
    entered_twice : moves that stand under two numbers, as `assets.entered_twice` returns.
    losses : what was lost or scrapped in the period, as `assets.losses` returns.
    energy : each post's use against last year, as `energy.against_last_year` returns.
    saving : by post and for all, as `energy.saving` returns.
    month_ends : every item due at a month's stocktake, as `stocktakes.month_ends` returns.
    rounds : day, week and month stocktakes held, as `stocktakes.rounds` returns.
    """

    title: ClassVar[str] = "财产管理"

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

    def figures(self) -> list[tuple[str, str]]:
        """Return how far the books agree, what is lent and overdue, and how many stocktakes were held."""
        return [
            ("账账相符", f"{self.books['agree'].sum()}÷{len(self.books)} 种"),
            ("逾期未还", f"{(self.loans['days_overdue'] > 0).sum()} 笔"),
            ("仓库盘点", f"{self.rounds['held'].sum()}÷{self.rounds['due'].sum()} 次"),
        ]


def review(office: Office, period: str | Period) -> PropertyReview:
    """Return the state of the property in a period.

    Parameters
    ----------
    office : the kindergarten.
    period : a month such as 2026-05, a term such as 2026-spring, or any other period.

    Raises
    ------
    PeriodError
        when the text is no period.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     round(review(office, "2026-05").value("asset_agreement_rate"), 2)
    0.25
    """
    span = periods.parse(period)
    listing, moves = office.read("assets"), office.read("asset_moves")
    all_counts = office.read("counts")
    counts = all_counts[all_counts["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    reach = office.recorded(span)
    until = reach.until
    expendable = set(all_counts.loc[all_counts["warehouse"] == stock.OFFICE, "item"])
    comparison = _energy(office, span)
    expendable_assets = set(listing.loc[listing["name"].isin(expendable), "asset"])
    agreement = assets.agreement(moves, office.read("asset_counts", span), expendable_assets)
    names = agreement["asset"].map(listing.set_index("asset")["name"])
    agreement.insert(1, "name", names.fillna(agreement["asset"]))
    month_ends = stocktakes.month_ends(counts, office.read("movements"), moves, listing, reach.days)
    if office.profile.use_is_counted:  # what no stocktake ever lists is taken as used when it came: it is not missed
        listed = set(all_counts.loc[all_counts["warehouse"] == stock.CANTEEN, "item"])
        month_ends = month_ends[(month_ends["warehouse"] != stock.CANTEEN) | month_ends["item"].isin(listed)]
    tables = {
        "books": assets.books(listing, moves, until),
        "agreement": agreement,
        "custody": assets.custody(assets.book(moves, until), listing),
        "loans": assets.loans(moves, listing, until),
        "entered_twice": assets.entered_twice(moves, listing, span),
        "losses": assets.losses(moves, listing, span),
        "energy": comparison,
        "saving": energy.saving(comparison),
        "month_ends": month_ends,
        "rounds": stocktakes.rounds(counts, stocktakes.whole_weeks(reach.days, until), all_counts),
    }
    return PropertyReview(
        period=span,
        findings=tuple(
            verdicts.findings(
                tables,
                span,
                stocktake_due=span.unit == "term" and until == span.end,
                has_book=not office.profile.use_is_counted,
            )
        ),
        unkept=office.profile.unkept,
        measures=_measures(tables),
        **tables,
    )


def energy_saving(office: Office, period: str | Period) -> pd.DataFrame:
    """Return what each post saved of energy against last year, as `energy.saving` does; nothing else is reviewed.

    Parameters
    ----------
    office : the kindergarten.
    period : a month or a term.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     energy_saving(office, "2026-05")["saved_fen"].tolist()
    [0]
    """
    return energy.saving(_energy(office, periods.parse(period)))


def _energy(office: Office, span: Period) -> pd.DataFrame:
    months = [part.text for part in span.months()]
    compared_months = [periods.parse(text) for month in months for text in (energy.last_year(month), month)]
    attendance = pd.concat([office.read("attendance", part) for part in compared_months])
    kitchen = pd.concat([office.read("attendance", part, sites="kitchen") for part in compared_months])
    open_days = pd.Series({part.text: float(len(office.school_days(part))) for part in compared_months})
    return energy.against_last_year(
        office.read("energy"), months, energy.child_days(attendance), energy.child_days(kitchen), open_days
    )


def _measures(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    agreement, month_ends, saving = tables["agreement"], tables["month_ends"], tables["saving"]
    matches, counts = int(agreement["agree"].fillna(False).sum()), int(month_ends["found"].notna().sum())
    total = saving[saving["post"] == energy.TOTAL].iloc[0]
    saved_yuan, expected_yuan = float(total["saved_fen"]) / _FEN, float(total["expected_fen"]) / _FEN
    if expected_yuan <= 0:
        expected_yuan = 0.0  # nothing to compare with
    return measures_frame([
        *ratio("asset_agreement_rate", matches, len(agreement), "账物相符的资产处÷应盘的资产处"),
        *ratio("stocktake_rate", counts, len(month_ends), "月盘实盘品种÷账上有存的品种"),
        *ratio("energy_saving_rate", saved_yuan, expected_yuan, "节约金额÷按去年同月折算的应耗金额（元）"),
    ])  # fmt: skip
