"""A new term proposed from the one before: classes moved up, children who leave or move, fees, calendar, tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kgcore import periods, registers
from kgcore.frames import rows
from kgcore.lives.school_days import days_of_term, usual_days
from kgcore.meal_fees import fees_on
from kgcore.office import Office
from kgcore.periods import Period, PeriodError, Span
from kgcore.registers.terms import TO_CONFIRM
from kgcore.standards import AgeBand, Profile
from kgcore.store import Receipt, StoreError
from kgcore.wording import first_few

_YEAR = 12  # months
AUTUMN = "-autumn"
"""How the text of an autumn term ends."""


@dataclass(frozen=True)
class TermProposal:
    """What a new term would add and change; nothing is written yet.

    Attributes
    ----------
    term : the new term.
    frames : register → rows to be written, whole rows in stored units.
    present_rows : register → rows that are there already and stay as they are.
    notes : what was taken from where and is to be looked at, Chinese sentences.
    """

    term: Period
    frames: Mapping[str, pd.DataFrame]
    present_rows: Mapping[str, int]
    notes: tuple[str, ...]


def propose_term(
    office: Office, term: str | Period, *, first: dt.date | None = None, last: dt.date | None = None
) -> TermProposal:
    """Propose a new term of an office.

    In autumn classes move up to the band that is a year older: a class whose name begins with its band is renamed
    (小一班 → 中一班), others keep their name; classes of the top band leave, their children on the day before the term;
    as many classes of the youngest band begin as in the year before. Mixed-age classes stay. In spring all classes
    stay. Children are in the new class from the term's first day on (`class_moves`).

    Parameters
    ----------
    office : whose term.
    term : such as 2026-autumn.
    first, last : first and last day of school; None = those of the same term a year before, else customary days.

    Raises
    ------
    PeriodError
        when the text is no term.
    StoreError
        when the term before has no classes, or the days lie outside the term.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     proposal = propose_term(office, "2026-autumn")
    >>> proposal.frames["classes"][["class_name", "band"]].to_numpy().tolist()
    [['中一班', '中班'], ['小一班', '小班']]
    """
    span = periods.parse(term)
    if span.unit != "term":
        raise PeriodError(f"“{term}”不是学期；应写作 2026-autumn 或 2026-spring")
    classes = office.read("classes", span.previous())
    classes = classes[classes["ended_on"].isna()].reset_index(drop=True)
    if classes.empty:
        raise StoreError(f"《班级》里{span.previous().title}没有班级，无从升班；请先登记上一学期的班级")
    notes: list[str] = []
    usual_first, usual_last, basis = usual_days(office, span)
    days = Span(first or usual_first, last or usual_last)
    if not span.start <= days.start <= days.end <= span.end:
        raise StoreError(f"{days.title}不在{span.title}（{span.start} 至 {span.end}）之内；请核对 --first 和 --last")
    if first is None or last is None:
        notes.append(f"开学 {days.start}、放假 {days.end} {basis}；不对请写 --first、--last")
    step = _moved_up(classes, office.profile, notes) if span.text.endswith(AUTUMN) else _unmoved(classes)
    roll = office.roll_on(span.start - dt.timedelta(days=1))
    here = roll[(roll["enrolled_on"] < pd.Timestamp(span.start)) & ~(roll["left_on"] < pd.Timestamp(span.start))]
    calendar, unknown = days_of_term(days, span.text)
    if unknown:
        years = "、".join(unknown)
        notes.append(f"节假日库没有 {years} 年的安排，按周一至周五开园，说明写“{TO_CONFIRM}”，请对照放假通知改正")
    children, moves = _children(here, step, span, notes)
    frames = {
        "classes": _classes(classes, step, here, span, notes),
        "calendar": calendar,
        "children": children,
        "class_moves": moves,
        "fee_rates": _fees(office, span, notes),
        "agreements": _agreements(office, span),
        "activities": _activities(office, span, days, notes),
    }
    _note_staff(office, classes, notes)
    return _without_kept(office, span, frames, notes)


def enter_term(office: Office, proposal: TermProposal, *, who: str) -> Receipt:
    """Write a proposal in one transaction, one entry of the journal.

    Raises
    ------
    StoreError
        when nothing is left to be written; FaultsError when the registers changed so that a row does not fit any more.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     receipt = enter_term(office, propose_term(office, "2026-autumn"), who="S001")
    ...     office.read("classes", "2026-autumn")["class_name"].tolist()
    ['中一班', '小一班']
    """
    if not proposal.frames:
        raise StoreError(f"{proposal.term.title}已经建好，没有要写的")
    return office.write(proposal.frames, who=who)


@dataclass(frozen=True)
class _Step:
    """Where each class goes: former name → name and band, None: it leaves; and the classes that begin."""

    targets: Mapping[str, tuple[str, str] | None]
    beginners: pd.DataFrame


def _unmoved(classes: pd.DataFrame) -> _Step:
    targets = {str(row.class_name): (str(row.class_name), str(row.band)) for row in rows(classes)}
    return _Step(targets, classes.head(0))


def _moved_up(classes: pd.DataFrame, profile: Profile, notes: list[str]) -> _Step:
    targets: dict[str, tuple[str, str] | None] = {}
    mixed_classes = []
    for row in rows(classes):
        name, band = str(row.class_name), profile.band(str(row.band))
        if band.is_mixed:
            targets[name] = (name, band.name)
            mixed_classes.append(name)
            continue
        older = _a_year_older(band, profile)
        begins_with_band = name[0] == band.name[0]
        targets[name] = None if older is None else ((older[0] + name[1:]) if begins_with_band else name, older)
    if mixed_classes:
        notes.append(f"{'、'.join(mixed_classes)} 是混龄，不升班；到龄离园的幼儿请在《幼儿》里登记离园日期")
    names = {target[0] for target in targets.values() if target}
    of_one_year = [name for name in classes["band"].unique() if str(name) not in _mixed_bands(profile)]
    youngest = min(of_one_year, key=lambda name: profile.band(str(name)).months, default=None)
    beginners = classes[classes["band"] == youngest]
    taken = beginners[beginners["class_name"].isin(names)]
    if len(taken):
        notes.append(
            f"新{youngest}的班名没有提议：{'、'.join(taken['class_name'])} 随原班升班，班名已用；"
            f"请在《班级》里登记新{youngest}"
        )
    beginners = beginners[~beginners["class_name"].isin(names)]
    if len(beginners):
        notes.append(
            f"新{youngest} {'、'.join(beginners['class_name'])} 的班数、班名和在册人数照上一学年，请按招生改正"
        )
    _note_fewer(classes, targets, beginners, profile, notes)
    return _Step(targets, beginners)


def _mixed_bands(profile: Profile) -> set[str]:
    return {band.name for band in profile.age_bands if band.is_mixed}


def _a_year_older(band: AgeBand, profile: Profile) -> str | None:
    """Return the band that children of a band are in a year later; None: they have left."""
    months = (band.months[0] + _YEAR, band.months[1] + _YEAR)
    return next((older.name for older in profile.age_bands if older.months == months), None)


def _note_fewer(
    classes: pd.DataFrame,
    targets: Mapping[str, tuple[str, str] | None],
    beginners: pd.DataFrame,
    profile: Profile,
    notes: list[str],
) -> None:
    """Note the bands above the youngest that get fewer classes than they had: new children may join there."""
    now = [target[1] for target in targets.values() if target] + list(beginners["band"])
    for name, before in classes["band"].value_counts().items():
        missing = before - now.count(str(name))
        below = [band.name for band in profile.age_bands if _a_year_older(band, profile) == name]
        if missing > 0 and set(below) & set(classes["band"]):
            notes.append(f"{name}比上一学年少 {missing} 个班；另有新招的{name}请在《班级》里登记")


def _classes(classes: pd.DataFrame, step: _Step, here: pd.DataFrame, span: Period, notes: list[str]) -> pd.DataFrame:
    heads = here.groupby("class_name").size()
    parts, unknown = [], []
    for row in rows(classes):
        target = step.targets[str(row.class_name)]
        if target is None:
            continue
        known = row.class_name in heads.index
        unknown += [] if known else [target[0]]
        parts.append((*target, int(heads[row.class_name]) if known else row.enrolled))
    if unknown and len(heads):
        notes.append(f"{'、'.join(unknown)} 在《幼儿》里没有幼儿，在册人数照上学期")
    parts += [(row.class_name, row.band, row.enrolled) for row in rows(step.beginners)]
    table = pd.DataFrame(parts, columns=["class_name", "band", "enrolled"])
    return table.assign(term=span.text)


def _children(here: pd.DataFrame, step: _Step, span: Period, notes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    targets = here["class_name"].map(lambda name: step.targets.get(name, (name, "")))
    leavers = here[targets.isna()].assign(left_on=pd.Timestamp(span.start) - pd.Timedelta(days=1))
    names = targets.dropna().str[0]
    movers = here.loc[names.index[names != here.loc[names.index, "class_name"]]]
    new_names = names[movers.index]
    strangers = sorted(set(here["class_name"]) - set(step.targets))
    if strangers:
        notes.append(f"幼儿所在的 {'、'.join(strangers)} 不是上学期的班级，没有动；请核对《幼儿》")
    moves = pd.DataFrame(
        {
            "date": pd.Timestamp(span.start),
            "child": movers["child"],
            "former_class": movers["class_name"],
            "class_name": new_names,
        }
    )
    moved = movers.assign(class_name=new_names)
    return pd.concat([leavers, moved], ignore_index=True), moves.reset_index(drop=True)


def _fees(office: Office, span: Period, notes: list[str]) -> pd.DataFrame:
    rates = office.read("fee_rates")
    set_anew = rates[rates["valid_from"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    fees = fees_on(rates, span.start - dt.timedelta(days=1))
    fees = fees[~fees["band"].isin(set_anew["band"])]
    if len(fees):
        notes.append("膳费标准照上学期；要调整请改《膳费标准》")
    return fees[["band", "fee_fen"]].assign(valid_from=pd.Timestamp(span.start))


def _agreements(office: Office, span: Period) -> pd.DataFrame:
    """Return the responsibility letters of the year before, for whoever is still here, to be signed anew in autumn."""
    letters = office.read("agreements")
    year = span.start.year
    if not span.text.endswith(AUTUMN):
        return letters.head(0)
    people = office.employed([span.start])["staff"]
    letters = letters[(letters["year"] == f"{year - 1}-{year}") & letters["staff"].isin(people)]
    return letters[["staff", "post"]].assign(year=f"{year}-{year + 1}").reset_index(drop=True)


def _activities(office: Office, span: Period, days: Span, notes: list[str]) -> pd.DataFrame:
    """Return the tasks of the same term a year before, else of the term before, due as many months later."""
    tasks, months = office.read("activities", span.previous(2)), 12
    if tasks.empty:
        tasks, months = office.read("activities", span.previous()), 6
    people = set(office.employed([span.start])["staff"])
    without = sorted(tasks.loc[~tasks["responsible"].isin(people), "activity"])
    if without:
        notes.append(f"计划任务 {first_few(without, 5)} 的责任人已离职，没有列入；请重新安排")
    tasks = tasks[tasks["responsible"].isin(people)]
    if len(tasks):
        notes.append("计划任务照以前的学期，期限顺延；请按新学期的计划改正")
    due = {name: _within(tasks[name] + pd.DateOffset(months=months), days) for name in ("first_due", "last_due")}
    return tasks.assign(term=span.text, **due).reset_index(drop=True)


def _within(dates: pd.Series, days: Span) -> pd.Series:
    first, last = pd.Timestamp(days.start), pd.Timestamp(days.end)
    return dates.where(dates >= first, first).where(dates <= last, last)


def _note_staff(office: Office, classes: pd.DataFrame, notes: list[str]) -> None:
    people = office.read("staff")
    people = people[people["left_on"].isna() & people["team"].isin(classes["class_name"])]
    if len(people):
        notes.append(f"教职工 {len(people)} 人的组别写着班级，没有动；请按新学期的分工改《教职工》")
    guests = [name for site, name in office.site_names().items() if site != office.site]
    if guests:
        notes.append(f"{'、'.join(guests)}的新学期另建（--site）")


def _without_kept(office: Office, span: Period, frames: Mapping[str, pd.DataFrame], notes: list[str]) -> TermProposal:
    """Leave out the rows whose key is there already; of children those who have a class or a last day in the term."""
    later_moves = office.read("class_moves")
    later_moves = later_moves[later_moves["date"] >= pd.Timestamp(span.start)]
    additions: dict[str, pd.DataFrame] = {}
    present_rows: dict[str, int] = {}
    for name, frame in frames.items():
        key = [part for part in registers.key_columns(registers.get(name)) if part != "site"]
        if name in ("children", "class_moves"):
            present = frame["child"].isin(later_moves["child"])
        else:
            keys = set(office.store.read(name, sites=[office.site])[key].itertuples(index=False, name=None))
            present = pd.Series(
                [row in keys for row in frame[key].itertuples(index=False, name=None)], index=frame.index, dtype=bool
            )
        if present.any():
            present_rows[name] = int(present.sum())
        if not present.all():
            additions[name] = frame[~present].assign(site=office.site).reset_index(drop=True)
    return TermProposal(span, additions, present_rows, tuple(notes))


__all__ = ["TermProposal", "enter_term", "propose_term"]
