"""Chinese labels of the nutrition room's codes, and the frames with labels in their place."""

from __future__ import annotations

import pandas as pd

from kgcore.nutrition import accounting, record_findings, structure
from kgcore.nutrition.words import WORDS
from kgcore.registers import terms

VERDICTS = WORDS
STOCK_SOURCES = {
    accounting.COUNT: "盘点",
    accounting.BOOK: "账面",
    accounting.DIRECT: "直用",
    accounting.NIL: "无",
}
OUTLIERS = {record_findings.PRICE: "单价", record_findings.GRAMS: "人均克数"}
QUANTITIES = {
    structure.ENERGY_BY_GROUP: "能量（食物类别）",
    structure.ENERGY: "能量（动物/植物）",
    structure.PROTEIN: "蛋白质",
    structure.FAT: "脂肪",
    structure.IRON: "铁",
    structure.VITAMIN_A: "维生素A",
}
DENOMINATORS = {
    structure.ENERGY_BY_GROUP: "食物能量合计",
    structure.ENERGY: "食物能量合计",
    structure.PROTEIN: "蛋白质合计",
    structure.FAT: "脂肪合计",
    structure.IRON: "铁合计",
    structure.VITAMIN_A: "视黄醇＋胡萝卜素÷12",
}
FOOD_SOURCES = {
    **terms.ORIGIN_LABELS,
    structure.ALL_PLANT: "植物性",
    structure.RETINOL: "视黄醇",
    structure.CAROTENE: "胡萝卜素",
}
"""Sources of nutrients that are no food group; a food group stands for itself."""


def labelled(rows: pd.DataFrame, **labels: dict[str, str]) -> pd.DataFrame:
    """Return rows with the codes in some columns replaced by their labels; a value without a label stands for itself.

    Examples
    --------
    >>> labelled(pd.DataFrame({"verdict": ["below"]}), verdict=VERDICTS).loc[0, "verdict"]
    '偏低'
    """
    return rows.assign(**{name: [words.get(code, code) for code in rows[name]] for name, words in labels.items()})
