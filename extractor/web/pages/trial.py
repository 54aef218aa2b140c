"""What would come of an answer while it is being typed: which rules then agree, what clears."""

from dataclasses import dataclass

from extractor.record.decision import Decision
from extractor.record.record import FieldId
from extractor.review import Case, Conflict, Desk, VerdictError
from extractor.review.recheck import Check, checks_of
from extractor.web.pages.panel import Answer


@dataclass(frozen=True, slots=True)
class Trial:
    """The rules of a field as they would be, those of them whose outcome is another than now, and
    the fields that would need no person any more, or need one then.

    `error` is why the answer is none: the code of a VerdictError, or `changed` where somebody else
    decided meanwhile.
    """

    checks: tuple[Check, ...] = ()
    turned: frozenset[str] = frozenset()
    decision: Decision | None = None
    cleared: tuple[FieldId, ...] = ()
    raised: tuple[FieldId, ...] = ()
    error: str = ""


async def trial(desk: Desk, case: Case, field: FieldId, answer: Answer, reviewer: str) -> Trial:
    """Try an answer on a field of the case. Nothing is kept."""
    last = case.last(field)
    try:
        verdict = answer.verdict(field, last.number if last else None, blind=False)
        preview = await desk.preview(case.document, verdict, reviewer)
    except Conflict:
        return Trial(error="changed")
    except VerdictError as error:
        return Trial(error=error.code)
    except ValueError:
        return Trial(error="no_place")
    before = {check.rule.id: check.status for check in checks_of(case.record, case.form, field)}
    checks = checks_of(preview.record, case.form, field)
    turned = (check.rule.id for check in checks if before.get(check.rule.id) != check.status)
    return Trial(checks, frozenset(turned), preview.decision, preview.cleared, preview.raised)
