"""The reviewer's minute: corrupted reports, the real pages, and one who knows the truth.

`python -m eval.reviewing [--reports N] [--seed S]`. Reports are invented, corrupted as bad scans,
careless hands and agencies do it, and read into a database of their own. The service runs over it,
and a script works through its queue as a person would who has the paper in hand: it sees nothing
but the pages, and says nothing but what their forms send. What a key or a click would do is counted
as one stroke.

A field's answer costs

`1`     where an answer at hand is right: Enter or its digit, or `m` where the agency is wrong,
`2`     where the figure stands in the same line or row of the source: a click there, then Enter,
`4`     where nothing but a state is to be said: `e`, Tab, its first letter, Enter,
more    where it is typed: `e`, every character, Enter.

That one stroke takes an answer at hand is how the pages are made; what is measured is how often a
right one is there, what else it takes, and what clears by itself. Where a figure stands in a row
more than once any of them will do: a right value is looked for, and not a right place. Opening a
report takes one key more, which is not counted.

A field that comes back after it was settled is put aside with `s`, and told as such.
"""
