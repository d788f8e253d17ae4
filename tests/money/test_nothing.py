"""A period of which nothing is on record has no account and no verdict, and says so by its own name."""

import pytest

from kgcore import health, money
from kgcore.money.ledger import StockError
from kgcore.present.health import headlines
from kgcore.testing import tiny_office


def test_a_term_without_records_is_named_whole():
    with tiny_office() as office, pytest.raises(StockError, match="2025年秋季学期没有就餐人数"):
        money.term(office, "2025-autumn")


def test_a_month_without_records_is_no_good_health():
    with tiny_office() as office:
        headline = headlines.headline(health.month(office, "2026-02"))
    assert "没有可评价的" in headline.content["sentence"] and headline.content["tone"] == "warning"
