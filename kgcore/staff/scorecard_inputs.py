"""Figures that score an indicator by data: attendance and illness of a class, six T of a kitchen team.

Such a frame has the columns `measure`, `month`, `subject`, `value`. A subject is a class, a kitchen team or a post; the
empty subject is the whole kindergarten. Figures of other rooms (energy, meal balance, correction of special children)
come to the staff room in the same shape.
"""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.health import HAND_FOOT_MOUTH

COLUMNS = ["measure", "month", "subject", "value"]
WHOLE = ""


def empty() -> pd.DataFrame:
    """Return a frame of figures without rows."""
    return pd.DataFrame({"measure": [], "month": [], "subject": [], "value": []}).astype(
        {"measure": "str", "month": "str", "subject": "str", "value": "float64"}
    )


def attendance_rate(attendance: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    """Return lunches eaten ÷ (enrolled × days with a record), by month and class and for all.

    Parameters
    ----------
    attendance : columns `date`, `class_name`, `meal`, `diners`, of one site. A day without a row is not counted.
    classes : columns `class_name`, `enrolled`, of one site and term.
    """
    lunch = attendance[attendance["meal"] == terms.LUNCH]
    enrolled = classes.set_index("class_name")["enrolled"].astype("float64")
    rows = pd.DataFrame({
        "month": lunch["date"].dt.strftime("%Y-%m"),
        "subject": lunch["class_name"],
        "came": lunch["diners"].astype("float64"),
        "due": lunch["class_name"].map(enrolled),
    }).dropna(subset=["due"])  # fmt: skip
    return _rates(rows, "attendance_rate")


def hfmd_incidence(illnesses: pd.DataFrame, classes: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return children with hand-foot-mouth disease ÷ enrolled, by month of onset and class and for all.

    Parameters
    ----------
    illnesses : columns `onset`, `child`, `disease`, `class_name`, of one site.
    classes : columns `class_name`, `enrolled`, of one site and term.
    months : months recorded, e.g. 2026-05; one without a case has incidence 0.
    """
    cases = illnesses[illnesses["disease"] == HAND_FOOT_MOUTH]
    children = cases.groupby([cases["onset"].dt.strftime("%Y-%m"), cases["class_name"]])["child"].nunique()
    index = pd.MultiIndex.from_product(
        [pd.Index(months, dtype="str"), classes["class_name"]], names=["month", "subject"]
    )
    rows = pd.DataFrame({"came": children.rename_axis(["month", "subject"]).reindex(index, fill_value=0)}).reset_index()
    rows["due"] = rows["subject"].map(classes.set_index("class_name")["enrolled"].astype("float64"))
    return _rates(rows, "hfmd_incidence")


def six_t_score(by_team: pd.DataFrame) -> pd.DataFrame:
    """Return the weighted six T score (0 to 100) by month and team, and the teams' mean.

    Parameters
    ----------
    by_team : columns `month`, `team`, `score`.
    """
    teams = by_team.rename(columns={"team": "subject", "score": "value"})[["month", "subject", "value"]]
    whole = teams.groupby("month")["value"].mean().reset_index().assign(subject=WHOLE)
    return pd.concat([teams, whole]).assign(measure="six_t_score")[COLUMNS].reset_index(drop=True)


def _rates(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    classes = rows.groupby(["month", "subject"])[["came", "due"]].sum()
    whole = rows.groupby("month")[["came", "due"]].sum().assign(subject=WHOLE).set_index("subject", append=True)
    both = pd.concat([classes, whole])
    table = (both["came"] / both["due"]).where(both["due"] > 0).rename("value").reset_index()
    return table.assign(measure=measure)[COLUMNS]
