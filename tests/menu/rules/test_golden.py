"""One golden file per rule: what the rule alone adds to the smallest kitchen, as an LP anyone can read.

After a meant change: KGCORE_REGENERATE=1 pytest tests/menu/rules/test_golden.py, and read the difference.
"""

import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kgcore.menu.formulation.day_assignment import WeekDays
from kgcore.menu.formulation.master import Master
from kgcore.menu.problem.problem import Serving
from kgcore.menu.rules import RULES
from kgcore.menu.rules.allowed import Permission, refusals
from kgcore.menu.rules.table import table
from kgcore.menu.solvers.model import Model
from kgcore.menu.solvers.pulp_problem import as_pulp

TABLE = "| rule | title | where | what it says |\n"
GOLDEN = Path(__file__).parent / "golden"
MONDAY = pd.Timestamp("2026-05-04").date()

OWN_SETTINGS = {
    "delivery": {"rule": "delivery", "key": "水产", "unit": "2;4"},
    "banned": {"rule": "banned_method", "key": "烤"},
    "food_amounts": {"rule": "food_amounts", "key": "豆腐", "low": 20.0, "tier": "goal", "weight": 60.0},
    "whole_nuts": {"rule": "whole_nuts", "key": "坚果", "low": 4.0},
}


def lp_text(model: Model, tmp_path: Path) -> str:
    path = tmp_path / "model.lp"
    as_pulp(model)[0].writeLP(str(path))
    text = path.read_text(encoding="utf-8")
    return re.sub(r"(\d\.\d{6})\d+", r"\1", text)  # digits beyond the sixth depend on the machine's order of sums


def rows_text(model: Model) -> str:
    return "".join(f"\\ {row.name}: {row.key} [{row.tier}]\n" for row in model.rows.values())


def golden_text(rule, tmp_path: Path, kitchen) -> str:
    given = {
        "pins": (Serving(MONDAY, "午餐", "大荤", "蒸鱼"),) if rule.name == "pins" else (),
        "bans": frozenset({("蒸鱼", None), ("红烧肉", MONDAY)}) if rule.name == "bans" else frozenset(),
        "avoid": frozenset({"鱼"}) if rule.name == "allergens" else frozenset(),
    }
    if rule.name == "stock":
        given["stock"] = pd.DataFrame({"food": ["豆腐"], "kg": [3.0], "expires": [pd.Timestamp("2026-05-06")]})
    if own := OWN_SETTINGS.get(rule.name):
        given["settings"] = pd.DataFrame([own])
    weeks = 2 if rule.name in ("repeat", "fee") else 1
    problem = kitchen(weeks=weeks, **given)
    parts = []
    for name, refused in refusals(problem, [rule]).items():
        for choice, day in zip(*np.nonzero(refused), strict=True):
            dish, slot = problem.choices.dish[choice], problem.choices.slot[choice]
            parts.append(f"\\ {name}: {problem.days[day]} {problem.slots[slot]} {problem.dishes['dish'][dish]}\n")
    everything = Permission(np.ones((len(problem.choices), len(problem.days)), dtype=bool), {})
    lazy = frozenset({rule.name})
    master = Master(problem, everything, rules=[rule], lazy=lazy)
    parts += ["\\ master\n", rows_text(master.model), lp_text(master.model, tmp_path)]
    counts = np.zeros(len(problem.choices), dtype=int)
    for slot in range(len(problem.slots)):
        counts[np.flatnonzero(problem.choices.slot == slot)[:2]] = 1
    served = [4, 5] if rule.name == "repeat" else []
    for choice in served:
        counts[choice] = 2
    days = WeekDays(problem, everything, 0, counts, around={}, before={}, rules=[rule], lazy=lazy)
    if any(row.rule == rule.name for row in days.model.rows.values()):
        parts += ["\\ days\n", rows_text(days.model), lp_text(days.model, tmp_path)]
    return "".join(parts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_adds_exactly_its_golden_rows(rule, tmp_path, kitchen):
    text = golden_text(rule, tmp_path, kitchen)
    path = GOLDEN / f"{rule.name}.lp"
    if os.environ.get("KGCORE_REGENERATE"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.exists(), f"no golden file for {rule.name}: see the head of this file"
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_file_has_its_rule():
    assert {path.stem for path in GOLDEN.glob("*.lp")} == {rule.name for rule in RULES}


def test_rules_say_what_they_are(kitchen):
    problem = kitchen()
    for rule in RULES:
        assert rule.title, rule.name
        assert rule.source(problem) or rule.name in ("delivery", "stock", "food_amounts"), rule.name
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_model_page_has_the_table_of_the_rules():
    path = Path(__file__).parents[3] / "docs" / "optimiser.md"
    page = path.read_text(encoding="utf-8")
    before, _, after = page.partition(TABLE)
    _, _, rest = after.partition("\n\n")
    wanted = f"{before}{table(RULES)}\n{rest}"
    if os.environ.get("KGCORE_REGENERATE"):
        path.write_text(wanted, encoding="utf-8", newline="\n")
        page = wanted
    assert page == wanted, "KGCORE_REGENERATE=1 renders the table"


def test_every_rule_says_what_it_demands_and_links_its_own_file():
    folder = Path(__file__).parents[3] / "kgcore" / "menu" / "rules"
    for rule in RULES:
        assert rule.says, rule.name
        assert (folder / f"{rule.name}.py").is_file(), rule.name
