"""Questions that all differ: those of the corpus, in both languages, in an order that does not change."""

from __future__ import annotations

from random import Random

from corpus.card import BUNDLED_CORPUS
from corpus.questions import read_questions

_SITUATIONS = (
    "Bonjour, je m’appelle Awa Traoré, mon numéro est le 76 12 34 56. Notre projet n’avance pas, les pluies ont "
    "tout retardé et le comptable est parti en {year}. {question}",
    "We are a small association in the north. The road was closed for {year} days, and they want a new plan. "
    "{question}",
)


def questions(count: int) -> list[str]:
    """Return `count` questions of one sentence; every fourth is led by a situation of some sentences.

    Further rounds through the same questions differ by the situation.
    """
    plain = list(dict.fromkeys(question.text for question in read_questions(BUNDLED_CORPUS)))
    Random(7).shuffle(plain)
    found = []
    for number in range(count):
        question = plain[number % len(plain)]
        is_told = number % 4 == 3 or number >= len(plain)
        found.append(_SITUATIONS[number % 2].format(year=number, question=question) if is_told else question)
    return found
