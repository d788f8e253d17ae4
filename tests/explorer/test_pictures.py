import pandas as pd
import pytest

from kgcore.explorer.pictures import fees_in_words

YUAN = pd.Series([8.0, 10.0, 12.0, 14.0])


@pytest.mark.parametrize(
    ("possible", "said"),
    [
        ([True] * 4, "8.00 元起有可能"),
        ([False, False, True, True], "10.00 元及以下怎么排都达不到全部规则；12.00 元起有可能"),
        (
            [False, True, True, False],
            "8.00 元及以下怎么排都达不到全部规则；10.00 元～12.00 元有可能；14.00 元及以上要把钱花到，总有规则守不住",
        ),
        ([False] * 4, "8.00～14.00 元怎么排都达不到全部规则"),
    ],
)
def test_fees_too_low_and_too_high_are_told_apart(possible, said):
    assert fees_in_words(YUAN, pd.Series(possible)) == said
