"""The year plan sentence by sentence, measures and registers together: what was kept, and what shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.assessment import goals
from kgcore.assessment.measures import MEASURES
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.workplan import WorkplanReview, promises

if TYPE_CHECKING:
    from kgcore.office import Office


def plan(
    office: Office, span: Period, measures: pd.DataFrame, tasks: WorkplanReview,
    withhold: Callable[[pd.DataFrame], pd.DataFrame], findings: Iterable[Finding],
) -> pd.DataFrame:  # fmt: skip
    """Return every promise of a term's plan (计划条目), none left out.

    Parameters
    ----------
    office, span : the kindergarten and the term.
    measures : as `measure_values` returns.
    tasks : the work plan's review of the term, which has judged what registers and tasks prove.
    withhold : takes goals and hides the figures that would tell of few children.
    findings : of the assessment.

    Returns
    -------
    DataFrame
        columns of `workplan.promises.COLUMNS`; unit of a measure (empty: a fraction); findings: codes of
        those that bear on the promise's measure.
    """
    table = office.read("promises", span)
    table = table[table["measure"].notna()]
    verdicts = withhold(
        goals.goals(table.assign(activity=table["item"], task=table["sentence"]), measures, tasks.completion)
    )
    by_measure = promises.by_measures(
        table, verdicts, office.profile.unkept, {name: one.registers for name, one in MEASURES.items()}
    )
    rows = pd.concat([tasks.promises, by_measure], ignore_index=True).sort_values("item", ignore_index=True)
    codes = [finding.code for finding in findings]
    about = dict(zip(table["item"], table["measure"], strict=True))
    rows["unit"] = [MEASURES[about[item]].unit if about.get(item) in MEASURES else None for item in rows["item"]]
    rows["findings"] = [_bearing(about.get(item), codes) for item in rows["item"]]
    return rows


def _bearing(measure: object, codes: list[str]) -> str:
    """Return the codes of findings that bear on a measure, each once; empty where there is none."""
    beginnings = MEASURES[str(measure)].findings if measure in MEASURES else ()
    return "、".join(dict.fromkeys(code for code in codes if beginnings and code.startswith(beginnings)))


__all__ = ["plan"]
