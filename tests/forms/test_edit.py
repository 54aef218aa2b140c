"""Edit rules as data."""

import pytest

from extractor.errors import FormError
from extractor.forms.edit import EditTemplate, Term, expand

SETS = {"who": ["person", "firm"], "result": ["granted", "refused"]}


def template(expression: str, *each: str) -> EditTemplate:
    return EditTemplate("rule", "label", "description", "finding", expression, each)


def test_a_template_is_written_out_for_every_member() -> None:
    rules = list(expand(template("t.{who} = sum(r.{result}.{who})", "who"), SETS))
    assert [rule.id for rule in rules] == ["rule@person", "rule@firm"]
    assert rules[0].left == (Term(1, "t.person"),)
    assert rules[0].right == (Term(1, "r.granted.person"), Term(1, "r.refused.person"))
    assert rules[0].fields == ("t.person", "r.granted.person", "r.refused.person")


def test_the_normal_form_is_left_minus_right() -> None:
    (rule,) = expand(template("100 * a - 100 * b = change * b"), SETS)
    assert rule.terms == (Term(100, "a"), Term(-100, "b"), Term(-1, "b", "change"))


def test_at_least_is_turned_around() -> None:
    (rule,) = expand(template("a >= b + c"), SETS)
    assert (rule.relation, rule.left, rule.right) == (
        "<=",
        (Term(1, "b"), Term(1, "c")),
        (Term(1, "a"),),
    )


@pytest.mark.parametrize(
    "expression", ["a + b", "a = b = c", "a = b * c * d", "a = ?", "a = {x}.b"]
)
def test_what_is_no_rule_is_refused(expression: str) -> None:
    with pytest.raises(FormError):
        list(expand(template(expression), SETS))


def test_an_unknown_set_is_named() -> None:
    with pytest.raises(FormError, match="no set named 'nobody'"):
        list(expand(template("a.{nobody} = b", "nobody"), SETS))
