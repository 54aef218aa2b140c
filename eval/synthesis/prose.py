"""Figures -> the running text of a report that states them, and the labels of what it states."""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from eval.synthesis import phrases as say
from eval.synthesis.agency import Agency
from eval.synthesis.draw import Figures
from extractor.model.numeral import write_han

_SLOT = re.compile(r"\{([a-z_.]+)\}")
_SMALL = ("meetings", "trainings")
_HAN_ITEMS = "一二三四五"


@dataclass
class Prose:
    """The text by place, and what it states. `numbers` holds what may be stated at all."""

    random: Random
    words: dict[str, str]
    numbers: dict[str, Decimal]
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)

    def state(self, template: str) -> str:
        """A sentence of the template, its facts labelled; a second mention changes nothing."""
        return _SLOT.sub(lambda slot: self._print(slot[1]), template)

    def any(self, templates: tuple[str, ...]) -> str:
        """One of the sentences, stated."""
        return self.state(self.random.choice(templates))

    def label(self, name: str, value: Decimal, **more: str) -> None:
        """Labels a fact of the closed list."""
        self.fields[f"narrative.{name}"] = {"state": "reported", "value": value, **more}

    def _print(self, name: str) -> str:
        if name in self.words:
            return self.words[name]
        value = self.numbers[name]
        self.label(name, value)
        if name in _SMALL and self.random.random() < 0.3:
            return write_han(int(value)) if value != 2 else "两"
        return str(abs(value))


def draw_prose(
    random: Random, agency: Agency, year: int, figures: Figures, wrong_share: bool
) -> tuple[Prose, list[list[str]]]:
    """Labels, and six lists of paragraphs: one for each section of the report.

    With `wrong_share` the year-on-year change is stated, and wrongly.
    """
    words = {"we": agency.we, "year": str(year), "agency": agency.name}
    prose = Prose(random, words, _numbers(random, figures, wrong_share))
    overview = [
        prose.any(say.OPENINGS),
        "（一）主动公开情况。" + _proactive(prose),
        "（二）依申请公开情况。" + _requests(prose, figures, wrong_share),
        "（三）政府信息管理情况。" + prose.any(say.MANAGEMENT),
        "（四）监督保障情况。" + prose.any(say.MEETINGS),
    ]
    if random.random() < 0.4:
        overview.append(prose.state(say.PROPOSALS))
    problems, improvements = (
        frame.format(items=_listed(random, items))
        for frame, items in (
            (say.PROBLEMS_FRAME, say.PROBLEMS),
            (say.IMPROVEMENTS_FRAME, say.IMPROVEMENTS),
        )
    )
    return prose, [overview, [], [], [], [problems, improvements], [_other_matters(prose)]]


def _numbers(random: Random, figures: Figures, wrong_share: bool) -> dict[str, Decimal]:
    """Every fact that a sentence may state, consistent with the tables and with each other."""

    def rows(prefix: str) -> Decimal:
        return sum(
            (v for f, v in figures.items() if f.startswith(prefix) and f.endswith(".total")),
            Decimal(0),
        )

    received = figures["requests.received.total"]
    online = Decimal(random.randint(0, int(received)))
    mail = Decimal(random.randint(0, int(received - online)))
    previous = Decimal(random.randint(1, int(received) * 2 + 5))
    lead, joint = random.randint(1, 9), random.randint(1, 20)
    total = random.randint(20, 3000)
    website = random.randint(total // 3, total - 5)
    change = (100 * (received - previous) / previous).quantize(Decimal(1), ROUND_HALF_UP)
    counts: dict[str, int | Decimal] = {
        "proactive.total": total,
        "proactive.website": website,
        "proactive.wechat": random.randint(1, total - website),
        "requests.received": received,
        "requests.received_online": online,
        "requests.received_mail": mail,
        "requests.received_in_person": received - online - mail,
        "requests.received_previous_year": previous,
        "requests.received_change": change + (8 if wrong_share else 0),
        "requests.brought_forward": figures["requests.brought_forward.total"],
        "requests.carried_forward": figures["requests.carried_forward.total"],
        "requests.answered": figures["requests.results_total.total"],
        "requests.granted": figures["requests.granted.total"],
        "requests.partially_granted": figures["requests.partially_granted.total"],
        "requests.refused": rows("requests.refused."),
        "requests.unavailable": rows("requests.unavailable."),
        "requests.not_processed": rows("requests.not_processed."),
        "reconsideration.cases": rows("remedies.reconsideration."),
        "lawsuit.cases": rows("remedies.lawsuit"),
        "proposals.lead": lead,
        "proposals.joint": joint,
        "proposals.total": lead + joint,
        "meetings": random.randint(1, 6),
        "trainings": random.randint(1, 5),
        "processing_fee": random.randint(2, 90) * 10,
    }
    return {name: Decimal(count) for name, count in counts.items()}


def _proactive(prose: Prose) -> str:
    """How much was published: whole and parts, a vague figure, or the parts with shares."""
    random, total = prose.random, int(prose.numbers["proactive.total"])
    style = random.choice(("plain", "parts", "vague"))
    if style == "plain":
        text = prose.any(say.PROACTIVE)
    elif style == "vague" and total > 100:
        floor = Decimal(total // 100 * 100)
        text = f"全年主动公开政府信息{floor}余条。"
        prose.label("proactive.total", floor, qualifier="at_least", raw=f"{floor}余条")
    else:
        parts = "，".join(_parts(prose, total))
        text = prose.state(say.PROACTIVE_PARTS.replace("{parts}", parts))
    verb, label, unit = random.choice(say.OTHER_COUNTS)
    return text + _fact(prose, label, random.randint(1, 60), unit, before=verb) + "。"


def _parts(prose: Prose, total: int) -> list[str]:
    random, rest = prose.random, total
    shares = random.random() < 0.5
    clauses = []
    labels = random.sample(say.PART_LABELS, 3)
    for label in labels:
        count = rest if label == labels[-1] else random.randint(1, max(1, rest - 3))
        rest -= count
        share = (Decimal(100 * count) / total).quantize(Decimal("0.1"), ROUND_HALF_UP)
        share_words = f"，占{share}%" if shares else ""
        clauses.append(_fact(prose, label, count, "条", after=share_words))
    return clauses


def _fact(
    prose: Prose, label: str, count: int, unit: str, before: str = "", after: str = ""
) -> str:
    quote = f"{before}{label}{count}{unit}{after}"
    prose.facts.append({"label": label, "value": Decimal(count), "unit": unit, "quote": quote})
    return quote


def _requests(prose: Prose, figures: Figures, wrong_share: bool) -> str:
    random, numbers = prose.random, prose.numbers
    changed = numbers["requests.received_change"]
    styles = ["plain", "channel"] if numbers["requests.received"] else ["none"]
    if changed:
        styles.append("changed")
    style = "changed" if wrong_share else random.choice(styles)
    match style:
        case "changed":
            prose.words["direction"] = say.DIRECTIONS[changed < 0]
            text = prose.state(say.RECEIVED_CHANGED)
        case "channel":
            text = prose.state(say.RECEIVED_BY_CHANNEL)
        case "plain":
            text = prose.any(say.RECEIVED)
        case _:
            text = prose.any(say.RECEIVED_NONE)
            prose.label("requests.received", Decimal(0))
    if numbers["requests.received"]:
        text += prose.any(say.ANSWERED)
    if any(value for name, value in figures.items() if name.startswith("remedies.")):
        text += prose.state(say.REMEDIES)
    elif random.random() < 0.5:
        text += prose.state(say.REMEDIES_NONE)
        prose.label("reconsideration.cases", Decimal(0))
        prose.label("lawsuit.cases", Decimal(0))
    return text


def _listed(random: Random, items: tuple[str, ...]) -> str:
    chosen = random.sample(items, random.randint(2, 4))
    return "；".join(f"{n}是{item}" for n, item in zip(_HAN_ITEMS, chosen, strict=False))


def _other_matters(prose: Prose) -> str:
    if prose.random.random() < 0.15:
        return prose.state(say.FEE)
    text = prose.random.choice(say.OTHER_MATTERS)
    if text == say.FEE_NONE:
        prose.label("processing_fee", Decimal(0))
    return text
