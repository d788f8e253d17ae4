"""The dietary survey of a period: person-days, consumption, intake, target and adequacy, from the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from kgcore import counted_use, registers
from kgcore.nutrition import menu_plan, outliers
from kgcore.nutrition.accounting import consumption, edible_per_child_day, standing_entries
from kgcore.nutrition.child_days import meal_ratios, person_days
from kgcore.nutrition.nutrient_adequacy import IN_DOUBT, adequacy
from kgcore.nutrition.nutrient_intake import ADDED_SUGAR, contributions, intake
from kgcore.nutrition.records import NutritionRecords
from kgcore.nutrition.target import headcount, reference, targets, weighted_ranges
from kgcore.periods import Period
from kgcore.registers import terms
from kgcore.standards import AgeBand, Profile, in_order, load

PLAUSIBLE_ENERGY = 0.8
"""Share of the energy target below which weeks without any entry mean that entries lack; own choice."""
POSSIBLE_ENERGY = 0.5
"""Share of the energy target below which purchases lack where stocktakes tell what was eaten; own choice."""
CLASSES = ("energy", "protein", "limit", "others")


@dataclass(frozen=True)
class DietSurvey:
    """What the children of one kitchen ate in a period (膳食调查 by the accounting method); amounts per child-day.

    Attributes
    ----------
    middle : the day on which ages are taken.
    diners : date, site, class_name, meal, diners, band. `person_days` : the child-days they add up to.
    people : headcount by site, band, age and sex.
    account : the account of each food, as `accounting.consumption` returns.
    diet : food, as_purchased_g, grams (edible), as `accounting.edible_per_child_day` returns.
    intake, adequacy : of each nutrient.
    plan : grams that the menu called for. `planned_diners` : rows of `diners` on days that have a menu, and
        `planned_days` the child-days they add up to. `comparison` : planned and consumed grams of each food.
    guide : the food guide's ranges, weighted over the children's ages.
    doubtful : foods whose grams cannot be right. `entry_days` : days of the period with an entry in the ledger.
    is_partial : whether the books lack entries: energy is impossibly low with stocktakes, or short where
        `lacks_entries` says so. No intake is judged then.
    bands : age bands of the classes, in the order of the profile.
    bandless : class names without a band; they are counted as of the band `stand_in`.
    meals_outside : meals recorded that the pattern does not serve.
    """

    period: Period
    middle: dt.date
    diners: pd.DataFrame
    person_days: float
    people: pd.DataFrame
    account: pd.DataFrame
    diet: pd.DataFrame
    intake: pd.DataFrame
    adequacy: pd.DataFrame
    plan: pd.DataFrame
    planned_diners: pd.DataFrame
    planned_days: float
    comparison: pd.DataFrame
    guide: pd.DataFrame
    doubtful: pd.DataFrame
    entry_days: tuple[pd.Timestamp, ...]
    is_partial: bool
    bands: tuple[AgeBand, ...]
    bandless: tuple[str, ...]
    stand_in: str
    meals_outside: tuple[str, ...]

    @property
    def is_planned(self) -> bool:
        """Whether every day on which children ate has a menu; a plan of some days is not held against them all."""
        return len(self.planned_diners) == len(self.diners)

    @property
    def is_doubtful(self) -> bool:
        """Whether the grams of what gives most of the energy cannot be right: the diet as a whole is not judged."""
        return bool(self.adequacy.loc["energy_kcal", "level"] == IN_DOUBT)


def dietary_survey(records: NutritionRecords, profile: Profile, period: Period) -> DietSurvey:
    """Return the diet of a period by the accounting method.

    Raises
    ------
    ValueError
        When nobody ate, nobody is enrolled, or a food has no composition (`UnknownFoodError`).
    ProfileError
        When a class is of a band that the profile does not have.
    """
    middle = period.start + (period.end - period.start) // 2
    ratios = meal_ratios(profile.meal_energy())
    attendance = within(records.attendance, period)
    diners = attendance[attendance["meal"].isin(ratios)].merge(
        records.classes_on(middle)[["site", "class_name", "band"]], on=["site", "class_name"], how="left"
    )
    bandless = tuple(sorted(diners.loc[diners["band"].isna(), "class_name"].unique()))
    diners["band"] = diners["band"].fillna(profile.middle_band.name)
    days = person_days(diners, ratios)
    account = consumption(records.movements, records.counts, period.start, period.end)
    diet = edible_per_child_day(account, records.foods, days)
    classes = records.classes_on(middle)
    bands = tuple(profile.band(name) for name in in_order([*classes["band"], *diners["band"]], profile.age_bands))
    people = headcount(records.children, classes, records.sites, middle, bands)
    target_table = target_of(people, profile)
    intakes = intake(diet, composition_of(records.foods))
    groups = records.foods["guide_group"]
    portions = menu_plan.per_child(records.ingredients, bands, groups, records.band_portions)
    plan = menu_plan.planned(within(records.menus, period), portions, diners, records.dishes)
    planned_diners = diners[diners["date"].isin(plan["date"])]
    planned_days = person_days(planned_diners, ratios)
    comparison = menu_plan.against_consumption(plan, diet, planned_days or days)
    guide = weighted_ranges(profile.food_guide(), people, "food_group")
    doubtful = outliers.gram_outliers(comparison, _guide_high(guide, records.foods, profile))
    entries = within(standing_entries(records.movements), period)
    entry_days = tuple(entries.loc[entries["ledger"] == terms.CHILDREN_LEDGER, "date"].drop_duplicates().sort_values())
    amount, target = intakes["amount"].astype("float64"), target_table["target"].astype("float64")
    is_counted = len(within(records.counts, period)) > 0
    is_short = bool(amount["energy_kcal"] < PLAUSIBLE_ENERGY * target["energy_kcal"])
    is_impossible = profile.use_is_counted and bool(amount["energy_kcal"] < POSSIBLE_ENERGY * target["energy_kcal"])
    is_partial = is_impossible or (is_short and not is_counted and lacks_entries(diners, entry_days))
    return DietSurvey(
        period=period,
        middle=middle,
        diners=diners,
        person_days=days,
        people=people,
        account=account,
        diet=diet,
        intake=intakes,
        plan=plan,
        planned_diners=planned_diners,
        planned_days=planned_days,
        comparison=comparison,
        guide=guide,
        doubtful=doubtful,
        entry_days=entry_days,
        is_partial=is_partial,
        bands=bands,
        bandless=bandless,
        stand_in=profile.middle_band.name,
        meals_outside=tuple(sorted(set(attendance["meal"]) - set(ratios))),
        adequacy=adequacy(
            intakes.drop(index=ADDED_SUGAR, errors="ignore"),
            target_table,
            {c: profile.bands(c) for c in CLASSES},
            profile.coverage_min,
            pd.Series(1.0, intakes.index)
            if is_partial
            else _share_of(list(doubtful["food"]), diet, records.foods, intakes),
        ),
    )


def of_edition(survey: DietSurvey, profile: Profile, edition: int) -> pd.DataFrame:
    """Return the adequacy of a survey's intake as another edition of the reference intakes judges it."""
    by_edition = profile.model_copy(update={"dri_edition": edition})
    intakes = survey.intake.drop(index=ADDED_SUGAR, errors="ignore")
    bands = {c: profile.bands(c) for c in CLASSES}
    doubtful = survey.adequacy["doubtful"]
    return adequacy(intakes, target_of(survey.people, by_edition), bands, profile.coverage_min, doubtful)


def unknown_use(records: NutritionRecords, profile: Profile, period: Period) -> str | None:
    """Return why nobody knows what was eaten in a period and what to enter; None where it is known.

    What was eaten is told by a stocktake, and by issues where the profile says that they are written down.
    """
    entries = within(standing_entries(records.movements), period)
    entries = entries[entries["ledger"] == terms.CHILDREN_LEDGER]
    purchases_fen = int(entries.loc[entries["kind"] == terms.PURCHASE, "amount_fen"].fillna(0).sum())
    is_counted = counted_use.has_count(records.counts, period)
    has_issues = is_counted or bool((entries["kind"] == terms.ISSUE).any())
    return counted_use.unknown_use(profile, period, purchases_fen, has_issues=has_issues, is_counted=is_counted)


def lacks_entries(diners: pd.DataFrame, entry_days: Collection[pd.Timestamp]) -> bool:
    """Return whether in half or more of the weeks in which children ate the ledger has no entry.

    Parameters
    ----------
    diners
        Columns `date`, `diners`.
    entry_days
        Days with an entry.

    Examples
    --------
    >>> days = pd.date_range("2026-10-12", periods=12, freq="B")
    >>> lacks_entries(pd.DataFrame({"date": days, "diners": 30}), [days[0]])
    True
    """
    weeks = set(pd.DatetimeIndex(diners.loc[diners["diners"] > 0, "date"]).to_period("W"))
    unbooked = weeks - set(pd.DatetimeIndex(list(entry_days)).to_period("W"))
    return 2 * len(unbooked) >= len(weeks) > 1


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


def by_band(survey: DietSurvey, records: NutritionRecords, profile: Profile, person_days_of: pd.Series) -> pd.DataFrame:
    """Return planned nutrients of each band against the band's own target.

    Returns
    -------
    Columns `band`, `nutrient`, `title`, `unit`, `amount`, `coverage`, `target`, `ratio`; only nutrients with a target.
    """
    plan_intake = menu_plan.by_band(survey.plan, composition_of(records.foods), person_days_of)
    titles = {c.name: c for c in registers.nutrients()}
    columns = ["band", "nutrient", "title", "unit", "amount", "coverage", "target", "ratio"]
    parts = []
    for band, people in survey.people.groupby("band"):
        if band in plan_intake.index.get_level_values("band"):
            rows = plan_intake.loc[band].join(target_of(people, profile)[["target"]], how="inner")
            parts.append(rows.dropna(subset=["target"]).assign(band=band).reset_index())
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    table["ratio"] = table["amount"] / table["target"]
    table["title"] = [titles[n].title for n in table["nutrient"]]
    table["unit"] = [titles[n].unit for n in table["nutrient"]]
    table["band"] = pd.Categorical(table["band"], [band.name for band in survey.bands], ordered=True)
    table = table.sort_values(["band"], kind="stable").astype({"band": "str"})
    in_order: pd.DataFrame = table.reindex(columns=columns).reset_index(drop=True)
    return in_order


def _guide_high(guide: pd.DataFrame, foods: pd.DataFrame, profile: Profile) -> pd.Series:
    """Highest amount of the food's guide group served here, g per child-day, by food."""
    members = load("food_guide_groups").merge(guide["high"].rename("high"), left_on="food_group", right_index=True)
    high = members.groupby("guide_group")["high"].max() * profile.in_school_shares()["target"]["energy"]
    return foods["guide_group"].map(high)


def _share_of(names: list[str], diet: pd.DataFrame, foods: pd.DataFrame, intakes: pd.DataFrame) -> pd.Series:
    """Fraction of each nutrient's amount that comes from the named foods."""
    part = diet[diet["food"].isin(names)]
    amounts = {n: float(contributions(part, foods, str(n)).sum()) for n in intakes.index} if len(part) else {}
    return pd.Series(amounts, dtype="float64").reindex(intakes.index).fillna(0.0) / intakes["amount"]


__all__ = [
    "DietSurvey", "by_band", "composition_of", "dietary_survey", "lacks_entries", "target_of", "unknown_use", "within",
]  # fmt: skip
