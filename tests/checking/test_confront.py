"""Edit rules on figures: satisfied, violated, or nothing to be said."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from small_report import RULES, rule

from extractor.checking.confront import confront, confront_values
from extractor.checking.observation import Observation, kind_of_unit
from extractor.values.amount import read_amount


def seen(**printed: str | None) -> dict[str, Observation]:
    """Fields as printed; None for one that is not in the document."""
    out = {}
    for name, raw in printed.items():
        if raw is None:
            out[name] = Observation(name, "count", "missing")
            continue
        a = read_amount(raw)
        kind = kind_of_unit(a.unit)
        out[name] = Observation(name, kind, a.state, a.value, a.low, a.high, raw, a.unit)
    return out


def status(expression: str, **printed: str | None) -> str:
    (confronted,) = confront(rule(expression), seen(**printed))
    return confronted.result.status


def test_a_sum_that_adds_up_is_satisfied_and_one_that_does_not_is_violated() -> None:
    assert status("total = x + y", total="5", x="3", y="2") == "satisfied"
    assert status("total = x + y", total="6", x="3", y="2") == "violated"


def test_both_sides_are_told() -> None:
    (confronted,) = confront(rule("total = x + y"), seen(total="6", x="3", y="2"))
    assert (confronted.result.left, confronted.result.right) == (Decimal(6), Decimal(5))


def test_a_blank_or_dash_stands_for_zero() -> None:
    assert status("total = x + y", total="3", x="3", y="") == "satisfied"
    assert status("total = x + y", total="5", x="3", y="—") == "violated"


def test_a_missing_figure_may_be_anything_but_negative() -> None:
    assert status("total = x + y", total="5", x="3", y=None) == "not_evaluable"
    assert status("total = x + y", total="2", x="3", y=None) == "violated"


def test_an_inequality_is_proved_without_the_missing_figure_where_it_can_be() -> None:
    assert status("x <= total + y", total="5", x="3", y=None) == "satisfied"


def test_a_vague_figure_agrees_with_all_it_may_mean() -> None:
    assert status("x = y", x="500余条", y="580条") == "satisfied"
    assert status("x = y", x="500余条", y="600条") == "violated"
    assert status("x = y", x="1.2万条", y="12300条") == "satisfied"


def test_a_share_may_be_rounded_or_cut_off() -> None:
    share = "100 * part = share * whole"
    assert status(share, part="9", whole="137", share="6.6%") == "satisfied"  # 6.569
    assert status(share, part="29", whole="137", share="21.1%") == "satisfied"  # 21.168, cut
    assert status(share, part="29", whole="137", share="20.1%") == "violated"


def test_a_change_is_that_of_the_two_years() -> None:
    change = "100 * now - 100 * before = change * before"
    assert status(change, now="29", before="66", change="下降56%") == "satisfied"
    assert status(change, now="29", before="66", change="增长56%") == "violated"


def test_a_rule_about_prose_that_is_not_there_is_left_out() -> None:
    assert not confront(rule("narrative.received = total"), seen(total="3"))


def test_a_negative_or_fractional_count_is_told_by_itself() -> None:
    (confronted,) = confront((), seen(x="-3件"))
    assert (confronted.rule.id, confronted.violated) == ("count.integer@x", True)
    assert confront((), seen(x="2.5件"))[0].violated
    assert not confront((), seen(x="2.5元", y="-3%", z="3"))


@given(st.integers(0, 10**24), st.integers(0, 10**24))
def test_sums_of_any_size_are_exact(x: int, y: int) -> None:
    observed = {
        name: Observation(name, "count", "reported", value, value, value)
        for name, value in {"x": Decimal(x), "y": Decimal(y), "t": Decimal(x + y)}.items()
    }
    assert confront(rule("t = x + y"), observed)[0].result.status == "satisfied"
    assert confront(rule("t = x + y + y"), observed)[0].violated == (y > 0)


@given(st.lists(st.integers(0, 9) | st.just(0), min_size=6, max_size=6), st.integers(0, 3))
def test_a_consistent_table_violates_nothing(parts: list[int], carried: int) -> None:
    table = {"granted": parts[:2], "refused": parts[2:4], "carried_forward": [carried, 0]}
    table["results_total"] = [a + b for a, b in zip(parts[:2], parts[2:4], strict=True)]
    table["received"] = [table["results_total"][0] + carried, table["results_total"][1]]
    observed = {}
    for row, (a, b) in table.items():
        for column, value in {"a": a, "b": b, "total": a + b}.items():
            name, n = f"t.{row}.{column}", Decimal(value)
            observed[name] = Observation(name, "count", "reported", n, n, n)
    confronted = confront(RULES, observed)
    assert len(confronted) == 11
    assert {c.result.status for c in confronted} == {"satisfied"}


def test_a_rule_holds_between_values_of_several_reports() -> None:
    (carried,) = rule("carried = brought")
    three, up_to_four = (Decimal(3), Decimal(3)), (Decimal(0), Decimal(4))
    assert confront_values(carried, {"carried": three, "brought": up_to_four}) == "satisfied"
    assert confront_values(carried, {"carried": three, "brought": None}) == "not_evaluable"
    assert confront_values(carried, {"carried": three, "brought": (Decimal(4), None)}) == "violated"
