"""What a simulated server has counted: calls by outcome, questions, tokens."""

from collections import Counter

from msgspec import Struct, field


class Stats(Struct):
    """Counts since the server started.

    `outcomes`: `answered`, a fault's name, `refused_mode`, `rate_limited`, `bad_request`, or
    `abandoned`, where the caller was gone before the answer. `distinct` are the questions asked,
    `answered_again` the usable answers to a question that had one. `unknown` are answers about
    texts that no labelled document has. `batched` are the calls that came in batches. Tokens are
    those that a provider would bill.
    """

    requests: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    distinct: int = 0
    answered_again: int = 0
    unknown: int = 0
    batched: int = 0
    most_in_flight: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Tally:
    """The counting itself."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._asked: set[str] = set()
        self._answered: set[str] = set()
        self._counts = Stats()
        self._in_flight = 0

    @property
    def stats(self) -> Stats:
        """The counts so far, for the caller to keep."""
        counts = self._counts
        return Stats(
            sum(self._outcomes.values()),
            dict(sorted(self._outcomes.items())),
            len(self._asked),
            counts.answered_again,
            counts.unknown,
            counts.batched,
            counts.most_in_flight,
            counts.prompt_tokens,
            counts.completion_tokens,
        )

    def began(self) -> None:
        """A call has come in."""
        self._in_flight += 1
        self._counts.most_in_flight = max(self._counts.most_in_flight, self._in_flight)

    def ended(self, outcome: str, *, batched: bool = False) -> None:
        """A call has this outcome."""
        self._outcomes[outcome] += 1
        self._counts.batched += batched
        self._in_flight -= not batched

    def asked(self, question: str) -> None:
        """A question was asked, for the first time or again."""
        self._asked.add(question)

    def answered(self, question: str) -> None:
        """A question has a usable answer that its caller received."""
        self._counts.answered_again += question in self._answered
        self._answered.add(question)

    def billed(self, prompt_tokens: int, completion_tokens: int, *, unknown: bool) -> None:
        """A model has worked, whatever became of its answer."""
        self._counts.prompt_tokens += prompt_tokens
        self._counts.completion_tokens += completion_tokens
        self._counts.unknown += unknown
