"""Questions that people answer: the whole way, with several askers and a staff group."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.domain.cases.case_repository import CaseFilter
from bot.replies.texts import say
from bot.storage.database import open_database
from bot.storage.keys import ChatKeys, load_secret
from bot.telegram.callback_data import CallbackSigner
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.botapi.person import document, photo, video, voice
from tests.support.botapi.shown import Shown
from tests.support.cases import DAY, bytes_of
from tests.support.database_files import wait_until_erased
from tests.support.staff_service import STAFF_CHAT, RunningBot, open_case, press, serving_staff_group, staff_group

pytestmark = pytest.mark.asyncio


@pytest.fixture
def colleagues(botapi: BotApiServer) -> tuple[Person, Person]:
    """Return two of the staff."""
    return botapi.person(5001, first_name="Awa"), botapi.person(5002, first_name="Ben")


@pytest.fixture
def group(botapi: BotApiServer, colleagues: tuple[Person, Person]) -> Group:
    """Return the staff's group."""
    return staff_group(botapi, *colleagues)


async def state(service: RunningBot, number: str, wanted: str) -> None:
    """Wait until a case has come to a state."""
    for _ in range(200):
        if (await asyncio.to_thread(service.cases.find, number)).state == wanted:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{number} is not {wanted}")


async def forget_message(service: RunningBot, home: Path, card: Shown) -> None:
    """Wait until it is noted which message a card is, and delete that note."""
    team = await asyncio.to_thread(lambda: service.cases.staff_team.key)
    while not await asyncio.to_thread(service.cases.linked_case, team, card.message_id):
        await asyncio.sleep(0.02)
    database = open_database(home / "relais.db")
    with database.write() as db:
        db.delete("case_messages", "message = ?", [card.message_id])
    database.close()


async def edited(group: Group, card: Shown, words: str) -> Shown:
    """Wait until a card says something."""
    while True:
        shown = await group.wait_edit(message_id=card.message_id)
        if words in shown.text:
            return shown


async def test_a_question_goes_to_a_person_and_its_answer_comes_back(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """Not covered, passed on, taken, answered, undone, answered, delivered, reopened, answered, closed."""
    awa, ben = colleagues
    async with serving_staff_group(botapi, tmp_path) as service:
        await person.say("Qui paie l’audit final ?")
        assert say("fr", "buttons.person") in (await person.wait_reply()).labels
        await press(person, say("fr", "buttons.person"))
        offer = await person.wait_reply()
        assert offer.spans("blockquote") == ["Qui paie l’audit final ?"]
        assert say("fr", "cases.promise", role="le point focal partenariats", due="lundi 9 mars") in offer.text
        assert offer.labels == (say("fr", "cases.yes"), say("fr", "cases.no"), say("fr", "cases.cancel"))
        await press(person, say("fr", "cases.yes"))
        assert (await person.wait_reply()).text.startswith(say("fr", "cases.opened", number="R-2026-0001"))
        card = await group.wait_reply()
        assert card.spans("bold") == ["R-2026-0001 · ouvert"]
        assert card.spans("blockquote") == ["Qui paie l’audit final ?"]
        assert card.labels == (
            say("fr", "staff.button_take"),
            say("fr", "staff.button_answer"),
            say("fr", "staff.button_later"),
            say("fr", "staff.button_close"),
            say("fr", "staff.button_faq"),
        )

        assert await press(group, say("fr", "staff.button_take"), by=awa) == say(
            "fr", "staff.done_take", number="R-2026-0001"
        )
        taken = await group.wait_edit()
        assert (taken.message_id, say("fr", "staff.owner", name="Awa") in taken.text) == (card.message_id, True)

        await group.say(awa, "Le partenaire paie, je crois.", reply_to=card)
        preview = await group.wait_reply()
        assert preview.spans("blockquote") == ["Le partenaire paie, je crois."]
        assert await press(group, say("fr", "staff.undo"), by=awa) == say("fr", "staff.undone", number="R-2026-0001")
        stopped = await edited(group, preview, "non envoyée, car Awa l’a arrêtée")
        assert (stopped.labels, stopped.spans("blockquote")) == ((), ["Le partenaire paie, je crois."])
        await asyncio.sleep(0.5)
        assert [reply.text for reply in person.replies if "partenaire, je" in reply.text] == []

        await group.say(awa, "L’agence paie l’audit.", reply_to=card)
        preview = await group.wait_reply()
        answer = await person.wait_reply()
        assert answer.text.split("\n\n") == [
            say("fr", "cases.answer_title", number="R-2026-0001"),
            "L’agence paie l’audit.",
            say("fr", "cases.answer_from", role="le point focal partenariats"),
        ]
        assert (await edited(group, preview, "réponse envoyée à ")).labels == ()
        await edited(group, card, "· " + say("fr", "cases.state_answered"))

        await press(person, say("fr", "cases.unhelped"))
        assert "Votre dossier R-2026-0001 est rouvert." in (await person.wait_reply()).text
        notice = await group.wait_reply()
        assert (notice.reply_to, "n’a pas aidé" in notice.text) == (card.message_id, True)
        await person.say("Et si Awa Diop a déjà payé ?", reply_to=answer)
        assert (await person.wait_reply()).text == say("fr", "cases.added", number="R-2026-0001")
        words = await group.wait_reply()
        assert words.spans("blockquote") == ["Et si [nom] a déjà payé ?"]

        await group.say(ben, "Nous la remboursons.", reply_to=words)
        await group.wait_reply()
        assert "Nous la remboursons." in (await person.wait_reply()).text
        await press(person, say("fr", "cases.helped"))
        assert (await person.wait_reply()).text == say("fr", "cases.settled", number="R-2026-0001")
        await state(service, "R-2026-0001", "closed")
        history = [event.kind for event in service.cases.history("R-2026-0001")]
        assert history == [
            *("opened", "taken", "undone", "answered", "unhelped", "reopened", "wrote", "taken", "answered"),
            *("helped", "closed"),
        ]


async def test_the_answer_is_framed_in_the_language_of_the_person(
    botapi: BotApiServer, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """The staff reads French, the person English; what was written stays as it was written."""
    john = botapi.person(1002, language_code="en", first_name="John")
    async with serving_staff_group(botapi, tmp_path):
        await open_case(john, "Who pays for the audit?", say("en", "cases.yes"))
        card = await group.wait_reply()
        assert say("fr", "staff.language", name="anglais") in card.text
        await group.say(colleagues[0], "Ask your officer, <b>please</b>.", reply_to=card)
        shown = await john.wait_reply()
        assert shown.text.startswith(
            say("en", "cases.answer_title", number="R-2026-0001") + "\n\nAsk your officer, <b>please</b>."
        )
        assert shown.labels == (say("en", "cases.helped"), say("en", "cases.unhelped"))


async def test_of_two_who_press_take_at_once_one_has_it(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """The other is told who; either may take over from the other, or hand over to whoever will."""
    awa, ben = colleagues
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        await group.wait_reply()
        pressed = [await group.press(one, say("fr", "staff.button_take")) for one in (awa, ben)]
        said = [(await one.answered())["text"] for one in pressed]
        assert said == [
            say("fr", "staff.done_take", number=number),
            say("fr", "case_error.already_taken", name="Awa", number=number),
        ]
        await group.wait_edit()
        assert await press(group, say("fr", "staff.button_over"), by=ben) == say("fr", "staff.done_over", number=number)
        assert (await group.wait_reply()).text == say("fr", "staff.taken_over", name="Ben", owner="Awa", number=number)
        assert say("fr", "staff.owner", name="Ben") in (await group.wait_edit()).text
        assert await press(group, say("fr", "staff.button_release"), by=ben) == say(
            "fr", "staff.done_release", number=number
        )
        call = await group.wait_reply()
        assert call.text == say("fr", "staff.released", name="Ben", number=number)
        await press(group, say("fr", "staff.button_take"), by=awa, message_id=call.message_id)
        assert (await asyncio.to_thread(service.cases.find, number)).owner_name == "Awa"


async def test_without_consent_no_way_back_is_kept_and_the_answer_can_be_read(
    botapi: BotApiServer, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """No byte of the address is in the database; with it there would be."""
    person = botapi.person(7712345678)
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?", say("fr", "cases.no"))
        card = await group.wait_reply()
        assert say("fr", "staff.unreachable") in card.text
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        assert "réponse gardée" in (await group.wait_reply()).text
        await person.expect_silence(0.2)
        await person.say("/mesdossiers")
        listed = await person.wait_reply()
        assert listed.labels == (number,)
        await press(person, number)
        whole = await person.wait_reply()
        assert "L’agence paie." in whole.text
        await state(service, number, "answered")
        await wait_until_erased(tmp_path, str(person.id))
        await open_case(person, "Et avec mon accord ?")
        assert str(person.id).encode() in bytes_of(tmp_path)


async def test_a_person_who_has_blocked_the_bot_is_reported_and_their_address_forgotten(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """The answer waits for their return."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await person.block()
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        preview = await group.wait_reply()
        told = await group.wait_reply()
        assert (told.reply_to, "La personne a bloqué le robot" in told.text) == (card.message_id, True)
        case = await asyncio.to_thread(service.cases.find, number)
        assert (case.state, case.address, case.agreed) == ("taken", "", True)
        await person.unblock()
        await person.say(f"/mesdossiers {number}")
        assert "L’agence paie." in (await person.wait_reply()).text
        await edited(group, preview, "réponse envoyée à")
        await state(service, number, "answered")


async def test_an_answer_that_is_edited_before_it_goes_is_sent_once_as_edited(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """Once it has gone, an edit says so and sends nothing."""
    async with serving_staff_group(botapi, tmp_path):
        await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        written = await group.say(colleagues[0], "L’agense paie.", reply_to=card)
        await group.wait_reply()
        await group.edit(colleagues[0], written, "L’agence paie.")
        assert "L’agence paie." in (await person.wait_reply()).text
        await group.edit(colleagues[0], written, "Personne ne paie.")
        await group.wait_edit()
        assert "déjà partie" in (await group.wait_until(lambda shown: "déjà partie" in shown.text)).text
        await person.expect_silence(0.6)


async def test_anyone_can_ask_for_a_person_in_their_own_words(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path
) -> None:
    """The question that follows is passed on, redacted; danger told meanwhile is answered as danger."""
    async with serving_staff_group(botapi, tmp_path):
        await person.say("Qui paie ?")
        await person.wait_reply()
        await person.say("je voudrais parler à quelqu’un svp")
        offer = await person.wait_reply()
        assert offer.spans("blockquote") == ["Qui paie ?"]
        await press(person, say("fr", "cases.other"))
        assert "en un seul message" in (await person.wait_reply()).text
        await person.say("un enfant est en danger")
        assert "appelez les urgences" in (await person.wait_reply()).text
        await person.say("Mme Awa Diop a-t-elle reçu l’avenant ?")
        assert (await person.wait_reply()).spans("blockquote") == ["Mme [nom] a-t-elle reçu l’avenant ?"]
        await press(person, say("fr", "cases.cancel"))
        assert (await person.wait_reply()).text == say("fr", "cases.cancelled")
        await person.say("/personne Où signer l’avenant ?")
        await person.wait_reply()
        await press(person, say("fr", "cases.yes"))
        await person.wait_reply()
        assert (await group.wait_reply()).spans("blockquote") == ["Où signer l’avenant ?"]
        await wait_until_erased(tmp_path, "Awa Diop")


async def test_a_press_passes_on_the_question_that_it_was_shown_with(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path
) -> None:
    """However many were offered since; each once, and none that was cancelled or set aside."""
    async with serving_staff_group(botapi, tmp_path) as service:
        offers = []
        for question in ("Où signer ?", "Qui paie ?", "Quand finir ?"):
            await person.say(f"/personne {question}")
            offers.append(await person.wait_reply())
        await press(person, say("fr", "cases.yes"), message_id=offers[0].message_id)
        await person.wait_reply()
        assert (await group.wait_reply()).spans("blockquote") == ["Où signer ?"]
        await press(person, say("fr", "cases.cancel"), message_id=offers[2].message_id)
        await person.wait_reply()
        await press(person, say("fr", "cases.yes"), message_id=offers[1].message_id)
        await person.wait_reply()
        assert (await group.wait_reply()).spans("blockquote") == ["Qui paie ?"]
        assert [case.question for case in service.cases.select(CaseFilter())] == ["Où signer ?", "Qui paie ?"]


async def test_an_offer_whose_exchange_was_erased_passes_nothing_on(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path
) -> None:
    """Least of all another question that waits for consent."""
    async with serving_staff_group(botapi, tmp_path) as service:
        await person.say("Où signer ?")
        await person.wait_reply()
        await press(person, say("fr", "buttons.person"))
        old = await person.wait_reply()
        database = open_database(tmp_path / "relais.db")
        with database.write() as db:
            db.delete("consultations", "1 = 1")
        database.close()
        await person.say("/personne Qui paie ?")
        await person.wait_reply()
        shown = await press(person, say("fr", "cases.yes"), message_id=old.message_id)
        assert shown == say("fr", "cases.choice_over")
        assert service.cases.select(CaseFilter()) == []


async def test_what_is_not_to_be_passed_on_is_not_offered_with_the_command_either(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path
) -> None:
    """Danger is answered as danger, a list of people with the call to delete it; nothing of either is kept."""
    async with serving_staff_group(botapi, tmp_path):
        await person.say("/personne un enfant est en danger")
        assert "appelez les urgences" in (await person.wait_reply()).text
        await person.say("/personne liste : Awa, Binta, Cheikh")
        assert (await person.wait_reply()).text.startswith("Votre message contient une liste de personnes.")
        await person.say("/personne")
        assert "en un seul message" in (await person.wait_reply()).text
        await wait_until_erased(tmp_path, "Binta", "un enfant est")


async def test_an_anonymous_administrator_is_told_what_to_do(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path
) -> None:
    """Nobody could be named as the one who answers: such a reply sends nothing."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say_unnamed("L’agence paie.", reply_to=card)
        assert (await group.wait_reply()).text == say("fr", "unsupported.anonymous")
        await group.say_unnamed("À vous tous, bonjour.")
        await group.expect_silence(0.2)
        assert (await asyncio.to_thread(service.cases.find, number)).state == "open"


@pytest.mark.parametrize(
    "content", [photo(), photo("L’agence paie."), document(), document(caption="Voici."), voice(), video()]
)
async def test_who_answers_a_case_by_anything_but_text_is_told_that_it_was_not_answered(
    botapi: BotApiServer,
    person: Person,
    colleagues: tuple[Person, Person],
    group: Group,
    tmp_path: Path,
    content: dict[str, object],
) -> None:
    """Whether there are words beside it or not: what they explain would not arrive. A reply to that is the answer."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.send(colleagues[0], content, reply_to=card)
        notice = await group.wait_reply()
        assert notice.text == say("fr", "staff.unread", number=number)
        assert (await asyncio.to_thread(service.cases.find, number)).state == "open"
        await person.expect_silence(0.2)
        await group.say(colleagues[0], "Le formulaire se trouve dans l’annexe C.", reply_to=notice)
        assert "Le formulaire se trouve dans l’annexe C." in (await person.wait_reply()).text


async def test_who_adds_to_a_case_by_a_voice_message_is_told_that_nothing_was_added(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """What the caption says is added, as a text would be."""
    async with serving_staff_group(botapi, tmp_path):
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        answer = await person.wait_reply()
        await person.send(voice(), reply_to=answer)
        assert (await person.wait_reply()).text == say("fr", "cases.unread", number=number)
        await person.send(voice(caption="Laquelle ?"), reply_to=answer)
        told = (await person.wait_reply()).text
        assert (say("fr", "unread.voice") in told, number in told) == (True, True)


async def test_what_follows_a_preview_or_a_receipt_is_about_the_case_too(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """People reply to the last thing that was said, whichever message that was."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        preview = await group.wait_reply()
        answer = await person.wait_reply()
        await group.say(colleagues[0], "Avant le 31 mars.", reply_to=preview)
        assert (await group.wait_reply()).spans("blockquote") == ["Avant le 31 mars."]
        assert "Avant le 31 mars." in (await person.wait_reply()).text
        await person.say("Et sans facture ?", reply_to=answer)
        receipt = await person.wait_reply()
        await person.say("Elle est perdue.", reply_to=receipt)
        assert (await person.wait_reply()).text == say("fr", "cases.added", number=number)
        await state(service, number, "reopened")


async def test_a_card_is_known_by_its_title_if_the_bot_stopped_before_it_noted_which_message_it_is(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """A reply to it is the answer to its case, and no question to the bot."""
    async with serving_staff_group(botapi, tmp_path) as service:
        await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await forget_message(service, tmp_path, card)
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        assert (await group.wait_reply()).labels == (say("fr", "staff.undo"),)
        assert "L’agence paie." in (await person.wait_reply()).text


async def test_a_further_question_after_an_answer_waits_for_another_one(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """The person is told by when, the card says so, and the staff is reminded when it is due."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        answer = await person.wait_reply()
        await edited(group, card, "· " + say("fr", "cases.state_answered"))
        service.clock.now += DAY
        await person.say("Et sans facture ?", reply_to=answer)
        assert (await person.wait_reply()).text == (
            say("fr", "cases.added_again", role="le point focal partenariats", due="mardi 10 mars", number=number)
        )
        shown = await edited(group, card, "· rouvert")
        assert ("mardi 10 mars" in shown.text, say("fr", "staff.button_take") in shown.labels) == (True, True)
        service.clock.now += 7 * DAY
        await asyncio.to_thread(service.reminders.run)
        await group.wait_until(lambda shown: say("fr", "staff.remind_open", number=number) in shown.text)


async def test_words_that_cross_an_answer_are_pointed_out_to_the_staff(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """Once the answer has arrived; the card shows the case as reopened."""
    async with serving_staff_group(botapi, tmp_path):
        await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        preview = await group.wait_reply()
        first = await person.wait_reply()
        await edited(group, preview, "réponse envoyée")
        await group.say(colleagues[0], "L’agence paie sur facture.", reply_to=card)
        await group.wait_reply()
        await person.say("Et sans facture ?", reply_to=first)
        await group.wait_until(lambda shown: "pendant que la réponse partait" in shown.text)
        assert "· rouvert" in (await edited(group, card, "· rouvert")).text


async def test_of_two_who_answer_the_second_decides_whether_theirs_goes_too(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """They see what the first one wrote; what they drop is never sent, what they add goes after a preview."""
    awa, ben = colleagues
    async with serving_staff_group(botapi, tmp_path):
        await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say(awa, "L’agence paie.", reply_to=card)
        await group.wait_reply()
        await group.say(ben, "Personne ne paie.", reply_to=card)
        asked = await group.wait_reply()
        assert "juste avant vous" in asked.text
        assert (asked.spans("blockquote"), asked.labels) == (
            ["L’agence paie."],
            (say("fr", "staff.held_send"), say("fr", "staff.held_drop")),
        )
        await press(group, say("fr", "staff.held_drop"), by=ben)
        assert (await edited(group, asked, "Ben l’a écartée")).labels == ()
        assert "L’agence paie." in (await person.wait_reply()).text
        await edited(group, card, "· " + say("fr", "cases.state_answered"))
        await group.say(ben, "L’agence paie sur facture.", reply_to=card)
        asked = await group.wait_until(lambda shown: "Awa a déjà répondu" in shown.text)
        await press(group, say("fr", "staff.held_send"), by=ben)
        assert "L’agence paie sur facture." in (await person.wait_reply()).text
        await edited(group, asked, "réponse envoyée à")
        assert [one.text for one in person.replies if "Personne ne" in one.text] == []


async def test_what_a_person_corrects_is_shown_as_a_correction(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """And not as something more."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        await group.wait_reply()
        answer = await person.wait_reply()
        await state(service, number, "answered")  # from then on the case is known by this message
        written = await person.say("Et sans facture ?", reply_to=answer)
        assert "a écrit" in (await group.wait_reply()).text
        await person.edit(written, "Et sans reçu ?")
        corrected = await group.wait_reply()
        assert ("a corrigé" in corrected.text, corrected.spans("blockquote")) == (True, ["Et sans reçu ?"])


async def test_thanks_for_an_answer_are_nobodys_work(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """A closed case stays closed, and the staff is left in peace; anything more than thanks reopens it."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await group.say(colleagues[0], "L’agence paie.", reply_to=card)
        answer = await person.wait_reply()
        await press(person, say("fr", "cases.helped"))
        await person.wait_reply()
        await person.say("Merci beaucoup !", reply_to=answer)
        assert (await person.wait_reply()).text.startswith("Avec plaisir.")
        assert (await asyncio.to_thread(service.cases.find, number)).state == "closed"
        await person.say("Merci, mais laquelle ?", reply_to=answer)
        assert f"dossier {number}, qui est rouvert" in (await person.wait_reply()).text
        await state(service, number, "reopened")


async def test_a_bad_mark_offers_a_person(botapi: BotApiServer, person: Person, group: Group, tmp_path: Path) -> None:
    """Whatever the answer was; a second case is not opened for the same question."""
    async with serving_staff_group(botapi, tmp_path):
        await person.say("Qui paie ?")
        await person.wait_reply()
        await press(person, "👎")
        assert (await person.wait_reply()).labels[-1] == say("fr", "buttons.person")
        await press(person, say("fr", "buttons.person"))
        await person.wait_reply()
        await press(person, say("fr", "cases.yes"))
        await person.wait_reply()
        await press(person, say("fr", "buttons.person"))
        assert (await person.wait_reply()).text.startswith("Cette question a déjà un dossier : R-2026-0001.")


async def test_an_answer_from_the_command_line_is_sent_by_the_running_bot(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the card in the group changes with it."""
    monkeypatch.setattr("bot.telegram.outbox_sender.POLL_SECONDS", 0.05)
    environ = {"RELAIS_HOME": str(tmp_path), "RELAIS_STAFF_CHAT": str(STAFF_CHAT)}
    async with serving_staff_group(botapi, tmp_path):
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        words = ["cases", "answer", number, "L’agence paie.", "--yes", "--by", "Ben"]
        await asyncio.to_thread(CliRunner().invoke, main, words, env=environ)
        assert "L’agence paie." in (await person.wait_reply()).text
        assert "Ben" in (await edited(group, card, "· " + say("fr", "cases.state_answered"))).text
        await group.wait_until(lambda shown: "réponse envoyée à" in shown.text)


async def test_without_a_staff_group_nothing_is_promised(botapi: BotApiServer, person: Person, tmp_path: Path) -> None:
    """The case is there for the command line, and the texts say how things are."""
    async with serving_staff_group(botapi, tmp_path, staff_chat="") as service:
        await person.say("Qui paie ?")
        await person.wait_reply()
        await press(person, say("fr", "buttons.person"))
        offer = await person.wait_reply()
        assert ("aucune équipe ne reçoit" in offer.text, "au plus tard" in offer.text) == (True, False)
        await press(person, say("fr", "cases.yes"))
        assert "R-2026-0001" in (await person.wait_reply()).text
        assert (await asyncio.to_thread(service.cases.find, "R-2026-0001")).state == "open"


async def test_buttons_of_the_staff_do_nothing_elsewhere_and_cases_of_others_are_unknown(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path
) -> None:
    """Forged from another chat they act on nothing."""
    mallory = botapi.person(6666, language_code="fr")
    async with serving_staff_group(botapi, tmp_path) as service:
        keys = ChatKeys(load_secret(tmp_path))
        signed = partial(CallbackSigner(keys).sign, keys.key(mallory.id))
        number = await open_case(person, "Qui paie ?")
        await mallory.say(f"/mesdossiers {number}")
        assert (await mallory.wait_reply()).text == say("fr", "case_error.unknown", number=number)
        for action in (f"case:close:{number}", f"helped:{number}", f"mine:{number}", "undo:1"):
            await service_press(botapi, mallory, action)
            await service_press(botapi, mallory, signed(action))  # as if the signing key were known
        assert (await asyncio.to_thread(service.cases.find, number)).state == "open"


async def service_press(botapi: BotApiServer, person: Person, action: str) -> None:
    """Send a press whose data no keyboard of that chat ever had."""
    query = botapi.chats.ask()
    message = person.chat.messages[person.replies[-1].message_id]
    update = {"id": query.id, "from": person.user, "chat_instance": "1", "message": message, "data": action}
    botapi.deliver("callback_query", update)
    assert await botapi.changed.wait_for(lambda: query.answer, 5) is not None


async def test_the_staff_is_reminded_once_and_has_a_digest_each_working_morning(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """Not at night, not on a Sunday, not twice."""
    async with serving_staff_group(botapi, tmp_path) as service:
        number = await open_case(person, "Qui paie ?")
        card = await group.wait_reply()
        await press(group, say("fr", "staff.button_take"), by=colleagues[0])
        await asyncio.to_thread(service.reminders.run)
        first = await group.wait_reply()
        assert first.text == (
            "Dossiers du jour\n\nÀ prendre : 0. En cours : 1. En retard : 0."
            f"\n\n• {number} · Qui paie ? · Awa · pour le lundi 9 mars"
        )
        assert first.labels == (number,)
        service.clock.now += 6 * DAY  # a Sunday
        await asyncio.to_thread(service.reminders.run)
        service.clock.now += DAY
        for _ in range(2):
            await asyncio.to_thread(service.reminders.run)
        digest, reminder = await group.wait_reply(), await group.wait_reply()
        assert digest.text.startswith(say("fr", "staff.digest_title"))
        assert reminder.text == say("fr", "staff.remind_owner", number=number, name="Awa")
        assert reminder.reply_to == card.message_id
        service.clock.now += DAY
        await asyncio.to_thread(service.reminders.run)
        late = await group.wait_reply()
        sorry = await person.wait_reply()
        assert sorry.text == say("fr", "cases.late", number=number)
        await person.say("Toujours rien ?", reply_to=sorry)
        assert (await person.wait_reply()).text == say("fr", "cases.added", number=number)
        assert (await group.wait_reply()).spans("blockquote") == ["Toujours rien ?"]
        assert late.text.endswith(f"En retard : 1.\n\n• {number} · Qui paie ? · Awa · 1 jour de retard")
        await group.expect_silence(0.1)


async def test_a_new_staff_group_is_shown_the_cases_that_are_not_closed(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], group: Group, tmp_path: Path
) -> None:
    """Set after cases were opened, or bound from inside: one card each, whose buttons work."""
    other = botapi.group(-1001000000002, members=colleagues)
    async with serving_staff_group(botapi, tmp_path, staff_chat="") as service:
        number = await open_case(person, "Qui paie ?")
    async with serving_staff_group(botapi, tmp_path) as service:
        for _ in range(2):
            await asyncio.to_thread(service.reminders.run)
        assert (await group.wait_reply()).text.startswith(number)
        await group.wait_reply()  # the digest
        assert await asyncio.to_thread(service.cases.bind_staff_chat, str(other.id)) == 1
        assert (await other.wait_reply()).text.startswith(number)
        assert await press(other, say("fr", "staff.button_take"), by=colleagues[0]) == say(
            "fr", "staff.done_take", number=number
        )
        moved = await group.wait_edit()
        assert (moved.text, moved.labels) == (say("fr", "staff.moved", number=number), ())
        await group.expect_silence(0.1)


async def test_a_group_that_becomes_a_supergroup_stays_the_staff_group(
    botapi: BotApiServer, person: Person, colleagues: tuple[Person, Person], tmp_path: Path
) -> None:
    """Its cards are put up again there, and their buttons work."""
    old, new = -42, STAFF_CHAT
    group = staff_group(botapi, *colleagues)
    botapi.chats.open(old, {"title": "Équipe", "type": "group"})
    moved = (400, "Bad Request: group chat was upgraded to a supergroup chat")
    botapi.fail("sendMessage", kind="error", error=moved, chat_id=old, migrate_to=new)
    async with serving_staff_group(botapi, tmp_path, staff_chat=str(old)):
        number = await open_case(person, "Qui paie ?")
        await group.wait_reply()
        assert await press(group, say("fr", "staff.button_take"), by=colleagues[0]) == say(
            "fr", "staff.done_take", number=number
        )


async def test_the_staff_hears_of_no_alarm_in_its_rounds_either(
    botapi: BotApiServer, person: Person, group: Group, tmp_path: Path
) -> None:
    """Neither in the digest nor as a reminder: those are for whoever is there for people in danger."""
    async with serving_staff_group(botapi, tmp_path) as service:
        await person.say("un enfant est en danger")
        await person.wait_reply()
        for _ in range(3):
            service.clock.now += DAY
            await asyncio.to_thread(service.reminders.run)
        await group.expect_silence()
        assert [case.kind for case in service.cases.select(CaseFilter())] == ["safeguarding"]
