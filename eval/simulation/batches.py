"""Files and batches of the protocol: many requests in a file, answered in another one."""

import time
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw, Struct

from eval.simulation.chat import Chat, Reply
from eval.simulation.stats import Stats

_DAY = 24 * 60 * 60
_PAGE = 20

Entry = dict[str, Any]
"""A file or a batch, as the protocol tells of it."""


class BadBatch(Exception):
    """A request about files or batches that a provider would refuse, and why."""


class _Line(Struct):
    custom_id: str
    body: Raw


class _Order(Struct):
    input_file_id: str
    endpoint: str
    completion_window: str
    metadata: dict[str, str] | None = None


class Batches:
    """All files and batches of a server. A batch goes one state on each time it is looked at."""

    def __init__(self, chat: Chat, stats: Stats) -> None:
        self._chat = chat
        self._stats = stats
        self._files: dict[str, tuple[Entry, bytes]] = {}
        self._batches: dict[str, Entry] = {}

    def upload(self, name: str, purpose: str, content: bytes) -> Entry:
        """Keep a file."""
        file = {
            "id": f"file-{len(self._files) + 1:06d}",
            "bytes": len(content),
            "created_at": _now(),
            "filename": name,
            "purpose": purpose,
            "object": "file",
            "status": "processed",
        }
        self._files[str(file["id"])] = file, content
        return file

    def file(self, file_id: str) -> tuple[Entry, bytes]:
        """A file and its content. Raises KeyError."""
        return self._files[file_id]

    def create(self, body: bytes) -> Entry:
        """Begin a batch of an uploaded file. Raises BadBatch."""
        try:
            order = msgspec.json.decode(body, type=_Order)
        except msgspec.DecodeError as error:
            raise BadBatch(str(error)) from error
        if order.input_file_id not in self._files:
            raise BadBatch(f"no file {order.input_file_id!r}")
        if order.endpoint != "/v1/chat/completions" or order.completion_window != "24h":
            raise BadBatch("batches are of /v1/chat/completions within 24h")
        batch = {
            "id": f"batch_{len(self._batches) + 1:06d}",
            "object": "batch",
            "status": "validating",
            "created_at": _now(),
            "expires_at": _now() + _DAY,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            **msgspec.to_builtins(order),
            **dict.fromkeys(("errors", "output_file_id", "error_file_id")),
        }
        self._batches[batch["id"]] = batch
        return batch

    def look(self, batch_id: str) -> Entry:
        """A batch, one state further than it was: validating, in_progress, completed.

        Raises KeyError.
        """
        batch = self._batches[batch_id]
        match batch["status"]:
            case "validating":
                self._validate(batch)
            case "in_progress":
                self._complete(batch)
        return batch

    def listed(self, after: str | None, limit: int | None) -> Entry:
        """A page of all batches, the newest first, from behind `after` on."""
        batches = list(reversed(self._batches.values()))
        ids = [batch["id"] for batch in batches]
        start = ids.index(after) + 1 if after in ids else 0
        page = batches[start : start + (limit or _PAGE)]
        return {
            "object": "list",
            "data": page,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
            "has_more": start + len(page) < len(batches),
        }

    def _validate(self, batch: Entry) -> None:
        try:
            batch["request_counts"]["total"] = len(self._lines(batch))
        except BadBatch as error:
            told = {"code": "invalid_json_line", "message": str(error), "line": None, "param": None}
            batch |= {"status": "failed", "failed_at": _now()}
            batch["errors"] = {"object": "list", "data": [told]}
            return
        batch |= {"status": "in_progress", "in_progress_at": _now()}

    def _lines(self, batch: Entry) -> Sequence[_Line]:
        _, content = self._files[batch["input_file_id"]]
        try:
            lines = [msgspec.json.decode(line, type=_Line) for line in content.splitlines() if line]
        except msgspec.DecodeError as error:
            raise BadBatch(str(error)) from error
        if len({line.custom_id for line in lines}) < len(lines):
            raise BadBatch("a custom_id is there twice")
        return lines

    def _complete(self, batch: Entry) -> None:
        answered: list[bytes] = []
        failed: list[bytes] = []
        for number, line in enumerate(self._lines(batch), 1):
            reply = self._chat.reply(bytes(line.body))
            self._stats.ended(reply.outcome, batched=True)
            if reply.question and reply.usable:
                self._stats.answered(reply.question)
            written = _written(f"{batch['id']}_{number}", line.custom_id, reply)
            (answered if reply.status == 200 else failed).append(msgspec.json.encode(written))
        batch["request_counts"] |= {"completed": len(answered), "failed": len(failed)}
        for name, lines in (("output", answered), ("error", failed)):
            if lines:
                content = b"\n".join(lines) + b"\n"
                file = self.upload(f"{batch['id']}_{name}.jsonl", "batch_output", content)
                batch[f"{name}_file_id"] = file["id"]
        batch |= {"status": "completed", "completed_at": _now()}


def _written(request_id: str, custom_id: str, reply: Reply) -> Entry:
    """One line of an output or error file; a dropped request is one that expired."""
    response, error = None, None
    if reply.dropped:
        error = {"code": "batch_expired", "message": "This request could not be executed in time."}
    else:
        response = {"status_code": reply.status, "request_id": request_id, "body": Raw(reply.body)}
    return {"id": request_id, "custom_id": custom_id, "response": response, "error": error}


def _now() -> int:
    return int(time.time())
