"""On PostgreSQL a site's role sees and writes only its rows: tried with SQL, and through kgcore."""

import pandas as pd
import pytest
import sqlalchemy as sa

from kgcore.cli.application import run
from kgcore.store import Store, StoreError, roles
from kgcore.store.passwords import has_password, without_password
from tests.store.test_store import attendance, movement, movements

pytestmark = pytest.mark.postgres


@pytest.fixture
def district(postgres_url, base_frames):
    """A server with two independent kitchens, a fed kindergarten, and a role for each of two sites; returns URLs."""
    url = sa.make_url(postgres_url)
    names = {site: f"{url.database}_{site}" for site in ("longma", "other", "main")}
    sites = pd.DataFrame({"site": ["other"], "name": ["别园"], "kitchen": ["other"]})
    classes = base_frames["classes"].iloc[[0]].assign(site="other")
    with Store.open(postgres_url) as store:
        store.write(base_frames, who="甲")
        store.write({"sites": sites, "classes": classes}, who="甲")
        store.write(attendance(37), who="甲", file="main.xlsx", sha256="a" * 64)
        store.write(attendance(30, site="other"), who="甲", file="other.xlsx", sha256="b" * 64)
        store.write(movements(movement()), who="甲")
        child = {"class_name": "小一班", "sex": "F", "birth_month": "2022-09", "allergens": "奶",
                 "enrolled_on": "2025-09-01"}  # fmt: skip
        store.write({
            "children": pd.DataFrame([child | {"site": "main", "child": "C00001"},
                                      child | {"site": "longma", "child": "C00777"}]),
            "measurements": pd.DataFrame([{"site": "longma", "child": "C00777", "date": "2026-05-06",
                                           "weight_kg": 18.0, "measured_by": "S003"}]),
        }, who="甲")  # fmt: skip
        with store.engine.begin() as server:
            for role in names.values():
                server.execute(sa.text(f"CREATE ROLE {role} LOGIN"))
        for site, role in names.items():
            roles.grant(store.engine, role, site)
    yield {site: url.set(username=role).render_as_string(hide_password=False) for site, role in names.items()}
    with sa.create_engine(url, isolation_level="AUTOCOMMIT").connect() as server:
        for role in names.values():
            server.execute(sa.text(f"DROP OWNED BY {role}"))
            server.execute(sa.text(f"DROP ROLE {role}"))


def test_a_site_sees_its_rows_and_no_others(district):
    with Store.open(district["other"]) as store:
        assert store.read("sites")["site"].tolist() == ["other"]
        assert store.read("attendance")["diners"].tolist() == [30]
        assert store.read("movements").empty
        assert store.read("foods").empty
        assert set(store.journal()["file"].dropna()) == {"other.xlsx"}
        with store.engine.connect() as connection:
            told = connection.execute(sa.text("SELECT key, before, after FROM kg_journal_lines")).all()
        assert not [line for line in told if '"main"' in str(line)]
        assert store.discrepancies().empty


def test_a_fed_site_reads_its_kitchen_and_does_not_write_it(district):
    with Store.open(district["longma"]) as store:
        assert sorted(store.read("sites")["site"]) == ["longma", "main"]
        assert len(store.read("foods")) == 2
        store.write(attendance(15, site="longma"), who="乙")
        with pytest.raises(StoreError, match="没有权限"):
            store.write(attendance(36), who="乙")
        assert sorted(store.read("attendance")["diners"]) == [15, 37]
        assert store.discrepancies().empty


def test_an_entry_of_several_sites_is_taken_back_whole_or_not_at_all(district, postgres_url, base_frames):
    with Store.open(postgres_url) as store:
        classes = base_frames["classes"].iloc[[0]].assign(class_name="新班")
        both = pd.concat([classes.assign(site=site) for site in ("main", "other", "longma")])
        number = store.write({"classes": both}, who="甲", file="班级.xlsx", sha256="c" * 64).journal
        state = store.fingerprint(["classes"])
    for site in ("other", "longma"):
        with Store.open(district[site]) as store, pytest.raises(StoreError, match="不能撤销它的一部分"):
            store.undo(who="乙", entry=number)
    with Store.open(district["other"]) as store:
        own = store.write(attendance(31, site="other"), who="乙", file="own.xlsx", sha256="d" * 64).journal
        assert store.undo(who="乙").rows["attendance"].changed_rows == 1
        assert not store.journal().set_index("journal").loc[number, "undone"]
        assert own > number
    with Store.open(postgres_url) as store:
        assert store.fingerprint(["classes"]) == state
        store.undo(who="甲", entry=number)
        assert store.discrepancies().empty


def test_rows_that_a_site_sees_and_may_not_remove_stop_the_write(district):
    with Store.open(district["longma"]) as store:
        kitchen = store.read("attendance", sites=["main"])
        with pytest.raises(StoreError, match="没有权限"):
            store.write({}, who="乙", removals={"attendance": kitchen})
        assert store.read("attendance")["diners"].tolist() == [37]


def test_a_kitchen_sees_of_the_children_whom_it_feeds_what_it_cooks_by_and_no_code(district):
    with Store.open(district["main"]) as store:
        children = store.read("children")
        assert children[["site", "child", "class_name", "allergens"]].to_numpy().tolist() == [
            ["longma", "X00001", "小一班", "奶"], ["main", "C00001", "小一班", "奶"],
        ]  # fmt: skip
        assert children.loc[children["site"] == "longma", ["sex", "birth_month"]].isna().all(axis=None)
        assert store.read("measurements").empty
        assert store.discrepancies().empty
        with store.engine.connect() as connection:
            texts = [connection.execute(sa.text(f"SELECT * FROM {name}")).all()
                     for name in ("children", "measurements", "kg_journal_lines")]  # fmt: skip
        assert "longma" not in {row.site for row in texts[0]}
        assert "C00777" not in str(texts)


def test_a_fed_site_sees_no_child_of_its_kitchen(district):
    with Store.open(district["longma"]) as store:
        assert store.read("children")["child"].tolist() == ["C00777"]
        with store.engine.connect() as connection:
            lines = connection.execute(sa.text("SELECT key, before, after FROM kg_journal_lines")).all()
        assert "C00001" not in str(lines)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO attendance (site, date, class_name, meal) VALUES ('main', '2026-05-07', '小一班', '午餐')",
        "INSERT INTO attendance (site, date, class_name, meal) VALUES ('longma', '2026-05-07', '小一班', '午餐')",
        "UPDATE attendance SET site = 'main'",
        "UPDATE kg_roles SET site = 'main'",
        "DELETE FROM kg_journal",
        "ALTER TABLE attendance DISABLE ROW LEVEL SECURITY",
        "SELECT * FROM kg_roles",
    ],
)
def test_what_a_site_may_not_do_the_server_refuses(district, statement):
    with (
        sa.create_engine(district["other"]).connect() as connection,
        pytest.raises(sa.exc.DatabaseError, match=r"policy|permission|owner"),
    ):
        connection.execute(sa.text(statement))


def test_rows_of_others_cannot_be_changed_or_removed(district, postgres_url):
    with sa.create_engine(district["other"]).begin() as connection:
        assert connection.execute(sa.text("UPDATE attendance SET diners = 1 WHERE site = 'main'")).rowcount == 0
        assert connection.execute(sa.text("DELETE FROM attendance WHERE site = 'main'")).rowcount == 0
    with Store.open(postgres_url) as store:
        assert store.discrepancies().empty


def test_what_cannot_be_granted_is_told(postgres_url, base_frames, tmp_path):
    with Store.open(postgres_url) as store:
        store.write(base_frames, who="甲")
        for role, site, told in (
            ("a b", "main", "角色名"),
            ("nobody_here", "main", "没有角色"),
            ("kg", "none", "没有 none"),
        ):
            with pytest.raises(StoreError, match=told):
                roles.grant(store.engine, role, site)
    with Store.open(tmp_path / "office.db") as store, pytest.raises(StoreError, match="只有 PostgreSQL"):
        roles.grant(store.engine, "kg", "main")


def test_a_password_is_refused_on_the_command_line_and_kept_out_of_the_url(monkeypatch, capsys):
    monkeypatch.setenv("PGPASSWORD", "")
    url = "postgresql+psycopg://kg:geheim@127.0.0.1:1/office"
    assert run(["--database", url, "check"]) == 2
    said = capsys.readouterr()
    assert "PGPASSWORD" in said.err
    assert "geheim" not in said.err
    monkeypatch.setenv("KGCORE_DATABASE", url)
    assert run(["check"]) == 1
    assert "geheim" not in capsys.readouterr().err
    assert has_password(url)
    assert without_password(url) == "postgresql+psycopg://kg@127.0.0.1:1/office"
