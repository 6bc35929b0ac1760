"""Whose word a message asks for: "Selon DEI, …", "What does the handbook say about …?", "d’après Oxfam"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import Finding, Named
from bot.answering.owners import is_akin, is_said_by, names_of
from bot.answering.understanding import Understood
from corpus.language import LANGUAGES
from corpus.word_list import alternations
from index.passage import Passage
from index.search.query import Query, QueryReader
from index.text.folding import aligned, plain, terms

_LISTS = alternations("owners")
_OPENED, _CLOSED = r"[«“\"]?\s*", r"(?:\s*[»”\"])?"  # a name may stand between quotation marks
_ABOUT = rf"(?:\s*{_LISTS['about']}(?:\s+|(?<=')))?"
_CAPITAL, _JOINING = r"[A-ZÀ-Ý][\w&’'.-]*", r"(?:d[’'])?"
_SMALL = r"(?:\s+(?:de|des|du|la|le|les|pour|et|of|the|for|and|in)){0,2}"
_PROPER = re.compile(rf"{_CAPITAL}(?:{_SMALL}\s+{_JOINING}{_CAPITAL})*")
_UP_TO_COMMA = re.compile(rf"{_CAPITAL}(?:\s+[\w&’'.-]+){{0,5}}(?=\s*,)")
_OF = re.compile(r"\s(?:[-–—:|]|(?:of|for|de|du|des|pour)\b|d[’'])")
_SHORT_WORD = 3  # letters of the longest word that says nothing: "des", "for"
_YEAR = re.compile(r"\s+(?:19|20)\d\d$")
_MARKS = tuple("?!.")
_NO_NAMES = re.compile(rf"{_LISTS['no_names']}\b")
_Names = Mapping[str, Sequence[str]]  # other names of an owner, by the owner


@dataclass(frozen=True, slots=True)
class Attribution:
    """The `name` of whoever is to say it, "" for nobody, and the owners or titles of texts that bear it, if any.

    If it `is_title`, no owner bears it.
    """

    name: str = ""
    said_by: frozenset[str] = frozenset()
    is_title: bool = False


def attribution_in(text: str, known: Mapping[str, Attribution]) -> Attribution:
    """Return whose word `text` asks for: an owner or a title among the `known_names`, or a name that no text bears.

    A mere mention names nobody.

    >>> known = known_names([Passage("a", "…", "fr", "Bureau des Comptes (BDC)", "Guide des salles 2024", "")], {})
    >>> attribution_in("d'apres le bdc, qui paie ?", known)
    Attribution(name='BDC', said_by=frozenset({'Bureau des Comptes (BDC)'}), is_title=False)
    >>> attribution_in("Que dit le guide des salles du prix ?", known).said_by
    frozenset({'Guide des salles 2024'})
    >>> attribution_in("Selon Médecins du ciel, qui paie ?", known)
    Attribution(name='Médecins du ciel', said_by=frozenset(), is_title=False)
    >>> attribution_in("Le BDC est ouvert ? Selon quels critères ?", known)
    Attribution(name='', said_by=frozenset(), is_title=False)
    """
    typed = unicodedata.normalize("NFC", text)
    longest = "|".join(_spaced(name) for name in sorted(known, key=len, reverse=True)) or r"(?!)"
    named = rf"{_LISTS['articles']}?{_OPENED}(?P<name>{longest})(?!\w){_CLOSED}"
    before, after = rf"\b{_LISTS['attributed']}\s+{named}", rf"\b{named}\s*{_LISTS['says']}\b"
    if told := re.search(before, aligned(typed)) or re.search(after, aligned(typed)):
        return known[plain(told["name"])]
    return _akin_to(_unknown(typed), known)


def _akin_to(name: str, known: Mapping[str, Attribution]) -> Attribution:
    """Return the attribution to the one owner or title whose name has all words of `name`; else to nobody known.

    >>> boats = Attribution("Coopérative des pêcheurs de Kerlann", frozenset({"Kerlann"}))
    >>> _akin_to("Coopérative de Kerlann", {"cooperative des pecheurs de kerlann": boats}).said_by
    frozenset({'Kerlann'})
    """
    wanted = set(terms(name, "fr"))
    held = {one.said_by: one for called, one in known.items() if wanted and wanted <= set(terms(called, "fr"))}
    return replace(next(iter(held.values())), name=name) if len(held) == 1 else Attribution(name)


def without_attribution(text: str, name: str) -> str:
    """Return `text` without the words that say that it is `name` who is to say it; "" if it then asks nothing.

    >>> without_attribution("Selon le BDC, qui paie ?", "BDC"), without_attribution("qui paie d'après le BDC ?", "BDC")
    ('qui paie ?', 'qui paie ?')
    >>> without_attribution("who pays according to BDC?", "BDC")
    'who pays?'
    >>> without_attribution("Que dit « BDC » des salles ?", "BDC"), without_attribution("What does BDC say?", "BDC")
    ('salles ?', '')
    >>> without_attribution("What does BDC require of us?", "BDC")
    'What does BDC require of us?'
    """
    typed = unicodedata.normalize("NFC", text)
    named = rf"{_LISTS['articles']}?{_OPENED}{_spaced(plain(name))}(?!\w){_CLOSED}"
    frames = (
        rf"\b{_LISTS['tells']}\s+{named}{_ABOUT}",
        rf"\b{_LISTS['asked_before']}\s*{named}\s+{_LISTS['asked_after']}{_ABOUT}",
        rf"(?:\s*,)?\s*\b{_LISTS['according']}\s+{named}(?:\s*,)?",
    )
    for frame in frames:
        if found := re.search(frame, aligned(typed)):
            before, after = typed[: found.start()], typed[found.end() :]
            space = "" if after[:1] in _MARKS else " "
            rest = f"{before}{space}{after}".strip(" ,;:")
            return " ".join(rest.split()) if _asks_something(rest) else ""
    return text


def attributed(understood: Understood, said: Attribution, reader: QueryReader) -> Understood:
    """Return `understood` with each question from the one that names `said` on asked of it, and searched without it.

    Where a message says no more than whose word it wants, that of what came before is wanted.
    """
    if not said.name:
        return understood
    bare = [without_attribution(part, said.name) for part, _ in understood.parts]
    first = next((at for at, (part, _) in enumerate(understood.parts) if bare[at] != part), 0)
    wanted = [alone or _asked_before(part, understood) for alone, (part, _) in zip(bare, understood.parts, strict=True)]
    asked = [
        (part, query) if at < first else _asked_of(said, part, wanted[at], query, reader)
        for at, (part, query) in enumerate(understood.parts)
    ]
    return replace(understood, parts=tuple(asked))


def _asked_before(part: str, understood: Understood) -> str:
    """Return the question before, which a message wants that only says whose word it wants: "et selon le BDC ?".

    "Que dit le BDC ?" wants to know what that text says at all.
    """
    opens = rf"\W*(?:{_LISTS['tells']}|{_LISTS['asked_before']})\b"
    return "" if re.match(opens, aligned(part)) else understood.before


def with_other_owner(finding: Finding, said: Attribution) -> Finding:
    """Return `finding` with the name of whoever is to say it, if it shows passages and none of them is theirs."""
    shown = finding.choices or finding.sources
    is_a_question = finding.outcome in ("answered", "closest", "clarify", "not_covered")
    if not said.name or not is_a_question or any(is_said_by(passage, said.said_by) for passage in shown):
        return finding
    if not shown and said.said_by:
        return finding
    kind: Named = "title" if said.is_title else "owner" if said.said_by else "nobody"
    return replace(finding, other_owner=said.name, other_kind=kind)


def _asked_of(said: Attribution, part: str, bare: str, query: Query, reader: QueryReader) -> tuple[str, Query]:
    """Return a question as it is judged: a name that no text bears may be its subject, and stays in it."""
    if not said.said_by:
        return part, query
    if not bare or bare == part:
        return part, replace(query, said_by=said.said_by)
    read = reader.read(reader.as_usually_typed(bare), query.language, query.context)
    return bare, replace(read, said_by=said.said_by)


def known_names(passages: Iterable[Passage], others: _Names) -> dict[str, Attribution]:
    """Return the attribution for each plain name of an owner or a title; owners of one name or of one kin are one.

    `others` are more names of owners. A title is also known by its beginning: "Partner handbook" of Riverside.
    """
    texts = {(passage.owner, passage.title) for passage in passages}
    owners = {owner for owner, _ in texts if owner}
    names = {owner: [*names_of(owner), *others.get(owner, ())] for owner in owners}
    bearers: dict[str, set[str]] = {}
    for owner, own in names.items():
        for name in own:
            bearers.setdefault(plain(name), set()).add(owner)
    known: dict[str, Attribution] = {}
    for _, title in sorted(texts):
        for name in filter(None, (title, _YEAR.sub("", title), *_beginnings(title))):
            said_by = known.get(plain(name), Attribution()).said_by | {title}
            known[plain(name)] = Attribution(name, said_by, is_title=True)
    for owner, own in names.items():
        alike = {one for name in own for one in bearers[plain(name)]} | {one for one in owners if is_akin(owner, one)}
        for name in own:
            before = known.get(plain(name), Attribution())
            known[plain(name)] = Attribution(name, before.said_by | alike)
    return known


def _beginnings(title: str) -> list[str]:
    """Return the beginnings of a title by which it may be called: before "of", of two long words or more.

    >>> _beginnings("Manuel des partenaires de la Maison Baobab"), _beginnings("Partner handbook of Riverside Trust")
    (['Manuel des partenaires'], ['Partner handbook'])
    """
    cuts = (title[: found.start()].strip() for found in _OF.finditer(title))
    return [one for one in cuts if sum(len(word) > _SHORT_WORD for word in one.split()) > 1]


def _unknown(text: str) -> str:
    """Return the proper name that is to say it, "" if there is none.

    >>> _unknown("What does the Red Cross say about it?"), _unknown("Selon Vous ?"), _unknown("Selon moi, non")
    ('Red Cross', '', '')
    """
    folded = aligned(text)
    frame = rf"\b{_LISTS['asked_before']}\s+{_LISTS['articles']}?(?P<name>\S.{{0,60}}?)\s+{_LISTS['asked_after']}\b"
    if (asked := re.search(frame, folded)) and (found := _PROPER.fullmatch(text, *asked.span("name"))):
        return found[0]
    head = re.search(rf"\b(?:{_LISTS['according']}|{_LISTS['tells']})\s+{_LISTS['articles']}?{_OPENED}", folded)
    if head is None or _NO_NAMES.match(folded, head.end()):
        return ""
    found = _UP_TO_COMMA.match(text, head.end()) or _PROPER.match(text, head.end())
    return found[0].rstrip(".'’") if found else ""


def _asks_something(text: str) -> bool:
    return any(terms(text, language) for language in LANGUAGES)


def _spaced(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))
