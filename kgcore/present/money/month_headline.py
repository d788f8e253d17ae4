"""The answer of the surplus report: one sentence and six figures."""

from __future__ import annotations

from kgcore.money import Account, MoneyMonth
from kgcore.present.formats import shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.money.differences import by_category
from kgcore.present.money.labels import CAUSES, net
from kgcore.present.palette import Tone


def headline(month: MoneyMonth) -> Headline:
    """Return the month's and the term's balance beside the limit, and where the term is going."""
    of_month, of_term = month.account(), month.account("term")
    inside = within(of_term, month.limit)
    band = f"±{month.limit:.0%}"
    verdict = {None: "没有收入记录，不作结论", True: f"在{band}之内", False: f"超出{band}"}[inside]
    sentence = f"{month.name}本月{said(of_month)}；本学期累计{said(of_term)}，{verdict}。"
    tone: Tone = "plain" if inside is None else "good" if inside else "severe"
    return Headline(sentence, _figures(month, of_month, of_term, tone), tone)


def within(account: Account, limit: float) -> bool | None:
    """Return whether the balance is within the limit (a fraction of net income), None without income."""
    return None if account.rate is None else abs(account.rate) <= limit


def said(account: Account) -> str:
    """Return the balance in words: 亏损4,571.01元（-2.72%）."""
    side = "盈余" if account.surplus_fen >= 0 else "亏损"
    rate = "" if account.rate is None else f"（{account.rate:+.2%}）"
    return f"{side}{shown(abs(account.surplus_fen), 'yuan')}元{rate}"


def percent(rate: float | None) -> float | None:
    """Return a rate in percent: two decimals of it are what the limit is judged by."""
    return None if rate is None else rate * 100


def _figures(month: MoneyMonth, of_month: Account, of_term: Account, tone: Tone) -> list[Figure]:
    limit = f"每学期应在±{month.limit:.0%}之内"
    month_tone: Tone = "good" if within(of_month, month.limit) else "warning"
    per_day = of_month.consumption_fen / of_month.days if of_month.days else None
    fee = of_month.net_fen / of_month.days if of_month.days else None
    figures = [
        Figure("本月盈亏", of_month.surplus_fen, "元", "yuan", _of_income(of_month, net(month.unkept)), month_tone),
        *_against_plan(month),
        Figure("学期累计盈亏", of_term.surplus_fen, "元", "yuan", "各月实际盈亏之和", tone),
        Figure("学期累计盈亏率", percent(of_term.rate), "%", "decimal2", limit, tone),
        Figure("人均每日支出", per_day, "元", "yuan", f"每人每日收费{shown(fee, 'yuan')}"),
    ]
    ahead = month.forecast
    if ahead is not None and ahead.spend_low is not None:
        corridor = f"{shown(ahead.spend_low, 'yuan')}～{shown(ahead.spend_high, 'yuan')}元/人·日落在限内"
        figures.append(Figure("余下每人每日可用", ahead.land_on_zero, "元", "yuan", corridor))
    return figures


def _of_income(account: Account, income: str) -> str:
    rate = "" if account.rate is None else f"{account.rate:+.2%}，"
    return f"{rate}{income}{shown(account.net_fen, 'yuan')}"


def _against_plan(month: MoneyMonth) -> list[Figure]:
    base, rows = by_category(month)
    if rows.empty:
        return []
    change = int(rows["change_fen"].sum())
    parts = [
        (int(row[part]), f"{row['category']}{word}") for row in rows.to_dict("records") for part, word in CAUSES.items()
    ]
    most, what = max(parts) if change > 0 else min(parts)
    note = f"主要是{what}{'+' if most > 0 else ''}{shown(most, 'yuan')}"
    return [Figure(f"食堂支出比{base}{'多' if change > 0 else '少'}", abs(change), "元", "yuan", note)]
