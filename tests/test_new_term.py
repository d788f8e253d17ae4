"""A new term proposed from the one before, entered, taken back, and changed in a workbook."""

import datetime as dt

import pandas as pd
import pytest

import kgcore
from kgcore import lives, registers
from kgcore.cli.application import run
from kgcore.importing import import_files
from kgcore.periods import PeriodError
from kgcore.registers.check import check
from kgcore.store import StoreError
from kgcore.testing import tiny_office
from kgcore.workbook import write_workbook


@pytest.fixture
def office():
    with tiny_office() as office:
        yield office


def test_classes_move_up_the_top_class_leaves_and_a_new_bottom_class_begins(office):
    top = office.read("classes").set_index("band").loc["大班", "class_name"]
    proposal = lives.propose_term(office, "2026-autumn")
    receipt = lives.enter_term(office, proposal, who="S001")
    classes = office.read("classes", "2026-autumn").set_index("class_name")
    assert classes["band"].to_dict() == {"中一班": "中班", "小一班": "小班"}
    assert classes["enrolled"].to_dict() == {"中一班": 10, "小一班": 10}
    left = office.read("children").set_index("child")["left_on"].dropna()
    assert len(left) == 10
    assert set(left) == {pd.Timestamp("2026-07-31")}
    for day, expected in ((dt.date(2026, 7, 31), "小一班"), (dt.date(2026, 8, 1), "中一班")):
        roll = office.roll_on(day).set_index("child")["class_name"]
        assert roll["C00001"] == expected
        assert roll["C00011"] == top
    assert office.store.undo(who="S001", entry=receipt.journal)
    assert office.read("classes", "2026-autumn").empty
    assert office.read("children")["left_on"].isna().all()
    assert office.read("class_moves").empty
    assert office.store.discrepancies().empty


def test_a_second_time_everything_is_there_and_nothing_is_written(office):
    lives.enter_term(office, lives.propose_term(office, "2026-autumn"), who="S001")
    again = lives.propose_term(office, "2026-autumn")
    assert again.frames == {}
    assert again.present_rows["classes"] == 2
    with pytest.raises(StoreError, match="已经建好"):
        lives.enter_term(office, again, who="S001")


def test_what_is_there_already_stays(office):
    own = pd.DataFrame([{"term": "2026-autumn", "class_name": "中一班", "band": "中班", "enrolled": 12}])
    office.write({"classes": own}, who="S001")
    proposal = lives.propose_term(office, "2026-autumn")
    assert proposal.present_rows == {"classes": 1}
    lives.enter_term(office, proposal, who="S001")
    assert office.read("classes", "2026-autumn").set_index("class_name").loc["中一班", "enrolled"] == 12


def test_in_spring_classes_and_children_stay(office):
    lives.enter_term(office, lives.propose_term(office, "2026-autumn"), who="S001")
    proposal = lives.propose_term(office, "2027-spring")
    assert set(proposal.frames["classes"]["class_name"]) == {"中一班", "小一班"}
    assert not {"children", "class_moves", "agreements"} & set(proposal.frames)


def test_the_calendar_knows_holidays_and_says_where_it_does_not(office):
    proposal = lives.propose_term(office, "2026-autumn", first=dt.date(2026, 9, 1), last=dt.date(2027, 1, 22))
    days = proposal.frames["calendar"].set_index("date")
    assert days.index.min() == pd.Timestamp("2026-09-01")
    assert not days.loc["2026-10-01", "school_day"]
    assert days.loc["2026-10-01", "note"] == "国庆节"
    assert days.loc["2026-10-10", "school_day"]  # a Saturday worked for the holiday
    assert days.loc["2027-01-04", "note"] == "待确认"
    assert any("节假日库没有 2027 年" in note for note in proposal.notes)


def test_classes_with_names_of_their_own_keep_them(office):
    lives.rename(office, "班级", "小一班", "向日葵班", who="S001")
    proposal = lives.propose_term(office, "2026-autumn")
    assert proposal.frames["classes"][["class_name", "band"]].to_numpy().tolist() == [["向日葵班", "中班"]]
    assert any("新小班的班名没有提议" in note for note in proposal.notes)


def test_fees_tasks_and_letters_are_carried_on(office):
    proposal = lives.propose_term(office, "2026-autumn")
    fees = office.read("fee_rates")
    assert set(proposal.frames["fee_rates"]["fee_fen"]) == set(fees["fee_fen"])
    assert set(proposal.frames["fee_rates"]["valid_from"]) == {pd.Timestamp("2026-08-01")}
    for name, frame in proposal.frames.items():
        assert check(registers.get(name), frame)[1] == []
    if "activities" in proposal.frames:
        tasks = proposal.frames["activities"]
        assert set(tasks["term"]) == {"2026-autumn"}
        assert (tasks["first_due"] >= pd.Timestamp("2026-09-01")).all()


def test_the_workbook_is_changed_and_imported(office, tmp_path):
    frames = dict(lives.propose_term(office, "2026-autumn").frames)
    frames["classes"] = frames["classes"].replace({"enrolled": {10: 11}})
    path = write_workbook(tmp_path / "新学期.xlsx", frames)
    assert import_files(office, [path], who="S001").faults == []
    assert set(office.read("classes", "2026-autumn")["enrolled"]) == {11}
    assert lives.propose_term(office, "2026-autumn").frames == {}


def test_what_is_no_term_and_days_outside_are_told(office):
    with pytest.raises(PeriodError, match="不是学期"):
        lives.propose_term(office, "2026-09")
    with pytest.raises(StoreError, match="没有班级，无从升班"):
        lives.propose_term(office, "2030-autumn")
    with pytest.raises(StoreError, match="--first 和 --last"):
        lives.propose_term(office, "2026-autumn", first=dt.date(2026, 7, 1))


def test_the_command_shows_asks_and_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with tiny_office() as office:
        (tmp_path / "office.db").write_bytes((office.folder / "office.db").read_bytes())
    assert run(["term", "new", "2026-autumn"]) == 1
    said = capsys.readouterr().out
    assert "小一班→中一班 10 人" in said
    assert "没有写入。请核对后加 --yes" in said
    assert run(["term", "new", "2026-autumn", "--out", "新学期.xlsx"]) == 0
    assert "数据库没有改动" in capsys.readouterr().out
    assert run(["term", "new", "2026-autumn", "--yes"]) == 0
    assert "要改回来：kg undo 2" in capsys.readouterr().out


def test_a_calendar_is_proposed_told_and_written_after_consent(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["init", "园", "--name", "阳光幼儿园"]) == 0
    call = ["--database", "园/office.db", "calendar", "2026年秋", "--first", "2026-09-01", "--last", "2027-02-12"]
    assert run(call) == 1  # no one there to agree
    told = capsys.readouterr().out
    assert "周末上班（调休）：09-20、10-10" in told and "2027年的放假安排还没有收录" in told and "没有写入" in told
    (tmp_path / "放假.csv").write_text("2027-02-05,休\n2027-02-06 班\n", encoding="utf-8")
    assert run([*call, "--yes", "--holidays", "放假.csv"]) == 0
    assert "已写入《校历》：新增 165 天" in capsys.readouterr().out
    with kgcore.open("园/office.db") as office:
        days = office.read("calendar").set_index("date")["school_day"]
        assert not days["2026-10-01"] and days["2026-10-10"] and not days["2027-02-05"] and days["2027-02-06"]
    assert run(call) == 0 and "没有要写的" in capsys.readouterr().out
    shorter = [*call[:-1], "2027-02-05", "--yes"]
    assert run(shorter) == 0
    assert "改动 6 天" in (told := capsys.readouterr().out) and "2026-09-01 至 2027-02-05：开园 109 天" in told
    (tmp_path / "放假.csv").write_text("二月五日 休", encoding="utf-8")
    assert run([*call, "--holidays", "放假.csv"]) == 2 and "第 1 行“二月五日 休”看不懂" in capsys.readouterr().err
