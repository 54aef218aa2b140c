"""How text is shown to a model: its marks, which the text itself cannot forge."""

_PLAIN = str.maketrans({"⟦": "[", "⟧": "]", "§": "S"})


def shown(text: str) -> str:
    """A document's text without the characters of marks. Every character keeps its place."""
    return text.translate(_PLAIN)


def pointer(number: int) -> str:
    """The mark of a figure or a cell."""
    return f"⟦{number}⟧"


def sentence(number: int) -> str:
    """The mark of a sentence."""
    return f"§{number} "
