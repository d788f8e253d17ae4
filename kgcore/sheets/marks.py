"""Marks of attendance: what a sheet's own legend says, what needs none, and what must be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kgcore.registers import terms
from kgcore.sheets.grid import Value, plain

PRESENT, NOT_COUNTED, LEFT, JOINED = "出勤", "不计", "退园", "入园"
STATES = (PRESENT, terms.SICK_LEAVE, terms.PRIVATE_LEAVE, terms.OTHER_LEAVE, NOT_COUNTED)
BLANK = "空白"
SAME = str.maketrans(
    {
        **dict.fromkeys("✓✔☑∨vV", "√"),
        **dict.fromkeys("〇◯oOοΟ", "○"),
        **dict.fromkeys("✕✖╳xX✗✘╳ㄨⅹ", "×"),
        **dict.fromkeys("∆Δ", "△"),
        **dict.fromkeys("＼", "\\"),
    }
)
QUOTED = re.compile(r"[“”\"'‘’「」『』【】\[\]]\s*([^“”\"'‘’「」『』【】\[\]\s]{1,2})\s*[“”\"'‘’「」『』【】\[\]]")
SYMBOL = re.compile(
    r"[^\w\s\u4e00-\u9fff,，。;；:：、()（）“”\"'‘’=＝.·…~%￥¥]|(?<![A-Za-z\d])[A-Za-z](?![A-Za-z\d])|(?<!\d)[01](?=为|表示|代表|=)"
)
DASH = re.compile(r"(?<=[^\w\s\u4e00-\u9fff])[—–-]+(?=[\u4e00-\u9fff])")
"""A dash between a mark and its word: √—出勤."""
NARROWER = re.compile(r"[\u4e00-\u9fff]+[(（]([\u4e00-\u9fff]+)[)）]")
"""A word with a narrower one in brackets: 缺勤（事假）."""
EMPTY = re.compile(r"空白|空格|留空|不填|空着|不做?标[记注]|未标[记注]")
INTRODUCTION = re.compile(r"^\s*(?:备注|注|说明|图例|符号|标记|记号|考勤符号|符号说明|填写说明|考勤标记)+\s*[:：]?\s*")
KINDS_OF_STATE = (
    (JOINED, re.compile(r"转入|插班|新生|新入|入园$")),
    (LEFT, re.compile(r"退园|退学|退$|^退|转园|转出|转走|转学|休学|毕业|离园")),
    (NOT_COUNTED, re.compile(r"放假|休息|节假|假日|未入园|停课|^休$")),
    (terms.SICK_LEAVE, re.compile(r"病|发烧|发热|感冒|咳|腹泻|呕吐")),
    (terms.PRIVATE_LEAVE, re.compile(r"事")),
    (terms.OTHER_LEAVE, re.compile(r"其他|其它|旷|缺|未到|没到|不到|请假|没来|未出勤")),
    (PRESENT, re.compile(r"出勤|出席|到|在园|正常|来园|全勤|全天|早退|入园|^出$|^勤$|^在$")),
)
WORDLESS = {"√": PRESENT, "1": PRESENT}
"""What needs no legend."""


def mark_of(value: Value) -> str:
    """Return a mark as compared: ✓ and √ are one, ○ and O are one; empty where nothing stands.

    Examples
    --------
    >>> mark_of("✔"), mark_of("O"), mark_of(" 病假 "), mark_of(1.0)
    ('√', '○', '病假', '1')
    """
    text = re.sub(r"\s", "", plain(value))
    return text.translate(SAME) if len(text) == 1 else text


def state_of(text: str) -> str | None:
    """Return the state that words tell; None when they tell none.

    Examples
    --------
    >>> state_of("其他原因缺勤"), state_of("因病缺勤"), state_of("到园"), state_of("退园"), state_of("△")
    ('其他', '病假', '出勤', '退园', None)
    """
    return next((state for state, pattern in KINDS_OF_STATE if pattern.search(text)), None)


def legend(texts: Iterable[str]) -> dict[str, str]:
    """Return the state of each mark that the texts around a table explain; the mark of an empty cell is empty.

    Examples
    --------
    >>> legend(["备注：出勤“√”，病假“△”，事假“○”，其他原因缺勤“×”。"])
    {'√': '出勤', '△': '病假', '○': '事假', '×': '其他'}
    >>> legend(["√—出勤；△—病假"]), legend(["空白为出勤 事假○ 病假△"]), legend(["×缺勤（事假）；⊙缺勤（病假）"])
    ({'√': '出勤', '△': '病假'}, {'': '出勤', '○': '事假', '△': '病假'}, {'×': '事假', '⊙': '病假'})
    >>> legend(["√出勤  ×病假  空白表示事假"]), legend(["填表人：王"])
    ({'√': '出勤', '×': '病假', '': '事假'}, {})
    >>> legend(["小一班10月考勤（说明：空白为出勤，○事假 △病假）"])
    {'': '出勤', '○': '事假', '△': '病假'}
    """
    pairs: dict[str, str] = {}
    for text in texts:
        readings = [_pairs(text.replace("/", " ")), _pairs(text)]
        for mark, state in max(readings, key=len).items():
            pairs.setdefault(mark, state)
    return pairs if len(pairs) > 1 else {}


def _pairs(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    tokens = DASH.sub("为", INTRODUCTION.sub("", re.sub("[<>《》]", "", text)))
    tokens = NARROWER.sub(lambda match: match[1] if state_of(match[1]) else match[0], tokens)
    tokens = QUOTED.sub(lambda match: f"<{match[1]}>", tokens)
    tokens = EMPTY.sub(f"<{BLANK}>", tokens)
    tokens = re.sub(
        r"<[^<>]*>|" + SYMBOL.pattern, lambda match: match[0] if match[0][0] == "<" else f"<{match[0]}>", tokens
    )
    for segment in _segments(tokens):
        parts = re.split(r"<([^<>]*)>", segment)
        marks, words = parts[1::2], parts[0::2]
        mark_first = words[0].rstrip()[-1:] in ("", ":", "：") or state_of(words[0]) is None
        for position, mark in enumerate(marks):
            neighbour = words[position + 1] if mark_first else words[position]
            word = "".join(words) if len(marks) == 1 else neighbour
            state = state_of(re.sub(r"[\s:：=＝]|表示|代表|用|为|记", "", word))
            if state is not None:
                pairs.setdefault("" if mark == BLANK else mark_of(mark), state)
    return pairs


def _segments(tokens: str) -> Iterator[str]:
    """Yield the parts of a legend that stand for themselves; at single blanks where each part explains its own mark."""
    for segment in re.split(r"[,，;；。、\n()（）]|\s{2,}", tokens):
        parts = [part for part in segment.split() if "<" in part]
        is_whole = all(part.count("<") == 1 and state_of(re.sub(r"<[^<>]*>", "", part)) for part in parts)
        yield from parts if len(parts) > 1 and is_whole else [segment]


def state(mark: str, meanings: dict[str, str]) -> str | None:
    """Return what a mark of a cell stands for, by the legend or by itself; None when that must be asked.

    Examples
    --------
    >>> state("×", {"×": "病假"}), state("√", {}), state("事", {}), state("○", {}), state("", {})
    ('病假', '出勤', '事假', None, None)
    """
    if mark in meanings:
        return meanings[mark]
    return WORDLESS.get(mark) or (state_of(mark) if mark else None)


__all__ = ["BLANK", "JOINED", "LEFT", "NOT_COUNTED", "PRESENT", "STATES", "legend", "mark_of", "state", "state_of"]
