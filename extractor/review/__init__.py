"""People's decisions: what waits for them, what they say, and what becomes of the record.

The machine's record is never edited. A decision is added to those that are kept, and the record is
made again from the file, the answers of a model, and all decisions: so whatever a decision proves
or refutes is known at once.
"""

from extractor.review.case import Case, load_case
from extractor.review.desk import Access, Desk, Settlement
from extractor.review.verdict import Conflict, Verdict, VerdictError

__all__ = [
    "Access",
    "Case",
    "Conflict",
    "Desk",
    "Settlement",
    "Verdict",
    "VerdictError",
    "load_case",
]
