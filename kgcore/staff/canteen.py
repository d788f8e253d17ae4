"""The kitchens' six T (六T): weighted score of each team, trend, open faults, places where faults come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.standards import load, work_norm
from kgcore.wording import first_few

_NAMED = 6


def by_item(checks: pd.DataFrame) -> pd.DataFrame:
    """Return the mean score of each team on each of the six duties, teams side by side.

    Parameters
    ----------
    checks : rows of the register `canteen_checks` in the period.

    Returns
    -------
    Columns `item`, one a team, in the order of the six duties; NaN where a team was not checked.
    """
    order = list(load("six_t").sort_values("position")["name"])
    wide = checks.pivot_table(index="item", columns="team", values="score", aggfunc="mean")
    return wide.reindex(order).rename_axis("item").rename_axis(None, axis=1).reset_index()


def by_month(checks: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Return Σ weight × mean score ÷ Σ weight of the duties checked, by month and team.

    Parameters
    ----------
    checks : rows of the register.
    weights : of each duty, adding up to 1.

    Returns
    -------
    Columns `month`, `team`, `score` (0 to 100), `covered` (Σ weight of the duties checked), `checks`, `faults`.
    """
    return _weighted(checks.assign(month=checks["date"].dt.strftime("%Y-%m")), ["month", "team"], weights)


def by_team(checks: pd.DataFrame, weights: Mapping[str, float], every: pd.DataFrame) -> pd.DataFrame:
    """Return the same as `by_month` over the whole period, and the faults still open, older ones too.

    Parameters
    ----------
    checks, weights : as for `by_month`.
    every : rows of the register from the first on.
    """
    table = _weighted(checks, ["team"], weights)
    still = every[_open(every)].groupby("team").size()
    return table.assign(open_faults=table["team"].map(still).fillna(0).astype(int))


def _weighted(checks: pd.DataFrame, keys: list[str], weights: Mapping[str, float]) -> pd.DataFrame:
    mean = checks.groupby([*keys, "item"])["score"].mean().rename("score").reset_index()
    mean["weight"] = mean["item"].map(pd.Series(weights))
    mean["points"] = mean["score"] * mean["weight"]
    summed = mean.groupby(keys)[["points", "weight"]].sum()
    by_key = checks.groupby(keys)
    return pd.DataFrame({
        "score": summed["points"] / summed["weight"], "covered": summed["weight"],
        "checks": by_key.size(), "faults": by_key["fault"].count(),
    }).reset_index()  # fmt: skip


def faults(checks: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return every fault with the days it took or has been open, open ones first.

    Parameters
    ----------
    checks : rows of the register.
    as_of : day up to which an open fault is counted.

    Returns
    -------
    Columns `date`, `team`, `item`, `place`, `score`, `fault`, `fixed_on`, `open`, `days`, `times` (faults of this item
    at this place).
    """
    table = checks.loc[checks["fault"].notna(), ["date", "team", "item", "place", "score", "fault", "fixed_on"]].copy()
    table["open"] = _open(checks)
    table["days"] = (table["fixed_on"].fillna(as_of) - table["date"]).dt.days
    table["times"] = table.groupby(["team", "place", "item"])["fault"].transform("size")
    return table.sort_values(["open", "days"], ascending=False, kind="stable", ignore_index=True)


def _open(checks: pd.DataFrame) -> pd.Series:
    still: pd.Series = checks["fault"].notna() & checks["fixed_on"].isna()
    return still


def unchecked(checks: pd.DataFrame, week_days: Sequence[dt.date]) -> pd.DataFrame:
    """Return the weeks (with at least the norm's school days) in which a team was not checked on all six duties.

    Parameters
    ----------
    checks : rows of the register in those weeks.
    week_days : school days of the weeks.

    Returns
    -------
    Columns `team`, `week` (first school day), `items` (how many of the six were checked).
    """
    weekly: dict[tuple[int, int], list[dt.date]] = {}
    for day in week_days:
        weekly.setdefault(day.isocalendar()[:2], []).append(day)
    least = work_norm("meeting_week_days").limit
    duties = len(load("six_t"))
    gaps = []
    for days in weekly.values():
        if len(days) < least:
            continue
        monday = pd.Timestamp(days[0] - dt.timedelta(days[0].weekday()))
        inside = checks[checks["date"].between(monday, monday + pd.Timedelta(days=6))]
        for team in sorted(checks["team"].unique()):
            items = inside.loc[inside["team"] == team, "item"].nunique()
            if items < duties:
                gaps.append({"team": team, "week": days[0], "items": items})
    return pd.DataFrame(gaps, columns=["team", "week", "items"])


def findings(checks: pd.DataFrame, week_days: Sequence[dt.date], as_of: pd.Timestamp, period: str) -> list[Finding]:
    """Return faults still open, weeks without a full check, and places where a fault came back.

    Parameters
    ----------
    checks : rows of the register in the weeks of the period.
    week_days : school days of those weeks.
    as_of : last recorded day.
    """
    return [
        *_open_faults(faults(checks, as_of), period),
        *_unchecked(unchecked(checks, week_days), period),
        *_dead_corners(checks, period),
    ]


def _open_faults(table: pd.DataFrame, period: str) -> list[Finding]:
    return [
        Finding(
            "staff.six_t_open", "warning", f"{row.team} {row.place}", period,
            f"{row.date:%Y-%m-%d} {row.team}{row.place}“{row.fault}”（{row.item}，{row.score:g}分）"
            f"已{row.days}天未整改",
            measured=float(row.days), limit=0.0, unit="天", source="六T：天天改进",
            advice="当天整改，由检查人复查并登记整改日期",
        )
        for row in rows(table[table["open"]])
    ]  # fmt: skip


def _unchecked(table: pd.DataFrame, period: str) -> list[Finding]:
    norm = work_norm("six_t_check")
    verdicts = []
    for team, weeks in table.groupby("team"):
        names = first_few([f"{row.week:%m-%d}起的一周（{row.items}项）" for row in rows(weeks)], _NAMED)
        verdicts.append(Finding(
            "staff.six_t_unchecked", "warning", str(team), period,
            f"{team}有{len(weeks)}周没有完成六项检查：{names}", measured=float(len(weeks)), limit=0.0,
            unit="周", source=norm.source, advice="固定每周检查日和检查人；查过的补登",
        ))  # fmt: skip
    return verdicts


def _dead_corners(checks: pd.DataFrame, period: str) -> list[Finding]:
    norm = work_norm("dead_corner_faults")
    count = checks[checks["fault"].notna()].groupby(["team", "place", "item"]).size()
    return [
        Finding(
            "staff.six_t_dead_corner", "notice", f"{team} {place}", period,
            f"{team}{place}的“{item}”本期{number}次出问题，是卫生死角", measured=float(number), limit=norm.limit,
            unit="次", source=norm.source, advice="查原因（布局、工具、责任人），定专人每日查看",
        )
        for team, place, item, number in count[count >= norm.limit].reset_index().itertuples(index=False)
    ]  # fmt: skip
