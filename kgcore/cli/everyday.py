"""`kg names`: how much of a list of everyday names is understood."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgcore.cli.application import app
from kgcore.cli.output import CallAtFault, Json, emit

if TYPE_CHECKING:
    import pandas as pd

KINDS = {"food": "食物", "dish": "菜点"}
VERDICTS = {
    "right": "认得", "narrower": "按括号认得更细", "other_state": "按括号认作干、鲜、水发的另一种",
    "proposed": "提出的有对的",
    "understood": "认作（没有写应是什么，不判对错）", "proposals": "提出几个（不判对错）",
    "asked": "要问清", "absent": "本来没有", "missed": "不认得", "misleading": "提出的都不对", "wrong": "认错",
}  # fmt: skip
MEANINGS = ("meant", "product_name")
"""Columns that say which food or dish a name means."""
COUNTS = ("on_menus", "in_heathcare", "occurrences", "freq_web_pages", "freq_heathcare")
"""Columns of how often a name occurs; they are added."""


@app.command("names", help="看一份名称清单（CSV）里有多少能认得：列 kind、name，有 meant（应是什么）就判对错。")
def names(
    file: Annotated[Path, typer.Argument(metavar="文件", exists=True, dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Understand a list of names by the packaged foods and dishes and print the shares by occurrence."""
    import pandas as pd

    from kgcore.names import DishNames, FoodNames, judged, shares
    from kgcore.standards import food

    table = _read(file)
    foods = FoodNames(food.load("foods"))
    dishes = DishNames(food.load("dishes"), foods)
    meanings = [column for column in MEANINGS if column in table]
    if meanings == ["meant"] or not meanings:
        rows = judged(table, foods, dishes)
    else:  # an empty cell says nothing there
        known = table[meanings[0]].notna()
        named = judged(table[known].rename(columns={meanings[0]: "meant"}), foods, dishes)
        rows = pd.concat([named, judged(table[~known], foods, dishes)]).sort_index()
    counts = [column for column in COUNTS if column in table]
    occurrences = table[counts].fillna("0").astype("int64").sum(axis=1) if counts else pd.Series(1, index=table.index)
    summary = shares(rows, occurrences)
    document = {"shares": summary.astype("object").where(summary.notna(), None).to_dict("index")}
    lines = []
    for kind, row in summary.iterrows():
        told = "，".join(f"{word} {row[verdict]:.1%}" for verdict, word in VERDICTS.items() if row[verdict])
        lines.append(f"{KINDS[str(kind)]}（共 {int(row['occurrences'])} 次）：{told}")
        if row["hints"]:
            lines.append(f"  提示“是否……？”{int(row['hints'])} 处，对的占 {row['right_hints']:.1%}")
    for name in rows.loc[rows["verdict"].isin(["narrower", "other_state", "wrong", "misleading"])].to_dict("records"):
        reading = name["understood"] if isinstance(name["understood"], str) else name["proposals"]
        lines.append(f"  {VERDICTS[name['verdict']]}：“{name['name']}”→{reading}")
    emit(document, lines, as_json=as_json)


def _read(file: Path) -> pd.DataFrame:
    """Return the table of a CSV file in UTF-8 or GB18030, as Excel and WPS write it."""
    import pandas as pd

    from kgcore.sheets.grid import decoded
    from kgcore.workbook.container import Unreadable

    try:
        table = pd.read_csv(io.StringIO(decoded(file.read_bytes())), dtype="str")
    except (Unreadable, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise CallAtFault(f"{file.name} 不是 CSV 表格：{error}") from error
    if not {"kind", "name"} <= set(table.columns) or not set(table["kind"]) <= set(KINDS):
        raise CallAtFault(f"{file.name} 要有列 kind（food 或 dish）和 name，可有 meant 和次数")
    return table
