"""Registers that kgcore keeps while it reads ordinary sheets: answers once given, and sheets that wait for one."""

from __future__ import annotations

from kgcore.registers.base import Date, Integer, Meta, Register, column, money

QUESTIONS = {
    "year": "年份", "date": "日期", "food": "食物", "dish": "菜点", "supplier": "供应商", "class_name": "班级",
    "kg": "一件合几千克", "meal": "餐次", "direction": "入库还是出库", "mark": "记号", "kind": "哪种表",
    "course": "菜点类别", "child": "幼儿", "default": "表里没有的项目", "school_day": "是不是开园日",
    "half_day": "半天算不算", "bands": "年龄段的克数", "band": "按哪个年龄段", "weight_basis": "生重还是净重",
    "seasoning": "调味品归哪道菜", "week": "哪一周", "unit": "单位", "grams": "几克", "item": "项目",
    "inspection": "哪种检查", "severity": "程度", "due_on": "整改期限", "fixed_on": "整改日期", "badge": "访客牌号",
    "kept_hours": "留样几小时", "asset": "资产编号", "bought_on": "购置日期", "place": "地点",
    "category": "资产类别", "quality": "验收合格吗", "certificate_seen": "索证齐吗",
    "contact_minutes": "作用几分钟", "agent": "消毒方式", "object": "消毒对象", "round": "第几次",
    "purpose": "来访事由", "left_at": "离开时间", "entered_at": "进门时间", "passed": "正常吗",
    "strength_mg_l": "浓度", "pieces": "几件", "unit_value_yuan": "单价", "month": "哪个月", "disease": "病名",
    "absent_days": "缺勤天数", "diners": "就餐人数", "leave": "缺勤原因", "checked": "检查人数",
    "abnormal": "异常人数", "area": "区域", "reported_on": "报告日期",
    "amount_yuan": "多少元",
    "amount": "哪一栏是金额", "charge": "计入金额吗", "return": "采购还是退货", "receipt": "是什么款项",
    "returned": "退回减去了吗", "day_order": "日期的写法",
    "price": "单价（元/kg）", "entry": "与已记的不同", "height_cm": "身高", "weight_kg": "体重", "hb_g_l": "血红蛋白",
}  # fmt: skip
"""What may be asked about an ordinary sheet: its code and the words of the register; others stand as their code."""


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


INCOME, BOUGHT, SPENT = "income", "bought", "spent"
OPENING_STOCK, CLOSING_STOCK, MONTH_BALANCE, DINER_DAYS = (
    "opening_stock",
    "closing_stock",
    "month_balance",
    "diner_days",
)
CONTROLS = {
    INCOME: "本月收入", BOUGHT: "本月购入", SPENT: "本月支出", OPENING_STOCK: "月初库存", CLOSING_STOCK: "月末库存",
    MONTH_BALANCE: "本月结余", DINER_DAYS: "就餐人次",
}  # fmt: skip
"""Month totals that an office's own sheets print: their code and their words."""


class ControlFigures(Register):
    """Month totals that an office's own sheets print: computed ones are checked against them, none is an entry."""

    month: str = column("月份", key=True, pattern=r"^\d{4}-(0[1-9]|1[0-2])$", example="2026-10")
    figure: str = column("项目", key=True, choices=tuple(CONTROLS), labels=CONTROLS, example=SPENT)
    amount_fen: Integer = money("金额", ge=None, nullable=True, example=48684.5, help="就餐人次填在下一栏")
    persons: Integer = column("人次", unit="人次", nullable=True, ge=0, example=None)
    file: str = column("来自", nullable=True, example="10月伙食费收支表.xlsx")

    _about = Meta("月度对照数", "intake", "本园收支表、进销存表上的月度合计，用来核对算出的数；不是账")


__all__ = [
    "BOUGHT",
    "CLOSING_STOCK",
    "CONTROLS",
    "DINER_DAYS",
    "INCOME",
    "MONTH_BALANCE",
    "OPENING_STOCK",
    "QUESTIONS",
    "SPENT",
    "Answers",
    "ControlFigures",
    "WaitingSheets",
]
