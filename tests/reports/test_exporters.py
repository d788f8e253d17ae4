"""The three formats of the small and of the hostile report."""

import base64
import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import docx
import nbformat
import openpyxl
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from kgcore import reports
from kgcore.reports.exporters import export

from .conftest import NOTEBOOKS


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An executed notebook in which every text is an attack."""
    out = tmp_path_factory.mktemp("hostile")
    outcome = reports.run("hostile", {"period": "2026-05"}, out, notebooks=NOTEBOOKS)
    assert outcome.status == "published", outcome.message
    return nbformat.read(outcome.folder / "executed.ipynb", as_version=4)


@pytest.fixture
def page(executed):
    return export(executed, "html").decode()


def pdf_text(node):
    return "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(export(node, "pdf"))).pages)


def sheets(node):
    return openpyxl.load_workbook(io.BytesIO(export(node, "xlsx")))


def test_the_page_needs_nothing_else(page):
    found = Page(page)
    assert not found.of("script")
    links = [value for _, a in found.tags for name, value in a.items() if name in ("src", "href")]
    assert links
    assert all(link.startswith(("data:", "#")) for link in links)
    assert not re.findall(r"url\((?!data:)", page)
    assert "http-equiv" in page
    assert "default-src 'none'" in page


def test_the_page_is_accessible(page):
    found = Page(page)
    assert found.of("html") == [{"lang": "zh"}]
    assert len(found.of("h1")) == 1
    assert all(image["alt"] for image in found.of("img"))
    assert len(found.of("img")) == 1
    assert all(head["scope"] in ("col", "row") for head in found.of("th"))
    assert len(found.of("caption")) == len(found.of("table"))
    targets = {a["id"] for _, a in found.tags if "id" in a}
    assert {a["href"][1:] for a in found.of("a")} <= targets


def test_the_answer_comes_before_the_contents_and_no_code_is_shown(page):
    assert page.index("钙不足") < page.index('aria-label="目录"') < page.index("<h2")
    assert "present.Table" not in page
    assert "import pandas" not in page


def test_the_page_prints_on_a4_with_signatures_and_provenance(page):
    for text in (
        "size: A4",
        "table-header-group",
        "园长（签字）",
        "营养员（签字）",
        "数据指纹",
        "DRIs 2013",
        "kgcore 0.",
    ):
        assert text in page


def test_prose_keeps_its_style(page):
    assert "标准</strong>" in page or "<strong>标准</strong>" in page
    assert "<ul><li>钙</li><li>铁</li></ul>" in page


@pytest.mark.parametrize("name", ["html", "pdf", "xlsx"])
def test_the_same_notebook_gives_the_same_bytes(executed, name):
    assert export(executed, name) == export(executed, name)


def test_pdf_text_can_be_read_out(executed):
    text = pdf_text(executed)
    for words in (
        "小报告（2026年5月）",
        "钙不足",
        "营养素表",
        "568.3",
        "每周加一次豆腐",
        "第 1 页 共 1 页",
        "数据指纹",
    ):
        assert words in text


def test_pdf_uses_the_reports_font_alone(executed):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(export(executed, "pdf"))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("NotoSansCJKsc" in font for font in fonts)


SYMBOLS = "✅ ☑ ☐ √ × ✓ ✔ ✗ ★ → ⚠ ☎ ①"


def with_note(node, text):
    node.cells[0].source = "# 报告"
    node.cells.insert(1, nbformat.v4.new_markdown_cell(text))
    return node


def test_symbols_are_drawn_in_all_formats(executed):
    node = with_note(executed, SYMBOLS)
    shown = SYMBOLS.replace("✅", "☑")
    assert shown in pdf_text(node)
    page = export(node, "html").decode()
    assert shown in page
    drawn = set()
    for code in re.findall(r"data:font/woff;base64,([^)]+)", page):
        drawn |= set(TTFont(io.BytesIO(base64.b64decode(code))).getBestCmap())
    assert {ord(char) for char in shown} <= drawn
    assert SYMBOLS in docx_text(node)


def docx_text(node):
    return "\n".join(line.text for line in docx.Document(io.BytesIO(export(node, "docx"))).paragraphs)


@pytest.mark.parametrize(
    ("text", "shown"), [("好👍", "好〓[1F44D]"), ("กข", "〓[0E01 0E02]"), ("姓\U000323af", "姓〓[323AF]"), ("好️‍", "好")]
)
def test_a_character_that_no_font_has_is_drawn_as_a_mark_and_stops_nothing(executed, text, shown):
    node = with_note(executed, f"甲{text}乙")
    assert f"甲{shown}乙" in pdf_text(node)
    assert f"甲{shown}乙" in export(node, "html").decode()
    # Word and Excel take fonts from the computer on which they are read
    assert f"甲{text}乙" in docx_text(node)


def test_the_pdf_draws_symbols_with_the_second_font_alone(executed):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(export(with_note(executed, SYMBOLS + "กข👍"), "pdf"))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.partition("+")[2] for name in fonts} == {"NotoSansCJKsc-Regular-Identity-H", "DejaVuSans"}


def test_every_table_is_a_sheet_with_numbers_as_numbers(executed):
    book = sheets(executed)
    assert book.sheetnames == ["结论", "营养素表", "营养素图", "评价与建议", "说明"]
    sheet = book["营养素表"]
    assert [cell.value for cell in sheet[3]] == ["营养素", "量（mg）", "占标准"]
    assert [cell.value for cell in sheet[4]] == ["钙", 568.25, 0.71]
    assert [cell.number_format for cell in sheet[4]][1:] == ["#,##0.0", "0%"]
    assert sheet["B5"].value is None
    assert sheet.freeze_panes == "B4"
    assert book["评价与建议"]["E4"].value == 71


def test_hostile_text_is_never_markup(hostile):
    page = export(hostile, "html").decode()
    found = Page(page)
    assert not found.of("script")
    assert not found.of("svg")
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert all(a["src"].startswith("data:image/svg+xml;base64,") for a in found.of("img"))
    assert not [a for a in found.of("a") if not a["href"].startswith("#")]
    assert "alert(2)" not in page  # HTML that kgcore did not write is not taken over
    text = pdf_text(hostile)
    assert "<script>alert(1)</script>" in text
    assert "#eval(1) $x$ *b* @label" in text


def test_hostile_text_is_never_a_formula(hostile):
    book = sheets(hostile)
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink]
    values = {cell.value for cell in cells}
    assert {"=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://evil.example","x")'} <= values


@pytest.mark.browser
def test_a_browser_prints_the_page(page, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no Chromium")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    out = tmp_path / "page.pdf"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path}/c"]
    address = Path(tmp_path / "page.html").as_uri()
    subprocess.run([browser, *options, f"--print-to-pdf={out}", address], check=True, capture_output=True, timeout=120)
    pages = PdfReader(out).pages
    text = re.sub(r"\s", "", "".join(p.extract_text() for p in pages))
    assert "小报告（2026年5月）" in text
    assert f"第1页共{len(pages)}页" in text
    assert round(float(pages[0].mediabox.width)) in (595, 596)
