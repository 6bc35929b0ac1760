"""Log the invented exchanges and their FAQ entries, in the words of the cards, each plainly marked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.clock import iso
from bot.demo.plan import PlannedExchange, words
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.faq.faq_finder import card_digests
from bot.domain.faq.question_clusters import Cluster, propose, read_logged
from bot.replies.texts import say, truncated
from bot.storage.consultations import Consultation
from corpus.language import LANGUAGES, Language

if TYPE_CHECKING:
    from bot.container import Container
    from corpus.collection import Corpus

_WORDINGS = 5  # of a card's questions, so that some are asked again and again
_ANSWER = 420  # characters
_SCORE = 0.9
_DRAFTED, _PUBLISHED = 9, 4  # targets with an FAQ entry, and the cards among them that are published
_REVIEW_DAYS = 300


class DemoExchanges:
    """Logs exchanges in a container, and keeps which target each is about."""

    def __init__(self, container: Container, today: date) -> None:
        self._container, self._today = container, today
        self._corpus: Corpus = container.library.corpus
        self._cards = {(card.id, card.language): card for card in self._corpus.cards}
        self.targets: dict[str, str] = {}

    def log(self, planned: Sequence[PlannedExchange]) -> list[Consultation]:
        """Log all exchanges in one transaction, and return them."""
        with self._container.database.write():
            return [self._log(n, one) for n, one in enumerate(planned)]

    def chat(self, person: int) -> str:
        """Return the key of the chat of a person."""
        return self._container.keys.key(address(person))

    def title(self, card: str, language: Language) -> str:
        """Return the heading of a card; empty for what is none."""
        return self._cards[card, language].heading if (card, language) in self._cards else ""

    def write_faq(self) -> None:
        """Store drafts for what is asked most, publish some, and let one of these expire."""
        repository = self._container.faq_repository
        propose(self._clusters(), repository)
        digests = card_digests(self._container.library)
        published = 0
        for draft in repository.entries("draft"):
            card = next((self.targets[one] for one in draft.members), "")
            if published == _PUBLISHED or (card, "fr") not in self._cards:
                continue
            # The first is due already, the second within two weeks, the others later.
            days = {0: -1, 1: 12}.get(published, _REVIEW_DAYS)
            filled = replace(
                draft,
                questions={one: marked(self._cards[card, one].questions[0], one) for one in LANGUAGES},
                answers={one: marked(self._cards[card, one].text, one) for one in LANGUAGES},
                cards={card: digests[card]},
                author=words()["staff"]["first"],
                review=(self._today + timedelta(days=days)).isoformat(),
            )
            repository.publish(filled, self._today - timedelta(days=14), draft)
            published += 1
        repository.expire(digests, self._today)

    def suggest_case(self) -> None:
        """Store a draft from the first case that was answered."""
        answered = self._container.case_service.select(CaseFilter(states=["answered"]))
        for case in answered[:1]:
            self._container.faq_suggestions(case)

    def _log(self, number: int, planned: PlannedExchange) -> Consultation:
        is_card = (planned.target, planned.language) in self._cards
        related = [card for card in words()["cards"]["ids"] if card != planned.target][:3]
        consultation = Consultation(
            chat=self.chat(planned.person),
            language=planned.language,
            question=marked(self._question(planned), planned.language),
            outcome=planned.kind,
            answer=marked(self._answer(planned), planned.language),
            passages=({"id": planned.target, "score": _SCORE},) if is_card and planned.kind != "clarify" else (),
            related=tuple(related) if planned.kind in ("clarify", "closest") else (),
            latency={"total": planned.milliseconds},
            model="demo",
            id=hashlib.sha256(f"demonstration {number}".encode()).hexdigest()[:12],
            at=iso(planned.at),
        )
        log = self._container.consultations
        log.add(consultation)
        if planned.feedback:
            log.rate(consultation.id, consultation.chat, planned.feedback)
        if planned.reason:
            log.explain(consultation.id, consultation.chat, planned.reason)
        self.targets[consultation.id] = planned.target
        return consultation

    def _question(self, planned: PlannedExchange) -> str:
        language = planned.language
        if planned.kind == "smalltalk":
            listed: Sequence[str] = words()["smalltalk"][language]
        elif planned.kind == "not_covered":
            listed = self._corpus.gaps[planned.target].questions[language]
        else:
            listed = self._cards[planned.target, language].questions
        return listed[planned.wording % min(len(listed), _WORDINGS)]

    def _answer(self, planned: PlannedExchange) -> str:
        language = planned.language
        if planned.kind == "not_covered":
            return say(language, "not_covered.named", topic=self._corpus.gaps[planned.target].topic[language])
        if planned.kind == "clarify":
            return say(language, "clarify.which")
        if planned.kind == "smalltalk":
            return say(language, "smalltalk.thanks")
        return truncated(self._cards[planned.target, language].text, _ANSWER)

    def _clusters(self) -> list[Cluster]:
        """Return clusters of the questions about one target, as the grouping by meaning would find them."""
        found: dict[str, list[str]] = {}
        logged = {one.id: one for one in read_logged(self._container.database)}
        for identity in logged:
            found.setdefault(self.targets[identity], []).append(identity)
        frequent = sorted(found.values(), key=len, reverse=True)[:_DRAFTED]
        return [Cluster(tuple(logged[identity] for identity in members)) for members in frequent]


def marked(text: str, language: Language) -> str:
    """Return a text that says that it is invented.

    >>> marked("Qui paie l’audit ?", "fr")
    '[Démo] Qui paie l’audit ?'
    """
    return f"{words()['marks'][language]} {text}"


def address(person: int) -> str:
    """Return the address of a person, which no channel can deliver to."""
    return f"demo:{person}"
