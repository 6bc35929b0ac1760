"""An FAQ entry: a frequent question with its answer in both languages, and its export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Literal

from bot.domain.export import to_csv, to_json
from bot.domain.faq.question_form import form_of
from bot.errors import FaqError, UnsourcedEntryError
from corpus.language import LANGUAGES, Language
from index.text.folding import words

FaqState = Literal["draft", "published", "expired", "dismissed"]

COLUMNS = (
    "id",
    "state",
    "question_fr",
    "answer_fr",
    "question_en",
    "answer_en",
    "cards",
    "reply",
    "author",
    "published",
    "review",
    "asked",
)


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer, in both languages.

    `cards` maps each source card of the answer to the digest of its text when the answer was written; `reply` is the
    number of the case whose reply is the source where no card is. `variants` are other wordings of the question,
    `members` the ids of the consultations that it was drafted from, `asked` the number of times it was asked. `joined`
    is the id of the entry that holds its questions now, empty if none does. Days are ISO 8601.
    """

    id: str
    state: FaqState = "draft"
    questions: dict[Language, str] = field(default_factory=dict)
    answers: dict[Language, str] = field(default_factory=dict)
    variants: dict[Language, tuple[str, ...]] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    author: str = ""
    published: str = ""
    review: str = ""
    asked: int = 0
    reply: str = ""
    joined: str = ""

    @property
    def is_vouched_for(self) -> bool:
        """Whether its source is a reply alone, so that people are told that the focal point vouches for it."""
        return bool(self.reply) and not self.cards

    def asks_same(self, other: FaqEntry) -> bool:
        """Tell whether the question of one is a wording of the other, whatever their marks and capitals.

        A wording that asks in another way than the question it stands under (how much, how, who) counts for nothing:
        drafts from the log hold what was near, and two that have something near in common may ask different things.
        """
        pairs = ((self, other), (other, self))
        return any(_question(one, language) in _wordings(two, language) for one, two in pairs for language in LANGUAGES)

    def wordings(self, language: Language) -> tuple[str, ...]:
        """Return the question and its other wordings in `language`."""
        return (self.questions.get(language, ""), *self.variants.get(language, ()))

    def check(self, today: date) -> None:
        """Raise FaqError, naming what is missing, if it can't be published."""
        for language in LANGUAGES:
            if not self.questions.get(language, "").strip():
                raise FaqError(f"{self.id} has no question in {language}: both languages are needed to publish.")
            if not self.answers.get(language, "").strip():
                raise FaqError(f"{self.id} has no answer in {language}: both languages are needed to publish.")
        if not self.author.strip():
            raise FaqError(f"{self.id} has no author: say who answers for it.")
        if not (self.cards or self.reply):
            raise UnsourcedEntryError(f"{self.id} rests on nothing: it needs a card, or the reply to a case.")
        if not self.review or self.review <= today.isoformat():
            raise FaqError(f"{self.id} needs a review date after today, such as {today.replace(year=today.year + 1)}.")

    def is_due(self, digests: dict[str, str], today: date) -> bool:
        """Tell whether it is due for review: by its date, or because its sources have changed or are missing."""
        changed = any(digests.get(card) != digest for card, digest in self.cards.items())
        return changed or not (self.cards or self.reply) or self.review <= today.isoformat()


def merge(entry: FaqEntry, others: Iterable[FaqEntry]) -> FaqEntry:
    """Return `entry` with the questions of `others` as further wordings, and with their answer if it has none."""
    for other in others:
        entry = _merged(entry, other)
    return entry


def faq_json(entries: Iterable[FaqEntry]) -> str:
    """Return the entries as one JSON array."""
    return to_json(map(asdict, entries))


def faq_csv(entries: Iterable[FaqEntry]) -> str:
    """Return the entries as CSV."""
    return to_csv(COLUMNS, map(_cells, entries))


def faq_markdown(entries: Sequence[FaqEntry]) -> str:
    """Return the entries as one document, each question in both languages under a heading of its own."""
    parts = ["# FAQ"]
    for entry in entries:
        for language in LANGUAGES:
            parts += [f"## {entry.questions.get(language, '')}", entry.answers.get(language, "")]
        parts.append(f"*{entry.author}, {entry.published} – {', '.join(entry.cards) or entry.reply}*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _merged(entry: FaqEntry, other: FaqEntry) -> FaqEntry:
    source = entry if any(entry.answers.values()) else other
    return replace(
        entry,
        questions={one: entry.questions.get(one) or other.questions.get(one, "") for one in LANGUAGES},
        answers=source.answers,
        reply=source.reply,
        author=source.author,
        variants={one: _merged_variants(entry, other, one) for one in LANGUAGES},
        members=tuple(dict.fromkeys((*entry.members, *other.members))),
        asked=entry.asked + other.asked,
    )


def _merged_variants(entry: FaqEntry, other: FaqEntry, language: Language) -> tuple[str, ...]:
    wordings = dict.fromkeys((*entry.variants.get(language, ()), *other.wordings(language)))
    return tuple(one for one in wordings if one and one != entry.questions.get(language))


def _cells(entry: FaqEntry) -> dict[str, str]:
    cells = {
        name: str(getattr(entry, name)) for name in ("id", "state", "reply", "author", "published", "review", "asked")
    }
    for language in LANGUAGES:
        cells[f"question_{language}"] = entry.questions.get(language, "")
        cells[f"answer_{language}"] = entry.answers.get(language, "")
    return cells | {"cards": ", ".join(entry.cards)}


def _question(entry: FaqEntry, language: Language) -> tuple[str, ...]:
    """Return the question of an entry as its folded words; empty if it has none."""
    return tuple(words(entry.questions.get(language, "")))


def _wordings(entry: FaqEntry, language: Language) -> set[tuple[str, ...]]:
    """Return the wordings of an entry that ask as its question does, as their folded words; none for empty ones."""
    question = entry.questions.get(language, "")
    alike = (text for text in entry.wordings(language) if form_of(text) == form_of(question))
    return {tuple(words(text)) for text in alike} - {()}
