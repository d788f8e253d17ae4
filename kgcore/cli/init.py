"""`kg init`: a new office, empty or founded on a few answers: classes, fee, meals, school days."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgcore.cli.application import DEFAULT_DATABASE, app
from kgcore.cli.output import CallAtFault

KEYS = {
    "name": "name", "classes": "classes", "fee": "fee_yuan", "pattern": "meal_pattern", "times": "meal_times",
    "kitchen": "kitchen", "term": "term",
    "first": "first", "last": "last", "place": "place", "registers": "registers", "use": "consumption",
}  # fmt: skip
"""Option → what it answers, as a file of answers names it."""

REQUIRED = ("classes", "fee", "term")

if TYPE_CHECKING:
    import pandas as pd

    from kgcore.lives import Founding


@app.command("init", help="建一个新的办公室：数据库、本园口径、填报模板；问几句就有班级、校历和膳费。")
def init(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新的，或空的")],
    name: Annotated[str | None, typer.Option("--name", metavar="园名", help="幼儿园的名称")] = None,
    classes: Annotated[
        str | None, typer.Option("--classes", metavar="班级", help="如 小一班25、中一班30、大一班28")
    ] = None,
    fee: Annotated[
        str | None, typer.Option("--fee", metavar="元", help="每人每天的膳费，如 13.5，或 小班13、大班14")
    ] = None,
    pattern: Annotated[str | None, typer.Option("--pattern", metavar="供餐", help="如 一餐二点、二餐二点")] = None,
    times: Annotated[
        str | None, typer.Option("--times", metavar="开饭时间", help="如 早点9:00、午餐11:30、午点14:50")
    ] = None,
    kitchen: Annotated[
        str | None, typer.Option("--kitchen", metavar="谁供餐", help="本园，或供餐的园所、公司的名称")
    ] = None,
    term: Annotated[str | None, typer.Option("--term", metavar="学期", help="如 2026-autumn 或 2026年秋")] = None,
    first: Annotated[str | None, typer.Option("--first", metavar="日期", help="开学第一天")] = None,
    last: Annotated[str | None, typer.Option("--last", metavar="日期", help="放假前最后一天")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="省市", help="如 湖北省武汉市；用当地的规定")] = None,
    groups: Annotated[
        str | None,
        typer.Option("--registers", metavar="台账", help="登记哪些，如 考勤、采购、盘点、体检；或 全部"),
    ] = None,
    use: Annotated[
        str | None, typer.Option("--use", metavar="依据", help="用了多少怎么知道：盘点（倒挤）或 领用")
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--from", metavar="文件", help="这些答案写在 TOML 文件里", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """Make a new office; without answers it stays empty."""
    import kgcore
    from kgcore import workbook
    from kgcore.cli.seeding import seed
    from kgcore.lives import Founding, FoundingError, founding_frames

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CallAtFault(f"{folder} 不是空文件夹")
    options = {
        "name": name,
        "classes": classes,
        "fee": fee,
        "pattern": pattern,
        "times": times,
        "kitchen": kitchen,
        "term": term,
        "first": first,
        "last": last,
        "place": place,
        "registers": groups,
        "use": use,
    }
    try:
        founding = Founding.read(answers) if answers else _founding(options)
        choices, remarks = founding.profile() if founding else ({"name": f"{name or '本园'}口径"}, [])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "profile.toml").write_text(_profile(founding, choices), encoding="utf-8")
        with kgcore.open(folder / DEFAULT_DATABASE) as office:
            seed(office, founding.name if founding else name or "本园")
            notes: list[str] = []
            wrote = ""
            if founding:
                frames, notes = founding_frames(office, founding)
                notes += remarks
                office.write(frames, who="kgcore")
                wrote = _told(frames)
    except FoundingError as error:
        raise CallAtFault(str(error)) from error
    bands = {"age_bands": [band.name for band in founding.age_bands]} if founding and founding.age_bands else None
    workbook.write_template(folder / "模板.xlsx", _sheets(founding), lists=bands)
    typer.echo(f"已建好 {folder}：{DEFAULT_DATABASE}（数据库）、模板.xlsx（填报）、profile.toml（本园口径）")
    if wrote:
        typer.echo(f"  写入了{wrote}")
    for note in notes:
        typer.echo(f"  · {note}")
    typer.echo(f"导入：kg --database {folder / DEFAULT_DATABASE} import 文件.xlsx（本园自己的表或填好的模板都行）")


def _founding(options: dict[str, Any]) -> Founding | None:
    """Return the answers of the command line, those that lack prompts for at a terminal; None where none are given."""
    from kgcore import registers
    from kgcore.lives import Founding, FoundingError

    asks = sys.stdin.isatty()
    if all(value is None for key, value in options.items() if key != "name"):
        if not asks:
            return None
        typer.echo("几个问题；班级一项直接回车，就建一个空的办公室。", err=True)
    prompts = {
        "classes": "班级和人数，如 小一班25、中一班30、大一班28",
        "name": "幼儿园名称",
        "fee": "每人每天膳费（元），如 13.5，或 小班13、大班14",
        "pattern": "供餐方式（三餐二点、三餐一点、二餐二点、二餐一点、一餐二点、一餐一点、一餐）",
        "times": "各餐几点开饭，如 {times}（空＝不写）",
        "kitchen": "谁供餐：本园的食堂（空＝本园），或供餐的园所、公司的名称",
        "term": "学期，如 2026年秋 或 2027年春",
        "first": "开学第一天，如 2026-09-01（空＝常见的日子）",
        "last": "放假前最后一天（空＝常见的日子）",
        "place": "省市，如 湖北省武汉市（有收录的用当地规定；可空）",
        "registers": f"登记哪些台账（空＝{'、'.join(registers.USUAL)}；全部；或从中选：{'、'.join(registers.GROUPS)}）",
        "use": "食材用了多少：盘点（期初＋购入－期末；空＝盘点）或 领用（每次写领料单）",
    }
    for key, question in prompts.items():
        if options[key] is None and asks and not (key == "use" and _is_fed(options["kitchen"])):
            options[key] = _answer(key, question.replace("{times}", _usual_times(options["pattern"])), options)
            if key == "classes" and options[key] is None:
                return None
    if lacking := [f"--{key}" for key in REQUIRED if options[key] is None]:
        raise FoundingError(f"还缺 {'、'.join(lacking)}")
    values = {KEYS[key]: value for key, value in options.items() if value is not None}
    return Founding.of({"name": "本园"} | values)


def _usual_times(pattern: str | None) -> str:
    """Return usual times of the meals of a pattern, as they may be answered."""
    from kgcore.lives.founding_answers import proposed_times, read_pattern
    from kgcore.standards import Profile

    profile = Profile.of({"meal_pattern": read_pattern(pattern)} if pattern else {})
    return "、".join(proposed_times(profile.meals))


def _is_fed(answer: str | None) -> bool:
    """Whether another kitchen cooks, so that nobody here knows what was used."""
    from kgcore.lives.founding_answers import read_kitchen

    return answer is not None and read_kitchen(answer) is not None


def _answer(key: str, question: str, options: Mapping[str, str | None]) -> str | None:
    """Ask until the answer can be used; None = nothing was answered and nothing need be.

    Parameters
    ----------
    options : answers so far, by option.
    """
    from kgcore.lives import Founding

    while True:
        answer = str(typer.prompt(question, default="", err=True, show_default=False)).strip() or None
        if answer is None and (key not in REQUIRED or key == "classes"):
            return None
        fault = (
            "这一项要写"
            if answer is None
            else Founding.fault_of(
                KEYS[key], answer, {KEYS[name]: value for name, value in options.items() if value is not None}
            )
        )
        if fault is None:
            return answer
        typer.echo(f"  {fault}", err=True)


def _profile(founding: Founding | None, values: dict[str, Any]) -> str:
    """Return the packaged profile with what the office chose otherwise; its remarks stay."""
    text = (files("kgcore.standards") / "profile.toml").read_text(encoding="utf-8")
    for key, value in values.items():
        line = f"{key} = {_toml(value)}"
        text = re.sub(rf"(?ms)^{key} = (\[.*?\]|[^#\n]*?)(?=\s*(#|$))", line.replace("\\", r"\\"), text)
    return (
        text
        if founding is None or founding.age_bands is None
        else re.sub(r"(?ms)^age_bands = \[.*?^\]$", _age_bands(founding), text)
    )


def _toml(value: Any) -> str:
    """Return a value as TOML writes it; texts and lists of texts are written as in JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(entry)}" for key, entry in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _age_bands(founding: Founding) -> str:
    """Return the age bands of a founding as lines of a profile."""
    lines = []
    for band in founding.age_bands or ():
        portions = "".join(f', "{name}" = {share:g}' for name, share in (band.portions or {}).items())
        more = f", portions = {{{portions[2:]}}}" if portions else ""
        lines.append(f'  {{name = "{band.name}", months = [{band.months[0]}, {band.months[1]}]{more}}},')
    return "\n".join(["age_bands = [", *lines, "]"])


def _sheets(founding: Founding | None) -> list[str] | None:
    """Return the registers that stand in the workbook to fill in: those that the office keeps; None = all."""
    from kgcore import registers

    if founding is None:
        return None
    names = {name for group in founding.groups for name in registers.GROUPS[group]}
    standing = registers.ALWAYS | {"staff"}
    filled = [name for name in registers.REGISTERS if name in names | standing]
    return [name for name in filled if registers.meta(registers.get(name)).part != "intake"]


def _told(frames: Mapping[str, pd.DataFrame]) -> str:
    """Return which registers were written, with how many rows."""
    from kgcore import registers

    titles = {name: registers.meta(registers.get(name)).title for name in frames}
    return "、".join(f"《{titles[name]}》{len(frame)} 行" for name, frame in frames.items())


__all__ = ["init"]
