"""What happens when a writer dies, when two write at once, and when the file is lost."""

import signal
import sqlite3
import subprocess
import sys
import threading

import pandas as pd
import pytest

from kgcore import registers
from kgcore.store import BusyError, Store, StoreError, connection

NAMES = list(registers.REGISTERS)

DYING_WRITER = """
import sys
import pandas as pd
from kgcore.store import Store, writes

done = writes.put

def put(connection, name, frame):
    done(connection, name, frame)
    print("written, not committed", flush=True)
    sys.stdin.read()

writes.put = put
days = pd.date_range("2026-03-02", periods=100)
rows = pd.DataFrame({"site": "main", "date": days, "class_name": "小一班", "meal": "午餐", "diners": 1})
Store.open(sys.argv[1]).write({"attendance": rows}, who="甲", sha256="d" * 64)
"""


def attendance(diners):
    row = {"site": "main", "date": "2026-05-06", "class_name": "小一班", "meal": "午餐", "diners": diners}
    return {"attendance": pd.DataFrame([row])}


def dying_writer(url):
    return subprocess.Popen(
        [sys.executable, "-c", DYING_WRITER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_writer_leaves_the_state_before(stocked, store_url):
    stocked.write(attendance(37), who="甲")
    before = stocked.fingerprint(["attendance"]), len(stocked.journal())
    with dying_writer(store_url) as writer:
        assert writer.stdout.readline() == "written, not committed\n"
        assert (stocked.fingerprint(["attendance"]), len(stocked.journal())) == before
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    with Store.open(store_url) as again:
        assert (again.fingerprint(["attendance"]), len(again.journal())) == before
        assert not again.write(attendance(36), who="甲").unchanged


def test_a_second_writer_waits_for_the_first(stocked, store_url):
    done = []

    def second():
        with Store.open(store_url) as other:
            started.set()
            done.append(other.write(attendance(36), who="乙"))

    started = threading.Event()
    thread = threading.Thread(target=second)
    with connection.writing(stocked.engine):
        thread.start()
        started.wait()
        assert done == []
    thread.join()
    assert done[0].rows["attendance"].new_rows == 1


def test_a_writer_that_waited_too_long_says_so(stocked, store_url, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    with (
        Store.open(store_url) as other,
        connection.writing(stocked.engine),
        pytest.raises(BusyError, match="另一个程序仍在写数据库"),
    ):
        other.write(attendance(36), who="乙")
    assert stocked.read("attendance").empty


@pytest.fixture
def filed(tmp_path, base_frames):
    with Store.open(tmp_path / "office.db") as store:
        store.write(base_frames, who="甲")
        yield store


def test_a_backup_is_one_whole_file_and_brings_everything_back(filed, tmp_path):
    filed.write(attendance(37), who="甲")
    before = filed.fingerprint(["attendance", "foods"])
    saved = tmp_path / "备份.db"
    filed.backup(saved)
    filed.write(attendance(36), who="甲")
    filed.restore(saved)
    assert filed.fingerprint(["attendance", "foods"]) == before
    assert filed.read("attendance")["diners"].tolist() == [37]
    filed.write(attendance(35), who="甲")
    with Store.open(saved) as copy:
        assert copy.fingerprint(["attendance", "foods"]) == before


def test_a_backup_holds_only_what_was_committed(filed, tmp_path):
    with pytest.raises(RuntimeError), connection.writing(filed.engine) as held:
        held.exec_driver_sql("UPDATE foods SET edible_pct = 1")
        filed.backup(tmp_path / "saved.db")
        raise RuntimeError
    with Store.open(tmp_path / "saved.db") as copy:
        assert copy.fingerprint(["foods"]) == filed.fingerprint(["foods"])


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to look like a file" * 20])
def test_what_is_no_backup_is_refused_and_nothing_is_lost(filed, tmp_path, content):
    before = filed.fingerprint(["foods"])
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(content)
    with pytest.raises(StoreError, match="不是 kgcore 的备份"):
        filed.restore(wrong)
    assert filed.fingerprint(["foods"]) == before


def test_a_damaged_backup_is_refused(filed, tmp_path):
    saved = tmp_path / "saved.db"
    filed.backup(saved)
    with sqlite3.connect(saved) as database:
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'foods'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    content = bytearray(saved.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    saved.write_bytes(content)
    before = filed.fingerprint(["foods"])
    with pytest.raises(StoreError):
        filed.restore(saved)
    assert filed.fingerprint(["foods"]) == before


def test_missing_places_are_named(filed, tmp_path):
    with pytest.raises(StoreError, match="找不到备份文件"):
        filed.restore(tmp_path / "none.db")
    with pytest.raises(StoreError, match="文件夹不存在"):
        filed.backup(tmp_path / "none" / "saved.db")
    with pytest.raises(StoreError, match="数据库本身"):
        filed.backup(tmp_path / "office.db")
    with pytest.raises(StoreError, match="文件夹"):
        Store.open(tmp_path / "none" / "office.db")


def test_a_file_that_is_no_database_is_named(tmp_path):
    wrong = tmp_path / "office.db"
    wrong.write_bytes(b"PK\x03\x04 an Excel workbook by mistake" * 30)
    with pytest.raises(StoreError, match="不是 kgcore 数据库"):
        Store.open(wrong)


@pytest.mark.postgres
def test_a_server_is_backed_up_into_one_file_and_restored(postgres_url, base_frames, tmp_path):
    saved = tmp_path / "备份.db"
    with Store.open(postgres_url) as store:
        store.write(base_frames, who="甲")
        store.write(attendance(37), who="甲")
        before = store.fingerprint(NAMES), store.journal()
        store.backup(saved)
        with Store.open(saved) as copy:
            assert copy.fingerprint(NAMES) == before[0]
        store.write(attendance(36), who="甲")
        store.restore(saved)
        assert store.fingerprint(NAMES) == before[0]
        pd.testing.assert_frame_equal(store.journal(), before[1])
        assert store.discrepancies().empty
    assert sorted(path.name for path in tmp_path.iterdir()) == ["备份.db"]
