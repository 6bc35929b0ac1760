"""Understand a message in its conversation: its language, its questions, and the context of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.answering.asked import without_lead
from bot.answering.follow_up import asks_for_language, is_follow_up, noun_pointed_at
from bot.answering.inquiry import Inquiry, PastExchange
from bot.answering.language_wish import without_language_wish
from bot.answering.resumption import question_resumed, turns_resumed
from bot.answering.shown import Shown, shown_before
from bot.answering.surroundings import without_talk
from bot.answering.wishes import QUESTION, Wish, read_wish
from corpus.ambiguity import Ambiguity
from corpus.language import Language
from corpus.word_list import word_lists
from index.search.query import Query, QueryReader
from index.text.folding import fold, terms, words
from index.text.language_detection import detect, is_foreign
from index.text.shortening import CONTEXT, Reading, both_ends, shorten

MOST = 3  # questions of one message; further ones are joined to the last
_LISTS = {name: found.alternation() for name, found in word_lists("questions").items()}
_ASKS = re.compile(
    rf"\b{_LISTS['ask']}|^{_LISTS['auxiliaries']}\s|-(?:t-)?{_LISTS['after_verb']}\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(_LISTS["request"], re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?:\n])\s+")
_END = re.compile(r"(?<=[?])[\s?!.]*")
_BREAK = re.compile(r"\s*\n\s*|\s+\+\s+")
_MARK = re.compile(r"^(?:\d{1,2}[.)]|[-•*])\s+")
# Words beside an ambiguous one that don't settle its sense: "VAE, ça veut dire quoi ?", "what is the CRC?"
_NEUTRAL = frozenset(word_lists("questions")["neutral"].of())
_CONTINUED = re.compile(rf"{_LISTS['continued']}", re.IGNORECASE)
_JOINT = re.compile(rf"((?:\s*[,;]\s*|\s+){_LISTS['join']}\s+|\s*,\s*(?={_LISTS['open']}))", re.IGNORECASE)


def split_parts(text: str) -> list[str]:
    """Return the questions in `text`, in order, at most MOST.

    They end with a question mark, a line or a plus sign, or are joined by "and" or by a comma before a question word.
    A lead-in that asks nothing stays with the question after it, a very short question with the one before.

    >>> split_parts("Pourquoi arrêter avant terme, et qu’est-ce qu’on écrit ?")
    ['Pourquoi arrêter avant terme', 'qu’est-ce qu’on écrit ?']
    >>> split_parts("Rien n’avance. On fait quoi ?")
    ['Rien n’avance. On fait quoi ?']
    >>> split_parts("Quels sont les motifs, combien de jours avant ?")
    ['Quels sont les motifs', 'combien de jours avant ?']
    >>> split_parts("why evaluate + who takes part")
    ['why evaluate', 'who takes part']
    """
    pieces: list[str] = []
    for sentence in filter(None, (piece.strip() for line in _lines(text) for piece in _END.split(line))):
        for piece in _questions(sentence):
            if pieces and not _stands_alone(piece):
                pieces[-1] = f"{pieces[-1]} {piece}"
            else:
                pieces.append(piece)
    if len(pieces) > MOST:
        pieces[MOST - 1 :] = [" ".join(pieces[MOST - 1 :])]
    return pieces or [text.strip()]


def asks(part: str) -> bool:
    """Tell whether a part of a message has the form of a question.

    >>> asks("Qui signe"), asks("budget ?"), asks("PS: my battery is dead")
    (True, True, False)
    """
    return "?" in part or bool(_ASKS.search(part))


def asks_in_words(part: str) -> bool:
    """Tell whether a part holds a word that asks: a mark alone is none.

    >>> asks_in_words("et qui paie ?"), asks_in_words("ça va ?")
    (True, False)
    """
    return bool(_ASKS.search(part))


def asking_sentence(text: str) -> str:
    """Return the last sentence of a text that asks, or else that wishes for content; all of it if none does.

    >>> asking_sentence("Nous sommes à Kaya. Qui évalue ? Le bailleur attend.")
    'Qui évalue ?'
    """
    sentences = _SENTENCE.split(text)[::-1]
    return next((one for asks_it in (asks, _REQUEST.search) for one in sentences if asks_it(one)), text)


def opens_a_question(text: str) -> bool:
    """Tell whether `text` begins with a word that asks.

    >>> opens_a_question("qui signe ?"), opens_a_question("le bureau qui signe")
    (True, False)
    """
    return bool(_ASKS.match(text))


def _lines(text: str) -> list[str]:
    """Cut a text at each break that has a question on both sides, and take list marks away."""
    found: list[str] = []
    for line in filter(None, (_MARK.sub("", piece.strip()) for piece in _BREAK.split(text))):
        if found and not (_ASKS.search(found[-1]) and _ASKS.search(line)):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _questions(sentence: str) -> list[str]:
    """Cut a sentence at each "and" that has a question on both sides."""
    first, *rest = _JOINT.split(sentence)
    found = [first]
    for joint, piece in zip(rest[::2], rest[1::2], strict=True):
        if all(map(_ASKS.search, (found[-1], piece))) and _stands_alone(piece) and not _CONTINUED.match(piece):
            found.append(piece)
        else:
            found[-1] += joint + piece
    return found


def _stands_alone(piece: str) -> bool:
    return len(piece.split()) >= 3 and bool(terms(piece, "fr"))


def ambiguity_in(text: str, language: Language, known: Mapping[str, Ambiguity]) -> Ambiguity | None:
    """Return the ambiguity of `text`: one of `known` whose word occurs with nothing beside it that settles the sense.

    >>> vae = Ambiguity("vae", {"fr": ("vae",), "en": ("vae",)}, ())
    >>> ambiguity_in("C’est quoi VAE ?", "fr", {"vae": vae}) is vae
    True
    >>> ambiguity_in("VAE : quelles étapes ?", "fr", {"vae": vae})
    """
    words = [word.strip("?!.,;:«»\"'()").removeprefix("l'").removeprefix("d'") for word in fold(text).split()]
    for ambiguity in known.values():
        for phrase in sorted(ambiguity.words[language], key=len, reverse=True):
            rest = _without(words, phrase.split())
            if rest is not None and all(word in _NEUTRAL or not terms(word, language) for word in rest):
                return ambiguity
    return None


def _without(words: list[str], phrase: list[str]) -> list[str] | None:
    """Return `words` without the first `phrase` among them, or None if it is not there."""
    size = len(phrase)
    for at in range(len(words) - size + 1):
        if words[at : at + size] == phrase:
            return words[:at] + words[at + size :]
    return None


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as understood in its conversation.

    `text` is the message as it was typed, or the question before it if the message only asks for more or for another
    language; `read` is the same without a wish for a language, shouting or dots in abbreviations. `written` is its
    language, `language` the answer's. `parts` are its questions as typed, each with its query.
    `wants_more` if it asks for more on the same point, `alone` if nothing came before, `foreign` if it is in neither
    language. `reading` tells what was read of a long message. `wish` is what it wants of what was `shown` before;
    `before` is what a question may follow up, "" for nothing, `subject` the heading of what was shown with it, and
    `matter` that heading with the question that led to it.
    """

    text: str
    read: str
    written: Language
    language: Language
    parts: tuple[tuple[str, Query], ...]
    wants_more: bool = False
    alone: bool = True
    foreign: bool = False
    reading: Reading = ""
    wish: Wish = QUESTION
    shown: Shown | None = None
    before: str = ""
    subject: str = ""
    matter: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The message as it is read and, if it asks one thing, as it is searched: without shorthands and slips."""
        return (self.read, *(query.text for _, query in self.parts[:1] if len(self.parts) == 1))

    def is_led_by_itself(self, part: str) -> bool:
        """Tell whether a question of this message comes before `part`, which then speaks of that one."""
        before = [one for one, _ in self.parts]
        return any(map(asks, before[: before.index(part)])) if part in before else False


def understand(inquiry: Inquiry, reader: QueryReader, asked: Callable[[str], str] = str) -> Understood:
    """Return the questions of a message, each with its context.

    `asked` cuts a text to what it asks: courtesies and personal data around a question change nothing.

    The answer's language is the one that the message asks for, else the chat's if that is pinned, else the message's
    own; the chat's if the message shows none.
    """
    text, read = inquiry.text, as_read(inquiry.text, reader)
    history = [replace(turn, question=_spelt_out(turn.question, turn.language, reader)) for turn in inquiry.history]
    shown, turns = shown_before(history), _with_a_subject(history)
    other, wish = asks_for_language(read.usual), read_wish(_spelt_out(inquiry.text, inquiry.language, reader))
    more, wished = wish.kind == "more" and not wish.about, other or read.language
    if (other or more) and turns:
        text, history = inquiry.history[len(turns) - 1].question, turns[:-1]
        read = as_read(text, reader)
    if other:
        shown, wish = shown_before(history), read_wish(read.usual)
    which, beside = question_resumed(read.usual)
    resumed = turns_resumed(which, turns)
    if resumed and not beside:  # it asks that question again
        text, history, wish = resumed[-1].question, list(resumed[:-1]), QUESTION
        read, shown = as_read(text, reader), shown_before(history)
    elif resumed:
        read, shown = as_read(beside, reader), shown_before(resumed)
    question = wish.about if wish.kind == "more" and wish.about else read.usual
    written = detect(question, reader.language_of_terms(question) or inquiry.language)
    language = wished or (inquiry.language if inquiry.is_pinned else written)
    shortened = shorten(question)
    parts = [without_lead(part) for part in without_talk(split_parts(asked(shortened.text)))]
    followed = _up_to_named(noun_pointed_at(question), _with_a_subject(history))
    followed = resumed or followed
    before, subject = _before(followed), _subject(followed)
    led = [
        question if any(map(asks, parts[:n])) else before if is_follow_up(part) or resumed else ""
        for n, part in enumerate(parts)
    ]
    contexts = [both_ends(context, CONTEXT) for context in led]
    item = shown.item(wish) if shown else ""
    queries = [
        reader.read(f"{item}. {part}" if item else part, written, context)
        for part, context in zip(parts, contexts, strict=True)
    ]
    pairs = tuple(zip(map(read.as_typed, parts), queries, strict=True))
    foreign = is_foreign(question) and is_foreign(reader.read(question, "fr").text)  # no French text message is
    wants_more, alone = more and bool(turns), not history
    return Understood(
        text,
        question,
        written,
        language,
        pairs,
        wants_more,
        alone,
        foreign,
        shortened.reading,
        wish,
        shown,
        before,
        subject,
        _matter(followed),
    )


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text without dots in abbreviations and without its wish for a language: as `typed`, and as `usual`.

    They differ in capitals alone. `language` is the one that is wished.
    """

    typed: str
    usual: str
    language: Language | None

    def as_typed(self, part: str) -> str:
        """Return a `part` of the usual text as it was typed: names are known by their capitals.

        >>> ReadText("QUI EST AWA ?  ET OÙ ?", "Qui est awa ?  Et où ?", None).as_typed("Qui est awa ? Et où ?")
        'QUI EST AWA ?  ET OÙ ?'
        """
        found = re.search(r"\s+".join(map(re.escape, part.split())), self.usual)
        if found:
            return self.typed[found.start() : found.end()]
        return part.upper() if self.typed.isupper() else part


def as_read(text: str, reader: QueryReader) -> ReadText:
    """Return `text` as it is read before it is cut and searched."""
    undotted = reader.plain_typing.without_dots(text)
    typed, language = without_language_wish(undotted)
    return ReadText(typed, without_language_wish(reader.plain_typing.lowered(undotted))[0], language)


def _spelt_out(text: str, language: Language | None, reader: QueryReader) -> str:
    """Return `text` as it is read, without the shorthands of its language; `language` counts if it shows none."""
    usual = as_read(text, reader).usual
    return reader.spelt_out(usual, detect(usual, language or "fr"))


def _with_a_subject(history: list[PastExchange]) -> list[PastExchange]:
    """Return `history` without the last turns that asked for no subject of their own: talk, more, another language."""
    while history and _adds_no_subject(history[-1].question):
        history = history[:-1]
    return history


def _adds_no_subject(question: str) -> bool:
    wish = read_wish(question)
    return wish.is_talk or wish.kind in ("more", "shorter", "reword") or bool(asks_for_language(question))


def _before(turns: list[PastExchange]) -> str:
    """Return the question that another may follow up: the last question, led by the one that it follows up itself.

    Where that only named an item, it is the heading of what was shown. Follow-ups in between to which nothing was found
    are left out: what they lean on is what this one leans on too.
    """
    if not turns:
        return ""
    last = turns[-1]
    if read_wish(last.question) != QUESTION and last.subject:
        return last.subject
    followed = next((one for one in turns[-2::-1] if one.subject or not is_follow_up(one.question)), None)
    return f"{followed.question} {last.question}" if followed and is_follow_up(last.question) else last.question


def _subject(turns: list[PastExchange]) -> str:
    """Return the heading of what was shown last; "" if a question that stood alone came after it and found nothing."""
    for turn in reversed(turns):
        if turn.subject or not is_follow_up(turn.question):
            return turn.subject
    return ""


def _matter(turns: list[PastExchange]) -> str:
    """Return the heading of what was shown last with the question that led to it; else the last one that stood alone.

    What was shown is the matter as long as only follow-ups came after it.
    """
    for turn in reversed(turns):
        if turn.subject or not is_follow_up(turn.question):
            return f"{turn.question} {turn.subject}".strip()
    return ""


def _up_to_named(noun: str, turns: list[PastExchange]) -> list[PastExchange]:
    """Return `turns` up to the last one that has the `noun`; all of them if none has."""
    if not noun:
        return turns
    named = [at for at, turn in enumerate(turns, 1) if noun in words(f"{turn.question} {turn.subject} {turn.answer}")]
    return turns[: named[-1]] if named else turns
