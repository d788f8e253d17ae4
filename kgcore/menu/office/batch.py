"""Menus for many kitchens on several processes: resumable, each written whole, one kitchen's fault no other's."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from kgcore import disk, parallel
from kgcore.menu.office.problem_of import problem_of
from kgcore.menu.office.request import PlanRequest
from kgcore.menu.office.service import answer
from kgcore.menu.result.menu import MenuPlan
from kgcore.office import Office
from kgcore.wording import has_chinese

Fund = Callable[[Office, PlanRequest], PlanRequest]
"""Gives a kitchen's request its fee; a function of a module, because processes are told it by name."""


@dataclass(frozen=True, order=True)
class KitchenDatabase:
    """A kitchen: the database its registers are in and its site."""

    url: str
    site: str
    profile: Path | None = None

    def __str__(self) -> str:
        return f"{re.sub('://[^@/]*@', '://…@', self.url)}（{self.site}）"

    @property
    def file(self) -> str:
        """Name of the file its menu is kept in."""
        return f"{self.site}-{hashlib.sha256(f'{self.url} {self.site}'.encode()).hexdigest()[:10]}.json"


@dataclass(frozen=True)
class Outcome:
    """What became of a kitchen: `planned` anew, `kept` as nothing changed, or `failed` for a reason.

    Attributes
    ----------
    gap : (bound - points) ÷ points of its menu. cost_fen : per child-day. cpu_seconds : of this run.
    """

    kitchen: KitchenDatabase
    state: Literal["planned", "kept", "failed"]
    reason: str = ""
    gap: float = float("nan")
    cost_fen: float = float("nan")
    cpu_seconds: float = 0.0


@dataclass(frozen=True)
class Task:
    """What is asked for every kitchen."""

    request: PlanRequest
    folder: Path
    fund: Fund | None = None


def plan_kitchens(
    kitchens: Iterable[KitchenDatabase], request: PlanRequest, folder: Path, *, fund: Fund | None = None,
    processes: int = 2, progress: Callable[[int, int, Outcome], None] | None = None,
) -> list[Outcome]:  # fmt: skip
    """Plan a week, or several beginning with it, for every kitchen.

    Each menu is written to `folder` when it is done, in one step. A later call keeps those whose registers, profile
    and question are as they were; a kitchen that failed, or whose process was killed, is planned again then. The same
    registers give the same files, whatever the number of processes.

    Parameters
    ----------
    request : what is asked for each kitchen; its effort without seconds, or menus differ from run to run.
    folder : made if it is not there.
    fund : gives each kitchen's request its fee; None = the request's own, else the register's.
    progress : called with how many are done, how many there are, and the last outcome.

    Returns
    -------
    list of Outcome
        in the order of `kitchens`, each kitchen once.
    """
    known = list(dict.fromkeys(kitchens))
    folder.mkdir(parents=True, exist_ok=True)
    return parallel.each(
        partial(_outcome, Task(request, folder, fund)), known, processes=processes, fallback=_killed, progress=progress
    )


def _outcome(task: Task, kitchen: KitchenDatabase) -> Outcome:
    """Plan a kitchen; whatever is wrong with it must not stop the others."""
    began = time.process_time()
    try:
        outcome = plan_kitchen(kitchen, task)
    except Exception as fault:
        text = str(fault) if has_chinese(str(fault)) else repr(fault)
        outcome = Outcome(kitchen, "failed", text)
    return replace(outcome, cpu_seconds=time.process_time() - began)


def _killed(kitchen: KitchenDatabase, fault: parallel.KilledError) -> Outcome:
    return Outcome(kitchen, "failed", str(fault))


def plan_kitchen(kitchen: KitchenDatabase, task: Task) -> Outcome:
    """Plan one kitchen and write its menu, unless the one that is there answers the same question.

    Raises
    ------
    MenuError, StoreError, ...
        what is wrong with its registers.
    """
    if "://" not in kitchen.url and not Path(kitchen.url).is_file():
        return Outcome(kitchen, "failed", f"找不到数据库 {kitchen.url}")
    target = task.folder / kitchen.file
    with Office.open(kitchen.url, kitchen.site, kitchen.profile) as office:
        request = task.fund(office, task.request) if task.fund else task.request
        problem = problem_of(office, request)
        question = f"{office.reads().fingerprint} {office.profile!r} {vars(request)}"
    fingerprint = hashlib.sha256(f"{question} {version('kgcore')}".encode()).hexdigest()
    if (kept := _kept(target, fingerprint)) is not None:
        return Outcome(kitchen, "kept", gap=_number(kept["gap"]), cost_fen=_number(kept["cost_fen"]))
    found = answer(problem, request).plan
    _write(target, _document(kitchen, found) | {"fingerprint": fingerprint})
    return Outcome(kitchen, "planned", gap=found.gap, cost_fen=found.cost_fen)


def _kept(target: Path, fingerprint: str) -> dict[str, Any] | None:
    try:
        document = json.loads(target.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) and document.get("fingerprint") == fingerprint else None


def _document(kitchen: KitchenDatabase, plan: MenuPlan) -> dict[str, Any]:
    finite = plan.gap if plan.gap < float("inf") else None
    rows = plan.table()
    return {
        "kitchen": str(kitchen), "site": kitchen.site, "weeks": list(plan.problem.weeks),
        "status": str(plan.status), "gap": finite, "fee_fen": plan.problem.fee_fen, "cost_fen": plan.cost_fen,
        "menu": [[str(cell) for cell in row] for row in rows.itertuples(index=False, name=None)],
        "findings": [row.text for row in plan.findings()],
    }  # fmt: skip


def _write(target: Path, document: dict[str, Any]) -> None:
    """Write a file that is either there whole or not at all."""
    disk.replace(target, json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _number(value: Any) -> float:
    return float("inf") if value is None else float(value)


def share_within(outcomes: Sequence[Outcome], gap: float) -> float:
    """Return the share of all kitchens whose menu is known to be within a gap of the best, failed ones counting."""
    return sum(outcome.gap <= gap + 1e-9 for outcome in outcomes) / len(outcomes) if outcomes else float("nan")
