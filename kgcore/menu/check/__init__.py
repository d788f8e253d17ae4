"""The independent checker: every rule recomputed from the registers' rows, sharing no code with the model's rules.

What the model believes and what the checker finds are two readings of the same settings; a test holds them together.
"""

from __future__ import annotations

from kgcore.menu.check.evaluation import Evaluation, evaluate
from kgcore.menu.check.violation import Violation

__all__ = ["Evaluation", "Violation", "evaluate"]
