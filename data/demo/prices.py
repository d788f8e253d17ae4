"""Suppliers and what they quote: level, season, drift, and the shock of May."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from demo import world
from demo.world import Frames, frame, generator

SUPPLIERS = (
    ("V01", "粮油供应商甲", "谷类;薯类;杂豆;油;糖", "2027-12-31"), ("V02", "蔬菜配送乙", "蔬菜;菌藻;薯类", "2027-06-30"),
    ("V03", "鲜肉配送丙", "畜禽肉;动物肝脏", "2027-09-30"), ("V04", "水产配送丁", "水产", "2027-03-31"),
    ("V05", "蛋奶配送戊", "蛋类;奶类", "2028-01-31"), ("V06", "水果配送己", "水果;坚果", "2027-05-31"),
    ("V07", "豆制品作坊庚", "大豆制品", "2026-12-31"), ("V08", "调味干货辛", "盐;调味品;其他", "2027-08-31"),
    ("V10", "设备维修壬", "设备维修", "2028-12-31"), ("V11", "园艺养护癸", "绿化", "2028-12-31"),
    ("V12", "卫生用品子", "卫生消毒;低值易耗", "2028-06-30"), ("V13", "水电燃气丑", "燃料水电", "2030-12-31"),
    ("V14", "培训机构寅", "培训", "2029-12-31"),
)  # fmt: skip
SUPPLIER_OF = {
    "谷类": "V01", "薯类": "V02", "杂豆": "V01", "蔬菜": "V02", "菌藻": "V02", "水果": "V06", "畜禽肉": "V03",
    "动物肝脏": "V03", "水产": "V04", "蛋类": "V05", "奶类": "V05", "大豆制品": "V07", "坚果": "V06", "油": "V01",
    "糖": "V01", "盐": "V08", "调味品": "V08", "其他": "V08",
}  # fmt: skip
# Delivered to the kitchen door, sorted and with papers; the reference prices are a wholesale order of magnitude.
DELIVERY_LEVEL = 1.48
SEASON = {
    "蔬菜": {2: 1.16, 3: 1.10, 4: 1.0, 5: 0.94, 6: 0.97, 9: 1.08, 10: 1.0},
    "水果": {2: 1.05, 3: 1.05, 4: 1.04, 5: 1.0, 6: 0.94, 9: 0.95, 10: 0.96},
    "水产": {2: 1.08, 3: 1.0, 4: 1.0, 5: 0.98, 6: 1.0, 9: 0.97, 10: 0.97},
}
MAY_SHOCK = (("猪", 1.18), ("肉", 1.16), ("排骨", 1.18), ("鸡蛋", 1.14), ("蛋", 1.12))
SHOCK_MONTHS = {5: 1.0, 6: 0.55, 9: 0.25, 10: 0.15}
DRIFT_PER_QUOTE = 0.012


def quote_days() -> list[dt.date]:
    """Return the days on which suppliers quote: the first school day of each half month."""
    found: dict[tuple[int, int, bool], dt.date] = {}
    for day in world.all_school_days():
        found.setdefault((day.year, day.month, day.day > 15), day)
    return sorted(found.values())


def build(foods: pd.DataFrame) -> Frames:
    """Return suppliers and prices of every food that has a reference price."""
    priced = foods[foods["price_fen_per_kg"].notna()]
    # each food drifts by itself: a food added to the packaged table leaves the quotes of the others as they are
    drift = {
        food: np.cumsum(generator(f"prices {food}").normal(0.001, DRIFT_PER_QUOTE, len(quote_days())))
        for food in priced["food"]
    }
    rows = []
    for q, day in enumerate(quote_days()):
        for food in priced.itertuples():
            level = DELIVERY_LEVEL * SEASON.get(food.guide_group, {}).get(day.month, 1.0) * np.exp(drift[food.food][q])
            price = food.price_fen_per_kg * level * shock(food.food, food.guide_group, day.month)
            rows.append({
                "date": day, "food": food.food, "supplier": SUPPLIER_OF[food.guide_group],
                "price_fen_per_kg": max(round(price / 10) * 10, 10),
            })  # fmt: skip
    suppliers = [
        {"supplier": code, "name": name, "supplies": goods, "licence_expires": dt.date.fromisoformat(until)}
        for code, name, goods, until in SUPPLIERS
    ]
    return {"suppliers": frame("suppliers", suppliers), "prices": frame("prices", rows)}


def shock(food: str, group: str, month: int) -> float:
    """Return the factor by which the shock of May raises the price of a food in a month."""
    if group not in ("畜禽肉", "蛋类") or month not in SHOCK_MONTHS:
        return 1.0
    rise = next((factor for word, factor in MAY_SHOCK if word in food), 1.05) - 1
    return 1 + rise * SHOCK_MONTHS[month]


class PriceList:
    """Quoted fen per kg of a food on a day."""

    def __init__(self, prices: pd.DataFrame) -> None:
        self._table = prices.pivot_table(index="date", columns="food", values="price_fen_per_kg", aggfunc="first")
        self._days = [stamp.date() for stamp in self._table.index]
        self._rows = self._table.to_dict("index")

    def on(self, day: dt.date) -> dict[str, int]:
        """Return the last quoted price of every food on a day; the first quote stands for the days before it."""
        past = [d for d in self._days if d <= day] or self._days[:1]
        return {food: int(fen) for food, fen in self._rows[pd.Timestamp(past[-1])].items()}
