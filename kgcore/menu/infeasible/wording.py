"""Conflicts and ways out in the nutritionist's words: what is alike is said once, with the dishes and days it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kgcore.menu.infeasible.demands import Demand
from kgcore.menu.rules import TITLES

NAMED = 6
"""Names said one by one; more are counted."""


@dataclass(frozen=True)
class Relaxed:
    """One thing to give up: the demand, and by how much (servings, or minutes of hands)."""

    rule: str
    key: str
    amount: float
    limit: float


def demands(rows: Sequence[Demand]) -> Iterator[str]:
    """Yield a sentence for each kind of demand."""
    for rule, group in groupby(rows, key=lambda row: (row.rule, row.high)):
        yield _demand(rule[0], rule[1], _names(row.key for row in group))


def _demand(rule: str, high: float, names: str) -> str:
    if rule == "pins":
        return f"固定：{names}"
    if rule == "bans":
        return f"禁用：{names}"
    if rule == "allergens":
        return f"避开过敏原：{names}（过敏原不明的菜也避开）"
    if rule == "delivery":
        return f"{TITLES[rule]}：{names}不做鲜购的菜"
    return f"{TITLES[rule]}：{names}，至多{high:g}{_unit(rule)}"


def way(parts: Sequence[Relaxed]) -> str:
    """Return a way out as one sentence."""
    said = []
    for rule, group in groupby(parts, key=lambda part: part.rule):
        given = list(group)
        if rule in ("pins", "bans"):
            verb = "取消固定" if rule == "pins" else "取消禁用"
            said.append(f"{verb}{_names(part.key for part in given)}")
        elif rule == "delivery":
            said.append(f"到货日以外另送货，供{sum(part.amount for part in given):g}道菜")
        else:
            limits = _names(
                f"{part.key}由{part.limit:g}放宽到{part.limit + part.amount:g}{_unit(rule)}" for part in given
            )
            said.append(f"{TITLES[rule]}：{limits}")
    return "；同时".join(said)


def _unit(rule: str) -> str:
    return "分钟" if rule == "hands" else "次"


def _names(keys: Iterable[str]) -> str:
    names = list(dict.fromkeys(keys))
    rest = f"等{len(names)}项" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + rest
