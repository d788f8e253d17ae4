"""Heights, weights and haemoglobin that grow with the child, and the case files that follow from them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from demo import world
from demo.office import HEALTH_OFFICERS
from demo.world import AUTUMN, MAIN, SPRING, Frames, frame, generator
from kgcore import standards

ROUNDS = (
    (dt.date(2026, 3, 16), "2026-spring", True),
    (dt.date(2026, 6, 8), "2026-spring", False),
    (dt.date(2026, 9, 14), "2026-autumn", True),
    # At entry, so that a year's growth can be told in June; last, so that the other rounds stay as they were drawn.
    (dt.date(2025, 9, 1), "2026-spring", False),
)
SD_COLUMNS = ("sd_m3", "sd_m2", "sd_m1", "median", "sd_p1", "sd_p2", "sd_p3")
DAYS_PER_MONTH = 30.4375
HB_LOW, HB_GAIN = 110, 12
UNMEASURED_SHARE = 0.015
CASES_OPENED = {2025: dt.date(2026, 3, 25), 2026: dt.date(2026, 9, 23)}
CASES_CLOSED = dt.date(2026, 6, 24)
IMPROVED_SHARE = 0.93
PLANS = {
    "轻度肥胖": "细嚼慢咽，少油少糖，每日户外加 15 分钟", "中度肥胖": "主食一碗、先汤后菜，户外加练 20 分钟，每周家长沟通",
    "重度肥胖": "营养门诊随诊，限主食，户外加练 30 分钟，每周称重", "体弱": "少量多餐，加蛋奶，户外活动注意保暖",
    "贫血": "每周两次动物肝脏或血制品，配维生素C丰富蔬果，复查血红蛋白", "过敏": "替换含过敏原的菜点，餐牌标识",
}  # fmt: skip
VISIT_EVERY = {"贫血": 14, "重度肥胖": 14, "中度肥胖": 30, "轻度肥胖": 30, "体弱": 30, "过敏": 60}
GUIDANCE = (
    "晚餐不加餐，睡前不喝甜饮",
    "周末户外至少一小时",
    "记录家庭饮食一周",
    "按时复查",
    "家园口径一致，不用食物奖励",
)


def build(children: pd.DataFrame) -> Frames:
    """Return measurements, case files and their visits."""
    bodies = _bodies(children[children["site"] == MAIN].reset_index(drop=True))
    cases = _cases(bodies)
    return {
        "measurements": _measurements(bodies, set(cases["child"])),
        "special_cases": cases,
        "case_visits": _visits(bodies, cases),
    }


def _bodies(children: pd.DataFrame) -> pd.DataFrame:
    random = generator("bodies")
    count = len(children)
    heavy = random.random(count) < 0.045
    light = random.random(count) < 0.02
    bmi_z = np.where(heavy, random.normal(2.0, 0.7, count), random.normal(-0.05, 0.72, count))
    bmi_z = np.where(light & ~heavy, random.normal(-2.0, 0.25, count), bmi_z)
    low_hb = random.random(count) < 0.035
    hb = np.where(low_hb, random.normal(104, 3, count), random.normal(124, 7, count))
    first, second = (int(n) for n in np.flatnonzero(children["enrolled_on"].dt.year == 2025)[[40, 300]])
    bmi_z[first], bmi_z[second] = 3.35, 3.2
    return children.assign(
        height_z=random.normal(0.15, 0.85, count).clip(-2.4, 2.6), bmi_z=bmi_z.clip(-2.9, 5.2), hb=hb
    )


def _age_months(birth: str, day: dt.date) -> float:
    return (day - dt.date(int(birth[:4]), int(birth[5:]), 15)).days / DAYS_PER_MONTH


def _curves() -> dict[tuple[str, str], pd.DataFrame]:
    table = standards.load("growth_wst423")
    return {
        (indicator, sex): rows.sort_values("x")
        for (indicator, sex), rows in table[table["axis"] == "age_months"].groupby(["indicator", "sex"])
    }


def _at(curve: pd.DataFrame, age: float, z: float) -> float:
    steps = [float(np.interp(age, curve["x"], curve[name])) for name in SD_COLUMNS]
    if z > 3:
        return steps[-1] + (z - 3) * (steps[-1] - steps[-2])
    return float(np.interp(z, range(-3, 4), steps))


def _body(
    row: pd.Series, day: dt.date, curves: dict[tuple[str, str], pd.DataFrame], shift: float = 0.0
) -> tuple[float, float]:
    """Return height in cm and weight in kg of a child on a day."""
    age = _age_months(row["birth_month"], day)
    height = _at(curves["height_for_age", row["sex"]], age, row["height_z"])
    bmi = _at(curves["bmi_for_age", row["sex"]], age, row["bmi_z"] + shift)
    return round(height, 1), round(bmi * (height / 100) ** 2, 1)


def _measurements(bodies: pd.DataFrame, managed: set[str]) -> pd.DataFrame:
    random = generator("measurements")
    curves = _curves()
    rows = []
    for monday, term, with_blood in ROUNDS:
        year = 2025 if term == SPRING.name else 2026
        place = {name: n for n, name in enumerate(world.classes_of(MAIN))}
        for n, (_, row) in enumerate(bodies[bodies["enrolled_on"].dt.year == year].iterrows()):
            day = monday + dt.timedelta(place[row["class_name"]] * 5 // len(place))
            away, wobble, effort = random.random(), float(random.normal(0, 0.06)), float(random.random())
            if away < UNMEASURED_SHARE:
                continue
            later = monday > CASES_OPENED[year]
            shift = wobble + (_progress(row, effort) if later and row["child"] in managed else 0.0)
            height, weight = _body(row, day, curves, shift)
            recheck = later and row["hb"] < HB_LOW
            hb = round(row["hb"] + (HB_GAIN if recheck else 0)) if with_blood or recheck else None
            rows.append({
                "date": day, "child": row["child"], "height_cm": height, "weight_kg": weight, "hb_g_l": hb,
                "measured_by": HEALTH_OFFICERS[n % 2],
            })  # fmt: skip
    return frame("measurements", sorted(rows, key=lambda r: (r["date"], r["child"])))


def _progress(row: pd.Series, effort: float) -> float:
    """Return how far a managed child's BMI z-score moves towards normal by the second measurement."""
    if row["bmi_z"] > 1:
        return -0.35 - 0.4 * effort
    return 0.3 + 0.4 * effort if row["bmi_z"] < -1 else 0.0


def _kind(row: pd.Series, curves: dict[tuple[str, str], pd.DataFrame], day: dt.date) -> str | None:
    age = _age_months(row["birth_month"], day)
    curve = curves["bmi_for_age", row["sex"]]
    over = _at(curve, age, row["bmi_z"]) / _at(curve, age, 0.0) - 1
    for limit, kind in ((0.5, "重度肥胖"), (0.3, "中度肥胖"), (0.2, "轻度肥胖")):
        if over >= limit:
            return kind
    if row["bmi_z"] < -2:
        return "体弱"
    if row["hb"] < HB_LOW:
        return "贫血"
    return "过敏" if pd.notna(row["allergens"]) and ";" in row["allergens"] else None


def _cases(bodies: pd.DataFrame) -> pd.DataFrame:
    random = generator("cases")
    curves = _curves()
    rows = []
    for year, opened in CASES_OPENED.items():
        for _, row in bodies[bodies["enrolled_on"].dt.year == year].iterrows():
            kind = _kind(row, curves, opened)
            if kind is None:
                continue
            outcome = "治愈" if kind == "贫血" else "好转" if random.random() < IMPROVED_SHARE else "未愈"
            closed = year == SPRING.last_school_year_start
            rows.append({
                "case": f"K{len(rows) + 1:03d}", "child": row["child"], "kind": kind, "opened_on": opened,
                "visit_every_days": VISIT_EVERY[kind], "plan": PLANS[kind],
                "closed_on": CASES_CLOSED if closed else None, "outcome": outcome if closed else None,
            })  # fmt: skip
    return frame("special_cases", rows)


def _visits(bodies: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    random = generator("case visits")
    curves = _curves()
    by_child = bodies.set_index("child")
    rows = []
    for number, case in enumerate(cases.itertuples()):
        opened = last = case.opened_on.date()
        end = case.closed_on.date() if pd.notna(case.closed_on) else AUTUMN.last
        while (latest := last + dt.timedelta(int(case.visit_every_days))) <= end:
            last = [day for day in world.all_school_days() if last < day <= latest][-2:][0]
            body = by_child.loc[case.child]
            shift = _progress(body, 0.5) * (last - opened).days / 90 + float(random.normal(0, 0.03))
            height, weight = _body(body, last, curves, shift)
            rows.append({
                "date": last, "case": case.case, "height_cm": height, "weight_kg": weight,
                "diet": PLANS[case.kind].split("，")[0], "exercise": "按计划完成" if random.random() < 0.8 else "雨天改室内活动",
                "guidance": str(random.choice(GUIDANCE)), "visited_by": HEALTH_OFFICERS[number % 2],
            })  # fmt: skip
    return frame("case_visits", sorted(rows, key=lambda r: (r["date"], r["case"])))
