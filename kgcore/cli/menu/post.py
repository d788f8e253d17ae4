"""`kg menu post` and `kg menu withdraw`: a menu from Excel put up, a posted menu taken down and kept as Excel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import Options
from kgcore.cli.menu import arguments
from kgcore.cli.menu.group import WeekOption, WeeksOption, menu
from kgcore.cli.output import CallAtFault, DataAtFault, Json, emit, user_name

if TYPE_CHECKING:
    import pandas as pd

    from kgcore.office import Office
    from kgcore.periods import Weeks
    from kgcore.weekly import PutUp

File = Annotated[Path, typer.Argument(metavar="文件", help="《食谱》工作表填好的 Excel", exists=True, dir_okay=False)]
Replace = Annotated[bool, typer.Option("--replace", help="换掉已公布的，原来的先存成 Excel")]


@menu.command("post", help="公布 Excel 里的食谱；也用来换回取下的那一份。")
def post(
    context: typer.Context,
    file: File,
    week: WeekOption,
    weeks: WeeksOption = 1,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Put up a menu from a filled workbook."""
    options: Options = context.obj
    span = arguments.weeks_of(week, weeks)
    with options.office() as office:
        rows = menu_of(file, office, span)
        document, lines = put_up(office, rows, span, replace=replace, who=user_name(), file=file.name)
    emit(document, lines, as_json=as_json)


@menu.command("withdraw", help="取下还没有供应的食谱，已经供应的日子照旧；先存成 Excel，可用 kg menu post 换回。")
def withdraw(context: typer.Context, week: WeekOption, weeks: WeeksOption = 1, as_json: Json = False) -> None:
    """Take a posted menu down."""
    options: Options = context.obj
    span = arguments.weeks_of(week, weeks)
    from kgcore import weekly

    with options.office() as office:
        who = user_name()
        document, lines = withdrawal_report(weekly.take_down(office, span, who=who), span, who)
    emit(document, lines, as_json=as_json)


def menu_of(file: Path, office: Office, span: Weeks) -> pd.DataFrame:
    """Read the menus sheet of a workbook.

    Raises
    ------
    DataAtFault
        every fault by sheet and cell; a workbook without the sheet, or without a row of these days.
    """
    from kgcore.workbook import listing, read_workbook

    reading = read_workbook(file, site=office.site, period=span)
    if reading.faults:
        raise DataAtFault(f"有 {len(reading.faults)} 处问题：\n{listing(reading.faults)}")
    if "menus" not in reading.frames:
        raise DataAtFault(f"{file.name} 里没有《食谱》工作表；用 kg template menus 导出模板填写")
    rows = reading.frames["menus"]
    rows = rows[rows["site"] == office.site]
    inside = rows[rows["date"].dt.date.map(lambda day: day in span).astype(bool)]
    if inside.empty:
        raise DataAtFault(f"{file.name}《食谱》里没有 {span.start} 至 {span.end} 的菜；请核对 --week")
    found: pd.DataFrame = inside[["date", "meal", "course", "dish"]].assign(date=inside["date"].dt.date)
    return found


def put_up(
    office: Office, rows: pd.DataFrame, span: Weeks, *, replace: bool, who: str, file: str | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Post a menu; what it replaces is saved as a workbook first. Return the document and the lines."""
    from kgcore import weekly

    if not replace:
        refuse_posted(office, span)
    return posting_report(weekly.put_up(office, rows, span, who=who, replace=replace, file=file), span, who)


def posting_report(change: PutUp, span: Weeks, who: str) -> tuple[dict[str, Any], list[str]]:
    """Return what was done to the posted menu as a document and as lines for a person."""
    rows, removed = len(change.entry.menu), len(change.entry.before)
    document = {
        "journal": change.entry.journal, "written": rows, "removed": removed,
        "kept_as": None if change.backup is None else str(change.backup),
    }  # fmt: skip
    same = f"，其中 {change.stays} 行照旧" if change.stays else ""
    call = _options(span)
    lines = [f"已写入《食谱》{rows} 行{same}（录入记录第 {change.entry.journal} 号，{who}）"] if rows else []
    lines += _copy_lines(change, call)
    if rows:
        lines.append(f"供应之前可收回：kg menu withdraw {call}")
    return document, lines


def withdrawal_report(change: PutUp, span: Weeks, who: str) -> tuple[dict[str, Any], list[str]]:
    """Return what was taken down, and which days stay and why, as a document and as lines for a person."""
    from kgcore.menu.office import register as posting

    document = {
        "journal": change.entry.journal, "written": 0, "removed": change.rows_removed,
        "kept_as": None if change.backup is None else str(change.backup),
        "served": [str(day) for day in change.served_days],
    }  # fmt: skip
    lines = [f"已从《食谱》取下 {change.rows_removed} 行（录入记录第 {change.entry.journal} 号，{who}）"]
    lines += [f"{posting.history(change.served_days)}，{change.stays} 行照旧保留"] if change.served_days else []
    return document, lines + _copy_lines(change, _options(span))


def _options(span: Weeks) -> str:
    return f"--week {span.first}" + (f" --weeks {span.count}" if span.count > 1 else "")


def _copy_lines(change: PutUp, call: str) -> list[str]:
    if change.backup is None:
        return []
    rows = len(change.entry.before)
    return [f"原来的 {rows} 行存为 {change.backup}；换回：kg menu post {change.backup} {call} --replace"]


def refuse_posted(office: Office, span: Weeks) -> None:
    """Refuse a call that would put a menu where one is posted already."""
    from kgcore.menu.office import register as posting

    try:
        posting.refuse_posted(office, span)
    except posting.PostedAlready as fault:
        raise CallAtFault(f"{fault}。要换掉请加 --replace，原来的会先存成 Excel") from fault
