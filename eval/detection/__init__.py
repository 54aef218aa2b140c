"""The detection table: figures corrupted on purpose, and what became of them.

`python -m eval.detection [--tables N] [--seed S] [--json FILE]`. Reports are invented and read
right (`subject`); then 1, 2 or 3 mishaps happen to one of their tables, and the record is made.

A mishap is *detected* where the record gives a sign that the whole report's record gives not: a
field in review, a finding, an irregularity, or a cell said to be absent. Only trials that do harm
are counted for it: the record would hold a wrong figure, or lack a printed one.

What can be detected depends on how a mishap comes about, so each way has its own table:

`printed`    Both readers read the wrong figure, and so does the evidence: a bad scan, or a
             misprint. Only edit rules can tell. In part 2 there are none, and nobody can.
`weighed`    The same in reports that are read with mixed confidence (labels that are not exact,
             rows that one reader alone has read), where a cell is misread as often as its
             confidence says. This is what weights of localization are for.
`grid`       The grid reader alone reads wrong (a slipped grid); the evidence re-reads.
`skeleton`   The skeleton reader alone does. The grid outweighs it, so the record stays right.
`unborne`    Both readers say what their evidence does not: the re-reading of evidence tells.
`layout`     The document's table itself is disarranged, and read anew. `noticed` is what is read
             right all the same, by its labels, or detected.
`by place`   The same table as one would read it who only counts rows and cells, both readers
             alike: what edit rules are worth without labels.

Kinds of cells: `digit` (one digit is another one), `swap` (two cells of a row or column for each
other), `shift` (values of a row slip by one column), `emptied` (a figure taken for a blank),
`dropped` (a figure not read at all), `mixed`. Of lines: `columns`, `rows` (two for each other).
Of the layout: `columns`, `rows`, `slipped` (a group's first row printed last), `inserted` (a row
that the form has not; in part 4, where rows have no labels, a second row of figures), all with
their labels; `lost` and `doubled` (a row is a cell short or long), `padded` (a cell is lost, an
empty one ends the row), `beside` (figures stand one row below their labels). Of the last two the
document bears no trace but its sums, and an empty cell where the report prints noughts.

`reachable` stands beside what is localized where cells are misread as often as their confidence
says: so often would the true cells be the likeliest of all that mend the rules, for one who is told
the kind of mishap and how many cells are wrong in each block. One sum covers a cell of part 4.

Intervals are exact for independent trials; those of one report are not quite.

Part 3 has some 170 cells, part 4 fifteen, so three mishaps leave little room there; trials without
room are left out. Text and money are left out of cell corruptions.
"""
