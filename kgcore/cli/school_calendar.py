"""`kg calendar`: the school days of a term, proposed from the published holidays or read from a list of days off."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.names import read_day
from kgcore.cli.output import CallAtFault, Json, emit, require_consent, user_name

if TYPE_CHECKING:
    import pandas as pd

LIST_HELP = "节假日还没有收录的年份：每行“日期,休”或“日期,班”"
NAMED = 8
"""How many holidays and working weekends a line names."""


@app.command("calendar", help="提议一学期的开园日（法定节假日、调休都算进去），看过后写入《校历》。")
def school_calendar(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar="学期", help="如 2026-autumn 或 2026年秋")],
    first: Annotated[str | None, typer.Option("--first", metavar="日期", help="开学第一天")] = None,
    last: Annotated[str | None, typer.Option("--last", metavar="日期", help="放假前最后一天")] = None,
    holidays: Annotated[
        Path | None,
        typer.Option("--holidays", metavar="文件", help=LIST_HELP, exists=True, dir_okay=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    as_json: Json = False,
) -> None:
    """Propose the school days of a term; write them after a question."""
    from kgcore import lives

    options: Options = context.obj
    days = [read_day(option, text) if text else None for option, text in (("--first", first), ("--last", last))]
    own_days = read_holidays(holidays) if holidays else {}
    with options.office() as office:
        proposal = lives.propose_calendar(office, period, first=days[0], last=days[1], own_days=own_days)
        lines = [*_lines(proposal.term_days, len(proposal.days)), *(f"  · {note}" for note in proposal.notes)]
        document = {"term": proposal.term, "rows": len(proposal.days), "notes": list(proposal.notes), "written": False}
        if proposal.days.empty:
            emit(document, lines, as_json=as_json)
            return
        require_consent("写入《校历》？", document, lines, yes=yes, as_json=as_json)
        rows = office.write({"calendar": proposal.days}, who=user_name()).rows["calendar"]
        document["written"] = True
        lines.append(f"已写入《校历》：新增 {rows.new_rows} 天，改动 {rows.changed_rows} 天，不变 {rows.same_rows} 天")
    emit(document, lines, as_json=as_json)


def read_holidays(path: Path) -> dict[dt.date, bool]:
    """Return the days of a list and whether one works on them.

    Parameters
    ----------
    path : text in UTF-8 with one day a line: the date, and 休 (off) or 班 (worked), apart by a comma or a blank.

    Raises
    ------
    CallAtFault
        when the file or a line cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CallAtFault(f"{path} 不是 UTF-8 编码的文本文件：{error}") from error
    days = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        day, _, word = re.sub(r"[,，\s]+", " ", line.strip()).partition(" ")
        try:
            days[dt.date.fromisoformat(day.replace("/", "-"))] = {"休": False, "班": True}[word[:1]]
        except (ValueError, KeyError):
            written = f"{path} 第 {number} 行“{line.strip()}”"
            raise CallAtFault(f"{written}看不懂；应如 2027-02-05,休 或 2027-02-14,班") from None
    return days


def _lines(days: pd.DataFrame, changes: int) -> list[str]:
    """Return a term as lines for people: from when to when, how many days, holidays and working weekends."""
    from kgcore.wording import first_few

    if not changes:
        return ["《校历》里这个学期的每一天都有了，没有要写的"]
    first, last = days["date"].min(), days["date"].max()
    open_days = days["school_day"].astype(bool)
    weekend = days["date"].dt.day_of_week > 4
    worked = [f"{day:%m-%d}" for day in days.loc[open_days & weekend, "date"]]
    free = [f"{day:%m-%d}" for day in days.loc[~open_days & ~weekend, "date"]]
    lines = [f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}：开园 {int(open_days.sum())} 天，要写的有 {changes} 天"]
    lines += [f"  周末上班（调休）：{first_few(worked, NAMED)}"] if worked else []
    return lines + ([f"  周一至周五放假 {len(free)} 天：{first_few(free, NAMED)}"] if free else [])
