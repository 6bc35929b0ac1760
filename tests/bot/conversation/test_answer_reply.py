"""The findings of all parts of a question, in one message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.suggestions import heading
from bot.conversation.answer_reply import cite, compose
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply, pack, unpack
from bot.replies.texts import say, truncated
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language
from index.entry import card_entries
from index.passage import Passage


def cards(language: Language) -> list[Passage]:
    """Return three of our cards as passages."""
    found = [card_entries(card)[0].passage for card in read_corpus(BUNDLED_CORPUS).cards if card.language == language]
    return [passage for passage in found[:3] if passage]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_that_answers_two_parts_is_quoted_once(language: Language) -> None:
    """Under the first of them; the second quotes its other passages, and all three are sources."""
    one, two, three = cards(language)
    answer = Answer(language, (Finding("a", "answered", (one, two)), Finding("b", "answered", (two, three))))
    quoted = [paragraph.text for paragraph in compose(answer).paragraphs if paragraph.style == "plain"]
    assert [text[-4:] for text in quoted] == [" [1]", " [2]", " [3]"]


def actions(reply: Reply) -> list[str]:
    """Return the actions of the buttons, in order."""
    return [button.action for row in reply.buttons for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_else_was_near_is_behind_buttons_with_titles(language: Language) -> None:
    """The last line names them, also when the buttons are gone; without a log there are neither."""
    one, two, three = cards(language)
    answer = Answer(language, (Finding("a", "answered", (one,), (two, one, three)),))
    reply = compose(answer, "c1")
    named = f"{heading(two)} · {heading(three)}"
    assert reply.paragraphs[-1] == Paragraph(say(language, "answer.see_also", titles=named), "menu")
    assert actions(reply)[:2] == ["see:c1:0", "see:c1:1"]
    assert "sources:c1" in actions(reply)
    assert [row[0].label.rstrip("…") for row in reply.buttons[:2]] == [
        truncated(heading(passage), 40).rstrip("…") for passage in (two, three)
    ]
    assert compose(answer).paragraphs == reply.paragraphs[:-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_a_question_with_numbered_titles(language: Language) -> None:
    """And a person as the last choice, which only a logged question can be passed on to."""
    one, two, _ = cards(language)
    answer = Answer(language, (Finding("a", "clarify", choices=(one, two)),))
    reply = compose(answer, "c1")
    asked, listed = (paragraph.text for paragraph in reply.paragraphs)
    assert asked == say(language, "clarify.which")
    assert listed.splitlines() == [
        f"1. {heading(one)}",
        f"2. {heading(two)}",
        f"3. {say(language, 'buttons.something_else')}",
    ]
    assert actions(reply) == ["see:c1:0", "see:c1:1", "person:c1"]
    assert compose(answer).paragraphs[-1].text.splitlines() == listed.splitlines()[:2]


def test_the_choices_of_several_parts_are_numbered_on() -> None:
    """Part by part, the person under the last one; an answered part keeps its source."""
    one, two, three = cards("fr")
    findings = (
        Finding("motifs", "clarify", choices=(one, two)),
        Finding("durée", "answered", (three,), (one,)),
        Finding("logo", "clarify", choices=(two, three)),
    )
    reply = compose(Answer("fr", findings), "c1")
    lists = [paragraph.text for paragraph in reply.paragraphs if paragraph.text[:2] in ("1.", "2.", "3.")]
    assert [[line[:2] for line in text.splitlines()] for text in lists] == [["1.", "2."], ["2.", "3.", "4."]]
    assert [part in reply.plain for part in ("« motifs »", "« logo »", "« durée »")] == [True, True, False]
    assert actions(reply)[:6] == ["see:c1:0", "see:c1:1", "see:c1:2", "person:c1", "more:c1", "sources:c1"]


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "Combien de jours de préavis faut-il, et quel est le délai de préavis ?"),
        ("en", "How many days of notice are needed, and how long is the notice period?"),
    ],
)
def test_what_the_texts_leave_open_is_said_once(conversation: Conversation, language: Language, asked: str) -> None:
    """Though two parts of the question ask for it."""
    said = conversation.ask(Chat("awa"), asked).plain
    assert said.count(say(language, "not_covered.named", topic="")[:-1]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_source_line_names_the_page_and_what_a_machine_read(language: Language) -> None:
    """One page or several; nothing for texts without pages."""
    passage = Passage("d-1", "Texte.", "fr", "ONG", "Guide", "Visites", "d", page=7, last_page=7)
    assert cite(passage, 1, language).endswith(", p. 7")
    assert "7-8" in cite(replace(passage, last_page=8), 1, language)
    assert "p. " not in cite(replace(passage, page=0, last_page=0), 1, language)
    for section in ("", passage.title.upper()):
        assert cite(replace(passage, section=section), 1, language).casefold().count(passage.title.casefold()) == 1
    assert cite(replace(passage, ocr=True), 1, language).endswith(say(language, "answer.ocr"))


@pytest.mark.parametrize(
    ("language", "question", "text", "bold"),
    [
        ("fr", "Quel est le délai de préavis ?", "Le préavis dure 30 jours.", ("30 jours",)),
        ("en", "Who keeps the receipts?", "The treasurer keeps the receipts.", ("keeps", "receipts")),
    ],
)
def test_what_is_asked_for_stands_out_in_a_quoted_document(
    language: Language, question: str, text: str, bold: tuple[str, ...]
) -> None:
    """Also in a translation; the log and the terminal have the same text as without it; a card is not a quotation."""
    passage = Passage("d-1", text, language, "ONG", "Guide", "Fin", "d")
    finding = Finding(question, "answered", (passage,))
    quote = compose(Answer(language, (finding,))).paragraphs[1]
    assert quote == Paragraph(f"{text} [1]", "quote", bold)
    assert unpack(language, pack(Reply(language, (quote,)))).paragraphs == (quote,)
    plain = Reply(language, (replace(quote, emphasis=()),))
    assert Reply(language, (quote,)).plain == plain.plain
    translated = replace(finding, passages=(replace(passage, language="fr"),), translations={"d-1": text})
    assert compose(Answer(language, (translated,))).paragraphs[2] == quote
    card = replace(finding, passages=(replace(passage, document=""),))
    assert compose(Answer(language, (card,))).paragraphs[1] == Paragraph(f"{text} [1]")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("owner", "is_said"), [("Fédération", True), ("UNICEF", False)])
def test_a_partners_word_on_what_the_agency_leaves_open_is_told_as_such(
    owner: str, is_said: bool, language: Language
) -> None:
    """A rule of an added document is not taken for the agency's."""
    rule = Passage("doc-0", "Le préavis est de 30 jours.", "fr", owner, "Manuel", "Préavis", document="doc")
    finding = Finding("Le préavis ?", "answered", (rule,), silent_owner="UNICEF")
    told = say(language, "answer.whose_word", owner=owner, silent="UNICEF")
    assert (told in compose(Answer(language, (finding,))).plain) is is_said
