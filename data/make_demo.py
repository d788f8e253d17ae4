"""Make the demonstration kindergarten's workbooks: `python data/make_demo.py` writes data/*.xlsx, always the same bytes.

The foods and dishes are not among them: the packaged tables are seeded by `kg demo` and `kg init`.
"""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

from demo import absence, estate, growth, health, kitchen, money, office, people, premises, prices  # noqa: E402
from demo.faults import ALL_FAULTS, plant  # noqa: E402
from demo.world import Frames  # noqa: E402

from kgcore import registers  # noqa: E402
from kgcore.standards import food  # noqa: E402
from kgcore.store import period_column  # noqa: E402
from kgcore.workbook import write_workbook  # noqa: E402

STANDING = "2026-office.xlsx"


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
    base = office.build()
    away = absence.build(base, cluster="hfmd_cluster" in faults)
    priced = prices.build(food.load("foods"))
    cooked = kitchen.build(away, prices.PriceList(priced["prices"])).frames
    energy = estate.build()
    paid = money.build(base, away.frames, cooked["movements"], energy["energy"])
    grown = growth.build(base["children"])
    cared = health.build(base, away.frames)
    kept = {**people.build(base), **premises.build(base, cooked["menus"])}
    made = {**base, **away.frames, **priced, **cooked, **energy, **paid, **grown, **cared, **kept}
    return plant(made, faults)


def workbooks(made: Frames) -> dict[str, Frames]:
    """Sort rows into workbooks as an office keeps them: one of standing lists, and one a month and part."""
    books: dict[str, Frames] = {STANDING: {}}
    for name, register in registers.REGISTERS.items():
        if name not in made:
            continue
        dated = period_column(register)
        if dated is None or name in ("calendar", "classes", "fee_rates", "agreements", "activities", "trainings"):
            books[STANDING][name] = made[name]
            continue
        rows = made[name]
        month = rows[dated].dt.strftime("%Y-%m") if rows[dated].dtype.kind == "M" else rows[dated].str[:7]
        for text, part in rows.groupby(month, sort=True):
            books.setdefault(f"{text}-{registers.meta(register).part}.xlsx", {})[name] = part.reset_index(drop=True)
    return books


def main() -> None:
    """Write the workbooks."""
    for name, sheets in sorted(workbooks(frames()).items()):
        print(write_workbook(FOLDER / name, sheets).name, sum(map(len, sheets.values())))


__all__ = ["ALL_FAULTS", "frames", "main", "workbooks"]

if __name__ == "__main__":
    main()
