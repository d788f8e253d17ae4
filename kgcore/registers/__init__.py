"""What the office records: one declared table per register; tables, sheets, checks and documentation derive from it."""

from __future__ import annotations

import re

from kgcore.registers import (
    campus,
    foods,
    health,
    intake,
    meals,
    money,
    office,
    plan,
    property,
    safety,
    staff,
    stock,
    weighing,
)
from kgcore.registers.base import Meta, Register, RegisterColumn, as_written, columns, key_columns, meta
from kgcore.registers.groups import ALWAYS, GROUPS, OF_KITCHENS, USUAL, group_of

PARTS: dict[str, str] = {
    "office": "园务",
    "meals": "膳食",
    "stock": "库房",
    "money": "财务",
    "health": "卫生保健",
    "staff": "队伍",
    "safety": "安全",
    "property": "财产",
    "campus": "园所环境",
    "plan": "计划",
    "intake": "普通表格",
}


def _declared() -> dict[str, type[Register]]:
    modules = (office, foods, meals, weighing, stock, money, health, staff, safety, property, campus, plan, intake)
    registers: dict[str, type[Register]] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Register) and value.__module__ == module.__name__:
                registers[re.sub(r"(?<!^)(?=[A-Z])", "_", value.__name__).lower()] = value
    return registers


REGISTERS: dict[str, type[Register]] = _declared()


def get(name: str) -> type[Register]:
    """Return the register called `name`.

    Raises
    ------
    KeyError
        when there is none; the message lists the known ones.

    Examples
    --------
    >>> meta(get("attendance")).title
    '就餐人数'
    """
    try:
        return REGISTERS[name]
    except KeyError:
        raise KeyError(f"没有台账“{name}”；现有：{'、'.join(REGISTERS)}") from None


def code_pattern(column: RegisterColumn) -> str | None:
    """Return the pattern of a column of codes: its own, or that of the column whose values it refers to.

    Examples
    --------
    >>> moves = {column.name: column for column in columns(get("asset_moves"))}
    >>> code_pattern(moves["asset"]) is not None, code_pattern(moves["place"])
    (True, None)
    """
    if column.pattern is not None or column.reference is None:
        return column.pattern
    register, _, name = column.reference.partition(".")
    return next(other.pattern for other in columns(get(register)) if other.name == name)


def named(text: str) -> str | None:
    """Return the name of the register called so by name or title, with or without 《》; None where there is none.

    Examples
    --------
    >>> named("就餐人数"), named("《出入库》"), named("attendance"), named("考古")
    ('attendance', 'movements', 'attendance', None)
    """
    word = text.strip("《》 ")
    return next((name for name, register in REGISTERS.items() if word in (name, meta(register).title)), None)


def nutrients() -> tuple[RegisterColumn, ...]:
    """Return the nutrient columns of the food register in declared order: amounts per 100 g edible portion.

    Examples
    --------
    >>> [column.heading for column in nutrients()[:2]]
    ['能量（kcal）', '蛋白质（g）']
    """
    return tuple(c for c in columns(foods.Foods) if c.nutrient)


def of_children(name: str) -> bool:
    """Return whether each row of a register is about one child: how many there are may give a small number away.

    Examples
    --------
    >>> of_children("illnesses"), of_children("attendance")
    (True, False)
    """
    return any(column.name == "child" for column in columns(get(name)))


__all__ = [
    "ALWAYS",
    "GROUPS",
    "OF_KITCHENS",
    "PARTS",
    "REGISTERS",
    "USUAL",
    "Meta",
    "Register",
    "RegisterColumn",
    "as_written",
    "code_pattern",
    "columns",
    "get",
    "group_of",
    "key_columns",
    "meta",
    "named",
    "nutrients",
    "of_children",
]
