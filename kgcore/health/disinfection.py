"""Disinfection: strength and contact time, rounds missed, and the raised level while a cluster lasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kgcore.health.clusters import CLASS

CHLORINE, RAISED = "含氯消毒剂", "疫情加强"
# the register's words and those of the prescribed table
OBJECTS = {
    "餐具": "餐具水杯", "桌面": "餐桌", "毛巾": "毛巾", "玩具": "玩具", "厕所": "便盆坐便器", "空气": "空气",
    "门把手": "门把手", "床架": "床架",
}  # fmt: skip
METHODS = {"蒸汽": "蒸汽", "煮沸": "煮沸", "紫外线": "紫外线灯"}
KITCHEN_OBJECTS = ("餐具",)
WEEKS = {"周": 1, "两周": 2, "月": 4}
SCHOOL_WEEK = 5
MEAL, DAY = "餐", "日"
WEAK, STRONG, SHORT, FINE, NO_RULE = "浓度不足", "浓度过高", "时间不足", "符合", "无规定"


def judged(log: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return each round with the rule it falls under and the verdict.

    Parameters
    ----------
    log : rows of the register disinfection.
    rules : rows of the chosen scheme: object, method, agent, mg_per_l_low, mg_per_l_high, minutes_low.

    Returns
    -------
    The rows with mg_per_l_low, mg_per_l_high, minutes_low, source and verdict: 浓度不足 (a missing strength of
    chlorine counts as that, nobody having measured it), 时间不足, 浓度过高, 符合, or 无规定 where the scheme has no
    rule for the object and method.
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
            rows["contact_minutes"] < rows["minutes_low"],
            rows["strength_mg_l"] > rows["mg_per_l_high"],
        ],
        [NO_RULE, WEAK, SHORT, STRONG],
        FINE,
    )
    rows["verdict"] = rows["verdict"].astype("str")
    return rows.drop(columns=["place_kind", "how"])


def _objects(rules: pd.DataFrame) -> dict[str, str]:
    known = set(rules["object"])
    toilet = "厕所" if "厕所" in known else OBJECTS["厕所"]
    return {**OBJECTS, "厕所": toilet}


def _how(agent: pd.Series) -> pd.Series:
    return agent.replace(METHODS)


def missed(
    log: pd.DataFrame, rules: pd.DataFrame, classes: list[str], school_days: list[pd.Timestamp], main_meals: int
) -> pd.DataFrame:
    """Return where fewer rounds were made than the scheme asks for.

    Parameters
    ----------
    classes, school_days : every class on every school day is due; 餐具 are due in the kitchen once for all classes.
    main_meals : breakfast, lunch and supper served; a rule per meal counts these, not snacks (the least reading of it).

    Returns
    -------
    place, object, period (日, 餐, 周, 两周, 月), short (school days with too few rounds; rounds short where the rule
    is by week or more), due, done, source. A rule by week is due once per five school days.
    """
    days = pd.DatetimeIndex(school_days)
    kinds = _objects(rules)
    made = []
    for thing, kind in kinds.items():
        own = rules[rules["object"] == kind]
        own = own[own["agent"].ne("") | own["method"].isin(METHODS.values())]
        rounds = log[(log["object"] == thing) & log["date"].isin(days)]
        if own.empty:
            continue
        # several methods of one object are alternatives
        rule = own.sort_values("times").iloc[0]
        places = sorted(rounds["place"].unique()) if thing in KITCHEN_OBJECTS else classes
        for place in places or ["食堂"]:
            here = rounds[rounds["place"] == place]
            made.append((place, thing, rule["period"], *_short(here, rule, days, main_meals), rule["source"]))
    table = pd.DataFrame(made, columns=["place", "object", "period", "short", "due", "done", "source"])
    return table[table["short"] > 0].reset_index(drop=True)


def _short(rounds: pd.DataFrame, rule: pd.Series, days: pd.DatetimeIndex, main_meals: int) -> tuple[int, int, int]:
    times, period = int(rule["times"]), str(rule["period"])
    if period in (DAY, MEAL):
        wanted = times * (max(main_meals, 1) if period == MEAL else 1)
        by_day = rounds.groupby("date").size().reindex(days, fill_value=0)
        return int((by_day < wanted).sum()), wanted * len(days), int(by_day.clip(upper=wanted).sum())
    wanted = times * (len(days) // (SCHOOL_WEEK * WEEKS[period]))
    done = rounds["date"].nunique()
    return max(wanted - done, 0), wanted, done


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
    made = []
    of_class = clusters[clusters["scope"] == CLASS].drop_duplicates(["unit", "disease", "reached_on"])
    for event in of_class.to_dict("records"):
        watch = contacts[(contacts["class_name"] == event["unit"]) & (contacts["disease"] == event["disease"])]
        watch = watch[watch["last_onset"] >= event["last_onset"]]
        until = watch["watch_until"].min() if len(watch) else event["last_onset"]
        start = event["known_on"] + pd.Timedelta(days=1)
        rounds = log[(log["place"] == event["unit"]) & log["date"].between(start, until)]
        everyday = int((rounds["level"] != RAISED).sum())
        if everyday:
            made.append((event["unit"], event["disease"], start, until, len(rounds), everyday))
    return pd.DataFrame(made, columns=["place", "disease", "from", "until", "rounds", "everyday"])
