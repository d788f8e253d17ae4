"""A format of reports is a module and one line of the registry; everything else follows from that line."""

import shutil

import pytest
from nbconvert.exporters import get_exporter

from kgcore import reports
from kgcore.reports.exporters import FORMATS, Format

from .conftest import NOTEBOOKS

PLAIN = Format("txt", "纯文本", "tests.reports.plain_text:PlainTextExporter")


@pytest.fixture
def with_plain_text(monkeypatch):
    monkeypatch.setitem(FORMATS, PLAIN.name, PLAIN)


@pytest.fixture
def notebooks(tmp_path):
    """The small report, declared with a format that kgcore does not have."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    shutil.copy(NOTEBOOKS / "small.ipynb", folder)
    declared = (NOTEBOOKS / "small.toml").read_text(encoding="utf-8")
    declared = declared.replace('formats = ["html", "pdf", "xlsx"]', 'formats = ["html", "txt"]')
    (folder / "small.toml").write_text(declared, encoding="utf-8")
    return folder


def test_a_new_format_is_published_and_linked(replay, with_plain_text, notebooks, tmp_path):
    outcome = reports.run("small", {"period": "2026-05"}, tmp_path / "out", notebooks=notebooks)
    assert [file.name for file in outcome.files] == ["small-2026-05.html", "small-2026-05.txt"]
    text = outcome.files[1].read_text(encoding="utf-8")
    assert text.startswith("小报告（2026年5月）\n")
    index = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert 'href="small/2026-05/small-2026-05.txt">纯文本</a>' in index


def test_a_new_format_can_be_asked_for_alone(replay, with_plain_text, notebooks, tmp_path):
    outcome = reports.run("small", {"period": "2026-05"}, tmp_path, formats=["txt"], notebooks=notebooks)
    assert [file.name for file in outcome.files] == ["small-2026-05.txt"]


def test_a_format_that_is_not_registered_is_refused_with_those_that_are(notebooks):
    with pytest.raises(reports.CallError, match="没有格式 txt；可用：html、pdf、xlsx、docx"):
        reports.find("small", notebooks)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_format_and_its_exporter_agree(form):
    assert form.load().file_extension == form.suffix


@pytest.mark.parametrize("name", ["html", "pdf", "xlsx", "docx"])
def test_nbconvert_knows_the_exporters_that_have_an_entry_point(name):
    assert get_exporter(f"kgreport-{name}") is FORMATS[name].load()
