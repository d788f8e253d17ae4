"""The catalogue: each notebook with a sidecar of the same name (.toml) beside it is a report."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from kgcore.periods import Period
from kgcore.reports.errors import CallError
from kgcore.reports.exporters import FORMATS
from kgcore.wording import has_chinese

Kind = Literal["site", "period", "database", "path", "text", "integer", "number", "flag"]
Display = Literal["headline", "table", "chart", "findings", "menu", "sheets"]


def _known_format(name: str) -> str:
    if name not in FORMATS:
        raise ValueError(f"没有格式 {name}；可用：{'、'.join(FORMATS)}")
    return name


class Strict(BaseModel):
    """A declaration in which an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(Strict):
    """One parameter of a notebook; without a default it must be given."""

    type: Kind
    title: str
    default: str | int | float | bool | None = None
    required: bool = True


class Due(Strict):
    """When a report falls due, for periods that start on or after `since`.

    Either `days` after the end of its period, when all of it is recorded, or `before_start` days before its first day,
    when it announces what is to come.
    """

    days: Annotated[int | None, Field(ge=0, le=60)] = None
    before_start: Annotated[int | None, Field(ge=0, le=60)] = None
    since: dt.date

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.days is None) == (self.before_start is None):
            raise ValueError("days 和 before_start 写一个，也只写一个")
        return self


class Entry(Strict):
    """One report of the catalogue, as its sidecar declares it; `aliases` are other words people ask for it with."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    aliases: tuple[str, ...] = ()
    audience: str
    unit: Literal["week", "month", "term", "year"]
    formats: Annotated[tuple[Annotated[str, AfterValidator(_known_format)], ...], Field(min_length=1)]
    requires: tuple[Display, ...] = ("headline",)
    signatures: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    poster: bool = False
    cell_seconds: Annotated[int, Field(gt=0)] = 300
    due: Due | None = None
    parameters: dict[str, Parameter]
    notebook: Path

    def issued(self, period: Period) -> dt.date:
        """Return the first day on which a report on a period is final: it announces the period or looks back at it."""
        if self.due is not None and self.due.before_start is not None:
            return period.start - dt.timedelta(days=self.due.before_start)
        return period.end + dt.timedelta(days=1)

    def described(self) -> dict[str, Any]:
        """Return what `kg report --list` prints."""
        words = {"week": "每周", "month": "每月", "term": "每学期", "year": "每年"}
        return {
            "name": self.name,
            "title": self.title,
            "audience": self.audience,
            "unit": words[self.unit],
            "formats": list(self.formats),
            "due_days": self.due.days if self.due else None,
            "due_before_start": self.due.before_start if self.due else None,
            "companions": list(self.companions),
            "parameters": {name: parameter.title for name, parameter in self.parameters.items()},
        }


def folder() -> Path:
    """Return the folder of the notebooks: notebooks/ here, else the one in the installed package or beside it."""
    package = Path(__file__).parents[1]
    places = (Path("notebooks"), package / "notebooks", package.parent / "notebooks")
    return next((place for place in places if place.is_dir()), places[-1])


def entries(notebooks: Path | None = None) -> list[Entry]:
    """Return all reports, by name.

    Raises
    ------
    CallError
        when a sidecar is wrong, has no notebook, or two carry one name.

    Examples
    --------
    >>> [entry.name for entry in entries()][:3]
    ['assessment', 'audit', 'case']
    """
    by_name: dict[str, Entry] = {}
    for sidecar in sorted((notebooks or folder()).rglob("*.toml")):
        entry = _entry(sidecar)
        if entry.name in by_name:
            raise CallError(f"报告“{entry.name}”登记了两次：{by_name[entry.name].notebook} 和 {entry.notebook}")
        by_name[entry.name] = entry
    return [by_name[name] for name in sorted(by_name)]


def find(name: str, notebooks: Path | None = None) -> Entry:
    """Return the report called `name`, by its code, its title or a part of the title that no other has.

    A report whose sidecar carries its name is read alone, so that another's broken sidecar does not stop it.

    Raises
    ------
    CallError
        when there is none; the message lists the known ones.

    Examples
    --------
    >>> entry = find("menu")
    >>> entry.title, entry.unit
    ('一周食谱', 'week')
    """
    sidecars = list((notebooks or folder()).rglob(f"{name}.toml")) if name.isidentifier() else []
    if len(sidecars) == 1 and (entry := _entry(sidecars[0])).name == name:
        return entry
    catalogue = entries(notebooks)
    for entry in catalogue:
        if name in (entry.name, entry.title, *entry.aliases):
            return entry
    if has_chinese(name) and (alike := [entry for entry in catalogue if name in entry.title]):
        if len(alike) == 1:
            return alike[0]
        titles = "、".join(f"{entry.name}（{entry.title}）" for entry in alike)
        raise CallError(f"“{name}”可能是几种报告：{titles}；请写代码或全名")
    raise CallError(
        f"没有报告“{name}”；现有：{'、'.join(f'{entry.name}（{entry.title}）' for entry in catalogue) or '无'}"
    )


def _entry(sidecar: Path) -> Entry:
    notebook = sidecar.with_suffix(".ipynb")
    if not notebook.is_file():
        raise CallError(f"{sidecar.name} 旁边没有 {notebook.name}")
    try:
        declared = tomllib.loads(sidecar.read_text(encoding="utf-8"))
        return Entry(**{"name": sidecar.stem, "notebook": notebook, **declared})
    except (tomllib.TOMLDecodeError, ValidationError) as fault:
        raise CallError(f"报告的登记 {sidecar.name} 有错：{fault}") from fault
