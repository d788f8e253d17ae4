"""Databases of earlier versions open, say so, keep every row, and can be imported into, undone and restored."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from kgcore import money, nutrition, registers
from kgcore.office import Office
from kgcore.standards import food
from kgcore.store import SchemaError, Store, connection, tables, upgrade
from kgcore.testing import tiny_office

DATABASES = Path(__file__).parent / "databases"
RELEASED = sorted(path.name.removesuffix(".db.gz") for path in DATABASES.glob("*.db.gz"))
NAMES = list(registers.REGISTERS)


def unpack(release, path):
    """Put the tiny office as a released version wrote it at a path; see databases/README.md."""
    with gzip.open(DATABASES / f"{release}.db.gz") as packed, path.open("wb") as target:
        shutil.copyfileobj(packed, target)
    return path


@pytest.fixture
def old(tmp_path):
    return unpack("0.1.0", tmp_path / "office.db")


def rows_of(path, columns=None):
    """Return the rows of each register's table as SQLite holds them, in the columns given or all of them."""
    with closing(sqlite3.connect(path)) as database:
        tables_there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = columns or {
            name: [column for _, column, *_ in database.execute(f"PRAGMA table_info({name})")]
            for name in NAMES
            if name in tables_there
        }
        listing = {name: ", ".join(f'"{column}"' for column in names) for name, names in columns.items()}
        return columns, {
            name: sorted(database.execute(f"SELECT {listing[name]} FROM {name}"), key=str) for name in columns
        }


def assert_kept(before, now):
    """Every row and every figure is there; only empty nutrients of foods may have been filled."""
    assert {name: rows for name, rows in now.items() if name != "foods"} == {
        name: rows for name, rows in before.items() if name != "foods"
    }
    assert len(now["foods"]) == len(before["foods"]) > 0
    for old, new in zip(before["foods"], now["foods"], strict=True):
        assert [(a, b) for a, b in zip(old, new, strict=True) if a is not None and a != b] == []


@pytest.mark.parametrize("release", RELEASED)
def test_a_database_of_every_released_version_opens_with_every_row(release, tmp_path):
    path = unpack(release, tmp_path / "office.db")
    columns, before = rows_of(path)
    with Store.open(path) as store:
        assert_kept(before, rows_of(path, columns)[1])
        assert sum(map(len, before.values())) > 500
        assert store.discrepancies().empty
        assert store.upgrade.before == release
        assert store.upgrade.now == version("kgcore")
        assert f"从 kgcore {release} 升级到 {version('kgcore')}" in str(store.upgrade)
        assert store.upgrade.copy == tmp_path / f"office.db.before-{version('kgcore')}"
        assert store.upgrade.copy.read_bytes() != b""
    with Store.open(path) as again:
        assert again.upgrade is None


@pytest.mark.parametrize("release", RELEASED)
def test_an_upgraded_database_has_the_tables_of_a_new_one(release, tmp_path):
    def schema(path):
        with closing(sqlite3.connect(path)) as database:
            rows = database.execute("SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
            columns = {
                table: sorted(database.execute(f"SELECT name, type, [notnull], pk FROM pragma_table_info('{table}')"))
                for kind, _, table in list(rows)
                if kind == "table"
            }
            return sorted(database.execute("SELECT type, name, tbl_name FROM sqlite_master")), columns

    with Store.open(unpack(release, tmp_path / "old.db")), Store.open(tmp_path / "new.db"):
        pass
    old, new = schema(tmp_path / "old.db"), schema(tmp_path / "new.db")
    assert old[1] == new[1]
    assert [row for row in old[0] if "autoindex" not in row[1]] == [row for row in new[0] if "autoindex" not in row[1]]


@pytest.mark.parametrize("release", RELEASED)
def test_an_upgraded_database_reports_imports_and_undoes(release, tmp_path):
    with Office.open(unpack(release, tmp_path / "office.db")) as office, tiny_office() as now:
        assert money.month(office, "2026-05").account().net_fen == money.month(now, "2026-05").account().net_fen
        assert len(nutrition.month(office, "2026-05").nutrients) == len(nutrition.month(now, "2026-05").nutrients)
        before = office.store.fingerprint(NAMES)
        rows = office.read("attendance", "2026-05").assign(diners=1)
        office.write({"attendance": rows}, who="甲", file="改.xlsx", sha256="b" * 64)
        office.store.undo(who="甲")
        assert office.store.fingerprint(NAMES) == before


def test_an_upgrade_gives_packaged_foods_the_nutrients_they_lacked(tmp_path, base_frames):
    """Of three foods as 0.2.0 had them before: the packaged one, one with a figure of its own, a namesake."""
    path = tmp_path / "office.db"
    packaged = food.load("foods").set_index("food")
    known = packaged.loc[["鸡蛋", "大米", "豆腐"]].reset_index()
    with Store.open(path) as store:
        site = base_frames["sites"]["site"].iloc[0]
        store.write({"sites": base_frames["sites"], "foods": known.assign(site=site)}, who="甲")
    with closing(sqlite3.connect(path)) as database:
        for column in ("vit_b12_ug", "niacin_equivalent_mg"):
            database.execute(f"ALTER TABLE foods DROP COLUMN {column}")
        database.execute("UPDATE foods SET iodine_ug = NULL, zn_mg = 9 WHERE food = '大米'")
        database.execute("UPDATE foods SET iodine_ug = NULL, protein_g = protein_g + 1 WHERE food = '豆腐'")
        database.execute("DELETE FROM kg_revision")
        database.execute("INSERT INTO kg_revision VALUES ('2')")
        database.execute("UPDATE kg_schema SET version = 2, declaration = 'older', kgcore = '0.2.0'")
        database.commit()
    with Store.open(path) as store:
        now = store.read("foods").set_index("food")
        last = store.journal().iloc[-1]
        lines = store.history(last["journal"])
    columns = ["vit_b12_ug", "niacin_equivalent_mg", "iodine_ug"]
    assert now.loc[["鸡蛋", "大米"], columns].equals(packaged.loc[["鸡蛋", "大米"], columns].astype(float))
    assert now.loc["大米", "zn_mg"] == 9
    assert now.loc["豆腐", columns].isna().all()
    assert (last["action"], last["register"], last["rows_changed"]) == ("upgrade", "foods", 2)
    assert lines["key"].tolist() == [f'["{site}","大米"]', f'["{site}","鸡蛋"]']


def test_a_backup_of_an_earlier_version_is_restored_and_upgraded(old, tmp_path):
    columns, before = rows_of(old)
    with Store.open(tmp_path / "now.db") as store:
        store.restore(old)
        assert_kept(before, rows_of(tmp_path / "now.db", columns)[1])
        store.write({"attendance": store.read("attendance").assign(diners=2)}, who="甲")
        assert store.discrepancies().empty


def test_the_copy_put_aside_is_the_old_database_and_none_is_overwritten(old, tmp_path):
    before = old.read_bytes()
    Store.open(old).close()
    copy = tmp_path / f"office.db.before-{version('kgcore')}"
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT version, kgcore FROM kg_schema").fetchall() == [(1, "0.1.0")]
    first = copy.read_bytes()
    old.write_bytes(before)
    Store.open(old).close()
    assert copy.read_bytes() == first
    assert copy.with_name(copy.name + "-2").is_file()


@pytest.mark.parametrize("step", ["upgrade", "run", "_derive"])
def test_an_upgrade_that_fails_leaves_the_old_database(old, monkeypatch, step):
    def fail(*_arguments):
        raise OSError("disk full")

    Store.open(unpack("0.1.0", old.with_name("other.db"))).close()  # Alembic itself is loaded
    monkeypatch.setattr(connection if step == "upgrade" else upgrade, step, fail)
    with pytest.raises(OSError, match="disk full"):
        Store.open(old)
    with closing(sqlite3.connect(old)) as database:
        assert database.execute("SELECT version, kgcore FROM kg_schema").fetchall() == [(1, "0.1.0")]
        assert database.execute("SELECT count(*) FROM kg_journal").fetchone() == (2,)
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'kg_journal_lines'").fetchone() == (0,)
    monkeypatch.undo()
    with Store.open(old) as store:
        assert store.upgrade.before == "0.1.0"


def test_a_copy_that_cannot_be_written_stops_the_upgrade(old, monkeypatch):
    copy = old.with_name(f"office.db.before-{version('kgcore')}")
    connect = sqlite3.connect

    def refuse(path, *arguments, **options):
        if Path(str(path)).name.startswith(copy.name):
            raise sqlite3.OperationalError("unable to open database file")
        return connect(path, *arguments, **options)

    monkeypatch.setattr(upgrade.sqlite3, "connect", refuse)
    with pytest.raises(SchemaError, match=r"副本.*写不下"):
        Store.open(old)
    monkeypatch.undo()
    with closing(sqlite3.connect(old)) as database:
        assert database.execute("SELECT version FROM kg_schema").fetchall() == [(1,)]


def test_columns_that_may_be_empty_and_new_registers_are_derived(tmp_path, base_frames):
    path = tmp_path / "office.db"
    with Store.open(path) as store:
        store.write(base_frames, who="甲")
        before = store.fingerprint(["foods", "staff"])
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE foods DROP COLUMN vit_c_mg")
        database.execute("DROP TABLE visitors")
        database.execute("UPDATE kg_schema SET declaration = 'older', kgcore = '0.1.9'")
        database.commit()
    with Store.open(path) as store:
        assert store.upgrade.before == "0.1.9"
        assert store.read("foods")["vit_c_mg"].isna().all()
        assert store.read("visitors").empty
        store.write({"foods": base_frames["foods"]}, who="甲")
        assert store.fingerprint(["foods", "staff"]) == before


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE kg_schema SET version = 99, kgcore = '9.0.0'", "由更新的 kgcore 9.0.0 写成"),
        ("UPDATE kg_schema SET declaration = 'newer', kgcore = '9.0.0'", "由更新的 kgcore 9.0.0 写成"),
        ("DELETE FROM kg_schema", "版本记录已损坏"),
    ],
)
def test_a_newer_database_is_refused_and_left_alone(tmp_path, statement, said):
    path = tmp_path / "office.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement)
        database.commit()
    before = path.read_bytes()
    with pytest.raises(SchemaError, match=said):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_column_that_nobody_declares_is_refused(tmp_path):
    path = tmp_path / "office.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE foods ADD COLUMN taste TEXT")
        database.execute("UPDATE kg_schema SET declaration = 'another'")
        database.commit()
    with pytest.raises(SchemaError, match="不认识的列 taste"):
        Store.open(path)


def test_the_schema_version_is_the_last_migration():
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == str(tables.SCHEMA_VERSION)


@pytest.mark.postgres
def test_a_server_is_upgraded_in_one_transaction(postgres_url, base_frames):
    with Store.open(postgres_url) as store:
        store.write(base_frames, who="甲")
        before = store.fingerprint(NAMES)
        with store.engine.begin() as database:  # back to what 0.1.0 had
            for name in ("kg_journal_lines", "kg_journal_rows", "kg_journal", "kg_revision", "kg_roles"):
                database.execute(sa.text(f"DROP TABLE {name}"))
            for statement in (
                "CREATE TABLE kg_journal (id BIGINT PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, file TEXT, "
                "sha256 TEXT UNIQUE, kgcore TEXT NOT NULL)",
                "CREATE TABLE kg_journal_rows (journal BIGINT REFERENCES kg_journal, register TEXT, "
                "rows_new BIGINT NOT NULL, rows_changed BIGINT NOT NULL, rows_same BIGINT NOT NULL, "
                "PRIMARY KEY (journal, register))",
                "INSERT INTO kg_journal VALUES (1, '2026-05-06T08:00:00+00:00', '甲', NULL, NULL, '0.1.0')",
                "UPDATE kg_schema SET version = 1, kgcore = '0.1.0', declaration = 'older'",
                "ALTER TABLE suppliers ALTER COLUMN licence_expires SET NOT NULL",
            ):
                database.execute(sa.text(statement))
    with Store.open(postgres_url) as store:
        assert store.upgrade.copy is None
        assert store.fingerprint(NAMES) == before
        assert store.discrepancies().empty
        store.write({"suppliers": base_frames["suppliers"].assign(name="新名", licence_expires=None)}, who="乙")
        with pytest.raises(sa.exc.DatabaseError, match="只增不改"), store.engine.begin() as database:
            database.execute(sa.text("DELETE FROM kg_journal_lines"))


def test_the_journal_of_an_earlier_version_is_kept(old):
    with Store.open(old) as store:
        journal = store.journal()
    assert journal["action"].unique().tolist() == ["write", "import", "upgrade"]
    assert journal.loc[journal["action"] == "import", "sha256"].tolist() == ["a" * 64]
