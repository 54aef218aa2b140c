"""Bytes -> text, in whatever encoding a Chinese office saves its files.

UTF-8 proves itself, even with a few bad bytes in it. GB18030 and Big5 hardly do: each decodes
most texts of the other without complaint. What tells them apart is that in the right one the
commonest characters of written Chinese turn up, about every tenth; in the wrong one they are as
rare as any.
"""

import codecs
import re

from charset_normalizer import from_bytes

from extractor.errors import Malformed, UnsupportedFormat

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES = ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
"""Tried in this order; a later one must be much more convincing than an earlier one."""

_DECLARED = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "big5": "cp950", "big5-hkscs": "big5hkscs", "utf-16": "utf-16-le",
}  # fmt: skip
"""What a page declares -> what browsers take it for. Others are lies or not Chinese."""

_RARER = ["big5hkscs", "cp949", "euc_jp", "euc_kr", "shift_jis", "cp1252"]
"""What charset-normalizer may choose from, where nothing likelier decodes at all."""

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([\w-]{2,20})", re.IGNORECASE)
_META_WITHIN = 8192
_SAMPLE = 100_000

_COMMON = frozenset(
    "，。、；：（）“”《》的一是不了在有人这中大来上国个到为和地出年以会时要于对這來國個為時會於對"
)
_ENOUGH = 200  # characters beyond ASCII that can show what is no Chinese
_MIN_COMMON = 0.005  # share of common ones among them, below which it is none: found is 0.05 up
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MAX_CONTROLS = 0.01  # share of controls above which it is no text; Word leaves some behind
_BAD = re.compile("\ufffd+")
_MAX_BAD = 0.02  # share of bad places, to characters beyond ASCII, in another encoding

_MENDED = ("utf-8", "gb18030")
"""Encodings that are known again with a few bad bytes; in the others any bytes may be text."""


def decode(data: bytes) -> str:
    """A text file's bytes -> its text, without byte order mark, lines ending in `\\n`.

    A few bad bytes become U+FFFD each, where all else shows what the encoding is.
    Raises UnsupportedFormat for bytes that are no text in any of the encodings, Malformed
    for a text of nothing but white space or one that its own byte order mark belies.
    """
    text = _decode(data)
    if not text.strip():
        raise Malformed(
            "there is nothing but white space in it", "check that it was saved or downloaded whole"
        )
    sample = text[:_SAMPLE]
    if "\0" in text or len(_CONTROL.findall(sample)) > _MAX_CONTROLS * len(sample):
        raise _binary()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _text(data[len(bom) :], encoding)
            if text is None or (not text and encoding not in _MENDED):
                raise Malformed(
                    f"the file begins as {encoding.upper()}, but is damaged further on",
                    "save it again as UTF-8",
                )
            return text.removeprefix("\ufeff")
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        # UTF-16 without its mark: the zeros of its ASCII characters tell the byte order.
        little = sample[1::2].count(0) >= sample[::2].count(0)
        text = _text(data, "utf-16-le" if little else "utf-16-be")
        if text is None or _is_chance(text):
            raise _binary()
        return text
    if len(sample) - len(sample.translate(None, _CONTROLS)) > _MAX_CONTROLS * len(sample):
        raise _binary()
    text = _text(data, "utf-8")
    return _guess(data) if text is None else text


def _guess(data: bytes) -> str:
    declared = _META.search(data[:_META_WITHIN])
    first = _DECLARED.get(declared[1].decode("ascii", "replace").lower()) if declared else None
    best: str | None = None
    best_hits = 0
    for encoding in dict.fromkeys((first or "gb18030", *_GUESSES)):
        text = _text(data, encoding)
        if text is not None and (best is None or _hits(text) > 2 * best_hits + 2):
            best, best_hits = text, _hits(text)
    if best is None:
        match = from_bytes(data, cp_isolation=_RARER).best()
        best = _text(data, match.encoding) if match else None
    elif _is_chance(best):
        best = None
    if best is None:
        raise UnsupportedFormat(
            "this is no text in UTF-8, GB18030, Big5 or UTF-16, or a damaged one",
            "open it where it is still readable and save it as UTF-8",
        )
    return best


def _hits(text: str) -> int:
    return sum(map(text[:_SAMPLE].count, _COMMON))


def _is_chance(text: str) -> bool:
    """Whether this decodes by chance: much of it is not ASCII, and next to none is common."""
    sample = text[:_SAMPLE]
    wide = len(sample) - len(sample.encode("ascii", "ignore"))
    return wide > _ENOUGH and _hits(sample) < _MIN_COMMON * wide


def _text(data: bytes, encoding: str) -> str | None:
    """The text, with U+FFFD for what no text has; None where that is in more than a few places."""
    try:
        text = data.decode(encoding)
        # GB18030 has codes for surrogates, which no text may hold.
        if not _SURROGATE.search(text):
            return text
    except UnicodeDecodeError:
        pass
    if encoding not in _MENDED:
        return None
    text = _SURROGATE.sub("\ufffd", data.decode(encoding, "replace"))
    wide = len(text) - len(text.encode("ascii", "ignore"))
    return text if len(_BAD.findall(text)) <= _MAX_BAD * wide else None


def _binary() -> UnsupportedFormat:
    return UnsupportedFormat(
        "this is binary data of no known kind, not text",
        "check that the right file was given, and save it as .docx, .html or .txt",
    )
