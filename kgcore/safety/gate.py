"""The gate: visitors in and out, posts filled at peak hours, cards checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers.safety import PEAKS
from kgcore.wording import first_few

_SHOWN = 8
_PLAN = "示范园后勤方案：访客登记、高峰护导"


def visits(visitors: pd.DataFrame) -> pd.DataFrame:
    """Return each visit with its minutes inside, NaN where nobody wrote when the visitor left.

    Parameters
    ----------
    visitors : columns `date`, `badge`, `entered_at`, `left_at` (HH:MM), `purpose`, `met`.
    """
    minutes = _minutes(visitors["left_at"]) - _minutes(visitors["entered_at"])
    return visitors.assign(minutes=minutes)


def _minutes(clock: pd.Series) -> pd.Series:
    parts = clock.str.split(":", expand=True).reindex(columns=[0, 1]).astype("float64")
    return parts[0] * 60 + parts[1]


def by_purpose(visits: pd.DataFrame) -> pd.DataFrame:
    """Return visits, median minutes and visits without an exit by purpose.

    Parameters
    ----------
    visits : as `visits` returns.
    """
    table = visits.groupby("purpose").agg(
        visits=("badge", "size"),
        minutes=("minutes", "median"),
        no_exit=("left_at", lambda left: int(left.isna().sum())),
    )
    return table.sort_values("visits", ascending=False).reset_index()


def visitor_findings(visits: pd.DataFrame, days: Sequence[dt.date], period: str) -> list[Finding]:
    """Return visitors who went in and never out, and school days without any visitor record.

    Parameters
    ----------
    visits : as `visits` returns.
    days : school days.
    """
    verdicts = [
        Finding(
            "safety.visitor_no_exit", "warning", row.badge, period,
            f"{row.date:%Y-%m-%d} {row.entered_at}进园的访客{row.badge}（{row.purpose}，接待{row.met}）没有离园记录",
            measured=0.0, limit=1.0, unit="次", source=_PLAN, advice="向接待人和监控核实离园时间并补登；离园收牌",
        )
        for row in rows(visits[visits["left_at"].isna()])
    ]  # fmt: skip
    gaps = pd.Series([pd.Timestamp(day) for day in days if pd.Timestamp(day) not in set(visits["date"])])
    if len(gaps):
        verdicts.append(Finding(
            "safety.visitor_none", "notice", "访客登记", period, f"{len(gaps)}个开园日没有访客记录：{_listed(gaps)}",
            measured=float(len(days) - len(gaps)), limit=float(len(days)), unit="天", source=_PLAN,
            advice="确无访客的写明；漏记的补登",
        ))  # fmt: skip
    return verdicts


def duty(gate_duty: pd.DataFrame, days: Sequence[dt.date]) -> pd.DataFrame:
    """Return every peak of every school day: posts required and filled, NaN where nothing was recorded.

    Parameters
    ----------
    gate_duty : columns `date`, `peak`, `required`, `present`, `cards_checked`.
    days : school days.

    Returns
    -------
    Columns `date`, `peak`, `required`, `present`, `cards_checked`, `kept` (all posts filled and cards checked; NA
    without a record).
    """
    grid = pd.DataFrame({"date": pd.to_datetime(list(days))}).merge(pd.DataFrame({"peak": list(PEAKS)}), how="cross")
    columns = ["date", "peak", "required", "present", "cards_checked"]
    table = grid.merge(gate_duty[columns], on=["date", "peak"], how="left")
    full = (table["present"] >= table["required"]) & table["cards_checked"]
    return table.assign(kept=full.astype("boolean"))


def duty_findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return peaks without a record, with too few posts, or with cards unchecked.

    Parameters
    ----------
    table : as `duty` returns.
    """
    verdicts = []
    unknown = table[table["present"].isna()]
    if len(unknown):
        verdicts.append(Finding(
            "safety.duty_unrecorded", "warning", "门岗", period,
            f"{len(unknown)}个高峰时段没有门岗记录（不当作缺岗）：{_listed(unknown['date'])}",
            measured=float(len(table) - len(unknown)), limit=float(len(table)), unit="次", source=_PLAN,
            advice="补登；每班交接时签",
        ))  # fmt: skip
    short = table[(table["present"] < table["required"]).fillna(False).astype(bool)]
    if len(short):
        worst = short.iloc[0]
        verdicts.append(Finding(
            "safety.duty_short", "warning", "门岗", period,
            f"{len(short)}个高峰时段护导不足，如{worst['date']:%Y-%m-%d}{worst['peak']}"
            f"应{worst['required']}人实{worst['present']}人",
            measured=float(len(table) - len(short)), limit=float(len(table)), unit="次", source=_PLAN,
            advice="排出顶岗名单，缺岗由行政补位",
        ))  # fmt: skip
    unseen = table[~table["cards_checked"].fillna(True).astype(bool)]
    if len(unseen):
        verdicts.append(Finding(
            "safety.cards_unchecked", "warning", "门岗", period,
            f"{len(unseen)}个高峰时段没有验卡：{_listed(unseen['date'])}", measured=float(len(unseen)),
            limit=0.0, unit="次", source=_PLAN, advice="凭卡接送，无卡电话核实后登记",
        ))  # fmt: skip
    return verdicts


def _listed(dates: pd.Series) -> str:
    return first_few(list(dict.fromkeys(f"{day:%m-%d}" for day in dates)), _SHOWN)
