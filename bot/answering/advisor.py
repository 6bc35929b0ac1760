"""From a message to an answer: language, parts, search, evidence."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from weakref import WeakKeyDictionary

from bot.answering.answer import Answer, Finding
from bot.answering.asked import asked_in
from bot.answering.attribution import Attribution, attributed, attribution_in, known_names, with_other_owner
from bot.answering.comparison_gate import ComparisonGate
from bot.answering.definition_gate import DefinitionGate
from bot.answering.definitions import definition, terms_used
from bot.answering.dialogue import REWORDED, Dialogue
from bot.answering.follow_up_gate import FollowUpGate
from bot.answering.gate import Gate
from bot.answering.inquiry import SILENT, Inquiry, PastExchange
from bot.answering.mention_gate import MentionGate
from bot.answering.more import also_telling, with_more, with_unsaid
from bot.answering.named_section import named_section
from bot.answering.owner_comparison import OwnerComparison, owners_compared
from bot.answering.owners import other_names
from bot.answering.person_wish import asks_for_a_person, asks_only_for_a_person, names_a_matter
from bot.answering.presuppositions import Presuppositions
from bot.answering.quoting import quoted, quoted_together
from bot.answering.scope import scope_of
from bot.answering.span_gate import SpanGate
from bot.answering.suggestions import heading, suggestions
from bot.answering.surroundings import personal_data_in, tells_of_somebody, without_pieces
from bot.answering.understanding import Understood, ambiguity_in, asks, opens_a_question, understand
from bot.safety.danger_detector import DangerDetector, read_texts
from bot.safety.redaction.learned import pieces_of
from bot.safety.redaction.people_lists import holds_a_list_of_people
from corpus.language import Language
from index.library import Audience, Library, Searcher

# Together they use every part of the search: both languages, two parts, matching by letters, spelling correction.
_WARM_UP = ("Pourquoi évaluer, et comment ?", "Why evaluate, and how?", "partenariat budjet", "logo audit budget plan")

_MOST_TERMS = 3  # that are explained where an answer is told in other words
_ANSWERS = ("answered", "closest")


class Advisor:
    """Answers messages from the library's texts alone."""

    def __init__(self, library: Library) -> None:
        self._library = library
        judge = Gate(library.corpus)
        gate = SpanGate(judge, library.reader, self._read)
        follow_ups = FollowUpGate(gate, judge, library.passage_reader, library.reader)
        self._mentions = MentionGate(follow_ups, gate, judge, library.reader)
        self._terms = DefinitionGate(library.corpus)
        self._comparisons = ComparisonGate(gate, library.reader, library.corpus)
        self._owners = OwnerComparison(gate, library.reader)
        self._dialogue = Dialogue(library.reader)
        self._presuppositions = Presuppositions(library.corpus)
        self.danger_detector = DangerDetector(library.message_model)
        self._names = WeakKeyDictionary[Searcher, dict[str, Attribution]]()

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer, one finding for each part of the message.

        A message that only asks for the other language repeats the last answer in it. The inquiry's stream is not used.
        All of it is found in one generation of the index.
        """
        with self._library.pinned():
            return self._advise(inquiry)

    def _advise(self, inquiry: Inquiry) -> Answer:
        started = time.perf_counter()
        inquiry = replace(inquiry, history=self._recalled(inquiry))
        understood = self._understood(inquiry)
        read = time.perf_counter()
        self._embed(understood)
        is_safe = inquiry.declared_safe or asks_only_for_a_person(understood.text)
        danger = None if is_safe else self.danger_detector.detect(understood.text)
        if danger and danger.is_certain:
            found = [Finding(understood.text, "safeguarding", intent="safeguarding", danger=danger.kind)]
        else:
            found = self._findings(understood, inquiry)
        findings = [self._localized(finding, understood.language, inquiry.readers) for finding in found]
        done = time.perf_counter()
        timings = {"understand": _milliseconds(read - started), "search": _milliseconds(done - read)}
        timings["total"] = _milliseconds(done - started)
        return Answer(
            understood.language,
            _without_repeats(findings),
            timings,
            reading=understood.reading,
            may_tell_of_danger=danger is not None,
            scope=scope_of(self._library, inquiry.readers) if _speaks_of_scope(findings) else None,
            tells_of_somebody=tells_of_somebody(
                inquiry.text,
                asked_in(inquiry.text, self._library.message_model),
                self._library.searcher(inquiry.readers).knows,
            ),
        )

    def understood(self, inquiry: Inquiry) -> Understood:
        """Return a message as `advise` understands it after what came before; nothing is searched for."""
        with self._library.pinned():
            return self._understood(replace(inquiry, history=self._recalled(inquiry)))

    def _understood(self, inquiry: Inquiry) -> Understood:
        wanted = dict.fromkeys([*read_texts(inquiry.text), *pieces_of(inquiry.text)])
        self._library.message_model.read(list(wanted))
        personal = personal_data_in(inquiry.text, self._library.searcher(inquiry.readers).knows)
        return understand(inquiry, self._library.reader, partial(self._asked, personal=personal))

    def _asked(self, text: str, personal: Sequence[str]) -> str:
        """Return the question in `text`, without what stands around it, and without what is `personal` in it."""
        asked = asked_in(text, self._library.message_model)
        return without_pieces(asked, personal) if asks(asked) else asked

    def warm_up(self) -> None:
        """Load the model and the index now, so that the first person does not wait for them."""
        for question in _WARM_UP:
            self.advise(Inquiry(question))

    def _findings(self, understood: Understood, inquiry: Inquiry) -> list[Finding]:
        if holds_a_list_of_people(understood.text):
            return [Finding("", "smalltalk", intent="people")]
        if asks_for_a_person(understood.text) and not names_a_matter(understood.text):
            return [Finding(understood.text, "smalltalk", intent="person")]
        searcher = self._library.searcher(inquiry.readers)
        if wanted := self._dialogue.finding(understood, searcher):
            return [self._explained(wanted, understood.language)]
        if understood.foreign:
            return [Finding(understood.text, "smalltalk", intent="other_language")]
        known = self._library.corpus.ambiguities
        if understood.alone and (unclear := ambiguity_in(understood.read, understood.written, known)):
            return [Finding(understood.read, "clarify", ambiguity=unclear)]
        names = self._names_in(searcher)
        several = owners_compared(understood.read, names)
        if several and (sides := self._owners.compared(several, understood.written, searcher)):
            query = self._library.reader.read(several.subject, understood.written)
            return quoted_together(sides, query, searcher, self._library.passage_reader)
        said = attribution_in(understood.read, names)
        understood = attributed(understood, said, self._library.reader)
        if len(understood.parts) == 1 and said.said_by:
            (part, query), reader = understood.parts[0], self._library.passage_reader
            if section := named_section(part, said, searcher.passages()):
                return [section if section.passages else quoted(section, query, searcher, reader)]
        chooser = None if understood.wants_more else inquiry.chooser
        self._library.passage_reader.ask([f"{query.context} {query.text}".strip() for _, query in understood.parts])
        judged = [
            self._mentions.judge(part, query, understood, said, searcher, chooser) for part, query in understood.parts
        ]
        if understood.wants_more or _are_shown([finding for finding, _ in judged], understood):
            reader = self._library.passage_reader
            return [with_more(with_unsaid(finding, query, reader)) for finding, query in judged]
        if len(judged) == 1 and (sides := self._comparisons.compared(judged[0][0], understood, searcher)):
            read, reader = self._library.reader.read, self._library.passage_reader
            return [quoted(one, read(one.question, understood.written), searcher, reader) for one in sides]
        if len(judged) == 1 and (step := self._dialogue.step(understood, judged[0][0], searcher)):
            return [step]
        if len(judged) == 1 and (defined := self._terms.defined(judged[0][0], understood, searcher)):
            return [defined]
        reader = self._library.passage_reader
        found = [with_unsaid(quoted(finding, query, searcher, reader), query, reader) for finding, query in judged]
        told = [with_other_owner(finding, said) for finding in found]
        is_ordinary = searcher.speller.is_ordinary
        return [self._presuppositions.checked(finding, understood.written, is_ordinary) for finding in told]

    def _names_in(self, searcher: Searcher) -> dict[str, Attribution]:
        """Return the names of owners and titles, which change with the index alone."""
        if searcher not in self._names:
            others = other_names(self._library.corpus.sources.values())
            self._names[searcher] = known_names(searcher.passages(), others)
        return self._names[searcher]

    def _recalled(self, inquiry: Inquiry) -> list[PastExchange]:
        """Return the exchanges before, each with what it showed; one of which that isn't known is answered again."""
        turns: list[PastExchange] = []
        for turn in inquiry.history:
            if turn.passages is None:
                turn = self._answered_again(turn, replace(inquiry, text=turn.question, history=turns, stream=SILENT))
            searcher = self._library.searcher(inquiry.readers)
            first = [searcher.passage(one, turn.language or inquiry.language) for one in (turn.passages or ())[:1]]
            turns.append(replace(turn, subject=heading(first[0]) if first and first[0] else ""))
        return turns

    def _answered_again(self, turn: PastExchange, inquiry: Inquiry) -> PastExchange:
        answer = self.advise(inquiry)
        cited, near = answer.passages, suggestions(answer)
        said = turn.answer or "\n\n".join(passage.text for passage in cited)
        passages, related = (tuple(passage.id for passage in found) for found in (cited, near))
        return PastExchange(turn.question, said, turn.language or answer.language, passages, related)

    def _explained(self, finding: Finding, language: Language) -> Finding:
        """Return `finding`; where it is told in other words, with what the terms in it mean."""
        if finding.intent != REWORDED:
            return finding
        corpus, text = self._library.corpus, " ".join(one.text for one in finding.passages)
        used = terms_used(corpus.glossary, text, language)[:_MOST_TERMS]
        return replace(finding, definitions=tuple(definition(term, corpus.sources) for term in used))

    def _embed(self, understood: Understood) -> None:
        """Compute the vectors of all texts needed below in one batch, which takes hardly longer than one text."""
        self._library.embeddings.recall(
            [text for _, query in understood.parts for text in (query.text, query.context) if text]
        )

    def _read(self, questions: Sequence[str]) -> None:
        """Compute what the models make of questions without a context, all of them together."""
        self._library.embeddings.recall(questions)
        self._library.passage_reader.ask(questions)

    def _localized(self, finding: Finding, language: Language, readers: frozenset[Audience]) -> Finding:
        """Return `finding` with each card in its version in `language`."""
        searcher = self._library.searcher(readers)
        passages, related, choices, unsaid = (
            tuple(searcher.passage(passage.id, language) or passage for passage in found)
            for found in (finding.passages, finding.related, finding.choices, finding.unsaid)
        )
        told = tuple(card for card in unsaid if card.unsaid)  # a card of one's own may tell it in one language alone
        return replace(finding, passages=passages, related=related, choices=choices, unsaid=told)


def _are_shown(findings: Sequence[Finding], understood: Understood) -> bool:
    """Tell whether more was asked for of a subject, and all that answers was shown before."""
    if understood.wish.kind != "more" or understood.shown is None:
        return False
    found = [passage.id for finding in findings for passage in finding.passages]
    return bool(found) and understood.shown.seen.issuperset(found)


def _speaks_of_scope(findings: Sequence[Finding]) -> bool:
    """Tell whether the reply to `findings` names what the texts are about."""
    return any(finding.outcome in ("smalltalk", "out_of_scope") for finding in findings)


def _without_repeats(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Drop what brings no new passage or choice, names a gap again, or is only talk around a real question."""
    kept: list[Finding] = []
    for finding in findings:
        seen = {passage.id for earlier in kept for passage in (*earlier.passages, *earlier.choices)}
        brought = {passage.id for passage in (*finding.passages, *finding.choices)}
        if brought and brought <= seen:
            kept = [also_telling(earlier, finding.unsaid) for earlier in kept]
            continue
        if finding.gap and finding.gap in [earlier.gap for earlier in kept]:
            continue
        kept.append(finding)
    serious = [finding for finding in kept if finding.outcome != "smalltalk"]
    last = max((at for at, finding in enumerate(serious) if "?" in finding.question), default=len(serious))
    asking = [  # what asks nothing beside that needs no answer, and is not named
        finding
        for at, finding in enumerate(serious)
        if finding.outcome in _ANSWERS or finding.side or (at <= last and _asks_beside(finding.question, serious))
    ]
    return tuple(asking or serious or kept[:1])


def _asks_beside(part: str, findings: Sequence[Finding]) -> bool:
    """Tell whether a part of a message asks: without a mark, where another part has one, by how its sentences open.

    What is told before a question may hold such a word too: "the children, whose parents worry, …".
    """
    if "?" in part or not any("?" in finding.question for finding in findings):
        return asks(part)
    return any(opens_a_question(sentence) for sentence in re.split(r"(?<=[.!;:])\s+", part))


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
