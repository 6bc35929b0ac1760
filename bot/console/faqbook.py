"""FAQ entries and clusters on the command line, as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.faq.cluster import Cluster
from bot.faq.entry import FaqEntry
from corpus.language import LANGUAGES

_MEMBERS = 6  # wordings shown of a cluster


def cluster_text(cluster: Cluster, now: datetime) -> str:
    """Return what a reviewer needs to know of a cluster."""
    shares = ", ".join(f"{outcome} {share:.0%}" for outcome, share in cluster.outcomes.items())
    reasons = ", ".join(f"{reason} {count}" for reason, count in cluster.reasons.items())
    lines = [f"{cluster.id}  asked {len(cluster.members)} times, trend {cluster.trend(now):+d}, {shares}"]
    lines += [f"  {language}: {cluster.representative(language) or '–'}" for language in LANGUAGES]
    lines += [f"  👎 {cluster.downvotes}" + (f" ({reasons})" if reasons else "")] if cluster.downvotes else []
    wordings = list(dict.fromkeys(member.question for member in cluster.members))
    lines += [f"    · {wording}" for wording in wordings[:_MEMBERS]]
    answer = " ".join(cluster.present.answer.split())
    return "\n".join([*lines, f"  now: {answer[:200]}{'…' if len(answer) > 200 else ''}"])


def table(entries: Sequence[FaqEntry]) -> str:
    """Return one line an entry."""
    if not entries:
        return "No such entry."
    return "\n".join(_line(entry) for entry in entries)


def sheet(entry: FaqEntry) -> str:
    """Return everything about an entry."""
    lines = [f"{entry.id}  {entry.state}, asked {entry.asked} times"]
    for language in LANGUAGES:
        lines += [f"Question ({language}): {entry.questions.get(language) or '–'}"]
        lines += [f"  also: {wording}" for wording in entry.variants.get(language, ())]
        lines += [f"Answer ({language}): {entry.answers.get(language) or '–'}"]
    lines += [f"Cards: {', '.join(entry.cards) or '–'}"]
    return "\n".join(
        [*lines, f"Author: {entry.author or '–'}  published {entry.published or '–'}  review by {entry.review or '–'}"]
    )


def _line(entry: FaqEntry) -> str:
    question = next((entry.questions[language] for language in LANGUAGES if entry.questions.get(language)), "–")
    return f"{entry.id:<12} {entry.state:<10} {entry.asked:>4}  {entry.review or '–':<10}  {question[:70]}"
