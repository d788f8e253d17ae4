"""`kg report`: render one report, whatever is due, list the catalogue, or verify what is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kgcore.cli.application import DEFAULT_DATABASE, Options, app
from kgcore.cli.output import CallAtFault, Exit, Json, emit, progress


@app.command(
    "report",
    help="生成报告，如 kg report nutrition --period 2026-05；报告自己的参数直接写，如 --child C00041。",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def report(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="报告", help="报告代码，如 nutrition；kg report --list 列出全部")
    ] = None,
    period: Annotated[str | None, typer.Option("--period", metavar="期间", help="如 2026-05")] = None,
    formats: Annotated[
        str | None, typer.Option("--format", metavar="格式", help="如 html,pdf,xlsx；不写则全部")
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="名称=值", help="报告的其他参数，可重复")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="报告放在哪里")] = Path("reports"),
    due: Annotated[bool, typer.Option("--due", help="生成所有到期而还没有的报告")] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="日期", help="与 --due 同用：按这一天算，如 2026-06-03")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="核对：已发布的文件是不是生成的那些，数据后来有没有变；可写文件夹")
    ] = False,
    listing: Annotated[bool, typer.Option("--list", help="列出所有报告")] = False,
    force: Annotated[bool, typer.Option("--force", help="数据没变也重新生成")] = False,
    as_json: Json = False,
) -> None:
    """Render one report, whatever is due, list the catalogue, or verify what is published."""
    from kgcore import reports

    options: Options = context.obj
    format_names = [text.strip() for text in formats.split(",")] if formats is not None else None
    try:
        if verify:
            if listing or due or on or period or formats or parameter or context.args or force:
                raise CallAtFault("--verify 只与一个文件夹同用，如 kg report --verify reports")
            _verify(options, Path(name) if name is not None else out, as_json=as_json)
            return
        if sum([listing, due, name is not None]) != 1:
            raise CallAtFault("请写一个报告代码，或 --list，或 --due，三者选一")
        if on is not None and not due:
            raise CallAtFault("--on 只与 --due 同用")
        if listing:
            rows = [entry.described() for entry in reports.entries()]
            emit(
                rows,
                [f"{row['name']:<12}{row['title']}（{row['unit']}，{'、'.join(row['formats'])}）" for row in rows],
                as_json=as_json,
            )
            return
        parameters, day = _parameters(parameter) | _own(context.args), _day(on)
        common = {"site": options.site, "database": options.existing()} | parameters
        if options.profile is not None:
            common["profile"] = str(options.profile.absolute())
        if due:
            if parameters or period or format_names:
                raise CallAtFault("--due 自己决定期间和参数，不与 --period、--param、--format 同用")
            outcomes = list(reports.run_due(day, common, out=out, force=force, say=progress))
        else:
            arguments = common | ({"period": period} if period is not None else {})
            progress(f"正在生成 {name} {period or ''} …")
            outcomes = reports.run_all(str(name), arguments, out=out, formats=format_names, force=force)
    except reports.CallError as fault:
        raise CallAtFault(str(fault)) from fault
    documents = [outcome.described() for outcome in outcomes]
    lines = [line for outcome in outcomes for line in outcome.lines()] or ["没有到期的报告"]
    first = documents[0] | ({"companions": documents[1:]} if documents[1:] else {}) if documents else {}
    emit(documents if due else first, lines, as_json=as_json)
    if not all(outcome.whole for outcome in outcomes):
        raise typer.Exit(Exit.DATA)


def _verify(options: Options, folder: Path, *, as_json: bool) -> None:
    """Hold what is published against its run records and the database."""
    from kgcore.reports import integrity, publish

    if not folder.is_dir():
        raise CallAtFault(f"找不到文件夹 {folder}。请写报告所在的文件夹，如 kg report --verify reports")
    publish.finish(folder)
    # whoever was given the reports alone has no database, and can still check the files
    without = options.database == DEFAULT_DATABASE and not Path(options.database).exists()
    found = integrity.check(folder, None if without else options.existing(), options.profile)
    lines = [one.line() for one in found] or [f"{folder} 里没有已发布的报告"]
    emit([one.described() for one in found], lines, as_json=as_json)
    if any(one.differs for one in found):
        raise typer.Exit(Exit.DATA)


def _parameters(texts: list[str] | None) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts or []:
        name, separator, value = text.partition("=")
        if not separator or not name:
            raise CallAtFault(f"--param 要写成 名称=值，不是“{text}”")
        pairs[name] = value
    return pairs


def _own(arguments: Sequence[str]) -> dict[str, str]:
    """Return a report's own parameters written as options; whether it has such a parameter is checked later."""
    pairs: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        option, separator, value = rest.pop(0).partition("=")
        if not option.startswith("--") or not (separator or rest):
            raise CallAtFault(f"看不懂“{option}”；报告的参数写成 --名称 值")
        pairs[option.removeprefix("--").replace("-", "_")] = value if separator else rest.pop(0)
    return pairs


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CallAtFault(f"“{text}”不是日期，要写成 2026-06-03") from None
