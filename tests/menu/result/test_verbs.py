"""The verbs of a plan: attached by the face, with the signatures that MenuPlan declares for type checkers."""

import ast
import inspect

from kgcore.menu import MenuPlan
from kgcore.menu.result import menu


def declared() -> dict[str, ast.FunctionDef]:
    """The methods of MenuPlan that stand under TYPE_CHECKING, by name."""
    tree = ast.parse(inspect.getsource(menu))
    plan = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "MenuPlan")
    typed = next(node for node in plan.body if isinstance(node, ast.If))
    return {node.name: node for node in typed.body if isinstance(node, ast.FunctionDef)}


def test_every_verb_is_attached_with_the_arguments_that_are_declared():
    verbs = declared()
    assert {"pin", "ban", "swap", "explain", "with_fee", "compare"} <= set(verbs)
    for name, node in verbs.items():
        attached = list(inspect.signature(getattr(MenuPlan, name)).parameters)[1:]
        args = node.args
        assert attached == [arg.arg for arg in [*args.args, *filter(None, [args.vararg]), *args.kwonlyargs]], name


def test_every_attached_verb_is_declared_and_explains_itself():
    public = {name for name, verb in vars(MenuPlan).items() if inspect.isfunction(verb) and not name.startswith("_")}
    own = {name for name in public if getattr(MenuPlan, name).__module__ == menu.__name__}
    assert public - own == {name for name in declared() if not name.startswith("_")}
    assert all(getattr(MenuPlan, name).__doc__ for name in public)
