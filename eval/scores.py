"""What README says of how right the reading is: the scores that are committed in `scores.json`.

`python -m eval.baseline` renews them. Real reports are not in this repository: what is said of
them is what was measured where they are at hand, with its day.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Any

from eval.report.markdown import percent, table, target

SCORES = Path(__file__).with_name("scores.json")
ABOUT = {
    "dev": "{reports} reports of `gold/dev`, on which the rules were made",
    "test": "{reports} reports of `gold/test`, at which nobody looks",
    "real": "{reports} real reports that are not in this repository, read on {day}",
}
"""Each set of reports, in words."""
_FIGURE = ("label", "hits", "total", "share", "least", "most", "met")


def scores(data: Mapping[str, Any], day: date | None = None) -> dict[str, Any]:
    """What is kept of the JSON of a report of `gouji eval`; `day`, where it says when."""
    return {
        "reports": len(data["documents"]),
        "day": day and day.isoformat(),
        "figures": {
            name: {key: figure[key] for key in _FIGURE} for name, figure in data["figures"].items()
        },
    }


def load_scores(path: Path = SCORES) -> dict[str, Any]:
    """The committed scores of each set."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def readme_table(path: Path = SCORES) -> str:
    """Every measure over each set side by side, the set that is read worst first.

    A figure that misses its target is set in bold.
    """
    told = load_scores(path)
    worst_first = sorted(told, key=lambda name: told[name]["figures"]["cells_right"]["share"])
    figures = [told[name]["figures"] for name in worst_first]
    about = "; ".join(ABOUT[name].format_map(told[name]) for name in worst_first)
    rows = (
        (
            one["label"],
            target(one["least"], one["most"]),
            *(_cell(other[measure]) for other in figures),
        )
        for measure, one in figures[0].items()
    )
    lead = fill(f"Read by rules alone: {about}. A figure in bold misses its target.", 100)
    return f"{lead}\n\n{table(('measure', 'target', *worst_first), rows)}"


def _cell(figure: Mapping[str, Any]) -> str:
    """A share, and of how many; of what must not happen, how often it does."""
    told = str(figure["hits"]) if figure["most"] == 0 else percent(figure["share"])
    if figure["met"] is False:
        told = f"**{told}**"
    return f"{told} of {figure['total']}"
