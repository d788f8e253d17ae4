"""What a register has no place for: names, identity numbers, telephone numbers, addresses."""

from __future__ import annotations

import re
import unicodedata

HEADING_WORDS = (
    "姓名", "名字", "身份证", "证件号", "电话", "手机", "住址", "地址", "联系方式", "微信", "监护人",
)  # fmt: skip
COLUMN_ADVICE = "台账不记录姓名、证件号、电话、住址；请删去这一栏再导入"
CELL_ADVICE = "像是证件号或手机号；台账不记录个人信息，请删去"

_IDENTITY = r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
_MOBILE = r"1[3-9]\d(?:\d{8}|[- ]\d{4}[- ]\d{4})"
# Letters and digits around it make it part of a longer number, such as an invoice's.
_PERSONAL = re.compile(rf"(?<![0-9A-Za-z])(?:{_IDENTITY}|(?:\+?86[- ]?)?{_MOBILE})(?![0-9A-Za-z])")
SHORTEST = 11


def is_personal_heading(text: str) -> bool:
    """Return whether a column so called would hold who somebody is or how to reach them."""
    return any(word in text for word in HEADING_WORDS)


def is_personal(value: object) -> bool:
    """Return whether a cell holds an 18-digit identity number or an 11-digit mobile number, alone or within text."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        value = str(int(value))
    if not isinstance(value, str) or len(value) < SHORTEST:
        return False
    return _PERSONAL.search(unicodedata.normalize("NFKC", value)) is not None


def masked(value: object) -> str:
    """Return as much of a personal number as finds its cell again."""
    text = str(int(value)) if isinstance(value, float) else str(value)
    return text.strip()[:3] + "…"
