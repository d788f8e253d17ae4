"""Fixtures that every room shares: a store on each database, and an office with a few rows in it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from kgcore.office import Office
from kgcore.store import Store
from kgcore.testing import tiny_office
from kgcore.testing.rows import frames as tiny_frames

# a busy machine is no fault: no property is judged by how long its examples take
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("untimed"), max_examples=30)
settings.load_profile("untimed")


def _postgres_tool(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else None


def _as_server(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return command
    return ["runuser", "-u", "postgres", "--", *command]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """URL of a PostgreSQL server: KGCORE_TEST_POSTGRES, else a throw-away one on loopback."""
    given = os.environ.get("KGCORE_TEST_POSTGRES")
    if given:
        yield sa.make_url(given)
        return
    initdb, pg_ctl = _postgres_tool("initdb"), _postgres_tool("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("no PostgreSQL server: set KGCORE_TEST_POSTGRES or install postgresql")
    base = Path(tempfile.mkdtemp(prefix="kgcore-pg-"))
    try:
        if _as_server([]):
            shutil.chown(base, "postgres")
        data, port = base / "data", _free_port()
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": base}
        subprocess.run(
            _as_server([initdb, "-D", str(data), "-U", "kg", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]), **quiet
        )
        options = f"-h 127.0.0.1 -p {port} -k {base} -F"
        subprocess.run(
            _as_server([pg_ctl, "-D", str(data), "-w", "-l", str(base / "log"), "-o", options, "start"]), **quiet
        )
        try:
            yield sa.make_url(f"postgresql+psycopg://kg@127.0.0.1:{port}/postgres")
        finally:
            subprocess.run(_as_server([pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop"]), **quiet)
    finally:
        shutil.rmtree(base, ignore_errors=True)


class Databases:
    """Makes databases on a PostgreSQL server and drops them: empty ones, and copies of one that a store filled once."""

    def __init__(self, server: sa.URL) -> None:
        self.server = server
        self.admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        self.filled: dict[str, str] = {}

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(sa.text(statement))

    def url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """Return the name of a new database."""
        name = f"kgcore_test_{os.urandom(6).hex()}"
        encoding = " ENCODING 'UTF8'" if template == "template0" else ""
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}{encoding}")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def tiny(self) -> str:
        """Return the name of a new database that holds the tiny office."""
        if "tiny" not in self.filled:
            self.filled["tiny"] = self.create()
            with Store.open(self.url(self.filled["tiny"])) as store:
                rows = {name: frame.assign(site="main") for name, frame in tiny_frames().items()}
                store.write(rows, who="kgcore.testing")
        return self.create(self.filled["tiny"])


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: sa.URL) -> Iterator[Databases]:
    """What makes databases on the server."""
    pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    databases = Databases(postgres_server)
    yield databases
    for name in databases.filled.values():
        databases.drop(name)
    databases.admin.dispose()


@pytest.fixture
def postgres_url(postgres_databases: Databases) -> Iterator[str]:
    """URL of an empty PostgreSQL database of its own."""
    name = postgres_databases.create()
    yield postgres_databases.url(name)
    postgres_databases.drop(name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a `database` on SQLite and on PostgreSQL; there in make test-full, or always if marked core."""
    if "database" in metafunc.fixturenames:
        marks = [pytest.mark.postgres]
        if metafunc.definition.get_closest_marker("core") is None:
            marks.append(pytest.mark.full)
        metafunc.parametrize("database", ["sqlite", pytest.param("postgresql", marks=marks)], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs on."""
    return str(request.param)


@pytest.fixture
def address(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty office can be opened: path of a file that is not there, or URL."""
    return str(tmp_path / "office.db" if database == "sqlite" else request.getfixturevalue("postgres_url"))


@pytest.fixture
def tiny_address(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the tiny office lies, with a database of its own: path or URL."""
    if database == "sqlite":
        path = tmp_path / "tiny.db"
        with tiny_office() as office:
            path.write_bytes((office.folder / "office.db").read_bytes())
        yield str(path)
        return
    databases = request.getfixturevalue("postgres_databases")
    name = databases.tiny()
    yield databases.url(name)
    databases.drop(name)


@pytest.fixture
def tiny(tiny_address: str) -> Iterator[Office]:
    """The tiny office on each database, open."""
    with Office.open(tiny_address) as office:
        yield office


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store can be opened: on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "office.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, on each database in turn."""
    with Store.open(store_url) as opened:
        yield opened


@pytest.fixture
def base_frames() -> dict[str, pd.DataFrame]:
    """The smallest office: two sites fed by one kitchen, classes, staff, two foods, a supplier."""
    return {
        "sites": pd.DataFrame(
            {"site": ["main", "longma"], "name": ["示范幼儿园", "龙马幼儿园"], "kitchen": ["main", "main"]}
        ),
        "classes": pd.DataFrame(
            {
                "site": ["main", "main", "longma"],
                "term": "2026-spring",
                "class_name": ["小一班", "大一班", "小一班"],
                "band": ["小班", "大班", "小班"],
                "enrolled": [40, 35, 20],
            }
        ),
        "staff": pd.DataFrame(
            {
                "site": "main",
                "staff": ["S001", "S002", "S003"],
                "role": ["园长", "营养员", "保育员"],
                "certificate": "中级",
                "hired_on": "2019-09-01",
            }
        ),
        "foods": pd.DataFrame(
            {
                "site": "main",
                "food": ["鸡蛋", "大米"],
                "guide_group": ["蛋类", "谷类"],
                "origin": ["animal", "cereal"],
                "season_months": "1;2;3",
                "purchase": "store",
                "edible_pct": [87.0, 100.0],
                "energy_kcal": [139.0, 346.0],
                "vit_c_mg": [0.0, None],
                "source": "own-knowledge",
                "confidence": "own-knowledge",
            }
        ),
        "suppliers": pd.DataFrame(
            {"site": "main", "supplier": ["V01"], "name": "甲", "supplies": "蛋", "licence_expires": "2027-12-31"}
        ),
    }


@pytest.fixture
def stocked(store: Store, base_frames: dict[str, pd.DataFrame]) -> Store:
    """A store that holds the smallest office."""
    store.write(base_frames, who="测试员")
    return store
