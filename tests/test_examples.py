"""Every public function has an example that runs: the doctests themselves run with the package's modules."""

import importlib
import inspect
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kgcore"
FACES = ["__init__", *sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())]
APART = {"cli": "commands, whose help is tested", "explorer": "widgets, tested in the browser"}


def public_functions(face: str) -> dict[str, object]:
    module = importlib.import_module("kgcore" if face == "__init__" else f"kgcore.{face}")
    names = getattr(module, "__all__", [])
    return {name: value for name in names if inspect.isfunction(value := getattr(module, name))}


@pytest.mark.parametrize("face", [face for face in FACES if face not in APART])
def test_every_public_function_has_an_example(face):
    bare = [name for name, function in public_functions(face).items() if ">>>" not in (inspect.getdoc(function) or "")]
    assert not bare, f"kgcore.{face}: {', '.join(bare)}"
