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
FITS = "b => b.scrollWidth <= b.clientWidth"
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


def up(page, address):
    """Run the notebook and return the bench."""
    until(page, lambda: opened(page, address))
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    run_all, menu = page.get_by_text("Run All Cells", exact=True), page.get_by_role("menuitem", name="Run", exact=True)
    until(page, lambda: run_all.is_visible() or menu.click())
    run_all.click()
    return page.locator(".kg-bench").first


@pytest.mark.full  # JupyterLab, a kernel and a browser: half a minute of CPU
@pytest.mark.browser
def test_run_all_solve_and_pin_in_jupyterlab(address, page):
    bench = up(page, address)
    bench.get_by_role("button", name="求解", exact=True).click()
    places = bench.locator(".kg-place")
    bench.get_by_text("刚才：求解").wait_for()
    dishes = places.all_inner_texts()
    assert len(dishes) == 2 * 9 and "＋" not in dishes
    places.first.click()
    bench.get_by_text("这一天已经供应过").wait_for()
    places.nth(1).click()
    bench.get_by_role("button", name="固定", exact=True).click()
    bench.locator(".kg-place.kg-pinned").wait_for()
    assert bench.evaluate(FITS), "the bench fits an office screen"


@pytest.mark.full
@pytest.mark.browser
def test_what_is_posted_an_allergen_and_the_pictures_on_demand_are_clicked(address, page):
    bench = up(page, address)
    bench.get_by_text("载入公布的食谱").wait_for()
    bench.get_by_role("button", name="求解", exact=True).click()
    bench.get_by_text("刚才：求解").wait_for()
    bench.get_by_label("全园不含").select_option("鱼")
    bench.get_by_role("button", name="不含 鱼 ×").wait_for()
    bench.get_by_role("tab", name="膳费").click()
    for name, shown in (("画膳费曲线", "多少膳费能达到规则"), ("算最低膳费", "守住营养底线，每人每天最少")):
        bench.get_by_role("button", name=name, exact=True).click()
        bench.get_by_text(shown).first.wait_for()
    bench.get_by_role("button", name="比成本、营养、喜好", exact=True).click()
    bench.get_by_role("button", name="停止", exact=True).click()
    bench.get_by_role("button", name="换成这份食谱", exact=True).click()
    bench.get_by_text("刚才：换成第 1 份食谱").wait_for()
    bench.get_by_role("button", name="撤销", exact=True).click()
    bench.get_by_text("刚才：全园不含 鱼").wait_for()
    bench.get_by_role("tab", name="过敏班级").click()
    bench.get_by_text("替代餐：做什么").wait_for()
    bench.get_by_role("tab", name="公布和导出").click()
    bench.get_by_role("button", name="公布", exact=True).click()
    bench.get_by_text("没有署名").wait_for()
    bench.get_by_role("button", name="导出 Excel", exact=True).click()
    bench.get_by_text("已导出").wait_for()
    assert bench.evaluate(FITS), "the bench fits an office screen"
