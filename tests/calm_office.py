"""阳光幼儿园 as `kg init` makes it: an office that keeps attendance, purchases, stocktakes and menus; October 2026."""

from pathlib import Path

import pandas as pd

import kgcore
from kgcore.cli.application import run
from kgcore.office import Office
from kgcore.registers import stock, terms

CLASSES = {"小一班": 22, "中一班": 26, "大一班": 28}
BOUGHT = {  # food → kg bought each Monday, fen per kg, kg left at the month's end
    "大米": (22, 520, 27), "五花肉": (14, 2600, 0), "鸡蛋": (12, 1100, 6), "番茄": (14, 600, 0), "青菜": (25, 500, 0),
    "土豆": (14, 360, 4), "牛奶": (60, 1000, 20), "苹果": (33, 800, 0), "菜籽油": (3, 1300, 2), "食盐": (0.2, 400, 0.1),
}  # fmt: skip
WEEK = [("早点", "奶饮", "牛奶"), ("午餐", "主食", "大米饭"), ("午餐", "大荤", "红烧肉"), ("午餐", "小荤", "番茄炒蛋"),
        ("午餐", "素菜", "清炒青菜"), ("午点", "水果", "苹果")]  # fmt: skip
ORDER = ["init", "园", "--name", "阳光幼儿园", "--classes", "、".join(f"{name}{n}" for name, n in CLASSES.items()),
         "--fee", "5", "--term", "2026-autumn", "--first", "2026-09-01", "--last", "2027-01-20"]  # fmt: skip


def found(folder: Path) -> Path:
    """Return the database of the office, founded by the command and filled for October 2026."""
    assert run([str(folder / word) if word == "园" else word for word in ORDER]) == 0
    database = folder / "园" / "office.db"
    with kgcore.open(database) as office:
        office.write(frames(office), who="S001")
    return database


def frames(office: Office) -> dict[str, pd.DataFrame]:
    """Return the rows of a month of the four registers, with a supplier made from its name."""
    days = office.school_days("2026-10")
    mondays = sorted({min(day for day in days if day.isocalendar()[1] == week) for week in
                      {day.isocalendar()[1] for day in days}})  # fmt: skip
    attendance = [(day, name, meal, n - (day.day + n) % 3)
                  for day in days for name, n in CLASSES.items() for meal in office.profile.meals]  # fmt: skip
    bought = [
        (day, food, round(kg * 1000), round(kg * fen)) for day in mondays for food, (kg, fen, _) in BOUGHT.items()
    ]
    signed = {"buyer": "S002", "storekeeper": "S002", "bookkeeper": "S003", "approver": "S001"}
    movements = pd.DataFrame(bought, columns=["date", "food", "quantity_g", "amount_fen"]).assign(
        entry=lambda rows: [f"M{day:%Y%m%d}-{n:03d}" for n, day in enumerate(rows["date"], 1)],
        kind=terms.PURCHASE, ledger=terms.CHILDREN_LEDGER, supplier="V001", **signed,
    )  # fmt: skip
    left = [(days[-1], food, round(kg * 1000)) for food, (_, _, kg) in BOUGHT.items()]
    counts = pd.DataFrame(left, columns=["date", "item", "quantity_g"]).assign(
        warehouse=stock.CANTEEN, ledger=terms.CHILDREN_LEDGER, scope=stock.BY_MONTH, counted_by="S002",
        checked_by="S003",
    )  # fmt: skip
    menus = [(day, *line) for day in days for line in WEEK]
    return {
        "suppliers": pd.DataFrame({"supplier": ["V001"], "name": ["老李蔬菜"]}),
        "attendance": pd.DataFrame(attendance, columns=["date", "class_name", "meal", "diners"]),
        "movements": movements,
        "counts": counts,
        "menus": pd.DataFrame(menus, columns=["date", "meal", "course", "dish"]),
    }
