"""A corpus of one's own: a small one that works, and what is said of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.collection import read_corpus, write_starter
from corpus.example import UNNAMED
from corpus.yamlfile import CorpusError

CARD = "texts/fr/room-booking.md"
QUESTIONS = """  - "Comment réserver une salle ?"
  - "Combien de jours à l’avance faut-il demander la salle ?"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the small corpus."""
    write_starter(tmp_path / "own")
    return tmp_path / "own"


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_small_corpus_works(folder: Path) -> None:
    """Two cards in both languages, their source, a gap beside the unnamed one, and a procedure."""
    corpus = read_corpus(folder)
    assert sorted({card.id for card in corpus.cards}) == ["room-booking", "travel-costs"]
    assert (len(corpus.cards), list(corpus.gaps), list(corpus.procedures)) == (4, ["car-costs", UNNAMED], ["room"])
    assert corpus.sources["house-rules"].names == ("AE",)
    assert {card.id for card in corpus.cards if card.unsaid} == {"travel-costs"}


def test_nothing_is_overwritten(folder: Path) -> None:
    """A folder that holds something stays as it is."""
    with pytest.raises(CorpusError, match="isn't empty"):
        write_starter(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (CARD, "section:", "sektion:", r"room-booking\.md:3: sektion: is not a field here \(did you mean section\?\)"),
        (CARD, "source: house-rules", "source: other", r'room-booking\.md:2: source: "other" is none of house-rules'),
        (CARD, QUESTIONS, "", r"room-booking\.md:4: questions: must be a list"),
        (CARD, "questions:", "unsaid: [Rien]\nquestions:", r"room-booking\.md:4: unsaid: must be a text"),
        (CARD, "questions:", f"unsaid: {'x' * 501}\nquestions:", r"room-booking\.md:4: unsaid: has 501 characters"),
        ("sources.yaml", '    en: "House rules"\n', "", r"sources\.yaml:\d+: source: title\.en: is missing"),
        (
            "sources.yaml",
            "owner:",
            "ownr:",
            r"sources\.yaml:3: source: ownr: is not a field here \(did you mean owner\?\)",
        ),
        ("sources.yaml", "language: fr", "language: de", r'sources\.yaml:8: source: language: "de" is none of fr, en'),
    ],
)
def test_a_mistake_is_told_with_file_and_line(folder: Path, file: str, old: str, new: str, said: str) -> None:
    """And with what is expected."""
    edit(folder / file, old, new)
    with pytest.raises(CorpusError, match=said):
        read_corpus(folder)


def test_an_id_that_stands_twice_is_told(folder: Path) -> None:
    """Of sources and of gaps."""
    path = folder / "sources.yaml"
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(CorpusError, match=r'sources\.yaml:\d+: source: id: "house-rules" stands twice'):
        read_corpus(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  topic:", "  topik:", r"gaps\.yaml:\d+: topik: is not a field here \(did you mean topic\?\)"),
        ("- id:", "- id: room-price\n  topic: {fr: a, en: b}\n- id:", r"gaps\.yaml:\d+: terms: is missing"),
    ],
)
def test_a_mistake_in_a_gap_is_told_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    """Also a field that would otherwise be ignored in silence."""
    edit(folder / "gaps.yaml", old, new)
    with pytest.raises(CorpusError, match=said):
        read_corpus(folder)


def test_a_gap_that_stands_twice_is_told_with_its_line(folder: Path) -> None:
    """Of the second."""
    path = folder / "gaps.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n{text}", encoding="utf-8")
    with pytest.raises(CorpusError, match=r'gaps\.yaml:\d+: id: "[\w-]+" stands twice'):
        read_corpus(folder)


def test_a_card_without_text_is_told(folder: Path) -> None:
    """With the line at which the text is missing."""
    edit(folder / CARD, "\nUne salle se réserve auprès de l’accueil, au moins cinq jours à l’avance, en disant", "")
    edit(folder / CARD, " le nombre de personnes.\n", "")
    with pytest.raises(CorpusError, match=r"room-booking\.md:8: text: is missing"):
        read_corpus(folder)


def test_a_card_in_another_encoding_is_told(folder: Path) -> None:
    """With file and line, and what to do."""
    text = (folder / CARD).read_text(encoding="utf-8").replace("’", "'")
    (folder / CARD).write_bytes(text.encode("cp1252"))
    with pytest.raises(CorpusError, match=r"room-booking\.md:5: is not in UTF-8; save the file"):
        read_corpus(folder)


def test_a_missing_language_is_told(folder: Path) -> None:
    """With the file that is to be written."""
    (folder / "texts" / "en" / "room-booking.md").unlink()
    with pytest.raises(CorpusError, match=r"texts/en/room-booking\.md is missing"):
        read_corpus(folder)
