"""What the answers before a message showed: its passages, its buttons, and the items of its list.

The exchanges are read again from the oldest on, so that "the next one" is known without anything kept but the log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.comparisons import comparison_in
from bot.answering.inquiry import PastExchange
from bot.answering.wishes import QUESTION, Wish, read_wish
from corpus.language import LANGUAGES
from corpus.word_list import alternations, word_lists
from index.text.folding import fold, terms, unaccented, words

_ITEM = re.compile(r"^(?:[•\-*]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_INLINE_LIST = re.compile(r":\s+([^:.\n]+(?:[;,][^:.\n]+)+)[.\n]?")
_FEWEST_INLINE = 3  # items of an enumeration in a sentence that is taken for a list
_CITATION = re.compile(r"\s*\[\d+\]")
_AROUND_ITEM = " .;\u00a0\u202f"
_HEAD = re.compile(r"\s*(?:\s:\s|:\s|[(;,]|\.\s)")
_SAME_BEGINNING = 5  # letters that a noun and a word of the answer share: "étapes", "étape"
_FAMILY = 6  # letters that stems of one family begin with
_SIDES = 2  # passages of an answer that compares
_RECENT, _MOST_LISTS = 4, 2  # exchanges for which a list is recent, and lists before the last matter that are known
_WORDS = alternations("dialogue")
_SEQUENCE = re.compile(
    rf"^{_WORDS['sequence']}\b[\s,:]*(?:\d{{1,2}}[\s.):]*)?(?:{alternations('follow_up')['before_place']} )?"
)
_CONJUNCTIONS = alternations("follow_up")["conjunctions"]
_RESTATING = frozenset(word_lists("follow_up")["restating"].of())


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown last, and before.

    - `turn`: the exchange whose answer counts: the last one that showed anything.
    - `items`: those of the list that ordinals speak of; `place`: of the item shown last, from 0, None if none was.
    - `inner`: the items of the answer that showed that one.
    - `seen`: the ids of all passages that were shown.
    - `is_last`: whether no question came after it that showed nothing.
    - `at`: the place of the turn in the conversation.
    - `earlier`: what was shown of the lists before another matter came up, the last one first.
    - `sides`: the ids of two passages that an answer set against each other, of which ordinals then speak.
    """

    turn: PastExchange
    items: tuple[str, ...] = ()
    place: int | None = None
    inner: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()
    is_last: bool = True
    at: int = 0
    earlier: tuple[Shown, ...] = ()
    sides: tuple[str, ...] = ()

    def lists_meant(self, wish: Wish) -> tuple[Shown, ...]:
        """Return the shown part of the lists that an item may be wanted of: several where that is not clear.

        It is the last list, also where what came after it had none; of two recent ones before such a matter either.
        """
        if wish.kind != "item" or self.items or self.sides:
            return (self,)
        recent = [one for one in self.earlier if self.at - one.at <= _RECENT and one.is_named(wish.noun)]
        return tuple(one for one in recent if all(0 <= at < len(one.items) for at in one.places_of(wish))) or (
            tuple(recent[:1]) or (self,)
        )

    def places_of(self, wish: Wish) -> tuple[int, ...]:
        """Return the places of the items that `wish` speaks of, which may lie beyond the list; () if of none."""
        if wish.kind == "item":
            return self.counted(wish, len(self.items))
        place = self._neighbour(wish)
        return () if place is None else (place,)

    def counted(self, wish: Wish, count: int) -> tuple[int, ...]:
        """Return the places that `wish` names in a list of `count` items; () if its noun is of something else."""
        return tuple(at if at >= 0 else count + at for at in wish.places) if self.is_named(wish.noun) else ()

    def _neighbour(self, wish: Wish) -> int | None:
        if wish.kind not in ("next", "previous"):
            return None
        start = place_named(wish.about, self.items) if wish.about else self.place
        return None if start is None else start + (1 if wish.kind == "next" else -1)

    def is_named(self, noun: str) -> bool:
        """Tell whether question or answer have a word like `noun`; empty is always."""
        beginning = noun[:_SAME_BEGINNING]
        return not noun or any(word.startswith(beginning) for word in words(f"{self.turn.question} {self.turn.answer}"))

    def item(self, wish: Wish) -> str:
        """Return the items that `wish` speaks of, joined; "" if there are none."""
        meant = self.lists_meant(wish)[0]
        return "; ".join(meant.items[at] for at in meant.places_of(wish) if 0 <= at < len(meant.items))


def shown_before(history: Sequence[PastExchange]) -> Shown | None:
    """Return the last thing shown by the exchanges of `history`, oldest first; None if nothing.

    >>> grounds = PastExchange("Quels motifs ?", "Quatre motifs :\\n• l’imprévu\\n• un défi interne [1]\\n• le reste")
    >>> found = shown_before([grounds, PastExchange("le premier", "…"), PastExchange("merci", "Avec plaisir.")])
    >>> [found.item(read_wish(text)) for text in ("et le suivant ?", "le dernier", "et l’argent ?")]
    ['un défi interne', 'le reste', '']
    """
    shown: Shown | None = None
    for at, turn in enumerate(history):
        wish = read_wish(turn.question)
        if shown and wish.kind == "item" and turn.passages == ():
            continue  # it asked which list was meant, or told what the list holds
        if shown and shown.turn.passages and _is_choice(turn):
            continue  # nothing of it was chosen: what was chosen is an exchange of its own
        if _showed_anything(turn) and not wish.is_talk:
            shown = replace(_followed(shown, turn, wish), at=at)
        elif shown and wish == QUESTION:
            shown = replace(shown, is_last=False)
    return shown


def _followed(shown: Shown | None, turn: PastExchange, wish: Wish) -> Shown:
    """Return the thing shown after `turn`, which answered `wish`: an item of the list before, or a list of its own."""
    is_compared = len(turn.passages or ()) == _SIDES and comparison_in(turn.question) is not None
    sides = tuple(turn.passages or ()) if is_compared else ()
    # titles to choose from are no list, and two sides have a list each
    items = () if turn.passages == () or sides else items_of(turn.answer)
    seen = (shown.seen if shown else frozenset()) | frozenset(turn.passages or ())
    if shown is None:
        return Shown(turn, items, sides=sides, seen=seen)
    earlier = _lists(shown)
    if sides:
        return Shown(turn, sides=sides, seen=seen, earlier=earlier)
    if wish.kind == "item" and set(turn.passages or ()) < set(shown.sides):  # one of two sides: the other may follow
        return Shown(turn, items, sides=shown.sides, seen=seen, earlier=earlier)
    if wish == QUESTION:
        return Shown(turn, items, seen=seen, earlier=earlier)
    meant = _list_of(turn, shown.lists_meant(wish))
    places = meant.places_of(wish)
    if places and all(0 <= place < len(meant.items) for place in places):
        others = tuple(one for one in earlier if one.items != meant.items)
        return Shown(turn, meant.items, places[-1], items, seen, earlier=others)
    if wish.kind in ("more", "shorter", "reword", "next", "previous") and not items:
        return replace(shown, turn=turn, seen=seen, is_last=True)
    return Shown(turn, items, seen=seen, earlier=earlier)


def _lists(shown: Shown) -> tuple[Shown, ...]:
    """Return the shown parts of the last lists, each once, the last one first."""
    others = tuple(one for one in shown.earlier if one.items != shown.items)
    return (*((replace(shown, earlier=()),) if shown.items else ()), *others)[:_MOST_LISTS]


def _list_of(turn: PastExchange, lists: Sequence[Shown]) -> Shown:
    """Return that of `lists` which an answer is about: it names the passage of the list, at least behind a button."""
    named = {*(turn.passages or ()), *turn.related}
    return next((one for one in lists if named.intersection(one.turn.passages or ())), lists[0])


def _showed_anything(turn: PastExchange) -> bool:
    """Tell whether an answer showed a passage or titles to choose from; one title under a refusal is no choice."""
    return bool(turn.answer) if turn.passages is None else bool(turn.passages or len(turn.related) > 1)


def _is_choice(turn: PastExchange) -> bool:
    """Tell whether an answer showed titles to choose from, and nothing else."""
    return turn.passages == () and len(turn.related) > 1


def items_of(answer: str) -> tuple[str, ...]:
    """Return the items of the lists in `answer`, or those of an enumeration in a sentence.

    >>> items_of("Trois étapes :\\n- un plan ;\\n- une mesure. [1]"), items_of("Three steps: assess, plan and measure.")
    (('un plan', 'une mesure'), ('assess', 'plan', 'measure'))
    >>> items_of("But: to last, in short."), items_of("Who: people or spheres, that is, people and circles.")
    ((), ())
    """
    listed = tuple(_CITATION.sub("", item).strip(_AROUND_ITEM) for item in _ITEM.findall(answer))
    inline = None if listed else _INLINE_LIST.search(answer)
    if inline is None:
        return listed
    separator = r";" if ";" in inline[1] else rf",|\s{_CONJUNCTIONS}\s"
    found = [item.strip(" .") for item in re.split(separator, _CITATION.sub("", inline[1])) if item.strip(" .")]
    restates = any(fold(item) in _RESTATING for item in found)  # other words for the same are no further item
    return tuple(found) if len(found) >= _FEWEST_INLINE and not restates else ()


def head_of(item: str) -> str:
    """Return the name at the beginning of an item, without the words about it.

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
