"""One cell at known coordinates -> a Reading: its figure in the unit the form wants."""

import re
from dataclasses import replace
from decimal import Decimal

from extractor.model.amount import Amount, read_amount
from extractor.model.folding import fold
from extractor.model.form import Column
from extractor.model.record import Candidate, Evidence, Reading, Source

YUAN = {"元": 1, "万元": 10**4, "亿元": 10**8}
_UNIT = re.compile(r"[(:]\s*(?:单位:?\s*)?(亿元|万元|元)\s*\)?")
_SCALED = re.compile("[万亿]")


def cell_reading(
    name: str,
    column: Column,
    header: str,
    evidence: Evidence,
    source: Source,
    signals: tuple[str, ...] = (),
) -> Reading:
    """What the quoted cell says about the field `name` below `header`.

    Money is in yuan: by the unit in the cell, else by the one in the header. Where neither
    prints one the value stays open between yuan and ten thousand yuan, unless it is zero.
    """
    if column.kind == "text":
        content: Amount | str = evidence.quote or read_amount("")
        return Reading(name, content, evidence, source, signals)
    amount = read_amount(evidence.quote)
    if column.kind != "money" or not amount.value:
        return Reading(name, amount, evidence, source, signals)
    if amount.unit == "元":
        return Reading(name, amount, evidence, source, signals)
    if _SCALED.search(fold(evidence.quote)):
        return Reading(name, replace(amount, unit="元"), evidence, source, signals)
    printed = _UNIT.search(fold(header))
    if printed:
        yuan = amount.scaled(YUAN[printed[1]], "元")
        return Reading(name, yuan, evidence, source, signals)
    candidates = tuple(
        Candidate(amount.value * Decimal(factor), "元") for factor in (1, YUAN["万元"])
    )
    undecided = replace(amount, value=None, low=None, high=None)
    return Reading(name, undecided, evidence, source, signals, candidates)
