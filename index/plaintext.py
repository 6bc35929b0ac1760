"""Bytes to clean text: the encoding found, invisible characters gone, line ends and spaces alike."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})


def decode(data: bytes) -> str:
    """Read bytes as UTF-8, UTF-16 (with or without a mark) or else cp1252, which fits anything.

    >>> decode("à bientôt".encode("cp1252")), decode("\\ufeffà".encode("utf-16-le"))
    ('à bientôt', 'à')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    sample = data[:4096]
    if len(sample) > 1 and b"\x00" in sample:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def normalise(text: str) -> str:
    """Make line ends, spaces and composed letters alike; typographic quotes and dashes stay.

    >>> normalise("l’e\\u0301tape\\u00a0:\\r\\n co\\u00adût\\u200b ﬁnal  \\n\\n\\n\\nfin")
    'l’étape :\\n coût final\\n\\nfin'
    """
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text)).expandtabs(4)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_LIGATURES))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
