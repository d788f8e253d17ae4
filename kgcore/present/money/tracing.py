"""The sheet of a traced batch or meal: who delivered and accepted it, what it became, who ate it, what is left."""

from __future__ import annotations

import pandas as pd

from kgcore.money import Trace
from kgcore.present.headline import Figure, Headline
from kgcore.present.table import Column, Table
from kgcore.registers import terms


def headline(trace: Trace, about: str) -> Headline:
    """Return how far it reached.

    Parameters
    ----------
    about : what was traced, e.g. 批次 B20260506-01.
    """
    diners = trace.diners
    staff = diners["class_name"] == terms.STAFF_LEDGER
    classes = diners.loc[~staff, ["site", "class_name"]].drop_duplicates()
    who = [*([f"{len(classes)} 个班"] if len(classes) else []), *(["教工"] if staff.any() else [])]
    days = diners["date"].nunique()
    not_accepted = len(set(trace.inflows["entry"]) - set(trace.acceptance["entry"]))
    dishes = trace.meals[["date", "meal", "dish"]].drop_duplicates()
    samples = trace.samples[["date", "meal", "dish"]].drop_duplicates()
    sentence = (
        f"{about}：{len(trace.inflows)} 笔入库，做成 {dishes['dish'].nunique()} 道菜，"
        f"{days} 天，{'和'.join(who) or '无人就餐'}，{int(diners['diners'].sum()):,} 人次。"
    )
    return Headline(
        sentence,
        [
            Figure("库存余量", trace.left_g / 1000, "kg", "decimal2", "仍在库的先封存" if trace.left_g else "已用完"),
            Figure("波及就餐", int(diners["diners"].sum()), "人次", "integer", f"{days} 天"),
            Figure(
                "缺验收记录", not_accepted, "笔", "integer", "每笔入库应有验收",
                "warning" if not_accepted else "good",
            ),
            Figure(
                "有留样的菜", len(samples), "道次", "integer", f"共 {len(dishes)} 道次",
                "good" if len(samples) >= len(dishes) else "warning",
            ),
        ],
        "warning" if not_accepted or len(samples) < len(dishes) else "plain",
    )  # fmt: skip


def inflows(trace: Trace) -> Table:
    """Return the deliveries and what the acceptance says."""
    accepted = trace.acceptance.set_index("entry")[["delivered_g", "quality"]]
    rows = trace.inflows.join(accepted, on="entry")
    rows["kg"] = rows["quantity_g"].astype("float64") / 1000
    rows["accepted_kg"] = rows["delivered_g"].astype("float64") / 1000
    return Table(
        rows,
        "从哪里来：入库与验收",
        {
            "entry": Column("单号"),
            "date": Column("日期", "", "date"),
            "food": Column("食物"),
            "supplier": Column("供应商"),
            "batch": Column("批次"),
            "expires": Column("保质期至", "", "date"),
            "kg": Column("入库", "kg", "decimal2"),
            "accepted_kg": Column("验收", "kg", "decimal2"),
            "quality": Column("感官"),
        },
    )


def hands(trace: Trace) -> Table:
    """Return the people who stand on the deliveries."""
    acceptor = trace.acceptance.set_index("entry")["acceptor"]
    return Table(
        trace.inflows.join(acceptor, on="entry"),
        "经手人",
        {
            "entry": Column("单号"),
            "food": Column("食物"),
            "buyer": Column("采购"),
            "acceptor": Column("验收"),
            "storekeeper": Column("保管"),
            "bookkeeper": Column("记账"),
            "approver": Column("审批"),
        },
    )


def meals(trace: Trace) -> Table:
    """Return what it became: by day and meal the dishes, the issues they were made of, the sample kept."""
    keys = ["date", "meal", "dish"]
    named = trace.meals[[*keys, "food"]].drop_duplicates().sort_values([*keys, "food"])
    rows = named.groupby(keys)["food"].agg("、".join).reset_index()
    kept = trace.samples[[*keys, "grams", "taken_by"]].drop_duplicates(keys)
    rows = rows.merge(kept, on=keys, how="left")
    issued = trace.issues.groupby("date")["grams"].sum() / 1000
    rows["issued"] = rows["date"].map(issued)
    rows["sample"] = [
        "缺" if pd.isna(grams) else f"{grams:g} g（{who}）"
        for grams, who in zip(rows["grams"], rows["taken_by"], strict=True)
    ]
    rows["tone"] = ["warning" if sample == "缺" else "good" for sample in rows["sample"]]
    return Table(
        rows,
        "做成了什么：菜点与留样",
        {
            "date": Column("日期", "", "date"),
            "meal": Column("餐次"),
            "dish": Column("菜点"),
            "food": Column("所用食物"),
            "issued": Column("当天领用合计", "kg", "decimal2"),
            "sample": Column("留样（留样人）", "", "text", "tone"),
        },
        "先进先出：最早入库的先用。领用单没有写菜点的，当天用到该食物的菜都算。",
        page_rows=20,
    )


def diners(trace: Trace) -> Table:
    """Return who ate it: by day and meal the classes of each kindergarten and their diners."""
    rows = trace.diners.assign(
        shown=[f"{name} {int(n)}" for name, n in zip(trace.diners["class_name"], trace.diners["diners"], strict=True)]
    )
    grouped = rows.groupby(["date", "meal", "name"])
    table = grouped[["diners"]].sum().join(grouped["shown"].agg("、".join).rename("classes")).reset_index()
    return Table(
        table,
        "谁吃了：各班就餐人数",
        {
            "date": Column("日期", "", "date"),
            "meal": Column("餐次"),
            "name": Column("园所"),
            "diners": Column("人数", "", "integer"),
            "classes": Column("班级与人数"),
        },
        page_rows=20,
    )


def invoices(trace: Trace) -> Table:
    """Return the suppliers' invoices from the months of delivery."""
    return Table(
        trace.invoices,
        "供应商当月的发票",
        {
            "entry": Column("登记号"),
            "number": Column("发票号"),
            "date": Column("日期", "", "date"),
            "supplier": Column("供应商"),
            "amount_fen": Column("金额", "元", "yuan"),
            "approved_by": Column("签字"),
            "paid_on": Column("付款", "", "date"),
        },
        "没有台账把发票和单笔入库连起来，所以列出该供应商交货当月的全部发票。",
    )
