"""The house's one-way flow: a room imports only from rooms above it, and the indicator rooms never one another."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kgcore"
LEVELS: list[set[str]] = [
    {"registers", "standards", "periods", "wording", "frames"},
    {"findings"},
    {"notebook"},
    {"reviews"},
    {"store"},
    {"office", "supply"},
    {"workbook"},
    {"importing"},
    {"nutrition", "menu", "money", "health", "staff", "safety", "property", "campus", "workplan"},
    {"assessment", "closed_loop"},
    {"weekly"},
    {"present"},
    {"reports"},
    {"explorer"},
    {"cli"},
]
LEVEL = {room: height for height, rooms in enumerate(LEVELS) for room in rooms}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("kgcore.")}
    return found


SOURCES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem not in ("__init__", "__main__")
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_room_imports_only_from_above(path):
    room = room_of(path)
    assert room in LEVEL, f"{room} has no place in the house (LEVELS)"
    for other in imported_rooms(path) - {room}:
        assert other in LEVEL or other == "__version__", (
            f"{path} imports kgcore.{other}, which has no place in the house"
        )
        assert LEVEL[other] < LEVEL[room] or {other, room} <= LEVELS[0], f"{room} may not import {other}"


def test_registers_and_standards_do_not_know_each_other():
    for path in SOURCES:
        if room_of(path) == "registers":
            assert "standards" not in imported_rooms(path)


def test_only_the_edges_touch_the_outside():
    """Indicator rooms are pure: they open no file, no database, no kernel."""
    forbidden = {
        "sqlalchemy",
        "openpyxl",
        "xlsxwriter",
        "python_calamine",
        "papermill",
        "subprocess",
        "sqlite3",
    }
    for path in SOURCES:
        if room_of(path) in LEVELS[LEVEL["money"]]:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
            names |= {(n.module or "").split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
            assert not names & forbidden, (path, names & forbidden)


def test_no_file_is_longer_than_one_can_hold():
    long = {
        str(p.relative_to(PACKAGE)): n
        for p in PACKAGE.rglob("*.py")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long
