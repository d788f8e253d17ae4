"""Foods of several dishes that stand in one cell: 米饭、土豆烧牛肉 | 大米 50；土豆 40、牛肉 30."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgcore.sheets.dish_texts import Portion
from kgcore.sheets.names import LEAVE_OUT
from kgcore.sheets.portions import FoodAmount, portions
from kgcore.sheets.records import TableSource
from kgcore.sheets.result import Row, TableReading

IN_ORDER = "按次序归菜"
"""The answer that the first foods are those of the first dish."""


def shared(
    source: TableSource,
    reading: TableReading,
    base: Row,
    dishes: Sequence[Portion],
    text: str,
    foods: Sequence[FoodAmount],
) -> Iterator[tuple[FoodAmount, str, Row]]:
    """Yield each food, the dish it is supposed to be of, and its row so far; where nobody has told, the dish is asked.

    Parameters
    ----------
    reading : of the recipes; gets the question.
    base : day and meal.
    dishes : of one cell.
    text : the cell of the foods: groups stand in it between ； or on lines of their own.
    foods : what stands in it.
    """
    groups = [portions(part) for part in re.split(r"[;；\n]+", text) if part.strip()]
    if len(groups) == 1 and len(foods) == len(dishes):
        groups = [[food] for food in foods]
    open_row = {**base, "asked": [*base["asked"], "dish"]}
    names = [dish.text for dish in dishes]
    if len(groups) == len(dishes) and sum(map(len, groups)) == len(foods):
        question = f"几道菜写在一格，用料也在一格（{source.context.form}）"
        answer = source.names.answered("dish", question)
        if answer == LEAVE_OUT:
            reading.notes.append(f"{'、'.join(names)}：用料不读入")
            return
        if answer != IN_ORDER:
            reading.ask("dish", question, (IN_ORDER, LEAVE_OUT))
        row = base if answer == IN_ORDER else open_row
        yield from ((food, name, row) for name, group in zip(names, groups, strict=True) for food in group)
        return
    for food in foods:
        question = f"{'、'.join(names)}里的{food.food}"[:100]
        likely = sorted(names, key=lambda name: food.food not in name)
        answer = source.names.answered("dish", question)
        if answer is None:
            reading.ask("dish", question, (*likely, LEAVE_OUT))
        if answer != LEAVE_OUT:
            yield food, answer or likely[0], open_row if answer is None else base


__all__ = ["IN_ORDER", "shared"]
