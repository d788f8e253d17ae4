"""Chinese labels of the health room's codes, and the frames with labels in their place."""

from __future__ import annotations

import pandas as pd

from kgcore.health import codes
from kgcore.health.case_card import CHECK_UP, VISIT
from kgcore.health.privacy import TOTAL
from kgcore.health.words import WORDS

LABELS = {**WORDS, CHECK_UP: "体检", VISIT: "随访", TOTAL: "合计"}
HIDDEN = "＊"
"""Stands for a count that must not be read nor worked out."""

NEEDS = {"less_refined": "少精制主食、少糖少油", "more_energy": "加餐增能量和蛋白质", "more_iron": "多铁，配维生素C"}
AVOID, COMMON_MENU = "避开过敏原", "普通餐"
VERDICTS = (codes.FINE, codes.TOO_WEAK, codes.TOO_SHORT, codes.TOO_STRONG, codes.NO_RULE)


def label(code: object) -> str:
    """Return a code's label; a value of a register, such as a class or a symptom, stands for itself."""
    return LABELS.get(str(code), str(code))


def labelled(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return rows with the codes in some columns replaced by their labels."""
    return rows.assign(**{column: [label(code) for code in rows[column]] for column in columns})


def variant(row: pd.Series) -> str:
    """Return in words what the menu should give a child: a row of `health.menu_variants.variants`."""
    parts = [words for need, words in NEEDS.items() if row[need]]
    return "；".join([*parts, *([f"{AVOID}：{row['avoid']}"] if row["avoid"] else [])])
