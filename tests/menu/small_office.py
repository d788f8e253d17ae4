"""The small kitchen as an office in a database: two school days, two kindergartens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from kgcore import registers
from kgcore.office import Office
from kgcore.standards import Profile
from kgcore.store import Store
from tests.menu.conftest import dishes, foods

SEEN = {"source": "x", "confidence": "own-knowledge", "grams_basis": "own-knowledge"}


def full(register: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Complete a frame with the register's optional columns."""
    names = [column.name for column in registers.columns(registers.get(register))]
    for name in set(names) & set(SEEN) - set(frame):
        frame = frame.assign(**{name: SEEN[name]})
    return frame.assign(site=frame.get("site", "main")).reindex(columns=names)


def frames() -> dict[str, pd.DataFrame]:
    made, ingredients = dishes()
    table = foods().assign(season_months="4;5;6")
    calendar = pd.DataFrame({"date": pd.to_datetime(["2026-05-04", "2026-05-05", "2026-05-06"]), "term": "2026-spring",
                             "school_day": [True, True, False]})  # fmt: skip
    classes = pd.DataFrame({"term": "2026-spring", "class_name": ["小一班", "中一班", "大一班", "小一班"],
                            "band": ["小班", "中班", "大班", "小班"], "enrolled": [30, 30, 30, 20],
                            "site": ["main", "main", "main", "longma"]})  # fmt: skip
    children = pd.DataFrame({
        "child": ["C00001", "C00002", "C00003"], "class_name": ["小一班", "小一班", "中一班"], "sex": ["F", "M", "F"],
        "birth_month": ["2022-09", "2022-09", "2021-09"], "enrolled_on": pd.Timestamp("2025-09-01"),
        "left_on": [pd.NaT, pd.Timestamp("2026-03-01"), pd.NaT],
    })  # fmt: skip
    return {
        "sites": pd.DataFrame({"site": ["main", "longma"], "name": ["甲", "乙"], "kitchen": "main"}),
        "foods": table, "dishes": made, "dish_ingredients": ingredients, "calendar": calendar, "classes": classes,
        "children": children,
        "fee_rates": pd.DataFrame({"valid_from": pd.Timestamp("2026-02-01"), "band": ["小班", "中班", "大班"],
                                   "fee_fen": [800, 900, 1000]}),
        "suppliers": pd.DataFrame({"supplier": ["V01"], "name": ["甲"], "supplies": ["谷类"],
                                   "licence_expires": pd.Timestamp("2027-01-01")}),
        "prices": pd.DataFrame({"date": pd.to_datetime(["2026-04-01"]), "food": ["米"], "supplier": ["V01"],
                                "price_fen_per_kg": [777]}),
    }  # fmt: skip


SERVED = {
    "attendance": pd.DataFrame(
        {"date": pd.to_datetime(["2026-05-04"]), "class_name": ["小一班"], "meal": ["午餐"], "diners": [1]}
    ),
    "menus": pd.DataFrame(
        {"date": pd.to_datetime(["2026-05-04"]), "meal": ["午餐"], "course": ["主食"], "dish": ["米饭"]}
    ),
}


def write(office: Office, rows: dict[str, pd.DataFrame]) -> None:
    office.write({name: full(name, frame) for name, frame in rows.items()}, who="test")


@contextmanager
def opened(folder: Path, rows: dict[str, pd.DataFrame]) -> Iterator[Office]:
    """Make an office in a new database of a folder."""
    with Store.open(folder / "office.db") as store:
        office = Office(store, "main", Profile.load())
        write(office, rows)
        yield office
