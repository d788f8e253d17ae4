"""The register rows that the meal account needs, read once, with the stock ledger valued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pandas as pd

from kgcore import periods
from kgcore.counted_use import STOCKTAKE, with_counted_issues
from kgcore.money.ledger import Valuation, value_known
from kgcore.periods import BEFORE_ALL, Span
from kgcore.registers import stock, terms
from kgcore.standards import Profile

if TYPE_CHECKING:
    from kgcore.office import Office, Sites

GRAIN, VEGETABLE, FRUIT, MEAT, EGG, MILK, SOY, OIL, SEASONING, OTHER = CATEGORIES = (
    "grain", "vegetable", "fruit", "meat", "egg", "milk", "soy", "oil", "seasoning", "other",
)  # fmt: skip
"""Categories of a public fee sheet, in its order."""
CATEGORY_OF = {
    terms.GRAINS: GRAIN, terms.TUBERS: GRAIN, terms.PULSES: GRAIN, terms.VEGETABLES: VEGETABLE, terms.FUNGI: VEGETABLE,
    terms.FRUITS: FRUIT, terms.MEAT: MEAT, terms.LIVER: MEAT, terms.AQUATIC: MEAT, terms.EGGS: EGG, terms.DAIRY: MILK,
    terms.SOY: SOY, terms.OIL: OIL, terms.SUGAR: SEASONING, terms.SALT: SEASONING, terms.CONDIMENTS: SEASONING,
    terms.NUTS: OTHER, terms.OTHER_FOODS: OTHER,
}  # fmt: skip
"""Food group of the register `foods` → category."""


@dataclass(frozen=True, eq=False)
class StockLedger:
    """The canteen's stock ledger; it is valued when that is first asked for, and once for all who share it.

    Attributes
    ----------
    movements : rows of the register, from the first entry on. foods : indexed by food. valuation : the profile's rule.
    """

    movements: pd.DataFrame
    foods: pd.DataFrame
    valuation: Valuation

    @cached_property
    def entries(self) -> pd.DataFrame:
        """The entries as `value_known` gives them, with `category` and `month` of each."""
        entries = value_known(self.movements, self.valuation)
        group = entries["food"].map(self.foods["guide_group"])
        return entries.assign(
            category=group.map(CATEGORY_OF).fillna(OTHER), month=entries["date"].dt.strftime("%Y-%m")
        )  # fmt: skip


@dataclass(frozen=True)
class MoneyRecords:
    """Register rows of one kitchen and the kindergartens it feeds, from the year's first day to the period's last.

    Attributes
    ----------
    site, kitchen, sites : the kindergarten whose account it is, the one that cooks for it, all that it feeds.
    names : code of each site → its name.
    profile, period : the office's profile, and the days whose account it is.
    ledger : stock ledger of the canteen. counts, acceptance : its stocktakes, from the first on; acceptance.
    foods : indexed by food.
    prices : the suppliers' quotations or, where none is kept, what was paid, from the first on: date, food, supplier,
        price_fen_per_kg.
    attendance, staff_meals, classes, calendar, fee_rates, receipts, refunds, charges, closes : the registers' rows;
        attendance and classes from the first row on.
    """

    site: str
    kitchen: str
    sites: tuple[str, ...]
    names: dict[str, str]
    profile: Profile
    period: Span
    ledger: StockLedger
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

    @property
    def valuation(self) -> pd.DataFrame:
        """The stock ledger valued by the profile's rule, with `category` and `month` of each entry."""
        return self.ledger.entries

    @cached_property
    def meal_weights(self) -> dict[str, int]:
        """Each meal served → its share of what a child eats here, in per mille."""
        table = self.profile.meal_energy()
        share = table["in_school_share"].astype("float64")
        return {
            str(meal): round(1000 * float(part))
            for meal, part in zip(table["meal"], share / share.sum(), strict=True)
        }  # fmt: skip

    def of(self, site: str) -> MoneyRecords:
        """Return these records as the account of another kindergarten of the kitchen; the ledger stays valued."""
        return replace(self, site=site)

    def up_to(self, day: dt.date) -> MoneyRecords:
        """Return these records as they stood at the end of a day within the period."""
        end = pd.Timestamp(day)

        def before(rows: pd.DataFrame) -> pd.DataFrame:
            return rows[rows["date"] <= end].reset_index(drop=True)

        return replace(
            self,
            period=replace(self.period, end=day),
            ledger=replace(self.ledger, movements=before(self.ledger.movements)),
            counts=before(self.counts),
            attendance=before(self.attendance),
            prices=before(self.prices),
            staff_meals=before(self.staff_meals),
        )

    @property
    def charged_meal(self) -> str:
        """The meal whose diners are charged the day's fee: the largest one."""
        return max(self.meal_weights, key=lambda meal: self.meal_weights[meal])


def read(office: Office, period: Span) -> MoneyRecords:
    """Return the register rows that the accounts of a period, and of the term and year up to its end, need."""
    about = office.read("sites", sites="all").set_index("site")
    kitchen = str(about["kitchen"].get(office.site, office.site))
    guests = [str(site) for site in about.index[about["kitchen"] == kitchen] if site != kitchen]
    group = (kitchen, *sorted(guests))
    scope: Sites = "kitchen" if office.site == kitchen else "all"
    term = periods.term_of(period.start)
    first = min(term.start, period.start.replace(month=1, day=1))
    span = Span(first, period.end)

    def rows(register: str, *, dated: bool = True, kitchen_only: bool = False, since: Span = span) -> pd.DataFrame:
        frame = office.read(register, since if dated else None, sites=scope)
        return frame[frame["site"].isin((kitchen,) if kitchen_only else group)].reset_index(drop=True)

    movements = rows("movements", dated=False, kitchen_only=True)
    counts = rows("counts", dated=False, kitchen_only=True)
    end = pd.Timestamp(period.end)
    calendar = office.read("calendar", Span(first, max(term.end, period.end)), sites=scope)
    from_the_first = Span(BEFORE_ALL, period.end)
    quotations = rows("prices", kitchen_only=True, since=from_the_first)
    foods = rows("foods", dated=False, kitchen_only=True).set_index("food")
    entries = movements[movements["date"] <= end].reset_index(drop=True)
    counts = counts[(counts["date"] <= end) & (counts["warehouse"] == stock.CANTEEN)].reset_index(drop=True)
    if office.profile.consumption == STOCKTAKE:
        entries = with_counted_issues(entries, counts)
    return MoneyRecords(
        site=office.site,
        kitchen=kitchen,
        sites=group,
        names={site: str(about["name"].get(site, site)) for site in group},
        profile=office.profile,
        period=period,
        ledger=StockLedger(entries, foods, cast(Valuation, office.profile.stock_valuation)),
        counts=counts,
        acceptance=rows("acceptance", kitchen_only=True),
        foods=foods,
        attendance=rows("attendance", since=from_the_first),
        staff_meals=rows("staff_meals", kitchen_only=True),
        classes=rows("classes", since=from_the_first),
        calendar=calendar[calendar["site"].isin(group)].reset_index(drop=True),
        fee_rates=rows("fee_rates", dated=False),
        prices=quotations if len(quotations) else _prices_paid(entries, period.end),
        receipts=rows("receipts"),
        refunds=rows("refunds"),
        charges=rows("meal_charges", kitchen_only=True),
        closes=rows("month_closes", kitchen_only=True),
    )


def _prices_paid(movements: pd.DataFrame, end: dt.date) -> pd.DataFrame:
    since = movements[movements["date"] >= pd.Timestamp(periods.books_from(end))]
    purchases = since[(since["kind"] == terms.PURCHASE) & (since["amount_fen"] > 0)]
    price = 1000 * purchases["amount_fen"].astype("float64") / purchases["quantity_g"].astype("float64")
    return purchases[["date", "food", "supplier"]].assign(price_fen_per_kg=price).reset_index(drop=True)


def dated_within(rows: pd.DataFrame, period: Span) -> pd.Series:
    """Return for each row whether its date lies in the period."""
    return rows["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))


def signed_amounts(ledger: pd.DataFrame) -> pd.Series:
    """Return the amounts of receipts or refunds in fen, with reversals negative."""
    amount = ledger["amount_fen"].astype("int64")
    return amount.where(ledger["reverses"].isna(), -amount)


__all__ = [
    "CATEGORIES", "CATEGORY_OF", "OTHER", "MoneyRecords", "dated_within", "read", "signed_amounts",
]  # fmt: skip
