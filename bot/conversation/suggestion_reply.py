"""Suggested passages in a message: numbered titles to choose from, and buttons that answer with a passage."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.answer import Answer, AnswerOrigin, Finding
from bot.answering.suggestions import choices, heading, suggestions, titles
from bot.replies.reply import Button, Paragraph
from bot.replies.texts import say, truncated
from bot.storage.consultations import CHOSEN
from corpus.language import Language
from index.passage import Passage

_LABEL = 40  # characters that a button as wide as a phone shows; the client cuts the rest


def choice_paragraphs(answer: Answer, finding: Finding, lead: str, offers_person: bool) -> list[Paragraph]:
    """Return the question which passage is meant, led by `lead`, and the titles with their numbers.

    The numbers go on from one part to the next. Under the last titles stands the offer of a person, if wanted.
    """
    offered = suggestions(answer)
    numbered = {
        passage.id: f"{number}. {title}"
        for number, (passage, title) in enumerate(zip(offered, titles(offered), strict=True), 1)
    }
    lines = [numbered[passage.id] for passage in choices(finding)]
    if offers_person and finding is [one for one in answer.findings if choices(one)][-1]:
        lines.append(f"{len(offered) + 1}. {say(answer.language, 'buttons.something_else')}")
    return [Paragraph(lead + say(answer.language, f"clarify.{finding.intent or 'which'}")), Paragraph("\n".join(lines))]


def suggestion_rows(answer: Answer, consultation: str) -> tuple[tuple[Button, ...], ...]:
    """Return a row for each suggested passage of the logged `consultation`; under a choice, one to ask a person."""
    labels = [truncated(title, _LABEL) for title in titles(suggestions(answer))]
    rows = [(Button(label, f"see:{consultation}:{place}"),) for place, label in enumerate(labels)]
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
    named = " · ".join(titles(suggestions(answer)))
    return [Paragraph(say(answer.language, "answer.see_also", titles=named), "menu")]


def chosen_answer(passage: Passage, others: Sequence[Passage], language: Language) -> Answer:
    """Return the answer to the choice of `passage`: its whole text, with the `others` suggested again."""
    finding = Finding(heading(passage), "answered", (passage,), related=tuple(others))
    return Answer(language, (finding,), origin=AnswerOrigin("texts", CHOSEN))
