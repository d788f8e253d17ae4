"""What leaves the office as the notebooks show it, and offices at random to try it on."""

import ast
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd

from kgcore.present import mime
from kgcore.registers import terms
from kgcore.registers.health import DISEASES, HAND_FOOT_MOUTH
from kgcore.registers.plan import AT_MOST

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
BANDS = {"小一班": terms.SMALL, "中一班": terms.MIDDLE, "大一班": terms.LARGE}
ENROLLED = 30
MONTHS = {"2025-autumn": ("2025-10", "2025-11"), "2026-spring": ("2026-03", "2026-04", "2026-05")}
COUNTS = (0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 5, 6, 9, 12)


def shown(notebook: str, **parameters):
    """Return the displays of a notebook of the catalogue, each as its bundle, with other parameters."""
    cells = [
        "".join(cell["source"])
        for cell in json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    names: dict[str, object] = {}
    bundles = []
    for number, source in enumerate(cells):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook, "exec"), names)
        if number == 0:
            names.update(parameters)
        if last is not None:
            display = eval(compile(ast.Expression(last.value), notebook, "eval"), names)
            if display is not None:
                bundles.append(display._repr_mimebundle_())
    names["office"].close()
    return bundles


def plain(bundles) -> str:
    """Return all that bundles tell but pictures and the fingerprint of what was read."""
    told = []
    for bundle in bundles:
        contents = {kind: content for kind, content in bundle.items() if kind.startswith("application/")}
        if mime.CLOSING in contents:
            contents[mime.CLOSING] = {k: v for k, v in contents[mime.CLOSING].items() if k != "fingerprint"}
        told.append(contents)
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)


def tables(bundles):
    """Return title → frame of every table and of the table behind every chart."""
    contents = [bundle[mime.TABLE] for bundle in bundles if mime.TABLE in bundle]
    return {content["title"]: frame(content) for content in contents}


def frame(content) -> pd.DataFrame:
    return pd.DataFrame(content["rows"], columns=[column["name"] for column in content["columns"]])


def kitchen_office(office, random):
    """Make of the tiny office one with two kindergartens, three bands and a few allergic children in May."""
    sites = [("main", name, band) for name, band in BANDS.items()] + [
        ("east", "小一班", terms.SMALL),
        ("east", "大一班", terms.LARGE),
    ]
    may = office.read("attendance")
    days = sorted(may["date"].unique())
    meals = sorted(may["meal"].unique())
    classes, children, diners = [], [], []
    for number, (site, name, band) in enumerate(sites):
        enrolled = int(random.integers(4, 12))
        classes.append({"site": site, "class_name": name, "term": "2026-spring", "band": band, "enrolled": enrolled})
        for child in range(enrolled):
            came = random.choice(["2025-09-01", "2025-09-01", "2026-05-13", "2026-05-18"])
            children.append(
                {"site": site, "child": f"D{number:02d}{child:03d}", "class_name": name, "sex": "F",
                 "birth_month": "2021-03", "enrolled_on": pd.Timestamp(came)}
            )  # fmt: skip
        diners += [
            {"site": site, "date": day, "class_name": name, "meal": meal, "diners": max(1, enrolled - int(away))}
            for day, away in zip(days, random.integers(0, 3, len(days)), strict=True) for meal in meals
        ]  # fmt: skip
    kitchen = pd.DataFrame({"site": ["main", "east"], "name": ["小小幼儿园", "东园"], "kitchen": "main"})
    roll = pd.DataFrame(children).assign(allergens=None)
    here = [pd.concat([rows, old[~old["class_name"].isin(rows["class_name"])]]) for rows, old in (
        (pd.DataFrame(classes), office.read("classes")),)]  # fmt: skip
    eaters = roll.sample(int(random.integers(2, 6)), random_state=int(random.integers(1 << 30))).index
    roll.loc[eaters, "allergens"] = [random.choice(["奶", "蛋", "鱼", "奶;蛋", "未知"]) for _ in eaters]
    office.write(
        {"sites": kitchen, "classes": here[0], "children": roll, "attendance": pd.DataFrame(diners)}, who="S001"
    )
    return roll


def twin(roll, random):
    """Return the roll with the allergies at other children who are enrolled on the same days."""
    other = roll.copy()
    for _, days in roll.groupby("enrolled_on"):
        other.loc[days.index, "allergens"] = random.permutation(days["allergens"].to_numpy(dtype=object))
    return other


def ill_office(office, random):
    """Give the tiny office three classes of thirty, two terms of a school day a month, and cases at random."""
    may = office.read("attendance")
    numbers = range(len(BANDS) * ENROLLED)
    names = list(BANDS)
    children = pd.DataFrame({
        "child": [f"D{n:05d}" for n in numbers], "class_name": [names[n // ENROLLED] for n in numbers], "sex": "F",
        "birth_month": "2021-03", "enrolled_on": dt.date(2025, 9, 1),
    })  # fmt: skip
    classes = pd.DataFrame([
        {"class_name": name, "band": band, "term": term, "enrolled": ENROLLED}
        for term in MONTHS for name, band in BANDS.items()
    ])  # fmt: skip
    days = [dt.date.fromisoformat(f"{month}-12") for term in MONTHS.values() for month in term if month != "2026-05"]
    days += [day.date() for day in sorted(may["date"].unique())]
    diners = pd.DataFrame([
        {"date": day, "class_name": name, "meal": terms.LUNCH, "diners": ENROLLED} for day in days for name in BANDS
    ])  # fmt: skip
    cases = []
    diseases = [HAND_FOOT_MOUTH, *random.choice(DISEASES[1:6], 2, replace=False)]
    for months in MONTHS.values():
        for month in months:
            for disease in diseases:
                for place, name in enumerate(BANDS):
                    ill = random.choice(ENROLLED, int(random.choice(COUNTS)), replace=False)
                    cases += [
                        {"onset": dt.date.fromisoformat(f"{month}-{1 + int(child) % 20:02d}"), "disease": disease,
                         "child": f"D{place * ENROLLED + int(child):05d}", "class_name": name}
                        for child in ill
                    ]  # fmt: skip
    target = float(random.choice([0.01, 0.02, 0.05, 0.1]))
    goal = office.read("activities").head(1).assign(
        activity="G09", measure="hfmd_incidence", target=target, comparison=AT_MOST
    )  # fmt: skip
    rows = {"children": children, "classes": classes, "attendance": diners, "activities": goal}
    illnesses = pd.DataFrame(cases, columns=["onset", "disease", "child", "class_name"])
    office.write(rows | {"illnesses": illnesses.assign(reported_on=illnesses["onset"])}, who="S001")
    return target


def generator(seed):
    return np.random.default_rng(seed)
