"""The evidence for each passage that may answer a question which leans on what came before.

Such a question is read twice: alone, which tells what is new in it, and led by what it leans on, which tells the
matter. What was shown before is evidence too: it is repeated where the question asks more of it, and passed over where
it asks for something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, log1p

from bot.answering.evidence import Candidate, Evidence
from bot.answering.facts import LOOSE, asked_kinds, holds, unknown_names
from bot.answering.follow_up import asks_of_it, compares
from bot.answering.gate import Gate
from bot.answering.matter import (
    BRIEF,
    bodies_named,
    headed_by,
    is_of_another_matter,
    section_of,
    speaks_of_a_body,
)
from bot.answering.more import leaves_unsaid
from bot.answering.nearness import ReadsPassages
from bot.answering.rare_words import share_held
from bot.answering.suggestions import heading
from bot.answering.understanding import Understood
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query, QueryReader
from index.text.folding import terms, words
from index.text.shortening import CONTEXT, both_ends

_FIRST = 5  # candidates of each reading
_STRONGEST = 8.0  # log-odds beyond which nothing more is said
_FAR = 4.0  # log-odds in the context below the best, from which a passage of another section is of another matter
_MOST_TERMS, _MOST_WORDS, _MOST_NAMES = 5, 12, 2  # that are counted
_LEAST = 1e-4
_NO_QUESTION = 0.5  # share of the examples that are no question


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question `part` read `alone` and `led` by what it leans on.

    `shown` are the passages that were shown last, under the heading `subject`, and `near` those whose titles stood
    under them.
    """

    part: str
    alone: Query
    led: Query
    shown: Sequence[Passage]
    near: Sequence[Passage]
    subject: str


def read_follow_up(
    part: str, query: Query, understood: Understood, queries: QueryReader, searcher: Searcher
) -> FollowUp:
    """Return `part`, which was read as `query`, as a question that leans on what came before."""
    context = query.context or both_ends(understood.before, CONTEXT)
    alone, led = (
        replace(queries.read(part, query.language, before), said_by=query.said_by) for before in ("", context)
    )
    near = understood.shown.turn.related if understood.shown else ()
    passages = passages_shown(understood, searcher)
    return FollowUp(part, alone, led, passages, _found(near, understood, searcher), understood.subject)


def passages_shown(understood: Understood, searcher: Searcher) -> list[Passage]:
    """Return the passages that were shown last, in the language of the question."""
    return _found(understood.shown.turn.passages or () if understood.shown else (), understood, searcher)


def _found(identities: Sequence[str], understood: Understood, searcher: Searcher) -> list[Passage]:
    passages = (searcher.passage(identity, understood.written) for identity in identities)
    return [passage for passage in passages if passage]


def gather_followed(
    asked: FollowUp, gate: Gate, reader: ReadsPassages, searcher: Searcher
) -> list[tuple[Passage, Evidence]]:
    """Return the passages that may answer, each with its evidence.

    They are what each reading finds, what was shown and what was near, without those that are ruled out.
    """
    known = {one.id: one for one in (*asked.shown, *asked.near)}
    weighed = {
        name: gate.weigh(asked.part, query, searcher, known.keys())
        for name, query in (("alone", asked.alone), ("led", asked.led))
    }
    likely = {one.hit.passage.id: one.hit.passage for rated in weighed.values() for _, one in rated[:_FIRST]}
    passages = list((likely | known).values())
    columns = [
        *(_of_a_gate(name, rated, passages) for name, rated in weighed.items()),
        _of_the_reader(asked, reader, passages),
        _of_the_passages(asked, searcher, passages),
    ]
    found = [
        (passage, {name: value for column in columns for name, value in column[at].items()})
        for at, passage in enumerate(passages)
    ]
    if names_alone := [item for item in found if is_all_named(asked, item[0])]:
        return names_alone
    if any(
        evidence["named"] for _, evidence in found
    ):  # "has it a status with the ILO too?" is not about what was shown
        found = [item for item in found if item[1]["named"] or not item[1]["shown"]]
    is_of_a_body, is_foreign = speaks_of_a_body(asked.shown, searcher), _has_foreign_words(asked.alone, searcher)
    return [item for item in found if not _is_ruled_out(asked, *item, is_of_a_body, is_foreign)]


def is_all_named(asked: FollowUp, passage: Passage) -> bool:
    """Tell whether a follow-up names a body and hardly more ("and ECPAT?") that stands in the heading of a passage."""
    names, language = bodies_named(asked.part), asked.alone.language
    beside = set(terms(asked.part, language)) - set(terms(" ".join(names), language))
    return bool(names) and len(beside) < BRIEF and headed_by(names, [passage])


def _has_foreign_words(alone: Query, searcher: Searcher) -> bool:
    """Tell whether a question has words with a meaning, and no text has any of them."""
    said = set(terms(alone.text, alone.language))
    return bool(said) and not any(searcher.knows(one, alone.language) for one in said)


def _is_ruled_out(asked: FollowUp, passage: Passage, evidence: Evidence, is_of_a_body: bool, is_foreign: bool) -> bool:
    """Tell whether a passage can't be what is asked for, whatever else speaks for it.

    It compares nothing where that is asked; it was shown and lacks the kind of fact that is asked for, and the reader
    finds none either, as not every figure looks like its kind; the question `is_foreign` and like
    none; or it is of another matter than "is it compulsory?", or, if what was shown `is_of_a_body`, of another one than
    "since when?".
    """
    if compares(asked.part, f"{passage.section}\n{passage.text}") is False:
        return True
    if evidence["shown"] and evidence["facts_lacking"] and evidence["both_readers"] <= 0:
        return True
    if is_foreign and evidence["alone_no_question"] >= _NO_QUESTION:
        return True
    return bool(evidence["other_matter"]) and (asks_of_it(asked.part) or (is_of_a_body and evidence["terms"] <= 1))


def _of_a_gate(name: str, rated: Sequence[tuple[float, Candidate]], passages: Sequence[Passage]) -> list[Evidence]:
    """Return the gate's evidence for each passage in the reading called `name`; the least where it finds none."""
    odds = {one.hit.passage.id: _log_odds(chance) for chance, one in rated}
    found = {one.hit.passage.id: one.evidence for _, one in rated}
    shared = next(iter(found.values()), {})
    values = [odds.get(one.id, -_STRONGEST) for one in passages]
    return [
        {
            f"{name}_gate": values[at],
            f"{name}_gate_lead": _lead(values, at),
            f"{name}_weakest": found[one.id]["weakest"] if one.id in found and "weakest" in found[one.id] else 0.0,
            f"{name}_words": found[one.id]["words"] if one.id in found else 0.0,
            f"{name}_gap": shared.get("gap", 0.0),
            f"{name}_no_question": shared.get("no_question", 0.0),
        }
        for at, one in enumerate(passages)
    ]


def _of_the_reader(asked: FollowUp, reader: ReadsPassages, passages: Sequence[Passage]) -> list[Evidence]:
    """Return the log-odds of the reader in each reading, and in both together.

    What is far from the best in the context is of another matter, but what stands in the section of a passage shown.
    """
    texts = [f"{heading(one)}\n{one.text}" for one in passages]
    alone, led = (
        [max(-_STRONGEST, min(_STRONGEST, odds)) for odds in reader.judge(question, texts)]
        for question in (asked.part, f"{asked.led.context} {asked.led.text}")
    )
    sections, nearest = {section_of(one) for one in asked.shown}, max(led, default=0.0)
    both = [
        first + second if second > nearest - _FAR or section_of(one) in sections else -_STRONGEST
        for first, second, one in zip(alone, led, passages, strict=True)
    ]
    named = {"alone_reader": alone, "led_reader": led, "both_readers": both}
    return [
        {name: values[at] for name, values in named.items()}
        | {f"{name}_lead": _lead(values, at) for name, values in named.items()}
        for at in range(len(passages))
    ]


def _of_the_passages(asked: FollowUp, searcher: Searcher, passages: Sequence[Passage]) -> list[Evidence]:
    """Return the relation of each passage to what was shown, and the share it holds of what is asked."""
    shown, near = {one.id for one in asked.shown}, {one.id for one in asked.near}
    sections, titles = {section_of(one) for one in asked.shown}, {one.title for one in asked.shown}
    kinds, names = asked_kinds(asked.part) - LOOSE, bodies_named(asked.part)
    count = len(set(terms(asked.part, asked.alone.language)))
    of_the_question = {
        "terms": float(min(count, _MOST_TERMS)),
        "length": float(min(len(words(asked.part)), _MOST_WORDS)),
        "unknown_names": float(min(len(unknown_names(asked.part, searcher)), _MOST_NAMES)),
    }
    return [
        of_the_question
        | {
            "shown": float(one.id in shown),
            "near": float(one.id in near),
            "same_section": float(section_of(one) in sections),
            "same_text": float(one.title in titles),
            "facts_held": float(sum(holds(one.text, kind) for kind in kinds)),
            "facts_lacking": float(sum(not holds(one.text, kind) for kind in kinds)),
            "covered": share_held(asked.part, f"{heading(one)} {one.text}", one.language, searcher),
            "covered_by_heading": share_held(asked.part, heading(one), one.language, searcher),
            "subject_held": share_held(asked.subject, f"{heading(one)} {one.text}", one.language, searcher),
            "named": float(headed_by(names, [one])),
            "other_matter": float(is_of_another_matter(one, asked.part, asked.shown, asked.subject, searcher)),
            "left_unsaid": float(bool(one.unsaid) and leaves_unsaid(asked.led, one)),
            "text_length": log1p(len(one.text)),
        }
        for one in passages
    ]


def _log_odds(chance: float) -> float:
    return max(-_STRONGEST, log(max(chance, _LEAST)) - log(max(1 - chance, _LEAST)))


def _lead(values: Sequence[float], at: int) -> float:
    """Return by how much the value at that place leads the best of the others, at most _STRONGEST either way."""
    others = [value for place, value in enumerate(values) if place != at]
    return max(-_STRONGEST, min(_STRONGEST, values[at] - max(others))) if others else _STRONGEST
