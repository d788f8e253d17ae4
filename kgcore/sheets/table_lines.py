"""What lines of a sheet are no records: totals, notes, lines for signatures."""

from __future__ import annotations

import re

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid

TOTAL = re.compile(
    r"^(?:本(?:[页日月周年期旬季]|季度|学[期年])|当[日月]|每?[日月周]|全园|总)?(?:合计|小计|总计|累计|共计|总额|总和|汇总|平均)|^日?人?均?总(?:带量|用量|摄入量|量)"
    r"|^[\u4e00-\u9fff\d月日]{1,10}(?:小计|合计|总计)[:：]?$|^(?:人民币|合计|金额|总)*[(（]?大写"
)
LABEL = re.compile(r"[:：]$|备注|说明|^注|要求|提示|签[字名]|审[核批]|制表")
SIGNATURE = re.compile(
    r"(?:签[字名]|[人员长医导计]|审[核批]|制表|复核|盖章|主任|日期)\s*[:：]|签[字名]|(?:备注|说明|注|提示|要求|填表)[:：\d]"
)
SIGNED = re.compile(
    r"(?:制[表单]|填[表报]|审[核批]|复核|验收|采购|保管|经[手办]|领[料用]|送货|收货|仓管|库管|会计|出纳|园长|主管|负责|盘点|监盘|签[字名])"
    r"(?:人|员|者|签[字名]|人签[字名])?[:：]"
)
"""The first cell of a line for signatures, which may hold several of them side by side."""


def is_total(grid: Grid, row: int) -> bool:
    """Whether a row tells totals, such as 小计 or 合计.

    Examples
    --------
    >>> is_total(Grid("a", "b", [["本月合计", 102]]), 0), is_total(Grid("a", "b", [["金额大写：壹拾元整"]]), 0)
    (True, True)
    """
    return any(TOTAL.match(re.sub(r"\s", "", grid.own_text(row, column))) for column in grid.filled(row)[:3])


def is_text(grid: Grid, row: int) -> bool:
    """Whether a row is a note, a signature line or a title rather than a record.

    Examples
    --------
    >>> is_text(Grid("a", "b", [["制表：", None, None, "审核："]]), 0), is_text(Grid("a", "b", [["大米", 10, 52]]), 0)
    (True, False)
    """
    columns = grid.filled(row)
    texts = [grid.own_text(row, column) for column in columns]
    if len(columns) > 1 and SIGNED.match(texts[0]) and not any(read_number(text) is not None for text in texts):
        return True
    if len(columns) > 3:
        return False
    wide = any(_wide(grid, row, column) for column in columns)
    # A wide cell behind a record's first cells is a cell of the record.
    wide = wide and (len(columns) < 2 or _wide(grid, row, columns[0]) or bool(LABEL.search(texts[0])))
    return wide or (len(columns) == 1 and columns[0] < 2 and bool(SIGNATURE.search(texts[0])))


def _wide(grid: Grid, row: int, column: int) -> bool:
    return grid.spans.get((row, column), (row, column))[1] - column >= max(2, grid.width // 2)


__all__ = ["SIGNATURE", "TOTAL", "is_text", "is_total"]
