"""Under the sources of an answer: pictures of the pages of added documents."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.answering.answer import Answer, Finding
from bot.answering.inquiry import Inquiry
from bot.container import Container
from bot.conversation.handler import Message
from bot.conversation.page_pictures import page_pictures
from bot.domain.chat import Chat
from bot.replies.reply import Attachment
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from index.library import DocumentDetails, Library
from index.passage import Passage
from tests.index.ingest.printed import printed
from tests.support.small_library import add, quiet, small_library

PARTNER, OFFICER = Chat("awa"), Chat("omar", role="staff")
PASSAGE = Passage("d-0", "Le préavis dure 30 jours.", "fr", "ONG", "Guide", "Fin", "d", page=7, last_page=7)


class Drawn:
    """Draws each page as its passages' ids, and counts the pages."""

    def __init__(self, missing: Sequence[int] = ()) -> None:
        self.pages, self._missing = list[int](), missing

    def __call__(self, passages: Sequence[Passage]) -> bytes | None:
        """Draw a page, unless it is missing."""
        self.pages.append(passages[0].page)
        ids = " ".join(passage.id for passage in passages)
        return None if passages[0].page in self._missing else ids.encode()


def at(page: int, number: int) -> Passage:
    """Return a passage that begins on a page."""
    return replace(PASSAGE, id=f"d-{number}", page=page, last_page=page)


def test_a_passage_over_two_pages_has_both() -> None:
    """Whatever stands on the second of them alone is seen as well."""
    drawn = Drawn()
    found = page_pictures((replace(PASSAGE, last_page=8), at(8, 1)), "fr", drawn)
    assert drawn.pages == [7, 8]
    assert [picture.data for picture in found] == [b"d-0", b"d-0 d-1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_names_passages_document_and_page(language: Language) -> None:
    """Passages of one page share its picture; on a page that a machine read, figures are to be checked."""
    shown = (PASSAGE, replace(PASSAGE, id="d-1", ocr=True))
    (picture,) = page_pictures(shown, language, Drawn())
    caption = say(language, "answer.picture", sources="[1][2]", title="Guide", page=7) + say(language, "answer.ocr")
    assert picture == Attachment("page-7.jpg", b"d-0 d-1", "image/jpeg", caption)
    assert picture.is_picture


def test_there_are_two_pictures_at_most() -> None:
    """No others are drawn; what has no page is passed over, and keeps its number."""
    draw = Drawn()
    card = replace(PASSAGE, document="", page=0)
    shown = [card, at(0, 1), at(3, 2), at(4, 3), at(5, 4)]
    assert [picture.caption[:3] for picture in page_pictures(shown, "fr", draw)] == ["[3]", "[4]"]
    assert draw.pages == [3, 4]


def test_a_page_that_cannot_be_drawn_is_left_out() -> None:
    """Whatever the reason."""

    def fail(passages: Sequence[Passage]) -> bytes | None:
        raise ZeroDivisionError

    assert [one.name for one in page_pictures([at(3, 1), at(4, 2)], "fr", Drawn([3]))] == ["page-4.jpg"]
    assert page_pictures([PASSAGE], "fr", fail) == ()


class Recorder:
    """Answers each inquiry with the passages of documents that its readers may see."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer."""
        found = self._library.searcher(inquiry.readers).passages()
        passages = tuple(passage for passage in found if passage.document)
        return Answer("fr", (Finding(inquiry.text, "answered", passages),))

    def warm_up(self) -> None:
        """Load nothing."""


@pytest.fixture
def container(tmp_path: Path) -> Container:
    """Return a container over a PDF for all and one for the staff."""
    library = small_library(tmp_path)
    words = {"a": "Le hangar ferme à vingt heures, gardien présent.", "b": "La direction gagne quatre mille florins."}
    for name, text in words.items():
        (tmp_path / f"{name}.pdf").write_bytes(printed([(20, 50, 11, text)]))
    add(library, tmp_path / "a.pdf", details=DocumentDetails("ONG"))
    add(library, tmp_path / "b.pdf", details=DocumentDetails("ONG", readers="staff"))
    return Container(Settings(home=tmp_path / "state"), library=library, advisor=Recorder(library))


def pressed(container: Container, chat: Chat, consultation: str) -> tuple[str, list[str]]:
    """Return the text and the captions of what the button for the sources shows."""
    (reply,) = container.question_handler.press(chat, "sources", consultation).replies
    assert all(Image.open(io.BytesIO(one.data)).format == "JPEG" for one in reply.attachments)
    return reply.plain, [one.caption for one in reply.attachments]


def test_the_sources_of_an_answer_come_with_their_pages(container: Container) -> None:
    """By the names of their files; a document for the staff alone is told of and shown to them alone."""
    reply = container.question_handler.handle(OFFICER, Message("Quand ferme le hangar ?"))
    text, captions = pressed(container, OFFICER, reply.consultation)
    assert len(captions) == 2 and "b.pdf" in text
    reply = container.question_handler.handle(PARTNER, Message("Quand ferme le hangar ?"))
    text, captions = pressed(container, PARTNER, reply.consultation)
    assert captions == [say("fr", "answer.picture", sources="[1]", title="A", page=1)]
    assert "a.pdf" in text and "b.pdf" not in text and "florins" not in text


def test_the_source_is_named_without_its_file(container: Container, tmp_path: Path) -> None:
    """Nothing is said of a picture."""
    reply = container.question_handler.handle(PARTNER, Message("Quand ferme le hangar ?"))
    os.remove(tmp_path / "a.pdf")
    text, captions = pressed(container, PARTNER, reply.consultation)
    assert "a.pdf" in text and captions == []


def test_a_document_that_has_become_the_staffs_is_not_drawn_for_others(container: Container, tmp_path: Path) -> None:
    """Not even before the index has heard of it."""
    library = container.library
    (passage,) = (one for one in library.searcher().passages() if one.document)
    assert library.page_picture([passage]) is not None
    library.documents.put(library.documents.all(), DocumentDetails(readers="staff"))
    assert library.page_picture([passage]) is None
    library.build(quiet)
    (moved,) = (one for one in library.searcher(frozenset({"all", "staff"})).passages() if one.id == passage.id)
    assert library.page_picture([moved]) is not None
