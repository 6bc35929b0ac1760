"""Documents for the staff alone, in the chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.inquiry import Inquiry
from bot.container import Container
from bot.conversation.handler import Message
from bot.domain.chat import TERMINAL, Chat
from bot.settings import Settings
from index.library import EVERYONE, STAFF, DocumentDetails, Library
from index.passage import Passage
from tests.support.small_library import add, small_library

PARTNER, OFFICER = Chat("awa"), Chat("omar", role="staff")
GROUP = Chat("group", role="staff", is_private=False)
CHATS = ((PARTNER, False), (OFFICER, True), (Chat("ada", role="admin"), True), (GROUP, False), (Chat(TERMINAL), True))


class Recorder:
    """Answers each inquiry with the passages of documents that its readers may see, and keeps the inquiry."""

    def __init__(self, library: Library) -> None:
        self.library, self.asked = library, list[Inquiry]()

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer."""
        self.asked.append(inquiry)
        return Answer("fr", (Finding(inquiry.text, "answered", self.passages(inquiry)),))

    def passages(self, inquiry: Inquiry) -> tuple[Passage, ...]:
        """Return the passages of the documents."""
        found = self.library.searcher(inquiry.readers).passages()
        return tuple(passage for passage in found if passage.document)

    def warm_up(self) -> None:
        """Load nothing."""


@pytest.fixture
def container(tmp_path: Path) -> Container:
    """Return a container over a document for all and one for the staff."""
    library = small_library(tmp_path)
    (tmp_path / "a.md").write_text("# Hangar\n\nLe hangar ferme à vingt heures, gardien présent.\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("# Salaires\n\nLa direction gagne quatre mille florins.\n", encoding="utf-8")
    add(library, tmp_path / "a.md", details=DocumentDetails("ONG", "2024-05", "draft"))
    add(library, tmp_path / "b.md", details=DocumentDetails("ONG", readers="staff"))
    return Container(Settings(home=tmp_path / "state"), library=library, advisor=Recorder(library))


@pytest.mark.parametrize(("chat", "is_staff"), CHATS)
def test_a_question_is_answered_as_its_chat_may_read(container: Container, chat: Chat, is_staff: bool) -> None:
    """Staff in private and the terminal see all; in a group partners read along."""
    reply = container.question_handler.handle(chat, Message("Que gagne la direction ?"))
    recorder = container.advisor
    assert isinstance(recorder, Recorder)
    assert recorder.asked[-1].readers == (STAFF if is_staff else EVERYONE)
    assert ("florins" in reply.plain) == is_staff


@pytest.mark.parametrize(("chat", "is_staff"), CHATS)
def test_the_list_of_sources_is_that_of_the_chat(container: Container, chat: Chat, is_staff: bool) -> None:
    """With date and authority."""
    listed = container.reference_handler.command(chat, "sources", "").plain
    assert ("Salaires" in listed) == is_staff
    assert "Hangar » (document ajouté, a.md, mai 2024, projet)" in listed


def test_a_button_shows_nothing_to_who_is_no_longer_staff(container: Container) -> None:
    """The answer was logged while they were."""
    reply = container.question_handler.handle(OFFICER, Message("Que gagne la direction ?"))
    shown = container.question_handler.press(OFFICER, "sources", reply.consultation)
    assert "b.md" in shown.replies[0].plain
    after = container.question_handler.press(Chat(OFFICER.key), "sources", reply.consultation)
    assert "b.md" not in "".join(one.plain for one in after.replies)


def test_the_source_line_tells_date_and_authority(container: Container) -> None:
    """In the language of the answer."""
    reply = container.question_handler.handle(PARTNER, Message("Quand ferme le hangar ?"))
    (source,) = (paragraph.text for paragraph in reply.paragraphs if paragraph.style == "source")
    assert source.endswith("(mai 2024, projet)")


def test_a_title_for_the_staff_is_not_named_to_others(container: Container) -> None:
    """Nor in a case that is passed on."""
    (kept,) = (one for one in container.library.searcher(STAFF).passages() if one.readers == "staff")
    assert container.title(kept.id, "fr") == ""
