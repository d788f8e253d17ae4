"""Grams of a child and day below a week's menu, held against what the recipes of its dishes give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore.sheets import TableReading
from kgcore.standards.age_bands import RECIPE_COLUMNS
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.office import Office

SHOWN = 4
"""Foods that a sentence names."""
TOLERANCE, ROUNDING = 0.1, 1.0
"""Share of the written grams, and grams, by which recipes may differ."""


def gram_differences(
    office: Office, tables: Sequence[TableReading], sheet_rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[str]:
    """Yield in words where grams of a day differ from the recipes of its dishes, and which cannot be compared.

    Parameters
    ----------
    tables : of one sheet; those of grams hold them as controls.
    sheet_rows : rows of the sheet by register, with the dishes that it makes.
    """
    controls = [row for table in tables for row in table.controls if "g_per_child" in row and row.get("date")]
    if not controls:
        return
    menus = pd.DataFrame([row for table in tables if table.register == "menus" for row in table.rows])
    drafts = [row for row in sheet_rows.get("dish_ingredients", ()) if "grams" not in row]
    recipes = pd.concat([office.read("dish_ingredients"), pd.DataFrame(drafts)], ignore_index=True)
    portions = menus[["date", "dish"]].merge(recipes, on="dish") if len(menus) else pd.DataFrame()
    differences: list[str] = []
    strangers: list[str] = []
    for row in controls:
        word, figure = f"{row['date']:%Y-%m-%d} {row['food_written']}", float(row["g_per_child"])
        parts = (
            portions[(portions["date"] == row["date"]) & (portions["food"] == row["food"])]
            if len(portions)
            else portions
        )
        if parts.empty:
            strangers.append(f"{word} {figure:g} g")
            continue
        sums = parts[list(RECIPE_COLUMNS.values())].sum(min_count=1).dropna().astype(float)
        margin = max(ROUNDING, TOLERANCE * figure)
        if sums.empty or not sums.min() - margin <= figure <= sums.max() + margin:
            span = f"{sums.min():g}—{sums.max():g} g" if len(sums) else "没有克数"
            differences.append(f"{word} 表上 {figure:g} g、菜点 {span}")
    if differences:
        yield (
            f"每人带量有 {len(controls)} 项，{len(differences)} 项与当天菜点的配料不同"
            f"（{first_few(differences, SHOWN, '；……')}）。算营养用菜点的配料；"
            "以这张表为准的，请导入写明每道菜用料的带量食谱"
        )
    if strangers:
        told = first_few(strangers, SHOWN, "；……")
        yield f"每人带量有 {len(strangers)} 项在当天的菜点里没有这种食物，不能核对（{told}）"


__all__ = ["gram_differences"]
