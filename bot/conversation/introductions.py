"""What people without access write about themselves: who they are, or that they ask for access."""

from __future__ import annotations

import re
from typing import Literal

from bot.safety.redaction.redaction import redact
from corpus.language import Language
from corpus.word_list import alternations
from index.text.folding import without_marks

_LISTS = alternations("introductions")
_NAMES_SELF, _ASKS_ACCESS = re.compile(_LISTS["names_self"]), re.compile(_LISTS["asks_access"])
_ORGANISATION = re.compile(rf"\b{_LISTS['organisation']}\b")
_TAKE_BACK = rf"{_LISTS['polite_around']}{_LISTS['forget']} (?:{_LISTS['whose']} )*"
_CONTACT_BACK = re.compile(rf"{_TAKE_BACK}{_LISTS['contact']}{_LISTS['polite_around']}")
_ALL_BACK = re.compile(rf"{_TAKE_BACK}{_LISTS['told']}{_LISTS['polite_around']}")
_CONTACT_WORDS = rf"(?:(?<!\w){_LISTS['contact_before']}\W*)?"
_CONTACT_DATA = re.compile(
    rf"[\s,;(-]*{_CONTACT_WORDS}(?:\+?\d(?:[\s.()/-]*\d){{5,}}|[\w.+-]+@[\w-]+\.[\w.-]+)\)?", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"\[[^\]]*\]")  # in place of what was redacted


def is_introduction(text: str, language: Language) -> bool:
    """Tell whether a message names its writer, or asks for access, and asks nothing else.

    >>> [is_introduction(text, "fr") for text in ("Idriss Kaboré", "Awa Traoré, ONG Espoir", "Je voudrais l’accès svp")]
    [True, True, True]
    >>> is_introduction("Qui paie ? Je m’appelle Awa Traoré", "fr"), is_introduction("Je suis en retard", "fr")
    (False, False)
    """
    plain = without_marks(text)
    if _ASKS_ACCESS.search(plain):
        return text.count("?") <= 1
    redacted = redact(text, language).text
    if "?" in text or not _PLACEHOLDER.search(redacted):
        return False
    is_named = _NAMES_SELF.search(plain) or _ORGANISATION.search(plain)
    return bool(is_named) or not without_marks(_PLACEHOLDER.sub(" ", redacted))


def taken_back(text: str) -> Literal["", "contact", "all"]:
    """Return the part of their introduction that a message wants forgotten: their contact data, all of it, or nothing.

    >>> taken_back("sorry forget that phone number please"), taken_back("Effacez mon numéro svp")
    ('contact', 'contact')
    >>> taken_back("forget that"), taken_back("oubliez tout ça svp"), taken_back("oubliez le rapport")
    ('all', 'all', '')
    >>> taken_back("oubliez ce que j’ai écrit"), taken_back("What is a phone number for?"), taken_back("merci")
    ('all', '', '')
    """
    plain = without_marks(text)
    if "?" in text:
        return ""
    return "contact" if _CONTACT_BACK.fullmatch(plain) else "all" if _ALL_BACK.fullmatch(plain) else ""


def without_contact_data(introduction: str) -> str:
    """Return an introduction without telephone numbers and e-mail addresses.

    >>> without_contact_data("I'm Stella Mbeki from Green Hands, Kaya, tel 70 11 22 33")
    "I'm Stella Mbeki from Green Hands, Kaya"
    >>> without_contact_data("Awa, awa@espoir.org, ONG Espoir")
    'Awa, ONG Espoir'
    """
    return _CONTACT_DATA.sub("", introduction).strip(" ,;.-")
