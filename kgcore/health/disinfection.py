"""Disinfection: strength and contact time, rounds missed, and the raised level while a cluster lasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kgcore.health.clusters import CLASS
from kgcore.health.codes import FINE, NO_RULE, TOO_SHORT, TOO_STRONG, TOO_WEAK
from kgcore.registers import health as register
from kgcore.registers import stock

OBJECTS = {
    register.TABLEWARE: "餐具水杯",
    register.TABLETOP: "餐桌",
    register.TOWEL: "毛巾",
    register.TOY: "玩具",
    register.TOILET: "便盆坐便器",
    register.AIR: "空气",
    register.DOOR_HANDLE: "门把手",
    register.BED_FRAME: "床架",
}
"""The register's word for an object, and the prescribed table's."""
METHODS = {register.STEAM: "蒸汽", register.BOILING: "煮沸", register.ULTRAVIOLET: "紫外线灯"}
"""The register's word for a method without an agent, and the prescribed table's."""
KITCHEN_OBJECTS = (register.TABLEWARE,)
MEAL, DAY = "餐", "日"
WEEKS = {"周": 1, "两周": 2, "月": 4}
"""Periods of the prescribed table: MEAL, DAY, and those of so many school weeks."""
SCHOOL_WEEK = 5


def judged(log: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return each round with the rule it falls under and the verdict.

    Parameters
    ----------
    log : rows of the register disinfection.
    rules : rows of the chosen scheme: object, method, agent, mg_per_l_low, mg_per_l_high, minutes_low.

    Returns
    -------
    The rows with mg_per_l_low, mg_per_l_high, minutes_low, source and verdict (a code): too_weak (a missing strength of
    chlorine counts as that, nobody having measured it), too_short (a missing time likewise), too_strong, fine, or
    no_rule where the scheme has no rule for the object and method.
    """
    rows = log.assign(place_kind=log["object"].map(_objects(rules)), how=_how(log["agent"]))
    limits = rules.assign(how=rules["agent"].where(rules["agent"] != "", rules["method"]))
    columns = ["place_kind", "how", "mg_per_l_low", "mg_per_l_high", "minutes_low", "source"]
    limits = limits.rename(columns={"object": "place_kind"})[columns].drop_duplicates(["place_kind", "how"])
    rows = rows.merge(limits, on=["place_kind", "how"], how="left")
    weak = rows["mg_per_l_low"].notna() & ~(rows["strength_mg_l"] >= rows["mg_per_l_low"])
    rows["verdict"] = np.select(
        [
            rows["source"].isna(),
            weak,
            rows["minutes_low"].notna() & ~(rows["contact_minutes"] >= rows["minutes_low"]),
            rows["strength_mg_l"] > rows["mg_per_l_high"],
        ],
        [NO_RULE, TOO_WEAK, TOO_SHORT, TOO_STRONG],
        FINE,
    )
    rows["verdict"] = rows["verdict"].astype("str")
    return rows.drop(columns=["place_kind", "how"])


def _objects(rules: pd.DataFrame) -> dict[str, str]:
    toilet = register.TOILET if register.TOILET in set(rules["object"]) else OBJECTS[register.TOILET]
    return {**OBJECTS, register.TOILET: toilet}


def _how(agent: pd.Series) -> pd.Series:
    return agent.replace(METHODS)


def missed(
    log: pd.DataFrame,
    rules: pd.DataFrame,
    classes: list[str],
    school_days: list[pd.Timestamp],
    main_meals: int,
    *,
    has_kitchen: bool = True,
) -> pd.DataFrame:
    """Return where fewer rounds were made than the scheme asks for.

    Parameters
    ----------
    classes, school_days : every class on every school day is due; 餐具 are due in the kitchen once for all classes.
    main_meals : breakfast, lunch and supper served; a rule per meal counts these, not snacks (the least reading of it).
    has_kitchen : 餐具 are due at all; where another kitchen feeds the children, only what is written down is judged.

    Returns
    -------
    place, object, period (日, 餐, 周, 两周, 月), short (school days with too few rounds; rounds short where the rule
    is by week or more), due, done, source. A rule by week is due once per five school days.
    """
    days = pd.DatetimeIndex(school_days)
    kinds = _objects(rules)
    shortfalls = []
    for thing, kind in kinds.items():
        methods = rules[rules["object"] == kind]
        methods = methods[methods["agent"].ne("") | methods["method"].isin(METHODS.values())]
        rounds = log[(log["object"] == thing) & log["date"].isin(days)]
        if methods.empty:
            continue
        # several methods of one object are alternatives
        rule = methods.sort_values("times").iloc[0]
        places = sorted(rounds["place"].unique()) if thing in KITCHEN_OBJECTS else classes
        for place in places or ([stock.CANTEEN] if has_kitchen else []):
            here = rounds[rounds["place"] == place]
            shortfalls.append((place, thing, rule["period"], *_short(here, rule, days, main_meals), rule["source"]))
    table = pd.DataFrame(shortfalls, columns=["place", "object", "period", "short", "due", "done", "source"])
    return table[table["short"] > 0].reset_index(drop=True)


def _short(rounds: pd.DataFrame, rule: pd.Series, days: pd.DatetimeIndex, main_meals: int) -> tuple[int, int, int]:
    times, period = int(rule["times"]), str(rule["period"])
    if period in (DAY, MEAL):
        due = times * (max(main_meals, 1) if period == MEAL else 1)
        by_day = rounds.groupby("date").size().reindex(days, fill_value=0)
        return int((by_day < due).sum()), due * len(days), int(by_day.clip(upper=due).sum())
    due = times * (len(days) // (SCHOOL_WEEK * WEEKS[period]))
    done = rounds["date"].nunique()
    return max(due - done, 0), due, done


def not_raised(log: pd.DataFrame, clusters: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the rounds kept at the everyday level in a class while its cluster lasted.

    A cluster lasts from the day after it was known until its class's contacts are no longer watched (the last onset,
    where no watch is prescribed).

    Parameters
    ----------
    log : rows of the register disinfection.
    clusters : `clusters.clusters` of the period; those of one class are looked at.
    contacts : disease, class_name, last_onset, watch_until.

    Returns
    -------
    place, disease, from, until, rounds (in that time), everyday (of them at the everyday level).
    """
    lapses = []
    of_class = clusters[clusters["scope"] == CLASS].drop_duplicates(["unit", "disease", "reached_on"])
    for event in of_class.to_dict("records"):
        watch = contacts[(contacts["class_name"] == event["unit"]) & (contacts["disease"] == event["disease"])]
        watch = watch[watch["last_onset"] >= event["last_onset"]]
        until = watch["watch_until"].min() if len(watch) else event["last_onset"]
        start = event["known_on"] + pd.Timedelta(days=1)
        rounds = log[(log["place"] == event["unit"]) & log["date"].between(start, until)]
        everyday = int((rounds["level"] != register.RAISED_LEVEL).sum())
        if everyday:
            lapses.append((event["unit"], event["disease"], start, until, len(rounds), everyday))
    return pd.DataFrame(lapses, columns=["place", "disease", "from", "until", "rounds", "everyday"])
