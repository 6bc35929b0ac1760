"""What the answers before a message showed: its passages, its buttons, and the items of its list.

The exchanges are read again from the oldest on, so that "the next one" is known without anything kept but the log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.inquiry import PastExchange
from bot.answering.typed_choice import LAST
from bot.answering.wishes import QUESTION, Wish, read_wish
from corpus.language import LANGUAGES
from corpus.word_list import alternations
from index.text.folding import fold, terms, unaccented, words

_ITEM = re.compile(r"^(?:[•\-*]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_INLINE_LIST = re.compile(r":\s+([^:.\n]+(?:[;,][^:.\n]+)+)[.\n]?")
_FEWEST_INLINE = 3  # items of an enumeration in a sentence that is taken for a list
_CITATION = re.compile(r"\s*\[\d+\]")
_HEAD = re.compile(r"\s*(?:\s:\s|:\s|[(;,]|\.\s)")
_SAME_BEGINNING = 5  # letters that a noun and a word of the answer share: "étapes", "étape"
_FAMILY = 6  # letters that stems of one family begin with
_WORDS = alternations("dialogue")
_SEQUENCE = re.compile(
    rf"^{_WORDS['sequence']}\b[\s,:]*(?:\d{{1,2}}[\s.):]*)?(?:{alternations('follow_up')['before_place']} )?"
)
_CONJUNCTIONS = alternations("follow_up")["conjunctions"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown last, and before.

    - `turn`: the exchange whose answer counts: the last one that showed anything.
    - `items`: those of the list that ordinals speak of; `place`: of the item shown last, from 0, None if none was.
    - `inner`: the items of the answer that showed that one.
    - `seen`: the ids of all passages that were shown.
    - `is_last`: whether no question came after it that showed nothing.
    """

    turn: PastExchange
    items: tuple[str, ...] = ()
    place: int | None = None
    inner: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()
    is_last: bool = True

    def place_of(self, wish: Wish) -> int | None:
        """Return the place of the item that `wish` speaks of, which may lie beyond the list; None if of none."""
        if wish.kind == "item" and wish.place is not None and self.is_named(wish.noun):
            return len(self.items) - 1 if wish.place == LAST else wish.place
        if wish.kind not in ("next", "previous"):
            return None
        start = place_named(wish.about, self.items) if wish.about else self.place
        return None if start is None else start + (1 if wish.kind == "next" else -1)

    def is_named(self, noun: str) -> bool:
        """Tell whether question or answer have a word like `noun`; empty is always."""
        beginning = noun[:_SAME_BEGINNING]
        return not noun or any(word.startswith(beginning) for word in words(f"{self.turn.question} {self.turn.answer}"))

    def item(self, wish: Wish) -> str:
        """Return the item that `wish` speaks of, "" if there is none."""
        place = self.place_of(wish)
        return self.items[place] if place is not None and 0 <= place < len(self.items) else ""


def shown_before(history: Sequence[PastExchange]) -> Shown | None:
    """Return what the exchanges of `history`, oldest first, showed; None if nothing.

    >>> grounds = PastExchange("Quels motifs ?", "Quatre motifs :\\n• l’imprévu\\n• un défi interne [1]\\n• le reste")
    >>> found = shown_before([grounds, PastExchange("le premier", "…"), PastExchange("merci", "Avec plaisir.")])
    >>> [found.item(read_wish(text)) for text in ("et le suivant ?", "le dernier", "et l’argent ?")]
    ['un défi interne', 'le reste', '']
    """
    shown: Shown | None = None
    for turn in history:
        wish = read_wish(turn.question)
        if _showed_anything(turn) and not wish.is_talk:
            shown = _followed(shown, turn, wish)
        elif shown and wish == QUESTION:
            shown = replace(shown, is_last=False)
    return shown


def _followed(shown: Shown | None, turn: PastExchange, wish: Wish) -> Shown:
    """Return what is shown after `turn`, which answered `wish`: an item of the list before, or a list of its own."""
    items = items_of(turn.answer)
    seen = (shown.seen if shown else frozenset()) | frozenset(turn.passages or ())
    if shown is None or wish == QUESTION:
        return Shown(turn, items, seen=seen)
    place = shown.place_of(wish)
    if place is not None and 0 <= place < len(shown.items):
        return Shown(turn, shown.items, place, items, seen)
    if wish.kind in ("more", "shorter", "next", "previous") and not items:
        return replace(shown, turn=turn, seen=seen, is_last=True)
    return Shown(turn, items, seen=seen)


def _showed_anything(turn: PastExchange) -> bool:
    """Tell whether an answer showed a passage or titles to choose from; one title under a refusal is no choice."""
    return bool(turn.answer) if turn.passages is None else bool(turn.passages or len(turn.related) > 1)


def items_of(answer: str) -> tuple[str, ...]:
    """Return the items of the lists in `answer`, or those of an enumeration in a sentence.

    >>> items_of("Trois étapes :\\n- un plan ;\\n- une mesure. [1]"), items_of("Three steps: assess, plan and measure.")
    (('un plan', 'une mesure'), ('assess', 'plan', 'measure'))
    >>> items_of("But: to last, in short.")
    ()
    """
    listed = tuple(_CITATION.sub("", item).strip(" .;") for item in _ITEM.findall(answer))
    inline = None if listed else _INLINE_LIST.search(answer)
    if inline is None:
        return listed
    separator = r";" if ";" in inline[1] else rf",|\s{_CONJUNCTIONS}\s"
    found = [item.strip(" .") for item in re.split(separator, _CITATION.sub("", inline[1])) if item.strip(" .")]
    return tuple(found) if len(found) >= _FEWEST_INLINE else ()


def head_of(item: str) -> str:
    """Return what an item names, without what is said of it.

    >>> head_of("un plaidoyer plus fort : il mobilise"), head_of("l’UNESCO, où DEI siège"), head_of("measure")
    ('un plaidoyer plus fort', 'l’UNESCO', 'measure')
    """
    return _HEAD.split(item.strip(" .;-•"), maxsplit=1)[0].strip()


def step_of(item: str) -> str:
    """Return the head of an item without a word that only tells its place in a sequence, folded.

    >>> step_of("d’abord le diagnostic : la ville le fait"), step_of("Étape 2 : le plan")
    ('diagnostic', 'plan')
    """
    plain = unaccented(item.strip(" .;-•"))
    rest = _SEQUENCE.sub("", plain)
    return head_of(rest) or head_of(plain)


def is_ordered(items: Sequence[str]) -> bool:
    """Tell whether items follow one another: two or more begin with a word that says so.

    >>> is_ordered(["d’abord le diagnostic", "ensuite le plan"]), is_ordered(["un plan", "un budget"])
    (True, False)
    """
    return sum(bool(_SEQUENCE.match(unaccented(item))) for item in items) >= 2


def place_named(name: str, items: Sequence[str]) -> int | None:
    """Return the place of the one item whose head holds the most words of `name`; None if none does, or several.

    >>> place_named("plan action", ["d’abord le diagnostic : fait", "ensuite le plan d’action", "enfin la mesure"])
    1
    """
    wanted = _stems(name)
    shared = [sum(any(_is_akin(one, other) for other in _stems(step_of(item))) for one in wanted) for item in items]
    most = max(shared, default=0)
    return shared.index(most) if most and shared.count(most) == 1 else None


def _is_akin(stem: str, other: str) -> bool:
    """Tell whether two stems are of one family: "diagnosi", "diagnost"."""
    return stem == other or (len(stem) >= _FAMILY and stem[:_FAMILY] == other[:_FAMILY])


def _stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of `text`, as either language has them."""
    return frozenset(stem for language in LANGUAGES for stem in terms(fold(text), language))
