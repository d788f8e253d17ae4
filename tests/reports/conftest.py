"""One real run of the small report, shared; other tests replay its executed notebook instead of starting a kernel."""

from pathlib import Path

import nbformat
import pytest

from kgcore import reports

NOTEBOOKS = Path(__file__).parent / "notebooks"


@pytest.fixture(scope="session")
def small_out(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    outcome = reports.run("small", {"period": "2026-05"}, out, notebooks=NOTEBOOKS)
    assert outcome.status == "published", outcome.message
    return out


@pytest.fixture
def executed(small_out):
    """The executed notebook of the small report, free to be changed."""
    return nbformat.read(small_out / "small/2026-05/executed.ipynb", as_version=4)


@pytest.fixture
def replay(monkeypatch, executed):
    """Run reports with the executed notebook in place of a kernel."""

    def execute(notebook, values, shown, folder, cell_seconds):
        return executed

    monkeypatch.setattr("kgcore.reports.runner.execute", execute)
    return executed
