"""Many kitchens: one that is killed, corrupt or at fault stops no other, and a second run does only what is missing."""

import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kgcore
from kgcore import periods
from kgcore.cli.application import run
from kgcore.menu import Effort, PlanRequest
from kgcore.menu.office.batch import KitchenDatabase, Task, plan_kitchen, plan_kitchens, share_within
from tests.menu.small_office import frames, write

REQUEST = PlanRequest(periods.parse("2026-W19"), effort=Effort(rounds=1, exact=False))


def deadly(office, request):
    """A fund that kills the process where a file says so, as a machine without memory would."""
    if Path(f"{office.store.engine.url.database}.deadly").exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(request, fee_fen=900)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Six kitchens: two good, one whose process is killed, one without dishes, one corrupt, one that is not there."""
    folder = tmp_path_factory.mktemp("district")
    (folder / "profile.toml").write_text("[override]\nkinds_per_week_min = 8.0\nkinds_per_day_min = 6.0\n")
    with kgcore.open(folder / "good.db") as office:
        write(office, frames())
    for name in ("other", "killed"):
        shutil.copy(folder / "good.db", folder / f"{name}.db")
    rows = frames()
    del rows["children"], rows["dish_ingredients"], rows["dishes"]
    with kgcore.open(folder / "empty.db") as office:
        write(office, rows)
    (folder / "corrupt.db").write_bytes((folder / "good.db").read_bytes()[:8000] + b"\0" * 9000)
    (folder / "killed.db.deadly").touch()
    names = ("killed", "good", "empty", "corrupt", "other", "missing")
    kitchens = [KitchenDatabase(str(folder / f"{name}.db"), "main") for name in names]
    told = []
    found = plan_kitchens(
        [*kitchens, kitchens[0]],
        REQUEST,
        folder / "out",
        fund=deadly,
        progress=lambda *args: told.append(args),
    )
    return folder, kitchens, dict(zip(names, found, strict=True)), told


def test_faults_are_listed_and_stop_no_other(ran):
    folder, kitchens, found, told = ran
    assert {name: outcome.state for name, outcome in found.items()} == {
        "killed": "failed", "good": "planned", "empty": "failed", "corrupt": "failed", "other": "planned",
        "missing": "failed",
    }  # fmt: skip
    assert "被终止（退出码 -9）" in found["killed"].reason
    assert "没有可用的菜" in found["empty"].reason
    assert "找不到数据库" in found["missing"].reason
    assert found["corrupt"].reason
    assert [outcome.kitchen for outcome in found.values()] == kitchens
    assert [done for done, _, _ in told] == [1, 2, 3, 4, 5, 6]
    assert found["good"].cpu_seconds > 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == sorted(
        found[name].kitchen.file for name in ("good", "other")
    )
    assert share_within(list(found.values()), 1.0) == pytest.approx(2 / 6)


def test_a_file_is_what_the_kitchen_alone_gives(ran, tmp_path):
    folder, kitchens, _, _ = ran
    alone = plan_kitchen(kitchens[1], Task(REQUEST, tmp_path, deadly))
    assert alone.state == "planned"
    assert (tmp_path / kitchens[1].file).read_bytes() == (folder / "out" / kitchens[1].file).read_bytes()
    made = json.loads((tmp_path / kitchens[1].file).read_text(encoding="utf-8"))
    assert len(made["menu"]) == 18
    assert made["fee_fen"] == 900


def test_only_what_changed_or_is_damaged_is_planned_again(ran):
    folder, kitchens, _, _ = ran
    good = kitchens[1]
    task, target = Task(REQUEST, folder / "out", deadly), folder / "out" / good.file
    before = target.read_bytes()
    assert plan_kitchen(good, task).state == "kept"
    target.write_bytes(before[:100])  # as a copy that was cut off
    assert plan_kitchen(good, task).state == "planned"
    assert target.read_bytes() == before
    with kgcore.open(good.url) as office:
        write(office, {"prices": frames()["prices"].assign(price_fen_per_kg=2000)})
    assert plan_kitchen(good, task).state == "planned"
    assert plan_kitchen(good, task).state == "kept"


def test_a_password_is_not_shown():
    assert "secret" not in str(KitchenDatabase("postgresql+psycopg://kg:secret@host/db", "main"))


def test_kg_menu_district_lists_what_failed(ran, tmp_path, monkeypatch, capsys):
    folder, _, _, _ = ran
    monkeypatch.chdir(tmp_path)
    names = [str(folder / f"{name}.db") for name in ("empty", "missing")]
    assert run(["menu", "district", *names, "--week", "2026-W19", "--processes", "1"]) == 1
    said = capsys.readouterr()
    assert "2 个食堂：已排 0 个，没有变化，保留 0 个，没有排成 2 个" in said.out
    assert "没有可用的菜" in said.out
    assert "找不到数据库" in said.out
    assert "1/1" in said.err


def test_kitchens_are_those_of_the_database(ran):
    from kgcore.cli.menu.district import kitchens_of

    folder, _, _, _ = ran
    found, lost = kitchens_of([str(folder / "good.db")], None)
    assert [kitchen.site for kitchen in found] == ["main"]  # longma is fed by main
    assert not lost
    assert isinstance(found[0], KitchenDatabase)
    assert pd.notna(found[0].file)
