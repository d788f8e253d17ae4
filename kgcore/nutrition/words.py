"""What the codes of this room's frames are called in sentences; shown only, nothing is looked up by these words."""

from __future__ import annotations

from kgcore.nutrition.ranges import ABOVE, BELOW, DOUBTFUL, NEAR, REFERENCE, TOO_FEW_DATA, WITHIN

WORDS = {
    WITHIN: "符合", BELOW: "偏低", ABOVE: "偏高", REFERENCE: "参考", NEAR: "接近", TOO_FEW_DATA: "数据不足",
    DOUBTFUL: "记录存疑",
}  # fmt: skip


def word(code: str) -> str:
    """Return what a verdict on a range is called.

    Examples
    --------
    >>> word("below")
    '偏低'
    """
    return WORDS[code]
