"""Reference intakes of one edition, ready to be merged with a headcount."""

from collections.abc import Sequence

import pandas as pd

from kgcore.standards.tables import load

AGES = (2, 3, 4, 5, 6, 7)
SEXES = ("M", "F")
# What an average intake is held against: the first of these a nutrient has.
RECOMMENDED_KINDS = ("EER", "RNI", "AI")
OTHER_KINDS = ("EAR", "AI_high", "UL", "PI")
KEY = ["nutrient", "age", "sex", "unit"]
COUNTED_AS = {"vit_a_ug_rae": "retinol_ug"}
"""What counts against an upper level where it is not the nutrient itself: carotene does no harm (DRIs, vitamin A)."""
STAY_UNDER = frozenset(["na_mg"])
"""Nutrients held against the PI, an amount to stay under: more is eaten than is needed."""
NOT_BY_FOOD = {"vit_d_ug": "维生素D主要靠日照生成，食物里很少：保证每日户外活动，并请家长按医嘱补充"}
"""Nutrients that no menu can bring to the recommended intake, and what helps: told, and no menu chases them."""
SUPPLEMENTS_ONLY = frozenset(["niacin_equivalent_mg", "folate_ug_dfe"])
"""Nutrients whose upper level is one of nicotinic or folic acid taken as a supplement: food is not held against it."""


def dris(edition: int) -> pd.DataFrame:
    """Every reference figure of one edition, long; editions are never mixed.

    Parameters
    ----------
    edition
        2013 or 2023.

    Raises
    ------
    LookupError
        No figure of that edition is held.

    Examples
    --------
    >>> sorted(dris(2023)["kind"].unique())[:3]
    ['AI', 'AI_high', 'AMDR_high']
    """
    table = load("dris")
    rows = table[table["edition"] == edition].reset_index(drop=True)
    if rows.empty:
        known = "、".join(str(e) for e in sorted(table["edition"].unique()))
        raise LookupError(f"没有{edition}版的膳食营养素参考摄入量；现有：{known}")
    return rows


def dris_for(edition: int, ages: Sequence[int] = AGES, sexes: Sequence[str] = SEXES) -> pd.DataFrame:
    """Daily amounts for children of the given ages and sexes, one row per nutrient, age and sex.

    A headcount-weighted target is one merge on age and sex and one weighted mean of `recommended`. Shares
    of energy (fat, carbohydrate, added sugar) are no amounts and stand in ``macro_ranges`` and
    ``quality_rules`` instead.

    Parameters
    ----------
    edition
        2013 or 2023.
    ages
        Completed years, 2 to 7.
    sexes
        ``"M"``, ``"F"``.

    Returns
    -------
    DataFrame
        nutrient, age, sex, unit (per day), recommended (EER, else RNI, else AI; of
        `STAY_UNDER` the PI), recommended_kind, source,
        confidence (both of the recommended figure), EAR, AI_high, UL, PI; NaN where the edition gives none.

    Raises
    ------
    LookupError
        Unknown edition, age or sex.

    Examples
    --------
    >>> girls = dris_for(2023, ages=[4], sexes=["F"]).set_index("nutrient")
    >>> float(girls.loc["ca_mg", "recommended"]), girls.loc["ca_mg", "recommended_kind"]
    (600.0, 'RNI')
    """
    unknown = [str(x) for x in (*(set(ages) - set(AGES)), *(set(sexes) - set(SEXES)))]
    if unknown:
        raise LookupError(f"参考摄入量只有2至7岁的男(M)、女(F)童；没有：{'、'.join(unknown)}")
    rows = dris(edition)
    rows = rows[rows["age"].isin(ages) & rows["sex"].isin(sexes)]
    rows = rows[~rows["nutrient"].str.endswith("_energy_share")]
    held = rows["kind"].isin(RECOMMENDED_KINDS) & ~rows["nutrient"].isin(STAY_UNDER)
    held |= rows["nutrient"].isin(STAY_UNDER) & rows["kind"].eq("PI")
    targets = rows[held].rename(columns={"value": "recommended", "kind": "recommended_kind"}).drop(columns="edition")
    further = (
        rows[rows["kind"].isin(OTHER_KINDS) & ~(rows["kind"].eq("UL") & rows["nutrient"].isin(SUPPLEMENTS_ONLY))]
        .pivot_table(index=KEY, columns="kind", values="value", aggfunc="first")
        .reindex(columns=list(OTHER_KINDS))
        .rename_axis(columns=None)
        .reset_index()
    )
    wide = targets.merge(further, on=KEY, how="outer", validate="one_to_one")
    first = [*KEY, "recommended", "recommended_kind"]
    return wide[[*first, *OTHER_KINDS, "source", "confidence"]].sort_values(KEY, ignore_index=True)


def energy_factors() -> dict[str, float]:
    """Return kilocalories per gram, by nutrient column.

    Examples
    --------
    >>> energy_factors()["fat_g"]
    9.0
    """
    table = load("energy_factors")
    return dict(zip(table["nutrient"], table["kcal_per_g"].astype(float), strict=True))
