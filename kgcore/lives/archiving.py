"""An old term closed out of the working database into one file that can be verified, reported from and taken back."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pandas as pd

from kgcore import periods, registers
from kgcore.counted_use import STOCKTAKE
from kgcore.frames import rows
from kgcore.money.ledger import Valuation, draws, value_known
from kgcore.nutrition.accounting import NIL, stock_at
from kgcore.office import Office
from kgcore.periods import Period, PeriodError
from kgcore.registers import terms
from kgcore.store import Receipt, StoreError, period_column
from kgcore.store.archives import archive, last_entry, take_back
from kgcore.store.closes import FROZEN, months
from kgcore.wording import first_few

DAYS_BEFORE: Mapping[str, int] = {
    "disinfection": 7, "patrols": 7, "observations": 7, "inspections": 7, "gate_duty": 7, "visitors": 7, "samples": 7,
    "symptoms": 92,
}  # fmt: skip
"""Register that an archive takes rows of → how many days before a term that term's reports still read."""
YEAR = ("movements", "receipts", "refunds", "staff_meals", "meal_charges", "menus")
"""Registers that accounts, usual prices and trends read from `periods.books_from` on: they go up to that day."""
STOCK = ["site", "ledger", "food"]


@dataclass(frozen=True)
class Archived:
    """What an archive did: the entry, the file, the first day that stays of the money registers, and of each daily one.

    `whole_foods` are foods whose entries all stay: a later reversal reaches back; or nothing was bought between the
    first day of the year and the next term, so that its plan looks up the last price paid before; or opening stock
    would tell otherwise what is on the shelf, as after a stocktake that was not the last thing before it.
    """

    receipt: Receipt
    path: Path
    year_from: dt.date
    term_from: dt.date
    whole_foods: tuple[str, ...]


def archive_term(office: Office, term: str | Period, path: Path, *, who: str) -> Archived:
    """Close a term, and what is left of those before, out of the working database.

    The file is a whole backup as of now: it opens like a database, `kg check --integrity` verifies it, every report of
    the term can be made from it. Out of the working database go the rows of daily registers that no report of a later
    term reads (`DAYS_BEFORE`), and of the money registers those before the calendar year of the term that follows
    (`YEAR`); the stock of that day stays as opening stock with its value to the fen. Everything else stays: children,
    staff, names, fees, prices, diners, measurements, cases, month closes.

    Parameters
    ----------
    office : whose term, with the kindergartens that its kitchen feeds.
    term : such as 2025-autumn.
    path : the file, its name ends in the term; nothing may be there.
    who : who archives, for the journal.

    Raises
    ------
    PeriodError
        when the text is no term.
    StoreError
        when a month of these days with entries is not closed, another kitchen feeds the kindergarten, there is nothing
        to archive, or the file cannot be written; the database is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.testing import tiny_office
    >>> with tempfile.TemporaryDirectory() as folder, tiny_office() as office:
    ...     archive_term(office, "2026-spring", Path(folder) / "2026-spring.db", who="S001")
    Traceback (most recent call last):
    kgcore.store.errors.StoreError: 2026年春季学期不能归档：2026-05 还没有月结。请先月结
    """
    span = periods.parse(term)
    if span.unit != "term":
        raise PeriodError(f"“{term}”不是学期；应写作 2025-autumn 或 2026-spring")
    own = office.read("sites").set_index("site")["kitchen"]
    if len(own) and own.get(office.site) != office.site:
        raise StoreError(
            f"园所 {office.site} 由 {own[office.site]} 供餐，账在一起；请写 --site {own[office.site]} 归档"
        )
    if not path.stem.endswith(span.text):
        raise StoreError(f"档案的文件名要以学期结尾，如 archive-{office.site}-{span}.db，以后才知道是哪个学期的")
    last_number = last_entry(office.store)
    following = span.following().start
    year_from = periods.books_from(following)
    _require_closed(office, span)
    removals: dict[str, pd.DataFrame] = {}
    for name, days in DAYS_BEFORE.items():
        removals[name] = _before(office, name, following - dt.timedelta(days=days))
    for name in YEAR:
        removals[name] = _before(office, name, year_from)
    if office.profile.consumption == STOCKTAKE:
        removals["movements"] = removals["movements"].head(0)
    entries = office.store.read("movements", sites=office.kitchen_sites)
    openings, foods = _openings(office, entries, removals["movements"], year_from, following)
    moves = removals["movements"]
    removals["movements"] = moves[~moves["food"].isin(foods)]
    accepted = office.store.read("acceptance", sites=office.kitchen_sites)
    removals["acceptance"] = accepted[accepted["entry"].isin(removals["movements"]["entry"])]
    removals = {name: frame for name, frame in removals.items() if len(frame)}
    if not removals:
        raise StoreError(f"{span.title}没有可以归档的记录")
    additions = {"movements": openings} if "movements" in removals else {}
    receipt = archive(office.store, path, removals, additions, last_number=last_number, who=who)
    return Archived(receipt, path, year_from, following, tuple(foods))


def take_archive_back(office: Office, path: Path, *, who: str) -> Receipt:
    """Put what an archive took out of the working database back; the opening stock in its stead goes.

    Raises
    ------
    StoreError
        when the file is no archive of this database, was changed, or was taken back before.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     take_archive_back(office, Path("archive-main-2025-autumn.db"), who="S001")
    Traceback (most recent call last):
    kgcore.store.errors.StoreError: 找不到档案 archive-main-2025-autumn.db。请核对路径
    """
    return take_back(office.store, path, who=who)


def _require_closed(office: Office, span: Period) -> None:
    closes = set(office.read("month_closes")["month"])
    months_with_entries: set[str] = set()
    for name, names in FROZEN.items():
        frame = office.store.read(name, sites=office.kitchen_sites, start=periods.BEFORE_ALL, end=span.end)
        for column in names:
            months_with_entries |= set(months(column, frame).dropna())
    last = f"{span.end:%Y-%m}"
    left = sorted(month for month in months_with_entries - closes if month <= last)
    if left:
        raise StoreError(f"{span.title}不能归档：{first_few(left, 6)} 还没有月结。请先月结")


def _before(office: Office, name: str, day: dt.date) -> pd.DataFrame:
    """Return the rows of a register that lie wholly before a day."""
    frame = office.store.read(name, sites=office.kitchen_sites)
    column = str(period_column(registers.get(name)))
    if column == "month":
        return frame[frame[column] < f"{day:%Y-%m}"]
    early = frame["date"] < pd.Timestamp(day)
    if "month" in frame:
        early &= frame["month"] < f"{day:%Y-%m}"
    if "reverses" in frame and name != "movements":
        # an entry and its reversal go together
        late = set(frame.loc[~early, "reverses"].dropna())
        early &= ~frame["entry"].isin(late)
        early &= frame["reverses"].isna() | frame["reverses"].isin(frame.loc[early, "entry"])
    return frame[early]


def _openings(
    office: Office, entries: pd.DataFrame, removals: pd.DataFrame, day: dt.date, following: dt.date
) -> tuple[pd.DataFrame, list[str]]:
    """Return the opening entries that stand for entries removed, and the foods of which all entries stay instead.

    A food's entries stay where valuing the ledger with the opening entries gives a later entry another value, where
    the shelf would hold otherwise on a later day, or where no price was paid from the day on until the term that
    follows.
    """
    columns = [column.name for column in registers.columns(registers.get("movements"))]
    last_day = pd.Timestamp(day) - pd.Timedelta(days=1)
    if removals.empty or ((removals["kind"] == terms.OPENING) & (removals["date"] == last_day)).all():
        return entries.head(0)[columns], sorted(removals["food"].unique())
    valuation = cast(Valuation, office.profile.stock_valuation)
    valuation_before = value_known(entries, valuation)
    early = valuation_before["entry"].isin(removals["entry"])
    parts = draws(removals)
    layers = _layers(removals, parts)
    stock = valuation_before[early].groupby(STOCK)[["grams", "fen"]].sum()
    openings = _opening_rows(office, layers, stock, day, set(entries["entry"]))[columns]
    stays = entries[~entries["entry"].isin(removals["entry"])]
    ledger_after = pd.concat([openings, stays], ignore_index=True).astype(entries.dtypes)
    after = value_known(ledger_after, valuation)
    figures = ["grams", "fen", "consumed_fen", "counted_fen", "revalued_fen", "fault"]
    before = valuation_before[~early].set_index("entry")[["food", *figures]]
    later = after.set_index("entry")[figures].reindex(before.index)
    differing = (before[figures] != later).any(axis=1)
    # a stock whose layers do not add up to the book stays as it is, too
    sums = openings.groupby(STOCK)[["quantity_g", "amount_fen"]].sum().reindex(stock.index).fillna(0)
    odd = stock[(stock["grams"] != sums["quantity_g"]) | (stock["fen"] != sums["amount_fen"])].reset_index()["food"]
    kinds = entries["kind"].isin([terms.OPENING, terms.PURCHASE])
    priced = entries[kinds & (entries["date"] >= pd.Timestamp(day)) & (entries["date"] < pd.Timestamp(following))]
    keys = set(priced[STOCK].itertuples(index=False, name=None))
    unpriced = [key[2] for key in set(removals[STOCK].itertuples(index=False, name=None)) - keys]
    shelves = _otherwise_on_the_shelf(office, entries, ledger_after, day)
    foods = sorted({*before.loc[differing, "food"], *odd, *unpriced, *shelves})
    return openings[~openings["food"].isin(foods)].astype(entries.dtypes), foods


def _otherwise_on_the_shelf(office: Office, before: pd.DataFrame, after: pd.DataFrame, day: dt.date) -> set[str]:
    """Return the foods of which two ledgers leave other stocks on the eve of a day, or at the end of a later one."""
    counts = office.store.read("counts", sites=office.kitchen_sites)
    eve = pd.Timestamp(day) - pd.Timedelta(days=1)
    days = pd.concat([before["date"], counts["date"]])
    foods: set[str] = set()
    for end in [eve, *sorted(days[days > eve].unique())]:
        for ledger in terms.LEDGERS:
            old, new = (stock_at(entries, counts, end, ledger) for entries in (before, after))
            both = old.index.union(new.index)
            old, new = (stock.reindex(both).fillna({"g": 0.0, "from": NIL}) for stock in (old, new))
            foods |= set(both[(old != new).any(axis=1)].get_level_values("food"))
    return foods


def _layers(entries: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the inflows of which something is left in the store room, with the grams left, oldest first."""
    taken_grams = parts.groupby(["site", "source"])["grams"].sum()
    reversed_entries = set(entries["reverses"].dropna())
    inflows = entries[entries["kind"].isin([terms.OPENING, terms.PURCHASE, terms.COUNT_GAIN])]
    inflows = inflows[~inflows["entry"].isin(reversed_entries)].sort_values(["date", "entry"])
    used = [int(taken_grams.get((row.site, row.entry), 0)) for row in rows(inflows)]
    left = inflows.assign(left=inflows["quantity_g"].astype("int64") - used)
    return left[left["left"] > 0]


def _opening_rows(
    office: Office, layers: pd.DataFrame, stock: pd.DataFrame, day: dt.date, numbers_in_use: Collection[str]
) -> pd.DataFrame:
    """Return an opening entry for each layer; the value of a stock goes to its layers by their grams, to the fen.

    `numbers_in_use` are those of entries that are there.
    """
    last_day = day - dt.timedelta(days=1)
    closes = office.read("month_closes").sort_values("month")
    close = closes[closes["month"] <= f"{last_day:%Y-%m}"].iloc[-1]
    table: list[dict[str, object]] = []
    numbers = (name for n in itertools.count(1) if (name := f"QC{last_day:%Y%m%d}-{n:04d}") not in numbers_in_use)
    book = dict(zip(stock.index, stock[["grams", "fen"]].to_numpy().tolist(), strict=True))
    for key, group in layers.groupby(STOCK, sort=True):
        grams, fen = book[key]
        reached, given_fen = 0, 0
        for row in rows(group):
            reached += int(row.left)
            share = fen * min(reached, grams) // grams - given_fen if grams > 0 else 0
            given_fen += share
            table.append(
                {
                    "site": row.site,
                    "entry": next(numbers),
                    "date": pd.Timestamp(last_day),
                    "kind": terms.OPENING,
                    "ledger": row.ledger,
                    "food": row.food,
                    "quantity_g": int(row.left),
                    "amount_fen": share,
                    "supplier": row.supplier,
                    "batch": row.batch,
                    "expires": row.expires,
                    "buyer": close["bookkeeper"],
                    "storekeeper": close["bookkeeper"],
                    "bookkeeper": close["bookkeeper"],
                    "approver": close["approver"],
                    "note": f"归档结转，原单 {row.entry}",
                }
            )
    names = [column.name for column in registers.columns(registers.get("movements"))]
    return pd.DataFrame(table).reindex(columns=names)


__all__ = ["Archived", "archive_term", "take_archive_back"]
