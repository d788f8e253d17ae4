import base64
import warnings
from html.parser import HTMLParser

import pandas as pd
import pytest

from kgcore.findings import Finding
from kgcore.present import Chart, Closing, Column, Figure, Findings, Headline, Source, Table, markup, mime
from kgcore.present.chart import canvas, style

HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onclick='x"]


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.text = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def html(display):
    return display._repr_mimebundle_()["text/html"]


def drawing(title="图"):
    with style():
        figure, axes = canvas(1)
        axes.bar(["钙"], [-0.7])
        axes.set_title(title)
    return figure


@pytest.fixture
def table():
    frame = pd.DataFrame(
        {"name": ["钙", "铁"], "mg": [568.25, None], "share": [0.71, None], "tone": ["warning", "good"], "hidden": 1}
    )
    columns = {
        "name": ("营养素", "", "text"),
        "mg": ("量", "mg", "decimal1"),
        "share": Column("占标准", "", "percent", "tone"),
    }
    return Table(frame, "营养素表", columns, "分母为目标")


def test_table_has_caption_and_scoped_heads(table):
    page = Page(html(table))
    heads = [attributes["scope"] for tag, attributes in page.tags if tag == "th"]
    assert heads == ["col", "col", "col", "row", "row"]
    assert "".join(page.text) == "营养素表营养素量（mg）占标准钙568.3▲ 71%铁——分母为目标"


def test_table_keeps_numbers_as_numbers(table):
    content = table._repr_mimebundle_()[mime.TABLE]
    assert content["rows"] == [["钙", 568.25, 0.71], ["铁", None, None]]
    assert [column["name"] for column in content["columns"]] == ["name", "mg", "share"]


def test_table_refuses_what_it_does_not_know(table):
    frame = pd.DataFrame({"a": [1], "tone": ["red"]})
    with pytest.raises(KeyError):
        Table(frame, "表", {"b": ("乙", "", "text")})
    with pytest.raises(ValueError, match="format"):
        Table(frame, "表", {"a": ("甲", "", "money")})
    with pytest.raises(ValueError, match="red"):
        Table(frame, "表", {"a": Column("甲", "", "integer", "tone")})


@pytest.mark.parametrize("text", HOSTILE)
def test_data_never_becomes_markup(text, table):
    finding = Finding("t", "severe", text, "2026-05", text, source=text, advice=text)
    shown = [
        Table(pd.DataFrame({"a": [text]}), text, {"a": (text, text, "text")}, text),
        Headline(text, [Figure(text, text, text, "text", text)]),
        Findings([finding]),
        Findings([], text),
        Chart(drawing(text), text, text, table),
    ]
    for display in shown:
        page = Page(html(display))
        assert {tag for tag, _ in page.tags}.isdisjoint({"script", "svg"})
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
        assert all(a["src"].startswith("data:") for tag, a in page.tags if tag == "img")


def test_chart_carries_picture_alt_and_numbers(table):
    bundle = Chart(drawing(), "营养素图", "钙低于标准。", table)._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["image/svg+xml"].lstrip().startswith("<?xml")
    assert bundle[mime.CHART]["table"]["rows"][0] == ["钙", 568.25, 0.71]
    images = [attributes for tag, attributes in Page(bundle["text/html"]).tags if tag == "img"]
    assert [image["alt"] for image in images] == ["钙低于标准。"]


def test_the_same_chart_gives_the_same_bytes(table):
    first, second = (Chart(drawing(), "图", "一根柱。", table) for _ in range(2))
    assert (first.png, first.svg) == (second.png, second.svg)


def test_a_chart_without_alt_text_is_refused(table):
    with pytest.raises(ValueError, match="替代文字"):
        Chart(drawing(), "图", " ", table)


# the fonts have ☑; they have no Thai letter and no thumb, which are drawn as their marks
@pytest.mark.parametrize(("label", "same_as"), [("ก👍", "〓[0E01 1F44D]"), ("✅", "☑")])
def test_a_chart_draws_a_missing_character_as_its_mark(label, same_as, table):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = Chart(drawing(label), "图", "一根柱。", table)
        assert chart.png == Chart(drawing(same_as), "图", "一根柱。", table).png


def test_style_leaves_no_trace():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    drawing()
    assert dict(mpl.rcParams) == before


def test_headline_wants_one_to_six_different_figures():
    with pytest.raises(ValueError, match="1 to 6"):
        Headline("好", [])
    with pytest.raises(ValueError, match="1 to 6"):
        Headline("好", [Figure("钙", 1.0), Figure("钙", 2.0)])


def test_findings_come_most_severe_first():
    rows = [Finding("b", "good", "铁", "2026-05", "铁够"), Finding("a", "severe", "钙", "2026-05", "钙不足")]
    content = Findings(rows)._repr_mimebundle_()[mime.FINDINGS]
    assert [row["code"] for row in content["findings"]] == ["a", "b"]


def test_closing_is_data_only():
    bundle = Closing("园", "口径", [Source("sites", "园所", "", "own", 1)], "ab" * 32)._repr_mimebundle_()
    assert "text/html" not in bundle
    assert bundle[mime.CLOSING]["sources"][0]["rows"] == 1


def test_a_long_table_is_cut_on_the_page_and_whole_in_the_spreadsheet():
    rows = pd.DataFrame({"food": [f"食物{n}" for n in range(30)]})
    content = Table(rows, "长表", {"food": ("食物", "", "text")}, page_rows=10).content
    assert len(content["rows"]) == 30
    html = str(markup.table(content))
    assert "食物9" in html
    assert "食物10" not in html
    assert "共 30 行" in html


def test_a_table_within_its_limit_says_nothing_of_it():
    content = Table(pd.DataFrame({"food": ["米"]}), "短表", {"food": ("食物", "", "text")}, page_rows=10).content
    assert "共" not in str(markup.table(content))
