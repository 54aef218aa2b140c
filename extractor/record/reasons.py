"""Why a field is as it is: the reasons that ask a person, apart from those that only explain."""

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
