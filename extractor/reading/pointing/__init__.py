"""The reader that asks a language model. The model points at marks; the code reads there.

Document -> questions, and answers -> readings. Nothing here calls a model: `extractor.llm` does.
A mark is a number of its own before every figure of the prose (`⟦3⟧29件`), before a cell, and
before a sentence (`§2`); an answer chooses among the marks that exist, so that no value can come
out that the document does not print.
"""

from extractor.reading.pointing.pointing import AGAIN, Pointing

__all__ = ["AGAIN", "Pointing"]
