"""The bench as a nutritionist meets it: `kg explore`, a browser, run all, 求解."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAIT = 60_000  # milliseconds; a bound for a broken page, not a measure


@pytest.fixture
def address(tmp_path, office):
    """Where `kg explore` says the bench is; it is ended as Ctrl+C ends it."""
    config = tmp_path / "jupyter"
    config.mkdir()
    # a CI container may run as root, which JupyterLab refuses unless told
    (config / "jupyter_server_config.py").write_text("c.ServerApp.allow_root = True\n")
    own = {"PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(config), "JUPYTER_RUNTIME_DIR": str(config / "run")}
    call = [sys.executable, "-m", "kgcore.cli", "--database", str(tmp_path / "office.db"), "explore"]
    with subprocess.Popen(
        [*call, "--week", "2026-W19", "--no-browser"],
        cwd=tmp_path, env={**os.environ, **own}, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    ) as started:  # fmt: skip
        said = started.stderr.readline()
        yield re.search(r"http://\S+", said).group()
        started.send_signal(signal.SIGINT)
        started.stderr.read()
    assert started.returncode == 0


@pytest.fixture
def page():
    sync_api = pytest.importorskip("playwright.sync_api")
    browser = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no Chromium")
    with sync_api.sync_playwright() as play, play.chromium.launch(executable_path=browser, args=["--no-sandbox"]) as on:
        made = on.new_page(viewport={"width": 1366, "height": 650})
        made.set_default_timeout(WAIT)
        yield made


def until(page, done):
    """JupyterLab says nowhere that its server answers and that its menus are wired: ask again until it is so."""
    for _ in range(WAIT // 250):
        if done():
            return
        page.wait_for_timeout(250)
    raise AssertionError("JupyterLab did not come up")


def opened(page, address):
    try:
        return page.goto(address)
    except Exception as error:
        assert "ERR_CONNECTION_REFUSED" in str(error)
        return None


@pytest.mark.full  # JupyterLab, a kernel and a browser: half a minute of CPU
@pytest.mark.browser
def test_run_all_solve_and_pin_in_jupyterlab(address, page):
    until(page, lambda: opened(page, address))
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    run_all, menu = page.get_by_text("Run All Cells", exact=True), page.get_by_role("menuitem", name="Run", exact=True)
    until(page, lambda: run_all.is_visible() or menu.click())
    run_all.click()
    bench = page.locator(".kg-bench").first
    bench.get_by_role("button", name="求解", exact=True).click()
    places = bench.locator(".kg-place")
    bench.get_by_text("刚才：求解").wait_for()
    dishes = places.all_inner_texts()
    assert len(dishes) == 2 * 9 and "＋" not in dishes
    places.first.click()
    bench.get_by_role("button", name="固定", exact=True).click()
    bench.locator(".kg-place.kg-pinned").wait_for()
    shape = "b => b.scrollWidth <= b.clientWidth"
    assert bench.evaluate(shape), "the bench fits an office screen"
