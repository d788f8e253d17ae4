"""Registers of the meal money and the office's other money; amounts are integer fen."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import Date, Flag, Integer, Meta, Number, Register, column, money, rule, staff

CHILDREN_MEALS, STAFF_FOOD = "幼儿膳食", "教工膳食"
BUDGET_CATEGORIES = (
    CHILDREN_MEALS,
    STAFF_FOOD,
    "燃料水电",
    "低值易耗",
    "设备维修",
    "绿化",
    "卫生消毒",
    "培训",
    "基建项目",
    "其他",
)
PREPAID, STAFF_MEALS, COLLECTED_FOR_GUESTS, OTHER_RECEIPT = "预收膳费", "教工膳费", "代收龙马膳费", "其他"
RECEIPT_PURPOSES = (PREPAID, STAFF_MEALS, COLLECTED_FOR_GUESTS, OTHER_RECEIPT)
MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"


class FeeRates(Register):
    """Daily meal fee by band, valid from a date."""

    valid_from: Date = column("起始日期", key=True, example="2026-02-01")
    band: str = column("年龄段", key=True, choices=terms.USUAL_BANDS, vocabulary="age_bands", example=terms.SMALL)
    fee_fen: Integer = money("每日膳费", per="/天", ge=1, example=15.5)

    _about = Meta("膳费标准", "money", "每人每天膳费")


class Receipts(Register):
    """Append-only: meal money received."""

    entry: str = column("收据号", key=True, pattern=r"^[A-Z]{1,3}[0-9A-Z-]{4,24}$", example="R202605-001")
    date: Date = column("日期", example="2026-05-06")
    month: str = column("所属月份", pattern=MONTH_PATTERN, example="2026-05")
    class_name: str = column("班级", ref="classes.class_name", nullable=True, example="小一班")
    child: str = column("幼儿编号", ref="children.child", nullable=True, example=None)
    purpose: str = column("款项", choices=RECEIPT_PURPOSES, example=PREPAID)
    amount_fen: Integer = money("金额", ge=1, example=12400.0)
    approver: str = staff("审批人")
    reverses: str = column("冲正收据号", nullable=True, ref="receipts.entry", example=None)

    _about = Meta("收款", "money", "膳费收款（只增不改）", date="date", ledger=True)


class Refunds(Register):
    """Append-only: meal money returned to a child's family."""

    entry: str = column("退费单号", key=True, pattern=r"^[A-Z]{1,3}[0-9A-Z-]{4,24}$", example="F202605-001")
    date: Date = column("日期", example="2026-05-29")
    month: str = column("所属月份", pattern=MONTH_PATTERN, example="2026-05")
    child: str = column("幼儿编号", ref="children.child", example="C00001")
    absent_days: Integer = column("缺勤天数", unit="天", ge=0, le=31, example=3)
    amount_fen: Integer = money("金额", ge=1, example=46.5)
    rule: str = column("退费规则", nullable=True, example="按缺勤天数")
    approver: str = staff("审批人")
    reverses: str = column("冲正退费单号", nullable=True, ref="refunds.entry", example=None)

    _about = Meta("退费", "money", "月月清退（只增不改）", date="date", ledger=True)


class Invoices(Register):
    """Append-only: invoices, signed by the principal before they are paid."""

    entry: str = column("登记号", key=True, pattern=r"^[A-Z]{1,3}[0-9A-Z-]{4,24}$", example="I202605-001")
    number: str = column("发票号", example="26317000000012345678")
    date: Date = column("开票日期", example="2026-05-08")
    supplier: str = column("供应商编号", ref="suppliers.supplier", example="V01")
    category: str = column("科目", choices=BUDGET_CATEGORIES, example="幼儿膳食")
    amount_fen: Integer = money("金额", ge=1, example=5230.4)
    approved_by: str = column("签字人", ref="staff.staff", nullable=True, example="S001", help="园长签字后方可付款")
    approved_on: Date = column("签字日期", nullable=True, example="2026-05-09")
    paid_on: Date = column("付款日期", nullable=True, example="2026-05-12")
    reverses: str = column("冲正登记号", nullable=True, ref="invoices.entry", example=None)

    _about = Meta("发票", "money", "发票登记、签字与付款（只增不改）", date="date", ledger=True)

    @rule("approved_on", "签字人与签字日期须同时填写")
    def approval_whole(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["approved_by"].notna() == frame["approved_on"].notna()


class Budgets(Register):
    """Budget of a category in a month."""

    month: str = column("月份", key=True, pattern=MONTH_PATTERN, example="2026-05")
    category: str = column("科目", key=True, choices=BUDGET_CATEGORIES, example="幼儿膳食")
    amount_fen: Integer = money("预算", ge=0, example=280000.0)

    _about = Meta("预算", "money", "各科目月度预算")


class MealCharges(Register):
    """What is charged to the meal money beyond food, and the month's close."""

    month: str = column("月份", key=True, pattern=MONTH_PATTERN, example="2026-05")
    item: str = column("项目", key=True, choices=("燃料", "水电", "人工", "手续费", "其他"), example="燃料")
    amount_fen: Integer = money("金额", ge=0, example=0)
    allowed: Flag = column("列支许可", example=False, help="是否按规定可从膳费列支")
    quantity: Number = column("用量", nullable=True, ge=0, example=None)

    _about = Meta("膳费列支", "money", "膳费中除食物外的列支")


class MonthCloses(Register):
    """Which month was closed when and by whom; later corrections are reversals in the open month."""

    month: str = column("月份", key=True, pattern=MONTH_PATTERN, example="2026-05")
    closed_on: Date = column("结账日期", example="2026-06-05")
    bookkeeper: str = staff("记账人")
    approver: str = staff("审批人")

    _about = Meta("月结", "money", "月度结账")
