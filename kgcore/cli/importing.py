"""`kg import`: filled workbooks into the database, every fault named by sheet and cell."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import Exit, Json, emit, progress, user_name
from kgcore.periods import Period, Span, parse, read_span

if TYPE_CHECKING:
    from kgcore.importing import ImportResult
    from kgcore.intake import IntakeResult
    from kgcore.office import Office
    from kgcore.workbook import CellFault


ASK_FROM = 20
"""How many rows already kept an import changes without asking."""


@app.command("import", help="导入填好的台账；有错一条也不写入，逐格说明。")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="填好的 Excel", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    period: Annotated[
        str | None, typer.Option("--period", metavar="期间", help="如 2026-05；只写了“5月6日”的日期按它定年份")
    ] = None,
    faults: Annotated[
        Path | None, typer.Option("--faults", metavar="文件", help="把问题写成一张可逐条打勾的 Excel")
    ] = None,
    replace: Annotated[
        str | None,
        typer.Option(
            "--replace",
            metavar="期间",
            help="表是这些天的全部：表上没有的行删去，账上的冲正",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=f"要改动已有的 {ASK_FROM} 行以上也不再询问")] = False,
    as_json: Json = False,
) -> None:
    """Import filled workbooks, all or nothing."""
    options: Options = context.obj
    days = read_span(replace) if replace else None
    consent = None if yes or days else _ask
    from kgcore.intake import is_form

    forms = [file for file in files if is_form(file)]
    sheets = [file for file in files if file not in forms]
    with options.office(create=True) as office:
        result = _import(
            office, forms, dry_run=dry_run, period=parse(period) if period else None, replace=days, consent=consent
        )
        document, lines = result.described(), result.lines() if forms else []
        is_open = False
        if sheets and not (result.faults or result.declined):
            is_open = _read_ordinary(
                office, sheets, document, lines, dry_run=dry_run, days=days, yes=yes, as_json=as_json
            )
    lines += _year_hint(result.faults)
    if faults and result.faults:
        from kgcore.workbook import faults_workbook

        lines.append(f"问题清单：{faults_workbook(faults, result.faults)}")
    emit(document, lines, as_json=as_json)
    if result.faults or result.declined or result.outdated_files or is_open:
        raise typer.Exit(Exit.DATA)


def _read_ordinary(
    office: Office, files: list[Path], document: dict[str, Any], lines: list[str], *, dry_run: bool, days: Span | None,
    yes: bool, as_json: bool,
) -> bool:  # fmt: skip
    """Import sheets of the office's own; return whether something waits for an answer or is at fault."""
    from kgcore.intake import answer_workbook, import_sheets

    def consent(result: IntakeResult) -> bool:
        file = result.readings[-1].file
        changes = sum(part.changed_rows for part in result.comparisons[file].values())
        removal = result.removals.get(file)
        if yes or (changes < ASK_FROM and not removal):
            return True
        progress(removal or f"{file}：要改动已有的 {changes} 行")
        if not sys.stdin.isatty():
            progress("请核对后加 --yes 再导入")
            return False
        return typer.confirm("继续？", err=True)

    who = user_name()
    result = import_sheets(office, files, who=who, dry_run=dry_run, replace_days=days, consent=consent)
    if not dry_run and not as_json and sys.stdin.isatty():
        from kgcore.cli.questions import ask_all

        # An answer may raise a question that nobody had before: a time of coming, one on that of going.
        while len(result.questions) and ask_all(office, result.questions, who=who):
            before = set(result.questions["written"])
            result = import_sheets(office, files, who=who, replace_days=days, consent=consent)
            if set(result.questions["written"]) <= before:
                break
    document["files"] = result.described()
    document["written"] |= result.row_counts
    document["faults"] += [vars(fault) for fault in result.faults]
    document["notices"] += result.notices
    lines += result.lines()
    lines += [] if dry_run else _control_lines(office, result.control_months)
    if len(result.questions) and not dry_run:
        path = answer_workbook(Path("待确认.xlsx"), result.questions, office.site)
        names = " ".join(str(file) for file in files)
        lines.append(f"有 {len(result.questions)} 个问题，列在 {path}：填好“答案”一列，再执行 kg import {path} {names}")
    return result.is_open


def _control_lines(office: Office, months: Sequence[str]) -> list[str]:
    """Return how the month totals that sheets print agree with what the registers give."""
    from kgcore import money

    lines = []
    for month in months:
        try:
            review = money.month(office, month)
        except (ValueError, LookupError) as error:
            lines.append(f"{month} 的月度合计还不能核对：{error}")
            continue
        differences = [finding.text for finding in review.findings if finding.code == "money.control_differs"]
        count = len(review.controls)
        agreed = f"{month} 的月度合计有 {count} 项与台账核对，{count - len(differences)} 项相符"
        lines.append(agreed if count else f"{month} 的月度合计已记下；台账里还没有可以核对的数")
        lines += [f"    {text}" for text in differences]
    return lines


def _year_hint(faults: Sequence[CellFault]) -> list[str]:
    """Return which --period to give for days written without a year; none where each has one."""
    import datetime as dt

    from kgcore.workbook.days import NO_YEAR, period_for

    without = [fault.value for fault in faults if fault.expected.startswith(NO_YEAR)]
    text = period_for(without, dt.date.today())
    return (
        [f"有 {len(without)} 个日期没有写年份：如果都在{parse(text).title}，加上 --period {text} 再导入"]
        if text
        else []
    )


def _ask(result: ImportResult) -> bool:
    """Ask before many rows already kept are changed; who cannot be asked has not consent."""
    if result.rows_to_change < ASK_FROM:
        return True
    for file in result.comparisons:
        progress("\n".join([f"{file}：", *result.differences(file)]))
    if not sys.stdin.isatty():
        progress(f"要改动已有的 {result.rows_to_change} 行。请核对后加 --yes 再导入，或用 --replace 期间 说明表是全部")
        return False
    return typer.confirm(f"要改动已有的 {result.rows_to_change} 行，继续？", err=True)


def run_import(office: Office, files: Sequence[Path], *, dry_run: bool) -> tuple[dict[str, Any], list[str]]:
    """Import workbooks; return the result as a JSON document and as lines for people."""
    result = _import(office, files, dry_run=dry_run)
    return result.described(), result.lines()


def _import(
    office: Office, files: Sequence[Path], *, dry_run: bool, period: Period | None = None, replace: Span | None = None,
    consent: Callable[[ImportResult], bool] | None = None,
) -> ImportResult:  # fmt: skip
    from kgcore.importing import import_files

    return import_files(
        office, files, dry_run=dry_run, who=user_name(), period=period, replace=replace, consent=consent
    )
