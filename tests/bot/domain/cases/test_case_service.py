"""Answers: replaced before they go, held when a colleague was quicker, and never the last word on a later question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.cases import case_messages
from bot.domain.cases.case import Actor
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.texts import say
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database, open_database
from bot.storage.outbox import ClaimedMessage, FailureReason, Outbox
from tests.support.cases import ASKER, AWA, BEN, ManualClock, new_case
from tests.support.staff_service import open_office, open_rooms

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
def office(database: Database, outbox: Outbox, tmp_path: Path) -> CaseService:
    """Return an office without a group of colleagues, which hears what becomes of its letters."""
    made = open_office(database, tmp_path, outbox, ManualClock(), "")
    DeliveryUpdates(made).attach(outbox)
    return made


def opened(office: CaseService, address: str = "555") -> str:
    """Return the number of a new case."""
    return office.open(new_case(address=address), ASKER).number


def claimed(outbox: Outbox) -> ClaimedMessage:
    """Claim a letter that must be there."""
    claim = outbox.claim()
    assert claim is not None
    return claim


def texts(office: CaseService, number: str) -> list[tuple[str, str]]:
    """Return the answers to a case, each with its fate."""
    return [(answer.text, answer.state) for answer in office.answers(number)]


def written(office: CaseService, number: str, text: str, who: Actor = AWA, source: int | None = None) -> int:
    """Answer a case and return the letter's id."""
    letter = office.answer(number, text, who, source, NOW).outgoing_id
    assert letter is not None
    return letter


def test_an_answer_of_which_a_part_has_gone_is_neither_taken_back_nor_sent_again(
    office: CaseService, outbox: Outbox
) -> None:
    """Whoever undoes or edits it is told, and what is left of it goes on."""
    number = opened(office)
    letter = written(office, number, "L’agence paie.", source=7)
    outbox.progress(claimed(outbox).id, (1,))
    outbox.again(letter, NOW)
    assert office.take_back(letter, AWA) is None
    with pytest.raises(CaseError, match="already_sent"):
        office.answer(number, "Personne ne paie.", AWA, 7, NOW)
    claim = claimed(outbox)
    assert (claim.id, claim.sent) == (letter, (1,))
    outbox.sent(letter, (1, 2))
    assert (texts(office, number), outbox.claim()) == ([("L’agence paie.", "sent")], None)


def test_an_answer_that_was_refused_whole_can_be_written_again(office: CaseService, outbox: Outbox) -> None:
    """By an edit, which goes once; of one that may have arrived in part an edit sends nothing."""
    ends: tuple[tuple[tuple[int, ...], FailureReason, bool], ...] = (
        ((), "refused", True),
        ((1,), "refused", False),
        ((), "unreachable", False),
    )
    for messages, reason, expected in ends:
        number = opened(office)
        letter = written(office, number, "L’agense paie.", source=7)
        claimed(outbox)
        if messages:
            outbox.progress(letter, messages)
        outbox.failed(letter, reason)
        if not expected:
            with pytest.raises(CaseError, match="already_sent"):
                office.answer(number, "L’agence paie.", AWA, 7, NOW)
            continue
        written(office, number, "L’agence paie.", source=7)
        assert texts(office, number) == [("L’agence paie.", "pending")]
        outbox.sent(claimed(outbox).id, (3,))


def test_an_answer_that_is_kept_can_be_corrected(office: CaseService) -> None:
    """Nothing was sent: the person reads it as it stands."""
    number = opened(office, address="")
    for text in ("L’agense paie.", "L’agence paie."):
        office.answer(number, text, AWA, 7, NOW)
    assert texts(office, number) == [("L’agence paie.", "kept")]


def test_the_second_of_two_answers_is_held_until_it_is_let_go_or_dropped(office: CaseService, outbox: Outbox) -> None:
    """Once only; the colleague's own further answer is not held, nor one to what the person wrote since."""
    number = opened(office)
    written(office, number, "L’agence paie.")
    late = office.answer(number, "Personne ne paie.", BEN, 8, NOW)
    assert (late.outgoing_id, late.competing and late.competing.actor.name) == (None, "Awa")
    again = office.answer(number, "Personne, je crois.", BEN, 8, NOW)  # edited: the one before is gone
    assert (office.send_held(late.held), office.discard_held(late.held)) == (None, None)
    assert office.discard_held(again.held) and office.discard_held(again.held) is None
    outbox.sent(claimed(outbox).id, (1,))
    held = office.answer(number, "Sur facture.", BEN, 9, NOW)
    added = office.send_held(held.held, NOW)
    assert added and added.outgoing_id and office.send_held(held.held, NOW) is None
    outbox.sent(claimed(outbox).id, (2,))
    assert texts(office, number) == [("L’agence paie.", "sent"), ("Sur facture.", "sent")]
    assert office.answer(number, "Sous un mois.", BEN, 10, NOW).competing is None
    office.take_back(3, BEN)
    outbox.drop("case:")
    office.add_message(number, "Et sans facture ?", ASKER, "")
    assert office.answer(number, "Avec une attestation.", AWA, 11, NOW).competing is None


def test_a_held_answer_waits_in_vain_once_the_case_is_closed(office: CaseService) -> None:
    """It says so, and stays until it is dropped."""
    number = opened(office)
    written(office, number, "L’agence paie.")
    held = office.answer(number, "Personne ne paie.", BEN, 8, NOW).held
    office.change(number, "close", AWA)
    with pytest.raises(CaseError, match="is_closed"):
        office.send_held(held, NOW)
    assert office.discard_held(held) is not None


def test_what_the_person_writes_while_an_answer_is_on_its_way_waits_for_another(
    office: CaseService, outbox: Outbox
) -> None:
    """The colleague had not read it when the answer was written; what came before, they had."""
    number = opened(office)
    office.add_message(number, "C’est urgent.", ASKER, "")
    written(office, number, "L’agence paie.")
    outbox.sent(claimed(outbox).id, (1,))
    assert office.find(number).state == "answered"
    written(office, number, "Sur facture.")
    office.add_message(number, "Et sans facture ?", ASKER, "")
    outbox.sent(claimed(outbox).id, (2,))
    assert office.find(number).state == "reopened"


def test_the_cases_of_a_group_that_gets_another_address_are_found_there(office: CaseService) -> None:
    """Their answers go there, and those of no other chat."""
    theirs, other = (
        office.open(replace(new_case(address=at), chat=office.staff_team.key_of(at)), ASKER) for at in ("-42", "7")
    )
    office.move_chat("-42", "-1001")
    moved, stayed = office.find(theirs.number), office.find(other.number)
    assert (moved.address, moved.chat) == ("-1001", office.staff_team.key_of("-1001"))
    assert (stayed.address, stayed.chat) == ("7", office.staff_team.key_of("7"))


def test_a_case_names_what_was_found_in_the_language_of_those_who_work_on_it(
    office: CaseService, database: Database, tmp_path: Path
) -> None:
    """Whatever the language is in which it was asked."""
    found = Consultation("john", "en", "Who pays?", "partial", "…", passages=({"id": "grounds", "score": 1.0},))
    asked = ConsultationLog(database).add(found)
    open_rooms(office, database, tmp_path).press(Chat("john", "en", address="555"), f"pass:y:{asked}")
    (case,) = office.select(CaseFilter())
    assert (case.language, case.topic) == ("en", "grounds fr")


def test_the_result_of_a_check_is_sent_as_one_and_is_nothing_for_the_faq(
    office: CaseService, database: Database, tmp_path: Path
) -> None:
    """It is about one partner, and answers no question."""
    result = Consultation("awa", "fr", "Résiliation anticipée", "check", "Résultat : « OSC Espoir »")
    logged, chat = ConsultationLog(database).add(result), Chat("awa", "fr", address="555")
    conversation = open_rooms(office, database, tmp_path)
    (offer,) = conversation.press(chat, f"person:{logged}").replies
    assert offer.paragraphs[0].text == say("fr", "cases.offer_check")
    conversation.press(chat, f"pass:y:{logged}")
    (case,) = office.select(CaseFilter())
    shown = case_messages.summary(case, "fr", office.today())
    assert [button.action.split(":")[1] for row in shown.buttons for button in row] == ["take", "answer", "close"]
