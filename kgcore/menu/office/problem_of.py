"""A problem from what the office's registers hold."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kgcore import periods, supply
from kgcore.counted_use import with_counted_issues
from kgcore.meal_fees import fees_on
from kgcore.menu.office.preferences import preferences
from kgcore.menu.office.request import PlanRequest
from kgcore.menu.problem.errors import MenuError
from kgcore.menu.problem.problem import Problem, Serving
from kgcore.office import Office
from kgcore.periods import Span
from kgcore.registers import stock, terms
from kgcore.standards.age_bands import THREE_YEARS
from kgcore.standards.intakes import AGES

HISTORY_DAYS = 21
"""Calendar days around the plan whose menus count for repetition: longer than any rule looks."""

FORECAST_DAYS = 28
"""Calendar days before the plan whose attendance tells how many will eat."""

MOVED_DAYS = 365
"""Calendar days before the plan whose movements tell the stock and the packs."""

TASTED_DAYS = 365
"""Calendar days before the plan whose tastings and leftovers tell what is liked: a year has every season's dishes."""


def problem_of(office: Office, request: PlanRequest) -> Problem:
    """Read what is to be planned from the registers, the days that stay as they are among it.

    Raises
    ------
    MenuError
        the registers do not make a problem: no school day, no dish for a place, a pin or ban of an unknown dish …

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.problem_of(office, menu.PlanRequest.of("2026-W25"))
    >>> problem.weeks, problem.fixed_servings
    (('2026-W25',), ())
    """
    problem = open_problem(office, request)
    return problem.with_(fixed_servings=fixed_servings(office, problem, replace=request.replace))


def fixed_servings(office: Office, problem: Problem, *, replace: bool = False) -> tuple[Serving, ...]:
    """Return the servings of fixed days: those with a posted menu, none where all days have one.

    A span that is posted whole is planned as if nothing were posted: the question is what else it could have been.

    Parameters
    ----------
    replace : the posted menu is to be replaced; only days on which children ate are fixed.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     menu.fixed_servings(office, menu.from_office(office, "2026-W25"))  # nothing is posted for that week
    ()
    """
    span = Span(problem.days[0], problem.days[-1])
    posted = office.read("menus", span)
    if replace:
        posted = posted[posted["date"].isin(office.read("attendance", span, sites="kitchen")["date"])]
    rows = posted[["date", "meal", "course", "dish"]].assign(date=posted["date"].dt.date)
    if set(rows["date"]) >= set(problem.days):
        return ()
    servings = (Serving(*row) for row in rows.itertuples(index=False, name=None))
    return tuple(sorted(serving for serving in servings if serving.date in problem.days))


def open_problem(office: Office, request: PlanRequest) -> Problem:
    """Read a problem of which no day is fixed yet; raises as `problem_of` does.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     menu.open_problem(office, menu.PlanRequest.of("2026-W25", avoid=frozenset({"花生"}))).avoid
    frozenset({'花生'})
    """
    span = request.span
    days = office.school_days(span)
    if not days:
        known = not office.read("calendar", span).empty
        why = "校历上都不是园日（放假），不用排食谱；要排请换一周" if known else "校历还没有登记；请先导入《校历》"
        raise MenuError([f"{span.start}至{span.end}{why}"])
    classes = office.read("classes", periods.term_of(days[0]), sites="kitchen")
    classes = classes[~(classes["ended_on"] <= pd.Timestamp(days[0]))]
    dishes, foods = office.read("dishes"), office.read("foods")
    in_use = {*(pin.dish for pin in request.pins), *office.read("menus", span)["dish"]}
    is_for_all = dishes["from_months"].fillna(0) <= _youngest_months(office, classes)
    dishes = dishes[(dishes["confidence"] != terms.DRAFT) & is_for_all | dishes["dish"].isin(in_use)]
    moves = office.read("movements", _before(days[0], days=MOVED_DAYS))
    preference = request.preference
    return Problem.from_frames(
        days=days,
        dishes=dishes,
        dish_ingredients=office.read("dish_ingredients"),
        foods=foods,
        children=_diners(office, classes, days[0]),
        ages=_ages(office, classes, days[0]),
        band_portions=office.read("band_portions"),
        prices=supply.prices_known(office.read("prices", _before(days[0], days[-1])), supply.bought(moves, days[0])),
        profile=office.profile,
        fee_fen=request.fee_fen if request.fee_fen is not None else _fee(office, classes, days[0]),
        preference=_liked(office, dishes, days[0]) if preference is None else preference,
        pins=request.pins,
        bans=frozenset((dish, None) for dish in request.bans) | _ended(dishes, days),
        avoid=request.avoid,
        history=_history(office, days),
        stock=_stock(_with_use(office, moves), days[0]),
        settings=pd.concat([_packs(moves, foods, days[0]), request.settings]),
    )


def _youngest_months(office: Office, classes: pd.DataFrame) -> int:
    """Return the months of age from which children of the classes may be; a dish for older ones is not planned."""
    bands = set(classes["band"])
    return min((band.months[0] for band in office.profile.age_bands if band.name in bands), default=THREE_YEARS)


def _ended(dishes: pd.DataFrame, days: list[dt.date]) -> frozenset[tuple[str, dt.date | None]]:
    """Return (dish, day) for each day on which a dish is no longer offered."""
    last = dishes[dishes["ended_on"].notna()]
    ends = zip(last["dish"], pd.to_datetime(last["ended_on"]).dt.date, strict=True)
    return frozenset((dish, day) for dish, end in ends for day in days if day >= end)


def _before(day: dt.date, last: dt.date | None = None, days: int = 120) -> Span:
    return Span(day - dt.timedelta(days=days), last or day - dt.timedelta(days=1))


def _liked(office: Office, dishes: pd.DataFrame, day: dt.date) -> pd.Series[float] | None:
    """Return points by dish from what was tasted before the day, None where nothing was."""
    points = preferences(office.read("tastings", _before(day, days=TASTED_DAYS)), dishes.set_index("dish")["course"])
    found = points.set_index("dish")["points"]
    return None if found.isna().any() else found


def _diners(office: Office, classes: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return expected diners by site and band: who ate lunch lately on average, else all enrolled."""
    lately = office.read("attendance", _before(day, days=FORECAST_DAYS), sites="kitchen")
    lately = lately[lately["meal"] == terms.LUNCH]
    mean = lately.groupby(["site", "class_name"])["diners"].mean().rename("mean").reset_index()
    table = classes.merge(mean, on=["site", "class_name"], how="left")
    enrolled = table["enrolled"].astype("float64")
    table["diners"] = np.ceil(table["mean"].astype("float64").fillna(enrolled))
    return table.groupby(["site", "band"], as_index=False)[["diners"]].sum()


def _ages(office: Office, classes: pd.DataFrame, day: dt.date) -> pd.DataFrame | None:
    """Children by band, completed years (2 to 6) and sex; None where no children are registered."""
    children = office.stays(sites="kitchen")
    here = (children["enrolled_on"] <= pd.Timestamp(day)) & ~(children["left_on"] < pd.Timestamp(day))
    children = children[here].merge(classes[["site", "class_name", "band"]], on=["site", "class_name"])
    children = children.dropna(subset=["birth_month", "sex"])
    if children.empty:
        return None
    born = pd.to_datetime(children["birth_month"] + "-15")
    years = np.floor((pd.Timestamp(day) - born).dt.days / 365.25).clip(min(AGES), max(AGES)).astype(int)
    counted = children.assign(age=years, children=1)
    return counted.groupby(["band", "age", "sex"], as_index=False)[["children"]].sum()


def _fee(office: Office, classes: pd.DataFrame, day: dt.date) -> float | None:
    """Meal fee in force, weighted by the bands' enrolment; None where none is registered."""
    rates = fees_on(office.read("fee_rates"), day)
    heads = classes.groupby("band")["enrolled"].sum().astype("float64")
    fees = rates.set_index("band")["fee_fen"].astype("float64").reindex(heads.index).dropna()
    return None if fees.empty else float((fees * heads[fees.index]).sum() / heads[fees.index].sum())


def _history(office: Office, days: list[dt.date]) -> tuple[Serving, ...]:
    start, end = days[0] - dt.timedelta(days=HISTORY_DAYS), days[-1] + dt.timedelta(days=HISTORY_DAYS)
    menus = office.read("menus", Span(start, end))
    rows = zip(menus["date"].dt.date, menus["meal"], menus["course"], menus["dish"], strict=True)
    return tuple(Serving(*row) for row in rows if row[0] not in set(days))


def _with_use(office: Office, moves: pd.DataFrame) -> pd.DataFrame:
    """Return movements with the issues that stocktakes imply, where the profile takes use from stocktakes."""
    if not office.profile.use_is_counted or moves.empty:
        return moves
    counts = office.read("counts")
    return with_counted_issues(moves, counts[counts["warehouse"] == stock.CANTEEN])


def _stock(moves: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Stock of the children's ledger with expiry, what came in last being what is left (first in, first out)."""
    inflow = moves["kind"].isin([terms.OPENING, terms.PURCHASE, terms.COUNT_GAIN])
    real = (moves["ledger"] == terms.CHILDREN_LEDGER) & ~moves["entry"].isin(moves["reverses"].dropna())
    left = supply.on_hand(moves, day) / 1000
    rows = []
    for food, kg in left[left > 0].items():
        batches = moves[real & inflow & (moves["food"] == food)].sort_values("date", ascending=False)
        for amount, expires in zip(batches["quantity_g"].astype("float64") / 1000, batches["expires"], strict=True):
            if kg <= 0:
                break
            rows.append((food, min(kg, amount), expires))
            kg -= amount
    return pd.DataFrame(rows, columns=["food", "kg", "expires"])


def _packs(moves: pd.DataFrame, foods: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return settings rows for the packs that stored foods were delivered in; fresh food comes by weight."""
    packs = supply.packs(supply.bought(moves, day))
    stored = set(foods.loc[foods["purchase"] == "store", "food"])
    packs = packs[packs.index.isin(stored)]
    return pd.DataFrame(
        {"rule": "pack", "key": packs.index, "low": packs.to_numpy() / 1000, "unit": "kg",
         "source": "历次送货量的最大公约数", "confidence": "inferred"}
    )  # fmt: skip
