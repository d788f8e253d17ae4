"""A menu as a person meets it at the end of a notebook's cell: a table of places by days."""

from __future__ import annotations

import html

from kgcore.menu.result.menu import MenuPlan
from kgcore.wording import weekday


def as_table(plan: MenuPlan) -> str:
    """Return the menu as an HTML table, week under week, with its line above and the findings' number below."""
    grid, problem, parts = plan.grid(), plan.problem, []
    for places in problem.week_days:
        days = [problem.days[place] for place in places]
        week = grid.reindex(columns=days).fillna("—").rename_axis(index=["餐次", "类别"], columns=None)
        parts.append(week.set_axis([f"{day:%m-%d} {weekday(day)}" for day in days], axis=1).to_html(border=0))
    lines = plan.one_line(), plan.evaluation.one_line()
    above, below = (f"<p>{html.escape(line)}</p>" for line in lines)
    return "".join([above, *parts, below])
