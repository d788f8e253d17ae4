"""What passes the check comes back from either database exactly as it was checked, for every register."""

import hashlib
import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kgcore import registers
from kgcore.registers.check import check
from kgcore.store import Store
from kgcore.store.connection import writing
from kgcore.store.rows import digest, to_frame, to_rows
from kgcore.store.tables import TABLES
from kgcore.store.writes import put
from tests.sampling import some
from tests.store.rows import frames

NAMES = list(registers.REGISTERS)


@pytest.mark.parametrize("name", some(NAMES, every=2))
@given(data=st.data())
@settings(max_examples=4)
def test_plain_rows_and_frames_are_the_same(name, data):
    register = registers.get(name)
    checked, _ = check(register, data.draw(frames(name)))
    again = to_frame(register, to_rows(register, checked))
    pd.testing.assert_frame_equal(again, checked)
    lines = sorted(json.dumps(row, ensure_ascii=False) for row in to_rows(register, checked))
    expected = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest(register, checked) == digest(register, checked.iloc[::-1]) == expected


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("round") / "office.db") as store:
        yield store


def round_trip(store, name, frame):
    """Write, read within the same transaction, and take it back: one database serves every example."""
    register = registers.get(name)
    checked, faults = check(register, frame)
    assume(not faults)
    with store.engine.connect() as connection, connection.begin() as transaction:
        if store.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        put(connection, name, checked)
        table = TABLES[name]
        read = to_frame(register, connection.execute(table.select().order_by(*table.primary_key.columns)).all())
        transaction.rollback()
    key = list(registers.key_columns(register))
    expected = checked.sort_values(key, key=lambda part: part.map(_bytes), ignore_index=True)
    pd.testing.assert_frame_equal(read, expected, check_exact=True)


def _bytes(value):
    return value.encode() if isinstance(value, str) else value


@pytest.mark.parametrize("name", some(NAMES))
@given(data=st.data())
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_sqlite_gives_back_what_was_written(sqlite_store, name, data):
    round_trip(sqlite_store, name, data.draw(frames(name)))


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_sqlite_gives_back_whatever_was_written(sqlite_store, name, data):
    round_trip(sqlite_store, name, data.draw(frames(name)))


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["attendance", "foods", "movements", "calendar", "visitors"])
def test_postgresql_gives_back_what_was_written(postgres_url, name):
    with Store.open(postgres_url) as store:

        @given(data=st.data())
        @settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
        def each(data):
            round_trip(store, name, data.draw(frames(name)))

        each()


def test_a_month_of_one_site_is_read_through_the_key(sqlite_store):
    query = "SELECT * FROM attendance WHERE date >= '2026-05-01' AND date <= '2026-05-31' AND site IN ('main')"
    with writing(sqlite_store.engine) as connection:
        (plan,) = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert "SEARCH attendance USING PRIMARY KEY (site=? AND date>? AND date<?)" in plan[3]
