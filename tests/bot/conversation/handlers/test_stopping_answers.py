"""Words stop an answer as its button does, in the time in which it can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.cases.case import Case
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.chat import Chat
from bot.replies.reply import Reply, unpack
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.cases import ASKER, ManualClock, new_case
from tests.support.staff_service import scripted_container

GROUP = -1001000000001
CARD, WORDS, PREVIEW, REPLY = 10, 11, 12, 13  # ids of messages in the group
ANSWER = "L’agence paie l’audit à la fin."
STOPS = (
    "ne pas envoyer", "Ne pas envoyer", "n’envoyez pas !", "n'envoie pas", "attends", "Attendez svp", "stop", "arrêtez",
    "do not send", "don't send", "Don’t send it", "wait", "Wait, don't send!", "undo", "no", "Non", "non non",
    "annuler", "annulez svp", "cancel", "oubliez", "never mind",
    "non ne l’envoie pas", "Ne l'envoyez surtout pas !",
    "ne le lui envoie pas", "annule l’envoi", "arrête l’envoi", "j’ai changé d’avis", "don't send it to them",
    "No, don’t send that answer", "cancel the message",
)  # fmt: skip  # one a line would hide the rest
UNCLEAR = ("hm", "🛑", "Attendez, la date est fausse", "wait, the date is wrong", "Es-tu sûr de cela, mon cher Awa ?")
REMARKS = (
    "Attends, je vérifie avec le service juridique avant de répondre", "pas urgent, on verra lundi",
    "non, je me suis trompé de dossier", "tu peux regarder ?", "Qui peut répondre ?", "j’appelle le bureau",
    "à voir avec le programme", "merci Awa", "👍", "Wait, I need to check with legal",
    "Not urgent, let's see on Monday", "sorry, wrong case", "Can someone take a look?", "I'll ask finance first",
    "thanks!",
    "@Awa c’est ton domaine", "cf. R-2026-0002", "Qu’est-ce qu’on répond ?", "Vous en pensez quoi ?", "ça marche",
    "Faut voir avec la compta", "What do we answer?", "Same as R-2026-0003", "Waiting for legal", "Awa, can you check?",
)  # fmt: skip  # as above
ANSWERS = (
    "Le partenaire paie, je crois.", "Je vérifie et je reviens vers vous demain.", "Attendez la signature de l’accord.",
    "Le bureau vérifie les factures chaque trimestre.", "I will check this and get back to you on Monday.",
    "Wait for the signature of the amendment.", "In this case the partner pays the auditor.",
    "Avez-vous signé l’annexe C ?", "Which annex did you sign?", "Écrivez à aide@exemple.org.",
    "Il faut demander l’accord écrit du bureau de pays.", "We must reply within 30 days.",
)  # fmt: skip  # as above
TAKES = (
    "je m’en charge",
    "Je m'en occupe",
    "c’est pour moi",
    "je gère",
    "I'm on it",
    "I'll handle it",
    "I've got this",
)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Return each language: the team speaks it."""
    found: Language = request.param
    return found


@pytest.fixture
def container(tmp_path: Path, language: Language) -> Iterator[Container]:
    """Return a container whose answers can be undone for five minutes."""
    settings = Settings(home=tmp_path, staff_chat=str(GROUP))
    with scripted_container(settings, ManualClock(), undo_period=timedelta(minutes=5)) as made:
        made.chat_languages.set(made.staff_team.key, language, pinned=True)
        yield made


def colleague(container: Container, name: str = "Awa") -> Chat:
    """Return the group with a colleague who writes in it."""
    return Chat(container.staff_team.key, person=name, name=name, is_private=False, role="staff")


def asked(container: Container) -> Case:
    """Return a case whose card is shown."""
    case = container.case_service.open(new_case(address="555"), ASKER)
    container.case_service.link_message(container.staff_team.key, CARD, case.number)
    return case


def answered(container: Container, name: str = "Awa") -> Case:
    """Return a case with an answer that waits, shown by its preview."""
    case = asked(container)
    container.conversation.ask(colleague(container, name), ANSWER, CARD, WORDS)
    (answer,) = answers(container, case)
    container.case_service.link_message(container.staff_team.key, PREVIEW, case.number)
    container.case_service.note_preview(case, answer.id, PREVIEW, is_final=False)
    return case


def answers(container: Container, case: Case) -> list[CaseAnswer]:
    """Return the answers to a case."""
    return container.case_service.answers(case.number)


def waiting(container: Container, reference: str) -> list[Reply]:
    """Return the waiting messages of the outbox, by the end of their references."""
    with container.database.read() as db:
        rows = db.select("outbox", "reference LIKE ? AND state = 'waiting'", [f"%{reference}"], order_by="id")
    return [unpack(row["language"], row["content"]) for row in rows]


@pytest.mark.parametrize("to", [PREVIEW, CARD])
@pytest.mark.parametrize("word", STOPS)
def test_a_word_that_stops_stops_the_answer(container: Container, language: Language, word: str, to: int) -> None:
    """As a reply to the preview or to the card; the preview says who stopped it."""
    case = answered(container)
    container.conversation.ask(colleague(container), word, to, REPLY)
    assert (answers(container, case), waiting(container, ":answer")) == ([], [])
    shown = waiting(container, f"ended:{case.number}")
    assert say(language, "staff.unsent_undone", name="Awa") in shown[-1].plain


@pytest.mark.parametrize("to", [PREVIEW, CARD])
@pytest.mark.parametrize("word", ["annuler", "stop", "non", "do not send"])
def test_a_colleague_stops_the_answer_of_another_in_words(container: Container, word: str, to: int) -> None:
    """As the button lets any colleague do."""
    case = answered(container)
    container.conversation.ask(colleague(container, "Ben"), word, to, REPLY)
    assert (answers(container, case), waiting(container, ":answer")) == ([], [])


@pytest.mark.parametrize("word", ["annule", "cancel"])
def test_what_stops_stops_what_is_about_to_go_and_not_what_is_held(container: Container, word: str) -> None:
    """Though a colleague's own remark is held and the answer is another's."""
    case = asked(container)
    container.conversation.ask(colleague(container), "merci Ben, bien joué", CARD, WORDS)
    container.conversation.ask(colleague(container, "Ben"), ANSWER, CARD, REPLY)
    assert {one.text: one.state for one in answers(container, case)}[ANSWER] == "pending"
    container.conversation.ask(colleague(container), word, CARD, 14)
    assert [(one.text, one.state) for one in answers(container, case)] == [("merci Ben, bien joué", "held")]
    assert waiting(container, ":answer") == []


@pytest.mark.parametrize("word", UNCLEAR)
def test_what_is_unclear_is_asked_before_anything_goes(container: Container, language: Language, word: str) -> None:
    """Both texts are held, each with its own question."""
    case = answered(container)
    container.conversation.ask(colleague(container), word, PREVIEW, REPLY)
    assert [(one.text, one.state) for one in answers(container, case)] == [(ANSWER, "held"), (word, "held")]
    assert waiting(container, ":answer") == []
    first, second = answers(container, case)
    question = waiting(container, f"preview-{second.id}")[-1]
    assert question.paragraphs[-1].text == say(language, "staff.doubtful_ask")
    container.conversation.press(colleague(container), question.buttons[1][0].action)
    container.conversation.press(colleague(container), f"held:send:{first.id}")
    assert [reply.paragraphs[1].text for reply in waiting(container, ":answer")] == [ANSWER]


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_among_colleagues_is_asked_about(container: Container, language: Language, remark: str) -> None:
    """It goes to the person only if somebody says so, whatever waits or not."""
    case = asked(container)
    container.conversation.ask(colleague(container), remark, CARD, WORDS)
    (held,) = answers(container, case)
    question = waiting(container, f"preview-{held.id}")[-1]
    assert (held.state, question.paragraphs[-1].text) == ("held", say(language, "staff.doubtful_ask"))
    container.conversation.press(colleague(container), question.buttons[0][0].action)
    assert [reply.paragraphs[1].text for reply in waiting(container, ":answer")] == [remark]


@pytest.mark.parametrize("text", ANSWERS)
def test_what_is_said_to_the_person_is_no_remark(container: Container, text: str) -> None:
    """Its time begins, as that of every answer."""
    case = asked(container)
    container.conversation.ask(colleague(container), text, CARD, WORDS)
    assert [(one.text, one.state) for one in answers(container, case)] == [(text, "pending")]


def test_a_remark_holds_the_answer_before_it(container: Container) -> None:
    """Also as a reply to the card, and that of a colleague."""
    case = answered(container)
    container.conversation.ask(colleague(container, "Ben"), "Tu t’es trompé de dossier", CARD, REPLY)
    assert [one.state for one in answers(container, case)] == ["held", "held"]


def test_an_answer_that_is_edited_to_a_remark_is_held(container: Container) -> None:
    """The remark does not go in place of the answer."""
    case = answered(container)
    container.conversation.ask(colleague(container), "non, je me suis trompé de dossier", CARD, WORDS)
    assert [one.state for one in answers(container, case)] == ["held"]


@pytest.mark.parametrize("words", TAKES)
def test_who_says_that_they_see_to_it_takes_the_case(container: Container, words: str) -> None:
    """The person gets nothing."""
    case = asked(container)
    container.conversation.ask(colleague(container), words, CARD, WORDS)
    assert (container.case_service.find(case.number).state, answers(container, case)) == ("taken", [])


def test_a_second_answer_to_the_card_is_no_remark(container: Container) -> None:
    """A sentence without a word that stops goes out, as before."""
    case = answered(container)
    container.conversation.ask(
        colleague(container), "L’annexe C est sur le portail des partenaires, avec le guide financier.", CARD, REPLY
    )
    assert [one.state for one in answers(container, case)] == ["pending", "pending"]


@pytest.mark.parametrize("word", ["Non", "No"])
def test_a_bare_no_is_an_answer_where_none_waits(container: Container, word: str) -> None:
    """The question may be one of yes and no."""
    case = asked(container)
    container.conversation.ask(colleague(container), word, CARD, WORDS)
    assert [(one.text, one.state) for one in answers(container, case)] == [(word, "pending")]


def test_an_edit_to_a_word_that_stops_stops_the_answer(container: Container) -> None:
    """The words of the answer themselves are replaced by it."""
    case = answered(container)
    container.conversation.ask(colleague(container), "ne pas envoyer", CARD, WORDS)
    assert (answers(container, case), waiting(container, ":answer")) == ([], [])


@pytest.mark.parametrize("word", ["stop", "annuler", "no"])
def test_a_stop_that_comes_too_late_says_so(container: Container, language: Language, word: str) -> None:
    """And is no answer."""
    case = answered(container)
    (answer,) = answers(container, case)
    container.case_service.note_delivered(answer)
    reply = container.conversation.ask(colleague(container), word, PREVIEW, REPLY)
    assert reply.plain == say(language, "staff.late_to_stop", number=case.number)
    assert [one.state for one in answers(container, case)] == ["sent"]


@pytest.mark.parametrize("word", ["stop", "annuler", "oubliez"])
def test_every_notice_about_a_case_leads_to_it(container: Container, word: str) -> None:
    """A reply to what was said of a photo, a stop or a visitor is about the case too."""
    case = answered(container)
    (answer,) = answers(container, case)
    container.case_service.note_delivered(answer)
    visitor = replace(colleague(container, "Zoé"), role="everyone")
    notices = [
        container.conversation.ask(colleague(container), word, PREVIEW, REPLY),
        container.conversation.unsupported(colleague(container), "photo", CARD, REPLY + 1),
        container.conversation.ask(colleague(container), "Le formulaire", CARD, REPLY + 2, media="photo"),
        container.conversation.ask(visitor, "Le formulaire", CARD, REPLY + 3),
    ]
    linked = [notice.case or container.case_service.linked_case(colleague(container).key, REPLY) for notice in notices]
    assert linked == [case.number] * len(notices)


def test_a_photo_in_place_of_a_date_is_no_date(container: Container) -> None:
    """What is written after it is one, and goes to nobody."""
    case = asked(container)
    team = container.staff_team.key
    container.case_service.link_message(team, PREVIEW, case.number, "date")
    reply = container.conversation.unsupported(colleague(container), "photo", PREVIEW, REPLY)
    assert reply.plain == say(container.staff_team.language, "staff.bad_day")
    assert container.case_service.purpose_of(team, REPLY) == "date"


@pytest.mark.parametrize("word", ["annuler", "stop"])
def test_who_has_not_the_role_stops_nothing(container: Container, word: str) -> None:
    """Neither in words nor by a safe word."""
    case = answered(container)
    visitor = replace(colleague(container, "Zoé"), role="everyone")
    container.conversation.ask(visitor, word, PREVIEW, REPLY)
    assert [one.state for one in answers(container, case)] == ["pending"]


@pytest.mark.parametrize("name", ["Awa", "Ben"])
@pytest.mark.parametrize("word", ["annule", "stop", "Cancel", "don’t send it", "attends"])
def test_a_word_to_the_bot_in_the_group_stops_what_waits(container: Container, word: str, name: str) -> None:
    """It needs to be no reply; nobody reads that nothing was sent while something goes."""
    case = answered(container)
    container.conversation.ask(colleague(container, name), word, None, REPLY)
    assert (answers(container, case), waiting(container, ":answer")) == ([], [])


def test_a_command_that_stops_stops_what_waits(container: Container) -> None:
    """As the words do."""
    case = answered(container)
    container.conversation.command(colleague(container), "stop")
    assert (answers(container, case), waiting(container, ":answer")) == ([], [])


@pytest.mark.parametrize("word", ["annule", "cancel"])
def test_a_word_that_stops_is_taken_as_before_where_nothing_waits(
    container: Container, language: Language, word: str
) -> None:
    """It calls off whatever else waits."""
    asked(container)
    container.chat_languages.set(container.staff_team.key, language, pinned=True)
    reply = container.conversation.ask(colleague(container), word, None, REPLY)
    assert reply.plain == say(language, "clarify.cancelled")


def test_a_visitor_in_the_group_stops_nothing(container: Container) -> None:
    """Without the role, words to the bot leave the answers of the team alone."""
    case = answered(container)
    container.conversation.ask(replace(colleague(container, "Zoé"), role="everyone"), "annule", None, REPLY)
    assert [one.state for one in answers(container, case)] == ["pending"]
