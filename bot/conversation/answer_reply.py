"""Turn an answer into a reply: paragraphs, numbered sources, buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Protocol

from bot.answering.answer import Answer, CitedClaim, Finding
from bot.answering.dialogue import NOTICES, REWORDED
from bot.answering.emphasis import emphasis
from bot.answering.excerpt import Excerpt
from bot.answering.more import has_more
from bot.answering.scope import Scope
from bot.answering.suggestions import heading
from bot.conversation.answer_notices import advice, leave_out, what_was_read
from bot.conversation.care_reply import care_line, care_paragraphs, wording_for
from bot.conversation.cautions import cautions, other_owner_notice, told_first, unsaid_paragraph
from bot.conversation.glossary_reply import definition_paragraphs
from bot.conversation.reword_reply import PageWords, in_other_words, no_words
from bot.conversation.scope_reply import example_questions, right_to_ask, say_of
from bot.conversation.suggestion_reply import choice_paragraphs, offers_a_choice, see_also, suggestion_rows
from bot.replies.reply import Attachment, Button, Paragraph, Reply, Style
from bot.replies.texts import partial_date_in_words, say
from bot.safety.redaction.redaction import redact
from corpus.language import Language
from index.passage import Authority, Passage
from index.text.emphasis_marks import without_emphasis
from index.text.folding import fold

_WITHOUT_EXAMPLES = {
    "thanks",
    "goodbye",
    "personal_data",
    "people",
    "privacy",
    "standing",
    "other_language",
    "talk",
    "person",
    *NOTICES,
}  # answered without inviting another question


Link = Callable[[Passage], str]  # the web address that a passage is from; empty if none is known


def _no_link(passage: Passage) -> str:
    """Return no address."""
    return ""


class Dated(Protocol):
    """A passage or a document: what its source line tells of it beside owner and title."""

    @property
    def date(self) -> str:
        """YYYY, YYYY-MM or YYYY-MM-DD; empty if unknown."""

    @property
    def authority(self) -> Authority:
        """How far it is the owner's word."""


def compose(
    answer: Answer,
    consultation: str = "",
    link: Link = _no_link,
    words: PageWords = no_words,
    *,
    is_logged: bool = True,
) -> Reply:
    """Return the message for `answer`, with buttons that refer to the logged `consultation`, and links to its pages.

    An answer in other words holds the `words` of the pages as well. One that is not logged does not say that it is.
    """
    numbers = {passage.id: n for n, passage in enumerate(answer.passages, 1)}
    paragraphs = what_was_read(answer)
    for finding in _without_repeats(answer.findings):
        paragraphs += _part(answer, finding, numbers, offers_person=bool(consultation))
    paragraphs += [*advice(answer, is_logged), *leave_out(answer)]
    paragraphs += in_other_words(answer, words) if answer.findings[0].intent == REWORDED else []
    paragraphs += [
        Paragraph(
            cite(passage, numbers[passage.id], answer.language, answer.heading(passage)), "source", link=link(passage)
        )
        for passage in answer.passages
    ]
    paragraphs += see_also(answer) if consultation else []
    return Reply(answer.language, tuple(paragraphs), _buttons(answer, consultation), consultation)


def plain_text(answer: Answer) -> str:
    """Return the answer as text, with a line of care if the message may tell of danger."""
    reply = compose(answer)
    if answer.may_tell_of_danger and answer.outcome != "safeguarding":
        reply = reply.extended(care_line(answer.language))
    return reply.plain


def partial_reply(answer: Answer) -> Reply:
    """Return the sentences that a model has written so far, without sources and buttons; empty before the first."""
    worded = [place for place, finding in enumerate(answer.findings) if finding.claims]
    if not worded:
        return Reply(answer.language, ())
    numbers = {passage.id: n for n, passage in enumerate(answer.passages, 1)}
    findings = answer.findings[: worded[-1] + 1]
    return Reply(answer.language, tuple(p for finding in findings for p in _part(answer, finding, numbers)))


def examples(language: Language, scope: Scope | None = None) -> list[Paragraph]:
    """Return the example questions, one paragraph; none where there are no texts."""
    questions = example_questions(scope, language)
    return [Paragraph("\n".join(f"• {question}" for question in questions))] if questions else []


def passages_in_full(passages: Sequence[Passage], language: Language, pictures: tuple[Attachment, ...] = ()) -> Reply:
    """Return the whole text of `passages`, each with its source, followed by `pictures` of their pages."""
    paragraphs: list[Paragraph] = []
    for n, passage in enumerate(passages, 1):
        paragraphs += [Paragraph(cite(passage, n, language), "source"), Paragraph(bulleted(passage.text), "quote")]
    return Reply(language, tuple(paragraphs), attachments=pictures)


def person_button(language: Language, consultation: str) -> Button:
    """Return the button that passes the question of `consultation` on to a person."""
    return Button(say(language, "buttons.person"), f"person:{consultation}")


def cite(passage: Passage, number: int, language: Language, heading: str = "") -> str:
    """Return the numbered source line of `passage`: owner, title, section or `heading` of what is quoted, and page.

    A section that is called as its text is isn't named.
    """
    owner = passage.owner or say(language, "answer.added")
    section = without_emphasis(passage.section.replace(" › ", ", ") or heading)
    key = "answer.source" if section and fold(section) != fold(passage.title) else "answer.whole_source"
    line = say(language, key, n=number, owner=owner, title=passage.title, section=section)
    line += _page(passage, language) + (say(language, "answer.ocr") if passage.ocr else "")
    known = about(passage, language)
    return f"{line} ({known})" if known else line


def about(text: Dated, language: Language) -> str:
    """Return the date of a text and, unless it is official, its authority; "" if there is nothing to say."""
    authority = "" if text.authority == "official" else say(language, f"authority.{text.authority}")
    return ", ".join(filter(None, (partial_date_in_words(text.date, language), authority)))


def _page(passage: Passage, language: Language) -> str:
    """Return the page or pages of a passage as the end of its source line; "" if it has none."""
    if passage.last_page > passage.page:
        return say(language, "answer.pages", first=passage.page, last=passage.last_page)
    return say(language, "answer.page", page=passage.page) if passage.page else ""


def bulleted(text: str) -> str:
    """Return the text with bullets for Markdown list items and without the marks of headings and emphasis.

    >>> bulleted("## Pièces").splitlines() + bulleted("- un\\n  - dont").splitlines()
    ['Pièces', '• un', '  • dont']
    """
    lines = without_emphasis(text).splitlines()
    return "\n".join(re.sub(r"^(?: *[-*] (?=\S)|#+ )", _shown_mark, line) for line in lines)


def _without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Return `findings` with each passage quoted under the first part that it answers, and not again.

    What a card leaves unsaid is told once as well.
    """
    shown: set[str] = set()
    told: set[str] = set()
    fresh: list[Finding] = []
    for finding in findings:
        quoted = () if finding.claims else finding.passages
        left = tuple(passage for passage in quoted if passage.id not in shown)
        unsaid = tuple(passage for passage in finding.unsaid if passage.id not in told)
        shown |= {passage.id for passage in quoted}
        told |= {passage.id for passage in unsaid}
        shortened = replace(finding, passages=left or finding.passages, unsaid=unsaid)
        fresh.append(finding if shortened == finding else shortened)  # itself, so that it is known among the others
    return fresh


def _part(answer: Answer, finding: Finding, numbers: dict[str, int], offers_person: bool = False) -> list[Paragraph]:
    """Return the paragraphs for one part of the message; the part is repeated where there are several."""
    language, alone = answer.language, len(answer.findings) == 1
    lead = "" if alone else say(language, "not_covered.part", question=_repeatable(finding.question, language))
    if small_talk := _small_talk(finding, answer):
        return small_talk
    if finding.choices:
        return [*other_owner_notice(finding, language), *choice_paragraphs(answer, finding, lead, offers_person)]
    side = [Paragraph(_repeatable(finding.side, language), "title")] if finding.side else []
    if finding.outcome == "not_covered":
        told = Paragraph(("" if side else lead) + _not_covered(finding, language))
        return [*side, *other_owner_notice(finding, language), told]
    return [*side, *_finding(finding, language, numbers)]


def _finding(finding: Finding, language: Language, numbers: dict[str, int]) -> list[Paragraph]:
    if finding.ambiguity:
        labels = [sense.label[language] for sense in finding.ambiguity.senses]
        numbered = "\n".join(f"{n}. {label}" for n, label in enumerate(labels, 1))
        return [Paragraph(say(language, "clarify.ask")), Paragraph(numbered)]
    if finding.outcome == "safeguarding":
        return care_paragraphs(language, wording_for(finding.danger, finding.question), kind=finding.danger)
    if finding.definitions and finding.intent != REWORDED:
        return [one for meaning in finding.definitions for one in definition_paragraphs(meaning, language)]
    stated = cautions(finding, language, numbers)
    if finding.claims:
        unsaid = [unsaid_paragraph(card, numbers) for card in finding.unsaid if card not in told_first(finding)]
        return [*stated, Paragraph(_running_text(finding.claims, numbers)), *unsaid]
    apart = [p for card in finding.apart for p in (Paragraph(heading(card), "title"), unsaid_paragraph(card, numbers))]
    quoted = [p for passage in finding.passages for p in _quoted(finding, passage, language, numbers)]
    return [*stated, *apart, *quoted]


def _repeatable(question: str, language: Language) -> str:
    """Return a part of a message as a reply repeats it: without personal data."""
    return redact(question, language).text.strip(" ?.")


def _small_talk(finding: Finding, answer: Answer) -> list[Paragraph]:
    """Return the reply to a part that is no question to the texts; none for one that is."""
    language, scope = answer.language, answer.scope
    if finding.outcome == "out_of_scope":
        body = Paragraph(say_of(scope, language, "out_of_scope.body"))
        return [*right_to_ask(finding.question, language), body, *examples(language, scope)]
    if finding.outcome != "smalltalk":
        return []
    if finding.intent == "language_switch":
        return [Paragraph(say(language, "language.nothing"))]
    if finding.listed:
        numbered = "\n".join(f"{n}. {item}" for n, item in enumerate(finding.listed, 1))
        lead = say(language, f"smalltalk.{finding.intent}", count=len(finding.listed))
        return [Paragraph(lead), Paragraph(numbered)]
    text = Paragraph(say_of(scope, language, f"smalltalk.{finding.intent}"))
    return [text] if finding.intent in _WITHOUT_EXAMPLES else [text, *examples(language, scope)]


def _not_covered(finding: Finding, language: Language) -> str:
    if finding.unexplained:
        return say(language, "not_covered.unexplained", term=_repeatable(finding.unexplained, language))
    if finding.gap is None:
        return say(language, "not_covered.plain")
    return say(language, "not_covered.named", topic=finding.gap.topic[language])


def _running_text(claims: Sequence[CitedClaim], numbers: dict[str, int]) -> str:
    """Return the claims as running text, with source numbers after the last of the claims that share them."""
    sentences: list[str] = []
    for claim, following in zip_longest(claims, claims[1:]):
        sentences.append(claim.text)
        if following is None or following.passages != claim.passages:
            sentences[-1] += "".join(f" [{numbers[passage.id]}]" for passage in claim.passages)
    return " ".join(sentences)


def _quoted(finding: Finding, passage: Passage, language: Language, numbers: dict[str, int]) -> list[Paragraph]:
    """Return the quotation of `passage` and, if it is to be told and wasn't before, what it leaves unsaid."""
    is_told = passage in finding.unsaid and passage not in told_first(finding)
    unsaid = [unsaid_paragraph(passage, numbers)] if is_told else []
    return [*_quotation(finding, passage, language, numbers[passage.id]), *unsaid]


def _quotation(finding: Finding, passage: Passage, language: Language, number: int) -> list[Paragraph]:
    quoted = finding.excerpts.get(passage.id) or Excerpt("", passage.text)
    heading = quoted.heading or passage.section.rpartition(" › ")[2]
    shown = [Paragraph(heading, "title")] if heading else []
    text, written = quoted.text, passage.language
    style: Style = "quote" if passage.document else "plain"  # a card says it in our own words
    if translated := finding.translations.get(passage.id):
        shown.append(Paragraph(say(language, "answer.translated")))
        text, written, style = translated, language, "quote"
    elif written != language:
        shown.append(Paragraph(say(language, "answer.original")))
        style = "quote"
    text, above = bulleted(text), f"{passage.title} {heading}"
    bold = emphasis(finding.question, text, written, above) if passage.document else ()
    return [*shown, Paragraph(f"{text} [{number}]", style, bold)]


def _style(passage: Passage) -> Style:
    """Return the style of a passage in the language of the answer: a card says it in our own words."""
    return "quote" if passage.document else "plain"


def _buttons(answer: Answer, consultation: str) -> tuple[tuple[Button, ...], ...]:
    if unclear := answer.findings[0].ambiguity:
        return tuple(
            (Button(sense.label[answer.language], f"sense:{unclear.id}:{n}"),) for n, sense in enumerate(unclear.senses)
        )
    if not consultation:
        return ()
    suggested = suggestion_rows(answer, consultation)
    if not (answer.passages or answer.outcome == "not_covered"):
        return (*suggested, *_person_row(answer, consultation))
    rates = [Button(say(answer.language, f"buttons.{name}"), f"{name}:{consultation}") for name in ("up", "down")]
    sources = [Button(say(answer.language, "buttons.sources"), f"sources:{consultation}")] if answer.passages else []
    original = _original(answer, consultation)
    more = ((Button(say(answer.language, "buttons.more"), f"more:{consultation}"),),) if has_more(answer) else ()
    return (*suggested, *more, (*sources, *original, *rates), *_person_row(answer, consultation))


def _original(answer: Answer, consultation: str) -> list[Button]:
    """Return the button that shows the original of a translated passage."""
    if not any(finding.translations and not finding.claims for finding in answer.findings):
        return []
    return [Button(say(answer.language, "buttons.original"), f"original:{consultation}")]


def _person_row(answer: Answer, consultation: str) -> tuple[tuple[Button, ...], ...]:
    """Return the button to ask a person, if a part is left open and no choice has offered it before."""
    open_ended = any(map(_is_open, answer.findings)) and not offers_a_choice(answer)
    return ((person_button(answer.language, consultation),),) if open_ended else ()


def _is_open(finding: Finding) -> bool:
    """Tell whether a part is not covered, or only what its page leaves unsaid is told, or it was not understood."""
    return (
        finding.intent in (REWORDED, "no_other_words")
        or finding.outcome == "not_covered"
        or (finding.outcome == "closest" and not finding.passages)
    )


def _shown_mark(mark: re.Match[str]) -> str:
    return "" if mark[0].startswith("#") else f"{' ' * (len(mark[0]) - 2)}• "
