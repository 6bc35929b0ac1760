"""Captions: what somebody writes with a picture or a file, of which the bot reads nothing but these words."""

from __future__ import annotations

import re

from bot.conversation.answer_reply import person_button
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say
from corpus.language import Language
from corpus.word_list import alternations
from index.text.folding import fold

_WORDS = alternations("captions")
_POINTS = re.compile(rf"\b{_WORDS['pointing']} {_WORDS['shown']}\b|{_WORDS['asks_of_it']}")
_LEAD = re.compile(rf"{_WORDS['lead']}(?: |$)")
_WORD = re.compile(r"\w+")


def asks_about_the_picture(caption: str) -> bool:
    """Tell whether a caption asks what only the picture could tell.

    >>> [asks_about_the_picture(text) for text in ("c quoi ce formulaire, il faut le signer ?", "is this right?")]
    [True, True]
    >>> [asks_about_the_picture(text) for text in ("on signe où ?", "Where do I sign?", "Je mets quoi ici ?")]
    [True, True, True]
    >>> [asks_about_the_picture(text) for text in ("Qui signe l’accord ?", "Where do we sign the agreement?")]
    [False, False]
    """
    return bool(_POINTS.search(_plain(without_lead(caption))))


def without_lead(caption: str) -> str:
    """Return a caption without the number of a page and the words that only lead from the picture to a question.

    >>> without_lead("page 2 - does this mean we must return the car?"), without_lead("page 2")
    ('we must return the car?', 'page 2')
    >>> without_lead("Ça veut dire que nous rendons la voiture ?")
    'nous rendons la voiture ?'
    """
    left = caption
    while found := _LEAD.match(f"{_plain(left)} "):
        words, count = list(_WORD.finditer(left)), len(_plain_words(found[0]))
        folded = [len(_plain_words(word[0])) for word in words]
        at = next((n for n in range(len(words) + 1) if sum(folded[:n]) >= count), len(words))
        if at >= len(words):
            return left
        left = left[words[at].start() :]
    return left


def picture_reply(language: Language, consultation: str) -> Reply:
    """Return the answer to a caption that asks about the picture, with the offer of a person."""
    said = Paragraph(say(language, "unread.about"))
    return Reply(language, (said,), ((person_button(language, consultation),),), consultation)


def _plain(text: str) -> str:
    return " ".join(_plain_words(text))


def _plain_words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
