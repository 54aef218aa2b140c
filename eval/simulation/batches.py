"""Files and batches of the protocol: many requests in a file, answered in another one."""

import time
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Raw, Struct

from eval.simulation.chat import Chat, Reply
from eval.simulation.stats import Tally

Status = Literal["validating", "in_progress", "completed", "failed"]
_DAY = 24 * 60 * 60
_PAGE = 20


class BadBatch(Exception):
    """A request about files or batches that a provider would refuse, and why."""


class File(Struct):
    """An uploaded or written file, as the protocol tells of it."""

    id: str
    bytes: int
    created_at: int
    filename: str
    purpose: str
    object: str = "file"
    status: str = "processed"


class _Line(Struct):
    custom_id: str
    method: str
    url: str
    body: Raw


class _Order(Struct):
    input_file_id: str
    endpoint: str
    completion_window: str
    metadata: dict[str, str] | None = None


class Batch(Struct):
    """A batch, as the protocol tells of it."""

    id: str
    endpoint: str
    input_file_id: str
    completion_window: str
    created_at: int
    expires_at: int
    metadata: dict[str, str] | None
    request_counts: dict[str, int]
    status: Status = "validating"
    object: str = "batch"
    errors: dict[str, Any] | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    in_progress_at: int | None = None
    completed_at: int | None = None
    failed_at: int | None = None


class Batches:
    """All files and batches of a server. A batch goes one state on each time it is looked at."""

    def __init__(self, chat: Chat, tally: Tally) -> None:
        self._chat = chat
        self._tally = tally
        self._files: dict[str, tuple[File, bytes]] = {}
        self._batches: dict[str, Batch] = {}

    def upload(self, name: str, purpose: str, content: bytes) -> File:
        """Keep a file."""
        file = File(f"file-{len(self._files) + 1:06d}", len(content), _now(), name, purpose)
        self._files[file.id] = file, content
        return file

    def file(self, file_id: str) -> tuple[File, bytes]:
        """A file and its content. Raises KeyError."""
        return self._files[file_id]

    def create(self, body: bytes) -> Batch:
        """Begin a batch of an uploaded file. Raises BadBatch."""
        try:
            order = msgspec.json.decode(body, type=_Order)
        except msgspec.DecodeError as error:
            raise BadBatch(str(error)) from error
        if order.input_file_id not in self._files:
            raise BadBatch(f"no file {order.input_file_id!r}")
        if order.endpoint != "/v1/chat/completions" or order.completion_window != "24h":
            raise BadBatch("batches are of /v1/chat/completions within 24h")
        now = _now()
        batch = Batch(
            f"batch_{len(self._batches) + 1:06d}",
            order.endpoint,
            order.input_file_id,
            order.completion_window,
            now,
            now + _DAY,
            order.metadata,
            {"total": 0, "completed": 0, "failed": 0},
        )
        self._batches[batch.id] = batch
        return batch

    def look(self, batch_id: str) -> Batch:
        """A batch, one state further than it was: validating, in_progress, completed.

        Raises KeyError.
        """
        batch = self._batches[batch_id]
        match batch.status:
            case "validating":
                self._validate(batch)
            case "in_progress":
                self._complete(batch)
        return batch

    def listed(self, after: str | None, limit: int | None) -> dict[str, Any]:
        """A page of all batches, the newest first, from behind `after` on."""
        batches = list(reversed(self._batches.values()))
        ids = [batch.id for batch in batches]
        start = ids.index(after) + 1 if after in ids else 0
        page = batches[start : start + (limit or _PAGE)]
        return {
            "object": "list",
            "data": page,
            "first_id": page[0].id if page else None,
            "last_id": page[-1].id if page else None,
            "has_more": start + len(page) < len(batches),
        }

    def _validate(self, batch: Batch) -> None:
        try:
            lines = self._lines(batch)
        except BadBatch as error:
            batch.status, batch.failed_at = "failed", _now()
            told = {"code": "invalid_json_line", "message": str(error), "line": None, "param": None}
            batch.errors = {"object": "list", "data": [told]}
            return
        batch.status, batch.in_progress_at = "in_progress", _now()
        batch.request_counts["total"] = len(lines)

    def _lines(self, batch: Batch) -> Sequence[_Line]:
        _, content = self._files[batch.input_file_id]
        try:
            lines = [msgspec.json.decode(line, type=_Line) for line in content.splitlines() if line]
        except msgspec.DecodeError as error:
            raise BadBatch(str(error)) from error
        if len({line.custom_id for line in lines}) < len(lines):
            raise BadBatch("a custom_id is there twice")
        return lines

    def _complete(self, batch: Batch) -> None:
        answered: list[bytes] = []
        failed: list[bytes] = []
        for number, line in enumerate(self._lines(batch), 1):
            reply = self._chat.reply(bytes(line.body))
            self._tally.ended(reply.outcome, batched=True)
            if reply.question and reply.usable:
                self._tally.answered(reply.question)
            written = msgspec.json.encode(_written(f"{batch.id}_{number}", line.custom_id, reply))
            (answered if reply.status == 200 else failed).append(written)
        batch.request_counts |= {"completed": len(answered), "failed": len(failed)}
        batch.output_file_id = self._write(batch, "output", answered)
        batch.error_file_id = self._write(batch, "error", failed)
        batch.status, batch.completed_at = "completed", _now()

    def _write(self, batch: Batch, name: str, lines: Sequence[bytes]) -> str | None:
        if not lines:
            return None
        return self.upload(f"{batch.id}_{name}.jsonl", "batch_output", b"\n".join(lines) + b"\n").id


def _written(request_id: str, custom_id: str, reply: Reply) -> dict[str, Any]:
    """One line of an output or error file; a dropped request is one that expired."""
    response, error = None, None
    if reply.dropped:
        error = {"code": "batch_expired", "message": "This request could not be executed in time."}
    else:
        response = {"status_code": reply.status, "request_id": request_id, "body": Raw(reply.body)}
    return {"id": request_id, "custom_id": custom_id, "response": response, "error": error}


def _now() -> int:
    return int(time.time())
