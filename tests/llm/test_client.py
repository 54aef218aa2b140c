"""One call over real HTTP: what is sent, what is understood, what is tried again."""

import logging
from typing import Any

import pytest
from pydantic import SecretStr
from server import (
    KEY,
    RIGHT,
    USAGE,
    WRONG,
    called,
    dropped,
    failed,
    page,
    play,
    question,
    said,
    sent,
)

from extractor.llm.settings import NO_KEY
from extractor.record.answer import answer_schema
from extractor.record.question import Message, Question, Shape

SCHEMA = answer_schema(Shape("cell", pointers=3))


def roles(request: dict[str, Any]) -> list[str]:
    return [message["role"] for message in request["messages"]]


def test_a_question_becomes_one_strict_request() -> None:
    scene = play(said(RIGHT))
    assert scene.answer.content == RIGHT
    assert scene.requests == [
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "Point at the cell."},
                {"role": "user", "content": "⟦1⟧3 ⟦2⟧4 ⟦3⟧5"},
            ],
            "max_completion_tokens": 1000,
            "temperature": 0.0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA},
            },
        }
    ]


def test_older_servers_are_told_the_limit_by_its_older_name() -> None:
    scene = play(said(RIGHT), output_limit="max_tokens", seed=7, temperature=None)
    (request,) = scene.requests
    assert (request["max_tokens"], request["seed"]) == (1000, 7)
    assert not {"max_completion_tokens", "temperature"} & request.keys()


def test_what_a_provider_wants_besides_is_sent_as_it_is() -> None:
    scene = play(said(RIGHT), extra={"enable_thinking": False})
    assert scene.requests[0]["enable_thinking"] is False


def test_by_tools_the_answer_is_the_arguments_of_a_forced_call() -> None:
    scene = play(called(RIGHT), mode="tools")
    assert scene.answer.content == RIGHT
    (request,) = scene.requests
    assert request["tools"] == [
        {
            "type": "function",
            "function": {"name": "answer", "strict": True, "parameters": SCHEMA},
        }
    ]
    assert request["tool_choice"]["function"] == {"name": "answer"}
    assert "response_format" not in request


def test_by_json_the_prompt_shows_the_schema() -> None:
    scene = play(said(RIGHT), mode="json")
    assert scene.answer.content == RIGHT
    (request,) = scene.requests
    assert request["response_format"] == {"type": "json_object"}
    system, user = request["messages"]
    assert system["content"].startswith("Point at the cell.\n\nAnswer with one JSON object")
    assert '"enum":[0,1,2,3]' in system["content"]
    assert user["content"] == "⟦1⟧3 ⟦2⟧4 ⟦3⟧5"


def test_by_json_a_question_without_a_system_message_gets_one() -> None:
    bare = Question("q", "p", (Message("user", "⟦1⟧3"),), Shape("cell", pointers=1))
    scene = play(said('{"cell":1}'), mode="json", questions=(bare,))
    assert roles(scene.requests[0]) == ["system", "user"]


def test_azure_is_asked_by_deployment_and_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", KEY)
    scene = play(said(RIGHT), provider="azure", api_version="2024-10-21")
    assert scene.answer.content == RIGHT
    assert scene.paths == ["/v1/openai/deployments/m/chat/completions?api-version=2024-10-21"]


def test_braces_in_a_report_are_text_and_no_template() -> None:
    hostile = "⟦1⟧3 {{ 7 * 7 }} {% raw %} {cell}"
    scene = play(said(RIGHT), questions=(question(hostile),))
    assert scene.requests[0]["messages"][-1]["content"] == hostile


def test_an_answer_wrapped_in_prose_is_not_paid_for_again() -> None:
    scene = play(said(f"Here you are:\n```json\n{RIGHT}\n```"))
    assert scene.answer.content == RIGHT
    assert len(scene.requests) == 1


@pytest.mark.parametrize("mode", ["json_schema", "json"])
def test_a_misfit_is_told_to_the_model_and_asked_again_at_once(mode: str) -> None:
    scene = play(said(WRONG), said(RIGHT), mode=mode)
    assert scene.answer.content == RIGHT
    _, again = scene.requests
    assert roles(again) == ["system", "user", "assistant", "user"]
    assert again["messages"][2]["content"] == WRONG
    assert "cell: '7' is none of the values allowed" in again["messages"][3]["content"]
    assert scene.slept == [0]


def test_by_tools_a_misfit_is_told_as_the_result_of_the_call() -> None:
    scene = play(called(WRONG), called(RIGHT), mode="tools")
    assert scene.answer.content == RIGHT
    _, again = scene.requests
    *_, answer, told = again["messages"]
    assert answer["tool_calls"][0]["function"]["arguments"] == WRONG
    assert (told["role"], told["tool_call_id"]) == ("tool", "call-1")
    assert "none of the values allowed" in told["content"]


def test_two_misfits_in_a_row_are_told_one_at_a_time() -> None:
    scene = play(said(WRONG), said('{"row":1}'), said(RIGHT))
    *_, again = scene.requests
    assert roles(again) == ["system", "user", "assistant", "user"]
    assert again["messages"][2]["content"] == '{"row":1}'
    assert "none of the values allowed" not in again["messages"][3]["content"]


def test_an_overloaded_server_never_enters_the_prompt() -> None:
    scene = play(failed(429), said(WRONG), failed(503), said(RIGHT), attempts=4)
    assert scene.answer.content == RIGHT
    assert [len(request["messages"]) for request in scene.requests] == [2, 2, 4, 4]
    assert not any("503" in str(request["messages"]) for request in scene.requests)


PASSING = {
    "overloaded": failed(429),
    "unavailable": failed(503),
    "broken": failed(500),
    "conflict": failed(409),
    "late": failed(408),
    "dropped": dropped(),
    "dropped amid the body": dropped(b'{"id": "c", "choices": [{"mess'),
    "a body that is no JSON": page('{"choices": [', "application/json"),
    "a web page": page("<html>please wait</html>"),
    "an error with status 200": sent({"error": {"message": "busy"}}),
    "no choices": sent({"choices": []}),
    "empty": said(""),
    "nothing": said(None),
    "a refusal": said(None, refusal="I cannot help with that."),
    "cut off": said('{"cell', finish="length"),
    "broken JSON": said('{"cell": '),
    "prose": said("The second one."),
    "another shape": said('{"cells": [2]}'),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_what_may_pass_is_tried_again(fault: Any) -> None:
    scene = play(fault, said(RIGHT))
    assert scene.answer.content == RIGHT
    assert scene.answer.error is None
    assert len(scene.requests) == 2


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_what_does_not_pass_is_told_after_all_attempts(fault: Any) -> None:
    scene = play(fault)
    assert scene.answer.content is None
    assert scene.answer.error
    assert len(scene.requests) == 3


LASTING = {
    "a wrong key": (failed(401, f"Incorrect API key: {KEY}"), "does not accept the API key"),
    "no rights": (failed(403, "not yours"), "does not let this key use m (403): not yours"),
    "another model": (failed(404, "no such model"), "knows no m (404)"),
    "too long": (failed(400, "maximum context length"), "(400): maximum context length"),
    "an empty account": (failed(429, code="insufficient_quota"), "no credit left"),
    "an empty account at DeepSeek": (failed(402, "Insufficient Balance"), "no credit left"),
    "filtered": (said(None, finish="content_filter"), "content filter"),
    "the key told back": (failed(400, f"bad header {KEY}"), "bad header [key]"),
}


@pytest.mark.parametrize(("fault", "words"), LASTING.values(), ids=LASTING.keys())
def test_what_cannot_pass_is_told_at_once(fault: Any, words: str) -> None:
    scene = play(fault)
    assert scene.answer.content is None
    assert scene.answer.error is not None
    assert words in scene.answer.error
    assert KEY not in scene.answer.error
    assert len(scene.requests) == 1


def test_the_stand_in_for_a_key_is_no_secret() -> None:
    scene = play(said(WRONG), api_key=SecretStr(NO_KEY))
    assert scene.answer.error is not None
    assert "'7' is none of the values allowed" in scene.answer.error


def test_the_first_misfits_of_many_are_told_and_the_rest_counted() -> None:
    shape = Shape("fields", fields=("a", "b", "c", "d", "e"), pointers=2)
    asked = Question("q", "p", (Message("user", "⟦1⟧3 ⟦2⟧4"),), shape)
    scene = play(said("{}"), questions=(asked,))
    assert scene.answer.error == (
        "the answer does not fit its schema: "
        "a: Field required; b: Field required; c: Field required; and 2 more"
    )


def test_a_server_that_is_not_there_is_told_by_its_address() -> None:
    scene = play(said(RIGHT), base_url="http://127.0.0.1:9/v1")
    assert scene.answer.error is not None
    assert scene.answer.error.startswith("127.0.0.1:9 cannot be reached or broke off: ")
    assert scene.requests == []


def test_every_attempt_that_was_billed_is_counted() -> None:
    scene = play(said(WRONG), failed(500), said(RIGHT))
    assert (scene.answer.prompt_tokens, scene.answer.completion_tokens) == (200, 10)
    assert (scene.spent.prompt_tokens, scene.spent.completion_tokens) == (200, 10)


def test_attempts_that_came_to_nothing_are_counted_too() -> None:
    scene = play(said(WRONG), said("", usage=USAGE), said("{", finish="length"))
    assert scene.answer.content is None
    assert scene.spent.prompt_tokens == scene.answer.prompt_tokens == 300


def test_tokens_are_estimated_where_the_server_does_not_count() -> None:
    scene = play(said(RIGHT, usage=None))
    assert scene.answer.prompt_tokens > 20
    assert 0 < scene.answer.completion_tokens < 10


def test_no_text_of_a_report_is_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "申请人周某"
    play(
        said(secret),
        failed(500, secret),
        said(None, refusal=secret),
        questions=(question(f"⟦1⟧3 {secret}"),),
    )
    printed, warned = capfd.readouterr()
    assert secret not in caplog.text + printed + warned
    assert KEY not in caplog.text + printed + warned
