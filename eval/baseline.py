"""The scores that are committed: what no change may fall behind, and what README shows.

`python -m eval.baseline` renews `baseline.json` from gold/dev: do so in the commit that changes
the scores, or the labels, on purpose.
"""

import json
from pathlib import Path
from typing import Any

from eval.report.markdown import figures_table

BASELINE = Path(__file__).with_name("baseline.json")
GOLD = Path(__file__).parents[1] / "gold" / "dev"
_RUN = ("schema", "reader", "figures", "documents")
_DOCUMENT = ("labels", "judged", "not_right")


def compact(data: dict[str, Any]) -> dict[str, Any]:
    """Of a report's JSON what a comparison and the table of figures need."""
    documents = {
        name: {key: document[key] for key in _DOCUMENT}
        for name, document in data["documents"].items()
    }
    return {key: data[key] for key in _RUN} | {"documents": documents}


def readme_table(path: Path = BASELINE) -> str:
    """The committed figures as a Markdown table with a line of what they are of."""
    data = json.loads(path.read_text(encoding="utf-8"))
    count = len(data["documents"])
    told = f"{count} written reports of `gold/dev`, read by {data['reader']} alone:"
    return f"{told}\n\n{figures_table(data['figures'])}"


def main() -> None:
    """Read gold/dev, and write the baseline."""
    from eval.gold import load_gold
    from eval.judged import in_parallel, read_by_rules
    from eval.report.data import Report, as_json, as_text

    documents = list(in_parallel(read_by_rules, load_gold(GOLD)))
    BASELINE.write_text(as_text(compact(as_json(Report("rules", documents)))), encoding="utf-8")


if __name__ == "__main__":
    main()
