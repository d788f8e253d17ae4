"""`kg menu plan`: the menu of a week, or of several, from the office's registers."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore import periods
from kgcore.cli.app import Options
from kgcore.cli.menu import arguments
from kgcore.cli.menu.group import FeeOption, WeekOption, WeeksOption, funded, menu, planner
from kgcore.cli.menu.post import put_up, refuse_posted
from kgcore.cli.menu.progress import watching
from kgcore.cli.output import CallAtFault, Json, emit, progress

if TYPE_CHECKING:
    from kgcore.menu import MenuPlan, Problem, Sure


@menu.command("plan", help="排食谱，如 kg menu plan --week 2026-W19 --fee 15.50；Ctrl-C 停下并保留最好的。")
def plan(
    context: typer.Context,
    week: WeekOption,
    weeks: WeeksOption = 1,
    fee: FeeOption = None,
    pin: Annotated[
        list[str] | None, typer.Option("--pin", metavar="日期:餐次:类别=菜点", help="固定一道菜，可重复")
    ] = None,
    ban: Annotated[list[str] | None, typer.Option("--ban", metavar="菜点", help="不用这道菜，可重复")] = None,
    avoid: Annotated[
        list[str] | None, typer.Option("--avoid", metavar="过敏原", help="整份食谱不含，如 花生，可重复")
    ] = None,
    sure: Annotated[
        float | None, typer.Option("--sure", metavar="把握", help="涨价、缺勤时仍不超膳费的把握，如 0.9")
    ] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="秒", help="最多找多久")] = None,
    nodes: Annotated[
        int | None, typer.Option("--nodes", metavar="个", min=1, help="最多搜多少个节点（每次结果相同）")
    ] = None,
    solver: Annotated[str, typer.Option("--solver", metavar="求解器", help="highs 或 cbc")] = "highs",
    post: Annotated[bool, typer.Option("--post", help="写入《食谱》台账，作为公布的食谱")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="与 --post 同用：换掉已公布的，原来的先存成 Excel")
    ] = False,
    as_json: Json = False,
) -> None:
    """Plan a menu, print it, and post it where that is asked."""
    options: Options = context.obj
    span, fee_fen = arguments.weeks_of(week, weeks), arguments.fee_fen_of(fee)
    probability, allergens = arguments.sure_of(sure), arguments.avoid_of(avoid or [])
    if replace and not post:
        raise CallAtFault("--replace 只与 --post 同用")
    room = planner()
    effort = arguments.effort_of(seconds, nodes, solver)
    with options.office() as office:
        request, money = funded(
            office,
            room.PlanRequest(
                periods.parse(span.first), weeks, fee_fen, arguments.pins_of(pin or [], office, span),
                arguments.bans_of(ban or [], office), allergens, probability=probability, replace=replace,
                effort=effort,
            ),
        )  # fmt: skip
        problem = room.problem_of(office, request)
        if post and not replace and not problem.fixed:
            refuse_posted(office, span)  # before a minute is spent on planning
        progress(f"正在排 {span.first}{f' 起 {weeks} 周' if weeks > 1 else ''}的食谱 …")
        try:
            with watching() as watch:
                answer = room.answer(problem, request, office=office, progress=watch)
        except room.Infeasible as fault:
            if request.pins or request.bans or allergens:  # without them there may be a menu: the call asks too much
                raise CallAtFault(str(fault)) from fault
            raise
        found, kept = answer.plan, answer.sure
        done = None
        if post:
            from kgcore import weekly

            rows = weekly.around(office, found, span)
            done = put_up(office, rows, span, replace=replace or bool(problem.fixed), who=getpass.getuser())
    said = document(found) | {"spend": money, "stopped": watch.stopped, "posted": done and done[0]}
    if kept is not None:
        said |= {"sure": sure_document(kept)}
    emit(said, [*standing_lines(problem, replace=replace), *lines(found, money["text"], done, kept)], as_json=as_json)


def lines(
    found: MenuPlan, spend: str, done: tuple[dict[str, Any], list[str]] | None, kept: Sure | None = None
) -> Iterator[str]:
    """Yield a plan for a person."""
    from kgcore.cli.menu import sheet

    yield from sheet.grid_lines(found.table(), found.problem)
    yield f"{sheet.fee_line(found.cost_fen, found.problem.fee_fen)}（{spend}）"
    days = found.cost("day")
    daily = zip(days["date"], days["child_fen"], strict=True)
    if kept is not None:
        yield from sure_lines(kept)
    yield "逐日 " + "、".join(f"{day:%m-%d} {fen / 100:.2f}" for day, fen in daily)
    yield ""
    yield from sheet.nutrition_lines(found.nutrition("plan"), found.problem)
    yield ""
    yield from sheet.finding_lines([row for row in found.findings() if row.code != "menu.solution"])
    yield gap_line(found)
    if done:
        yield from done[1]


def standing_lines(problem: Problem, *, replace: bool) -> Iterator[str]:
    """Say which days stand, and that they count."""
    if given := sorted(problem.fixed_days):
        days, others = (
            "、".join(f"{day:%m-%d}" for day in some) for some in (given, sorted({*problem.days} - {*given}))
        )
        why = "已供应" if replace else "已有公布的食谱（没供应的要换请加 --post --replace）"
        yield f"{days} {why}，照原样不动，营养和花费一并计入；只排 {others}"


def sure_lines(kept: Sure) -> Iterator[str]:
    """Say how often the fee is kept in simulated weeks, and what that costs."""
    from kgcore.menu.robust.wording import how_sure, put_by

    known = kept.uncertainty
    yield how_sure(kept)
    others = len(known.spread) - known.observed
    basis = "、".join(
        [f"{known.observed} 种食物按本园一年内的报价"] * bool(known.observed) + [f"{others} 种按设定"] * bool(others)
    )
    yield f"{put_by(kept)}（价格波动：{basis}）"


def sure_document(kept: Sure) -> dict[str, Any]:
    """Return how often the fee is kept, as a JSON document."""
    from kgcore.cli.menu.sheet import plain

    figures = {
        "probability": kept.robust.probability, "kept": kept.kept, "at_least": kept.at_least, "weeks": kept.runs,
        "reached": kept.reached, "chosen_by": kept.chosen, "budget": kept.robust.budget, "foods": kept.robust.foods,
        "put_by_fen": kept.put_by_fen, "points_lost": kept.points_lost, "observed": kept.uncertainty.observed,
        "level_sd": kept.uncertainty.level_sd, "attendance_sd": kept.uncertainty.attendance_sd,
    }  # fmt: skip
    return {name: plain(value) for name, value in figures.items()}


def gap_line(found: MenuPlan) -> str:
    """Say how good the menu is known to be."""
    from kgcore.menu.solvers.status import STATUS_LABELS

    answer = found.solution
    return (
        f"{STATUS_LABELS[found.status]}：{answer.objective:.2f} 分，任何食谱不超过 {answer.bound:.2f} 分，"
        f"差距 {found.gap:.2%}（{answer.solver}）"
    )


def document(found: MenuPlan) -> dict[str, Any]:
    """Return a plan as a JSON document; the same call gives the same document."""
    from kgcore.cli.menu.sheet import plain, records

    solution = found.solution
    return {
        "weeks": list(found.problem.weeks),
        "standing": [str(day) for day in sorted(found.problem.fixed_days)],
        "status": str(found.status),
        "gap": plain(found.gap),
        "points": plain(solution.objective),
        "bound": plain(solution.bound),
        "solver": solution.solver,
        "fee_fen": plain(found.problem.fee_fen),
        "cost_fen": plain(found.cost_fen),
        "menu": records(found.table()),
        "cost_by_day": records(found.cost("day")),
        "nutrition": records(found.nutrition("week")),
        "findings": [{name: plain(value) for name, value in asdict(row).items()} for row in found.findings()],
    }
