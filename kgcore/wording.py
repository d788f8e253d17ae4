"""Chinese wording that every room needs: the day of the week, and a list of names cut short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

WEEKDAYS = "一二三四五六日"
FIRST, LAST = "\u4e00", "\u9fff"  # of the Chinese characters in everyday use


def weekday(day: dt.date) -> str:
    """Return the day of the week.

    Examples
    --------
    >>> weekday(dt.date(2026, 5, 4))
    '周一'
    """
    return f"周{WEEKDAYS[day.weekday()]}"


def first_few(names: Sequence[object], most: int, rest: str = "等") -> str:
    """Return the first names joined by 、, and after them `rest` when there are more.

    Parameters
    ----------
    names : what to list, in order.
    most : how many are named.
    rest : what follows when some are left out; `{n}` in it stands for the number of all names.

    Examples
    --------
    >>> first_few(["大米", "面粉", "豆腐"], 2, " 等{n}种")
    '大米、面粉 等3种'
    """
    listed = "、".join(str(name) for name in names[:most])
    return listed + (rest.format(n=len(names)) if len(names) > most else "")


def has_chinese(text: str) -> bool:
    """Return whether a text holds Chinese characters: a message of ours does, one of a library does not.

    Examples
    --------
    >>> has_chinese("没有食谱"), has_chinese("no menu")
    (True, False)
    """
    return any(FIRST <= letter <= LAST for letter in text)


__all__ = ["WEEKDAYS", "first_few", "has_chinese", "weekday"]
