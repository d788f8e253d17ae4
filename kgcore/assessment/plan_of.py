"""The year plan sentence by sentence, measures and registers together: what was kept, and what shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.assessment import goals
from kgcore.assessment.measures import MEASURES
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.workplan import promises

if TYPE_CHECKING:
    from kgcore.office import Office


def plan(
    office: Office, span: Period, measures: pd.DataFrame, times: pd.DataFrame,
    withhold: Callable[[pd.DataFrame], pd.DataFrame], findings: Iterable[Finding],
) -> pd.DataFrame:  # fmt: skip
    """Return every promise of a term's plan (计划条目), none left out.

    Parameters
    ----------
    office, span : the kindergarten and the term.
    measures : as `measure_values` returns. times : due, done by activity.
    withhold : takes goals and hides the figures that would tell of few children.
    findings : of the assessment.

    Returns
    -------
    DataFrame
        columns of `workplan.promises.COLUMNS`; unit of a measure (empty: a fraction); findings: codes of
        those that bear on the promise's measure.
    """
    table = office.read("promises", span)
    of_measures = table.rename(columns={"item": "task_of"}).assign(activity=table["item"], task=table["sentence"])
    verdicts = withhold(goals.goals(of_measures[of_measures["measure"].notna()], measures, times))
    rows = promises.judged(
        table, promises.reader(office, span), goals=verdicts, times=times, since=span.start,
        until=min(office.reached(span), span.end), school_days=office.school_days(span),
        unkept=office.profile.unkept, measure_registers={name: one.registers for name, one in MEASURES.items()},
    )  # fmt: skip
    codes = [finding.code for finding in findings]
    about = dict(zip(table["item"], table["measure"], strict=True))
    units = {name: declaration.unit for name, declaration in MEASURES.items()}
    rows["unit"] = [units.get(str(about[item])) for item in rows["item"]]
    rows["findings"] = [_bearing(about[item], codes) for item in rows["item"]]
    return rows


def _bearing(measure: object, codes: list[str]) -> str:
    """Return the codes of findings that bear on a measure, each once; empty where there is none."""
    beginnings = MEASURES[str(measure)].findings if measure in MEASURES else ()
    return "、".join(dict.fromkeys(code for code in codes if beginnings and code.startswith(beginnings)))


__all__ = ["plan"]
