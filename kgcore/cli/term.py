"""`kg term new`: a new term proposed from the one before; one looks at it, changes it in a workbook, or agrees."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.names import read_day, told
from kgcore.cli.output import Json, emit, require_consent, user_name

if TYPE_CHECKING:
    import pandas as pd

    from kgcore.lives import TermProposal

term = typer.Typer(no_args_is_help=True, help="新学期：升班、离园、膳费、校历、计划任务。")
app.add_typer(term, name="term")


@term.callback()
def group() -> None:
    """Keep `new` a command of its own though it is the only one."""


@term.command("new", help="提议新学期，看过后写入；已有的不动。--out 写成 Excel，改好后 kg import。")
def new(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar="学期", help="如 2026-autumn")],
    first: Annotated[str | None, typer.Option("--first", metavar="日期", help="开学第一天")] = None,
    last: Annotated[str | None, typer.Option("--last", metavar="日期", help="放假前最后一天")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="文件", help="只写成 Excel，不写入数据库")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    as_json: Json = False,
) -> None:
    """Propose a term; write it after a question."""
    from kgcore import lives
    from kgcore.workbook import write_workbook

    options: Options = context.obj
    days = [read_day(option, text) if text else None for option, text in (("--first", first), ("--last", last))]
    with options.office() as office:
        proposal = lives.propose_term(office, period, first=days[0], last=days[1])
        document = {
            "term": proposal.term.text,
            "rows": {name: len(frame) for name, frame in proposal.frames.items()},
            "kept": dict(proposal.present_rows),
            "notes": list(proposal.notes),
        }
        lines = _lines(proposal)
        if out is not None and proposal.frames:
            write_workbook(out, proposal.frames)
            lines.append(f"已写成 {out}，数据库没有改动。改好后：kg import {out}")
        elif proposal.frames:
            hint = "，或用 --out 写成 Excel 改好再导入"
            require_consent("写入？", document, lines, yes=yes, as_json=as_json, hint=hint)
            receipt = lives.enter_term(office, proposal, who=user_name())
            written, rows = told(receipt)
            document |= written
            lines = [*lines, f"已写入（记为第 {receipt.journal} 号）：", *rows]
    emit(document, lines, as_json=as_json)


def _lines(proposal: TermProposal) -> list[str]:
    """Return a proposal as lines for people: what each register gets, what stays, what is to be looked at."""
    from kgcore import registers

    titles = {name: registers.meta(register).title for name, register in registers.REGISTERS.items()}
    lines = [f"{proposal.term.title}：" + ("" if proposal.frames else "已经建好，没有要写的")]
    for name, frame in proposal.frames.items():
        lines.append(f"  《{titles[name]}》{len(frame)} 行{_detail(name, frame)}")
    if proposal.present_rows:
        words = "，".join(f"《{titles[name]}》{count} 行" for name, count in proposal.present_rows.items())
        lines.append(f"  已有的不动：{words}")
    return [*lines, *(f"  · {note}" for note in proposal.notes)]


def _detail(name: str, frame: pd.DataFrame) -> str:
    if name == "classes":
        parts = zip(frame["class_name"], frame["enrolled"], strict=True)
        return "：" + "、".join(f"{label} {count} 人" for label, count in parts)
    if name == "children":
        return f"：离园 {int(frame['left_on'].notna().sum())} 人，换班 {int(frame['left_on'].isna().sum())} 人"
    if name == "class_moves":
        heads = Counter(zip(frame["former_class"], frame["class_name"], strict=True))
        return "：" + "、".join(f"{former}→{label} {count} 人" for (former, label), count in heads.items())
    if name == "calendar":
        return f"：开园 {int(frame['school_day'].sum())} 天"
    if name == "fee_rates":
        parts = zip(frame["band"], frame["fee_fen"], strict=True)
        return "：" + "、".join(f"{band} {fee / 100:g} 元/天" for band, fee in parts)
    return ""
