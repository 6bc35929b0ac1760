"""Turn an answer into a reply: paragraphs, numbered sources, buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.answering.answer import Answer, CitedClaim, Finding
from bot.answering.excerpt import Excerpt
from bot.conversation.care_reply import care_line, care_paragraphs, wording_for
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say
from bot.safety.redaction.redaction import redact
from corpus.language import Language
from index.passage import Passage

_EXAMPLES = ("one", "two", "three")
_WITHOUT_EXAMPLES = {
    "thanks",
    "goodbye",
    "personal_data",
    "people",
    "privacy",
    "standing",
    "other_language",
}  # answered without inviting another question


def compose(answer: Answer, consultation: str = "") -> Reply:
    """Return the message for `answer`, with buttons that refer to the logged `consultation`."""
    numbers = {passage.id: n for n, passage in enumerate(answer.passages, 1)}
    paragraphs = _reading(answer)
    for finding in _without_repeats(answer.findings):
        paragraphs += _finding(finding, answer.language, numbers, alone=len(answer.findings) == 1)
    paragraphs += _advice(answer)
    paragraphs += [
        Paragraph(cite(passage, numbers[passage.id], answer.language, answer.heading(passage)), "source")
        for passage in answer.passages
    ]
    return Reply(answer.language, tuple(paragraphs), _buttons(answer, consultation), consultation)


def plain_text(answer: Answer) -> str:
    """Return the answer as text, with a line of care if the message may tell of danger."""
    reply = compose(answer)
    if answer.may_tell_of_danger and answer.outcome != "safeguarding":
        reply = replace(reply, paragraphs=(*reply.paragraphs, care_line(answer.language)))
    return reply.plain


def partial_reply(answer: Answer) -> Reply:
    """Return the sentences that a model has written so far, without sources and buttons; empty before the first."""
    worded = [place for place, finding in enumerate(answer.findings) if finding.claims]
    if not worded:
        return Reply(answer.language, ())
    numbers = {passage.id: n for n, passage in enumerate(answer.passages, 1)}
    findings, alone = answer.findings[: worded[-1] + 1], len(answer.findings) == 1
    return Reply(
        answer.language, tuple(p for finding in findings for p in _finding(finding, answer.language, numbers, alone))
    )


def examples(language: Language) -> list[Paragraph]:
    """Return the three example questions, one paragraph."""
    return [Paragraph("\n".join(f"• {say(language, f'examples.{name}')}" for name in _EXAMPLES))]


def passages_in_full(passages: Sequence[Passage], language: Language) -> Reply:
    """Return the whole text of `passages`, each with its source."""
    paragraphs: list[Paragraph] = []
    for n, passage in enumerate(passages, 1):
        paragraphs += [Paragraph(cite(passage, n, language), "source"), Paragraph(bulleted(passage.text), "quote")]
    return Reply(language, tuple(paragraphs))


def person_button(language: Language, consultation: str) -> Button:
    """Return the button that passes the question of `consultation` on to a person."""
    return Button(say(language, "buttons.person"), f"person:{consultation}")


def cite(passage: Passage, number: int, language: Language, heading: str = "") -> str:
    """Return the numbered source line of `passage`: owner, title, and section or `heading` of what is quoted."""
    owner = passage.owner or say(language, "answer.added")
    section = passage.section.replace(" › ", ", ") or heading or passage.title
    return say(language, "answer.source", n=number, owner=owner, title=passage.title, section=section)


def bulleted(text: str) -> str:
    """Return the text with bullets for Markdown list items and without the marks of headings.

    >>> bulleted("## Pièces").splitlines() + bulleted("- un").splitlines()
    ['Pièces', '• un']
    """
    return "\n".join(re.sub(r"^(?:[-*] (?=\S)|#+ )", _shown_mark, line) for line in text.splitlines())


def _without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Return `findings` with each passage quoted under the first part that it answers, and not again."""
    shown: set[str] = set()
    fresh: list[Finding] = []
    for finding in findings:
        quoted = () if finding.claims else finding.passages
        left = tuple(passage for passage in quoted if passage.id not in shown)
        shown |= {passage.id for passage in quoted}
        fresh.append(replace(finding, passages=left) if left else finding)
    return fresh


def _reading(answer: Answer) -> list[Paragraph]:
    """Return the notice of what was read of a long message; none above care and small talk."""
    if not answer.reading or answer.outcome in ("safeguarding", "smalltalk"):
        return []
    return [Paragraph(say(answer.language, f"long.{answer.reading}"))]


def _finding(finding: Finding, language: Language, numbers: dict[str, int], alone: bool) -> list[Paragraph]:
    if finding.outcome in ("smalltalk", "out_of_scope"):
        return _small_talk(finding, language)
    if finding.ambiguity:
        labels = [sense.label[language] for sense in finding.ambiguity.senses]
        numbered = "\n".join(f"{n}. {label}" for n, label in enumerate(labels, 1))
        return [Paragraph(say(language, "clarify.ask")), Paragraph(numbered)]
    if finding.outcome == "safeguarding":
        return care_paragraphs(language, wording_for(finding.danger, finding.question), kind=finding.danger)
    lead = "" if alone else say(language, "not_covered.part", question=_repeatable(finding.question, language))
    if finding.outcome == "not_covered":
        return [Paragraph(lead + _not_covered(finding, language))]
    if finding.claims:
        return [*_caution(finding, language), Paragraph(_running_text(finding.claims, numbers))]
    return [
        *_caution(finding, language),
        *(p for passage in finding.passages for p in _quoted(finding, passage, language, numbers[passage.id])),
    ]


def _repeatable(question: str, language: Language) -> str:
    """Return a part of a message as a reply repeats it: without personal data."""
    return redact(question, language).text.strip(" ?.")


def _small_talk(finding: Finding, language: Language) -> list[Paragraph]:
    if finding.outcome == "out_of_scope":
        return [Paragraph(say(language, "out_of_scope.body")), *examples(language)]
    if finding.intent == "language_switch":
        return [Paragraph(say(language, "language.nothing"))]
    text = Paragraph(say(language, f"smalltalk.{finding.intent}"))
    return [text] if finding.intent in _WITHOUT_EXAMPLES else [text, *examples(language)]


def _not_covered(finding: Finding, language: Language) -> str:
    if finding.gap is None:
        return say(language, "not_covered.plain")
    return say(language, "not_covered.named", topic=finding.gap.topic[language])


def _caution(finding: Finding, language: Language) -> list[Paragraph]:
    if finding.unconfirmed:
        stated = say(language, "answer.joint").join(say(language, "answer.stated", text=t) for t in finding.unconfirmed)
        return [Paragraph(say(language, "answer.unconfirmed", stated=stated))]
    return [Paragraph(say(language, "answer.closest"))] if finding.outcome == "closest" else []


def _running_text(claims: Sequence[CitedClaim], numbers: dict[str, int]) -> str:
    """Return the claims as running text, with source numbers after the last of the claims that share them."""
    sentences: list[str] = []
    for claim, following in zip_longest(claims, claims[1:]):
        sentences.append(claim.text)
        if following is None or following.passages != claim.passages:
            sentences[-1] += "".join(f" [{numbers[passage.id]}]" for passage in claim.passages)
    return " ".join(sentences)


def _quoted(finding: Finding, passage: Passage, language: Language, number: int) -> list[Paragraph]:
    quoted = finding.excerpts.get(passage.id) or Excerpt("", passage.text)
    heading = quoted.heading or passage.section.rpartition(" › ")[2]
    text = f"{bulleted(quoted.text)} [{number}]"
    title = [Paragraph(heading, "title")] if heading else []
    if translated := finding.translations.get(passage.id):
        worded = Paragraph(f"{bulleted(translated)} [{number}]", "quote")
        return [*title, Paragraph(say(language, "answer.translated")), worded]
    if passage.language != language:
        return [*title, Paragraph(say(language, "answer.original")), Paragraph(text, "quote")]
    return [*title, Paragraph(text, "quote" if passage.document else "plain")]


def _advice(answer: Answer) -> list[Paragraph]:
    kinds = {finding.outcome for finding in answer.findings}
    return [Paragraph(say(answer.language, "not_covered.advice"))] if kinds & {"not_covered", "closest"} else []


def _buttons(answer: Answer, consultation: str) -> tuple[tuple[Button, ...], ...]:
    if unclear := answer.findings[0].ambiguity:
        return tuple(
            (Button(sense.label[answer.language], f"sense:{unclear.id}:{n}"),) for n, sense in enumerate(unclear.senses)
        )
    if not consultation or not (answer.passages or answer.outcome == "not_covered"):
        return ()
    rates = [Button(say(answer.language, f"buttons.{name}"), f"{name}:{consultation}") for name in ("up", "down")]
    sources = [Button(say(answer.language, "buttons.sources"), f"sources:{consultation}")] if answer.passages else []
    more = [Button(say(answer.language, "buttons.more"), f"more:{consultation}")] if _related(answer.findings) else []
    original = _original(answer, consultation)
    return ((*sources, *original, *more, *rates), *_person_row(answer, consultation))


def _original(answer: Answer, consultation: str) -> list[Button]:
    """Return the button that shows the original of a translated passage."""
    if not any(finding.translations and not finding.claims for finding in answer.findings):
        return []
    return [Button(say(answer.language, "buttons.original"), f"original:{consultation}")]


def _person_row(answer: Answer, consultation: str) -> tuple[tuple[Button, ...], ...]:
    """Return the button to ask a person, if a part of the question is not covered."""
    open_ended = any(finding.outcome == "not_covered" for finding in answer.findings)
    return ((person_button(answer.language, consultation),),) if open_ended else ()


def _related(findings: Iterable[Finding]) -> list[Passage]:
    return [passage for finding in findings for passage in finding.related]


def _shown_mark(mark: re.Match[str]) -> str:
    return "" if mark[0].startswith("#") else "• "
