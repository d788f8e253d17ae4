"""Traceability both ways (责任追究): from a batch to those who ate it, from a meal back to those who let it in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.money.ledger import draws
from kgcore.money.posting import INFLOWS
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office

_HANDS = ["buyer", "storekeeper", "bookkeeper", "approver"]
_INVOICE = ["entry", "number", "date", "supplier", "amount_fen", "approved_by", "paid_on"]
_INFLOW = ["entry", "date", "food", "supplier", "batch", "expires", "quantity_g", *_HANDS]
_DINERS = ["date", "meal", "site", "name", "class_name", "diners"]


class TraceError(ValueError):
    """Nothing in the records answers the question; the message says in Chinese what to check.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     forward(office, "B1")
    Traceback (most recent call last):
    kgcore.money.trace.TraceError: 出入库里没有批次或单号“B1”；请核对写法，或按食物和日期查找
    """


@dataclass(frozen=True)
class Trace:
    """What the records say along the chain from delivery to diner.

    Attributes
    ----------
    inflows : deliveries concerned: entry, date, food, supplier, batch, expires, quantity_g, and the staff who signed.
    acceptance, samples : the registers' rows about these deliveries and meals.
    issues : what was taken of the deliveries: entry, source (entry of the delivery), date, kind, ledger, food, grams,
        dish.
    meals : ledger, date, meal, dish, food.
    diners : date, meal, site, name (of the kindergarten), class_name (`terms.STAFF_LEDGER` for the staff), diners.
    invoices : those of the suppliers from the months of delivery; no register links an invoice to an entry.
    left_g : grams of the deliveries that are still in stock.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     trace = backward(office, dt.date(2026, 5, 7), terms.LUNCH)
    >>> trace.acceptance["quality"].unique().tolist()
    ['合格']
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

    Parameters
    ----------
    office : of the kitchen.
    batch : as the supplier wrote it, or the number of the stock entry.

    Raises
    ------
    TraceError
        when no delivery has that batch or entry.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     entry = office.read("movements").query("food == '鸡蛋'")["entry"].iloc[0]
    ...     trace = forward(office, entry)
    >>> trace.inflows["food"].tolist(), trace.left_g
    (['鸡蛋'], 0)
    """
    movements = office.read("movements")
    wanted = (movements["batch"] == batch) | (movements["entry"] == batch)
    inflows = movements[wanted & movements["kind"].isin(INFLOWS)]
    if inflows.empty:
        raise TraceError(f"出入库里没有批次或单号“{batch}”；请核对写法，或按食物和日期查找")
    outflows = draws(movements[movements["food"].isin(inflows["food"])])
    outflows = outflows[outflows["source"].isin(inflows["entry"])]
    issues = _described(outflows, movements)
    meals = _meals(office, issues[issues["kind"] == terms.ISSUE])
    return _trace(office, inflows, issues, meals, int(inflows["quantity_g"].sum()) - int(outflows["grams"].sum()))


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

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     trace = backward(office, dt.date(2026, 5, 7), terms.LUNCH)
    >>> sorted(trace.diners["class_name"])
    ['大一班', '小一班']
    """
    menus = office.read("menus", periods.month_of(day))
    menu = menus[(menus["date"] == pd.Timestamp(day)) & (menus["meal"] == meal)]
    if menu.empty:
        raise TraceError(f"{day:%Y-%m-%d}{meal}没有公布的食谱，无法追溯；请核对日期和餐次")
    recipes = office.read("dish_ingredients")[["dish", "food"]]
    meals = menu[["date", "meal", "dish"]].merge(recipes, on="dish").assign(ledger=terms.CHILDREN_LEDGER)
    movements = office.read("movements")
    concerned = movements[movements["food"].isin(meals["food"]) & (movements["ledger"] == terms.CHILDREN_LEDGER)]
    outflows = draws(concerned)
    issues = _described(outflows, movements)
    same_day = (issues["date"] == pd.Timestamp(day)) & (issues["kind"] == terms.ISSUE)
    issues = issues[same_day & (issues["dish"].isna() | issues["dish"].isin(meals["dish"]))]
    inflows = movements[movements["entry"].isin(issues["source"])]
    out_g = outflows.loc[outflows["source"].isin(inflows["entry"]), "grams"].sum()
    trace = _trace(office, inflows, issues, meals, int(inflows["quantity_g"].sum()) - int(out_g))
    if class_name is None:
        return trace
    return replace(trace, diners=_of_class(office, trace.diners, f"{day:%Y-%m-%d}", meal, class_name, site))


def _of_class(
    office: Office, diners: pd.DataFrame, day: str, meal: str, class_name: str, site: str | None
) -> pd.DataFrame:
    names = office.site_names()
    if site is not None and site not in names:
        codes = [code for code, name in names.items() if name == site]
        if not codes:
            raise TraceError(f"没有园所“{site}”；可写{'、'.join(f'{name}（{code}）' for code, name in names.items())}")
        site = codes[0]
    eating = diners[(diners["class_name"] == class_name) & (diners["site"].isin(names if site is None else [site]))]
    where = [name for code, name in names.items() if code in set(eating["site"])]
    if not where:
        raise TraceError(f"{day}{meal}没有{names.get(site or '', '')}{class_name}的就餐记录；请核对园所和班级")
    if len(where) > 1:
        example = f"{day} {meal} {where[0]} {class_name}"
        raise TraceError(f"{'、'.join(where)}都有{class_name}；请写明园所，如“{example}”")
    return eating.reset_index(drop=True)


def traced(office: Office, batch: str = "", meal: str = "") -> tuple[Trace, str]:
    """Follow a batch forwards or a meal backwards, whichever is asked for.

    Parameters
    ----------
    batch : a supplier's batch or a stock entry.
    meal : day, meal and, if wanted, class, after its kindergarten where several have one of that name:
        ``2026-05-07 午餐 龙马幼儿园 小一班``.

    Returns
    -------
    The trace, and in Chinese what was traced.

    Raises
    ------
    TraceError
        when both or neither are given, a meal cannot be read, a class could be of several kindergartens, or nothing is
        in the records.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     trace, about = traced(office, meal="2026-05-07 午餐 小一班")
    >>> about, trace.diners["diners"].tolist()
    ('2026-05-07 午餐 小一班', [10])
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


def _described(outflows: pd.DataFrame, movements: pd.DataFrame) -> pd.DataFrame:
    """Return what `ledger.draws` gives with day, kind, ledger, food and dish of each outflow."""
    described = movements[["entry", "date", "kind", "ledger", "food", "dish"]]
    return outflows.drop(columns="site").merge(described, on="entry").sort_values(["date", "entry"], ignore_index=True)


def _meals(office: Office, issues: pd.DataFrame) -> pd.DataFrame:
    """Return the meals that issues were cooked for: ledger, date, meal, dish, food."""
    columns = ["ledger", "date", "meal", "dish", "food"]
    if issues.empty:
        return pd.DataFrame(columns=columns).astype({"date": "datetime64[ns]"})
    menus = office.read("menus", _span(issues["date"]))
    recipes = office.read("dish_ingredients")[["dish", "food"]]
    foods = issues[["ledger", "date", "food", "dish"]].rename(columns={"dish": "issued_for"}).drop_duplicates()
    pairs = menus[["date", "meal", "dish"]].merge(recipes, on="dish").merge(foods, on=["date", "food"])
    pairs = pairs[pairs["issued_for"].isna() | (pairs["issued_for"] == pairs["dish"])]
    return pairs[columns].drop_duplicates().sort_values(columns, ignore_index=True)


def _span(*dates: pd.Series) -> periods.Span:
    days = pd.concat([column.dropna() for column in dates])
    return periods.Span(days.min().date(), days.max().date())


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
    deliveries = set(zip(inflows["supplier"], inflows["date"].dt.to_period("M"), strict=True))
    of_suppliers = [key in deliveries for key in zip(bills["supplier"], bills["date"].dt.to_period("M"), strict=True)]
    return Trace(
        inflows=inflows[_INFLOW].reset_index(drop=True),
        acceptance=acceptance.drop(columns="site").reset_index(drop=True),
        issues=issues[["entry", "source", "date", "kind", "ledger", "food", "grams", "dish"]].reset_index(drop=True),
        meals=meals.reset_index(drop=True),
        diners=diners.assign(name=diners["site"].map(office.site_names()))[_DINERS].reset_index(drop=True),
        samples=samples.reset_index(drop=True),
        invoices=bills.loc[of_suppliers, _INVOICE].reset_index(drop=True),
        left_g=left_g,
    )


__all__ = ["Trace", "TraceError", "backward", "forward", "traced"]
