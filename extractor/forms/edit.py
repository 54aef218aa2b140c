"""Edit rules: what must agree, in one linear normal form.

A rule is written as data, for instance

    requests.results_total.{applicant} = sum(requests.{result}.{applicant})

and becomes `left - right = 0` (or `<= 0`): a list of terms, each an integer times a field,
or an integer times a percentage field times a field (`change * previous`), which is linear
in the counted field because a printed percentage is a given interval. The term follows
statistical data editing (Fellegi and Holt 1976; de Waal, Pannekoek and Scholtus 2011).
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from extractor.errors import FormError

Relation = Literal["=", "<="]

_RELATION = re.compile(r"<=|>=|=")
_SIGNED = re.compile(r"([+-]?)\s*(sum\([^()]*\)|[^+\-()]+)")
_HOLE = re.compile(r"\{(\w+)\}")
_FACTOR = re.compile(r"\d+|[a-z_][\w.]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient` x `field`, times the percentage in `share` where one is named."""

    coefficient: int
    field: str
    share: str | None = None


@dataclass(frozen=True)
class EditRule:
    """One equation or inequality between fields: left (= or <=) right.

    `name` is the rule's, `at` the place it was written out for (an applicant, a row),
    `finding` the code under which a source that breaks it is reported.
    """

    name: str
    at: str
    label: str
    description: str
    finding: str
    left: tuple[Term, ...]
    relation: Relation
    right: tuple[Term, ...]

    @cached_property
    def id(self) -> str:
        """Name and place, unique in a form."""
        return f"{self.name}@{self.at}" if self.at else self.name

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The normal form: the terms of left - right."""
        return self.left + tuple(Term(-t.coefficient, t.field, t.share) for t in self.right)

    @cached_property
    def factors(self) -> dict[str, tuple[tuple[int, str | None], ...]]:
        """Each field of the normal form with all that it is multiplied by: integer and share."""
        found: dict[str, list[tuple[int, str | None]]] = {}
        for term in self.terms:
            found.setdefault(term.field, []).append((term.coefficient, term.share))
        return {field: tuple(factors) for field, factors in found.items()}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Every field the rule speaks of, each once, in order."""
        named = (f for t in self.left + self.right for f in (t.field, t.share) if f)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class EditTemplate:
    """A rule as a form writes it, with holes `{set}` for the members of named sets."""

    name: str
    label: str
    description: str
    finding: str
    expression: str
    each: tuple[str, ...] = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


def expand(template: EditTemplate, sets: Mapping[str, Sequence[str]]) -> Iterator[EditRule]:
    """One template -> one rule for every combination of the sets it is written for.

    Raises FormError where the expression does not parse or names an unknown set.
    """
    for members in itertools.product(*(_members(sets, name, template) for name in template.each)):
        bound = dict(zip(template.each, members, strict=True))
        relation = _RELATION.findall(template.expression)
        sides = _RELATION.split(template.expression)
        if len(sides) != 2:
            raise FormError(f"edit rule {template.name}: needs one of =, <=, >=")
        left, right = (tuple(_side(side, bound, sets, template)) for side in sides)
        if relation[0] == ">=":
            left, right = right, left
        yield EditRule(
            name=template.name,
            at=".".join(members),
            label=template.label.format(**bound) if bound else template.label,
            description=template.description,
            finding=template.finding,
            left=left,
            relation="=" if relation[0] == "=" else "<=",
            right=right,
        )


def _members(sets: Mapping[str, Sequence[str]], name: str, template: EditTemplate) -> Sequence[str]:
    if name not in sets:
        raise FormError(f"edit rule {template.name}: no set named {name!r}")
    return sets[name]


def _side(
    side: str, bound: Mapping[str, str], sets: Mapping[str, Sequence[str]], template: EditTemplate
) -> Iterator[Term]:
    rest = side.strip()
    while rest:
        match = _SIGNED.match(rest)
        if match is None:
            raise FormError(f"edit rule {template.name}: cannot read {rest!r}")
        sign = -1 if match[1] == "-" else 1
        body = match[2].strip()
        if body.startswith("sum("):
            body = body[4:-1]
            holes = [hole for hole in _HOLE.findall(body) if hole not in bound]
            for members in itertools.product(*(_members(sets, hole, template) for hole in holes)):
                inner = {**bound, **dict(zip(holes, members, strict=True))}
                yield _term(sign, body, inner, template)
        else:
            yield _term(sign, body, bound, template)
        rest = rest[match.end() :].strip()


def _term(sign: int, body: str, bound: Mapping[str, str], template: EditTemplate) -> Term:
    coefficient, fields = sign, []
    try:
        body = body.format(**bound)
    except KeyError as error:
        raise FormError(f"edit rule {template.name}: {error} is bound by no set") from error
    for factor in (part.strip() for part in body.split("*")):
        if not _FACTOR.fullmatch(factor):
            raise FormError(f"edit rule {template.name}: cannot read {factor!r}")
        if factor.isdigit():
            coefficient *= int(factor)
        else:
            fields.append(factor)
    match fields:
        case [field]:
            return Term(coefficient, field)
        case [share, field]:
            return Term(coefficient, field, share)
        case _:
            raise FormError(f"edit rule {template.name}: {body!r} is not linear")
