"""The index page: what was published, newest period first, with its state, and what failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kgcore import disk, periods
from kgcore.reports import record
from kgcore.reports.exporters import FORMATS
from kgcore.reports.publish import FAILED, REVISIONS, WORK
from kgcore.reports.templating import environment


def write(out: Path) -> Path:
    """Write index.html of a reports folder in one step and return it.

    Raises
    ------
    OSError
        when it cannot be written; the old one stands then.
    """
    page = (
        environment()
        .get_template("index.html.j2")
        .render(
            published=published(out), failed=sorted(file.parent.name for file in (out / FAILED).glob("*/index.html"))
        )
    )
    return disk.replace(out / "index.html", page, out / WORK / "index.html")


def published(out: Path) -> list[dict[str, Any]]:
    """Return one row for each published report: name, state, verdict, when, links to its files and former versions."""
    rows = []
    for file in out.glob(f"*/*/{record.FILE}"):
        run_record = record.read(file.parent)
        if not run_record or file.parts[len(out.parts)] in (FAILED, REVISIONS, WORK):
            continue
        former = out / REVISIONS / file.parent.relative_to(out)
        rows.append(
            {
                "name": run_record["name"],
                "site": run_record["closing"].get("site", ""),
                "state": record.state(run_record),
                "verdict": run_record["headline"].get("sentence", ""),
                "when": run_record["when"].replace("T", " "),
                "files": _links(out, file.parent),
                "former": [link for folder in sorted(former.glob("*")) for link in _links(out, folder)[:1]],
                "start": periods.parse(run_record["period"]).start,
            }
        )
    return sorted(rows, key=lambda row: (row["start"], row["name"], row["site"]), reverse=True)


def _links(out: Path, folder: Path) -> list[tuple[str, str]]:
    return [
        (form.title, file.relative_to(out).as_posix())
        for form in FORMATS.values()
        for file in folder.glob(f"*{form.suffix}")
    ]
