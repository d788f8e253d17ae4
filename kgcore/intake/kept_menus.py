"""Meals of a sheet that are on record otherwise, from another file: asked once; no second menu joins the first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.sheets import Ask, TableReading
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.office import Office
    from kgcore.sheets import Names

KEEP, JOIN = "按已登记的", "两份的菜都登记"
"""Answers to what becomes of a meal that is on record with other dishes."""
SHOWN = 2


def settle_kept_menus(office: Office, file: str, tables: Sequence[TableReading], names: Names, place: str) -> list[str]:
    """Leave meals as they are on record, or join their dishes, as somebody answered; tell what was left out.

    Parameters
    ----------
    office : whose menus are on record; those of the same file are earlier versions of it and no others.
    file, tables, place : the file, the tables of one of its sheets, and the sheet as questions name it.
    names : what was answered before.
    """
    menus = [table for table in tables if table.register == "menus" and table.rows]
    menus_kept = office.read("menus") if menus else pd.DataFrame()
    if menus_kept.empty:
        return []
    dishes: dict[tuple[object, object], set[object]] = defaultdict(set)
    for row in (row for table in menus for row in table.rows):
        dishes[row["date"], row["meal"]].add(row["dish"])
    files = pd.Series(office.store.files("menus", menus_kept), menus_kept.index, dtype=object)
    others = menus_kept[files != file]
    on_record: dict[tuple[object, object], set[object]] = {
        (pd.Timestamp(str(day)).date(), meal): set(names_of_meal)
        for (day, meal), names_of_meal in others.groupby(["date", "meal"])["dish"]
    }
    meals = [meal for meal in dishes if on_record.get(meal, dishes[meal]) != dishes[meal]]
    if not meals:
        return []
    differences = [f"{day} {meal}：{_difference(on_record[day, meal], dishes[day, meal])}" for day, meal in meals]
    question = f"{place}：{len(meals)} 餐与已登记的食谱不同（{first_few(differences, SHOWN, '；……')}）"
    answer = names.answered("entry", question)
    if answer == JOIN:
        return []
    if answer != KEEP:
        menus[0].asks += [Ask("entry", question, (KEEP, JOIN))]
        return [f"要换成这份食谱的，执行 kg import {file} --replace {min(dishes)[0]}..{max(dishes)[0]}"]
    for table in menus:
        table.rows = [row for row in table.rows if (row["date"], row["meal"]) not in meals]
    return [f"{len(meals)} 餐与已登记的不同，按已登记的，没有读入（{first_few(differences, SHOWN, '；……')}）"]


def _difference(on_record: set[object], in_sheet: set[object]) -> str:
    """Return in words what stands on one side alone."""
    sides = [("已登记", on_record - in_sheet), ("这里", in_sheet - on_record)]
    return "，".join(f"{side}有 {'、'.join(sorted(map(str, dishes)))}" for side, dishes in sides if dishes)


__all__ = ["JOIN", "KEEP", "settle_kept_menus"]
