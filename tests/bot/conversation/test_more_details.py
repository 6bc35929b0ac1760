"""What a page leaves unsaid in the chat: above the card that comes near, below one that answers, or behind a button."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answer import Answer, CitedClaim, Finding
from bot.conversation.answer_reply import compose
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say
from corpus.language import LANGUAGES, Language
from index.library import Library
from index.passage import Passage

AWA, BEN = Chat("awa", "fr"), Chat("ben", "fr")
PLAIN = {"fr": "Où a lieu la conférence annuelle de la FRA ?", "en": "Where is FRA's yearly conference held?"}
ASKING = {"fr": "Combien de villes font partie du réseau VAE ?", "en": "How many towns are in the VAE network?"}
MORE = {"fr": "plus de détails", "en": "tell me more"}


def card(library: Library, identity: str, language: Language) -> Passage:
    """Return a card."""
    found = library.searcher().passage(identity, language)
    assert found
    assert found.unsaid
    return found


def more_button(reply: Reply) -> str:
    """Return the action of the button for more, "" if there is none."""
    label = say(reply.language, "buttons.more")
    return next((button.action for row in reply.buttons for button in row if button.label == label), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_unsaid_stands_above_the_card_or_below_it(library: Library, language: Language) -> None:
    """With the card's number: above the closest guidance, below an answer; without it there is a button for more."""
    passage = card(library, "vae-network", language)
    near = compose(Answer(language, (Finding("?", "closest", (passage,), unsaid=(passage,)),)), "c1")
    assert [paragraph.text for paragraph in near.paragraphs[:2]] == [
        f"{passage.unsaid} [1]",
        say(language, "answer.nearest"),
    ]
    told = compose(Answer(language, (Finding("?", "answered", (passage,), unsaid=(passage,)),)), "c1")
    texts = [paragraph.text for paragraph in told.paragraphs]
    assert texts.index(f"{passage.unsaid} [1]") == next(n for n, text in enumerate(texts) if text.endswith(" [1]")) + 1
    kept = compose(Answer(language, (Finding("?", "answered", (passage,)),)), "c1")
    assert passage.unsaid not in kept.plain
    assert (more_button(told), more_button(near), more_button(kept)) == ("", "", "more:c1")
    assert more_button(compose(Answer(language, (Finding("?", "answered", (passage,)),)))) == ""


def test_what_is_unsaid_is_told_once_and_below_a_models_words_as_well(library: Library) -> None:
    """Two parts may rest on one card."""
    one, two = card(library, "vae-network", "fr"), card(library, "vae-steps", "fr")
    parts = (Finding("a", "closest", (one,), unsaid=(one,)), Finding("b", "closest", (two, one), unsaid=(one,)))
    assert compose(Answer("fr", parts)).plain.count(one.unsaid) == 1
    worded = Finding("a", "answered", (one, two), claims=(CitedClaim("Oui.", (two,)),), unsaid=(one,))
    reply = compose(Answer("fr", (worded,)))
    assert [paragraph.text for paragraph in reply.paragraphs[:2]] == ["Oui. [1]", f"{one.unsaid} [2]"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_just_that_is_asked_for(conversation: Conversation, library: Library, language: Language) -> None:
    """So the answer tells it at once."""
    assert card(library, "vae-network", language).unsaid in conversation.ask(AWA, ASKING[language]).plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [True, False])
def test_more_details_tell_it_first(
    conversation: Conversation, library: Library, language: Language, typed: bool
) -> None:
    """By the button or in words; the card itself is not repeated, and its source is named."""
    passage = card(library, "dci-fra-platform", language)
    asked = conversation.ask(AWA, PLAIN[language])
    assert passage.unsaid not in asked.plain
    assert more_button(asked) == f"more:{asked.consultation}"
    more = conversation.ask(AWA, MORE[language]) if typed else conversation.press(AWA, more_button(asked)).replies[0]
    assert more.paragraphs[1].text == f"{passage.unsaid} [1]"
    assert passage.text.splitlines()[0] not in more.plain
    assert any(one.style == "source" and one.text.startswith("[1] Defence") for one in more.paragraphs)


def test_without_anything_unsaid_the_button_of_an_old_answer_shows_what_is_related(
    conversation: Conversation, tmp_path: Path
) -> None:
    """Former versions had it under every answer; in another chat it does nothing."""
    asked = conversation.ask(AWA, "Qui assure le suivi des mesures correctives ?")
    with closing(sqlite3.connect(tmp_path / "relais.db")) as database:
        database.execute(
            "UPDATE consultations SET passages = ?", (json.dumps([{"id": "dci-page-languages", "score": 1}]),)
        )
        related = json.loads(database.execute("SELECT related FROM consultations").fetchone()[0])
        database.commit()
    (more,) = conversation.press(AWA, f"more:{asked.consultation}").replies
    assert len([one for one in more.paragraphs if one.style == "source"]) == len(related) > 0
    assert conversation.press(BEN, f"more:{asked.consultation}").notice == say("fr", "notice.gone")
