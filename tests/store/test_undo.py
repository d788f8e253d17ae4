"""What was entered can be taken back, step by step, and what was changed past kgcore is found."""

import itertools

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgcore import registers
from kgcore.store import Store, StoreError
from kgcore.store.connection import writing
from tests.store.test_closes import close
from tests.store.test_store import attendance, movement, movements, reversal

NAMES = list(registers.REGISTERS)
FILES = itertools.count()
"""Names of files that no import had before."""


def load(store, frames, name="x"):
    """Write as an import does."""
    return store.write(frames, who="甲", file=f"{name}.xlsx", sha256=f"{name:0>64}")


def test_the_last_import_goes_and_what_it_changed_comes_back(stocked):
    load(stocked, attendance(37), "1")
    before = stocked.fingerprint(NAMES)
    both = pd.concat([attendance(36)["attendance"], attendance(20, class_name="大一班")["attendance"]])
    number = load(stocked, {"attendance": both} | movements(movement()), "2").journal
    receipt = stocked.undo(who="乙")
    assert stocked.fingerprint(NAMES) == before
    assert (receipt.rows["attendance"].changed_rows, receipt.rows["attendance"].removed_rows) == (1, 1)
    last = stocked.journal().iloc[-1]
    assert (last["action"], last["undoes"], last["who"]) == ("undo", number, "乙")
    assert stocked.journal().set_index("journal").loc[number, "undone"].all()
    assert stocked.discrepancies().empty


def test_a_file_taken_back_can_be_imported_again(stocked):
    load(stocked, movements(movement()))
    assert load(stocked, movements(movement())).unchanged
    stocked.undo(who="甲")
    assert stocked.read("movements").empty
    assert load(stocked, movements(movement())).rows["movements"].new_rows == 1
    with pytest.raises(sa.exc.DatabaseError, match="只增不改"), stocked.engine.begin() as database:
        database.execute(sa.text("UPDATE movements SET quantity_g = 1"))


def test_one_after_another_is_taken_back_and_then_nothing_is_left(stocked):
    states = [stocked.fingerprint(NAMES)]
    for diners in (37, 36, 35):
        load(stocked, attendance(diners), str(diners))
        states.append(stocked.fingerprint(NAMES))
    for state in reversed(states[:-1]):
        stocked.undo(who="甲")
        assert stocked.fingerprint(NAMES) == state
    with pytest.raises(StoreError, match="没有可以撤销的导入"):
        stocked.undo(who="甲")


def test_an_undo_can_be_taken_back(stocked):
    load(stocked, attendance(37))
    state = stocked.fingerprint(NAMES)
    number = stocked.undo(who="甲").journal
    stocked.undo(who="甲", entry=number)
    assert stocked.fingerprint(NAMES) == state


def test_what_was_changed_since_is_not_taken_back(stocked):
    first = load(stocked, attendance(37), "1").journal
    load(stocked, attendance(36), "2")
    before = stocked.fingerprint(NAMES)
    with pytest.raises(StoreError, match="后来又被改过"):
        stocked.undo(who="甲", entry=first)
    assert stocked.fingerprint(NAMES) == before
    with pytest.raises(StoreError, match="没有第 99 号"):
        stocked.undo(who="甲", entry=99)
    stocked.undo(who="甲")
    with pytest.raises(StoreError, match="不能再撤销"):
        stocked.undo(who="甲", entry=first + 1)


def test_what_others_refer_to_is_not_taken_back(stocked, base_frames):
    number = load(stocked, {"suppliers": base_frames["suppliers"].assign(supplier="V09")}, "1").journal
    load(stocked, movements(movement(supplier="V09")), "2")
    with pytest.raises(StoreError, match="还用着《供应商》的V09"):
        stocked.undo(who="甲", entry=number)
    assert "V09" in set(stocked.read("suppliers")["supplier"])


def test_a_kindergarten_with_records_is_not_taken_back(stocked, base_frames):
    rows = [("annex", "分园", "solo"), ("solo", "独园", "solo")]
    number = load(stocked, {"sites": pd.DataFrame(rows, columns=["site", "name", "kitchen"])}, "1").journal
    classes = base_frames["classes"].iloc[[0]].assign(site="annex")
    second = load(stocked, {"classes": classes}, "2").journal
    before = stocked.fingerprint(NAMES)
    with pytest.raises(StoreError, match="不能撤销：《班级》还用着《园所》的annex"):
        stocked.undo(who="甲", entry=number)
    assert stocked.fingerprint(NAMES) == before
    stocked.undo(who="甲", entry=second)
    stocked.undo(who="甲", entry=number)
    assert stocked.discrepancies().empty


def test_a_kitchen_that_feeds_another_is_not_taken_back(stocked):
    columns = ["site", "name", "kitchen"]
    number = load(stocked, {"sites": pd.DataFrame([("solo", "独园", "solo")], columns=columns)}, "1").journal
    load(stocked, {"sites": pd.DataFrame([("annex", "分园", "solo")], columns=columns)}, "2")
    with pytest.raises(StoreError, match="《园所》还用着《园所》的solo"):
        stocked.undo(who="甲", entry=number)


def test_what_the_database_refuses_is_a_sentence(stocked):
    for statement in ("DELETE FROM sites", "UPDATE sites SET name = NULL", "SELECT nothing FROM sites"):
        with pytest.raises(StoreError, match="本次没有写入"), writing(stocked.engine) as connection:
            connection.execute(sa.text(statement))


def test_an_entry_of_a_closed_month_is_not_taken_back(stocked):
    number = load(stocked, movements(movement()), "1").journal
    load(stocked, close(), "2")
    with pytest.raises(StoreError, match="已月结"):
        stocked.undo(who="甲", entry=number)
    stocked.undo(who="甲")  # the close itself
    stocked.undo(who="甲", entry=number)
    assert stocked.read("movements").empty


def test_a_reversal_is_taken_back_before_what_it_reverses(stocked):
    number = load(stocked, movements(movement()), "1").journal
    load(stocked, movements(reversal("M0001")), "2")
    with pytest.raises(StoreError, match="还用着《出入库》的M0001"):
        stocked.undo(who="甲", entry=number)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["小一班", "大一班"])), min_size=1, max_size=5))
def test_taking_all_imports_back_leaves_the_state_before(tiny, steps):
    store = tiny.store
    before = store.fingerprint(["attendance"])
    written = 0
    for diners, class_name in steps:
        row = {"site": "main", "date": "2026-05-06", "class_name": class_name, "meal": "午餐", "diners": diners}
        receipt = load(store, {"attendance": pd.DataFrame([row])}, str(next(FILES)))
        written += receipt.rows["attendance"].same_rows == 0
    for _ in range(written):
        store.undo(who="甲", entry=_last_change(store))
    assert store.fingerprint(["attendance"]) == before
    assert store.discrepancies().empty


def _last_change(store: Store) -> int:
    journal = store.journal()
    changes = journal[(journal["action"] == "import") & ~journal["undone"] & (journal["rows_same"] == 0)]
    return int(changes["journal"].max())


@pytest.mark.parametrize(
    ("statement", "problem", "stored"),
    [
        ("UPDATE attendance SET diners = 3", "changed", '"diners":3'),
        ("DELETE FROM attendance", "missing", None),
        (
            "INSERT INTO attendance (site, date, class_name, meal, diners) "
            "VALUES ('main', '2026-05-07', '小一班', '午餐', 1)",
            "unrecorded",
            "2026-05-07",
        ),
    ],
)
def test_a_silent_edit_is_found(stocked, statement, problem, stored):
    load(stocked, attendance(37))
    assert stocked.discrepancies().empty
    with stocked.engine.begin() as database:
        database.execute(sa.text(statement))
    found = stocked.discrepancies().iloc[0]
    assert (found["register"], found["problem"]) == ("attendance", problem)
    assert (stored in found["stored"]) if stored else found["stored"] is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kg_journal SET who = '丙' WHERE id = 2",
        "UPDATE kg_journal_lines SET after = replace(after, '37', '38') WHERE journal = 2",
        "DELETE FROM kg_journal_lines WHERE journal = 2",
    ],
)
def test_a_journal_edited_past_its_guards_is_found(tmp_path, base_frames, statement):
    with Store.open(tmp_path / "office.db") as store:
        store.write(base_frames, who="甲")
        store.write(attendance(37), who="甲")
        with store.engine.begin() as database:
            for event in ("update", "delete"):
                for table in ("kg_journal", "kg_journal_lines"):
                    database.execute(sa.text(f"DROP TRIGGER {table}_no_{event}"))
            database.execute(sa.text(statement))
        found = store.discrepancies()
        assert ("journal", "2") in set(zip(found["problem"], found["key"], strict=True))
