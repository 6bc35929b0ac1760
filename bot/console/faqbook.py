"""FAQ entries and clusters on the command line, as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.faq.cluster import Cluster
from bot.faq.complaints import complaints, counted
from bot.faq.entry import FaqEntry
from bot.faq.logged import Logged
from corpus.language import LANGUAGES

_MEMBERS = 6  # wordings shown of a cluster


def cluster_text(cluster: Cluster, now: datetime) -> str:
    """Return what a reviewer needs to know of a cluster."""
    shares = ", ".join(f"{outcome} {share:.0%}" for outcome, share in cluster.outcomes.items())
    lines = [f"{cluster.id}  asked {len(cluster.members)} times, trend {cluster.trend(now):+d}, {shares}"]
    lines += [f"  {language}: {cluster.representative(language) or '–'}" for language in LANGUAGES]
    if bad := counted(member for member in cluster.members if member.feedback == "down"):
        lines.append(f"  {bad}")
    wordings = list(dict.fromkeys(member.question for member in cluster.members))
    lines += [f"    · {wording}" for wording in wordings[:_MEMBERS]]
    return "\n".join([*lines, f"  now: {_glimpse(cluster.present.answer)}"])


def table(entries: Sequence[FaqEntry]) -> str:
    """Return one line an entry."""
    if not entries:
        return "No such entry."
    return "\n".join(_line(entry) for entry in entries)


def sheet(entry: FaqEntry, logged: Sequence[Logged] = ()) -> str:
    """Return everything about an entry; with what of the log was found bad of its answers, and the last of these."""
    lines = [f"{entry.id}  {entry.state}, asked {entry.asked} times"]
    for language in LANGUAGES:
        lines += [f"Question ({language}): {entry.questions.get(language) or '–'}"]
        lines += [f"  also: {wording}" for wording in entry.variants.get(language, ())]
        lines += [f"Answer ({language}): {entry.answers.get(language) or '–'}"]
    lines += [f"Rests on: {basis(entry)}"]
    if bad := complaints(entry, logged):
        lines += [counted(bad), f"  said: {_glimpse(bad[-1].answer)}"]
    return "\n".join(
        [*lines, f"Author: {entry.author or '–'}  published {entry.published or '–'}  review by {entry.review or '–'}"]
    )


def basis(entry: FaqEntry) -> str:
    """Return what an entry rests on: its cards, or what a person answered where no card covers it.

    >>> basis(FaqEntry("a", cards={"grounds": "d1"})), basis(FaqEntry("b", reply="R-2026-0001")), basis(FaqEntry("c"))
    ('the card grounds', 'the reply to case R-2026-0001, for which the focal point vouches', '–')
    """
    if entry.is_vouched_for:
        return f"the reply to case {entry.reply}, for which the focal point vouches"
    return f"the card{'s' * (len(entry.cards) > 1)} {', '.join(entry.cards)}" if entry.cards else "–"


def _glimpse(answer: str) -> str:
    """Return the beginning of an answer, on one line."""
    line = " ".join(answer.split())
    return f"{line[:200]}{'…' if len(line) > 200 else ''}"


def _line(entry: FaqEntry) -> str:
    question = next((entry.questions[language] for language in LANGUAGES if entry.questions.get(language)), "–")
    return f"{entry.id:<12} {entry.state:<10} {entry.asked:>4}  {entry.review or '–':<10}  {question[:70]}"
