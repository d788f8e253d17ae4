"""What the codes of this room's frames are called in sentences; shown only, nothing is looked up by these words.

A value of a register, such as a symptom or a class, is its own word: `word` returns it as it is.
"""

from __future__ import annotations

from kgcore.health import codes

WHOLE = "全园"
WORDS = {
    codes.ALL: WHOLE,
    codes.OBESE: "肥胖",
    codes.WEAK: "体弱",
    codes.ANAEMIC: "贫血",
    codes.ALLERGIC: "过敏",
    codes.OTHER: "其他",
    codes.MANAGED: "管理率",
    codes.EFFECTIVE: "有效率",
    codes.CLOSED: "结案率",
    codes.FINE: "符合",
    codes.TOO_WEAK: "浓度不足",
    codes.TOO_SHORT: "时间不足",
    codes.TOO_STRONG: "浓度过高",
    codes.NO_RULE: "无规定",
    codes.ISOLATED: "隔离中",
    codes.MAY_RETURN: "可返园",
    codes.RETURNED: "已返园",
    codes.EARLY_RETURN: "提前返园",
    codes.PRESCRIBED: "规定",
    codes.INCUBATION: "最长潜伏期",
    codes.PATROL: "巡班",
    codes.ALL_SICK: "病假合计",
}


def word(code: object) -> str:
    """Return what a code is called.

    Examples
    --------
    >>> word("too_weak"), word("中三班")
    ('浓度不足', '中三班')
    """
    return WORDS.get(str(code), str(code))
