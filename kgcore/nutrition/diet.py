"""One month's diet: person-days, consumption, intake, target and adequacy, from the records to the nutrient table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from kgcore import registers
from kgcore.nutrition import menu_plan, outliers
from kgcore.nutrition.adequacy import adequacy
from kgcore.nutrition.consumption import consumption, edible_per_child_day
from kgcore.nutrition.intake import ADDED_SUGAR, contributions, intake
from kgcore.nutrition.person_days import meal_ratios, person_days
from kgcore.nutrition.records import Records
from kgcore.nutrition.target import headcount, reference, targets, weighted_ranges
from kgcore.periods import Period
from kgcore.registers import terms
from kgcore.standards import Profile, load

CLASSES = ("energy", "protein", "others")


@dataclass(frozen=True)
class Diet:
    """What the children of one kitchen ate in a period; amounts per child-day.

    `diners` has date, site, class_name, meal, diners, band; `eaten` food and edible grams; `doubtful` the foods whose
    grams cannot be right; `unplaced` the class names without a band; `unserved` the meals outside the pattern.
    """

    period: Period
    middle: dt.date
    diners: pd.DataFrame
    person_days: float
    people: pd.DataFrame
    consumed: pd.DataFrame
    eaten: pd.DataFrame
    intake: pd.DataFrame
    adequacy: pd.DataFrame
    plan: pd.DataFrame
    compared: pd.DataFrame
    guide: pd.DataFrame
    doubtful: pd.DataFrame
    unplaced: tuple[str, ...]
    unserved: tuple[str, ...]


def diet(records: Records, profile: Profile, period: Period) -> Diet:
    """Return the diet of a period by the accounting method.

    Raises
    ------
    ValueError
        When nobody ate, nobody is enrolled, or a food has no composition (`UnknownFoodError`).
    """
    middle = period.start + (period.end - period.start) // 2
    ratios = meal_ratios(profile.meal_energy())
    attended = within(records.attendance, period)
    diners = attended[attended["meal"].isin(ratios)].merge(
        records.classes_on(middle)[["site", "class_name", "band"]], on=["site", "class_name"], how="left"
    )
    unplaced = tuple(sorted(diners.loc[diners["band"].isna(), "class_name"].unique()))
    diners["band"] = diners["band"].fillna(terms.MIDDLE)
    days = person_days(diners, ratios)
    consumed = consumption(records.movements, records.counts, period.start, period.end)
    eaten = edible_per_child_day(consumed, records.foods, days)
    people = headcount(records.children, records.classes_on(middle), records.sites, middle)
    wanted = target_of(people, profile)
    taken = intake(eaten, composition_of(records.foods))
    plan = menu_plan.planned(within(records.menus, period), records.ingredients, diners)
    compared = menu_plan.against_consumption(plan, eaten, days)
    guide = weighted_ranges(profile.chosen("food_guide_scheme"), people, "food_group")
    doubtful = outliers.gram_outliers(compared, _guide_high(guide, records.foods, profile))
    return Diet(
        period=period,
        middle=middle,
        diners=diners,
        person_days=days,
        people=people,
        consumed=consumed,
        eaten=eaten,
        intake=taken,
        plan=plan,
        compared=compared,
        guide=guide,
        doubtful=doubtful,
        unplaced=unplaced,
        unserved=tuple(sorted(set(attended["meal"]) - set(ratios))),
        adequacy=adequacy(
            taken.drop(index=ADDED_SUGAR, errors="ignore"),
            wanted,
            {c: profile.bands(c) for c in CLASSES},
            profile.coverage_min,
            _share_of(list(doubtful["food"]), eaten, records.foods, taken),
        ),
    )


def within(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows whose `date` lies in a period."""
    return rows[rows["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]


def target_of(people: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Return the in-school targets of some children by the profile's edition and shares; see `target.targets`."""
    schemes = load("meal_shares")
    schemes = schemes[schemes["pattern"] == profile.meal_pattern]
    return targets(reference(profile.daily_intakes(), people), profile.in_school_shares()["target"], schemes)


def composition_of(foods: pd.DataFrame) -> pd.DataFrame:
    """Return the declared nutrient columns and added sugar of the food register."""
    return foods[[*(c.name for c in registers.nutrients()), ADDED_SUGAR]]


def by_band(found: Diet, records: Records, profile: Profile, person_days_of: pd.Series) -> pd.DataFrame:
    """Return planned nutrients of each band against the band's own target.

    Returns
    -------
    Columns `band`, `nutrient`, `title`, `unit`, `amount`, `coverage`, `target`, `ratio`; only nutrients with a target.
    """
    planned = menu_plan.by_band(found.plan, composition_of(records.foods), person_days_of)
    titles = {c.name: c for c in registers.nutrients()}
    columns = ["band", "nutrient", "title", "unit", "amount", "coverage", "target", "ratio"]
    parts = []
    for band, people in found.people.groupby("band"):
        if band in planned.index.get_level_values("band"):
            rows = planned.loc[band].join(target_of(people, profile)[["target"]], how="inner").dropna(subset=["target"])
            parts.append(rows.assign(band=band).reset_index())
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    table["ratio"] = table["amount"] / table["target"]
    table["title"] = [titles[n].title for n in table["nutrient"]]
    table["unit"] = [titles[n].unit for n in table["nutrient"]]
    table["band"] = pd.Categorical(table["band"], terms.BANDS, ordered=True)
    table = table.sort_values(["band"], kind="stable").astype({"band": "str"})
    listed: pd.DataFrame = table.reindex(columns=columns).reset_index(drop=True)
    return listed


def _guide_high(guide: pd.DataFrame, foods: pd.DataFrame, profile: Profile) -> pd.Series:
    """Highest amount of the food's guide group served here, g per child-day, by food."""
    members = load("food_guide_groups").merge(guide["high"].rename("high"), left_on="food_group", right_index=True)
    high = members.groupby("guide_group")["high"].max() * profile.in_school_shares()["target"]["energy"]
    return foods["guide_group"].map(high)


def _share_of(names: list[str], eaten: pd.DataFrame, foods: pd.DataFrame, taken: pd.DataFrame) -> pd.Series:
    """Fraction of each nutrient's amount that comes from the named foods."""
    part = eaten[eaten["food"].isin(names)]
    given = {n: float(contributions(part, foods, str(n)).sum()) for n in taken.index} if len(part) else {}
    return pd.Series(given, dtype="float64").reindex(taken.index).fillna(0.0) / taken["amount"]


__all__ = ["Diet", "by_band", "composition_of", "diet", "target_of", "within"]
