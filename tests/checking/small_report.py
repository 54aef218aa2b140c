"""A report small enough to check by hand: three kinds of applicant would be seven too many.

`FORM` has one table, `t`, with the columns a, b and total:

    received        一、新收
    granted         （一）公开
    refused         （二）不公开
    results_total   总计
    carried_forward 四、结转

and the edit rules of the real forms on it. `readings` prints cells given as text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.checking import reconcile
from extractor.checking.confront import confront
from extractor.checking.observation import Observation
from extractor.checking.weigh import Weighed
from extractor.checking.weigh.block import Block, block_of
from extractor.checking.weigh.localize import localize
from extractor.document import Document, Span
from extractor.forms.edit import EditRule, EditTemplate, expand
from extractor.forms.form import Changes, Column, FactRule, Form, Lists, OpenFacts, Row, TableForm
from extractor.record.decision import Decision
from extractor.record.record import Evidence, Field, Irregularity, Reading, Readings, Record
from extractor.values.amount import read_amount

ROWS = {
    "received": "新收",
    "granted": "公开",
    "refused": "不公开",
    "results_total": "总计",
    "carried_forward": "结转",
}
COLUMNS = {"a": "自然人", "b": "企业", "total": "合计"}

TABLE = TableForm(
    part="t",
    label="表",
    rows=tuple(Row(id=name, labels=(label,)) for name, label in ROWS.items()),
    columns=tuple(Column(id=name, labels=(label,)) for name, label in COLUMNS.items()),
    unit="件",
)

SETS = {"row": tuple(ROWS), "column": tuple(COLUMNS), "result": ("granted", "refused")}


def rule(
    expression: str, name: str = "rule", finding: str = "misreported_total", each: str = ""
) -> tuple[EditRule, ...]:
    """One template written out over SETS."""
    template = EditTemplate(name, name, name, finding, expression, tuple(each.split()))
    return tuple(expand(template, SETS))


RULES = (
    *rule("t.received.{column} = t.results_total.{column} + t.carried_forward.{column}", "flow",
          "misreported_flow", "column"),
    *rule("t.results_total.{column} = sum(t.{result}.{column})", "results", each="column"),
    *rule("t.{row}.total = t.{row}.a + t.{row}.b", "row", each="row"),
    *rule("narrative.received = t.received.total", "prose", "narrative_differs"),
    *rule("100 * narrative.received - 100 * narrative.before = narrative.change * narrative.before",
          "change", "misreported_change"),
)  # fmt: skip

FORM = Form(
    id="small",
    label="小表",
    tables=(TABLE,),
    sections=(),
    title=(),
    meta=(),
    facts=(
        FactRule("narrative.received", "收到申请", "件"),
        FactRule("narrative.before", "上年收到申请", "件"),
        FactRule("narrative.change", "同比", "%"),
        FactRule("narrative.published", "主动公开", "条"),
    ),
    open_facts=OpenFacts((), (), (), (), "", ""),
    lists=Lists("", "", "", "", "", "", "", ()),
    changes=Changes("", "", "", "", "", "", {}),
    items=(),
    nothing="",
    denies="",
    bullets=(),
    edits=RULES,
)

CONSISTENT = """
received        5 2 7
granted         3 1 4
refused         1 1 2
results_total   4 2 6
carried_forward 1 0 1
"""


def cells(table: str) -> dict[str, str]:
    """A drawn table -> what each cell prints; `.` is an empty cell, `?` one that is not there."""
    printed = {}
    for line in table.split("\n"):
        row, *values = line.split() or [""]
        for column, value in zip(COLUMNS, values, strict=False):
            if value != "?":
                printed[f"t.{row}.{column}"] = "" if value == "." else value
    return printed


def document(printed: Mapping[str, str]) -> tuple[Document, dict[str, Evidence]]:
    """A text with one cell a line, and where each stands."""
    text, places = "", {}
    for name, value in printed.items():
        places[name] = Evidence(len(text), len(text) + len(value), value)
        text += value + "\n"
    return Document(text, (), "small.txt", "text/plain", "0" * 64), places


def readings(
    printed: Mapping[str, str], places: Mapping[str, Evidence], twice: bool = True
) -> Readings:
    """Every cell read by the grid, and once more by the skeleton; prose by rules."""
    sources = {"t": ("grid", "skeleton") if twice else ("grid",)}
    found = (
        Reading(name, read_amount(value), places[name], source)
        for name, value in printed.items()
        for source in sources.get(name.split(".")[0], ("rules",))
    )
    return Readings("small", tuple(found))


def record(
    table: str,
    *,
    twice: bool = True,
    decisions: Iterable[Decision] = (),
    marked: tuple[Span, ...] = (),
    irregularities: tuple[Irregularity, ...] = (),
    **prose: str,
) -> Record:
    """The record of a drawn table and of prose fields given by their last name."""
    printed = cells(table) | {f"narrative.{name}": value for name, value in prose.items()}
    text, places = document(printed)
    found = replace(readings(printed, places, twice), irregularities=irregularities)
    return reconcile(replace(text, marked=marked), FORM, found, decisions)


def field(record_: Record, name: str) -> Field:
    """A field by the end of its name: `received.a`."""
    return next(f for key, f in record_.fields.items() if key.endswith(name))


def count(name: str, value: int | None, state: str = "reported", p: float = 0.999) -> Observation:
    """An observed count, or an empty one."""
    number = None if value is None else Decimal(value)
    return Observation(name, "count", state, number, number, number, probability=p)


def counts(**printed: int | None) -> dict[str, Observation]:
    """Observed counts; None where one is missing."""
    return {
        name: count(name, value, "missing" if value is None else "reported")
        for name, value in printed.items()
    }


def observed(table: str) -> dict[str, Observation]:
    """A drawn table as observed counts, `—` for a dash; what is not drawn is missing."""
    seen = counts(**dict.fromkeys(FORM.cells))
    for name, text in cells(table).items():
        state = {"": "blank", "—": "dash"}.get(text, "reported")
        seen[name] = count(name, int(text) if state == "reported" else None, state)
    return seen


def weighed(
    observations: Mapping[str, Observation], rules: Sequence[EditRule] = RULES, form: Form = FORM
) -> Weighed:
    """Rules confronted with observations, and what breaks them localized."""
    confronted = confront(rules, observations)
    return Weighed(observations, (), confronted, localize(form, observations, confronted))


def problem(rules: Iterable[EditRule], observations: Mapping[str, Observation]) -> Block:
    """The problem that rules pose, all of them as one block."""
    return block_of(confront(rules, observations), observations)
