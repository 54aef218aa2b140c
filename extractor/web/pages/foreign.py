"""Text out of a document, made fit to be shown: nothing in it can disturb the page.

Markup is escaped by the templates. What is left are characters that have no shape of their own and
change others: control characters, and the marks that turn the direction of writing.
"""

_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = {code: chr(0x2400 + code) for code in range(32)}
_VISIBLE |= {code: f"⟦U+{code:04X}⟧" for code in (*range(0x7F, 0xA0), *_DIRECTION)}
_VISIBLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_VISIBLE |= {ord("\n"): "\n", ord("\t"): "\t"}


def visible(text: object) -> str:
    r"""Foreign text with a picture or a number in place of each character that is not seen.

    >>> visible("a\x07b\u202e3")
    'a␇b⟦U+202E⟧3'
    """
    return str(text).translate(_VISIBLE)
