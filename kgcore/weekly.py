"""The week's menu as parents and kitchen get it: the posted one, or a proposal where none is posted yet.

Here a menu is put up and taken down too, with what it replaces kept as a workbook.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from kgcore import closed_loop, menu, periods, registers, standards
from kgcore.kitchens import other_kitchen
from kgcore.menu.check.never import counted_kinds
from kgcore.menu.office import register as posting
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.menu.problem.errors import MenuError
from kgcore.menu.result.menu import MenuPlan
from kgcore.nutrition import advice_ledger
from kgcore.nutrition.nutrient_adequacy import judged
from kgcore.nutrition.ranges import ABOVE, ACCURACY, verdict
from kgcore.nutrition.structure import energy_by_macro
from kgcore.office import Office
from kgcore.periods import Period, Span
from kgcore.standards import nutrient_class
from kgcore.workbook import write_workbook

GLANCE = ("energy_kcal", "protein_g", "ca_mg", "fe_mg", "zn_mg", "vit_a_ug_rae", "thiamin_mg", "vit_c_mg")
"""What parents ask after first; the monthly nutrition report has them all."""


def week_menu(office: Office, period: str | Period) -> WeekMenu:
    """Return the menu of a week: the rows of the menus register, or without any a plan, deterministic.

    Raises
    ------
    MenuError
        the site is fed by another kitchen, the week has no school day, the registers make no problem; Infeasible when
        the rules leave no menu.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     week = week_menu(office, "2026-W20")
    >>> week.proposal, len(week.servings)
    (False, 45)
    """
    week = periods.parse(period) if isinstance(period, str) else period
    names = office.site_names()
    kitchen = other_kitchen(office)
    if kitchen and kitchen.is_here:
        raise MenuError(
            [f"{kitchen.kindergarten}由{kitchen.name}的食堂供餐，食谱登记在那里；请用 --site {kitchen.site}"]
        )
    rows = office.read("menus", week)
    if rows.empty and kitchen:
        raise MenuError([f"{week.title}还没有食谱；{kitchen.kindergarten}由{kitchen.name}供餐，请导入那里给的食谱"])
    if rows.empty:
        return WeekMenu.proposed(closed_loop.plan(office, week), names)
    return WeekMenu.posted(menu.from_office(office, week), rows, names)


@dataclass(frozen=True, eq=False)
class PutUp:
    """What was put up in the menus register.

    `kept` is the workbook with what was posted before, None where none of it was removed; `stays` is how many of its
    rows are still posted, `served` the days whose rows could not be removed because children ate by them.
    """

    entry: posting.Posted
    backup: Path | None
    stays: int
    served_days: tuple[dt.date, ...] = ()

    @property
    def rows_removed(self) -> int:
        """How many rows are posted no longer."""
        return len(self.entry.before) - self.stays


def put_up(
    office: Office,
    rows: pd.DataFrame,
    span: Span,
    *,
    who: str,
    replace: bool = False,
    file: str | None = None,
    folder: Path | None = None,
) -> PutUp:
    """Post a menu, or take one down with an empty frame; what was posted before is first kept as a workbook.

    Parameters
    ----------
    office : the office whose menus register is written.
    rows : date, meal, course, dish of days within `span`.
    span : the weeks that the menu is for.
    replace : put it in the place of a posted menu.
    who, file : for the journal.
    folder : where the workbook goes; default beside the SQLite file, or the working folder where the database is on a
        server.

    Raises
    ------
    PostedAlready
        a menu is posted there and was not to be replaced; others as `posting.post`.

    Examples
    --------
    >>> from kgcore.testing import tiny_office, tiny_plan
    >>> with tiny_office() as office:
    ...     change = put_up(office, tiny_plan().table(), periods.parse("2026-W25"), who="S002")
    >>> len(change.entry.menu), change.backup
    (45, None)
    """
    if not replace:
        posting.refuse_posted(office, span)
    before, copy = posting.posted(office, span), None
    rows = rows.assign(date=pd.to_datetime(rows["date"]))
    stays = len(before[posting.COLUMNS].merge(rows, on=posting.COLUMNS))
    if len(before):
        posting.refuse_served(office, span, before, rows)
    if stays < len(before):
        title = f"食谱-{periods.week_of(span.start)}-{dt.datetime.now():%Y%m%d%H%M%S}.xlsx"
        copy = (folder or office.store.folder or Path()) / title
        write_workbook(copy, {"menus": before})
    name = file or (copy.name if copy else None)
    return PutUp(posting.post(office, rows, span, who=who, before=before, file=name), copy, stays)


def around(office: Office, plan: MenuPlan, span: Span) -> pd.DataFrame:
    """Return the rows to post: fixed days as the register has them, the other days as planned.

    Returns
    -------
    DataFrame
        date, meal, course, dish.

    Examples
    --------
    >>> from kgcore.testing import tiny_office, tiny_plan
    >>> with tiny_office() as office:
    ...     rows = around(office, tiny_plan(), periods.parse("2026-W25"))
    >>> len(rows), rows.columns.tolist()
    (45, ['date', 'meal', 'course', 'dish'])
    """
    table, fixed_days = plan.table(), plan.problem.fixed_days
    before = posting.posted(office, span)[posting.COLUMNS]
    before = before.assign(date=before["date"].dt.date)
    fixed, planned = before[before["date"].isin(fixed_days)], table[~table["date"].isin(fixed_days)]
    return pd.concat([fixed, planned], ignore_index=True)


def take_down(office: Office, span: Span, *, who: str, folder: Path | None = None) -> PutUp:
    """Take a posted menu down, but for the days on which children ate; it is first kept whole as `put_up` does.

    Raises
    ------
    PostingError
        none is posted, or every day of it was served already.

    Examples
    --------
    >>> from kgcore.testing import tiny_office, tiny_plan
    >>> with tiny_office() as office:
    ...     change = put_up(office, tiny_plan().table(), periods.parse("2026-W25"), who="S002")
    ...     removal = take_down(office, periods.parse("2026-W25"), who="S002")
    >>> removal.rows_removed, removal.backup is None
    (45, False)
    """
    before = posting.posted(office, span)
    if before.empty:
        raise posting.PostingError(f"{span.title}没有公布的食谱，没有什么可取下的")
    days = before["date"].dt.date
    served_days = tuple(sorted(posting.served_days(office, span) & set(days)))
    if len(served_days) == days.nunique():
        raise posting.PostingError(f"{posting.history(served_days)}，不能取下；没有写入")
    rows = before.loc[days.isin(served_days), posting.COLUMNS]
    result = put_up(office, rows, span, who=who, replace=True, folder=folder)
    return replace(result, served_days=served_days)


def at_a_glance(week: WeekMenu) -> pd.DataFrame:
    """Return the average child's nutrients judged by the profile's bands.

    Returns
    -------
    DataFrame
        nutrient, title, unit, amount, target, ratio (amount ÷ target), coverage, low, high (the adequate band, NaN =
        open), verdict, level (low, marginal, adequate, high, too_few_data, none). Above the upper intake is high
        whatever the band says; of vitamin A only retinol counts against it.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     week = week_menu(office, "2026-W20")
    >>> at_a_glance(week).set_index("nutrient")["level"]["energy_kcal"]
    'adequate'
    """
    profile, average = week.problem.profile, week.average()
    titles = {column.name: (column.title, column.unit) for column in registers.nutrients()}
    rows: list[tuple[object, ...]] = []
    for nutrient in GLANCE:
        if nutrient not in average.index:
            continue
        row = dict(zip(average.columns, average.loc[nutrient].to_numpy(), strict=True))
        bands = profile.bands(nutrient_class(nutrient))
        of_upper = _eaten(week, standards.COUNTED_AS.get(nutrient, nutrient)) / row["upper"]
        word, level = judged(row["ratio"], bands, row["coverage"], profile.coverage_min, of_upper)
        adequate = bands[bands["level"] == "adequate"]
        figures = (row[name] for name in ("amount", "target", "ratio", "coverage"))
        band = (adequate["low"].min(), adequate["high"].max(skipna=False))
        rows.append((nutrient, *titles[nutrient], *figures, *band, word, level))
    columns = ["nutrient", "title", "unit", "amount", "target", "ratio", "coverage", "low", "high", "verdict", "level"]
    return pd.DataFrame(rows, columns=columns)


def diet_changes(office: Office, week: WeekMenu) -> pd.DataFrame:
    """Return the changes of the diet that were decided and still hold in a week, beside what its menu gives.

    Returns
    -------
    DataFrame
        food, before_g, change_g, after_g (what was decided, edible g per child-day), planned_g (the menu's), is_kept,
        responsible, due_on; no rows where nothing was decided.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     diet_changes(office, week_menu(office, "2026-W20")).empty
    True
    """
    month = periods.month_of(week.plan.problem.days[0])
    rows = advice_ledger.latest_decision(office.read("diet_changes"), month)
    table = rows[["food", "before_g", "change_g", "responsible", "due_on"]].reset_index(drop=True)
    table["after_g"] = (table["before_g"] + table["change_g"]).clip(lower=0.0)
    table["planned_g"] = closed_loop.amounts_of(week.plan).reindex(table["food"]).fillna(0.0).to_numpy()
    misses = (table["planned_g"] - table["after_g"]) * np.sign(table["change_g"])
    return table.assign(is_kept=misses >= -ACCURACY * table["after_g"])


def too_much(week: WeekMenu) -> list[str]:
    """Return a sentence for each nutrient of the glance that is high, without grams: against what it is much.

    A recommended intake covers what is needed and bounds nothing. So protein is held against its share of energy in
    the profile's range, energy and sodium against their bands, others against their upper intake.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     week = week_menu(office, "2026-W20")
    >>> too_much(week)
    ['蛋白质提供的能量占三大营养素的...，略高。']
    """
    rows, average = at_a_glance(week), week.average()
    sentences = []
    for row in rows[rows["level"].isin(["high", "over_upper"])].to_dict("records"):
        name, text = str(row["nutrient"]), f"{row['title']}是园内目标的{row['ratio']:.0%}"
        substance, upper = standards.COUNTED_AS.get(name, name), average["upper"].astype("float64")[name]
        if row["level"] == "over_upper":
            of = "其中动物性食物的视黄醇" if substance != name else ""
            text += f"：{of}是可耐受最高摄入量园内份额的{_eaten(week, substance) / upper:.0%}"
        sentences.append(f"{text}。")
    return [*sentences, *_protein_share(week, average)]


def _protein_share(week: WeekMenu, average: pd.DataFrame) -> list[str]:
    factors = standards.load("energy_factors").set_index("nutrient")["kcal_per_g"]
    share = energy_by_macro(average["amount"], factors)["share"].astype("float64")["protein"]
    limits = week.problem.profile.macro_ranges()
    high = float(limits.loc[limits["nutrient"] == "protein", "high"].max())
    if verdict(share, "<=", math.nan, high, ACCURACY) != ABOVE:
        return []
    return [f"蛋白质提供的能量占三大营养素的{share:.1%}（建议不超过{high:.0%}），略高。"]


def _eaten(week: WeekMenu, nutrient: str) -> float:
    plates = week.evaluation.plates
    content = week.problem.foods[nutrient].astype("float64").fillna(0.0).to_numpy() / 100
    per_day = plates.grams.sum(axis=0) @ content / len(plates.days)
    return float(per_day @ week.problem.band_weights)


def kinds(week: WeekMenu) -> tuple[int, int]:
    """Return how many kinds of food the week has, and the day with fewest; oil and seasonings do not count.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     week = week_menu(office, "2026-W20")
    >>> kinds(week)
    (55, 13)
    """
    foods = set(week.problem.foods.index[counted_kinds(week.evaluation.plates)])
    grams = week.grams()
    used = grams[grams["food"].isin(foods)]
    return int(used["food"].nunique()), int(used.groupby("date")["food"].nunique().min())


__all__ = ["PutUp", "around", "at_a_glance", "kinds", "put_up", "take_down", "too_much", "week_menu"]
