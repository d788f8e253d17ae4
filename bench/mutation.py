"""How many small faults of a room its tests notice: `python tasks.py mutation kgcore/money --mutants 150`.

The tests of a room run once, file by file, to learn which functions each file enters. Then mutants, drawn with a seed,
are written one at a time into a copy of the tree, and the files that enter the changed function run, quickest first,
until one test fails. Processes are forked from one that has loaded the libraries; Linux and macOS only.
"""

from __future__ import annotations

import argparse
import builtins
import contextlib
import io
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TESTS = {
    "kgcore/money": [
        "tests/money",
        "tests/present/test_money.py",
        "tests/present/test_money_sheets.py",
        "kgcore/money",
    ],
    "kgcore/workbook": ["tests/workbook", "tests/test_importing.py", "tests/test_exporting.py", "kgcore/workbook"],
}
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
COPIED = ("kgcore", "tests", "bench", "data", "docs", "notebooks", "pyproject.toml", "README.md")
SECONDS = 600
"""A mutant that takes longer goes round in circles and counts as noticed."""

sys.path.insert(0, str(ROOT / "bench"))
from mutants import ENTERED, Mutant, instrumented, mutants  # noqa: E402


def forked(work: Any, *arguments: Any, seconds: float) -> Any:
    """Return what a function returns in a process of its own, None where that does not come to an end in time."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run() -> None:
        os.setsid()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            sender.send(work(*arguments))

    process = context.Process(target=run)
    process.start()
    answer = receiver.recv() if receiver.poll(seconds) else None
    if process.is_alive():
        process.join(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
    process.join()
    return answer


def tested(tree: Path, tests: Sequence[str]) -> int:
    """Run test files of a tree, one after the other until a test fails, and return pytest's exit code."""
    import pytest

    os.chdir(tree)
    sys.path.insert(0, str(tree))
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    options = ["-q", "-x", "-m", "not full and not browser and not postgres", "-p", "no:cacheprovider", "--no-header"]
    return int(pytest.main([*options, *tests]))


def entered(tree: Path, test: str) -> tuple[int, float, set[tuple[str, int]]]:
    """Run one test file of an instrumented tree; return its exit code, its seconds and the functions that it enters."""
    start = time.monotonic()
    code = tested(tree, [test])
    return code, time.monotonic() - start, getattr(builtins, ENTERED, set())


def files_of(tree: Path, folder: str) -> list[str]:
    """Return the test files of a room, and its modules for their examples."""
    found = []
    for place in TESTS[folder]:
        path = tree / place
        pattern = "test_*.py" if place.startswith("tests") else "*.py"
        found += [path] if path.is_file() else sorted(path.rglob(pattern))
    return [path.relative_to(tree).as_posix() for path in found]


def library() -> None:
    """Load what the tests need besides the project, once for all processes forked later."""
    import alembic.command
    import hypothesis.strategies
    import openpyxl
    import pandera.pandas
    import pytest
    import scipy.stats
    import sqlalchemy.dialects.sqlite
    import xlsxwriter

    assert all((alembic, hypothesis, openpyxl, pandera, pytest, scipy, sqlalchemy, xlsxwriter))


def main() -> None:
    """Print the share of mutants noticed, and those that were not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", choices=sorted(TESTS))
    parser.add_argument("--mutants", type=int, default=150)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--first", type=int, default=0, help="go on with this one, counted from 0")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so many")
    given = parser.parse_args()
    library()
    with tempfile.TemporaryDirectory(prefix="kgcore-mutants-") as name:
        tree = Path(name)
        for part in COPIED:
            source = ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, tree / part)
        measure(tree, given)


def measure(tree: Path, given: argparse.Namespace) -> None:
    """Learn which tests enter what, then try the mutants."""
    end = time.monotonic() + given.minutes * 60
    files = covered(tree, given.folder)
    drawn = random.Random(given.seed).sample(list(mutants(ROOT, given.folder)), given.mutants)[given.first :]
    equivalent = set(EQUIVALENT.read_text(encoding="utf-8").splitlines())
    noticed, alike, survivors = 0, 0, []
    for number, make in enumerate(drawn, given.first):
        if time.monotonic() > end:
            break
        mutant = make()
        if mutant.told in equivalent:
            alike += 1
            continue
        covering = sorted((test for test in files if covers(files[test][1], mutant)), key=lambda test: files[test][0])
        if covering and tried(tree, mutant, covering):
            noticed += 1
        else:
            survivors.append(mutant)
            print(f"{number}: {'survives' if covering else 'no test enters'} {mutant}", flush=True)
    judged = noticed + len(survivors)
    score = round(noticed / max(judged, 1), 3)
    figures = {"judged": judged, "noticed": noticed, "equivalent": alike, "score": score}
    print(json.dumps({"folder": given.folder, "seed": given.seed, "first": given.first} | figures))


def covered(tree: Path, folder: str) -> dict[str, tuple[float, set[tuple[str, int]]]]:
    """Return the seconds of each test file of a room, and the functions of the room that it enters."""
    sources = {path: path.read_bytes() for path in (tree / folder).rglob("*.py")}
    for path in sources:
        path.write_text(instrumented(path.read_text(encoding="utf-8"), path.relative_to(tree).as_posix()), "utf-8")
    files = {}
    for test in files_of(tree, folder):
        code, seconds, names = forked(entered, tree, test, seconds=SECONDS) or (1, 0.0, set())
        if code not in (0, 5):
            sys.exit(f"{test} fails without any mutant (exit code {code})")
        if names and code == 0:
            files[test] = seconds, names
    for path, source in sources.items():
        path.write_bytes(source)
    print(f"{folder}: {len(files)} test files, {sum(seconds for seconds, _ in files.values()):.0f} s", flush=True)
    return files


def covers(names: set[tuple[str, int]], mutant: Mutant) -> bool:
    """Whether a test file enters the function that a mutant changes; what stands beside functions runs at import."""
    lines = {line for file, line in names if file == mutant.file}
    return bool(lines) if mutant.function is None else mutant.function in lines


def tried(tree: Path, mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether one of the test files fails for a mutant; they run one after the other until one does."""
    path = tree / mutant.file
    source = path.read_bytes()
    for cached in path.parent.glob(f"__pycache__/{path.stem}.*"):
        cached.unlink()
    path.write_text(mutant.source, encoding="utf-8")
    try:
        return forked(tested, tree, tests, seconds=SECONDS) not in (0, 5)
    finally:
        path.write_bytes(source)


if __name__ == "__main__":
    main()
