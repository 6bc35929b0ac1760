"""Conversations over several turns: questions that refer to the turns before, over the real cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import Language
from index.library import Library

AWA = Chat("awa")
GROUNDS = {
    "fr": "Quels sont les motifs de résiliation anticipée ?",
    "en": "What are the grounds for early termination?",
}


def sources(text: str) -> list[str]:
    """Return the source lines of an answer."""
    return [line for line in text.splitlines() if line.startswith("[")]


@pytest.mark.parametrize(
    ("language", "asked"), [("fr", "le deuxième, ça veut dire quoi ?"), ("en", "what does the second one mean?")]
)
def test_an_item_of_the_last_answer_can_be_asked_about_by_its_place(
    conversation: Conversation, language: Language, asked: str
) -> None:
    """The answer holds the second of the four grounds and cites the same source."""
    first = conversation.ask(AWA, GROUNDS[language]).plain
    about_second = conversation.ask(AWA, asked).plain
    grounds = [line for line in first.splitlines() if line.startswith("•")]
    assert grounds[1].rstrip("\u00a0 ;") in about_second
    assert sources(about_second)[0] == sources(first)[0]


@pytest.mark.parametrize(("language", "asked"), [("fr", "plus de détails svp"), ("en", "tell me more")])
def test_more_details_bring_what_was_not_shown(conversation: Conversation, language: Language, asked: str) -> None:
    """Other passages on the same subject, with their sources."""
    first = conversation.ask(AWA, GROUNDS[language])
    more = conversation.ask(AWA, asked)
    assert sources(more.plain) != []
    assert sources(more.plain) != sources(first.plain)
    assert more.language == language


def test_an_answer_is_given_again_in_the_other_language_however_one_asks(conversation: Conversation) -> None:
    """Also after other such requests."""
    conversation.ask(AWA, GROUNDS["en"])
    assert "circonstances imprévues" in conversation.ask(AWA, "Could you give me that in French?").plain
    assert "unforeseen circumstances" in conversation.ask(AWA, "et en anglais ?").plain


def test_a_question_in_a_third_language_gets_the_names_of_the_two_supported(conversation: Conversation) -> None:
    """In both of them, and without a source."""
    reply = conversation.ask(AWA, "¿Cuáles son los motivos para terminar un acuerdo antes de tiempo?")
    assert reply.paragraphs[0].text == say(reply.language, "smalltalk.other_language")


@pytest.mark.parametrize(
    ("language", "asked", "figure"),
    [
        ("en", "Since it always takes 45 days, who is responsible for each corrective measure?", "45 days"),
        ("fr", "Vu qu’il faut 45 jours, qui est responsable de chaque mesure corrective ?", "45 jours"),
    ],
)
def test_a_figure_that_no_passage_states_is_not_confirmed(
    conversation: Conversation, language: Language, asked: str, figure: str
) -> None:
    """The answer says so before it quotes."""
    reply = conversation.ask(AWA, asked)
    stated = say(language, "answer.stated", text=figure)
    assert reply.paragraphs[0].text == say(language, "answer.unconfirmed", stated=stated)
    assert sources(reply.plain) != []


def test_a_list_of_questions_gets_an_answer_for_each(conversation: Conversation) -> None:
    """One question a line, no marks."""
    said = conversation.ask(AWA, "who follows up the corrective measures\nwhat are the grounds for early termination")
    assert "unforeseen circumstances" in said.plain
    assert len(sources(said.plain)) >= 2


def test_in_a_group_a_short_question_refers_to_an_answer_only_as_a_reply_to_it(conversation: Conversation) -> None:
    """What came before may have been somebody else's."""
    group = Chat("group", is_private=False)
    conversation.ask(group, "Qu'est-ce que le Conseil INCO ?")
    replied = conversation.ask(group, "Et qui en est membre ?", answers=7)
    assert "INCO" in replied.plain
    assert conversation.ask(group, "Et en anglais ?").plain == say("en", "language.nothing")


BENEFITS = {"fr": "Quels sont les six bénéfices ?", "en": "What are the six benefits of a partnership?"}
STEPS = {"fr": "la ville candidate commence par quoi ?", "en": "What does a candidate city begin with?"}


def last(conversation: Conversation, *texts: str, chat: Chat = AWA) -> str:
    """Return the answer to the last of `texts`, said in order."""
    return [conversation.ask(chat, text).plain for text in texts][-1]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ((BENEFITS["fr"], "développe le quatrième"), "excision"),
        ((BENEFITS["fr"], "donne-moi la deuxième", "et la suivante ?"), "Accra"),
        ((BENEFITS["fr"], "la dernière", "celle d’avant"), "universités"),
        ((BENEFITS["fr"], "ok", "le 5"), "universités"),
        ((BENEFITS["en"], "the fourth one"), "FGM"),
        ((BENEFITS["en"], "the third one please", "and the next one?"), "FGM"),
        ((BENEFITS["en"], "thanks", "point 5"), "think tanks"),
        ((STEPS["fr"], "et après le diagnostic ?"), "recommandations d’UNICEF"),
        ((STEPS["fr"], "et après ?", "et ensuite ?"), "mandat"),
        ((STEPS["en"], "and after the diagnosis?"), "recommendations"),
        ((STEPS["en"], "and then?", "and after that?"), "term of office"),
    ],
)
def test_an_item_or_its_neighbour_is_shown_by_what_is_told_of_it(
    conversation: Conversation, texts: tuple[str, ...], told: str
) -> None:
    """By the passage about that item, where there is one."""
    assert told in last(conversation, *texts)


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        ((BENEFITS["fr"], "le dernier", "et le suivant ?"), "last_item"),
        ((BENEFITS["en"], "the first", "the one before"), "first_item"),
        (("résume",), "nothing_shown"),
        (("la deuxième",), "no_list"),
        (("the first two",), "no_list"),
        (("shorter please",), "nothing_shown"),
    ],
)
def test_where_the_list_ends_that_is_said(conversation: Conversation, texts: tuple[str, ...], key: str) -> None:
    """Nothing else is shown instead."""
    language: Language = "en" if texts[0] in (BENEFITS["en"], "shorter please", "the first two") else "fr"
    assert last(conversation, *texts, chat=Chat("awa", language)).startswith(say(language, f"smalltalk.{key}"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "12"),
        ("fr", "la douzième"),
        ("fr", "la 2e et la 9e"),
        ("en", "the seventh"),
        ("en", "number 12"),
    ],
)
def test_of_an_item_beyond_the_list_it_is_told_what_can_be_picked(
    conversation: Conversation, language: Language, text: str
) -> None:
    """How many items there are, and which; a number alone then picks one of them."""
    listed = conversation.ask(AWA, BENEFITS[language])
    lead, items = (one.text for one in conversation.ask(Chat("awa", language), text).paragraphs)
    assert lead == say(language, "smalltalk.no_such_item", count=6)
    assert [line.partition(" ")[0] for line in items.splitlines()] == [f"{n}." for n in range(1, 7)]
    assert sources(conversation.ask(AWA, "5").plain) != sources(listed.plain)


@pytest.mark.parametrize(
    ("texts", "told", "not_told"),
    [
        ((BENEFITS["fr"], "les deux premières"), ("réserves générales", "Mexique"), "Accra"),
        ((BENEFITS["fr"], "donne-moi les 3 dernières"), ("excision", "universités", "fondations"), "Accra"),
        ((BENEFITS["fr"], "la 2e et la 4e"), ("Mexique", "excision"), "Accra"),
        ((BENEFITS["fr"], "la deuxième", "les deux premières", "et la suivante ?"), ("Accra",), "Mexique, d"),
        ((BENEFITS["en"], "the first two please"), ("reservations", "Mexico"), "Accra"),
        ((BENEFITS["en"], "1, 2 and 4"), ("reservations", "Mexico", "FGM"), "Accra"),
        ((GROUNDS["en"], "numbers 2 to 4"), ("organizational", "change of context", "any other"), "unforeseen"),
        ((GROUNDS["fr"], "le premier et le dernier"), ("imprévues", "tout autre facteur"), "changement de contexte"),
    ],
)
def test_several_items_are_shown_at_once(
    conversation: Conversation, texts: tuple[str, ...], told: tuple[str, ...], not_told: str
) -> None:
    """Each by the passage about it, or as the list says it; and the next one is that after the last of them."""
    answer = last(conversation, *texts).partition("[1] ")[0]
    assert [one for one in told if one not in answer] == []
    assert not_told not in answer


INCO = {"fr": "Qu’est-ce que le Conseil INCO ?", "en": "What is the INCO council?"}


@pytest.mark.parametrize(
    ("language", "text", "told"), [("fr", "la deuxième", "Mexique"), ("en", "the second one", "Mexico")]
)
def test_an_ordinal_speaks_of_the_last_list_after_another_matter(
    conversation: Conversation, language: Language, text: str, told: str
) -> None:
    """The matter in between showed none."""
    assert told in last(conversation, BENEFITS[language], INCO[language], text)


@pytest.mark.parametrize(
    ("language", "text", "told", "following"),
    [
        ("fr", "la deuxième", "Mexique", "Accra"),
        ("en", "the second one", "Mexico", "Accra"),
    ],
)
def test_of_two_recent_lists_it_is_asked_which_one_is_meant(
    library: Library, tmp_path: Path, language: Language, text: str, told: str, following: str
) -> None:
    """The choice then shows the item that was wanted, and the next one follows it, after a restart as well."""
    with Container(Settings(home=tmp_path), library=library) as container:
        asked = [BENEFITS[language], GROUNDS[language], INCO[language], text]
        *_, reply = [container.conversation.ask(AWA, one) for one in asked]
        assert reply.paragraphs[0].text == say(language, "clarify.which_list")
        assert container.conversation.ask(AWA, "7").plain == say(language, "clarify.no_such_choice", count=3)
    with Container(Settings(home=tmp_path), library=library) as container:
        assert told in last(container.conversation, "2")
        suffix = {"fr": "et la suivante ?", "en": "and the next one?"}[language]
        assert following in last(container.conversation, suffix)


def test_right_after_a_list_an_ordinal_speaks_of_that_one(conversation: Conversation) -> None:
    """Whatever was listed before."""
    assert "difficultés de fonctionnement" in last(conversation, BENEFITS["fr"], GROUNDS["fr"], "la deuxième")


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        *(("fr", "ok", "smalltalk.acknowledged"), ("fr", "d'accord merci", "smalltalk.thanks")),
        *(
            ("fr", "non", "smalltalk.declined"),
            ("fr", "oui", "smalltalk.agreed"),
            ("fr", "t nul", "smalltalk.complaint"),
        ),
        *(("en", "ok", "smalltalk.acknowledged"), ("en", "great thanks", "smalltalk.thanks")),
        *(
            ("en", "no", "smalltalk.declined"),
            ("en", "yes", "smalltalk.agreed"),
            ("en", "👍", "smalltalk.acknowledged"),
        ),
        *(("en", "you are useless", "smalltalk.complaint"), ("fr", "annuler", "clarify.cancelled")),
        ("en", "cancel", "clarify.cancelled"),
    ],
)
def test_talk_after_an_answer_repeats_nothing(
    conversation: Conversation, language: Language, text: str, key: str
) -> None:
    """A sentence without sources."""
    conversation.ask(AWA, GROUNDS[language])
    assert conversation.ask(AWA, text).paragraphs == (Paragraph(say(language, key)),)


@pytest.mark.parametrize(
    ("language", "text", "kept", "left_out"),
    [
        ("fr", "résume", "• une aide plus efficace", "opinion publique"),
        ("fr", "plus court", "• des innovations pour les enfants", "approches"),
        ("en", "in short?", "• more effective aid", "public opinion"),
        ("en", "simpler please", "• innovations for children", "approaches"),
    ],
)
def test_a_shorter_form_keeps_the_heads_of_the_list(
    conversation: Conversation, language: Language, text: str, kept: str, left_out: str
) -> None:
    """With the same source."""
    first = conversation.ask(AWA, BENEFITS[language]).plain
    short = conversation.ask(AWA, text).plain
    assert kept in short
    assert left_out in first and left_out not in short
    assert sources(short)[:1] == sources(first)[:1]


@pytest.mark.parametrize(
    ("language", "text", "again", "yes", "told"),
    [
        ("fr", "explique-moi autrement", "je n’ai toujours pas compris", "oui", ("Parfois la cessation", "défis org")),
        ("en", "I don’t understand", "say it differently", "yes", ("Parfois la cessation", "Difficulties inside")),
    ],
)
def test_what_was_not_understood_is_told_with_the_words_of_the_page_and_its_terms(
    conversation: Conversation, language: Language, text: str, again: str, yes: str, told: tuple[str, ...]
) -> None:
    """In a shorter form, once; a person is offered, who gets the question that was asked."""
    first = conversation.ask(AWA, GROUNDS[language])
    reply = conversation.ask(AWA, text)
    assert [one for one in told if one not in reply.plain] == []
    assert say(language, "answer.not_clear") in reply.plain
    assert sources(reply.plain)[:1] == sources(first.plain)[:1]
    assert any(button.action.startswith("person:") for row in reply.buttons for button in row)
    more = conversation.ask(AWA, again)
    assert more.plain == say(language, "smalltalk.no_other_words")
    assert any(button.action.startswith("person:") for row in more.buttons for button in row)
    asked = conversation.ask(AWA, yes).paragraphs[1].text
    assert asked == say(language, "cases.about", question=again, before=GROUNDS[language])


@pytest.mark.parametrize(
    ("language", "texts", "key"),
    [
        ("fr", ("reformule",), "nothing_shown"),
        ("en", ("in other words?",), "nothing_shown"),
        ("fr", ("Le préavis dure combien ?", "explique autrement"), "no_other_words"),
        ("en", ("How long is the notice of termination?", "I don’t get it"), "no_other_words"),
    ],
)
def test_where_nothing_was_told_there_is_nothing_to_reword(
    conversation: Conversation, language: Language, texts: tuple[str, ...], key: str
) -> None:
    """After a refusal a person is offered."""
    assert last(conversation, *texts, chat=Chat("awa", language)).startswith(say(language, f"smalltalk.{key}"))


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("Qu'est-ce que le Conseil INCO ?", "combien de membres a-t-il ?"), "18 membres"),
        (("Qu'est-ce que l'IPJJ ?", GROUNDS["fr"], "et ce groupe, il a combien de membres ?"), "13 agences"),
        (("Quelles mesures si rien n'avance ?", "Et qui s'en occupe ?"), "responsab"),
        (("What is the IPJJ?", GROUNDS["en"], "what does that panel do?"), "technical advice"),
        (("What should be done if there is no progress?", "and who is in charge of them?"), "responsib"),
    ],
)
def test_a_pronoun_or_a_noun_speaks_of_what_was_shown(
    conversation: Conversation, texts: tuple[str, ...], told: str
) -> None:
    """A noun also of what was shown before another matter came between."""
    assert told in last(conversation, *texts)


@pytest.mark.parametrize(
    ("first", "text", "not_told"),
    [
        ("C’est quoi le diagnostic ?", "c’est obligatoire ?", "évaluation"),
        ("C’est quoi le diagnostic ?", "est-il obligatoire", "évaluation"),
        ("What is the diagnostic?", "is it compulsory?", "evaluation"),
    ],
)
def test_a_quality_is_asked_of_what_was_shown(conversation: Conversation, first: str, text: str, not_told: str) -> None:
    """What another matter says of it is no answer."""
    chat = Chat(f"quality-{text}", hint="fr")
    conversation.ask(chat, first)
    told = conversation.ask(chat, text)
    assert not_told not in told.plain.partition("Voir aussi")[0].partition("See also")[0].lower()


@pytest.mark.parametrize("text", ["c’est obligatoire ?", "est-elle obligatoire ?"])
def test_a_quality_of_what_was_shown_is_told(conversation: Conversation, text: str) -> None:
    """Where the same matter says it."""
    assert "encouragée" in last(conversation, "Qu’est-ce que l’évaluation finale ?", text)


@pytest.mark.parametrize(
    ("compared", "text", "told"),
    [
        ("Quelle différence entre la fin normale et la fin anticipée ?", "développe la deuxième", "étape par étape"),
        ("What is the difference between the IPJJ and the INCO?", "more about the second", "2007"),
        ("What is the difference between the IPJJ and the INCO?", "the first one?", "13 UN agencies"),
    ],
)
def test_an_ordinal_after_a_comparison_means_a_side(
    conversation: Conversation, compared: str, text: str, told: str
) -> None:
    """Whatever lists the sides have, or were shown before."""
    assert told in last(conversation, BENEFITS["fr"], compared, text)


@pytest.mark.parametrize(
    ("asked", "yes"), [("Le préavis dure combien ?", "oui"), ("How long is the notice of termination?", "yes please")]
)
def test_yes_takes_the_offer_of_a_person(conversation: Conversation, asked: str, yes: str) -> None:
    """With the question that was left open."""
    conversation.ask(AWA, asked)
    assert conversation.ask(AWA, yes).paragraphs[1].text == asked


def test_a_reply_to_an_older_answer_speaks_of_that_one(library: Library, tmp_path: Path) -> None:
    """After a restart as well, in a group as in private."""
    group = Chat("group", "fr", person="x", is_private=False)
    for chat in (AWA, group):
        with Container(Settings(home=tmp_path), library=library) as container:
            listed = container.conversation.ask(chat, BENEFITS["fr"])
            container.sent_exchanges.record(chat.key, [7, 8], listed.consultation)
            container.conversation.ask(chat, GROUNDS["fr"])
        with Container(Settings(home=tmp_path), library=library) as container:
            assert "excision" in container.conversation.ask(chat, "développe le quatrième", answers=8).plain
            assert "plus efficace" in container.conversation.ask(chat, "résume", answers=7).plain
            both = container.conversation.ask(chat, "la 2e et la 4e", answers=8).plain
            assert "Mexique" in both and "excision" in both


@pytest.mark.parametrize(
    ("texts", "not_told"),
    [
        ((GROUNDS["fr"], "et qui paie ?"), ("Relais", "ville")),
        ((GROUNDS["en"], "and who pays?"), ("Relais", "city")),
        (("Qu'est-ce que le Conseil INCO ?", "et comment on y entre ?"), ("Relais", "VAE", "plateforme")),
        (("What is the INCO council?", "how do we join?"), ("Relais", "Friendly", "platform")),
    ],
)
def test_a_follow_up_gets_no_gap_of_another_matter(
    conversation: Conversation, texts: tuple[str, ...], not_told: tuple[str, ...]
) -> None:
    """Nor the introduction of the bot."""
    told = last(conversation, *texts)
    assert [word for word in not_told if word in told] == []


@pytest.mark.parametrize(("first", "text"), [(GROUNDS["fr"], "C'est quoi ECPAT ?"), (GROUNDS["en"], "What is PSEA?")])
def test_what_a_word_of_safeguarding_means_can_be_asked_at_any_time(
    conversation: Conversation, first: str, text: str
) -> None:
    """Also as a second message, in the words of an example."""
    assert conversation.ask(AWA, first).plain != conversation.ask(AWA, text).plain != ""


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("Qu’est-ce que l’évaluation finale ?", "quel est le délai de préavis ?", "préavis de résiliation"),
        ("Quels sont les avantages d’un partenariat ?", "le préavis ?", "préavis de résiliation"),
        ("Quels sont les motifs de fin anticipée ?", "et quel est le délai de préavis ?", "préavis de résiliation"),
        ("What are the grounds for early termination?", "and the notice period?", "notice of termination"),
    ],
)
def test_what_the_texts_leave_open_is_named_whatever_came_before(
    conversation: Conversation, first: str, second: str, told: str
) -> None:
    """By its own words: no passage of the matter before answers for it."""
    chat = Chat(f"open-{second}", hint="fr")
    conversation.ask(chat, first)
    assert told in conversation.ask(chat, second).plain


def test_an_ordinal_speaks_of_the_list_before_a_refusal(conversation: Conversation) -> None:
    """Also where the refusal had a title under it."""
    chat = Chat("open-ordinal", hint="fr")
    listed = conversation.ask(chat, "Quels sont les avantages d’un partenariat ?")
    conversation.ask(chat, "le préavis ?")
    assert sources(listed.plain)
    assert sources(conversation.ask(chat, "la deuxième").plain)


def test_a_second_question_of_a_message_speaks_of_the_first(conversation: Conversation) -> None:
    """Not of what was talked about before."""
    chat = Chat("two-questions", hint="fr")
    conversation.ask(chat, "Qu’est-ce que l’évaluation finale ?")
    told = conversation.ask(chat, "Quels sont les motifs de fin anticipée ? Et quel est le délai ?").plain
    assert "circonstances imprévues" in told
    assert "évaluation finale" not in told.partition("Voir aussi")[0]


@pytest.mark.parametrize(
    ("language", "text", "told", "not_told"),
    [
        ("fr", "qui les y représente ?", "directeur général", "a été créé"),
        ("fr", "et qui y représente DEI ?", "directeur général", "a été créé"),
        ("fr", "combien de membres y siègent ?", "18 membres", "directeur général"),
        ("en", "who represents them there?", "director general", "was created"),
        ("en", "and who represents DCI there?", "director general", "was created"),
        ("en", "how many members sit on it?", "18 members", "director general"),
    ],
)
def test_a_pronoun_and_a_place_speak_of_what_was_shown(
    conversation: Conversation, language: Language, text: str, told: str, not_told: str
) -> None:
    """The sentence that says it is quoted; what was shown says nothing of the last question."""
    answer = last(conversation, INCO[language], text).partition("[1] ")[0]
    assert told in answer
    assert not_told not in answer


@pytest.mark.parametrize(
    ("first", "text", "told"),
    [
        ("Combien de membres compte le Conseil INCO ?", "qui y siège ?", "9 membres représentent"),
        ("How many members does the INCO council have?", "who sits on it?", "9 members represent"),
    ],
)
def test_a_list_that_says_who_is_there_is_shown_whole(
    conversation: Conversation, first: str, text: str, told: str
) -> None:
    """One of its sentences would be half of it."""
    assert told in last(conversation, first, text)


@pytest.mark.parametrize(
    ("language", "between", "wish"),
    [
        ("fr", ("et les impôts ?", "c’est nul"), "résume"),
        ("fr", ("et les impôts ?", "oui"), "explique plus simplement, je suis fatiguée"),
        ("fr", ("c’est n’importe quoi",), "en bref, je suis pressée"),
        ("en", ("and the taxes?", "this is nonsense"), "summarise it"),
        ("en", ("and the taxes?", "yes"), "shorter please, I have no time"),
    ],
)
def test_a_turn_that_led_nowhere_does_not_lose_the_thread(
    conversation: Conversation, language: Language, between: tuple[str, ...], wish: str
) -> None:
    """The shorter form is that of the answer before."""
    first = conversation.ask(AWA, GROUNDS[language])
    for text in between:
        conversation.ask(AWA, text)
    assert sources(conversation.ask(AWA, wish).plain)[:1] == sources(first.plain)[:1]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("c’est n’importe quoi", "complaint"),
        ("quelle perte de temps", "complaint"),
        ("this makes no sense", "complaint"),
        ("what a waste of time", "complaint"),
    ],
)
def test_a_complaint_is_no_question(conversation: Conversation, text: str, intent: str) -> None:
    """It is answered in a sentence, which offers a person."""
    reply = conversation.ask(AWA, text)
    assert reply.paragraphs[0].text == say(reply.language, f"smalltalk.{intent}")


BEFORE = {
    "fr": ["Qui fait l’évaluation finale ?", "et combien ça coûte ?"],
    "en": ["Who does the final evaluation?", "and how much does it cost?"],
}


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "c’est quoi une ville amie des enfants ?"),
        ("fr", "c’est quoi un passeport ?"),
        ("en", "what is a child friendly city?"),
        ("en", "What is a passport?"),
    ],
)
def test_what_was_said_before_changes_nothing_in_a_question_for_a_meaning(
    conversation: Conversation, language: Language, asked: str
) -> None:
    """It names all that it asks for: alone, after another matter and after its own it gets the same."""
    alone = conversation.ask(Chat(f"alone-{asked}", hint=language), asked).paragraphs[:2]
    later = Chat(f"later-{asked}", hint=language)
    for text in BEFORE[language]:
        conversation.ask(later, text)
    assert conversation.ask(later, asked).paragraphs[:2] == alone
    conversation.ask(later, GROUNDS[language])
    assert conversation.ask(later, asked).paragraphs[:2] == alone


NEAR = {
    "fr": "notre projet n’avance pas depuis trois mois, on fait quoi",
    "en": "our project has not moved for three months, what do we do?",
}


@pytest.mark.parametrize(("language", "asked"), [("fr", "et la suite ?"), ("en", "and the next one?")])
def test_the_next_one_of_what_is_no_list_comes_alone(
    conversation: Conversation, language: Language, asked: str
) -> None:
    """With how many there are after it, each of which comes once."""
    chat = Chat(f"next-{language}", hint=language)
    first, shown = conversation.ask(chat, NEAR[language]), []
    assert sources(first.plain)
    for _ in range(2):
        reply = conversation.ask(chat, asked)
        if say(language, "smalltalk.nothing_more") in reply.plain:
            break
        (source,) = sources(reply.plain)
        shown.append(source)
    assert shown
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    ("language", "first", "asked"),
    [
        ("en", GROUNDS["en"], "which one is worse for us?"),
        ("fr", GROUNDS["fr"], "et lequel est le pire pour nous ?"),
        ("en", "Who sits on the INCO council?", "and their age?"),
        ("fr", "Qui siège au conseil INCO ?", "et leur âge ?"),
    ],
)
def test_a_follow_up_that_what_was_shown_does_not_answer_does_not_get_it_again(
    conversation: Conversation, language: Language, first: str, asked: str
) -> None:
    """The same passage would look like an answer."""
    chat = Chat(f"again-{asked}", hint=language)
    shown = sources(conversation.ask(chat, first).plain)
    assert shown
    assert sources(conversation.ask(chat, asked).plain)[:1] != shown[:1]


@pytest.mark.parametrize(
    "before", ["Qu’est-ce que le Conseil INCO ?", "Quels sont les six bénéfices d’un partenariat ?"]
)
@pytest.mark.parametrize("subject", ["pérennité", "évaluation", "résiliation", "budget"])
def test_a_subject_of_which_the_last_answer_has_no_word_is_a_new_one(
    conversation: Conversation, before: str, subject: str
) -> None:
    """It is answered as in a conversation of its own."""
    talk, alone = Chat("talk", hint="fr"), Chat("alone", hint="fr")
    conversation.ask(talk, before)
    assert conversation.ask(talk, subject).paragraphs[:3] == conversation.ask(alone, subject).paragraphs[:3]


def test_a_subject_of_what_was_shown_stays_there(conversation: Conversation) -> None:
    """The members are those of the council."""
    chat = Chat("members", hint="fr")
    conversation.ask(chat, "Qu’est-ce que le Conseil INCO ?")
    assert "Conseil INCO" in conversation.ask(chat, "membres").paragraphs[0].text


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("Is DCI in the IPJJ?", "And what does that group do?"), "The IPJJ: 13 UN agencies and NGOs"),
        (("Quels sont les bénéfices d’un partenariat ?", "qui es-tu ?"), "Je suis Relais"),
        (("Quels sont les bénéfices d’un partenariat ?", "que sais-tu faire ?"), "Je réponds aux questions"),
        (("What are the benefits of a partnership?", "thanks that was helpful"), "You are welcome"),
        (("Quels sont les bénéfices d’un partenariat ?", "merci ça m'a aidé"), "Avec plaisir"),
        (("What are the benefits of a partnership?", "could you walk me through the steps"), "The steps, in order"),
    ],
)
def test_what_is_asked_next_is_answered_and_nothing_said_again(
    conversation: Conversation, turns: tuple[str, str], told: str
) -> None:
    """Whether it is about another group, about the bot, thanks or another matter."""
    conversation.ask(AWA, turns[0])
    assert conversation.ask(AWA, turns[1]).plain.startswith(told)
