"""The transcript of a story as a script to read aloud: who says what to whom, with buttons, edits and documents."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from tests.support.botapi import Entry, utf16_length
from tests.support.botapi.message_entities import cut, parse

LONGEST = 600  # characters that are read at a glance on a small screen; what is longer is marked

_BOT = {
    "sendMessage": "",
    "sendDocument": "",
    "sendPhoto": "",
    "editMessageText": " (edited)",
    "deleteMessage": " (deleted)",
}


def script(entries: Iterable[Entry], names: Mapping[str, str]) -> str:
    """Return the script of a transcript; `names` are those of the chats, by id. What nobody sees is left out."""
    return "\n\n".join(filter(None, (_scene(entry, names) for entry in entries)))


def too_long(entries: Iterable[Entry]) -> list[str]:
    """Return the texts of the bot that are longer than `LONGEST` as they are read."""
    return [said for entry in entries if entry.method in _BOT and len(said := _read(entry.text)) > LONGEST]


def _scene(entry: Entry, names: Mapping[str, str]) -> str:
    if entry.direction == "note":
        return f"-- {entry.text}"
    where = names.get(entry.chat_id, "")
    return _of_person(entry, where) if entry.direction == "person" else _of_bot(entry, where)


def _of_person(entry: Entry, where: str) -> str:
    who = entry.who if where == entry.who else f"{entry.who}, in {where}"
    match entry.method:
        case "message":
            return f"{who}\n{_block(entry.text)}"
        case "edited_message":
            return f"{who} (edited)\n{_block(entry.text)}"
        case "press":
            return f"{who}, presses{_labels(entry)}"
    return ""


def _of_bot(entry: Entry, where: str) -> str:
    failed = f" !! {entry.error}" if entry.error else ""
    if entry.method == "answerCallbackQuery":
        return f"Relais to {where}, over the chat{failed}\n{_block(entry.text)}" if entry.text else ""
    if entry.method not in _BOT:
        return ""
    said = _read(entry.text)
    length = f" ({len(said)} characters)" if len(said) > LONGEST else ""
    lines = [f"Relais to {where}{_BOT[entry.method]}{length}{failed}", _block(said) if said else ""]
    lines += [f"    <{entry.file}>"] if entry.file else []
    lines += [f"   {_labels(entry)}"] if entry.buttons else []
    return "\n".join(filter(None, lines))


def _read(text: str) -> str:
    """Return marked-up text as it is read, quotations behind a bar.

    >>> print(_read("<b>Titre</b>\\n\\n<blockquote>un\\ndeux</blockquote>"))
    Titre
    <BLANKLINE>
    | un
    | deux
    """
    plain, entities = parse(text, "HTML")
    for entity in reversed([entity for entity in entities if entity["type"].endswith("blockquote")]):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        quoted = textwrap.indent(cut(plain, start, entity["length"]), "| ", lambda line: True)
        plain = cut(plain, 0, start) + quoted + cut(plain, end, utf16_length(plain) - end)
    return plain


def _block(text: str) -> str:
    wide = [
        textwrap.wrap(line, 96, break_long_words=False, break_on_hyphens=False) or [""] for line in text.split("\n")
    ]
    return textwrap.indent("\n".join(line for lines in wide for line in lines), "    ")


def _labels(entry: Entry) -> str:
    return "".join(f" [{label}]" for label in entry.buttons)
