"""The section that a question names by its text and its heading: "What does the handbook say about “Leave”?"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.answering.answer import Finding
from bot.answering.attribution import Attribution, without_attribution
from bot.answering.excerpt import Excerpt, sections_of
from bot.answering.owners import is_said_by
from bot.answering.suggestions import MOST
from corpus.word_list import alternations
from index.passage import Passage
from index.text.folding import plain

_AROUND = ' \t\n«»“”"?!.,:'
_ARTICLE = re.compile(rf"^{alternations('owners')['articles']}")


def named_section(part: str, said: Attribution, passages: Iterable[Passage]) -> Finding | None:
    """Return the finding for a question that is a heading of the text that is to say it; None if it is none.

    Of a text that is named alone, its first passages are offered.

    >>> guide = Passage("g-0", "## Prix\\n\\nDix euros.\\n\\n## Clés\\n\\nAu gardien.", "fr", "", "Guide", "", "g")
    >>> named_section("« Clés » ?", Attribution("Guide", frozenset({"Guide"}), True), [guide]).excerpts["g-0"].text
    'Au gardien.'
    """
    own = [one for one in passages if one.document and is_said_by(one, said.said_by)]
    if own and said.is_title and not without_attribution(part, said.name):
        return Finding(part, "clarify", choices=tuple(own[:MOST]), related=tuple(own[:MOST]))
    for passage in own:
        for heading, body in _headed(passage):
            if _bare(heading) == _bare(part):
                quote = {passage.id: Excerpt(heading, body)}
                return Finding(part, "answered", (passage,), excerpts=quote, confidence=1.0)
    return None


def _headed(passage: Passage) -> list[tuple[str, str]]:
    """Return the sections of a passage, each with its heading."""
    outer = passage.section.rpartition(" › ")[2]
    return [(heading or outer, body) for heading, body in sections_of(passage.text) if heading or outer]


def _bare(text: str) -> str:
    """Return `text` without marks and articles around it, as it is compared.

    >>> _bare("« L’assurance » ?")
    'assurance'
    """
    return _ARTICLE.sub("", plain(text.strip(_AROUND)))
