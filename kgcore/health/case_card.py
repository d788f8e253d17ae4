"""The case card: all that is kept on one special child, on one page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.health import anaemia, cases, children, curves, menu_variants
from kgcore.periods import Period

if TYPE_CHECKING:
    from kgcore.office import Office


CHECK_UP, VISIT = "check_up", "visit"
"""Where a measurement was taken."""


class UnknownChildError(ValueError):
    """No child has this number; the message says where the numbers are."""


@dataclass(frozen=True)
class CaseCard:
    """One child by pseudonym, as known at the end of a period.

    Attributes
    ----------
    child : the pseudonym.
    on : last day of the period; nothing later is shown.
    facts : one row: class_name, sex (M or F), birth_month (YYYY-MM), age_months (when last believably measured; missing
        if never), allergens (joined by ; empty = none).
    growth : measurements and figures taken at visits, assessed as `growth.assess` does, with hb_g_l, anaemia (grade)
        and at (CHECK_UP or VISIT).
    curve : the standard's BMI for age of the child's sex: x (months) and the values at -3 to +3 SD.
    cases : its case files. `visits` : what was done at each visit. `due` : the next visit of each open case.
    variant : its row of `menu_variants.variants`; empty where it gets the common menu.
    """

    child: str
    on: dt.date
    facts: pd.DataFrame
    growth: pd.DataFrame
    curve: pd.DataFrame
    cases: pd.DataFrame
    visits: pd.DataFrame
    due: pd.DataFrame
    variant: pd.DataFrame


def card(office: Office, child: str, period: str | Period) -> CaseCard:
    """Return the case card of a child as known at the end of a period.

    Parameters
    ----------
    office
        The office that keeps the child's records.
    child
        Pseudonym, such as C00041; never a name.
    period
        A month such as 2026-05; nothing later is shown.

    Raises
    ------
    PeriodError
        When the text is no period.
    UnknownChildError
        When the register has no such child.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     card(office, "C00001", "2026-05").growth["grade"].tolist()
    ['正常']
    """
    span = periods.parse(period) if isinstance(period, str) else period
    roll = office.roll_on(span.end)
    child_row = roll[roll["child"] == child]
    if child_row.empty:
        raise UnknownChildError(f"《幼儿》里没有编号“{child}”；编号以字母开头，如 C00041")
    today = pd.Timestamp(span.end)
    files = office.read("special_cases")
    files = files[(files["child"] == child) & (files["opened_on"] <= today)].reset_index(drop=True)
    # a case closed later was still open then
    files.loc[files["closed_on"] > today, ["closed_on", "outcome"]] = [pd.NaT, None]
    every_visit = office.read("case_visits")
    visits = every_visit[every_visit["case"].isin(files["case"]) & (every_visit["date"] <= today)].reset_index(
        drop=True
    )
    measurements = office.read("measurements")
    measurements = measurements[(measurements["child"] == child) & (measurements["date"] <= today)]
    growth = _growth(measurements, visits, child_row, office)
    profile = office.profile
    return CaseCard(
        child=child,
        on=span.end,
        facts=_facts(child_row.iloc[0], growth),
        growth=growth,
        curve=curves.chart(profile.growth_standard, "bmi_for_age", str(child_row["sex"].iloc[0])),
        cases=files,
        visits=visits,
        due=cases.next_visits(files, visits, span.end),
        variant=menu_variants.variants(child_row, files, span.end),
    )


def _growth(measurements: pd.DataFrame, visits: pd.DataFrame, child_row: pd.DataFrame, office: Office) -> pd.DataFrame:
    columns = ["date", "child", "height_cm", "weight_kg", "hb_g_l"]
    at_visits = visits.assign(child=child_row["child"].iloc[0], hb_g_l=float("nan"))[columns]
    at_visits = at_visits[at_visits["height_cm"].notna() | at_visits["weight_kg"].notna()]
    rows = pd.concat([measurements[columns].assign(at=CHECK_UP), at_visits.assign(at=VISIT)], ignore_index=True)
    rows = rows.drop_duplicates(["date"], keep="first")
    growth = children.assessed(rows, child_row, office.profile.growth_standard, office.profile.obesity_scheme)
    bands = office.profile.chosen("anaemia_scheme")
    return growth.assign(anaemia=anaemia.grades(growth["hb_g_l"], growth["age_months"], bands))


def _facts(child_row: pd.Series, growth: pd.DataFrame) -> pd.DataFrame:
    usable = growth[growth["implausible"] == ""]
    return pd.DataFrame(
        {
            "class_name": [str(child_row["class_name"])],
            "sex": [str(child_row["sex"])],
            "birth_month": [str(child_row["birth_month"])],
            "age_months": [float(usable["age_months"].iloc[-1]) if len(usable) else float("nan")],
            "allergens": ["" if pd.isna(child_row["allergens"]) else str(child_row["allergens"])],
        }
    )
