"""The term audit sheet (学期审计表): the term's accounts as an auditor reads them."""

from __future__ import annotations

import pandas as pd

from kgcore.money import MoneyTerm
from kgcore.present.findings import Findings
from kgcore.present.formats import shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.kept import rests_on
from kgcore.present.money import labels, tables
from kgcore.present.money.month_headline import percent, said, within
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table


def headline(term: MoneyTerm) -> Headline:
    """Return how the term ended (or stands), and how much there is to answer for."""
    account = term.account
    inside = within(account, term.limit)
    tone: Tone = "plain" if inside is None else "good" if inside else "severe" if term.ended else "warning"
    state = "学期已结束" if term.ended else "学期未结束，截至已有记录的最后一月"
    severe = sum(finding.severity == "severe" for finding in term.findings)
    warnings = sum(finding.severity == "warning" for finding in term.findings)
    signs = sum(finding.code == "money.unsigned_paid" for finding in term.findings)
    # an account that balances is no clean audit while something severe is open
    overall: Tone = "severe" if severe else tone
    answer = f"；严重问题{severe}项" if severe else ""
    return Headline(
        f"{term.name}{term.period.title}幼儿膳费{said(account)}{answer}；{state}。",
        [
            Figure(labels.net(term.unkept), account.net_fen, "元", "yuan", _received(term)),
            Figure("实际支出", account.spent_fen, "元", "yuan", f"就餐{account.days:,}人日"),
            Figure("盈亏率", percent(account.rate), "%", "decimal2", f"规定每学期在±{term.limit:.0%}之内", tone),
            Figure("严重问题", severe, "项", "integer", f"另有提醒{warnings}项", "severe" if severe else "good"),
            *([] if "invoices" in term.unkept else [_unsigned(signs)]),
        ],
        overall,
    )


def _received(term: MoneyTerm) -> str:
    return "就餐人日×每日膳费" if "receipts" in term.unkept else f"收款{shown(term.account.gross_fen, 'yuan')}"


def _unsigned(signs: int) -> Figure:
    return Figure("未签字付款", signs, "张", "integer", "发票须园长签字后付款", "severe" if signs else "good")


def accounts(term: MoneyTerm) -> Table:
    """Return every party's account of the term."""
    rows = tables.parties(term.accounts, term.unkept)
    rows = rows.assign(
        name=labels.words(rows["name"], labels.PARTIES),
        rate=rows["rate"] * 100,
        check=rows["net_fen"] - rows["spent_fen"] - rows["surplus_fen"],
        tone=["plain" if pd.isna(r) else "good" if abs(r) <= term.limit else "warning" for r in rows["rate"]],
    )
    return Table(
        rows,
        "学期收支总表",
        {
            "name": Column("账户"),
            **tables.income_columns(term.unkept),
            **({} if "receipts" in term.unkept else {"due_fen": Column("按人日应收", "元", "yuan")}),
            "consumption_fen": Column("实际支出", "元", "yuan"),
            "charges_fen": Column("其他列支", "元", "yuan"),
            "surplus_fen": Column("盈亏", "元", "yuan"),
            "rate": Column("盈亏率", "%", "decimal2", "tone"),
            "check": Column("核对", "元", "yuan"),
        },
        f"盈亏＝{labels.net(term.unkept)}−实际支出−其他列支，“核对”应为 0；{labels.formula(term.unkept)}"
        f"{labels.whole(term.unkept)}",
    )


def months(term: MoneyTerm) -> Table:
    """Return the term month by month, with the day of each close."""
    return tables.trend(term, "逐月收支与月结", term.closes)


def categories(term: MoneyTerm) -> Table:
    """Return the kitchen's stock account over the term by category, with its check."""
    rows = tables.with_total(tables.by_label(term.categories))
    rows["check"] = rows["opening_fen"] + rows["purchases_fen"] - rows["consumption_fen"] - rows["closing_fen"]
    return Table(
        rows,
        "学期库存账（食堂，幼儿账）",
        {
            "category": Column("类别"),
            "opening_fen": Column("期初", "元", "yuan"),
            "purchases_fen": Column("购入", "元", "yuan"),
            "consumption_fen": Column("消耗", "元", "yuan"),
            "lost_fen": Column("其中损耗", "元", "yuan"),
            **tables.adjustments(rows),
            "closing_fen": Column("期末", "元", "yuan"),
            "check": Column("核对", "元", "yuan"),
        },
        "期初＋购入−消耗−期末＝0：账实收发，分毫不差。",
    )


@rests_on("budgets")
def budget(term: MoneyTerm) -> Table:
    """Return the term's budget against the invoices."""
    return tables.budget(term, "学期预算执行")


@rests_on("movements")
def corrections(term: MoneyTerm) -> Table:
    """Return the term's reversals of entries of earlier months."""
    return tables.corrections(term, "学期内的更正")


def findings(term: MoneyTerm) -> Findings:
    """Return the auditor's findings, most severe first."""
    return Findings(term.findings)
