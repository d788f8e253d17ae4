"""Days and servings as people say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kgcore.menu import Serving
from kgcore.wording import weekday


def served_days(days: Iterable[dt.date]) -> str:
    """Return that days were served, as people say it: 05-04 周一、05-05 周二已经供应过."""
    return f"{'、'.join(day(date) for date in days)}已经供应过"


def place(serving: Serving) -> str:
    """Return a serving as people say it: 05-04 周一 午餐·大荤 红烧肉."""
    return f"{day(serving.date)} {serving.meal}·{serving.course} {serving.dish}"


def day(date: dt.date) -> str:
    """Return a day as people say it: 05-04 周一."""
    return f"{date:%m-%d} {weekday(date)}"
