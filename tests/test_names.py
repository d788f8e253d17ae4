"""Names that a newcomer reads right: no participle or pronoun for a variable that lives longer than three lines."""

import ast
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
    "another", "both", "each", "it", "mine", "one", "ones", "other", "others", "own", "same", "some", "such", "that",
    "theirs", "these", "this", "those", "what", "which", "whose",
}  # fmt: skip
NOUNS = {"bed", "breed", "enrolled", "feed", "need", "red", "seed", "speed", "weed", "greed"}
"""Words that end as a participle does and name a thing here."""

PENDING: dict[str, int] = {}
"""Functions by room that still hold such a name; it only ever shrinks."""


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


def vague_functions(room: Path) -> list[str]:
    sources = sorted(room.rglob("*.py")) if room.is_dir() else [room]
    return [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}: {', '.join(names)}"
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (names := vague_names(node))
    ]


ROOMS = sorted(path for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file())


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.stem)
def test_variables_have_nouns_for_names(room):
    vague = vague_functions(room)
    assert len(vague) == PENDING.get(room.stem, 0), "\n".join(vague)
