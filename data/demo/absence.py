"""Who was absent on which day and why; diners, notified illness and attendance follow from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demo import world
from demo.office import HEALTH_OFFICERS
from demo.world import LONGMA, MAIN, TERMS, Frames, Term, frame, generator
from kgcore.registers import terms

SICK_BY_MONTH = {2: 1.15, 3: 1.3, 4: 1.0, 5: 1.0, 6: 0.85, 9: 1.2, 10: 1.0}
SICK_BY_BAND = {terms.SMALL: 1.4, terms.MIDDLE: 1.0, terms.LARGE: 0.8}
ONSET_PER_DAY = 0.0125
MEAN_EXTRA_DAYS = 1.6
SYMPTOMS = ("发热", "咳嗽", "呕吐", "腹泻", "红眼", "其他")
SYMPTOM_SHARES = (0.40, 0.38, 0.08, 0.07, 0.01, 0.06)
DIAGNOSES = {
    "发热": "上呼吸道感染",
    "咳嗽": "支气管炎",
    "呕吐": "胃肠功能紊乱",
    "腹泻": "肠炎",
    "红眼": "结膜炎待查",
    "其他": None,
}
NOTIFIED_SYMPTOM = {
    "手足口病": "皮疹",
    "水痘": "皮疹",
    "疱疹性咽峡炎": "发热",
    "流感": "发热",
    "诺如病毒": "呕吐",
    "流行性腮腺炎": "其他",
}
DAYS_AWAY = {"手足口病": 15, "水痘": 16, "疱疹性咽峡炎": 9, "流感": 8, "诺如病毒": 6, "流行性腮腺炎": 11}

# Single cases far enough apart in time and class that none of them makes a cluster.
SCATTERED = (
    ("2026-03-02", "流感", "大一班"), ("2026-03-05", "流感", "中二班"), ("2026-03-10", "流感", "小二班"),
    ("2026-03-12", "流感", "中六班"), ("2026-03-17", "流感", "大四班"), ("2026-03-18", "诺如病毒", "中八班"),
    ("2026-03-24", "水痘", "大六班"), ("2026-03-31", "流感", "小三班"), ("2026-04-09", "手足口病", "小一班"),
    ("2026-04-14", "疱疹性咽峡炎", "中一班"), ("2026-04-20", "手足口病", "中七班"), ("2026-04-28", "水痘", "大二班"),
    ("2026-05-07", "手足口病", "大五班"), ("2026-05-21", "疱疹性咽峡炎", "小三班"), ("2026-05-26", "手足口病", "小二班"),
    ("2026-06-04", "流行性腮腺炎", "大三班"), ("2026-06-09", "手足口病", "中五班"), ("2026-06-15", "疱疹性咽峡炎", "小一班"),
    ("2026-09-10", "手足口病", "小二班"), ("2026-09-17", "疱疹性咽峡炎", "中四班"), ("2026-09-23", "手足口病", "小三班"),
    ("2026-10-12", "水痘", "大一班"), ("2026-10-15", "流感", "中三班"), ("2026-10-22", "诺如病毒", "小一班"),
)  # fmt: skip
CLUSTER = (
    ("2026-05-11", "手足口病", "中三班"), ("2026-05-12", "手足口病", "中三班"), ("2026-05-13", "手足口病", "中三班"),
    ("2026-05-13", "手足口病", "中三班"), ("2026-05-14", "手足口病", "中四班"), ("2026-05-15", "手足口病", "中三班"),
    ("2026-05-15", "手足口病", "中四班"), ("2026-05-18", "手足口病", "大二班"),
)  # fmt: skip


@dataclass(frozen=True)
class Absences:
    """Everything that follows from who was absent."""

    frames: Frames
    diners: pd.DataFrame
    staff_diners: pd.Series


def build(office: Frames, cluster: bool) -> Absences:
    """Return symptoms, illnesses, attendance and staff meals; `cluster` adds the week of hand-foot-mouth disease."""
    illnesses = _illnesses(office["children"], cluster)
    symptoms = pd.concat(
        [_symptoms(office, site, term, illnesses) for term in TERMS for site in (MAIN, LONGMA)], ignore_index=True
    )
    attendance = _attendance(office["classes"], symptoms)
    staff_diners = _staff_diners()
    meals = [{"date": day, "meal": terms.LUNCH, "diners": count} for day, count in staff_diners.items()]
    frames = {
        "illnesses": illnesses, "symptoms": symptoms,
        "attendance": attendance, "staff_meals": frame("staff_meals", meals),
    }  # fmt: skip
    return Absences(frames, diners_by_band(attendance, office["classes"]), staff_diners)


def diners_by_band(attendance: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    """Return diners of both sites with columns 小班, 中班, 大班, indexed by date and meal."""
    bands = classes.drop_duplicates(["site", "class_name"])[["site", "class_name", "band"]]
    joined = attendance.merge(bands, on=["site", "class_name"])
    return joined.pivot_table(index=["date", "meal"], columns="band", values="diners", aggfunc="sum")[list(terms.BANDS)]


def _illnesses(children: pd.DataFrame, cluster: bool) -> pd.DataFrame:
    rows, taken = [], set()
    for part, cases in (("scattered", SCATTERED), ("cluster", CLUSTER if cluster else ())):
        random = generator(f"illness {part}")
        for onset, disease, class_name in cases:
            day = dt.date.fromisoformat(onset)
            there = children[
                (children["site"] == MAIN) & (children["class_name"] == class_name)
                & (children["enrolled_on"] <= pd.Timestamp(day))
                & ~(children["left_on"] < pd.Timestamp(day))
            ]["child"]  # fmt: skip
            child = str(random.choice([c for c in there if c not in taken]))
            taken.add(child)
            back = day + dt.timedelta(DAYS_AWAY[disease])
            while back not in world.all_school_days():
                back += dt.timedelta(1)
            rows.append({
                "onset": day, "child": child, "disease": disease, "class_name": class_name,
                "reported_on": day, "returned_on": back, "certificate": True,
            })  # fmt: skip
    return frame("illnesses", sorted(rows, key=lambda row: (row["onset"], row["child"])))


def _leave_share(days: tuple[dt.date, ...]) -> np.ndarray:
    shares = []
    for n, day in enumerate(days):
        share = {0: 0.024, 4: 0.030}.get(day.weekday(), 0.016)
        if day.weekday() > 4:
            share = 0.11
        elif n + 1 < len(days) and (days[n + 1] - day).days > 3:
            share += 0.03
        shares.append(share)
    return np.array(shares)


def _symptoms(office: Frames, site: str, term: Term, illnesses: pd.DataFrame) -> pd.DataFrame:
    classes, children = office["classes"], office["children"]
    band = classes.drop_duplicates(["site", "class_name"]).set_index(["site", "class_name"])["band"]
    there = children[(children["site"] == site) & (children["enrolled_on"].dt.year == term.last_school_year_start)]
    days = world.school_days(term)
    random = generator(f"absence {site} {term.name}")
    frailty = random.gamma(2.0, 0.5, len(there))
    onset_draw = random.random((len(there), len(days)))
    lengths = random.geometric(1 / MEAN_EXTRA_DAYS, (len(there), len(days)))
    leave_draw = random.random((len(there), len(days)))
    symptom_draw = random.choice(len(SYMPTOMS), size=(len(there), len(days)), p=SYMPTOM_SHARES)
    season = np.array([SICK_BY_MONTH[day.month] for day in days])
    leave_share = _leave_share(days)
    notified = {row.child: row for row in illnesses.itertuples()}
    officers = HEALTH_OFFICERS if site == MAIN else ("L002",)
    rows = []
    for n, child in enumerate(there.itertuples()):
        hazard = ONSET_PER_DAY * frailty[n] * SICK_BY_BAND[band[site, child.class_name]] * season * 1.55
        base = {
            "site": site,
            "child": child.child,
            "class_name": child.class_name,
            "asked_by": officers[n % len(officers)],
        }
        case = notified.get(child.child)
        remaining, symptom = 0, "发热"
        for d, day in enumerate(days):
            if case is not None and case.onset <= pd.Timestamp(day) < case.returned_on:
                rows.append(
                    base
                    | {
                        "date": day,
                        "leave": terms.SICK_LEAVE,
                        "symptom": NOTIFIED_SYMPTOM[case.disease],
                        "diagnosis": case.disease,
                    }
                )
                remaining = 0
                continue
            if remaining == 0 and onset_draw[n, d] < hazard[d]:
                remaining, symptom = min(int(lengths[n, d]) + 1, 8), SYMPTOMS[symptom_draw[n, d]]
            if remaining:
                remaining -= 1
                rows.append(
                    base | {"date": day, "leave": terms.SICK_LEAVE, "symptom": symptom, "diagnosis": DIAGNOSES[symptom]}
                )
            elif leave_draw[n, d] < leave_share[d]:
                other = leave_draw[n, d] < leave_share[d] * 0.06
                rows.append(base | {"date": day, "leave": terms.OTHER_LEAVE if other else terms.PRIVATE_LEAVE})
    return frame("symptoms", sorted(rows, key=lambda row: (row["date"], row["child"])))


def _attendance(classes: pd.DataFrame, symptoms: pd.DataFrame) -> pd.DataFrame:
    away = symptoms.groupby(["site", "date", "class_name"]).size()
    random = generator("meals")
    rows = []
    for term in TERMS:
        listed = classes[classes["term"] == term.name]
        for day in world.school_days(term):
            for row in listed.itertuples():
                present = int(row.enrolled) - int(away.get((row.site, pd.Timestamp(day), row.class_name), 0))
                late, early = random.random(), random.random()
                for meal, missed in (
                    (terms.MORNING_SNACK, int(late > 0.72) + int(late > 0.95)),
                    (terms.LUNCH, 0),
                    (terms.AFTERNOON_SNACK, int(early > 0.80) + int(early > 0.97)),
                ):
                    rows.append({
                        "site": row.site, "date": day, "class_name": row.class_name, "meal": meal,
                        "diners": max(present - missed, 0),
                    })  # fmt: skip
    return frame("attendance", rows)


def _staff_diners() -> pd.Series:
    random = generator("staff meals")
    days = world.all_school_days()
    return pd.Series([int(random.integers(101, 109)) for _ in days], index=list(days))
