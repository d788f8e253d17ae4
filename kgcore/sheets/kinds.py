"""The kinds of ordinary sheets: their names, the register they fill, the words of their titles and headings."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kgcore.sheets.grid import plain


@dataclass(frozen=True)
class Kind:
    """A kind of sheet that offices keep.

    Parameters
    ----------
    name : as offices call it; it stands in answers as `kind`.
    register : which register most of its rows go into.
    titles : words of a title, a sheet's name or a file's name that speak for this kind.
    """

    name: str
    register: str
    titles: tuple[str, ...] = ()


WEEK_MENU, RECIPE_MENU, PURCHASE, ISSUE = "周食谱", "带量食谱", "采购/入库/验收/送货", "出库/领料"
ATTENDANCE, DINERS, STOCKTAKE, MEAL_MONEY = "考勤", "就餐人数", "盘点", "伙食费收支"
REFUND, EXAMINATION, MORNING_CHECK, ILLNESS = "收退费", "体检", "晨检", "传染病"
DISINFECTION, SAMPLE, ASSET, SAFETY, VISITOR = "消毒", "留样", "固定资产", "安全检查/隐患", "访客"
CHECKLIST = "安全检查"
"""The headings of a checklist; its rows are told as `SAFETY`, as those of a ledger of hazards."""

REFUND_TOTALS = "收退费汇总"
"""The headings of refunds by class, which tell no child: figures to check against."""

FEES, CLASS_FEES = "收费", "收费汇总"
"""The headings of meal money received by child, and by class."""
STOCK_CARD = "收发存"
"""The headings of a card or a ledger that tells what came, what went and what was left."""

DAY_BOOK = "流水账"
"""The headings of a book that tells by day what money came, what went and what was left."""

LEAVES = "缺勤"
"""The headings of a list of children who were away."""

TOLD_AS = {
    CHECKLIST: SAFETY,
    REFUND_TOTALS: REFUND,
    FEES: REFUND,
    CLASS_FEES: REFUND,
    STOCK_CARD: PURCHASE,
    DAY_BOOK: MEAL_MONEY,
    LEAVES: ATTENDANCE,
}
"""The kind that answers name where headings of their own serve a kind."""

FEE_TITLES = ("收费", "缴费", "交费", "收款", "收缴", "缴纳", "预收", "收取")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(WEEK_MENU, "menus", ("食谱", "菜谱", "菜单", "一周安排")),
        Kind(RECIPE_MENU, "dish_ingredients", ("带量", "食谱", "用量", "配餐", "菜谱")),
        Kind(
            PURCHASE,
            "movements",
            (
                "采购",
                "入库",
                "进货",
                "送货",
                "验收",
                "收货",
                "购进",
                "配送",
                "查验",
                "购货",
                "供货",
                "进料",
                "销售单",
                "出货单",
                "发货单",
            ),
        ),
        Kind(ISSUE, "movements", ("出库", "领料", "领用", "用料", "食物用量", "使用情况", "发料", "消耗", "领取")),
        Kind(ATTENDANCE, "attendance", ("考勤", "出勤", "点名", "出缺勤")),
        Kind(DINERS, "attendance", ("就餐", "用餐人数", "进餐", "用餐登记", "开餐")),
        Kind(STOCKTAKE, "counts", ("盘点", "盘存", "库存")),
        Kind(MEAL_MONEY, "receipts", ("收支", "伙食费", "膳食费", "伙食账", "结算", "盈亏", "膳费", "进销存")),
        Kind(REFUND, "refunds", ("退费", "退款", "退伙", "退餐", "收退费")),
        Kind(REFUND_TOTALS, "refunds", ("退费", "退款", "退伙", "退餐", "收退费")),
        Kind(FEES, "receipts", FEE_TITLES),
        Kind(CLASS_FEES, "receipts", FEE_TITLES),
        Kind(STOCK_CARD, "movements", ("收发存", "卡片", "明细账", "出入库", "台账", "流水", "库存", "保管账")),
        Kind(
            DAY_BOOK,
            "receipts",
            ("流水", "日记账", "现金", "收支", "伙食费", "膳食费", "膳费", "餐费", "出纳", "资金", "经费"),
        ),
        Kind(LEAVES, "symptoms", ("缺勤", "请假", "病假", "缺课", "未到园")),
        Kind(EXAMINATION, "measurements", ("体检", "健康检查", "体格", "测查", "身高体重")),
        Kind(MORNING_CHECK, "observations", ("晨检", "晨间检查", "全日观察", "午检", "晨午检", "晨、午检")),
        Kind(ILLNESS, "illnesses", ("传染病", "患病登记", "疾病登记")),
        Kind(DISINFECTION, "disinfection", ("消毒", "清洁")),
        Kind(SAMPLE, "samples", ("留样",)),
        Kind(ASSET, "assets", ("固定资产", "资产", "财产")),
        Kind(SAFETY, "hazards", ("隐患", "整改", "排查")),
        Kind(CHECKLIST, "inspections", ("安全检查", "检查表", "检查记录", "自查", "巡查")),
        Kind(VISITOR, "visitors", ("来访", "外来", "访客", "进出", "门卫", "出入登记", "来园")),
    )
}


UNIT = re.compile(r"(?<=..)[/:,]?(?:g/d?l|kg|cm|mm|m|g|ml|l|℃|%|公斤|千克|市斤|厘米|克|斤|元)$")


@dataclass(frozen=True)
class Field:
    """A column that sheets of a kind have.

    Parameters
    ----------
    name : of the field; `never` holds what must not be kept, `derived` what is computed or not needed.
    need : the group of which every table of the kind has one; empty when it is optional.
    fill : whether an empty cell means the one above.
    """

    name: str
    need: str
    fill: bool


@cache
def fields(kind: str) -> dict[str, list[Field]]:
    """Return the fields of a kind by the headings that stand for them, as `bare` writes headings."""
    by_heading: dict[str, list[Field]] = {}
    text = resources.files("kgcore.sheets").joinpath("headings.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["kind"] == kind:
            for word in row["words"].split(";"):
                field = Field(row["field"], row["need"], row["fill"] == "yes")
                by_heading.setdefault(bare(word), []).append(field)
    return by_heading


def needs(kind: str) -> set[str]:
    """Return the groups of fields of which a table of the kind has one each."""
    return {group for fields_ in fields(kind).values() for field in fields_ for group in field.need.split()}


@cache
def bare(heading: str) -> str:
    """Return a heading as compared: without blanks, line breaks, units in brackets and marks.

    Examples
    --------
    >>> bare("体重 测查值（kg）"), bare("单价（元）"), bare("名 称"), bare("出勤率(%)")
    ('体重测查值', '单价', '名称', '出勤率')
    """
    text = re.sub(r"\s+", "", plain(heading)).lower()
    without = re.sub(r"\([^()]*\)|\[[^\]]*\]", "", text)
    return (without or text).rstrip(":*、。")


def without_unit(heading: str) -> str:
    """Return a heading, as `bare` writes it, without a unit that stands behind it without brackets.

    Examples
    --------
    >>> without_unit("血红蛋白g/l"), without_unit("身高/cm"), without_unit("净重")
    ('血红蛋白', '身高', '净重')
    """
    return UNIT.sub("", heading)


def bracket(heading: str) -> str:
    """Return what stands in brackets in a heading, such as its unit.

    Examples
    --------
    >>> bracket("重量（千克）"), bracket("金额")
    ('千克', '')
    """
    match = re.search(r"\(([^()]*)\)", re.sub(r"\s+", "", plain(heading)))
    return match[1] if match else ""


__all__ = ["KINDS", "Field", "Kind", "bare", "bracket", "fields", "needs", "without_unit"]
