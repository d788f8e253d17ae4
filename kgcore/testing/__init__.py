"""What tests of users need: a tiny office that answers every question, and assertions on menus and nutrients."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from kgcore.office import Office
from kgcore.standards import Profile
from kgcore.store import Store
from kgcore.testing.rows import frames

if TYPE_CHECKING:
    from kgcore.menu import MenuPlan


class HasTable(Protocol):
    """A menu: whatever tells its servings as a table, as `MenuPlan` does."""

    def table(self) -> pd.DataFrame:
        """Return the servings, one a row."""
        ...


class TinyOffice(Office):
    """An office in a temporary folder, which goes when the office is closed or forgotten."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kgcore-tiny-", ignore_cleanup_errors=True)
        path = self.folder / "office.db"
        path.write_bytes(_database())
        super().__init__(Store.open(path), "main", Profile.load(None))

    @property
    def folder(self) -> Path:
        """The temporary folder of the database."""
        return Path(self._folder.name)

    def close(self) -> None:
        """Release the database and remove it."""
        super().close()
        self._folder.cleanup()


def tiny_office() -> TinyOffice:
    """Return the office of a tiny kindergarten: two classes of ten children, May 2026 recorded.

    Its registers hold 18 school days of 2026-05 with menus, attendance, ledger, fees, and a few rows of every other
    register; the calendar also has 2026-W25 (15 to 19 June), for which no menu is posted yet. Food and dishes are the
    packaged ones, about fifty dishes. It is a context manager; its database lies in a temporary folder. The first call
    of a process fills a database, later ones copy it, so that every test can have its own.

    Examples
    --------
    >>> with tiny_office() as office:
    ...     len(office.school_days("2026-05")), int(office.read("classes")["enrolled"].sum())
    (18, 20)
    """
    return TinyOffice()


@cache
def _database() -> bytes:
    """Return the SQLite file of the tiny kindergarten."""
    with tempfile.TemporaryDirectory(prefix="kgcore-tiny-") as folder:
        path = Path(folder) / "office.db"
        with Store.open(path) as store:
            store.write({name: rows.assign(site="main") for name, rows in frames().items()}, who="kgcore.testing")
        return path.read_bytes()


@cache
def tiny_plan() -> MenuPlan:
    """Return the menu of the tiny kindergarten's week 2026-W25; it is planned once a process.

    Examples
    --------
    >>> tiny_plan().problem.weeks
    ('2026-W25',)
    """
    from kgcore import menu  # the planner takes a second to import; most tests of users need it not

    with tiny_office() as office:
        return menu.plan(office, "2026-W25")


def assert_menu_equal(actual: HasTable | pd.DataFrame, reference: HasTable | pd.DataFrame) -> None:
    """Raise AssertionError unless two menus serve the same dishes in the same places; the order of rows is free.

    Parameters
    ----------
    actual, reference : a MenuPlan, or a frame with columns date, meal, course and dish, such as the register menus.

    Examples
    --------
    >>> monday = pd.DataFrame({"date": ["2026-05-11"], "meal": "午餐", "course": "主食", "dish": ["大米饭"]})
    >>> assert_menu_equal(monday, monday.assign(date=pd.Timestamp("2026-05-11")))
    >>> assert_menu_equal(monday, monday.assign(dish="黑米饭"))
    Traceback (most recent call last):
    AssertionError: the menus differ:
    only in actual: 2026-05-11 午餐 主食 大米饭
    only in reference: 2026-05-11 午餐 主食 黑米饭
    """
    first, second = _servings(actual), _servings(reference)
    faults = [
        f"only in {name}: {' '.join(serving)}"
        for name, mine, theirs in (("actual", first, second), ("reference", second, first))
        for serving in sorted(set(mine) - set(theirs))
    ]
    if not faults and len(first) != len(second):
        faults = [f"{len(first)} servings in actual, {len(second)} in reference"]
    if faults:
        raise AssertionError("\n".join(["the menus differ:", *faults]))


def _servings(menu: HasTable | pd.DataFrame) -> list[tuple[str, ...]]:
    table = menu if isinstance(menu, pd.DataFrame) else menu.table()
    days = pd.to_datetime(table["date"]).dt.strftime("%Y-%m-%d")
    return list(zip(days, table["meal"], table["course"], table["dish"], strict=True))


def assert_nutrients_close(
    actual: pd.Series[float] | pd.DataFrame, reference: pd.Series[float] | pd.DataFrame, *, rel: float = 1e-6
) -> None:
    """Raise AssertionError unless two sets of nutrient amounts are close; what is not determined must be so in both.

    Parameters
    ----------
    actual, reference : amounts by nutrient, or frames of amounts, such as `MenuPlan.nutrition()`; both in the same
        units. Columns that hold no numbers are labels; labels may stand in any order, but must be the same.
    rel : largest difference allowed, as a share of the reference amount.

    Examples
    --------
    >>> amounts = pd.Series({"energy_kcal": 800.0, "vit_c_mg": None})
    >>> assert_nutrients_close(amounts * 1.001, amounts, rel=0.01)
    >>> assert_nutrients_close(amounts * 1.02, amounts, rel=0.01)
    Traceback (most recent call last):
    AssertionError: nutrients differ by more than 0.01 of the reference:
    energy_kcal: 816, reference 800
    """
    first, second = _amounts(actual), _amounts(reference)
    if faults := sorted(set(first.index) ^ set(second.index)):
        raise AssertionError(f"nutrients in only one of the two: {', '.join(faults)}")
    first = first.reindex(second.index)
    apart = ~((first - second).abs() <= rel * second.abs()) & ~(first.isna() & second.isna())
    if apart.any():
        lines = [f"{name}: {first[name]:g}, reference {second[name]:g}" for name in second.index[apart]]
        raise AssertionError("\n".join([f"nutrients differ by more than {rel:g} of the reference:", *lines]))


def _amounts(table: pd.Series[float] | pd.DataFrame) -> pd.Series[float]:
    """Return amounts in one column, each named by its labels: index, columns that hold no numbers, and column."""
    if isinstance(table, pd.DataFrame):
        words = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
        indexed = table.set_index(words, append=not isinstance(table.index, pd.RangeIndex)) if words else table
        parts = [_named(indexed[name], str(name)) for name in indexed]
        return pd.concat(parts) if parts else pd.Series(dtype="float64")
    return _named(table, "")


def _named(amounts: pd.Series[float], column: str) -> pd.Series[float]:
    labels = [label if isinstance(label, tuple) else (label,) for label in amounts.index]
    names = [" ".join(str(part) for part in (*label, column) if part != "") for label in labels]
    return pd.Series(amounts.to_numpy("float64", na_value=float("nan")), index=names)


__all__ = ["TinyOffice", "assert_menu_equal", "assert_nutrients_close", "tiny_office", "tiny_plan"]
