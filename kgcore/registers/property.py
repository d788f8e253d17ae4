"""Registers of property: assets, their moves and stocktakes, energy."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import OWN_NUMBER, Date, Integer, Meta, Number, Register, column, money, rule, staff

RECEIVED, ISSUED, LENT, RETURNED, LOST, SCRAPPED = "入库", "领用", "借出", "归还", "损失", "报废"
ASSET_MOVES = (RECEIVED, ISSUED, LENT, RETURNED, LOST, SCRAPPED, terms.REVERSAL)
STORE, NOWHERE = "仓库", "未写去向"
"""What a move without a place is read as: a receipt lies in the store, of another kind nobody wrote where it went."""
CANTEEN_POST = "食堂"
POSTS = (CANTEEN_POST, "教学楼", "办公", "户外")
ELECTRICITY, WATER, GAS = "电", "水", "燃气"
CARRIERS = (ELECTRICITY, WATER, GAS)


class Assets(Register):
    """Assets by number with place and custodian."""

    asset: str = column("资产编号", key=True, pattern=OWN_NUMBER, example="A0001", help="本园自己的编号也可以")
    name: str = column("资产名称", example="幼儿床")
    category: str = column(
        "类别", choices=("家具", "电器", "玩教具", "图书", "厨具", "户外器械", "办公用品"), example="家具"
    )
    unit_value_fen: Integer = money("单价", ge=0, example=320.0)
    bought_on: Date = column("购置日期", example="2022-08-20")
    custodian: str = staff("保管人")

    _about = Meta("资产", "property", "固定资产与物品名录")


class AssetMoves(Register):
    """Append-only: assets in, issued, lent, returned, lost, scrapped."""

    entry: str = column("单号", key=True, pattern=r"^[A-Z]{1,3}[0-9A-Z-]{4,24}$", example="P202603-001")
    date: Date = column("日期", example="2026-03-02")
    kind: str = column("类型", choices=ASSET_MOVES, example=ISSUED)
    asset: str = column("资产编号", ref="assets.asset", example="A0001")
    pieces: Integer = column("数量", unit="件", ge=1, le=10000, example=40)
    place: str = column(
        "去向", nullable=True, mentions="classes.class_name", example="小一班", help="领用、借出时填班级或部门"
    )
    due_back: Date = column("应还日期", nullable=True, example=None)
    liable: str = column("赔偿责任", nullable=True, choices=("个人", "班级", "园方"), example=None)
    handler: str = staff("经手人")
    reverses: str = column("冲正单号", nullable=True, ref="asset_moves.entry", example=None)

    _about = Meta(
        "资产变动", "property", "资产入库、领用、借还、损失、报废（只增不改）", date="date", ledger=True, happened=True
    )

    @rule("reverses", "冲正须填写被冲正的单号，其他类型不得填写")
    def reversal_names_entry(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return (frame["kind"] == terms.REVERSAL) == frame["reverses"].notna()

    @rule("due_back", "借出须填写应还日期")
    def loan_has_end(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return (frame["kind"] != LENT) | frame["due_back"].notna()

    @rule("due_back", "应还日期早于借出日期")
    def back_after_lent(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["due_back"].isna() | (frame["due_back"] >= frame["date"])


class AssetCounts(Register):
    """Stocktake of assets: what is found where."""

    date: Date = column("日期", key=True, example="2026-06-25")
    asset: str = column("资产编号", key=True, ref="assets.asset", example="A0001")
    place: str = column("地点", key=True, mentions="classes.class_name", example="小一班")
    pieces: Integer = column("实有数", unit="件", ge=0, le=10000, example=40)
    counted_by: str = staff("盘点人")

    _about = Meta("资产盘点", "property", "学期资产盘点", date="date", happened=True)


class Energy(Register):
    """Energy and water by post and month."""

    month: str = column("月份", key=True, pattern=r"^\d{4}-(0[1-9]|1[0-2])$", example="2026-05")
    post: str = column("部位", key=True, choices=POSTS, example=CANTEEN_POST)
    carrier: str = column("种类", key=True, choices=CARRIERS, example=ELECTRICITY)
    amount: Number = column("用量", ge=0, example=6120, help="电 kWh，水和燃气 m³")
    cost_fen: Integer = money("费用", ge=0, nullable=True, example=3672.0)

    _about = Meta("能耗", "property", "各部位水电气用量")
