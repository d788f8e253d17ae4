"""Words are shown and never asked for: with every label renamed, all figures stay the same."""

import importlib
import pkgutil
import re
from dataclasses import replace

import pandas as pd

import kgcore
from kgcore import assessment, menu, periods
from kgcore.assessment import rooms
from kgcore.assessment.measures import MEASURES
from kgcore.menu.rules import RULES
from kgcore.standards import Profile
from kgcore.store import Store
from kgcore.testing import tiny_office

CHINESE = re.compile(r"[\u4e00-\u9fff]")
VOCABULARY = ("kgcore.registers", "kgcore.standards", "kgcore.workbook", "kgcore.testing")
"""Rooms whose words people store; those are no labels."""
MIGRATIONS = "kgcore.store.migrations"
"""Modules that only Alembic can import; they hold no labels."""


def label_dictionaries():
    """Every module's dictionary from codes to Chinese words, each once."""
    dictionaries = {}
    for module in pkgutil.walk_packages(kgcore.__path__, "kgcore."):
        if module.name.startswith((*VOCABULARY, MIGRATIONS)) or module.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, dict) and value and all(is_label(*item) for item in value.items()):
                dictionaries[id(value)] = value
    return list(dictionaries.values())


def is_label(key, value):
    return isinstance(key, str) and key.isascii() and isinstance(value, str) and bool(CHINESE.search(value))


def rename_labels(monkeypatch):
    """Give every label another name; return how many dictionaries were found."""
    dictionaries = label_dictionaries()
    for words in dictionaries:
        for code, word in list(words.items()):
            monkeypatch.setitem(words, code, f"另名{word}")
    for code, about in list(MEASURES.items()):
        monkeypatch.setitem(MEASURES, code, replace(about, label=f"另名{about.label}"))
    monkeypatch.setattr(rooms, "ROOMS", [replace(room, title=f"另名{room.title}") for room in rooms.ROOMS])
    for rule in RULES:
        monkeypatch.setattr(type(rule), "title", f"另名{rule.title}")
    return len(dictionaries)


def save_time(monkeypatch):
    """Ask store and profile the same thing once, as the tiny office does not change; leave out digests of rows."""
    for owner, name in ((Store, "read"), (Profile, "describe")):
        monkeypatch.setattr(owner, name, remembered(getattr(owner, name)))
    monkeypatch.setattr("kgcore.office.digest", lambda *_: "")


def remembered(method):
    frames = {}

    def answer(owner, *asked, **named):
        key = repr((asked, sorted(named.items())))
        if key not in frames:
            frames[key] = method(owner, *asked, **named)
        return frames[key].copy()

    return answer


def figures(office, plan):
    """Return the codes and figures of the term, of each room's month and of an explained menu."""
    term, month = assessment.term(office, "2026-spring"), periods.parse("2026-05")
    explanation = menu.explain(replace(plan, problem=replace(plan.problem)))  # a problem that remembers nothing
    by_room = {entry.room.name: entry.review for entry in rooms.room_reviews(office, month)}
    ratio = ["measure", "value", "numerator", "denominator"]
    return {
        "measures": term.measures[ratio],
        "goals": term.goals[["activity", "measure", "target", "actual", "due", "done", "verdict"]],
        "chapters": term.chapters,
        "compared": term.comparison[["measure", "before", "now", "change", "verdict"]],
        "advice": term.recommendations[["rank", "gap", "severity"]],
        "findings": coded(term.findings),
        "explanation": explanation.table()[["question", "rule", "basis", "figure", "before", "after", "estimate"]],
        **{f"{name}, month": review.measures[ratio] for name, review in by_room.items()},
        **{f"{name}, findings of the month": coded(review.findings) for name, review in by_room.items()},
    }


def coded(findings):
    rows = [(finding.code, finding.severity, finding.measured, finding.limit) for finding in findings]
    return pd.DataFrame(rows, columns=["code", "severity", "measured", "limit"])


def test_no_figure_depends_on_a_label(monkeypatch):
    save_time(monkeypatch)
    with tiny_office() as office:
        plan = menu.plan(office, "2026-W25")
        before = figures(office, plan)
        assert rename_labels(monkeypatch) > 20
        after = figures(office, plan)
    assert len(before["measures"]) > 10 and len(before["explanation"]) > 5
    assert before.keys() == after.keys() and len(before) == 7 + 2 * len(rooms.ROOMS)
    for name, table in before.items():
        pd.testing.assert_frame_equal(after[name], table, obj=name)
