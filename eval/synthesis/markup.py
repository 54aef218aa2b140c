"""A page -> HTML, as a government site prints it and as a word processor saves it."""

from collections.abc import Callable
from html import escape
from random import Random

from eval.synthesis.page import Page
from eval.synthesis.sheet import Printed, Sheet

_SITE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>{title}</title>
<style>table{{border-collapse:collapse}} td{{border:1px solid #333;width:60px}}</style>
<script>var visits = 2048; document.title += visits;</script></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/xxgk">政府信息公开</a></li></ul></nav>
<div class="article">
{body}
</div><footer>主办单位：{host} 访问量：31415</footer></body></html>
"""


def html_bytes(random: Random, page: Page) -> bytes:
    """The page with its spans, in one of three styles of markup and one of two encodings."""
    charset = random.choice(("utf-8", "gb18030"))
    inside = random.choice((_plain, _styled, _word))
    title = "".join(page.title)
    lines = []
    for block in page.blocks():
        if isinstance(block, str):
            lines.append(f"<p>{escape(block)}</p>")
        else:
            lines.append(_table(random, block, inside))
    text = _SITE.format(charset=charset, title=title, body="\n".join(lines), host=page.title[0])
    return text.encode(charset)


def _table(random: Random, sheet: Sheet, inside: Callable[[str], str]) -> str:
    broken = random.random() < 0.3
    rows = ["".join(_cell(cell, inside, broken) for cell in cells) for cells in sheet]
    rows = [f"<tr>{row}</tr>" for row in rows]
    return "<table><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _cell(cell: Printed, inside: Callable[[str], str], broken: bool) -> str:
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
        if count > 1
    )
    text = escape(cell.text)
    if broken and cell.field is None and "&" not in text and len(text) > 4:
        text = f"{text[: len(text) // 2]}<br>{text[len(text) // 2 :]}"
    return f"<td{spans}>{inside(text)}</td>"


def _plain(text: str) -> str:
    return text


def _styled(text: str) -> str:
    return f'<span style="font-size:14px;color:#222">{text or "&nbsp;"}</span>'


def _word(text: str) -> str:
    return f'<p class="MsoNormal" align="center"><span lang="EN-US">{text}<o:p></o:p></span></p>'
