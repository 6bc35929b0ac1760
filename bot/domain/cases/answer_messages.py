"""The message that shows a team one of its answers: what becomes of it, and the buttons that still change that."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.domain.cases.case_answers import CaseAnswer
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say, truncated
from corpus.language import Language

LONGEST_QUOTE = 1500  # characters of an answer; the whole of it stands in its author's own message
UNSENT = (
    "blocked", "gone", "refused", "unreachable", "uncertain",  # as the outbox says
    "undone", "dropped", "expired", "closed", "erased", "withdrawn",
)  # fmt: skip  # one reason a line would hide the rest of the module


def pending(answer: CaseAnswer, language: Language, leaves: datetime) -> Reply:
    """Return the preview of an answer with the time at which it leaves, and the button that stops it.

    It says no duration, which would be true for a moment alone. `leaves` is in the time zone of the team.
    """
    head = say(language, "staff.preview", number=answer.number, time=f"{leaves:%H:%M:%S}")
    undo = Button(say(language, "staff.undo"), f"undo:{answer.outgoing_id}")
    return Reply(language, (Paragraph(head), _quoted(answer)), ((undo,),))


def sent(answer: CaseAnswer, language: Language, zone: tzinfo) -> Reply:
    """Return the note that an answer has arrived, with its time."""
    at = datetime.fromisoformat(answer.at).astimezone(zone)
    time = say(language, "staff.time_of_day", hour=at.hour, minute=f"{at.minute:02d}")
    return _headed(answer, say(language, "staff.sent", number=answer.number, time=time), language)


def kept(answer: CaseAnswer, language: Language) -> Reply:
    """Return the note that an answer waits until the person comes to read it."""
    return _headed(answer, say(language, "staff.kept", number=answer.number), language)


def held(answer: CaseAnswer, competing: CaseAnswer | None, language: Language) -> Reply:
    """Return the question whether a held answer is to be sent beside a colleague's `competing` one."""
    ask, buttons = (
        Paragraph(say(language, "staff.held_ask")),
        _choice(answer, language, say(language, "staff.held_send")),
    )
    if competing is None:
        return Reply(language, (ask,), buttons)
    head = say(language, f"staff.held_{competing.state}", number=answer.number, name=competing.actor.name)
    return Reply(language, (Paragraph(head), _quoted(competing), ask), buttons)


def doubtful(answer: CaseAnswer, language: Language) -> Reply:
    """Return the question whether an answer that is held is to be sent at all."""
    head = Paragraph(say(language, "staff.doubtful", number=answer.number))
    ask, send = Paragraph(say(language, "staff.doubtful_ask")), say(language, "staff.doubtful_send")
    return Reply(language, (head, _quoted(answer), ask), _choice(answer, language, send))


def _choice(answer: CaseAnswer, language: Language, send: str) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons that send a held answer and that drop it."""
    labels = {"send": send, "drop": say(language, "staff.held_drop")}
    return tuple((Button(label, f"held:{name}:{answer.id}"),) for name, label in labels.items())


def unsent(answer: CaseAnswer, reason: str, language: Language, name: str = "") -> Reply:
    """Return the note that an answer is not sent, with the reason, one of `UNSENT`; `name` is who decided it."""
    why = say(language, f"staff.unsent_{reason}", name=name or say(language, "staff.someone"))
    head = say(language, "staff.unsent", number=answer.number, why=why)
    if reason in ("erased", "withdrawn"):  # what was written to the person goes with all else of theirs
        return Reply(language, (Paragraph(head),))
    return _headed(answer, head, language)


def changed(number: str, language: Language) -> Reply:
    """Return the note below an answer that was edited or stopped before it was shown."""
    return Reply(language, (Paragraph(say(language, "staff.preview_gone", number=number)),))


def _headed(answer: CaseAnswer, head: str, language: Language) -> Reply:
    return Reply(language, (Paragraph(head), _quoted(answer)))


def _quoted(answer: CaseAnswer) -> Paragraph:
    return Paragraph(truncated(answer.text, LONGEST_QUOTE), "quote")
