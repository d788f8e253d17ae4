"""What a report shows, without a kernel: the cells of its notebook run here, in this process."""

import ast
import json
from pathlib import Path
from types import SimpleNamespace

from kgcore.reports import document as documents
from kgcore.reports import provenance
from kgcore.reports.document import Document

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def shown(name: str, **parameters: str) -> Document:
    """Return the document of a report for parameters (period, database …); an error of a cell is raised."""
    path = next(NOTEBOOKS.rglob(f"{name}.ipynb"))
    names = {}
    cells = []
    for place, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        source = "".join(cell["source"])
        outputs = []
        if cell["cell_type"] == "code":
            display = _run(source, names, f"{name} {place}")
            if display is not None:
                outputs = [{"data": display._repr_mimebundle_()}]
            if "database" in names and parameters:
                names |= parameters
                parameters = {}
        cells.append(SimpleNamespace(cell_type=cell["cell_type"], source=source, outputs=outputs))
    return documents.read(SimpleNamespace(cells=cells, metadata={}))


def _run(source, names, place):
    """Run a cell as a kernel does and return the value of its last line, if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, place, "exec"), names)
    return eval(compile(ast.Expression(last.value), place, "eval"), names) if last else None


def text_of(document: Document) -> str:
    """Return all that a reader sees, a line for each sentence, row or figure."""
    lines = [document.title]
    for block in document.blocks:
        content = block.content
        if block.piece:
            lines.append(("## " if block.piece.kind == "heading" else "") + block.piece.text)
        elif block.kind == "headline":
            lines.append(f"【{content['sentence']}】")
            lines += [f"  {f['label']} {f['value']}{f['unit']} {f['note']}" for f in content["figures"]]
        elif block.kind in ("table", "chart"):
            table = content if block.kind == "table" else content["table"]
            if block.kind == "chart":
                lines.append(f"[图] {content['title']}：{content.get('alt', '')}")
            lines.append(
                f"[表] {table.get('title', content['title'])}：" + "｜".join(c["heading"] for c in table["columns"])
            )
            lines += ["    " + "｜".join("" if v is None else str(v) for v in row) for row in table["rows"]]
            lines += [f"    注：{table['note']}"] if table.get("note") else []
        elif block.kind == "findings":
            lines += [f"[{f['severity']}] {f['text']} → {f['advice']}" for f in content["findings"]] or [
                content["empty"]
            ]
        else:
            lines.append(f"[{block.kind}] {json.dumps(content, ensure_ascii=False)[:1500]}")
    lines += [f"（{heading}）{text}" for heading, text in provenance.rows(document)]
    return "\n".join(lines)
