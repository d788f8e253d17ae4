"""What notebooks show: display objects whose mime bundle holds the page, the picture and the plain table.

Importing it lets every chart of the session draw Chinese, see `use_chinese`.
"""

import contextlib

from kgcore.present.chart import Chart
from kgcore.present.closing import Closing, Source
from kgcore.present.findings import Findings
from kgcore.present.fonts import FontError, use_chinese
from kgcore.present.headline import Figure, Headline
from kgcore.present.table import Column, Table

__all__ = ["Chart", "Closing", "Column", "Figure", "Findings", "Headline", "Source", "Table", "use_chinese"]

with contextlib.suppress(FontError):  # whoever draws without the font is told so then
    use_chinese()
