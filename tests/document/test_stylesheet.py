"""CSS becomes rules: those that hold on a screen, in order."""

import pytest

from extractor.document.html.css import declarations, media_holds, rules, selectors


def test_rules_come_in_order_without_comments() -> None:
    css = "<!-- p { color: RED } /* b { } */ .a, .b > i{display:none;;x} -->"
    assert list(rules(css)) == [
        ("p", {"color": (False, "red")}),
        (".a, .b > i", {"display": (False, "none")}),
    ]


@pytest.mark.parametrize(
    ("css", "preludes"),
    [
        ("@media screen { .a{x:y} } .b{x:y}", [".a", ".b"]),
        ("@media print { .a{x:y} } .b{x:y}", [".b"]),
        ("@supports (display: grid) { .a{x:y} }", [".a"]),
        ("@media screen { @media print { .a{x:y} } .b{x:y} }", [".b"]),
        ("@keyframes k { from{x:y} to{x:y} } .b{x:y}", [".b"]),
        ("@font-face { font-family: a } .b{x:y}", [".b"]),
        ("@import url(a.css); @charset 'utf-8'; .b{x:y}", [".b"]),
        ('.a{content:"}"} .b{x:y}', [".a", ".b"]),
        ("} .a{x:y}", ["} .a".removeprefix("} ")]),
        (".a{x:y", []),
    ],
)
def test_blocks_hold_on_a_screen_or_not(css: str, preludes: list[str]) -> None:
    assert [prelude for prelude, _ in rules(css)] == preludes


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("all", True),
        ("only screen", True),
        ("print", False),
        ("print, screen", True),
        ("not screen", False),
        ("screen and (max-width: 768px)", False),
        ("(min-width:768px)", True),
        ("(min-width: 768px) and (max-width: 1024px)", False),
        ("(orientation: portrait)", False),
    ],
)
def test_media_are_asked_about_a_wide_screen(query: str, holds: bool) -> None:
    assert media_holds(query) is holds


def test_the_last_declaration_counts_unless_one_is_important() -> None:
    assert declarations("a: 1; B : 2 ; a:3;b:4 ! important; b: 5; c; :") == {
        "a": (False, "3"),
        "b": (True, "4"),
        "": (False, ""),
    }


@pytest.mark.parametrize(
    ("prelude", "compounds", "combinators"),
    [
        ("p", ("p",), ()),
        ("div  p.a", ("div", "p.a"), (" ",)),
        ("#x > .y .z", ("#x", ".y", ".z"), (">", " ")),
        ("a[title='b c'] p", ("a[title='b c']", "p"), (" ",)),
        ("p:not(.a .b)", ("p:not(.a .b)",), ()),
        ("div h2 + p", ("div", "h2+p"), (" ",)),
        ("h2 ~ p > b", ("h2~p", "b"), (">",)),
    ],
)
def test_a_selector_is_its_compounds(
    prelude: str, compounds: tuple[str, ...], combinators: tuple[str, ...]
) -> None:
    (selector,) = selectors(prelude)
    assert (selector.compounds, selector.combinators) == (compounds, combinators)


def test_selectors_are_told_apart_and_most_pseudo_elements_are_none() -> None:
    assert [s.compounds[0] for s in selectors(".a, .b::marker, p:is(.c, .d)")] == [
        ".a",
        "p:is(.c, .d)",
    ]


@pytest.mark.parametrize(
    ("prelude", "compound", "part"),
    [
        (".a", ".a", ""),
        ("p .a::before", ".a", "before"),
        (".a:AFTER", ".a", "after"),
        ("::after", "*", "after"),
        ("a[rel=':before']", "a[rel=':before']", ""),
    ],
)
def test_a_selector_says_what_of_the_element_it_means(
    prelude: str, compound: str, part: str
) -> None:
    (selector,) = selectors(prelude)
    assert (selector.compounds[-1], selector.part) == (compound, part)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\31 ", "1"),
        (r"\e6a1", "\ue6a1"),
        (r"\d800", "\ufffd"),
        (r"\0", "\ufffd"),
        (r"a\"b", "ab"),
    ],
)
def test_escapes_in_strings_are_characters(written: str, read: str) -> None:
    ((_, told),) = rules(f'.a{{content:"{written}"}}')
    assert told["content"][1] == f'"{read}"'


@pytest.mark.parametrize(
    ("less", "more"),
    [("p", ".a"), ("p.a", ".a.b"), (".a .b .c", "#a"), ("p", "div p"), (".a", "p.a"),
     (".a", "[x].a"), ("p", "p:hover")],
)  # fmt: skip
def test_the_more_specific_one_counts(less: str, more: str) -> None:
    ((lower,), (higher,)) = selectors(less), selectors(more)
    assert lower.specificity < higher.specificity
