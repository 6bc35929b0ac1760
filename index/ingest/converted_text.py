"""The text of a file as Markdown, normalised, with what the file says of itself and what was left out of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from index.statement import Statement

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})


@dataclass(frozen=True, slots=True)
class Conversion:
    """The text of a file as Markdown, with its metadata; a field that the file doesn't state is empty.

    `language` is the HTML attribute ("fr-FR"). `warnings` say what was left out or is doubtful.
    """

    markdown: str
    title: str = ""
    owner: str = ""
    language: str = ""
    warnings: tuple[Statement, ...] = ()


def normalise(text: str) -> str:
    """Normalise line ends, spaces and composed letters; typographic quotes and dashes stay.

    >>> normalise("l’e\\u0301tape\\u00a0:\\r\\n co\\u00adût\\u200b ﬁnal  \\n\\n\\n\\nfin")
    'l’étape :\\n coût final\\n\\nfin'
    """
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text)).expandtabs(4)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_LIGATURES))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
