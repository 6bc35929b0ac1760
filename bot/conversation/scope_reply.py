"""Replies about what the bot answers: of the shipped cards, or of the texts of an installation."""

from __future__ import annotations

from bot.answering.foreign_subjects import foreign_subject
from bot.answering.scope import Scope
from bot.replies.reply import Paragraph
from bot.replies.texts import say, truncated
from corpus.language import Language

_SHOWN = 4  # titles
_TITLE = 80  # characters
_EXAMPLES = ("one", "two", "three")
_OF_SCOPE = {
    "start.body": "own.start",
    "smalltalk.greeting": "own.greeting",
    "smalltalk.identity": "own.identity",
    "smalltalk.capabilities": "own.capabilities",
    "smalltalk.secrets": "own.secrets",
    "out_of_scope.body": "own.out_of_scope",
    "description.long": "own.long",
    "description.short": "own.short",
}
_LONGEST = {"description.long": 512, "description.short": 120}  # characters (Bot API, setMyDescription)


def say_of(scope: Scope | None, language: Language, key: str) -> str:
    """Return the text `key`; if it speaks of the shipped cards, the one that speaks of the texts of `scope` instead."""
    if scope is None or key not in _OF_SCOPE:
        return say(language, key)
    if not scope.titles[language]:
        return say(language, "own.nothing")
    text = say(language, _OF_SCOPE[key], texts=_listed(scope, language), owners=_owners(scope, language))
    return truncated(text, _LONGEST[key]) if key in _LONGEST else text


def example_questions(scope: Scope | None, language: Language) -> list[str]:
    """Return three example questions, or as many as the texts of `scope` give."""
    if scope is None:
        return [say(language, f"examples.{name}") for name in _EXAMPLES]
    of_documents = [
        say(language, "own.example", title=title, heading=heading)
        if heading
        else say(language, "own.example_title", title=title)
        for title, heading in scope.headings
    ]
    return [*scope.questions.get(language, ()), *of_documents][: len(_EXAMPLES)]


def right_to_ask(question: str, language: Language) -> list[Paragraph]:
    """Return the sentence on whom to ask, if a question outside the domain is about medicine or law."""
    subject = foreign_subject(question)
    return [Paragraph(say(language, f"out_of_scope.{subject}"))] if subject else []


def _listed(scope: Scope, language: Language) -> str:
    titles = scope.titles[language]
    shown = [
        say(language, "own.text", title=truncated(title, _TITLE), owner=owner or say(language, "answer.added"))
        for title, owner in titles[:_SHOWN]
    ]
    more = say(language, "own.more", count=len(titles) - _SHOWN) if len(titles) > _SHOWN else ""
    return ", ".join(shown) + more


def _owners(scope: Scope, language: Language) -> str:
    owners = dict.fromkeys(owner for _, owner in scope.titles[language] if owner)
    return ", ".join(owners) or say(language, "own.this_installation")
