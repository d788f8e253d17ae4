"""The store keeps what was written, all or nothing, on each database."""

import datetime as dt
import re

import pandas as pd
import pytest
import sqlalchemy as sa

from kgcore.store import FaultsError, LedgerError, SchemaError, Store, StoreError
from kgcore.store.tables import TABLES


def movement(entry="M0001", **changes):
    row = {
        "site": "main", "entry": entry, "date": "2026-05-06", "kind": "采购", "ledger": "幼儿", "food": "鸡蛋",
        "quantity_g": 45000, "unit_cost_fen": 1080, "amount_fen": 48600, "supplier": "V01", "reverses": None,
        "buyer": "S001", "storekeeper": "S002", "bookkeeper": "S003", "approver": "S001",
    }  # fmt: skip
    return row | changes


def movements(*rows):
    return {"movements": pd.DataFrame(list(rows))}


def reversal(of, entry="M0009", **changes):
    return movement(entry, kind="冲正", reverses=of, **changes)


def attendance(diners=37, **changes):
    row = {"site": "main", "date": "2026-05-06", "class_name": "小一班", "meal": "午餐", "diners": diners}
    return {"attendance": pd.DataFrame([row | changes])}


def test_standing_rows_are_updated_by_key_and_counted(stocked):
    def counts(receipt):
        changes = receipt.rows["attendance"]
        return changes.new_rows, changes.changed_rows, changes.same_rows

    assert counts(stocked.write(attendance(37), who="甲")) == (1, 0, 0)
    assert counts(stocked.write(attendance(37), who="甲")) == (0, 0, 1)
    assert counts(stocked.write(attendance(36), who="甲")) == (0, 1, 0)
    assert stocked.read("attendance")["diners"].tolist() == [36]


def test_missing_and_zero_stay_apart(stocked):
    vitamin_c = stocked.read("foods").set_index("food")["vit_c_mg"]
    assert vitamin_c["鸡蛋"] == 0
    assert pd.isna(vitamin_c["大米"])


def test_text_of_any_script_comes_back(stocked):
    text = "𠮷野 “引号” 'x'; DROP TABLE 食 -- ½ 🥚 é"
    stocked.write(
        {"committee": pd.DataFrame([{"site": "main", "date": "2026-05-06", "subject": text, "parents": 1,
                                     "staff_present": 0, "decision": "=1+1"}])}, who="乙",
    )  # fmt: skip
    assert stocked.read("committee")[["subject", "decision"]].iloc[0].tolist() == [text, "=1+1"]


def test_read_keeps_to_sites_and_days_and_orders_by_key(stocked):
    rows = [
        {"site": site, "date": date, "class_name": "小一班", "meal": "午餐", "diners": 1}
        for site in ("main", "longma")
        for date in ("2026-05-31", "2026-04-30", "2026-05-01", "2026-06-01")
    ]
    stocked.write({"attendance": pd.DataFrame(rows)}, who="甲")
    read = stocked.read("attendance", sites=["main"], start=dt.date(2026, 5, 1), end=dt.date(2026, 5, 31))
    assert read["date"].dt.day.tolist() == [1, 31]
    assert stocked.read("attendance")["site"].tolist() == ["longma"] * 4 + ["main"] * 4


def test_registers_by_month_and_term_are_read_by_the_days_they_touch(stocked):
    budget = [
        {"site": "main", "month": month, "category": "培训", "amount_fen": 1}
        for month in ("2026-04", "2026-05", "2026-06")
    ]
    stocked.write({"budgets": pd.DataFrame(budget)}, who="甲")
    may = stocked.read("budgets", start=dt.date(2026, 5, 1), end=dt.date(2026, 5, 31))
    assert may["month"].tolist() == ["2026-05"]
    assert len(stocked.read("classes", start=dt.date(2026, 5, 1), end=dt.date(2026, 5, 31))) == 3
    assert stocked.read("classes", start=dt.date(2026, 9, 1), end=dt.date(2026, 9, 30)).empty


def test_a_fault_in_the_last_row_leaves_everything_as_it_was(stocked):
    before = stocked.fingerprint(list(TABLES)), len(stocked.journal())
    rows = pd.concat([attendance(1, date=f"2026-05-{day:02d}")["attendance"] for day in range(1, 29)])
    bad = {"attendance": pd.concat([rows, attendance(41, date="2026-05-29")["attendance"]], ignore_index=True)}
    with pytest.raises(FaultsError, match="不得大于 小一班 的在册人数 40") as raised:
        stocked.write({**movements(movement()), **bad}, who="甲")
    assert [fault.row for fault in raised.value.faults["attendance"]] == [28]
    assert (stocked.fingerprint(list(TABLES)), len(stocked.journal())) == before


def test_rows_written_together_may_refer_to_each_other(store, base_frames):
    receipt = store.write({**attendance(), **movements(movement()), **base_frames}, who="甲")
    assert receipt.rows["sites"].new_rows == 2
    assert len(store.read("movements")) == 1


def test_the_bound_written_together_is_the_one_that_counts(stocked, base_frames):
    larger = base_frames["classes"].assign(enrolled=50)
    stocked.write({"classes": larger, **attendance(50)}, who="甲")
    with pytest.raises(FaultsError, match="在册人数 50"):
        stocked.write(attendance(51), who="甲")


def test_the_same_file_twice_changes_nothing(stocked):
    first = stocked.write(attendance(37), who="甲", file="五月.xlsx", sha256="a" * 64)
    stocked.write(attendance(36), who="甲", file="更正.xlsx", sha256="b" * 64)
    journal = stocked.journal()
    again = stocked.write(attendance(37), who="乙", file="副本.xlsx", sha256="a" * 64)
    assert again.unchanged
    assert again.journal == first.journal
    assert stocked.read("attendance")["diners"].tolist() == [36]
    pd.testing.assert_frame_equal(stocked.journal(), journal)


def test_the_journal_says_who_entered_what_from_where(stocked):
    stocked.write(attendance(), who="王", file="五月.xlsx", sha256="c" * 64)
    last = stocked.journal().iloc[-1]
    assert last[["who", "file", "sha256", "register"]].tolist() == ["王", "五月.xlsx", "c" * 64, "attendance"]
    assert last[["rows_new", "rows_changed", "rows_same"]].tolist() == [1, 0, 0]
    assert abs(last["when"] - pd.Timestamp.now("UTC")) < pd.Timedelta(minutes=5)


def test_nobody_writes_without_a_name(stocked):
    with pytest.raises(StoreError, match="谁录入"):
        stocked.write(attendance(), who=" ")


def test_a_ledger_entry_is_skipped_when_identical_and_refused_when_changed(stocked):
    stocked.write(movements(movement()), who="甲")
    assert stocked.write(movements(movement()), who="甲").rows["movements"].same_rows == 1
    with pytest.raises(LedgerError, match="单号 M0001 已登记，金额（元）原为 486：台账只增不改"):
        stocked.write(movements(movement("M0002"), movement(amount_fen=48601)), who="甲")
    assert stocked.read("movements")["entry"].tolist() == ["M0001"]


@pytest.mark.parametrize("table", ["movements", "kg_journal", "kg_journal_rows"])
@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "UPDATE {table} SET {column} = {column}"])
def test_the_database_itself_refuses_to_change_what_is_append_only(stocked, table, statement):
    stocked.write(movements(movement()), who="甲")
    column = {"movements": "note", "kg_journal": "who", "kg_journal_rows": "rows_new"}[table]
    with pytest.raises(sa.exc.DBAPIError, match="只增不改"), stocked.engine.begin() as connection:
        connection.exec_driver_sql(statement.format(table=table, column=column))
    assert len(stocked.read("movements")) == 1


def test_every_ledger_is_guarded(stocked):
    for name in ("movements", "receipts", "refunds", "invoices", "asset_moves"):
        if stocked.engine.dialect.name == "sqlite":
            query = f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{name}'"
            expected = 3
        else:
            query = f"SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '{name}'::regclass"
            expected = 2
        with stocked.engine.connect() as connection:
            assert connection.exec_driver_sql(query).scalar_one() == expected


def test_whole_ledgers_cannot_be_emptied_or_replaced(stocked):
    stocked.write(movements(movement()), who="甲")
    if stocked.engine.dialect.name == "sqlite":
        statement = "INSERT OR REPLACE INTO movements SELECT * FROM movements"
    else:
        statement = "TRUNCATE movements"
    with pytest.raises(sa.exc.DBAPIError, match="只增不改"), stocked.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("ledger", ["movements", "receipts", "refunds", "invoices", "asset_moves"])
def test_an_entry_is_looked_up_not_searched_for(tmp_path, ledger):
    """The guard is asked for every row: a walk through the ledger each time would make a year's import endless."""
    with Store.open(tmp_path / "office.db") as store, store.engine.connect() as connection:
        trigger = f"SELECT sql FROM sqlite_master WHERE name = '{ledger}_no_replace'"
        condition = connection.exec_driver_sql(trigger).scalar_one().split(" WHEN ")[1].split(" BEGIN ")[0]
        asked = "SELECT " + re.sub(r"NEW\.\w+", "'x'", condition)
        plan = [row[3] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked)]
    searches = [step for step in plan if ledger in step]
    assert len(searches) == 2, plan
    assert "(site=? AND entry=?)" in searches[0]
    assert "(site=? AND reverses=?)" in searches[1]


def test_a_reversal_takes_back_one_entry_once(stocked):
    stocked.write(movements(movement(), reversal("M0001")), who="甲")
    assert stocked.write(movements(reversal("M0001")), who="甲").rows["movements"].same_rows == 1
    with pytest.raises(LedgerError, match="已被 M0009 冲正过"):
        stocked.write(movements(reversal("M0001", "M0010")), who="甲")
    with pytest.raises(LedgerError, match="本身就是冲正"):
        stocked.write(movements(reversal("M0009", "M0011")), who="甲")


def test_two_reversals_of_one_entry_in_one_write_are_refused(stocked):
    with pytest.raises(LedgerError, match="已被 M0009 冲正过"):
        stocked.write(movements(movement(), reversal("M0001"), reversal("M0001", "M0010")), who="甲")


def test_a_reversal_of_nothing_is_refused(stocked):
    with pytest.raises(FaultsError, match="《出入库》里没有“M0404”"):
        stocked.write(movements(reversal("M0404")), who="甲")


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("food", {"food": "大米"}),
        ("ledger", {"ledger": "教工"}),
        ("quantity_g", {"quantity_g": 44000, "amount_fen": None, "unit_cost_fen": None}),
        ("amount_fen", {"amount_fen": 48590}),
    ],
)
def test_a_reversal_repeats_its_entry(stocked, column, change):
    stocked.write(movements(movement()), who="甲")
    with pytest.raises(LedgerError, match="冲正须照抄原单") as raised:
        stocked.write(movements(reversal("M0001", **change)), who="甲")
    assert [fault.column for fault in raised.value.faults["movements"]] == [column]


def test_a_reversal_stays_within_its_site(stocked):
    stocked.write(movements(movement()), who="甲")
    with pytest.raises(LedgerError, match="不存在"):
        stocked.write(movements(reversal("M0001", site="longma")), who="甲")


def test_money_ledgers_follow_the_same_rule(stocked):
    receipt = {"site": "main", "entry": "R0001", "date": "2026-05-06", "month": "2026-05", "purpose": "预收膳费",
               "amount_fen": 1240000, "approver": "S001", "reverses": None}  # fmt: skip
    stocked.write({"receipts": pd.DataFrame([receipt])}, who="甲")
    back = receipt | {"entry": "R0002", "reverses": "R0001", "date": "2026-06-03"}
    with pytest.raises(LedgerError, match="金额"):
        stocked.write({"receipts": pd.DataFrame([back | {"amount_fen": 1}])}, who="甲")
    stocked.write({"receipts": pd.DataFrame([back])}, who="甲")


def test_a_database_of_a_newer_version_is_refused(store_url):
    with Store.open(store_url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE kg_schema SET version = 999, kgcore = '9.9'")
    with pytest.raises(SchemaError, match=r"更新的 kgcore 9\.9"):
        Store.open(store_url)


def test_a_database_with_other_columns_is_refused(store_url):
    with Store.open(store_url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE foods ADD COLUMN taste TEXT")
        connection.exec_driver_sql("UPDATE kg_schema SET declaration = 'x'")
    with pytest.raises(SchemaError, match="不认识的列 taste"):
        Store.open(store_url)


def test_opening_again_finds_what_was_written(stocked, store_url):
    before = stocked.fingerprint(["foods", "staff"])
    with Store.open(store_url) as again:
        assert again.fingerprint(["staff", "foods"]) == before


def test_the_fingerprint_moves_with_a_single_value(stocked):
    before = stocked.fingerprint(["attendance"])
    stocked.write(attendance(37), who="甲")
    one = stocked.fingerprint(["attendance"])
    stocked.write(attendance(36), who="甲")
    other = stocked.fingerprint(["attendance"])
    stocked.write(attendance(37), who="甲")
    assert len({before, one, other}) == 3
    assert stocked.fingerprint(["attendance"]) == one


def test_nothing_to_write_is_nothing_wrong(stocked):
    empty = attendance()["attendance"].iloc[:0]
    assert stocked.write({"attendance": empty}, who="甲").rows["attendance"].new_rows == 0


@pytest.mark.parametrize("url", ["sqlite://", "mysql://u@h/d", "oracle+cx://u@h"])
def test_a_database_of_another_kind_is_refused_and_makes_no_file(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="不认识的数据库"):
        Store.open(url)
    assert not list(tmp_path.iterdir())


def test_a_misspelt_server_is_said_in_chinese():
    with pytest.raises(StoreError, match="写得不对"):
        Store.open("postgresql:/nowhere")
