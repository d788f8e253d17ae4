"""Registers that kgcore keeps while it reads ordinary sheets: answers once given, and sheets that wait for one."""

from __future__ import annotations

from kgcore.registers.base import Date, Integer, Meta, Register, column

QUESTIONS = {
    "year": "年份", "date": "日期", "food": "食物", "dish": "菜点", "supplier": "供应商", "class_name": "班级",
    "kg": "一件合几千克", "meal": "餐次", "direction": "入库还是出库", "mark": "记号", "kind": "哪种表",
    "course": "菜点类别", "child": "幼儿", "default": "表里没有的项目",
}  # fmt: skip
"""What may be asked about an ordinary sheet: its code, and the words that stand in the register."""


class Answers(Register):
    """What was asked about ordinary sheets, and the answer: asked once, remembered."""

    about: str = column("问什么", key=True, example="食物", help="不要改")
    written: str = column("表里写的", key=True, example="前腿肉", help="不要改")
    proposals: str = column("建议", nullable=True, example="猪腿肉;猪肉", help="最像的在前")
    answer: str = column("答案", nullable=True, example="猪腿肉", help="照建议选一个，或自己写；不要这一行的写“不要”")
    file: str = column("来自", nullable=True, example="10月送货单.xlsx")

    _about = Meta("待确认", "intake", "普通表格里要问一次的事；答过就记住")


class WaitingSheets(Register):
    """Ordinary sheets that wait until their questions are answered; 0 questions = the sheet is in."""

    file: str = column("文件", key=True, example="10月送货单.xlsx")
    sheet: str = column("工作表", key=True, example="送货单")
    kind: str = column("哪种表", key=True, example="采购/入库/验收/送货")
    first_day: Date = column("从", nullable=True, example="2026-10-12")
    last_day: Date = column("到", nullable=True, example="2026-10-13")
    questions: Integer = column("未答的问题", unit="个", ge=0, example=3)

    _about = Meta("待导入的表", "intake", "等答案的普通表格；有它的期间，报告不是正式的")


__all__ = ["QUESTIONS", "Answers", "WaitingSheets"]
