"""Reference in the chat: the sources and the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from bot.answering.definitions import definition, terms_named
from bot.answering.language_wish import answer_language
from bot.conversation.glossary_reply import definition_paragraphs
from bot.conversation.handler import ChatHandler, Command, Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.links import links_alone
from bot.conversation.origins import Origins
from bot.conversation.texts_reply import TextsReply
from bot.domain.access.readers import DocumentReaders
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say, sentence
from corpus.card import Source
from corpus.glossary import Glossary, Term
from corpus.language import LANGUAGES, Language
from index.library import Library
from index.text.folding import fold

_MOST = 4  # terms shown for one word


class ReferenceHandler(ChatHandler):
    """Answers /sources and who asks which texts there are, /glossaire or /glossary, and links without a question."""

    commands = (Command.of("sources", "sources"), Command.of("glossaire", "glossary"))

    def __init__(self, library: Library, preference: LanguagePreference, readers: DocumentReaders) -> None:
        self._library, self._preference, self._readers = library, preference, readers
        self._origins, self._texts = Origins(library), TextsReply(library)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """List the sources, or the terms of the glossary, or explain one of them."""
        language = self._preference.of(chat)
        if key == "glossary":
            corpus = self._library.corpus
            return explain(corpus.glossary, argument, language, corpus.sources)
        return self._texts.listed(language, self._readers.of(chat))

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Tell which texts there are, or whether there is the one that is named; ask what a link is sent for."""
        if links := links_alone(message.text):
            return self._asked_back(links, self._preference.of(chat))
        language = answer_language(message.text, self._preference.of(chat), self._preference.is_pinned(chat))
        reply = self._texts.answer(message.text, language, self._readers.of(chat))
        if reply is not None:
            self._preference.remember(chat, language)
        return reply

    def _asked_back(self, links: Iterable[str], language: Language) -> Reply:
        """Ask what the person wants to know of the links, and tell which of our pages they lead to."""
        pages = {page.id: page for link in links if (page := self._origins.page(link))}
        if not pages:
            return sentence(language, "links.ask")
        titles = [say(language, "own.text", title=page.title[language], owner=page.owner) for page in pages.values()]
        return sentence(language, "links.known", text=", ".join(titles))


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
