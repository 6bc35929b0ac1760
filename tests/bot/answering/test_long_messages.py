"""A long message costs no more than a few questions, and its sender is told what was read of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answering.advisor import Advisor
from bot.answering.answer import Finding
from bot.answering.gate import Gate
from bot.answering.inquiry import Inquiry
from bot.answering.span_gate import SpanGate
from bot.conversation.answer_reply import compose
from bot.replies.texts import say
from index.library import Library
from index.text.recent import Recent
from index.text.shortening import SEARCHED, count_pieces, shorten

LONGEST = 4096  # characters of a Telegram message
USUAL = (
    "Bonjour, je travaille pour une association à Ségou et notre accord avec l’UNICEF se termine en décembre. "
    "Nous avons encore du matériel. Que devons-nous faire des équipements, et qui décide de l’évaluation finale ?"
)
UNITS = {
    "tabs": "\t",
    "letters and tabs": "a\t",
    "comma-separated values": "nom,age,ville,",
    "pipes": "a|b|",
    "slashes": "/a",
    "numbers": "12;34;",
    "one letter": "x ",
    "emoji": "é😀",
    "clauses": "il a dit, le rapport, est prêt, ",
    "sentences": "Le rapport est prêt. ",
    "questions": "Qui signe l’accord ? ",
    "violence": "Il me frappe. ",
}
QUESTION = "Comment se passe l’évaluation à la fin d’un partenariat ?"


@pytest.fixture
def embedded(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that are embedded from now on, none of them from memory."""
    seen: list[str] = []
    embed = library.embeddings.embed_queries
    monkeypatch.setattr(library.embeddings, "_recent", Recent[list[float]](256))

    def counted(texts: Sequence[str]) -> list[list[float]]:
        seen.extend(texts)
        return embed(texts)

    monkeypatch.setattr(library.embeddings, "embed_queries", counted)
    return seen


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_the_longest_message_embeds_at_most_three_times_what_a_usual_one_does(
    library: Library, embedded: list[str], unit: str, parts: int
) -> None:
    """Counted in tokens of the model, whatever the message is made of, and in however many parts it came."""
    advisor = Advisor(library)
    advisor.advise(Inquiry(USUAL))
    usual = sum(map(library.embeddings.count, embedded))
    embedded.clear()
    advisor.advise(Inquiry((unit * LONGEST * parts)[: LONGEST * parts]))
    assert sum(map(library.embeddings.count, embedded)) <= 3 * usual


def test_of_a_long_message_its_question_is_answered_and_the_sender_is_told(library: Library) -> None:
    """Wherever in it the question stands."""
    around = "Nous avons tenu la réunion du comité avec les partenaires et tout le monde était content. " * 15
    answer = Advisor(library).advise(Inquiry(f"{around} {QUESTION} {around}"))
    plain = Advisor(library).advise(Inquiry(QUESTION))
    assert (answer.reading, plain.reading) == ("questions", "")
    assert {passage.id for passage in plain.passages} <= {passage.id for passage in answer.passages}
    assert say("fr", "long.questions") in compose(answer).plain


LETTERS: dict[str, tuple[str, str]] = {
    "fr": (
        "Que faire, nous sommes-nous dit ? Quand les pluies sont venues, tout a pris du retard. ",
        "Ma question : quelles mesures correctives faut-il prévoir quand il y a peu de progrès.",
    ),
    "en": (
        "What to do, we wondered? When the rains came, everything was delayed. ",
        "I would like to know which corrective measures to plan when there is little progress.",
    ),
}


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("times", [20, 100])
def test_of_a_letter_that_announces_its_question_that_alone_is_read(language: str, times: int) -> None:
    """Also of one that came in parts; what leads up to it asks nothing."""
    story, asked = LETTERS[language]
    assert shorten(f"{story * times}{asked}").text == asked
    assert shorten(f"{story * times}{asked} Merci.").text == asked


def test_a_sentence_that_only_begins_like_a_question_is_none_beside_one() -> None:
    """Where no question has its mark, it may be one."""
    story = "Quand les pluies sont venues, tout a pris du retard. " * 20
    assert shorten(f"{story}Qui paie les mesures correctives du projet ?").text.startswith("Qui paie")
    assert shorten(f"{'Il a plu longtemps. ' * 60}Comment faire un avenant à l’accord signé").text.startswith("Comment")


def test_a_long_message_without_a_question_is_read_at_both_ends() -> None:
    """And a usual one as a whole."""
    words = " ".join(f"mot{number}" for number in range(600))
    read = shorten(words)
    assert (read.reading, count_pieces(read.text) <= SEARCHED + 1) == ("ends", True)
    assert (read.text.split()[0], read.text.split()[-1]) == ("mot0", "mot599")
    assert (shorten(USUAL).text, shorten(USUAL).reading) == (USUAL, "")


@pytest.mark.parametrize(
    "message",
    [
        "Please submit the final report before June. Do you know who is to be informed of an early termination?",
        "Il faut remettre le rapport final en juin. Savez-vous qui doit être informé d’une résiliation anticipée ?",
    ],
)
def test_what_is_told_before_a_question_names_no_gap(library: Library, message: str) -> None:
    """The texts leave open what is due in a final report, but that isn't asked."""
    (finding,) = Advisor(library).advise(Inquiry(message)).findings
    assert finding.gap is None


def test_an_answer_gets_no_gap_of_its_last_sentence(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though that sentence alone would name one."""
    message = "Nothing moves. How long is the notice of early termination?"
    gate, searcher = Gate(library.corpus), library.searcher()
    (gap, *_) = library.corpus.gaps.values()
    found = {True: Finding(message, "answered", score=0.5), False: Finding("", "not_covered", gap=gap)}
    monkeypatch.setattr(gate, "judge", lambda part, *_: replace(found[part == message], question=part))
    spans = SpanGate(gate, library.reader, lambda texts: None)
    assert spans.judge(message, library.reader.read(message, "en"), searcher).gap is None
