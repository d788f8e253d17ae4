"""Reminder cards: the source is read, figures come from the profile, the page is whole and escapes what it is given."""

from xml.etree import ElementTree

import pytest

from kgcore.present import cards as page
from kgcore.present import icons
from kgcore.registers import terms
from kgcore.staff import cards
from kgcore.staff.cards import CardError
from kgcore.standards import Profile

PROFILE = Profile.load(None)
SOURCE = """# 食品留样

岗位：营养员
图标：box
来源：{留样来源}

1. [hand] 洗手
2. [scale] 不少于 {留样克数} g

> 每餐每菜都留。
"""


def test_a_source_becomes_a_card_with_the_profiles_figures():
    (card,) = cards.sheet([SOURCE], PROFILE)
    assert (card.title, card.role, card.icon, card.reminder) == ("食品留样", "营养员", "box", "每餐每菜都留。")
    assert [(step.icon, step.text) for step in card.steps] == [("hand", "洗手"), ("scale", "不少于 125 g")]
    older = PROFILE.model_copy(update={"sample_scheme": "norm2012"})
    assert cards.sheet([SOURCE], older)[0].steps[1].text == "不少于 100 g"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (SOURCE.replace("岗位：营养员\n", ""), "“食品留样”缺岗位"),
        (SOURCE.replace("> 每餐每菜都留。", ""), "缺温馨提示"),
        (SOURCE.replace("{留样克数}", "{留样斤数}"), "留样斤数"),
        ("", "缺岗位、图标、来源、标题、步骤、温馨提示"),
    ],
)
def test_what_is_missing_is_named(broken, said):
    with pytest.raises(CardError, match=said):
        cards.sheet([broken], PROFILE)


def test_packaged_cards_serve_every_post_and_name_only_icons_there_are():
    made = cards.packaged(PROFILE)
    assert {terms.NURTURER, terms.COOK, terms.HEALTH_OFFICER, terms.GUARD} <= {card.role for card in made}
    assert all(len(card.steps) >= 5 and card.source for card in made)
    html = page.page(made)
    assert html.count("<article>") == len(made)
    assert "<script" not in html
    assert "http" not in html
    assert "口径未规定" not in html
    assert "100～250 mg/L" in html


def test_the_page_escapes_and_refuses_unknown_icons():
    (card,) = cards.sheet([SOURCE.replace("洗手", "<b>洗手</b>")], PROFILE)
    assert "&lt;b&gt;洗手" in page.page([card])
    (card,) = cards.sheet([SOURCE.replace("[hand]", "[foot]")], PROFILE)
    with pytest.raises(CardError, match="foot"):
        page.page([card])


def test_every_icon_is_well_formed():
    for name in icons.names():
        drawn = ElementTree.fromstring(str(icons.icon(name)))
        assert drawn.get("aria-hidden") == "true"


def test_the_command_writes_a_page(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from kgcore.cli import app

    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["cards", "--out", "a.html", "--role", "营养员"]).exit_code == 0
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "食品留样" in html
    assert "晨检" not in html


def test_cards_carry_temperatures_and_a_dilution_by_the_label():
    text = "".join(step.text for card in cards.packaged(PROFILE) for step in card.steps)
    for figure in ("冷藏肉和水产 0～4 ℃", "冷冻品 -18 ℃以下", "中心温度 70 ℃以上", "热藏 60 ℃以上"):
        assert figure in text
    assert "如5%的配100 mg/L加2毫升" in text
    assert cards.stock_ml(500, 5) == 10  # 50 g/L on the label: 10 ml hold 500 mg
