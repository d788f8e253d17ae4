import base64
import io
import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont

from kgcore.present import fonts


def test_the_font_is_noto_found_without_importing_mplfonts():
    assert fonts.path().name == "NotoSansCJKsc-Regular.otf"
    assert "mplfonts" not in sys.modules


def test_subset_draws_what_is_asked_and_little_else():
    made = fonts.subset(["幼儿园膳食营养", "12 %"])
    found = set(TTFont(io.BytesIO(made)).getBestCmap())
    assert found == {ord(char) for char in "幼儿园膳食营养12% "}
    assert len(made) < 20_000


def test_subset_is_the_same_each_time():
    assert fonts.subset(["膳食"]) == fonts.subset(["食膳"])


def test_a_missing_character_is_named():
    with pytest.raises(fonts.GlyphError, match=r"U\+1F600"):
        fonts.require("好😀", "表里")
    fonts.require("玥犇㛃 ■▲◆●—", "表里")


def test_a_page_carries_the_characters_it_shows_and_no_pictures():
    page = '<p>毛巾</p><img src="data:image/png;base64,AAAA">'
    css = fonts.face(page)
    held = TTFont(io.BytesIO(base64.b64decode(css.split("base64,")[1].split(")")[0]))).getBestCmap()
    assert {ord("毛"), ord("巾")} <= set(held)
    assert len(held) < 30


def test_a_seaborn_plot_of_a_user_draws_chinese_once_present_is_imported():
    program = """
import matplotlib
matplotlib.use("Agg")
import io, warnings
import matplotlib.pyplot as plt, pandas as pd, seaborn as sns
import kgcore.present
warnings.filterwarnings("error", message="Glyph .* missing from")
rows = pd.DataFrame({"食物": ["鸡蛋", "青菜"], "用量": [-50, 120]})
sns.barplot(rows, x="食物", y="用量").set_title("每人每日用量")
plt.savefig(io.BytesIO())
sns.set_theme()
kgcore.present.use_chinese()
sns.barplot(rows, x="食物", y="用量").set_title("每人每日用量")
plt.savefig(io.BytesIO())
"""
    subprocess.run([sys.executable, "-c", program], check=True)
