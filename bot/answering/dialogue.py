"""Answer messages that speak of what was shown: an item of its list, the next one, more of it, a shorter form.

What is left is a question, which is searched for; `understanding` gives it the context that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answering.answer import Finding
from bot.answering.excerpt import Excerpt
from bot.answering.inquiry import PastExchange
from bot.answering.more import with_more
from bot.answering.rare_words import share_held
from bot.answering.short_form import short_form
from bot.answering.shown import Shown, head_of, is_ordered, items_of, place_named
from bot.answering.suggestions import MOST, heading
from bot.answering.understanding import Understood
from bot.answering.wishes import Wish, read_wish
from corpus.language import LANGUAGES, Language
from corpus.word_list import alternations
from index.library import Searcher
from index.passage import Passage
from index.search.query import QueryReader
from index.text.folding import unaccented

_TALK = {"thanks": "thanks", "fine": "acknowledged", "yes": "agreed", "no": "declined", "complaint": "complaint"}
_OF_LISTS = ("no_such_item", "no_list", "first_item", "last_item", "nothing_shown", "nothing_more", "no_other_words")
NOTICES = (*_TALK.values(), *_OF_LISTS)  # the intents of what is answered in a sentence
REWORDED = "reworded"  # the intent of an answer that is told in other words
NEXT = "next"  # that of the passage after the one shown, of several that are near it
_SEARCHED = 12  # passages among which an item's own, or a list of steps, is looked for
_NAMED, _HELD = 0.5, 0.6  # shares of an item's rare words in the heading, and in the whole, of a passage of its own
_HARDLY_NAMED, _WHOLLY_HELD = 0.2, 0.8  # or little in the heading, but nearly all in the whole
_OTHERS = 2  # items of which a passage names this many is about their list
_BEGINNING = re.compile(rf"\b{alternations('dialogue')['beginning']}\b")


class Dialogue:
    """Answers from what was shown; `reader` reads an item for search."""

    def __init__(self, reader: QueryReader) -> None:
        self._reader = reader

    def finding(self, understood: Understood, searcher: Searcher) -> Finding | None:
        """Return the finding for what a message wants of what was shown; None for a question."""
        wish, shown = understood.wish, understood.shown
        if wish.is_talk:
            return _notice(understood, _TALK[wish.kind])
        if shown is None:
            return _without_context(understood)
        view = _View(understood, shown, searcher, self._reader)
        match wish.kind:
            case "item":
                return self._picked(understood, shown, searcher) if wish.picks else None
            case "next" | "previous":
                return view.neighbour()
            case "more":
                return view.more()
            case "shorter":
                return view.shorter()
            case "reword":
                return view.reworded()
        return None

    def _picked(self, understood: Understood, shown: Shown, searcher: Searcher) -> Finding | None:
        """Return the items that are wanted of the list that is meant, or a choice between two lists."""
        views = [_View(understood, one, searcher, self._reader) for one in shown.lists_meant(understood.wish)]
        passages = tuple(passage for view in views[1:] and views if (passage := view.list_passage()))
        if len(passages) < 2:
            return views[0].picked()
        return Finding(understood.read, "clarify", related=passages, intent="which_list", choices=passages)

    def step(self, understood: Understood, finding: Finding, searcher: Searcher) -> Finding | None:
        """Return the step after or before the one that a question names, if `finding` shows one of such steps."""
        wish, passages = understood.wish, finding.passages
        if wish.kind not in ("next", "previous") or not wish.about or not passages:
            return None
        known, near = (tuple(one.id for one in found) for found in (passages, finding.related))
        turn = PastExchange(understood.read, "", passages[0].language, known, near)
        return _View(understood, Shown(turn, seen=frozenset(known)), searcher, self._reader).neighbour()


class _View:
    """What was shown before one message, in the language of its answer."""

    def __init__(self, understood: Understood, shown: Shown, searcher: Searcher, reader: QueryReader) -> None:
        self._understood, self._shown, self._searcher, self._reader = understood, shown, searcher, reader
        self._passages = self._found(shown.turn.passages or ())
        self._related = self._found(shown.turn.related)
        self._lists = sorted(shown.seen)  # ids of the passages that may hold the list

    @property
    def _wish(self) -> Wish:
        return self._understood.wish

    def picked(self) -> Finding | None:
        """Return the items that are wanted by their places: of a list, else of two sides, else of the buttons."""
        sides = self._found(self._shown.sides)
        places = self._shown.counted(self._wish, len(sides))
        if len(places) == 1 and 0 <= places[0] < len(sides):
            return self._of(sides[places[0]], self._related)
        items = self._shown.items
        names = items or [heading(one) for one in sides or self._related]
        places = self._shown.counted(self._wish, len(names))
        if not places:
            return None
        if not names:
            return _notice(self._understood, "no_list")
        if any(not 0 <= place < len(names) for place in places):
            return replace(_notice(self._understood, "no_such_item"), listed=tuple(map(head_of, names)))
        if not items:
            return self._of(self._related[places[0]], self._related)
        return self._item(items, places[0]) if len(places) == 1 else self._several(items, places)

    def list_passage(self) -> Passage | None:
        """Return the passage whose list was shown."""
        holder = self._holder(self._shown.items[0]) if self._shown.items else None
        return holder[0] if holder else None

    def neighbour(self) -> Finding | None:
        """Return the item after or before the one shown last, or named; without a list, the passage nearest to it."""
        places, items = self._shown.places_of(self._wish), self._shown.items
        place = places[0] if places else None
        if place is None:
            items, place = self._step()
        if place is None:
            return None if self._wish.about or self._wish.kind == "previous" else self._next_passage()
        if 0 <= place < len(items):
            return self._item(items, place)
        return _notice(self._understood, "last_item" if place > 0 else "first_item")

    def _next_passage(self) -> Finding | None:
        """Return the first related passage that was not shown, with how many there are after it; else more."""
        fresh = tuple(one for one in self._related if one.id not in self._shown.seen) if self._shown.is_last else ()
        if not fresh:
            return self.more()
        return Finding(heading(fresh[0]), "answered", fresh[:1], fresh[1:], confidence=1.0, intent=NEXT)

    def more(self) -> Finding | None:
        """Return the unsaid of the passages shown, long ones in full, and related ones that were not shown.

        Where more is wanted of something, it is the item of that name; None if there is none.
        """
        if self._wish.kind == "more" and self._wish.about:
            place = place_named(self._wish.about, self._shown.items)
            return None if place is None else self._item(self._shown.items, place)
        if not self._passages or not self._shown.is_last:
            return None
        fresh = tuple(one for one in self._related if one.id not in self._shown.seen)
        told = tuple(one for one in self._passages if one.unsaid and one.unsaid in self._shown.turn.answer)
        found = with_more(Finding(self._question, "answered", self._passages, fresh, unsaid=told))
        if found.passages == self._passages and not found.unsaid:
            return _notice(self._understood, "nothing_more")
        return found

    def shorter(self) -> Finding:
        """Return the passages shown in a shorter form."""
        if not self._passages or not self._shown.is_last:
            return _notice(self._understood, "nothing_shown")
        cut = {one.id: Excerpt(heading(one), short_form(self._displayed(one), one.language)) for one in self._passages}
        return Finding(self._question, "answered", self._passages, self._related, cut)

    def reworded(self) -> Finding:
        """Return the passages shown in a shorter form, to be told in other words; once, for there are no more words."""
        found = self.shorter()
        if not found.passages or read_wish(self._question).kind == "reword":
            return _notice(self._understood, "no_other_words")
        return replace(found, intent=REWORDED)

    @property
    def _question(self) -> str:
        return self._shown.turn.question

    def _found(self, identities: Iterable[str]) -> tuple[Passage, ...]:
        language = self._understood.language
        found = (self._searcher.passage(identity, language) for identity in identities)
        return tuple(one for one in found if one)

    def _of(self, passage: Passage, related: Sequence[Passage]) -> Finding:
        """Return the finding that shows `passage`; what else was shown is one tap away."""
        others = [one for one in (*self._passages, *related) if one.id != passage.id]
        further = tuple({one.id: one for one in others}.values())[:MOST]
        return Finding(heading(passage), "answered", (passage,), further, confidence=1.0)

    def _item(self, items: Sequence[str], place: int) -> Finding | None:
        """Return the passage about an item, or else the item as a passage says it, with what that leaves unsaid."""
        if own := self._own_passage(items, place):
            return self._of(own, self._related)
        if (holder := self._holder(items[place])) is None:
            return None
        passage, said = holder
        finding = self._of(passage, self._related)
        unsaid = (passage,) if passage.unsaid else ()
        return replace(finding, excerpts={passage.id: Excerpt(heading(passage), f"- {said}")}, unsaid=unsaid)

    def _several(self, items: Sequence[str], places: Sequence[int]) -> Finding | None:
        """Return the passages about several items; those that have none, or all of many, as their page says them."""
        own = {at: self._own_passage(items, at, again=True) if len(places) <= MOST else None for at in places}
        said: dict[str, list[str]] = {}
        passages: dict[str, Passage] = {}
        for at in places:
            holder = None if own[at] else self._holder(items[at])
            passage = own[at] or (holder[0] if holder else None)
            if passage is None:
                continue
            passages[passage.id] = passage
            said.setdefault(passage.id, []).extend([f"- {holder[1]}"] if holder else [])
        if not passages:
            return None
        excerpts = {id_: Excerpt(heading(passages[id_]), "\n".join(lines)) for id_, lines in said.items() if lines}
        finding = self._of(next(iter(passages.values())), self._related)
        further = tuple(one for one in finding.related if one.id not in passages)
        return replace(finding, passages=tuple(passages.values()), related=further, excerpts=excerpts)

    def _own_passage(self, items: Sequence[str], place: int, again: bool = False) -> Passage | None:
        """Return the passage of the same page that is about that item alone; None if there is none.

        One that was shown last is not shown again unless that is wanted.
        """
        item, language = items[place], self._shown.turn.language or self._understood.written
        others = [head_of(one) for at, one in enumerate(items) if at != place]
        holder = self._holder(item)
        pages = self._pages([holder[0].id] if holder else self._shown.seen)
        rated = [
            (rate, passage)
            for passage in self._near(item, language, pages, () if again else self._shown.turn.passages or ())
            if (rate := self._rate(item, passage)) and self._named(others, passage) < _OTHERS
        ]
        best = max(rated, key=lambda pair: pair[0], default=None)
        return best[1] if best else None

    def _near(
        self, text: str, language: Language, pages: frozenset[str], left_out: Sequence[str] = ()
    ) -> list[Passage]:
        """Return the passages near to `text` that are of `pages`, without those `left_out`, by their ids."""
        hits = self._searcher.search(self._reader.read(text, language), _SEARCHED)
        return [hit.passage for hit in hits if _page(hit.passage) in pages and hit.passage.id not in left_out]

    def _versions(self, identity: str) -> list[Passage]:
        found = (self._searcher.passage(identity, language) for language in LANGUAGES)
        return [one for one in found if one]

    def _pages(self, identities: Iterable[str]) -> frozenset[str]:
        return frozenset(_page(one) for identity in identities for one in self._versions(identity))

    def _rate(self, item: str, passage: Passage) -> float:
        """Return the share of the rare words of `item` that a passage holds, 0 if it isn't about it."""
        titled = f"{passage.section} {passage.title if not passage.section else ''}"
        named = self._share(head_of(item), titled, passage.language)
        held = self._share(item, f"{titled} {passage.text}", passage.language)
        is_about = (named >= _NAMED and held >= _HELD) or (named >= _HARDLY_NAMED and held >= _WHOLLY_HELD)
        return named + held if is_about else 0.0

    def _named(self, heads: Sequence[str], passage: Passage) -> int:
        text = f"{passage.section} {passage.text}"
        return sum(self._share(head, text, passage.language) >= 1.0 for head in heads)

    def _share(self, wanted: str, text: str, language: Language) -> float:
        return share_held(wanted, text, language, self._searcher)

    def _holder(self, item: str) -> tuple[Passage, str] | None:
        """Return the passage shown whose list has `item`, and the item as it says it, in the answer's language."""
        for version in (one for identity in self._lists for one in self._versions(identity)):
            listed = items_of(version.text)
            at = next((at for at, one in enumerate(listed) if item in (one, head_of(one))), None)
            if at is None:
                continue
            told = self._searcher.passage(version.id, self._understood.language) or version
            same = items_of(told.text)
            return (told, same[at]) if len(same) == len(listed) else (version, listed[at])
        return None

    def _step(self) -> tuple[tuple[str, ...], int | None]:
        """Return the list of steps that the passage shown is one of, and the place that is wanted in it."""
        move = 1 if self._wish.kind == "next" else -1
        for passage in self._with_steps():
            items = items_of(passage.text)
            name = self._wish.about or (heading(self._passages[0]) if self._passages else "")
            is_whole = not self._wish.about and passage in self._passages
            place = self._first_step() if is_whole else place_named(name, items)
            if place is not None:
                self._lists = [passage.id]
                return items, place + move
        return (), None

    def _with_steps(self) -> list[Passage]:
        """Return the passages of the page shown that list steps in order, those shown first."""
        subject = f"{self._question} {heading(self._passages[0])}" if self._passages else self._question
        pages = frozenset(map(_page, self._passages))
        near = self._near(subject, self._understood.language, pages, self._shown.turn.passages or ())
        found = {one.id: one for one in (*self._passages, *self._related, *near)}
        return [one for one in found.values() if is_ordered(items_of(one.text))]

    def _first_step(self) -> int | None:
        return 0 if _BEGINNING.search(unaccented(self._question)) else None

    def _displayed(self, passage: Passage) -> str:
        """Return the lines of `passage` that were shown; all of them if none was, as in another language."""
        lines = [line for line in passage.text.splitlines() if line.strip(" -*#") in self._shown.turn.answer]
        shown = "\n".join(lines).strip()
        return shown or passage.text


def _page(passage: Passage) -> str:
    return f"{passage.owner} › {passage.title}"


def _without_context(understood: Understood) -> Finding | None:
    """Return the notice that nothing was shown that a message could want something of; None for a question."""
    wish = understood.wish
    if wish.kind == "reword" and not understood.alone:
        return _notice(understood, "no_other_words")
    if wish.kind in ("shorter", "reword"):
        return _notice(understood, "nothing_shown")
    return _notice(understood, "no_list") if wish.picks else None


def _notice(understood: Understood, notice: str) -> Finding:
    return Finding(understood.read, "smalltalk", intent=notice)
