"""The trace sheet and the term audit sheet, drawn from the kitchen that tests/money works out by hand."""

from dataclasses import replace

import pandas as pd
import pytest

import kgcore
from kgcore import money
from kgcore.present import mime
from kgcore.present.money import audit, tracing
from tests.money.conftest import tiny_frames


def rows(display):
    content = display._repr_mimebundle_()[mime.TABLE]
    names = [column["name"] for column in content["columns"]]
    return [dict(zip(names, row, strict=True)) for row in content["rows"]]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    frames = tiny_frames()
    more = {
        "method": "蒸", "main_ingredient": "鸡蛋", "family": "蛋", "season_months": "5", "source": "own-knowledge",
        "confidence": "own-knowledge", "meals": "午餐", "course": "小荤", "site": "main",
    }  # fmt: skip
    frames["dishes"] = pd.DataFrame([{"dish": dish, **more} for dish in ("炖蛋", "炒蛋")])
    frames["dish_ingredients"] = pd.DataFrame(
        {"site": "main", "dish": ["炖蛋", "炒蛋"], "food": "鸡蛋", "net_g_small": 40, "source": "own",
         "grams_basis": "own-knowledge"}
    )  # fmt: skip
    frames["menus"] = pd.DataFrame(
        {"site": "main", "date": "2026-05-07", "meal": "午餐", "course": "小荤", "dish": ["炖蛋", "炒蛋"]}
    )
    frames["samples"] = pd.DataFrame(
        [{"site": "main", "date": "2026-05-07", "meal": "午餐", "dish": "炖蛋", "grams": 130, "kept_hours": 48,
          "taken_by": "S003"}]
    )  # fmt: skip
    with kgcore.open(tmp_path_factory.mktemp("office") / "office.db") as opened:
        opened.write(frames, who="测试")
        yield opened


def test_trace_sheet_says_who_accepted_who_ate_and_what_lacks_a_sample(office):
    trace = money.forward(office, "M0002")
    said = tracing.headline(trace, "批次 M0002")._repr_mimebundle_()[mime.HEADLINE]
    assert "1 笔入库，做成 2 道菜，1 天，2 个班" in said["sentence"]
    assert "15 人次" in said["sentence"]
    figures = {figure["label"]: (figure["value"], figure["tone"]) for figure in said["figures"]}
    assert figures["库存余量"][0] == pytest.approx(0.9)
    assert figures["缺验收记录"] == (0, "good")
    assert figures["有留样的菜"] == (1, "warning")
    (delivery,) = rows(tracing.inflows(trace))
    assert (delivery["accepted_kg"], delivery["quality"]) == (2.0, "合格")
    (people,) = rows(tracing.hands(trace))
    assert (people["acceptor"], people["buyer"], people["approver"]) == ("S005", "S002", "S001")
    assert {row["dish"]: row["sample"] for row in rows(tracing.meals(trace))} == {"炖蛋": "130 g（S003）", "炒蛋": "缺"}
    assert {row["name"]: row["classes"] for row in rows(tracing.diners(trace))} == {
        "龙马幼儿园": "小一班 5", "示范幼儿园": "小一班 10",
    }  # fmt: skip
    assert rows(tracing.invoices(trace)) == []


def test_audit_sheet_adds_up_and_names_open_months(office):
    term = money.term(office, "2026-spring")
    said = audit.headline(term)._repr_mimebundle_()[mime.HEADLINE]
    assert "盈余88.00元" in said["sentence"] and "未结束" in said["sentence"]
    assert all(row["check"] == 0 for row in rows(audit.accounts(term)) + rows(audit.categories(term)))
    assert [row["close"] for row in rows(audit.months(term))] == ["未月结"]
    assert rows(audit.corrections(term)) == rows(audit.budget(term)) == []
    assert audit.findings(term)


def test_an_audit_with_something_severe_is_not_green_for_a_balance_within_the_limit(office):
    term = money.term(office, "2026-spring")
    first = term.findings[0]
    for severity, tone in (("notice", "good"), ("severe", "severe")):
        seen = replace(term, limit=1.0, findings=[replace(first, severity=severity)])
        said = audit.headline(seen)._repr_mimebundle_()[mime.HEADLINE]
        assert said["tone"] == tone
        assert ("严重问题1项" in said["sentence"]) == (severity == "severe")
