"""What a sweep tries each time, and what only `make test-full` tries."""

from collections.abc import Iterable
from typing import Any

import pytest


def some(cases: Iterable[Any], every: int = 4) -> list[Any]:
    """Return the cases of a sweep, all but one of `every` marked full; a case of several arguments is a tuple."""
    return [
        case
        if number % every == 0
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.full)
        for number, case in enumerate(cases)
    ]
