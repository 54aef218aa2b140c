"""Lists, shares and changes of the prose become rules of the one document."""

from small_report import FORM

from extractor.checking import reconcile
from extractor.document import Document
from extractor.record.record import (
    Enumeration,
    Evidence,
    Fact,
    Reading,
    Readings,
    Record,
    Share,
    Stated,
)
from extractor.values.amount import read_amount

PROSE = "公开{total}条，其中机构{one}条，占{share}，财政{two}条。"


def report(*, complete: bool = True, **figures: str) -> Record:
    text, places = "", {}
    for part in PROSE.replace("}", "{").split("{"):
        places[part] = len(text)
        text += figures.get(part, part)

    def place(name: str) -> Evidence:
        start = places[name]
        return Evidence(start, start + len(figures[name]), figures[name])

    share = read_amount(figures["share"])
    facts = (
        Fact("机构", read_amount(figures["one"] + "条"), place("one"), share),
        Fact("财政", read_amount(figures["two"] + "条"), place("two")),
    )
    name = "narrative.published"
    total = Reading(name, read_amount(figures["total"] + "条"), place("total"), "rules")
    listed = Enumeration(name, (0, 1), complete, place("total"))
    told = Share(0, Stated(share, place("share")), (name, 1))
    document = Document(text, (), "x.txt", "text/plain", "0" * 64)
    return reconcile(document, FORM, Readings("small", (total,), facts, (listed,), (told,)))


def test_parts_and_shares_that_agree_say_nothing() -> None:
    agreed = report(total="137", one="9", share="6.6%", two="128")
    rules = {e.rule: e.status for e in agreed.edits if e.rule.startswith("narrative.")}
    assert rules == {"narrative.enumeration": "satisfied", "narrative.share": "satisfied"}
    assert agreed.findings == agreed.disagreements == ()


def test_parts_that_do_not_add_up_disagree_and_name_who_might_be_wrong() -> None:
    (finding,) = report(total="137", one="9", share="6.6%", two="138").disagreements
    assert finding.code == "misreported_sum"
    assert finding.fields == ("facts.1", "narrative.published")  # 9 - 10 is no count
    assert "147 is not 137, a difference of 10" in finding.message


def test_a_list_that_claims_no_completeness_need_only_stay_within_its_total() -> None:
    within = report(complete=False, total="137", one="9", share="6.6%", two="20")
    assert not within.disagreements
    (beyond,) = report(complete=False, total="137", one="9", share="6.6%", two="138").disagreements
    assert "147 is more than 137" in beyond.message


def test_a_record_keeps_the_rules_of_its_prose_and_what_stands_beside_its_figures() -> None:
    kept = report(complete=False, total="137", one="9", share="6.6%", two="138")
    assert [(rule.name, rule.relation) for rule in kept.rules] == [
        ("narrative.enumeration", "<="),
        ("narrative.share", "="),
    ]
    (share,) = kept.stated.values()
    assert share.evidence.quote == "6.6%"


def test_a_wrong_share_is_a_finding_with_the_right_one() -> None:
    (finding,) = report(total="137", one="9", share="9.6%", two="128").findings
    assert finding.code == "misreported_share"
    assert finding.fields == ("facts.0",)
    assert (finding.printed, str(finding.expected)) == (read_amount("9.6%").value, "6.569")
    assert "机构" in finding.message


def test_a_share_that_another_figure_bears_out_is_no_mistake() -> None:
    """The sentence may mean 9 of the 20 that it counts next."""
    meant = report(complete=False, total="137", one="9", share="45%", two="20")
    assert not (*meant.findings, *meant.disagreements)


def test_facts_stay_facts_and_become_no_fields() -> None:
    agreed = report(total="137", one="9", share="6.6%", two="128")
    assert not [name for name in agreed.fields if name.startswith("facts")]
    assert [fact.label for fact in agreed.facts] == ["机构", "财政"]
