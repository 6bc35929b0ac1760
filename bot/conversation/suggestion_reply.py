"""Suggested passages in a message: numbered titles to choose from, and buttons that answer with a passage."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.answer import Answer, AnswerOrigin, Finding
from bot.answering.dialogue import NEXT
from bot.answering.excerpt import Excerpt
from bot.answering.suggestions import choices, suggestions
from bot.answering.titles import labels, titles
from bot.replies.reply import Button, Paragraph
from bot.replies.texts import say
from bot.storage.consultations import CHOSEN
from corpus.language import Language
from index.passage import Passage

_LABEL = 40  # characters that a button as wide as a phone shows; the client cuts the rest


def choice_paragraphs(answer: Answer, finding: Finding, lead: str, offers_person: bool) -> list[Paragraph]:
    """Return the question which passage is meant, led by `lead`, and the titles with their numbers.

    The numbers go on from one part to the next. Under the last titles stands the offer of a person, if wanted. A
    single passage is named as the nearest one instead.
    """
    offered = suggestions(answer)
    if len(offered) == 1 and not finding.intent:
        return [Paragraph(lead + say(answer.language, "clarify.nearest", title=titles(offered, answer.excerpts)[0]))]
    numbered = {
        passage.id: f"{number}. {title}"
        for number, (passage, title) in enumerate(zip(offered, titles(offered, answer.excerpts), strict=True), 1)
    }
    lines = [numbered[passage.id] for passage in choices(finding)]
    if offers_person and finding is [one for one in answer.findings if choices(one)][-1]:
        lines.append(f"{len(offered) + 1}. {say(answer.language, 'buttons.something_else')}")
    return [Paragraph(lead + say(answer.language, f"clarify.{finding.intent or 'which'}")), Paragraph("\n".join(lines))]


def suggestion_rows(answer: Answer, consultation: str) -> tuple[tuple[Button, ...], ...]:
    """Return a row for each suggested passage of the logged `consultation`; under a choice, one to ask a person."""
    named = labels(suggestions(answer), answer.excerpts, _LABEL)
    rows = [(Button(label, f"see:{consultation}:{place}"),) for place, label in enumerate(named)]
    if offers_a_choice(answer):
        rows.append((Button(say(answer.language, "buttons.something_else"), f"person:{consultation}"),))
    return tuple(rows)


def offers_a_choice(answer: Answer) -> bool:
    """Tell whether a part of the message gives passages to choose from."""
    return any(map(choices, answer.findings))


def see_also(answer: Answer) -> list[Paragraph]:
    """Return the line that names the related passages behind the buttons; none where there are no such buttons.

    It makes sense alone as well: the buttons may be taken away.
    """
    if offers_a_choice(answer) or not suggestions(answer):
        return []
    named = " · ".join(titles(suggestions(answer), answer.excerpts))
    key = "answer.next_left" if answer.findings[0].intent == NEXT else "answer.see_also"
    return [Paragraph(say(answer.language, key, titles=named, count=len(suggestions(answer))), "menu")]


def chosen_answer(
    question: str,
    passage: Passage,
    others: Sequence[Passage],
    language: Language,
    excerpts: dict[str, Excerpt],
) -> Answer:
    """Return the answer to the choice of `passage` under `question`, with the `others` suggested again.

    Of a document's passage it quotes the one of `excerpts`, which bears on the question.
    """
    finding = Finding(question, "answered", (passage,), related=tuple(others), excerpts=excerpts)
    return Answer(language, (finding,), origin=AnswerOrigin("texts", CHOSEN))
