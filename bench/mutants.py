"""Small changes of a module's source that its tests should notice: one at a time, each told in words."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


ENTERED = "kgcore_entered"


@dataclass(frozen=True)
class Mutant:
    """One changed module: which file, in which function (None: beside all), what stood there, what stands now."""

    file: str
    line: int
    function: int | None
    """First line of the outermost function that holds the change; methods are functions."""
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} → {self.after}"

    @property
    def told(self) -> str:
        """The mutant without its line, as the list of equivalent ones names it."""
        return f"{self.file}: {self.before} → {self.after}"


def mutants(root: Path, folder: str) -> Iterator[Callable[[], Mutant]]:
    """Return what makes each mutant of the modules below a folder, in the order of the source.

    Parameters
    ----------
    root, folder : the project, and a folder of it, such as kgcore/money.
    """
    for path in sorted((root / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(root).as_posix()
        places = list(_places(tree, None))
        for number, (node, _) in enumerate(places):
            for change in range(len(_changes(node))):
                yield lambda tree=tree, name=name, number=number, change=change: _made(tree, name, number, change)


def _made(tree: ast.Module, name: str, number: int, change: int) -> Mutant:
    mutated = copy.deepcopy(tree)
    node, function = list(_places(mutated, None))[number]
    line, before = node.lineno, _short(ast.unparse(node))
    _changes(node)[change]()
    after = "nothing" if isinstance(node, ast.stmt) and getattr(node, "gone", False) else _short(ast.unparse(node))
    if after == "nothing":
        _Removal(node).visit(mutated)
    return Mutant(name, line, function, before, after, ast.unparse(ast.fix_missing_locations(mutated)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:157]}..."


def instrumented(source: str, name: str) -> str:
    """Return a module that notes in the set builtins.<ENTERED> that it, or a function of it, was entered."""
    tree = ast.parse(source)
    functions = {node: line for node, line in _places(tree, None) if isinstance(node, ast.FunctionDef)}
    for node, line in functions.items():
        _note(node, name, line)
    _note(tree, name, None)
    return ast.unparse(ast.fix_missing_locations(tree))


def _note(node: ast.FunctionDef | ast.Module, name: str, line: int | None) -> None:
    statement = ast.parse(
        f"__import__('builtins').__dict__.setdefault({ENTERED!r}, set()).add(({name!r}, {line}))"
    ).body
    at = 0
    while at < len(node.body) and (_fixed(node.body[at]) or isinstance(node.body[at], ast.ImportFrom)):
        at += 1
    node.body[at:at] = statement


class _Removal(ast.NodeTransformer):
    def __init__(self, gone: ast.stmt) -> None:
        self.gone = gone

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.Pass() if node is self.gone else self.generic_visit(node)


def _places(node: ast.AST, function: int | None) -> Iterator[tuple[ast.expr | ast.stmt, int | None]]:
    """Return the nodes that may change, each with the first line of its outermost function; words of types are left."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "bases", "keywords") and not isinstance(node, ast.Call):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _fixed(child):
                continue
            within = function
            if isinstance(child, ast.FunctionDef) and function is None:
                within = child.lineno
            if isinstance(child, ast.expr | ast.stmt):
                yield child, within
            yield from _places(child, within)


def _fixed(node: ast.AST) -> bool:
    """Whether a node says nothing that a test could notice: docstrings, imports for the type checker, __all__."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
        return True
    return isinstance(node, ast.ImportFrom | ast.Import)


def _changes(node: ast.AST) -> list[Callable[[], None]]:
    """Return what may be done to a node, each as a function that does it in place."""
    found: list[Callable[[], None]] = []

    def change(field: str, value: object) -> None:
        found.append(lambda: setattr(node, field, value))

    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        change("ops", [COMPARISONS[type(node.ops[0])](), *node.ops[1:]])
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC:
        change("op", ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        change("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        change("value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        change("value", node.value + 1)
        change("value", node.value - 1)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        change("test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        change("value", ast.Constant(None))
    if isinstance(node, ast.Raise | ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        change("gone", True)
    return found


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
