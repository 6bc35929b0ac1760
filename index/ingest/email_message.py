"""Read an e-mail: its subject is the title, and the history quoted below the answer is left out."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from corpus.word_list import word_lists
from index.ingest.converted_text import Conversion, counted, normalise
from index.ingest.document_title import as_title
from index.ingest.html_markdown import html_to_markdown
from index.ingest.text_structure import add_structure

_LISTS = word_lists("email")
_PREFIX = re.compile(rf"^(?:\s*(?:\[[^\]]*\]|{_LISTS['subject_prefix'].alternation()}\s*(?:\[\d+\])?\s*:))+\s*", re.I)
_HISTORY = re.compile(
    rf"^[>\s*]*(?:{_LISTS['history_opening'].alternation()}|_{{10,}}\s*$)", re.IGNORECASE | re.MULTILINE
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTED = re.compile(r"^\s*>.*\n?", re.MULTILINE)
_QUOTED_HTML = re.compile(r"<blockquote\b.*?</blockquote>|<div[^>]*(?:gmail_quote|divRplyFwdMsg).*\Z", re.DOTALL | re.I)
_ROW = re.compile(r"^\|.*\|\s*$", re.MULTILINE)
_RICHER = 1.5  # times the words of the plain part, from which the HTML says more
_HEAD = re.compile(r"<head\b.*?</head>|<style\b.*?</style>|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


def read_email(data: bytes) -> Conversion:
    """Return the newest text of an e-mail, with warnings for what was left out."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    text, warnings = _body(message)
    newest = without_history(text)
    if len(newest) < len(text.strip()):
        warnings.append("The quoted history and the signature were left out.")
    attached = sum(1 for _ in message.iter_attachments())
    if attached:
        warnings.append(f"{counted(attached, 'attachment was', 'attachments were')} not read: add them as files.")
    subject = " ".join(_PREFIX.sub("", str(message["subject"] or "")).split())
    return Conversion(newest, as_title(subject) or subject, warnings=tuple(warnings))


def _body(message: EmailMessage) -> tuple[str, list[str]]:
    """Return the text of a message: its plain part, or its HTML as Markdown if that has a table or says more."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    text = "" if plain is None else normalise(plain.get_content())
    if html is None:
        return text, []
    rich, warnings = html_to_markdown(_HEAD.sub("", _QUOTED_HTML.sub("", html.get_content())))
    more = len(rich.split()) > _RICHER * len(without_history(text).split())
    return (rich, list(warnings)) if more or _ROW.search(rich) else (text, [])


def without_history(text: str) -> str:
    """Return the text above the message that it answers and above the signature, without quoted lines.

    >>> without_history("Le délai est de 30 jours.\\n\\nLe 3 mars 2025, A. <a@x.org> a écrit :\\n> Bonjour")
    'Le délai est de 30 jours.'
    """
    for opening in (_HISTORY, _SIGNATURE):
        found = opening.search(text)
        if found and text[: found.start()].strip():
            text = text[: found.start()]
    return add_structure(_QUOTED.sub("", text).strip())
