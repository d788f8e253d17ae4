"""The food-safety chain: deliveries accepted, dishes sampled, tableware cleaned; by day and dish, and traced back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.registers.health import TABLEWARE
from kgcore.registers.stock import GOOD
from kgcore.standards import Profile
from kgcore.wording import first_few

_SHOWN = 6
_CHAIN = "食品安全链：验收、留样、清洗消毒"
UNSAMPLED, SHORT, BRIEF, SAMPLED = "unsampled", "short", "brief", "sampled"


def deliveries(movements: pd.DataFrame, acceptance: pd.DataFrame, suppliers: pd.DataFrame) -> pd.DataFrame:
    """Return every standing purchase with its acceptance, the supplier's licence and the day from which it is ended.

    Parameters
    ----------
    movements : rows of the register; a purchase that was reversed is left out.
    acceptance, suppliers : rows of the registers.

    Returns
    -------
    Columns `entry`, `date`, `food`, `quantity_g`, `supplier`, `batch`, `delivered_g`, `quality`, `certificate_seen`,
    `temperature_c`, `acceptor` (missing where nobody accepted), `supplier_name`, `licence_expires`, `ended_on`.
    """
    purchases = movements[
        (movements["kind"] == terms.PURCHASE) & ~movements["entry"].isin(movements["reverses"].dropna())
    ]
    checks = acceptance[["entry", "delivered_g", "quality", "certificate_seen", "temperature_c", "acceptor"]]
    licences = suppliers.reindex(columns=["supplier", "name", "licence_expires", "ended_on"]).rename(
        columns={"name": "supplier_name"}
    )
    licences["ended_on"] = pd.to_datetime(licences["ended_on"])
    return (
        purchases[["entry", "date", "food", "quantity_g", "supplier", "batch"]]
        .merge(checks, on="entry", how="left")
        .merge(licences, on="supplier", how="left")
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
    Columns `date`, `meal`, `dish`, `grams`, `kept_hours`, `taken_by` (missing without a sample), `verdict`
    (SAMPLED; UNSAMPLED, SHORT in grams, BRIEF in hours).
    """
    served = menus[["date", "meal", "dish"]].drop_duplicates()
    table = served.merge(
        samples[["date", "meal", "dish", "grams", "kept_hours", "taken_by"]], on=["date", "meal", "dish"], how="left"
    )
    verdict = pd.Series(SAMPLED, index=table.index)
    verdict = verdict.mask(~(table["kept_hours"] >= profile.sample_hours), BRIEF)
    verdict = verdict.mask(~(table["grams"] >= profile.sample_grams), SHORT)
    return table.assign(verdict=verdict.mask(table["grams"].isna() & table["kept_hours"].isna(), UNSAMPLED))


def by_day(
    purchases: pd.DataFrame, dish_samples: pd.DataFrame, disinfection: pd.DataFrame, days: Sequence[dt.date]
) -> pd.DataFrame:
    """Return how complete the chain was on each school day.

    Parameters
    ----------
    purchases, dish_samples : as `deliveries` and `dishes` return.
    disinfection : columns `date`, `object`; a round of tableware is due for each meal of the menu.
    days : school days.

    Returns
    -------
    Columns `date`, `deliveries`, `accepted`, `dishes`, `samples_kept`, `meals`, `cleanings`, `complete`.
    """
    index = pd.DatetimeIndex(pd.to_datetime(list(days)), name="date")
    tableware = disinfection[disinfection["object"] == TABLEWARE]
    accepted = purchases[(purchases["quality"] == GOOD) & purchases["certificate_seen"].fillna(False).astype(bool)]
    table = pd.DataFrame({
        "deliveries": purchases.groupby("date").size(),
        "accepted": accepted.groupby("date").size(),
        "dishes": dish_samples.groupby("date").size(),
        "samples_kept": dish_samples[dish_samples["verdict"] == SAMPLED].groupby("date").size(),
        "meals": dish_samples.groupby("date")["meal"].nunique(),
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
    day: dt.date, dish: str, ingredients: pd.DataFrame, purchases: pd.DataFrame, dish_samples: pd.DataFrame
) -> pd.DataFrame:
    """Return who handled a dish: for each food the last delivery up to that day, and who took the sample.

    Parameters
    ----------
    day, dish : what was eaten when.
    ingredients : columns `dish`, `food`.
    purchases, dish_samples : as `deliveries` and `dishes` return.

    Returns
    -------
    Columns `food`, `entry`, `date`, `supplier`, `batch`, `acceptor`, `taken_by`; a food never delivered has no entry.

    Examples
    --------
    >>> purchases = pd.DataFrame({
    ...     "food": ["鸡蛋"], "entry": ["M20260506-001"], "date": [pd.Timestamp("2026-05-06")], "supplier": ["V01"],
    ...     "batch": ["B1"], "acceptor": ["S003"],
    ... })
    >>> dish_samples = pd.DataFrame({"date": [pd.Timestamp("2026-05-07")], "dish": ["蒸蛋"], "taken_by": ["S004"]})
    >>> ingredients = pd.DataFrame({"dish": ["蒸蛋"], "food": ["鸡蛋"]})
    >>> trace(dt.date(2026, 5, 7), "蒸蛋", ingredients, purchases, dish_samples)[["entry", "taken_by"]].values.tolist()
    [['M20260506-001', 'S004']]
    """
    foods = ingredients.loc[ingredients["dish"] == dish, ["food"]].drop_duplicates()
    before = purchases[purchases["date"] <= pd.Timestamp(day)].sort_values(["date", "entry"])
    last = before.drop_duplicates("food", keep="last")[["food", "entry", "date", "supplier", "batch", "acceptor"]]
    taken = dish_samples.loc[(dish_samples["date"] == pd.Timestamp(day)) & (dish_samples["dish"] == dish), "taken_by"]
    return foods.merge(last, on="food", how="left").assign(taken_by=taken.iloc[0] if len(taken) else None)


def delivery_findings(purchases: pd.DataFrame, period: str) -> list[Finding]:
    """Return deliveries not accepted, refused or without papers, weighed otherwise, or of a supplier expired or ended.

    Parameters
    ----------
    purchases : as `deliveries` returns.
    """
    gap = purchases["delivered_g"].astype("float64") - purchases["quantity_g"].astype("float64")
    no_papers = ~purchases["certificate_seen"].fillna(True).astype(bool)
    cases = (
        (purchases["acceptor"].isna(), "safety.not_accepted", "没有验收记录", "补验收人签字；没有验收的不入库"),
        (purchases["quality"].notna() & (purchases["quality"] != GOOD), "safety.refused_delivery",
         "感官不合格仍入库", "退货并冲正，向供应商追责"),
        (no_papers, "safety.no_certificate", "没有索证索票", "向供应商补索，补不到的退货"),
        ((gap != 0) & gap.notna(), "safety.weight_differs", "验收数量与入库数量不一致", "按验收数量更正入库单"),
        (purchases["licence_expires"] < purchases["date"], "safety.licence_expired", "供应商许可证已过期",
         "停止采购，换证后再供货"),
        (purchases["ended_on"] <= purchases["date"], "safety.supplier_ended", "供应商已停用",
         "改从在用的供应商采购；又用了的，把《供应商》的停用日期改到以后"),
    )  # fmt: skip
    verdicts = []
    for at_fault, code, fault, advice in cases:
        faulty = purchases[at_fault]
        if len(faulty):
            names = first_few([f"{row.date:%m-%d} {row.food}（{row.entry}）" for row in rows(faulty)], _SHOWN)
            verdicts.append(Finding(
                code, "warning", fault, period,
                f"{len(faulty)}笔采购{fault}：{names}",
                measured=float(len(purchases) - len(faulty)), limit=float(len(purchases)), unit="笔", source=_CHAIN,
                advice=advice,
            ))  # fmt: skip
    return [*verdicts, *_licence_open(purchases, period)]


def _licence_open(purchases: pd.DataFrame, period: str) -> list[Finding]:
    """Return the suppliers whose licence is not told yet, once, however often they delivered."""
    without = purchases[purchases["licence_expires"].isna() & purchases["supplier"].notna()]
    suppliers = without.drop_duplicates("supplier")
    if suppliers.empty:
        return []
    names = first_few(list(suppliers["supplier_name"].astype("object").fillna(suppliers["supplier"])), _SHOWN)
    return [Finding(
        "safety.licence_open", "warning", "供应商许可证", period,
        f"{len(suppliers)}家供应商的许可证还没有登记：{names}（本期供货{len(without)}笔）",
        measured=float(len(suppliers)), limit=0.0, unit="家", source=_CHAIN,
        advice="向供应商索取许可证，在《供应商》填上有效期",
    )]  # fmt: skip


def sample_findings(dish_samples: pd.DataFrame, profile: Profile, period: str) -> list[Finding]:
    """Return dishes without a sample, and samples too small or kept too briefly.

    Parameters
    ----------
    dish_samples : as `dishes` returns.
    """
    source = str(profile.chosen("sample_scheme")["source"].iloc[0])
    verdicts = []
    gaps = dish_samples[dish_samples["verdict"] == UNSAMPLED]
    if len(gaps):
        names = first_few([f"{row.date:%m-%d}{row.meal}{row.dish}" for row in rows(gaps)], _SHOWN)
        verdicts.append(Finding(
            "safety.sample_missing", "warning", "留样", period,
            f"{len(gaps)}道菜点没有留样记录：{names}",
            measured=float(len(dish_samples) - len(gaps)), limit=float(len(dish_samples)), unit="道", source=source,
            advice="每餐每菜留样，当餐登记",
        ))  # fmt: skip
    for row in rows(dish_samples[dish_samples["verdict"].isin([SHORT, BRIEF])]):
        short = row.verdict == SHORT
        amount, limit, unit = (
            (row.grams, profile.sample_grams, "g") if short else (row.kept_hours, profile.sample_hours, "小时")
        )
        verdicts.append(Finding(
            "safety.sample_short", "warning", row.dish, period,
            f"{row.date:%Y-%m-%d}{row.meal}“{row.dish}”留样{amount:g}{unit}，应不少于{limit:g}{unit}（留样人{row.taken_by}）",
            measured=float(amount), limit=limit, unit=unit, source=source,
            advice="用定量留样盒；留样冰箱标明开始和到期时间",
        ))  # fmt: skip
    return verdicts


def cleaning_findings(chain: pd.DataFrame, period: str) -> list[Finding]:
    """Return days on which tableware was disinfected fewer times than meals were served.

    Parameters
    ----------
    chain : as `by_day` returns.
    """
    short = chain[chain["cleanings"] < chain["meals"]]
    if short.empty:
        return []
    days = first_few([f"{day:%m-%d}" for day in short["date"]], _SHOWN)
    return [Finding(
        "safety.cleaning_missed", "warning", "餐具消毒", period,
        f"{len(short)}天的餐具消毒次数少于供餐餐次：{days}", measured=float(len(chain) - len(short)),
        limit=float(len(chain)), unit="天", source=_CHAIN, advice="一餐一消毒，当餐登记温度或时间",
    )]  # fmt: skip
