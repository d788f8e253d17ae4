"""A child who changes class, or goes to another kindergarten of the same database, from a day on."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore.office import Office
from kgcore.periods import term_of
from kgcore.store import Receipt, StoreError
from kgcore.store.stays import stays


def move_child(
    office: Office, child: str, class_name: str, *, since: dt.date, to: str | None = None, who: str
) -> Receipt:
    """Enter that a child is in another class, or in another kindergarten, from a day on.

    Within the kindergarten the day and both classes go into `class_moves`, so that earlier days keep the former class.
    Into another one the child leaves here on the day before and is enrolled there under the same pseudonym; what was
    recorded here stays here.

    Parameters
    ----------
    office : where the child is now.
    child : its pseudonym.
    class_name : the class from that day on.
    since : the first day there.
    to : code of the other kindergarten; None = within this one.
    who : who enters it, for the journal.

    Raises
    ------
    StoreError
        when the child is not here on the day before, the class is not registered in that term, or the other
        kindergarten has the pseudonym already.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     receipt = move_child(office, "C00001", "大一班", since=dt.date(2026, 5, 18), who="S001")
    ...     office.read("class_moves")[["child", "former_class", "class_name"]].to_numpy().tolist()
    [['C00001', '小一班', '大一班']]
    """
    children = office.read("children")
    if child not in set(children["child"]):
        raise StoreError(f"园所 {office.site} 的《幼儿》里没有 {child}；请核对编号和 --site")
    day = pd.Timestamp(since)
    table = stays(children, office.read("class_moves"))
    here = table[(table["child"] == child) & (table["enrolled_on"] < day) & ~(table["left_on"] < day)]
    if here.empty:
        stay = children[children["child"] == child].iloc[0]
        until = "今" if pd.isna(stay["left_on"]) else f" {stay['left_on']:%Y-%m-%d}"
        raise StoreError(f"{child} 在园是 {stay['enrolled_on']:%Y-%m-%d} 至{until}，{since} 不能调班；请核对日期")
    site = to or office.site
    if site not in set(office.read("sites", sites="all")["site"]):
        raise StoreError(f"《园所》里没有“{site}”；请核对 --to，或先登记园所")
    term = term_of(since)
    classes = office.read("classes", term, sites="all")
    if class_name not in set(classes.loc[classes["site"] == site, "class_name"]):
        raise StoreError(f"园所 {site} 的《班级》里{term.title}没有“{class_name}”；请核对班名，或先登记该学期的班级")
    row = children[children["child"] == child]
    if site == office.site:
        former = str(here["class_name"].iloc[0])
        if former == class_name:
            raise StoreError(f"{child} 在 {since} 本来就在{class_name}，没有登记")
        move = pd.DataFrame(
            {"date": [day], "child": [child], "former_class": [former], "class_name": [class_name]}
        )  # fmt: skip
        return office.write({"class_moves": move, "children": row.assign(class_name=class_name)}, who=who)
    everywhere = office.read("children", sites="all")
    if child in set(everywhere.loc[everywhere["site"] == site, "child"]):
        raise StoreError(f"园所 {site} 的《幼儿》里已有编号 {child}，不能转入；请先核对是不是同一名幼儿")
    leaving = row.assign(left_on=day - pd.Timedelta(days=1))
    arriving = row.assign(site=site, class_name=class_name, enrolled_on=day, left_on=None)
    return office.write({"children": pd.concat([leaving, arriving], ignore_index=True)}, who=who)


__all__ = ["move_child"]
