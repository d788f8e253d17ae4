"""kill -9 at any instant of rendering leaves the last report or the new one, whole."""

import random
import shutil
import signal
import subprocess
import sys

import pytest

from kgcore.reports import integrity, publish, record

from .conftest import NOTEBOOKS

RENDER = """
import sys
from pathlib import Path
import nbformat
from kgcore import reports
from kgcore.reports import document, exporters, runner
out, executed = Path(sys.argv[1]), sys.argv[3]
if executed:
    runner.execute = lambda *_: nbformat.read(executed, as_version=4)
print("ready", flush=True)
reports.run("small", {"period": "2026-05", "calcium": 80.0}, out, notebooks=Path(sys.argv[2]), force=True)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


def render_and_kill(tmp_path, small_out, times, seconds, *, kernel):
    """Render into a folder that holds a report, and kill that at a random instant within so many seconds."""
    chance = random.Random(20261130)
    executed = "" if kernel else str(small_out / "small/2026-05/executed.ipynb")
    before = record.read(small_out / "small/2026-05")["parameters"]["calcium"]
    for number in range(times):
        out = tmp_path / str(number)
        shutil.copytree(small_out, out)
        command = [sys.executable, "-c", RENDER, str(out), str(NOTEBOOKS), executed]
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
            assert process.stdout.readline() == "ready\n"
            try:
                process.wait(timeout=chance.uniform(0.0, seconds))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        publish.finish(out)
        found = [one for one in integrity.check(out, None) if "_revisions" not in one.folder.parts]
        assert [one.files for one in found] == [()], found
        assert record.read(out / "small/2026-05")["parameters"]["calcium"] in (before, 80.0)
        assert (out / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
        with publish.alone(out):
            pass
        assert not list((out / ".tmp").iterdir())


def test_a_render_that_is_killed_leaves_a_whole_report(small_out, tmp_path):
    render_and_kill(tmp_path, small_out, 3, 1.5, kernel=False)


@pytest.mark.full
@pytest.mark.parametrize("kernel", [False, True], ids=["replayed", "kernel"])
def test_a_render_that_is_killed_often_leaves_a_whole_report(kernel, small_out, tmp_path):
    render_and_kill(tmp_path, small_out, 20, 8.0 if kernel else 1.5, kernel=kernel)
