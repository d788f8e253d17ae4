"""Registers of the two warehouses' food side: suppliers, movements, stocktakes, acceptance, samples."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import (
    Date,
    Flag,
    Integer,
    Meta,
    Number,
    Register,
    aliases,
    column,
    ended,
    mass,
    money,
    rule,
    staff,
)  # fmt: skip

CANTEEN, OFFICE = "食堂", "办公"
WAREHOUSES = (CANTEEN, OFFICE)
BY_DAY, BY_WEEK, BY_MONTH = "日盘", "周盘", "月盘"
STOCKTAKE_SCOPES = (BY_DAY, BY_WEEK, BY_MONTH)
GOOD, BAD = "合格", "不合格"


class Suppliers(Register):
    """Suppliers by code and the validity of their licence."""

    supplier: str = column("供应商编号", key=True, pattern=r"^V\d{2,4}$", example="V01")
    name: str = column("供应商", example="粮油供应商甲")
    supplies: str = column("供应品类", nullable=True, example="谷类;油")
    licence_expires: Date = column("许可证有效期至", nullable=True, example="2027-12-31", help="还没有收到的留空")
    aliases: str = aliases()
    ended_on: Date = ended("从这一天起不再采购；以前的记录照旧")

    _about = Meta("供应商", "stock", "供应商与资质有效期")


class Movements(Register):
    """Append-only stock ledger. Every row adds to or takes from the stock of one food on one ledger.

    `quantity_g` and `amount_fen` are positive; `kind` gives the direction. A reversal repeats the figures of the
    entry it names and takes them back.
    """

    entry: str = column("单号", key=True, pattern=r"^[A-Z]{1,3}[0-9A-Z-]{4,24}$", example="M20260506-001")
    date: Date = column("日期", example="2026-05-06")
    kind: str = column("类型", choices=terms.MOVEMENT_KINDS, example=terms.PURCHASE)
    ledger: str = column("账别", choices=terms.LEDGERS, example=terms.CHILDREN_LEDGER)
    food: str = column("食物", ref="foods.food", example="鸡蛋")
    quantity_g: Integer = mass("数量", ge=1, example=45.0)
    unit_cost_fen: Integer = money("单价", per="/kg", ge=0, nullable=True, example=10.8, help="采购、期初与盘盈填写")
    amount_fen: Integer = money(
        "金额", nullable=True, example=486.0, help="采购、期初与盘盈必填：发票上的金额，盘盈按盘点核定的金额"
    )
    supplier: str = column("供应商编号", ref="suppliers.supplier", nullable=True, example="V01")
    batch: str = column("批次", nullable=True, example="B20260506-01")
    expires: Date = column("保质期至", nullable=True, example="2026-05-26")
    dish: str = column("用于菜点", ref="dishes.dish", nullable=True, example=None, help="领用时可填")
    buyer: str = staff("采购人")
    storekeeper: str = staff("保管员")
    bookkeeper: str = staff("记账人")
    approver: str = staff("审批人")
    reverses: str = column("冲正单号", nullable=True, ref="movements.entry", example=None, help="冲正时填被冲正的单号")
    note: str = column("备注", nullable=True, example=None)

    _about = Meta("出入库", "stock", "食堂出入库流水（只增不改，错账用冲正）", date="date", ledger=True)

    @rule("reverses", "冲正须填写被冲正的单号，其他类型不得填写")
    def reversal_names_entry(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return (frame["kind"] == terms.REVERSAL) == frame["reverses"].notna()

    @rule("amount_fen", "采购、期初和盘盈须填写金额")
    def inflow_has_amount(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        inflow = frame["kind"].isin([terms.PURCHASE, terms.OPENING, terms.COUNT_GAIN])
        return ~inflow | frame["amount_fen"].notna()

    @rule("supplier", "盘盈、盘亏来自盘点，不得填写供应商")
    def count_has_no_supplier(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return ~frame["kind"].isin([terms.COUNT_GAIN, terms.COUNT_LOSS]) | frame["supplier"].isna()

    @rule("amount_fen", "金额与 数量×单价 不符（允许单价四舍五入的误差）")
    def amount_is_quantity_times_cost(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        kg = frame["quantity_g"].astype("float64") / 1000
        cost = frame["unit_cost_fen"].astype("float64")
        gap = (frame["amount_fen"].astype("float64") - kg * cost).abs()
        return gap.isna() | (gap <= 0.5 * kg + 0.51)


class Counts(Register):
    """Stocktakes: what was found on the shelf at the end of a day."""

    date: Date = column("日期", key=True, example="2026-05-29")
    warehouse: str = column("仓库", key=True, choices=WAREHOUSES, example=CANTEEN)
    ledger: str = column("账别", key=True, choices=terms.LEDGERS, example=terms.CHILDREN_LEDGER)
    item: str = column("品名", key=True, mentions="foods.food", example="大米", help="食堂填食物名，办公仓库填资产名")
    quantity_g: Integer = mass("实存", ge=0, nullable=True, example=125.5, help="食堂仓库填重量")
    pieces: Integer = column("实存件数", unit="件", ge=0, nullable=True, example=None, help="办公仓库填件数")
    scope: str = column("盘点", choices=STOCKTAKE_SCOPES, example=BY_MONTH)
    counted_by: str = staff("盘点人")
    checked_by: str = staff("监盘人")

    _about = Meta("盘点", "stock", "日、周、月盘点实存数", date="date")

    @rule("quantity_g", "重量与件数须填且只填一项")
    def one_measure(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["quantity_g"].notna() ^ frame["pieces"].notna()


class Acceptance(Register):
    """Acceptance of a delivery: what came, weighed and looked at."""

    entry: str = column("入库单号", key=True, ref="movements.entry", example="M20260506-001")
    date: Date = column("日期", example="2026-05-06")
    delivered_g: Integer = mass("验收数量", ge=0, example=45.0)
    quality: str = column("感官", choices=(GOOD, BAD), example=GOOD)
    certificate_seen: Flag = column("索证索票", example=True)
    temperature_c: Number = column("到货温度", unit="℃", ge=-40, le=60, nullable=True, example=4)
    acceptor: str = staff("验收人")

    _about = Meta("验收", "stock", "食品验收记录", date="date")


class Samples(Register):
    """Retained food samples of each dish."""

    date: Date = column("日期", key=True, example="2026-05-06")
    meal: str = column("餐次", key=True, choices=terms.MEALS, example=terms.LUNCH)
    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")
    grams: Number = column("留样量", unit="g", ge=0, le=2000, example=130)
    kept_hours: Number = column("留样时长", unit="小时", ge=0, le=240, example=48)
    taken_by: str = staff("留样人")

    _about = Meta("留样", "stock", "每餐每菜留样记录", date="date", school_days_only=True)
