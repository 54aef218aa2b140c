"""A report that people have reviewed becomes gold: their words, and no others."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deciding import AT, settle
from yearly_reports import LICENSING, UNREADABLE, report, yearly

from eval.gold import GoldError, GoldLabels, load_gold
from eval.gold.promote import promote
from eval.gold_command import command
from eval.score import score
from extractor.batch import run
from extractor.pipeline import extract
from extractor.review import Verdict
from extractor.store import Store

RECEIVED = "requests.received.total"
GRANTED = "requests.granted.total"
PROSE = "narrative.requests.received"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database with a report of which one field waits."""
    rows = yearly({2022: 1})[2022]
    text = report(2022, rows, licensing=UNREADABLE, prose="全年收到政府信息公开申请约12件。")
    (tmp_path / "示例 2022.txt").write_text(text, encoding="utf-8")
    with Store(tmp_path / "gouji.db", create=True) as store:
        run([tmp_path / "示例 2022.txt"], store)
    return tmp_path / "gouji.db"


def review(db: Path) -> None:
    """Two people settle what waits, and a few fields besides."""
    settle(
        db,
        (1, "wen", Verdict(LICENSING, "correct", state="unreadable")),
        (1, "wen", Verdict(RECEIVED, "accept")),
        (1, "li", Verdict(PROSE, "accept")),
        (1, "li", Verdict(GRANTED, "accept")),
        (1, "li", Verdict(GRANTED, "undo")),
        (1, "li", Verdict("requests.received.research", "accept")),
    )


def promoted(db: Path, folder: Path) -> GoldLabels:
    with Store(db) as store:
        return promote(store, 1, folder)[1]


def gouji_gold(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_what_people_settled_is_labelled_and_nothing_else(db: Path, tmp_path: Path) -> None:
    review(db)
    labels = promoted(db, tmp_path / "gold")
    assert labels.fields.keys() == {RECEIVED, PROSE, LICENSING, "requests.received.research"}
    received = labels.fields[RECEIVED]
    assert received.state == "reported"
    assert received.value == 12
    assert (labels.fields[LICENSING].state, labels.fields[LICENSING].value) == ("unreadable", None)
    prose = labels.fields[PROSE]
    assert prose.value == 12
    assert (prose.raw, prose.qualifier) == ("约12件", "about")
    assert (labels.facts, labels.imputed, labels.findings) == (None, None, None)


def test_it_says_who_reviewed_it_and_when(db: Path, tmp_path: Path) -> None:
    review(db)
    reviewed = promoted(db, tmp_path / "gold").reviewed
    assert reviewed is not None
    assert reviewed.by == ("li", "wen")
    assert reviewed.at == AT


def test_the_document_stands_beside_its_labels(db: Path, tmp_path: Path) -> None:
    review(db)
    labels = promoted(db, tmp_path / "gold")
    (gold,) = load_gold(tmp_path / "gold")
    assert gold.labels == labels
    assert gold.path.name == "示例-2022.txt"
    assert gold.path.read_bytes() == (tmp_path / "示例 2022.txt").read_bytes()


def test_what_is_not_labelled_is_not_scored(db: Path, tmp_path: Path) -> None:
    review(db)
    labels = promoted(db, tmp_path / "gold")
    document, record = extract(tmp_path / "gold" / labels.document)
    verdicts = score("示例", labels, document, record).verdicts
    assert {verdict.field for verdict in verdicts} == labels.fields.keys()
    assert {verdict.outcome for verdict in verdicts} == {"right"}


def test_a_field_that_waits_keeps_a_report_from_being_gold(db: Path, tmp_path: Path) -> None:
    settle(db, (1, "wen", Verdict(RECEIVED, "accept")))
    with pytest.raises(GoldError, match=f"1 fields still wait for a person .{LICENSING}"):
        promoted(db, tmp_path / "gold")
    assert not (tmp_path / "gold").exists()


def test_a_skipped_field_waits_too(db: Path, tmp_path: Path) -> None:
    settle(db, (1, "wen", Verdict(LICENSING, "skip")))
    with pytest.raises(GoldError, match="still wait"):
        promoted(db, tmp_path / "gold")


def test_a_report_that_nobody_settled_is_not_gold(tmp_path: Path) -> None:
    """Even where no person is needed: its labels would be the extractor's own."""
    text = report(2022, yearly({2022: 1})[2022])
    (tmp_path / "2022.txt").write_text(text, encoding="utf-8")
    with Store(None) as store:
        run([tmp_path / "2022.txt"], store)
        with pytest.raises(GoldError, match="nobody has settled any field"):
            promote(store, 1, tmp_path / "gold")


def test_files_that_are_there_are_left_as_they_are(db: Path, tmp_path: Path) -> None:
    review(db)
    labels = tmp_path / "gold" / "示例-2022.gold.json"
    labels.parent.mkdir()
    labels.write_text("mine")
    with pytest.raises(GoldError, match="another file is there already"):
        promoted(db, tmp_path / "gold")
    assert labels.read_text() == "mine"


def test_the_same_again_is_no_trouble(db: Path, tmp_path: Path) -> None:
    review(db)
    assert promoted(db, tmp_path / "gold") == promoted(db, tmp_path / "gold")


def test_on_the_command_line_and_checked(db: Path, tmp_path: Path) -> None:
    review(db)
    result = gouji_gold("promote", "示例 2022", "--db", db, "-o", tmp_path / "gold")
    assert result.exit_code == 0, result.output
    assert "4 labels, settled by li, wen" in result.output
    told = json.loads((tmp_path / "gold" / "示例-2022.gold.json").read_bytes())
    assert told["reviewed"] == {"by": ["li", "wen"], "at": AT.isoformat()}
    assert told["kind"] == "real"
    checked = gouji_gold("check", tmp_path / "gold")
    assert "errors" not in checked.output
    assert checked.exit_code == 0, checked.output


def test_why_not_is_told_on_the_command_line(db: Path, tmp_path: Path) -> None:
    result = gouji_gold("promote", "示例 2022", "--db", db, "-o", tmp_path / "gold")
    assert result.exit_code == 1
    assert "still wait for a person" in result.output
    unknown = gouji_gold("promote", "nothing", "--db", db, "-o", tmp_path / "gold")
    assert "no document 'nothing'" in unknown.output
