"""The tables of an account as a report shows them."""

from __future__ import annotations

import pandas as pd

from kgcore.money.account import Account, MonthAccounts, total
from kgcore.money.records import CATEGORIES, Records
from kgcore.money.usage import by_category


def spans(records: Records, sums: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the accounts of every span and party with rate and cost per child-day."""
    frames = []
    for span, summed in sums.items():
        rate = summed["surplus_fen"] / summed["net_fen"].where(summed["net_fen"] > 0)
        per_day = summed["consumption_fen"] / summed["days"].where(summed["days"] > 0)
        named = summed.assign(
            span=span,
            party=summed.index,
            name=[records.names.get(str(party), str(party)) for party in summed.index],
            rate=rate.astype("float64"),
            cost_per_day_fen=per_day.astype("float64"),
        )
        frames.append(named.set_index(["span", "party"]))
    return pd.concat(frames)


def bases(records: Records, sums: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rate of the own account by every base seen in practice."""
    rows = []
    for span, summed in sums.items():
        own = Account.of(summed, records.site)
        for numerator, spent in (
            ("实际支出（期初＋购入−期末）", own.spent_fen),
            ("账面支出（购入）", own.book_fen + own.charges_fen),
        ):  # fmt: skip
            for base, income in (("收入减退费", own.net_fen), ("未减退费的收入", own.gross_fen)):
                surplus = own.net_fen - spent
                rows.append((span, numerator, base, surplus, income, surplus / income if income > 0 else None))
    month_gross = Account.of(sums["month"], records.site).gross_fen
    so_far = Account.of(sums["term"], records.site).surplus_fen
    rows.append(
        ("term", "累计盈亏（实际支出）", "当月未减退费的收入", so_far, int(month_gross),
         so_far / month_gross if month_gross > 0 else None)
    )  # fmt: skip
    return pd.DataFrame(rows, columns=["span", "numerator", "denominator", "surplus_fen", "base_fen", "rate"])


def categories(current: MonthAccounts, site: str) -> pd.DataFrame:
    """Return the stock account by category with the own share of consumption, in the order of a fee sheet."""
    table = by_category(current.foods)
    table["own_fen"] = current.allocation[site]
    order = [name for name in CATEGORIES if name in table.index]
    return table.loc[order]


def trend(records: Records, months: list[MonthAccounts]) -> pd.DataFrame:
    """Return the own account month by month and cumulative."""
    rows = []
    for n, current in enumerate(months, start=1):
        own, so_far = (Account.of(total(some), records.site) for some in ([current], months[:n]))
        if not (own.gross_fen or own.spent_fen):
            continue  # a month before the first record
        rows.append(
            {
                "month": current.period.text,
                "net_fen": own.net_fen,
                "spent_fen": own.spent_fen,
                "surplus_fen": own.surplus_fen,
                "cumulative_fen": so_far.surplus_fen,
                "rate": own.rate,
                "cumulative_rate": so_far.rate,
            }
        )
    columns = ["month", "net_fen", "spent_fen", "surplus_fen", "cumulative_fen", "rate", "cumulative_rate"]
    return pd.DataFrame(rows, columns=columns)


def method(records: Records) -> pd.DataFrame:
    """Return what was used and after which source (项目, 采用, 来源)."""
    own = [
        ("收入", "所属月份的预收膳费−退费；冲正相抵", "月月清退"),
        ("实际支出", "期初库存＋购入（减退货）−期末库存，含损耗；期末按账面存量计价", "公开收支表各行的算法"),
        ("盈亏率", "盈亏÷（收款−退费）", "伙食结算表注3"),
        ("人均每日支出", f"实际支出÷就餐人日（按{records.charged_meal}人数）", "伙食结算表注4"),
        ("共用食堂分摊", "各类支出按人日×餐次比例分到各园，最大余数法，分毫不差；教工另账", "本系统"),
        ("差异分解", "连环替代：出勤→用量→结构→价格；类内单价不变时人均总量为用量，其余为结构", "连环替代法"),
        (
            "预测",
            "出勤率按星期、往年同月和近几周的偏离（生病会延续）推算；人均支出按上月末价格折算，各周偏离会延续；"
            "价格按各月报价的衰减趋势和离散度推算；90%区间",
            "自回归；衰减趋势（Gardner与McKenzie 1985）",
        ),
    ]
    rules = pd.DataFrame(own, columns=["项目", "采用", "来源"])
    chosen = records.profile.describe()
    ours = chosen["项目"].str.contains("膳费|盈亏|退费|库存")
    return pd.concat([chosen[ours], rules], ignore_index=True)
