"""Which texts there are, told to whoever asks in their own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.handler import Message
from bot.conversation.handlers.reference_handler import ReferenceHandler
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from index.library import DocumentDetails
from tests.support.small_library import add, small_corpus, small_library

PARTNER, OFFICER = Chat("awa"), Chat("omar", role="staff")
TITLES = ("Guide de gestion financière", "Kantanta Volunteer Handbook", "Grille des salaires")


@pytest.fixture
def container(tmp_path: Path) -> Container:
    """Return a container over the shipped cards, of which none is searched."""
    return Container(Settings(home=tmp_path))


@pytest.fixture(scope="module")
def handler(tmp_path_factory: pytest.TempPathFactory) -> ReferenceHandler:
    """Return the handler over a source and three documents, the last for the staff."""
    folder = tmp_path_factory.mktemp("reference")
    library = small_library(folder)
    for name, title, details in zip(
        ("guide_fin-2024.md", "handbook.md", "grille.md"),
        TITLES,
        (DocumentDetails("Maison Sahel"), DocumentDetails("Kantanta"), DocumentDetails(readers="staff")),
        strict=True,
    ):
        (folder / name).write_text(f"# {title}\n\nLe hangar ferme à vingt heures.\n", encoding="utf-8")
        add(library, folder / name, details=details)
    return Container(Settings(home=folder / "state"), library=library).reference_handler


def told(handler: ReferenceHandler, text: str, chat: Chat = PARTNER) -> str:
    """Return the answer to `text`; empty if it is left to others."""
    reply = handler.handle(chat, Message(text))
    return reply.plain if reply else ""


def titles(answer: str) -> list[str]:
    """Return the titles of the documents that are named in `answer`."""
    return [title for title in TITLES if title in answer]


@pytest.mark.parametrize(("chat", "count"), [(PARTNER, 2), (OFFICER, 3)])
def test_all_texts_are_those_of_the_command(handler: ReferenceHandler, chat: Chat, count: int) -> None:
    """Each chat is told of those that it may read."""
    answer = told(handler, "Bonjour, quels documents avez-vous ?", chat)
    assert answer == handler.command(chat, "sources", "").plain
    assert titles(answer) == list(TITLES[:count])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("tu as le guide financier ?", TITLES[0]),
        ("tu as le guide de gestion financiere ?", TITLES[0]),
        ("avez-vous guide_fin-2024.md ?", TITLES[0]),
        ("do you have the finance guide?", TITLES[0]),
        ("Do you have the volonteer handbook?", TITLES[1]),
        ("do you have a volunteer manual?", TITLES[1]),
        ("what Kantanta documents do you have?", TITLES[1]),
        ("avez-vous des documents de Maison Sahel ?", TITLES[0]),
    ],
)
def test_a_text_is_found_by_title_file_or_owner(handler: ReferenceHandler, text: str, title: str) -> None:
    """Slips in it are forgiven, and no other text is named."""
    assert titles(told(handler, text)) == [title]


def test_a_card_s_source_is_found_in_both_languages(handler: ReferenceHandler) -> None:
    """It has a title in each."""
    for text in ("tu as la charte ?", "is the charter in your texts?", "avez-vous la page des Tisserands ?"):
        answer = told(handler, text)
        assert "Tisserands" in answer and titles(answer) == []


@pytest.mark.parametrize(
    ("text", "language"), [("tu as le manuel de chasse ?", "fr"), ("got the hunting guide?", "en")]
)
def test_a_text_that_is_not_there_is_said_not_to_be(handler: ReferenceHandler, text: str, language: Language) -> None:
    """With those that are."""
    answer = told(handler, text)
    assert say(language, "sources.missing") in answer
    assert titles(answer) == list(TITLES[:2])


@pytest.mark.parametrize("text", ["avez-vous la grille des salaires ?", "Is the “Grille des salaires” in your texts?"])
def test_a_text_for_the_staff_is_not_there_for_others(handler: ReferenceHandler, text: str) -> None:
    """It is for the staff."""
    assert titles(told(handler, text)) != [TITLES[2]]
    assert titles(told(handler, text, OFFICER)) == [TITLES[2]]


def test_each_text_is_listed_with_its_place(tmp_path: Path) -> None:
    """A page with its address; of two documents with one title each has its file's name, and that once."""
    corpus = small_corpus(tmp_path / "corpus")
    page = (corpus / "sources.yaml").read_text(encoding="utf-8") + '  address: "https://example.org/charter"\n'
    (corpus / "sources.yaml").write_text(page, encoding="utf-8")
    library = small_library(tmp_path)
    for name, closes in (("guide-2023.md", "vingt"), ("guide-2024.md", "dix-neuf"), ("autre.md", "")):
        (tmp_path / name).write_text(f"# Guide\n\nLe hangar ferme à {closes} heures.\n", encoding="utf-8")
    (tmp_path / "autre.md").write_text("# Note\n\nLe hangar est grand.\n", encoding="utf-8")
    add(library, *(tmp_path / name for name in ("guide-2023.md", "guide-2024.md", "autre.md")))
    listed = Container(Settings(home=tmp_path / "state"), library=library).reference_handler.command(
        PARTNER, "sources", ""
    )
    assert "\n  https://example.org/charter\n" in listed.plain
    assert [listed.plain.count(name) for name in ("guide-2023.md", "guide-2024.md", "autre.md")] == [1, 1, 1]


@pytest.mark.parametrize(("language", "asked"), [("fr", "links.ask"), ("en", "links.ask")])
def test_a_link_alone_is_asked_about(handler: ReferenceHandler, language: Language, asked: str) -> None:
    """A link beside a question is left to others."""
    chat = Chat(f"link-{language}", hint=language)
    assert told(handler, "https://example.org/rapport.pdf", chat) == say(language, asked)
    assert told(handler, "Que dit https://example.org/rapport.pdf sur le budget ?", chat) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_to_one_of_our_pages_is_known(container: Container, language: Language) -> None:
    """However its beginning and end are written."""
    page = container.library.corpus.sources["dci-partnerships"]
    chat = Chat(f"known-{language}", hint=language)
    text = say(language, "own.text", title=page.title[language], owner=page.owner)
    answer = told(container.reference_handler, "http://www.defenceforchildren.org/fr/partnerships/", chat)
    assert answer == say(language, "links.known", text=text)


@pytest.mark.parametrize(
    "text",
    [
        "avez-vous un modèle de lettre ?",
        "do you have the partnership agreement?",
        "is the notice period in your texts?",
    ],
)
def test_a_question_for_what_no_text_is_called_is_left_to_others(handler: ReferenceHandler, text: str) -> None:
    """The texts themselves may answer it."""
    assert told(handler, text) == ""


def test_the_language_that_is_asked_for_holds(handler: ReferenceHandler) -> None:
    """Also here."""
    assert say("en", "sources.title") in told(handler, "Réponds en anglais : quels documents as-tu ?")
    assert say("fr", "sources.found") in told(handler, "Do you have the volunteer handbook? In French please.")
