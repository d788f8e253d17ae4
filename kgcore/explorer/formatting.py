"""What the bench shows as HTML; every piece of data is escaped here or by present."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import pandas as pd
from markupsafe import Markup

from kgcore.explorer.bench import Bench
from kgcore.explorer.wording import served_days
from kgcore.findings import SEVERITIES
from kgcore.menu import MenuPlan, Status
from kgcore.menu.robust.wording import how_sure, put_by
from kgcore.menu.solvers.status import STATUS_LABELS
from kgcore.present.formats import shown

WORTH_TELLING = 1.0
"""A gap of more than the points themselves, as at a fee near the lowest, says nothing of a menu."""


def css() -> str:
    """Return the bench's style sheet as an element."""
    return f"<style>{(files('kgcore.explorer') / 'look.css').read_text(encoding='utf-8')}</style>"


def html_of(display: Any) -> str:
    """Return the page form of a display object of present."""
    return str(display._repr_mimebundle_()["text/html"])


def line(text: str, kind: str = "") -> str:
    """Return a line of text in a box: kind fault, done, or plain."""
    return str(Markup('<div class="kg-line kg-{}" role="status">{}</div>').format(kind, text)) if text else ""


def sentences(title: str, lines: Sequence[str]) -> str:
    """Return a numbered list of sentences under a title."""
    items = Markup("").join(Markup("<li>{}</li>").format(text) for text in lines)
    return str(Markup('<p class="kg-title">{}</p><ol class="kg-lines">{}</ol>').format(title, items))


def percent(fraction: float) -> str:
    """Return a fraction as people read it."""
    return shown(fraction, "percent1")


def progress(points: float, bound: float, gap: float) -> str:
    """Return how far the planner is: incumbent, bound and gap, as far as they are known."""
    if not math.isfinite(points):
        return line("正在求解：还没有找到食谱")
    best = f"；最好不会超过 {bound:.1f}；差距 {percent(gap)}" if math.isfinite(bound + gap) else ""
    return line(f"正在求解：已找到食谱，得分 {points:.1f}{best}")


def state(bench: Bench) -> str:
    """Return the bench in a line or two: cost and fee, how good, what is not kept or posted, the last action."""
    problem, plan, action = bench.problem, bench.plan, bench.history.now.action
    register_line = register_state(bench)
    if plan is None:
        fee = "没有登记膳费" if problem.fee_fen is None else f"膳费 {problem.fee_fen / 100:.2f} 元/人日"
        parts = [fee, "还没有食谱：按绿色的“求解”排一份；一定要的菜可以先点格子固定"]
        parts += [register_line if bench.differs() else "", f"刚才：{action}"]
        return line("｜".join(part for part in parts if part)) + line(assurance(bench))
    parts = [f"成本 {plan.cost_fen / 100:.2f} 元/人日"]
    if problem.fee_fen is not None:
        parts[0] += f"，膳费 {problem.fee_fen / 100:.2f} 元（{percent(plan.cost_fen / problem.fee_fen)}）"
    counts = pd.Series([finding.severity for finding in plan.findings()]).value_counts()
    parts.append("、".join(f"{word} {counts.get(code, 0)}" for code, word in SEVERITIES.items() if code != "good"))
    parts.append(goodness(plan))
    if problem.fixed_servings:
        parts.append(f"{served_days(sorted(problem.fixed_days))}，照原样不动，营养和花费一并计入，只排其他日子")
    parts += [register_line] if register_line else []
    parts.append(f"刚才：{action}")
    return line("｜".join(parts)) + line(assurance(bench))


def register_state(bench: Bench) -> str:
    """Return how the present menu differs from the one posted for its weeks; empty without an office."""
    if bench.source is None:
        return ""
    differs = bench.differs()
    if differs is None:
        return "还没有公布"
    return "与公布的相同" if not differs else f"与公布的有 {differs} 处不同"


def goodness(plan: MenuPlan) -> str:
    """Return how good the menu is known to be."""
    if plan.gap == float("inf"):
        return plan.solution.solver if plan.status == Status.FEASIBLE else STATUS_LABELS[plan.status]
    if plan.gap > WORTH_TELLING:
        return STATUS_LABELS[plan.status]
    return f"{STATUS_LABELS[plan.status]}，与最好的差距不超过 {percent(plan.gap)}"


def assurance(bench: Bench) -> str:
    """Return how surely the menu keeps the fee, or that this is still to be worked out; empty where nobody asked."""
    sure, probability = bench.history.now.sure, bench.probability
    if sure is not None and probability == sure.robust.probability:
        return f"{how_sure(sure)}；{put_by(sure)}"
    if probability is not None:
        return f"不超膳费的把握 {probability:.0%} 还没有算：请按“求解”"
    return "" if not bench.problem.price_cases else "这份食谱留了备涨价的钱；不要留请按“求解”"
