"""月月清退 and 月度预结算 as display objects."""

from __future__ import annotations

from kgcore.money import MoneyMonth
from kgcore.present.formats import shown
from kgcore.present.kept import rests_on
from kgcore.present.money import labels
from kgcore.present.money.labels import words
from kgcore.present.table import Column, Table

_PAGE_ROWS = 15


@rests_on("refunds")
def refunds(month: MoneyMonth) -> Table:
    """Return the refunds child by child, those that differ from the rule first; pages show the first, sheets all."""
    rows = month.refunds
    order = rows["difference_fen"].abs().fillna(0).sort_values(ascending=False, kind="stable").index
    differ = int((rows["difference_fen"].fillna(0) != 0).sum())
    total = shown(int(rows["paid_fen"].sum()), "yuan")
    return Table(
        rows.loc[order],
        "月月清退：逐名幼儿的退费",
        {
            "child": Column("幼儿"),
            "absent_days": Column("缺勤", "天", "integer"),
            "due_fen": Column("按办法应退", "元", "yuan"),
            "paid_fen": Column("已退", "元", "yuan"),
            "difference_fen": Column("相差", "元", "yuan"),
        },
        f"共 {len(rows)} 名，已退合计 {total} 元，与退费台账相符；与按办法应退不同的 {differ} 名。",
        page_rows=_PAGE_ROWS,
    )


@rests_on("invoices")
def presettlement(month: MoneyMonth) -> Table:
    """Return the month's money by category when every invoice at hand is paid."""
    rows = month.presettlement.reset_index()
    rows["tone"] = ["warning" if left < 0 else "plain" for left in rows["left_fen"]]
    rows["sign"] = ["warning" if fen > 0 else "plain" for fen in rows["unsigned_fen"]]
    return Table(
        rows,
        "月度预结算",
        {
            "category": Column("科目"),
            "budget_fen": Column("预算", "元", "yuan"),
            "paid_fen": Column("已付", "元", "yuan"),
            "signed_fen": Column("已签待付", "元", "yuan"),
            "unsigned_fen": Column("待园长签字", "元", "yuan", "sign"),
            "left_fen": Column("全部付清后预算结余", "元", "yuan", "tone"),
        },
        "预算结余＝预算−已付−已签待付−待签字。未签字的发票不得付款。",
    )


@rests_on("invoices")
def reconciliation(month: MoneyMonth) -> Table:
    """Return how invoices, book, consumption and payments hang together, every difference on a line of its own."""
    lines = month.reconciliation
    rows = lines.assign(
        line=words(lines["line"], labels.CHAIN),
        tone=["plain" if explained else "warning" for explained in lines["explained"]],
    )
    open_lines = int((~lines["explained"].astype("bool")).sum())
    return Table(
        rows,
        "月度对账：发票、入账、消耗、付款",
        {
            "ledger": Column("账别"),
            "line": Column("项目", "", "text", "tone"),
            "supplier": Column("供应商"),
            "amount_fen": Column("金额", "元", "yuan"),
            "entries": Column("单据"),
        },
        "发票＋差额＝入账；入账＋（期初−期末）＝实际支出；发票−未付＝已付。"
        + (f"{open_lines} 项差额没有说明。" if open_lines else "没有不明差额。"),
    )


@rests_on("month_closes")
def checklist(month: MoneyMonth) -> Table:
    """Return what is looked at before the month is closed."""
    rows = month.checklist.assign(
        item=words(month.checklist["item"], labels.CHECKS),
        state=["可以" if ready else "有待处理" for ready in month.checklist["ready"]],
        tone=["good" if ready else "warning" for ready in month.checklist["ready"]],
        text=month.checklist["text"].where(~month.checklist["ready"], "未见问题"),
    )
    open_items = int((~month.checklist["ready"]).sum())
    return Table(
        rows,
        "月结前核对",
        {"item": Column("核对"), "state": Column("结论", "", "text", "tone"), "text": Column("情况")},
        "各项都可以，方可月结；月结后账目冻结，更正在下月用冲正。"
        + (f"现有 {open_items} 项待处理。" if open_items else ""),
    )
