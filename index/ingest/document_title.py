"""Choose the title of a document: what its author wrote, never what a program or a template did."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.word_list import word_lists
from index.ingest.converted_text import normalise

_LISTS = word_lists("documents")
_INVENTED = re.compile(_LISTS["invented_title"].alternation(), re.IGNORECASE)
_GENERIC = re.compile(_LISTS["generic_heading"].alternation(), re.IGNORECASE)
_CUT_SHORT = re.compile(rf".*(?:\s|['’]){_LISTS['never_last_word'].alternation()}", re.IGNORECASE | re.DOTALL)
_CONTENTS = re.compile(rf"{word_lists('printed_pages')['contents_title'].alternation()}\s*:?", re.IGNORECASE)
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
_BULLET = re.compile(r"[-*•‣◦▪●·–—\uf0b7]\s")
_SENTENCE_END = re.compile(r"[.!?…][»”\"')]*\s+\S|[.;,:…]$")
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]{1,4}[.)])\s+(?=[^\W\d_])")
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\S")
_LONGEST = 150  # characters
_SHORT_COVER = 60  # characters above the first heading: a name of an organisation, a date
_TITLE_WORDS = 4  # of a first line that is no heading, at least
_EARLY = 3  # headings among which the title of the document is
_ABBREVIATED = re.compile(r"\b(?:n|no|art|vol|[A-Z])\.\s", re.IGNORECASE)


def choose_title(stated: str, markdown: str) -> str:
    """Return the stated title if it is one, else the highest of the first headings, else "": the file's name is better.

    >>> choose_title("Microsoft Word - guide.docx", "## Avant\\n\\n# Guide du partenaire\\n\\nTexte.")
    'Guide du partenaire'
    >>> choose_title("(anonymous)", "# Table des matières\\n\\n# Introduction")
    ''
    """
    return as_title(stated) or _from_headings(markdown)


def with_subtitle(titles: Sequence[str], subtitles: Sequence[str]) -> str:
    """Return the title on a cover with its last subtitle, as the title may name the organisation alone; "" if none.

    >>> with_subtitle(["Réseau Exemple"], ["Direction", "Manuel financier"])
    'Réseau Exemple – Manuel financier'
    """
    title, subtitle = as_title(" ".join(titles)), next(filter(None, map(as_title, reversed(subtitles))), "")
    both = f"{title} – {subtitle}"
    return title and subtitle and (both if len(both) <= _LONGEST else title)


def as_title(text: str) -> str:
    """Return `text` on one line if it can name a document, else "".

    >>> as_title(" Guide du  partenaire "), as_title("FIN"), as_title("- un point"), as_title("Spotlight on the")
    ('Guide du partenaire', '', '', '')
    >>> as_title("Le partenaire envoie un rapport. Il le signe."), as_title("Accord n. 3")
    ('', 'Accord n. 3')
    """
    title = " ".join(re.sub(r"[*`]|(?<!\w)_+|_+(?!\w)", "", normalise(text)).split())
    bare = _NUMBER.sub("", title)
    return "" if _is_no_title(title) or _GENERIC.fullmatch(bare.rstrip(" :.")) else title


def _is_no_title(title: str) -> bool:
    """Tell whether a line was made by a program, is a sentence, an item or an address, or stops in the middle."""
    return bool(
        sum(mark.isalpha() for mark in title) < 3
        or len(title) > _LONGEST
        or _INVENTED.fullmatch(title)
        or _BULLET.match(title)
        or _SENTENCE_END.search(_ABBREVIATED.sub("", title))
        or _ADDRESS.search(title)
        or _CUT_SHORT.fullmatch(title)
    )


def _from_headings(markdown: str) -> str:
    """Return the highest of the first headings that can name the document, or what stands above them, or "".

    A heading of a level that has several names a part, unless it opens the text.

    >>> _from_headings("Principes pour une décharge sauvage\\n\\n### Introduction\\n\\nA.\\n\\n### Choix du terrain")
    'Principes pour une décharge sauvage'
    """
    found = [(len(marks), text) for marks, text in _HEADING.findall(markdown) if not _CONTENTS.fullmatch(text)]
    levels = [level for level, _ in found]
    top = min(levels[:_EARLY], default=0)
    cover = _HEADING.split(markdown, maxsplit=1)[0].strip() if found else ""
    for place, (level, text) in enumerate(found[:_EARLY]):
        names_all = levels.count(level) == 1 or (place == 0 and len(cover) < _SHORT_COVER)
        if level == top and names_all and (title := as_title(text)):
            return _NUMBER.sub("", title)
    opening = cover.split("\n\n")[0]
    return as_title(opening) if len(opening.split()) >= _TITLE_WORDS and not opening.startswith("|") else ""
