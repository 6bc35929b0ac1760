"""The reply to who asks which texts there are, or for one of them by its name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.answering.language_wish import without_language_wish
from bot.conversation.answer_reply import about
from bot.conversation.documents_wish import documents_wish
from bot.conversation.text_names import NamedText, find_texts
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say
from corpus.card import Source
from corpus.language import Language
from index.library import Audience, Document, Library
from index.passage import Passage
from index.text.file_names import readable

_MOST_PARTS = 6  # of a text, that are named


class TextsReply:
    """Tells which texts the library has, and what the parts of one are."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def listed(self, language: Language, readers: frozenset[Audience]) -> Reply:
        """Return the list of the texts that `readers` may read."""
        return Reply(language, _listed(self._texts(language, readers), language))

    def answer(self, text: str, language: Language, readers: frozenset[Audience]) -> Reply | None:
        """Return the list, the text that is named and its parts, or that it is missing; None for another question."""
        asked, _ = without_language_wish(text)
        wish = documents_wish(asked)
        if wish is None:
            return None
        texts = self._texts(language, readers)
        found = find_texts(wish, texts, self._library.corpus.glossary.expansions())
        if wish.name and not found and not wish.is_sure:
            return None
        if found:
            known = say(language, "sources.found" if len(found) == 1 else "sources.found_several")
            parts = self._parts(found[0], language, readers) if len(found) == 1 else []
            return Reply(language, (Paragraph(known), _lines(found), *parts, Paragraph(say(language, "sources.ask"))))
        missing = [Paragraph(say(language, "sources.missing"))] if wish.name and texts else []
        return Reply(language, (*missing, *_listed(texts, language)))

    def _parts(self, text: NamedText, language: Language, readers: frozenset[Audience]) -> list[Paragraph]:
        """Return the first parts of a text, by the headings of its passages; none if it has no two."""
        passages = [one for one in self._library.searcher(readers).passages() if _is_of(one, text, language)]
        parts = list(dict.fromkeys(top for one in passages if (top := one.section.partition(" › ")[0])))
        if len(parts) < 2:
            return []
        more = "\n• …" if len(parts) > _MOST_PARTS else ""
        lines = "\n".join(f"• {part}" for part in parts[:_MOST_PARTS])
        return [Paragraph(say(language, "sources.parts")), Paragraph(lines + more)]

    def _texts(self, language: Language, readers: frozenset[Audience]) -> list[NamedText]:
        """Return the sources, and the added documents that `readers` may read."""
        sources = [_source(one, language) for one in self._library.corpus.sources.values()]
        documents = [_document(one, language) for one in self._library.titled_documents() if one.readers in readers]
        return sources + documents


def _source(source: Source, language: Language) -> NamedText:
    date, title = source.date or say(language, "answer.undated"), source.title
    line = say(language, "sources.line", owner=source.owner, title=title[language], date=date)
    link = f"\n  {source.address}" if source.address else ""
    return NamedText(line + link, tuple(title.values()), (source.owner, *source.names))


def _document(document: Document, language: Language) -> NamedText:
    owner, details = document.owner or say(language, "answer.added"), _details(document, language)
    line = say(language, "sources.document", owner=owner, title=document.title, about=details)
    return NamedText(line, (document.title, document.date), (document.owner,), document.path, document.id)


def _details(document: Document, language: Language) -> str:
    name = readable(Path(document.path).name)
    known = filter(None, ("" if name in document.title else name, about(document, language)))
    return "".join(f", {one}" for one in known)


def _is_of(passage: Passage, text: NamedText, language: Language) -> bool:
    """Tell whether a passage is of a document, or a card in `language` of a page."""
    if text.document:
        return passage.document == text.document
    return not passage.document and passage.language == language and passage.title in text.titles


def _listed(texts: Iterable[NamedText], language: Language) -> tuple[Paragraph, Paragraph]:
    title, lines = Paragraph(say(language, "sources.title"), "title"), _lines(texts)
    return title, lines if lines.text else Paragraph(say(language, "sources.none"))


def _lines(texts: Iterable[NamedText]) -> Paragraph:
    return Paragraph("\n".join(f"• {text.line}" for text in texts))
