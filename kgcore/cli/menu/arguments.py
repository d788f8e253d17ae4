"""What is written on the command line, as the planner wants it; each fault says what would be right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgcore import periods
from kgcore.cli.output import CallAtFault
from kgcore.periods import Weeks

if TYPE_CHECKING:
    import pandas as pd

    from kgcore.menu import Effort, Serving
    from kgcore.office import Office

FEN_PER_YUAN = 100


def weeks_of(week: str, count: int) -> Weeks:
    """Return the weeks asked for.

    Raises
    ------
    CallAtFault
        the text is no period, or one that is no week.
    """
    try:
        first = periods.parse(week)
    except periods.PeriodError as fault:
        last = dt.date(int(week[:4]), 12, 28).isocalendar().week if re.fullmatch(r"[1-9]\d{3}-W\d{2}", week) else 0
        what = f"{week[:4]}年没有第{week[6:]}周，最后是第{last}周" if last else f"不是“{week}”"
        raise CallAtFault(f"--week 要写一周，如 2026-W19；{what}") from fault
    if first.unit != "week":
        raise CallAtFault(f"--week 要写一周，如 2026-W19；“{week}”是{first.title}")
    return Weeks.of(first, count)


def fee_fen_of(fee: float | None) -> float | None:
    """Return a fee typed in yuan as fen, refusing one that is not positive."""
    if fee is not None and not 0 < fee < float("inf"):
        raise CallAtFault(f"--fee 是每人每天的膳费（元），应大于 0，不是 {fee:g}")
    return None if fee is None else fee * FEN_PER_YUAN


def advised_of(month: str, office: Office) -> pd.DataFrame:
    """Return the settings by which a menu follows a month's advice.

    Raises
    ------
    CallAtFault
        the text is no month, the month cannot be analysed, or it has no advice.
    """
    from kgcore import closed_loop
    from kgcore.reviews import NotComputableError

    try:
        span = periods.parse(month)
        if span.unit != "month":
            raise CallAtFault(f"--after 要写一个月，如 2026-05；“{month}”是{span.title}")
        amounts = closed_loop.advised_amounts(office, span)
    except (periods.PeriodError, NotComputableError) as fault:
        raise CallAtFault(f"--after {month}：{fault}") from fault
    if amounts.empty:
        raise CallAtFault(f"--after {month}：{span.title}的膳食分析没有调整方案，照常排即可（不写 --after）")
    return amounts


def pins_of(texts: Sequence[str], office: Office, span: Weeks) -> tuple[Serving, ...]:
    """Read pins DATE:MEAL:COURSE=DISH.

    Raises
    ------
    CallAtFault
        naming every pin that is malformed, on no school day, in no place of the menu, or of a dish nobody knows.
    """
    from kgcore.menu import MenuError, Serving
    from kgcore.menu.problem.vocabulary import unknown_dish
    from kgcore.registers import terms

    if not texts:
        return ()
    dishes, days, faults, pins = list(office.read("dishes")["dish"]), office.school_days(span), [], []
    for text in texts:
        try:
            pin = Serving.of(text)
        except MenuError as fault:
            faults += [f"--pin {one}" for one in fault.faults]
            continue
        if pin.date not in days:
            opened = "、".join(f"{one:%m-%d}" for one in days) or "没有"
            faults.append(f"--pin “{text}”：{pin.date} 不是要排的园日；{span.first}起的园日是 {opened}")
        if pin.meal not in office.profile.meals:
            faults.append(f"--pin “{text}”：本园没有“{pin.meal}”；餐次是 {'、'.join(office.profile.meals)}")
        if pin.course not in terms.COURSES:
            faults.append(f"--pin “{text}”：没有类别“{pin.course}”；类别是 {'、'.join(terms.COURSES)}")
        if pin.dish not in dishes:
            faults.append(f"--pin “{text}”：{unknown_dish(pin.dish, dishes)}")
        pins.append(pin)
    if faults:
        raise CallAtFault("\n".join(faults))
    return tuple(pins)


def bans_of(texts: Sequence[str], office: Office) -> tuple[str, ...]:
    """Return dishes that are banned, refusing one nobody knows."""
    from kgcore.menu.problem.vocabulary import unknown_dish

    dishes = list(office.read("dishes")["dish"]) if texts else []
    if faults := [f"--ban：{unknown_dish(dish, dishes)}" for dish in texts if dish not in dishes]:
        raise CallAtFault("\n".join(faults))
    return tuple(dict.fromkeys(texts))


def avoid_of(texts: Sequence[str]) -> frozenset[str]:
    """Return allergens to avoid, refusing one that the registers do not know."""
    if not texts:
        return frozenset()
    from kgcore.registers import terms

    if unknown := [text for text in texts if text not in terms.ALLERGENS]:
        raise CallAtFault(f"--avoid：没有过敏原“{'、'.join(unknown)}”；可写 {'、'.join(terms.ALLERGENS)}")
    return frozenset(texts)


def sure_of(sure: float | None) -> float | None:
    """Return the probability with which the fee is to be kept, refusing one that is none."""
    if sure is not None and not 0.5 < sure < 1:
        raise CallAtFault(f"--sure 是不超膳费的把握，应在 0.5 和 1 之间，如 0.9，不是 {sure:g}")
    return sure


def effort_of(seconds: float | None, nodes: int | None, solver: str) -> Effort:
    """Return how hard to look."""
    from kgcore.menu import Effort
    from kgcore.menu.solvers.registry import offered

    if seconds is not None and nodes is not None:
        raise CallAtFault("--seconds 与 --nodes 只能写一个：按时间停每次可能不同，按节点停每次相同")
    if seconds is not None and not 0 < seconds < float("inf"):
        raise CallAtFault(f"--seconds 应大于 0，不是 {seconds:g}")
    if solver not in offered():
        raise CallAtFault(f"没有求解器“{solver}”；可写 {'、'.join(offered())}")
    effort = Effort(seconds=seconds, solver=solver)
    return effort if nodes is None else replace(effort, nodes=nodes)
