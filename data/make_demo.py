"""Make the demonstration kindergarten's workbooks: `python data/make_demo.py` writes data/*.xlsx, always the same bytes.

The foods and dishes are not among them: the packaged tables are seeded by `kg demo` and `kg init`.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

import pandas as pd  # noqa: E402
from demo import (  # noqa: E402
    absence,
    campus,
    dining,
    estate,
    growth,
    health,
    kitchen,
    money,
    office,
    plan,
    prices,
    promises,
    safety,
    team,
    weighing,
)  # fmt: skip
from demo.faults import ALL_FAULTS, HFMD_CLUSTER, PLANTED, plant  # noqa: E402
from demo.world import Frames  # noqa: E402

from kgcore import registers  # noqa: E402
from kgcore.standards import food  # noqa: E402
from kgcore.store import period_column  # noqa: E402
from kgcore.workbook import write_workbook  # noqa: E402

STANDING = "2026-office.xlsx"
LISTED_WHOLE = ("calendar", "classes", "fee_rates", "agreements", "activities", "trainings", "promises")
FIRST_MONTH = "2026-02"


def frames(faults: frozenset[str] = ALL_FAULTS) -> Frames:
    """Return every register of the demonstration, in stored units.

    Parameters
    ----------
    faults : which of `ALL_FAULTS` are planted; none gives a clean year.

    Raises
    ------
    KeyError
        a fault is not one of `ALL_FAULTS`.
    """
    if unknown := faults - ALL_FAULTS:
        raise KeyError(f"no such fault: {sorted(unknown)}")
    return plant(_drawn(HFMD_CLUSTER in faults), faults)


@cache
def _drawn(cluster: bool) -> Frames:
    base = office.build()
    away = absence.build(base, cluster)
    priced = prices.build(food.load("foods"))
    cooked = kitchen.build(away, prices.PriceList(priced["prices"])).frames
    owned = estate.build()
    grounds = campus.build()
    planned = plan.build()
    cooked["counts"] = pd.concat([cooked["counts"], owned.pop("office_counts")], ignore_index=True)
    return {
        **base, **away.frames, **priced, **cooked, **owned,
        **money.build(base, away.frames, cooked["movements"], owned["energy"], grounds["projects"]),
        **growth.build(base["children"]), **health.build(base, away.frames),
        **dining.build(cooked["menus"], away.frames["attendance"]),
        **weighing.build(*map(food.load, ("foods", "dishes", "dish_ingredients")), cooked["menus"],
                         away.frames["attendance"], base["classes"]),
        **team.build(base), **safety.build(base), **grounds, **planned, **promises.build(planned["activities"]),
    }  # fmt: skip


def workbooks(made: Frames) -> dict[str, Frames]:
    """Sort rows into workbooks as an office keeps them: one a month and part, one of standing lists and older figures."""
    books: dict[str, Frames] = {STANDING: {}}
    for name, register in registers.REGISTERS.items():
        if name not in made:
            continue
        dated = period_column(register)
        if dated is None or name in LISTED_WHOLE:
            books[STANDING][name] = made[name]
            continue
        rows = made[name]
        month = rows[dated].dt.strftime("%Y-%m") if rows[dated].dtype.kind == "M" else rows[dated].str[:7]
        if (earlier := month < FIRST_MONTH).any():
            books[STANDING][name] = rows[earlier].reset_index(drop=True)
        for text, part in rows[~earlier].groupby(month[~earlier], sort=True):
            books.setdefault(f"{text}-{registers.meta(register).part}.xlsx", {})[name] = part.reset_index(drop=True)
    return books


def main() -> None:
    """Write the workbooks and remove those that are no longer made."""
    books = workbooks(frames())
    for left in FOLDER.glob("*.xlsx"):
        if left.name not in books:
            left.unlink()
    for name, sheets in sorted(books.items()):
        print(write_workbook(FOLDER / name, sheets).name, sum(map(len, sheets.values())))


__all__ = ["ALL_FAULTS", "PLANTED", "frames", "main", "workbooks"]

if __name__ == "__main__":
    main()
