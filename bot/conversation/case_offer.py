"""The offer to pass a question on to a person: its buttons, and the offer of a case that there is already."""

from __future__ import annotations

from bot.domain.cases.case import Case
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say
from corpus.language import Language

_CODES = {"yes": "y", "no": "n", "pass_on": "n", "cancel": "x"}  # of the buttons under an offer


def consent_buttons(chat: Chat, language: Language, identity: str) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons that decide on an offer; consent is asked where there is an address to keep."""
    names = ["yes", "no", "cancel"] if chat.address else ["pass_on", "cancel"]
    return tuple((Button(say(language, f"cases.{name}"), f"pass:{_CODES[name]}:{identity}"),) for name in names)


def settled_action(identity: str) -> str:
    """Return the action of a button that every offer of what has that id bears."""
    return f"pass:x:{identity}" if identity else ""


def is_offer(reply: Reply) -> bool:
    """Tell whether a reply bears the buttons that decide on an offer."""
    return any(button.action.startswith("pass:") for row in reply.buttons for button in row)


def known_case(case: Case, language: Language, identity: str) -> Reply:
    """Return the offer of the case that holds the same question, and of a new one for whoever means another matter."""
    said = Paragraph(say(language, "cases.same", number=case.number, state=say(language, f"cases.state_{case.state}")))
    names = (("see", f"mine:{case.number}"), ("anew", f"pass:o:{identity}"), ("cancel", f"pass:x:{identity}"))
    return Reply(language, (said,), tuple((Button(say(language, f"cases.{name}"), action),) for name, action in names))
