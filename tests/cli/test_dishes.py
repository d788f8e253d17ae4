"""`kg dishes`: dishes out into a workbook, a draft confirmed in it, and back."""

import pytest
from openpyxl import load_workbook

import kgcore
from kgcore.cli.application import run
from kgcore.registers import terms
from kgcore.testing import tiny_office


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The SQLite file of the tiny office with one dish nobody has confirmed, alone in the working folder."""
    monkeypatch.chdir(tmp_path)
    with tiny_office() as office:
        (tmp_path / "office.db").write_bytes((office.folder / "office.db").read_bytes())
    with kgcore.open(tmp_path / "office.db") as office:
        first = office.read("dishes").iloc[:1]
        parts = office.read("dish_ingredients").query("dish == @first.dish.item()")
        draft = first.assign(dish="拟定的菜", confidence=terms.DRAFT, note=None, aliases=None)
        office.write({"dishes": draft, "dish_ingredients": parts.assign(dish="拟定的菜")}, who="test")
    return tmp_path


def test_a_draft_is_confirmed_in_the_workbook(folder, capsys):
    assert run(["dishes", "export", "菜点.xlsx", "--drafts"]) == 0
    workbook = load_workbook("菜点.xlsx")
    cells = [cell for row in workbook["菜点"].iter_rows() for cell in row if cell.value == "拟"]
    assert len(cells) == 1
    cells[0].value = "own-knowledge"
    workbook.save("菜点.xlsx")
    assert run(["dishes", "import", "菜点.xlsx"]) == 0, capsys.readouterr()
    with kgcore.open(folder / "office.db") as office:
        rows = office.read("dishes").set_index("dish")
    assert rows.loc["拟定的菜", "confidence"] == "own-knowledge"
    assert run(["dishes", "export", "待核对.xlsx", "--drafts"]) == 1
    assert "没有待核对的菜" in capsys.readouterr().err


def test_all_dishes_come_back_as_they_were(folder):
    names = ("dishes", "dish_ingredients")
    with kgcore.open(folder / "office.db") as office:
        before = [office.read(name) for name in names]
    assert run(["dishes", "export", "菜点.xlsx"]) == 0
    assert run(["dishes", "import", "菜点.xlsx"]) == 0
    assert run(["dishes", "export", "菜点.xlsx"]) == 2
    with kgcore.open(folder / "office.db") as office:
        assert all(office.read(name).equals(rows) for name, rows in zip(names, before, strict=True))
