"""Colours that cannot be told apart are the same shade."""

import pytest

from extractor.document.colours import CLEAR, WHITE, first_shade, shade


@pytest.mark.parametrize(
    "colour",
    ["white", "window", "#fff", "aliceblue", "ffffff", "#fffe", "#fdfdfd", "#eee", "whitesmoke",
     "rgb(255,255,255)", "rgb(100% 100% 100% / 80%)", "rgba(250, 250, 250, .9)",
     "hsl(0, 0%, 100%)"],
)  # fmt: skip
def test_what_is_as_good_as_white(colour: str) -> None:
    assert shade(colour) == WHITE


@pytest.mark.parametrize(
    "colour",
    ["transparent", "#0000", "#33333300", "rgba(0,0,0,0)", "rgb(0 0 0 / 0%)",
     "rgba(60, 60, 60, 0.02)", "hsla(240, 100%, 50%, 0)"],
)  # fmt: skip
def test_what_lets_everything_through(colour: str) -> None:
    assert shade(colour) == CLEAR


@pytest.mark.parametrize(
    ("colour", "other"),
    [("#036", "#003366"), ("rgb(0, 51, 102)", "#003366"), ("hsl(210, 100%, 20%)", "003366")],
)
def test_one_colour_in_its_many_forms(colour: str, other: str) -> None:
    assert shade(colour) == shade(other) == "003366"


def test_a_name_is_only_like_itself() -> None:
    assert shade("teal") == shade("teal") not in (shade("navy"), WHITE, CLEAR)


@pytest.mark.parametrize(
    "value", ["inherit", "currentcolor", "var(--x)", "rgb(1,2)", "rgb(1..2,3,4)", "#12", "", "12px"]
)
def test_what_names_no_colour(value: str) -> None:
    assert shade(value) is None


@pytest.mark.parametrize(
    ("background", "found"),
    [
        ("url(a.png) no-repeat 0 0 #fff", WHITE),
        ("#036 url(a.png) center/cover", "003366"),
        ("no-repeat teal fixed", "teal"),
        ("linear-gradient(to right, rgb(0, 51, 102), teal)", "003366"),
        ("transparent", CLEAR),
        ("none", None),
        ("url(a.png) repeat-x", None),
    ],
)
def test_the_colour_of_a_background_is_found(background: str, found: str | None) -> None:
    assert first_shade(background) == found
