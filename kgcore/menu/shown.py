"""A menu as a person meets it at the end of a notebook's cell: in a line, and as a table of places by days."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from kgcore.findings import SEVERITIES
from kgcore.menu.status import STATUS_LABELS

if TYPE_CHECKING:
    from kgcore.menu.check import Evaluation
    from kgcore.menu.plan import MenuPlan

WEEKDAYS = "一二三四五六日"


def in_a_line(plan: MenuPlan) -> str:
    """Return weeks, size, cost against the fee, and how good the menu is known to be."""
    problem = plan.problem
    fee = "" if problem.fee_fen is None else f"，膳费 {problem.fee_fen / 100:.2f} 元"
    return (
        f"{'、'.join(problem.weeks)} 食谱：{len(problem.days)} 天 {len(plan.servings)} 道，"
        f"食材 {plan.fee_fen / 100:.2f} 元/人日{fee}，{STATUS_LABELS[plan.status]}（差距 {plan.gap:.2%}）"
    )


def judged_in_a_line(found: Evaluation) -> str:
    """Return weeks, cost, and how many findings there are of each severity."""
    severities = [finding.severity for finding in found.findings()]
    counts = "、".join(f"{word} {severities.count(code)}" for code, word in SEVERITIES.items() if code in severities)
    weeks = "、".join(found.plates.weeks)
    return f"{weeks} 评价：食材 {found.fee_fen / 100:.2f} 元/人日，{counts or '没有违反任何规则'}"


def as_table(plan: MenuPlan) -> str:
    """Return the menu as an HTML table, week under week, with its line above and the findings' number below."""
    grid, problem, parts = plan.grid(), plan.problem, []
    for places in problem.week_days:
        days = [problem.days[place] for place in places]
        week = grid.reindex(columns=days).fillna("—").rename_axis(index=["餐次", "类别"], columns=None)
        parts.append(
            week.set_axis([f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" for day in days], axis=1).to_html(border=0)
        )
    lines = in_a_line(plan), judged_in_a_line(plan.evaluation)
    above, below = (f"<p>{html.escape(line)}</p>" for line in lines)
    return "".join([above, *parts, below])
