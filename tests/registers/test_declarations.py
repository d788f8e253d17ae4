"""Every register is declared so that sheet, table, check and dictionary can follow from it."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from kgcore import registers
from kgcore.registers.check import check
from kgcore.registers.dictionary import render

NAMES = list(registers.REGISTERS)


def example_row(name: str) -> pd.DataFrame:
    """One row made of the examples, in stored units."""
    cells = {}
    for column in registers.columns(registers.get(name)):
        value = column.example
        if value is not None and column.kind in ("integer", "number"):
            value = float(Decimal(str(value)) * column.scale)
        cells[column.name] = [value]
    return pd.DataFrame(cells)


def test_titles_are_unique_and_fit_a_sheet_name():
    titles = [registers.meta(r).title for r in registers.REGISTERS.values()]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 31 for title in titles)


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_unique(name):
    headings = [column.heading for column in registers.columns(registers.get(name))]
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("name", NAMES)
def test_references_and_bounds_resolve(name):
    register = registers.get(name)
    for column in registers.columns(register):
        for target in filter(None, (column.reference, column.at_most)):
            other, _, field = target.partition(".")
            found = {c.name: c for c in registers.columns(registers.get(other))}
            assert field in found
            if column.at_most == target:
                assert found[field].kind in ("integer", "number")
                assert any((c.reference or "").startswith(f"{other}.") for c in registers.columns(register))


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_required_and_belong_to_a_site(name):
    register = registers.get(name)
    assert registers.key_columns(register)[0] == "site"
    assert not [c.name for c in registers.columns(register) if c.key and c.nullable]


@pytest.mark.parametrize("name", NAMES)
def test_about_is_whole(name):
    register = registers.get(name)
    about = registers.meta(register)
    names = {c.name: c for c in registers.columns(register)}
    assert about.part in registers.PARTS
    if about.date:
        assert names[about.date].kind == "date"
        assert not names[about.date].nullable
    if about.ledger:
        assert registers.key_columns(register) == ("site", "entry")
        assert names["reverses"].reference == f"{name}.entry"


@pytest.mark.parametrize("name", NAMES)
def test_the_example_row_is_right(name):
    checked, faults = check(registers.get(name), example_row(name))
    assert faults == []
    registers.get(name).validate(checked)


def test_dictionary_is_up_to_date():
    committed = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
    assert committed.read_text(encoding="utf-8") == render()


@pytest.mark.parametrize("name", NAMES)
def test_dictionary_names_every_column(name):
    page = render()
    section = page[page.index(f"`{name}`\n") :]
    for column in registers.columns(registers.get(name)):
        assert f"| {column.heading} | `{column.name}` |" in section


def test_unknown_register_is_named_with_the_known_ones():
    with pytest.raises(KeyError, match=r"没有台账“atendance”.*attendance"):
        registers.get("atendance")
