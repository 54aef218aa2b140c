"""The reading that is committed: what no change may fall behind.

`python -m eval.baseline [REAL...]` renews `baseline.json`, and the scores that README shows: do so
in the commit that changes the reading, or the labels, on purpose. REAL are folders of labelled
real reports; without any, what is said of these stays as it was.
"""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from eval.report.data import Report, as_json, as_text
from eval.scores import SCORES, load_scores, scores

BASELINE = Path(__file__).with_name("baseline.json")
GOLD = Path(__file__).parents[1] / "gold"
_RUN = ("schema", "reader", "documents")
_DOCUMENT = ("labels", "judged", "not_right")


def compact(data: dict[str, Any]) -> dict[str, Any]:
    """Of a report's JSON what a comparison needs."""
    documents = {
        name: {key: document[key] for key in _DOCUMENT}
        for name, document in data["documents"].items()
    }
    return {key: data[key] for key in _RUN} | {"documents": documents}


def measured(*folders: Path) -> dict[str, Any]:
    """The JSON of a report on the labelled documents in these folders, read by rules."""
    from eval.judged import load
    from eval.read import read

    return as_json(Report("rules", read(load(folders), "rules", escalate=False, jobs=None)))


@click.command()
@click.argument(
    "real",
    metavar="[REAL]...",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def main(real: Sequence[Path]) -> None:
    """Read gold, and REAL folders where they are given; write what came of it."""
    dev = measured(GOLD / "dev")
    BASELINE.write_text(as_text(compact(dev)), encoding="utf-8")
    told = load_scores() | {"dev": scores(dev), "test": scores(measured(GOLD / "test"))}
    if real:
        told["real"] = scores(measured(*real), datetime.date.today())
    SCORES.write_text(as_text(told), encoding="utf-8")


if __name__ == "__main__":
    main()
