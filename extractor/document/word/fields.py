"""The fields of a Word file: what of them is shown.

A field is a code, which is not shown, and the result it had when the file was last saved. One
without a result shows something that is not in the file.
"""

from dataclasses import dataclass

_SILENT = frozenset("XE TC TA RD SET ASK PRIVATE BOOKMARK HYPERLINK ADVANCE FILLIN".split())
"""Codes that show nothing of their own."""


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_code: bool = True
    shown: bool = False


class Fields:
    """The fields that are open where the reader is."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def in_code(self) -> bool:
        """Whether what stands here is part of a code, and so not shown."""
        return bool(self._open) and any(field.in_code for field in self._open)

    def begin(self, code: str | None = None) -> None:
        """A field begins: its code, or with a `code` at hand its result."""
        self._open.append(_Field(code or "", in_code=code is None))

    def add_code(self, code: str) -> None:
        """Go on with the code."""
        if self._open:
            self._open[-1].code += code

    def separate(self) -> None:
        """The code ends, and the result begins."""
        if self._open:
            self._open[-1].in_code = False

    def show(self) -> None:
        """Something of a result is shown."""
        if self._open:
            self._open[-1].shown = True

    def end(self) -> bool:
        """The innermost field ends: whether its result is missing from the file."""
        if not self._open:
            return False
        field = self._open.pop()
        if field.shown:
            self.show()
        words = field.code.split()
        return not field.shown and not self.in_code and bool(words) and words[0] not in _SILENT

    def end_paragraph(self) -> bool:
        """A code ends with its paragraph at the latest: whether one was left open here."""
        left = self.in_code
        self._open = [field for field in self._open if not field.in_code]
        return left
