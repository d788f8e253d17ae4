"""Set up and run the project with Python alone: `python tasks.py setup`.

Also report, test, test-full, bench, mutation, docs, check, lock. The Makefile calls this file; on Windows without make,
`py tasks.py report` does the same.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
SUFFIX = ".exe" if os.name == "nt" else ""
PYTHON = BIN / f"python{SUFFIX}"
LOCK = ROOT / "requirements.lock"
UV_VERSION = "0.13.9"
PARALLEL = ("--numprocesses=2", "--dist=loadfile")  # a file shares the offices that its tests draw
PIP_ONLY = {"highspy", "mplfonts", "python-calamine", "typst"}


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the project folder and stop with its exit code when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})})
    if done.returncode:
        sys.exit(done.returncode)


def setup() -> None:
    """Make .venv from the lock; does nothing when neither the lock nor pyproject.toml has changed since."""
    if sys.version_info < (3, 11):
        sys.exit("需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed")
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / "kgcore.stamp"
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.is_file():
        return
    if not PYTHON.is_file():
        venv.create(VENV, with_pip=True)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={UV_VERSION}")
    uv = BIN / f"uv{SUFFIX}"
    run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--no-deps", "--no-build", "-r", LOCK)
    run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", ".")
    stamp.write_text(wanted)


def report() -> None:
    """Build the demonstration kindergarten; render its May 2026 reports and the coming week's menu, planned anew."""
    setup()
    kg = BIN / f"kg{SUFFIX}"
    run(kg, "demo")
    for name in ("nutrition", "surplus", "notice"):
        run(kg, "report", name, "--period", "2026-05")
    # the first week after the demonstration's records: nobody has posted a menu for it yet
    run(kg, "report", "menu", "--period", "2026-W45")


def test() -> None:
    """Check style and types, then run the tests: slow sweeps are left out, properties get fewer examples."""
    check()
    run(PYTHON, "-m", "pytest", "-m", "not full", "--hypothesis-profile=quick", *PARALLEL, *sys.argv[2:])


def test_full() -> None:
    """Run all tests, slow sweeps included."""
    check()
    run(PYTHON, "-m", "pytest", *PARALLEL, *sys.argv[2:])


def bench() -> None:
    """Run the benchmarks; each prints its figures beside the alternative's."""
    setup()
    run(
        PYTHON,
        "-m",
        "pytest",
        "bench",
        "--benchmark-only",
        "--benchmark-columns=min,median,max,rounds",
        "-q",
        *sys.argv[2:],
    )


def mutation() -> None:
    """Count the small faults of kgcore/money and kgcore/workbook, or of the one named, that their tests notice."""
    setup()
    for folder in sys.argv[2:3] or ("kgcore/money", "kgcore/workbook"):
        run(PYTHON, "bench/mutation.py", folder, *sys.argv[3:])


def check() -> None:
    """Check style (ruff) and types (mypy)."""
    setup()
    run(PYTHON, "-m", "ruff", "check", "--quiet", ".")
    run(PYTHON, "-m", "ruff", "format", "--quiet", "--check", ".")
    run(PYTHON, "-m", "mypy", "--no-error-summary")


def docs() -> None:
    """Render the documentation that derives from the code."""
    setup()
    run(PYTHON, "-m", "kgcore.registers.dictionary", "docs/data-dictionary.md")
    run(PYTHON, "-m", "kgcore.standards.unconfirmed", "docs/standards.md")


def lock() -> None:
    """Resolve pyproject.toml anew into the lock and environment.yml."""
    setup()
    run(
        BIN / f"uv{SUFFIX}", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header",
        "--no-annotate", "--all-extras", "--no-emit-index-url", "--no-emit-find-links", "--upgrade",
        "pyproject.toml", "-o", LOCK,
    )  # fmt: skip
    run(PYTHON, __file__, "environment")


def environment_yml() -> str:
    """Render environment.yml: the direct dependencies at the lock's versions, from conda-forge where it has them."""
    from packaging.requirements import Requirement

    pinned: dict[str, str] = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            entry = Requirement(line.rstrip("\\").strip())
            if entry.marker is None or entry.marker.evaluate(
                {"python_full_version": "3.11.9", "python_version": "3.11"}
            ):
                pinned[entry.name] = next(iter(entry.specifier)).version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["interactive"]]
    names = sorted(Requirement(text).name for text in asked)
    conda = [f"  - {name}={pinned[name]}" for name in names if name not in PIP_ONLY]
    pip = [f"      - {name}=={pinned[name]}" for name in names if name in PIP_ONLY]
    head = [
        "# Rendered by `make lock` from pyproject.toml and requirements.lock; do not edit.",
        "name: kgcore",
        "channels: [conda-forge, nodefaults]",
        "dependencies:",
        "  - python=3.11",
        "  - pip",
    ]
    return "\n".join(
        [*head, *conda, "  - pip:", "      # not on conda-forge under this name", *pip, "      - -e .", ""]
    )


def environment() -> None:
    """Write environment.yml."""
    (ROOT / "environment.yml").write_text(environment_yml(), encoding="utf-8")


TASKS: dict[str, Callable[[], None]] = {
    "setup": setup,
    "report": report,
    "test": test,
    "test-full": test_full,
    "bench": bench,
    "mutation": mutation,
    "check": check,
    "docs": docs,
    "lock": lock,
    "environment": environment,
}

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TASKS:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    TASKS[name]()
