"""Reduce the dialects of Markdown (GitHub, MkDocs, Docusaurus, Hugo …) to text, lists, tables and headings."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.ingest.html_markdown import html_to_markdown, without_links
from index.ingest.word_note import NOTE
from index.statement import Statement, state
from index.text.folding import words

_FENCED = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|`[^`\n]+`")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|\{/\*.*?\*/\}|^\[//\]: # .*?$", re.DOTALL | re.MULTILINE)
_FEWEST_SAID = 3  # words of a comment that says something: "markdownlint-disable" says nothing
_STRUCK = re.compile(r"(?:~~(?=\S).+?~~|<(del|s|strike)\b[^>]*>.*?</\1>) ?", re.DOTALL | re.IGNORECASE)
_MODULE = re.compile(
    r"^(?:import\s+(?:[\w*{},\s]+\s+from\s+)?['\"][^'\"\n]+['\"]|export\s+(?:default|const)\b[^\n]*);?$", re.M
)
_SHORTCODE = re.compile(r"\{\{[<%].*?[%>]\}\}|\{%.*?%\}|\{:[^}\n]*\}|\{#[\w-]+\}", re.DOTALL)
_FENCE_NOTE = re.compile(
    r"^ {0,3}:{3,}[ \t]*(?:\{?[\w-]+\}?)?[ \t]*(?:\[(?P<box>[^\]\n]*)\]|(?P<line>[^\n{]*))[^\n]*$", re.M
)
_MKDOCS_NOTE = re.compile(
    r"^(?:!!!|\?\?\?\+?)[ \t]+\w+[^\n\"]*(?:\"(?P<title>[^\"\n]*)\")?[^\n]*\n"
    r"(?P<body>(?:(?: {4}|\t)[^\n]*\n?|[ \t]*\n)*)",
    re.MULTILINE,
)
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+(?:\[!\w+\][+-]?[ \t]*)?", re.MULTILINE)
_TASK = re.compile(r"^(\s*[-*+]\s+)\[[ xX]\]\s+", re.MULTILINE)
_NOTE_TEXT = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*([^\n]*(?:\n(?: {2,}|\t)[^\n]+)*)\n?", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]^\n]+\]:[ \t]*\S+(?:[ \t]+[\"'(][^\n]*[\"')])?[ \t]*$", re.MULTILINE)
_REFERRED = re.compile(r"!?\[([^\]\n]+)\]\[[^\]\n]*\]")
_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\n]|\\.)+)\]\((?:<[^>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+[\"'(][^\n]*?[\"')])?\s*\)"
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\((?:<[^>\n]*>|[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)(?:\{[^}\n]*\})?")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SUMMARY = re.compile(
    r"</?(?:summary|p|div|details|figure|figcaption|h[1-6]|li|ul|ol|section|aside)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(
    r"</?(?:[A-Z]\w*|a|abbr|b|big|center|code|em|font|i|img|ins|kbd|mark|small|span|strong|sub|sup|u|video)\b[^<>]*>"
)
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$")
_EMPHASIS = re.compile(r"(?<![\w_*/.\\-])(__?)(?=[^\s_])([^_\n]*[^\s_])\1(?![\w_/-])")
_ESCAPED = re.compile(r"\\([*_#\[\]()<>~.!-])")


def plain_dialect(text: str) -> tuple[str, tuple[Statement, ...]]:
    """Return Markdown without comments, markup of site generators and addresses of links, with warnings.

    Code is kept as it is.

    >>> plain_dialect("<!-- TODO 9999 -->Voir [le guide](https://x.org/a_(b))[^1].\\n\\n[^1]: De 2021.")[0]
    'Voir le guide. (note – De 2021.)'
    >>> [one.key for one in plain_dialect("<!-- Ask the accountant first. --> A.\\n<!-- more -->")[1]]
    ['file.comments']
    >>> plain_dialect("Région | Nuit\\n--- | ---\\nNord | ~~30~~ 35")
    ('| Région | Nuit |\\n| --- | --- |\\n| Nord | 35 |', (Statement(key='file.struck', values=(('count', 1),)),))
    """
    code: list[str] = []

    def keep(found: re.Match[str]) -> str:
        code.append(found[0])
        return f"\ue000{len(code) - 1}\ue001"  # private use: no text holds them

    text = _FENCED.sub(keep, text.replace("\ue000", "").replace("\ue001", ""))
    comments = [found[0] for found in _COMMENT.finditer(text)]
    text, doubts = _without_html_tables(_COMMENT.sub("", text))
    text, struck = _STRUCK.subn("", text)
    for reduce in (_without_directives, _with_notes_in_place, _without_addresses, _without_tags, _with_outer_pipes):
        text = reduce(text)
    text = re.sub("\ue000(\\d+)\ue001", lambda found: code[int(found[1])], text)
    warnings = [state("file.struck", count=struck)] if struck else []
    if any(len(words(comment)) >= _FEWEST_SAID for comment in comments):
        warnings.append(state("file.comments"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n"), (*warnings, *doubts)


def _without_html_tables(text: str) -> tuple[str, tuple[Statement, ...]]:
    """Return text with its HTML tables as Markdown, and a warning for each doubtful one."""
    warnings: list[Statement] = []

    def converted(found: re.Match[str]) -> str:
        markdown, doubts = html_to_markdown(found[0])
        warnings.extend(doubts)
        return f"\n\n{markdown}\n\n"

    return _TABLE.sub(converted, text), tuple(warnings)


def _without_directives(text: str) -> str:
    """Return text without imports, short codes and the marks of admonitions, whose titles and texts stay.

    >>> _without_directives(':::warning Attention\\n\\nTexte.\\n\\n:::')
    'Attention\\n\\nTexte.\\n\\n'
    >>> _without_directives('::: lexique Base\\nUn recueil.\\n:::')
    'Base\\n\\nUn recueil.\\n'
    >>> _without_directives('!!! note "À savoir"\\n    Le texte.\\n')
    'À savoir\\n\\nLe texte.\\n\\n'
    """
    text = _SHORTCODE.sub("", _MODULE.sub("", text))
    text = _FENCE_NOTE.sub(_fence_note, text)
    text = _MKDOCS_NOTE.sub(_mkdocs_note, text)
    return _TASK.sub(r"\1", _QUOTE.sub("", text))


def _fence_note(found: re.Match[str]) -> str:
    """Return the title of an admonition as a paragraph of its own."""
    title = (found["box"] or found["line"] or "").strip()
    return f"{title}\n" if title and not found.string.startswith("\n\n", found.end()) else title


def _mkdocs_note(found: re.Match[str]) -> str:
    body = re.sub(r"(?m)^(?: {4}|\t)", "", found["body"]).strip("\n")
    return f"{found['title']}\n\n{body}\n\n" if found["title"] else f"{body}\n\n"


def _with_notes_in_place(text: str) -> str:
    """Return text with each footnote at the end of the line that refers to it, without marks."""
    notes = {name: " ".join(note.split()) for name, note in _NOTE_TEXT.findall(text)}
    lines = _NOTE_TEXT.sub("", text).split("\n")
    return "\n".join(map(_noted(notes), lines)).rstrip("\n")


def _noted(notes: dict[str, str]) -> Callable[[str], str]:
    """Return the function that puts the notes of a line at its end, or in the last cell of a row."""

    def noted(line: str) -> str:
        names = [name for name in _NOTE_MARK.findall(line) if name in notes]
        if not _NOTE_MARK.search(line):
            return line
        added = "".join(f" {NOTE.format(notes[name])}" for name in dict.fromkeys(names))
        bare = _NOTE_MARK.sub("", line).rstrip()
        return f"{bare[:-1].rstrip()}{added} |" if bare.endswith("|") else bare + added

    return noted


def _without_addresses(text: str) -> str:
    """Return text with the words of links, without pictures and without the list of addresses.

    >>> _without_addresses("Voir [le guide][1] et ![x](y.png) <https://x.org>.\\n\\n[1]: https://x.org 'Guide'")
    'Voir le guide et  https://x.org.\\n\\n'
    """
    text = _REFERENCE.sub("", _PICTURE.sub("", text))
    return _ADDRESS.sub(r"\1", _REFERRED.sub(r"\1", without_links(_LINK.sub(r"\1", text))))


def _without_tags(text: str) -> str:
    """Return text without the tags of HTML; a break parts lines, in a table's row words.

    >>> _without_tags("Un.<br/>Deux <b>gras</b>.\\n| a<br>b | 3 < 5 |")
    'Un.\\nDeux gras.\\n| a / b | 3 < 5 |'
    >>> _without_tags("La _valeur nette_ de __tout__ le_plan_1 : \\\\_\\\\_")
    'La *valeur nette* de **tout** le_plan_1 : __'
    >>> _without_tags("Outils \\\\> Options\\n| a\\\\|b | c |")
    'Outils > Options\\n| a\\\\|b | c |'
    """
    lines = [_BREAK.sub(" / " if line.lstrip().startswith("|") else "\n", line) for line in text.split("\n")]
    text = _EMPHASIS.sub(lambda found: f"{'*' * len(found[1])}{found[2]}{'*' * len(found[1])}", "\n".join(lines))
    text = _TAG.sub("", _SUMMARY.sub("\n\n", text))
    return _ESCAPED.sub(r"\1", text)


def _with_outer_pipes(text: str) -> str:
    """Return text with a border at both ends of the rows of each table."""
    lines = text.split("\n")
    inside = False
    for place, line in enumerate(lines):
        starts = place + 1 < len(lines) and "|" in line and bool(_DELIMITER.match(lines[place + 1]))
        inside = "|" in line and (inside or starts)
        if inside and not line.lstrip().startswith("|"):
            lines[place] = f"| {line.strip().removesuffix('|').rstrip()} |"
        elif inside:
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            lines[place] = f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |" if "  " in line else line
    return "\n".join(lines)
