"""Sign and magnitude by colour."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style

from bpcli.writers.styles import BOLD, CAUTION, GOOD, LOUD, NEGATIVE, POSITIVE, QUIET, WRONG, in_sixteen, shade
from tests.writers.palettes import THEMES, contrast


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_loud(value: float) -> None:
    """NaN and infinity cannot be overlooked."""
    assert shade(value, 1.0) == LOUD


def test_sign_is_hue_and_magnitude_is_strength() -> None:
    """The largest entry has the strongest shade of its sign, the smallest the weakest."""
    assert (shade(2.0, 2.0), shade(0.01, 2.0)) == (POSITIVE[-1], POSITIVE[0])
    assert (shade(-2.0, 2.0), shade(-0.01, 2.0)) == (NEGATIVE[-1], NEGATIVE[0])


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_zero_is_quiet(zero: float) -> None:
    """Zeros recede, also where the whole matrix is zero."""
    assert shade(zero, 0.0) == QUIET


STYLES = {
    "quiet": QUIET,
    "loud": LOUD,
    "wrong": WRONG,
    "good": GOOD,
    "caution": CAUTION,
    **{f"positive {n}": style for n, style in enumerate(POSITIVE)},
    **{f"negative {n}": style for n, style in enumerate(NEGATIVE)},
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sixteen", [False, True], ids=["256", "16"])
def test_every_style_is_legible_on_every_background(theme: str, sixteen: bool) -> None:
    """A contrast of 3:1 at least, on black, white and Solarized, with 256 colours and with a theme's own sixteen."""
    here = THEMES[theme]
    background = here.triplet(Color.parse(f"#{here.background}"))
    shown = {name: in_sixteen(style) if sixteen else style for name, style in STYLES.items()}
    contrasts = {name: contrast(here.triplet(style.color), background) for name, style in shown.items()}
    assert min(contrasts.values()) >= 3, contrasts
    assert not any(style.dim for style in shown.values())


def test_the_contrast_is_that_of_wcag() -> None:
    """Its published examples: black on white 21, #777777 on white 4.48; blue on black was 1.6 and dim grey worse."""
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)
    vga = THEMES["vga"]
    assert contrast(vga.triplet(Color.parse("blue")), (0, 0, 0)) < 2


@pytest.mark.parametrize("theme", THEMES)
def test_signs_are_told_apart_without_red_and_green(theme: str) -> None:
    """What the colour-blind see of them, by the blue part and the lightness alone, still differs."""
    here = THEMES[theme]
    for positive, negative in zip(POSITIVE[1:], NEGATIVE[1:], strict=True):
        above, below = (here.triplet(style.color) for style in (positive, negative))
        assert above[2] - below[2] > 60, (positive, negative)
        above, below = (here.triplet(in_sixteen(style).color) for style in (positive, negative))
        assert above[2] - below[2] > 60 or contrast(above, below) > 2, (positive, negative)


def test_in_sixteen_what_has_no_colour_keeps_its_look() -> None:
    """Bold stays bold; a colour that is nobody's own becomes that of all text."""
    assert in_sixteen(BOLD) == BOLD
    assert in_sixteen(Style.parse("bold color(99)")) == Style.parse("bold default")
