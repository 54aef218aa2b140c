"""Reports written in the tests, by the form of 2021."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.forms.form import Form
from extractor.reading import Reader


@pytest.fixture
def form() -> Form:
    return load_form("disclosure_2021")


@pytest.fixture
def document() -> Callable[[str], Document]:
    return lambda text: read_bytes(text.encode(), "test.txt")


@pytest.fixture
def reader(document: Callable[[str], Document], form: Form) -> Callable[[str], Reader]:
    return lambda text: Reader(document(text), form)
