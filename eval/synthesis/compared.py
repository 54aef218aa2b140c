"""Figures beside figures -> sentences that compare them, right or wrong: shares of a whole, lists
that do or do not claim to be all of it, and what has changed since the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from eval.synthesis import comparisons as say
from eval.synthesis.alter import Misstatement, Planted
from eval.synthesis.stated import Prose

_PREVIOUS, _RATE = "requests.received_previous_year", "requests.received_change"


@dataclass(frozen=True, slots=True)
class Part:
    """What a list counts: its label, and the field it is, or none for an open fact."""

    label: str
    count: int
    field: str | None = None


def proactive_list(prose: Prose, wrong: Misstatement | None) -> str:
    """How much was published, and where: some channels with shares, or all of them."""
    random, total = prose.random, int(prose.numbers["proactive.total"])
    website, wechat = (int(prose.numbers[f"proactive.{name}"]) for name in ("website", "wechat"))
    if wrong == "list" or (wrong is None and random.random() < 0.4):
        counts = [website, total - website] if random.random() < 0.5 else _thirds(random, total)
        if wrong == "list":
            counts[-1] += random.choice((-1, 1, 2)) * random.randint(1, counts[-1])
        opener = random.choice(say.COMPLETE)
    else:
        counts = [website, wechat]
        opener = random.choice(say.INCOMPLETE)
    fields = ("proactive.website", "proactive.wechat", None)
    named = zip(random.choice(say.CHANNELS), counts, fields, strict=False)
    parts = [Part(label, count, field) for label, count, field in named]
    shares = wrong == "share" or (wrong is None and random.random() < 0.6)
    text = random.choice(say.PUBLISHED).format(total=total) + opener
    prose.label("proactive.total", Decimal(total))
    if wrong == "list":
        names = ["narrative.proactive.total", *_names(parts)]
        detail = f"parts add up to {sum(counts)}, not {total}"
        prose.planted.append(Planted("list", tuple(names), detail, "misreported_sum"))
    return text + _listed(prose, parts, total, "条", shares, wrong == "share") + "。"


def applicants_list(prose: Prose, wrong: Misstatement | None) -> str:
    """Who asked, or by which channel, each with its share of the requests."""
    random, total = prose.random, int(prose.numbers["requests.received"])
    prose.label("requests.received", Decimal(total))
    text = random.choice(say.RECEIVED).format(total=total)
    if random.random() < 0.5:
        first = random.randint(1, total - 1)
        labels = random.choice(say.APPLICANTS)
        parts = [Part(labels[0], first), Part(labels[1], total - first)]
    else:
        names = ("online", "mail", "in_person")
        counts = [int(prose.numbers[f"requests.received_{name}"]) for name in names]
        labelled = zip(say.WAYS, counts, names, strict=True)
        parts = [Part(label, n, f"requests.received_{name}") for label, n, name in labelled]
    opener = random.choice(say.INCOMPLETE)
    return text + opener + _listed(prose, parts, total, "件", True, wrong == "share") + "。"


def requests_change(prose: Prose, wrong: Misstatement | None) -> str:
    """The requests received, against those of the year before."""
    now, before = (int(prose.numbers[name]) for name in ("requests.received", _PREVIOUS))
    prose.label("requests.received", Decimal(now))
    text = prose.random.choice(say.RECEIVED).format(total=now).removesuffix("，") + "，"
    told, printed, rate = _change(prose, now, before, "件", wrong)
    if "{before}" in told:
        prose.label(_PREVIOUS, Decimal(before))
    if "{rate}" in told:
        prose.label(_RATE, rate if now >= before else -rate)
    named = {"change": _RATE, "count_change": "requests.received"}
    _plant_change(prose, wrong, f"narrative.{named.get(wrong or '', '')}", printed)
    return text + printed + "。"


def proactive_change(prose: Prose, wrong: Misstatement | None) -> str:
    """What was published, against the year before."""
    total = int(prose.numbers["proactive.total"])
    before = max(1, total * prose.random.randint(50, 170) // 100)
    prose.label("proactive.total", Decimal(total))
    text = prose.random.choice(say.PUBLISHED).format(total=total)
    _, printed, _ = _change(prose, total, before, "条", wrong)
    _plant_change(prose, wrong, "narrative.proactive.total", printed)
    return text + printed + "。"


def _plant_change(prose: Prose, wrong: Misstatement | None, name: str, printed: str) -> None:
    if wrong:
        prose.planted.append(Planted(wrong, (name,), f"told: {printed}", "misreported_change"))


def _change(
    prose: Prose, now: int, before: int, unit: str, wrong: Misstatement | None
) -> tuple[str, str, Decimal]:
    """A clause that compares: its template, what it prints, and the printed rate."""
    random, by = prose.random, now - before
    if not by and wrong is None:
        template, rate = random.choice(say.LEVEL), Decimal(0)
    else:
        told = say.CHANGES if by >= 0 else [_falling(clause) for clause in say.CHANGES]
        needs = {"change": ("{rate}",), "count_change": ("{before}", "{by}")}.get(wrong or "", ())
        template = random.choice([clause for clause in told if all(n in clause for n in needs)])
        rate = abs(_percent(random, by, before))
    if wrong == "change":
        rate += random.choice((3, 8, 15, 40))
    if wrong == "count_change":
        by += random.choice((1, 2, 10)) * (1 if by >= 0 else -1)
    printed = template.format(before=before, by=abs(by), rate=rate, unit=unit)
    return template, printed, rate


def _falling(clause: str) -> str:
    for rise, fall in say.OPPOSITES:
        clause = clause.replace(rise, fall)
    return clause


def _listed(
    prose: Prose, parts: Sequence[Part], total: int, unit: str, shares: bool, wrong: bool
) -> str:
    """The parts in words, labelled; with `wrong` one of the shares is not that of its part."""
    random = prose.random
    form = random.choice(say.SHARES)
    liar = random.randrange(len(parts)) if wrong else None
    clauses = []
    for number, part in enumerate(parts):
        share = _percent(random, part.count, total)
        if number == liar:
            share += random.choice((4, 7, 12)) * (1 if share < 50 else -1)
        quote = f"{part.label}{part.count}{unit}" + (form.format(share) if shares else "")
        if part.field:
            prose.label(part.field, Decimal(part.count))
        else:
            value = Decimal(part.count)
            fact = {"label": part.label, "value": value, "unit": unit, "quote": quote}
            prose.facts.append(fact | ({"share": share} if shares else {}))
        if number == liar:
            fields = (f"narrative.{part.field}",) if part.field else ()
            words = None if part.field else quote
            told = f"{quote} of {total}"
            prose.planted.append(Planted("share", fields, told, "misreported_share", quote=words))
        clauses.append(quote)
    return random.choice("，、；").join(clauses) if not shares else "，".join(clauses)


def _names(parts: Sequence[Part]) -> list[str]:
    return [f"narrative.{part.field}" for part in parts if part.field]


def _percent(random: Random, part: int, whole: int) -> Decimal:
    """A percentage to as many places as the author likes, rounded or cut off."""
    places = random.choice(("1", "0.1", "0.1", "0.01"))
    cut = random.choice((ROUND_HALF_UP, ROUND_HALF_UP, ROUND_DOWN))
    return (Decimal(100 * part) / whole).quantize(Decimal(places), cut)


def _thirds(random: Random, total: int) -> list[int]:
    first = random.randint(total // 3, total - 4)
    second = random.randint(1, total - first - 2)
    return [first, second, total - first - second]
