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

from kgcore import periods, registers
from kgcore.periods import Span
from kgcore.standards import Profile, work_norm
from kgcore.store import Receipt, Store, period_column
from kgcore.store.rows import digest

Sites = Literal["own", "kitchen", "all"]


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
    """One kindergarten: its registers in a store, its profile, its calendar; a context manager."""

    def __init__(self, store: Store, site: str, profile: Profile) -> None:
        self.store = store
        self.site = site
        self.profile = profile
        self._reads: dict[tuple[str, str | None, Sites], Read] = {}

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
        """
        if profile is None and "://" not in str(url):
            beside = Path(url).parent / "profile.toml"
            profile = beside if beside.is_file() else None
        chosen = Profile.load(profile)
        return cls(Store.open(url), site, chosen)

    def close(self) -> None:
        """Release the database."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def kitchen_sites(self) -> tuple[str, ...]:
        """Sites that this site's kitchen feeds, itself first."""
        sites = self.store.read("sites")
        fed = sites.loc[sites["kitchen"] == self.site, "site"]
        return (self.site, *(site for site in fed if site != self.site))

    def read(self, register: str, period: str | Span | None = None, *, sites: Sites = "own") -> pd.DataFrame:
        """Return rows of a register, checked and typed, ordered by key.

        Parameters
        ----------
        register : name of the register.
        period : 2026-05, 2026-W19, 2026-spring, 2026, a Period or a Span; None = everything.
        sites : own rows, those of every site this kitchen feeds, or all.

        Raises
        ------
        PeriodError
            when the text is no period.
        OfficeError
            when a period is asked of a register that is not kept by date, month or term.
        """
        span = period if period is None or isinstance(period, Span) else periods.parse(period)
        declared = registers.get(register)
        if span is not None and period_column(declared) is None:
            title = registers.meta(declared).title
            raise OfficeError(f"《{title}》不按日期登记，不能按期间 {span} 读取；请不写期间")
        wanted = {"own": (self.site,), "kitchen": self.kitchen_sites, "all": None}[sites]
        frame = self.store.read(
            register,
            sites=wanted,
            start=span.start if span else None,
            end=span.end if span else None,
        )
        text = str(span) if span else None
        self._reads[register, text, sites] = Read(register, text, sites, len(frame), digest(declared, frame))
        return frame

    def site_names(self) -> dict[str, str]:
        """Return the name of each kindergarten that this site's kitchen feeds by its code, itself first."""
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
    ) -> Receipt:
        """Write rows in one transaction as `Store.write` does; rows without a site belong to this one."""
        named = {name: frame if "site" in frame else frame.assign(site=self.site) for name, frame in frames.items()}
        return self.store.write(named, who=who, file=file, sha256=sha256, closes=closes)

    def school_days(self, period: str | Span) -> list[dt.date]:
        """Return the days of a period on which this site is open, in order; empty where no calendar is kept."""
        calendar = self.read("calendar", period)
        return [day.date() for day in calendar.loc[calendar["school_day"], "date"]]

    def reached(self, period: str | Span) -> dt.date:
        """Return the last day of a period that the daily registers reach.

        While a term runs, what is due after the last day with attendance is not missing, only not there yet. It is the
        period's end once its last school day is in, and the day before its start where no school day is.
        """
        span = period if isinstance(period, Span) else periods.parse(period)
        open_days = self.school_days(span)
        present = self.read("attendance", span)["date"]
        last = present.max().date() if len(present) else span.start - dt.timedelta(days=1)
        return last if any(day > last for day in open_days) else span.end

    def recorded(self, period: str | Span) -> Recorded:
        """Return the school days of a period that the daily registers reach, and the months that count."""
        until = self.reached(period)
        days = tuple(day for day in self.school_days(period) if day <= until)
        by_month = Counter(f"{day:%Y-%m}" for day in days)
        least = work_norm("scored_month_days").limit
        return Recorded(days, until, tuple(sorted(month for month, count in by_month.items() if count >= least)))

    def employed(self, days: Sequence[dt.date]) -> pd.DataFrame:
        """Return the register of staff, whoever was employed between the first and the last of some days."""
        people = self.read("staff")
        there = (people["hired_on"] <= pd.Timestamp(days[-1])) & ~(people["left_on"] < pd.Timestamp(days[0]))
        return people[there].reset_index(drop=True)

    def reads(self) -> Provenance:
        """Return what was read so far, each once, and one fingerprint of it; for run records and footers."""
        reads = tuple(self._reads.values())
        lines = sorted(f"{read.register}:{read.period}:{read.sites}:{read.sha256}" for read in reads)
        return Provenance(reads, hashlib.sha256("\n".join(lines).encode()).hexdigest())


__all__ = ["NothingRecordedError", "Office", "OfficeError", "Provenance", "Read", "Recorded"]
