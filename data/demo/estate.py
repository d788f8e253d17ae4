"""Property: what is owned, where it stands, what was lent and lost; the office store; energy of the posts."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo import world
from demo.office import BOOKKEEPER, LOGISTICS_HEAD, STOREKEEPER
from demo.world import MAIN, SIZES, SPRING, Frames, frame, generator

# Monthly use when all children are there: kWh for 电, m³ for 水 and 燃气; price in fen per unit.
POSTS = (
    ("食堂", "电", 6200, 62), ("食堂", "水", 410, 480), ("食堂", "燃气", 2300, 390),
    ("教学楼", "电", 8200, 62), ("教学楼", "水", 520, 480), ("办公", "电", 1400, 62), ("户外", "水", 130, 480),
)  # fmt: skip
SUMMER_MONTHS, SUMMER_FACTOR = ("06", "09"), 1.25
FULL_MONTH_DAYS = 22
LAST_YEAR_FACTOR = 1.045

# name, category, unit value in fen, how many a class holds (0 = per child), how many stay in the store room
CLASS_ASSETS = (
    ("幼儿床", "家具", 32_000, 0, 12), ("幼儿椅", "家具", 9_000, 0, 20), ("幼儿桌", "家具", 26_000, 7, 4),
    ("玩具柜", "家具", 45_000, 6, 2), ("毛巾架", "家具", 18_000, 2, 3), ("一体机", "电器", 1_250_000, 1, 1),
    ("紫外线灯", "电器", 12_000, 4, 6), ("空调", "电器", 380_000, 2, 0), ("保温桶", "厨具", 16_000, 2, 4),
    ("积木", "玩教具", 28_000, 8, 10), ("钢琴", "玩教具", 1_100_000, 1, 0), ("图书架", "家具", 22_000, 2, 2),
)  # fmt: skip
OTHER_ASSETS = (
    ("蒸柜", "厨具", 860_000, "食堂", 3), ("冰柜", "电器", 420_000, "食堂", 6), ("切菜机", "厨具", 560_000, "食堂", 2),
    ("消毒柜", "电器", 310_000, "食堂", 8), ("滑梯", "户外器械", 2_600_000, "户外", 2), ("攀爬架", "户外器械", 1_800_000, "户外", 1),
    ("三轮车", "户外器械", 19_000, "户外", 40), ("电脑", "电器", 480_000, "办公室", 14), ("打印机", "电器", 220_000, "办公室", 4),
    ("绘本", "图书", 2_800, "图书室", 1600),
)  # fmt: skip
LENT = (
    ("投影仪", "电器", 350_000, 4), ("音响", "电器", 180_000, 5), ("照相机", "电器", 420_000, 3), ("演出服", "办公用品", 8_000, 120), ("帐篷", "户外器械", 26_000, 12),
)  # fmt: skip
# name, unit value in fen, pieces used a week
CONSUMABLES = (
    ("复印纸", 2_200, 6),
    ("洗手液", 900, 17),
    ("垃圾袋", 600, 30),
    ("一次性手套", 1_500, 12),
    ("消毒片", 2_600, 9),
)
LOSSES = (
    ("2026-04-14", "幼儿椅", "中四班", "损失", 1, "班级"),
    ("2026-05-18", "保温桶", "大三班", "损失", 1, "个人"),
    ("2026-06-11", "三轮车", "户外", "报废", 3, "园方"),
)
STORE = "总务仓库"
COUNTED_ON = dt.date(2026, 6, 25)


def build() -> Frames:
    """Return assets with their moves and counts, the counts of the office store, and energy."""
    assets = _assets()
    number = dict(zip(assets["name"], assets["asset"], strict=True))
    moves = _moves(number)
    return {
        "assets": assets,
        "asset_moves": moves,
        "asset_counts": _counts(
            moves, set(assets.loc[~assets["name"].isin([name for name, *_ in CONSUMABLES]), "asset"])
        ),
        "office_counts": _office_counts(moves, number),
        "energy": _energy(),
    }


def _assets() -> pd.DataFrame:
    listed = [(name, kind, fen) for name, kind, fen, *_ in (*CLASS_ASSETS, *OTHER_ASSETS, *LENT)]
    listed += [(name, "办公用品", fen) for name, fen, _ in CONSUMABLES]
    return frame("assets", [
        {"asset": f"A{n:04d}", "name": name, "category": kind, "unit_value_fen": fen,
         "bought_on": dt.date(2016 + n % 9, 8, 20), "custodian": STOREKEEPER}
        for n, (name, kind, fen) in enumerate(listed, start=1)
    ])  # fmt: skip


def _pieces(per_class: int, class_size: int) -> int:
    return per_class or class_size


def _moves(number: dict[str, str]) -> pd.DataFrame:
    start = SPRING.first
    sizes = dict(zip(world.classes_of(MAIN), (size for band in SIZES[MAIN].values() for size in band), strict=True))
    rows: list[dict[str, object]] = []

    def move(day: dt.date, kind: str, name: str, pieces: int, place: str | None = None, **more: object) -> None:
        rows.append(
            {
                "date": day,
                "kind": kind,
                "asset": number[name],
                "pieces": pieces,
                "place": place,
                "handler": STOREKEEPER,
                **more,
            }
        )

    for name, _, _, per_class, spare in CLASS_ASSETS:
        move(start, "入库", name, sum(_pieces(per_class, size) for size in sizes.values()) + spare, STORE)
        for class_name, size in sizes.items():
            move(start, "领用", name, _pieces(per_class, size), class_name)
    for name, _, _, place, pieces in OTHER_ASSETS:
        move(start, "入库", name, pieces, STORE)
        move(start, "领用", name, pieces, place)
    for name, _, _, pieces in LENT:
        move(start, "入库", name, pieces, STORE)
    random = generator("loans")
    for month in world.months():
        days = world.month_days(month)
        for n, (name, *_rest) in enumerate(LENT):
            if len(days) > 10 and random.random() < 0.6:
                day, place = days[2 + n], world.classes_of(MAIN)[int(random.integers(0, 17))]
                move(day, "借出", name, 1 + n // 3 * 10, place, due_back=day + dt.timedelta(14))
                move(day + dt.timedelta(int(random.integers(5, 13))), "归还", name, 1 + n // 3 * 10, place)
    for text, name, place, kind, pieces, liable in LOSSES:
        move(dt.date.fromisoformat(text), kind, name, pieces, place, liable=liable)
    for month in world.months():
        days = world.month_days(month)
        for name, _, weekly in CONSUMABLES:
            move(days[0], "入库", name, weekly * 5, STORE)
            for week in world.weeks(days):
                move(week[0], "领用", name, weekly + int(random.integers(-1, 1)), "各班")
    rows.sort(key=lambda row: (row["date"], row["kind"] != "入库", row["asset"], str(row["place"])))
    seen: dict[str, int] = {}
    for row in rows:
        month = f"{row['date']:%Y%m}"
        seen[month] = seen.get(month, 0) + 1
        row["entry"] = f"P{month}-{seen[month]:03d}"
    return frame("asset_moves", rows)


def _book(moves: pd.DataFrame, until: dt.date) -> dict[tuple[str, str], int]:
    """Return pieces by asset and place as the moves say."""
    held: dict[tuple[str, str], int] = {}

    def add(asset: str, place: str, pieces: int) -> None:
        held[asset, place] = held.get((asset, place), 0) + pieces

    for row in moves[moves["date"] <= pd.Timestamp(until)].itertuples():
        pieces, place = int(row.pieces), str(row.place)
        if row.kind == "入库":
            add(row.asset, STORE, pieces)
        elif row.kind in ("领用", "借出"):
            add(row.asset, STORE, -pieces)
            add(row.asset, place, pieces)
        elif row.kind == "归还":
            add(row.asset, place, -pieces)
            add(row.asset, STORE, pieces)
        else:
            add(row.asset, place, -pieces)
    return held


def _counts(moves: pd.DataFrame, kept: set[str]) -> pd.DataFrame:
    return frame("asset_counts", [
        {"date": COUNTED_ON, "asset": asset, "place": place, "pieces": pieces, "counted_by": BOOKKEEPER}
        for (asset, place), pieces in sorted(_book(moves, COUNTED_ON).items()) if asset in kept and pieces > 0
    ])  # fmt: skip


def _office_counts(moves: pd.DataFrame, number: dict[str, str]) -> pd.DataFrame:
    """Count the office store at each week's and month's end; the caller adds the rows to the stocktakes."""
    rows = []
    ends = {world.month_days(month)[-1] for month in world.months()}
    for day in sorted(ends | {week[-1] for week in world.weeks(world.all_school_days())}):
        book = _book(moves, day)
        for name, *_ in CONSUMABLES:
            rows.append({
                "date": day, "warehouse": "办公", "ledger": "教工", "item": name, "pieces": book[number[name], STORE],
                "scope": "月盘" if day in ends else "周盘", "counted_by": STOREKEEPER, "checked_by": LOGISTICS_HEAD,
            })  # fmt: skip
    return frame("counts", rows)


def _energy() -> pd.DataFrame:
    """Return this year's months, and last year's same months to compare with."""
    random = generator("energy")
    months = {month: (len(world.month_days(month)), 1.0) for month in world.months()}
    months |= {month: (count, LAST_YEAR_FACTOR) for month, count in _last_year().items()}
    rows = []
    for month, (count, factor) in months.items():
        for post, carrier, amount, fen in POSTS:
            season = SUMMER_FACTOR if carrier == "电" and month[-2:] in SUMMER_MONTHS else 1.0
            used = round(amount * factor * count / FULL_MONTH_DAYS * season * float(random.normal(1, 0.015)))
            rows.append(
                {"month": month, "post": post, "carrier": carrier, "amount": float(used), "cost_fen": used * fen}
            )
    return frame("energy", sorted(rows, key=lambda row: str(row["month"])))


def _last_year() -> dict[str, int]:
    months = (f"{int(month[:4]) - 1}{month[4:]}" for month in world.months())
    return {month: world.last_year_days(month) for month in months}
