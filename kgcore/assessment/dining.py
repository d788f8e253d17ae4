"""What diners made of the dishes: parents' tasting days, children's buffets, weighed leftovers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.periods import Period
from kgcore.reviews import Review, measures_frame, ratio

if TYPE_CHECKING:
    from kgcore.office import Office

FULL_RATING = 5.0  # the register's scale
# Own choices; no source prescribes them.
DISLIKED_BELOW = 3.0  # the middle of the scale
LEFTOVER_FACTOR = 3.0  # leftovers of a dish at so many times those of the usual dish


@dataclass(frozen=True, repr=False, eq=False)
class DiningReview(Review):
    """What was tasted, liked and left over in a period.

    `dishes` each dish's rating (weighted by raters), leftover_g, raters and how often it was on the menu; `occasions`
    by occasion.
    """

    title: ClassVar[str] = "品尝与满意"

    dishes: pd.DataFrame
    occasions: pd.DataFrame

    def figures(self) -> list[tuple[str, str]]:
        """Return how many dishes were tasted, and how satisfied the diners were."""
        shares = [f"{value:.0%}" for value in self.measures["value"]]
        return [("品尝菜点", f"{len(self.dishes)} 道"), *(("满意率", share) for share in shares)]


def review(office: Office, period: str | Period) -> DiningReview:
    """Return what was tasted in a period.

    Parameters
    ----------
    office : the kindergarten.
    period : a month, a term or any other period.

    Raises
    ------
    PeriodError
        when the text is no period.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     review(office, "2026-05")
    <DiningReview 2026年5月品尝与满意，品尝菜点 0 道：没有发现问题>
    """
    span = periods.parse(period)
    tastings, menus = office.read("tastings", span), office.read("menus", span)
    table = dishes(tastings, menus)
    ratings = tastings[tastings["rating"].notna()]
    raters = ratings["raters"].astype("float64")
    stars, most = float((ratings["rating"] * raters).sum()), float(raters.sum()) * FULL_RATING
    measures = measures_frame(ratio("meal_satisfaction", stars, most, "评分之和÷评价人次×满分 5 分"))
    occasions = tastings.groupby("occasion", as_index=False).agg(
        times=("date", "nunique"), dishes=("dish", "nunique"), raters=("raters", "sum")
    )
    return DiningReview(
        period=span,
        findings=tuple(_findings(table, span)),
        unkept=office.profile.unkept,
        measures=measures,
        dishes=table,
        occasions=occasions,
    )


def dishes(tastings: pd.DataFrame, menus: pd.DataFrame) -> pd.DataFrame:
    """Return each dish tasted or weighed: dish, raters, rating, leftover_g (both weighted by people), served (times).

    Worst rating first; what was not rated or not weighed is missing.
    """
    people = tastings["raters"].astype("float64")
    products = tastings.assign(
        stars=tastings["rating"] * people,
        rated=people.where(tastings["rating"].notna()),
        grams=tastings["leftover_g"] * people,
        weighed=people.where(tastings["leftover_g"].notna()),
    )
    sums = products.groupby("dish")[["stars", "rated", "grams", "weighed"]].sum()
    times = menus.drop_duplicates(["date", "meal", "dish"]).groupby("dish").size()
    table = pd.DataFrame(
        {
            "dish": sums.index,
            "raters": sums["rated"].to_numpy().astype("int64"),
            "rating": (sums["stars"] / sums["rated"].where(sums["rated"] > 0)).to_numpy(),
            "leftover_g": (sums["grams"] / sums["weighed"].where(sums["weighed"] > 0)).to_numpy(),
        }
    )
    table["served"] = table["dish"].map(times).fillna(0).astype(int)
    return table.sort_values(["rating", "leftover_g"], ascending=[True, False], kind="stable", ignore_index=True)


def _findings(table: pd.DataFrame, span: Period) -> Iterator[Finding]:
    usual = float(table["leftover_g"].median())
    for row in rows(table[table["rating"] < DISLIKED_BELOW]):
        yield Finding(
            "dining.disliked",
            "warning",
            str(row.dish),
            str(span),
            f"“{row.dish}”均分 {row.rating:.1f}（{row.raters} 人次评价），本期上过 {row.served} 次",
            measured=float(row.rating),
            limit=DISLIKED_BELOW,
            unit="分",
            source=f"家长品尝、幼儿自助餐评分；低于 {DISLIKED_BELOW:.0f} 分提醒为本系统自定",
            advice="换做法或换菜，改进后再请家长和幼儿品尝一次",
        )
    for row in rows(table[table["leftover_g"] > LEFTOVER_FACTOR * usual]):
        yield Finding(
            "dining.left_over",
            "warning",
            str(row.dish),
            str(span),
            f"“{row.dish}”人均剩 {row.leftover_g:.0f} g，是各菜中位数 {usual:.0f} g 的 {row.leftover_g / usual:.1f} 倍",
            measured=float(row.leftover_g),
            limit=LEFTOVER_FACTOR * usual,
            unit="g",
            source=f"剩菜称重；超过中位数 {LEFTOVER_FACTOR:.0f} 倍提醒为本系统自定",
            advice="减量、改刀工或换菜，下次供应时再称",
        )


month = term = review
