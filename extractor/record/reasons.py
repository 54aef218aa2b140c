"""Why a person is asked about a field, and which field first."""

from extractor.record.decision import SKIPPED
from extractor.record.record import FieldId, Record

ASK = frozenset(
    (
        "block_misread",
        "cut_off",
        "decision_outdated",
        "error_localized",
        "evidence_mismatch",
        "irregular_row",
        "low_confidence",
        "model_unavailable",
        "not_a_count",
        "skipped",
        "suspect",
        "undecided",
        "unit_not_printed",
        "unit_unfit",
        "unread_column",
        "unread_row",
        "unread_table",
        "unreadable",
        "unusual_blank",
        "vague",
    )
)
"""Reasons for which a person is asked; every other one only explains."""


def priorities(record: Record) -> dict[FieldId, float]:
    """The fields that wait for a person, and how much they are worth asking about: how likely
    they are wrong, times how many fields hang together with them. 0 for what somebody skipped."""
    near = dict.fromkeys(record.review, 1)
    for edit in record.edits:
        for name in near.keys() & edit.fields:
            near[name] += len(edit.fields) - 1
    return {
        name: 0.0 if SKIPPED in field.reasons else (1 - field.confidence) * near[name]
        for name, field in record.fields.items()
        if name in near
    }
