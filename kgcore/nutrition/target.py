"""Targets: headcount-weighted dietary reference intakes of the children who eat here, times the in-school share.

Formula: reference = Σ n(age, sex) × DRI(age, sex) ÷ Σ n (平均推荐量, the way kindergarten sheets weigh them);
target = reference × share of the day that is served in the kindergarten (meal pattern). Ages are completed years on
the middle day of the period, from the birth month alone (taken as the 15th).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.reviews import NotComputableError
from kgcore.standards import CONFIDENCE, AgeBand, Profile, share_class

_WEAKNESS = {confidence: rank for rank, confidence in enumerate(CONFIDENCE)}
NAMED, BY_BAND = "register", "band"
"""Where a headcount comes from: the register of children, or the band's classes where there is none."""


def age_on(birth_month: pd.Series, on: dt.date) -> pd.Series:
    """Return completed years on a day for birth months written YYYY-MM."""
    year, month = birth_month.str[:4].astype("int64"), birth_month.str[5:7].astype("int64")
    months = (on.year - year) * 12 + (on.month - month) - int(on.day < 15)
    return months // 12


def headcount(
    children: pd.DataFrame,
    classes: pd.DataFrame,
    sites: Sequence[str],
    on: dt.date,
    bands: Sequence[AgeBand] | None = None,
) -> pd.DataFrame:
    """Return how many children of each band, age and sex there are on a day.

    Parameters
    ----------
    children
        Register rows: site, class_name, sex, birth_month, enrolled_on, left_on.
    classes
        Register rows of the term: site, class_name, band, enrolled.
    sites
        The sites to count. A class of which the register of children knows nobody falls back on its number: born
        evenly over the months of the band, half boys, half girls. So does a child whose birth or sex is not known.
    bands
        The profile's age bands; None = those of the packaged profile.

    Returns
    -------
    Columns `site`, `band`, `age` (completed years), `sex`, `n`, `basis` (NAMED or BY_BAND).
    """
    day = pd.Timestamp(on)
    here = children[
        children["site"].isin(sites) & (children["enrolled_on"] <= day) & ~(children["left_on"] < day)
    ].merge(classes[["site", "class_name", "band"]], on=["site", "class_name"], how="left")
    has_birth = here["birth_month"].notna() & here["sex"].notna()
    class_rows = classes.reindex(columns=["site", "class_name", "band", "enrolled", "ended_on"])
    class_rows["ended_on"] = pd.to_datetime(class_rows["ended_on"])
    classes_on_roll = set(zip(children["site"], children["class_name"], strict=True))
    by_register = (
        here[has_birth]
        .assign(age=age_on(here.loc[has_birth, "birth_month"], on), n=1.0, basis=NAMED)
        .groupby(["site", "band", "age", "sex", "basis"], dropna=False)["n"]
        .sum()
        .reset_index()
    )
    by_name = {band.name: band for band in (Profile.load().age_bands if bands is None else bands)}
    cohort = [
        {
            "site": row.site,
            "band": row.band,
            "age": age,
            "sex": sex,
            "n": row.enrolled / (2 * len(ages)),
            "basis": BY_BAND,
        }
        for row in rows(class_rows)
        if row.site in sites and (row.site, row.class_name) not in classes_on_roll and not row.ended_on <= day
        for ages in (_cohort_ages(by_name[str(row.band)], on),)
        for age in ages
        for sex in terms.SEX_LABELS
    ]
    cohort += [
        {"site": row.site, "band": row.band, "age": age, "sex": sex, "n": 1 / (2 * len(ages)), "basis": BY_BAND}
        for row in rows(here[~has_birth & here["band"].notna()])
        for ages in (_cohort_ages(by_name[str(row.band)], on),)
        for age in ages
        for sex in terms.SEX_LABELS
    ]
    columns = ["site", "band", "age", "sex", "n", "basis"]
    parts = [by_register[columns], *([pd.DataFrame(cohort, columns=columns)] if cohort else [])]
    counted = pd.concat(parts)
    return counted.groupby(["site", "band", "age", "sex", "basis"], dropna=False)["n"].sum().reset_index()[columns]


def _cohort_ages(band: AgeBand, on: dt.date) -> list[int]:
    """Return the completed years on a day of children who were of the band's months on 31 August before it."""
    school_year = on.year if on.month >= 9 else on.year - 1
    august = pd.Period(f"{school_year}-08", "M")
    births = pd.Series([str(august - months) for months in range(*band.months)], dtype="str")
    return [int(age) for age in age_on(births, on)]


def reference(intakes: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return headcount-weighted reference intakes of the whole day.

    Parameters
    ----------
    intakes
        One edition as `standards.dris_for` gives it: nutrient, age, sex, recommended, recommended_kind, EAR, UL, PI,
        source, confidence.
    people
        Columns `age`, `sex`, `n`. Ages outside the table take its nearest age.

    Returns
    -------
    Indexed by nutrient: `kind` (EER, RNI, AI or empty), `reference`, `EAR`, `UL`, `PI` (unit of the nutrient per
    day, each the mean over the children whose age has that figure), `source`, `confidence` (the weakest used).

    Raises
    ------
    ValueError
        When there is nobody to weigh by.
    """
    if people["n"].sum() <= 0:
        raise NotComputableError("没有在册幼儿，无法计算参考摄入量。请录入《幼儿》或《班级》")
    weights = people.assign(age=people["age"].clip(intakes["age"].min(), intakes["age"].max()))
    weights = weights.groupby(["age", "sex"])["n"].sum().reset_index()
    rows = intakes.merge(weights, on=["age", "sex"])
    table = pd.DataFrame(index=pd.Index(rows["nutrient"].unique(), name="nutrient"))
    table["kind"] = rows.dropna(subset=["recommended"]).groupby("nutrient")["recommended_kind"].first()
    for column, name in (("recommended", "reference"), ("EAR", "EAR"), ("UL", "UL"), ("PI", "PI")):
        known = rows[rows[column].notna()]
        people_known = known.groupby("nutrient")["n"].sum()
        table[name] = (known[column] * known["n"]).groupby(known["nutrient"]).sum() / people_known
    table["source"] = rows.groupby("nutrient")["source"].first()
    weakest = rows.assign(rank=rows["confidence"].map(_WEAKNESS)).sort_values("rank").groupby("nutrient")
    table["confidence"] = weakest["confidence"].last()
    text = ["kind", "source", "confidence"]
    return table.assign(**{name: table[name].astype("str").where(table[name].notna(), "") for name in text})


def targets(references: pd.DataFrame, shares: pd.Series, every_scheme: pd.DataFrame) -> pd.DataFrame:
    """Return what the kindergarten is to serve of each nutrient.

    Parameters
    ----------
    references
        As `reference` returns.
    shares
        Fraction of the day's reference served here, indexed energy, protein, others.
    every_scheme
        Rows of the prescribed `meal_shares` for this meal pattern, all schemes: nutrient_class, target.

    Returns
    -------
    The references with `share`, `target` = reference × share, and `least_target` = reference × the lowest share any
    scheme asks for: a shortfall that only some schemes see is disputed.
    """
    classes = references.index.map(share_class)
    least = every_scheme.groupby("nutrient_class")["target"].min().reindex(shares.index)
    table = references.copy()
    table["share"] = shares.astype("float64").reindex(classes).to_numpy()
    table["target"] = table["reference"] * table["share"]
    lowest = least.fillna(shares).clip(upper=shares)
    table["least_target"] = table["reference"] * lowest.reindex(classes).to_numpy()
    return table


def weighted_ranges(rules: pd.DataFrame, people: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return age-dependent ranges as one range for these children: the headcount-weighted low and high.

    Parameters
    ----------
    rules
        Columns `key`, age_low, age_high, low, high, operator (optional), source, confidence.
    people
        Columns `age`, `n`. An age that no row covers takes the nearest row.

    Returns
    -------
    Indexed by `key`: the other columns of the row that holds most children, with `low` and `high` weighted over the
    ages whose row has that bound.
    """
    ages = people.groupby("age")["n"].sum().rename("n").reset_index()
    pairs = rules.reset_index(drop=True).reset_index(names="_row").merge(ages, how="cross")
    below = (pairs["age_low"] - pairs["age"]).clip(lower=0)
    pairs["_off"] = below + (pairs["age"] - pairs["age_high"]).clip(lower=0)
    pairs = pairs.sort_values(["_off", "_row"], kind="stable").drop_duplicates([key, "age"])
    result = pairs.sort_values("n", ascending=False, kind="stable").drop_duplicates(key).set_index(key)
    for bound in ("low", "high"):
        known = pairs[pairs[bound].notna()]
        total = known.groupby(key)["n"].sum()
        result[bound] = (known[bound] * known["n"]).groupby(known[key]).sum() / total
    order = rules[key].drop_duplicates()
    return result.loc[order].drop(columns=["_row", "_off", "age", "n"])
