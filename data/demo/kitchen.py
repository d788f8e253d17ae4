"""The kitchen's year: menus month by month, deliveries and issues day by day, the books of both ledgers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from demo import menu, world
from demo.absence import Absences
from demo.office import KITCHEN_HEADS
from demo.prices import PriceList
from demo.stock import StoreRoom, month_ends
from demo.world import FEE_FEN, TERMS, Frames, frame, generator
from kgcore.registers import terms

STAFF_PORTION = 1.38
DELIVERY_COVERS_DAYS = 5
DAILY_ITEMS = ("大米", "牛奶", "鲜牛奶", "鸡蛋")
# The menu is planned a little under the fee: packs, losses and small orders cost more than the recipe says.
PLANNED_SHARE = 0.985
CORRECTION_LIMIT = 0.06
DOUBLE_BOOKED, SENT_BACK = dt.date(2026, 3, 17), dt.date(2026, 4, 8)
CORRECTION_NUMBERS = (801, 802)


@dataclass(frozen=True)
class KitchenYear:
    """The kitchen's registers and what each month used of the children's stock, in fen."""

    frames: Frames
    used_fen: Mapping[str, float]


def build(absences: Absences, price_list: PriceList) -> KitchenYear:
    """Return menus, movements, acceptance, counts and samples of both terms."""
    children = StoreRoom(terms.CHILDREN_LEDGER, "M", price_list)
    staff = StoreRoom(terms.STAFF_LEDGER, "J", price_list)
    cooks = menu.Kitchen()
    for term in TERMS:
        _run_term(term, absences, price_list, cooks, children, staff)
    both = (children, staff)
    menus = cooks.frame()
    movements = [row for room in both for row in room.movements]
    delivered = [row for room in both for row in room.acceptance]
    _correct(movements, delivered)
    frames = {
        "menus": menus,
        "movements": frame("movements", sorted(movements, key=lambda row: (row["date"], row["entry"]))),
        "acceptance": frame("acceptance", delivered),
        "counts": frame("counts", [row for room in both for row in room.counts]),
        "samples": _samples(menus),
    }
    return KitchenYear(frames, children.used_fen)


def _correct(movements: list[dict[str, object]], delivered: list[dict[str, object]]) -> None:
    """Add what every ledger has: a delivery booked twice and reversed, and one partly sent back."""
    for day, kind, note, share in (
        (DOUBLE_BOOKED, terms.REVERSAL, "重复录入，已冲正", 1.0), (SENT_BACK, terms.RETURN, "多送，当日退回", 0.1),
    ):  # fmt: skip
        right = next(row for row in movements if row["date"] == day and row["kind"] == terms.PURCHASE)
        grams = round(int(str(right["quantity_g"])) * share)
        amount = round(grams * int(str(right["unit_cost_fen"])) / 1000)
        first, second = (f"M{day:%Y%m%d}-{number}" for number in CORRECTION_NUMBERS)
        extra = right | {"entry": first, "quantity_g": grams, "amount_fen": amount, "note": note}
        back = extra | {"entry": second, "kind": kind, "reverses": first if kind == terms.REVERSAL else None}
        movements += [extra, back]
        seen = next(row for row in delivered if row["entry"] == right["entry"])
        delivered.append(seen | {"entry": first, "delivered_g": grams})


def _run_term(
    term: world.Term,
    absences: Absences,
    price_list: PriceList,
    cooks: menu.Kitchen,
    children: StoreRoom,
    staff: StoreRoom,
) -> None:
    days = world.school_days(term)
    balance_fen = 0.0
    for month in sorted({f"{day:%Y-%m}" for day in days}):
        inside = [day for day in days if f"{day:%Y-%m}" == month]
        lunches = {day: float(absences.diners.loc[(pd.Timestamp(day), terms.LUNCH)].sum()) for day in inside}
        known = price_list.on(inside[0] - dt.timedelta(1))
        catch_up = max(-CORRECTION_LIMIT, min(CORRECTION_LIMIT, balance_fen / (FEE_FEN * sum(lunches.values()))))
        start = len(cooks.rows)
        cooks.choose(inside, known, FEE_FEN * (PLANNED_SHARE + catch_up))
        _run_month(
            inside,
            cooks.rows[start:],
            absences,
            children,
            staff,
            opening=month == f"{days[0]:%Y-%m}" and term is TERMS[0],
        )
        balance_fen += FEE_FEN * sum(lunches.values()) - children.used_fen[month]


def _run_month(
    days: Sequence[dt.date], menus: Sequence[Mapping[str, object]], absences: Absences,
    children: StoreRoom, staff: StoreRoom, opening: bool,
) -> None:  # fmt: skip
    by_day = {day: [row for row in menus if row["date"] == day] for day in days}
    actual = {day: menu.needs(by_day[day], absences.diners, day) for day in days}
    staff_actual = {day: menu.staff_needs(by_day[day], int(absences.staff_diners[day]), STAFF_PORTION) for day in days}
    random = generator(f"orders {days[0]}")
    for room, needed in ((children, actual), (staff, staff_actual)):
        if opening:
            room.open(days[0], [needed[day] for day in days])
        for n, day in enumerate(days):
            if n == 0 and not opening:
                room.write_off(day)
            expected = {food: grams * float(random.normal(1.005, 0.01)) for food, grams in needed[day].items()}
            monday = n == 0 or day.isocalendar()[1] != days[n - 1].isocalendar()[1]
            coming = [needed[later] for later in days[n : n + DELIVERY_COVERS_DAYS + 1]] if monday else []
            room.deliver(day, expected, coming)
            room.issue(day, needed[day], _dish_of(by_day[day]))
            if room is children:
                room.count(day, "日盘", [food for food in DAILY_ITEMS if day not in month_ends()])
            if day in month_ends():
                room.count(day, "月盘")
            elif room is children and (n + 1 == len(days) or days[n + 1].isocalendar()[1] != day.isocalendar()[1]):
                held = [
                    food
                    for food in sorted(room.grams)
                    if food not in DAILY_ITEMS and room.food[food].guide_group in ("谷类", "油", "盐")
                ]
                room.count(day, "周盘", held)


def _dish_of(menus: Sequence[Mapping[str, object]]) -> dict[str, str]:
    uses = [(food, str(row["dish"])) for row in menus for food in menu.recipes()[str(row["dish"])]]
    times = Counter(food for food, _ in uses)
    return {food: dish for food, dish in uses if times[food] == 1}


def _samples(menus: pd.DataFrame) -> pd.DataFrame:
    random = generator("samples")
    rows = []
    for row in menus.itertuples():
        rows.append({
            "date": row.date, "meal": row.meal, "dish": row.dish, "grams": float(random.integers(126, 160)),
            "kept_hours": float(random.choice([48, 48, 49, 50, 52])), "taken_by": KITCHEN_HEADS[row.date.day % 2],
        })  # fmt: skip
    return frame("samples", rows)
