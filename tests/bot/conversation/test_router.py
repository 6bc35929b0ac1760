"""The conversation over the real cards: its replies in the person's language, and its log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Pressed, Reply
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.transactions import ServerError, StorageError
from corpus.language import LANGUAGES, Language
from index.errors import CorruptIndex, ModelError
from index.library import Library
from index.text.folding import fold

AWA, BEN = Chat("awa"), Chat("ben")
FRENCH, ENGLISH = "Qui assure le suivi des mesures correctives ?", "Who follows up the corrective measures?"
NOTICE = "C'est combien de jours, le préavis ?"


def styled(reply: Reply, style: str) -> list[str]:
    """Return the paragraphs of that style."""
    return [paragraph.text for paragraph in reply.paragraphs if paragraph.style == style]


def button(reply: Reply, name: str) -> str:
    """Return the action of the button `name`."""
    (action,) = [item.action for row in reply.buttons for item in row if item.action.startswith(name)]
    return action


def rows(home: Path, columns: str) -> list[tuple[object, ...]]:
    """Return the rows of the log on disk."""
    with closing(sqlite3.connect(home / "relais.db")) as database:
        return database.execute(f"SELECT {columns} FROM consultations ORDER BY rowid").fetchall()  # noqa: S608 - column names of the tests


@pytest.mark.parametrize(
    ("language", "question", "words"),
    [("fr", FRENCH, "mesures correctives"), ("en", ENGLISH, "corrective measures")],
)
def test_an_answer_names_its_source(conversation: Conversation, language: Language, question: str, words: str) -> None:
    """In the language of the question, with a number in the text for each source under it."""
    reply = conversation.ask(AWA, question)
    sources = styled(reply, "source")
    assert reply.language == language
    assert words in reply.plain
    assert sources[0].startswith("[1] UNICEF, ")
    assert [f"[{n}]" in reply.plain for n in range(1, len(sources) + 1)] == [True] * len(sources)


def test_a_gap_of_the_texts_is_named(conversation: Conversation) -> None:
    """No page states a notice period: the bot gives none, and cites nothing for it."""
    reply = conversation.ask(AWA, NOTICE)
    assert reply.plain.startswith("Les textes ne précisent pas la durée d’un préavis")
    assert say("fr", "not_covered.advice") in reply.plain
    assert styled(reply, "source") == []


@pytest.mark.parametrize(("text", "key"), [("Bonjour", "greeting"), ("thank you so much!", "thanks")])
def test_small_talk_gets_a_short_human_answer(conversation: Conversation, text: str, key: str) -> None:
    """No source; a greeting has three questions to try, thanks have none."""
    reply = conversation.ask(AWA, text)
    assert reply.paragraphs[0].text == say(reply.language, f"smalltalk.{key}")
    assert reply.plain.count("•") == (3 if key == "greeting" else 0)
    assert (styled(reply, "source"), reply.buttons) == ([], ())


def test_the_last_answer_is_repeated_in_the_other_language(conversation: Conversation) -> None:
    """The same card, in English, when someone writes "in english please"."""
    first = conversation.ask(AWA, FRENCH)
    second = conversation.ask(AWA, "in english please")
    assert (first.language, second.language) == ("fr", "en")
    assert styled(second, "source")[0].startswith("[1] UNICEF, “Concluding the partnership”")
    assert len(styled(second, "source")) == len(styled(first, "source"))


def test_a_pinned_language_holds_against_the_question(conversation: Conversation) -> None:
    """Until it is pinned otherwise; another chat is not touched by it."""
    assert conversation.command(AWA, "langue", "en").plain == say("en", "language.set")
    assert conversation.ask(AWA, FRENCH).language == "en"
    assert conversation.ask(BEN, FRENCH).language == "fr"
    assert conversation.press(AWA, "language:fr").replies[0].plain == say("fr", "language.set")
    assert conversation.ask(AWA, ENGLISH).language == "fr"


def test_a_chat_begins_in_the_language_of_its_client(conversation: Conversation) -> None:
    """French where the client says nothing."""
    assert conversation.start(Chat("new", "en")).language == "en"
    assert conversation.start(Chat("newer")).language == "fr"


def test_the_sources_button_sends_the_words_of_the_page(conversation: Conversation, library: Library) -> None:
    """Of as many cards as were cited, each with its source and a link to the page; no card again."""
    reply = conversation.ask(AWA, FRENCH)
    (sent,) = conversation.press(AWA, button(reply, "sources")).replies
    assert len(styled(sent, "quote")) == len(styled(reply, "source")) == len(styled(sent, "source"))
    quotes = {" […] ".join(words) for words in library.corpus.quotes.values()}
    assert set(styled(sent, "quote")) <= quotes
    assert all(paragraph.link for paragraph in sent.paragraphs if paragraph.style == "source")


@pytest.mark.parametrize("name", ["sources", "more", "up", "down"])
def test_a_button_of_another_chat_does_nothing(conversation: Conversation, tmp_path: Path, name: str) -> None:
    """A forged action shows nothing and changes nothing."""
    reply = conversation.ask(AWA, FRENCH)
    assert conversation.press(BEN, f"{name}:{reply.consultation}") == Pressed(notice=say("fr", "notice.gone"))
    assert rows(tmp_path, "feedback") == [(None,)]


@pytest.mark.parametrize("action", ["", "sources:", "sources:' OR 1=1 --", "language:de", "nothing", "up:" + "x" * 60])
def test_a_button_that_was_never_offered_says_so(conversation: Conversation, action: str) -> None:
    """Whatever a client may send."""
    assert conversation.press(AWA, action) == Pressed(notice=say("fr", "notice.gone"))


def test_a_rating_is_stored_and_can_be_changed(conversation: Conversation, tmp_path: Path) -> None:
    """The last press counts."""
    reply = conversation.ask(AWA, FRENCH)
    assert conversation.press(AWA, button(reply, "down")).notice == say("fr", "notice.thanks_down")
    assert conversation.press(AWA, button(reply, "up")).notice == say("fr", "notice.thanks_up")
    assert rows(tmp_path, "feedback") == [("up",)]


def test_the_log_keeps_the_exchange_and_not_the_person(conversation: Conversation, tmp_path: Path) -> None:
    """Key, language, question, outcome and answer, without the line that introduces the buttons."""
    conversation.start(AWA)
    reply = conversation.ask(AWA, NOTICE)
    said = "\n\n".join(paragraph.text for paragraph in reply.paragraphs if paragraph.style != "menu")
    assert rows(tmp_path, "chat, language, question, outcome, answer") == [("awa", "fr", NOTICE, "not_covered", said)]


def test_a_disclosure_is_answered_with_care_and_not_kept(conversation: Conversation, tmp_path: Path) -> None:
    """The log does not have it at all; a case has its language and its kind."""
    reply = conversation.ask(AWA, "Un collègue a frappé un enfant au centre, que dois-je faire ?")
    assert say("fr", "safeguarding.staff_report") in reply.plain
    assert rows(tmp_path, "question, outcome, answer") == []


def test_a_follow_up_is_understood_from_the_turn_before(conversation: Conversation) -> None:
    """And only within the chat in which it was asked."""
    conversation.ask(AWA, "Faut-il un calendrier pour les mesures correctives ?")
    conversation.ask(BEN, "Qu'est-ce que le Conseil INCO ?")
    assert "mesures correctives" in conversation.ask(AWA, "Et qui en est responsable ?").plain
    assert "INCO" in conversation.ask(BEN, "Et qui en est membre ?").plain


def test_earlier_turns_expire(library: Library, tmp_path: Path) -> None:
    """With no memory the follow-up stands alone: the question before it gives it no meaning."""
    container = Container(Settings(home=tmp_path, context_minutes=0), library=library)
    database, forgetful = container.database, container.conversation
    forgetful.ask(AWA, "Qu'est-ce que le Conseil INCO ?")
    with database.write() as db:
        db.execute("UPDATE consultations SET at = '2020-01-01T00:00:00+00:00'")
    assert forgetful.ask(AWA, "in english please").plain.count("INCO") == 0
    database.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sources_command_lists_every_owner(conversation: Conversation, language: Language) -> None:
    """With the title in the chat's language."""
    conversation.command(AWA, "language", language)
    said = conversation.command(AWA, "sources").plain
    owners = ("UNICEF,", "Save the Children Switzerland,", "Defence for Children International,", "UNICEF France,")
    assert [owner in said for owner in owners] == [True] * 4
    assert said.startswith(say(language, "sources.title"))


@pytest.mark.parametrize(("name", "word"), [("glossaire", "OSC"), ("glossary", "cso"), ("glossaire", "société civile")])
def test_the_glossary_explains_a_term_or_an_abbreviation(conversation: Conversation, name: str, word: str) -> None:
    """Whatever its case, and in whichever language it is asked for."""
    assert "organisation de la société civile" in conversation.command(AWA, name, word).plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_alone_lists_every_term(conversation: Conversation, library: Library, language: Language) -> None:
    """By its name in the chat's language, in order."""
    conversation.command(AWA, "language", language)
    said = conversation.command(AWA, "glossary").plain
    listed = [line.removeprefix("• ") for line in said.splitlines() if line.startswith("• ")]
    names = [term.name[language] for term in library.corpus.glossary.terms]
    assert [name for name in names if not any(line.startswith(name) for line in listed)] == []
    assert listed == sorted(listed, key=fold)
    assert len(listed) == len(names)


def test_the_glossary_names_the_pages_that_use_a_term(conversation: Conversation) -> None:
    """And says so if they don't explain it."""
    said = conversation.command(AWA, "glossaire", "agenda urbain").plain
    assert "Save the Children Switzerland, « Plateforme" in said
    assert say("fr", "glossary.unexplained") in said
    assert say("fr", "glossary.unexplained") not in conversation.command(AWA, "glossaire", "ECOSOC").plain


def test_an_unknown_command_gets_the_help(conversation: Conversation) -> None:
    """With the notice that it is unknown."""
    help_ = conversation.command(AWA, "help").plain
    assert conversation.command(AWA, "dance").plain == f"{say('fr', 'help.unknown')}\n\n{help_}"


def test_a_message_without_words_is_asked_for_again(conversation: Conversation, tmp_path: Path) -> None:
    """And not logged."""
    assert conversation.ask(AWA, " \n ").plain == say("fr", "error.empty")
    assert rows(tmp_path, "id") == []


def test_an_ambiguous_word_is_asked_about_and_the_chosen_sense_answered(conversation: Conversation) -> None:
    """By a button or by its number; the sense outside the corpus is declined."""
    chat = Chat("c-ambiguous", "fr")
    asked = conversation.ask(chat, "VAE")
    assert asked.plain.splitlines()[-2:] == ["1. Ville amie des enfants", "2. Validation des acquis, vélo électrique"]
    assert "Ville amie des enfants" in conversation.ask(chat, "1").plain
    conversation.ask(chat, "Bonjour")
    other = asked.buttons[1][0].action
    assert conversation.press(chat, other).replies[0].paragraphs[0].text == say("fr", "out_of_scope.body")
    assert conversation.press(chat, "sense:vae:9").notice == say("fr", "notice.gone")


def test_a_false_alarm_can_be_corrected_and_is_then_answered(conversation: Conversation) -> None:
    """By one press, after which the message is erased from memory."""
    chat = Chat("c-alarm", "en")
    disclosure = conversation.ask(
        chat, "a man is beating the children, and what are the grounds for early termination?"
    )
    button_meant = disclosure.buttons[0][0]
    (answered,) = conversation.press(chat, button_meant.action).replies
    assert "unforeseen circumstances" in answered.plain
    assert conversation.press(chat, button_meant.action).notice == say("en", "notice.gone")


def test_what_the_texts_do_not_say_becomes_a_case_with_what_was_found(conversation: Conversation) -> None:
    """From the button under the refusal to the list of cases, with the real redaction and titles."""
    chat = Chat("c-case", "fr")
    refused = conversation.ask(chat, "Combien de jours de préavis faut-il, Mme Zongo ?")
    (offer,) = conversation.press(chat, refused.buttons[-1][0].action).replies
    assert "Mme [nom] ?" in offer.plain
    (opened,) = conversation.press(chat, offer.buttons[0][0].action).replies
    number = opened.paragraphs[0].text.removeprefix(say("fr", "cases.opened", number=""))
    assert number in conversation.command(chat, "mesdossiers").plain
    assert conversation.command(BEN, "mesdossiers", number).plain == say("fr", "case_error.unknown", number=number)


@pytest.mark.parametrize(
    "note",
    [
        "We call each other every Monday, but there are no minutes.",
        "We call each other every Monday, with the notes on the shared drive.",
        "The CSO sends us the list of beneficiaries every month",
        "On s’appelle chaque lundi, mais il n’y a pas de compte rendu.",
    ],
)
def test_a_remark_in_a_check_is_a_remark_whatever_question_it_resembles(conversation: Conversation, note: str) -> None:
    """A message about danger and a list of people are no remarks: neither is stored."""
    conversation.press(AWA, "checks:new:early-termination")
    conversation.ask(AWA, "OSC Espoir")
    for step in ("1", "oui"):
        conversation.ask(AWA, step)
    assert note in conversation.ask(AWA, note).plain
    assert conversation.ask(AWA, "un collègue frappe les enfants").plain.startswith(
        say("fr", "safeguarding.staff_body")
    )
    people = "Awa Traoré, 12 ans\nMoussa Diallo, 9 ans\nFatou Sow, 14 ans"
    assert say("fr", "smalltalk.people") in conversation.ask(AWA, people).plain


@pytest.mark.parametrize(
    "question",
    [
        "What becomes of vehicles bought by the project when the agreement ends?",
        "Que deviennent les véhicules achetés par le projet quand l’accord prend fin ?",
    ],
)
def test_one_word_for_a_gap_of_the_texts_is_enough_to_name_it(conversation: Conversation, question: str) -> None:
    """However close a card on the end of the agreement may be: it does not mention vehicles."""
    reply = conversation.ask(AWA, question)
    topic = {"fr": "véhicules", "en": "vehicles"}[reply.language]
    assert topic in reply.paragraphs[0].text
    assert "[1]" not in reply.plain


def test_in_a_group_only_the_sender_can_say_that_no_danger_was_meant(conversation: Conversation) -> None:
    """Another member's press changes nothing, and their own message makes its own case."""
    victim, other = (Chat("group", "fr", person=name, is_private=False) for name in ("victim", "other"))
    disclosure = conversation.ask(victim, "Mon oncle me frappe tous les soirs, j'ai peur")
    button = disclosure.buttons[0][0].action
    assert conversation.press(other, button) == Pressed(notice=say("fr", "notice.of_another"))
    assert conversation.ask(other, "J'ai envie de mourir, je n'en peux plus").buttons[0][0].action != button
    assert conversation.press(victim, button).replies


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("error", "key"),
    [
        (StorageError("full"), "storage"),
        (CorruptIndex("bad"), "texts"),
        (ModelError("gone"), "texts"),
        (None, "apology"),
    ],
)
def test_an_apology_names_what_failed(
    conversation: Conversation, language: Language, error: Exception | None, key: str
) -> None:
    """The disk or the database, the texts and their model, or neither: in the language of the person."""
    assert conversation.apology(Chat("z", language), error).plain == say(language, f"error.{key}")


@pytest.mark.parametrize("text", [FRENCH, "/langue en"])
def test_a_failure_that_passes_is_left_to_the_channel(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """It has the message again, in place of an answer that is not kept; who is in danger is answered at once."""

    def fail(*_: object) -> None:
        raise ServerError("away", "unreachable")

    monkeypatch.setattr("bot.storage.sqlite_database.SqliteDatabase.write", fail)
    with pytest.raises(ServerError):
        conversation.ask(AWA, text) if text == FRENCH else conversation.command(AWA, "langue", "en")
    with pytest.raises(ServerError):
        conversation.press(AWA, "language:en")
    assert conversation.ask(AWA, "mon mari me frappe tous les soirs").is_urgent
