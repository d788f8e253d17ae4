"""`kg menu post` and `kg menu withdraw`: a menu from Excel put up, a posted menu taken down and kept as Excel."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from kgcore.cli.app import Options
from kgcore.cli.menu import words
from kgcore.cli.menu.group import Week, Weeks, menu
from kgcore.cli.output import CallAtFault, DataAtFault, Json, emit

if TYPE_CHECKING:
    from kgcore.office import Office
    from kgcore.periods import Period

File = Annotated[Path, typer.Argument(metavar="文件", help="《食谱》工作表填好的 Excel", exists=True, dir_okay=False)]
Replace = Annotated[bool, typer.Option("--replace", help="换掉已公布的，原来的先存成 Excel")]


@menu.command("post", help="公布 Excel 里的食谱；也用来换回取下的那一份。")
def post(
    context: typer.Context, file: File, week: Week, weeks: Weeks = 1, replace: Replace = False, as_json: Json = False
) -> None:
    """Put up a menu from a filled workbook."""
    options: Options = context.obj
    span = words.span_of(week, weeks)
    with options.office() as office:
        rows = menu_of(file, office, span)
        document, lines = put_up(office, rows, span, replace=replace, who=getpass.getuser(), file=file.name)
    emit(document, lines, as_json=as_json)


@menu.command("withdraw", help="取下还没有供应的食谱；先存成 Excel，可用 kg menu post 换回。")
def withdraw(context: typer.Context, week: Week, weeks: Weeks = 1, as_json: Json = False) -> None:
    """Take a posted menu down."""
    options: Options = context.obj
    span = words.span_of(week, weeks)
    with options.office() as office:
        if office.read("menus", span).empty:
            raise DataAtFault(f"{span.title}没有公布的食谱，没有什么可取下的")
        empty = pd.DataFrame({"date": [], "meal": [], "course": [], "dish": []})
        document, lines = put_up(office, empty, span, replace=True, who=getpass.getuser())
    emit(document, lines, as_json=as_json)


def menu_of(file: Path, office: Office, span: Period) -> pd.DataFrame:
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
    office: Office, rows: pd.DataFrame, span: Period, *, replace: bool, who: str, file: str | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Post a menu; what it replaces is saved as a workbook first. Return the document and the lines."""
    from kgcore.menu import posting
    from kgcore.workbook import write_workbook

    if not replace:
        refuse_posted(office, span)
    before, kept = posting.posted(office, span), None
    rows = rows.assign(date=pd.to_datetime(rows["date"]))
    stays = before[posting.COLUMNS].merge(rows, on=posting.COLUMNS)
    if len(before):
        posting.refuse_served(office, span, before, rows)
    if len(stays) < len(before):
        kept = Path(f"食谱-{span}-{dt.datetime.now():%Y%m%d%H%M%S}.xlsx")
        write_workbook(kept, {"menus": before})
    done = posting.post(office, rows, span, who=who, before=before, file=file or (kept.name if kept else None))
    document = {
        "journal": done.journal, "written": len(done.menu), "removed": len(done.before),
        "kept_as": None if kept is None else str(kept),
    }  # fmt: skip
    same = f"，其中 {len(stays)} 行照旧" if len(stays) else ""
    written = f"已写入《食谱》{len(done.menu)} 行{same}（录入记录第 {done.journal} 号，{who}）"
    lines = [written] if len(done.menu) else []
    weeks = ((span.end - span.start).days + 1) // 7
    asked = f"--week {span}" + (f" --weeks {weeks}" if weeks > 1 else "")
    if kept is not None:
        lines.append(f"原来的 {len(done.before)} 行存为 {kept}；换回：kg menu post {kept} {asked} --replace")
    if len(done.menu):
        lines.append(f"供应之前可收回：kg menu withdraw {asked}")
    return document, lines


def refuse_posted(office: Office, span: Period) -> None:
    """Refuse a call that would put a menu where one stands."""
    from kgcore.menu import posting

    try:
        posting.refuse_posted(office, span)
    except posting.PostedAlready as fault:
        raise CallAtFault(str(fault)) from fault
