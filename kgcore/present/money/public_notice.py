"""The public notice for parents: one page, the usual layout, no figure of a single child or person."""

from __future__ import annotations

import pandas as pd

from kgcore.money import MoneyMonth
from kgcore.present.headline import Figure, Headline
from kgcore.present.money.labels import CATEGORIES, formula
from kgcore.present.money.month_headline import percent, said, within
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table


def notice_headline(month: MoneyMonth) -> Headline:
    """Return the three figures a parent asks for."""
    of_month, of_term = month.account(), month.account("term")
    inside = within(of_term, month.limit)
    tone: Tone = "plain" if inside is None else "good" if inside else "warning"
    per_day = of_month.consumption_fen / of_month.days if of_month.days else None
    figures = [
        Figure("每人每日实际吃到", per_day, "元", "yuan", "实际支出÷就餐人日"),
        Figure(
            "本月盈亏率",
            percent(of_month.rate),
            "%",
            "decimal2",
            "盈亏÷" + ("应收膳费" if "receipts" in month.unkept else "（收款−退费）"),
        ),
        Figure("学期累计盈亏率", percent(of_term.rate), "%", "decimal2", f"规定每学期在±{month.limit:.0%}之内", tone),
    ]
    judged = {None: "", True: f"，在规定的±{month.limit:.0%}之内", False: f"，超出规定的±{month.limit:.0%}"}[inside]
    return Headline(f"本月伙食费{said(of_month)}；按学期计算，本学期累计{said(of_term)}{judged}。", figures, tone)


def notice(month: MoneyMonth) -> Table:
    """Return the account as it is posted: income, expenditure by category, balance, cumulative, rate."""
    of_month, of_term = month.account(), month.account("term")
    income, spending, balance = "收入", "支出", "盈亏"
    rows: list[tuple[str, str, int, str]] = [
        (income, "收取伙食费", of_month.gross_fen, "按月预收"),
        (income, "减：缺勤退费", -of_month.refunds_fen, "月月清退"),
        (income, "实际收入", of_month.net_fen, f"就餐 {of_month.days:,} 人日"),
    ]
    if "receipts" in month.unkept:
        rows = [(income, "按出勤应收伙食费", of_month.net_fen, f"就餐 {of_month.days:,} 人日×每日膳费")]
    staff = "" if "staff_meals" in month.unkept else "教工用餐另立账目，不从幼儿伙食费开支。"
    ask = "园长室" if "committee" in month.unkept else "膳食管理委员会或园长室"
    for category, fen in month.categories["own_fen"].items():
        share = f"占支出 {fen / of_month.spent_fen:.1%}" if of_month.spent_fen else ""
        rows.append((spending, CATEGORIES.get(str(category), str(category)), int(fen), share))
    if of_month.charges_fen:
        rows.append((spending, "其他列支", of_month.charges_fen, "按规定可列支的项目"))
    per_day = f"人均每日 {of_month.consumption_fen / of_month.days / 100:.2f} 元" if of_month.days else ""
    rows += [
        (spending, "支出合计", of_month.spent_fen, per_day),
        (balance, "本月盈亏", of_month.surplus_fen, f"盈亏率 {_rate(of_month.rate)}"),
        (balance, "本学期累计盈亏", of_term.surplus_fen, f"盈亏率 {_rate(of_term.rate)}"),
    ]
    return Table(
        pd.DataFrame(rows, columns=["part", "item", "fen", "note"]),
        f"{month.name}{month.period.title}幼儿伙食费收支公示",
        {"part": Column("项目"), "item": Column("明细"), "fen": Column("金额", "元", "yuan"), "note": Column("说明")},
        f"{_USE}{formula(month.unkept, '收取的伙食费')}{staff}有疑问请向{ask}查询。",
    )


_USE = "支出按实际消耗计算（月初库存＋本月购入−月末库存）。"


def _rate(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:+.2%}"
