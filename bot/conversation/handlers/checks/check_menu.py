"""Replies around the steps of a check: menu, name, pause, exit, deletion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.conversation.care_reply import contact_paragraphs, country_buttons
from bot.conversation.handlers.checks.typed_answer import NUMBERS
from bot.domain.checks.check import Check
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts
from corpus.language import Language
from corpus.procedure import Exit, Procedure
from corpus.word_list import word_lists
from index.text.folding import fold

SHOWN = 8  # lines of the menu in one message
_AROUND = frozenset(word_lists("check_answers")["around_menu"].of())


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of the menu: a procedure to begin, or a check to resume or see again."""

    procedure: Procedure
    check: Check | None = None

    @property
    def action(self) -> str:
        """The action of its button."""
        return f"checks:open:{self.check.id}" if self.check else f"checks:new:{self.procedure.id}"

    def label(self, language: Language) -> str:
        """Return the text of the line."""
        if self.check is None:
            return self.procedure.title[language]
        if not self.check.name:
            return say(language, "check.unnamed_line", title=self.procedure.title[language])
        if self.check.state == "finished":
            return say(language, "check.see_line", name=self.check.name)
        n, everything = self.check.progress.position
        return say(language, "check.resume_line", name=self.check.name, n=n, all=everything)

    @property
    def names(self) -> set[str]:
        """The names that choose it, folded."""
        if self.check:
            return {fold(self.check.name)} - {""}
        return {fold(name) for name in (*self.procedure.title.values(), self.procedure.id)}


def offers(procedures: Iterable[Procedure], checks: Sequence[Check]) -> list[Offer]:
    """Return every line of the menu: the procedures, then the chat's checks, those to be resumed first."""
    waiting = sorted(checks, key=lambda check: check.state == "finished")
    return [*(Offer(procedure) for procedure in procedures), *(Offer(check.procedure, check) for check in waiting)]


def find(found: Sequence[Offer], wanted: str) -> Offer | None:
    """Return the offer with this number or name, a check before a procedure; None if there is none."""
    wanted = fold(wanted).strip()
    if wanted.isdecimal() and 0 < int(wanted) <= len(found):
        return found[int(wanted) - 1]
    called = [offer for offer in found if wanted and wanted in offer.names]
    partly = [offer for offer in found if len(wanted) > 2 and any(wanted in name for name in offer.names)]
    return next(iter(sorted(called or partly, key=lambda offer: offer.check is None)), None)


def chosen(found: Sequence[Offer], text: str) -> Offer | None:
    """Return the offer that `text` chooses from the menu and nothing else, as people say it; None if it chooses none.

    By its number ("the first", « la deuxième svp ») or by the beginning of its name ("early termination please").
    """
    words = _words(text)
    if len(words) == 1 and (number := int(words[0]) if words[0].isdecimal() else NUMBERS.get(words[0], 0)):
        return found[number - 1] if 0 < number <= len(found) else None
    begun = [offer for offer in found for name in offer.names if words and _words(name)[: len(words)] == words]
    return next(iter(sorted(begun, key=lambda offer: offer.check is None)), None)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", fold(text)) if word not in _AROUND]


def show(found: Sequence[Offer], language: Language, page: int = 0) -> Reply:
    """Return a page of the menu, numbered for clients without buttons; beyond the last page, the last."""
    title = Paragraph(say(language, "check.menu_title"), "title")
    if not found:
        return Reply(language, (title, Paragraph(say(language, "check.none"))))
    page = min(page, (len(found) - 1) // SHOWN)
    first, last = page * SHOWN, (page + 1) * SHOWN
    lines = [f"{n}. {offer.label(language)}" for n, offer in enumerate(found, 1)]
    texts = ([] if page else [say(language, "check.menu")]) + ["\n".join(lines[first:last])]
    paragraphs = [title, *map(Paragraph, (*texts, say(language, "check.menu_type")))]
    rows = [(Button(offer.label(language), offer.action),) for offer in found[first:last]]
    turns = [("previous", page - 1)] * (page > 0) + [("next", page + 1)] * (last < len(found))
    turning = tuple(Button(say(language, f"check.{name}"), f"checks:page:{to}") for name, to in turns)
    return Reply(language, tuple(paragraphs), (*rows, turning) if turning else tuple(rows))


def name(check: Check, language: Language, trouble: str = "") -> Reply:
    """Return the purpose of the procedure and the question for the name of the check."""
    procedure = check.procedure
    paragraphs = [Paragraph(procedure.title[language], "title")]
    paragraphs += [Paragraph(trouble)] if trouble else [Paragraph(procedure.purpose[language])]
    paragraphs += [Paragraph(say(language, f"check.{key}")) for key in ("name_hint", "name_ask")]
    button = Button(say(language, "check.name_none"), f"checks:unnamed:{check.id}")
    return Reply(language, tuple(paragraphs), ((button,),))


def paused(check: Check, language: Language) -> Reply:
    """Return the notice of a pause: the step reached, and how to resume."""
    n, everything = check.progress.position
    text = say(language, "check.paused", name=check.name, n=n, all=everything)
    return Reply(language, (Paragraph(text),), (_acts(check, language, "resume", "drop"),))


def leave(check: Check, exit_: Exit, language: Language, contacts: Contacts) -> Reply:
    """Return the contacts for a matter that does not belong in a check; nothing of it was kept."""
    paragraphs, rows = [Paragraph(say(language, f"check.exit_{exit_}"))], [_acts(check, language, "resume", "drop")]
    if exit_ == "safeguarding":
        paragraphs += [Paragraph(say(language, "safeguarding.danger")), *contact_paragraphs(language, contacts)]
        rows += country_buttons(language, contacts)
    paragraphs.append(Paragraph(say(language, "check.exit_care")))
    paragraphs.append(Paragraph(say(language, "check.exit_kept", name=check.name)))
    return Reply(language, tuple(paragraphs), tuple(rows))


def drop(check: Check, language: Language) -> Reply:
    """Return the question to confirm that a check is erased."""
    text = say(language, "check.drop_ask", name=check.name)
    yes = Button(say(language, "check.drop_yes"), f"checks:dropped:{check.id}")
    return Reply(language, (Paragraph(text),), ((yes, *_acts(check, language, "resume")),))


def _acts(check: Check, language: Language, *acts: str) -> tuple[Button, ...]:
    return tuple(Button(say(language, f"check.{act}"), f"checks:{act}:{check.id}") for act in acts)
