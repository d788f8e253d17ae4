"""Each format of a report is an nbconvert exporter over the one executed notebook, one module a format."""

from __future__ import annotations

from kgcore.reports.exporters.registry import FORMATS, Format, export

__all__ = ["FORMATS", "Format", "export"]
