"""The food-safety chain: deliveries accepted, dishes sampled, tableware cleaned; by day and dish, and traced back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.standards import Profile

TABLEWARE = "餐具"
PASSED = "合格"
_SHOWN = 6
_CHAIN = "食品安全链：验收、留样、清洗消毒"
UNSAMPLED, SHORT, BRIEF, KEPT = "无留样", "留样不足", "时长不足", "符合"


def deliveries(movements: pd.DataFrame, acceptance: pd.DataFrame, suppliers: pd.DataFrame) -> pd.DataFrame:
    """Return every standing purchase with its acceptance and the supplier's licence.

    Parameters
    ----------
    movements : rows of the register; a purchase that was reversed is left out.
    acceptance, suppliers : rows of the registers.

    Returns
    -------
    Columns `entry`, `date`, `food`, `quantity_g`, `supplier`, `batch`, `delivered_g`, `quality`, `certificate_seen`,
    `temperature_c`, `acceptor` (missing where nobody accepted), `licence_expires`.
    """
    bought = movements[(movements["kind"] == terms.PURCHASE) & ~movements["entry"].isin(movements["reverses"].dropna())]
    seen = acceptance[["entry", "delivered_g", "quality", "certificate_seen", "temperature_c", "acceptor"]]
    return (
        bought[["entry", "date", "food", "quantity_g", "supplier", "batch"]]
        .merge(seen, on="entry", how="left")
        .merge(suppliers[["supplier", "licence_expires"]], on="supplier", how="left")
    )


def dishes(menus: pd.DataFrame, samples: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Return every dish served with its sample and whether that is enough.

    Parameters
    ----------
    menus : columns `date`, `meal`, `dish`: the menu posted.
    samples : rows of the register.
    profile : gives the least grams and hours.

    Returns
    -------
    Columns `date`, `meal`, `dish`, `grams`, `kept_hours`, `taken_by` (missing without a sample), `verdict`.
    """
    served = menus[["date", "meal", "dish"]].drop_duplicates()
    table = served.merge(
        samples[["date", "meal", "dish", "grams", "kept_hours", "taken_by"]], on=["date", "meal", "dish"], how="left"
    )
    verdict = pd.Series(KEPT, index=table.index)
    verdict = verdict.mask(~(table["kept_hours"] >= profile.sample_hours), BRIEF)
    verdict = verdict.mask(~(table["grams"] >= profile.sample_grams), SHORT)
    return table.assign(verdict=verdict.mask(table["grams"].isna() & table["kept_hours"].isna(), UNSAMPLED))


def by_day(
    delivered: pd.DataFrame, sampled: pd.DataFrame, disinfection: pd.DataFrame, days: Sequence[dt.date]
) -> pd.DataFrame:
    """Return how complete the chain was on each school day.

    Parameters
    ----------
    delivered, sampled : as `deliveries` and `dishes` return.
    disinfection : columns `date`, `object`; a round of tableware is due for each meal of the menu.
    days : school days.

    Returns
    -------
    Columns `date`, `deliveries`, `accepted`, `dishes`, `samples_kept`, `meals`, `cleanings`, `complete`.
    """
    index = pd.DatetimeIndex(pd.to_datetime(list(days)), name="date")
    tableware = disinfection[disinfection["object"] == TABLEWARE]
    accepted = delivered[(delivered["quality"] == PASSED) & delivered["certificate_seen"].fillna(False).astype(bool)]
    table = pd.DataFrame({
        "deliveries": delivered.groupby("date").size(),
        "accepted": accepted.groupby("date").size(),
        "dishes": sampled.groupby("date").size(),
        "samples_kept": sampled[sampled["verdict"] == KEPT].groupby("date").size(),
        "meals": sampled.groupby("date")["meal"].nunique(),
        "cleanings": tableware.groupby("date").size(),
    }).reindex(index).fillna(0).astype(int)  # fmt: skip
    complete = (
        (table["accepted"] >= table["deliveries"])
        & (table["samples_kept"] >= table["dishes"])
        & (table["cleanings"] >= table["meals"])
        & (table["dishes"] > 0)
    )
    return table.assign(complete=complete).reset_index()


def trace(
    day: dt.date, dish: str, ingredients: pd.DataFrame, delivered: pd.DataFrame, sampled: pd.DataFrame
) -> pd.DataFrame:
    """Return who handled a dish: for each food the last delivery up to that day, and who took the sample.

    Parameters
    ----------
    day, dish : what was eaten when.
    ingredients : columns `dish`, `food`.
    delivered, sampled : as `deliveries` and `dishes` return.

    Returns
    -------
    Columns `food`, `entry`, `date`, `supplier`, `batch`, `acceptor`, `taken_by`; a food never delivered has no entry.
    """
    foods = ingredients.loc[ingredients["dish"] == dish, ["food"]].drop_duplicates()
    before = delivered[delivered["date"] <= pd.Timestamp(day)].sort_values(["date", "entry"])
    last = before.drop_duplicates("food", keep="last")[["food", "entry", "date", "supplier", "batch", "acceptor"]]
    taken = sampled.loc[(sampled["date"] == pd.Timestamp(day)) & (sampled["dish"] == dish), "taken_by"]
    return foods.merge(last, on="food", how="left").assign(taken_by=taken.iloc[0] if len(taken) else None)


def delivery_findings(delivered: pd.DataFrame, period: str) -> list[Finding]:
    """Return deliveries not accepted, refused or without papers, weighed otherwise than booked, of an expired licence.

    Parameters
    ----------
    delivered : as `deliveries` returns.
    """
    gap = delivered["delivered_g"].astype("float64") - delivered["quantity_g"].astype("float64")
    no_papers = ~delivered["certificate_seen"].fillna(True).astype(bool)
    cases = (
        (delivered["acceptor"].isna(), "safety.not_accepted", "没有验收记录", "补验收人签字；没有验收的不入库"),
        (delivered["quality"].notna() & (delivered["quality"] != PASSED), "safety.refused_delivery",
         "感官不合格仍入库", "退货并冲正，向供应商追责"),
        (no_papers, "safety.no_certificate", "没有索证索票", "向供应商补索，补不到的退货"),
        ((gap != 0) & gap.notna(), "safety.weight_differs", "验收数量与入库数量不一致", "按验收数量更正入库单"),
        (delivered["licence_expires"] < delivered["date"], "safety.licence_expired", "供应商许可证已过期",
         "停止采购，换证后再供货"),
    )  # fmt: skip
    made = []
    for at_fault, code, said, advice in cases:
        same = delivered[at_fault]
        if len(same):
            named = "、".join(f"{row.date:%m-%d} {row.food}（{row.entry}）" for row in rows(same.head(_SHOWN)))
            made.append(Finding(
                code, "warning", said, period,
                f"{len(same)}笔采购{said}：{named}{'等' if len(same) > _SHOWN else ''}",
                measured=float(len(delivered) - len(same)), limit=float(len(delivered)), unit="笔", source=_CHAIN,
                advice=advice,
            ))  # fmt: skip
    return made


def sample_findings(sampled: pd.DataFrame, profile: Profile, period: str) -> list[Finding]:
    """Return dishes without a sample, and samples too small or kept too briefly.

    Parameters
    ----------
    sampled : as `dishes` returns.
    """
    source = str(profile.chosen("sample_scheme")["source"].iloc[0])
    made = []
    none = sampled[sampled["verdict"] == UNSAMPLED]
    if len(none):
        named = "、".join(f"{row.date:%m-%d}{row.meal}{row.dish}" for row in rows(none.head(_SHOWN)))
        made.append(Finding(
            "safety.sample_missing", "warning", "留样", period,
            f"{len(none)}道菜点没有留样记录：{named}{'等' if len(none) > _SHOWN else ''}",
            measured=float(len(sampled) - len(none)), limit=float(len(sampled)), unit="道", source=source,
            advice="每餐每菜留样，当餐登记",
        ))  # fmt: skip
    for row in rows(sampled[sampled["verdict"].isin([SHORT, BRIEF])]):
        short = row.verdict == SHORT
        measured, limit, unit = (
            (row.grams, profile.sample_grams, "g") if short else (row.kept_hours, profile.sample_hours, "小时")
        )
        made.append(Finding(
            "safety.sample_short", "warning", row.dish, period,
            f"{row.date:%Y-%m-%d}{row.meal}“{row.dish}”留样{measured:g}{unit}，应不少于{limit:g}{unit}（留样人{row.taken_by}）",
            measured=float(measured), limit=limit, unit=unit, source=source,
            advice="用定量留样盒；留样冰箱标明开始和到期时间",
        ))  # fmt: skip
    return made


def cleaning_findings(chain: pd.DataFrame, period: str) -> list[Finding]:
    """Return days on which tableware was disinfected fewer times than meals were served.

    Parameters
    ----------
    chain : as `by_day` returns.
    """
    short = chain[chain["cleanings"] < chain["meals"]]
    if short.empty:
        return []
    days = "、".join(f"{day:%m-%d}" for day in short["date"].head(_SHOWN)) + ("等" if len(short) > _SHOWN else "")
    return [Finding(
        "safety.cleaning_missed", "warning", "餐具消毒", period,
        f"{len(short)}天的餐具消毒次数少于供餐餐次：{days}", measured=float(len(chain) - len(short)),
        limit=float(len(chain)), unit="天", source=_CHAIN, advice="一餐一消毒，当餐登记温度或时间",
    )]  # fmt: skip
