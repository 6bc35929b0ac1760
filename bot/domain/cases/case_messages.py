"""Messages about cases: the summary for the team, the answer for the person, and notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from bot.domain.cases.case import UNANSWERED, Case, CaseState
from bot.domain.cases.case_answers import CaseAnswer
from bot.errors import CaseError
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import day_in_words, say, sentence, truncated
from corpus.language import Language

LONGEST_QUESTION = 1500  # characters in a summary; the whole of it is on the command line
LONGEST_LINE = 80  # characters of a question in a list

_BUTTONS: dict[CaseState, tuple[tuple[str, ...], ...]] = {
    "open": (("take", "answer"), ("close", "faq")),
    "reopened": (("take", "answer"), ("close", "faq")),
    "taken": (("answer", "over", "release"), ("close", "faq")),
    "answered": (("answer", "close"), ("faq",)),
    "closed": (("reopen", "faq"),),
}


def summary(case: Case, language: Language, today: date) -> Reply:
    """Return the case as its team sees it, with the buttons that its state allows."""
    state = say(language, "staff.overdue" if case.is_overdue(today) else f"cases.state_{case.state}")
    question = truncated(case.question, LONGEST_QUESTION) or say(language, f"staff.kind_{case.kind}")
    facts = _safeguarding_facts if case.kind == "safeguarding" else _facts
    paragraphs = [
        Paragraph(f"{case.number} · {state}", "title"),
        Paragraph(question, "quote"),
        Paragraph("\n".join(facts(case, language))),
    ]
    return Reply(language, tuple(paragraphs), _rows(case, language))


def answer(case: Case, text: str, role: str) -> Reply:
    """Return the answer for the person: in their language, with the text as it was written."""
    say_it = _in(case.language)
    names = () if case.kind == "safeguarding" else ("helped", "unhelped")  # no button closes a case of danger
    buttons = tuple(Button(say_it(f"cases.{name}"), f"{name}:{case.number}") for name in names)
    # Nobody is asked to pass on a reply about danger.
    source = "answer_from_safeguarding" if case.kind == "safeguarding" else "answer_from"
    return Reply(
        case.language,
        (
            Paragraph(say_it("cases.answer_title", number=case.number), "title"),
            Paragraph(text),
            Paragraph(say_it(f"cases.{source}", role=role), "source"),
        ),
        (buttons,) if buttons else (),
    )


def preview(case: Case, text: str, language: Language, seconds: int, outgoing_id: int) -> Reply:
    """Return the preview of an answer for the team, with the button that takes the answer back."""
    head = say(language, "staff.preview", number=case.number, seconds=seconds)
    undo = Button(say(language, "staff.undo"), f"undo:{outgoing_id}")
    return Reply(language, (Paragraph(head), Paragraph(text, "quote")), ((undo,),))


def held_answer(case: Case, competing: CaseAnswer, held: int, language: Language) -> Reply:
    """Return the question whether the answer `held` is to be sent beside a colleague's competing one."""
    head = say(language, f"staff.held_{competing.state}", number=case.number, name=competing.actor.name)
    names = ("send", "drop")
    buttons = tuple((Button(say(language, f"staff.held_{name}"), f"held:{name}:{held}"),) for name in names)
    quoted = Paragraph(truncated(competing.text, LONGEST_QUESTION), "quote")
    return Reply(language, (Paragraph(head), quoted, Paragraph(say(language, "staff.held_ask"))), buttons)


def added_message(case: Case, text: str, language: Language, is_edited: bool) -> Reply:
    """Return the message that the person added to their case, or edited, for the team."""
    head = Paragraph(say(language, "staff.rewrote" if is_edited else "staff.wrote", number=case.number))
    return Reply(language, (head, Paragraph(text, "quote")))


def another_danger(case: Case, kind: str, moment: str, language: Language) -> Reply:
    """Return the notice of another kind of danger, reported at `moment` (ISO 8601 UTC), for the team."""
    danger = say(language, f"dangers.{kind}")
    return sentence(language, "staff.danger_again", number=case.number, time=_moment(moment, language), kind=danger)


def released(case: Case, name: str, language: Language) -> Reply:
    """Return the notice that a colleague released the case, with the button that takes it."""
    said = Paragraph(say(language, "staff.released", number=case.number, name=name))
    return Reply(language, (said,), ((Button(say(language, "staff.button_take"), f"case:take:{case.number}"),),))


def status_line(case: Case, language: Language, today: date, promised: bool) -> str:
    """Return number, state and question of a case for the person; with its due date, if one was `promised`."""
    state = say(language, f"cases.state_{case.state}")
    due = say(language, "cases.line_due", due=day_in_words(case.due, language)) if case.state in UNANSWERED else ""
    when = say(language, "cases.line_late") if case.is_overdue(today) else due
    return f"{case.number} · {state}{when if promised else ''}\n{truncated(case.question, LONGEST_LINE)}".strip()


def refused_action(error: CaseError, language: Language) -> Reply:
    """Return the reason why an action on a case is refused."""
    return sentence(language, f"case_error.{error.reason}", **error.values)


def _facts(case: Case, language: Language) -> Iterable[str]:
    say_it = _in(language)
    if case.state in UNANSWERED:
        yield say_it("staff.due", due=day_in_words(case.due, language))
    if case.owner:
        yield say_it("staff.owner", name=case.owner_name or case.owner[:6])
    yield say_it("staff.language", name=say_it(f"staff.language_{case.language}"))
    if case.kind != "check":  # the question of a check is its whole result
        yield from _background(case, language)
    if case.state != "closed":
        yield say_it("staff.reachable" if case.address else "staff.unreachable")


def _background(case: Case, language: Language) -> Iterable[str]:
    """Yield the topic of the question, the bot's answer, and further findings beyond the topic's own name."""
    say_it = _in(language)
    if case.topic:
        yield say_it("staff.topic", topic=case.topic)
    if case.outcome:
        yield say_it("staff.outcome", outcome=say_it(f"staff.outcome_{case.outcome}"))
    if found := [title.removeprefix(f"{case.topic} › ") for title in case.found if title != case.topic]:
        yield say_it("staff.found", titles=" ; ".join(found))


def _safeguarding_facts(case: Case, language: Language) -> Iterable[str]:
    say_it = _in(language)
    yield say_it("staff.time", time=_moment(case.opened, language))
    yield say_it("staff.language", name=say_it(f"staff.language_{case.language}"))
    yield say_it("staff.danger", kind=say_it(f"dangers.{case.topic}"))
    if case.owner:
        yield say_it("staff.owner", name=case.owner_name or case.owner[:6])
    yield say_it("staff.reachable_danger" if case.address else "staff.unreachable_danger")


def _moment(moment: str, language: Language) -> str:
    """Return a moment in ISO 8601 UTC in words."""
    return f"{day_in_words(date.fromisoformat(moment[:10]), language)}, {moment[11:16]} UTC"


def _rows(case: Case, language: Language) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons: no FAQ for safeguarding cases and checks, no answer to a danger without consent."""
    without = {"faq"} if case.kind in ("safeguarding", "check") else set()
    if case.kind == "safeguarding" and not case.address:
        without.add("answer")
    rows = tuple(
        tuple(
            Button(say(language, f"staff.button_{verb}"), f"case:{verb}:{case.number}")
            for verb in row
            if verb not in without
        )
        for row in _BUTTONS[case.state]
    )
    return tuple(row for row in rows if row)


def _in(language: Language) -> Callable[..., str]:
    return partial(say, language)
