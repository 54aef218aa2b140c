"""What `content` of css writes before or after an element -> what stands for it in the text.

It is shown, but no part of the page, so it is not read: OBJECT stands for letters and digits, and
a figure that it touches is asked about. Bullets, arrows, icons and blanks are nothing.
"""

import re

from extractor.document import OBJECT

_PIECE = re.compile(r'"([^"]*+)"|(?:counters?|attr)\(')
_WRITTEN = re.compile(rf"(?:[^\W_]|[%‰¥￥$€{OBJECT}])++")
_APART = re.compile(rf"[^{OBJECT}]++")


def generated(content: str) -> str:
    """The value of `content` -> OBJECT for each word or figure of it, blanks between them; nothing
    where it has none. A counter and an attribute are figures that are not known here.

    >>> generated('"1. "') == OBJECT + " ", generated('"→"'), generated("none")
    (True, '', '')
    """
    text = "".join(piece[1] or OBJECT * (piece[0][0] != '"') for piece in _PIECE.finditer(content))
    if not _WRITTEN.search(text):
        return ""
    return _APART.sub(" ", _WRITTEN.sub(OBJECT, text))
