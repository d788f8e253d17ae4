"""Profile: what it gives by default, what it refuses and how it says so."""

import re

import pydantic
import pytest

from kgcore.standards import Profile, ProfileError, load
from kgcore.standards.choices import Override


def faults(**values):
    with pytest.raises(ProfileError) as caught:
        Profile.of(values)
    return "\n".join(caught.value.faults)


def test_the_packaged_profile_gives_the_prescribed_figures():
    profile = Profile.load()
    assert profile.meals == ("早点", "午餐", "午点")
    assert profile.meal_energy()["in_school_share"].tolist() == [0.2, 0.6, 0.2]
    assert profile.in_school_share("energy_kcal") == 0.50
    assert profile.in_school_share("protein_g") == 0.45
    assert profile.in_school_share("ca_mg") == 0.40
    assert profile.high_quality_protein_min == 0.5
    assert profile.ca_p_range == (0.5, 2.0)
    assert (profile.kinds_per_day_min, profile.kinds_per_week_min) == (12, 25)
    assert (profile.sample_grams, profile.sample_hours) == (125, 48)
    assert profile.surplus_limit == 0.02
    assert profile.refund() == {"daily_fee_share": 1.0}
    assert list(profile.six_t_weights.values()) == pytest.approx([1 / 6] * 6)


def test_every_choice_finds_its_rows():
    profile = Profile.load()
    unnumbered = {
        "surplus_base", "surplus_numerator", "stock_valuation", "consumption", "charge_categories", "growth_standard",
        "menu_goals",
    }  # fmt: skip
    for key in Profile.choices():
        if key not in unnumbered:
            assert len(profile.chosen(key)) > 0, key


def test_a_scheme_brings_its_own_figures():
    assert Profile.of({"sample_scheme": "norm2012"}).sample_grams == 100
    assert Profile.of({"share_scheme": "coefficient"}).in_school_share("energy_kcal") == 0.53
    assert Profile.of({"meal_pattern": "二餐一点"}).in_school_share("protein_g") == 0.65
    assert Profile.of({"refund_rule": "half_month"}).refund()["refund_share_whole_month"] == 0.8
    animal_fat = Profile.of({"animal_fat_scheme": "sheet"}).quality_rules().query("rule == 'animal_fat_share'")
    assert animal_fat[["low", "high"]].to_numpy().tolist() == [[0.47, 0.53]]
    assert set(Profile.of({"dri_edition": 2023}).daily_intakes()["confidence"]) > {"second-hand"}


def test_a_special_isolation_scheme_falls_back_on_the_common_rule():
    rows = Profile.of({"isolation_scheme": "cautious"}).chosen("isolation_scheme").set_index("disease")
    assert rows.loc["水痘", "isolation_days"] == 21
    assert rows.loc["手足口病", "isolation_days"] == 14
    assert rows.index.is_unique
    assert set(rows.index) == set(load("isolation")["disease"])


def test_bands_of_energy_run_from_low_to_high():
    bands = Profile.load().bands("energy")
    assert bands["verdict"].tolist() == ["不足", "基本满足", "适宜", "偏高"]
    assert Profile.load().bands("others")["verdict"].tolist() == ["不足", "基本满足", "适宜"]


def test_a_local_figure_replaces_the_prescribed_one_and_says_so():
    profile = Profile.of({"override": {"energy_share": 0.55, "surplus_limit": 0.01, "ca_p_low": 1.0}})
    assert profile.in_school_share("energy_kcal") == 0.55
    assert profile.in_school_shares().loc["energy", ["low", "high"]].tolist() == pytest.approx([0.52, 0.58])
    assert profile.in_school_share("protein_g") == 0.45
    assert (profile.surplus_limit, profile.ca_p_range) == (0.01, (1.0, 2.0))
    note = profile.describe().set_index("item")
    assert note.loc["园内能量占比", "choice"] == "55%"
    assert note.loc["园内能量占比", "source"].startswith("本园自定（标准为50%")
    assert "本园自定" not in note.loc["钙磷比上限", "source"]
    assert "本园自定" not in "".join(Profile.load().describe()["source"])


def test_local_six_t_weights_add_up_to_one():
    weights = dict.fromkeys(load("six_t")["name"], 1.0) | {"天天检查": 5.0}
    assert Profile.of({"override": {"six_t_weights": weights}}).six_t_weights["天天检查"] == 0.5
    assert "须恰好写齐" in faults(override={"six_t_weights": {"天天检查": 1.0}})


def test_the_method_note_names_every_choice_and_every_doubt():
    note = Profile.load().describe()
    assert note.columns.tolist() == ["item", "choice", "source"]
    assert note["item"].is_unique
    assert note.apply(lambda column: column.str.strip().ne("")).all(axis=None)
    sources = note.set_index("item")["source"]
    assert "待核" in sources["每种食品留样克数"]
    assert "凭记忆" not in sources["膳费盈亏判定期"]


def test_an_unknown_key_is_refused_and_the_known_ones_named():
    message = faults(dri_editon=2013)
    assert "dri_editon：没有这个键" in message
    assert "dri_edition" in message.split("可用的键")[1]
    assert "override.salt：没有这个键" in faults(override={"salt": 3})


def test_a_choice_the_tables_do_not_hold_is_refused_with_what_they_hold():
    message = faults(dri_edition=2000)
    assert "dri_edition：填的是“2000”" in message
    assert "2013（中国居民膳食营养素参考摄入量（2013版））" in message
    assert "可选：食品" in faults(charge_categories=["食品", "酒水"])
    assert faults(charge_categories=[]) == "charge_categories：填的是“[]”，不能为空"


def test_a_pattern_without_figures_in_the_chosen_scheme_is_refused():
    assert "没有供餐方式“一餐二点”的数值；它有：三餐二点、三餐一点" in faults(share_scheme="norm2012")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dri_edition": "2013"}, "应为整数"),
        ({"coverage_min": 1.5}, "应不大于1"),
        ({"override": {"surplus_limit": 0}}, "应大于0"),
        ({"override": {"ca_p_low": 3.0}}, "钙磷比下限3.0高于上限2.0"),
        ({"charge_categories": "食品"}, "应为列表"),
        ({"name": ""}, "不能为空"),
        ({"macro_scheme": True}, "应为带引号的文字"),
    ],
)
def test_a_wrong_value_is_explained_in_chinese(values, message):
    assert message in faults(**values)


def test_all_faults_are_told_at_once():
    message = faults(dri_edition=2000, sample_scheme="x", foo=1)
    assert len(message.splitlines()) == 3


def test_a_file_of_the_office_only_names_what_differs(tmp_path):
    path = tmp_path / "profile.toml"
    path.write_text('meal_pattern = "二餐二点"\n[override]\nsample_grams = 150\n', encoding="utf-8-sig")
    profile = Profile.load(path)
    assert profile.meals == ("早餐", "早点", "午餐", "午点")
    assert profile.sample_grams == 150
    assert profile.dri_edition == 2023


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ProfileError, match="文件打不开"):
        Profile.load(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("dri_edition = \n", encoding="utf-8")
    with pytest.raises(ProfileError, match="不是 UTF-8 编码的 TOML"):
        Profile.load(broken)


def test_a_profile_cannot_be_changed():
    with pytest.raises(pydantic.ValidationError):
        Profile.load().dri_edition = 2023


def test_a_finding_cites_a_choice_in_words_with_its_source():
    profile = Profile.load()
    said = profile.cited("评价为不足的界限，{evaluation_scheme}；{ca_p_ratio}")
    assert said.startswith("评价为不足的界限，达标程度评价：80%／90%／110%四级评价，据教科书")
    assert "；钙磷比，据" in said
    assert "2023版" in profile.cite("dri_edition")
    for key in profile.choices():
        assert not re.search(r"[{}]|_scheme|\.xls|\.sql", profile.cite(key)), key
    with pytest.raises(KeyError, match="没有 no_such_scheme"):
        profile.cited("{no_such_scheme}")


def test_a_local_figure_is_cited_as_local():
    own = Profile.load().model_copy(update={"override": Override(ca_p_low=0.6)})
    assert own.cite("ca_p_ratio") == "钙磷比，据本园自定"


def test_a_report_describes_only_what_it_rests_on():
    profile = Profile.load()
    assert profile.describe({"dri_edition", "surplus_limit"})["item"].tolist() == ["膳食营养素参考摄入量", "盈亏率限值"]
    assert len(profile.describe()) > 30
    with pytest.raises(KeyError, match="weather"):
        profile.describe({"weather"})
