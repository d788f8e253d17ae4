"""The campus of one office in a period: tables, measures and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods
from kgcore.campus import environment, greening, projects, verdicts
from kgcore.periods import Period
from kgcore.reviews import Review, measures_frame, ratio

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True, repr=False, eq=False)
class CampusReview(Review):
    """The campus in a month or a term.

    Attributes
    ----------
    zones : scores and waste sorting by zone, as `environment.zones` returns.
    corners : dead corners met with, cleared or still open in the period, as `environment.corners` returns.
    unchecked_zones : zones that a month's check left out: month, zone.
    greening : work against the contract, as `greening.against_contract` returns.
    garden : observations and harvests: date, place, work, note.
    projects : planned against done, as `projects.progress` returns.
    silent : months without a report of a running project: month, project.
    """

    title: ClassVar[str] = "园所环境"

    zones: pd.DataFrame
    corners: pd.DataFrame
    unchecked_zones: pd.DataFrame
    greening: pd.DataFrame
    garden: pd.DataFrame
    projects: pd.DataFrame
    silent: pd.DataFrame

    def figures(self) -> list[tuple[str, str]]:
        """Return dead corners still open, greening done of the contract, projects behind their plan."""
        times, short = int(self.greening["agreed"].sum()), int(self.greening["short"].sum())
        return [
            ("未整改死角", f"{self.corners['repaired_on'].isna().sum()} 处"),
            ("绿化", f"{times - short}÷{times} 次"),
            ("落后项目", f"{(self.projects['behind'] >= verdicts.BEHIND_POINTS).sum()} 个"),
        ]


def review(office: Office, period: str | Period) -> CampusReview:
    """Return the state of the campus in a period.

    Parameters
    ----------
    office : the kindergarten.
    period : a month such as 2026-05, a term such as 2026-spring, or any other period.

    Raises
    ------
    PeriodError
        when the text is no period.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     review(office, "2026-05").value("environment_score")
    87.0
    """
    span = periods.parse(period)
    reach = office.recorded(span)
    until = reach.until
    first, last = pd.Timestamp(span.start), pd.Timestamp(until)
    months = list(dict.fromkeys(f"{day:%Y-%m}" for day in reach.days))
    all_checks, all_work = office.read("environment_checks"), office.read("greening")
    reports = office.read("projects")
    checks = all_checks[all_checks["date"].between(first, last)]
    checks_so_far = all_checks[all_checks["date"] <= last]
    work = all_work[all_work["date"] <= last]
    latest = projects.progress(reports, until)
    corners = environment.corners(checks_so_far, until)
    recent = (corners["date"] >= first) | corners["repaired_on"].isna() | (corners["repaired_on"] >= first)
    running_or_recent = (latest["done_pct"] < 100) | (latest["date"] >= first)
    tables = {
        "zones": environment.zones(checks),
        "corners": corners[recent].reset_index(drop=True),
        "unchecked_zones": environment.unchecked(checks, set(checks_so_far["zone"]), months),
        "greening": greening.against_contract(work, months),
        "garden": greening.garden(work[work["date"] >= first]),
        "projects": latest[running_or_recent].reset_index(drop=True),
        "silent": projects.silent(reports, months, until),
    }
    return CampusReview(
        period=span,
        findings=tuple(verdicts.findings(tables, checks, span, until)),
        unkept=office.profile.unkept,
        measures=_measures(tables["greening"], tables["projects"], checks),
        **tables,
    )


def _measures(contract: pd.DataFrame, progress: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    times, short = int(contract["agreed"].sum()), int(contract["short"].sum())
    points = float(progress[["planned_pct", "done_pct"]].min(axis=1).sum())
    return measures_frame([
        *ratio("environment_score", float(checks["score"].sum()), len(checks), "各次检查得分之和÷检查次数"),
        *ratio("greening_rate", times - short, times, "按合同完成的次数÷合同次数"),
        *ratio("project_progress_rate", points, float(progress["planned_pct"].sum()), "实际进度之和÷计划进度之和"),
    ])  # fmt: skip
