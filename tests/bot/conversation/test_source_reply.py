"""[Sources] leads to the source: the page at the words that bear a card, the file and page of a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.excerpt import Excerpt
from bot.conversation.answer_reply import compose
from bot.conversation.origins import Origins
from bot.conversation.source_reply import passage_sources
from bot.replies.reply import Reply, pack, unpack
from bot.replies.texts import say
from bot.storage.consultations import Turn
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language
from index.entry import card_entries
from index.library import DocumentDetails, Library
from index.passage import Passage
from tests.support.small_library import add, small_library

CARD = "termination-grounds"


@pytest.fixture(scope="module")
def origins(tmp_path_factory: pytest.TempPathFactory) -> Origins:
    """Return the origins of the shipped cards."""
    return Origins(Library(read_corpus(BUNDLED_CORPUS), tmp_path_factory.mktemp("origins")))


def card(language: Language, identity: str = CARD) -> Passage:
    """Return a shipped card as a passage."""
    found = next(one for one in read_corpus(BUNDLED_CORPUS).cards if (one.id, one.language) == (identity, language))
    passage = card_entries(found)[0].passage
    assert passage is not None
    return passage


def turn(answer: Answer) -> Turn:
    """Return the exchange with this answer."""
    return Turn("0", "q", compose(answer).plain, (), (), answer.language, "answered")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_links_to_the_page_of_each_card(origins: Origins, language: Language) -> None:
    """Its source line leads to the very words."""
    answer = Answer(language, (Finding("q", "answered", (card(language),)),))
    sources = [one for one in compose(answer, link=origins.link).paragraphs if one.style == "source"]
    address = read_corpus(BUNDLED_CORPUS).sources["unicef-end-of-partnership"].address
    assert [one.link for one in sources] == [
        f"{address}#:~:text=Parfois%20la%20cessation%20d%27un%20partenariat,ou%20de%20tout%20autre%20facteur."
    ]
    assert not any(one.link for one in compose(answer).paragraphs)
    assert unpack(language, pack(Reply(language, tuple(sources)))).paragraphs == tuple(sources)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_shows_the_words_of_the_page_and_not_the_card_again(origins: Origins, language: Language) -> None:
    """In the page's language, with what there is to know of the page."""
    answer = Answer(language, (Finding("q", "answered", (card(language),)),))
    shown = passage_sources([card(language)], turn(answer), origins)
    assert [one.text[:20] for one in shown.paragraphs if one.style == "quote"] == ["Parfois la cessation"]
    assert (say(language, "answer.original") in shown.plain) == (language == "en")
    assert shown.paragraphs[0].link == origins.link(card(language))
    assert shown.paragraphs[-1].text == origins.note(card(language), language)
    assert card(language).text.splitlines()[0] not in shown.plain


def test_each_shipped_card_has_words_on_its_page(origins: Origins) -> None:
    """And an address that names them."""
    cards = [passage for one in read_corpus(BUNDLED_CORPUS).cards if (passage := card_entries(one)[0].passage)]
    assert [passage.id for passage in cards if not origins.words(passage)] == []
    assert [passage.id for passage in cards if ":~:text=" not in origins.link(passage)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_names_the_file_of_a_document_and_shows_what_the_answer_left_out(
    tmp_path: Path, language: Language
) -> None:
    """The whole passage around an excerpt; no words twice."""
    library = small_library(tmp_path)
    (tmp_path / "hangar.md").write_text(
        "# Hangar\n\nIl ferme à vingt heures.\n\nUn gardien dort là.\n", encoding="utf-8"
    )
    add(library, tmp_path / "hangar.md", details=DocumentDetails("ONG"))
    passage = next(one for one in library.searcher().passages() if one.document)
    excerpts = {passage.id: Excerpt("", "Il ferme à vingt heures.")}
    part = Answer(language, (Finding("q", "answered", (passage,), excerpts=excerpts),))
    whole = Answer(language, (Finding("q", "answered", (passage,)),))
    shown = [passage_sources([passage], turn(answer), Origins(library)) for answer in (part, whole)]
    assert ["gardien" in reply.plain for reply in shown] == [True, False]
    assert [reply.paragraphs[0].text.count("hangar.md") for reply in shown] == [1, 1]
