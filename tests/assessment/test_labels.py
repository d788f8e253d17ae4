"""Words are shown and never asked for: with every label renamed, all figures of the term's assessment stay the same."""

import importlib
import pkgutil
import re
from dataclasses import replace

import pandas as pd

import kgcore
from kgcore import assessment
from kgcore.assessment import rooms
from kgcore.assessment.measures import MEASURES
from kgcore.testing import tiny_office

CHINESE = re.compile(r"[\u4e00-\u9fff]")
VOCABULARY = ("kgcore.registers", "kgcore.standards", "kgcore.workbook", "kgcore.testing")
"""Rooms whose words people store; those are no labels."""


def label_dictionaries():
    """Every module's dictionary from codes to Chinese words."""
    for module in pkgutil.walk_packages(kgcore.__path__, "kgcore."):
        if module.name.startswith(VOCABULARY) or module.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, dict) and value and all(is_label(*item) for item in value.items()):
                yield value


def is_label(key, value):
    return isinstance(key, str) and key.isascii() and isinstance(value, str) and bool(CHINESE.search(value))


def figures(office):
    term = assessment.term(office, "2026-spring")
    return {
        "measures": term.measures[["measure", "value", "numerator", "denominator"]],
        "goals": term.goals[["activity", "measure", "target", "actual", "due", "done", "verdict"]],
        "chapters": term.chapters,
        "compared": term.comparison[["measure", "before", "now", "change", "verdict"]],
        "advice": term.recommendations[["rank", "gap", "severity"]],
        "findings": pd.DataFrame({"code": [finding.code for finding in term.findings]}),
    }


def test_no_figure_depends_on_a_label(monkeypatch):
    with tiny_office() as office:
        before = figures(office)
        labels = list(label_dictionaries())
        assert len(labels) > 20
        for words in labels:
            for code, word in list(words.items()):
                monkeypatch.setitem(words, code, f"另名{word}")
        for code, about in list(MEASURES.items()):
            monkeypatch.setitem(MEASURES, code, replace(about, label=f"另名{about.label}"))
        monkeypatch.setattr(rooms, "ROOMS", [replace(room, title=f"另名{room.title}") for room in rooms.ROOMS])
        after = figures(office)
    assert len(before["measures"]) > 10
    for name, table in before.items():
        pd.testing.assert_frame_equal(after[name], table, obj=name)
