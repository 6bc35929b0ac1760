"""What a reply says before it quotes: whose word it isn't, where texts differ, what they don't say."""

from __future__ import annotations

from bot.answering.answer import Finding
from bot.replies.reply import Paragraph
from bot.replies.texts import say
from corpus.language import Language
from index.passage import Passage


def cautions(finding: Finding, language: Language, numbers: dict[str, int]) -> list[Paragraph]:
    """Return the notices above what answers; `numbers` are those of the sources, by the passages' ids."""
    return [
        *(other_owner_notice(finding, language) or _whose_word(finding, language)),
        *_differing(finding, language, numbers),
        *_caution(finding, language, numbers),
    ]


def told_first(finding: Finding) -> tuple[Passage, ...]:
    """Return the cards of which what is left unsaid is the answer: it is told before they are quoted."""
    is_it = finding.outcome == "closest" and not (finding.unconfirmed or finding.is_reversed or finding.is_unsure)
    return tuple(card for card in finding.unsaid if card in finding.passages) if is_it else ()


def unsaid_paragraph(card: Passage, numbers: dict[str, int]) -> Paragraph:
    """Return the silence of the page of `card`, with the number of its source."""
    return Paragraph(f"{card.unsaid} [{numbers[card.id]}]")


def _caution(finding: Finding, language: Language, numbers: dict[str, int]) -> list[Paragraph]:
    if finding.unconfirmed:
        stated = say(language, "answer.joint").join(say(language, "answer.stated", text=t) for t in finding.unconfirmed)
        return [Paragraph(say(language, "answer.unconfirmed", stated=stated))]
    if finding.is_reversed:
        return [Paragraph(say(language, "answer.reversed"))]
    if finding.is_unsure:
        return [Paragraph(say(language, "answer.unsure"))]
    if unsaid := told_first(finding):
        return [*(unsaid_paragraph(card, numbers) for card in unsaid), Paragraph(say(language, "answer.nearest"))]
    return [Paragraph(say(language, "answer.closest"))] if finding.outcome == "closest" else []


def other_owner_notice(finding: Finding, language: Language) -> list[Paragraph]:
    """Return the notice that it isn't the owner that was asked for who says it."""
    if not finding.other_owner:
        return []
    unsaid = say(language, f"answer.unsaid_by_{finding.other_kind}", named=finding.other_owner)
    if not (shown := finding.choices or finding.sources):
        return [Paragraph(unsaid)]
    owners = dict.fromkeys(passage.owner or say(language, "answer.added") for passage in shown)
    return [Paragraph(f"{unsaid} {say(language, 'answer.other_owner', owner=', '.join(owners))}")]


def _whose_word(finding: Finding, language: Language) -> list[Paragraph]:
    """Return the notice that it is not the word of the owner of the cards, which leave the matter open."""
    owners = dict.fromkeys(passage.owner or say(language, "answer.added") for passage in finding.sources)
    if not finding.silent_owner or finding.silent_owner in owners:
        return []
    return [Paragraph(say(language, "answer.whose_word", owner=", ".join(owners), silent=finding.silent_owner))]


def _differing(finding: Finding, language: Language, numbers: dict[str, int]) -> list[Paragraph]:
    """Return the notice that the passages state different figures, each with the number of its source.

    There is none where one of them is not quoted here: under another part of the message, or left out by a model.
    """
    is_whole = len(finding.differing) == len(finding.passages) and all(one.id in numbers for one in finding.passages)
    if not finding.differing or not is_whole:
        return []
    pairs = zip(finding.differing, finding.passages, strict=True)
    stated = ", ".join(say(language, "answer.stated", text=said) + f" [{numbers[one.id]}]" for said, one in pairs)
    return [Paragraph(say(language, "answer.differing", stated=stated))]
