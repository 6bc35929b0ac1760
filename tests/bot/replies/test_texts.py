"""Everything the bot can say, said in both languages alike."""

from __future__ import annotations

import re
import string
from datetime import timedelta

import pytest

from bot.conversation.router import Conversation
from bot.domain.cases.case_repository import KEEP_ADDRESS
from bot.replies.texts import say, texts
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language

KEYS = [f"{section}.{name}" for section, names in texts("fr").items() for name in names]


def test_both_files_hold_the_same_keys_in_the_same_order() -> None:
    """So that whoever changes one finds the other."""
    keys = {lang: [(section, list(names)) for section, names in texts(lang).items()] for lang in LANGUAGES}
    assert keys["fr"] == keys["en"]


@pytest.mark.parametrize("key", KEYS)
def test_both_texts_of_a_key_are_filled_with_the_same_values(key: str) -> None:
    """The same placeholders, and neither text empty."""
    french, english = say("fr", key), say("en", key)
    assert placeholders(french) == placeholders(english)
    assert "" not in (french, english)


@pytest.mark.parametrize(
    "key", ["safeguarding.consent", "safeguarding.child_consent", "cases.consent", "privacy.danger"]
)
def test_consent_says_that_the_address_is_kept_a_week_after_the_case_is_closed(key: str) -> None:
    """As long as it is kept."""
    assert timedelta(days=7) == KEEP_ADDRESS
    assert "une semaine après la clôture du dossier" in say("fr", key)
    assert "a week after the case is closed" in say("en", key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_menu_entries_are_as_telegram_wants_them(language: Language, conversation: Conversation) -> None:
    """Bot API, BotCommand: names of 1 to 32 small letters, descriptions of 1 to 256 characters."""
    for name, description in conversation.commands(language):
        assert set(name) <= set(string.ascii_lowercase + string.digits + "_")
        assert 1 <= len(name) <= 32
        assert 1 <= len(description) <= 256


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_fit_the_profile(language: Language, conversation: Conversation) -> None:
    """Bot API, setMyDescription: 512 characters; setMyShortDescription: 120."""
    long, short = conversation.description(language)
    assert len(long) <= 512
    assert len(short) <= 120


def test_french_is_set_as_french() -> None:
    """Typographic apostrophes throughout."""
    assert [key for key in KEYS if "'" in say("fr", key)] == []


def test_a_child_is_called_tu() -> None:
    """In each text for a child, as in each other one people are called vous."""
    child = {key: key.startswith("safeguarding.child_") for key in KEYS if key.startswith("safeguarding.")}
    formal, familiar = (re.compile(rf"(?i)\b(?:{words})\b") for words in ("vous|votre|vos", "tu|toi|ton|ta|tes|t(?=’)"))
    assert [key for key, is_child in child.items() if (formal, familiar)[not is_child].search(say("fr", key))] == []


def test_each_kind_of_small_talk_has_its_text() -> None:
    """An intent without a text would break the answer to it."""
    aside = {"out_of_scope", "safeguarding", "about_safeguarding", "language_switch"}  # answered otherwise
    wanted = {intent.id for intent in read_corpus(BUNDLED_CORPUS).intents} - aside
    for language in LANGUAGES:
        assert wanted - set(texts(language)["smalltalk"]) == set()


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
