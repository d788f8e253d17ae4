"""Special-diet menus: the base menu for all, with only the dishes swapped that a child must not get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgcore.menu.problem.errors import MenuError
from kgcore.menu.problem.problem import Floats
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.special_diets import variant_tables as tables
from kgcore.menu.special_diets.allergy import Avoidance
from kgcore.menu.special_diets.portions import portions_of
from kgcore.menu.special_diets.substitution import Diet, Swap, substitute
from kgcore.notebook import FindingList, html_face
from kgcore.registers.health import ALLERGIC

EATER = ["site", "site_name", "class_name", "band", "child", "diet"]


@dataclass(frozen=True, eq=False, repr=False)
class Variants:
    """Special menus derived from a plan.

    `eaters`, `class_list` and `portion_list` name children by pseudonym and are for the class teacher and the health
    officer; the kitchen's tables hold numbers only.

    Attributes
    ----------
    avoidances : what each diet leaves out.
    eaters : site, site_name, class_name, band, child, diet (position in avoidances), cell (as written in the
        register), enrolled_on, left_on; a row for each child with an allergy, and each class that it is in.
    swaps : every serving that a diet leaves out, with its substitute.
    portion_list : site, class_name, child, kind, courses, factor: cases whose plate differs by amount only.
    attendance : share of the enrolled children who are expected on a day, by (site, band): diners expected ÷
        enrolled, one at most.
    has_roll : children are registered at all; where they are not, nobody knows who is allergic.
    is_pooled : plates are spread over bands and kindergartens as all diners are, see `pooled`.
    """

    plan: MenuPlan
    avoidances: tuple[Avoidance, ...]
    eaters: pd.DataFrame
    swaps: tuple[Swap, ...]
    portion_list: pd.DataFrame
    attendance: pd.Series[float]
    is_pooled: bool = False
    has_roll: bool = True

    if TYPE_CHECKING:

        def findings(self, /) -> FindingList:
            """Return what the special menus lack, severe first: `variant_findings`, attached by kgcore.menu."""

    def __repr__(self) -> str:
        return f"<Variants {self.one_line()}>"

    def one_line(self) -> str:
        """Return how many children, diets and swaps there are, and how many servings nothing fits."""
        lacking = sum(swap.instead is None for swap in self.swaps)
        return (
            f"特殊餐：{_heads(self.eaters)} 名幼儿，{len(self.avoidances)} 种忌口，换 {len(self.swaps) - lacking} 处"
            + (f"，{lacking} 处没有合适的菜" if lacking else "")
        )

    def _repr_html_(self) -> str:
        diets = []
        for number, avoid in enumerate(self.avoidances):
            children = _heads(self.eaters[self.eaters["diet"] == number])
            swaps = [s for s in self.swaps if s.diet == number]
            diets.append((avoid.label, f"{children} 人，换 {sum(s.instead is not None for s in swaps)} 处"))
        return html_face(self.one_line(), diets, self.findings())

    def by_class(self) -> pd.DataFrame:
        """Return what each class gets instead, without children.

        Returns
        -------
        DataFrame
            site, class_name, date, meal, course, dish, substitute (missing = nothing fits: do not serve), number (of
            the plate), avoid, holds (what the dish holds that is avoided), children (enrolled that day).
        """
        keys = ["site", "class_name", "diet", "day"]
        heads = self.present().groupby(keys, as_index=False).agg(children=("child", "size"))
        columns = ["site", "class_name", *tables.SERVING, "substitute", "number", "avoid", "holds", "children"]
        order = ["site", "class_name", "date", "avoid"]
        return heads.merge(self._swap_frame, on=["diet", "day"])[columns].sort_values(
            order, kind="stable", ignore_index=True
        )  # fmt: skip

    def class_list(self) -> pd.DataFrame:
        """Return the same by child, for the class teacher.

        Returns
        -------
        DataFrame
            site, class_name, child, date, meal, course, dish, substitute, number (of the plate that she fetches),
            avoid, holds.
        """
        columns = ["site", "class_name", "child", *tables.SERVING, "substitute", "number", "avoid", "holds"]
        order = ["site", "class_name", "child", "date"]
        return self.present().merge(self._swap_frame, on=["diet", "day"])[columns].sort_values(
            order, kind="stable", ignore_index=True
        )  # fmt: skip

    def portions(self) -> pd.DataFrame:
        """Return other portions by class: site, class_name, kind, courses, factor, children (number)."""
        keys = ["site", "class_name", "kind", "courses", "factor"]
        return self.portion_list.groupby(keys, as_index=False).agg(children=("child", "size"))

    def kitchen(self) -> pd.DataFrame:
        """Return what the kitchen cooks instead: see `variant_tables.kitchen_frame`."""
        return tables.kitchen_frame(self.plan, self._swap_frame, self._heads)

    def pooled(self) -> Variants:
        """Return the same menus as the kitchen may see them: `kitchen`, `ingredients` and `away` tell only numbers.

        The kitchen needs how many plates of a pot there are, and nothing else of who eats them. Exact kilograms would
        tell more: divided by the grams of a plate they give the band of a single child, and a kindergarten's kilograms
        of the common dish give which kindergarten she goes to. So the plates of a pot count as average plates:
        they are spread over bands and kindergartens as all diners are, and expected as all children are.
        """
        return replace(self, is_pooled=True)

    def pots(self) -> pd.DataFrame:
        """Return the extra pots by day: date, dish, meals, children, kg (edible)."""
        kitchen = self.kitchen()
        found = kitchen[kitchen["new_pot"]].groupby(["date", "substitute"], as_index=False).agg(
            meals=("meal", lambda of: "、".join(dict.fromkeys(of))), children=("children", "sum"), kg=("kg", "sum")
        )  # fmt: skip
        return found.rename(columns={"substitute": "dish"})

    def ingredients(self) -> pd.DataFrame:
        """Return edible kilograms of foods in the substitutes of all diets: date, meal, dish, food, kg."""
        return tables.ingredients_frame(self.plan, self._swap_frame, self._heads)

    def away(self) -> pd.DataFrame:
        """Return who is expected not to eat the common dishes: date, meal, course, dish, site, a column per band.

        Formula: children enrolled x `coming`. Substitutes are cooked for every child enrolled, who must find something
        to eat; the common dishes are those of the children expected, whose absences count the allergic ones too.
        """
        keys, bands = [*tables.SERVING, "site"], list(self.plan.problem.bands)
        met = self.present()[["site", "band", "diet", "day"]].merge(self._swap_frame, on=["diet", "day"])
        heads = met.groupby([*keys, "band"]).size().unstack("band", fill_value=0)  # noqa: PD010 - one value a cell
        heads = heads.reindex(columns=bands, fill_value=0).reset_index().rename_axis(columns=None)
        if self.is_pooled:
            return self._pooled_away(heads)
        for band in bands:
            heads[band] = heads[band] * [self.attendance.get((site, band), 1.0) for site in heads["site"]]
        return heads

    def _pooled_away(self, heads: pd.DataFrame) -> pd.DataFrame:
        diners, bands = self.plan.problem.children, list(self.plan.problem.bands)
        plates = heads.groupby(tables.SERVING, sort=False)[bands].sum().sum(axis=1)
        expected = diners.stack().reindex(self.attendance.index).to_numpy(np.float64)  # noqa: PD013 - by site and band
        coming = expected.sum() / (expected / self.attendance.to_numpy()).sum() if expected.sum() else 1.0
        shares = diners[bands] / diners[bands].to_numpy().sum()
        parts = [
            pd.DataFrame(np.outer(plates * coming, shares.loc[site]), plates.index, bands).assign(site=site)
            for site in diners.index
        ]
        return pd.concat(parts).reset_index()[[*tables.SERVING, "site", *bands]]

    def menu(self, diet: int) -> pd.DataFrame:
        """Return the menu that one diet eats: date, meal, course, dish; places where nothing fits are left out."""
        swaps = self._swap_frame[self._swap_frame["diet"] == diet]
        table = self.plan.table().merge(
            swaps[[*tables.SERVING, "substitute"]], on=tables.SERVING, how="left", indicator="source"
        )  # fmt: skip
        table["dish"] = table["dish"].where(table["source"] == "left_only", table["substitute"])
        return table.loc[table["dish"].notna(), tables.SERVING].reset_index(drop=True)

    def nutrition(self) -> pd.DataFrame:
        """Return nutrients of each diet beside the base menu: see `variant_tables.nutrition_frame`."""
        return tables.nutrition_frame(self.plan, self.avoidances, self.swaps, self._heads)

    def present(self) -> pd.DataFrame:
        """Return a row per allergic child and day it is enrolled on: the eaters' columns and day (position)."""
        parts = [self.eaters[_enrolled(self.eaters, day)].assign(day=n) for n, day in enumerate(self.plan.problem.days)]
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def _swap_frame(self) -> pd.DataFrame:
        return tables.swaps_frame(self.plan, self.avoidances, self.swaps)

    @cached_property
    def _heads(self) -> list[Floats]:
        heads = _heads_of(self.eaters, len(self.avoidances), self.plan)
        return _spread(heads, self.plan) if self.is_pooled else heads


def variants(plan: MenuPlan, children: pd.DataFrame, cases: pd.DataFrame | None = None) -> Variants:
    """Derive special menus from a base menu.

    Parameters
    ----------
    plan : the menu that stays as it is for everybody else.
    children : site, site_name (optional, for sentences), class_name, band, child, allergens (words of the vocabulary
        joined by ; 未知 = not known), enrolled_on, left_on; see `Office.stays`. Who is enrolled on a day is
        counted: absences are not known beforehand.
    cases : rows of the register special_cases: site, child, kind, opened_on, closed_on; those open on a day of the
        plan count.

    Raises
    ------
    MenuError
        an allergic child's class has no band.

    Notes
    -----
    A food whose allergens nobody looked up counts as holding all. A child whose own allergen is not known (未知, a
    word outside the vocabulary, or an open allergy case with an empty cell) gets only dishes free of every allergen of
    the vocabulary and a finding asks to find out. Where no dish fits, nothing is served and a severe finding says so.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office, tiny_plan
    >>> with tiny_office() as office:
    ...     children = office.read("children").assign(site_name="小小幼儿园", band="小班", allergens=None)
    >>> milk = children.assign(allergens=["奶"] + [None] * (len(children) - 1))
    >>> len(menu.variants(tiny_plan(), milk).eaters)
    1
    """
    days = plan.problem.days
    here = children[(children["enrolled_on"] <= _stamp(days[-1])) & ~(children["left_on"] < _stamp(days[0]))]
    open_cases = _open(cases, plan)
    allergic = open_cases[open_cases["kind"] == ALLERGIC]
    diagnosed = set(zip(allergic["site"], allergic["child"], strict=True))
    avoids = [
        Avoidance.of(cell, has_case=child in diagnosed)
        for cell, child in zip(here["allergens"], zip(here["site"], here["child"], strict=True), strict=True)
    ]
    distinct = sorted({avoid for avoid in avoids if avoid}, key=lambda of: (of.unclear, str(of)))
    if "site_name" not in here:
        here = here.assign(site_name=here["site"])
    diet = np.array([distinct.index(avoid) if avoid else -1 for avoid in avoids], dtype=np.int64)
    eaters = here.assign(cell=here["allergens"], diet=diet)[diet >= 0]
    if faults := [f"班级“{name}”没有年龄段；请检查《班级》和《幼儿》" for name in _without_band(eaters, plan)]:
        raise MenuError(faults)
    eaters = eaters[[*EATER, "cell", "enrolled_on", "left_on"]].sort_values(EATER[:5], ignore_index=True)
    # by the average child: a substitute chosen for a band would tell the kitchen the band of a single child
    heads = _spread(_heads_of(eaters, len(distinct), plan), plan)
    diets = [Diet(avoid.forbids(plan.problem), of) for avoid, of in zip(distinct, heads, strict=True)]
    portions = portions_of(open_cases, here, plan.problem.settings)
    coming = _coming(plan, here)
    return Variants(
        plan, tuple(distinct), eaters, substitute(plan, diets), portions, coming, has_roll=bool(len(children))
    )


def _coming(plan: MenuPlan, children: pd.DataFrame) -> pd.Series[float]:
    """Return diners expected ÷ children enrolled on the first day, at most one, by (site, band)."""
    enrolled = children[_enrolled(children, plan.problem.days[0])].groupby(["site", "band"]).size()
    diners = plan.problem.children
    here = [(site, band) for site, band in enrolled.index if site in diners.index and band in diners]
    found = {(site, band): min(1.0, float(diners.loc[site, band]) / float(enrolled[site, band])) for site, band in here}
    return pd.Series(found, dtype="float64")


def _heads(eaters: pd.DataFrame) -> int:
    """Return how many children: one that changes class within the plan has a row for each class."""
    return len(eaters.drop_duplicates(["site", "child"]))


def _stamp(day: object) -> pd.Timestamp:
    return pd.Timestamp(str(day))


def _enrolled(children: pd.DataFrame, day: object) -> pd.Series[bool]:
    return (children["enrolled_on"] <= _stamp(day)) & ~(children["left_on"] < _stamp(day))


def _open(cases: pd.DataFrame | None, plan: MenuPlan) -> pd.DataFrame:
    if cases is None:
        return pd.DataFrame(columns=["site", "child", "kind"])
    first, last = _stamp(plan.problem.days[0]), _stamp(plan.problem.days[-1])
    return cases[(cases["opened_on"] <= last) & ~(cases["closed_on"] < first)]


def _without_band(eaters: pd.DataFrame, plan: MenuPlan) -> Iterable[str]:
    return sorted(set(eaters.loc[~eaters["band"].isin(plan.problem.bands), "class_name"]))


def _heads_of(eaters: pd.DataFrame, diets: int, plan: MenuPlan) -> list[Floats]:
    """Children of each diet by day and band, [D, B]."""
    bands = list(plan.problem.bands)
    heads = [np.zeros((len(plan.problem.days), len(bands))) for _ in range(diets)]
    for n, day in enumerate(plan.problem.days):
        today = eaters[_enrolled(eaters, day)]
        for diet, band in zip(today["diet"], today["band"], strict=True):
            heads[diet][n, bands.index(band)] += 1
    return heads


def _spread(heads: list[Floats], plan: MenuPlan) -> list[Floats]:
    """Return children of each diet by day as if they were of the bands that all diners are of, [D, B]."""
    shares = np.asarray(plan.problem.band_weights)
    return [np.outer(of_diet.sum(axis=1), shares) for of_diet in heads]
