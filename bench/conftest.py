"""Print what each benchmark noted of itself (rows a second, memory) below pytest-benchmark's table."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    session = getattr(config, "_benchmarksession", None)
    for bench in session.benchmarks if session else ():
        if bench.extra_info:
            terminalreporter.write_line(f"{bench.name}: " + ", ".join(f"{k} {v}" for k, v in bench.extra_info.items()))
