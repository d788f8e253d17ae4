"""What was used where nobody writes issues: the book less what a stocktake found (倒挤), all of what is never counted.

The identity is the one of every published meal account: opening + purchases - closing = consumption.
"""

from __future__ import annotations

from typing import cast

import pandas as pd

from kgcore.periods import Period, Span
from kgcore.registers import terms
from kgcore.standards import Profile

Key = tuple[str, str, str]
"""Site, ledger and food."""
OPENING, COUNTED = "KQ", "KC"
"""How the number of an opening entry, and of an issue, begins that a stocktake implies."""
RECORDED, STOCKTAKE = "issues", "stocktake"
"""Where the profile takes consumption from: recorded issues, or stocktakes."""


def has_count(counts: pd.DataFrame, month: Span) -> bool:
    """Whether a month has a stocktake.

    Parameters
    ----------
    counts : rows of the register `counts`.
    month : a calendar month.
    """
    inside = counts["date"].between(pd.Timestamp(month.start), pd.Timestamp(month.end))
    return bool(inside.any())


def unknown_use(profile: Profile, month: Span, purchases_fen: int, *, has_issues: bool, is_counted: bool) -> str | None:
    """Return why nobody knows what was used in a month and what to enter, or None where it is known.

    Parameters
    ----------
    profile : of the office.
    month : the days.
    purchases_fen : of food that came in them.
    has_issues : whether food left the store in them by the books.
    is_counted : whether a stocktake was made in them.

    Examples
    --------
    >>> from kgcore.periods import parse
    >>> counting = Profile.of({"consumption": STOCKTAKE})
    >>> unknown_use(counting, parse("2026-10"), 223_000, has_issues=False, is_counted=False).partition("（")[0]
    '2026年10月有采购 2,230.00 元，没有盘点，用了多少不知道。请录入月末盘点'
    >>> unknown_use(counting, parse("2026-10"), 223_000, has_issues=False, is_counted=True) is None
    True
    """
    yuan = f"{purchases_fen / 100:,.2f} 元"
    if profile.consumption == STOCKTAKE:
        if is_counted:
            return None
        come = f"有采购 {yuan}，没有盘点" if purchases_fen else "没有采购，也没有盘点"
        return (
            f"{_title(month)}{come}，用了多少不知道。请录入月末盘点（每种食材剩多少，自己的盘点表可直接导入）；"
            f'每次写领用的，在口径文件里写 consumption = "{RECORDED}"'
        )
    if purchases_fen <= 0 or has_issues:
        return None
    return (
        f"{_title(month)}有采购 {yuan}，却没有用掉的，用了多少不知道。登记领用的，请录入领用；不登记领用、只做盘点的，"
        f'请录入月末盘点，并在口径文件里写 consumption = "{STOCKTAKE}"'
    )


def _title(span: Span) -> str:
    return span.title if isinstance(span, Period) else f"{span.start}至{span.end}"


def counted_issues(movements: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the issues that stocktakes imply, as rows like those of the register `movements`.

    Parameters
    ----------
    movements : rows of the register, from the first entry on; issues written down count as used already.
    counts : rows of the register `counts` of the canteen, in grams.

    Returns
    -------
    One issue for each count that found less than the book, on its day, and one for each purchase of a food that is
    neither counted nor issued ever, on the day it came. `entry` begins with `KC`; no one signs them.

    Examples
    --------
    >>> movements = pd.DataFrame({
    ...     "site": "main", "entry": ["M1", "M2"], "date": pd.to_datetime(["2026-10-08", "2026-10-09"]),
    ...     "kind": terms.PURCHASE, "ledger": terms.CHILDREN_LEDGER, "food": ["大米", "青菜"],
    ...     "quantity_g": [50_000, 8_000], "reverses": None,
    ... })
    >>> counts = pd.DataFrame({
    ...     "site": ["main"], "date": pd.to_datetime(["2026-10-30"]), "ledger": [terms.CHILDREN_LEDGER],
    ...     "item": ["大米"], "quantity_g": [20_000],
    ... })
    >>> counted_issues(movements, counts)[["date", "food", "quantity_g"]].astype(str).to_numpy().tolist()
    [['2026-10-30', '大米', '30000'], ['2026-10-09', '青菜', '8000']]
    """
    keys = ["site", "ledger", "food"]
    grams = _signed_grams(movements)
    weights = counts.dropna(subset=["quantity_g"]).rename(columns={"item": "food"})
    days = {key: rows.sort_values("date") for key, rows in weights.groupby(keys)}
    issue_keys = set(map(tuple, movements.loc[movements["kind"] == terms.ISSUE, keys].to_numpy()))
    issues: list[dict[str, object]] = []
    for group, rows in movements.assign(grams=grams).groupby(keys, sort=False):
        key = cast(Key, group)
        if key in days:
            issues += _at_counts(key, rows, days[key])
        elif key not in issue_keys:
            issues += [_issue(key, day, weight) for day, weight in _arrivals(rows)]
    return pd.DataFrame(issues, columns=["site", "entry", "date", "kind", "ledger", "food", "quantity_g"])


def counted_openings(movements: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the stock that an office began with: what a stocktake found of a food before its first entry.

    Parameters
    ----------
    movements : rows of the register, from the first entry on, in grams and fen.
    counts : rows of the register `counts` of the canteen, in grams.

    Returns
    -------
    One opening entry (期初) for each food counted before its first entry, on the day of its first count, at the price
    per gram of the first purchase after it. Food that was never bought has no price and is left out. `entry` begins
    with `KQ`.

    Examples
    --------
    >>> movements = pd.DataFrame({
    ...     "site": "main", "entry": ["M1"], "date": pd.to_datetime(["2026-10-08"]), "kind": terms.PURCHASE,
    ...     "ledger": terms.CHILDREN_LEDGER, "food": "大米", "quantity_g": 50_000, "amount_fen": 26_000,
    ...     "unit_cost_fen": 520, "reverses": None,
    ... })
    >>> counts = pd.DataFrame({
    ...     "site": ["main"], "date": pd.to_datetime(["2026-09-30"]), "ledger": [terms.CHILDREN_LEDGER],
    ...     "item": ["大米"], "quantity_g": [15_000],
    ... })
    >>> counted_openings(movements, counts)[["food", "quantity_g", "amount_fen"]].to_numpy().tolist()
    [['大米', 15000, 7800]]
    """
    keys = ["site", "ledger", "food"]
    weights = counts.dropna(subset=["quantity_g"]).rename(columns={"item": "food"}).sort_values("date")
    first_counts = weights.drop_duplicates(keys)
    reversed_entries = set(movements["reverses"].dropna())
    purchases = movements[(movements["kind"] == terms.PURCHASE) & ~movements["entry"].isin(reversed_entries)]
    purchases = purchases[purchases["quantity_g"].astype("int64") > 0].sort_values("date").drop_duplicates(keys)
    first_days = movements.groupby(keys)["date"].min().rename("first_day").reset_index()
    prices = purchases[[*keys, "quantity_g", "amount_fen"]].rename(columns={"quantity_g": "bought_g"})
    openings = first_counts.merge(first_days, on=keys).merge(prices, on=keys)
    openings = openings[(openings["date"] < openings["first_day"]) & (openings["quantity_g"].astype("int64") > 0)]
    price = openings["amount_fen"].astype("float64") / openings["bought_g"].astype("float64")
    return pd.DataFrame(
        {
            "site": openings["site"],
            "entry": [
                f"{OPENING}{day:%Y%m%d}-{food}" for day, food in zip(openings["date"], openings["food"], strict=True)
            ],
            "date": openings["date"],
            "kind": terms.OPENING,
            "ledger": openings["ledger"],
            "food": openings["food"],
            "quantity_g": openings["quantity_g"].astype("int64"),
            "unit_cost_fen": (price * 1000).round().astype("int64"),
            "amount_fen": (price * openings["quantity_g"].astype("float64")).round().astype("int64"),
        }
    ).reset_index(drop=True)


def with_counted_issues(movements: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger with the openings and issues that stocktakes imply."""
    openings = counted_openings(movements, counts)
    book = movements if openings.empty else pd.concat([_as_register(openings, movements), movements], ignore_index=True)
    issues = counted_issues(book, counts)
    return book if issues.empty else pd.concat([book, _as_register(issues, book)], ignore_index=True)


def _as_register(rows: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(columns=register.columns).astype(register.dtypes.to_dict())


def _signed_grams(movements: pd.DataFrame) -> pd.Series:
    """Return what each entry adds to the stock; a reversal takes back what its entry effects."""
    sign = movements["kind"].map(terms.MOVEMENT_SIGN)
    grams = sign.fillna(0).astype("int64") * movements["quantity_g"].astype("int64")
    effects = dict(zip(movements["entry"], grams, strict=True))
    for place, entry, target in zip(movements.index, movements["entry"], movements["reverses"], strict=True):
        if target in effects:
            grams[place] = -effects[target]
            effects[entry] = -effects[target]
    return grams


def _arrivals(rows: pd.DataFrame) -> list[tuple[pd.Timestamp, int]]:
    """Return the grams of a food that came on each day and stayed: what goes back later came on the days before."""
    arrivals: list[tuple[pd.Timestamp, int]] = []
    back = 0
    for day, weight in reversed(list(rows.groupby("date")["grams"].sum().items())):
        stay = int(weight) + back
        back = min(stay, 0)
        if stay > 0:
            arrivals.insert(0, (pd.Timestamp(str(day)), stay))
    return arrivals


def _at_counts(key: Key, rows: pd.DataFrame, counts: pd.DataFrame) -> list[dict[str, object]]:
    issues, issue_grams = [], 0
    for day, weight in zip(counts["date"], counts["quantity_g"], strict=True):
        book = int(rows.loc[rows["date"] <= day, "grams"].sum()) - issue_grams
        if book > weight:
            issues.append(_issue(key, day, book - int(weight)))
            issue_grams += book - int(weight)
    return issues


def _issue(key: Key, day: pd.Timestamp, grams: int) -> dict[str, object]:
    site, ledger, food = key
    entry = f"{COUNTED}{day:%Y%m%d}-{food}"
    row = {"site": site, "entry": entry, "date": day, "kind": terms.ISSUE}
    return row | {"ledger": ledger, "food": food, "quantity_g": grams}


__all__ = [
    "COUNTED", "OPENING", "RECORDED", "STOCKTAKE", "counted_issues", "counted_openings", "has_count",
    "unknown_use", "with_counted_issues",
]  # fmt: skip
