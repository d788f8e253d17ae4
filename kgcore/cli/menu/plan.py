"""`kg menu plan`: the menu of a week, or of several, from the office's registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from kgcore import periods
from kgcore.cli.application import Options
from kgcore.cli.menu import arguments
from kgcore.cli.menu.group import FeeOption, WeekOption, WeeksOption, funded, menu, require_planner
from kgcore.cli.menu.post import put_up, refuse_posted
from kgcore.cli.menu.progress import watching
from kgcore.cli.output import CallAtFault, Json, emit, progress, user_name

if TYPE_CHECKING:
    from kgcore.menu import MenuPlan, Problem, Sure


class PlanCommand(TyperCommand):
    """The command, whose help names the registered solvers: they are loaded when help is asked for, not before."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # classes of click that Typer does not export
        """Write the options, `--solver` with the names it takes."""
        require_planner()
        from kgcore.menu.solvers.registry import offered

        for parameter in self.params:
            if isinstance(parameter, TyperOption) and parameter.name == "solver":
                parameter.help = " 或 ".join(offered())
        super().format_options(ctx, formatter)


@menu.command(
    "plan", cls=PlanCommand, help="排食谱，如 kg menu plan --week 2026-W19 --fee 15.50；Ctrl-C 停下并保留最好的。"
)
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
    after: Annotated[
        str | None, typer.Option("--after", metavar="月份", help="照这个月膳食分析的调整方案排，如 2026-05")
    ] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="秒", help="最多找多久")] = None,
    nodes: Annotated[
        int | None, typer.Option("--nodes", metavar="个", min=1, help="最多搜多少个节点（每次结果相同）")
    ] = None,
    solver: Annotated[str, typer.Option("--solver", metavar="求解器")] = "highs",
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
    require_planner()
    from kgcore import menu as room

    effort = arguments.effort_of(seconds, nodes, solver)
    with options.office() as office:
        amounts = None if after is None else arguments.advised_of(after, office)
        request, money = funded(
            office,
            room.PlanRequest(
                periods.parse(span.first), weeks, fee_fen, arguments.pins_of(pin or [], office, span),
                arguments.bans_of(ban or [], office), allergens, probability=probability, replace=replace,
                effort=effort, settings=amounts,
            ),
        )  # fmt: skip
        problem = room.problem_of(office, request)
        if post and not replace and not problem.fixed_servings:
            refuse_posted(office, span)  # before a minute is spent on planning
        progress(f"正在排 {span.first}{f' 起 {weeks} 周' if weeks > 1 else ''}的食谱 …")
        try:
            with watching() as watch:
                answer = room.answer(problem, request, office=office, progress=watch)
        except room.Infeasible as fault:
            if request.pins or request.bans or allergens:  # without them there may be a menu: the call asks too much
                raise CallAtFault(str(fault)) from fault
            raise
        menu_plan, assurance = answer.plan, answer.sure
        posting = None
        if post:
            from kgcore import weekly

            rows = weekly.around(office, menu_plan, span)
            posting = put_up(office, rows, span, replace=replace or bool(problem.fixed_servings), who=user_name())
    result = document(menu_plan) | {"spend": money, "stopped": watch.stopped, "posted": posting and posting[0]}
    if amounts is not None:
        result |= {"advised": advised_document(menu_plan)}
    if assurance is not None:
        result |= {"sure": sure_document(assurance)}
    emit(
        result,
        [*fixed_day_lines(problem, replace=replace), *lines(menu_plan, money["text"], posting, assurance)],
        as_json=as_json,
    )


def lines(
    plan: MenuPlan, spend: str, posting: tuple[dict[str, Any], list[str]] | None, assurance: Sure | None = None
) -> Iterator[str]:
    """Yield a plan for a person."""
    from kgcore.cli.menu import sheet

    yield from sheet.grid_lines(plan.table(), plan.problem)
    yield f"{sheet.fee_line(plan.cost_fen, plan.problem.fee_fen)}（{spend}）"
    days = plan.cost("day")
    daily = zip(days["date"], days["child_fen"], strict=True)
    if assurance is not None:
        yield from sure_lines(assurance)
    yield "逐日 " + "、".join(f"{day:%m-%d} {fen / 100:.2f}" for day, fen in daily)
    yield ""
    yield from sheet.nutrition_lines(plan.nutrition("plan"), plan.problem)
    yield ""
    yield from sheet.finding_lines([row for row in plan.findings() if row.code != "menu.solution"])
    yield from advised_lines(plan)
    yield gap_line(plan)
    if posting:
        yield from posting[1]


def fixed_day_lines(problem: Problem, *, replace: bool) -> Iterator[str]:
    """Say which days are fixed, and that they count."""
    if fixed_days := sorted(problem.fixed_days):
        open_days = sorted({*problem.days} - {*fixed_days})
        days, rest = ("、".join(f"{day:%m-%d}" for day in part) for part in (fixed_days, open_days))
        why = "已供应" if replace else "已有公布的食谱（没供应的要换请加 --post --replace）"
        yield f"{days} {why}，照原样不动，营养和花费一并计入；只排 {rest}"


def sure_lines(assurance: Sure) -> Iterator[str]:
    """Say how often the fee is kept in simulated weeks, and what that costs."""
    from kgcore.menu.robust.wording import how_sure, put_by

    uncertainty = assurance.uncertainty
    yield how_sure(assurance)
    assumptions = len(uncertainty.spread) - uncertainty.foods_quoted
    basis = "、".join(
        [f"{uncertainty.foods_quoted} 种食物按本园一年内的报价"] * bool(uncertainty.foods_quoted)
        + [f"{assumptions} 种按设定"] * bool(assumptions)
    )
    yield f"{put_by(assurance)}（价格波动：{basis}）"


def sure_document(assurance: Sure) -> dict[str, Any]:
    """Return how often the fee is kept, as a JSON document."""
    from kgcore.cli.menu.sheet import plain

    figures = {
        "probability": assurance.robust.probability, "kept": assurance.share_within, "at_least": assurance.at_least,
        "weeks": assurance.runs,
        "reached": assurance.reached, "chosen_by": assurance.training_share, "budget": assurance.robust.budget,
        "foods": assurance.robust.foods,
        "put_by_fen": assurance.put_by_fen, "points_lost": assurance.points_lost,
        "observed": assurance.uncertainty.foods_quoted,
        "level_sd": assurance.uncertainty.level_sd, "attendance_sd": assurance.uncertainty.attendance_sd,
    }  # fmt: skip
    return {name: plain(value) for name, value in figures.items()}


def gap_line(plan: MenuPlan) -> str:
    """Say how good the menu is known to be."""
    from kgcore.menu.solvers.status import STATUS_LABELS, gap_in_words

    answer = plan.solution
    return (
        f"{STATUS_LABELS[plan.status]}：{answer.objective:.2f} 分，任何食谱不超过 {answer.bound:.2f} 分，"
        f"{gap_in_words(plan.gap)}（{answer.solver}）"
    )


def advised_document(plan: MenuPlan) -> list[dict[str, Any]]:
    """Return for each food of the advice what was asked and what is planned."""
    from kgcore import closed_loop
    from kgcore.cli.menu.sheet import records

    return records(closed_loop.followed_amounts(plan))


def advised_lines(plan: MenuPlan) -> Iterator[str]:
    """Say of each food of the advice what was asked and what is planned; nothing where no advice was followed."""
    from kgcore import closed_loop

    rows = closed_loop.followed_amounts(plan)
    if rows.empty:
        return
    yield f"调整方案 {len(rows)} 种食物，做到 {int(rows['is_kept'].sum())} 种（人均每日可食部克数）："
    for row in rows.to_dict("records"):
        asked = f"至少 {row['low']:.1f}" if row["high"] != row["high"] else f"至多 {row['high']:.1f}"
        yield f"  {row['food']} {asked}，排到 {row['planned_g']:.1f}{'' if row['is_kept'] else '（没有做到）'}"


def document(plan: MenuPlan) -> dict[str, Any]:
    """Return a plan as a JSON document; the same call gives the same document."""
    from kgcore.cli.menu.sheet import plain, records

    solution = plan.solution
    return {
        "weeks": list(plan.problem.weeks),
        # the days that are fixed, under the first name they had: programs read this document by its keys
        "standing": [str(day) for day in sorted(plan.problem.fixed_days)],
        "status": str(plan.status),
        "gap": plain(plan.gap),
        "points": plain(solution.objective),
        "bound": plain(solution.bound),
        "solver": solution.solver,
        "fee_fen": plain(plan.problem.fee_fen),
        "cost_fen": plain(plan.cost_fen),
        "menu": records(plan.table()),
        "cost_by_day": records(plan.cost("day")),
        "nutrition": records(plan.nutrition("week")),
        "findings": [{name: plain(value) for name, value in asdict(row).items()} for row in plan.findings()],
    }
