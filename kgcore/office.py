"""Office: one kindergarten's view of the store, with its profile and calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import pandas as pd

from kgcore import notebook, periods, registers
from kgcore.periods import Span
from kgcore.registers.empty_cells import complete
from kgcore.standards import Profile, work_norm
from kgcore.store import Receipt, Store, period_column
from kgcore.store.extents import extent
from kgcore.store.rows import digest
from kgcore.store.stays import roll_on, stays
from kgcore.store.successors import current_classes

Sites = Literal["own", "kitchen", "all"]

MAIN_REGISTERS = ("calendar", "children", "staff", "dishes", "menus", "attendance", "movements", "receipts")
"""Registers whose rows an office counts when a notebook shows it."""


class OfficeError(ValueError):
    """What was asked of the office makes no sense; the message says in Chinese what would."""


class NothingRecordedError(OfficeError):
    """A period has no school day that has been recorded; the message says in Chinese what to enter."""

    def __init__(self, period: Span) -> None:
        super().__init__(f"{period.title}没有已登记就餐的开园日，先登记《校历》和《就餐人数》")


@dataclass(frozen=True)
class Recorded:
    """How far the daily registers reach into a period.

    `days` are its school days up to the last one with attendance; `until` is the day on which what is due or open is
    judged, as `Office.reached` says; `months` those with enough of these days that what is due monthly is due in them.
    """

    days: tuple[dt.date, ...]
    until: dt.date
    months: tuple[str, ...]

    @property
    def as_of(self) -> pd.Timestamp:
        """The day on which what is open or in force is judged."""
        return pd.Timestamp(self.until)


@dataclass(frozen=True)
class Read:
    """One read of a register: which, for which period and sites, how many rows, and the SHA-256 of them."""

    register: str
    period: str | None
    sites: Sites
    rows: int
    sha256: str


@dataclass(frozen=True)
class Provenance:
    """Everything an office was asked for, and one SHA-256 over all of it."""

    reads: tuple[Read, ...]
    fingerprint: str


class Office:
    """One kindergarten: its registers in a store, its profile, its calendar; a context manager.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> tiny_office()
    <TinyOffice 小小幼儿园（main）：就餐登记 2026-05-06 至 2026-05-29>
    """

    def __init__(self, store: Store, site: str, profile: Profile) -> None:
        self.store = store
        self.site = site
        self.profile = profile
        self._reads: dict[tuple[str, str | None, Sites], Read | pd.DataFrame] = {}

    @classmethod
    def open(cls, url: str | Path, site: str = "main", profile: Path | None = None) -> Self:
        """Open a store as the office of `site`.

        Parameters
        ----------
        url : path of a SQLite file, or URL of a PostgreSQL database.
        site : code of the kindergarten.
        profile : TOML file; default profile.toml beside the SQLite file if there is one, else the packaged profile.

        Raises
        ------
        StoreError
            when the store cannot be opened; ProfileError when the profile is at fault.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, Office.open(Path(folder) / "office.db") as office:
        ...     office
        <Office 未登记的园所（main）：还没有登记就餐>
        """
        if profile is None and "://" not in str(url):
            beside = Path(url).parent / "profile.toml"
            profile = beside if beside.is_file() else None
        chosen = Profile.load(profile)
        return cls(Store.open(url), site, chosen)

    def close(self) -> None:
        """Release the database.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> office = tiny_office()
        >>> office.close()
        """
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._title()}>"

    def _repr_html_(self) -> str:
        extents = {name: extent(self.store.engine, name, self.site) for name in MAIN_REGISTERS}
        table = pd.DataFrame(
            [
                (registers.meta(registers.get(name)).title, reach.rows, reach.first or "", reach.last or "")
                for name, reach in extents.items()
            ],
            columns=["台账", "条数", "从", "到"],
        )
        return notebook.html_face(self._title(), table=table)

    def _title(self) -> str:
        """Name the kindergarten and the days recorded; this asks the store and counts as no read of a report."""
        sites = self.store.read("sites", sites=[self.site])["name"]
        eaten = extent(self.store.engine, "attendance", self.site)
        days = f"就餐登记 {eaten.first} 至 {eaten.last}" if eaten.rows else "还没有登记就餐"
        return f"{sites.iloc[0] if len(sites) else '未登记的园所'}（{self.site}）：{days}"

    @property
    def kitchen_sites(self) -> tuple[str, ...]:
        """Sites that this site's kitchen feeds, itself first."""
        sites = self.store.read("sites")
        fed = sites.loc[sites["kitchen"] == self.site, "site"]
        return (self.site, *(site for site in fed if site != self.site))

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Key of the profile → the values of it that registers may hold: this kindergarten's age bands and meals."""
        return {"age_bands": self.profile.band_names, "meals": self.profile.meals}

    def read(self, register: str, period: str | Span | None = None, *, sites: Sites = "own") -> pd.DataFrame:
        """Return rows of a register, checked and typed, ordered by key.

        Parameters
        ----------
        register : name of the register.
        period : 2026-05, 2026-W19, 2026-spring, 2026, a Period or a Span; None = everything.
        sites : own rows, those of every site this kitchen feeds, or all.

        A class that was renamed within a term is one class, under its last name, in all rows of the term.

        Raises
        ------
        PeriodError
            when the text is no period.
        OfficeError
            when a period is asked of a register that is not kept by date, month or term.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     len(office.read("menus", "2026-W20")), len(office.read("dishes"))
        (45, 58)
        """
        span = period if period is None or isinstance(period, Span) else periods.parse(period)
        declaration = registers.get(register)
        if span is not None and period_column(declaration) is None:
            title = registers.meta(declaration).title
            raise OfficeError(f"《{title}》不按日期登记，不能按期间 {span} 读取；请不写期间")
        wanted = {"own": (self.site,), "kitchen": self.kitchen_sites, "all": None}[sites]
        start, end = (span.start, span.end) if span else (None, None)
        frame = self.store.read(register, sites=wanted, start=start, end=end)
        frame = current_classes(self.store, register, frame)
        text = str(span) if span else None
        # A review reads some registers a dozen times: the digest is made once, when somebody asks what was read.
        self._reads[register, text, sites] = frame.copy(deep=False)
        return frame

    def site_names(self) -> dict[str, str]:
        """Return the name of each kindergarten that this site's kitchen feeds by its code, itself first.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     office.site_names()
        {'main': '小小幼儿园'}
        """
        names = self.read("sites", sites="all").set_index("site")["name"]
        return {site: str(names.get(site, site)) for site in self.kitchen_sites}

    def write(
        self,
        frames: Mapping[str, pd.DataFrame],
        *,
        who: str,
        file: str | None = None,
        sha256: str | None = None,
        closes: pd.DataFrame | None = None,
        replace: Span | None = None,
        again: bool = False,
    ) -> Receipt:
        """Write rows of registers in one transaction, all or nothing; rows without a site belong to this one.

        Parameters
        ----------
        frames : rows by name of their register, in stored units (fen, grams); optional columns may be absent.
        who : who enters them, for the journal.
        file, sha256 : the file they come from; a file seen before changes nothing.
        closes : rows of `month_closes` that count as known; None = those of the store.
        replace : days for which the frames are the truth; rows kept by date that they lack are removed.
        again : write a file seen before too, unless all its rows stand.

        Raises
        ------
        FaultsError
            when a row is at fault; `faults` names all of them. LedgerError, BusyError: see `Store.write`.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> supplier = pd.DataFrame(
        ...     {"supplier": ["V02"], "name": "水产供应商", "supplies": "水产", "licence_expires": ["2027-12-31"]}
        ... )
        >>> with tiny_office() as office:
        ...     office.write({"suppliers": supplier}, who="S002").rows["suppliers"]
        RowChanges(new_rows=1, changed_rows=0, same_rows=0, removed_rows=0)
        """
        placed = {name: frame if "site" in frame else frame.assign(site=self.site) for name, frame in frames.items()}
        placed = {name: complete(registers.get(name), frame, self.words)[0] for name, frame in placed.items()}
        return self.store.write(
            placed, who=who, file=file, sha256=sha256, closes=closes, replace=replace, words=self.words, again=again
        )

    def school_days(self, period: str | Span) -> list[dt.date]:
        """Return the days of a period on which this site is open, in order; empty where no calendar is kept.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     len(office.school_days("2026-05"))
        18
        """
        calendar = self.read("calendar", period)
        return [day.date() for day in calendar.loc[calendar["school_day"], "date"]]

    def archived_in(self, period: Span) -> str | None:
        """Return the name of the file that a period was archived into; None: its records are here.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     print(office.archived_in(periods.parse("2026-05")))
        None
        """
        sites = {self.site, *self.kitchen_sites}
        terms = [term for term in self.store.archived() if term.sites & sites and period.end <= term.last_day]
        return terms[0].file if terms else None

    def reached(self, period: str | Span) -> dt.date:
        """Return the last day of a period that the daily registers reach.

        While a term runs, what is due after the last day with attendance is not missing, only not there yet. It is the
        period's end once its last school day is in, and the day before its start where no school day is.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     str(office.reached("2026-05"))
        '2026-05-31'
        """
        span = period if isinstance(period, Span) else periods.parse(period)
        open_days = self.school_days(span)
        present = self.read("attendance", span)["date"]
        last = present.max().date() if len(present) else span.start - dt.timedelta(days=1)
        return last if any(day > last for day in open_days) else span.end

    def recorded(self, period: str | Span) -> Recorded:
        """Return the school days of a period that the daily registers reach, and the months that count.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     office.recorded("2026-05").months
        ('2026-05',)
        """
        until = self.reached(period)
        days = tuple(day for day in self.school_days(period) if day <= until)
        by_month = Counter(f"{day:%Y-%m}" for day in days)
        least = work_norm("scored_month_days").limit
        return Recorded(days, until, tuple(sorted(month for month, count in by_month.items() if count >= least)))

    def stays(self, *, sites: Sites = "own") -> pd.DataFrame:
        """Return the roll of children with one row for each class that a child was in.

        Rows are those of the register `children`; `enrolled_on` and `left_on` are first and last day in the class, so
        that who counts the children of a day counts each in the class of that day (`class_moves`).

        Parameters
        ----------
        sites : see `read`.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> move = {"date": ["2026-05-18"], "child": "C00001", "former_class": "小一班", "class_name": "大一班"}
        >>> with tiny_office() as office:
        ...     receipt = office.write({"class_moves": pd.DataFrame(move)}, who="S001")
        ...     table = office.stays()
        >>> table.loc[table["child"] == "C00001", "class_name"].tolist()
        ['小一班', '大一班']
        """
        return stays(self.read("children", sites=sites), self.read("class_moves", sites=sites))

    def roll_on(self, day: dt.date, *, sites: Sites = "own") -> pd.DataFrame:
        """Return the roll of children, each once, with the class of a day; who had left is in the last class.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     len(office.roll_on(dt.date(2026, 5, 18))) == len(office.read("children"))
        True
        """
        return roll_on(self.read("children", sites=sites), self.read("class_moves", sites=sites), day)

    def employed(self, days: Sequence[dt.date]) -> pd.DataFrame:
        """Return the register of staff, whoever was employed between the first and the last of some days.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     len(office.employed(office.school_days("2026-05")))
        9
        """
        people = self.read("staff")
        employed = (people["hired_on"] <= pd.Timestamp(days[-1])) & ~(people["left_on"] < pd.Timestamp(days[0]))
        return people[employed].reset_index(drop=True)

    def reads(self) -> Provenance:
        """Return what was read so far, each once, and one fingerprint of it; for run records and footers.

        Examples
        --------
        >>> from kgcore.testing import tiny_office
        >>> with tiny_office() as office:
        ...     classes = office.read("classes")
        ...     [read.register for read in office.reads().reads]
        ['classes']
        """
        for key, rows in self._reads.items():
            if isinstance(rows, pd.DataFrame):
                self._reads[key] = Read(*key, len(rows), digest(registers.get(key[0]), rows))
        reads = tuple(read for read in self._reads.values() if isinstance(read, Read))
        lines = sorted(f"{read.register}:{read.period}:{read.sites}:{read.sha256}" for read in reads)
        return Provenance(reads, hashlib.sha256("\n".join(lines).encode()).hexdigest())


__all__ = ["NothingRecordedError", "Office", "OfficeError", "Provenance", "Read", "Recorded"]
