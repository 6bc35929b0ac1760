"""Checks in the chat: answers by button, number or word; remarks, pauses, results; nothing about danger is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.handler import Message
from bot.conversation.handlers.checks.check_handler import CheckHandler
from bot.conversation.handlers.checks.check_step import LONGEST, step
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.chat import Chat
from bot.domain.checks.check import Check, CheckLog
from bot.domain.checks.check_question import CheckQuestion, questions
from bot.domain.checks.progress import CheckProgress
from bot.domain.checks.response import Response
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import date_in_words, say, texts
from bot.safety.contacts import Contacts, Country
from bot.storage.consultations import ChatLanguages, ConsultationLog
from bot.storage.database import Database, open_database
from corpus.language import LANGUAGES, Language
from corpus.procedure import Procedure
from tests.support.checks import CLOSING, CORPUS, EARLY, completed

TODAY = date(2026, 11, 22)


@dataclass
class Talk:
    """A chat with the check handler alone; it keeps every reply."""

    database: Database
    chat: Chat = field(default_factory=lambda: Chat("chat", "en"))
    shown: list[Reply] = field(default_factory=list)
    messages: int = 0

    def __post_init__(self) -> None:
        """Build the handler."""
        self.checks, self.consultations = CheckLog(self.database), ConsultationLog(self.database)
        mali = Country("mali", {"fr": "Mali", "en": "Mali"}, {"fr": "Appelez le 116", "en": "Call 116"})
        niger = Country("niger", {"fr": "Niger", "en": "Niger"}, {"fr": "Appelez le 116", "en": "Call 116"})
        contacts = Contacts((mali, niger), mali)
        preference = LanguagePreference(ChatLanguages(self.database))
        self.handler = CheckHandler(
            CORPUS, self.checks, self.consultations, preference, beats, contacts, self.offer, lambda: TODAY
        )

    def offer(self, chat: Chat, identity: str) -> Reply:
        """Offer to pass on what was logged under an id."""
        return Reply("en", (Paragraph(f"offered {identity}"),))

    @property
    def text(self) -> str:
        """The text of the last reply."""
        return self.shown[-1].plain

    @property
    def buttons(self) -> list[Button]:
        """The buttons under the last reply."""
        return [button for row in self.shown[-1].buttons for button in row]

    @property
    def check(self) -> Check:
        """The check used last."""
        return self.checks.of(self.chat.key)[0]

    def command(self, argument: str = "") -> str:
        """Send /check."""
        self.shown.append(self.handler.command(self.chat, "check", argument))
        return self.text

    def press(self, part: str) -> str:
        """Press the button whose action has this part, such as "a.yes" or "drop"; return the text or notice."""
        button = next(button for button in self.buttons if part in button.action.split(":"))
        return self.act(button.action)

    def turn(self, key: str) -> str:
        """Press the button that turns the page of the menu: "previous" or "next"."""
        button = next(button for button in self.buttons if button.label == wording(key))
        return self.act(button.action)

    def asks(self, step_id: str, language: Language = "en") -> bool:
        """Tell whether the last reply asks the question of that step."""
        steps = [step for procedure in CORPUS.procedures.values() for step in procedure.steps if step.id == step_id]
        return any(step.ask[language] in self.text for step in steps)

    def act(self, action: str) -> str:
        """Send a button's action, as a client does."""
        name, _, argument = action.partition(":")
        pressed = self.handler.press(self.chat, name, argument)
        self.shown += pressed.replies
        return self.text if pressed.replies else pressed.notice

    def write(self, text: str, message: int | None = None) -> str | None:
        """Send a message; None if the handler leaves it to others."""
        self.messages += 1
        reply = self.handler.handle(self.chat, Message(text, None, message or self.messages))
        self.shown += [reply] if reply else []
        return reply.plain if reply else None

    def begin(self, procedure: Procedure = EARLY, name: str = "Hope") -> str:
        """Begin a check under a name and return the text of its first step."""
        self.act(f"checks:new:{procedure.id}")
        return self.write(name) or ""


def beats(text: str, declared_safe: bool = False) -> bool:
    """Tell whether a text tells of danger, for these tests."""
    return "beats" in text and not declared_safe


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Return a chat in English over a database of its own."""
    database = open_database(tmp_path / "relais.db")
    yield Talk(database)
    database.close()


def wording(key: str, **values: object) -> str:
    """Return an English text about checks."""
    return say("en", f"check.{key}", **values)


def at(procedure: Procedure, question: CheckQuestion, given: Mapping[str, Response]) -> Check:
    """Return a check whose current question is `question`."""
    return Check("chat", "Hope", CheckProgress(procedure, given, question.key), state="open", id="0" * 8)


@pytest.mark.parametrize("procedure", [EARLY, CLOSING], ids=lambda one: one.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_fits_a_small_screen(procedure: Procedure, language: Language) -> None:
    """At most 600 characters, whatever is said before it, and buttons whose data fits with its signature."""
    keys = [key for key in texts(language)["check"] if key.startswith(("bad_", "long_", "past_", "year_", "newer"))]
    values = {"day": "22 septembre 2026", "count": 4000, "most": 500, "new": "1.10.10", "old": "1.10.9"}
    leads = [say(language, f"check.{key}").format(**values) for key in keys] + ["x" * 90]
    given = {step.id: Response("no" if step.action else step.choices[0]) for step in procedure.steps if step.choices}
    given |= {"ground": Response("context"), "progress": Response("nothing"), "ending-considered": Response("yes")}
    put = questions(procedure, given)
    assert len(put) > 2 * len([step for step in procedure.steps if step.action])
    for question in put:
        for lead in leads:
            held = replace(given.get(question.key, Response()), note="x" * 500)
            reply = step(at(procedure, question, {**given, question.key: held}), language, (lead,))
            assert len(reply.plain) <= LONGEST
            assert max(len(b.action.encode()) for row in reply.buttons for b in row) <= 56


def test_both_languages_put_the_same_steps_with_the_same_buttons() -> None:
    """A person who switches language half-way sees the same question with the same answers."""
    for procedure in (EARLY, CLOSING):
        given = completed(procedure, {}).responses
        for question in questions(procedure, given):
            french, english = (
                [button.action for row in step(at(procedure, question, given), language).buttons for button in row]
                for language in LANGUAGES
            )
            assert french[:-1] == english[:-1]  # the last one is the other language


def test_a_number_a_word_and_a_button_are_the_same_answer(talk: Talk) -> None:
    """For clients without buttons; words in either language."""
    talk.begin()
    for answer in ("4", "a change of context", "Un changement de contexte"):
        talk.write(answer)
        assert talk.check.progress.responses["ground"].value == "context"
        talk.write("back")
    talk.press("a.context")
    assert talk.check.progress.at == "ground-facts"


def test_why_shows_the_cited_passage_and_the_same_answers(talk: Talk) -> None:
    """With its source; the step can be answered from there."""
    talk.begin()
    before = talk.buttons
    said = talk.press("v.why")
    assert "unforeseen circumstances;" in said
    assert "UNICEF, “Concluding the partnership”" in said
    assert talk.buttons == before


def test_what_is_typed_at_a_step_is_a_remark_beside_its_answer(talk: Talk) -> None:
    """It is stored, shown, and deleted on request."""
    talk.begin()
    talk.press("a.none")
    assert wording("remark", note="Every Monday") in (talk.write("Every Monday") or "")
    assert wording("noted", answer="yes") in talk.press("a.yes")
    assert talk.check.progress.responses["communication"] == Response("yes", "Every Monday")
    talk.press("v.back")
    talk.press("v.unremark")
    assert talk.check.progress.responses["communication"] == Response("yes")


@pytest.mark.parametrize(
    ("typed", "answer", "note"),
    [
        ("Yes, but the minutes are missing.", "yes", "But the minutes are missing."),
        ("oui on se parle chaque lundi", "yes", "On se parle chaque lundi"),
        ("En partie : le budget manque", "partly", "Le budget manque"),
        ("partiellement", "partly", ""),
        ("oui oui !", "yes", ""),
        ("Partly - since March", "partly", "Since March"),
        ("No. We stopped in June", "no", "We stopped in June"),
        ("non ils ne répondent plus", "no", "Ils ne répondent plus"),
        ("No minutes are kept", "", "No minutes are kept"),
        ("Non conforme à l’accord", "", "Non conforme à l’accord"),
        ("We talk, yes", "", "We talk, yes"),
    ],
)
def test_an_answer_may_lead_a_remark(talk: Talk, typed: str, answer: str, note: str) -> None:
    """In either language; a "no" that may belong to the sentence is part of the remark."""
    talk.begin()
    talk.press("a.none")
    talk.write(typed)
    assert talk.check.progress.responses["communication"] == Response(answer, note)
    assert (note[:10] in talk.text, talk.check.progress.at == "communication") == (True, not answer)


def test_a_choice_of_the_step_may_lead_a_remark_too(talk: Talk) -> None:
    """By its whole label or the beginning of it; what is not applicable is no "no"."""
    talk.begin()
    for verb in ("a.none", "a.yes", "a.yes"):
        talk.press(verb)
    talk.write("Yes, it is moving: two schools are open")
    assert talk.check.progress.responses["progress"] == Response("good", "Two schools are open")
    talk.press("v.back")
    talk.write("Peu, à cause du pont")
    assert talk.check.progress.responses["progress"] == Response("little", "À cause du pont")
    for verb in ("v.skip", "v.skip"):
        talk.press(verb)
    talk.write("Non applicable, pas de budget")
    assert talk.check.progress.responses["budget"] == Response("not_applicable", "Pas de budget")


@pytest.mark.parametrize(
    ("typed", "answer", "note"),
    [
        ("5 le bailleur a réduit son financement", "other", "Le bailleur a réduit son financement"),
        ("5. the donor cut its funding", "other", "The donor cut its funding"),
        ("another factor, the donor cut its funding", "other", "The donor cut its funding"),
        ("Un autre facteur le bailleur", "other", "Le bailleur"),
        ("five", "other", ""),
        ("la cinquième", "other", ""),
        ("option 4: the war", "context", "The war"),
        ("le 2e", "circumstances", ""),
        ("un changement de contexte", "context", ""),
    ],
)
def test_a_step_of_choices_alone_reads_number_word_and_label_with_a_remark(
    talk: Talk, typed: str, answer: str, note: str
) -> None:
    """The remark is kept and said, although the step does not ask for one."""
    talk.begin()
    assert note in (talk.write(typed) or "")
    assert talk.check.progress.responses["ground"] == Response(answer, note)


@pytest.mark.parametrize(
    ("typed", "answer", "note"),
    [
        ("2, since March", "partly", "Since March"),
        ("un : chaque lundi", "yes", "Chaque lundi"),
        ("3 on ne se parle plus", "no", "On ne se parle plus"),
        ("2 schools are open", "", "2 schools are open"),
        ("Un comité se réunit", "", "Un comité se réunit"),
    ],
)
def test_a_number_may_lead_a_remark_or_be_part_of_it(talk: Talk, typed: str, answer: str, note: str) -> None:
    """Where a remark alone can be written, only what is surely a number of a button is one."""
    talk.begin()
    talk.press("a.none")
    talk.write(typed)
    assert talk.check.progress.responses["communication"] == Response(answer, note)


def test_nothing_is_kept_of_what_follows_a_choice_that_leaves_the_check(talk: Talk) -> None:
    """Neither the choice nor the remark."""
    talk.begin()
    talk.write("6, at the village school")
    assert (talk.check.state, dict(talk.check.progress.responses)) == ("paused", {})


def test_an_answer_that_does_not_fit_is_declined_kindly(talk: Talk) -> None:
    """With what would fit, and the step again."""
    talk.begin(CLOSING)
    assert wording("bad_choice") in (talk.write("because the funds ran out") or "")
    talk.press("a.reached")
    assert wording("bad_choice") in (talk.write("not applicable") or "")
    talk.press("a.yes")
    assert wording("bad_date") in (talk.write("the other day") or "")
    assert wording("future_date", day="23 November 2026") in (talk.write("demain") or "")
    assert wording("no_such_day") in (talk.write("le 31 février") or "")
    assert wording("noted", answer="3 November 2026") in (talk.write("3 Nov") or "")
    talk.press("a.no")
    talk.press("a.cso")
    assert wording("past_date", day="3 November 2025") in (talk.write("3/11/2025") or "")
    talk.write("in a month")
    assert wording("long_note", count=501, most=500) in (talk.write("x" * 501) or "")


@pytest.mark.parametrize(
    ("typed", "who", "by"),
    [
        ("le bureau pour le 15 janvier", "office", "2027-01-15"),
        ("l'OSC d'ici fin mars", "cso", "2027-03-31"),
        ("1, next Friday", "office", "2026-11-27"),
        ("The accountant by the end of March", "The accountant", "2027-03-31"),
    ],
)
def test_who_and_by_when_are_read_from_one_message(talk: Talk, typed: str, who: str, by: str) -> None:
    """And the next step is shown."""
    talk.begin()
    for verb in ("a.none", "a.no"):
        talk.press(verb)
    talk.write(typed)
    given = talk.check.progress.responses
    assert (given["communication/who"].value, given["communication/by"].value) == (who, by)
    assert talk.asks("monitoring")


def test_a_day_that_can_not_be_is_asked_for_again(talk: Talk) -> None:
    """Who does it is kept; a day alone is not taken for a person."""
    talk.begin()
    for verb in ("a.none", "a.no"):
        talk.press(verb)
    assert wording("who_first") in (talk.write("fin mars") or "")
    assert wording("no_such_day") in (talk.write("le bureau pour le 31 février") or "")
    assert talk.check.progress.at == "communication/by"
    assert wording("past_date", day="3 November 2025") in (talk.write("3/11/2025") or "")
    talk.write("end of March")
    assert talk.check.progress.responses["communication/by"].value == "2027-03-31"


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("le 15 janvier", "2027-01-15", "15 January 2027"),
        ("15 March", "2027-03-15", "15 March 2027"),
        ("3/11", "2027-11-03", "3 November 2027"),
        ("d’ici fin décembre", "2026-12-31", "31 December 2026"),
    ],
)
def test_a_planned_date_without_year_is_the_next_such_day(talk: Talk, typed: str, kept: str, shown: str) -> None:
    """The date that was understood is told, and the way to another year."""
    talk.begin()
    for verb in ("a.none", "a.yes", "a.yes", "a.little", "a.yes", "v.skip", "a.yes"):
        talk.press(verb)
    assert talk.asks("timeline-end")
    told = talk.write(typed) or ""
    assert talk.check.progress.responses["timeline-end"].value == kept
    assert f"{wording('noted', answer=shown)}\n\n{wording('year_guessed')}" in told
    talk.write("back")
    assert talk.asks("timeline-end")
    assert wording("year_guessed") not in (talk.write("15/12/2026") or "")
    assert talk.check.progress.responses["timeline-end"].value == "2026-12-15"


def test_the_date_of_a_fact_without_year_is_the_last_such_day(talk: Talk) -> None:
    """And is told as well."""
    talk.begin(CLOSING)
    talk.press("a.reached")
    talk.press("a.yes")
    told = talk.write("le 15 janvier") or ""
    assert talk.check.progress.responses["discussion-date"].value == "2026-01-15"
    assert wording("noted", answer="15 January 2026") in told
    assert wording("year_guessed") in told


def test_a_file_is_named_and_not_sent(talk: Talk) -> None:
    """Its name is checked."""
    talk.begin()
    for verb in ("a.none", "a.yes", "a.yes", "a.little", "a.yes"):
        talk.press(verb)
    assert wording("bad_file_name") in (talk.write("on my desk") or "")
    talk.write("C:\\Plans\\corrective plan.docx")
    assert talk.check.progress.responses["measures-file"].value == "corrective plan.docx"


def test_the_same_person_and_day_can_be_given_again(talk: Talk) -> None:
    """In one press, or the word for it."""
    talk.begin()
    for verb in ("a.none", "a.no", "a.together", "a.month", "a.no"):
        talk.press(verb)
    assert wording("same_as", who="both together, 22 December 2026") in talk.text
    talk.press("v.same")
    given = talk.check.progress.responses
    assert (given["monitoring/who"].value, given["monitoring/by"].value) == ("together", "2026-12-22")
    assert talk.check.progress.at == "progress"


def test_a_question_is_left_to_the_other_handlers(talk: Talk) -> None:
    """The check stays at its step; "why?" is still the word for its own button."""
    talk.begin()
    assert talk.write("What is the notice period?") is None
    assert talk.check.progress.at == "ground"
    assert wording("why_title") in (talk.write("why?") or "")


def test_after_the_answer_to_a_question_the_step_is_shown_again(talk: Talk) -> None:
    """With its buttons, once; not under an urgent reply, nor when nothing was asked amid a step."""
    answer = Reply("en", (Paragraph("Ninety days."),), ((Button("Sources", "sources:1"),),))
    talk.act(f"checks:new:{EARLY.id}")
    talk.write("What is the notice period?")
    assert wording("name_ask") in talk.handler.accompany(talk.chat, answer).plain
    talk.write("Hope")
    step_buttons = talk.shown[-1].buttons
    assert talk.handler.accompany(talk.chat, answer) == answer
    talk.write("What is the notice period?")
    shown = talk.handler.accompany(talk.chat, answer)
    assert EARLY.steps[0].ask["en"] in shown.plain
    assert shown.buttons == (*answer.buttons, *step_buttons)
    assert talk.handler.accompany(talk.chat, answer) == answer
    talk.write("he beats the children")
    assert talk.handler.accompany(talk.chat, answer) == answer
    talk.write("What is the notice period?")
    urgent = replace(answer, is_urgent=True)
    assert talk.handler.accompany(talk.chat, urgent) == urgent


@pytest.mark.parametrize("courtesy", ["bonjour", "Hello!", "merci beaucoup", "Thanks", "Bonsoir à tous"])
def test_a_courtesy_is_answered_kindly_and_kept_nowhere(talk: Talk, courtesy: str) -> None:
    """It is neither the name nor a remark; the question comes again."""
    talk.act(f"checks:new:{EARLY.id}")
    assert wording("courtesy") in (talk.write(courtesy) or "")
    assert (wording("name_ask") in talk.text, talk.check.name) == (True, "")
    talk.write("Bonjour, Espoir")
    assert talk.check.name == "Espoir"
    talk.press("a.none")
    assert wording("courtesy") in (talk.write(courtesy) or "")
    assert (talk.asks("communication"), talk.check.progress.response) == (True, Response())


@pytest.mark.parametrize(("typed", "answer"), [("oui merci", "yes"), ("Non, merci", "no"), ("Hello, 2", "partly")])
def test_a_courtesy_around_an_answer_is_no_remark(talk: Talk, typed: str, answer: str) -> None:
    """The answer counts."""
    talk.begin()
    talk.press("a.none")
    talk.write(typed)
    assert talk.check.progress.responses["communication"] == Response(answer)


@pytest.mark.parametrize(
    "text",
    [
        "oups, en fait la réponse à l'étape 2 c'est non",
        "étape 2 : non",
        "change step 2 to no",
        "Sorry, the answer to step two is no",
    ],
)
def test_an_earlier_answer_is_corrected_in_one_message(talk: Talk, text: str) -> None:
    """The step is counted as it was shown; what becomes of the answer is asked next."""
    talk.begin()
    for verb in ("a.none", "a.yes", "a.yes"):
        talk.press(verb)
    talk.write(text)
    assert talk.check.progress.responses["communication"].value == "no"
    assert talk.check.progress.at == "communication/who"


@pytest.mark.parametrize("text", ["modifier l’étape 1", "je me suis trompé à l’étape 1", "Change step 1", "step 1"])
def test_an_earlier_step_is_shown_again_to_be_corrected(talk: Talk, text: str) -> None:
    """Then the check goes on where it was."""
    talk.begin()
    for verb in ("a.none", "a.yes"):
        talk.press(verb)
    talk.write(text)
    assert talk.asks("ground")
    talk.write("1")
    assert talk.asks("monitoring")
    assert wording("no_such_step", n=9) in (talk.write("corriger l'étape 9") or "")


@pytest.mark.parametrize("text", ["corriger", "I made a mistake", "retour", "Oups, je me suis trompé"])
def test_the_last_answer_is_corrected_at_a_step_and_at_the_result(talk: Talk, text: str) -> None:
    """In words."""
    talk.begin()
    talk.press("a.none")
    talk.write(text)
    assert talk.asks("ground")
    ended = talk.checks.save(replace(talk.check, progress=completed(EARLY, {}), state="finished"))
    talk.write(text)
    assert (talk.check.state, talk.check.progress.at) == ("open", ended.progress.back().at)
    talk.checks.save(ended)
    talk.write("modifier l'étape 1")
    assert talk.asks("ground")


def test_back_at_the_first_step_leads_to_the_name_and_from_there_to_the_menu(talk: Talk) -> None:
    """The check can be named anew."""
    talk.begin()
    assert wording("name_ask") in (talk.write("retour") or "")
    talk.write("School")
    assert (talk.check.name, talk.asks("ground")) == ("School", True)
    talk.write("back")
    assert wording("menu_title") in (talk.write("back") or "")


def test_a_bare_number_chooses_from_the_menu_that_was_shown_last(talk: Talk) -> None:
    """As it was numbered; after any other message it does not."""
    talk.command()
    assert EARLY.purpose["en"] in (talk.write("2") or "")
    talk.checks.pause("chat")
    talk.command()
    assert talk.write("hello") is None
    assert talk.write("2") is None


@pytest.mark.parametrize("word", ["reprendre", "Resume"])
def test_a_check_that_was_stopped_is_taken_up_in_a_word(talk: Talk, word: str) -> None:
    """At its step."""
    talk.begin()
    talk.press("a.none")
    talk.handler.reset(talk.chat)
    talk.write(word)
    assert talk.asks("communication")


def test_a_note_that_tells_of_danger_is_not_kept(talk: Talk, tmp_path: Path) -> None:
    """It is left to the safeguarding handler, as a note, as an answer and as a name."""
    talk.act("checks:new:early-termination")
    assert talk.write("he beats the children") is None
    talk.write("Hope")
    assert talk.write("he beats the children") is None
    talk.press("a.context")
    assert talk.write("he beats the children") is None
    assert talk.check.progress.at == "ground-facts"
    talk.database.checkpoint()
    assert not any(b"beats" in path.read_bytes() for path in tmp_path.glob("relais.db*"))


def test_personal_data_is_blanked_before_it_is_kept(talk: Talk) -> None:
    """In names and notes alike."""
    talk.begin(name="Hope +33612345678")
    talk.press("a.other")
    talk.write("Call +33612345678")
    assert talk.check.name == "Hope [phone]"
    assert talk.check.progress.responses["ground-facts"].value == "Call [phone]"


@pytest.mark.parametrize("procedure", [EARLY, CLOSING], ids=lambda one: one.id)
@pytest.mark.parametrize(
    ("choice", "channel"),
    [
        ("abuse", say("en", "safeguarding.contacts", country="Mali", contacts="Call 116")),
        ("fraud", wording("exit_misconduct")),
    ],
)
def test_abuse_and_fraud_leave_the_check_for_their_channel(
    talk: Talk, procedure: Procedure, choice: str, channel: str
) -> None:
    """The reply names the channel, the choice is not stored, and the check is paused."""
    talk.begin(procedure)
    said = talk.press(f"a.{choice}")
    assert channel in said
    assert wording("exit_care") in said
    assert (talk.check.state, dict(talk.check.progress.responses)) == ("paused", {})
    assert talk.write("and now what is typed is not for the check") is None
    talk.press("resume")
    assert talk.asks(talk.check.procedure.steps[0].id)


@pytest.mark.parametrize(
    "note",
    [
        "The treasurer diverted funds: fraud.",
        "Des fausses factures",
        "They asked for a bribe",
        "un agent demande de l'argent aux familles",
        "ils font payer les bénéficiaires",
        "An officer asks the families for money",
        "the driver takes money from beneficiaries",
        "our accountant takes money from the project",
        "the storekeeper sells the kits",
        "le trésorier se sert dans la caisse",
        "de fausses signatures sur les listes",
    ],
)
def test_a_note_about_fraud_leaves_the_check_for_its_channel(talk: Talk, note: str, tmp_path: Path) -> None:
    """Whatever ground was chosen; the text is not stored."""
    talk.begin()
    talk.press("a.other")
    said = talk.write(note) or ""
    assert wording("exit_misconduct") in said
    assert (talk.check.state, talk.check.progress.at) == ("paused", "ground-facts")
    talk.database.checkpoint()
    assert not any(note.encode() in path.read_bytes() for path in tmp_path.glob("relais.db*"))


@pytest.mark.parametrize(
    "said", ["no, the director stole the fuel money", "non, le directeur a volé l’argent du carburant"]
)
def test_fraud_behind_an_answer_is_kept_nowhere(talk: Talk, said: str) -> None:
    """Neither the answer nor the remark; the check is taken up again at its step."""
    talk.begin()
    talk.press("a.none")
    assert wording("exit_misconduct") in (talk.write(said) or "")
    assert dict(talk.check.progress.responses) == {"ground": Response("none")}
    for _ in range(2):
        talk.write("resume")
        assert (talk.asks("communication"), talk.check.progress.response) == (True, Response())


@pytest.mark.parametrize("word", ["cancel", "Annuler", "never mind"])
def test_a_check_is_called_off_in_words_at_every_step(talk: Talk, word: str) -> None:
    """It is paused and keeps its answers; before it has a name it is not begun."""
    talk.act(f"checks:new:{EARLY.id}")
    assert talk.write(word) == say("en", "clarify.cancelled")
    assert talk.write("Hope") is None
    talk.begin()
    assert wording("paused", name="Hope", n=1, all=21) in (talk.write(word) or "")
    assert (talk.check.state, talk.check.name) == ("paused", "Hope")


def test_a_paused_check_is_resumed_days_later(talk: Talk) -> None:
    """By the number of its line in the menu, or by its name."""
    talk.begin(name="Hope")
    talk.press("a.context")
    assert wording("paused", name="Hope", n=2, all=21) in talk.press("v.pause")
    assert talk.write("not a remark any more") is None
    with talk.database.write() as db:
        db.execute("UPDATE checks SET changed = '2026-01-01T00:00:00+00:00'")
    assert f"3. {wording('resume_line', name='Hope', n=2, all=21)}" in talk.command()
    talk.command("3")
    assert talk.asks("ground-facts")
    talk.command("hope")
    assert talk.asks("ground-facts")


def test_an_answer_that_comes_the_next_day_brings_the_step_back(talk: Talk) -> None:
    """It does not count as the answer, as the person may have forgotten the question. Other messages are left alone."""
    talk.begin()
    talk.press("a.none")
    day_before = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    with talk.database.write() as db:
        db.execute("UPDATE checks SET changed = ?", [day_before])
    for others in ("thank you", "1", "why?", "yes, he beats the children", "yes, but who pays?"):
        assert talk.write(others) is None
    talk.write("yes")
    assert talk.asks("communication")
    assert dict(talk.check.progress.responses) == {"ground": Response("none")}
    assert wording("noted", answer="yes") in (talk.write("yes") or "")


def test_several_checks_are_told_apart_by_their_names(talk: Talk) -> None:
    """A name that is in use gets a number; opening one check pauses the other."""
    talk.begin(name="Hope")
    talk.press("a.context")
    talk.begin(CLOSING, name="Hope")
    talk.begin(CLOSING, name="School")
    assert [(check.name, check.state) for check in talk.checks.of("chat")] == [
        ("School", "open"),
        ("Hope (2)", "paused"),
        ("Hope", "paused"),
    ]
    talk.command("Hope")
    assert talk.asks("ground-facts")


def test_each_of_many_checks_is_found_and_resumed(talk: Talk) -> None:
    """By number, by name, or page by page; checks to be resumed come before finished ones."""
    for n in range(1, 16):
        talk.begin(name=f"OSC {n:02d}")
    talk.checks.save(replace(talk.checks.of("chat")[-1], state="finished"))
    assert f"3. {wording('resume_line', name='OSC 15', n=1, all=21)}" in talk.command()
    assert len(talk.buttons) == 9
    talk.turn("next")
    assert f"16. {wording('resume_line', name='OSC 02', n=1, all=21)}" in talk.text.splitlines()
    assert not any(line.startswith("1. ") for line in talk.text.splitlines())
    assert [button.label for button in talk.buttons[8:]] == [wording("previous"), wording("next")]
    last = talk.turn("next")
    assert f"17. {wording('see_line', name='OSC 01')}" in last
    assert talk.buttons[-1].label == wording("previous")
    assert talk.act("checks:page:99") == last
    for wanted, name in (("16", "OSC 02"), ("osc 03", "OSC 03")):
        talk.command(wanted)
        present = talk.checks.open_check("chat", timedelta(hours=1))
        assert present and present.name == name


def test_a_check_without_a_name_is_resumed_or_begun_anew_and_not_doubled(talk: Talk) -> None:
    """It has no answers yet, so beginning again replaces it."""
    talk.act(f"checks:new:{EARLY.id}")
    talk.checks.pause("chat")
    assert f"3. {wording('unnamed_line', title=EARLY.title['en'])}" in talk.command()
    assert wording("name_ask") in talk.command("3")
    talk.act(f"checks:new:{EARLY.id}")
    assert len(talk.checks.of("chat")) == 1
    talk.write("Hope")
    assert wording("unnamed_line", title=EARLY.title["en"]) not in talk.command()


def test_names_that_differ_in_capitals_are_told_apart(talk: Talk) -> None:
    """By a number, like names that are equal."""
    for name in ("Mali", "MALI", "mali"):
        talk.begin(name=name)
    assert [check.name for check in talk.checks.of("chat")] == ["mali (3)", "MALI (2)", "Mali"]


def test_without_a_name_a_check_is_called_by_its_day(talk: Talk) -> None:
    """One press instead of typing."""
    talk.act("checks:new:closing")
    talk.press("unnamed")
    assert talk.check.name == wording("name_default", day=date_in_words(talk.check.started, "en"))


def test_the_language_can_change_at_any_step(talk: Talk) -> None:
    """By button or by words, back and forth; answers stay."""
    talk.begin()
    talk.press("a.context")
    talk.press("v.fr")
    assert talk.asks("ground-facts", "fr")
    talk.write("in English please")
    assert talk.asks("ground-facts")
    assert talk.check.progress.responses == {"ground": Response("context")}


def test_a_message_that_is_edited_or_comes_twice_answers_once(talk: Talk) -> None:
    """The last version counts; edits of messages before the last one change nothing."""
    talk.begin()
    talk.press("a.context")
    talk.write("The bridge is gone.", message=50)
    talk.write("The bridge is gone.", message=50)
    talk.write("The bridge is cut.", message=50)
    assert talk.check.progress.responses["ground-facts"].value == "The bridge is cut."
    assert talk.check.progress.at == "communication"
    talk.press("a.yes")
    talk.write("The bridge is open.", message=50)
    assert talk.check.progress.responses["ground-facts"].value == "The bridge is cut."


def test_a_button_of_an_earlier_step_shows_the_current_step(talk: Talk) -> None:
    """Pressed twice, forged, or of a check that does not exist."""
    talk.begin()
    old = talk.buttons[3].action
    talk.act(old)
    talk.act(old)
    assert talk.asks("ground-facts")
    assert talk.check.progress.responses == {"ground": Response("context")}
    assert wording("gone") in talk.act("check:00000000:ground:a.context")
    talk.act(f"check:{talk.check.id}:ground-facts:a.forged")
    assert talk.asks("ground-facts")


def test_the_result_lists_done_and_missing_steps_with_responsible_and_date(talk: Talk) -> None:
    """Each with its source and the procedure's version; logged once as a consultation."""
    talk.begin()
    for verb in ("a.none", "a.yes", "a.no", "a.office", "a.week", "a.good"):
        talk.press(verb)
    said = talk.press("a.no")
    assert said.split("\n\n") == [
        "Result: “Hope”",
        "To do: 1. Done: 1.",
        "To do, the page asks for it:\n• Monitoring: the office, 29 November 2026",
        "Done: Regular communication.",
        "UNICEF, “Concluding the partnership”: Early termination of the partnership agreement\n"
        "Procedure “Early termination: before and during”, version 1.1",
        "The signed agreement prevails. For the partnership’s file, take the document, PDF or Word.",
    ]
    first = talk.shown[-1].consultation
    whole = talk.press("details")
    monitoring = EARLY.step("monitoring")
    assert monitoring and monitoring.action
    action = monitoring.action
    assert wording("details_action", what=action["en"], who="the office", by="29 November 2026") in whole
    assert wording("details_passage", passage="Communicate and monitor from the outset") in whole
    talk.command("Hope")
    assert talk.shown[-1].consultation == first
    turns = talk.consultations.recent("chat", timedelta(hours=1))
    kept = said.rpartition("\n\n")[0]
    assert [(turn.id, turn.outcome, turn.answer) for turn in turns] == [(first, "check", kept)]
    assert f"person:{first}" in [button.action for button in talk.buttons]


def test_a_result_with_several_sections_numbers_them_at_each_point(talk: Talk) -> None:
    """Each point has the number of its section."""
    talk.begin(CLOSING)
    while talk.check.progress.question:
        talk.press("v.skip")
    talk.press("again")
    while question := talk.check.progress.question:
        talk.press("a.yes" if "yes" in question.choices else "v.skip")
    assert "Done: Final discussion [1]" in talk.text
    assert "“Concluding the partnership”: [1] Discussion of the partnership" in talk.text


def test_a_result_can_be_corrected_and_gaps_filled(talk: Talk) -> None:
    """By going back to the last step, or through the skipped steps."""
    talk.begin()
    for verb in ("a.none", "v.skip", "a.yes", "a.good", "a.no"):
        talk.press(verb)
    assert f"{wording('count_done', count=1)} {wording('count_skipped', count=1)}" in talk.text
    talk.press("again")
    assert talk.asks("communication")
    assert wording("count_skipped", count=1) not in talk.press("a.yes")
    talk.press("change")
    assert talk.asks("ending-considered")
    assert talk.check.state == "open"


def test_the_results_of_a_check_are_erased_with_it(talk: Talk, tmp_path: Path) -> None:
    """The one in the log, which has replaced that of former answers; those of another check stay."""
    for name in ("Espoir", "Hope"):
        talk.checks.save(replace(Check("chat", name, completed(EARLY, {})), state="finished"))
    other, dropped = talk.checks.of("chat")
    for check in (other, dropped):
        talk.act(f"checks:resume:{check.id}")
    talk.press("change")
    talk.press("a.yes")
    assert len(talk.consultations.recent("chat", timedelta(hours=1))) == 2
    talk.act(f"checks:dropped:{dropped.id}")
    (kept,) = talk.consultations.recent("chat", timedelta(hours=1))
    assert dropped.name not in kept.answer
    assert not any(dropped.name.encode() in path.read_bytes() for path in tmp_path.glob("relais.db*"))


def test_an_old_button_for_no_name_does_not_rename_a_check(talk: Talk) -> None:
    """Named since, it keeps its name and shows its step."""
    talk.act(f"checks:new:{EARLY.id}")
    (unnamed,) = [button.action for button in talk.buttons if ":unnamed:" in button.action]
    first = talk.write("Hope")
    assert talk.act(unnamed) == first
    assert talk.check.name == "Hope"


def test_a_check_is_erased_only_after_confirmation(talk: Talk) -> None:
    """Its button then says that it no longer exists."""
    talk.begin()
    talk.press("v.pause")
    assert talk.press("drop") == wording("drop_ask", name="Hope")
    action = talk.buttons[0].action
    assert talk.act(action) == wording("dropped")
    assert talk.checks.of("chat") == []
    assert wording("gone") in talk.act(action)
