"""Replies to people in danger, or who may be: care in the words that fit the danger, and whom to contact."""

from __future__ import annotations

import re
from typing import Literal

from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts, Country
from corpus.language import Language
from corpus.word_list import alternations, word_lists
from index.text.folding import fold

Wording = Literal["general", "self_harm", "staff", "child", "child_self_harm"]

NO_CASE = "new"  # in place of a number, for a person who may be in danger: a case is opened if they ask for it
_IN_A_ROW = 2
_ALWAYS_STAFF = {"sexual_exploitation", "reprisal"}  # kinds of danger that come from staff or partners
_MAYBE_STAFF = {"abuse", "asking_how", "child_at_risk"}  # those that do if the message names such people
_WORDS = {name: re.compile(rf"\b(?:{words})\b") for name, words in alternations("care").items()}

_ASKS = re.compile(rf"\?|(?:^|[.,;:!…\n])\s*{word_lists('questions')['open'].alternation()}", re.IGNORECASE)


def asks_something(text: str) -> bool:
    """Tell whether a message has a question in it, by a question mark or by the word that opens a clause.

    >>> asks_something("Il frappe les filles. Comment finir le rapport"), asks_something("Il frappe les filles.")
    (True, False)
    """
    return bool(_ASKS.search(text))


def wording_for(kind: str, text: str) -> Wording:
    """Return the wording that fits a message that tells of this kind of danger.

    >>> wording_for("abuse", "J’ai 12 ans et mon oncle me frappe"), wording_for("self_harm", "I am 13, I want to die")
    ('child', 'child_self_harm')
    >>> wording_for("abuse", "Le directeur viole les filles"), wording_for("abuse", "Mon mari me frappe")
    ('staff', 'general')
    >>> wording_for("self_harm", "J’ai 12 ans d’expérience et je veux mourir")
    'self_harm'
    """
    plain = " ".join(re.findall(r"\w+", fold(text)))
    if _WORDS["child"].search(plain) and not _WORDS["adult"].search(plain):
        return "child_self_harm" if kind == "self_harm" else "child"
    if kind == "self_harm":
        return "self_harm"
    if kind in _ALWAYS_STAFF or (kind in _MAYBE_STAFF and _WORDS["staff"].search(plain)):
        return "staff"
    return "general"


def disclosure_reply(
    language: Language,
    contacts: Contacts,
    number: str,
    is_private: bool = True,
    place: int = 1,
    wording: Wording = "general",
    asks_more: bool = False,
) -> Reply:
    """Return the answer to a message that tells of danger; `number` is that of its case, `place` its place there.

    A group is not offered a reply by a person: others would read it. `asks_more` tells that the message also asks
    something, which a button has answered.
    """
    rows = [(Button(say(language, "buttons.mistaken"), f"mistaken:{number}:{place}"),)]
    if asks_more:
        rows.append((Button(say(language, "buttons.also"), f"also:{number}:{place}"),))
    if is_private:
        rows.append((Button(say(language, "buttons.talk"), f"talk:ask:{number}"),))
    paragraphs = care_paragraphs(language, wording, contacts, is_private)
    return Reply(language, tuple(paragraphs), (*rows, *country_buttons(language, contacts)))


def care_paragraphs(
    language: Language, wording: Wording, contacts: Contacts | None = None, is_private: bool = True
) -> list[Paragraph]:
    """Return the paragraphs for a person in danger: care, first steps, contacts, and a warning what not to send.

    Where nothing else is known, the general advice stands for contacts; about staff it comes with them.
    """
    report = Paragraph(_own(language, wording, "report"))
    named = contact_paragraphs(language, contacts, report) if contacts else [report]
    if wording == "staff" and report not in named:
        named.insert(0, report)
    opening = [Paragraph(_own(language, wording, name)) for name in ("body", "danger")]
    return [*opening, *named, Paragraph(_own(language, wording, "care" if is_private else "care_in_group"))]


def contact_paragraphs(language: Language, contacts: Contacts, report: Paragraph | None = None) -> list[Paragraph]:
    """Return the usual country's contacts, or else `report` or general advice, and how to see other countries."""
    known = contacts.default
    advice = report or Paragraph(say(language, "safeguarding.report"))
    paragraphs = [_contacts_in(language, known)] if known else [advice]
    if _other_countries(contacts):
        paragraphs.append(Paragraph(say(language, "safeguarding.countries")))
    return paragraphs


def country_buttons(language: Language, contacts: Contacts) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of the countries whose contacts are not shown."""
    buttons = [Button(one.name[language], f"country:{one.key}") for one in _other_countries(contacts)]
    return tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW))


def country_reply(language: Language, chosen: Country) -> Reply:
    """Return the contacts in one country."""
    return Reply(language, (_contacts_in(language, chosen), Paragraph(say(language, "safeguarding.danger"))))


def care_line(language: Language) -> Paragraph:
    """Return the line under the answer to a message that may tell of danger."""
    return Paragraph(say(language, "safeguarding.possible"))


def care_button(language: Language) -> Button:
    """Return the button beside `care_line` that shows whom to contact."""
    return Button(say(language, "buttons.contacts"), "care:")


def contacts_reply(language: Language, contacts: Contacts, is_private: bool) -> Reply:
    """Return whom to contact, for a person who may be in danger; nothing is kept about them."""
    paragraphs = [Paragraph(say(language, "safeguarding.danger")), *contact_paragraphs(language, contacts)]
    talk = Button(say(language, "buttons.talk"), f"talk:ask:{NO_CASE}")
    rows = ((talk,),) if is_private else ()
    paragraphs.append(Paragraph(say(language, "safeguarding.no_details")))
    return Reply(language, tuple(paragraphs), (*rows, *country_buttons(language, contacts)))


def consent_question(language: Language, number: str, role: str) -> Reply:
    """Return the request for consent to a reply by a person, with what it implies."""
    sentences = (say(language, "safeguarding.consent", role=role), say(language, "safeguarding.consent_ask"))
    rows = tuple((Button(say(language, f"safeguarding.{name}"), f"talk:{name}:{number}"),) for name in ("yes", "no"))
    return Reply(language, tuple(map(Paragraph, sentences)), rows)


def consent_confirmation(language: Language, number: str) -> Reply:
    """Return the confirmation of consent: the number of the case, and no promise."""
    sentences = [say(language, "safeguarding.agreed", number=number), say(language, "safeguarding.danger")]
    return Reply(language, tuple(map(Paragraph, [*sentences, say(language, "safeguarding.no_details")])))


def refusal_confirmation(language: Language, contacts: Contacts) -> Reply:
    """Return the confirmation of a refusal, with contacts."""
    return Reply(language, (Paragraph(say(language, "safeguarding.declined")), *contact_paragraphs(language, contacts)))


def unstaffed_notice(language: Language, contacts: Contacts) -> Reply:
    """Return the notice that no person can be reached from this chat, with contacts."""
    return Reply(
        language, (Paragraph(say(language, "safeguarding.unstaffed")), *contact_paragraphs(language, contacts))
    )


def _own(language: Language, wording: Wording, name: str) -> str:
    if wording == "child_self_harm" and name != "danger":
        wording = "child"
    key = name if wording == "general" else f"{wording}_{name}"
    return say(language, f"safeguarding.{key}")


def _contacts_in(language: Language, known: Country) -> Paragraph:
    return Paragraph(
        say(language, "safeguarding.contacts", country=known.name[language], contacts=known.contacts[language])
    )


def _other_countries(contacts: Contacts) -> list[Country]:
    return [one for one in contacts.countries if one != contacts.default]
