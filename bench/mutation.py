"""How many small faults of a room its tests notice: `python tasks.py mutation kgcore/money --mutants 150`.

The tests of a room are collected once and run once, to learn which functions each test enters and how long it takes.
Then mutants, drawn with a seed, are put into a forked process that has everything loaded: the code of the changed
function is exchanged in memory, and the tests that enter it run, quickest first, until one fails. No file of the tree
is changed; tests that start a process of their own do not see the mutant. Linux and macOS only.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import contextlib
import gc
import hashlib
import importlib.machinery
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any
from unittest import mock

import pytest

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
OPTIONS = ["-q", "-s", "-m", "not full and not browser and not postgres", "-p", "no:cacheprovider", "--no-header"]
LONGEST = 600
"""A mutant that takes more seconds goes round in circles and counts as noticed."""
OF_FUNCTION = 1
"""CO_OPTIMIZED: a code object with it is a function's, one without a class body's."""

sys.path.insert(0, str(ROOT / "bench"))
from mutants import ENTERED, Mutant, instrumented, mutants  # noqa: E402

Entered = dict[str, tuple[float, list[tuple[str, int]]]]
"""Of each test its seconds, and the functions that it enters: file and first line."""


def forked(work: Any, *arguments: Any) -> Any:
    """Return what a function returns in a process of its own, None where that does not come to an end in time.

    An error of the function, which is none of a test, ends all: it is no mutant noticed.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run() -> None:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            answer = work(*arguments)
        except BaseException as error:
            answer = RuntimeError(repr(error))
        sender.send(answer)
        os._exit(0)

    process = context.Process(target=run)
    process.start()
    sender.close()
    answer = receiver.recv() if receiver.poll(LONGEST) else None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid or 0, 9)
    process.join()
    if isinstance(answer, RuntimeError):
        raise answer
    return answer


def codes(code: CodeType) -> dict[str, CodeType]:
    """Return the code of each function of a module and of its classes by qualified name; two of a name are left out."""
    found: dict[str, CodeType] = {}
    twice = set()
    for part in code.co_consts:
        if isinstance(part, CodeType):
            inner = {part.co_qualname: part} if part.co_flags & OF_FUNCTION else codes(part)
            twice |= found.keys() & inner.keys()
            found |= inner
    return {name: part for name, part in found.items() if name not in twice}


def compiled(source: str, file: str) -> CodeType:
    """Return the code of a module as it lies in the tree."""
    return compile(source, str(ROOT / file), "exec", dont_inherit=True)


class Trial:
    """A pytest plugin that, in place of running the tests collected, learns what they enter and tries the mutants."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.sources = {
            path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((ROOT / given.folder).rglob("*.py"))
        }

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self.session = session
        self.live: dict[tuple[str, str], list[FunctionType]] = {}
        for function in gc.get_objects():
            if type(function) is FunctionType and function.__code__.co_filename.startswith(str(ROOT)):
                key = function.__code__.co_filename, function.__code__.co_qualname
                self.live.setdefault(key, []).append(function)
        gc.freeze()
        self.measure(self.learnt())
        return True

    def exchange(self, file: str, parts: dict[str, CodeType]) -> bool:
        """Put code into the living functions of a file; whether each was found."""
        found = [(self.live.get((str(ROOT / file), name), []), part) for name, part in parts.items()]
        for functions, part in found:
            for function in functions:
                function.__code__ = part
        return bool(found) and all(functions for functions, _ in found)

    def learnt(self) -> Entered:
        """Return what each test enters; what an earlier call learnt of an unchanged file is kept beside the tree."""
        room = "".join(self.sources.values())
        entered: Entered = {}
        for file in dict.fromkeys(str(item.path) for item in self.items.values()):
            names = [name for name, item in self.items.items() if str(item.path) == file]
            text = "\n".join((room, Path(file).read_text(encoding="utf-8"), *names))
            kept = Path(tempfile.gettempdir()) / f"kgcore-entered-{hashlib.sha256(text.encode()).hexdigest()[:24]}.json"
            if not kept.exists():
                answer = forked(self.enter, names)
                if answer is None:
                    sys.exit(f"{file} fails without any mutant")
                kept.write_text(json.dumps(answer), encoding="utf-8")
            learnt = json.loads(kept.read_text(encoding="utf-8"))
            entered |= {
                test: (seconds, [tuple(place) for place in places]) for test, (seconds, places) in learnt.items()
            }
        total = sum(seconds for seconds, _ in entered.values())
        print(f"{self.given.folder}: {len(entered)} tests enter it, {total:.0f} s", flush=True)
        return entered

    def enter(self, tests: Sequence[str]) -> Entered | None:
        """Run tests with functions that note that they were entered, None if one fails."""
        for file, source in self.sources.items():
            self.exchange(file, codes(compiled(instrumented(source, file), file)))
        entered: Entered = {}
        for test in tests:
            setattr(builtins, ENTERED, set())
            start = time.monotonic()
            if self.fails([test]):
                return None
            if getattr(builtins, ENTERED):
                entered[test] = time.monotonic() - start, sorted(getattr(builtins, ENTERED))
        return entered

    def fails(self, tests: Sequence[str]) -> bool:
        """Run tests one after the other until one fails; whether one did."""
        for number, test in enumerate(tests):
            following = self.items[tests[number + 1]] if number + 1 < len(tests) else None
            self.session.config.hook.pytest_runtest_protocol(item=self.items[test], nextitem=following)
            if self.session.testsfailed:
                return True
        return False

    def measure(self, entered: Entered) -> None:
        """Try the mutants and print the share of them noticed."""
        given, end = self.given, time.monotonic() + self.given.minutes * 60
        file, source = next((file, source) for file, source in self.sources.items() if "def " in source)
        quickest = min(entered, key=lambda test: entered[test][0])
        if imported.ask(file, source, [quickest]) is not False:
            sys.exit(f"{quickest} fails without any mutant when {file} is imported anew")
        drawn = random.Random(given.seed).sample(list(mutants(ROOT, given.folder)), given.mutants)[given.first :]
        equivalent = {line.split("  # ")[0] for line in EQUIVALENT.read_text(encoding="utf-8").splitlines()}
        noticed, alike, survivors, number = 0, 0, 0, given.first
        for number, make in enumerate(drawn, given.first):
            if time.monotonic() > end:
                break
            mutant = make()
            if mutant.told in equivalent:
                alike += 1
                continue
            tests = self.chosen(entered, mutant)
            if tests and self.tried(mutant, tests):
                noticed += 1
            else:
                survivors += 1
                print(f"{number}: {'survives' if tests else 'no test enters'} {mutant}", flush=True)
        judged = noticed + survivors
        figures = {
            "judged": judged,
            "noticed": noticed,
            "equivalent": alike,
            "score": round(noticed / max(judged, 1), 3),
        }
        print(json.dumps({"folder": given.folder, "seed": given.seed, "first": given.first} | figures), flush=True)

    def chosen(self, entered: Entered, mutant: Mutant) -> list[str]:
        """Return the tests that enter the changed function, quickest first, as many as the seconds given allow.

        What stands beside functions is judged by the tests that enter any function of the module.
        """
        chosen, total = [], 0.0
        for test, (seconds, places) in sorted(entered.items(), key=lambda pair: pair[1][0]):
            lines = {line for file, line in places if file == mutant.file}
            if mutant.function in lines or (mutant.function is None and lines):
                total += seconds
                if chosen and total > self.given.seconds:
                    break
                chosen.append(test)
        return chosen

    def tried(self, mutant: Mutant, tests: Sequence[str]) -> bool:
        """Whether one of the tests fails for a mutant."""
        before = codes(compiled(ast.unparse(ast.parse(self.sources[mutant.file])), mutant.file))
        after = codes(compiled(mutant.source, mutant.file))
        changed = {name: code for name, code in after.items() if code != before.get(name)}
        if changed and all((str(ROOT / mutant.file), name) in self.live for name in changed):
            return forked(self.swapped, mutant, changed, tests) is not False
        return imported.ask(mutant.file, mutant.source, tests) is not False

    def swapped(self, mutant: Mutant, changed: dict[str, CodeType], tests: Sequence[str]) -> bool:
        self.exchange(mutant.file, changed)
        return self.fails(tests)


class Imported:
    """A process that has loaded the libraries and nothing of the project, for mutants that run at import."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("fork")
        self.here, there = context.Pipe()
        self.process = context.Process(target=self.serve, args=(there,))
        self.process.start()

    def ask(self, file: str, source: str, tests: Sequence[str]) -> bool | None:
        self.here.send((file, source, list(tests)))
        answer: bool | None = self.here.recv()
        return answer

    def serve(self, there: Any) -> None:
        self.here.close()
        with contextlib.suppress(EOFError):
            for file, source, tests in iter(there.recv, None):
                there.send(forked(self.fail, file, source, tests))

    def fail(self, file: str, source: str, tests: Sequence[str]) -> bool:
        """Import a module's mutant in place of its file, and run tests."""
        loader, original = importlib.machinery.SourceFileLoader, importlib.machinery.SourceFileLoader.get_code

        def code(self: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
            return compiled(source, file) if Path(self.path) == ROOT / file else original(self, name)

        with mock.patch.object(loader, "get_code", code):
            return pytest.main([*OPTIONS, "-x", *tests]) not in (0, 5)


def library() -> None:
    """Load what the tests need besides the project, once for all processes forked later."""
    import alembic.command
    import hypothesis.strategies
    import openpyxl
    import pandera.pandas
    import scipy.stats
    import sqlalchemy.dialects.sqlite
    import xlsxwriter

    assert all((alembic, hypothesis, openpyxl, pandera, scipy, sqlalchemy, xlsxwriter))


def main() -> None:
    """Print the share of mutants noticed, and those that were not."""
    global imported
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", choices=sorted(TESTS))
    parser.add_argument("--mutants", type=int, default=150)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--first", type=int, default=0, help="go on with this one, counted from 0")
    parser.add_argument("--minutes", type=float, default=1e9, help="try no more mutants after so many")
    parser.add_argument("--seconds", type=float, default=1e9, help="run tests of no more seconds for a mutant")
    parser.add_argument("--leave", nargs="*", default=[], help="leave out these test files")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.dont_write_bytecode = True
    library()
    imported = Imported()
    left = [f"--ignore={file}" for file in given.leave]
    try:
        code = pytest.main([*OPTIONS, *left, *TESTS[given.folder]], plugins=[Trial(given)])
    finally:
        imported.here.send(None)
        imported.process.join()
    sys.exit(0 if code in (0, 5) else int(code))


if __name__ == "__main__":
    main()
