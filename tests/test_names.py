"""Nouns as names: of variables that live longer than three lines, and of what objects hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kgcore"
LIVES = 3
"""Lines from a name's first use to its last within which any name can be followed by eye."""

IRREGULAR = {
    "bought", "broken", "built", "chosen", "done", "drawn", "eaten", "forth", "found", "given", "gone", "got", "held",
    "hidden", "kept", "known", "laid", "left", "lost", "made", "meant", "met", "paid", "put", "said", "seen", "sent",
    "set_", "shown", "sold", "spent", "spoken", "stood", "taken", "told", "worn", "written",
    "coming", "going", "lacking", "leaving", "remaining", "running", "standing", "waiting",
}  # fmt: skip
PRONOUNS = {
    "another", "both", "each", "it", "mine", "none", "one", "ones", "other", "others", "own", "same", "some", "such",
    "that", "theirs", "these", "this", "those", "what", "which", "whose",
}  # fmt: skip
NOUNS = {"bed", "breed", "enrolled", "feed", "need", "red", "seed", "speed", "weed", "greed"}
"""Words that end as a participle does and name a thing here."""

CONTRACTS = {
    "Finding.measured", "Violation.what", "Violation.measured",  # columns of tables
    "ImportResult.written", "ImportResult.unchanged", "CellFault.expected", "Wrong.expected",
    "Ask.written", "TableReading.made", "TableReading.skipped",  # keys of --json
}  # fmt: skip
"""Attributes whose names a public contract fixes."""

FLAGS = {"bool", "Flags", "NDArray[np.bool_]"}
"""Types that answer whether: `hidden`, `required` and their kind are right names for these."""

PENDING: dict[str, int] = {}
"""Functions and classes by room that still hold such a name; it only ever shrinks."""


def is_vague(name: str) -> bool:
    word = name.strip("_")
    return word in IRREGULAR | PRONOUNS or (word.endswith("ed") and "_" not in word and word not in NOUNS)


def vague_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the own vague names of a function that live longer than LIVES lines; nested functions are asked apart."""
    lines: dict[str, list[int]] = {}
    stored: set[str] = set()
    arguments = function.args
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        stored.add(argument.arg)
        lines.setdefault(argument.arg, []).append(argument.lineno)
    stack = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if isinstance(node, ast.Name):
            lines.setdefault(node.id, []).append(node.lineno)
            if isinstance(node.ctx, ast.Store):
                stored.add(node.id)
        stack += ast.iter_child_nodes(node)
    return sorted(name for name in stored if is_vague(name) and max(lines[name]) - min(lines[name]) > LIVES)


def targets(node: ast.expr, value: ast.expr | None) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Yield each target of an assignment with its value, those of tuples one by one."""
    if isinstance(node, ast.Tuple):
        values = value.elts if isinstance(value, ast.Tuple) else [None] * len(node.elts)
        for part, item in zip(node.elts, values, strict=True):
            yield from targets(part, item)
    else:
        yield node, value


def attributes(definition: ast.ClassDef) -> Iterator[tuple[str, bool]]:
    """Yield the names that objects of a class hold (fields, properties, stored on self) and whether each is a flag."""
    for node in definition.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, ast.unparse(node.annotation) in FLAGS
        elif isinstance(node, ast.FunctionDef) and any("property" in ast.unparse(d) for d in node.decorator_list):
            yield node.name, node.returns is not None and ast.unparse(node.returns) in FLAGS
    for node in ast.walk(definition):
        if isinstance(node, ast.Assign):
            pairs = [pair for target in node.targets for pair in targets(target, node.value)]
        elif isinstance(node, ast.AnnAssign):
            pairs = [(node.target, node.annotation)]
        else:
            continue
        for target, value in pairs:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                flag = isinstance(value, ast.Constant) and isinstance(value.value, bool)
                yield target.attr, flag or (value is not None and ast.unparse(value) in FLAGS)


def vague_attributes(definition: ast.ClassDef) -> list[str]:
    """Return the vague names of what objects hold; columns of registers are a contract."""
    if any(ast.unparse(base) == "Register" for base in definition.bases):
        return []
    held = list(attributes(definition))
    flags = {name for name, flag in held if flag}
    return sorted(
        {
            name
            for name, _ in held
            if is_vague(name) and name not in flags and f"{definition.name}.{name}" not in CONTRACTS
        }
    )


def vague_definitions(room: Path) -> list[str]:
    vague = []
    for path in sorted(room.rglob("*.py")) if room.is_dir() else [room]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = vague_names(node)
            elif isinstance(node, ast.ClassDef):
                names = vague_attributes(node)
            if names:
                vague.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}: {', '.join(names)}")
    return vague


ROOMS = sorted(path for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file())


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.stem)
def test_variables_and_attributes_have_nouns_for_names(room):
    vague = vague_definitions(room)
    assert len(vague) == PENDING.get(room.stem, 0), "\n".join(vague)


def test_no_two_public_classes_share_a_name():
    places: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert not {name: where for name, where in places.items() if len(where) > 1}
