"""Find passwords, login names and secret codes, next to the word that announces them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.spans import Span
from corpus.word_list import alternations, word_lists

_WORDS = alternations("secrets")
_NO_SECRET = frozenset(word_lists("secrets")["no_secret"].of())
_OF = rf"(?: (?:{_WORDS['of']}))?"
_SIGN = rf"(?: ?(?:[:=→]|->|=>) ?|,? (?P<verb>{_WORDS['is']}) ?:? ?| (?P<bare>)|\n)"
_QUOTE = r"[\"'«(\[]?\s?"
_WRITTEN = r"(?P<secret>[^\s,;\"«»()\[\]]{3,64})"
_PASSWORD = re.compile(rf"(?<![\w-])(?:{_WORDS['password']}|{_WORDS['login']}){_OF}{_SIGN}{_QUOTE}{_WRITTEN}")
_SHORT_PASSWORD = re.compile(rf"(?<![\w-]){_WORDS['short_password']} ?[:=] ?{_QUOTE}{_WRITTEN}")
_MIXED_PASSWORD = re.compile(
    rf"(?<![\w-]){_WORDS['short_password']} (?P<secret>(?=[^\s\d]*\d)(?=\d*[a-z])[^\s,;]{{6,64}})"
)
_SECOND = re.compile(r"[.,]? ?(?:[/|–-]|et|and) (?P<secret>[^\s,;]{4,64})")
_CODE = re.compile(
    rf"(?<![\w-])(?:{_WORDS['code']}){_OF}{_SIGN}{_QUOTE}(?P<secret>\d(?:[ -]?\d){{2,7}})(?![\w/]|[.,]\d)"
)
_WORD = re.compile(r"[a-z'-]+")
_SIGNED = re.compile(r"[\d#@$%&*!?_+=.^~]")


def secrets(text: str) -> Iterator[Span]:
    """Yield each password, login name or secret code in plain lower-case `text`, without the word before it.

    >>> [text[f.start : f.end] for text in ["mdp : soleil ; pin 4521 ; password is lost"] for f in secrets(text)]
    ['soleil', '4521']
    """
    for match in (m for pattern in (_PASSWORD, _SHORT_PASSWORD, _MIXED_PASSWORD) for m in pattern.finditer(text)):
        secret, said = match["secret"].rstrip(".!?'"), match.groupdict()
        if len(secret) > 2 and _is_secret(secret, has_sign=said.get("verb") is None and said.get("bare") is None):
            end = match.start("secret") + len(secret)
            yield Span(match.start("secret"), end, "secret")
            second = _SECOND.match(text, end)  # a password after the login name
            if second and _SIGNED.search(second["secret"]):
                yield Span(second.start("secret"), second.end(), "secret")
    for match in _CODE.finditer(text):
        yield Span(match.start("secret"), match.end("secret"), "secret")


def _is_secret(token: str, has_sign: bool) -> bool:
    """Tell whether `token` is a secret: after a colon any but a common word, else one with a digit or sign in it."""
    if _WORD.fullmatch(token):
        return has_sign and token not in _NO_SECRET
    return bool(_SIGNED.search(token))
