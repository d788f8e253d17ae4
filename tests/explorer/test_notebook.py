"""The bench's notebook: thin, without outputs, no report, and clean from top to bottom."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kgcore import reports
from kgcore.cli.explore import prepare

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "explore" / "menu.ipynb"
MIME = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def node():
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_stored_without_outputs_and_is_no_report(node):
    assert not NOTEBOOK.with_suffix(".toml").exists()
    assert NOTEBOOK.stem not in [entry.notebook.stem for entry in reports.entries() if entry.notebook == NOTEBOOK]
    assert all(not cell.outputs and cell.execution_count is None for cell in node.cells if cell.cell_type == "code")


def test_it_runs_clean_and_shows_the_bench(tmp_path, office, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOK.parents[2]))
    given = {"database": str(tmp_path / "office.db"), "site": "main", "week": "2026-W19"}
    made = nbformat.read(prepare(tmp_path / "排食谱.ipynb", given), as_version=4)
    done = NotebookClient(made, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    assert [output.data[MIME]["model_id"] for output in shown if MIME in output.get("data", {})]
    assert "主食" in str(shown)


def test_a_notebook_that_is_there_keeps_what_was_added_and_takes_the_new_parameters(tmp_path):
    path = prepare(tmp_path / "排食谱.ipynb", {"week": "2026-W19"})
    node = nbformat.read(path, as_version=4)
    node.cells.append(nbformat.v4.new_markdown_cell("我的笔记"))
    nbformat.write(node, path)
    again = nbformat.read(prepare(path, {"week": "2026-W20"}), as_version=4)
    sources = [cell.source for cell in again.cells]
    assert sources[-1] == "我的笔记"
    assert [source for source in sources if "2026-W20" in source] and not [s for s in sources if '2026-W19"' in s]
    assert len(again.cells) == len(node.cells)
