"""The displays of the surplus report and the notice, drawn from the kitchen that tests/money works out by hand."""

import pandas as pd
import pytest

import kgcore
from kgcore import money
from kgcore.present import mime
from kgcore.present import money as show
from tests import demo_office
from tests.money.conftest import movement, tiny_frames


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    frames = tiny_frames()
    frames["movements"] = pd.concat(
        [frames["movements"], pd.DataFrame([movement("M0009", "2026-05-07", "采购", "大米", 700, 490, supplier="V01")])]
    )
    with kgcore.open(tmp_path_factory.mktemp("office") / "office.db") as office:
        office.write(frames, who="测试")
        return money.month(office, "2026-05")


@pytest.fixture(scope="module")
def planned():
    """A month with a posted menu for every day, so that its cost is compared."""
    return money.month(demo_office.office(), "2026-05")


COMPARED = [show.category_causes, show.causes, show.foods, show.causes_chart, show.category_causes_chart]


def rows(display, kind=mime.TABLE):
    content = display._repr_mimebundle_()[kind]
    table = content["table"] if kind == mime.CHART else content
    names = [column["name"] for column in table["columns"]]
    return [dict(zip(names, row, strict=True)) for row in table["rows"]]


# 1000 g at 600 fen and 700 g at 490: the 500 g used cost 321, main's two thirds 214; 20000 - 11000 - 214 = 8786
def test_headline_says_surplus_rate_and_limit(month):
    content = show.headline(month)._repr_mimebundle_()[mime.HEADLINE]
    assert "盈余87.86元（+43.93%）" in content["sentence"]
    assert content["sentence"].endswith("超出±2%。")
    assert content["tone"] == "severe"
    figures = {figure["label"]: figure["value"] for figure in content["figures"]}
    assert figures["本月盈亏"] == 8786
    assert figures["人均每日支出"] == pytest.approx(11214 / 20)


def test_notice_is_the_account_and_names_no_child_or_person(month):
    shown = show.notice(month)
    table = {row["item"]: row["fen"] for row in rows(shown)}
    assert table["实际收入"] == 20000
    assert table["蛋类"] + table["粮食"] == table["支出合计"]
    assert table["实际收入"] - table["支出合计"] == table["本月盈亏"]
    text = str(shown._repr_mimebundle_()) + str(show.notice_headline(month)._repr_mimebundle_())
    assert not any(name in text for name in ("C00001", "S001", "S002", "小一班"))


@pytest.mark.parametrize(
    "display",
    [
        show.accounts, show.allocation, show.bases, show.budget, show.categories, show.category_causes, show.causes,
        show.corrections, show.foods, show.income, show.method, show.outlook, show.stocktake, show.trend,
    ],
)  # fmt: skip
def test_every_table_has_a_title(month, planned, display):
    assert display(planned if display in COMPARED else month).content["title"]


def test_category_table_adds_up(month):
    table = rows(show.categories(month))
    assert table[-1]["category"] == "合计"
    for row in table:
        assert row["opening_fen"] + row["purchases_fen"] - row["closing_fen"] == row["consumption_fen"]
    assert table[-1]["consumption_fen"] == sum(row["consumption_fen"] for row in table[:-1])


def test_allocation_leaves_nothing(month):
    assert {row["left"] for row in rows(show.allocation(month))} == {0}


@pytest.mark.parametrize(
    "chart", [show.trend_chart, show.causes_chart, show.category_causes_chart, show.daily_spend_chart]
)
def test_charts_say_what_they_show(month, planned, chart):
    drawn = chart(planned if chart in COMPARED else month)
    assert drawn.content["alt"]
    assert drawn.png.startswith(b"\x89PNG")


def test_trend_alt_text_names_the_rate(month):
    assert show.trend_chart(month).content["alt"].startswith("柱和折线：2026-05 当月 +43.93%")


def test_an_office_without_sums_can_still_be_shown(tmp_path):
    with kgcore.open(tmp_path / "office.db") as office:
        frames = tiny_frames()
        office.write({name: frames[name] for name in ("sites", "classes", "attendance") if name in frames}, who="测试")
        empty = money.month(office, "2026-05")
    assert "没有收入记录" in show.headline(empty).content["sentence"]
    for display in (
        show.accounts,
        show.notice,
        show.trend_chart,
        show.daily_spend_chart,
    ):
        assert display(empty).content["title"]
    assert all("title" not in display(empty).content for display in COMPARED)


PARTS = ["attendance_fen", "quantity_fen", "mix_fen", "price_fen"]


def test_causes_of_every_category_add_up_and_so_do_the_categories(planned):
    may = planned
    *categories, total = rows(show.category_causes(may))
    for row in (*categories, total):
        assert sum(row[part] for part in PARTS) == row["change_fen"] == row["actual_fen"] - row["base_fen"]
    (by_plan, _) = rows(show.causes(may))
    for part in (*PARTS, "change_fen"):
        assert total[part] == by_plan[part] == sum(row[part] for row in categories)
    sizes = [abs(row["change_fen"]) for row in categories]
    assert sizes == sorted(sizes, reverse=True)
    figure = next(f for f in show.headline(may)._repr_mimebundle_()[mime.HEADLINE]["figures"] if "比计划" in f["label"])
    assert (figure["label"], figure["value"]) == ("食堂支出比计划多", total["change_fen"])
    most = max(max(row[part] for part in PARTS) for row in categories)
    assert f"{most / 100:,.2f}" in figure["note"]
    drawn = show.category_causes_chart(may)
    assert [(row["category"], row["change_fen"]) for row in rows(drawn, mime.CHART)] == [
        (row["category"], row["change_fen"]) for row in categories
    ]
    assert "荤菜 " in drawn.content["alt"]
