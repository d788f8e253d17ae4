"""The office itself: sites, classes, calendar, children, staff."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pandas as pd

from demo import world
from demo.world import AUTUMN, LONGMA, MAIN, SIZES, TERMS, Frames, Term, frame, generator
from kgcore.registers import terms

HOLIDAYS = {
    "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
}  # fmt: skip
AGE_AT_ENTRY = {terms.SMALL: 3, terms.MIDDLE: 4, terms.LARGE: 5}
FIRST_NUMBER = {
    (MAIN, "2026-spring"): 1,
    (LONGMA, "2026-spring"): 5001,
    (MAIN, "2026-autumn"): 10001,
    (LONGMA, "2026-autumn"): 15001,
}
ALLERGEN_SHARES = (
    ("奶", 0.013),
    ("蛋", 0.012),
    ("甲壳", 0.009),
    ("花生", 0.006),
    ("奶;蛋", 0.004),
    ("坚果", 0.004),
    ("鱼", 0.003),
    ("未知", 0.004),
)

PRINCIPAL, BOOKKEEPER, CASHIER = "S001", "S007", "S008"
LOGISTICS_HEAD, STOREKEEPER = "S003", "S004"
HEALTH_OFFICERS = ("S005", "S006")
BUYER = "S009"
KITCHEN_HEADS = ("S009", "S021")
LONGMA_STAFF = {"L001": terms.PRINCIPAL, "L002": terms.HEALTH_OFFICER, "L003": terms.ACCOUNTANT}


def build() -> Frames:
    """Return sites, classes, calendar, children and staff of both terms."""
    return {
        "sites": frame("sites", [
            {"site": MAIN, "name": "示范幼儿园", "kitchen": MAIN},
            {"site": LONGMA, "name": "龙马幼儿园", "kitchen": MAIN},
        ]),
        "classes": _classes(),
        "calendar": _calendar(),
        "children": pd.concat([_children(site, term) for term in TERMS for site in SIZES], ignore_index=True),
        "staff": frame("staff", _staff_rows()),
    }  # fmt: skip


def _classes() -> pd.DataFrame:
    rows = []
    for term in TERMS:
        for site, bands in SIZES.items():
            for band, sizes in bands.items():
                for name, size in zip(world.class_names(site, band), sizes, strict=True):
                    rows.append({"site": site, "term": term.name, "class_name": name, "band": band, "enrolled": size})
    return frame("classes", rows)


def _calendar() -> pd.DataFrame:
    rows = []
    for site in SIZES:
        for term in TERMS:
            for day in world.days(term.calendar_first, term.calendar_last):
                holiday, name = chinese_calendar.get_holiday_detail(day)
                planned_last = term.calendar_last if term is AUTUMN else term.last
                taught = term.first <= day <= planned_last and not holiday
                if not term.first <= day <= planned_last:
                    note = "寒假" if day.month == 2 else "暑假"
                elif holiday:
                    note = HOLIDAYS.get(name or "", "")
                else:
                    note = "调休上班" if name else ""
                rows.append({"site": site, "date": day, "term": term.name, "school_day": taught, "note": note or None})
        for name, (first, last) in world.LAST_YEAR.items():
            for day in world.days(first, last):
                taught = chinese_calendar.is_workday(day)
                rows.append({"site": site, "date": day, "term": name, "school_day": taught, "note": None})
    return frame("calendar", rows)


def _children(site: str, term: Term) -> pd.DataFrame:
    random = generator(f"children {site} {term.name}")
    rows, number = [], FIRST_NUMBER[site, term.name]
    start = term.last_school_year_start
    for band, sizes in SIZES[site].items():
        for name, size in zip(world.class_names(site, band), sizes, strict=True):
            sexes = random.permutation(["M" if n < round(size * 0.53) else "F" for n in range(size)])
            for sex in sexes:
                offset = int(random.integers(0, 12))
                year, month = start - AGE_AT_ENTRY[band] - 1, 9 + offset
                if month > 12:
                    year, month = year + 1, month - 12
                rows.append({
                    "site": site, "child": f"C{number:05d}", "class_name": name, "sex": str(sex),
                    "birth_month": f"{year}-{month:02d}", "allergens": _allergens(random.random()),
                    "enrolled_on": dt.date(start, 9, 1),
                    "left_on": None if term is AUTUMN else dt.date(2026, 6, 30),
                })  # fmt: skip
                number += 1
    return frame("children", rows)


def _allergens(draw: float) -> str | None:
    for allergen, share in ALLERGEN_SHARES:
        if draw < share:
            return allergen
        draw -= share
    return None


def _posts() -> list[tuple[str, str | None]]:
    """Return role and team of the 110 posts of the kindergarten, in order of their numbers."""
    classes = world.classes_of(MAIN)
    posts: list[tuple[str, str | None]] = [(terms.PRINCIPAL, None)] * 2
    posts += [(terms.LOGISTICS, None)] * 2 + [(terms.HEALTH_OFFICER, None)] * 2 + [(terms.ACCOUNTANT, None)] * 2
    posts += [(terms.COOK, "本园食堂")] * 12 + [(terms.COOK, "龙马食堂")] * 10
    posts += [(terms.NURTURER, name) for name in classes] + [(terms.NURTURER, "机动")] * 8
    posts += [(terms.TEACHER, name) for name in classes for _ in range(2)] + [(terms.TEACHER, "专职")] * 10
    return posts + [(terms.GUARD, "门卫")] * 5 + [(terms.CLEANER, "保洁")] * 6


def _staff_rows() -> list[dict[str, object]]:
    random = generator("staff")
    rows: list[dict[str, object]] = []
    for number, (role, team) in enumerate(_posts(), start=1):
        new = role in (terms.NURTURER, terms.COOK) and random.random() < 0.16
        year = 2025 if new else int(random.integers(2006, 2024))
        certified = role in (*terms.SCORED_ROLES, terms.TEACHER)
        level = "初级" if new else str(random.choice(["高级", "中级", "初级"], p=[0.3, 0.5, 0.2]))
        aims = {"初级": "中级", "中级": "高级"}.get(level)
        rows.append({
            "staff": f"S{number:03d}", "role": role, "team": team, "certificate": level if certified else "无",
            "certificate_expires": dt.date(2027 + int(random.integers(0, 4)), int(random.integers(1, 13)), 28) if certified else None,
            "aims_at": aims if certified and random.random() < 0.6 else None,
            "hired_on": dt.date(year, 9, 1),
        })  # fmt: skip
    for staff, role in LONGMA_STAFF.items():
        rows.append(
            {"site": LONGMA, "staff": staff, "role": role, "certificate": "无", "hired_on": dt.date(2018, 9, 1)}
        )
    return rows
