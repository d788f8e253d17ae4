"""Growth in a year: who gained the kilograms and centimetres that count as adequate."""

from __future__ import annotations

import operator

import pandas as pd

from kgcore.health.settings import setting

YEAR_DAYS = 365.25
_SIGNS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
EXCLUDED = "exclude_weight_for_height_z"


def yearly(rows: pd.DataFrame, rule: pd.DataFrame) -> pd.DataFrame:
    """Return the growth of each child over about a year, scaled to 365.25 days.

    Parameters
    ----------
    rows : believable measurements, columns child, date, height_cm, weight_kg, weight_for_height_z.
    rule : rows of the chosen scheme of growth_adequacy: measure, operator, value.

    Returns
    -------
    One row per child: first, last (dates), days, height_gain_cm, weight_gain_kg, excluded (obese at the later
    measurement: weight for height at or above +2 SD, who ought not to gain as others do), adequate (both weight and
    height).
    Children without two measurements 9 to 15 months apart are left out: they are not comparable.
    """
    figures = rule.set_index("measure")
    usable = rows[rows["height_cm"].notna() & rows["weight_kg"].notna()].sort_values(["child", "date"], kind="stable")
    last = usable.groupby("child").tail(1).set_index("child").add_suffix("_last")
    pairs = usable.join(last, on="child")
    pairs["days"] = (pairs["date_last"] - pairs["date"]).dt.days
    pairs = pairs[pairs["days"].between(setting("year_days_low"), setting("year_days_high"))]
    pairs = pairs.assign(off=(pairs["days"] - YEAR_DAYS).abs())
    closest = pairs.sort_values(["child", "off"], kind="stable").groupby("child").head(1).reset_index(drop=True)
    scale = YEAR_DAYS / closest["days"]
    growth = pd.DataFrame(
        {
            "child": closest["child"],
            "first": closest["date"],
            "last": closest["date_last"],
            "days": closest["days"],
            "height_gain_cm": (closest["height_cm_last"] - closest["height_cm"]) * scale,
            "weight_gain_kg": (closest["weight_kg_last"] - closest["weight_kg"]) * scale,
            "excluded": _meets(figures, EXCLUDED, closest["weight_for_height_z_last"]),
        }
    )
    growth["adequate"] = _meets(figures, "weight", growth["weight_gain_kg"]) & _meets(
        figures, "height", growth["height_gain_cm"]
    )
    return growth


def _meets(figures: pd.DataFrame, measure: str, values: pd.Series) -> pd.Series:
    row = figures.loc[measure]
    # a gain of exactly 2 kg must not fail on a binary fraction
    met: pd.Series = _SIGNS[str(row["operator"])](values.round(6), row["value"])
    return met


def rate(pairs: pd.DataFrame) -> tuple[int, int]:
    """Return how many children grew adequately, and the denominator: those comparable and not excluded."""
    counted = pairs[~pairs["excluded"]]
    return int(counted["adequate"].sum()), len(counted)


def by_band(pairs: pd.DataFrame, bands: pd.Series, order: list[str], total: str) -> pd.DataFrame:
    """Return the rate of adequate growth by band and in total.

    Parameters
    ----------
    pairs : as `yearly` returns.
    bands : band of each child, indexed by child.
    order : bands in the order shown.
    total : value of `band` in the row of all children.

    Returns
    -------
    Columns band, comparable, excluded, counted (the denominator), adequate, rate (NaN where nobody counts).
    """
    banded = pairs.assign(band=pairs["child"].map(bands))
    rows = []
    for band in [*order, total]:
        part = banded if band == total else banded[banded["band"] == band]
        adequate, denominator = rate(part)
        rows.append(
            {
                "band": band,
                "comparable": len(part),
                "excluded": int(part["excluded"].sum()),
                "counted": denominator,
                "adequate": adequate,
                "rate": adequate / denominator if denominator else float("nan"),
            }
        )
    return pd.DataFrame(rows)
