"""Menus that a sheet tells for each age band by itself: the register holds one menu a meal, so one of them counts.

Where they are the same, that is the one; where they differ, somebody is asked once whose menu counts for all classes,
and what is not read is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kgcore.sheets.context import Context
from kgcore.sheets.names import LEAVE_OUT, Names
from kgcore.sheets.records import asked
from kgcore.sheets.result import TableReading

FOR_ALL = "全园都按这份"
"""The answer that a menu written for some classes counts for all of them."""
BAND = re.compile(r"[托小中大]{1,4}\s*(?:[(]?[一二三四五六七八九十\d]{1,2}[)]?\s*)?班|混龄班|幼儿班")
TODDLERS = "托"


def band_of_titles(context: Context) -> str:
    """Return the one band or class that the nearest title names; empty where it names none or several.

    Examples
    --------
    >>> from kgcore.sheets.context import context
    >>> [band_of_titles(context([title])) for title in ("中大班一周食谱", "小班、中班食谱", "食谱")]
    ['中大班', '', '']
    """
    for text in (context.sheet, *reversed(context.titles), context.file):
        words = set(BAND.findall(text))
        if words:
            return words.pop() if len(words) == 1 else ""
    return ""


def settle_bands(tables: Sequence[TableReading], names: Names) -> None:
    """Leave one menu of those that tables tell by band; ask whose it is where they differ.

    Parameters
    ----------
    tables : of all files that are read together; rows of menus of one band hold it as `band`.
    """
    menus = [table for table in tables if table.register == "menus"]
    labels = tuple(dict.fromkeys(row["band"] for table in menus for row in table.rows if row.get("band")))
    if not _share_meals(menus):
        # Menus of other weeks say nothing of one another.
        for label in labels:
            _settle_one(menus, label, names)
    else:
        _settle_several(menus, labels, names)
    for table in menus:
        _forget_unread(table)


def _share_meals(menus: list[TableReading]) -> bool:
    """Whether there is a meal that several bands tell."""
    bands: dict[tuple[object, object], set[str]] = {}
    for row in (row for table in menus for row in table.rows if row.get("band")):
        bands.setdefault((row["date"], row["meal"]), set()).add(row["band"])
    return any(len(of_meal) > 1 for of_meal in bands.values())


def _settle_one(menus: list[TableReading], label: str, names: Names) -> None:
    """Ask whether a menu for some classes counts for the others, where there are others."""
    if all(_covers(label, name) for name in names.classes.values()):
        return
    question = f"只写给{label}的食谱"
    answer = names.answered("band", question)
    for table in menus:
        rows = [row for row in table.rows if row.get("band") == label]
        if answer == LEAVE_OUT and rows:
            table.rows = [row for row in table.rows if row not in rows]
            table.notes.append(f"{question}：{len(rows)} 道菜不读入")
        elif answer is None and rows:
            table.ask("band", question, (FOR_ALL, LEAVE_OUT))
            for row in rows:
                asked(row, "dish")


def _settle_several(menus: list[TableReading], labels: tuple[str, ...], names: Names) -> None:
    classes = list(names.classes.values())
    likely = sorted(labels, key=lambda label: -sum(_covers(label, name) for name in classes))
    question = f"{'、'.join(labels)}各有食谱，全园登记哪一份"
    answer = names.answered("band", question)
    choice = answer if answer in labels else likely[0]
    dishes: dict[tuple[object, object], dict[str, set[object]]] = {}
    for row in (row for table in menus for row in table.rows if row.get("band")):
        dishes.setdefault((row["date"], row["meal"]), {}).setdefault(row["band"], set()).add(row["dish"])
    equal_meals = {
        meal
        for meal, by_band in dishes.items()
        if len(by_band) == len(labels) and all(one == next(iter(by_band.values())) for one in by_band.values())
    }
    unread: Counter[str] = Counter()
    for table in menus:
        rows = []
        for row in table.rows:
            is_same = (row["date"], row["meal"]) in equal_meals
            if row.get("band") in (None, choice):
                rows.append(row)
                if is_same:
                    row.pop("band", None)
                elif row.get("band") and answer not in labels:
                    asked(row, "dish")
            elif not is_same:
                unread[row["band"]] += 1
        table.rows = rows
    if unread:
        first = next((table for table in menus if table.rows), menus[0])
        told = "，".join(f"{label}的 {number} 道菜" for label, number in unread.items())
        first.notes.append(f"{told}没有读入：一天一餐只登记一份食谱，按{choice}的")
        if answer not in labels:
            first.ask("band", question, tuple(likely))


def _covers(label: str, class_name: str) -> bool:
    """Whether the words of a band hold a class: 中大班 holds 中一班, 幼儿班 all but 托班."""
    if label.startswith(("幼儿", "混龄")):
        return not class_name.startswith(TODDLERS)
    return class_name[:1] in label


def _forget_unread(table: TableReading) -> None:
    """Drop questions about dishes, and drafts of dishes, that stand in no row any more."""
    words = {row.get("dish_written") for row in table.rows} | {row.get("dish") for row in table.rows}
    table.asks = [
        ask for ask in table.asks if ask.about != "dish" or ask.written in words or _is_of(ask.written, words)
    ]
    table.made = [new for new in table.made if new.get("register") != "dishes" or new["dish"] in words]


def _is_of(question: str, words: Iterable[object]) -> bool:
    """Whether a question about several dishes is about one that is left."""
    return any(str(word) in question for word in words if word)


__all__ = ["FOR_ALL", "band_of_titles", "settle_bands"]
