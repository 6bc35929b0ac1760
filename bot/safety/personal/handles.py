"""Find accounts on social networks, as @name, as a link, or after the network's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.found import Found

_NETWORK = (
    r"(?:facebook|fb|insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|telegram|messenger|linkedin|skype|imo"
    r"|signal|threads|youtube)"
)
_AT = re.compile(r"(?<![\w.@/])@[a-z][\w.]{1,31}(?<!\.)")
_LINK = re.compile(
    r"\b(?:https?://)?(?:[\w-]{1,20}\.)?(?:facebook\.com|fb\.com|fb\.me|m\.me|instagram\.com|twitter\.com"
    r"|(?<=//)x\.com|tiktok\.com|t\.me|wa\.me"
    r"|linkedin\.com/in|snapchat\.com/add|telegram\.me|api\.whatsapp\.com)/(?P<name>[^\s,;)]+)"
)
_NAMED = re.compile(
    rf"\b{_NETWORK}\b(?: (?:handle|account|user ?name|page|id|compte|pseudo|profil))?(?: ?[:=]| is| est| c'?est"
    rf"| c)?[ \n]{{0,2}}"
    r"(?P<name>[a-z]\w*[._\d][\w.]*\w)"
)
_PUBLIC = re.compile(
    r"[@/]*(?:unicef|un(?:hcr|fpa|dp|women|esco|ocha)?|who|oms|savethechildren|planinternational|worldvision|ecpat"
    r"|dei|dci)(?:[_./?]|$)"
)  # accounts of organisations that everybody knows


def handles(text: str) -> Iterator[Found]:
    """Yield each account name in plain lower-case `text`, a link to one as a whole.

    >>> [text[f.start : f.end] for text in ["insta : kadi.b et @UNICEF"] for f in handles(text)]
    ['kadi.b']
    """
    for match in _AT.finditer(text):
        if not _PUBLIC.match(match[0]):
            yield Found(match.start(), match.end(), "handle")
    for match in _LINK.finditer(text):
        if not _PUBLIC.match(match["name"]):
            yield Found(match.start(), match.end() - len(match[0]) + len(match[0].rstrip(".!?")), "handle")
    for match in _NAMED.finditer(text):
        yield Found(match.start("name"), match.end("name"), "handle")
