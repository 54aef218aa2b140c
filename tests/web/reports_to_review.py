"""Reports of which a person has something to settle, made from gold ones."""

from pathlib import Path

GOLD = Path(__file__).parents[2] / "gold" / "dev"

TOTAL = "requests.unavailable.not_held.total"
PART = "requests.unavailable.not_held.natural_person"
CARRIED = "narrative.requests.carried_forward"


def slip() -> str:
    """A text report whose agency misreports TOTAL (5 for 4) and CARRIED (1 for 2).

    Slips of the pen in two labels keep the second reader out, so that it is not certain whose
    mistake they are: both wait for a person, with a proposal.
    """
    text = (GOLD / "cangyu-zone-2024.txt").read_text(encoding="utf-8")
    text = text.replace("本机关不掌握相关政府信息", "本机关不掌握相关致府信息")
    return text.replace("结转下年度继续办理", "结转下年度继续办埋")


def hostile() -> str:
    """A text report that tries to be more than text; the cells of one row cannot be told apart."""
    lines = (GOLD / "irregular" / "qingwei-water-2022.txt").read_text(encoding="utf-8").split("\n")
    lines[3:3] = [
        "<script>alert('x')</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} &lt;b&gt;",
        "甲" * 10_000 + " 12件",
        "\u202e反向 123 件\u202c 与\u200f控制\x07字符\x1b[31m红\u2066孤立",
        "</main><form action=/logout><table><td><a href=javascript:alert(1)>点此",
        "مرحبا 45 件 שלום",
    ]
    return "\n".join(lines)
