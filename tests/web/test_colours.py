"""Text can be read on whatever it stands on, in both schemes: WCAG 2.2, contrast AA."""

import re
from importlib.resources import files

import pytest

CSS = (files("extractor.web") / "static" / "gouji.css").read_text(encoding="utf-8")
SCHEMES = dict(
    zip(("light", "dark"), re.findall(r":root \{(.*?)\n *\}", CSS, re.DOTALL), strict=True)
)

TEXT = [
    *[(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("ground", "surface")],
    *[(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("raised", "accent-ground")],
    *[(state, f"{state}-ground") for state in ("waits", "settled", "proved", "wrong")],
    *[(state, "surface") for state in ("waits", "settled", "proved", "wrong")],
    *[("ink", f"{state}-ground") for state in ("waits", "settled", "proved", "wrong")],
    ("accent-ink", "accent"),
    ("ink", "here"),
]
SIGNS = [
    *[(line, ground) for line in ("edge", "focus") for ground in ("ground", "surface", "raised")],
    ("focus", "accent-ground"),
]
"""What is no text, but tells where something is."""


def colours(scheme: str) -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", SCHEMES[scheme]))
    return {
        name: c if len(c) == 7 else "#" + "".join(2 * x for x in c[1:]) for name, c in found.items()
    }


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    known = colours(scheme)
    assert contrast(known[ink], known[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("line", "ground"), SIGNS)
def test_signs_can_be_seen(scheme: str, line: str, ground: str) -> None:
    known = colours(scheme)
    assert contrast(known[line], known[ground]) >= 3


def test_both_schemes_have_the_same_colours() -> None:
    assert colours("light").keys() == colours("dark").keys()
