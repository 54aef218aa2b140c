"""Figures -> the running text of a report that states them, and the labels of what it states."""

from decimal import ROUND_HALF_UP, Decimal
from random import Random

from eval.synthesis import phrases as say
from eval.synthesis.alter import Misstatement
from eval.synthesis.compared import (
    applicants_list,
    proactive_change,
    proactive_list,
    requests_change,
)
from eval.synthesis.draw import Figures
from eval.synthesis.page import Agency
from eval.synthesis.stated import Prose

_HAN_ITEMS = "一二三四五"


def draw_prose(
    random: Random, agency: Agency, year: int, figures: Figures, wrong: Misstatement | None = None
) -> tuple[Prose, list[list[str]]]:
    """Labels, and six lists of paragraphs: one for each section of the report.

    What is `wrong` is told of what was published, or of the requests.
    """
    words = {"we": agency.we, "year": str(year), "agency": agency.name}
    prose = Prose(random, words, _numbers(random, figures))
    comparable = prose.numbers["requests.received"] >= 2
    of_requests = comparable and wrong != "list" and random.random() < 0.5
    overview = [
        prose.any(say.OPENINGS),
        "（一）主动公开情况。" + _proactive(prose, None if of_requests else wrong),
        "（二）依申请公开情况。" + _requests(prose, figures, wrong if of_requests else None),
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


def _numbers(random: Random, figures: Figures) -> dict[str, Decimal]:
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
        "requests.received_change": change,
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


def _proactive(prose: Prose, wrong: Misstatement | None) -> str:
    """How much was published: in all, roughly, by kind, by channel, or against the year before."""
    random, total = prose.random, int(prose.numbers["proactive.total"])
    styles = {"share": "list", "list": "list", "change": "changed", "count_change": "changed"}
    style = styles.get(wrong or "") or random.choice(("plain", "parts", "vague", "list", "changed"))
    if style == "list":
        text = proactive_list(prose, wrong)
    elif style == "changed":
        text = proactive_change(prose, wrong)
    elif style == "plain":
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


def _requests(prose: Prose, figures: Figures, wrong: Misstatement | None) -> str:
    random, numbers = prose.random, prose.numbers
    received = numbers["requests.received"]
    styles = ["plain", "channel", "compared"] if received else ["none"]
    if received >= 2:
        styles.append("listed")
    if numbers["requests.received_change"]:
        styles.append("changed")
    told = {"share": "listed", "change": "compared", "count_change": "compared"}
    match told.get(wrong or "") or random.choice(styles):
        case "compared":
            text = requests_change(prose, wrong)
        case "listed":
            text = applicants_list(prose, wrong)
        case "changed":
            prose.words["direction"] = say.DIRECTIONS[numbers["requests.received_change"] < 0]
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
