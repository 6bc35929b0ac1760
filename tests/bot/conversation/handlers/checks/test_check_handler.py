"""Checks as people meet them in the chat: buttons, numbers, words, and what is never kept."""

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
from bot.replies.reply import Button, Reply
from bot.replies.texts import say, texts
from bot.safety.contacts import Contacts, Country
from bot.storage.consultations import ChatLanguages, ConsultationLog
from bot.storage.database import Database, open_database
from corpus.language import LANGUAGES, Language
from corpus.procedure import Procedure
from tests.support.checks import CLOSING, CORPUS, EARLY, completed

TODAY = date(2026, 11, 22)


@dataclass
class Talk:
    """A chat with the check handler alone: the last replies, with its buttons."""

    database: Database
    chat: Chat = field(default_factory=lambda: Chat("chat", "en"))
    shown: list[Reply] = field(default_factory=list)
    messages: int = 0

    def __post_init__(self) -> None:
        """Build the handler."""
        self.log, self.consultations = CheckLog(self.database), ConsultationLog(self.database)
        mali = Country("mali", {"fr": "Mali", "en": "Mali"}, {"fr": "Appelez le 116", "en": "Call 116"})
        niger = Country("niger", {"fr": "Niger", "en": "Niger"}, {"fr": "Appelez le 116", "en": "Call 116"})
        contacts = Contacts((mali, niger), mali)
        preference = LanguagePreference(ChatLanguages(self.database))
        self.handler = CheckHandler(
            CORPUS, self.log, self.consultations, preference, lambda text: "beats" in text, contacts, lambda: TODAY
        )

    @property
    def text(self) -> str:
        """What was said last."""
        return self.shown[-1].plain

    @property
    def buttons(self) -> list[Button]:
        """The buttons under what was said last."""
        return [button for row in self.shown[-1].buttons for button in row]

    @property
    def check(self) -> Check:
        """The check used last."""
        return self.log.of(self.chat.key)[0]

    def command(self, argument: str = "") -> str:
        """Send /check."""
        self.shown.append(self.handler.command(self.chat, "check", argument))
        return self.text

    def press(self, label: str) -> str:
        """Press the button of that label; return what is said, or the notice if nothing is."""
        button = next(button for button in self.buttons if button.label == label)
        return self.act(button.action)

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
        """Begin a check under a name."""
        self.act(f"checks:new:{procedure.id}")
        return self.write(name) or ""


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Return a chat in English over a database of its own."""
    database = open_database(tmp_path / "relais.db")
    yield Talk(database)
    database.close()


def at(procedure: Procedure, question: CheckQuestion, given: Mapping[str, Response]) -> Check:
    """Return a check that stands at `question`."""
    return Check("chat", "Hope", CheckProgress(procedure, given, question.key), state="open", id="0" * 8)


@pytest.mark.parametrize("procedure", [EARLY, CLOSING], ids=lambda one: one.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_fits_a_small_screen(procedure: Procedure, language: Language) -> None:
    """At most 600 characters, whatever is said before it, and buttons whose data fits with its seal."""
    keys = [key for key in texts(language)["check"] if key.startswith(("bad_", "long_", "past_", "which_", "newer"))]
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
    """Whoever switches half-way finds the same question with the same answers."""
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
    talk.press("A change of context")
    assert talk.check.progress.at == "ground-facts"


def test_why_shows_the_cited_passage_and_the_same_answers(talk: Talk) -> None:
    """With its source; the step can be answered from there."""
    talk.begin()
    before = talk.buttons
    said = talk.press("Why?")
    assert "unforeseen circumstances;" in said
    assert "UNICEF, “Concluding the partnership”" in said
    assert talk.buttons == before


def test_what_is_typed_at_a_step_is_a_remark_beside_its_answer(talk: Talk) -> None:
    """Kept, shown, and taken away again on request."""
    talk.begin()
    talk.press("Nothing so far, I am taking stock")
    assert "Remark kept: “Every Monday”" in (talk.write("Every Monday") or "")
    assert "Noted: yes." in talk.press("Yes")
    assert talk.check.progress.responses["communication"] == Response("yes", "Every Monday")
    talk.press("Back")
    talk.press("Delete the remark")
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
    talk.press("Nothing so far, I am taking stock")
    talk.write(typed)
    assert talk.check.progress.responses["communication"] == Response(answer, note)
    assert (note[:10] in talk.text, talk.check.progress.at == "communication") == (True, not answer)


def test_a_choice_of_the_step_may_lead_a_remark_too(talk: Talk) -> None:
    """By its whole label or the beginning of it; what is not applicable is no "no"."""
    talk.begin()
    for label in ("Nothing so far, I am taking stock", "Yes", "Yes"):
        talk.press(label)
    talk.write("Yes, it is moving: two schools are open")
    assert talk.check.progress.responses["progress"] == Response("good", "Two schools are open")
    talk.press("Back")
    talk.write("Peu, à cause du pont")
    assert talk.check.progress.responses["progress"] == Response("little", "À cause du pont")
    for label in ("Skip", "Skip"):
        talk.press(label)
    talk.write("Non applicable, pas de budget")
    assert talk.check.progress.responses["budget"] == Response("not_applicable", "Pas de budget")


def test_an_answer_that_does_not_fit_is_declined_kindly(talk: Talk) -> None:
    """With what would fit, and the step again."""
    talk.begin(CLOSING)
    assert "choose one of the answers below" in (talk.write("because the funds ran out") or "")
    talk.press("Its objectives are reached")
    assert "choose one of the answers below" in (talk.write("not applicable") or "")
    talk.press("Yes")
    assert "I see no date here" in (talk.write("the other day") or "")
    assert "Of which year? Write the whole date, for example: 3 November 2026." in (talk.write("3 Nov") or "")
    assert "Noted: 3 November 2026." in (talk.write("3 Nov 2026") or "")
    talk.press("No")
    talk.press("The CSO")
    assert "3 November 2025 is already past" in (talk.write("3/11/2025") or "")
    talk.write("in a month")
    assert "I can keep 500" in (talk.write("x" * 501) or "")


def test_a_file_is_named_and_not_sent(talk: Talk) -> None:
    """Its name is checked."""
    talk.begin()
    for label in ("Nothing so far, I am taking stock", "Yes", "Yes", "A little", "Yes"):
        talk.press(label)
    assert "do not recognize this as a file name" in (talk.write("on my desk") or "")
    talk.write("C:\\Plans\\corrective plan.docx")
    assert talk.check.progress.responses["measures-file"].value == "corrective plan.docx"


def test_the_same_person_and_day_can_be_given_again(talk: Talk) -> None:
    """In one press, or the word for it."""
    talk.begin()
    for label in ("Nothing so far, I am taking stock", "No", "Both together", "In a month", "No"):
        talk.press(label)
    assert "Or “same”: both together, 22 December 2026." in talk.text
    talk.press("Same")
    given = talk.check.progress.responses
    assert (given["monitoring/who"].value, given["monitoring/by"].value) == ("together", "2026-12-22")
    assert talk.check.progress.at == "progress"


def test_a_question_is_left_to_those_who_answer_questions(talk: Talk) -> None:
    """And the check waits where it was; its own word with a question mark is still its own."""
    talk.begin()
    assert talk.write("What is the notice period?") is None
    assert talk.check.progress.at == "ground"
    assert "Why this question" in (talk.write("why?") or "")


def test_a_note_that_tells_of_danger_is_not_kept(talk: Talk, tmp_path: Path) -> None:
    """It is left to the safeguarding lane, as a note, as an answer and as a name."""
    talk.act("checks:new:early-termination")
    assert talk.write("he beats the children") is None
    talk.write("Hope")
    assert talk.write("he beats the children") is None
    talk.press("A change of context")
    assert talk.write("he beats the children") is None
    assert talk.check.progress.at == "ground-facts"
    talk.database.checkpoint()
    assert not any(b"beats" in path.read_bytes() for path in tmp_path.glob("relais.db*"))


def test_personal_data_is_blanked_before_it_is_kept(talk: Talk) -> None:
    """In names and notes alike."""
    talk.begin(name="Hope +33612345678")
    talk.press("Another factor")
    talk.write("Call +33612345678")
    assert talk.check.name == "Hope [phone]"
    assert talk.check.progress.responses["ground-facts"].value == "Call [phone]"


@pytest.mark.parametrize("procedure", [EARLY, CLOSING], ids=lambda one: one.id)
@pytest.mark.parametrize(
    ("label", "channel"),
    [
        ("Exploitation, abuse or a child in danger", "Whom to contact (Mali):\nCall 116"),
        ("Fraud or corruption", "reporting channel"),
    ],
)
def test_abuse_and_fraud_leave_the_check_for_their_channel(
    talk: Talk, procedure: Procedure, label: str, channel: str
) -> None:
    """Corrective measures are not the answer there, nothing of the choice is kept, and the check waits."""
    talk.begin(procedure)
    said = talk.press(label)
    assert "corrective measures are not the answer" in said
    assert channel in said
    assert "Do not look into it yourself" in said
    assert (talk.check.state, dict(talk.check.progress.responses)) == ("paused", {})
    assert talk.write("and now what is typed is not for the check") is None
    assert "Step 1 of" in talk.press("Resume")


@pytest.mark.parametrize(
    "note", ["The treasurer diverted funds: fraud.", "Des fausses factures", "They asked for a bribe"]
)
def test_a_note_about_fraud_leaves_the_check_for_its_channel(talk: Talk, note: str, tmp_path: Path) -> None:
    """Whatever ground was named; the words are not kept."""
    talk.begin()
    talk.press("Another factor")
    said = talk.write(note) or ""
    assert "corrective measures are not the answer" in said
    assert "reporting channel" in said
    assert (talk.check.state, talk.check.progress.at) == ("paused", "ground-facts")
    talk.database.checkpoint()
    assert not any(note.encode() in path.read_bytes() for path in tmp_path.glob("relais.db*"))


def test_a_pause_ends_whenever_it_is_called_for(talk: Talk) -> None:
    """By its button, by name or by number, days later."""
    talk.begin(name="Hope")
    talk.press("A change of context")
    assert "paused at step 2 of 21" in talk.press("Pause")
    assert talk.write("not a remark any more") is None
    with talk.database.write() as db:
        db.execute("UPDATE checks SET changed = '2026-01-01T00:00:00+00:00'")
    assert "3. Resume “Hope”, step 2 of 21" in talk.command()
    assert "What is happening?" in talk.command("3")
    assert "What is happening?" in talk.command("hope")


def test_an_answer_that_comes_the_next_day_brings_the_step_back(talk: Talk) -> None:
    """It is not taken for one: what was asked may be forgotten. Anything else is not for the check."""
    talk.begin()
    talk.press("Nothing so far, I am taking stock")
    day_before = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    with talk.database.write() as db:
        db.execute("UPDATE checks SET changed = ?", [day_before])
    for others in ("thank you", "1", "why?", "yes, he beats the children", "yes, but who pays?"):
        assert talk.write(others) is None
    assert "Do the partners talk regularly" in (talk.write("yes") or "")
    assert dict(talk.check.progress.responses) == {"ground": Response("none")}
    assert "Noted: yes." in (talk.write("yes") or "")


def test_several_checks_are_told_apart_by_their_names(talk: Talk) -> None:
    """A name that is taken gets a number; opening one sets the other aside."""
    talk.begin(name="Hope")
    talk.press("A change of context")
    talk.begin(CLOSING, name="Hope")
    talk.begin(CLOSING, name="School")
    assert [(check.name, check.state) for check in talk.log.of("chat")] == [
        ("School", "open"),
        ("Hope (2)", "paused"),
        ("Hope", "paused"),
    ]
    assert "What is happening?" in talk.command("Hope")


def test_each_of_many_checks_is_found_and_resumed(talk: Talk) -> None:
    """By its number and its name however many there are, and by leafing; those that wait come before finished ones."""
    for n in range(1, 16):
        talk.begin(name=f"OSC {n:02d}")
    talk.log.save(replace(talk.log.of("chat")[-1], state="finished"))
    assert "3. Resume “OSC 15”" in talk.command()
    assert len(talk.buttons) == 9
    talk.press("Next page")
    assert ("16. Resume “OSC 02”" in talk.text, "1. " in talk.text.splitlines()) == (True, False)
    assert [button.label for button in talk.buttons[8:]] == ["Previous page", "Next page"]
    last = talk.press("Next page")
    assert ("17. See “OSC 01” again, finished" in last, talk.buttons[-1].label) == (True, "Previous page")
    assert talk.act("checks:page:99") == last
    for wanted, name in (("16", "OSC 02"), ("osc 03", "OSC 03")):
        talk.command(wanted)
        present = talk.log.open_check("chat", timedelta(hours=1))
        assert present and present.name == name


def test_a_check_that_was_never_named_is_resumed_or_begun_anew_and_not_doubled(talk: Talk) -> None:
    """It has no answers yet: whoever begins again means this one."""
    talk.act(f"checks:new:{EARLY.id}")
    talk.log.pause("chat")
    assert f"3. Resume, no name yet: {EARLY.title['en']}" in talk.command()
    assert say("en", "check.name_ask") in talk.command("3")
    talk.act(f"checks:new:{EARLY.id}")
    assert len(talk.log.of("chat")) == 1
    talk.write("Hope")
    assert "Resume, no name" not in talk.command()


def test_names_that_differ_in_capitals_are_told_apart(talk: Talk) -> None:
    """By a number, as those that do not differ."""
    for name in ("Mali", "MALI", "mali"):
        talk.begin(name=name)
    assert [check.name for check in talk.log.of("chat")] == ["mali (3)", "MALI (2)", "Mali"]


def test_without_a_name_a_check_is_called_by_its_day(talk: Talk) -> None:
    """One press instead of typing."""
    talk.act("checks:new:closing")
    talk.press("No name")
    assert talk.check.name.startswith("Check of ")


def test_the_language_can_change_at_any_step(talk: Talk) -> None:
    """By button or by words, back and forth; answers stay."""
    talk.begin()
    talk.press("A change of context")
    assert "Que se passe-t-il" in talk.press("Français")
    assert "What is happening" in (talk.write("in English please") or "")
    assert talk.check.progress.responses == {"ground": Response("context")}


def test_a_message_that_is_edited_or_comes_twice_answers_once(talk: Talk) -> None:
    """The last word counts; what lies further back is not touched any more."""
    talk.begin()
    talk.press("A change of context")
    talk.write("The bridge is gone.", message=50)
    talk.write("The bridge is gone.", message=50)
    talk.write("The bridge is cut.", message=50)
    assert talk.check.progress.responses["ground-facts"].value == "The bridge is cut."
    assert talk.check.progress.at == "communication"
    talk.press("Yes")
    talk.write("The bridge is open.", message=50)
    assert talk.check.progress.responses["ground-facts"].value == "The bridge is cut."


def test_a_button_of_a_step_that_is_past_shows_where_the_check_stands(talk: Talk) -> None:
    """Pressed twice, or after a restart in between: nobody is left without a step."""
    talk.begin()
    old = talk.buttons[3].action
    talk.act(old)
    assert "What is happening?" in talk.act(old)
    assert talk.check.progress.responses == {"ground": Response("context")}
    assert "no longer exists" in talk.act("check:00000000:ground:a.context")
    assert "Step 2" in talk.act(f"check:{talk.check.id}:ground-facts:a.forged")


def test_the_result_says_what_is_done_what_is_missing_and_who_sees_to_it(talk: Talk) -> None:
    """Each with its source and the procedure's version; logged once as a consultation."""
    talk.begin()
    for label in ("Nothing so far, I am taking stock", "Yes", "No", "The office", "In a week", "Yes, it is moving"):
        talk.press(label)
    said = talk.press("No")
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
    whole = talk.press("Details")
    assert "To do: Put the monitoring of measures in place (the office, 29 November 2026)" in whole
    assert "Passage: Communicate and monitor from the outset" in whole
    talk.command("Hope")
    assert talk.shown[-1].consultation == first
    turns = talk.consultations.recent("chat", timedelta(hours=1))
    kept = said.rpartition("\n\n")[0]
    assert [(turn.id, turn.outcome, turn.answer) for turn in turns] == [(first, "check", kept)]
    assert f"person:{first}" in [button.action for button in talk.buttons]


def test_a_result_on_several_sections_says_which_point_rests_on_which(talk: Talk) -> None:
    """Each point has the number of its section."""
    talk.begin(CLOSING)
    while "Result:" not in talk.text:
        talk.press("Skip")
    talk.press("Go through the skipped steps")
    while "Result:" not in talk.text:
        talk.press("Yes" if any(button.label == "Yes" for button in talk.buttons) else "Skip")
    assert "Done: Final discussion [1]" in talk.text
    assert "“Concluding the partnership”: [1] Discussion of the partnership" in talk.text


def test_a_result_can_be_corrected_and_gaps_filled(talk: Talk) -> None:
    """Back into the last step, or through what was passed over."""
    talk.begin()
    for label in ("Nothing so far, I am taking stock", "Skip", "Yes", "Yes, it is moving", "No"):
        talk.press(label)
    assert "Done: 1. Without an answer: 1." in talk.text
    assert "Do the partners talk regularly" in talk.press("Go through the skipped steps")
    assert "Without an answer" not in talk.press("Yes")
    assert "Is ending the agreement being considered now?" in talk.press("Correct")
    assert talk.check.state == "open"


def test_a_check_is_erased_only_after_a_second_yes(talk: Talk) -> None:
    """And then it is gone."""
    talk.begin()
    talk.press("Pause")
    assert "Delete “Hope” and all its answers?" in talk.press("Delete")
    action = talk.buttons[0].action
    assert talk.act(action) == "It is deleted."
    assert talk.log.of("chat") == []
    assert "no longer exists" in talk.act(action)
