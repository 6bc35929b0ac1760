"""The text of a passage as the desk shows it: its headings apart, without the marks of the Markdown it is kept in."""

from __future__ import annotations

import re

from bot.conversation.answer_reply import bulleted

_HEADING = re.compile(r"(?m)^#{1,6} +(.*?)[ #]*$")


def headed(text: str) -> list[tuple[str, str]]:
    """Cut a passage's text at its headings into pairs of heading and what stands below it; either may be empty.

    >>> headed("Avant.\\n\\n## Suite\\n\\n- un\\n- deux\\n\\n## Fin")
    [('', 'Avant.'), ('Suite', '• un\\n• deux'), ('Fin', '')]
    """
    first, *rest = _HEADING.split(text)
    pairs = [("", first), *zip(rest[::2], rest[1::2], strict=True)]
    return [(heading, bulleted(body).strip()) for heading, body in pairs if heading or body.strip()]
