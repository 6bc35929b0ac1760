"""What the staff sees is the state of the case, and every person's next step is right, in both languages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.cases.case import Case
from bot.domain.cases.case_figures import figures
from bot.domain.cases.case_repository import CaseFilter
from bot.examination.doctor import examine_staff
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.botapi.shown import Shown
from tests.support.cases import AWA, DAY, ManualClock
from tests.support.staff_service import (
    COLLEAGUES,
    STAFF_CHAT,
    UNDO,
    RunningBot,
    open_case,
    press,
    scripted_container,
    staff_group,
)
from tests.support.telegram_application import served, settings_for

pytestmark = pytest.mark.asyncio

QUESTION: dict[Language, str] = {"fr": "Qui paie l’audit ?", "en": "Who pays for the audit?"}
ANSWER: dict[Language, str] = {"fr": "L’agence paie.", "en": "The agency pays."}
ADMIN = 9001


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Return each language: everybody speaks it."""
    found: Language = request.param
    return found


@pytest.fixture
def asker(botapi: BotApiServer, language: Language) -> Person:
    """Return someone who asks."""
    return botapi.person(1001, language_code=language, first_name="Kadi")


@pytest.fixture
def awa(botapi: BotApiServer) -> Person:
    """Return one of the staff."""
    return botapi.person(5001, first_name="Awa")


@pytest.fixture
def ben(botapi: BotApiServer) -> Person:
    """Return another one."""
    return botapi.person(5002, first_name="Ben")


@pytest.fixture
def group(botapi: BotApiServer, awa: Person, ben: Person) -> Group:
    """Return the staff's group."""
    return staff_group(botapi, awa, ben)


class Team:
    """A running bot with a staff group that speaks `language`."""

    def __init__(self, container: Container, language: Language, clock: ManualClock) -> None:
        self.container, self.language, self.clock = container, language, clock
        self.bot = RunningBot(container.case_service, container.case_reminders, container.outbox, clock)

    def say(self, key: str, **values: object) -> str:
        """Return a text of the bot in the language."""
        return say(self.language, key, **values)

    async def case(self, number: str) -> Case:
        """Return a case as it is now."""
        return await asyncio.to_thread(self.container.case_service.find, number)

    async def run_tasks(self) -> None:
        """Run the tasks that are due."""
        await asyncio.to_thread(self.container.case_reminders.run)


def serving(
    server: BotApiServer, home: Path, language: Language, undo: timedelta = UNDO, **settings: str
) -> tuple[Container, Team]:
    """Return a container and its team."""
    clock = ManualClock()
    container = scripted_container(
        settings_for(server, home, **{"staff_chat": str(STAFF_CHAT), "staff": COLLEAGUES, **settings}),
        clock,
        undo_period=undo,
    )
    container.chat_languages.set(container.staff_team.key, language, pinned=True)
    return container, Team(container, language, clock)


def has(words: str) -> Callable[[Shown], bool]:
    """Return the test whether a message says something."""
    return lambda shown: words in shown.text


async def opened(person: Person, language: Language, question: str = "") -> str:
    """Ask a question, have it passed on, and return the number of the case."""
    return await open_case(person, question or QUESTION[language], say(language, "cases.yes"))


async def edited(group: Group, shown: Shown, words: str) -> Shown:
    """Wait until a message says something."""
    while True:
        found = await group.wait_edit(message_id=shown.message_id)
        if words in found.text:
            return found


async def test_an_answer_that_is_mended_after_it_was_confirmed_goes_as_it_reads_now(
    botapi: BotApiServer, asker: Person, awa: Person, ben: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """One message shows the question, the preview, the mended preview, and when it was sent."""
    container, team = serving(botapi, tmp_path, language, timedelta(seconds=3))
    async with served(container):
        number = await opened(asker, language)
        card = await group.wait_reply()
        await group.say(awa, ANSWER[language], reply_to=card)
        await group.wait_reply()
        await asker.wait_until(has(ANSWER[language]))
        written = await group.say(ben, "30 juors.", reply_to=card)
        asked = await group.wait_until(has(team.say("staff.held_ask")))
        await press(group, team.say("staff.held_send"), by=ben, message_id=asked.message_id)
        preview = await edited(group, asked, "30 juors.")
        assert preview.labels == (team.say("staff.undo"),)
        await group.edit(ben, written, "30 jours.")
        assert (await edited(group, asked, "30 jours.")).labels == (team.say("staff.undo"),)
        await asker.wait_until(has("30 jours."))
        sent = await edited(group, asked, team.say("staff.sent", number=number, time="\0").split("\0")[0].strip())
        assert (sent.labels, sent.spans("blockquote")) == ((), ["30 jours."])
        assert [one.text for one in asker.replies if "juors" in one.text] == []


async def test_cancel_in_words_stops_an_answer_and_is_never_sent_as_one(
    botapi: BotApiServer, asker: Person, awa: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """With nothing that waits it says so."""
    container, team = serving(botapi, tmp_path, language, timedelta(minutes=5))
    word = {"fr": "Annuler", "en": "Cancel"}[language]
    async with served(container):
        number = await opened(asker, language)
        card = await group.wait_reply()
        asker.catch_up()
        await group.say(awa, ANSWER[language], reply_to=card)
        preview = await group.wait_reply()
        await group.say(awa, word, reply_to=preview)
        assert (await edited(group, preview, team.say("staff.unsent_undone", name="Awa"))).labels == ()
        await group.say(awa, word, reply_to=card)
        await group.wait_until(has(team.say("staff.nothing_to_stop", number=number)))
        await asker.expect_silence(0.6)


async def test_handing_over_anothers_case_names_both(
    botapi: BotApiServer, asker: Person, awa: Person, ben: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """The one who does it, and the one who had it."""
    container, team = serving(botapi, tmp_path, language)
    async with served(container):
        number = await opened(asker, language)
        await group.wait_reply()
        await press(group, team.say("staff.button_take"), by=awa)
        await group.wait_edit()
        said = await press(group, team.say("staff.button_release"), by=ben)
        assert said == team.say("staff.done_release_for", number=number, name="Awa")
        assert (await group.wait_reply()).text == team.say("staff.released_for", number=number, name="Ben", owner="Awa")


async def test_a_case_that_was_opened_without_an_answer_claims_none(
    botapi: BotApiServer, asker: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """What the command passes on was not answered before; an exchange was."""
    container, team = serving(botapi, tmp_path, language)
    claim = team.say("staff.outcome", outcome="\0").split("\0")[0]
    async with served(container):
        await asker.say({"fr": "/personne Qui signe l’avenant ?", "en": "/person Who signs the amendment?"}[language])
        await asker.wait_reply()
        await press(asker, team.say("cases.yes"))
        await asker.wait_reply()
        assert claim not in (await group.wait_reply()).text
        await opened(asker, language)
        assert claim in (await group.wait_until(has("-0002"))).text


async def test_the_digest_opens_a_card_by_a_tap(
    botapi: BotApiServer, asker: Person, awa: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """It is shown anew below all else, with its buttons; the one before says where it is."""
    container, team = serving(botapi, tmp_path, language)
    async with served(container):
        number = await opened(asker, language)
        card = await group.wait_reply()
        team.clock.now += 8 * DAY
        await team.run_tasks()
        digest = await group.wait_until(has(team.say("staff.digest_title")))
        assert team.say("staff.day_late", count=1) in digest.text
        await press(group, number, by=awa, message_id=digest.message_id)
        assert (await edited(group, card, team.say("staff.shown_below", number=number))).labels == ()
        again = await group.wait_until(lambda shown: shown.text.startswith(f"{number} · "))
        assert again.message_id > digest.message_id
        await press(group, team.say("staff.button_take"), by=awa, message_id=again.message_id)
        assert team.say("staff.owner", name="Awa") in (await group.wait_edit(message_id=again.message_id)).text


async def test_a_bot_that_was_put_out_of_its_group_promises_nothing(
    botapi: BotApiServer, asker: Person, awa: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """The admins are told, and so is whoever asks the doctor; back in the group, it shows what waited."""
    admin = botapi.person(ADMIN, language_code=language)
    container, team = serving(botapi, tmp_path, language, admins=str(ADMIN))
    async with served(container):
        await admin.say(f"/language {language}")
        await admin.wait_reply()
        await group.remove_bot(awa)
        assert (await admin.wait_reply()).text == team.say("team_chat.lost", count=0)
        await asker.say(QUESTION[language])
        await asker.wait_reply()
        await press(asker, team.say("buttons.person"))
        offer = await asker.wait_reply()
        assert team.say("cases.no_promise", role=team.say("cases.role")) in offer.text
        await press(asker, team.say("cases.yes"))
        await asker.wait_reply()
        finding = examine_staff(Container(Settings(home=tmp_path, staff_chat=str(STAFF_CHAT))))
        assert (finding.is_fault, "put out of" in finding.text) == (True, True)
        await group.add_bot(awa)
        assert (await group.wait_until(has("-0001"))).labels[0] == team.say("staff.button_take")
        assert (await admin.wait_reply()).text == team.say("team_chat.regained", count=1)


async def test_an_answer_that_waits_is_told_to_whoever_comes_back(
    botapi: BotApiServer, asker: Person, awa: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """At /start or with the next message, once; without consent it is read by a tap."""
    container, team = serving(botapi, tmp_path, language)
    async with served(container):
        number = await open_case(asker, QUESTION[language], team.say("cases.no"))
        card = await group.wait_reply()
        await group.say(awa, ANSWER[language], reply_to=card)
        assert (await group.wait_reply()).text.startswith(team.say("staff.kept", number=number))
        await asker.say("/start")
        greeting = await asker.wait_reply()
        assert team.say("cases.waiting", number=number) in greeting.text
        await press(asker, team.say("cases.read"))
        assert ANSWER[language] in (await asker.wait_reply()).text
        await asker.say("/start")
        assert team.say("cases.waiting", number=number) not in (await asker.wait_reply()).text


async def test_an_answer_that_could_not_arrive_reaches_whoever_comes_back(
    botapi: BotApiServer, asker: Person, awa: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """As an answer, with its buttons; the staff sees first why it was not sent, then when it was."""
    container, team = serving(botapi, tmp_path, language)
    async with served(container):
        number = await opened(asker, language)
        card = await group.wait_reply()
        await asker.block()
        await group.say(awa, ANSWER[language], reply_to=card)
        preview = await group.wait_reply()
        await edited(group, preview, team.say("staff.unsent_blocked"))
        await asker.unblock()
        await asker.say("/start")
        answer = await asker.wait_until(has(team.say("cases.answer_title", number=number)))
        assert answer.labels == (team.say("cases.helped"), team.say("cases.unhelped"))
        await edited(group, preview, team.say("staff.sent", number=number, time="\0").split("\0")[0].strip())
        await edited(group, card, "· " + team.say("cases.state_answered"))


async def test_a_follow_up_is_passed_on_with_what_it_refers_to(
    botapi: BotApiServer, asker: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """And the same question again is offered as the case that it has."""
    container, team = serving(botapi, tmp_path, language)
    more = {"fr": "Et les véhicules ?", "en": "And the vehicles?"}[language]
    async with served(container):
        await asker.say(f"/language {language}")
        await asker.wait_reply()
        await asker.say(QUESTION[language])
        await asker.wait_reply()
        await asker.say(more)
        await asker.wait_reply()
        await asker.say({"fr": "/personne", "en": "/person"}[language])
        offer = await asker.wait_reply()
        whole = team.say("cases.about", question=more, before=QUESTION[language])
        assert offer.spans("blockquote") == [whole]
        await press(asker, team.say("cases.yes"))
        await asker.wait_reply()
        assert (await group.wait_reply()).spans("blockquote") == [whole]
        number = await opened(asker, language)
        await asker.say(f"{QUESTION[language]} !")
        await asker.wait_reply()
        await press(asker, team.say("buttons.person"))
        known = await asker.wait_reply()
        assert known.text == team.say("cases.same", number=number, state=team.say("cases.state_open"))
        await press(asker, team.say("cases.anew"))
        assert team.say("cases.yes") in (await asker.wait_reply()).labels
        assert len(container.case_service.select(CaseFilter())) == 2


async def test_a_consent_is_given_and_called_off_in_words(
    botapi: BotApiServer, asker: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """Only right after the offer: later the same words are about something else."""
    container, team = serving(botapi, tmp_path, language)
    cancel, yes = {"fr": ("annuler", "oui, merci"), "en": ("cancel", "yes please")}[language]
    async with served(container):
        for word, said in (
            (cancel, team.say("cases.cancelled")),
            (yes, team.say("cases.opened", number="R-2026-0001")),
        ):
            await asker.say(QUESTION[language])
            await asker.wait_reply()
            await press(asker, team.say("buttons.person"))
            await asker.wait_reply()
            await asker.say(word)
            assert (await asker.wait_reply()).text.startswith(said)
        assert (await team.case("R-2026-0001")).address == str(asker.id)
        await asker.say({"fr": "/personne", "en": "/person"}[language])
        await asker.wait_reply()
        await asker.say(cancel)
        assert (await asker.wait_reply()).text == team.say("cases.cancelled")


async def test_whoever_had_an_answer_is_asked_once_whether_it_helped(
    botapi: BotApiServer, asker: Person, awa: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """What they say is counted; a case that did not help is open again, and closing it then is told."""
    container, team = serving(botapi, tmp_path, language)
    async with served(container):
        number = await opened(asker, language)
        card = await group.wait_reply()
        await group.say(awa, ANSWER[language], reply_to=card)
        await asker.wait_until(has(ANSWER[language]))
        await edited(group, card, team.say("cases.state_answered"))
        await press(group, team.say("staff.button_close"), by=awa, message_id=card.message_id)
        asked = await asker.wait_until(has(team.say("cases.did_it_help", number=number)))
        assert asked.labels == (team.say("cases.did_helped"), team.say("cases.did_unhelped"))
        assert figures([await team.case(number)], team.clock.now.date())["answers"]["no_reply"] == 1
        await press(asker, team.say("cases.did_unhelped"))
        await asker.wait_until(has(team.say("cases.reopened", number=number, role="\0", due="").split("\0")[0].strip()))
        case = await team.case(number)
        assert (case.state, case.helped) == ("reopened", "no")
        await group.wait_until(has(team.say("staff.reopened", number=number)))
        asker.catch_up()
        await asyncio.to_thread(container.case_service.change, number, "close", AWA)
        assert (await asker.wait_reply()).text == team.say("cases.closed_waiting", number=number)
        await asker.expect_silence(0.4)


async def test_a_case_that_is_put_off_comes_back_by_itself(
    botapi: BotApiServer, asker: Person, awa: Person, group: Group, tmp_path: Path, language: Language
) -> None:
    """Tomorrow, on Monday or on a date in words; until then the digest counts it apart."""
    container, team = serving(botapi, tmp_path, language)
    typed = {"fr": "12 mars", "en": "12 March"}[language]
    day = {"fr": "jeudi 12 mars", "en": "Thursday 12 March"}[language]
    async with served(container):
        number = await opened(asker, language)
        card = await group.wait_reply()
        await press(group, team.say("staff.button_later"), by=awa)
        chosen = await group.wait_edit(message_id=card.message_id)
        tomorrow = team.say("staff.tomorrow", day={"fr": "mardi 3 mars", "en": "Tuesday 3 March"}[language])
        assert chosen.labels[0] == tomorrow
        await press(group, team.say("staff.later_date"), by=awa)
        prompt = await group.wait_until(has(team.say("staff.ask_date", number=number)))
        await group.say(awa, "bof", reply_to=prompt)
        again = await group.wait_until(has(team.say("staff.bad_day")))
        await group.say(awa, typed, reply_to=again)
        told = await group.wait_until(has(team.say("staff.postponed", number=number, day=day)))
        assert team.say("staff.due_before", day="\0").split("\0")[0] in told.text
        await team.run_tasks()
        assert (
            team.say("staff.digest_later", count=1)
            in (await group.wait_until(has(team.say("staff.digest_title")))).text
        )
        team.clock.now += 10 * DAY
        await team.run_tasks()
        back = await group.wait_until(lambda shown: shown.text.startswith(f"{number} · "))
        assert back.message_id > told.message_id
        assert (await team.case(number)).later is None


async def test_a_reply_to_the_message_with_the_number_is_added_to_the_case(
    botapi: BotApiServer, tmp_path: Path, asker: Person, language: Language, group: Group
) -> None:
    """It is linked to its case as soon as it is sent."""
    async with served(scripted_container(settings_for(botapi, tmp_path, staff_chat=str(STAFF_CHAT)), ManualClock())):
        number = await open_case(asker, QUESTION[language], say(language, "cases.yes"))
        opened = next(shown for shown in reversed(asker.replies) if number in shown.text)
        await asker.say("ajoutez : accord n° 12", reply_to=opened)
        assert (await asker.wait_reply()).text == say(language, "cases.added", number=number)
