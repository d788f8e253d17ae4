"""What notebooks show: display objects whose mime bundle holds the page, the picture and the plain table."""

from kgcore.present.chart import Chart
from kgcore.present.closing import Closing, Source
from kgcore.present.findings import Findings
from kgcore.present.headline import Figure, Headline
from kgcore.present.table import Column, Table

__all__ = ["Chart", "Closing", "Column", "Figure", "Findings", "Headline", "Source", "Table"]
