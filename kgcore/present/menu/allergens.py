"""Allergens as parents read them: a short mark beside the dish, and what the mark means."""

from __future__ import annotations

from collections.abc import Collection

from kgcore.menu.problem.allergens import words
from kgcore.menu.problem.problem import Problem
from kgcore.registers import terms

UNKNOWN = "不明"
MARKS: dict[str, tuple[str, str]] = {
    "奶": ("奶", "牛奶、酸奶、奶酪等"),
    "蛋": ("蛋", "鸡蛋、鹌鹑蛋等"),
    "鱼": ("鱼", "各种鱼"),
    "甲壳": ("虾蟹", "虾、蟹、虾皮等"),
    "花生": ("花生", "花生、花生酱"),
    "大豆": ("豆", "豆腐、豆浆、酱油等"),
    "坚果": ("坚果", "核桃、杏仁等"),
    "小麦": ("麦", "含麸质谷物：小麦、大麦、燕麦制品，酱油等"),
    "芝麻": ("芝麻", "芝麻、芝麻油"),
    "软体": ("贝", "蛤蜊、鱿鱼、蚝油等"),
}
UNKNOWN_WORDS = "有配料的过敏原没有查清，过敏的孩子请当作含有"


def of_dishes(problem: Problem) -> dict[str, list[str]]:
    """Return the marks of every dish: of all its foods however little there is of them, and of its main ingredient."""
    listed = dict(zip(problem.foods.index, problem.foods["allergens"], strict=True))
    mains = problem.dishes["main_ingredient"]
    return {
        str(dish): marks(frozenset[str]().union(*(words(cell) for cell in [*cells, listed.get(main)])))
        for dish, cells, main in zip(problem.dishes["dish"], problem.allergens, mains, strict=True)
    }


def marks(allergens: Collection[str]) -> list[str]:
    """Return the marks of a dish in a fixed order; whatever is no known allergen is 不明 and comes last."""
    known = [MARKS[name][0] for name in terms.ALLERGENS if name in allergens]
    return [*known, *([UNKNOWN] if set(allergens) - set(terms.ALLERGENS) else [])]


def legend(used: Collection[str]) -> list[dict[str, str]]:
    """Return what each of the marks used means."""
    rows = [{"mark": mark, "words": words} for mark, words in MARKS.values() if mark in used]
    return [*rows, *([{"mark": UNKNOWN, "words": UNKNOWN_WORDS}] if UNKNOWN in used else [])]
