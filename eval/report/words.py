"""Figures as a person reads them."""

import math
from collections.abc import Sequence


def percent(share: float | None) -> str:
    """A share to two places; 100 and 0 are said of nothing that is only near to them.

    >>> percent(1), percent(0.99999), percent(0.8333), percent(None)
    ('100%', '99.99%', '83.33%', '–')
    """
    if share is None or math.isnan(share):
        return "–"
    if share in (0, 1):
        return f"{share:.0%}"
    return f"{min(max(100 * share, 0.01), 99.99):.2f}%"


def figure(value: float | None) -> str:
    """A figure that is no share, to four places."""
    return "–" if value is None else f"{value:.4f}"


def interval(ends: Sequence[float | None]) -> str:
    """Both ends of an interval of shares, in percent.

    >>> interval((0.5, 1)), interval((None, None))
    ('50.0 to 100.0', '–')
    """
    low, high = (math.nan if end is None else 100 * end for end in ends)
    return "–" if math.isnan(low) or math.isnan(high) else f"{low:.1f} to {high:.1f}"


def target(least: float | None, most: float | None) -> str:
    """What a share should be at the least or at the most.

    >>> target(0.9, None), target(1, None), target(None, 0.02), target(None, 0), target(None, None)
    ('≥ 90%', '100%', '≤ 2%', 'none', '')
    """
    if least is not None:
        return f"≥ {100 * least:g}%" if least < 1 else "100%"
    if most is not None:
        return f"≤ {100 * most:g}%" if most else "none"
    return ""


def about_held_out(count: int, details: bool) -> str:
    """What has to be said of documents that are held out; nothing where there are none.

    >>> about_held_out(1, False)
    '1 document is held out: its scores are told, and no more, unless by --details.'
    """
    if not count:
        return ""
    many = count > 1
    is_held_out = f"{count} document{'s are' if many else ' is'} held out"
    if not details:
        whose = "their" if many else "its"
        return f"{is_held_out}: {whose} scores are told, and no more, unless by --details."
    return f"{is_held_out} and shown all the same: what was seen proves nothing any more."


def met(verdict: bool | None) -> str:
    """Whether a target was met."""
    return "" if verdict is None else "met" if verdict else "missed"


def threshold(confidence: float | None) -> str:
    """The confidence from which on fields may be accepted."""
    return "no promise" if confidence is None else f"{confidence:.4f}"


def about_promises(fitted: int, reports: int) -> str:
    """What has to be said of promises besides: what was not chosen anew, and what is no proof."""
    told = (
        "The first promise is kept on average over splits, the second on 19 of 20. The weights "
        "behind confidence are the installed ones: only the threshold is chosen on one half."
    )
    if not fitted:
        return f"{told} They were fitted on none of these reports."
    return (
        f"{told} They were fitted on {fitted} of these {reports} reports, so nothing is promised "
        "here: use reports that are labelled since."
    )
