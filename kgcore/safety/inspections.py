"""Inspections: the daily one complete, the monthly key inspection and the parents' patrol held, faults followed up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers.safety import DAILY, INSPECTED, INSPECTED_DAILY, INSPECTION_KINDS, ITEM_WORDS, KEY, PARENTS
from kgcore.standards import safety_norm, work_norm
from kgcore.wording import first_few

_SHOWN = 8


def daily(inspections: pd.DataFrame, days: Sequence[dt.date]) -> pd.DataFrame:
    """Return how complete the daily inspection was on each school day.

    Due is every area and item inspected on at least the norm's share of the days, and each of water, electricity, gas,
    doors and windows at least once.

    Parameters
    ----------
    inspections : rows of the register.
    days : school days.

    Returns
    -------
    Columns `date`, `due`, `done`, `rate` (done ÷ due), `absent` (area and item, joined), `core_absent`.
    """
    checks = inspections.loc[inspections["kind"] == DAILY, ["date", "area", "item"]].drop_duplicates()
    checks = checks.assign(item=checks["item"].map(item_of)).drop_duplicates()
    checks = checks[checks["date"].isin(pd.to_datetime(list(days)))]
    times = checks.groupby(["area", "item"]).size()
    routine = list(times[times >= work_norm("inspection_routine_share").limit * len(days)].index)
    done = {day: set(zip(same["area"], same["item"], strict=True)) for day, same in checks.groupby("date")}
    table = []
    for day in days:
        there = done.get(pd.Timestamp(day), set())
        absent = [pair for pair in routine if pair not in there]
        core = [item for item in INSPECTED_DAILY if item not in {item for _, item in there}]
        due = max(len(routine), len(INSPECTED_DAILY))
        missed = max(len(absent), len(core))
        table.append((pd.Timestamp(day), due, due - missed, (due - missed) / due,
                     "、".join(area + item for area, item in absent), "、".join(core)))  # fmt: skip
    return pd.DataFrame(table, columns=["date", "due", "done", "rate", "absent", "core_absent"])


def item_of(text: str) -> str:
    """Return which of the items inspected everywhere an office's own words are about; the words where about none.

    Examples
    --------
    >>> item_of("煤气阀门每日关闭"), item_of("电"), item_of("楼梯扶手牢固")
    ('燃气', '电', '楼梯扶手牢固')
    """
    if text in INSPECTED:
        return text
    return next((item for item, words in ITEM_WORDS.items() if re.search(words, text)), text)


def daily_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return days without a daily inspection, and days on which part of it is missing.

    Parameters
    ----------
    table : as `daily` returns.
    """
    norm = safety_norm("daily_inspection")
    verdicts = []
    gaps = table[table["done"] == 0]
    part = table[(table["done"] > 0) & (table["rate"] < 1)]
    if len(gaps):
        verdicts.append(Finding(
            "safety.inspection_none", "warning", "每日检查", period,
            f"{len(gaps)}个开园日没有每日检查记录：{_listed(gaps['date'])}",
            measured=float(len(table) - len(gaps)), limit=float(len(table)), unit="天", source=norm.source,
            advice="当日查当日记；查过未记的补登并注明",
        ))  # fmt: skip
    if len(part):
        first = part.iloc[0]
        verdicts.append(Finding(
            "safety.inspection_partial", "warning", "每日检查", period,
            f"{len(part)}个开园日的每日检查不全：{_listed(part['date'])}；"
            f"如{first['date']:%m-%d}缺{first['absent'] or first['core_absent']}",
            measured=round(float(table["rate"].mean()), 4), limit=1.0, unit="完成率", source=norm.source,
            advice="按区域和项目的清单逐项签",
        ))  # fmt: skip
    return verdicts


def _listed(dates: pd.Series) -> str:
    return first_few([f"{day:%m-%d}" for day in dates], _SHOWN)


def by_month(inspections: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return per month the days, records and faults of each kind of inspection.

    Parameters
    ----------
    inspections : rows of the register.
    months : months that count.

    Returns
    -------
    Columns `month`, `kind`, `days`, `records`, `failed`; 0 where there is none.
    """
    month = inspections["date"].dt.strftime("%Y-%m")
    counts = inspections.groupby([month, inspections["kind"]]).agg(
        days=("date", "nunique"), records=("date", "size"), failed=("passed", lambda flag: int((~flag).sum()))
    )
    index = pd.MultiIndex.from_product([pd.Index(months, dtype="str"), INSPECTION_KINDS], names=["month", "kind"])
    whole = counts.astype("int64")  # of no inspection at all pandas makes flags of the faults
    return whole.rename_axis(["month", "kind"]).reindex(index, fill_value=0).reset_index()


def monthly_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return months without a key inspection or without a parents' patrol.

    Parameters
    ----------
    table : as `by_month` returns.
    """
    verdicts = []
    for kind, code, norm, advice in (
        (KEY, "safety.key_inspection_missed", safety_norm("monthly_inspection"), "本月内补查重点部位并登记"),
        (PARENTS, "safety.parents_patrol_missed", work_norm("parents_patrol"), "与家委会排定护导班次，到岗即登记"),
    ):
        months = table[table["kind"] == kind]
        without = months[months["records"] == 0]
        if len(without):
            verdicts.append(Finding(
                code, "warning", kind, period, f"{'、'.join(without['month'])}没有{kind}记录",
                measured=float(len(months) - len(without)), limit=norm.limit * len(months), unit="月",
                source=norm.source, advice=advice,
            ))  # fmt: skip
    return verdicts


def failed_findings(inspections: pd.DataFrame, hazards: pd.DataFrame, period: str) -> list[Finding]:
    """Return what an inspection found not in order and nobody registered as a hazard of that item on that day.

    Parameters
    ----------
    inspections, hazards : rows of the registers.
    """
    hazards_by_day = set(zip(hazards["found_on"], hazards["item"].map(item_of), strict=True))
    faults = inspections[~inspections["passed"].fillna(True).astype(bool)]
    return [
        Finding(
            "safety.fault_unregistered", "warning", f"{row.area}{row.item}", period,
            f"{row.date:%Y-%m-%d}{row.kind}检查{row.area}“{row.item}”不正常，没有登记隐患", measured=0.0, limit=1.0,
            unit="条", source="《安全检查》《隐患》", advice="登记隐患，定责任人和期限",
        )
        for row in rows(faults)
        if (row.date, item_of(str(row.item))) not in hazards_by_day
    ]  # fmt: skip
