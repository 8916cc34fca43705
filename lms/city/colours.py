"""The colours of a city: from one chosen colour to all the steps that a page needs, legible in light and in dark.

Colours are computed in OKLCH, where equal steps look equal: Björn Ottosson, "A perceptual color space for image processing" (2020),
https://bottosson.github.io/posts/oklab/. Legibility is the contrast ratio of WCAG 2.2, from relative luminance
(https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Step names are those of Designsystemet: ``--ds-color-<name>-<step>``.
Lightness is 0 (black) to 1 (white), chroma about 0 (grey) to 0.3, hue in radians; colours go in and out as ``#rrggbb``.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256

from lms.kit.words import gettext as _

HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
TEXT = 4.5  # WCAG 2.2, 1.4.3
BORDER = 3.0  # WCAG 2.2, 1.4.11
SPARE = 0.1  # above the limits, so that rounding to 8 bits or a tint below never costs the grade
PALEST = 1.5  # contrast with white below which a button cannot be told from the page
DARKEST = 16.0  # contrast with white above which a link cannot be told from text

BACKGROUNDS = ("background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover", "surface-active")
BASES = ("base-default", "base-hover", "base-active")
STEPS = (
    *BACKGROUNDS,
    *("border-subtle", "border-default", "border-strong", "text-subtle", "text-default"),
    *BASES,
    *("base-contrast-subtle", "base-contrast-default"),
)
# lightness and greatest chroma of each background, and of the line that only decorates
LIGHT_TINTS = ((1.0, 0.0), (0.976, 0.008), (1.0, 0.0), (0.947, 0.019), (0.912, 0.036), (0.876, 0.052))
DARK_TINTS = ((0.190, 0.012), (0.218, 0.018), (0.245, 0.022), (0.278, 0.032), (0.318, 0.040), (0.360, 0.048))
LIGHT_LINE = (0.840, 0.070)
DARK_LINE = (0.430, 0.060)
NEUTRAL = "#3a3632"
# warm paper instead of pure white for the page, so that white cards stand out without heavy lines
NEUTRAL_PAPER = {"background-default": "#fbfaf7", "background-tinted": "#f6f4f0"}


@dataclass(frozen=True, slots=True)
class Scale:
    """All steps of one colour, by name, for the light and the dark scheme."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Palette:
    """What a city chooses; the field names are the values of ``data-color`` (``primary`` is ``main`` there)."""

    primary: str = "#0f6b66"
    accent: str = "#e8743b"
    topic1: str = "#6b4fb3"
    topic2: str = "#d9a514"
    topic3: str = "#2a7a4b"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    red, green, blue = _rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue of a colour."""
    red, green, blue = _rgb(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _to_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour of a screen that is nearest: chroma is lowered until it can be shown, lightness and hue are kept."""
    low, high = 0.0, chroma
    if not _shown(_to_rgb(lightness, chroma, hue)):
        for _step in range(20):
            chroma = (low + high) / 2
            low, high = (chroma, high) if _shown(_to_rgb(lightness, chroma, hue)) else (low, chroma)
        chroma = low
    channels = (round(255 * _gamma(min(1.0, max(0.0, channel)))) for channel in _to_rgb(lightness, chroma, hue))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _shown(rgb: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in rgb)


def _reach(tint: tuple[float, float], against: list[str], ratio: float, *, darker: bool, start: float | None = None) -> str:
    """The colour of a tint (chroma, hue) nearest to ``start`` with at least ``ratio`` to each colour in ``against``."""
    chroma, hue = tint
    good = 0.0 if darker else 1.0
    bad = (1.0 if darker else 0.0) if start is None else start
    if all(contrast(from_oklch(bad, chroma, hue), other) >= ratio for other in against):
        return from_oklch(bad, chroma, hue)
    for _step in range(18):
        middle = (good + bad) / 2
        enough = all(contrast(from_oklch(middle, chroma, hue), other) >= ratio for other in against)
        good, bad = (middle, bad) if enough else (good, middle)
    return from_oklch(good, chroma, hue)


def _bases(colour: str) -> dict[str, str]:
    """A filled button: its three states, and the two texts upon it; white where white can be read, else the colour's own night."""
    lightness, chroma, hue = to_oklch(colour)
    white = contrast(colour, "#ffffff") >= TEXT
    away = -1 if white else 1  # hovering moves away from the label's colour, so the label only gains
    if white and lightness < 0.3:
        away = 1
    if not white and lightness > 0.85:
        away = -1
    states = [colour, *(from_oklch(lightness + away * move, chroma, hue) for move in (0.055, 0.11))]
    label = "#ffffff" if white else from_oklch(0.18, min(chroma, 0.05), hue)
    if min(contrast(label, state) for state in states) < TEXT:
        label = "#ffffff" if white else "#000000"
    subtle = _reach((min(chroma, 0.05), hue), states, TEXT + SPARE, darker=not white, start=0.9 if white else 0.32)
    return {**dict(zip(BASES, states, strict=True)), "base-contrast-subtle": subtle, "base-contrast-default": label}


def _scheme(colour: str, *, dark: bool) -> dict[str, str]:
    lightness, chroma, hue = to_oklch(colour)
    tints = DARK_TINTS if dark else LIGHT_TINTS
    steps = {name: from_oklch(level, min(chroma, cap), hue) for name, (level, cap) in zip(BACKGROUNDS, tints, strict=True)}
    level, cap = DARK_LINE if dark else LIGHT_LINE
    steps["border-subtle"] = from_oklch(level, min(chroma, cap), hue)
    grounds = [*steps.values()][: len(BACKGROUNDS)]
    strong = (min(chroma, 0.13), hue)
    quiet = (min(chroma, 0.055), hue)
    steps["border-default"] = _reach(strong, grounds, BORDER + SPARE, darker=not dark)
    steps["border-strong"] = _reach(strong, grounds, TEXT + SPARE, darker=not dark)
    steps["text-subtle"] = steps["border-strong"]
    steps["text-default"] = _reach(quiet, grounds, 9.0 if dark else 10.0, darker=not dark)
    base = colour
    if dark:
        base = _reach((min(chroma, 0.15), hue), grounds[:4], TEXT + SPARE, darker=False, start=min(lightness, 0.86))
    return {**steps, **_bases(base)}


def scale(colour: str) -> Scale:
    """All steps of ``colour`` in both schemes; text and buttons reach 4.5:1, borders 3:1, on every background of the scale."""
    return Scale(light=_scheme(colour.lower(), dark=False), dark=_scheme(colour.lower(), dark=True))


def pairs() -> list[tuple[str, str, float]]:
    """What is legible upon what in each scale: (step in front, step behind, least contrast)."""
    upon_grounds = [("text-default", TEXT), ("text-subtle", TEXT), ("border-default", BORDER), ("border-strong", BORDER)]
    upon_bases = [("base-contrast-default", TEXT), ("base-contrast-subtle", TEXT)]
    return [
        *((front, ground, least) for front, least in upon_grounds for ground in BACKGROUNDS),
        *((front, base, least) for front, least in upon_bases for base in BASES),
    ]


def nearest(colour: str) -> str:
    """The colour of the same hue, as near as can be, that ``check`` accepts."""
    _lightness, chroma, hue = to_oklch(colour)
    if contrast(colour, "#ffffff") < PALEST + SPARE:
        return _reach((chroma, hue), ["#ffffff"], PALEST + SPARE, darker=True)
    low, high = to_oklch(colour)[0], 1.0
    if contrast(colour, "#ffffff") <= DARKEST:
        return colour.lower()
    for _step in range(18):
        middle = (low + high) / 2
        dark = contrast(from_oklch(middle, chroma, hue), "#ffffff") > DARKEST - SPARE
        low, high = (middle, high) if dark else (low, middle)
    return from_oklch(high, chroma, hue)


def check(colour: str) -> list[str]:
    """Why a city cannot have this colour: sentences with a near colour that it can have; none when it can."""
    if not HEX.fullmatch(colour):
        return [_("%(colour)s is not a colour: write # and six of the signs 0-9 and a-f, for instance #0f6b66.", colour=colour)]
    beside_white = contrast(colour, "#ffffff")
    if beside_white < PALEST:
        return [
            _(
                "%(colour)s is so pale that a button in it cannot be told from the page. %(near)s is near and can be used.",
                colour=colour,
                near=nearest(colour),
            )
        ]
    if beside_white > DARKEST:
        return [
            _(
                "%(colour)s is so dark that a link in it cannot be told from text. %(near)s is near and can be used.",
                colour=colour,
                near=nearest(colour),
            )
        ]
    return []


def _declared(name: str, steps: Mapping[str, str]) -> str:
    return "".join(f"--ds-color-{name}-{step}:{value};" for step, value in steps.items())


def _aliases(name: str) -> str:
    return "".join(f"--ds-color-{step}:var(--ds-color-{name}-{step});" for step in STEPS)


def stylesheet(palette: Palette) -> str:
    """The CSS of ``/brand.css``: the palette's scales, and ``data-color`` main, accent, topic1, topic2, topic3 and neutral upon them."""
    chosen = {("main" if field.name == "primary" else field.name): getattr(palette, field.name) for field in fields(palette)}
    scales = {name: scale(colour) for name, colour in chosen.items()}
    neutral = scale(NEUTRAL)
    scales["neutral"] = Scale(light={**neutral.light, **NEUTRAL_PAPER}, dark=neutral.dark)
    light = "".join(_declared(name, made.light) for name, made in scales.items()) + "color-scheme:light;"
    dark = "".join(_declared(name, made.dark) for name, made in scales.items()) + "color-scheme:dark;"
    dark_focus = "--ds-color-focus-inner:#171513;--ds-color-focus-outer:#ffffff;"
    light_focus = "--ds-color-focus-inner:#ffffff;--ds-color-focus-outer:#1d1b19;"
    rules = [
        f":root,[data-color-scheme=light]{{{light}{light_focus}}}",
        f"[data-color-scheme=dark]{{{dark}{dark_focus}}}",
        f"@media (prefers-color-scheme:dark){{[data-color-scheme=auto]{{{dark}{dark_focus}}}}}",
        f":root,[data-color-scheme],[data-color=main]{{{_aliases('main')}}}",
        *(f"[data-color={name}]{{{_aliases(name)}}}" for name in scales if name != "main"),
    ]
    return "@layer ds,brand,app;@layer brand{" + "\n".join(rules) + "}\n"


def short_hash(css: str) -> str:
    """Sixteen hex digits of the style sheet's SHA-256: its name, so that browsers may keep it for ever."""
    return sha256(css.encode()).hexdigest()[:16]
