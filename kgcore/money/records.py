"""What the meal account reads from the office, read once, the stock ledger valued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pandas as pd

from kgcore import periods
from kgcore.money.ledger import Valuation, value_known
from kgcore.periods import BEFORE_ALL, Period
from kgcore.registers import terms
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office, Sites

CATEGORY_OF = {
    "谷类": "粮食", "薯类": "粮食", "杂豆": "粮食", "蔬菜": "蔬菜", "菌藻": "蔬菜", "水果": "水果",
    "畜禽肉": "荤菜", "动物肝脏": "荤菜", "水产": "荤菜", "蛋类": "蛋类", "奶类": "牛奶", "大豆制品": "豆制品",
    "油": "油", "糖": "调味品", "盐": "调味品", "调味品": "调味品", "坚果": "其他", "其他": "其他",
}  # fmt: skip
GRAMS_OF_BAND = {terms.SMALL: "net_g_small", terms.MIDDLE: "net_g_middle", terms.LARGE: "net_g_large"}
CATEGORIES = tuple(dict.fromkeys(CATEGORY_OF.values()))


@dataclass(frozen=True)
class Records:
    """Register rows of one kitchen and the kindergartens it feeds, from the year's first day to the period's last.

    `site` is the kindergarten whose account it is, `kitchen` the one that cooks for it, `sites` all that it feeds;
    `foods` is indexed by food; the stock ledger, the counts, attendance and `prices` go back to the first entry.
    `prices` are the suppliers' quotations or, where none is kept, what was paid: date, food, supplier,
    price_fen_per_kg.
    """

    site: str
    kitchen: str
    sites: tuple[str, ...]
    names: dict[str, str]
    profile: Profile
    period: Period
    movements: pd.DataFrame
    counts: pd.DataFrame
    acceptance: pd.DataFrame
    foods: pd.DataFrame
    attendance: pd.DataFrame
    staff_meals: pd.DataFrame
    classes: pd.DataFrame
    calendar: pd.DataFrame
    fee_rates: pd.DataFrame
    prices: pd.DataFrame
    receipts: pd.DataFrame
    refunds: pd.DataFrame
    charges: pd.DataFrame
    closes: pd.DataFrame

    @cached_property
    def valued(self) -> pd.DataFrame:
        """The stock ledger valued by the profile's rule, with `category` and `month` of each entry."""
        valued = value_known(self.movements, cast(Valuation, self.profile.stock_valuation))
        group = valued["food"].map(self.foods["guide_group"])
        return valued.assign(
            category=group.map(CATEGORY_OF).fillna("其他"), month=valued["date"].dt.strftime("%Y-%m")
        )  # fmt: skip

    @cached_property
    def meal_weights(self) -> dict[str, int]:
        """Each meal served → its share of what a child eats here, in per mille."""
        table = self.profile.meal_energy()
        share = table["in_school_share"].astype("float64")
        return {
            str(meal): round(1000 * float(part))
            for meal, part in zip(table["meal"], share / share.sum(), strict=True)
        }  # fmt: skip

    def of(self, site: str) -> Records:
        """Return these records as the account of another kindergarten of the kitchen; the ledger stays valued."""
        other = replace(self, site=site)
        other.__dict__["valued"] = self.valued
        return other

    def up_to(self, day: dt.date) -> Records:
        """Return these records as they stood at the end of a day within the period."""
        end, span = pd.Timestamp(day), self.period

        def before(rows: pd.DataFrame) -> pd.DataFrame:
            return rows[rows["date"] <= end].reset_index(drop=True)

        return replace(
            self,
            period=Period(span.start, day, span.unit, span.text),
            movements=before(self.movements),
            counts=before(self.counts),
            attendance=before(self.attendance),
            prices=before(self.prices),
            staff_meals=before(self.staff_meals),
        )

    @property
    def charged_meal(self) -> str:
        """The meal whose diners are charged the day's fee: the largest one."""
        return max(self.meal_weights, key=lambda meal: self.meal_weights[meal])


def read(office: Office, period: Period) -> Records:
    """Read what the accounts of a period and of the term and year up to its end need."""
    about = office.read("sites", sites="all").set_index("site")
    kitchen = str(about["kitchen"].get(office.site, office.site))
    fed = [str(site) for site in about.index[about["kitchen"] == kitchen] if site != kitchen]
    group = (kitchen, *sorted(fed))
    scope: Sites = "kitchen" if office.site == kitchen else "all"
    term = periods.term_of(period.start)
    first = min(term.start, period.start.replace(month=1, day=1))
    span = Period(first, period.end, period.unit, f"{first}..{period.end}")

    def rows(register: str, *, dated: bool = True, own: bool = False, since: Period = span) -> pd.DataFrame:
        found = office.read(register, since if dated else None, sites=scope)
        return found[found["site"].isin((kitchen,) if own else group)].reset_index(drop=True)

    movements = rows("movements", dated=False, own=True)
    counts = rows("counts", dated=False, own=True)
    end = pd.Timestamp(period.end)
    whole_term = Period(first, max(term.end, period.end), term.unit, f"{first}..{max(term.end, period.end)}")
    calendar = office.read("calendar", whole_term, sites=scope)
    recorded = Period(BEFORE_ALL, period.end, period.unit, f"{BEFORE_ALL}..{period.end}")
    quoted = rows("prices", own=True, since=recorded)
    return Records(
        site=office.site,
        kitchen=kitchen,
        sites=group,
        names={site: str(about["name"].get(site, site)) for site in group},
        profile=office.profile,
        period=period,
        movements=movements[movements["date"] <= end].reset_index(drop=True),
        counts=counts[(counts["date"] <= end) & (counts["warehouse"] == "食堂")].reset_index(drop=True),
        acceptance=rows("acceptance", own=True),
        foods=rows("foods", dated=False, own=True).set_index("food"),
        attendance=rows("attendance", since=recorded),
        staff_meals=rows("staff_meals", own=True),
        classes=rows("classes", since=recorded),
        calendar=calendar[calendar["site"].isin(group)].reset_index(drop=True),
        fee_rates=rows("fee_rates", dated=False),
        prices=quoted if len(quoted) else _paid(movements[movements["date"] <= end]),
        receipts=rows("receipts"),
        refunds=rows("refunds"),
        charges=rows("meal_charges", own=True),
        closes=rows("month_closes", own=True),
    )


def _paid(movements: pd.DataFrame) -> pd.DataFrame:
    bought = movements[(movements["kind"] == terms.PURCHASE) & (movements["amount_fen"] > 0)]
    price = 1000 * bought["amount_fen"].astype("float64") / bought["quantity_g"].astype("float64")
    return bought[["date", "food", "supplier"]].assign(price_fen_per_kg=price).reset_index(drop=True)


def standing(ledger: pd.DataFrame) -> pd.Series:
    """Return the amounts of receipts or refunds with reversals negative."""
    return ledger["amount_fen"].astype("int64").where(ledger["reverses"].isna(), -ledger["amount_fen"].astype("int64"))


__all__ = ["CATEGORIES", "CATEGORY_OF", "GRAMS_OF_BAND", "Records", "read", "standing"]
