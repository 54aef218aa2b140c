"""Documents wait for a model's answers, and nothing that happens to a call costs a document.

The model is a coroutine of the test: it is what `run` asks, so nothing is patched.
"""

import asyncio
import io
import json
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from extractor.batch import Failure, Outcome, Tally, attempt_asking, open_questions, run
from extractor.batch.dialogue import Dialogue
from extractor.batch.progress import telling
from extractor.batch.worker import Task
from extractor.errors import BudgetSpent, ConfigError
from extractor.pipeline import Extraction, Questions, advance
from extractor.record.answer import answer_schema
from extractor.record.question import Answer, Plan, Question, Shape
from extractor.store import Rows, Store

FORM = "disclosure_2019"
MODEL = Plan(model=True)
ESCALATE = Plan(model=True, escalate=True)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None) as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty reports; each leaves one question open."""
    for number in range(20):
        write(tmp_path, number)
    return tmp_path


def write(folder: Path, number: int, meetings: int = 3) -> Path:
    path = folder / f"{number:02}.txt"
    path.write_text(
        f"某局2020年政府信息公开工作年度报告\n一、总体情况\n编号{number}，召开会议{meetings}次。"
        "2020年收到政府信息公开申请17件。\n"
    )
    return path


def answered(question: Question, **said: object) -> Answer:
    """An answer that fits, with nothing in it but what is said."""
    nothing = {name: [] for name in answer_schema(question.shape)["properties"]}
    content = json.dumps(nothing | said)
    return Answer(question.id, content, question.prompt, "5c4e3a00", "m-1", 200, 20)


def unanswered(question: Question, error: str) -> Answer:
    return Answer(question.id, None, question.prompt, "5c4e3a00", "m-1", error=error)


async def nothing_to_say(question: Question) -> Answer:
    return answered(question)


def file_of(question: Question) -> str:
    """The file that a question is about, by the number in its text."""
    text = question.messages[-1].content
    return f"{int(text.partition('⟦1⟧')[2].partition('，')[0]):02}.txt"


# --- answers become part of the record ----------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_record_is_made_with_the_answers_to_its_questions(
    folder: Path, store: Store, jobs: int
) -> None:
    asked: list[Question] = []

    async def ask(question: Question) -> Answer:
        asked.append(question)
        return answered(question)

    tally = run([folder], store, FORM, jobs, plan=MODEL, ask=ask)
    assert (tally.read, tally.incomplete, tally.failed) == (20, 0, 0)
    assert sorted(map(file_of, asked)) == sorted(path.name for path in folder.iterdir())
    path = folder / "07.txt"
    extraction = advance(path, FORM, MODEL, [answered(asked[0])])
    assert isinstance(extraction, Extraction)
    document, record = extraction
    assert store.load(store.find(str(path))) == (document.text, record)
    (use,) = store.query("SELECT * FROM model_use WHERE path = ?", [str(path)])
    assert (use["questions"], use["prompt_tokens"], use["completion_tokens"]) == (1, 200, 20)


def test_answers_that_raise_doubt_are_followed_by_further_questions(
    tmp_path: Path, store: Store
) -> None:
    write(tmp_path, 1)
    asked: list[str] = []

    async def ask(question: Question) -> Answer:
        asked.append(question.id)
        if question.shape.kind == "fields":
            return answered(question, **dict.fromkeys(question.shape.fields, 3))
        return answered(question, facts=[{"field": "requests.received", "at": 2}])

    tally = run([tmp_path], store, FORM, plan=ESCALATE, ask=ask)
    assert tally.read == 1
    assert asked == ["narrative.1", "again.fields.1"]
    _, record = store.load(store.find("01.txt"))
    assert [call.question for call in record.calls] == asked


def test_one_file_alone_is_read_with_answers(tmp_path: Path) -> None:
    result = asyncio.run(attempt_asking(write(tmp_path, 1), FORM, MODEL, nothing_to_say))
    assert not isinstance(result, Failure)
    assert [call.question for call in result.record.calls] == ["narrative.1"]
    missing = asyncio.run(attempt_asking(tmp_path / "none.txt", FORM, MODEL, nothing_to_say))
    assert isinstance(missing, Failure)


# --- waiting -------------------------------------------------------------------------------


def test_others_are_read_while_one_waits(folder: Path, store: Store) -> None:
    last = asyncio.Event()
    order: list[str] = []

    async def ask(question: Question) -> Answer:
        if file_of(question) == "00.txt":
            await last.wait()
        if file_of(question) == "19.txt":
            last.set()
        return answered(question)

    def note(outcome: Outcome, _tally: Tally) -> None:
        order.append(outcome.path.name)

    assert run([folder], store, FORM, on_progress=note, plan=MODEL, ask=ask).read == 20
    assert order.index("00.txt") > order.index("10.txt")


def test_only_so_many_documents_wait(folder: Path, store: Store) -> None:
    """What is gone before it is drawn cannot be read: so nothing beyond the bound was drawn."""

    async def ask(question: Question) -> Answer:
        for number in range(5, 20):
            (folder / f"{number:02}.txt").unlink(missing_ok=True)
        return answered(question)

    tally = run([folder], store, FORM, plan=MODEL, ask=ask, concurrency=1)
    assert (tally.read, tally.failed) == (5, 15)


QUESTIONS = tuple(Question(str(n), "", (), Shape("cell", pointers=1)) for n in range(4))


def ask_first(result: Rows | Failure) -> Callable[[Task], Awaitable[Rows | Questions | Failure]]:
    """How a file is read that has four questions, and then this result."""

    async def read(task: Task) -> Rows | Questions | Failure:
        return result if task.answers else Questions("aa", QUESTIONS)

    return read


def test_a_documents_questions_are_asked_at_the_same_time_and_answered_in_order() -> None:
    task, done = Task(Path("a.txt"), "aa"), Failure("done")
    asked: list[str] = []

    async def finish() -> tuple[Task, Rows | Failure] | None:
        all_asked = asyncio.Event()

        async def ask(question: Question) -> Answer:
            asked.append(question.id)
            if len(asked) == len(QUESTIONS):
                all_asked.set()
            await all_asked.wait()
            return answered(question)

        return await Dialogue(ask_first(done), ask, 1, 4, threading.Event()).finish(task)

    finished = asyncio.run(finish())
    assert finished is not None
    assert finished[1] is done
    assert [answer.question for answer in finished[0].answers] == ["0", "1", "2", "3"]


def test_once_stopped_no_question_is_begun_and_the_document_is_left() -> None:
    stop = threading.Event()
    asked: list[str] = []

    async def ask(question: Question) -> Answer:
        asked.append(question.id)
        stop.set()
        return answered(question)

    dialogue = Dialogue(ask_first(Failure("done")), ask, 1, 1, stop)
    assert asyncio.run(dialogue.finish(Task(Path("a.txt"), "aa"))) is None
    assert asked == ["0"]


def test_a_document_whose_answers_are_not_there_yet_is_left_as_it_was(
    folder: Path, store: Store
) -> None:
    """As where a batch service answers: hours later, and to another process."""
    had: set[str] = {"00.txt", "07.txt"}
    asked: list[str] = []

    async def kept(question: Question) -> Answer | None:
        asked.append(file_of(question))
        return answered(question) if file_of(question) in had else None

    open_ = asyncio.run(open_questions([folder], store, FORM, 1, MODEL, kept, ""))
    assert {file_of(question) for question in open_} == set(asked) - had
    assert store.documents() == ()

    tally = run([folder], store, FORM, plan=MODEL, ask=kept)
    assert (tally.read, tally.waiting, tally.done) == (2, 18, 20)
    had.update(asked)
    assert asyncio.run(open_questions([folder], store, FORM, 1, MODEL, kept, "")) == []
    assert run([folder], store, FORM, plan=MODEL, ask=kept).read == 18


# --- calls that fail -----------------------------------------------------------------------


def test_a_record_that_lacks_answers_is_kept_and_completed_by_the_next_run(
    folder: Path, store: Store
) -> None:
    async def budget_for_three(question: Question) -> Answer:
        if file_of(question) < "03.txt":
            return answered(question)
        return unanswered(question, "budget spent: 1.00 of 1.00 CNY")

    outcomes: list[Outcome] = []
    tally = run(
        [folder],
        store,
        FORM,
        on_progress=lambda outcome, _: outcomes.append(outcome),
        plan=MODEL,
        ask=budget_for_three,
    )
    assert (tally.read, tally.incomplete, tally.failed) == (20, 17, 0)
    assert {outcome.reason for outcome in outcomes} == {"", "budget spent: 1.00 of 1.00 CNY"}
    assert len(list(store.query("SELECT * FROM unanswered_questions"))) == 17

    tally = run([folder], store, FORM, plan=MODEL, ask=nothing_to_say)
    assert (tally.read, tally.skipped, tally.incomplete) == (17, 3, 0)
    assert list(store.query("SELECT * FROM unanswered_questions")) == []
    assert run([folder], store, FORM, plan=MODEL, ask=nothing_to_say).skipped == 20


@pytest.mark.parametrize("error", [BudgetSpent("budget spent"), KeyError("choices")])
def test_what_asking_raises_costs_that_answer_alone(
    folder: Path, store: Store, error: Exception
) -> None:
    async def ask(question: Question) -> Answer:
        if file_of(question) == "05.txt":
            raise error
        return answered(question)

    tally = run([folder], store, FORM, plan=MODEL, ask=ask)
    assert (tally.read, tally.incomplete) == (20, 1)
    (left,) = store.query("SELECT * FROM unanswered_questions")
    assert left["path"].endswith("05.txt")
    assert str(error) in left["error"]


def test_a_plan_without_a_model_leaves_its_questions_unanswered(folder: Path, store: Store) -> None:
    tally = run([folder], store, FORM, plan=MODEL)
    assert (tally.read, tally.incomplete) == (20, 20)


def test_what_is_wrong_for_every_call_ends_the_batch_as_itself(folder: Path, store: Store) -> None:
    async def ask(_question: Question) -> Answer:
        raise ConfigError("no price is known")

    with pytest.raises(ConfigError, match="no price"):
        run([folder], store, FORM, plan=MODEL, ask=ask)
    assert run([folder], store, FORM, plan=MODEL, ask=nothing_to_say).read == 20


def test_answers_are_not_taken_for_another_text(tmp_path: Path, store: Store) -> None:
    path = write(tmp_path, 1)

    async def ask(question: Question) -> Answer:
        write(tmp_path, 1, meetings=4)
        return answered(question)

    tally = run([path], store, FORM, plan=MODEL, ask=ask)
    assert (tally.read, tally.failed) == (0, 1)
    assert run([path], store, FORM, plan=MODEL, ask=nothing_to_say).read == 1


# --- Ctrl-C --------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted_what_was_asked_is_finished_and_the_rest_is_left_for_the_next_run(
    folder: Path, store: Store, jobs: int
) -> None:
    asked: list[str] = []

    async def ask(question: Question) -> Answer:
        asked.append(file_of(question))
        if len(asked) == 3:
            signal.raise_signal(signal.SIGINT)
        return answered(question)

    tally = run([folder], store, FORM, jobs, plan=MODEL, ask=ask, concurrency=2)
    assert tally.interrupted
    assert 3 <= tally.read == len(asked) == len(store.documents()) < 20
    assert (tally.failed, tally.incomplete) == (0, 0)

    tally = run([folder], store, FORM, jobs, plan=MODEL, ask=nothing_to_say)
    assert (tally.read, tally.skipped) == (20 - len(asked), len(asked))


@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted_twice_it_waits_for_no_answer(folder: Path, store: Store, jobs: int) -> None:
    async def ask(question: Question) -> Answer:
        if file_of(question) == "05.txt":
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
        await asyncio.Event().wait()
        return answered(question)

    with pytest.raises(KeyboardInterrupt):
        run([folder], store, FORM, jobs, plan=MODEL, ask=ask)
    assert store.documents() == ()
    assert run([folder], store, FORM, plan=MODEL, ask=nothing_to_say).read == 20


# --- what a person sees --------------------------------------------------------------------


def test_progress_tells_what_is_spent_and_each_reason_once(folder: Path, store: Store) -> None:
    async def ask(question: Question) -> Answer:
        return unanswered(question, "the key is not accepted: check GOUJI_KEY")

    screen = io.StringIO()
    with telling(Console(file=screen), lambda: "0.12 CNY spent") as tell:
        run([folder], store, FORM, on_progress=tell, plan=MODEL, ask=ask)
    told = screen.getvalue()
    assert told.count("the key is not accepted") == 1
    assert told.endswith("20 of 20 files, 0.12 CNY spent\n")


def test_on_a_terminal_a_bar_says_how_many_are_incomplete(folder: Path, store: Store) -> None:
    async def ask(question: Question) -> Answer:
        return unanswered(question, "timed out")

    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    with telling(console, lambda: "0.12 CNY spent") as tell:
        run([folder], store, FORM, on_progress=tell, plan=MODEL, ask=ask)
    assert "20 incomplete, 0.12 CNY spent" in screen.getvalue()
