"""Violated rules -> whose mistake: the source's (a finding), or a reading in doubt.

Arithmetic cannot tell, reading can. Where every field of a violated rule is certain (read at
its labels, twice in different ways, evidence exact) the figures stand as printed and the
source is told wrong; else the localized fields go to a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.model.decision import MISREPORT
from extractor.model.record import Evidence, FieldId, Finding
from extractor.reconcile.beside import figure_of
from extractor.reconcile.block import connected
from extractor.reconcile.confront import NOT_A_COUNT, Confronted, Observations, confront_rule
from extractor.reconcile.localize import Localized
from extractor.reconcile.message import Labels, disagreement, expected_claim
from extractor.reconcile.observation import as_printed


@dataclass
class Judgement:
    """Findings, and for fields that are spoken of: reasons and proposed values."""

    findings: list[Finding] = field(default_factory=list)
    reasons: dict[FieldId, list[str]] = field(default_factory=dict)
    proposals: dict[FieldId, Decimal] = field(default_factory=dict)

    def mark(self, name: FieldId, reason: str, proposal: Decimal | None = None) -> None:
        """Give a field a reason, and a value that would restore agreement."""
        if reason not in self.reasons.setdefault(name, []):
            self.reasons[name].append(reason)
        if proposal is not None:
            self.proposals[name] = proposal


def judge(
    observations: Observations,
    confronted: Sequence[Confronted],
    localized: Iterable[Localized],
    labels: Labels,
) -> Judgement:
    """Every violated rule, accounted for once."""
    judgement = Judgement()
    repaired = dict(observations)
    for located in localized:
        _judge_block(located, observations, labels, judgement)
        if len(located.solutions) == 1:
            for name, value in located.solutions[0].changes.items():
                repaired[name] = as_printed(observations[name], value)
    for claim, held in _claims(confronted).items():
        again = (confront_rule(c.rule, repaired) for c in held)
        broken = [c for c in held if c.violated]
        if broken and not any(c.result.status == "satisfied" for c in (*held, *again) if c):
            _judge_claim(claim, broken, observations, labels, judgement)
    return judgement


def _claims(confronted: Iterable[Confronted]) -> dict[FieldId, list[Confronted]]:
    """Stated shares and changes, each with the rules that hold it to account."""
    claims: dict[FieldId, list[Confronted]] = {}
    for c in confronted:
        if c.claim is not None:
            claims.setdefault(c.claim, []).append(c)
    return claims


def _judge_block(
    located: Localized, observations: Observations, labels: Labels, judgement: Judgement
) -> None:
    for c in located.violated:
        if c.rule.name == NOT_A_COUNT:
            name = c.rule.fields[0]
            judgement.mark(name, "not_a_count", located.proposal(name))
    sums = [c for c in located.violated if c.rule.name != NOT_A_COUNT]
    doubted: list[FieldId] = []
    for group in connected(sums, lambda c: _causes(located, c) or c.rule.fields):
        told = _source_rules(group, located, observations)
        if told:
            finding = _finding(told, located, observations, labels)
            judgement.findings.append(finding)
            for name in finding.fields:
                judgement.mark(name, "source_disagrees")
        rest = [c for c in group if c not in told]
        names = _blamed(rest, located, observations)
        doubted += [name for name in names if not told or not observations[name].certain]
    if not any(_source_rules([c], located, observations) for c in sums):
        doubted += located.changed
    for name in dict.fromkeys(doubted):
        if located.misread:
            judgement.mark(name, "block_misread")
        else:
            reason = "error_localized" if name in located.errors else "suspect"
            judgement.mark(name, reason, located.proposal(name))


def _source_rules(
    group: Sequence[Confronted], located: Localized, observations: Observations
) -> list[Confronted]:
    """The rules of a group that the source itself breaks: those whose fields are certain,
    and all of them where one certain field explains the whole group, or one that a person
    called misreported."""
    proven = [c for c in group if _certain(c, observations)]
    culprit = _culprit(located, group)
    if culprit and observations[culprit].settled == MISREPORT:
        return [c for c in group if culprit in c.rule.fields]
    if proven and culprit and observations[culprit].certain:
        return [c for c in group if c in proven or culprit in c.rule.fields]
    return proven


def _certain(c: Confronted, observations: Observations) -> bool:
    """Nothing in the rule could have been misread; what is not there cannot have been."""
    seen = [observations[name] for name in c.rule.fields]
    return all(o.certain or o.state == "missing" for o in seen) and any(o.certain for o in seen)


def _causes(located: Localized, c: Confronted) -> list[FieldId]:
    """The fields of a rule that are wrong, where there is one way only to mend the block."""
    changes = located.solutions[0].changes if len(located.solutions) == 1 else {}
    return [name for name in c.rule.fields if name in changes]


def _culprit(located: Localized, rules: Iterable[Confronted]) -> FieldId | None:
    """The one field whose change settles all of some rules, if there is one."""
    causes = [_causes(located, c) for c in rules]
    named = {name for names in causes for name in names}
    return named.pop() if len(named) == 1 and all(causes) else None


def _blamed(
    rules: Sequence[Confronted], located: Localized, observations: Observations
) -> list[FieldId]:
    """The localized fields of some rules; every printed one where none could be localized."""
    names = dict.fromkeys(name for c in rules for name in c.rule.fields)
    localized = [name for name in names if name in located.changed]
    return localized or [name for name in names if observations[name].value is not None]


def _finding(
    rules: Sequence[Confronted],
    located: Localized,
    observations: Observations,
    labels: Labels,
) -> Finding:
    """One cause: the one field that explains the rules, or all that might."""
    culprit = _culprit(located, rules)
    main, printed, expected = rules[0], None, None
    if culprit and any(culprit in c.rule.fields for c in rules):
        totals = [c for c in rules if [t.field for t in c.rule.left] == [culprit]]
        main = min(totals, key=lambda c: len(c.rule.fields), default=main)
        names: tuple[FieldId, ...] = (culprit,)
        value, expected = observations[culprit].value, located.proposal(culprit)
        printed = value if isinstance(value, Decimal) else None
    else:
        names = tuple(_blamed(rules, located, observations))
    return Finding(
        code=main.rule.finding,
        message=disagreement(main, labels, names, printed, expected),
        fields=names,
        rules=tuple(c.rule.id for c in rules),
        evidence=_evidence(rules, observations),
        printed=printed,
        expected=expected,
    )


def _judge_claim(
    claim: FieldId,
    held: Sequence[Confronted],
    observations: Observations,
    labels: Labels,
    judgement: Judgement,
) -> None:
    """A share or change that no rule bears out: its own finding, or doubt about its figures."""
    proven = [c for c in held if _certain(c, observations)]
    if not proven:
        for name in held[0].rule.fields:
            if not observations[name].certain:
                judgement.mark(name, "suspect")
        return
    c, name = proven[0], figure_of(claim)
    printed, expected = observations[claim].point, expected_claim(c.rule, claim, observations)
    judgement.findings.append(
        Finding(
            code=c.rule.finding,
            message=disagreement(c, labels, (claim,), printed, expected),
            fields=(name,),
            rules=tuple(c.rule.id for c in proven),
            evidence=_evidence([c], observations),
            printed=printed,
            expected=expected,
        )
    )
    judgement.mark(name, "source_disagrees")


def _evidence(rules: Iterable[Confronted], observations: Observations) -> tuple[Evidence, ...]:
    """Where the fields of the rules are printed, each place once."""
    places = (observations[name].evidence for c in rules for name in c.rule.fields)
    return tuple(dict.fromkeys(place for place in places if place))
