"""The words that the pages show for the codes of kgcore.money: one dictionary for each kind of code."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from kgcore.money import account, income, records

SPANS = {"month": "本月", "term": "本学期累计", "year": "本年累计"}
CAUSES = {"attendance_fen": "出勤", "quantity_fen": "用量", "mix_fen": "结构", "price_fen": "价格"}
BASES = {"plan": "计划", "last": "上月"}
"""What a month's cost is compared with: the posted menu, or the month before."""
PARTIES = {account.STAFF: "教工", account.WHOLE: "合计"}
TOTAL = "合计"
CATEGORIES = {
    records.GRAIN: "粮食", records.VEGETABLE: "蔬菜", records.FRUIT: "水果", records.MEAT: "荤菜", records.EGG: "蛋类",
    records.MILK: "牛奶", records.SOY: "豆制品", records.OIL: "油", records.SEASONING: "调味品", records.OTHER: "其他",
}  # fmt: skip
NUMERATORS = {
    "consumption": "实际支出（期初＋购入−期末）",
    "book": "账面支出（购入）",
    "cumulative_consumption": "累计盈亏（实际支出）",
}
DENOMINATORS = {
    "net_income": "收入减退费", "gross_income": "未减退费的收入", "month_gross_income": "当月未减退费的收入",
}  # fmt: skip
BANDS = {income.UNKNOWN_BAND: "未知"}
ADJUSTMENTS = {"gained_fen": "盘盈", "missing_fen": "盘亏", "revalued_fen": "更正重估"}
"""Parts of the consumption that no issue made; 盘盈 lessens it."""
REGISTERS = {"movements": "出入库", "receipts": "收款", "refunds": "退费"}
EARLIER = "更早"
"""Shown for the day of an original entry that is not among the records."""
CHECKS = {
    "stocktake": "盘点", "movements": "出入库", "acceptance": "验收", "duties": "岗位分离", "receipts": "收款与退费",
    "settlement": "合用食堂结算", "charges": "膳费列支", "invoices": "发票", "budget": "预算",
}  # fmt: skip
CHAIN = {
    "invoiced": "本月发票", "earlier": "结清以前月份的差额", "unexplained": "入账与发票不符",
    "not_kept": "没有登记膳食发票",
    "booked": "入账（购入）", "stock": "期初库存−期末库存", "lost": "其中损耗", "gained": "其中盘盈",
    "missing": "其中盘亏",
    "revalued": "其中更正重估", "consumed": "实际支出", "unpaid": "未付发票", "paid": "已付本月发票",
}  # fmt: skip
"""Lines of the month's reconciliation, in their order."""
METHOD = {
    "income": ("收入", "所属月份的预收膳费−退费；冲正相抵", "月月清退"),
    "consumption": (
        "实际支出", "期初库存＋购入（减退货）−期末库存，含损耗；期末按账面存量计价", "公开收支表各行的算法",
    ),
    "rate": ("盈亏率", "盈亏÷（收款−退费）", "伙食结算表注3"),
    "cost_per_day": ("人均每日支出", "实际支出÷就餐人日（按{choice}人数）", "伙食结算表注4"),
    "shared_kitchen": (
        "共用食堂分摊", "各类支出按人日×餐次比例分到各园，最大余数法，分毫不差；教工另账", "本系统",
    ),
    "variance": (
        "差异分解", "连环替代：出勤→用量→结构→价格；类内单价不变时人均总量为用量，其余为结构", "连环替代法",
    ),
    "forecast": (
        "预测",
        "出勤率按星期、往年同月和近几周的偏离（生病会延续）推算；人均支出按上月末价格折算，各周偏离会延续；"
        "价格按各月报价的衰减趋势和离散度推算；90%区间",
        "自回归；衰减趋势（Gardner与McKenzie 1985）",
    ),
}  # fmt: skip
"""Rule of the room → title, what it is (`{choice}` stands for the choice), source."""


def net(unkept: Collection[str]) -> str:
    """Return what the income of an account is called: what is due by attendance where no receipts are kept.

    Examples
    --------
    >>> net(set()), net({"receipts", "refunds"})
    ('收款减退费', '应收膳费')
    """
    return "应收膳费" if "receipts" in unkept else "收款减退费"


def whole(unkept: Collection[str]) -> str:
    """Return the sentence on what the total of all accounts is."""
    return "合计为各园之和。" if "staff_meals" in unkept else "合计为各园之和，不含教工。"


def formula(unkept: Collection[str], income: str = "收款") -> str:
    """Return the sentence on the rate of an account, and where no receipts are kept what stands for them."""
    if "receipts" in unkept:
        return "盈亏率＝盈亏÷应收膳费；本园不登记收款，收入按就餐人日×每日膳费计算。"
    return f"盈亏率＝盈亏÷（{income}−退费）。"


FORESEEN = (
    "假定食谱照旧、没有人调整。就餐人数按星期、往年同月和近几周的出勤推算（生病缺勤会延续几周），"
    "价格按各月报价的走势推算；往年没有记录时区间较宽。"
)
"""What the forecast takes for granted."""


def words(codes: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    """Return the label of each code; a code without one stays as it is.

    Examples
    --------
    >>> words(pd.Series(["egg", "大米"]), CATEGORIES).tolist()
    ['蛋类', '大米']
    """
    return codes.map(labels).fillna(codes)


__all__ = [
    "ADJUSTMENTS", "BANDS", "BASES", "CATEGORIES", "CAUSES", "CHAIN", "CHECKS", "DENOMINATORS", "EARLIER", "FORESEEN",
    "METHOD", "NUMERATORS", "PARTIES", "REGISTERS", "SPANS", "TOTAL", "formula", "net", "whole", "words",
]  # fmt: skip
