"""The log of questions at the desk: what is found, and what is shown of one."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text, desk_texts
from bot.desk.pages.outcome_reasons import Reason
from bot.domain.cases.case import Actor, NewCase
from bot.replies.texts import say
from bot.storage.consultations import Consultation
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.desk import Browser, desk_container


def log(container: Container, question: str = "Qui paie l’audit ?", **values: Any) -> str:
    """Log an exchange, and return its id."""
    given: dict[str, Any] = {
        "language": "fr",
        "outcome": "answered",
        "answer": "L’agence. [1]",
        "at": "2026-03-01T10:00:00+00:00",
    }
    given |= {"passages": ({"id": "audit", "score": 0.917},), "latency": {"search": 41, "total": 57}, "chat": "c" * 24}
    return container.consultations.add(Consultation(question=question, **{**given, **values}))


def found(browser: Browser, query: str = "") -> list[str]:
    """Return the ids that a list shows, in its order."""
    return re.findall(r'href="/questions/([0-9a-f]+)"', browser.get(f"/questions?{query}").text)


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("words=AUDITE", False),
        ("words=paie+audit", True),
        ("since=2026-03-01&until=2026-03-01", True),
        ("since=2026-03-02", False),
        ("until=2026-02-28", False),
        ("language=en", False),
        ("outcome=answered", True),
        ("outcome=not_covered", False),
        ("feedback=down", False),
        ("since=yesterday&outcome=nonsense&language=x&feedback=y&page=x", True),
    ],
)
def test_filters_select(container: Container, browser: Browser, query: str, finds: bool) -> None:
    """What is no criterion selects nothing away."""
    identity = log(container)
    assert found(browser, query) == [identity] * finds


def test_the_latest_come_first_in_pages(container: Container, browser: Browser) -> None:
    """The rest is behind a link."""
    ids = [log(container, at=f"2026-03-01T10:{minute:02}:00+00:00") for minute in range(30)]
    assert found(browser) == ids[:4:-1]
    assert found(browser, "page=2") == ids[4::-1]


def test_one_shows_what_its_answer_rests_on(container: Container, browser: Browser) -> None:
    """Passages with scores, times, feedback and its case."""
    identity = log(container)
    container.consultations.rate(identity, "c" * 24, "down")
    number = container.case_service.open(NewCase("fr", "Qui paie ?", consultation=identity), Actor("x")).number
    shown = browser.get(f"/questions/{identity}").text
    for part in ("audit fr", "sûr à 92 %", "57 ms", "Pas utile", f"/cases/{number}", "L’agence. [1]"):
        assert part in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("outcome", "key", "reason"),
    [
        ("not_covered", "not_covered.named", "gap"),
        ("not_covered", "not_covered.unexplained", "unexplained"),
        ("not_covered", "not_covered.plain", "uncertain"),
        ("not_covered", "", "not_logged"),
        ("clarify", "clarify.ask", "sense"),
        ("clarify", "clarify.nearest", "nearest"),
        ("clarify", "clarify.which", "passages"),
        ("closest", "", "closest"),
    ],
)
def test_one_says_which_reason_its_answer_had(
    container: Container, browser: Browser, language: Language, outcome: str, key: str, reason: str
) -> None:
    """And no other, with what to add so that it is answered next time, in the language of the reader."""
    answer = f"Bonjour. {say(language, key, topic='X', term='X', title='X')} Et encore." if key else ""
    shown = browser.get(f"/questions/{log(container, language=language, outcome=outcome, answer=answer)}").text
    said = {one for one, words in desk_texts("fr")["why"].items() if words in shown}
    assert said == {reason}
    advised = {one for one in get_args(Reason) if desk_texts("fr")["next"].get(one, "\0") in shown}
    assert advised == {reason} & desk_texts("fr")["next"].keys()


def test_days_the_wrong_way_round_are_said_to_be_so(container: Container, browser: Browser) -> None:
    """And whatever was chosen, a link leads back to all."""
    log(container)
    turned = browser.get("/questions?since=2026-12-31&until=2026-01-01").text
    assert desk_text("fr", "problem.days_turned") in turned and desk_text("fr", "questions.none") not in turned
    clear = f'<a href="/questions">{desk_text("fr", "questions.clear")}</a>'
    assert clear in turned and clear not in browser.get("/questions").text
    nothing = browser.get("/questions?words=rien").text
    assert desk_text("fr", "questions.none") in nothing and clear in nothing


def test_what_would_answer_it_is_a_link_away(container: Container, browser: Browser) -> None:
    """Texts, the case by its number, and a draft; not where nothing is missing."""
    open_question, answered = log(container, outcome="closest"), log(container)
    number = container.case_service.open(NewCase("fr", "Qui paie ?", consultation=open_question), Actor("x")).number
    page, other = (browser.get(f"/questions/{one}").text for one in (open_question, answered))
    assert f'href="/cases/{number}">{desk_text("fr", "next.case", number=number)}' in page
    for part in ('class="button" href="/texts"', f'action="/questions/{open_question}/suggest"'):
        assert part in page and part not in other


def test_words_of_another_side_of_a_gap_are_not_advised(container: Container, browser: Browser) -> None:
    """One gap holds when an evaluation is due, what it costs and who pays: only words that the question uses count."""
    gap = read_corpus(BUNDLED_CORPUS).gaps["evaluation-deadline-cost"]
    answer = say("fr", "not_covered.named", topic=gap.topic["fr"])
    advice = desk_text("fr", "next.words", words="").partition(":")[0]
    for question, word in (("Qui paie l’évaluation finale ?", ""), ("Quel délai d’évaluation ?", "délai d’évaluation")):
        shown = unescape(
            browser.get(f"/questions/{log(container, question, outcome='not_covered', answer=answer)}").text
        )
        advised = shown.partition(advice)[2].partition("</span>")[0]
        assert gap.topic["fr"] in shown and advised.strip("\u00a0: .") == word


def test_a_gap_is_named_with_words_that_would_close_it(container: Container, browser: Browser) -> None:
    """The gap that the answer names, in the language of the reader."""
    gap = read_corpus(BUNDLED_CORPUS).gaps["hact-face-audit"]
    answer = say("en", "not_covered.named", topic=gap.topic["en"])
    identity = log(container, "How does HACT work?", language="en", outcome="not_covered", answer=answer)
    shown = unescape(browser.get(f"/questions/{identity}").text)
    assert say("fr", "not_covered.named", topic=gap.topic["fr"]) in shown
    assert "HACT" in shown.partition(say("fr", "not_covered.named", topic=gap.topic["fr"]))[2]


@pytest.mark.parametrize("outcome", ["answered", "safeguarding"])
def test_the_log_leads_to_nobody_and_tells_of_no_danger(container: Container, browser: Browser, outcome: str) -> None:
    """No key of a chat; of a message about a danger not even that there was one."""
    identity = log(container, outcome=outcome)
    pages = browser.get("/questions").text + browser.get(f"/questions/{identity}").text
    assert "c" * 24 not in pages
    assert browser.get(f"/questions/{identity}").status_code == (200 if outcome == "answered" else 404)
    assert bool(found(browser)) is (outcome == "answered")


@pytest.mark.parametrize("path", ["path-that-is-not", "0" * 12, "%00"])
def test_another_address_is_not_found(browser: Browser, path: str) -> None:
    """Whatever it is."""
    assert browser.get(f"/questions/{path}").status_code == 404


def test_a_question_is_read_again_with_the_texts_of_today(library: Library, tmp_path: Path) -> None:
    """With the certainty of the gate, and the scores of each retriever; nothing is logged."""
    from bot.answering.advisor import Advisor

    with desk_container(tmp_path, parts={"library": library, "text_advisor": Advisor(library)}) as container:
        identity = log(container, "Quels sont les bénéfices d’une évaluation ?", index="another")
        browser = Browser.of(container).sign_in(container)
        shown = browser.get(f"/questions/{identity}?again=1").text
        assert re.search(r"Le robot en est sûr à \d+\s%", shown)
        assert re.search(r'class="message" lang="fr">\s*<p', shown)
        assert re.search(r"sûr à \d+\s%\s; il en faut \d+\s% pour une fiche", shown)
        assert len(re.findall(r'<th scope="row">', shown)) == 6
        assert "Les textes ont changé" in shown
        assert found(browser) == [identity]
        kept = log(container, "Quels sont les bénéfices d’une évaluation ?", index="")  # of which index is not known
        assert "Les textes ont changé" not in browser.get(f"/questions/{kept}").text


def test_without_an_index_it_is_told_what_is_missing(tmp_path: Path) -> None:
    """And who mends it, in the frame of the desk."""
    from bot.answering.advisor import Advisor

    library = Library(read_corpus(BUNDLED_CORPUS), tmp_path / "empty")
    with desk_container(tmp_path / "home", {"library": library, "text_advisor": Advisor(library)}) as container:
        identity = log(container, "Quels sont les bénéfices d’une évaluation ?")
        browser = Browser.of(container).sign_in(container)
        refused, shown = browser.get(f"/questions/{identity}?again=1"), browser.get(f"/questions/{identity}").text
    assert desk_text("fr", "question.unnamed") in shown  # and of no passage that it is gone
    assert "audit" in shown and "plus dans les textes" not in shown
    for page in (shown, refused.text):
        assert desk_text("fr", "search.missing") in page and 'name="again"' not in page
