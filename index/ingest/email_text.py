"""Take the words of its writer out of the text of an e-mail: no history, no signature, nothing that programs add."""

from __future__ import annotations

import re

from corpus.word_list import word_lists

_LISTS = word_lists("email")
_HISTORY = re.compile(
    rf"^[>\s*]*(?:{_LISTS['history_opening'].alternation()}|_{{10,}}\s*$)", re.IGNORECASE | re.MULTILINE
)
_HEAD_LINE = re.compile(rf"[>\s*]*{_LISTS['head_name'].alternation()}\s?:.*", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_CLOSING = re.compile(rf"[>\s*]*{_LISTS['closing'].alternation()}\s*[,.!]?[\s*]*", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"\W*(?:p\.?\s?s\b|nb\b|n\.b\.)", re.IGNORECASE)
_ADDED = re.compile(rf"[>\s*]*{_LISTS['added'].alternation()}", re.IGNORECASE)
_QUOTE = re.compile(r"^\s*>[>\s]?")
_SIGNED_LINES = 14  # below the closing line; more are another text
_LONGEST_SIGNED = 90  # characters of a line of a signature
_COVER_WORDS = 80  # above a message that is passed on; with more it is quoted as any history is


def newest_text(text: str, forwarded: bool = False) -> str:
    """Return the words of an e-mail's own writer: a quoted question stays above its answer.

    `forwarded` tells that the subject says so: then the message that is passed on is the text.

    >>> newest_text("Le délai est de 30 jours.\\n\\nLe 3 mars 2025, A. <a@x.org> a écrit :\\n> Bonjour")
    'Le délai est de 30 jours.'
    >>> newest_text("Bonjour,\\n> Quel délai ?\\n30 jours.\\n> Merci\\n\\nBien à vous,\\nAwa")
    'Bonjour,\\n\\nQuel délai ?\\n\\n30 jours.'
    >>> newest_text("Voir ci-dessous.\\n\\nDe : Siège\\nDate : lundi\\n\\nLe délai est de 30 jours.", forwarded=True)
    'Voir ci-dessous.\\n\\nLe délai est de 30 jours.'
    """
    opening = _opening(text)
    above, below = (text[: opening.start()], text[opening.start() :]) if opening else (text, "")
    if below and forwarded and len(above.split()) <= _COVER_WORDS:
        passed_on = newest_text(_without_quotes(_without_head(below)))
        return "\n\n".join(filter(None, (newest_text(above), passed_on)))
    rest = _without_head(below) if below else ""
    if _QUOTE.match(rest):  # the history is what is marked so: the writer's words may stand between
        return "\n\n".join(filter(None, (_own_words(above), newest_text(rest))))
    return _own_words(above if above.strip() else rest)  # the answer may stand below what it answers


def unflowed(text: str, joined: bool = False) -> str:
    """Return text in which the lines that a program broke are whole (RFC 3676); `joined`: also inside words (DelSp).

    >>> unflowed("Sous 24 \\nheures.\\n-- \\nAwa"), unflowed("le direc \\nteur", joined=True)
    ('Sous 24 heures.\\n-- \\nAwa', 'le directeur')
    """
    found: list[str] = []
    soft, depth = False, ""
    for line in text.replace("\r\n", "\n").split("\n"):
        quotes = line[: len(line) - len(line.lstrip(">"))]
        words = line[len(quotes) :].removeprefix(" ")
        if soft and quotes == depth:
            found[-1] += words
        else:
            found.append(f"{quotes} {words}" if quotes else words)
        soft, depth = words.endswith(" ") and words != "-- ", quotes
        if soft and joined:
            found[-1] = found[-1][:-1]
    return "\n".join(found)


def _opening(text: str) -> re.Match[str] | None:
    """Return the match of the first line that opens a history and is not quoted itself."""
    return next((found for found in _HISTORY.finditer(text) if not found[0].lstrip(" *\n\t").startswith(">")), None)


def _own_words(text: str) -> str:
    """Return the writer's words in a text without history: a quoted question stays above its answer."""
    first = re.search(r"^ *>[>\s]", text, re.MULTILINE)
    above, below = (text[: first.start()], text[first.start() :]) if first else (text, "")
    parts = (_without_signature(above), _with_questions(_without_signature(below)))
    return _without_added("\n\n".join(filter(None, parts)))


def _without_head(text: str) -> str:
    """Return a quoted message without the line that opens it and the names and dates below that."""
    opening = _HISTORY.match(text)
    first = text.count("\n", 0, opening.start() + len(opening[0].split("\n")[0])) if opening else 0
    lines = text.strip("\n").split("\n")
    place = 0 if _HEAD_LINE.fullmatch(lines[0]) else first + 1
    while place < len(lines) and (not lines[place].strip(" >*") or _HEAD_LINE.fullmatch(lines[place])):
        place += 1
    return "\n".join(lines[place:])


def _without_quotes(text: str) -> str:
    """Return lines without the marks of one level of quotation."""
    return "\n".join(_QUOTE.sub("", line) for line in text.split("\n"))


def _without_signature(text: str) -> str:
    """Return a text without the signature below a line of two hyphens or below a closing formula.

    >>> _without_signature("Sous 30 jours.\\n\\nKind regards,\\nJane\\n+44 20 7946\\n\\nPS: or 45.")
    'Sous 30 jours.\\n\\nPS: or 45.'
    """
    mark = _SIGNATURE.search(text)
    if mark and text[: mark.start()].strip():
        text = text[: mark.start()]
    lines = text.split("\n")
    for place, line in enumerate(lines):
        rest = [later for later in lines[place + 1 :] if later.strip()]
        if place and _CLOSING.fullmatch(line) and _is_signature(rest):
            after = next((n for n, later in enumerate(lines) if n > place and _POSTSCRIPT.match(later)), len(lines))
            return "\n".join([*lines[:place], *lines[after:]]).strip()
    return text.strip()


def _is_signature(lines: list[str]) -> bool:
    """Tell whether what stands below a closing formula is a signature: few short lines, or what programs add."""
    signed = [line for line in lines if not _ADDED.match(line) and not _POSTSCRIPT.match(line)]
    return len(signed) <= _SIGNED_LINES and all(len(line) <= _LONGEST_SIGNED for line in signed)


def _with_questions(text: str) -> str:
    """Return a text without quoted lines, save a question right above its answer."""
    kept: list[str] = []
    quoted: list[str] = []
    lines = text.split("\n")
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        broken = line[:1].islower() and _QUOTE.match(before) and _QUOTE.match(after)  # by a program, as too long
        if _QUOTE.match(line) or broken:
            quoted.append(_QUOTE.sub("", line).strip())
        elif not line.strip():
            kept.append(line)
        else:
            kept += ["", question, ""] if (question := _question(quoted)) else []
            kept.append(line)
            quoted = []
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _question(quoted: list[str]) -> str:
    """Return the last paragraph of quoted lines that asks something, to its question, or ""."""
    paragraphs = [" ".join(paragraph.split("\n")) for paragraph in re.split(r"\n\s*\n", "\n".join(quoted))]
    asked = next((paragraph for paragraph in reversed(paragraphs) if "?" in paragraph), "")
    return asked[: asked.rfind("?") + 1].strip()  # what was said after it is the other's word


def _without_added(text: str) -> str:
    """Return a text without the paragraphs that programs and firms add."""
    return "\n\n".join(part for part in re.split(r"\n\s*\n", text) if not _ADDED.fullmatch(" ".join(part.split())))
