"""Messages that are links and nothing else."""

from __future__ import annotations

import re

_LINK = re.compile(r"(?:https?://|www\.)\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/\S*", re.IGNORECASE)
_EDGES = "<>()[]«»\"',;.!?"


def links_alone(text: str) -> list[str]:
    """Return the links in `text` if it says nothing else.

    >>> links_alone("https://www.unicef.org/fr"), links_alone("Voir https://www.unicef.org/fr : est-ce vrai ?")
    (['https://www.unicef.org/fr'], [])
    >>> links_alone("unicef.org/a  <www.example.org> ?"), links_alone("et/ou ?"), links_alone("?")
    (['unicef.org/a', 'www.example.org'], [], [])
    """
    words = [word for word in (each.strip(_EDGES) for each in text.split()) if word]
    return words if words and all(map(_LINK.fullmatch, words)) else []
