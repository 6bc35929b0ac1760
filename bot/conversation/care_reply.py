"""Replies to people in danger, or who may be: care in the words that fit the danger, and whom to contact."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts, Country
from corpus.language import Language
from corpus.word_list import alternations
from index.text.folding import without_marks

Wording = Literal["general", "self_harm", "staff", "child", "child_self_harm"]

NO_CASE = "new"  # in place of a number, for a person who may be in danger: a case is opened if they ask for it
HELD = "held"  # in place of a number, for what a stranger wrote after a sign of danger
FOR_CHILD = ":child"  # ends the action of a button that a child is shown: what it leads to is worded for a child
_IN_A_ROW = 2
_ALWAYS_STAFF = {"sexual_exploitation", "reprisal"}  # kinds of danger that come from staff or partners
_MAYBE_STAFF = {"abuse", "asking_how", "child_at_risk"}  # those that do if the message names such people
_HURT = {"sexual_exploitation", "abuse"}  # kinds after which medical care may be needed soon
_CHILD: set[Wording] = {"child", "child_self_harm"}
_SELF_HARM: set[Wording] = {"self_harm", "child_self_harm"}
_WORDS = {name: re.compile(rf"\b(?:{words})\b") for name, words in alternations("care").items()}


def wording_for(kind: str, text: str, after_child: bool = False) -> Wording:
    """Return the wording that fits a message that tells of this kind of danger.

    `after_child` tells that the same person wrote as a child just before: they stay one, unless they write of children
    as an adult does.

    >>> wording_for("abuse", "J’ai 12 ans et mon oncle me frappe"), wording_for("self_harm", "I am 13, I want to die")
    ('child', 'child_self_harm')
    >>> wording_for("abuse", "Le directeur viole les filles"), wording_for("abuse", "Mon mari me frappe")
    ('staff', 'general')
    >>> wording_for("self_harm", "J’ai 12 ans d’expérience et je veux mourir")
    'self_harm'
    >>> wording_for("abuse", "Il me frappe encore", after_child=True)
    'child'
    """
    plain = without_marks(text)
    if (after_child or _WORDS["child"].search(plain)) and not _WORDS["adult"].search(plain):
        return "child_self_harm" if kind == "self_harm" else "child"
    if kind == "self_harm":
        return "self_harm"
    if kind in _ALWAYS_STAFF or (kind in _MAYBE_STAFF and _WORDS["staff"].search(plain)):
        return "staff"
    return "general"


def is_for_child(wording: Wording) -> bool:
    """Tell whether a wording is one for a child.

    >>> is_for_child("child_self_harm"), is_for_child("staff")
    (True, False)
    """
    return wording in _CHILD


def disclosure_reply(
    language: Language,
    contacts: Contacts,
    number: str,
    is_private: bool = True,
    place: int = 1,
    wording: Wording = "general",
    kind: str = "",
    asks_more: bool = False,
    also_despair: bool = False,
) -> Reply:
    """Return the answer to a message that tells of danger; `number` is that of its case, `place` its place there.

    `kind` is the kind of danger. A group is not offered a reply by a person: others would read it. `asks_more` tells
    that the message also asks something, which a button has answered; `also_despair` that it tells of despair beside
    the danger.
    """
    is_child = is_for_child(wording)
    rows: list[tuple[Button, ...]] = [(Button(say(language, "buttons.mistaken"), f"mistaken:{number}:{place}"),)]
    if asks_more:
        rows.append((Button(say(language, "buttons.also"), f"also:{number}:{place}"),))
    if is_private:
        rows.append((_talk_button(language, number, is_child),))
    if is_private or wording in _SELF_HARM:
        rows += country_buttons(language, contacts, is_child)
    paragraphs = care_paragraphs(language, wording, contacts, is_private, kind, also_despair)
    return Reply(language, tuple(paragraphs), tuple(rows))


def care_paragraphs(
    language: Language,
    wording: Wording,
    contacts: Contacts | None = None,
    is_private: bool = True,
    kind: str = "",
    also_despair: bool = False,
) -> list[Paragraph]:
    """Return the paragraphs for a person in danger: care, first steps, contacts, and a warning what not to send.

    Where nothing else is known, the general advice stands for contacts; about staff it comes with them. In a group,
    nothing repeats what was told, and contacts are for a private chat; only despair can't wait for one.
    """
    if not is_private and wording not in _SELF_HARM:
        return [Paragraph(say(language, f"safeguarding.{name}")) for name in ("group_body", "group_care")]
    report = Paragraph(_own(language, wording, "report"))
    named = contact_paragraphs(language, contacts, report) if contacts else [report]
    if wording == "staff" and report not in named:
        named.insert(0, report)
    opening = [Paragraph(_own(language, wording, "body")), *first_steps(language, wording, also_despair)]
    if kind in _HURT:
        opening.append(_for(language, "health", is_for_child(wording)))
    return [*opening, *named, Paragraph(_own(language, wording, "care" if is_private else "care_in_group"))]


def first_steps(language: Language, wording: Wording, also_despair: bool) -> list[Paragraph]:
    """Return the advice for now, as the wording has it; then that against despair, if it is told of beside it."""
    steps = [_own(language, wording, "danger")]
    if also_despair:
        steps.append(_own(language, "child_self_harm" if is_for_child(wording) else "self_harm", "danger"))
    return [Paragraph(step) for step in steps]


def contact_paragraphs(language: Language, contacts: Contacts, report: Paragraph | None = None) -> list[Paragraph]:
    """Return the usual country's contacts, or else `report` or general advice, and how to see other countries."""
    known = contacts.default
    advice = report or Paragraph(say(language, "safeguarding.report"))
    paragraphs = [_contacts_in(language, known)] if known else [advice]
    if _other_countries(contacts):
        paragraphs.append(Paragraph(say(language, "safeguarding.countries")))
    return paragraphs


def with_talk_button(reply: Reply, number: str, is_child: bool = False) -> Reply:
    """Return the answer to a question beside a danger, with the button that offers a person for its case."""
    return replace(reply, buttons=(*reply.buttons, (_talk_button(reply.language, number, is_child),)))


def country_buttons(language: Language, contacts: Contacts, is_child: bool = False) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of the countries whose contacts are not shown."""
    end = FOR_CHILD if is_child else ""
    buttons = [Button(one.name[language], f"country:{one.key}{end}") for one in _other_countries(contacts)]
    return tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW))


def country_reply(language: Language, chosen: Country, is_child: bool = False) -> Reply:
    """Return the contacts in one country."""
    return Reply(language, (_contacts_in(language, chosen), _for(language, "danger", is_child)))


def care_line(language: Language) -> Paragraph:
    """Return the line under the answer to a message that may tell of danger."""
    return Paragraph(say(language, "safeguarding.possible"))


def care_button(language: Language) -> Button:
    """Return the button beside `care_line` that shows whom to contact."""
    return Button(say(language, "buttons.contacts"), "care:")


def contacts_reply(language: Language, contacts: Contacts, is_private: bool) -> Reply:
    """Return whom to contact, for a person who may be in danger; nothing is kept about them."""
    paragraphs = [Paragraph(say(language, "safeguarding.danger")), *contact_paragraphs(language, contacts)]
    rows = ((_talk_button(language, NO_CASE),),) if is_private else ()
    paragraphs.append(Paragraph(say(language, "safeguarding.no_details")))
    return Reply(language, tuple(paragraphs), (*rows, *country_buttons(language, contacts)))


def consent_question(
    language: Language, number: str, role: str, is_child: bool = False, away: Contacts | None = None
) -> Reply:
    """Return the request for consent to a reply by a person: the case, what consent implies, and the freedom to refuse.

    Of a person who may be in danger there is no case yet: it is opened if they agree. `away` are the contacts to name
    where that person can't be written to now.
    """
    case = _for(language, "case_new" if number == NO_CASE else "case_open", is_child)
    words = "consent_words" if away is None else "waiting_words"
    implied = [_for(language, name, is_child, role=role) for name in ("consent", words)]
    paragraphs = (case, *implied, *_away(language, role, is_child, away), _for(language, "consent_ask", is_child))
    end = FOR_CHILD if is_child else ""
    choices = ((say(language, f"safeguarding.{name}"), f"talk:{name}:{number}{end}") for name in ("yes", "no"))
    return Reply(language, paragraphs, tuple((Button(label, action),) for label, action in choices))


def choice_reminder(question: Reply, is_child: bool = False, is_half_yes: bool = False) -> Reply:
    """Return the reminder of the request for consent `question`, with its buttons, to what is neither yes nor no.

    To a yes with words that may take it back, it says to send the yes alone, and those words after it.
    """
    yes = say(question.language, "safeguarding.yes")
    name = "half_yes" if is_half_yes else "choice"
    return replace(question, paragraphs=(_for(question.language, name, is_child, yes=yes),))


def consent_confirmation(
    language: Language, number: str, role: str, is_child: bool = False, away: Contacts | None = None
) -> Reply:
    """Return the confirmation of consent: the number of the case, what is passed on from now, and no promise."""
    words = "agreed_words" if away is None else "waiting_words"
    agreed = (_for(language, "agreed", is_child, number=number), _for(language, words, is_child, role=role))
    return Reply(language, (*agreed, *_away(language, role, is_child, away), _for(language, "danger", is_child)))


def passed_on(language: Language, number: str, role: str, is_child: bool, has_arrived: bool) -> Reply:
    """Return the notice for a person who agreed to a reply: their words are on their way, or wait in their case."""
    name = "passed_on" if has_arrived else "passed_later"
    return Reply(language, (_for(language, name, is_child, number=number, role=role),))


def with_first_steps(reply: Reply, contacts: Contacts, wording: Wording, also_despair: bool, is_certain: bool) -> Reply:
    """Return the confirmation that words were passed on, with what to do in danger now, and if certain, contacts."""
    language = reply.language
    steps = first_steps(language, wording, also_despair)
    if not is_certain:
        return replace(reply.extended(*steps), is_urgent=True)
    steps += contact_paragraphs(language, contacts, Paragraph(_own(language, wording, "report")))
    buttons = (*reply.buttons, *country_buttons(language, contacts, is_for_child(wording)))
    return replace(reply.extended(*steps), buttons=buttons, is_urgent=True)


def held_back(language: Language, is_child: bool, number: str, place: int, may_ask: bool) -> Reply:
    """Return the notice to a stranger that what they wrote after a sign of danger is kept nowhere and shown to nobody.

    A button offers a person if they `may_ask` for one; another, where a `place` is given, takes a message that meant
    no danger for what it is. `number` is that of their case, or `NO_CASE`.
    """
    rows = [(_talk_button(language, number, is_child),)] if may_ask else []
    if place:
        rows.append((Button(say(language, "buttons.mistaken"), f"mistaken:{HELD}:{place}"),))
    return Reply(language, (_for(language, "held", is_child), _for(language, "held_way", is_child)), tuple(rows))


def refusal_confirmation(language: Language, contacts: Contacts, is_child: bool = False) -> Reply:
    """Return the confirmation of a refusal, with contacts."""
    return _with_contacts(language, contacts, "declined", is_child)


def unstaffed_notice(language: Language, contacts: Contacts, is_child: bool = False) -> Reply:
    """Return the notice that no person can be reached from this chat, with contacts."""
    return _with_contacts(language, contacts, "unstaffed", is_child)


def _away(language: Language, role: str, is_child: bool, contacts: Contacts | None) -> list[Paragraph]:
    """Return that the person who would reply can't be reached now, with whom else to contact; nothing without them."""
    if contacts is None:
        return []
    report = _for(language, "report", is_child)
    return [_for(language, "away", is_child, role=role), *contact_paragraphs(language, contacts, report)]


def _with_contacts(language: Language, contacts: Contacts, name: str, is_child: bool) -> Reply:
    """Return the text `name` with whom to contact, and the buttons of the other countries."""
    named = contact_paragraphs(language, contacts, _for(language, "report", is_child))
    buttons = country_buttons(language, contacts, is_child)
    return Reply(language, (_for(language, name, is_child), *named), buttons)


def _talk_button(language: Language, number: str, is_child: bool = False) -> Button:
    return Button(say(language, "buttons.talk"), f"talk:ask:{number}{FOR_CHILD if is_child else ''}")


def _for(language: Language, name: str, is_child: bool, **values: object) -> Paragraph:
    """Return the text `name`, or its version for a child."""
    key = f"child_{name}" if is_child else name
    return Paragraph(say(language, f"safeguarding.{key}", **values))


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
