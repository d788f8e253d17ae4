"""The campus of one office in a period: tables, measures and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.campus import environment, greening, projects, verdicts
from kgcore.findings import Finding
from kgcore.periods import Period

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class CampusReview:
    """Tables and findings of the campus in a month or a term.

    `zones` scores and waste sorting by zone; `corners` dead corners found, cleared or still open in the
    period, with the days to repair; `unchecked`
    zones left out; `greening` work against the contract; `garden` observations and harvests; `projects` planned against
    done; `silent` months without a report; `measures` (measure, value, numerator, denominator, what).
    """

    period: Period
    zones: pd.DataFrame
    corners: pd.DataFrame
    unchecked: pd.DataFrame
    greening: pd.DataFrame
    garden: pd.DataFrame
    projects: pd.DataFrame
    silent: pd.DataFrame
    measures: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period) -> CampusReview:
    """Return the campus in a month; a term or any other period is reviewed the same way.

    Raises
    ------
    PeriodError
        when the text is no period.
    """
    span = periods.parse(period)
    reached = office.recorded(span)
    until = reached.until
    first, last = pd.Timestamp(span.start), pd.Timestamp(until)
    months = list(dict.fromkeys(f"{day:%Y-%m}" for day in reached.days))
    every_check, every_work = office.read("environment_checks"), office.read("greening")
    every_report = office.read("projects")
    checks = every_check[every_check["date"].between(first, last)]
    known = every_check[every_check["date"] <= last]
    work = every_work[every_work["date"] <= last]
    latest = projects.progress(every_report, until)
    found = environment.corners(known, until)
    recent = (found["date"] >= first) | found["repaired_on"].isna() | (found["repaired_on"] >= first)
    running = (latest["done_pct"] < 100) | (latest["date"] >= first)
    tables = {
        "zones": environment.zones(checks),
        "corners": found[recent].reset_index(drop=True),
        "unchecked": environment.unchecked(checks, set(known["zone"]), months),
        "greening": greening.against_contract(work, months),
        "garden": greening.garden(work[work["date"] >= first]),
        "projects": latest[running].reset_index(drop=True),
        "silent": projects.silent(every_report, months, until),
    }
    return CampusReview(
        period=span,
        **tables,
        measures=_measures(tables, checks),
        findings=tuple(verdicts.findings(tables, checks, span, until)),
    )


def _measures(tables: dict[str, pd.DataFrame], checks: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[str, float, float, str]] = []
    under, built = tables["greening"], tables["projects"]
    if len(checks):
        rows.append(("environment_score", float(checks["score"].sum()), len(checks), "各次检查得分之和÷检查次数"))
    if under["agreed"].sum():
        kept = int(under["agreed"].sum() - under["short"].sum())
        rows.append(("greening_rate", kept, int(under["agreed"].sum()), "按合同完成的次数÷合同次数"))
    if built["planned_pct"].sum():
        done = float(built[["planned_pct", "done_pct"]].min(axis=1).sum())
        rows.append(("project_progress_rate", done, float(built["planned_pct"].sum()), "实际进度之和÷计划进度之和"))
    table = pd.DataFrame(rows, columns=["measure", "numerator", "denominator", "what"])
    table.insert(1, "value", table["numerator"] / table["denominator"])
    return table
