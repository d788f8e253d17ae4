"""The displays of the health reports, drawn from the small kindergarten that tests/health works out by hand."""

import importlib.util
from pathlib import Path

import pytest

import kgcore
from kgcore import health
from kgcore.present import health as show
from kgcore.present import mime


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    path = Path(__file__).parents[1] / "health" / "test_analysis.py"
    spec = importlib.util.spec_from_file_location("small_kindergarten", path)
    small = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(small)
    with kgcore.open(tmp_path_factory.mktemp("office") / "office.db") as opened:
        opened.write(small.frames(), who="测试")
        yield opened


@pytest.fixture(scope="module")
def month(office):
    return health.month(office, "2026-05")


def rows(display, kind=mime.TABLE):
    content = display._repr_mimebundle_()[kind]
    table = content["table"] if kind == mime.CHART else content
    names = [column["name"] for column in table["columns"]]
    return [dict(zip(names, row, strict=True)) for row in table["rows"]]


def test_headline_names_the_cluster_and_what_was_left_undone(month):
    content = show.headline(month)._repr_mimebundle_()[mime.HEADLINE]
    assert content["tone"] == "severe"
    assert "小一班手足口病达到聚集性疫情标准" in content["sentence"]
    assert "1 份专案没有按时随访" in content["sentence"]
    figures = {figure["label"]: figure for figure in content["figures"]}
    assert figures["出勤率"]["value"] == pytest.approx(0.8)
    assert figures["传染病新发"]["value"] == 2
    # of three children believably measured one is obese
    assert figures["肥胖检出率"]["note"] == "1/3 人"


def test_every_display_can_be_shown(month):
    for name in show.__all__:
        if not name.startswith(("card_", "child_")):
            bundle = getattr(show, name)(month)._repr_mimebundle_()
            assert bundle["text/html"]
            if mime.CHART in bundle:
                assert len(bundle[mime.CHART]["alt"]) > 10


def test_curve_and_map_hold_the_two_cases(month):
    assert [row["手足口病"] for row in rows(show.curve_chart(month), mime.CHART)] == [1, 1]
    assert "05-12 达到聚集性标准" in show.curve_chart(month).content["alt"]
    assert [row["date"] for row in rows(show.class_map(month), mime.CHART)] == ["2026-05-11", "2026-05-12"]


def test_public_table_shows_no_small_count(month):
    shown = [value for row in rows(show.public(month)) for name, value in row.items() if name != "band"]
    assert set(shown) == {"＊", "0"}


def test_menu_variants_are_portions_by_class(month):
    found = {row["variant"]: (row["children"], row["where"]) for row in rows(show.variants(month))}
    assert found["避开过敏原：奶"] == (1, "小一班1")
    assert found["多铁，配维生素C"] == (1, "大一班1")


def test_case_card(office):
    card = health.card(office, "C00003", "2026-05")
    content = show.card_headline(card)._repr_mimebundle_()[mime.HEADLINE]
    assert content["sentence"] == "C00003：贫血；最近评价正常；应随访 2026-05-04，已逾期 27 天。"
    assert rows(show.card_growth(card))[0]["hb_g_l"] == 114
    assert "C00003" in show.child_curve(card).content["alt"]
    for name in ("card_facts", "card_cases", "card_visits"):
        assert getattr(show, name)(card)._repr_mimebundle_()["text/html"]


def test_a_card_shows_nothing_later_than_its_month(office):
    card = health.card(office, "C00003", "2026-03")
    assert card.cases.empty
    assert card.growth.empty
    assert "没有在案专案" in show.card_headline(card).content["sentence"]


def test_a_name_instead_of_a_number_is_refused(office):
    with pytest.raises(health.UnknownChildError, match="C00041"):
        health.card(office, "小明", "2026-05")
