"""Short messages that need no search: stop, thanks, yes, no, and what calls a choice off."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from threading import Lock

from bot.answering.wishes import bare
from corpus.word_list import word_lists
from index.text.folding import fold

REPEATED_WITHIN = 10.0  # seconds: a stop that is repeated so soon is not answered again
_SHORT = 3  # words of a message that may be a remark rather than an answer
_MOST = 1_000  # chats remembered
_REPEATED = re.compile(r"\b(\w+(?: \w+)?)(?: \1\b)+")
_MOST_WORDS = 24  # of a short message that is read by whole words

_LISTS = word_lists("small_intents")
_AROUND_THANKS = _LISTS["around_thanks"].alternation()
_THANKS = rf"(?:{_LISTS['thanks'].alternation()}|{_LISTS['received'].alternation()})"
_THANK_YOU = re.compile(rf"(?:{_AROUND_THANKS} )*{_THANKS}(?: (?:{_AROUND_THANKS}|{_THANKS}))*")
_AROUND_CHOICE = _LISTS["around_choice"].alternation()
_CANCEL, _YES, _NO = (
    re.compile(rf"(?:{_AROUND_CHOICE} )*{_LISTS[name].alternation()}(?: {_AROUND_CHOICE})*")
    for name in ("cancel", "agreed", "declined")
)
_AGREED_BY_NOUN = re.compile(_LISTS["agreed_by_noun"].alternation())
_AROUND_GREETING, _GREETING = (_LISTS[name].alternation() for name in ("around_greeting", "greetings"))
_GREETINGS = re.compile(rf"{_GREETING}(?: (?:{_AROUND_GREETING}|{_GREETING}))*")
_OPENING = re.compile(rf"\s*(?:{_GREETING}|{_LISTS['thanks'].alternation()})\b[\s,!.;:]+(?=\w)", re.IGNORECASE)
_HALTED = rf"(?:{'|'.join(_LISTS[name].alternation() for name in ('halted', 'cancel', 'not_sent'))})"
_STOP = re.compile(rf"(?:{_AROUND_CHOICE} )*{_HALTED}(?: (?:{_AROUND_CHOICE}|{_HALTED}))*")
_HAS_STOP = re.compile(rf"\b{_HALTED}\b")
_COURTESY = re.compile(rf"(?<= ){word_lists('safe_word_courtesies')['courtesies'].alternation()}(?= )")


def says_cancel(text: str) -> bool:
    """Tell whether a message calls off what waits for a choice, and says nothing else.

    >>> says_cancel("Annuler"), says_cancel("non, laisse tomber svp"), says_cancel("Never mind!")
    (True, True, True)
    >>> says_cancel("J’ai changé d’avis")
    True
    >>> says_cancel("Peut-on annuler l’accord ?"), says_cancel("Non"), says_cancel("annulez la réunion")
    (False, False, False)
    """
    return bool(_CANCEL.fullmatch(bare(text)))


def says_stop(text: str) -> bool:
    """Tell whether a message stops what is about to be sent, and says nothing else.

    >>> says_stop("n'envoyez pas !"), says_stop("Non, attends"), says_stop("Wait, do not send"), says_stop("annuler")
    (True, True, True, True)
    >>> says_stop("Non, ne l’envoie surtout pas"), says_stop("annulez l’envoi"), says_stop("don't send it to them")
    (True, True, True)
    >>> says_stop("Attendez la signature."), says_stop("Non"), says_stop("Do not send the annex.")
    (False, False, False)
    """
    return bool(_STOP.fullmatch(bare(text)))


def may_say_stop(text: str) -> bool:
    """Tell whether words that stop come with others.

    >>> may_say_stop("Attends, je corrige la date"), may_say_stop("Le partenaire paie l’audit.")
    (True, False)
    """
    return bool(_HAS_STOP.search(bare(text)))


def is_short(text: str) -> bool:
    """Tell whether a message is so short that it may be a remark to the bot.

    >>> is_short("hm, pas sûr"), is_short("🛑"), is_short("Le partenaire paie l’audit.")
    (True, True, False)
    """
    return len(bare(text).split()) <= _SHORT


def says_yes(text: str) -> bool:
    """Tell whether a message agrees, and says nothing else.

    >>> says_yes("Oui, merci"), says_yes("yes please"), says_yes("Oui, mais quand ?")
    (True, True, False)
    """
    return bool(_YES.fullmatch(bare(text)))


def agrees_by_noun(text: str) -> bool:
    """Tell whether a message is a noun that agrees where an offer waits; elsewhere it names a subject.

    >>> agrees_by_noun("Accord !"), agrees_by_noun("l’accord signé")
    (True, False)
    """
    return bool(_AGREED_BY_NOUN.fullmatch(bare(text)))


def says_no(text: str) -> bool:
    """Tell whether a message declines, and says nothing else.

    >>> says_no("Non merci"), says_no("no"), says_no("Non, une autre question")
    (True, True, False)
    """
    return bool(_NO.fullmatch(bare(text)))


def says_thanks(text: str) -> bool:
    """Tell whether a message is thanks, or that one has understood, and nothing else.

    >>> says_thanks("Merci beaucoup pour votre réponse !"), says_thanks("ok, thank you so much")
    (True, True)
    >>> says_thanks("Bien reçu, merci"), says_thanks("OK"), says_thanks("Noted."), says_thanks("Ok, et après ?")
    (True, True, True, False)
    >>> says_thanks("Merci, mais l’annexe manque."), says_thanks("Thanks. Where is annex C?")
    (False, False)
    """
    return bool(_THANK_YOU.fullmatch(brief(bare(text))))


def brief(plain: str) -> str:
    """Return plain words, what is repeated at once only once; empty if they are too many for a short message.

    A word that stands in several lists is tried as each: the time to refuse a message may double with every such word.

    >>> brief("ok merci ok merci"), brief("oui oui oui ici"), brief("ok merci bien " * 9)
    ('ok merci', 'oui ici', '')
    """
    once = _REPEATED.sub(r"\1", plain)
    return once if len(once.split()) <= _MOST_WORDS else ""


def says_courtesy(text: str) -> bool:
    """Tell whether a message greets, thanks or takes leave, and says nothing else.

    >>> says_courtesy("Bonjour à tous !"), says_courtesy("Hello there"), says_courtesy("merci"), says_courtesy("Bye")
    (True, True, True, True)
    >>> says_courtesy("Bonjour Espoir"), says_courtesy("Oui"), says_courtesy("Merci de relire le plan")
    (False, False, False)
    """
    return says_thanks(text) or bool(_GREETINGS.fullmatch(bare(text)))


def without_greeting(text: str) -> str:
    """Return a message without the greeting or thanks that opens it; a courtesy alone stays.

    >>> without_greeting("Bonjour, non"), without_greeting("Hello! 5, the donor"), without_greeting("Bonjour")
    ('non', '5, the donor', 'Bonjour')
    >>> without_greeting("Mme Diallo, 3 janvier"), without_greeting("They said they will see")
    ('Mme Diallo, 3 janvier', 'They said they will see')
    """
    opening = None if says_courtesy(text) else _OPENING.match(text)
    return text[opening.end() :] if opening else text


class SafeWords:
    """The words that stop, matched in any spelling.

    >>> words = SafeWords(["oubliez ça", "stop"])
    >>> [words.match(text) for text in ("Oubliez ça !", "STOP STOP svp", "st\u200bop", "stop, c’est trop tard ?", "")]
    [True, True, True, False, False]
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known = {plain for word in words if (plain := _plain(word))}

    def match(self, text: str) -> bool:
        """Tell whether `text` is a safe word, with nothing but courtesies around it."""
        return _plain(text) in self._known or _once(_COURTESY.sub("", f" {_plain(text)} ")) in self._known


class LastStops:
    """The chats that stopped within the last seconds, in memory only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._at: dict[str, float] = {}

    def is_repeated(self, chat: str) -> bool:
        """Tell whether `chat` stopped within the last seconds and sent nothing since; note that it stops now."""
        with self._lock:
            now = self._clock()
            was = self._at.pop(chat, None)
            self._at[chat] = now
            if len(self._at) > _MOST:
                self._at.pop(next(iter(self._at)))
            return was is not None and now - was < REPEATED_WITHIN

    def clear(self, chat: str) -> None:
        """Note that `chat` sent something else."""
        with self._lock:
            self._at.pop(chat, None)


def _plain(text: str) -> str:
    """Return the words of `text`, folded, without unseen letters, each once where it comes several times in a row."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return _once(fold(seen))


def _once(text: str) -> str:
    words = re.findall(r"\w+", text)
    return " ".join(word for place, word in enumerate(words) if place == 0 or word != words[place - 1])
