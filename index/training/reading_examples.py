"""Questions with texts that answer them and texts that only resemble those: what the passage reader learns from.

Questions about the cards are those of many hands; a card answers the questions that lead to it and no other. Questions
about the documents in `corpus/reading` name the section that answers and words of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.card import BUNDLED_CORPUS
from corpus.collection import Corpus
from corpus.language import LANGUAGES, Language
from corpus.questions import AskedQuestion, read_questions
from index.document import Document
from index.entry import card_entries, document_passage_entries, read_texts
from index.ingest.passage_splitting import split
from index.ingest.reader import read_files

DOCUMENTS = BUNDLED_CORPUS / "reading"
# Whose questions are not learned from: what the gate weighs the reader's judgement with is found on theirs.
HELD_OUT = frozenset(
    {
        "second_language",
        "lawyer",
        "bush_officer",
        "treasurer_and_student",
        "regional_accountant",
        "youth_worker",
        "parish_controller",
        "donor_officer",
    }
)
_NEAREST = 8  # texts like the question that it is taught with
_HELD = 0.75  # share of the answering words that a part must hold
_UNANSWERED = "-"  # opens the heading of a section that does not answer


class EmbedsTexts(Protocol):
    """The part of the embedding model that is used here."""

    @property
    def window(self) -> int:
        """The longest text, in tokens, that a vector takes in whole."""
        ...

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, for texts to be found."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a question."""
        ...


@dataclass(frozen=True, slots=True)
class ReadingExample:
    """A question by `person`, the texts that answer it, maybe none, and others, the most alike first.

    `group` is the document that it is about, or the language in which it asks about cards.
    """

    person: str
    group: str
    question: str
    answering: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """A question about a document: the words in it that answer, "" if nothing does."""

    language: Language
    text: str
    heading: str
    words: str


def card_examples(corpus: Corpus, embeddings: EmbedsTexts) -> list[ReadingExample]:
    """Return the questions that lead to the cards and those that the cards leave open, with cards in their language."""
    targets = {card.id for card in corpus.cards} | set(corpus.gaps)
    asked = [AskedQuestion("", card.id, card.language, text) for card in corpus.cards for text in card.questions]
    asked += [
        AskedQuestion("", gap.id, language, text)
        for gap in corpus.gaps.values()
        for language in LANGUAGES
        for text in gap.questions[language]
    ]
    asked += [question for question in read_questions(BUNDLED_CORPUS) if question.target in targets]  # with the person
    asked = list({(question.language, question.text): question for question in asked}.values())
    found: list[ReadingExample] = []
    for language in LANGUAGES:
        own = [question for question in asked if question.language == language]
        entries = [card_entries(card)[0] for card in corpus.cards if card.language == language]
        rows = np.array(embeddings.embed_queries([question.text for question in own]), dtype=np.float32)
        texts = np.array(embeddings.embed_documents([entry.text for entry in entries]), dtype=np.float32)
        alike = rows @ texts.T
        for at, entry in enumerate(entries):  # what others asked of a card tells what it is near to
            led = np.array([question.target == entry.target for question in own])
            others = np.array([question.person for question in own])
            near = rows @ rows[led].T
            near[np.equal.outer(others, others[led])] = 0.0
            alike[:, at] = alike[:, at] + near.max(axis=1)
        for question, row in zip(own, alike, strict=True):
            ranked = [entries[at] for at in np.argsort(-row)]
            answering = tuple(entry.text for entry in ranked if entry.target == question.target)
            others_ = tuple(entry.text for entry in ranked if entry.target != question.target)[:_NEAREST]
            found.append(ReadingExample(question.person, language, question.text, answering, others_))
    return found


def document_examples(embeddings: EmbedsTexts, folder: Path = DOCUMENTS) -> list[ReadingExample]:
    """Return the questions about the documents below `folder`, with parts of them and of others by the same hand."""
    found: list[ReadingExample] = []
    for own in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(own.glob("*.md"))
        documents = [document for document in read_files(files, owner="") if isinstance(document, Document)]
        held = {Path(document.path).name: _parts(document, embeddings) for document in documents}
        everything = [(name, text) for name, texts in held.items() for text in texts]
        vectors = np.array(embeddings.embed_documents([text for _, text in everything]), dtype=np.float32)
        for file in files:
            questions = read_document_questions(file.with_suffix(".tsv"))
            rows = np.array(embeddings.embed_queries([question.text for question in questions]), dtype=np.float32)
            for question, row in zip(questions, rows @ vectors.T, strict=True):
                answering = tuple(answering_parts(question, held[file.name])) if question.words else ()
                if question.words and not answering:
                    continue
                ranked = [everything[at] for at in np.argsort(-row)]
                inside = [text for name, text in ranked if name == file.name and text not in answering]
                outside = [text for name, text in ranked if name != file.name]
                others = (*inside[: _NEAREST - 2], *outside[:2])
                found.append(ReadingExample(own.name, f"{own.name}/{file.name}", question.text, answering, others))
    return found


def read_document_questions(path: Path) -> list[DocumentQuestion]:
    """Return the questions in `path`; a line is a heading, fr or en, a question and the answering words, by tabs."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        heading, spoken, text, words = (*line.split("\t"), "")[:4]
        language: Language = "fr" if spoken == "fr" else "en"
        is_answered = not heading.startswith(_UNANSWERED)
        found.append(DocumentQuestion(language, text, heading.removeprefix(_UNANSWERED), words if is_answered else ""))
    return found


def answering_parts(question: DocumentQuestion, texts: Sequence[str]) -> list[str]:
    """Return those of a document's parts that hold the words which answer `question`, best under its heading."""
    wanted = _tokens(question.words)
    shares = [len(wanted & _tokens(text)) / max(len(wanted), 1) for text in texts]
    whole = _plain(question.words)
    exact = [text for text in texts if whole in _plain(text)]
    best = exact or [text for text, share in zip(texts, shares, strict=True) if share >= max(_HELD, max(shares))]
    headed = [text for text in best if _plain(question.heading) in _plain(text)]
    return headed or best


def _parts(document: Document, embeddings: EmbedsTexts) -> list[str]:
    passages = split(document, embeddings.count, embeddings.window)
    return list(read_texts([entry for passage in passages for entry in document_passage_entries(passage)]).values())


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _tokens(text: str) -> set[str]:
    return set(_plain(text).split())
