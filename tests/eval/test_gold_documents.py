"""The project's own gold: README tells of every document. Its labels `gouji gold check` checks."""

import re
from pathlib import Path

from eval.gold import load_gold

GOLD = Path(__file__).parents[2] / "gold"
_ROW = re.compile(
    r"^\| `(?P<name>[a-z-]+-\d{4})` \| (?P<form>\d{4})[^|]*\| (?P<ending>\.[a-z]+)", re.M
)


def test_readme_has_a_line_for_every_document_and_for_nothing_else() -> None:
    rows = _ROW.finditer((GOLD / "README.md").read_text(encoding="utf-8"))
    told = sorted((row["name"], row["form"], row["ending"]) for row in rows)
    there = ((r.name, r.labels.form[-4:], r.path.suffix) for r in load_gold(GOLD))
    assert told == sorted(there)
