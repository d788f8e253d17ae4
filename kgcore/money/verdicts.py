"""Findings about the account itself: the 2 % limit, income, charges, settlement, stocktakes."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding, Severity
from kgcore.money.account import Account, MonthAccounts
from kgcore.money.forecast import Forecast
from kgcore.money.income import collected
from kgcore.money.records import MoneyRecords
from kgcore.money.surplus import beyond
from kgcore.registers.money import COLLECTED_FOR_GUESTS
from kgcore.standards import Profile

NORM = "托儿所幼儿园卫生保健工作规范(2012)：每学期盈亏不超过2%"
ENTRIES_LACK = "支出不到收入的一半，采购像是没有录全：先补录采购、核对盘点，再看盈亏；补齐以前不作预测"
_NAMED = 5
_CAUSES = {"attendance_fen": "出勤", "quantity_fen": "用量", "mix_fen": "结构", "price_fen": "价格"}


def base_and_part(account: Account, profile: Profile) -> tuple[int, int]:
    """Return the surplus and its denominator in fen, as the profile chooses numerator and base."""
    by_consumption = profile.surplus_numerator == "consumption"
    spent_fen = account.spent_fen if by_consumption else account.book_fen + account.charges_fen
    base = account.net_fen if profile.surplus_base == "net_income" else account.gross_fen
    return account.net_fen - spent_fen, base


def surplus_findings(records: MoneyRecords, cumulative: pd.DataFrame, word: str, *, final: bool) -> list[Finding]:
    """Return the verdict on each kindergarten's balance so far, beside the limit.

    Parameters
    ----------
    records : of the period.
    cumulative : accounts summed over the profile's period of judgement, as `account.total` gives them.
    word : what they are summed over, in Chinese.
    final : the period of judgement is over, so the limit binds.
    """
    limit = records.profile.surplus_limit
    findings = []
    for site in records.sites:
        account = Account.of(cumulative, site)
        part, base = base_and_part(account, records.profile)
        is_incomplete = records.profile.use_is_counted and account.lacks_entries
        name = records.names[site]
        if base <= 0:
            findings.append(
                Finding(
                    "money.rate_unknown",
                    "warning",
                    name,
                    str(records.period),
                    f"{name}{word}没有膳费收入，盈亏率无法计算",
                    source=NORM,
                    advice=f"录入《{'就餐人数' if 'receipts' in records.profile.unkept else '收款'}》",
                )
            )
            continue
        rate = part / base
        over = beyond(part, base, limit)
        severity: Severity = ("severe" if final else "warning") if over else "good"
        side = "盈余" if part >= 0 else "亏损"
        findings.append(
            Finding(
                "money.surplus",
                severity,
                name,
                str(records.period),
                f"{name}{word}{side}{abs(part) / 100:,.2f}元，盈亏率{rate:+.2%}"
                f"（{'超出' if over else '在'}±{limit:.0%}{'' if over else '之内'}）",
                measured=round(rate * 100, 4),
                limit=limit * 100,
                unit="%",
                source=NORM,
                advice=ENTRIES_LACK if is_incomplete else _course(part, final=final) if over else "",
            )
        )
    return findings


def _course(part: int, *, final: bool) -> str:
    if final:
        return "向家长说明；结余用于下学期幼儿伙食，亏损由园方承担，不得转嫁"
    if part < 0:
        return "按本报告给出的每人每日可用金额调整后续食谱"
    return (
        "按本报告给出的每人每日可用金额提高后续食谱；营养已到上限、排不出更贵的食谱时先换同类更好的食材，"
        "仍花不完的不要靠加量花掉，请膳食管理委员会商定下调膳费或期末退给家长"
    )


def forecast_findings(ahead: Forecast | None, limit: float, name: str, period: str) -> list[Finding]:
    """Return what the forecast says where the term may end beyond the limit."""
    if ahead is None or not ahead.days_left or ahead.spend_low is None or ahead.spend_high is None:
        return []
    rate = ahead.surplus_fen / ahead.net_income_fen
    likely = abs(rate) > limit
    return [
        Finding(
            "money.forecast",
            "warning" if likely else "notice",
            name,
            period,
            f"照目前的开支，学期末预计盈亏{ahead.surplus_fen / 100:+,.0f}元（{rate:+.2%}），"
            f"九成可能在{ahead.low_fen / 100:+,.0f}至{ahead.high_fen / 100:+,.0f}元之间",
            measured=round(rate * 100, 2),
            limit=limit * 100,
            unit="%",
            source="本系统预测：出勤、开支、价格的偏离会延续",
            advice=f"余下{ahead.days_left}天每人每日开支控制在"
            f"{ahead.spend_low / 100:.2f}～{ahead.spend_high / 100:.2f}元",
        )
    ]


def income_findings(records: MoneyRecords, month: MonthAccounts) -> list[Finding]:
    """Return where receipts less refunds are not the fee of the days attended, and what was charged unduly.

    Where the fee of some days is not known, what is due is not known either, and is held against nothing.
    """
    findings = []
    period = month.period.text
    unknown = _without_fee(month)
    for site, days in unknown.groupby("site")["days"].sum().items():
        findings.append(
            Finding(
                "money.class_unknown",
                "severe",
                records.names[str(site)],
                period,
                f"{records.names[str(site)]}有{days}人日的班级不在本学期《班级》中或没有膳费标准，未计入应收",
                measured=float(days),
                limit=0.0,
                unit="人日",
                source="《班级》《膳费标准》",
                advice="核对班级名称，补录班级或膳费标准",
            )
        )
    for site in records.sites:
        account = Account.of(month.accounts, site)
        net, due = account.net_fen, account.due_fen
        name = records.names[site]
        if net < 0:
            findings.append(
                Finding(
                    "money.refund_above_paid",
                    "severe",
                    name,
                    period,
                    f"{name}退费{account.refunds_fen / 100:,.2f}元，多于收款{account.gross_fen / 100:,.2f}元",
                    measured=account.refunds_fen / 100,
                    limit=account.gross_fen / 100,
                    unit="元",
                    source="月月清退",
                    advice="核对收款与退费的所属月份",
                )
            )
        elif net != due and site not in set(unknown["site"]):
            findings.append(
                Finding(
                    "money.income_differs",
                    "warning",
                    name,
                    period,
                    f"{name}收款减退费{net / 100:,.2f}元，按就餐人日应收{due / 100:,.2f}元，"
                    f"相差{(net - due) / 100:+,.2f}元",
                    measured=net / 100,
                    limit=due / 100,
                    unit="元",
                    source="应收＝就餐人日×每日膳费",
                    advice="逐班核对就餐人数、收款和退费单",
                )
            )
    charged = records.charges[(records.charges["month"] == period) & (records.charges["amount_fen"] > 0)]
    undue = charged[~charged["item"].isin(records.profile.charge_categories)]
    for item, fen in undue[["item", "amount_fen"]].to_numpy().tolist():
        findings.append(
            Finding(
                "money.undue_charge",
                "severe",
                str(item),
                period,
                f"{item}{fen / 100:,.2f}元列入膳费；本园膳费只可列支{'、'.join(records.profile.charge_categories)}，"
                "本报告不计入支出",
                measured=fen / 100,
                limit=0.0,
                unit="元",
                source=records.profile.cite("charge_categories"),
                advice="从膳费账转出，款项退回",
            )
        )
    return findings


def _without_fee(month: MonthAccounts) -> pd.DataFrame:
    """Return the rows of what is due that count days of a class without a fee."""
    rows: pd.DataFrame = month.due[month.due["fee_fen"].isna() & (month.due["days"] > 0)]
    return rows


def settlement_findings(records: MoneyRecords, month: MonthAccounts) -> list[Finding]:
    """Return whether the guests paid the kitchen what their children ate, as far as their fees are known."""
    guests = [site for site in records.sites if site != records.kitchen]
    if not guests or _without_fee(month)["site"].isin(guests).any():
        return []
    payment = collected(records, [month.period.text], COLLECTED_FOR_GUESTS)
    due = int(month.accounts.loc[guests, "due_fen"].sum())
    if payment == due:
        return []
    names = "、".join(records.names[site] for site in guests)
    return [
        Finding(
            "money.settlement_differs",
            "warning",
            names,
            month.period.text,
            f"{names}交来膳费{payment / 100:,.2f}元，按其就餐人日应为{due / 100:,.2f}元，"
            f"相差{(payment - due) / 100:+,.2f}元",
            measured=payment / 100,
            limit=due / 100,
            unit="元",
            source="应收＝就餐人日×每日膳费",
            advice="与对方核对每日就餐人数，下月结清",
        )
    ]


def variance_findings(by_food: pd.DataFrame | None, account: Account, limit: float, period: str) -> list[Finding]:
    """Return why the month cost other than planned, of the whole kitchen; a warning where the month is off by itself.

    Parameters
    ----------
    by_food : variance by food against the plan.
    account : the month's, to see whether it lies within `limit` by itself.
    """
    if by_food is None:
        return []
    sums = {word: int(by_food[name].sum()) for name, word in _CAUSES.items()}
    change = int(by_food["change_fen"].sum())
    off = beyond(account.surplus_fen, account.net_fen, limit)
    causes = "、".join(f"{word}{fen / 100:+,.0f}元" for word, fen in sorted(sums.items(), key=lambda i: -abs(i[1])))
    foods = by_food["price_fen"].sort_values(ascending=change < 0, kind="stable").head(_NAMED)
    dearest = "、".join(f"{food}{fen / 100:+,.0f}元" for food, fen in foods.items())
    return [
        Finding(
            "money.variance",
            "warning" if off else "notice",
            "食堂支出",
            period,
            f"食堂本月支出比计划{'多' if change > 0 else '少'}{abs(change) / 100:,.2f}元：{causes}；"
            f"价格影响最大的是{dearest}",
            measured=change / 100,
            limit=0.0,
            unit="元",
            source="连环替代法：计划＝公布食谱×预计人数×月前价格",
            advice="价格涨的先询价、换供应商或换菜；用量超的核对带量食谱和出库" if off else "",
        )
    ]


__all__ = [
    "base_and_part",
    "forecast_findings",
    "income_findings",
    "settlement_findings",
    "surplus_findings",
    "variance_findings",
]
