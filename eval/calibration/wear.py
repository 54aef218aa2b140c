"""What happens to a report on its way through converters and scanners, drawn from a seed.

The labels stay those of the report before. So a value that is read where it no longer stands is
an error, and one that cannot be read is none.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from eval.synthesis.page import Page, Section
from eval.synthesis.sheet import Printed, Sheet, grid_of, sheet_of

Row = list[Printed]

_OTHERS = (
    "去年同期，我单位收到政府信息公开申请{}件，主动公开政府信息{}条。",
    "近三年累计受理政府信息公开申请{}件，答复{}件。",
    "所属二级单位共收到申请{}件，均由其自行答复；予以公开{}件。",
    "计划明年公开规范性文件{}件，举办培训{}次。",
    "全系统共发生行政复议{}件、行政诉讼{}件。",
)
"""Sentences that count what the report's fields do not ask about."""


def wear(random: Random, page: Page, times: int) -> Page:
    """The page after so many mishaps to its tables, each of them drawn; in one of four, one more
    sentence about other things in its prose."""
    sections = list(page.sections)
    sheets = [
        (s, b)
        for s, section in enumerate(sections)
        for b, block in enumerate(section.blocks)
        if not isinstance(block, str)
    ]
    for _ in range(times):
        at, number = random.choice(sheets)
        block = sections[at].blocks[number]
        if not isinstance(block, str):
            sections[at] = _with(sections[at], number, _mishap(random, block))
    if random.random() < 0.25:
        at = random.randrange(len(sections))
        lines = [b for b, block in enumerate(sections[at].blocks) if isinstance(block, str)]
        if lines:
            number = random.choice(lines)
            other = random.choice(_OTHERS).format(random.randint(1, 90), random.randint(1, 90))
            sections[at] = _with(sections[at], number, f"{sections[at].blocks[number]}{other}")
    return replace(page, sections=tuple(sections))


def _with(section: Section, number: int, block: str | Sheet) -> Section:
    blocks = section.blocks
    return replace(section, blocks=(*blocks[:number], block, *blocks[number + 1 :]))


def _mishap(random: Random, sheet: Sheet) -> Sheet:
    grid = grid_of(sheet)
    rows = [r for r, cells in enumerate(grid) if any(cell.field for cell in cells)]
    number = random.choice(rows if random.random() < 0.8 else range(len(grid)))
    worn = random.choice(_MISHAPS)(random, grid[number])
    return sheet_of([*grid[:number], worn, *grid[number + 1 :]])


def _lost(random: Random, row: Row) -> Row:
    """A figure is gone, and those after it move up."""
    at = _figure(random, row)
    return row if at is None else row[:at] + row[at + 1 :]


def _doubled(random: Random, row: Row) -> Row:
    """A figure stands twice, and those after it move back."""
    at = _figure(random, row)
    return row if at is None else [*row[: at + 1], replace(row[at]), *row[at + 1 :]]


def _joined(random: Random, row: Row) -> Row:
    """Two cells become one."""
    at = _figure(random, row)
    if at is None or at + 1 == len(row):
        return row
    both = replace(row[at], text=f"{row[at].text} {row[at + 1].text}".strip())
    return [*row[:at], both, *row[at + 2 :]]


def _pushed(_: Random, row: Row) -> Row:
    """What is empty is lost on the way, and made up for at the end of the row."""
    first = next((c for c, cell in enumerate(row) if cell.field), len(row))
    printed = [cell for cell in row[first:] if cell.text.strip()]
    padding = [Printed("") for _ in range(len(row) - first - len(printed))]
    return row[:first] + printed + padding


def _smudged(random: Random, row: Row) -> Row:
    """A character of a label is read as another."""
    return _relabelled(
        random, row, lambda text, at: f"{text[:at]}{random.choice('日木未己工了')}{text[at + 1 :]}"
    )


def _torn(random: Random, row: Row) -> Row:
    """A page break takes the end of a label."""
    return _relabelled(random, row, lambda text, at: text[:at])


def _figure(random: Random, row: Row) -> int | None:
    figures = [c for c, cell in enumerate(row) if cell.field]
    return random.choice(figures) if figures else None


def _relabelled(random: Random, row: Row, change: Callable[[str, int], str]) -> Row:
    labels = [cell for cell in row if not cell.field and len(cell.text) > 2]
    if not labels:
        return row
    label = random.choice(labels)
    changed = replace(label, text=change(label.text, random.randrange(1, len(label.text))))
    return [changed if cell is label else cell for cell in row]


_MISHAPS: Sequence[Callable[[Random, Row], Row]] = (
    _lost,
    _doubled,
    _joined,
    _pushed,
    _smudged,
    _smudged,
    _torn,
)
