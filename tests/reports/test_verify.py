import nbformat
import pytest

from kgcore.reports.verify import verify

REQUIRES = ("headline", "table", "chart", "findings")


def test_a_whole_notebook_passes(executed):
    assert verify(executed, REQUIRES) == []


def displays(node):
    return [cell for cell in node.cells if cell.cell_type == "code" and cell.outputs]


def test_a_cell_that_never_ran_is_found(executed):
    # what a dead kernel leaves: marked completed, without a count
    displays(executed)[0].execution_count = None
    assert any("没有运行完" in fault for fault in verify(executed, REQUIRES))


def test_an_error_output_is_found(executed):
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="坏", traceback=[])
    displays(executed)[0].outputs.append(error)
    assert any("ValueError：坏" in fault for fault in verify(executed, REQUIRES))


def test_a_missing_end_is_found(executed):
    displays(executed)[-1].outputs = []
    assert any("present.Closing" in fault for fault in verify(executed, REQUIRES))


@pytest.mark.parametrize(("kind", "word"), [("headline", "结论"), ("findings", "评价与建议")])
def test_a_missing_display_is_found(executed, kind, word):
    for cell in displays(executed):
        cell.outputs = [o for o in cell.outputs if f"application/vnd.kgcore.{kind}+json" not in o.data]
    assert verify(executed, REQUIRES) == [f"缺少{word}"]


def test_a_picture_without_alt_text_is_found(executed):
    output = nbformat.v4.new_output("display_data", {"image/png": "iVBORw0KGgo="})
    displays(executed)[0].outputs.append(output)
    assert any("替代文字" in fault for fault in verify(executed, REQUIRES))


def test_a_title_used_twice_is_found(executed):
    table = next(c for c in displays(executed) if "application/vnd.kgcore.table+json" in c.outputs[0].data)
    table.outputs.append(table.outputs[0])
    assert verify(executed, REQUIRES) == ["表或图的标题重复：营养素表"]


def test_a_key_figure_without_value_or_word_is_found(executed):
    key = "application/vnd.kgcore.headline+json"
    figure = next(c.outputs[0].data[key] for c in displays(executed) if key in c.outputs[0].data)["figures"][0]
    figure["value"] = None
    assert verify(executed, REQUIRES) == []
    figure["note"] = ""
    assert any("没有数值" in fault for fault in verify(executed, REQUIRES))
