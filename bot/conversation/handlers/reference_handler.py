"""Reference in the chat: the sources and the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from bot.answering.definitions import definition, terms_named
from bot.answering.language_wish import answer_language, without_language_wish
from bot.conversation.answer_reply import about
from bot.conversation.documents_wish import documents_wish
from bot.conversation.glossary_reply import definition_paragraphs
from bot.conversation.handler import ChatHandler, Command, Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.links import links_alone
from bot.conversation.origins import Origins
from bot.conversation.text_names import NamedText, find_texts
from bot.domain.access.readers import DocumentReaders
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say, sentence
from corpus.card import Source
from corpus.glossary import Glossary, Term
from corpus.language import LANGUAGES, Language
from index.library import Document, Library
from index.text.file_names import readable
from index.text.folding import fold

_MOST = 4  # terms shown for one word


class ReferenceHandler(ChatHandler):
    """Answers /sources and who asks which texts there are, /glossaire or /glossary, and links without a question."""

    commands = (Command.of("sources", "sources"), Command.of("glossaire", "glossary"))

    def __init__(self, library: Library, preference: LanguagePreference, readers: DocumentReaders) -> None:
        self._library, self._preference, self._readers = library, preference, readers
        self._origins = Origins(library)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """List the sources, or the terms of the glossary, or explain one of them."""
        language = self._preference.of(chat)
        if key == "glossary":
            corpus = self._library.corpus
            return explain(corpus.glossary, argument, language, corpus.sources)
        return Reply(language, _listed(self._texts(chat, language), language))

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Tell which texts there are, or whether there is the one that is named; ask what a link is sent for."""
        if links := links_alone(message.text):
            return self._asked_back(links, self._preference.of(chat))
        asked, _ = without_language_wish(message.text)
        wish = documents_wish(asked)
        if wish is None:
            return None
        language = answer_language(message.text, self._preference.of(chat), self._preference.is_pinned(chat))
        texts = self._texts(chat, language)
        found = find_texts(wish, texts, self._library.corpus.glossary.expansions())
        if wish.name and not found and not wish.is_sure:
            return None
        self._preference.remember(chat, language)
        if found:
            known = say(language, "sources.found" if len(found) == 1 else "sources.found_several")
            return Reply(language, (Paragraph(known), _lines(found), Paragraph(say(language, "sources.ask"))))
        missing = [Paragraph(say(language, "sources.missing"))] if wish.name and texts else []
        return Reply(language, (*missing, *_listed(texts, language)))

    def _asked_back(self, links: Iterable[str], language: Language) -> Reply:
        """Ask what the person wants to know of the links, and tell which of our pages they lead to."""
        pages = {page.id: page for link in links if (page := self._origins.page(link))}
        if not pages:
            return sentence(language, "links.ask")
        titles = [say(language, "own.text", title=page.title[language], owner=page.owner) for page in pages.values()]
        return sentence(language, "links.known", text=", ".join(titles))

    def _texts(self, chat: Chat, language: Language) -> list[NamedText]:
        """Return the sources, and the added documents that the chat may read."""
        undated, added = say(language, "answer.undated"), say(language, "answer.added")
        readers = self._readers.of(chat)
        sources = [
            NamedText(
                say(language, "sources.line", owner=s.owner, title=s.title[language], date=s.date or undated)
                + (f"\n  {s.address}" if s.address else ""),
                tuple(s.title.values()),
                (s.owner, *s.names),
            )
            for s in self._library.corpus.sources.values()
        ]
        documents = [
            NamedText(
                say(language, "sources.document", owner=d.owner or added, title=d.title, about=_details(d, language)),
                (d.title, d.date),
                (d.owner,),
                d.path,
            )
            for d in self._library.titled_documents()
            if d.readers in readers
        ]
        return sources + documents


def _listed(texts: Iterable[NamedText], language: Language) -> tuple[Paragraph, Paragraph]:
    title, lines = Paragraph(say(language, "sources.title"), "title"), _lines(texts)
    return title, lines if lines.text else Paragraph(say(language, "sources.none"))


def _lines(texts: Iterable[NamedText]) -> Paragraph:
    return Paragraph("\n".join(f"• {text.line}" for text in texts))


def _details(document: Document, language: Language) -> str:
    name = readable(Path(document.path).name)
    known = filter(None, ("" if name in document.title else name, about(document, language)))
    return "".join(f", {one}" for one in known)


def explain(glossary: Glossary, wanted: str, language: Language, sources: Mapping[str, Source]) -> Reply:
    """Return the entries for `wanted` (a term, an abbreviation or another word for one), or all terms without one.

    `sources` are the pages that are named as using a term, by id.
    """
    if not wanted.strip():
        title, usage = Paragraph(say(language, "glossary.title"), "title"), Paragraph(say(language, "glossary.usage"))
        return Reply(language, (title, usage, *_terms(glossary, language)))
    found = find(glossary, wanted)[:_MOST]
    if not found:
        return Reply(
            language, (Paragraph(say(language, "glossary.missing")), Paragraph(say(language, "glossary.usage")))
        )
    told = [one for term in found for one in definition_paragraphs(definition(term, sources), language)]
    return Reply(language, tuple(told))


def find(glossary: Glossary, wanted: str) -> list[Term]:
    """Return the terms named `wanted`, exact matches before those that contain it."""
    key = fold(wanted).strip()
    exact = terms_named(glossary, wanted)
    partly = [
        term for term in glossary.terms if len(key) > 2 and any(key in fold(term.name[lang]) for lang in LANGUAGES)
    ]
    return exact + [term for term in partly if term not in exact]


def _terms(glossary: Glossary, language: Language) -> list[Paragraph]:
    """Return the names of all terms with their abbreviations, in order, a paragraph for each initial."""

    def folded(term: Term) -> str:
        return fold(term.name[language])

    ordered = sorted(glossary.terms, key=folded)
    return [
        Paragraph("\n".join(f"• {_name(term, language)}" for term in group))
        for _, group in groupby(ordered, key=lambda term: folded(term)[:1])
    ]


def _name(term: Term, language: Language) -> str:
    """Return the name of `term` with its abbreviations in `language`, but those that are the name itself."""
    short = [one for one in term.abbreviations[language] if one != term.name[language]]
    return f"{term.name[language]} ({', '.join(short)})" if short else term.name[language]
