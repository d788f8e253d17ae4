"""The Word format of the small and of the hostile report."""

import io
import zipfile

import nbformat
import pytest
from docx import Document
from docx.oxml.ns import qn

from kgcore import reports
from kgcore.reports import document as documents
from kgcore.reports.exporters import export

from .conftest import NOTEBOOKS


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    out = tmp_path_factory.mktemp("hostile")
    outcome = reports.run("hostile", {"period": "2026-05"}, out, notebooks=NOTEBOOKS)
    return nbformat.read(outcome.folder / "executed.ipynb", as_version=4)


def opened(node):
    return Document(io.BytesIO(export(node, "docx")))


def grids(made):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in made.tables]


def test_the_same_report_gives_the_same_bytes(executed):
    first = export(executed, "docx")
    assert first == export(executed, "docx")
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {info.date_time[0] for info in parts.infolist()} == {2000}


def test_every_table_has_its_heads_and_rows(executed):
    shown = documents.read(executed)
    tables = [block.content for block in shown.of_kind("table")]
    made = grids(opened(executed))
    assert len(made) == len(tables) + len(shown.of_kind("headline"))
    for content in tables:
        same = [grid for grid in made if len(grid) == 1 + max(len(content["rows"]), 1)]
        assert any(len(grid[0]) == len(content["columns"]) for grid in same), content["title"]


def test_a_picture_has_alt_text_and_a_heading_row_repeats(executed):
    made = opened(executed)
    charts = documents.read(executed).of_kind("chart")
    told = [shape._inline.docPr.get("descr") for shape in made.inline_shapes]
    assert told == [chart.content["alt"] for chart in charts]
    assert told
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in made.tables)


def test_title_signatures_and_provenance_are_there(executed):
    words = "\n".join(line.text for line in opened(executed).paragraphs)
    for text in (documents.read(executed).title, "园长（签字）", "数据指纹", "kgcore 0."):
        assert text in words


def test_hostile_text_stays_text(hostile):
    with zipfile.ZipFile(io.BytesIO(export(hostile, "docx"))) as parts:
        assert not [name for name in parts.namelist() if name.endswith((".bin", ".js")) or "macro" in name.lower()]
        body = parts.read("word/document.xml").decode()
        linked = parts.read("word/_rels/document.xml.rels").decode()
    assert "<script" not in body
    assert "External" not in linked
