"""Try a message: the reply that a person would get in a private chat, and why; nothing is kept, sent or raised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answering.asked import asks_something
from bot.answering.explanation import Explainer, Explanation
from bot.answering.follow_up import is_follow_up
from bot.answering.inquiry import Advises, Inquiry
from bot.answering.person_wish import asks_only_for_a_person
from bot.answering.understanding import split_parts
from bot.conversation.answer_reply import compose
from bot.conversation.care_reply import (
    care_button,
    care_line,
    disclosure_reply,
    wording_for,
)
from bot.conversation.faq_composer import FaqComposer
from bot.conversation.origins import Origins
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_finder import FaqFinder
from bot.replies.reply import Reply
from bot.safety.contacts import Contacts
from bot.safety.danger_detector import DetectedDanger
from bot.safety.danger_kinds import kinds_told
from bot.safety.misconduct import is_about_progress, needs_reporting
from bot.safety.redaction.redaction import Redacted, redact
from corpus.language import Language
from index.library import Library
from index.text.language_detection import detect

_NOWHERE = "trial"  # in place of the id of a logged exchange, to which buttons refer
_UNLOGGED = {"personal_data", "people"}  # intents of messages of which no word is logged


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What a message leads to: the reply, and what it comes from.

    `entry` is the published FAQ that answers it, `explanation` the answer of the texts, None if `danger` is certain or
    an entry answers. `redacted` is what the log would keep of the message, None if it would keep no word.
    """

    reply: Reply
    danger: DetectedDanger | None = None
    entry: FaqEntry | None = None
    explanation: Explanation | None = None
    redacted: Redacted | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """Takes the same steps as the handlers of a private chat, in their order: danger, FAQs, texts."""

    explainer: Explainer
    library: Library
    entries: FaqFinder
    composer: FaqComposer
    detect_danger: Callable[[str], DetectedDanger | None]
    contacts: Contacts

    def answer(self, inquiry: Inquiry, advisor: Advises) -> TrialResult:
        """Return the result of a first message of a chat. Raise IndexFailure if there is no index to search."""
        text, language = inquiry.text, _language(inquiry)
        danger = None if inquiry.declared_safe or asks_only_for_a_person(text) else self.detect_danger(text)
        if danger and danger.is_certain:
            return TrialResult(self._care(text, danger, language), danger)
        if not danger and (entry := self._entry(text)):
            return TrialResult(
                self.composer.reply(entry, language, _NOWHERE), entry=entry, redacted=redact(text, language)
            )
        found = self.explainer.explain(inquiry, advisor)
        if found.answer.outcome == "safeguarding":
            kind = next((finding.danger for finding in found.answer.findings if finding.danger), "other")
            return TrialResult(self._care(text, DetectedDanger(kind), found.answer.language), DetectedDanger(kind))
        reply = compose(found.answer, _NOWHERE, Origins(self.library).link)
        if danger:
            spoken = found.answer.language
            reply = replace(reply.extended(care_line(spoken)), buttons=(*reply.buttons, (care_button(spoken),)))
        is_unlogged = any(finding.intent in _UNLOGGED for finding in found.answer.findings)
        return TrialResult(reply, danger, explanation=found, redacted=None if is_unlogged else redact(text))

    def _care(self, text: str, danger: DetectedDanger, language: Language) -> Reply:
        kinds, more = kinds_told(danger.kind, text), asks_something(text)
        return disclosure_reply(
            language,
            self.contacts,
            _NOWHERE,
            wording=wording_for(kinds[0], text),
            kind=kinds[0],
            asks_more=more,
            also_despair=len(kinds) > 1,
        )

    def _entry(self, text: str) -> FaqEntry | None:
        """Return the published entry that answers a message; none is an answer to misconduct by advice on progress."""
        is_alone = len(split_parts(text)) == 1 and not is_follow_up(text)
        entry = self.entries.find(text, detect(text, "fr")) if is_alone else self.entries.exact(text)
        misplaced = entry and needs_reporting(text) and any(map(is_about_progress, entry.answers.values()))
        return None if misplaced else entry


def _language(inquiry: Inquiry) -> Language:
    return inquiry.language if inquiry.is_pinned else detect(inquiry.text, inquiry.language)
