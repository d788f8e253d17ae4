"""The mime types under which display objects keep their plain content; every exporter reads these."""

from __future__ import annotations

TABLE = "application/vnd.kgcore.table+json"
CHART = "application/vnd.kgcore.chart+json"
HEADLINE = "application/vnd.kgcore.headline+json"
FINDINGS = "application/vnd.kgcore.findings+json"
MENU = "application/vnd.kgcore.menu+json"
SHEETS = "application/vnd.kgcore.sheets+json"
CLOSING = "application/vnd.kgcore.closing+json"
NOTHING = "application/vnd.kgcore.nothing+json"
"""Of a display whose registers are not kept: it shows nothing."""

KINDS = {
    TABLE: "table", CHART: "chart", HEADLINE: "headline", FINDINGS: "findings", MENU: "menu", SHEETS: "sheets",
    CLOSING: "closing",
}  # fmt: skip
