"""Names of colours in style sheets, attributes and Word files -> shades that can be compared.

Text in the shade of what is behind it is not seen. Shades that the eye cannot tell from white are
white, so that equality is all that is to be asked.
"""

import colorsys
import re
from collections.abc import Sequence
from functools import lru_cache

WHITE, CLEAR = "ffffff", ""
"""The shade of paper, and that of what lets everything through."""

_LIGHT = 230
"""Red, green and blue from which a colour is as good as white: text so light on white has a
contrast of 1.25, and needs 4.5 to be read."""

UNSEEN = 0.05
"""The opacity up to which nothing is seen of a colour."""

_WHITES = (
    "white snow ivory floralwhite ghostwhite whitesmoke aliceblue azure mintcream honeydew "
    "seashell lavenderblush linen oldlace lavender window canvas"
)
_NAMES = dict.fromkeys(_WHITES.split(), WHITE) | {"black": "000000", "transparent": CLEAR}
_NO_COLOUR = frozenset(
    "none auto inherit initial unset revert currentcolor repeat round space scroll fixed local "
    "left right top bottom center cover contain text to at".split()
)
"""What leaves a colour as it is around, and what stands beside one in a `background`."""

_HEXADECIMAL = re.compile(r"#([0-9a-f]{3,4})\Z|#?([0-9a-f]{6}|[0-9a-f]{8})\Z")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,60})\)\Z")
_NUMBER = re.compile(r"([\d.]++)(%?)")
_TOKEN = re.compile(r"[a-z]++\([^()]*+\)|[^\s()]++")


def first_shade(background: str) -> str | None:
    """The shade of the first colour in a list of values, such as `url(a.png) #fff repeat-x`."""
    shades = map(shade, _TOKEN.findall(background))
    return next((found for found in shades if found is not None), None)


@lru_cache(maxsize=1024)
def shade(colour: str) -> str | None:
    """A colour in lower case -> six hexadecimal digits, CLEAR, or a name that is only like itself;
    None where it names none.

    >>> shade("#fff"), shade("rgba(0, 0, 0, 0)"), shade("navy"), shade("inherit")
    ('ffffff', '', 'navy', None)
    """
    if colour in _NAMES:
        return _NAMES[colour]
    if digits := _HEXADECIMAL.match(colour):
        long = digits[2] or "".join(2 * digit for digit in digits[1])
        return _mixed([int(long[at : at + 2], 16) / 255 for at in range(0, len(long), 2)])
    if function := _FUNCTION.match(colour):
        return _computed(function[1], _NUMBER.findall(function[2]))
    return colour if colour.isalpha() and colour not in _NO_COLOUR else None


def _computed(name: str, numbers: Sequence[tuple[str, str]]) -> str | None:
    try:
        values = [float(number) / (100 if percent else 1) for number, percent in numbers]
    except ValueError:
        return None
    if len(values) not in (3, 4):
        return None
    first, second, third, *opacity = values
    if name == "hsl":
        return _mixed([*colorsys.hls_to_rgb(first % 360 / 360, third, second), *opacity])
    whole = 1 if numbers[0][1] else 255
    return _mixed([first / whole, second / whole, third / whole, *opacity])


def _mixed(channels: Sequence[float]) -> str:
    """Red, green, blue and perhaps opacity, each from 0 to 1 -> the shade."""
    red, green, blue, *opacity = channels
    if opacity and opacity[0] <= UNSEEN:
        return CLEAR
    if min(red, green, blue) * 255 >= _LIGHT:
        return WHITE
    return "".join(f"{round(min(part, 1) * 255):02x}" for part in (red, green, blue))
