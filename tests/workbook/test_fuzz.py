"""Spoilt workbooks: whatever a person or a disk does to a file, the reading answers with faults, never a traceback."""

import datetime as dt
import io
import random
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgcore import registers
from kgcore.workbook import CellFault, listing, read_workbook, write_template

NAMES = ["classes", "calendar", "attendance", "movements", "prices", "visitors", "children", "energy", "activities"]
SPOILT = [
    "=1+1", "#REF!", "=A1/0", "５", "12,34", "1e400", "-", "nan", "2026-13-45", "2月30日", "√", True, None, "", 0, -1,
    1e308, 1e-320, 2**63, 10**20, 99999, 60, dt.datetime(2026, 5, 6, 7, 8), dt.time(9, 1), dt.date(1900, 1, 1),
    dt.timedelta(days=3), "\t=x", "合计", "合 计", "示例", "示例x", "制表：", "长" * 500, 13800138000, "\u200b", "💥",
    "A\nB", "_x000D_", "<&>", "24:00", "2026春", "0000-00", "1" * 400, "1." + "0" * 50, "²", "٣", "①", "½",
]  # fmt: skip


def spoil_cells(made: openpyxl.Workbook, dice: random.Random) -> None:
    for page in made.worksheets[1:]:
        example = [cell.value for cell in page[2]]
        if dice.random() < 0.7:
            page.delete_rows(2)
        for _ in range(dice.randrange(4)):
            page.append(["main", *example[1:]])
        for _ in range(dice.randrange(5)):
            page.cell(dice.randrange(1, 6), dice.randrange(1, page.max_column + 2)).value = dice.choice(SPOILT)
        if dice.random() < 0.2:
            page.insert_rows(1, dice.randrange(1, 4))
        if dice.random() < 0.2:
            page.delete_cols(dice.randrange(1, 5))
        if dice.random() < 0.2:
            page.merge_cells(start_row=dice.randrange(1, 5), end_row=6, start_column=1, end_column=3)
        if dice.random() < 0.1:
            page.row_dimensions[dice.randrange(1, 5)].hidden = True
        if dice.random() < 0.1:
            page.title += dice.choice([" ", "1", "表"])
        if dice.random() < 0.05:
            page.sheet_state = "hidden"


def spoil_bytes(data: bytes, dice: random.Random) -> bytes:
    choice = dice.random()
    if choice < 0.1:
        spoilt = bytearray(data)
        for _ in range(dice.randrange(1, 20)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        return bytes(spoilt)
    if choice < 0.15:
        return data[: dice.randrange(len(data))]
    return spoil_parts(data, dice) if choice < 0.4 else data


def spoil_parts(data: bytes, dice: random.Random) -> bytes:
    source, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = bytearray(source.read(name))
            for _ in range(dice.randrange(6) if dice.random() < 0.2 else 0):
                at, change = dice.randrange(len(part)), dice.randrange(3)
                if change == 0:
                    part[at] = dice.randrange(256)
                elif change == 1:
                    del part[at : at + 20 if len(part) > 100 else at]
                else:
                    part[at:at] = part[max(0, at - 20) : at]
            if dice.random() > 0.02:
                target.writestr(name, bytes(part))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return write_template(tmp_path_factory.mktemp("fuzz") / "template.xlsx", NAMES)


def read_spoilt(template, seed: int) -> None:
    dice = random.Random(seed)
    made = openpyxl.load_workbook(template)
    spoil_cells(made, dice)
    buffer = io.BytesIO()
    made.save(buffer)
    path = template.with_name("spoilt.xlsx")
    path.write_bytes(spoil_bytes(buffer.getvalue(), dice))
    reading = read_workbook(path, site=dice.choice([None, "main"]))
    assert all(isinstance(fault, CellFault) and fault.expected for fault in reading.faults)
    assert reading.faults or reading.tables, "a file is either read or refused"
    for name, frame in reading.frames.items():
        assert list(frame.columns) == [column.name for column in registers.columns(registers.get(name))]
    listing(reading.faults)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_spoilt_workbooks_are_answered(template, seed):
    read_spoilt(template, seed)


@pytest.mark.full
@settings(max_examples=2000, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_two_thousand_spoilt_workbooks_are_answered(template, seed):
    read_spoilt(template, seed)
