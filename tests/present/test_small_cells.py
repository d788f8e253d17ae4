"""No table of a kitchen sheet, joined with any other of the same or the next day, ties a class to an allergy."""

import itertools
import re

import pandas as pd
import pytest

from kgcore import menu, weekly
from kgcore.present import menu as show
from kgcore.present import mime
from tests import demo_office

LEAST = 5
WEEKS = ("2026-W19", "2026-W20")


@pytest.fixture(scope="module")
def sheets():
    """The tables of the kitchen sheets of two weeks, and how many children of a class have which allergy."""
    office = demo_office.office()
    tables = []
    for name in WEEKS:
        week = weekly.week_menu(office, name)
        special = menu.office_variants(office, week.plan)
        for display in (
            show.week_table(week), show.special_cooking(week, special),
            show.purchases(week, special), show.day_sheets(week, special), show.kitchen_headline(week),
            show.findings(week),
        ):  # fmt: skip
            tables += contents(display)
    classes = set(special.eaters["class_name"])
    assert len(special.eaters) > LEAST
    return tables, classes


def contents(display):
    """Return every table of a display as a frame of texts."""
    bundle = display._repr_mimebundle_()
    if mime.TABLE in bundle:
        content = bundle[mime.TABLE]
        return [pd.DataFrame(content["rows"], columns=[column["name"] for column in content["columns"]]).astype(str)]
    return [
        pd.DataFrame({"text": [str(content)]}) for kind, content in bundle.items() if kind.startswith("application")
    ]


def pairs(table, classes, reasons):
    """Return the classes and the reasons named in the same row of a table."""
    for row in table.itertuples(index=False):
        text = "|".join(map(str, row))
        named = [name for name in classes if name in text]
        yield from ((name, reason) for name in named for reason in reasons if reason in text)


def test_no_join_of_tables_names_a_class_with_an_allergy(sheets):
    tables, classes = sheets
    cooking = [table for table in tables if "avoid" in table]
    reasons = {part for table in cooking for cell in table["avoid"] for part in re.split("[；、]", cell)}
    assert reasons
    joined = list(tables)
    for left, right in itertools.permutations(tables, 2):
        keys = [name for name in left.columns if name in right.columns and name not in ("text", "main", "longma")]
        for key in (keys, [name for name in keys if name != "day"]):  # the same day, and any day with any other
            if key and len(key) < max(len(left.columns), len(right.columns)):
                joined.append(left.merge(right, on=key, suffixes=("", "_2")))
    found = {pair for table in joined for pair in pairs(table, classes, reasons)}
    assert not found


def test_no_table_of_the_kitchen_names_a_class(sheets):
    tables, classes = sheets
    text = "\n".join(table.to_csv() for table in tables)
    assert not [name for name in classes if name in text]
    assert not re.search(r"C\d{5}", text)
