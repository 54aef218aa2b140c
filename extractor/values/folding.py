"""Characters that mean the same -> one character, so that spans stay where they are.

Reports mix full and half width, simplified and traditional characters, and a
dozen kinds of space and dash. `fold` maps each character to exactly one, so an
offset in the folded text is the same offset in the printed text.

The traditional forms come from OpenCC's `t2s` table, the widths from Unicode NFKC.
"""

import re
import unicodedata
from functools import lru_cache

import opencc

DASHES = "-－—–─―﹣−‐‑‒⁃﹘ー"
SLASHES = "/／\\＼∕"
_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_LOOKALIKES = {
    "○": "〇",
    "Ｏ": "O",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "〝": '"',
    "〞": '"',
    "‘": "'",
    "’": "'",
    "﹑": "、",
    "｡": "。",
    "【": "[",
    "】": "]",
    "〔": "[",
    "〕": "]",
    "［": "[",
    "⟦": "[",
    "⟧": "]",
    "］": "]",
    "〈": "《",
    "〉": "》",
    "‧": "·",
    "•": "·",
    "覆": "复",  # 答覆, 回覆: one word of the traditional script, left alone by the table
    "・": "·",
    "﹪": "%",
}
_UNBROKEN = "\u00a0\u2007\u2009\u202f"
_GAP = re.compile(f"[{_UNBROKEN}]")
_THOUSANDS = re.compile(
    rf"(?<![\d.,{_UNBROKEN}])[1-9]\d{{0,2}}(?:[{_UNBROKEN}]\d{{3}})++(?=[\u4e00-\u9fff])"
)
"""Digits in threes, set apart by a space that does not break a line, before a unit: one number."""


class _Plain(dict[int, str]):
    """Character -> its plain form. A digit of any script is met when it is met."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        digit = unicodedata.decimal(character, None)
        plain = character if digit is None else str(digit)
        if point < 0x10000:  # no text can make the table large
            self[point] = plain
        return plain


def _table() -> _Plain:
    table = _Plain()
    for point in range(0xFF01, 0xFF5F):  # full-width ASCII
        table[point] = chr(point - 0xFEE0)
    for point in range(0x2F00, 0x2FD6):  # radicals
        table[point] = unicodedata.normalize("NFKC", chr(point))
    table.update({ord(c): "-" for c in DASHES})
    table.update({ord(c): "/" for c in SLASHES})
    table.update({ord(c): " " for c in _SPACES + INVISIBLE})
    ideographs = [chr(point) for point in range(0x4E00, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    table.update(
        {ord(old): new for old, new in zip(ideographs, simplified, strict=True) if old != new}
    )
    table.update({ord(old): new for old, new in _LOOKALIKES.items()})
    return table


_FOLD = _table()


def fold(text: str) -> str:
    """`text` with every character in its plain form; the length never changes."""
    if any(space in text for space in _UNBROKEN):
        text = _THOUSANDS.sub(lambda number: _GAP.sub(",", number[0]), text)
    return text.translate(_FOLD)


_NUMBERING = re.compile(
    r"""^(?:
        [（(]? (?:[一二三四五六七八九十]{1,3}|\d{1,2}) [）)、.．,:)]  # （一） 一、 1. 3)
      | 第[一二三四五六七八九十\d]+[项部章节、]
      | [①-⑳]
      | \d{1,2}(?=[^\d\s.%])                                          # a stray footnote digit
    )""",
    re.VERBOSE,
)
_REMARK = re.compile(r"[(\[][^()\[\]]*(?:[)\]]|$)")
_NOISE = re.compile(r"[\s\"'、,.;:：·。()\[\]《》*_|/-]+")


def unspaced(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def squeeze(folded: str) -> str:
    """Folded text without white space and punctuation, as label keys are written."""
    return _NOISE.sub("", folded)


@lru_cache(maxsize=65536)
def label_key(label: str) -> str:
    """The part of a label that names it: no numbering, no bracketed remark, no punctuation.

    >>> label_key("（二）部分公开（区分处理的，只计这一情形")
    '部分公开'
    """
    text = unspaced(fold(label))
    while match := _NUMBERING.match(text):
        text = text[match.end() :]
    return squeeze(_REMARK.sub("", text) or text)
