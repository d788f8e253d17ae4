"""The parents' weekly menu: one page for the wall, dishes with their allergens, the week's nutrition at a glance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kgcore import weekly
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.present import mime
from kgcore.present.formats import plain, shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.menu import allergens, markup
from kgcore.present.nutrition.verdicts import LEVELS
from kgcore.registers import terms
from kgcore.wording import weekday

PROPOSAL = "草案：这一周的食谱还没有公布，这是按营养、膳费和花样拟出的建议，以公布的为准。"


class Poster:
    """A week's menu on one page.

    Parameters
    ----------
    content : plain content: heading, dates, badge, proposal, days, rows (meal, course, span, cells: a list per day of
        dish and marks), legend, bars (name, value, low, high, verdict, tone), bars_note (denominator, and
        what much means), bars_key, kinds.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = dict(content)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": f"{self.content['heading']} {self.content['dates']}",
            "text/html": str(markup.poster(self.content)),
            mime.MENU: self.content,
        }


def poster(week: WeekMenu) -> Poster:
    """Return the page of a week: no grams, no costs, no numbers of children."""
    rows = _rows(week)
    marks = {mark for row in rows for cell in row["cells"] for dish in cell for mark in dish["marks"]}
    total, least = weekly.kinds(week)
    profile = week.problem.profile
    return Poster(
        {
            "heading": f"{'、'.join(week.sites.values())}一周食谱",
            "dates": _dates(week),
            "badge": "草案" if week.proposal else "已公布",
            "proposal": PROPOSAL if week.proposal else "",
            "days": _days(week),
            "rows": rows,
            "legend": allergens.legend(marks),
            "legend_note": "没有标记的菜，登记的配料中没有以上过敏原。各菜在同一厨房加工，不能排除微量接触；"
            "孩子有过敏或忌口，请告诉班级老师和保健员。",
            "bars": _bars(week),
            "bars_note": f"平均每名幼儿每天在园吃到的量÷园内目标（DRIs {profile.dri_edition} 推荐量×在园应供的份额）。"
            + "".join(weekly.too_much(week)),
            "bars_key": "绿色区间为适宜，竖线为目标。",
            "kinds": f"一周食物 {total} 种（建议不少于 {profile.kinds_per_week_min:g} 种），"
            f"最少的一天 {least} 种（建议不少于 {profile.kinds_per_day_min:g} 种）；油、糖、盐和调味品不计。",
        }
    )


def headline(week: WeekMenu) -> Headline:
    """Return the week in one sentence; its figures are what a corrected menu is compared by."""
    glance = weekly.at_a_glance(week).set_index("nutrient").to_dict("index")
    figures = [
        Figure(f"{row['title']}占园内目标", row["ratio"], "", "percent", str(row["verdict"]), LEVELS[str(row["level"])])
        for name in ("energy_kcal", "protein_g", "ca_mg", "fe_mg")
        if (row := glance.get(name))
    ]
    total, least = weekly.kinds(week)
    figures += [
        Figure("一周食物种类", total, "种", "integer", "油糖盐和调味品不计"),
        Figure("最少一天的种类", least, "种", "integer", "油糖盐和调味品不计"),
    ]
    energy = glance.get("energy_kcal")
    said = f"，能量为园内目标的 {shown(plain(energy['ratio']), 'percent')}" if energy else ""
    state = "草案（尚未公布）" if week.proposal else "已公布"
    return Headline(
        f"{_dates(week)}食谱{state}：食物 {total} 种{said}。", figures, "notice" if week.proposal else "plain"
    )


def short(day: dt.date) -> str:
    """Return 5月6日."""
    return f"{day.month}月{day.day}日"


def _dates(week: WeekMenu) -> str:
    first, last = week.problem.days[0], week.problem.days[-1]
    return f"{first.year}年{short(first)}至{short(last)}"


def _days(week: WeekMenu) -> list[dict[str, Any]]:
    cooked = set(week.servings["date"])
    return [
        {"date": day.isoformat(), "weekday": weekday(day), "day": short(day), "note": "" if day in cooked else "未公布"}
        for day in week.problem.days
    ]


def _rows(week: WeekMenu) -> list[dict[str, Any]]:
    problem, servings = week.problem, week.servings
    places = [(slot.meal, slot.course) for slot in problem.slots]
    posted_places = dict.fromkeys(zip(servings["meal"], servings["course"], strict=True))
    places += [place for place in posted_places if place not in places]
    places.sort(key=lambda place: terms.MEALS.index(place[0]))
    marked = allergens.of_dishes(problem)
    dishes: dict[tuple[str, str, dt.date], list[dict[str, Any]]] = {}
    for date, meal, course, dish in servings.to_numpy().tolist():
        dishes.setdefault((meal, course, date), []).append({"dish": dish, "marks": marked[dish]})
    meals, times = [meal for meal, _ in places], problem.profile.meal_times
    return [
        {
            "meal": f"{meal} {times[meal]}" if meal in times else meal, "course": course,
            "span": meals.count(meal) if meal not in meals[:number] else 0,
            "cells": [dishes.get((meal, course, day), []) for day in problem.days],
        }
        for number, (meal, course) in enumerate(places)
    ]  # fmt: skip


def _bars(week: WeekMenu) -> list[dict[str, Any]]:
    return [
        {
            "name": row["title"], "value": plain(row["ratio"]), "low": plain(row["low"]), "high": plain(row["high"]),
            "verdict": row["verdict"], "tone": LEVELS[str(row["level"])],
        }
        for row in weekly.at_a_glance(week).to_dict("records")
    ]  # fmt: skip
