"""The rules in one list: everything that needs a rule, or what rules have in common, asks here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from kgcore.menu.rules.base import Rule


class Registry(Sequence[Rule]):
    """Rules in the order of a nutritionist's reading, found by name.

    Attributes
    ----------
    rules : all of them; a rule that is added here is part of the models, the conflicts, the explanations and the docs.
    """

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules

    def __len__(self) -> int:
        return len(self.rules)

    @overload
    def __getitem__(self, index: int) -> Rule: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...

    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        return self.rules[index]

    def find(self, name: str) -> Rule | None:
        """Return the rule of a name, None where a row belongs to no rule."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def named(self, name: str) -> Rule:
        """Return the rule of a name.

        Raises
        ------
        KeyError
            no rule has it.
        """
        rule = self.find(name)
        if rule is None:
            raise KeyError(name)
        return rule

    def title(self, name: str) -> str:
        """Return the Chinese title of a rule."""
        return self.named(name).title

    def giving_way(self) -> tuple[str, ...]:
        """Return the names of the rules that may give way where there is no menu, in the order in which they do."""
        soft = [(rule.gives_way, rule.name) for rule in self.rules if rule.gives_way is not None]
        return tuple(name for _, name in sorted(soft))
