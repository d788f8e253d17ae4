"""The case card: all that is kept on one special child, on one page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.health import anaemia, cases, children, curves, diet
from kgcore.periods import Period
from kgcore.registers import terms

if TYPE_CHECKING:
    from kgcore.office import Office


class UnknownChildError(ValueError):
    """No child has this number; the message says where the numbers are."""


@dataclass(frozen=True)
class CaseCard:
    """One child by pseudonym, as known at the end of a period.

    `facts` one row: class_name, sex, birth_month, age when last measured, allergens; `growth` measurements and
    visits, assessed; `curve` the standard's BMI for age of the child's sex; `cases` its case files; `visits` what was
    done; `due` the next visits; `variant` what the menu should give.
    """

    child: str
    on: dt.date
    facts: pd.DataFrame
    growth: pd.DataFrame
    curve: pd.DataFrame
    cases: pd.DataFrame
    visits: pd.DataFrame
    due: pd.DataFrame
    variant: str


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
    """
    span = periods.parse(period) if isinstance(period, str) else period
    roll = office.read("children")
    own = roll[roll["child"] == child]
    if own.empty:
        raise UnknownChildError(f"《幼儿》里没有编号“{child}”；编号以字母开头，如 C00041")
    today = pd.Timestamp(span.end)
    held = office.read("special_cases")
    held = held[(held["child"] == child) & (held["opened_on"] <= today)].reset_index(drop=True)
    # a case closed later was still open then
    held.loc[held["closed_on"] > today, ["closed_on", "outcome"]] = [pd.NaT, None]
    every_visit = office.read("case_visits")
    visits = every_visit[every_visit["case"].isin(held["case"]) & (every_visit["date"] <= today)].reset_index(drop=True)
    measured = office.read("measurements")
    measured = measured[(measured["child"] == child) & (measured["date"] <= today)]
    growth = _growth(measured, visits, own, office)
    profile = office.profile
    sex = str(own["sex"].iloc[0])
    variants = diet.variants(own, held, span.end)
    return CaseCard(
        child=child,
        on=span.end,
        facts=_facts(own.iloc[0], growth),
        growth=growth,
        curve=curves.chart(profile.growth_standard, "bmi_for_age", sex),
        cases=held,
        visits=visits,
        due=cases.next_visits(held, visits, span.end),
        variant="普通餐" if variants.empty else str(variants["variant"].iloc[0]),
    )


def _growth(measured: pd.DataFrame, visits: pd.DataFrame, own: pd.DataFrame, office: Office) -> pd.DataFrame:
    columns = ["date", "child", "height_cm", "weight_kg", "hb_g_l"]
    seen = visits.assign(child=own["child"].iloc[0], hb_g_l=float("nan"))[columns]
    seen = seen[seen["height_cm"].notna() | seen["weight_kg"].notna()]
    both = pd.concat([measured[columns].assign(at="体检"), seen.assign(at="随访")], ignore_index=True)
    both = both.drop_duplicates(["date"], keep="first")
    made = children.assessed(both, own, office.profile.growth_standard, office.profile.obesity_scheme)
    bands = office.profile.chosen("anaemia_scheme")
    return made.assign(anaemia=anaemia.grades(made["hb_g_l"], made["age_months"], bands))


def _facts(own: pd.Series, growth: pd.DataFrame) -> pd.DataFrame:
    usable = growth[growth["implausible"] == ""]
    age = (
        f"{int(usable['age_months'].iloc[-1] // 12)}岁{int(usable['age_months'].iloc[-1] % 12)}月"
        if len(usable)
        else "—"
    )
    return pd.DataFrame(
        {
            "class_name": [str(own["class_name"])],
            "sex": [terms.SEX_LABELS[str(own["sex"])]],
            "birth_month": [str(own["birth_month"])],
            "age": [age],
            "allergens": ["无" if pd.isna(own["allergens"]) else str(own["allergens"])],
        }
    )
