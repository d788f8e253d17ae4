import pytest

from kgcore import reports
from kgcore.reports import parameters
from kgcore.reports.catalogue import Entry, Parameter
from kgcore.reports.errors import CallError

from .conftest import NOTEBOOKS


def entry(**more):
    return Entry(
        name="x",
        title="试",
        audience="",
        unit="month",
        formats=("html",),
        parameters={name: Parameter(**declared) for name, declared in more.items()},
        notebook=NOTEBOOKS / "small.ipynb",
    )


SMALL = reports.find("small", NOTEBOOKS)


def test_defaults_and_types():
    found = parameters.check(SMALL, {"period": "2026-05", "calcium": "80"})
    assert found == {"period": "2026-05", "site": "main", "calcium": 80.0}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "缺少期间"),
        ({"period": "2026-13"}, "不是可用的期间"),
        ({"period": "2026-W19"}, "2026-05"),
        ({"period": "2026-05", "calicum": 80}, "没有参数 calicum"),
        ({"period": "2026-05", "calcium": "多"}, "钙占标准"),
        ({"period": "2026-05", "site": "../etc"}, "园所"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_starts(given, says, tmp_path):
    with pytest.raises(CallError, match=says):
        reports.run("small", given, tmp_path / "out", notebooks=NOTEBOOKS)
    assert not (tmp_path / "out").exists()


def test_published_parameters_name_no_path_and_no_password(tmp_path):
    declared = entry(
        database={"type": "database", "title": "库"}, other={"type": "database", "title": "库", "default": "x"}
    )
    file = tmp_path / "office.db"
    file.touch()
    url = "postgresql+psycopg://kg:geheim@db.example/office"
    values = parameters.check(declared, {"database": str(file), "other": url})
    assert values["database"] == str(file.absolute())
    assert parameters.public(declared, values) == {"database": "office.db", "other": "postgresql:office"}


def test_a_missing_database_is_the_callers_fault(tmp_path):
    with pytest.raises(CallError, match="找不到文件"):
        parameters.check(entry(database={"type": "database", "title": "库"}), {"database": str(tmp_path / "no.db")})


def test_unknown_report_and_format():
    with pytest.raises(CallError, match="nutrition"):
        reports.find("nutrtion")
    with pytest.raises(CallError, match="docx"):
        reports.run("small", {"period": "2026-05"}, formats=["docx"], notebooks=NOTEBOOKS)
