import pytest

from kgcore.reports.document import Document
from kgcore.reports.provenance import rows


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("", "验收 7 条"),
        ("2026-05", "验收 2026-05 7 条"),
        ("2026-01-01..2026-07-31", "验收 2026-01-01至2026-07-31 7 条"),
        ("1970-01-01..2026-07-31", "验收 截至2026-07-31 7 条"),
    ],
)
def test_a_span_read_is_told_as_people_say_it(period, said):
    source = {"register": "acceptances", "title": "验收", "period": period, "sites": "main", "rows": 7}
    document = Document("膳费盈亏", (), {"sources": [source]}, {})
    assert dict(rows(document))["数据"] == said
