"""The trees for follow-ups come from conversations whose answers are known."""

from __future__ import annotations

from random import Random

from bot.answering.odds import shipped_follow_up_odds
from bot.evaluation.follow_up_training import WeighedFollowUp, fit_trees, weighed
from corpus.card import BUNDLED_CORPUS
from corpus.follow_ups import AskedFollowUp, read_follow_ups
from index.library import Library


def example(random: Random) -> WeighedFollowUp:
    """Return a follow-up with two passages: one of them answers, unless it was shown before."""
    candidates, answers = [], []
    for reader in (2.0, -2.0):
        shown = random.choice((0.0, 1.0))
        candidates.append({"reader": reader + random.gauss(0, 0.5), "shown": shown, "length": random.random()})
        answers.append(reader > 0 and not shown)
    cards = frozenset({"a"}) if any(answers) else frozenset[str]()
    return WeighedFollowUp(AskedFollowUp("someone", cards, "en", "…", ("…",)), tuple(candidates), tuple(answers))


def test_what_tells_an_answer_beside_other_evidence_decides() -> None:
    """The same judgement of the reader means another thing of a passage that was shown."""
    random = Random(0)
    trees = fit_trees([example(random) for _ in range(400)])
    new, again, other = ({"reader": r, "shown": s, "length": 0.5} for r, s in ((2.0, 0.0), (2.0, 1.0), (-2.0, 0.0)))
    assert trees.of(new) > 0 > max(trees.of(again), trees.of(other))


def test_the_evidence_that_is_gathered_is_what_the_shipped_trees_weigh(library: Library) -> None:
    """And of what the right passage has they make more than of the others, for most of the questions."""
    asked = [one for one in read_follow_ups(BUNDLED_CORPUS) if one.cards][::40]
    odds = shipped_follow_up_odds()
    found = [one for one in weighed(library, asked) if any(one.answers)]
    best = [max(zip(map(odds.of, one.candidates), one.answers, strict=True)) for one in found]
    assert len(found) > 10
    assert sum(answers for _, answers in best) > 0.7 * len(best)
