"""The reports of which the browser's database is made, by the numbers of their documents."""

from collections.abc import Callable
from pathlib import Path

from reports_to_review import hostile, slip

GOLD = Path(__file__).parents[2] / "gold" / "dev"
SLIP, HOSTILE, CLEAN, FINDINGS, WAITING, MISREAD = 1, 2, 3, 4, 5, 6


def misread() -> str:
    """`slip` with two more figures altered: what is wrong with its total now puts a row in doubt.

    Nine fields wait, and the right total clears seven of the others.
    """
    row = "4.无正当理由大量反复申请 | 0 | 0 | 0 | "
    return slip().replace(f"{row}0 | 0 | 0", f"{row}10 | 0 | 10")


REPORTS: dict[str, Callable[[], bytes]] = {
    "1 slip.txt": lambda: slip().encode(),
    '2 <b>"港.txt': lambda: hostile().encode(),
    "3 clean.html": (GOLD / "shiqiao-township-2022.html").read_bytes,
    "4 findings.txt": (GOLD / "cangyu-zone-2024.txt").read_bytes,
    "5 waiting.html": (GOLD / "irregular" / "baizhu-emergency-2020.html").read_bytes,
    "6 misread.txt": lambda: misread().encode(),
}
