"""A book of every kind: answered by its first proposals, in a workbook or at the terminal, it goes in whole, once."""

import pytest

from kgcore.cli import questions as terminal
from kgcore.importing import import_files
from kgcore.intake import answer_workbook, import_sheets
from kgcore.testing import tiny_office
from tests.sheets.kind_books import BOOKS, CHILDREN, TODAY, kind_book

LEGAL = {
    "一件合几千克": "1.5",
    "几克": "15",
    "单价（元/kg）": "8",
    "缺勤天数": "2",
    "检查人数": "9",
    "购置日期": "2025-09-01",
    "地点": "食堂",
    "区域": "教学楼",
    "进门时间": "15:00",
    "日期": "2026-06-19",
    "月份": "2026-05",
    "哪个月": "2026-05",
    "菜点": "不要",
    "食物": "鸡蛋",
}
"""What somebody may answer where nothing is proposed."""


def replies(questions):
    """Return the first proposal of each question, or a legal value."""
    return [
        row.proposals.split(";")[0] if isinstance(row.proposals, str) else LEGAL[row.about]
        for row in questions.itertuples()
    ]


@pytest.fixture
def office():
    with tiny_office() as office:
        yield office


@pytest.mark.parametrize("name", BOOKS)
def test_every_question_is_answered_back_and_the_sheet_goes_in_whole(tmp_path, office, name, monkeypatch):
    path = kind_book(tmp_path, name)
    second = import_sheets(office, [path], who="S002", today=TODAY)
    # An answer may raise another question: the time of coming, one on that of going.
    for turn in range(3):
        assert not second.faults, second.lines()
        if not len(second.questions):
            break
        answers = replies(second.questions)
        if turn == 0:
            form = answer_workbook(tmp_path / "待确认.xlsx", second.questions.assign(answer=answers), office.site)
            assert not import_files(office, [form], who="S002").faults
        else:
            texts = iter(answers)
            monkeypatch.setattr(terminal.typer, "prompt", lambda *_, texts=texts, **__: next(texts))
            assert terminal.ask_all(office, second.questions, who="S002")
        second = import_sheets(office, [path], who="S002", today=TODAY)
    assert not second.is_open and not len(second.questions), second.lines()
    read = [table for sheet in second.readings[0].sheets for table in sheet.tables]
    assert not any(row.get("asked") for table in read for row in table.rows if "不要" not in row.values()), name
    told = str(second.described()) + "\n".join(second.lines())
    assert not any(child in told for child in CHILDREN)
    registers = list(second.row_counts[path.name])
    before = office.store.fingerprint(registers)
    (tmp_path / "again").mkdir()
    again = kind_book(tmp_path / "again", name)
    third = import_sheets(office, [again], who="S002", today=TODAY)
    assert not third.is_open and not len(third.questions), third.lines()
    assert office.store.fingerprint(registers) == before
