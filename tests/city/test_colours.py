"""A city's colours stay legible, whatever it chooses."""

import random
import re

import pytest

from lms.city.colours import (
    HEX,
    NEUTRAL,
    NEUTRAL_PAPER,
    STEPS,
    Palette,
    check,
    contrast,
    from_oklch,
    nearest,
    pairs,
    scale,
    stylesheet,
    to_oklch,
)

DRAW = random.Random(20261122)
MANY = [f"#{DRAW.randrange(0x1000000):06x}" for _ in range(300)]
CORNERS = [
    "#ff0000",
    "#00ff00",
    "#0000ff",
    "#ffff00",
    "#00ffff",
    "#ff00ff",
    "#767676",
    "#777777",
    "#808080",
    "#c0c0c0",
    "#003399",
    "#ffcc00",
]
SHOWN = ["text-default", "text-subtle", "border-default", "border-strong"]


@pytest.mark.parametrize("colour", MANY + CORNERS)
def test_each_pair_of_steps_keeps_its_contrast_or_the_colour_is_refused(colour: str) -> None:
    if check(colour):
        assert not check(nearest(colour))
        return
    made = scale(colour)
    for steps in (made.light, made.dark):
        for front, behind, least in pairs():
            assert contrast(steps[front], steps[behind]) >= least, (front, behind, steps[front], steps[behind])


@pytest.mark.parametrize("colour", MANY[:60])
def test_a_colours_words_and_lines_can_be_seen_on_the_page_itself(colour: str) -> None:
    made, neutral = scale(colour), scale(NEUTRAL)
    papers = {"light": [*NEUTRAL_PAPER.values(), neutral.light["surface-tinted"]], "dark": [neutral.dark[name] for name in NEUTRAL_PAPER]}
    for scheme, steps in (("light", made.light), ("dark", made.dark)):
        for paper in papers[scheme]:
            for front in SHOWN:
                assert contrast(steps[front], paper) >= (4.5 if front.startswith("text") else 3.0), (scheme, front, paper)


def test_most_colours_are_accepted() -> None:
    assert sum(bool(check(colour)) for colour in MANY) < len(MANY) / 8


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("#fffbe6", "so pale"),
        ("#ffffff", "so pale"),
        ("#05070a", "so dark"),
        ("#000000", "so dark"),
        ("teal", "not a colour"),
        ("#12345", "not a colour"),
    ],
)
def test_a_refusal_says_why(colour: str, said: str) -> None:
    assert said in check(colour)[0]


@pytest.mark.parametrize("colour", ["#fffbe6", "#05070a", "#0d0200"])
def test_a_refusal_offers_a_colour_of_the_same_hue_that_is_accepted(colour: str) -> None:
    offered = HEX.findall(check(colour)[0])[1]
    assert check(offered) == []
    assert to_oklch(offered)[2] == pytest.approx(to_oklch(colour)[2], abs=0.35)


@pytest.mark.parametrize("colour", MANY[:40])
def test_a_colour_comes_back_from_oklch_as_it_went_in(colour: str) -> None:
    assert from_oklch(*to_oklch(colour)) == colour


def test_lightness_chroma_and_hue_are_those_of_the_published_examples() -> None:
    lightness, chroma, hue = to_oklch("#ff0000")
    assert (lightness, chroma, hue) == pytest.approx((0.62796, 0.25768, 0.51023), abs=1e-4)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_the_chosen_colour_itself_fills_the_buttons_of_the_light_scheme() -> None:
    assert scale("#0F6B66").light["base-default"] == "#0f6b66"


def test_the_default_palette_is_accepted() -> None:
    palette = Palette()
    assert [check(colour) for colour in (palette.primary, palette.accent, palette.topic1, palette.topic2, palette.topic3)] == [[]] * 5


def test_the_stylesheet_names_each_step_of_each_colour_in_both_schemes() -> None:
    css = stylesheet(Palette())
    for name in ("main", "accent", "topic1", "topic2", "topic3", "neutral"):
        for step in STEPS:
            assert css.count(f"--ds-color-{name}-{step}:#") == 3, (name, step)
    assert css.count("{") == css.count("}")
    assert not re.search(r"url\(|@import", css)
