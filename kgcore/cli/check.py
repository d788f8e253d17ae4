"""`kg check`: the findings of every room for one period."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore import findings, frames, periods
from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault, Exit, Json, emit

if TYPE_CHECKING:
    import pandas as pd

    from kgcore.office import Office
    from kgcore.reviews import Review

# room → its title; a room is a module of kgcore with `review(office, period) -> Review`
ROOMS: dict[str, str] = {
    "nutrition": "膳食营养",
    "money": "膳费",
    "health": "卫生保健",
    "staff": "队伍",
    "safety": "安全",
    "property": "财产",
    "campus": "园所环境",
    "workplan": "计划",
    "assessment.dining": "品尝",
}


STOP, UNKNOWN = ".not_computable", "算不出来："
"""How the code ends of a finding on a room that cannot say anything, and what stands before the reason."""


def room_findings(room: str, office: Office, period: str) -> Sequence[findings.Finding]:
    """Return the findings of a room for a month; one that cannot be computed says so, if its registers are kept."""
    from kgcore import evidence

    try:
        review: Review = import_module(f"kgcore.{room}").review(office, period)
    except (ValueError, LookupError) as error:
        text = f"{ROOMS[room]}{UNKNOWN}{error}"
        finding = findings.Finding(f"{room}{STOP}", "warning", ROOMS[room], period, text)
        return evidence.judged([finding], office.profile.unkept)
    return review.findings


@app.command("check", help="检查数据，列出各部分的发现；有“严重”的以 1 结束。--integrity 查台账有没有被绕过 kg 改动。")
def check(
    context: typer.Context,
    period: Annotated[
        str | None, typer.Option("--period", metavar="期间", help="如 2026-05；不写则取有数据的最近一个月")
    ] = None,
    integrity: Annotated[
        bool, typer.Option("--integrity", help="不查业务，只查每一行是否还是录入记录里的样子")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print the findings of all rooms for a period."""
    from kgcore import evidence

    options: Options = context.obj
    if integrity and period:
        raise CallAtFault("--integrity 查全部数据，不能同时写 --period")
    with options.office() as office:
        if integrity:
            _check_integrity(office, as_json=as_json)
            return
        text = period or latest_month(office)
        span = periods.parse(text)
        rows = [
            (title, row)
            for room, title in ROOMS.items()
            for month in span.months()
            for row in room_findings(room, office, month.text)
        ]
    frame = findings.to_frame(row for _, row in rows)
    counts = {word: int((frame["severity"] == code).sum()) for code, word in findings.SEVERITIES.items()}
    unkept = evidence.titles(office.profile.unkept)
    document = {
        "period": span.text,
        "counts": {code: counts[word] for code, word in findings.SEVERITIES.items()},
        "unkept": unkept,
        "findings": [asdict(row) | {"room": title} for title, row in rows],
    }
    joined = _joined(frame)
    numbers = "，".join(f"{word} {(joined['severity'] == code).sum()}" for code, word in findings.SEVERITIES.items())
    lines = [f"{span.title}：{numbers}"]
    lines += [line for row in frames.rows(joined) for line in _lines(row)]
    lines += [f"不登记、因此不评价：{'、'.join(unkept)}（profile.toml 的 registers）"] if unkept else []
    emit(document, lines, as_json=as_json)
    if counts[findings.SEVERITIES["severe"]]:
        raise typer.Exit(Exit.DATA)


def _check_integrity(office: Office, *, as_json: bool) -> None:
    """Say which rows were changed past kgcore.

    Raises
    ------
    typer.Exit
        with 1 when any was.
    """
    from kgcore import registers
    from kgcore.store.history import PROBLEMS

    table = office.store.discrepancies()
    lines = []
    for row in frames.rows(table[table["problem"] != "unguarded"]):
        title = registers.meta(registers.get(row.register)).title if row.register else f"录入记录第 {row.key} 号"
        where = f"《{title}》{'、'.join(map(str, json.loads(row.key)))}" if row.register else title
        change = f"：登记时 {row.entered or '没有'}，现在 {row.stored or '没有'}" if row.register else ""
        lines.append(f"{where} {PROBLEMS[row.problem]}{change}")
    lines += _guard_lines(office, table.loc[table["problem"] == "unguarded", "key"])
    document = {"discrepancies": [dict(row) for row in table.to_dict("records")]}
    told = f"有 {len(lines)} 处和录入记录对不上，可能有人绕过 kg 直接改了数据库：" if lines else ""
    emit(document, [told, *lines] if lines else ["每一行都与录入记录一致，录入记录的校验链完整"], as_json=as_json)
    if lines:
        raise typer.Exit(Exit.DATA)


def _guard_lines(office: Office, names: pd.Series) -> list[str]:
    """Put guards of append-only tables back that somebody took away, and say so; none where none is missing."""
    from kgcore import registers
    from kgcore.store import StoreError

    if names.empty:
        return []
    titles = [
        f"《{registers.meta(registers.get(name)).title}》" if name in registers.REGISTERS else "录入记录"
        for name in names
    ]
    sentence = f"{'、'.join(dict.fromkeys(titles))}只增不改的保护（触发器）被去掉了"
    try:
        office.store.guard()
    except StoreError as error:
        return [f"{sentence}，没有能重新加上：{error}"]
    return [f"{sentence}，已重新加上；请核对上面有没有被改动的行，问清是谁、用什么程序动了数据库"]


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Return findings as they are printed: rooms that stop for one reason say it together, once."""
    stops = frame["code"].str.endswith(STOP)
    if not stops.any():
        return frame
    reason = frame["text"].where(stops).str.partition(UNKNOWN)[2]
    rooms = frame["subject"].where(stops).groupby(reason).transform("、".join)
    text = frame["text"].where(~stops, rooms + UNKNOWN + reason)
    return frame.assign(text=text)[~(stops & reason.duplicated())]


def _lines(row: Any) -> list[str]:
    lines = [f"[{findings.SEVERITIES[row.severity]}] {row.text}"]
    return [*lines, f"    建议：{row.advice}"] if row.advice else lines


def latest_month(office: Office) -> str:
    """Return the last month in which the kitchen bought or issued food."""
    days = office.read("movements")["date"]
    if days.empty:
        from kgcore.cli.output import DataAtFault

        raise DataAtFault("出入库里还没有记录。先运行 kg import 导入台账")
    return periods.month_of(days.max().date()).text
