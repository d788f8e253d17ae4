"""A store room as it is run: deliveries in packs, issues by the menu, month-end counts, small losses written off."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from demo import menu, world
from demo.office import BOOKKEEPER, BUYER, KITCHEN_HEADS, LOGISTICS_HEAD, STOREKEEPER
from demo.prices import SUPPLIER_OF, PriceList
from demo.world import generator
from kgcore.registers import terms

HANDS = {"buyer": BUYER, "storekeeper": STOREKEEPER, "bookkeeper": BOOKKEEPER, "approver": LOGISTICS_HEAD}
PACK_G = {
    "大米": 25_000,
    "粳米": 25_000,
    "面粉": 25_000,
    "鸡蛋": 15_000,
    "牛奶": 12_000,
    "鲜牛奶": 12_000,
    "食用盐": 10_000,
    "盐": 10_000,
}
PACK_BY_GROUP = {
    "谷类": 5_000,
    "油": 18_400,
    "糖": 5_000,
    "盐": 10_000,
    "调味品": 4_000,
    "杂豆": 5_000,
    "坚果": 2_500,
    "奶类": 6_000,
    "蛋类": 5_000,
}
USUAL_PACK_G, STAFF_PACK_CAP_G = 2_500, 5_000
SAFETY_DAYS = 2
LOSS_SHARE = 0.003


@dataclass
class StoreRoom:
    """The stock of one ledger and the movements that made it.

    `grams` is what the book says.
    """

    ledger: str
    letter: str
    prices: PriceList
    grams: dict[str, int] = field(default_factory=dict)
    value: dict[str, float] = field(default_factory=dict)
    best_before: dict[str, dt.date] = field(default_factory=dict)
    movements: list[dict[str, object]] = field(default_factory=list)
    acceptance: list[dict[str, object]] = field(default_factory=list)
    counts: list[dict[str, object]] = field(default_factory=list)
    used_fen: dict[str, float] = field(default_factory=dict)
    _numbers: dict[dt.date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        foods, _, _ = menu.food_tables()
        self.food = {row.food: row for row in foods.itertuples()}
        self.random = generator(f"store room {self.ledger}")

    def entry(self, day: dt.date, kind: str, food: str, grams: int, **more: object) -> dict[str, object]:
        """Write one movement and keep the book stock."""
        number = self._numbers[day] = self._numbers.get(day, 0) + 1
        row: dict[str, object] = {
            "entry": f"{self.letter}{day:%Y%m%d}-{number:03d}", "date": day, "kind": kind, "ledger": self.ledger,
            "food": food, "quantity_g": grams, **HANDS, **more,
        }  # fmt: skip
        self.movements.append(row)
        held = self.grams.get(food, 0)
        if kind in (terms.OPENING, terms.PURCHASE):
            self.value[food] = self.value.get(food, 0.0) + float(str(row["amount_fen"]))
            self.grams[food] = held + grams
        else:
            cost = self.value[food] * grams / held
            self.value[food] -= cost
            self.grams[food] = held - grams
            month = f"{day:%Y-%m}"
            self.used_fen[month] = self.used_fen.get(month, 0.0) + cost
        return row

    def pack_g(self, food: str) -> int:
        """Return the pack in which a food is delivered, in grams."""
        group = self.food[food].guide_group
        if self.food[food].purchase == "fresh":
            return 500
        pack = PACK_G.get(food, PACK_BY_GROUP.get(group, USUAL_PACK_G))
        return pack if self.ledger == terms.CHILDREN_LEDGER or food in PACK_G else min(pack, STAFF_PACK_CAP_G)

    def receive(self, day: dt.date, food: str, grams: float, kind: str = terms.PURCHASE) -> None:
        """Take in at least so many grams, in whole packs, at the price quoted on the day."""
        pack = self.pack_g(food)
        packed = max(math.ceil(grams / pack), 1) * pack
        price = self.prices.on(day)[food]
        about = self.food[food]
        expires = day + dt.timedelta(int(about.shelf_life_days))
        row = self.entry(
            day, kind, food, packed, unit_cost_fen=price, amount_fen=round(packed * price / 1000),
            supplier=SUPPLIER_OF[about.guide_group], batch=f"B{day:%Y%m%d}-{self.letter}", expires=expires,
        )  # fmt: skip
        self.best_before[food] = expires
        if kind == terms.PURCHASE:
            cold = about.guide_group in ("畜禽肉", "动物肝脏", "水产", "奶类", "蛋类")
            self.acceptance.append({
                "entry": row["entry"], "date": day, "delivered_g": packed, "quality": "合格", "certificate_seen": True,
                "temperature_c": round(float(self.random.uniform(1, 5)), 1) if cold else None,
                "acceptor": KITCHEN_HEADS[1],
            })  # fmt: skip

    def open(self, day: dt.date, coming: Sequence[Mapping[str, float]]) -> None:
        """Enter the opening stock: store goods for the coming days and a little more."""
        for food, grams in self._total(coming).items():
            if self.food[food].purchase == "store":
                self.receive(day, food, grams * 0.9, terms.OPENING)

    def deliver(self, day: dt.date, expected: Mapping[str, float], coming: Sequence[Mapping[str, float]]) -> None:
        """Take the day's deliveries: fresh food for the expected diners; store goods where the shelf runs low."""
        for food, grams in expected.items():
            if self.food[food].purchase == "fresh":
                self.receive(day, food, grams)
        for food, grams in self._total(coming).items():
            if self.food[food].purchase == "store" and self.grams.get(food, 0) < grams:
                self.receive(day, food, grams - self.grams.get(food, 0))

    def issue(self, day: dt.date, needed: Mapping[str, float], dish_of: Mapping[str, str]) -> None:
        """Issue what the menu needs; fresh food goes out whole, a shortage of store goods is bought the same day."""
        for food, grams in needed.items():
            if self.food[food].purchase == "fresh":
                amount = self.grams[food]
            else:
                amount = max(round(grams / 10) * 10, 10)
                if self.grams.get(food, 0) < amount:
                    self.receive(day, food, amount - self.grams.get(food, 0))
            self.entry(day, terms.ISSUE, food, amount, dish=dish_of.get(food))

    def write_off(self, day: dt.date) -> None:
        """Write off what has passed its date."""
        for food, until in sorted(self.best_before.items()):
            if until < day and self.grams.get(food, 0) > 0:
                self.entry(day, terms.LOSS, food, self.grams[food], note="过期清理")

    def count(self, day: dt.date, scope: str, foods: Sequence[str] | None = None) -> None:
        """Count the shelf; what a month's end finds short is written off on the same day."""
        for food in sorted(self.grams) if foods is None else foods:
            held = self.grams.get(food, 0)
            if held <= 0:
                continue
            short = round(held * LOSS_SHARE * float(self.random.random()) / 10) * 10
            if scope == "月盘" and short:
                self.entry(day, terms.LOSS, food, short, note="月盘差额")
            self.counts.append({
                "date": day, "warehouse": "食堂", "ledger": self.ledger, "item": food,
                "quantity_g": held - (short if scope == "月盘" else 0), "scope": scope,
                "counted_by": STOREKEEPER, "checked_by": BOOKKEEPER,
            })  # fmt: skip

    @staticmethod
    def _total(coming: Sequence[Mapping[str, float]]) -> dict[str, float]:
        total: dict[str, float] = {}
        for needed in coming:
            for food, grams in needed.items():
                total[food] = total.get(food, 0.0) + grams
        return total


def month_ends() -> set[dt.date]:
    """Return the last school day of each month."""
    return {world.month_days(month)[-1] for month in world.months()}
