import pytest

from kgcore.present.palette import INK, LOOKS, MUTED, PAPER, SERIES, contrast


def test_contrast_of_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(
        4.48, abs=0.01
    )  # the grey that WCAG tutorials name as failing


@pytest.mark.parametrize("tone", LOOKS)
def test_verdicts_are_readable_on_their_ground_and_on_paper(tone):
    look = LOOKS[tone]
    assert min(contrast(look.ink, look.ground), contrast(look.ink, PAPER)) >= 4.5


@pytest.mark.parametrize("ink", [INK, MUTED, *SERIES])
def test_inks_are_readable(ink):
    assert contrast(ink, PAPER) >= 4.5
    assert all(contrast(MUTED, look.ground) >= 4.5 for look in LOOKS.values())


def test_signs_tell_verdicts_apart_without_colour():
    signs = [look.sign for tone, look in LOOKS.items() if tone != "plain"]
    assert len(set(signs)) == len(signs)
