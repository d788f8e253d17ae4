"""A made-up format of a report: its title and its prose as plain text."""

from nbconvert.exporters import Exporter

from kgcore.reports import document as documents


class PlainTextExporter(Exporter):
    file_extension = ".txt"
    output_mimetype = "text/plain"

    def from_notebook_node(self, nb, resources=None, **kw):
        node, resources = super().from_notebook_node(nb, resources, **kw)
        document = documents.read(node)
        prose = [block.piece.text for block in document.of_kind("prose")]
        return "\n".join([document.title, *prose]), resources
