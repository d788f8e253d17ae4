"""Growth curves: the nodes of a standard read between and, where it says so, beyond its table.

WS/T 423-2022 is published as values at -3 to +3 SD. Between two rows of the table and between two SD columns the value
is interpolated linearly; beyond +-3 SD the outermost SD band is continued at its own width. The text of the standard on
interpolation was not seen. Its last row, 81 months, holds until the child is 84 months old, since rows are three
months apart.
Heights and ages outside the table have no z-score.

WHO 2006 (to 60 months) and 2007 (from 61) are published as L, M and S, interpolated linearly between rows, also between
60 and 61 months. Formula of Cole and Green 1992, z = ((y/M)^L - 1)/(L S); where |z| > 3 for an indicator that contains
weight, the distance from +-3 SD is counted in the width between the second and third SD (WHO 2006, restricted LMS).
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kgcore.standards import load

Standard = Literal["wst423-2022", "who2006"]
Floats = npt.NDArray[np.float64]

STANDARDS: tuple[Standard, ...] = ("wst423-2022", "who2006")
SD_COLUMNS = ["sd_m3", "sd_m2", "sd_m1", "median", "sd_p1", "sd_p2", "sd_p3"]
LMS_COLUMNS = ["lms_l", "lms_m", "lms_s"]
LINEAR_INDICATOR = "height_for_age"
ROW_MONTHS = 3  # spacing of the WS/T 423 rows: the last one holds until the next would begin


class UnknownStandardError(ValueError):
    """The growth standard asked for is not held."""


def z_scores(standard: str, indicator: str, sex: str, x: Floats, y: Floats) -> Floats:
    """Return the z-score of each value; NaN where x lies outside the table or a figure is missing.

    Parameters
    ----------
    standard : wst423-2022 or who2006.
    indicator : weight_for_height, bmi_for_age, height_for_age or weight_for_age.
    sex : M or F.
    x : height in cm for weight_for_height, else age in months; shape (n,).
    y : kg, kg/m2 or cm, shape (n,).

    Raises
    ------
    UnknownStandardError
        when the standard is not one of these.
    """
    known(standard)
    rows = at(standard, indicator, sex, x)
    if standard == "who2006":
        return _lms_z(rows, y, linear_tails=indicator != LINEAR_INDICATOR)
    return _sd_z(rows, y)


def medians(standard: str, indicator: str, sex: str, x: Floats) -> Floats:
    """Return the median at each x; NaN outside the table."""
    known(standard)
    rows = at(standard, indicator, sex, x)
    return rows[:, 1] if standard == "who2006" else rows[:, 3]


def sd_values(standard: str, indicator: str, sex: str, x: Floats) -> Floats:
    """Return the values at -3 to +3 SD, shape (n, 7); for growth charts."""
    known(standard)
    rows = at(standard, indicator, sex, x)
    if standard == "wst423-2022":
        return rows
    return np.stack([_lms_value(rows, z) for z in range(-3, 4)], axis=1)


def known(standard: str) -> None:
    """Raise UnknownStandardError unless the standard is held."""
    if standard not in STANDARDS:
        raise UnknownStandardError(f"没有生长标准“{standard}”；可用：{'、'.join(STANDARDS)}")


def at(standard: str, indicator: str, sex: str, x: Floats) -> Floats:
    """Return the figures of the table's columns at each x, shape (n, columns), NaN outside the table."""
    nodes, values = _table(standard, indicator, sex)
    if not len(nodes):
        return np.full((len(x), values.shape[1]), np.nan)
    reach = ROW_MONTHS if standard == "wst423-2022" and indicator != "weight_for_height" else 0
    inside = (x >= nodes[0]) & ((x <= nodes[-1]) | (x < nodes[-1] + reach))
    figures = np.stack([np.interp(x, nodes, column) for column in values.T], axis=1)
    figures[~inside] = np.nan
    return figures


@cache
def _table(standard: str, indicator: str, sex: str) -> tuple[Floats, Floats]:
    table = load("growth_wst423" if standard == "wst423-2022" else "growth_who")
    columns = SD_COLUMNS if standard == "wst423-2022" else LMS_COLUMNS
    rows = table[(table["indicator"] == indicator) & (table["sex"] == sex)].sort_values("x")
    return rows["x"].to_numpy(float), rows[columns].to_numpy(float)


def _sd_z(rows: Floats, y: Floats) -> Floats:
    below = (y[:, None] >= rows).sum(axis=1)
    band = np.clip(below - 1, 0, rows.shape[1] - 2)
    low = np.take_along_axis(rows, band[:, None], axis=1)[:, 0]
    high = np.take_along_axis(rows, band[:, None] + 1, axis=1)[:, 0]
    z: Floats = band - 3 + (y - low) / (high - low)
    return z


def _lms_z(rows: Floats, y: Floats, *, linear_tails: bool) -> Floats:
    power, median, spread = rows.T
    with np.errstate(divide="ignore", invalid="ignore"):
        z: Floats = np.where(
            np.abs(power) < 1e-9,
            np.log(y / median) / spread,
            ((y / median) ** power - 1) / (power * spread),
        )
        if linear_tails:
            for sign in (-1, 1):
                second, third = _lms_value(rows, 2 * sign), _lms_value(rows, 3 * sign)
                beyond = sign * z > 3
                z = np.where(beyond, 3 * sign + (y - third) / np.abs(third - second), z)
    return z


def _lms_value(rows: Floats, z: float) -> Floats:
    power, median, spread = rows.T
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.where(
            np.abs(power) < 1e-9,
            median * np.exp(spread * z),
            median * (1 + power * spread * z) ** (1 / np.where(np.abs(power) < 1e-9, 1, power)),
        )
    return value


def chart(standard: str, indicator: str, sex: str) -> pd.DataFrame:
    """Return the curve of an indicator as a frame: x and the values at -3 to +3 SD, one row per row of the table."""
    known(standard)
    nodes, _ = _table(standard, indicator, sex)
    return pd.DataFrame(sd_values(standard, indicator, sex, nodes), columns=SD_COLUMNS).assign(x=nodes)
