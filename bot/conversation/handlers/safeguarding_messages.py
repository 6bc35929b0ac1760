"""Replies to people who tell of danger: they acknowledge, name contacts, ask nothing and promise nothing."""

from __future__ import annotations

from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts, Country
from corpus.language import Language

_IN_A_ROW = 2


def care(language: Language, contacts: Contacts, number: str, is_private: bool = True) -> Reply:
    """Return the answer to a message that tells of danger; `number` is that of its case.

    A group is not offered a reply by a person: others would read it.
    """
    paragraphs = [Paragraph(say(language, f"safeguarding.{name}")) for name in ("body", "danger")]
    paragraphs += contacts_of(language, contacts)
    paragraphs.append(Paragraph(say(language, "safeguarding.care" if is_private else "safeguarding.care_in_group")))
    mistaken = Button(say(language, "buttons.mistaken"), f"mistaken:{number}")
    talk = Button(say(language, "buttons.talk"), f"talk:ask:{number}")
    rows = ((mistaken,), (talk,)) if is_private else ((mistaken,),)
    return Reply(language, tuple(paragraphs), (*rows, *countries(language, contacts)))


def contacts_of(language: Language, contacts: Contacts) -> list[Paragraph]:
    """Return the usual country's contacts, or else general advice, and how to see other countries."""
    known = contacts.default
    paragraphs = [_of(language, known)] if known else [Paragraph(say(language, "safeguarding.report"))]
    if _others(contacts):
        paragraphs.append(Paragraph(say(language, "safeguarding.countries")))
    return paragraphs


def country(language: Language, chosen: Country) -> Reply:
    """Return the contacts in one country."""
    return Reply(language, (_of(language, chosen), Paragraph(say(language, "safeguarding.danger"))))


def consent(language: Language, number: str, role: str) -> Reply:
    """Return the request for consent to a reply by a person, with what it implies."""
    sentences = (say(language, "safeguarding.consent", role=role), say(language, "safeguarding.consent_ask"))
    rows = tuple((Button(say(language, f"safeguarding.{name}"), f"talk:{name}:{number}"),) for name in ("yes", "no"))
    return Reply(language, tuple(map(Paragraph, sentences)), rows)


def agreed(language: Language, number: str) -> Reply:
    """Return the confirmation of consent: the number of the case, and no promise."""
    sentences = [say(language, "safeguarding.agreed", number=number), say(language, "safeguarding.danger")]
    return Reply(language, tuple(map(Paragraph, [*sentences, say(language, "safeguarding.no_details")])))


def declined(language: Language, contacts: Contacts) -> Reply:
    """Return the confirmation of a refusal, with contacts."""
    return Reply(language, (Paragraph(say(language, "safeguarding.declined")), *contacts_of(language, contacts)))


def unstaffed(language: Language, contacts: Contacts) -> Reply:
    """Return the notice that no person can be reached from this chat, with contacts."""
    return Reply(language, (Paragraph(say(language, "safeguarding.unstaffed")), *contacts_of(language, contacts)))


def _of(language: Language, known: Country) -> Paragraph:
    return Paragraph(
        say(language, "safeguarding.contacts", country=known.name[language], contacts=known.contacts[language])
    )


def _others(contacts: Contacts) -> list[Country]:
    return [one for one in contacts.countries if one != contacts.default]


def countries(language: Language, contacts: Contacts) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of the countries whose contacts are not shown."""
    buttons = [Button(one.name[language], f"country:{one.key}") for one in _others(contacts)]
    return tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW))
