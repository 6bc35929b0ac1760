"""What is understood of a message before anything is searched: its language, and its questions as usually typed."""

from __future__ import annotations

import pytest

from bot.answering.inquiry import Inquiry, PastExchange
from bot.answering.understanding import Understood, understand
from bot.safety.redaction.redaction import redact
from corpus.card import BUNDLED_CORPUS
from corpus.glossary import read_glossary
from corpus.language import Language
from index.search.query import QueryReader

READER = QueryReader(read_glossary(BUNDLED_CORPUS / "glossary.yaml"))


def read(text: str, *history: str, language: Language = "fr", is_pinned: bool = False) -> Understood:
    """Return the understood form of `text` after the questions of `history`."""
    return understand(Inquiry(text, [PastExchange(one) for one in history], language, is_pinned), READER)


def searched(understood: Understood) -> list[str]:
    """Return the texts that are searched."""
    return [query.text for _, query in understood.parts]


@pytest.mark.parametrize("is_pinned", [False, True])
def test_the_language_that_a_message_asks_for_holds(is_pinned: bool) -> None:
    """Also where another one is pinned; what is searched is the question, in its own language."""
    understood = read("Answer in French: what are the six benefits?", language="en", is_pinned=is_pinned)
    assert (understood.language, understood.written) == ("fr", "en")
    assert searched(understood) == ["what are the six benefits?"]
    assert understood.text == "Answer in French: what are the six benefits?"


def test_a_wish_is_no_part_of_what_later_messages_refer_to() -> None:
    """Neither of a follow-up nor of "in English please"."""
    asked = "Réponds en français : who evaluates a partnership?"
    assert read("And when?", asked).parts[0][1].context == "who evaluates a partnership?"
    again = read("In English please", asked)
    assert (again.language, searched(again), again.text) == ("en", ["who evaluates a partnership?"], asked)


def test_more_can_be_asked_for_in_another_language() -> None:
    """Of the question before."""
    understood = read("Tell me more in French please", "Who evaluates a partnership?")
    assert (understood.wants_more, understood.language) == (True, "fr")
    assert searched(understood) == ["Who evaluates a partnership?"]


@pytest.mark.parametrize(
    ("typed", "usual", "language"),
    [
        ("QUELS SONT LES MOTIFS DE RESILIATION ?", "Quels sont les motifs de resiliation ?", "fr"),
        ("BONJOUR, QUE FAIT L'IPJJ AVEC LES OSC ?", "Bonjour, que fait l'IPJJ avec les OSC ?", "fr"),
        ("WHO DECIDES ABOUT THE PSEA PLAN?", "Who decides about the PSEA plan?", "en"),
        ("RÉPONDS EN ANGLAIS : QUI EST DANS L'INCO ?", "qui est dans l'INCO ?", "en"),
        ("c’est quoi la V.A.E. ?", "c’est quoi la VAE ?", "fr"),
    ],
)
def test_a_shouted_message_is_read_as_if_typed_as_usual(typed: str, usual: str, language: Language) -> None:
    """Danger is looked for in what was typed."""
    understood = read(typed)
    assert (understood.read, understood.language, understood.text) == (usual, language, typed)


@pytest.mark.parametrize(
    "text", ["LE DIRECTEUR IBRAHIM KONE NE RÉPOND PAS, QUE FAIRE ?", "Bonjour. QUI EST MARY ACHIENG ?"]
)
def test_a_part_is_shown_as_it_was_typed(text: str) -> None:
    """Redaction knows names by their capitals."""
    ((part, query),) = read(text).parts
    assert redact(part).text == redact(text).text != text
    assert not any(word.isupper() for word in query.text.split())


def test_a_shouted_message_in_a_third_language_is_known_as_such() -> None:
    """Words in capitals alone would tell nothing of their language."""
    assert read("CUALES SON LOS MOTIVOS PARA TERMINAR UN ACUERDO CON LA ORGANIZACION").foreign


def test_what_a_follow_up_refers_to_is_lowered_too() -> None:
    """The log holds it as it was typed."""
    assert read("Et pour une OSC ?", "QUI DECIDE DE LA FIN ?").parts[0][1].context == "Qui decide de la fin ?"
