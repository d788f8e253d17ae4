"""Each format of a report is an nbconvert exporter over the one executed notebook."""

from __future__ import annotations

from typing import Any

from kgcore.reports.exporters.docx import DocxExporter
from kgcore.reports.exporters.html import HtmlExporter
from kgcore.reports.exporters.pdf import PdfExporter
from kgcore.reports.exporters.xlsx import XlsxExporter

EXPORTERS = {"html": HtmlExporter, "pdf": PdfExporter, "xlsx": XlsxExporter, "docx": DocxExporter}


def export(node: Any, name: str) -> bytes:
    """Return an executed notebook in the format html, pdf, xlsx or docx; equal notebooks give equal bytes."""
    exporter: Any = EXPORTERS[name]()  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(node)
    return body.encode() if isinstance(body, str) else bytes(body)


__all__ = ["EXPORTERS", "DocxExporter", "HtmlExporter", "PdfExporter", "XlsxExporter", "export"]
