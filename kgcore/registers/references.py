"""Values of a register that must exist in another, and figures that another register bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from kgcore import registers
from kgcore.periods import term_of
from kgcore.registers.base import ANONYMOUS_CHILD, Register, RegisterColumn, columns, key_columns, meta

Lookup = Callable[[str], pd.DataFrame]
Found = tuple[int, str, object, str]


def check_references(register: type[Register], frame: pd.DataFrame, lookup: Lookup) -> Iterator[Found]:
    """Yield (row, column, value, message) of every reference that fails and every bound exceeded.

    A value is known when the row's own site or the site whose kitchen feeds it holds it.
    """
    if frame.empty:
        return
    kitchens = kitchen_of(lookup("sites"))
    for column in columns(register):
        if column.reference:
            yield from _unknown(register, column, frame, lookup, kitchens)
        if column.reference == "classes.class_name" and meta(register).date:
            yield from _renamed(column.name, str(meta(register).date), frame, lookup("classes"), kitchens)
        if column.reference == "staff.staff":
            yield from _left(register, column.name, frame, lookup("staff"), kitchens)
        if column.at_most:
            yield from _exceeding(register, column, frame, lookup, kitchens)
    if "former_class" in frame:
        yield from _broken_moves(frame, lookup)
    if register is registers.get("children"):
        yield from _unmoved(frame, lookup("class_moves"))


def kitchen_of(sites: pd.DataFrame) -> dict[str, str]:
    """Return site → the site whose kitchen feeds it, from the sites register."""
    return dict(zip(sites["site"], sites["kitchen"], strict=True))


def _target(reference: str) -> tuple[str, str]:
    name, _, column = reference.partition(".")
    return name, column


def _homes(site: object, kitchens: dict[str, str]) -> tuple[object, ...]:
    return (site, kitchens.get(str(site), site))


def _unknown(
    register: type[Register], column: RegisterColumn, frame: pd.DataFrame, lookup: Lookup, kitchens: dict[str, str]
) -> Iterator[Found]:
    name, target = _target(str(column.reference))
    rows = lookup(name)
    title = meta(registers.get(name)).title
    values = frame[["site", column.name]].copy() if column.name != "site" else frame[["site"]].copy()
    present = values[values.notna().all(axis=1)]
    if name == "sites":
        site_codes = set(rows["site"])
        wrong = ~present[column.name].isin(site_codes)
    else:
        values_by_site = set(zip(rows["site"], rows[target], strict=True))
        pairs = present.drop_duplicates()
        missing = {
            (site, value)
            for site, value in pairs.itertuples(index=False, name=None)
            if not any((home, value) in values_by_site for home in _homes(site, kitchens))
        }
        if not missing:
            return
        if column.reference == "children.child" and meta(register).ledger:
            missing -= {(site, ANONYMOUS_CHILD) for site in present["site"].unique()}
        wrong = pd.Series([pair in missing for pair in present.itertuples(index=False, name=None)], index=present.index)
    for row in present.index[wrong]:
        value = present.loc[row, column.name]
        yield int(row), column.name, value, f"《{title}》里没有“{value}”；请先登记，或改正写法"


def _renamed(
    name: str, date: str, frame: pd.DataFrame, classes: pd.DataFrame, kitchens: dict[str, str]
) -> Iterator[Found]:
    """Yield rows that name a class as it is not called on their day, where it would count twice, or one dissolved."""
    if "ended_on" not in classes or classes["ended_on"].isna().all():
        return
    former_rows = classes[classes["ended_on"].notna()]
    parts = (former_rows[name_] for name_ in ("site", "term", "class_name", "ended_on", "successor"))
    ends = {(site, term, former): (day, new) for site, term, former, day, new in zip(*parts, strict=True)}
    starts = {(site, term, new): (day, former) for (site, term, former), (day, new) in ends.items() if pd.notna(new)}
    for row, (site, day, value) in enumerate(zip(frame["site"], frame[date], frame[name], strict=True)):
        if pd.isna(day) or pd.isna(value):
            continue
        for home in _homes(site, kitchens):
            key = (home, str(term_of(day.date())), value)
            if key in ends and day >= ends[key][0]:
                end, new = ends[key]
                told = f"改称{new}；请写新班名" if pd.notna(new) else "撤班；请写幼儿现在的班"
                yield row, name, value, f"{value}已从 {end:%Y-%m-%d} 起{told}"
                break
            if key in starts and day < starts[key][0]:
                yield row, name, value, f"{value}到 {starts[key][0]:%Y-%m-%d} 才改称，这一天还叫{starts[key][1]}"
                break


def signed_on(register: type[Register], column: str) -> str | None:
    """Return the column that dates a signature: approved_on of approved_by, else the row's date; None: undated.

    Examples
    --------
    >>> signed_on(registers.get("invoices"), "approved_by"), signed_on(registers.get("month_closes"), "approver")
    ('approved_on', 'closed_on')
    """
    names = {c.name for c in columns(register)}
    own = column.removesuffix("_by") + "_on"
    return next((name for name in (own, meta(register).date, "closed_on", "signed_on") if name in names), None)


def _left(
    register: type[Register], name: str, frame: pd.DataFrame, staff: pd.DataFrame, kitchens: dict[str, str]
) -> Iterator[Found]:
    """Yield rows signed by someone who had left by then."""
    leavers = staff[staff["left_on"].notna()] if "left_on" in staff else staff.head(0)
    day = signed_on(register, name)
    if leavers.empty or day is None:
        return
    here = set(zip(staff["site"], staff["staff"], strict=True))
    ends = dict(zip(zip(leavers["site"], leavers["staff"], strict=True), leavers["left_on"], strict=True))
    rows = frame.loc[frame[name].isin(leavers["staff"]) & frame[day].notna(), ["site", name, day]]
    for row, (site, person, date) in zip(rows.index, rows.itertuples(index=False, name=None), strict=True):
        home = next((home for home in _homes(site, kitchens) if (home, person) in here), None)
        end = ends.get((home, person))
        if end is not None and date > end:
            told = f"{person} 已于 {end:%Y-%m-%d} 离职，不能在 {date:%Y-%m-%d} 签字；请改写在职的人"
            yield int(row), name, person, told


def _broken_moves(frame: pd.DataFrame, lookup: Lookup) -> Iterator[Found]:
    """Yield moves that do not begin in the class where the child's last move ended, or lie before its first day."""
    every_move = lookup("class_moves")
    key = ["site", "child", "date"]
    moves = pd.concat([frame, every_move[frame.columns]]).drop_duplicates(key).sort_values(key)
    before = moves.groupby(["site", "child"])["class_name"].shift()
    ends = {tuple(row): former for *row, former in zip(*(moves[name] for name in key), before, strict=True)}
    names = _successors(lookup("classes"))
    children = lookup("children")
    first_days = dict(zip(zip(children["site"], children["child"], strict=True), children["enrolled_on"], strict=True))
    parts = (frame[name] for name in (*key, "former_class"))
    for row, (site, child, day, former) in enumerate(zip(*parts, strict=True)):
        last_class = ends.get((site, child, day))
        first = first_days.get((site, child))
        if first is not None and day <= first:
            yield row, "date", f"{day:%Y-%m-%d}", f"{child} 到 {first:%Y-%m-%d} 才入园；调班须在入园以后"
        elif isinstance(last_class, str) and former not in names.get(last_class, {last_class}):
            yield (
                row,
                "former_class",
                former,
                f"{child} 上次调班后在{last_class}，不在{former}；请改正原班级，或补登中间的调班",
            )


def _successors(classes: pd.DataFrame) -> dict[str, set[str]]:
    """Return a class's name → that name and those which it was given within a term."""
    if "successor" not in classes:
        return {}
    pairs = classes.loc[classes["successor"].notna(), ["class_name", "successor"]].itertuples(index=False, name=None)
    names: dict[str, set[str]] = {}
    for former, name in pairs:
        names.setdefault(former, {former}).add(name)
    return names


def _unmoved(frame: pd.DataFrame, moves: pd.DataFrame) -> Iterator[Found]:
    """Yield children under a class that their moves do not name: the sheet of children is not where a class changes."""
    if moves.empty:
        return
    moves = moves.sort_values("date")
    of_child = {child: (rows["former_class"].iloc[0], rows) for child, rows in moves.groupby(["site", "child"])}
    for row, (site, child, name) in enumerate(zip(frame["site"], frame["child"], frame["class_name"], strict=True)):
        first, rows = of_child.get((site, child), (None, None))
        if rows is not None and name not in {first, *rows["class_name"]}:
            day, now = rows[["date", "class_name"]].iloc[-1]
            message = f"{child} 从 {day:%Y-%m-%d} 起在{now}（见《调班》）；再换班请在《调班》里登记一行"
            yield row, "class_name", name, message


def _exceeding(
    register: type[Register], column: RegisterColumn, frame: pd.DataFrame, lookup: Lookup, kitchens: dict[str, str]
) -> Iterator[Found]:
    """Compare with the row whose key agrees with all that this row says, directly or through its references."""
    name, target = _target(str(column.at_most))
    through = next(c for c in columns(register) if c.reference and _target(c.reference)[0] == name)
    bound = next(c for c in columns(registers.get(name)) if c.name == target)
    keys = [key for key in key_columns(registers.get(name)) if key != "site"]
    rows = lookup(name)
    facts = _facts(register, frame, lookup, kitchens)
    facts[_target(str(through.reference))[1]] = frame[through.name]
    shared_keys = [key for key in keys if key in facts]
    limits = rows.dropna(subset=[target]).groupby(["site", *shared_keys], sort=False)[target].max()
    limit_by_key = dict(zip(limits.index.to_list(), limits.astype(float), strict=True))
    bound_keys = set(zip(rows["site"], rows[_target(str(through.reference))[1]], strict=True))
    title = meta(registers.get(name)).title
    parts = zip(
        frame["site"], frame[column.name], frame[through.name], *(facts[key] for key in shared_keys), strict=True
    )
    for row, (site, value, via, *key) in enumerate(parts):
        homes = _homes(site, kitchens)
        if pd.isna(value) or not any((home, via) in bound_keys for home in homes):
            continue
        bounds = [limit_by_key[(home, *key)] for home in homes if (home, *key) in limit_by_key]
        if not bounds:
            where = "、".join(str(part) for part in key)
            yield row, through.name, via, f"《{title}》里没有 {where} 这一项，无法核对“{bound.title}”"
        elif value > bounds[0]:
            yield row, column.name, value, f"不得大于 {via} 的{bound.title} {bounds[0]:g}"


def _facts(
    register: type[Register], frame: pd.DataFrame, lookup: Lookup, kitchens: dict[str, str]
) -> dict[str, pd.Series]:
    """Return what a row says: its own columns, the term of its date, and the role of the staff it names."""
    facts: dict[str, pd.Series] = {name: frame[name] for name in frame.columns}
    day = meta(register).date
    if day and "term" not in facts:
        terms = {moment: str(term_of(moment)) for moment in frame[day].dropna().unique()}
        facts["term"] = frame[day].map(terms)
    for column in columns(register):
        if column.reference == "staff.staff" and "role" not in facts:
            staff = lookup("staff")
            roles = dict(zip(zip(staff["site"], staff["staff"], strict=True), staff["role"], strict=True))
            facts["role"] = pd.Series(
                [
                    next((roles[(home, value)] for home in _homes(site, kitchens) if (home, value) in roles), None)
                    for site, value in zip(frame["site"], frame[column.name], strict=True)
                ],
                index=frame.index,
                dtype=object,
            )
    return facts


__all__ = ["check_references", "kitchen_of"]
