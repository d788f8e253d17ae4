"""Damaged, truncated, empty, foreign and read-only files: told in a sentence, restored over, never overwritten."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from kgcore import registers
from kgcore.store import Store, StoreError, restore_over, rotate
from tests.store.test_store import attendance

NAMES = list(registers.REGISTERS)


def truncated(path):
    path.write_bytes(path.read_bytes()[:5000])


def foreign(path):
    path.write_text("这不是数据库，是一封信。" * 300, encoding="utf-8")


def empty(path):
    path.write_bytes(b"")


def short(path):
    path.write_bytes(b"\n")


def bad_page(path):
    with closing(sqlite3.connect(path)) as database:
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attendance'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(content)


def another_database(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE letters (text TEXT)")
        database.execute("CREATE TABLE kg_schema (version INTEGER, declaration TEXT, kgcore TEXT)")
        database.commit()


DAMAGES = [truncated, foreign, empty, short, bad_page, another_database]


@pytest.fixture
def saved(tmp_path, base_frames):
    """An office, and a backup of it; returns the path of the office, that of the backup, and what they hold."""
    path, copy = tmp_path / "office.db", tmp_path / "备份.db"
    with Store.open(path) as store:
        store.write(base_frames, who="甲")
        store.write(attendance(37), who="甲")
        store.backup(copy)
        return path, copy, store.fingerprint(NAMES)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_backup_is_restored_over_any_file_and_what_was_there_is_kept(saved, damage):
    path, copy, state = saved
    damage(path)
    content = path.read_bytes()
    restored = restore_over(str(path), copy)
    assert restored.damaged
    assert restored.former_file.name == "office.db.before-restore"
    assert restored.former_file.read_bytes() == content
    with Store.open(path) as store:
        assert store.fingerprint(NAMES) == state
        store.write(attendance(36), who="甲")
    again = restore_over(str(path), copy)
    assert (again.damaged, again.former_file.name) == (False, "office.db.before-restore-2")
    with Store.open(again.former_file) as kept:
        assert kept.read("attendance")["diners"].tolist() == [36]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_changes_nothing(saved, damage):
    path, copy, state = saved
    damage(copy)
    with pytest.raises(StoreError):
        restore_over(str(path), copy)
    with Store.open(path) as store:
        assert store.fingerprint(NAMES) == state
    assert not path.with_name("office.db.before-restore").exists()


@pytest.mark.parametrize("damage", [truncated, foreign, empty, short, another_database])
def test_damage_is_told_in_a_sentence_and_the_file_is_left_alone(saved, damage):
    path, _, _ = saved
    damage(path)
    content = path.read_bytes()
    with pytest.raises(StoreError, match="kg restore"):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_damaged_page_is_told_in_a_sentence_when_it_is_read(saved):
    path, _, _ = saved
    bad_page(path)
    with Store.open(path) as store, pytest.raises(StoreError, match="kg restore"):
        store.read("attendance")


def test_a_damaged_database_is_not_backed_up_and_the_sentence_says_so(saved, tmp_path):
    path, copy, _ = saved
    bad_page(path)
    content = copy.read_bytes()
    with Store.open(path) as store, pytest.raises(StoreError, match=r"office\.db 已损坏，没有备份.*kg restore"):
        store.backup(copy)
    assert copy.read_bytes() == content
    for target, told in ((tmp_path / "没有" / "office.db", "文件夹 .* 不存在"), (tmp_path, "它是文件夹")):
        with pytest.raises(StoreError, match=told):
            restore_over(str(target), copy)


def test_backups_are_rotated_only_after_a_whole_one(saved, tmp_path):
    path, _, state = saved
    folder = tmp_path / "备份"
    folder.mkdir()
    (folder / "office-手工.db").write_bytes(b"by hand")
    with Store.open(path) as store:
        for day in range(1, 6):
            newest, removed = rotate(store.engine, folder, 3, dt.datetime(2026, 5, day, 18, 0))
        assert [old.name for old in removed] == ["office-20260502-180000.db"]
        assert newest.name == "office-20260505-180000.db"
        with pytest.raises(StoreError, match="至少"):
            rotate(store.engine, folder, 0, dt.datetime(2026, 5, 6))
    assert len(list(folder.iterdir())) == 4
    with Store.open(newest) as copy:
        assert copy.fingerprint(NAMES) == state


def test_the_last_backup_with_rows_is_never_rotated_away(saved, tmp_path):
    path, _, state = saved
    folder = tmp_path / "备份"
    folder.mkdir()
    with Store.open(path) as store:
        good, _ = rotate(store.engine, folder, 1, dt.datetime(2026, 5, 1))
    damaged = folder / "office-20260502-000000.db"
    damaged.write_bytes(good.read_bytes()[:9000])
    with Store.open(tmp_path / "new.db") as store:
        empty_copy, removed = rotate(store.engine, folder, 1, dt.datetime(2026, 5, 3))
        assert removed == [damaged]
        rotate(store.engine, folder, 1, dt.datetime(2026, 5, 4))
        assert (good.exists(), empty_copy.exists()) == (True, False)
    with Store.open(path) as store:
        assert store.fingerprint(NAMES) == state
        assert len(rotate(store.engine, folder, 1, dt.datetime(2026, 5, 5))[1]) == 2


READ_ALONE = """
import os, sys, tempfile
from pathlib import Path
import pandas, sqlalchemy.dialects.sqlite, kgcore.store.backups, kgcore.registers
from kgcore.store import Store, StoreError
os.getuid() == 0 and os.setuid(65534)
with Store.open(sys.argv[1]) as store:
    print(store.read_only, store.read("attendance")["diners"].tolist())
    try:
        store.write({"attendance": store.read("attendance").assign(diners=1)}, who="甲")
    except StoreError as error:
        print(error)
    with tempfile.TemporaryDirectory() as folder:
        store.backup(Path(folder) / "copy.db")
        with Store.open(Path(folder) / "copy.db") as copy:
            print(copy.read("attendance")["diners"].tolist())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="mode bits")
def test_a_read_only_copy_is_read_and_not_written(saved, tmp_path):
    _, copy, _ = saved
    folder = tmp_path / "ro"
    folder.mkdir()
    target = folder / "office.db"
    target.write_bytes(copy.read_bytes())
    temporary = Path(tempfile.gettempdir())
    for parent in [tmp_path, *tmp_path.parents]:
        if temporary in parent.parents:  # whoever is not the owner gets as far as the file
            parent.chmod(0o755)
    target.chmod(0o444)
    folder.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", READ_ALONE, str(target)], capture_output=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
    finally:
        folder.chmod(0o755)
    assert done.stdout.splitlines()[0] == "True [37]", done.stderr
    assert "只读" in done.stdout.splitlines()[1]
    assert done.stdout.splitlines()[2] == "[37]", done.stderr
