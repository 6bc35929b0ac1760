"""A shorter form of a text: its first sentence, and the heads of its list."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.answering.shown import head_of
from corpus.language import Language
from index.text.sentences import is_item, sentences

_MARK = re.compile(r"^\s*(?:[-*+•‣◦–]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+")
_LABEL = 2  # words of a head that says nothing without what follows it: "Sur quoi : …"
_MOST = 130  # letters of what follows it; of several things one alone would be half of the truth
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s")
_LABELLED = re.compile(r"([^:]+?)(\s?:\s+)(.+)", re.DOTALL)


def short_form(text: str, language: Language) -> str:
    """Return the first sentence of `text`, what introduces its list, and the heads of the items.

    >>> print(short_form("Il y a deux motifs :\\n\\n- l’imprévu, donc rien ;\\n- un défi (interne).\\n\\nAutre.", "fr"))
    Il y a deux motifs :
    - l’imprévu
    - un défi
    >>> short_form("Il en faut un. Il est écrit.", "fr"), short_form("- Sur quoi : la qualité. Et la suite.", "fr")
    ('Il en faut un.', '- Sur quoi : la qualité')
    >>> short_form("- Grounds: unforeseen events, a change of context or any other factor. See below.", "en")
    '- Grounds: unforeseen events, a change of context or any other factor'
    """
    parts = sentences(text, language)
    lead = [part for part in parts if not is_item(part)]
    items = [part for part in parts if is_item(part)]
    opening = lead[:1] if parts and not is_item(parts[0]) else []
    before = [part for part, after in pairwise(parts) if is_item(after) and not is_item(part)][:1]
    shown = list(dict.fromkeys((*opening, *before)))
    return "\n".join([" ".join(shown), *map(_short_item, items)]).strip()


def _short_item(item: str) -> str:
    mark = _MARK.match(item)
    body = item[mark.end() :] if mark else item
    labelled, head = _LABELLED.match(body), head_of(body)
    if labelled and labelled[1] == head and len(head.split()) <= _LABEL:
        said = _SENTENCE_END.split(labelled[3], maxsplit=1)[0].rstrip(" .;")
        head += labelled[2] + said if len(said) <= _MOST else ""
    return f"- {head}"
