"""Every public function has an example that runs: the doctests themselves run with the package's modules."""

import importlib
import inspect
from pathlib import Path

import pytest

from kgcore.menu import MenuPlan
from kgcore.office import Office

PACKAGE = Path(__file__).parents[1] / "kgcore"
MODULES = [
    "findings",
    "frames",
    "meal_fees",
    "notebook",
    "parallel",
    "periods",
    "reviews",
    "supply",
    "weekly",
    "wording",
]
FACES = ["__init__", *sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()), *MODULES]
CLASSES = [MenuPlan, Office]
SLOW = {"frontier": "solves a dozen menus; menu.frontier has an example"}
APART = {"cli": "commands, whose help is tested", "explorer": "widgets, tested in the browser"}


def public_functions(face: str) -> dict[str, object]:
    module = importlib.import_module("kgcore" if face == "__init__" else f"kgcore.{face}")
    names = getattr(module, "__all__", [])
    return {name: value for name in names if inspect.isfunction(value := getattr(module, name))}


@pytest.mark.parametrize("face", [face for face in FACES if face not in APART])
def test_every_public_function_has_an_example(face):
    bare = [name for name, function in public_functions(face).items() if ">>>" not in (inspect.getdoc(function) or "")]
    assert not bare, f"kgcore.{face}: {', '.join(bare)}"


@pytest.mark.parametrize("owner", CLASSES)
def test_every_public_method_has_an_example(owner):
    methods = [(name, verb) for name, verb in inspect.getmembers(owner, callable) if not name.startswith("_")]
    bare = [name for name, verb in methods if name not in SLOW and ">>>" not in (inspect.getdoc(verb) or "")]
    assert not bare, f"{owner.__name__}: {', '.join(bare)}"


def test_modules_say_what_is_public():
    assert not [name for name in MODULES if not hasattr(importlib.import_module(f"kgcore.{name}"), "__all__")]
