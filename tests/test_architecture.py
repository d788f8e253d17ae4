"""The house's one-way flow: a room imports only from rooms above it, and the indicator rooms never one another."""

import ast
import graphlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kgcore"
LEVELS: list[set[str]] = [
    {"registers", "standards", "periods", "wording", "disk", "frames", "fonts", "glyphs", "parallel"},
    {"findings", "names"},
    {"notebook", "evidence"},
    {"reviews"},
    {"store"},
    {"office", "supply", "meal_fees", "counted_use"},
    {"workbook", "kitchens"},
    {"sheets"},
    {"importing", "exporting", "intake"},
    {"nutrition", "menu", "money", "health", "staff", "safety", "property", "campus", "workplan"},
    {"assessment", "closed_loop", "lives"},
    {"weekly"},
    {"present"},
    {"reports"},
    {"explorer"},
    {"cli"},
    {"testing"},
]
LEVEL = {room: height for height, rooms in enumerate(LEVELS) for room in rooms}


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file's syntax tree; each file is parsed once."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in nodes_of(path):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("kgcore.")}
    return found


MENU_LEVELS: list[set[str]] = [
    {"problem"},
    {"solvers"},
    {"rules"},
    {"check", "formulation"},
    {"result", "infeasible"},
    {"planning", "special_diets"},
    {"explanation"},
    {"robust"},
    {"office"},
    {"changes"},
]
MENU_LEVEL = {room: height for height, rooms in enumerate(MENU_LEVELS) for room in rooms}

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
            nodes = nodes_of(path)
            names = {a.name.split(".")[0] for n in nodes if isinstance(n, ast.Import) for a in n.names}
            names |= {(n.module or "").split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)}
            assert not names & forbidden, (path, names & forbidden)


def test_no_file_is_longer_than_one_can_hold():
    long = {
        str(p.relative_to(PACKAGE)): n
        for p in PACKAGE.rglob("*.py")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


@cache
def modules() -> dict[str, Path]:
    """Every module of kgcore by its dotted name; a package is its __init__."""
    names = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def imported_modules(path: Path, known: dict[str, Path]) -> set[str]:
    """Modules of kgcore that a file imports, anywhere in it: inside functions and under TYPE_CHECKING too."""
    names = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in known else str(node.module) for name in inside}
    return {name for name in names if name in known}


def test_no_modules_import_each_other_in_a_circle():
    known = modules()
    graph = {name: imported_modules(path, known) - {name} for name, path in known.items()}
    order = graphlib.TopologicalSorter(graph)
    order.prepare()  # raises CycleError, which names the circle


def test_rooms_of_menu_import_one_way():
    known = modules()
    for name, path in known.items():
        if not name.startswith("kgcore.menu."):
            continue
        room = name.split(".")[2]
        for other in imported_modules(path, known):
            if other == "kgcore.menu":
                raise AssertionError(f"{name} imports the face of menu, which stands above it")
            if other.startswith("kgcore.menu.") and (at := other.split(".")[2]) != room:
                assert MENU_LEVEL[at] < MENU_LEVEL[room], f"{name} may not import {other}"


def test_menu_has_no_loose_files_but_its_face_and_verbs():
    assert sorted(path.name for path in (PACKAGE / "menu").glob("*.py")) == ["__init__.py", "changes.py"]


def test_checker_shares_no_code_with_the_rules():
    known = modules()
    for name, path in known.items():
        if name.startswith("kgcore.menu.check"):
            rooms = {other.split(".")[2] for other in imported_modules(path, known) if other.startswith("kgcore.menu.")}
            assert rooms <= {"check", "problem"}, name


CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD_ROOMS = {"names", "present", "cli", "workbook", "sheets", "intake"}
"""Rooms that show and read words; everywhere else words are shown, never asked for."""
LOOKUPS = {
    "contains", "drop", "endswith", "eq", "get", "groupby", "isin", "merge", "ne", "pop", "reindex", "set_index",
    "sort_values", "startswith",
}  # fmt: skip
WORD_KEYS: dict[str, int] = {}
"""Places by room that still ask for a Chinese literal; it only ever shrinks."""


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression names, those of its lists, sets and tuples included."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from literals(element)


def keys_of(node: ast.AST) -> list[ast.expr]:
    """Return what a comparison, a subscript or a look-up asks for."""
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Subscript):
        return [node.slice]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKUPS:
        return [*node.args, *(keyword.value for keyword in node.keywords)]
    return []


@cache
def names_of(module: str) -> tuple[dict[str, ast.expr], dict[str, str]]:
    """Return a module's constants with their values, and what it imports by name with the dotted name of each."""
    path = modules()[module]
    assigned: list[tuple[ast.expr, ast.expr]] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            assigned += [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            assigned.append((node.target, node.value))
    for target, value in list(assigned):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            assigned += zip(target.elts, value.elts, strict=True)
    constants = {target.id: value for target, value in assigned if isinstance(target, ast.Name)}
    imported = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return constants, imported


def constants_read(expression: ast.expr, module: str) -> Iterator[str]:
    """Yield the dotted names of constants with Chinese text that an expression of a module reads."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Name):
            yield from constant_named(module, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from constant_named(names_of(module)[1].get(node.value.id, ""), node.attr)


def constant_named(module: str, name: str) -> Iterator[str]:
    """Follow a name to the constants with Chinese text that it stands for, through imports and other constants."""
    if module not in modules():
        return
    constants, imported = names_of(module)
    if name in constants:
        value = constants[name]
        if any(CHINESE.search(text) for text in literals(value)):
            yield f"{module}.{name}"
        elif isinstance(value, ast.Name | ast.Attribute | ast.Tuple | ast.List | ast.Set):
            yield from constants_read(value, module)
    elif name in imported and imported[name] not in modules():
        yield from constant_named(*imported[name].rpartition(".")[::2])


VOCABULARY = ("kgcore.registers.", "kgcore.standards.")
"""Rooms whose constants are what people record or a norm prescribes: data."""
WORDS_OF_DATA = {
    "kgcore.health.clusters.SUSPENSION": "outbreak_thresholds.csv, level",
    "kgcore.health.disinfection.DAY": "disinfection.csv, period",
    "kgcore.health.disinfection.MEAL": "disinfection.csv, period",
    "kgcore.health.grades.NORMAL": "growth_grades.csv and anaemia.csv, grade",
    "kgcore.health.isolation.ONSET": "isolation.csv, counted_from",
    "kgcore.menu.problem.vocabulary.DARK_VEGETABLES": "settings.csv of menu, key",
    "kgcore.menu.problem.vocabulary.DISHES_A_DAY": "settings.csv of menu, unit",
    "kgcore.menu.problem.vocabulary.FISH": "settings.csv of menu, key; foods.csv, kind",
    "kgcore.staff.cards._ICON": "field at the head of a card",
    "kgcore.staff.cards._ROLE": "field at the head of a card",
    "kgcore.staff.cards._SOURCE": "field at the head of a card",
    "kgcore.staff.meetings._WEEK": "work_norms.csv, period",
    "kgcore.staff.ratios._COOKS": "staffing_ratios.csv, role",
    "kgcore.testing.rows.LARGE_CLASS": "name of a class of the tiny office",
    "kgcore.testing.rows.SMALL_CLASS": "name of a class of the tiny office",
    "kgcore.wording.FIRST": "first of the Chinese characters",
    "kgcore.wording.LAST": "last of the Chinese characters",
}
"""Constants of other rooms with words that are data too, and where the data stand."""


@cache
def keys_with_words(room: str) -> dict[str, set[str]]:
    """Return the places of a room that ask for a Chinese text, with the constants that hold it; none for a literal."""
    places: dict[str, set[str]] = {}
    for module, path in modules().items():
        if path not in SOURCES or room_of(path) != room:
            continue
        for node in nodes_of(path):
            for key in keys_of(node):
                constants = set(constants_read(key, module))
                if constants or any(CHINESE.search(text) for text in literals(key)):
                    place = f"{path.relative_to(PACKAGE)}:{node.lineno} {ast.unparse(node)[:80]}"
                    places.setdefault(place, set()).update(constants)
    return places


ASKING_ROOMS = sorted({room_of(path) for path in SOURCES} - WORD_ROOMS)


@pytest.mark.parametrize("room", ASKING_ROOMS)
def test_no_word_that_is_shown_is_a_key(room):
    shown = {
        place: sorted(name for name in constants if not name.startswith(VOCABULARY) and name not in WORDS_OF_DATA)
        for place, constants in keys_with_words(room).items()
    }
    places = [f"{place} {names}" for place, names in shown.items() if names or not keys_with_words(room)[place]]
    assert len(places) == WORD_KEYS.get(room, 0), "\n".join(places)


def test_words_of_data_are_asked_for():
    asked = {name for room in ASKING_ROOMS for constants in keys_with_words(room).values() for name in constants}
    assert not WORDS_OF_DATA.keys() - asked


SHADOWED: dict[str, int] = {}
"""Modules by room that something of their own name hides; it only ever shrinks."""


def hidden_modules(package: Path) -> list[str]:
    """Name the modules of a package whose name its face gives to a function or class."""
    name = ".".join(package.relative_to(PACKAGE.parent).parts)
    modules = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    given = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module != name
        for alias in node.names
    }
    given |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return [f"{name}.{module}" for module in sorted(given & modules)]


@pytest.mark.parametrize("room", sorted({room_of(path) for path in SOURCES}))
def test_no_module_is_hidden_by_what_its_package_exports(room):
    packages = [
        path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE and room_of(path) == room
    ]
    hidden = [module for package in packages for module in hidden_modules(package)]
    assert len(hidden) == SHADOWED.get(room, 0), "\n".join(hidden)
