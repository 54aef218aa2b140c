"""Chance -> the figures of one report: consistent, sparse, now and then very large."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random

from eval.synthesis.sheet import (
    APPLICANTS,
    ORGANIZATIONS,
    OUTCOMES,
    PROCEDURES,
    Wording,
    result_rows,
)
from extractor.record.record import FieldId

Figures = dict[FieldId, Decimal]

_SIZES = ((0, 0), (1, 40), (41, 600), (601, 14_000))
_SIZE_WEIGHTS = (40, 45, 12, 3)
"""How often a report has between so many requests: most agencies have few or none."""

_APPLICANT_WEIGHTS = (80, 12, 1, 2, 3, 2)
_COMMON_RESULTS = ("granted", "granted", "partially_granted", "unavailable.not_held")


def draw_figures(random: Random, wording: Wording) -> Figures:
    """Every figure of parts 2, 3 and 4, in canonical units; text fields are not among them."""
    counts = _requests(random, wording) | _remedies(random) | _disclosure(random, wording)
    figures = {field: Decimal(count) for field, count in counts.items()}
    if wording == "2021":
        figures["disclosure.fees.amount"] = _money(random)
    else:
        projects = _few(random, 30)
        figures["disclosure.procurement.projects"] = Decimal(projects)
        figures["disclosure.procurement.amount"] = _money(random) if projects else Decimal(0)
    return figures


def _requests(random: Random, wording: Wording) -> dict[FieldId, int]:
    low, high = random.choices(_SIZES, _SIZE_WEIGHTS)[0]
    received = _shared_out(random, random.randint(low, high), _APPLICANT_WEIGHTS)
    results = result_rows(wording)
    rows = ("received", "brought_forward", *results, "results_total", "carried_forward")
    counts = dict.fromkeys(itertools.product(rows, APPLICANTS), 0)
    for applicant, new in zip(tuple(APPLICANTS)[:-1], received, strict=True):
        before = random.randint(0, 1 + new // 10) if random.random() < 0.3 and high else 0
        after = random.randint(0, min(new + before, 2 + new // 10)) if random.random() < 0.3 else 0
        settled = new + before - after
        chosen = random.sample(results, random.randint(1, 5)) + list(_COMMON_RESULTS)
        for _ in range(min(settled, 12)):
            counts[random.choice(chosen), applicant] += max(1, settled // 12)
        counts["granted", applicant] += settled - sum(counts[row, applicant] for row in results)
        counts["received", applicant] = new
        counts["brought_forward", applicant] = before
        counts["results_total", applicant] = settled
        counts["carried_forward", applicant] = after
    for row in rows:
        counts[row, "total"] = sum(counts[row, name] for name in APPLICANTS)
    return {f"requests.{row}.{applicant}": count for (row, applicant), count in counts.items()}


def _shared_out(random: Random, total: int, weights: Sequence[int]) -> list[int]:
    """`total` in as many whole parts as there are weights, roughly in their proportion."""
    drawn = [weight * random.uniform(0.2, 1.8) for weight in weights]
    parts = [int(total * share / sum(drawn)) for share in drawn]
    parts[0] += total - sum(parts)
    return parts


def _remedies(random: Random) -> dict[FieldId, int]:
    counts: dict[FieldId, int] = {}
    busy = random.random() < 0.25
    for procedure in PROCEDURES:
        cells = [_few(random, 6) if busy and random.random() < 0.5 else 0 for _ in range(4)]
        for outcome, count in zip(OUTCOMES, [*cells, sum(cells)], strict=True):
            counts[f"remedies.{procedure}.{outcome}"] = count
    return counts


def _disclosure(random: Random, wording: Wording) -> dict[FieldId, int]:
    issued = _few(random, 8)
    if wording == "2021":
        documents = {
            "normative_documents.issued": issued,
            "normative_documents.repealed": _few(random, 4),
            "normative_documents.in_force": issued + _few(random, 40),
            "licensing.decisions": _few(random, 9_000),
            "penalties.decisions": _few(random, 2_000),
            "coercion.decisions": _few(random, 200),
        }
        rules = dict.fromkeys(("rules.issued", "rules.repealed", "rules.in_force"), 0)
    else:
        second = "obtained" if wording == "early" else "newly_published"
        documents = {
            "normative_documents.made": issued,
            f"normative_documents.{second}": _few(random, issued + 1),
            "normative_documents.published_total": issued + _few(random, 40),
        }
        for row, most in (("licensing", 9_000), ("other_services", 3_000), ("penalties", 900)):
            documents |= _items(random, row) | {f"{row}.decisions": _few(random, most)}
        documents |= _items(random, "coercion") | {"coercion.decisions": _few(random, 60)}
        documents |= _items(random, "fees")
        rules = dict.fromkeys(("rules.made", f"rules.{second}", "rules.published_total"), 0)
    return {f"disclosure.{name}": count for name, count in (rules | documents).items()}


def _items(random: Random, row: str) -> dict[str, int]:
    before = _few(random, 120)
    change = random.choice((0, 0, 0, 1, 2, 7, -1, -3))
    return {f"{row}.previous_items": before, f"{row}.change": max(change, -before)}


def _few(random: Random, most: int) -> int:
    """Nought half of the time, else up to `most`, small numbers more often than large."""
    return 0 if random.random() < 0.5 else 1 + int((most - 1) * random.random() ** 3)


def _money(random: Random) -> Decimal:
    """A sum of yuan: nought, or a multiple of 100 up to some tens of millions."""
    if random.random() < 0.4:
        return Decimal(0)
    return Decimal(random.randint(1, 10 ** random.randint(2, 5))) * 100


Equation = tuple[Sequence[FieldId], Sequence[FieldId]]
"""The sum of the first is the sum of the second; all are counts, none is below nought."""


def equations(wording: Wording) -> Iterator[Equation]:
    """What the form itself says must agree in parts 3 and 4."""
    results = result_rows(wording)
    for name in APPLICANTS:
        at = {row: f"requests.{row}.{name}" for row in (*results, *_FRAME)}
        came = (at["received"], at["brought_forward"])
        yield came, (at["results_total"], at["carried_forward"])
        yield (at["results_total"],), tuple(at[row] for row in results)
    for row in (*results, *_FRAME):
        parts = tuple(f"requests.{row}.{name}" for name in ("natural_person", *ORGANIZATIONS))
        yield (f"requests.{row}.total",), parts
    for procedure in PROCEDURES:
        cells = [f"remedies.{procedure}.{outcome}" for outcome in OUTCOMES]
        yield (cells[-1],), tuple(cells[:-1])


_FRAME = ("received", "brought_forward", "results_total", "carried_forward")


def follows(reported: Mapping[FieldId, Decimal], wording: Wording) -> dict[FieldId, Decimal] | None:
    """Reported figures of parts 3 and 4 -> those not reported that follow from them.

    None where some stay open, for a cleverer argument might settle those. The reported
    figures must agree with each other.
    """
    rules = list(equations(wording))
    cells = {field for rule in rules for side in rule for field in side}
    known = {field: value for field, value in reported.items() if field in cells}
    found: dict[FieldId, Decimal] = {}
    while new := _next(rules, known | found):
        found |= new
    return found if len(known) + len(found) == len(cells) else None


def _next(rules: Sequence[Equation], known: Mapping[FieldId, Decimal]) -> dict[FieldId, Decimal]:
    found: dict[FieldId, Decimal] = {}
    for left, right in rules:
        open_left, open_right = ([f for f in side if f not in known] for side in (left, right))
        if bool(open_left) == bool(open_right):
            continue
        gap = sum(known.get(f, 0) for f in left) - sum(known.get(f, 0) for f in right)
        if gap == 0:
            found |= dict.fromkeys(open_left + open_right, Decimal(0))
        elif len(open_left) + len(open_right) == 1:
            found[(open_left + open_right)[0]] = abs(Decimal(gap))
    return found
