"""Answers: replaced while unsent, held beside a colleague's, never taken as the answer to a later message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import iso
from bot.domain.cases import case_messages
from bot.domain.cases.case import Actor
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.domain.cases.reminders import CaseReminders, OncePerDay
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.reply import unpack
from bot.replies.texts import say
from bot.storage.chat_moves import ChatMoves
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import ClaimedMessage, FailureReason
from corpus.language import LANGUAGES, Language
from tests.support.cases import ASKER, AWA, BEN, DAY, ManualClock, new_case
from tests.support.engines import open_database
from tests.support.staff_service import new_case_service, new_conversation

NOW = timedelta()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database on the disk."""
    return open_database(tmp_path / "relais.db")


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """Return an empty outbox."""
    return Outbox(database)


@pytest.fixture
def cases(database: Database, outbox: Outbox, tmp_path: Path) -> CaseService:
    """Return a case service without a staff chat, attached to the outbox."""
    service = new_case_service(database, tmp_path, outbox, ManualClock(), "")
    DeliveryUpdates(service).attach(outbox)
    return service


def notices(database: Database) -> list[str]:
    """Return the notices that wait to be sent to a team."""
    with database.read() as db:
        rows = db.select("outbox", "reference LIKE 'case:%:notice'", order_by="id")
    return [unpack("fr", row["content"]).plain for row in rows]


def open_case(cases: CaseService, address: str = "555") -> str:
    """Return the number of a new case."""
    return cases.open(new_case(address=address), ASKER).number


def claimed(outbox: Outbox) -> ClaimedMessage:
    """Claim a message that must be there."""
    claim = outbox.claim()
    assert claim is not None
    return claim


def texts(cases: CaseService, number: str) -> list[tuple[str, str]]:
    """Return the answers to a case, each with its state."""
    return [(answer.text, answer.state) for answer in cases.answers(number)]


def written(cases: CaseService, number: str, text: str, who: Actor = AWA, source: int | None = None) -> int:
    """Answer a case and return the answer's id in the outbox."""
    outgoing_id = cases.answer(number, text, who, source, NOW).outgoing_id
    assert outgoing_id is not None
    return outgoing_id


def test_a_partly_sent_answer_is_neither_taken_back_nor_sent_again(cases: CaseService, outbox: Outbox) -> None:
    """Undoing or editing it is refused, and the rest of it is sent."""
    number = open_case(cases)
    outgoing_id = written(cases, number, "L’agence paie.", source=7)
    outbox.progress(claimed(outbox).id, (1,))
    outbox.requeue(outgoing_id, NOW)
    assert cases.take_back(outgoing_id, AWA) is None
    with pytest.raises(CaseError, match="already_sent"):
        cases.answer(number, "Personne ne paie.", AWA, 7, NOW)
    claim = claimed(outbox)
    assert (claim.id, claim.sent) == (outgoing_id, (1,))
    outbox.sent(outgoing_id, (1, 2))
    assert (texts(cases, number), outbox.claim()) == ([("L’agence paie.", "sent")], None)


def test_an_answer_that_was_refused_completely_can_be_written_again(cases: CaseService, outbox: Outbox) -> None:
    """By an edit, which goes once; of one that may have arrived in part an edit sends nothing."""
    ends: tuple[tuple[tuple[int, ...], FailureReason, bool], ...] = (
        ((), "refused", True),
        ((1,), "refused", False),
        ((), "unreachable", False),
    )
    for messages, reason, expected in ends:
        number = open_case(cases)
        outgoing_id = written(cases, number, "L’agense paie.", source=7)
        claimed(outbox)
        if messages:
            outbox.progress(outgoing_id, messages)
        outbox.failed(outgoing_id, reason)
        if not expected:
            with pytest.raises(CaseError, match="already_sent"):
                cases.answer(number, "L’agence paie.", AWA, 7, NOW)
            continue
        written(cases, number, "L’agence paie.", source=7)
        assert texts(cases, number) == [("L’agence paie.", "pending")]
        outbox.sent(claimed(outbox).id, (3,))


def test_an_answer_that_is_kept_can_be_corrected(cases: CaseService) -> None:
    """Nothing was sent: the person reads it as it stands."""
    number = open_case(cases, address="")
    for text in ("L’agense paie.", "L’agence paie."):
        cases.answer(number, text, AWA, 7, NOW)
    assert texts(cases, number) == [("L’agence paie.", "kept")]


def test_a_competing_answer_is_held_until_it_is_sent_or_discarded(cases: CaseService, outbox: Outbox) -> None:
    """Once only; the colleague's own further answer is not held, nor one to what the person wrote since."""
    number = open_case(cases)
    written(cases, number, "L’agence paie.")
    late = cases.answer(number, "Personne ne paie.", BEN, 8, NOW)
    assert (late.outgoing_id, late.competing and late.competing.actor.name) == (None, "Awa")
    again = cases.answer(number, "Personne, je crois.", BEN, 8, NOW)  # edited: the one before is gone
    assert (cases.send_held(late.held), cases.discard_held(late.held)) == (None, None)
    assert cases.discard_held(again.held) and cases.discard_held(again.held) is None
    outbox.sent(claimed(outbox).id, (1,))
    held = cases.answer(number, "Sur facture.", BEN, 9, NOW)
    added = cases.send_held(held.held, NOW)
    assert added and added.outgoing_id and cases.send_held(held.held, NOW) is None
    outbox.sent(claimed(outbox).id, (2,))
    assert texts(cases, number) == [("L’agence paie.", "sent"), ("Sur facture.", "sent")]
    assert cases.answer(number, "Sous un mois.", BEN, 10, NOW).competing is None
    cases.take_back(3, BEN)
    outbox.withdraw_all("case:")
    cases.add_message(number, "Et sans facture ?", ASKER, "")
    assert cases.answer(number, "Avec une attestation.", AWA, 11, NOW).competing is None


def test_a_held_answer_is_discarded_with_its_case_and_its_author_is_told(
    cases: CaseService, database: Database
) -> None:
    """Closed by whoever, the case takes it along: it can't be sent any more."""
    cases.staff_team.chat.bind("-1001")
    number = open_case(cases)
    written(cases, number, "L’agence paie.")
    held = cases.answer(number, "Personne ne paie.", BEN, 8, NOW).held
    cases.change(number, "close", AWA)
    assert (cases.send_held(held, NOW), cases.discard_held(held)) == (None, None)
    assert notices(database) == [say("fr", "staff.held_closed", number=number, name="Ben")]


def test_several_held_answers_are_discarded_with_one_notice(cases: CaseService, database: Database) -> None:
    """It names their authors, each once."""
    cases.staff_team.chat.bind("-1001")
    number = open_case(cases)
    written(cases, number, "L’agence paie.")
    for source, author in ((8, BEN), (9, BEN), (10, AWA)):
        cases.answer(number, "hm", author, source, NOW, is_doubtful=True)
    cases.change(number, "close", AWA)
    assert notices(database) == [say("fr", "staff.held_closed_all", number=number, name="Ben, Awa", count=3)]


def test_a_held_answer_that_nobody_decides_on_is_discarded_after_a_week(cases: CaseService, database: Database) -> None:
    """Its author is told, once; before that it can still be sent."""
    cases.staff_team.chat.bind("-1001")
    number, clock = open_case(cases), ManualClock()
    written(cases, number, "L’agence paie.")
    held = cases.answer(number, "Personne ne paie.", BEN, 8, NOW).held
    reminders = CaseReminders(cases, OncePerDay(database, cases.workdays), ConsentRequests(database))
    for age, is_held in ((6, True), (8, False), (8, False)):
        with database.write() as db:
            db.execute("UPDATE case_answers SET at = ? WHERE id = ?", [iso(clock() - age * DAY), held])
        reminders.run()
        assert (cases.held_answer(held) is not None) == is_held
    assert [one for one in notices(database) if "Ben" in one] == [
        say("fr", "staff.held_expired", number=number, name="Ben")
    ]


def test_a_message_while_an_answer_is_being_sent_calls_for_another_answer(cases: CaseService, outbox: Outbox) -> None:
    """The colleague had not read it when they wrote the answer; earlier messages they had."""
    number = open_case(cases)
    cases.add_message(number, "C’est urgent.", ASKER, "")
    written(cases, number, "L’agence paie.")
    outbox.sent(claimed(outbox).id, (1,))
    assert cases.find(number).state == "answered"
    written(cases, number, "Sur facture.")
    cases.add_message(number, "Et sans facture ?", ASKER, "")
    outbox.sent(claimed(outbox).id, (2,))
    assert cases.find(number).state == "reopened"


def test_the_cases_of_a_group_get_its_new_address(cases: CaseService, database: Database) -> None:
    """Their answers go there, and those of no other chat."""
    theirs, other = (
        cases.open(replace(new_case(address=at), chat=cases.staff_team.key_of(at)), ASKER) for at in ("-42", "7")
    )
    ChatMoves(database, cases.staff_team.key_of).move("-42", "-1001")
    moved, stayed = cases.find(theirs.number), cases.find(other.number)
    assert (moved.address, moved.chat) == ("-1001", cases.staff_team.key_of("-1001"))
    assert (stayed.address, stayed.chat) == ("7", cases.staff_team.key_of("7"))


def test_a_case_names_what_was_found_in_the_language_of_its_team(
    cases: CaseService, database: Database, tmp_path: Path
) -> None:
    """Whatever the language of the question."""
    found = Consultation("john", "en", "Who pays?", "partial", "…", passages=({"id": "grounds", "score": 1.0},))
    asked = ConsultationLog(database).add(found)
    new_conversation(cases, database, tmp_path).press(Chat("john", "en", address="555"), f"pass:y:{asked}")
    (case,) = cases.select(CaseFilter())
    assert (case.language, case.topic) == ("en", "grounds fr")


def test_the_result_of_a_check_is_sent_as_such_and_not_offered_for_the_faq(
    cases: CaseService, database: Database, tmp_path: Path
) -> None:
    """It is about one partner, and answers no question."""
    result = Consultation("awa", "fr", "Résiliation anticipée", "check", "Résultat : « OSC Espoir »")
    logged, chat = ConsultationLog(database).add(result), Chat("awa", "fr", address="555")
    conversation = new_conversation(cases, database, tmp_path)
    (offer,) = conversation.press(chat, f"person:{logged}").replies
    assert offer.paragraphs[0].text == say("fr", "cases.offer_check")
    conversation.press(chat, f"pass:y:{logged}")
    (case,) = cases.select(CaseFilter())
    shown = case_messages.summary(case, "fr", cases.today())
    assert [button.action.split(":")[1] for row in shown.buttons for button in row] == [
        "take",
        "answer",
        "later",
        "close",
    ]


def told_person(database: Database) -> list[str]:
    """Return the messages that wait for the person, but answers."""
    with database.read() as db:
        rows = db.select("outbox", "reference LIKE 'case:%:reply' AND address = '555'", order_by="id")
    return [unpack(row["language"], row["content"]).plain for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_that_is_closed_without_an_answer_tells_the_person(
    cases: CaseService, database: Database, language: Language
) -> None:
    """In one sentence that says how to ask again; not where no address is kept."""
    number = cases.open(replace(new_case(address="555"), language=language), ASKER).number
    cases.change(number, "close", AWA)
    assert told_person(database) == [say(language, "cases.closed_unanswered", number=number)]
    cases.change(open_case(cases, ""), "close", AWA)
    assert len(told_person(database)) == 1


def told_team(database: Database, number: str) -> list[str]:
    """Return the messages that wait for the team about a case, below its card."""
    with database.read() as db:
        rows = db.select("outbox", "reference = ?", [f"case:{number}:notice"], order_by="id")
    return [unpack(row["language"], row["content"]).plain for row in rows]


@pytest.mark.parametrize("says", ["unhelped", "wrote", "wrote, taken again"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_that_is_closed_while_the_person_waits_for_a_further_answer_tells_both(
    cases: CaseService, database: Database, language: Language, says: str
) -> None:
    """They were promised another one; the team learns that somebody waits."""
    cases.bind_staff_chat("-1001")
    number = cases.open(replace(new_case(address="555"), language=language), ASKER).number
    given = cases.answer(number, "L’agence.", AWA, undo_period=NOW)
    if answer := cases.outgoing_answer(given.outgoing_id or 0):
        cases.note_delivered(answer)
    if says == "unhelped":
        cases.rate(number, False, ASKER, "555")
    else:
        cases.add_message(number, "Et pour les véhicules ?", ASKER, "555")
    if says == "wrote, taken again":
        cases.change(number, "take", AWA)
    cases.change(number, "close", AWA)
    assert told_person(database) == [say(language, "cases.closed_waiting", number=number)]
    assert told_team(database, number)[-1] == say("fr", "staff.closed_waiting", number=number)


def test_a_team_learns_of_a_person_who_waits_and_can_not_be_told(cases: CaseService, database: Database) -> None:
    """No address of theirs is kept."""
    cases.bind_staff_chat("-1001")
    number = open_case(cases, "")
    cases.answer(number, "L’agence.", AWA)
    cases.add_message(number, "Et pour les véhicules ?", ASKER, "")
    cases.change(number, "close", AWA)
    assert told_person(database) == []
    assert told_team(database, number)[-1] == say("fr", "staff.closed_untold", number=number)


@pytest.mark.parametrize("reason", ["answered", "on its way", "by the person", "danger"])
def test_a_case_that_is_closed_otherwise_does_not_say_that_it_had_no_answer(
    cases: CaseService, database: Database, outbox: Outbox, reason: str
) -> None:
    """It has one, one is on its way, the person closed it, or somebody is in danger."""
    new = new_case(address="555")
    number = cases.open(replace(new, kind="safeguarding", topic="abuse") if reason == "danger" else new, ASKER).number
    if reason in ("answered", "on its way"):
        cases.answer(number, "L’agence.", AWA, undo_period=NOW)
    if reason == "answered":
        outbox.sent(claimed(outbox).id, (1,))
    cases.change(number, "close", ASKER if reason == "by the person" else AWA)
    assert say("fr", "cases.closed_unanswered", number=number) not in told_person(database)
