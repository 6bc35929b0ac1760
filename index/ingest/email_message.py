"""Read an e-mail: its subject is the title; what the writer says is the text."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage, MIMEPart

from corpus.word_list import word_lists
from index.ingest.converted_text import Conversion, normalise
from index.ingest.decoding import decode
from index.ingest.document_title import as_title
from index.ingest.email_quotes import mark_quotes, quoted_lines
from index.ingest.email_text import newest_text, unflowed
from index.ingest.html_markdown import html_to_markdown
from index.ingest.text_structure import add_structure
from index.statement import Statement, state

_LISTS = word_lists("email")
_TAG = r"(?:\[[^\]]*\]\s*)?"
_PREFIX = re.compile(rf"^(?:\s*(?:\[[^\]]*\]|{_LISTS['subject_prefix'].alternation()}\s*(?:\[\d+\])?\s*:))+\s*", re.I)
_FORWARD = re.compile(rf"^\s*{_TAG}{_LISTS['forward_prefix'].alternation()}\s*:", re.IGNORECASE)
_QUOTE_TAG = re.compile(r"</?blockquote\b[^>]*>", re.IGNORECASE)
_QUOTED_DIV = re.compile(r"<div[^>]*divRplyFwdMsg.*\Z", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"^\|.*\|\s*$", re.MULTILINE)
_RICHER = 1.5  # times the words of the plain part, from which the HTML says more
_HEAD = re.compile(r"<head\b.*?</head>|<style\b.*?</style>|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


def read_email(data: bytes) -> Conversion:
    """Return the newest text of an e-mail, with warnings for what was left out."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    subject = _subject(message)
    text, newest, warnings = _body(message, bool(_FORWARD.match(subject)))
    if len(newest.split()) < len(text.split()):
        warnings.append(state("file.quoted_history"))
    attached = sum(1 for _ in message.iter_attachments())
    if attached:
        warnings.append(state("file.attachments", count=attached))
    subject = " ".join(_PREFIX.sub("", subject).split())
    return Conversion(add_structure(newest), as_title(subject) or subject, warnings=tuple(warnings))


def _subject(message: EmailMessage) -> str:
    """Return the subject of a message; one with bytes that no header may have is decoded as a text is."""
    raw = next((value for name, value in message.raw_items() if name.lower() == "subject"), "")
    if any("\udc80" <= mark <= "\udcff" for mark in raw):
        return decode(raw.encode("ascii", "surrogateescape"))[0]
    return str(message["subject"] or "")


def _body(message: EmailMessage, forwarded: bool) -> tuple[str, str, list[Statement]]:
    """Return the text of a message, the newest of it, and warnings.

    Its plain part, or its HTML as Markdown if that has a table or says more.
    """
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    text = "" if plain is None else normalise(_content(plain))
    newest = newest_text(text, forwarded)
    if html is None:
        return text, newest, []
    written = _HEAD.sub("", _content(html))
    shown = _QUOTE_TAG.sub("", written) if forwarded else mark_quotes(_QUOTED_DIV.sub("", written))
    rich, warnings = html_to_markdown(shown)
    rich = quoted_lines(rich)
    richest = newest_text(rich, forwarded)
    more = len(richest.split()) > _RICHER * len(newest.split())
    return (rich, richest, list(warnings)) if more or _ROW.search(richest) else (text, newest, [])


def _content(part: MIMEPart) -> str:
    """Return the text of a part; one whose encoding is not stated, or wrongly, is decoded as any text is."""
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    charset = part.get_content_charset("ascii")
    try:
        text = data.decode("ascii" if charset == "us-ascii" else charset)
    except (LookupError, UnicodeDecodeError):
        text = decode(data)[0]
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return unflowed(text, str(part.get_param("delsp", "")).lower() == "yes") if flowed else text
