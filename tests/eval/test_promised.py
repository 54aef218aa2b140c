"""`python -m eval.promised`: invented reports with damage, read, split and measured."""

from click.testing import CliRunner

from eval.promised import FIRST_SEED, command, read_damaged


def test_a_report_is_damaged_by_hands_or_by_mishaps() -> None:
    for seed in (FIRST_SEED, FIRST_SEED + 1):
        invented = read_damaged(seed)
        assert invented.name.endswith(str(seed))
        assert invented.agency
        assert {claim.document for claim in invented.claims} == {invented.name}
        assert len(invented.claims) > 50
        assert read_damaged(seed) == invented


def test_both_promises_are_told_for_every_split() -> None:
    asked = ["--count", "10", "--target-error", "0.25", "--splits", "2", "--jobs", "1"]
    result = CliRunner().invoke(command, asked)
    assert result.exit_code == 0
    told = " ".join(result.output.split())
    assert "error of accepted fields within 25.00%" in told
    assert told.count("│ what is accepted as it is │ 5 reports │ 0.9500 │ 5 reports │") == 2
