"""A food, dish, class, supplier or member of staff renamed or merged, by the words that people use for them."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pandas as pd

from kgcore import money, nutrition, registers, store
from kgcore.glyphs import fold, plain_name
from kgcore.office import Office
from kgcore.store import MASTERS, Receipt, Store, StoreError

NAMES_AND_PRICES = (
    "site", "code", "aliases", "table_name", "season_months", "purchase", "shelf_life_days", "price_fen_per_kg",
    "source", "price_source", "confidence", "own_values", "note",
)  # fmt: skip
"""Columns of a food that no figure of nutrition comes from."""
SMALLEST, SHOWN = 1e-9, 3


def register_named(word: str) -> str:
    """Return the register of master rows that a word means: its code, its title, or the title of its naming column.

    Raises
    ------
    StoreError
        when it means none; the message lists those that can be renamed.

    Examples
    --------
    >>> register_named("食物成分"), register_named("食物"), register_named("food"), register_named("foods")
    ('foods', 'foods', 'foods', 'foods')
    """
    for name, field in MASTERS.items():
        register = registers.get(name)
        titles = {column.name: column.title for column in registers.columns(register)}
        words = {name, field, field.removesuffix("_name"), registers.meta(register).title, titles[field]}
        if word.strip().lower() in words:
            return name
    titles_ = "、".join(f"{registers.meta(registers.get(name)).title}（{name}）" for name in MASTERS)
    raise StoreError(f"“{word}”不是可以改名或合并的台账；可写：{titles_}")


def rename(office: Office, register: str, old: str, new: str, *, who: str, since: dt.date | None = None) -> Receipt:
    """Give a master row of an office another name; everything that names it follows, see `store.names.rename`.

    Parameters
    ----------
    office : whose row; rows of the kindergartens that its kitchen feeds follow.
    register : a word that `register_named` knows.
    old, new : the name now and then; a supplier and a member of staff by their code.
    who : who renames, for the journal.
    since : first day of a class's new name; None = for all rows.

    Raises
    ------
    StoreError
        when there is no such row, or the new name is taken, looks like one taken, or is not allowed.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     receipt = rename(office, "供应商", "V01", "V07", who="S001")
    ...     set(office.read("movements")["supplier"].dropna()), office.read("suppliers")["aliases"].tolist()
    ({'V07'}, ['V01'])
    """
    name = register_named(register)
    new = plain_name(new)
    _require_distinct(office, name, old, new)
    return store.rename(office.store, name, old, new, site=office.site, who=who, since=since)


def merge(office: Office, register: str, old: str, new: str, *, who: str) -> Receipt:
    """Make two master rows of an office one; the second keeps its name and values, see `store.names.merge`.

    Parameters
    ----------
    office : whose rows.
    register : a word that `register_named` knows.
    old, new : the name that goes, and the one that stays.
    who : who merges, for the journal.

    Raises
    ------
    StoreError
        when rows would clash, or the stock or the nutrition of a closed month would become another; nothing is written.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     another = office.read("suppliers").assign(supplier="V02")
    ...     receipt = office.write({"suppliers": another}, who="S001")
    ...     receipt = merge(office, "供应商", "V02", "V01", who="S001")
    ...     office.read("suppliers")[["supplier", "aliases"]].to_numpy().tolist()
    [['V01', 'V02']]
    """
    name = register_named(register)
    if name == "foods":
        _require_equal_closed_months(office, old, new, who)
    return store.merge(office.store, name, old, new, site=office.site, who=who)


def _require_distinct(office: Office, name: str, old: str, new: str) -> None:
    """Refuse a name that is empty, or that only looks different from another one."""
    title = registers.meta(registers.get(name)).title
    if not new:
        raise StoreError(f"《{title}》“{old}”的新名是空的；请写新名")
    if new == old:
        raise StoreError(f"新名与《{title}》的“{old}”只是空格或全半角写法不同，不用改名：导入时两种写法都认得")
    present = office.store.read(name, sites=[office.site])[MASTERS[name]].unique()
    likes = sorted(known for known in present if known != old and known != new and fold(known) == fold(new))
    if likes:
        raise StoreError(f"“{new}”与《{title}》里的“{likes[0]}”只是写法不同；两个其实是一个时请用 kg merge")


def _require_equal_closed_months(office: Office, old: str, new: str, who: str) -> None:
    """Try the merge on a copy and refuse it where a closed month's consumption, stock or nutrition becomes another."""
    months = sorted(office.store.read("month_closes", sites=[office.site])["month"])
    entries = office.store.read("movements", sites=[office.site])
    shares_stock = set(entries["food"]) >= {old, new}
    eats_otherwise = _eats_otherwise(office, entries, old, new)
    if not months or not (shares_stock or eats_otherwise):
        return
    with tempfile.TemporaryDirectory(prefix="kgcore-merge-") as folder:
        path = Path(folder) / "copy.db"
        office.store.backup(path)
        with Office(Store.open(path), office.site, office.profile) as copy:
            money_before = {month: _stock_figures(copy, month) for month in months if shares_stock}
            intake_before = {month: _nutrient_figures(copy, month) for month in months if eats_otherwise}
            store.merge(copy.store, "foods", old, new, site=office.site, who=who)
            for month in months:
                changes = []
                if shares_stock:
                    changes = [
                        f"{title} {there / 100:,.2f} 元变为 {here / 100:,.2f} 元"
                        for title, there, here in zip(
                            ("消费", "期末结存"), money_before[month], _stock_figures(copy, month), strict=True
                        )
                        if there != here
                    ]
                if changes:
                    raise StoreError(
                        f"没有合并：{month} 已月结，合并“{old}”和“{new}”会改动它的账：{'、'.join(changes)}。"
                        f"请在未月结的月份把“{old}”的余料盘清，以后只用“{new}”"
                    )
                if eats_otherwise:
                    changes = _nutrient_changes(intake_before[month], _nutrient_figures(copy, month))
                if changes:
                    raise StoreError(
                        f"没有合并：{month} 已月结，“{old}”和“{new}”的营养成分不同，合并会改动它的营养分析"
                        f"（每人每日）：{'、'.join(changes)}。请不合并，以后只用“{new}”；"
                        "两行成分本来就应一样的，先在《食物成分》里改成一样再合并"
                    )


def _eats_otherwise(office: Office, entries: pd.DataFrame, old: str, new: str) -> bool:
    """Return whether a food that was bought or is cooked with has other values than the one it would become."""
    foods = office.store.read("foods", sites=[office.site]).set_index("food")
    if not {old, new} <= set(foods.index):
        return False
    rows = [entries, *(office.store.read(name, sites=[office.site]) for name in ("dish_ingredients", "band_portions"))]
    values = [name for name in foods.columns if name not in NAMES_AND_PRICES]
    is_eaten = any(old in set(frame["food"]) for frame in rows)
    there, here = (foods.loc[[name], values].reset_index(drop=True) for name in (old, new))
    return is_eaten and not there.equals(here)


def _stock_figures(office: Office, month: str) -> tuple[int, int]:
    """Return what a month consumed and what stock it left, in fen."""
    foods: pd.DataFrame = money.month(office, month).foods
    return int(foods["consumption_fen"].sum()), int(foods["closing_fen"].sum())


def _nutrient_figures(office: Office, month: str) -> dict[str, float]:
    """Return what a child ate on a day of a month, by nutrient with its unit; nothing where no diet can be judged."""
    try:
        nutrients = nutrition.month(office, month).nutrients
    except ValueError:
        return {}
    return {
        f"{title}（{unit}）": float(amount)
        for title, unit, amount in nutrients[["title", "unit", "amount"]].itertuples(index=False)
        if pd.notna(amount)
    }


def _nutrient_changes(before: dict[str, float], after: dict[str, float]) -> list[str]:
    """Return the first nutrients whose amounts differ, with both amounts."""
    changes = [
        f"{name} {before[name]:,.2f} 变为 {after.get(name, float('nan')):,.2f}"
        for name in before
        if abs(before[name] - after.get(name, float("inf"))) > SMALLEST * max(1.0, abs(before[name]))
    ]
    return changes[:SHOWN] + (["等"] if len(changes) > SHOWN else [])


__all__ = ["merge", "register_named", "rename"]
