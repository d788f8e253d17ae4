"""The year plan sentence by sentence: how each chapter stands, everything that is not done, and the whole list."""

from __future__ import annotations

import pandas as pd

from kgcore import frames
from kgcore.assessment import Assessment
from kgcore.present.assessment.overview import CHAPTER_TITLES
from kgcore.present.formats import shown
from kgcore.present.kept import Nothing, rests_on
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table
from kgcore.registers.plan import CHAPTERS

STATES = {"done": "做到", "partly": "部分做到", "not_done": "没有做到", "not_due": "未到期", "not_kept": "不登记"}
TONES: dict[str, Tone] = {
    "done": "good", "partly": "notice", "not_done": "warning", "not_due": "plain", "not_kept": "plain"
}  # fmt: skip
BASES = {"measure": "指标", "register": "台账", "self": "自述", "nothing": "没有凭证"}
OPEN = ("not_done", "partly", "not_kept")


@rests_on("promises")
def plan_chapters(term: Assessment) -> Table | Nothing:
    """Return how many promises of each chapter are done, done in part, not done, not due and not kept."""
    if term.plan.empty:
        return Nothing()
    counts = term.plan.pivot_table(index="chapter", columns="state", values="item", aggfunc="count", fill_value=0)
    counts = counts.reindex(index=list(CHAPTERS), columns=list(STATES), fill_value=0).reset_index()
    own_words = term.plan[term.plan["basis"] == "self"]["chapter"].value_counts()
    rows = counts.assign(
        title=counts["chapter"].map(CHAPTER_TITLES),
        items=counts[list(STATES)].sum(axis=1),
        own_words=counts["chapter"].map(own_words).fillna(0).astype("int64"),
    )
    columns = {
        "title": Column("篇章"),
        "items": Column("条目", "条", "integer"),
        **{state: Column(word, "条", "integer") for state, word in STATES.items()},
        "own_words": Column("其中只有自述", "条", "integer"),
    }
    return Table(rows, "计划条目完成情况", columns, "台账和指标能证明的才不是自述；没有记录的不算做到。")


@rests_on("promises")
def open_promises(term: Assessment) -> Table | Nothing:
    """Return every promise that is not done, done in part, or not kept by the office."""
    if term.plan.empty:
        return Nothing()
    rows = term.plan[term.plan["state"].isin(OPEN)]
    order = rows["state"].map({state: n for n, state in enumerate(OPEN)}).sort_values(kind="stable").index
    return _table(rows.loc[order], "没有做到的计划条目", "补做、补登，或在《计划条目》里改由别的台账证明。")


@rests_on("promises")
def promises(term: Assessment) -> Table | Nothing:
    """Return the whole plan, a row a promise."""
    if term.plan.empty:
        return Nothing()
    return _table(term.plan, "计划逐句对照表", "凭证：指标与目标相比，台账看每个期限有没有记录，自述看《任务完成》。")


def _table(rows: pd.DataFrame, title: str, note: str) -> Table:
    cells = rows.assign(
        chapter=rows["chapter"].map(CHAPTER_TITLES),
        tone=rows["state"].map(TONES),
        state=rows["state"].map(STATES),
        basis=rows["basis"].map(BASES),
        measured=[_figure(row.basis, row.unit, row.measured) for row in frames.rows(rows)],
        target=[_figure(row.basis, row.unit, row.target) for row in frames.rows(rows)],
    )
    columns = {
        "item": Column("编号"),
        "section": Column("出处"),
        "chapter": Column("篇章"),
        "sentence": Column("条目"),
        "responsible": Column("责任人"),
        "state": Column("结论", tone="tone"),
        "measured": Column("实际"),
        "target": Column("目标"),
        "basis": Column("凭证"),
        "evidence": Column("依据"),
    }
    return Table(cells, title, columns, note)


def _figure(basis: str, unit: str, value: float) -> str:
    """Return a figure of a promise in words: a measure in its unit, a share as per cent, else times."""
    if pd.isna(value):
        return ""
    if basis != "measure":
        return f"{shown(value, 'integer')}次"
    return shown(value, "percent1") if unit == "" else f"{shown(value, 'decimal1')}{unit}"


__all__ = ["BASES", "STATES", "open_promises", "plan_chapters", "promises"]
