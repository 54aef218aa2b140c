"""Violated rules -> whose mistake: the source's (a finding), or perhaps ours (a disagreement).

Arithmetic cannot tell, reading can. Where every figure of a violated rule is certain, or in prose
borne out by another figure, the figures stand as printed and the source is told wrong. All else
that disagrees is a disagreement, and its localized fields go to a person. So is what is wrong only
on the word of one person: it names the fields that rest on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from extractor.checking.confront import EXACT, NOT_A_COUNT, Confronted, Observations
from extractor.checking.weigh import Weighed
from extractor.checking.weigh.block import connected
from extractor.checking.weigh.localize import Localized
from extractor.forms.edit import EditRule
from extractor.record.decision import MISREPORT
from extractor.record.prose import figure_of, what_is_beside
from extractor.record.record import FieldId, Finding
from extractor.values.amount import plain

_BESIDE = {"share": "占比", "before": "上年", "by": "增减数", "rate": "增减幅度"}
_FEW = 4
"""So many fields are named in a sentence; of more only their number is told."""


@dataclass
class Judgement:
    """What was judged: findings, disagreements, and for fields that are spoken of, reasons and
    proposed values."""

    findings: list[Finding] = field(default_factory=list)
    disagreements: list[Finding] = field(default_factory=list)
    reasons: dict[FieldId, list[str]] = field(default_factory=dict)
    proposals: dict[FieldId, Decimal] = field(default_factory=dict)

    def mark(self, name: FieldId, reason: str, proposal: Decimal | None = None) -> None:
        """Give a field a reason, and a value that would restore agreement."""
        if reason not in self.reasons.setdefault(name, []):
            self.reasons[name].append(reason)
        if proposal is not None:
            self.proposals[name] = proposal

    def blame(self, finding: Finding) -> None:
        """Tell that the source is wrong; not as a finding where that rests on a person's word."""
        if finding.rests_on:
            self.disagreements.append(finding)
            return
        self.findings.append(finding)
        for name in finding.fields:
            self.mark(name, "source_disagrees")


def judge(weighed: Weighed) -> Judgement:
    """Every violated rule, accounted for once."""
    judgement = Judgement()
    for located in weighed.localized:
        _judge_block(weighed, located, judgement)
    for claim, broken in weighed.refuted.items():
        _judge_claim(weighed, claim, broken, judgement)
    return judgement


def _judge_block(weighed: Weighed, located: Localized, judgement: Judgement) -> None:
    """The violated rules of one block, those together that have one cause."""
    sums = []
    for c in located.violated:
        if c.rule.name == NOT_A_COUNT:
            name = c.rule.fields[0]
            judgement.mark(name, "not_a_count", located.proposal(name))
        else:
            sums.append(c)
    doubted: list[FieldId] = []
    for group in connected(sums, lambda c: _causes(located, c) or c.rule.fields):
        proven = _broken_by_source(weighed, located, group)
        if proven:
            judgement.blame(_of_one_cause(weighed, located, proven))
        rest = [c for c in group if c not in proven]
        names = _doubted(weighed, rest, spares_sure=bool(proven))
        if any(name in located.changed for name in _fields(rest)):
            names = [name for name in names if name in located.changed]
        if not proven:
            names = names or _doubted(weighed, rest, spares_sure=True)
        if rest and (names or not proven):
            judgement.disagreements.append(_of_one_cause(weighed, located, rest))
            doubted += names
    if not any(_broken_by_source(weighed, located, [c]) for c in sums):
        doubted += [n for n in _doubted(weighed, located.rules) if n in located.changed]
    for name in dict.fromkeys(doubted):
        if located.misread:
            judgement.mark(name, "block_misread")
        else:
            reason = "error_localized" if name in located.errors else "suspect"
            judgement.mark(name, reason, located.proposal(name))


def _judge_claim(
    weighed: Weighed, claim: FieldId, broken: Sequence[Confronted], judgement: Judgement
) -> None:
    """A share or a change that no rule bears out."""
    proven = [c for c in broken if weighed.proven(c)]
    c = (proven or broken)[0]
    printed = weighed.observations[claim].point
    expected = _expected(c.rule, claim, weighed.observations)
    finding = _finding(weighed, c, (claim,), printed, expected, proven or broken, [c])
    if proven:
        judgement.blame(finding)
        return
    judgement.disagreements.append(finding)
    for doubted in _doubted(weighed, [c], spares_sure=True):
        judgement.mark(doubted, "suspect")


def _broken_by_source(
    weighed: Weighed, located: Localized, group: Sequence[Confronted]
) -> list[Confronted]:
    """The rules of a group that the source itself breaks: those whose fields are sure, and all of
    them where one sure field explains the whole group, or one that a person called misreported."""
    proven = [c for c in group if weighed.proven(c)]
    culprit = _culprit(located, group)
    if culprit and weighed.observations[culprit].settled == MISREPORT:
        return [c for c in group if culprit in c.rule.fields]
    if proven and culprit and all(weighed.sure(culprit, c) for c in proven):
        return [c for c in group if c in proven or culprit in c.rule.fields]
    return proven


def _doubted(
    weighed: Weighed, rules: Iterable[Confronted], spares_sure: bool = False
) -> list[FieldId]:
    """The figures that may be wrong where rules are broken: of a table all, since both its readers
    may have read another cell; where prose takes part, or where it `spares_sure` figures, those
    that are not sure."""
    seen, doubted = weighed.observations, []
    for c in rules:
        every = not spares_sure and all(seen[name].of_cell for name in c.rule.fields)
        doubted += [n for n in c.rule.fields if every or not weighed.sure(n, c)]
    return [name for name in dict.fromkeys(doubted) if seen[name].known]


def _fields(rules: Iterable[Confronted]) -> list[FieldId]:
    """The fields of some rules, each once."""
    return list(dict.fromkeys(name for c in rules for name in c.rule.fields))


def _causes(located: Localized, c: Confronted) -> list[FieldId]:
    """The fields of a rule that are wrong, where there is one way only to mend the block."""
    changes = located.solutions[0].changes if len(located.solutions) == 1 else {}
    return [name for name in c.rule.fields if name in changes]


def _culprit(located: Localized, rules: Iterable[Confronted]) -> FieldId | None:
    """The one field whose change settles all of some rules, if there is one."""
    causes = [_causes(located, c) for c in rules]
    named = {name for names in causes for name in names}
    return named.pop() if len(named) == 1 and all(causes) else None


def _of_one_cause(weighed: Weighed, located: Localized, rules: Sequence[Confronted]) -> Finding:
    """About the one field that explains the rules; else about those that localization names, else
    about all that is printed."""
    culprit = _culprit(located, rules)
    if culprit is None:
        names = _fields(rules)
        changed = [name for name in names if name in located.changed]
        printed = [name for name in names if weighed.observations[name].value is not None]
        return _finding(weighed, rules[0], changed or printed, None, None, rules, rules)
    totals = [c for c in rules if [t.field for t in c.rule.left] == [culprit]]
    main = min(totals, key=lambda c: len(c.rule.fields), default=rules[0])
    value = weighed.observations[culprit].value
    figure = value if isinstance(value, Decimal) else None
    return _finding(weighed, main, [culprit], figure, located.proposal(culprit), rules, rules)


def _finding(
    weighed: Weighed,
    main: Confronted,
    names: Sequence[FieldId],
    printed: Decimal | None,
    expected: Decimal | None,
    rules: Sequence[Confronted],
    shown: Sequence[Confronted],
) -> Finding:
    """A finding told by its `main` rule; its places are those of the rules that are `shown`.

    It rests on the word of a person in fields that nobody else read so, or that are blamed although
    not all figures of the rules are sure.
    """
    seen = [weighed.observations[name] for name in _fields(shown)]
    proven = all(map(weighed.proven, shown))
    return Finding(
        code=main.rule.finding,
        message=_message(weighed, main, names, printed, expected),
        fields=tuple(map(figure_of, names)),
        rules=tuple(c.rule.id for c in rules),
        evidence=tuple(dict.fromkeys(o.evidence for o in seen if o.evidence)),
        printed=printed,
        expected=expected,
        rests_on=tuple(
            o.field for o in seen if o.on_word or (o.settled == MISREPORT and not proven)
        ),
    )


def _message(
    weighed: Weighed,
    c: Confronted,
    names: Sequence[FieldId],
    printed: Decimal | None,
    expected: Decimal | None,
) -> str:
    """One violated rule in words, the figures as printed and the labels in Chinese."""
    shown = "、".join(_label(weighed, name) for name in names[:_FEW])
    if len(names) > _FEW:
        shown += f" and {len(names) - _FEW} more"
    subject = f"the figures disagree at {shown}"
    if expected is not None:
        figure = "no figure" if printed is None else f"{plain(printed):f}"
        subject = f"{shown} prints {figure} where {plain(expected):f} would agree"
    rule, left, right = c.rule.label or c.rule.name, c.result.left, c.result.right
    if left is None or right is None:
        return f"{subject}: {rule} cannot hold, whatever the missing figures are"
    relation = "is not" if c.rule.relation == "=" else "is more than"
    with localcontext(EXACT):
        gap = plain(abs(left - right))
    sides = f"{plain(left):f} {relation} {plain(right):f}, a difference of {gap:f}"
    return f"{subject}: {rule}, but {sides}"


def _label(weighed: Weighed, name: FieldId) -> str:
    """A field's label; of what stands beside a figure, that of the figure and what it is."""
    figure = figure_of(name)
    label = weighed.labels.get(figure, figure)
    return label if figure == name else f"{label}·{_BESIDE[what_is_beside(name)]}"


def _expected(rule: EditRule, claim: FieldId, observations: Observations) -> Decimal | None:
    """The share or change that makes the rule hold, to two places more than are printed.

    None where the whole is zero or a figure is unknown.
    """
    rest = whole = Decimal(0)
    for term in rule.terms:
        value = Decimal(1) if term.field == claim else observations[term.field].point
        if value is None:
            return None
        if claim in (term.share, term.field):
            whole += term.coefficient * value
        else:
            rest += term.coefficient * value
    if not whole:
        return None
    printed = observations[claim].point or Decimal(0)
    places = max(-int(plain(printed).as_tuple().exponent), 0) + 2
    return plain((-rest / whole).quantize(Decimal(1).scaleb(-places)))
