"""Planted faults of money, stock, property and campus."""

from __future__ import annotations

import pandas as pd

from demo.planting import Planted, drop, first_of, overwrite
from demo.world import SPRING, Frames
from kgcore.registers import terms


def _unsigned_invoice(made: Frames) -> None:
    rows = made["invoices"]
    at = (rows["date"].dt.strftime("%Y-%m") == "2026-05") & rows["paid_on"].notna()
    overwrite(made, "invoices", first_of(at), approved_by=None, approved_on=pd.NaT)


def _wrong_unit_price(made: Frames) -> None:
    rows = made["movements"].copy()
    bought = rows[(rows["kind"] == terms.PURCHASE) & (rows["ledger"] == terms.CHILDREN_LEDGER)]
    may = bought[bought["date"].dt.strftime("%Y-%m") == "2026-05"]
    row = may.sort_values("quantity_g", kind="stable").index[len(may) // 4]
    rows.loc[row, ["unit_cost_fen", "amount_fen"]] = rows.loc[row, ["unit_cost_fen", "amount_fen"]] * 10
    made["movements"] = rows


def _gas_spike(made: Frames) -> None:
    rows = made["energy"]
    at = (rows["month"] == "2026-05") & (rows["post"] == "食堂") & (rows["carrier"] == "燃气")
    amount = round(float(rows.loc[at, "amount"].iloc[0]) * 1.7)
    overwrite(made, "energy", at, amount=float(amount), cost_fen=amount * 390)


def _overdue_loan(made: Frames) -> None:
    rows = made["asset_moves"]
    lent = rows[(rows["kind"] == "借出") & (rows["date"].dt.strftime("%Y-%m") == "2026-04")].iloc[0]
    back = (
        (rows["kind"] == "归还")
        & (rows["asset"] == lent["asset"])
        & (rows["place"] == lent["place"])
        & (rows["date"] > lent["date"])
    )
    drop(made, "asset_moves", first_of(back))


def _asset_missing(made: Frames) -> None:
    assets, rows = made["assets"], made["asset_counts"]
    chair = assets.loc[assets["name"] == "幼儿椅", "asset"].iloc[0]
    at = (rows["asset"] == chair) & (rows["place"] == "大一班")
    overwrite(made, "asset_counts", at, pieces=int(rows.loc[at, "pieces"].iloc[0]) - 3)


def _missed_stocktake(made: Frames) -> None:
    rows = made["counts"]
    at = (rows["item"] == "大米") & (rows["date"] == pd.Timestamp("2026-04-30"))
    drop(made, "counts", at & (rows["ledger"] == terms.CHILDREN_LEDGER))


def _late_project(made: Frames) -> None:
    rows = made["projects"]
    at = (
        (rows["project"] == "户外涂鸦墙")
        & (rows["date"] >= pd.Timestamp("2026-05-01"))
        & (rows["date"] <= pd.Timestamp(SPRING.last))
    )
    overwrite(made, "projects", at, done_pct=35.0, stage="采购", spent_fen=2_780_000)


def _skipped_greening(made: Frames) -> None:
    rows = made["greening"]
    drop(
        made,
        "greening",
        (rows["place"] == "前庭草坪")
        & (rows["date"].dt.strftime("%Y-%m") == "2026-05")
        & (rows["date"] > pd.Timestamp("2026-05-08")),
    )


def _dead_corner(made: Frames) -> None:
    rows = made["environment_checks"]
    at = (rows["zone"] == "教学楼三层") & (rows["date"].dt.strftime("%Y-%m") == "2026-04")
    overwrite(
        made,
        "environment_checks",
        at,
        dead_corner="楼梯转角堆放纸箱",
        score=76.0,
        waste_sorted=False,
        repaired_on=pd.NaT,
    )


PLANTED: dict[str, Planted] = {
    "unsigned_invoice": Planted(27, "2026-05-money.xlsx 发票", "an invoice paid without signature", _unsigned_invoice),
    "wrong_unit_price": Planted(
        27, "2026-05-stock.xlsx 出入库", "one purchase at ten times its price", _wrong_unit_price
    ),
    "gas_spike": Planted(28, "2026-05-property.xlsx 能耗", "the kitchen's gas 70 % up in May", _gas_spike),
    "overdue_loan": Planted(
        29, "2026-04-property.xlsx 资产变动", "something lent in April never came back", _overdue_loan
    ),
    "asset_missing": Planted(
        29, "2026-06-property.xlsx 资产盘点", "three chairs fewer in 大一班 than the book says", _asset_missing
    ),
    "missed_stocktake": Planted(
        30, "2026-04-stock.xlsx 盘点", "大米 was not counted at the end of April", _missed_stocktake
    ),
    "late_project": Planted(
        31, "2026-05-, 2026-06-campus.xlsx 园所项目", "户外涂鸦墙 stuck at 35 % and over its budget", _late_project
    ),
    "skipped_greening": Planted(
        32, "2026-05-campus.xlsx 绿化", "the front lawn was not tended after 8 May", _skipped_greening
    ),
    "dead_corner": Planted(
        33,
        "2026-04-campus.xlsx 环境检查",
        "a dead corner on the third floor never cleared, waste unsorted",
        _dead_corner,
    ),
}
