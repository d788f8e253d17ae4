"""A child is deleted everywhere: rows, journal, pages of the file; money stays, and the journal still verifies."""

import pandas as pd
import pytest

from kgcore.store import StoreError, forget_child, kindergartens_of, upgrade
from kgcore.store.history import lines_of
from kgcore.store.tables import JOURNAL, guards, unguards


@pytest.fixture
def with_children(stocked):
    """Two children, each with a measurement, an absence, a case with a visit, a receipt and a refund."""
    children = ["C00012", "C00123"]
    site = {"site": "main"}
    on = {"date": "2026-05-06"}
    money = {"month": "2026-05", "amount_fen": 3100, "approver": "S001"}
    stocked.write({
        "children": pd.DataFrame([site | {"child": c, "class_name": "小一班", "sex": "F", "birth_month": "2022-09",
                                          "enrolled_on": "2025-09-01"} for c in children]),
        "measurements": pd.DataFrame([site | on | {"child": c, "weight_kg": 18.0, "measured_by": "S003"}
                                      for c in children]),
        "symptoms": pd.DataFrame([site | on | {"child": c, "class_name": "小一班", "leave": "事假", "asked_by": "S003"}
                                  for c in children]),
        "special_cases": pd.DataFrame([site | {"case": f"K00{at}", "child": c, "kind": "贫血",
                                               "opened_on": "2026-03-02", "visit_every_days": 30}
                                       for at, c in enumerate(children)]),
        "case_visits": pd.DataFrame([site | on | {"case": f"K00{at}", "weight_kg": 18.4, "visited_by": "S003"}
                                     for at, _ in enumerate(children)]),
        "receipts": pd.DataFrame([site | on | money | {"entry": f"R000{at}", "child": c, "purpose": "预收膳费"}
                                  for at, c in enumerate(children)]),
        "refunds": pd.DataFrame([site | on | money | {"entry": f"T000{at}", "child": c, "absent_days": 2}
                                 for at, c in enumerate(children)]),
        "committee": pd.DataFrame([site | on | {"subject": "关于C00012的餐食", "parents": 1, "staff_present": 1}]),
    }, who="甲")  # fmt: skip
    return stocked


def test_no_row_line_or_page_holds_the_code_and_the_sums_stay(with_children):
    store = with_children
    sums = [store.read(name)["amount_fen"].sum() for name in ("receipts", "refunds")]
    receipt = forget_child(store, "C00012", site="main", who="园长")
    for name in ("children", "measurements", "symptoms", "special_cases"):
        assert store.read(name)["child"].tolist() == ["C00123"]
    assert store.read("case_visits")["case"].tolist() == ["K001"]
    assert store.read("refunds")["child"].tolist() == ["C99999", "C00123"]
    assert store.read("receipts")["child"].isna().tolist() == [True, False]
    assert store.read("committee")["subject"].tolist() == ["关于C99999的餐食"]
    assert [store.read(name)["amount_fen"].sum() for name in ("receipts", "refunds")] == sums
    assert receipt.rows["case_visits"].removed_rows == 1
    assert store.discrepancies().empty
    with store.engine.connect() as connection:
        texts = [text for entry in (1, 2, receipt.journal) for line in lines_of(connection, entry)
                 for text in (line.key, line.before, line.after)]  # fmt: skip
    assert not any("C00012" in text and "C00123" not in text for text in texts if text)
    assert any("C00123" in text for text in texts if text)
    if store.engine.dialect.name == "sqlite":
        path = store.folder / "office.db"
        held = [file for file in path.parent.glob("office.db*") if b'C00012"' in file.read_bytes()]
        assert held == []
        assert b"C00123" in path.read_bytes()


def test_the_name_of_an_imported_file_loses_the_code_and_the_chain_still_holds(with_children):
    store = with_children
    rows = store.read("measurements").assign(weight_kg=19.0)
    for name, weight in (("C00012专案补录.xlsx", 19.0), ("C00012、C00123.xlsx", 19.5)):
        store.write({"measurements": rows.assign(weight_kg=weight)}, who="甲", file=name, sha256=f"{weight:064}")
    forget_child(store, "C00012", site="main", who="园长")
    forget_child(store, "C00123", site="main", who="园长")
    assert store.journal()["file"].dropna().unique().tolist() == ["C99999专案补录.xlsx", "C99999、C99999.xlsx"]
    assert store.discrepancies().empty
    if store.engine.dialect.name == "sqlite":
        held = [file for file in store.folder.glob("office.db*") if b"C00012" in file.read_bytes()]
        assert held == []
    with store.engine.begin() as connection:
        upgrade.run(connection, unguards(connection.dialect.name, [JOURNAL]))
        connection.execute(JOURNAL.update().where(JOURNAL.c.file.contains("专案")).values(who="乙"))
        upgrade.run(connection, guards(connection.dialect.name, [JOURNAL]))
    assert store.discrepancies()["problem"].tolist() == ["journal"]


def test_a_child_that_moved_is_deleted_at_both_kindergartens_and_a_namesake_is_left(with_children):
    store = with_children
    store.write({"sites": pd.DataFrame([{"site": s, "name": s, "kitchen": "main"} for s in ("annex", "longma")])},
                who="甲")  # fmt: skip
    bottom = store.read("classes").query("class_name == '小一班'").iloc[[0]]
    store.write({"classes": pd.concat([bottom.assign(site=s) for s in ("annex", "longma")])}, who="甲")
    child = store.read("children").query("child == 'C00012'")
    there = child.assign(site="annex", enrolled_on="2026-05-18")
    namesake = child.assign(site="longma", enrolled_on="2026-05-18", sex="M")
    store.write({"children": pd.concat([child.assign(left_on="2026-05-17"), there, namesake])}, who="甲")
    assert kindergartens_of(store, "C00012", "annex") == (["annex", "main"], ["longma"])
    assert forget_child(store, "C00012", site="main", who="园长").rows["children"].removed_rows == 2
    assert store.read("children")[["site", "child"]].to_numpy().tolist() == [["longma", "C00012"], ["main", "C00123"]]
    assert store.discrepancies().empty


def test_what_is_deleted_cannot_be_taken_back_and_ledgers_are_guarded_again(with_children):
    entry = forget_child(with_children, "C00012", site="main", who="园长").journal
    with pytest.raises(StoreError, match="删除幼儿，不能撤销"):
        with_children.undo(who="甲", entry=entry)
    with pytest.raises(StoreError, match="已删除的幼儿或已归档的行，原值没有留下"):
        with_children.undo(who="甲", entry=entry - 1)
    refund = with_children.read("refunds").assign(amount_fen=1)
    with pytest.raises(StoreError, match="只增不改"):
        with_children.write({"refunds": refund}, who="甲")


def test_an_unknown_child_is_told(stocked):
    with pytest.raises(StoreError, match="没有幼儿 C88888"):
        forget_child(stocked, "C88888", site="main", who="甲")
