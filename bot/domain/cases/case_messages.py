"""Messages about cases: the summary for the team, the answer for the person, and notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias

from bot.domain.cases.case import NO_QUESTION, UNANSWERED, Actor, Case, CaseAction, CaseState
from bot.domain.cases.case_answers import CaseAnswer
from bot.errors import CaseError
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import date_in_words, day_in_words, say, sentence, truncated
from corpus.language import Language

_CARD_TITLE = re.compile(r"(R-\d{4}-\d{4,}) · ")
LONGEST_QUESTION = 1500  # characters in a summary; the whole of it is on the command line
LONGEST_LINE = 80  # characters of a question in a list

Rows: TypeAlias = tuple[tuple[Button, ...], ...]

_BUTTONS: dict[CaseState, tuple[tuple[str, ...], ...]] = {
    "open": (("take", "answer"), ("later", "close"), ("faq",)),
    "reopened": (("take", "answer"), ("later", "close"), ("faq",)),
    "taken": (("answer", "over", "release"), ("later", "close"), ("faq",)),
    "answered": (("answer", "close"), ("faq",)),
    "closed": (("reopen", "faq"),),
}


def summary(case: Case, language: Language, today: date, label: str = "", desk: Rows = ()) -> Reply:
    """Return the case as its team sees it, with the buttons that its state allows; `label` is the name of its theme.

    As a hashtag it leads, on Telegram, to all cards with it. `desk` is the row of buttons that opens it at the desk.
    """
    state = say(language, "staff.overdue" if case.is_late(today) else f"cases.state_{case.state}")
    question = truncated(case.question, LONGEST_QUESTION) or say(language, f"staff.kind_{case.kind}")
    facts = _safeguarding_facts if case.kind == "safeguarding" else _facts
    paragraphs = [
        Paragraph(f"{case.number} · {state}", "title"),
        Paragraph(question, "quote"),
        Paragraph("\n".join((*facts(case, language), *([hashtag(label)] if label else [])))),
    ]
    return Reply(language, tuple(paragraphs), (*card_buttons(case, language), *desk))


def card_to_read(case: Case, language: Language, today: date, label: str = "") -> Reply:
    """Return a case as `summary` has it, for where nobody can act on it: without buttons and how to answer."""
    whole = summary(case, language, today, label)
    how = [say(language, key) for key in ("staff.reachable", "staff.unreachable", "staff.reachable_danger")]
    facts = whole.paragraphs[-1].text.split("\n")
    kept = Paragraph("\n".join(fact for fact in facts if fact not in how))
    return Reply(language, (*whole.paragraphs[:-1], kept))


def number_in_title(title: str) -> str:
    """Return the number of the case whose card begins with `title`; empty if it is no card's.

    >>> number_in_title("R-2026-0001 · Partenariat"), number_in_title("Partenariat")
    ('R-2026-0001', '')
    """
    found = _CARD_TITLE.match(title)
    return found[1] if found else ""


def hashtag(label: str) -> str:
    """Return a label as a hashtag.

    >>> hashtag("villes amies des enfants")
    '#villes_amies_des_enfants'
    """
    return "#" + "_".join(re.findall(r"\w+", label))


def answer(case: Case, text: str, role: str) -> Reply:
    """Return the answer for the person: in their language, with the text as it was written."""
    say_it = _in(case.language)
    names = () if case.kind == "safeguarding" else ("helped", "unhelped")  # no button closes a case of danger
    buttons = tuple(Button(say_it(f"cases.{name}"), f"{name}:{case.number}") for name in names)
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


def added_message(case: Case, text: str, language: Language, is_edited: bool) -> Reply:
    """Return the message that the person added to their case, or edited, for the team."""
    head = Paragraph(say(language, "staff.rewrote" if is_edited else "staff.wrote", number=case.number))
    return Reply(language, (head, Paragraph(text, "quote")))


def another_danger(case: Case, kind: str, moment: str, language: Language) -> Reply:
    """Return the notice of another kind of danger, reported at `moment` (ISO 8601 UTC), for the team."""
    danger = say(language, f"dangers.{kind}")
    return sentence(language, "staff.danger_again", number=case.number, time=_moment(moment, language), kind=danger)


def handed_over(before: Case, action: CaseAction, actor: Actor, language: Language) -> Reply | None:
    """Return the notice that a case changes hands, with everyone whom it concerns; None for any other action.

    `before` is the case as it was. A case that is released has the button that takes it.
    """
    names = {"name": actor.name or actor.key[:6], "owner": before.owner_name or before.owner[:6]}
    if action == "take_over":
        return sentence(language, "staff.taken_over", number=before.number, **names)
    if action != "release":
        return None
    key = "staff.released" if actor.key == before.owner else "staff.released_for"
    take = Button(say(language, "staff.button_take"), f"case:take:{before.number}")
    return Reply(language, (Paragraph(say(language, key, number=before.number, **names)),), ((take,),))


def assigned(case: Case, actor: Actor, language: Language) -> Reply:
    """Return the notice that a colleague has given a case to its present owner."""
    names = {"name": actor.name or actor.key[:6], "owner": case.owner_name or case.owner[:6]}
    return sentence(language, "staff.assigned", number=case.number, **names)


def closing_question(case: Case) -> Reply:
    """Return the question to the person whether the answer to their closed case helped, to be answered by one tap."""
    say_it = _in(case.language)
    buttons = tuple(Button(say_it(f"cases.did_{name}"), f"{name}:{case.number}") for name in ("helped", "unhelped"))
    return Reply(case.language, (Paragraph(say_it("cases.did_it_help", number=case.number)),), (buttons,))


def days_to_return(case: Case, days: Iterable[date], language: Language, today: date) -> Rows:
    """Return the buttons that postpone a case: the `days` to choose from, another date, back to the card."""

    def label(day: date) -> str:
        words = day_in_words(day, language)
        return say(language, "staff.tomorrow", day=words) if (day - today).days == 1 else words.capitalize()

    chosen = [(Button(label(day), f"case:on:{case.number}:{day.isoformat()}"),) for day in dict.fromkeys(days)]
    others = [Button(say(language, f"staff.later_{verb}"), f"case:{verb}:{case.number}") for verb in ("date", "card")]
    return (*chosen, tuple(others))


def status_line(case: Case, language: Language, today: date, promised: bool) -> str:
    """Return number, state and question of a case for the person; with its due date, if one was `promised`."""
    state = say(language, f"cases.state_{case.state}")
    due = say(language, "cases.line_due", due=day_in_words(case.due, language)) if case.state in UNANSWERED else ""
    when = say(language, "cases.line_late") if case.is_overdue(today) else due
    return f"{case.number} · {state}{when if promised else ''}\n{truncated(case.question, LONGEST_LINE)}".strip()


def refused_action(error: CaseError, language: Language) -> Reply:
    """Return the reason why an action on a case is refused."""
    values = {name: _in_words(value, language) for name, value in error.values.items()}
    return sentence(language, f"case_error.{error.reason}", **values)


def _facts(case: Case, language: Language) -> Iterable[str]:
    say_it = _in(language)
    if case.state in UNANSWERED:
        yield say_it("staff.due", due=day_in_words(case.due, language))
    if case.later:
        yield say_it("staff.later", day=day_in_words(case.later, language))
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
    if case.outcome == NO_QUESTION:
        yield say_it("staff.no_question")
    elif case.outcome:
        yield say_it("staff.outcome", outcome=say_it(f"staff.outcome_{case.outcome}"))
    if found := [title.removeprefix(f"{case.topic} › ") for title in case.found if title != case.topic]:
        yield say_it("staff.found", titles=" ; ".join(found))


def _in_words(value: object, language: Language) -> object:
    return date_in_words(value.isoformat(), language) if isinstance(value, date) else value


def _safeguarding_facts(case: Case, language: Language) -> Iterable[str]:
    say_it = _in(language)
    yield say_it("staff.time", time=_moment(case.opened, language))
    yield say_it("staff.language", name=say_it(f"staff.language_{case.language}"))
    yield say_it("staff.danger", kind=say_it(f"dangers.{case.topic}"))
    if case.follows:
        yield say_it("staff.follows", number=case.follows)
    if case.owner:
        yield say_it("staff.owner", name=case.owner_name or case.owner[:6])
    yield say_it("staff.reachable_danger" if case.address else "staff.unreachable_danger")


def _moment(moment: str, language: Language) -> str:
    """Return a moment in ISO 8601 UTC in words."""
    return f"{day_in_words(date.fromisoformat(moment[:10]), language)}, {moment[11:16]} UTC"


def card_buttons(case: Case, language: Language) -> Rows:
    """Return the buttons of a card: no FAQ where nothing was asked of the texts, no answer to a danger without consent.

    What tells of danger is never put off; what is put off can be brought back in place of that.
    """
    instead = {"later": "resume"} if case.later else {}
    without = set() if case.is_for_faq else {"faq"}
    if case.kind == "safeguarding":
        without |= {"later"} if case.address else {"later", "answer"}
    rows = tuple(
        tuple(
            Button(say(language, f"staff.button_{verb}"), f"case:{verb}:{case.number}")
            for verb in (instead.get(one, one) for one in row if one not in without)
        )
        for row in _BUTTONS[case.state]
    )
    return tuple(row for row in rows if row)


def _in(language: Language) -> Callable[..., str]:
    return partial(say, language)


def discarded(case: Case, answers: Sequence[CaseAnswer], reason: str, language: Language) -> Reply:
    """Return the notice that answers that waited for a decision are erased, and of whom; `reason` says why."""
    names = dict.fromkeys(answer.actor.name or answer.actor.key[:6] for answer in answers)
    kind = reason if len(answers) == 1 else f"{reason}_all"
    return sentence(language, f"staff.held_{kind}", number=case.number, name=", ".join(names), count=len(answers))
