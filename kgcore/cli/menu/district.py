"""`kg menu district`: the menus of all kitchens of one or many databases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import Options
from kgcore.cli.menu import arguments
from kgcore.cli.menu.group import WeekOption, WeeksOption, menu, require_planner
from kgcore.cli.output import Exit, Json, emit, progress

if TYPE_CHECKING:
    from kgcore.menu.office.batch import KitchenDatabase, Outcome
    from kgcore.periods import Weeks

WITHIN = 0.01


@menu.command("district", help="给许多食堂排食谱；可中断、可重复：排好而数据没变的跳过。")
def district(
    context: typer.Context,
    week: WeekOption,
    databases: Annotated[
        list[str] | None, typer.Argument(metavar="数据库", help="一个或多个；不写则用 --database 那一个")
    ] = None,
    weeks: WeeksOption = 1,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="每个食堂一个文件")] = Path("食谱"),
    processes: Annotated[int, typer.Option("--processes", metavar="个", min=1, max=64, help="同时排几个")] = 2,
    as_json: Json = False,
) -> None:
    """Plan every kitchen; those that fail are listed with the reason."""
    options: Options = context.obj
    span = arguments.weeks_of(week, weeks)
    require_planner()
    from kgcore import closed_loop
    from kgcore.menu import PlanRequest
    from kgcore.menu.office import batch

    request = PlanRequest.of(span.first, weeks=weeks)
    kitchens, unreadable = kitchens_of(databases or [options.existing()], options.profile)

    def report(done: int, total: int, last: Outcome) -> None:
        progress(f"{done}/{total} {last.kitchen} {STATES[last.state]}")

    outcomes = [
        *unreadable,
        *batch.plan_kitchens(kitchens, request, out, fund=closed_loop.funded, processes=processes, progress=report),
    ]
    emit(document(outcomes, span, out), lines(outcomes, span, out), as_json=as_json)
    if any(outcome.state == "failed" for outcome in outcomes):
        raise typer.Exit(Exit.DATA)


STATES = {"planned": "已排", "kept": "没有变化，保留", "failed": "没有排成"}


def kitchens_of(databases: list[str], profile: Path | None) -> tuple[list[KitchenDatabase], list[Outcome]]:
    """Return the kitchens of some databases, and the databases that cannot be read."""
    from kgcore.menu.office.batch import KitchenDatabase, Outcome
    from kgcore.store import Store, StoreError

    kitchens, unreadable = [], []
    for name in dict.fromkeys(databases):
        url = name if "://" in name else str(Path(name).absolute())
        try:
            if "://" not in url and not Path(url).is_file():
                raise StoreError(f"找不到数据库 {name}")
            with Store.open(url) as store:
                sites = sorted(set(store.read("sites")["kitchen"]))
            if not sites:
                raise StoreError("《园所》是空的")
            kitchens += [KitchenDatabase(url, site, profile) for site in sites]
        except StoreError as fault:
            unreadable.append(Outcome(KitchenDatabase(url, "?", profile), "failed", str(fault)))
    return kitchens, unreadable


def lines(outcomes: list[Outcome], span: Weeks, out: Path) -> list[str]:
    """Return the summary for a person: numbers, then each kitchen that failed."""
    from kgcore.menu.office.batch import share_within

    counts = {state: sum(outcome.state == state for outcome in outcomes) for state in STATES}
    summary = "，".join(f"{word} {counts[state]} 个" for state, word in STATES.items())
    failures = [f"- {o.kitchen}：{'；'.join(o.reason.splitlines())}" for o in outcomes if o.state == "failed"]
    share = share_within(outcomes, WITHIN)
    return [
        f"{span.title}，{len(outcomes)} 个食堂：{summary}。{share:.0%} 证明在 {WITHIN:.0%} 以内。食谱在 {out}",
        *failures,
    ]


def document(outcomes: list[Outcome], span: Weeks, out: Path) -> dict[str, Any]:
    """Return the summary as a JSON document."""
    from kgcore.cli.menu.sheet import plain

    return {
        "week": span.first,
        "folder": str(out),
        "kitchens": [
            {
                "kitchen": str(o.kitchen), "site": o.kitchen.site, "state": o.state, "reason": o.reason,
                "file": None if o.state == "failed" else o.kitchen.file, "gap": plain(o.gap),
                "cost_fen": plain(o.cost_fen), "cpu_seconds": plain(o.cpu_seconds),
            }
            for o in outcomes
        ],
    }  # fmt: skip
