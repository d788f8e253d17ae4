"""A menu as lines for a person and as a document for a program."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore import periods
from kgcore.findings import SEVERITIES, Finding
from kgcore.menu.problem.vocabulary import nutrient_titles
from kgcore.wording import weekday

if TYPE_CHECKING:
    from kgcore.menu.problem.problem import Problem

SHOWN = 12


def grid_lines(menu: pd.DataFrame, problem: Problem) -> Iterator[str]:
    """Yield the menu by week: a row per place, a column per day."""
    menu = menu.assign(date=pd.to_datetime(menu["date"]).dt.date)
    week_of = menu["date"].map(lambda day: str(periods.week_of(day)))
    for week, rows in menu.groupby(week_of):
        columns = sorted(rows["date"].unique())
        cells = rows.groupby(["meal", "course", "date"])["dish"].agg("、".join).to_dict()
        lines = [[str(week), *(f"{day:%m-%d} {weekday(day)}" for day in columns)]]
        places = [(slot.meal, slot.course) for slot in problem.slots]
        places += sorted(set(zip(rows["meal"], rows["course"], strict=True)) - set(places))
        lines += [
            [f"{meal} {course}", *(cells.get((meal, course, day), "—") for day in columns)] for meal, course in places
        ]
        yield from aligned(lines)
        yield ""


def nutrition_lines(nutrition: pd.DataFrame, problem: Problem) -> Iterator[str]:
    """Yield each nutrient's share of its target by band; columns nutrient, band, ratio, enough.

    A nutrient with a limit only (sodium) is left to the findings: a large share of it is nothing to be glad of.
    """
    uncounted = problem.settings.row("nutrients", "uncounted")
    nutrition = nutrition[~nutrition["nutrient"].isin(uncounted.unit.split(";") if uncounted else [])]
    titles = nutrient_titles()
    bands = list(dict.fromkeys(nutrition["band"]))
    rows = nutrition[nutrition["ratio"].notna()]
    cells = {
        (nutrient, band): f"{ratio:.0%}" if enough else "数据不足"
        for nutrient, band, ratio, enough in rows[["nutrient", "band", "ratio", "enough"]].itertuples(index=False)
    }
    names = list(dict.fromkeys(rows["nutrient"]))
    yield "营养（实供 ÷ 园内目标，平均每人每天）"
    yield from aligned([["", *bands], *([titles[n], *(cells.get((n, band), "—") for band in bands)] for n in names)])


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield findings worst first, and how many more there are."""
    order = list(SEVERITIES)
    rows = sorted(findings, key=lambda finding: order.index(finding.severity))
    for row in rows[:SHOWN]:
        yield f"[{SEVERITIES[row.severity]}] {row.text}{f'。{row.advice}' if row.advice else ''}"
    if len(rows) > SHOWN:
        yield f"……另有 {len(rows) - SHOWN} 条较轻的，全部见 --json"


def fee_line(cost_fen: float, fee_fen: float | None) -> str:
    """Say what a child's day costs, against the fee."""
    cost = f"食材 {cost_fen / 100:.2f} 元/人日"
    if fee_fen is None:
        return f"{cost}；没有登记膳费，未按膳费限制"
    return f"{cost}，膳费 {fee_fen / 100:.2f} 元/人日，用去 {cost_fen / fee_fen:.1%}"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows for a JSON document: dates as text, what is missing or not finite as null."""
    return [{str(name): plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if isinstance(value, str | bool) or value is None:
        return value
    if hasattr(value, "isoformat"):
        return None if pd.isna(value) else value.isoformat()[:10]
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return None if pd.isna(value) else value


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their columns in line, a Chinese letter being two wide."""
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
