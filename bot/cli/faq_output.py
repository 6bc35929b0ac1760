"""FAQ entries and clusters of questions as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.question_clusters import Cluster, LoggedQuestion, complaint_summary, complaints
from bot.replies.texts import truncated
from corpus.language import LANGUAGES

_WORDINGS = 6  # shown of a cluster


def cluster_text(cluster: Cluster, now: datetime) -> str:
    """Return a cluster as a reviewer needs it: counts, questions in both languages, wordings, the present answer."""
    shares = ", ".join(f"{outcome} {share:.0%}" for outcome, share in cluster.outcomes.items())
    lines = [f"{cluster.id}  {times(len(cluster.members))}, trend {cluster.trend(now):+d}, {shares}"]
    lines += [f"  {language}: {cluster.representative(language) or '–'}" for language in LANGUAGES]
    if bad := complaint_summary(member for member in cluster.members if member.feedback == "down"):
        lines.append(f"  {bad}")
    wordings = list(dict.fromkeys(member.question for member in cluster.members))
    lines += [f"    · {wording}" for wording in wordings[:_WORDINGS]]
    return "\n".join([*lines, f"  now: {_on_one_line(cluster.latest.answer)}"])


def table(entries: Sequence[FaqEntry]) -> str:
    """Return one line an entry."""
    if not entries:
        return "No entries."
    return "\n".join(_line(entry) for entry in entries)


def sheet(entry: FaqEntry, logged: Sequence[LoggedQuestion] = ()) -> str:
    """Return everything about an entry, with the complaints in the log about its answers and the last of these."""
    lines = [f"{entry.id}  {entry.state}, {times(entry.asked)}"]
    for language in LANGUAGES:
        lines += [f"Question ({language}): {entry.questions.get(language) or '–'}"]
        lines += [f"  also: {wording}" for wording in entry.variants.get(language, ())]
        lines += [f"Answer ({language}): {entry.answers.get(language) or '–'}"]
    lines += [f"Rests on: {basis(entry)}"]
    if bad := complaints(entry, logged):
        lines += [complaint_summary(bad), f"  said: {_on_one_line(bad[-1].answer)}"]
    return "\n".join(
        [*lines, f"Author: {entry.author or '–'}  published {entry.published or '–'}  review by {entry.review or '–'}"]
    )


def times(count: int) -> str:
    """Return the number of times that something was asked, in words.

    >>> times(1), times(3)
    ('asked once', 'asked 3 times')
    """
    return "asked once" if count == 1 else f"asked {count} times"


def basis(entry: FaqEntry) -> str:
    """Return the basis of an entry: its cards, or the reply of a person where no card covers it.

    >>> basis(FaqEntry("a", cards={"grounds": "d1"})), basis(FaqEntry("b", reply="R-2026-0001")), basis(FaqEntry("c"))
    ('the card grounds', 'the reply to case R-2026-0001, for which the focal point vouches', '–')
    """
    if entry.is_vouched_for:
        return f"the reply to case {entry.reply}, for which the focal point vouches"
    return f"the card{'s' * (len(entry.cards) > 1)} {', '.join(entry.cards)}" if entry.cards else "–"


def _on_one_line(answer: str) -> str:
    return truncated(" ".join(answer.split()), 200)


def _line(entry: FaqEntry) -> str:
    question = next((entry.questions[language] for language in LANGUAGES if entry.questions.get(language)), "–")
    return f"{entry.id:<12} {entry.state:<10} {entry.asked:>4}  {entry.review or '–':<10}  {truncated(question, 70)}"
