"""Violated rules -> whose mistake: the source's (a finding), or perhaps ours (a disagreement).

Arithmetic cannot tell, reading can. Where every figure of a violated rule is certain, or in prose
borne out by another figure, the figures stand as printed and the source is told wrong. All else
that disagrees is a disagreement, and its localized fields go to a person. So is what is wrong only
on the word of one person: it names the fields that rest on it.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from extractor.checking.confront import EXACT, NOT_A_COUNT, Confronted, Observations
from extractor.checking.weigh import Weighed
from extractor.checking.weigh.block import connected
from extractor.checking.weigh.localize import Localized
from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.decision import MISREPORT
from extractor.record.prose import figure_of, what_is_beside
from extractor.record.record import Fact, FieldId, Finding
from extractor.values.amount import plain

Labels = Mapping[FieldId, str]

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


def judge(weighed: Weighed, labels: Labels) -> Judgement:
    """Every violated rule, accounted for once."""
    seen = weighed.observations
    of_table = [c for c in weighed.confronted if in_table(c, seen)]
    within_prose = _borne_out(seen, weighed.confronted)
    court = _Court(seen, within_prose, _borne_out(seen, of_table), labels)
    for located in weighed.localized:
        court.try_block(located)
    for claim, broken in weighed.refuted.items():
        court.try_claim(claim, broken)
    return court.judgement


def in_table(c: Confronted, observations: Observations) -> bool:
    """Whether a rule speaks of a cell of a table, and not of the prose alone."""
    return any(observations[name].of_cell for name in c.rule.fields)


def _borne_out(observations: Observations, confronted: Iterable[Confronted]) -> frozenset[FieldId]:
    """The fields that another figure bears out: both are in a rule whose sides are the same.

    The parts of a list make up its total, a share is that of its part: figures that were read
    wrongly would hardly agree so. Nought agrees with too much. Which field of a table a figure of
    the prose is about, only the table can bear out: a total that is that of its parts may be of
    other things than the table counts.
    """
    found: set[FieldId] = set()
    for c in confronted:
        result = c.result
        agrees = c.rule.relation == "=" or result.left == result.right
        if agrees and result.status == "satisfied":
            seen = [observations[name] for name in c.rule.fields]
            if all(o.known for o in seen) and any(o.point for o in seen):
                found.update(c.rule.fields)
    return frozenset(found)


@dataclass
class _Court:
    """Judges one document. Of the figures of its prose some are borne out by any other figure,
    some `by_table`."""

    observations: Observations
    borne_out: frozenset[FieldId]
    by_table: frozenset[FieldId]
    labels: Labels
    judgement: Judgement = field(default_factory=Judgement)

    def try_block(self, located: Localized) -> None:
        """The violated rules of one block, those together that have one cause."""
        for c in located.violated:
            if c.rule.name == NOT_A_COUNT:
                name = c.rule.fields[0]
                self.judgement.mark(name, "not_a_count", located.proposal(name))
        sums = [c for c in located.violated if c.rule.name != NOT_A_COUNT]
        doubted: list[FieldId] = []
        for group in connected(sums, lambda c: _causes(located, c) or c.rule.fields):
            proven = self._broken_by_source(group, located)
            if proven:
                self.judgement.blame(self._of_one_cause(proven, located))
            rest = [c for c in group if c not in proven]
            names = self._blamed(rest, located, found=bool(proven))
            if not proven:
                names = names or self._doubted(rest, spares_sure=True)
            if rest and (names or not proven):
                self.judgement.disagreements.append(self._of_one_cause(rest, located))
                doubted += names
        if not any(self._broken_by_source([c], located) for c in sums):
            doubted += [n for n in self._doubted(located.rules) if n in located.changed]
        for name in dict.fromkeys(doubted):
            if located.misread:
                self.judgement.mark(name, "block_misread")
            else:
                reason = "error_localized" if name in located.errors else "suspect"
                self.judgement.mark(name, reason, located.proposal(name))

    def try_claim(self, claim: FieldId, held: Sequence[Confronted]) -> None:
        """A share or a change that no rule bears out."""
        proven = [c for c in held if self._proven(c)]
        c = (proven or held)[0]
        printed = self.observations[claim].point
        expected = expected_claim(c.rule, claim, self.observations)
        finding = self._finding(c, (claim,), printed, expected, proven or held, [c])
        if proven:
            self.judgement.blame(finding)
            return
        self.judgement.disagreements.append(finding)
        for doubted in self._doubted([c], spares_sure=True):
            self.judgement.mark(doubted, "suspect")

    def _sure(self, name: FieldId, c: Confronted) -> bool:
        """Whether a figure was read for certain, or is one of the prose that another bears out:
        another of the prose where the rule is within the prose, else the table."""
        if self.observations[name].certain:
            return True
        if self.observations[name].of_cell:
            return False
        bearing = self.by_table if in_table(c, self.observations) else self.borne_out
        return name in bearing

    def _proven(self, c: Confronted) -> bool:
        """Nothing in the rule could have been misread; what is not there cannot have been."""
        here = [n for n in c.rule.fields if self.observations[n].state != "missing"]
        return bool(here) and all(self._sure(name, c) for name in here)

    def _broken_by_source(
        self, group: Sequence[Confronted], located: Localized
    ) -> list[Confronted]:
        """The rules of a group that the source itself breaks: those whose fields are sure, and
        all of them where one sure field explains the whole group, or one that a person called
        misreported."""
        proven = [c for c in group if self._proven(c)]
        culprit = _culprit(located, group)
        if culprit and self.observations[culprit].settled == MISREPORT:
            return [c for c in group if culprit in c.rule.fields]
        if proven and culprit and all(self._sure(culprit, c) for c in proven):
            return [c for c in group if c in proven or culprit in c.rule.fields]
        return proven

    def _blamed(
        self, rules: Sequence[Confronted], located: Localized, found: bool
    ) -> list[FieldId]:
        """The fields of some rules that a person should look at: those that localization names,
        all where it names none; less what is sure where a finding is `found` for the same cause."""
        names = self._doubted(rules, spares_sure=found)
        if any(name in located.changed for name in _fields(rules)):
            return [name for name in names if name in located.changed]
        return names

    def _doubted(self, rules: Iterable[Confronted], spares_sure: bool = False) -> list[FieldId]:
        """The figures that may be wrong where rules are broken: of a table all, since both its
        readers may have read another cell; where prose takes part, or where it `spares_sure`
        figures, those that are not sure."""
        seen, doubted = self.observations, []
        for c in rules:
            every = not spares_sure and all(seen[name].of_cell for name in c.rule.fields)
            doubted += [n for n in c.rule.fields if every or not self._sure(n, c)]
        return [name for name in dict.fromkeys(doubted) if seen[name].known]

    def _of_one_cause(self, rules: Sequence[Confronted], located: Localized) -> Finding:
        """About the one field that explains the rules; else about those that localization names,
        else about all that is printed."""
        culprit = _culprit(located, rules)
        if culprit is None:
            names = _fields(rules)
            changed = [name for name in names if name in located.changed]
            printed = [name for name in names if self.observations[name].value is not None]
            return self._finding(rules[0], changed or printed, None, None, rules, rules)
        totals = [c for c in rules if [t.field for t in c.rule.left] == [culprit]]
        main = min(totals, key=lambda c: len(c.rule.fields), default=rules[0])
        value = self.observations[culprit].value
        figure = value if isinstance(value, Decimal) else None
        return self._finding(main, [culprit], figure, located.proposal(culprit), rules, rules)

    def _finding(
        self,
        main: Confronted,
        names: Sequence[FieldId],
        printed: Decimal | None,
        expected: Decimal | None,
        rules: Sequence[Confronted],
        shown: Sequence[Confronted],
    ) -> Finding:
        """A finding told by its `main` rule; its places are those of the rules that are `shown`."""
        places = (self.observations[name].evidence for name in _fields(shown))
        return Finding(
            code=main.rule.finding,
            message=disagreement(main, self.labels, names, printed, expected),
            fields=tuple(map(figure_of, names)),
            rules=tuple(c.rule.id for c in rules),
            evidence=tuple(dict.fromkeys(place for place in places if place)),
            printed=printed,
            expected=expected,
            rests_on=self._on_word(shown),
        )

    def _on_word(self, rules: Sequence[Confronted]) -> tuple[FieldId, ...]:
        """The fields of some rules that rest on one person's word: they are as nobody else read
        them, or are blamed although not all figures of the rules are sure."""
        proven = all(map(self._proven, rules))
        return tuple(
            name
            for name in _fields(rules)
            for seen in (self.observations[name],)
            if seen.on_word or (seen.settled == MISREPORT and not proven)
        )


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


def field_labels(form: Form, facts: Sequence[Fact]) -> Labels:
    """The Chinese label of every field: row and column, or what the prose counts."""
    return ChainMap({f"facts.{n}": fact.label for n, fact in enumerate(facts)}, form.labels)


def _label(name: FieldId, labels: Labels) -> str:
    """A field's label; of what stands beside a figure, that of the figure and what it is."""
    figure = figure_of(name)
    label = labels.get(figure, figure)
    return label if figure == name else f"{label}·{_BESIDE[what_is_beside(name)]}"


def disagreement(
    c: Confronted,
    labels: Labels,
    names: Sequence[FieldId],
    printed: Decimal | None,
    expected: Decimal | None,
) -> str:
    """One violated rule in words, the figures as printed and the labels in Chinese."""
    left, right = c.result.left, c.result.right
    shown = "、".join(_label(name, labels) for name in names[:_FEW])
    if len(names) > _FEW:
        shown += f" and {len(names) - _FEW} more"
    if expected is not None:
        figure = "no figure" if printed is None else f"{plain(printed):f}"
        subject = f"{shown} prints {figure} where {plain(expected):f} would agree"
    else:
        subject = f"the figures disagree at {shown}"
    rule = c.rule.label or c.rule.name
    if left is None or right is None:
        return f"{subject}: {rule} cannot hold, whatever the missing figures are"
    relation = "is not" if c.rule.relation == "=" else "is more than"
    with localcontext(EXACT):
        gap = plain(abs(left - right))
    sides = f"{plain(left):f} {relation} {plain(right):f}, a difference of {gap:f}"
    return f"{subject}: {rule}, but {sides}"


def expected_claim(rule: EditRule, claim: FieldId, observations: Observations) -> Decimal | None:
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
