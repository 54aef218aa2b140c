"""Cells take the next free column; what only lays out the page is unwrapped."""

import pytest

from extractor.document.bounds import COLSPAN
from extractor.document.placing import Grid, GridCell, unwrapped
from extractor.errors import TooLarge


def grid_of(*rows: list[str | Grid]) -> Grid:
    grid = Grid("table 1")
    for row in rows:
        grid.add_row()
        for item in row:
            cell = grid.add_cell()
            if item != "":
                cell.content.append(item)
    grid.end_group()
    return grid


def place(cell: GridCell) -> tuple[int, int, int, int]:
    return cell.row, cell.column, cell.rowspan, cell.colspan


def test_a_cell_that_spans_rows_keeps_its_columns_taken() -> None:
    grid = Grid("table 1")
    grid.add_row()
    grid.add_cell(rowspan=2)
    grid.add_cell(colspan=2)
    grid.add_row()
    grid.add_cell()
    grid.add_cell()
    grid.end_group()
    assert [place(cell) for cell in grid.cells] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


@pytest.mark.parametrize("rowspan", [0, 3, 65_534])
def test_no_cell_reaches_beyond_its_group(rowspan: int) -> None:
    grid = Grid("table 1")
    grid.add_row()
    tall = grid.add_cell(rowspan=rowspan)
    grid.add_row()
    grid.end_group()
    grid.add_row()
    below = grid.add_cell()
    assert (tall.rowspan, below.column) == (2, 0)


def test_a_cell_as_wide_as_the_page_is_cut() -> None:
    grid = Grid("table 1")
    grid.add_row()
    assert grid.add_cell(colspan=1000).colspan == COLSPAN
    assert grid.add_cell(colspan=0).colspan == 1


def test_a_cell_goes_on_below_only_where_it_ended() -> None:
    grid = Grid("table 1")
    grid.add_row()
    first = grid.add_cell(colspan=2, merging=True)
    grid.add_row()
    assert grid.extend_down(2) and first.rowspan == 2
    assert not grid.extend_down(1)
    grid.add_row()
    grid.add_row()
    assert not grid.extend_down(2)


def test_a_cell_that_is_not_merging_does_not_go_on_below() -> None:
    grid = Grid("table 1")
    grid.add_row()
    grid.add_cell()
    grid.add_row()
    assert not grid.extend_down(1)


def test_a_cell_goes_on_to_the_right_in_its_own_row() -> None:
    grid = Grid("table 1")
    grid.add_row()
    assert not grid.extend_right(1)
    first = grid.add_cell(merging=True)
    assert grid.extend_right(2) and first.colspan == 3
    assert grid.add_cell().column == 3
    grid.add_row()
    assert not grid.extend_right(1)
    assert grid.extend_down(1) and grid.extend_right(2) and first.colspan == 3
    assert grid.add_cell().column == 3


def test_limits_name_the_table() -> None:
    grid = Grid("table 7")
    with pytest.raises(TooLarge, match="table 7: 5,001 rows"):
        for _ in range(5_001):
            grid.add_row()
    wide = Grid("table 8")
    wide.add_row()
    with pytest.raises(TooLarge, match="table 8, row 1: 1,001 columns"):
        for _ in range(1_001):
            wide.add_cell()


def test_a_single_cell_is_no_table() -> None:
    assert unwrapped(grid_of(["甲"])) == ["甲"]


def test_a_table_of_blank_cells_is_one() -> None:
    blank = grid_of(["", ""])
    assert unwrapped(blank) == [blank]


def test_a_table_that_holds_a_larger_one_lays_out_the_page() -> None:
    inner = grid_of(["甲", "1"], ["乙", "2"])
    assert unwrapped(grid_of(["栏目", inner], ["", "页脚"])) == ["栏目", inner, "页脚"]


def test_a_table_that_holds_prose_lays_out_the_page() -> None:
    page = grid_of(["栏目", "正文" * 200])
    assert unwrapped(page) == ["栏目", "正文" * 200]


def test_a_small_table_in_a_large_one_becomes_lines_of_its_cell() -> None:
    outer = grid_of(["项目", "数量"], ["规章", grid_of(["3", "件"], ["", ""])], ["文件", "2"])
    (kept,) = unwrapped(outer)
    assert kept is outer
    assert [cell.content for cell in outer.rows[1]] == [["规章"], ["3 件"]]
