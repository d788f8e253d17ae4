"""`kg explore` before JupyterLab starts: what is missing is said, what is started is on this computer only."""

import importlib.util
import re

import nbformat
import pytest

from kgcore.cli import explore, main


@pytest.fixture
def called(tmp_path, monkeypatch):
    """Where JupyterLab would have been started."""
    (tmp_path / "office.db").touch()
    monkeypatch.chdir(tmp_path)
    calls = []
    monkeypatch.setattr(explore, "serve", lambda *given, **named: calls.append((given, named)))
    return calls


def kg(*arguments):
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    return end.value.code


def test_it_says_where_and_starts_on_a_notebook_with_the_calls_parameters(called, tmp_path, capsys):
    assert kg("explore", "--week", "2026-W19", "--no-browser") == 0
    ((notebook, port, token), named), said = called[0], capsys.readouterr().err
    assert named == {"browser": False}
    assert notebook == tmp_path / "排食谱.ipynb"
    address = re.search(r"http://(\S+?):(\d+)/doc/tree/\S+\?token=(\S+)", said)
    assert address.groups() == ("127.0.0.1", str(port), token)
    assert len(token) >= 24
    given = next(c for c in nbformat.read(notebook, 4).cells if "injected-parameters" in c.metadata.get("tags", []))
    assert f'database = "{tmp_path / "office.db"}"' in given.source
    assert 'week = "2026-W19"' in given.source


def test_without_the_extra_it_says_how_to_install_it(called, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert kg("explore") == 2
    assert "pip install 'kgcore[interactive]'" in capsys.readouterr().err
    assert called == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--database", "没有.db", "explore"], "找不到数据库"),
        (["explore", "--week", "2026-05"], "--week 要写一周"),
        (["explore", "--week", "下周"], "不是可用的期间"),
        (["explore", "--port", "99999"], "端口 99999 不能用"),
    ],
)
def test_a_wrong_call_is_said_and_nothing_starts(called, arguments, says, capsys):
    assert kg(*arguments) == 2
    assert says in capsys.readouterr().err
    assert called == []
