"""The tables of the surplus report."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kgcore.money import MoneyMonth, MoneyTerm
from kgcore.money.account import STAFF
from kgcore.money.tables import PROFILE_RULES
from kgcore.present.findings import Findings
from kgcore.present.formats import shown
from kgcore.present.kept import Nothing, rests_on
from kgcore.present.money import labels
from kgcore.present.money.labels import FORESEEN, SPANS, TOTAL, words
from kgcore.present.table import Column, Table

GROSS = ("gross_income", "month_gross_income")
"""Denominators of rates before refunds."""
SHARED_KITCHEN = "shared_kitchen"
"""Rule that a kitchen of one kindergarten has no use for."""


def accounts(month: MoneyMonth, span: str = "month") -> Table:
    """Return every party's account of a span: month, term or year."""
    rows = parties(pd.DataFrame(month.accounts.xs(span)), month.unkept)
    rows = rows.assign(name=words(rows["name"], labels.PARTIES), rate=rows["rate"] * 100)
    rows["tone"] = [
        "plain" if pd.isna(r) else "good" if abs(r) <= month.limit * 100 else "warning" for r in rows["rate"]
    ]
    return Table(
        rows,
        f"{SPANS[span]}收支",
        {
            "name": Column("账户"),
            **income_columns(month.unkept),
            "consumption_fen": Column("实际支出", "元", "yuan"),
            "book_fen": Column("账面支出", "元", "yuan"),
            "charges_fen": Column("其他列支", "元", "yuan"),
            "surplus_fen": Column("盈亏", "元", "yuan"),
            "rate": Column("盈亏率", "%", "decimal2", "tone"),
            "days": Column("就餐人日", "", "integer"),
            "cost_per_day_fen": Column("人均每日", "元", "yuan"),
        },
        f"盈亏＝{labels.net(month.unkept)}−实际支出−其他列支；{labels.formula(month.unkept)}"
        f"实际支出＝期初＋购入−期末；账面支出＝购入。{labels.whole(month.unkept)}",
    )


def parties(accounts: pd.DataFrame, unkept: Collection[str]) -> pd.DataFrame:
    """Return the rows of accounts that are shown: none of the staff where its meals are not kept."""
    rows = accounts.reset_index(drop=True)
    return rows[rows["name"] != STAFF].reset_index(drop=True) if "staff_meals" in unkept else rows


def income_columns(unkept: Collection[str]) -> dict[str, Column]:
    """Return the columns of what came in: receipts and refunds, or what was due where no receipts are kept."""
    if "receipts" in unkept:
        return {"gross_fen": Column(labels.net(unkept), "元", "yuan")}
    return {"gross_fen": Column("收款", "元", "yuan"), "refunds_fen": Column("退费", "元", "yuan")}


def bases(month: MoneyMonth) -> Table:
    """Return the own rate by every base seen in practice."""
    gross = month.bases["denominator"].isin(GROSS) & ("refunds" in month.unkept)  # the same where nothing is refunded
    shares = month.bases[~gross]
    denominators = labels.DENOMINATORS | ({"net_income": labels.net(month.unkept)} if gross.any() else {})
    rows = shares.assign(
        span=words(shares["span"], SPANS),
        numerator=words(shares["numerator"], labels.NUMERATORS),
        denominator=words(shares["denominator"], denominators),
        rate=shares["rate"].astype("float64") * 100,
    )
    return Table(
        rows,
        "不同口径的盈亏率",
        {
            "span": Column("期间"),
            "numerator": Column("支出口径"),
            "denominator": Column("分母"),
            "surplus_fen": Column("盈亏", "元", "yuan"),
            "base_fen": Column("分母金额", "元", "yuan"),
            "rate": Column("盈亏率", "%", "decimal2"),
        },
        "各园公开的收支表口径不一，同一个月可以算出不同的盈亏率；本园用的口径见“方法与依据”。",
    )


def income(month: MoneyMonth) -> Table:
    """Return the fees due by kindergarten and band."""
    return Table(
        month.income.assign(band=words(month.income["band"], labels.BANDS)),
        "应收膳费",
        {
            "name": Column("园所"),
            "band": Column("年龄段"),
            "days": Column("就餐人日", "", "integer"),
            "fee_fen": Column("每日膳费", "元", "yuan"),
            "due_fen": Column("应收", "元", "yuan"),
        },
        "应收＝就餐人日×每日膳费" + ("。" if "receipts" in month.unkept else "，用来核对收款减退费。"),
    )


def categories(month: MoneyMonth) -> Table:
    """Return the kitchen's stock account by category, summed up."""
    rows = month.categories.rename_axis("category").reset_index()
    return Table(
        with_total(rows.assign(category=words(rows["category"], labels.CATEGORIES))),
        "幼儿膳食收支明细（食堂）",
        {
            "category": Column("类别"),
            "opening_fen": Column("上月底库存", "元", "yuan"),
            "purchases_fen": Column("本月账面支出", "元", "yuan"),
            "consumption_fen": Column("本月实际支出", "元", "yuan"),
            "closing_fen": Column("本月底库存", "元", "yuan"),
            "lost_fen": Column("其中损耗", "元", "yuan"),
            **adjustments(rows),
            "own_fen": Column("本园分担", "元", "yuan"),
        },
        "上月底库存＋账面支出−本月底库存＝实际支出，分毫不差。",
    )


def adjustments(rows: pd.DataFrame) -> dict[str, Column]:
    """Return the columns of 盘盈, 盘亏 and revaluation by corrections that rows of `usage.usage` have figures in."""
    return {name: Column(f"其中{word}", "元", "yuan") for name, word in labels.ADJUSTMENTS.items() if rows[name].any()}


def allocation(month: MoneyMonth) -> Table | Nothing:
    """Return each category's cost among the kindergartens and the check that nothing is lost; none for one alone."""
    sites = [str(name) for name in month.allocation if name != "consumption_fen"]
    if len(sites) == 1:
        return Nothing()
    rows = with_total(by_label(month.allocation))
    rows["left"] = rows["consumption_fen"] - rows[sites].sum(axis=1)
    names = month.accounts.xs("month")["name"]
    return Table(
        rows,
        "共用食堂的分摊",
        {
            "category": Column("类别"),
            "consumption_fen": Column("食堂支出", "元", "yuan"),
            **{site: Column(str(names.get(site, site)), "元", "yuan") for site in sites},
            "left": Column("核对", "元", "yuan"),
        },
        "按人日×餐次比例分摊，最大余数法；“核对”应为 0。教工吃的是教工账，不在其中。",
    )


def by_label(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows indexed by category in the order of the categories' labels, which stand in column category."""
    rows = rows.rename_axis("category").reset_index()
    rows["category"] = words(rows["category"], labels.CATEGORIES)
    return rows.sort_values("category", ignore_index=True)


def with_total(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of figures by category with a last row that sums them up."""
    total = rows.drop(columns="category").sum()
    return pd.concat([rows, pd.DataFrame([{"category": TOTAL, **total}])], ignore_index=True)


@rests_on("counts")
def stocktake(month: MoneyMonth) -> Table | Nothing:
    """Return the counts that differ from the book; nothing where use is what they do not find."""
    if month.profile.use_is_counted:
        return Nothing()
    counts = month.stocktake
    rows = counts[counts["difference_g"] != 0]
    total = shown(int(rows["difference_fen"].fillna(0).sum()), "yuan")
    kilograms = rows[["counted_g", "book_g", "difference_g", "settled_g"]].astype("float64") / 1000
    settlement = {"settled_g": Column("已作盘盈盘亏", "kg", "decimal2")} if rows["settled_g"].any() else {}
    return Table(
        rows.assign(**kilograms),
        "盘点与账面",
        {
            "date": Column("日期", "", "date"),
            "scope": Column("盘点"),
            "ledger": Column("账别"),
            "food": Column("食物"),
            "counted_g": Column("实存", "kg", "decimal2"),
            "book_g": Column("账面", "kg", "decimal2"),
            "difference_g": Column("相差", "kg", "decimal2"),
            "difference_fen": Column("金额", "元", "yuan"),
            **settlement,
        },
        f"本月盘点 {len(counts)} 项，不符 {len(rows)} 项，合计 {total} 元。",
    )


def corrections(account: MoneyMonth | MoneyTerm, title: str = "更正：对以前月份的冲正") -> Table:
    """Return the reversals of entries of earlier, closed months."""
    rows = account.corrections
    register = words(rows["register"], labels.REGISTERS)
    rows = rows.assign(
        register=register, original=rows["original"].fillna(labels.EARLIER), kind=rows["kind"].fillna(register)
    )
    return Table(
        rows,
        title,
        {
            "register": Column("台账"),
            "date": Column("日期", "", "date"),
            "entry": Column("单号"),
            "reverses": Column("冲正"),
            "original": Column("原日期或月份"),
            "kind": Column("原类型"),
            "about": Column("食物或幼儿"),
            "booked_fen": Column("购入更正", "元", "yuan"),
            "consumed_fen": Column("支出更正", "元", "yuan"),
            "income_fen": Column("收入更正", "元", "yuan"),
        },
        "结账后的更正记在发现的当月，原月份的数不变。",
    )


def trend(account: MoneyMonth | MoneyTerm, title: str = "本学期各月", closes: pd.DataFrame | None = None) -> Table:
    """Return the own account month by month, with the day of each close where `closes` (month, closed_on) is given."""
    rows = account.trend.assign(
        rate=account.trend["rate"].astype("float64") * 100,
        cumulative_rate=account.trend["cumulative_rate"].astype("float64") * 100,
    )
    columns = {
        "month": Column("月份"),
        "net_fen": Column(labels.net(account.unkept), "元", "yuan"),
        "spent_fen": Column("支出", "元", "yuan"),
        "surplus_fen": Column("盈亏", "元", "yuan"),
        "rate": Column("盈亏率", "%", "decimal2"),
        "cumulative_fen": Column("累计盈亏", "元", "yuan"),
        "cumulative_rate": Column("累计盈亏率", "%", "decimal2"),
    }
    if closes is not None:
        rows = rows.merge(closes, on="month", how="left")
        rows["close"] = rows["closed_on"].dt.strftime("%Y-%m-%d").fillna("未月结")
        rows["tone"] = ["warning" if close == "未月结" else "plain" for close in rows["close"]]
        columns["close"] = Column("月结", "", "text", "tone")
    return Table(rows, title, columns)


def outlook(month: MoneyMonth) -> Table:
    """Return where the term will end and what may be spent until then."""
    ahead = month.forecast
    rows: list[tuple[str, str]] = []
    if ahead is not None:
        rows = [
            ("余下开园天数", f"{ahead.days_left} 天"),
            ("到目前人均每日支出", f"{ahead.spent_so_far / 100:.2f} 元"),
            ("照目前开支，学期末盈亏", f"{shown(ahead.surplus_fen, 'yuan')} 元"),
            ("九成可能在", f"{shown(ahead.low_fen, 'yuan')} ～ {shown(ahead.high_fen, 'yuan')} 元"),
            (f"落在±{month.limit:.0%}之内的可能", f"{ahead.within:.0%}"),
        ]
        if ahead.land_on_zero is not None and ahead.spend_low is not None and ahead.spend_high is not None:
            rows += [
                ("正好收支相抵的每人每日支出", f"{ahead.land_on_zero / 100:.2f} 元"),
                ("限内的每人每日支出", f"{ahead.spend_low / 100:.2f} ～ {ahead.spend_high / 100:.2f} 元"),
            ]
    return Table(
        pd.DataFrame(rows, columns=["item", "value"]),
        "学期末预测与可用金额",
        {"item": Column("项目"), "value": Column("数值")},
        FORESEEN,
    )


def budget(account: MoneyMonth | MoneyTerm, title: str = "后勤各科目预算与发票") -> Table:
    """Return the budget of each category against its invoices."""
    rows = account.budget.rename_axis("category").reset_index()
    rows["tone"] = ["warning" if left < 0 else "plain" for left in rows["left_fen"]]
    return Table(
        rows,
        title,
        {
            "category": Column("科目"),
            "budget_fen": Column("预算", "元", "yuan"),
            "invoiced_fen": Column("发票", "元", "yuan"),
            "left_fen": Column("结余", "元", "yuan", "tone"),
            "used": Column("执行率", "", "percent1"),
        },
    )


def method(month: MoneyMonth) -> Table:
    """Return the rules used and where they come from: the profile's choices and figures, then the room's rules."""
    choices = month.method.set_index("rule")["choice"]
    unused = {"refund_rule", "surplus_base"} if "refunds" in month.unkept else set()
    chosen = [rule for rule in choices.index if rule in PROFILE_RULES and rule not in unused]
    lines = month.profile.describe(chosen).to_numpy().tolist()
    if "receipts" in month.unkept:
        due = ("收入", "就餐人日×每日膳费", "本园不登记收款")
        rules = labels.METHOD | {"income": due, "rate": ("盈亏率", "盈亏÷应收膳费", "本园不登记收款")}
    else:
        rules = labels.METHOD
    alone = len(month.allocation.columns) == 2  # what it cost, and the one kindergarten
    for rule, (title, text, source) in rules.items():
        if alone and rule == SHARED_KITCHEN:
            continue
        lines.append([title, text.format(choice=choices[rule]), source])
    return Table(
        pd.DataFrame(lines, columns=["rule", "choice", "source"]),
        "方法与依据",
        {"rule": Column("项目"), "choice": Column("采用"), "source": Column("来源")},
    )


def findings(month: MoneyMonth) -> Findings:
    """Return the verdicts, most severe first."""
    return Findings(month.findings)
