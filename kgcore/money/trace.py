"""Traceability both ways (责任追究): from a batch to those who ate it, from a meal back to those who let it in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.money.ledger import draws
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office

_HANDS = ["buyer", "storekeeper", "bookkeeper", "approver"]
_INVOICE = ["entry", "number", "date", "supplier", "amount_fen", "approved_by", "paid_on"]
_INFLOW = ["entry", "date", "food", "supplier", "batch", "expires", "quantity_g", *_HANDS]
_DINERS = ["date", "meal", "site", "name", "class_name", "diners"]


class TraceError(ValueError):
    """Nothing in the records answers the question; the message says in Chinese what to check."""


@dataclass(frozen=True)
class Trace:
    """What the records say along the chain.

    `inflows` purchases concerned, with the people who stand on them; `acceptance` and `samples` their records; `issues`
    what was taken of them when for what (entry, source, date, food, grams, dish); `meals` ledger, date, meal, dish,
    food; `diners` date, meal, site, name (of the kindergarten), class_name (教工 for the staff), diners; `invoices`
    those of the suppliers from the months of delivery (no register links an invoice to an entry); `left_g` what of the
    inflows is still in stock.
    """

    inflows: pd.DataFrame
    acceptance: pd.DataFrame
    issues: pd.DataFrame
    meals: pd.DataFrame
    diners: pd.DataFrame
    samples: pd.DataFrame
    invoices: pd.DataFrame
    left_g: int


def forward(office: Office, batch: str) -> Trace:
    """Follow a supplier's batch (or one stock entry) to the dishes, days, classes and diners that it reached.

    Stock is taken oldest first. Where an issue does not name its dish, every dish on that day's menu that uses the
    food counts.

    Raises
    ------
    TraceError
        when no delivery has that batch or entry.
    """
    movements = office.read("movements")
    wanted = (movements["batch"] == batch) | (movements["entry"] == batch)
    inflows = movements[wanted & movements["kind"].isin([terms.PURCHASE, terms.OPENING])]
    if inflows.empty:
        raise TraceError(f"出入库里没有批次或单号“{batch}”；请核对写法，或按食物和日期查找")
    taken = draws(movements[movements["food"].isin(inflows["food"])])
    taken = taken[taken["source"].isin(inflows["entry"])]
    issues = _named(taken, movements)
    eaten = issues[issues["kind"] == terms.ISSUE]
    meals = _meals(office, eaten)
    return _trace(office, inflows, issues, meals, int(inflows["quantity_g"].sum()) - int(taken["grams"].sum()))


def backward(office: Office, day: dt.date, meal: str, class_name: str | None = None, site: str | None = None) -> Trace:
    """Follow a meal back to the batches it was made of, the suppliers and the people who bought and accepted them.

    Parameters
    ----------
    office : of the kitchen.
    day, meal : when; e.g. 午餐.
    class_name : only this class among the diners.
    site : of which kindergarten, by code or name; to be given where several have a class of that name.

    Raises
    ------
    TraceError
        when nothing was on the menu then, the class did not eat, or several kindergartens have one of that name.
    """
    menus = office.read("menus", periods.month_of(day))
    served = menus[(menus["date"] == pd.Timestamp(day)) & (menus["meal"] == meal)]
    if served.empty:
        raise TraceError(f"{day:%Y-%m-%d}{meal}没有公布的食谱，无法追溯；请核对日期和餐次")
    recipes = office.read("dish_ingredients")[["dish", "food"]]
    meals = served[["date", "meal", "dish"]].merge(recipes, on="dish").assign(ledger=terms.CHILDREN_LEDGER)
    movements = office.read("movements")
    concerned = movements[movements["food"].isin(meals["food"]) & (movements["ledger"] == terms.CHILDREN_LEDGER)]
    drawn = draws(concerned)
    issues = _named(drawn, movements)
    same_day = (issues["date"] == pd.Timestamp(day)) & (issues["kind"] == terms.ISSUE)
    issues = issues[same_day & (issues["dish"].isna() | issues["dish"].isin(meals["dish"]))]
    inflows = movements[movements["entry"].isin(issues["source"])]
    used = drawn.loc[drawn["source"].isin(inflows["entry"]), "grams"].sum()
    found = _trace(office, inflows, issues, meals, int(inflows["quantity_g"].sum()) - int(used))
    if class_name is None:
        return found
    return replace(found, diners=_of_class(office, found.diners, f"{day:%Y-%m-%d}", meal, class_name, site))


def _of_class(
    office: Office, diners: pd.DataFrame, day: str, meal: str, class_name: str, site: str | None
) -> pd.DataFrame:
    names = office.site_names()
    if site is not None and site not in names:
        named = [code for code, name in names.items() if name == site]
        if not named:
            raise TraceError(f"没有园所“{site}”；可写{'、'.join(f'{name}（{code}）' for code, name in names.items())}")
        site = named[0]
    eating = diners[(diners["class_name"] == class_name) & (diners["site"].isin(names if site is None else [site]))]
    where = [name for code, name in names.items() if code in set(eating["site"])]
    if not where:
        raise TraceError(f"{day}{meal}没有{names.get(site or '', '')}{class_name}的就餐记录；请核对园所和班级")
    if len(where) > 1:
        example = f"{day} {meal} {where[0]} {class_name}"
        raise TraceError(f"{'、'.join(where)}都有{class_name}；请写明园所，如“{example}”")
    return eating.reset_index(drop=True)


def traced(office: Office, batch: str = "", meal: str = "") -> tuple[Trace, str]:
    """Follow what is asked for, forwards or backwards, and return it with its name.

    Parameters
    ----------
    batch : a supplier's batch or a stock entry. meal : day, meal and, if wanted, class, after its
        kindergarten where several have one of that name: ``2026-05-07 午餐 龙马幼儿园 小一班``.

    Raises
    ------
    TraceError
        both or neither given, a meal that cannot be read, a class that could be of several kindergartens, or nothing in
        the records.
    """
    if bool(batch) == bool(meal):
        raise TraceError("请写批次或入库单号（batch），或写日期和餐次（meal，如“2026-05-07 午餐 小一班”），两者选一")
    if batch:
        return forward(office, batch), f"批次 {batch}"
    parts = meal.split()
    try:
        day = dt.date.fromisoformat(parts[0])
    except ValueError:
        parts = []
    if not 2 <= len(parts) <= 4 or parts[1] not in terms.MEALS:
        raise TraceError(
            f"看不懂“{meal}”；请写日期、餐次（{'、'.join(terms.MEALS)}）和班级，如“2026-05-07 午餐 小一班”；"
            "几个园所有同名班级时在班级前写园所"
        )
    class_name = parts[-1] if len(parts) > 2 else None
    site = parts[2] if len(parts) == 4 else None
    return backward(office, day, parts[1], class_name, site), " ".join(parts)


def _named(taken: pd.DataFrame, movements: pd.DataFrame) -> pd.DataFrame:
    outflows = movements[["entry", "date", "kind", "ledger", "food", "dish"]]
    return taken.drop(columns="site").merge(outflows, on="entry").sort_values(["date", "entry"], ignore_index=True)


def _meals(office: Office, eaten: pd.DataFrame) -> pd.DataFrame:
    columns = ["ledger", "date", "meal", "dish", "food"]
    if eaten.empty:
        return pd.DataFrame(columns=columns).astype({"date": "datetime64[ns]"})
    menus = office.read("menus", _span(eaten["date"]))
    recipes = office.read("dish_ingredients")[["dish", "food"]]
    served = menus[["date", "meal", "dish"]].merge(recipes, on="dish")
    used = eaten[["ledger", "date", "food", "dish"]].rename(columns={"dish": "named"}).drop_duplicates()
    found = served.merge(used, on=["date", "food"])
    found = found[found["named"].isna() | (found["named"] == found["dish"])]
    return found[columns].drop_duplicates().sort_values(columns, ignore_index=True)


def _span(*dates: pd.Series) -> periods.Period:
    days = pd.concat([d.dropna() for d in dates])
    first, last = days.min().date(), days.max().date()
    return periods.Period(first, last, "term", f"{first}..{last}")


def _trace(
    office: Office, inflows: pd.DataFrame, issues: pd.DataFrame, meals: pd.DataFrame, left_g: int
) -> Trace:  # fmt: skip
    acceptance = office.read("acceptance")
    acceptance = acceptance[acceptance["entry"].isin(inflows["entry"])]
    days = meals[["ledger", "date", "meal"]].drop_duplicates()
    span = _span(meals["date"], inflows["date"])
    children = days[days["ledger"] == terms.CHILDREN_LEDGER].drop(columns="ledger")
    staff = days[days["ledger"] == terms.STAFF_LEDGER].drop(columns="ledger")
    diners = pd.concat(
        [
            office.read("attendance", span, sites="kitchen").merge(children, on=["date", "meal"]),
            office.read("staff_meals", span).merge(staff, on=["date", "meal"]).assign(class_name=terms.STAFF_LEDGER),
        ]
    )
    cooked = meals[["date", "meal", "dish"]].drop_duplicates()
    samples = office.read("samples", span).merge(cooked, on=["date", "meal", "dish"])
    bills = office.read("invoices")
    delivered = set(zip(inflows["supplier"], inflows["date"].dt.to_period("M"), strict=True))
    theirs = [key in delivered for key in zip(bills["supplier"], bills["date"].dt.to_period("M"), strict=True)]
    return Trace(
        inflows=inflows[_INFLOW].reset_index(drop=True),
        acceptance=acceptance.drop(columns="site").reset_index(drop=True),
        issues=issues[["entry", "source", "date", "kind", "ledger", "food", "grams", "dish"]].reset_index(drop=True),
        meals=meals.reset_index(drop=True),
        diners=diners.assign(name=diners["site"].map(office.site_names()))[_DINERS].reset_index(drop=True),
        samples=samples.reset_index(drop=True),
        invoices=bills.loc[theirs, _INVOICE].reset_index(drop=True),
        left_g=left_g,
    )
