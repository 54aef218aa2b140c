"""A run with a model, whole: whatever happens to calls, no call and no document is lost."""

import re
import signal
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from labelled_reports import ROOT
from model_runs import Desk, Moment, calls, door, library, refusing, served, told

from eval.simulation.faults import FAULTS, UNANSWERED, Fault, Faults
from eval.simulation.server import Simulator
from eval.simulation.stats import Stats
from extractor.record.record import Record

GOLD = ROOT / "gold" / "dev"
FEW = GOLD / "irregular"
"""Six reports with a question about prose each, most with one about tables."""
TWICE = {"GOUJI_ATTEMPTS": "2"}
"""So few attempts that some questions stay without an answer."""

Records = dict[str, Record]


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The records of a run over all of `GOLD` in which nothing goes wrong."""
    with served(Simulator(library())) as server:
        desk = Desk(tmp_path_factory.mktemp("untroubled"), server.url)
        assert desk.run(GOLD).exit_code == 0
    records = desk.records()
    assert server.stats.requests == server.stats.distinct == asked(records)
    return records


@pytest.fixture(scope="module")
def few(right: Records) -> Records:
    """Those of them that are of `FEW`."""
    return {name: record for name, record in right.items() if (FEW / name).exists()}


def asked(records: Records) -> int:
    """How many questions the records took."""
    return sum(len(record.calls) for record in records.values())


def had(stats: Stats) -> int:
    """The usable answers that were given."""
    return sum(stats.outcomes.get(outcome, 0) for outcome in ("answered", "slow", "prose"))


# --- faults --------------------------------------------------------------------------------


def faults(rates: Mapping[Fault, float]) -> Faults:
    return Faults(rates, retry_after=0.01, delay=0.05)


TROUBLES = {
    **{fault: (FEW, faults({fault: 0.2}), TWICE) for fault in FAULTS},
    "all": (GOLD, faults(Faults.all(0.2).rates), {}),
    "harsh": (GOLD, faults(Faults.all(0.6).rates), TWICE),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_faults_cost_answers_at_most_and_the_next_run_asks_for_those_alone(
    trouble: str, tmp_path: Path, right: Records, few: Records
) -> None:
    folder, faults, settings = TROUBLES[trouble]
    expected = few if folder == FEW else right
    with served(Simulator(library(), faults=faults, seed=2)) as server:
        desk = Desk(tmp_path, server.url, settings)
        assert desk.run(folder).exit_code == 0
    stats, records = server.stats, desk.records()
    assert set(stats.outcomes) & {*FAULTS}
    assert (stats.distinct, stats.answered_again) == (asked(expected), 0)
    assert records.keys() == expected.keys()
    state = calls(records)
    assert state["answered"] == had(stats) == desk.answers()
    assert bool(state["unanswered"]) >= (trouble == "harsh")
    for name, record in records.items():
        if any(call.error for call in record.calls):
            assert_told_why(record)
        else:
            assert told({name: record}) == told({name: expected[name]})

    with served(Simulator(library(), port=int(server.url.split(":")[2][:-3]))) as server:
        assert desk.run(folder).exit_code == 0
    assert server.stats.requests == server.stats.distinct == state["unanswered"]
    assert told(desk.records()) == told(expected)


def assert_told_why(record: Record) -> None:
    """Every question without an answer is told with the fields that it was about."""
    why = {call.question: call.error for call in record.calls if call.error}
    open_ = [i for i in record.irregularities if i.code == "model_unavailable"]
    assert len(open_) == len(why)
    for question, irregular in zip(why, open_, strict=True):
        assert irregular.message.endswith(str(why[question]))
        assert irregular.fields
        asked = (record.fields[name] for name in irregular.fields if name in record.fields)
        assert all(f.value is not None or "model_unavailable" in f.reasons for f in asked)


def test_a_fault_for_which_nothing_is_billed_costs_no_token(tmp_path: Path, few: Records) -> None:
    with served(Simulator(library(), faults=faults(dict.fromkeys(UNANSWERED, 0.1)))) as server:
        assert Desk(tmp_path, server.url).run(FEW).exit_code == 0
    assert server.stats.requests > asked(few)
    assert tokens(server.stats) == paid(few)


def tokens(stats: Stats) -> tuple[int, int]:
    """Prompt and completion tokens that the server would bill."""
    return stats.prompt_tokens, stats.completion_tokens


def paid(records: Records) -> tuple[int, int]:
    """Prompt and completion tokens by the records' own account."""
    made = [call for record in records.values() for call in record.calls]
    return sum(c.prompt_tokens for c in made), sum(c.completion_tokens for c in made)


def test_a_report_that_a_gateway_refuses_costs_no_other_one(tmp_path: Path) -> None:
    refused = tmp_path / "00-refused.txt"
    refused.write_text("某局2020年政府信息公开工作年度报告\n召开会议3次<script>alert(1)</script>。")
    with (
        served(Simulator(library())) as server,
        served(door(server.url, forbidden=b"<script>")) as url,
    ):
        desk = Desk(tmp_path, url, {"GOUJI_CONCURRENCY": "1"})
        assert desk.run(refused, FEW, "--form", "disclosure_2019").exit_code == 0
    records = desk.records()
    (call,) = records.pop(refused.name).calls
    assert "does not let this key use simulated (403)" in str(call.error)
    assert len(records) == 6
    assert calls(records)["unanswered"] == 0


# --- killed, interrupted -------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_halfway_the_next_run_asks_for_what_has_no_answer(
    jobs: int, tmp_path: Path, few: Records
) -> None:
    moment = Moment("POST /v1/chat/completions", 6, signal.SIGKILL)
    in_flight = 3
    with served(Simulator(library())) as server, served(door(server.url, moment)) as url:
        desk = Desk(tmp_path, url, {"GOUJI_CONCURRENCY": str(in_flight)})
        code, said = desk.apart(moment, FEW, "--jobs", jobs)
        assert code == -signal.SIGKILL, said
        assert 6 - in_flight <= desk.answers() < 6

        assert desk.run(FEW).exit_code == 0
    stats = server.stats
    assert stats.answered_again <= in_flight
    assert stats.requests == asked(few) + stats.answered_again
    assert told(desk.records()) == told(few)


def test_interrupted_it_finishes_what_is_in_flight_and_goes_on_from_there(
    tmp_path: Path, few: Records
) -> None:
    moment = Moment("POST /v1/chat/completions", 6, signal.SIGINT)
    with served(Simulator(library())) as server, served(door(server.url, moment)) as url:
        desk = Desk(tmp_path, url, {"GOUJI_CONCURRENCY": "2"})
        code, said = desk.apart(moment, FEW, "--jobs", 1)
        assert code == 130, said
        assert "goes on from here" in said
        assert desk.answers() == had(server.stats) < asked(few)
        assert calls(desk.records()).keys() <= {"answered"}

        assert desk.run(FEW).exit_code == 0
    assert server.stats.requests == server.stats.distinct == asked(few)
    assert told(desk.records()) == told(few)


# --- money ---------------------------------------------------------------------------------

PRICED = """
[model]
max_completion_tokens = 2000
[prices.simulated]
input = 2
output = 8
"""
MILLION = 1_000_000


def cost(prompt_tokens: int, completion_tokens: int) -> Decimal:
    """What so many tokens cost at the price in `PRICED`."""
    return Decimal(2 * prompt_tokens + 8 * completion_tokens) / MILLION


def test_a_budget_is_never_exceeded_and_what_it_paid_for_is_kept(
    tmp_path: Path, right: Records
) -> None:
    budget = cost(*paid(right)) / 2
    config = tmp_path / "gouji.toml"
    config.write_text(PRICED)
    with served(Simulator(library())) as server:
        desk = Desk(tmp_path, server.url, {"GOUJI_CONFIG": str(config)})
        run = desk.run(GOLD, "--budget", budget)
        assert run.exit_code == 0
        assert "reports lack answers" in run.stderr
        spent, records = server.stats, desk.records()
        assert budget / 2 < cost(*tokens(spent)) <= budget
        assert records.keys() == right.keys()
        assert calls(records)["answered"] == spent.distinct == desk.answers()
        for name, record in records.items():
            missing = [call.error for call in record.calls if call.error]
            assert all(error.startswith("budget") for error in missing)
            assert missing or told({name: record}) == told({name: right[name]})

        assert desk.run(GOLD, "--budget", 2 * budget + 1).exit_code == 0
    assert server.stats.requests == server.stats.distinct
    assert tokens(server.stats) == paid(right)
    assert told(desk.records()) == told(right)


def test_a_dry_run_asks_nothing_and_leaves_nothing_behind(tmp_path: Path, few: Records) -> None:
    with served(Simulator(library())) as server:
        run = Desk(tmp_path, server.url).run(FEW, "--dry-run")
    assert run.exit_code == 0
    assert f"{asked(few)} calls to make, 0 answers in the cache" in run.stdout
    assert server.stats.requests == 0
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_after_a_run_has_nothing_to_ask(tmp_path: Path) -> None:
    with served(Simulator(library())) as server:
        desk = Desk(tmp_path, server.url)
        desk.run(FEW)
        before = desk.records(), server.stats.requests
        assert "0 calls to make" in desk.run(FEW, "--dry-run").stdout
        assert (desk.records(), server.stats.requests) == before


# --- the batch service ---------------------------------------------------------------------


def test_a_batch_gives_the_records_of_a_live_run(tmp_path: Path, few: Records) -> None:
    trouble = faults({"invalid": 0.3, "drop": 0.1, "500": 0.1})
    with served(Simulator(library(), faults=trouble)) as server:
        desk = Desk(tmp_path, server.url, {"GOUJI_ATTEMPTS": "9"})
        assert "sent batch_" in desk.run(FEW, "--batch", "submit").stdout
        assert "nothing to send" in desk.run(FEW, "--batch", "submit").stdout
        rounds = 0
        while told_by_batches(desk) != "no batch is waiting":
            assert desk.run(FEW, "--batch", "collect").exit_code == 0
            rounds += 1
        assert rounds > 2
    stats = server.stats
    assert stats.batched == stats.requests > stats.distinct == asked(few)
    assert stats.answered_again == 0
    assert told(desk.records()) == told(few)


def told_by_batches(desk: Desk) -> str:
    """How far the batches are; the simulated service goes one step on when it is asked."""
    return desk.run(FEW, "--batch", "poll").stdout.strip()


def test_a_batch_whose_sender_was_killed_is_found_again(tmp_path: Path, few: Records) -> None:
    """Killed when the provider had taken the batch, before its id came back."""
    moment = Moment("POST /v1/batches", 1, signal.SIGKILL)
    with served(Simulator(library())) as server, served(door(server.url, moment)) as url:
        desk = Desk(tmp_path, url)
        code, said = desk.apart(moment, FEW, "--batch", "submit")
        assert code == -signal.SIGKILL, said
        assert "nothing to send" in desk.run(FEW, "--batch", "submit").stdout
        assert "in_progress" in told_by_batches(desk)
        assert desk.run(FEW, "--batch", "collect").exit_code == 0
    assert server.stats.requests == server.stats.distinct == asked(few)
    assert told(desk.records()) == told(few)


# --- whether a model is asked ---------------------------------------------------------------


def test_rules_alone_ask_nothing_though_a_model_is_configured(tmp_path: Path) -> None:
    with served(Simulator(library())) as server:
        desk = Desk(tmp_path, server.url)
        assert desk.run(FEW, "--reader", "rules").exit_code == 0
    assert server.stats.requests == 0
    assert not desk.cache.exists()
    assert all(record.calls == () for record in desk.records().values())


def test_a_model_that_is_not_configured_is_told_with_the_remedy(tmp_path: Path) -> None:
    result = Desk(tmp_path).run(FEW, "--reader", "model")
    assert result.exit_code == 1
    assert result.stderr.startswith("gouji: no model is configured: set GOUJI_PROVIDER")
    assert list(tmp_path.iterdir()) == []


KEY = "sk-sentinel-7d41e0"
REFUSALS = {
    400: ("no such parameter ({key}) in {text}", "refused the request (400): no such parameter"),
    401: ("Incorrect API key provided: {key}. {text}", "does not accept the API key (401)"),
    403: ("{key} has no access. {text}", "does not let this key use simulated (403)"),
    404: ("No such model for {key}. {text}", "knows no simulated (404)"),
}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_is_told_once_without_key_or_report(status: int, tmp_path: Path) -> None:
    message, expected = REFUSALS[status]
    with served(refusing(status, message)) as url:
        desk = Desk(tmp_path, url, {"GOUJI_KEY_ENV": "SENTINEL_KEY", "SENTINEL_KEY": KEY})
        run = desk.run(FEW)
    assert run.exit_code == 0
    told = re.findall(f"{re.escape(expected)}.*", run.stderr)
    assert told and len(told) == len(set(told))  # a server may say other words of another question
    assert calls(desk.records()).keys() == {"unanswered"}
    assert not re.search("[一-龥]", run.stderr)
    kept = [path.read_bytes() for path in tmp_path.iterdir()]
    assert not any(KEY.encode() in content for content in (run.output_bytes, *kept))
