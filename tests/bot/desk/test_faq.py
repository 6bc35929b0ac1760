"""FAQs at the desk: what waits, an entry in both languages, and what is decided about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.desk.pages.faq import MOST_NEW, FaqPages
from bot.desk.pages.faq_form import LONGEST, LONGEST_AUTHOR, LONGEST_QUESTION
from bot.domain.cases.case import Actor
from bot.domain.faq.faq_entry import FaqEntry, FaqState
from bot.storage.consultations import Consultation
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.desk import ASKER, BEN, Browser, desk_container, led, open_case, put_cards

WRITTEN = {
    "question_fr": "Qui paie l’audit ?",
    "question_en": "Who pays for the audit?",
    "answer_fr": "L’agence le paie.",
    "answer_en": "The agency pays for it.",
    "author": "Awa",
    "review": "2027-03-02",
}


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the services behind a desk, with two cards in place of an index."""
    with desk_container(tmp_path) as container:
        put_cards(container, grounds="Motifs", audit="<Audit>")
        yield container


def draft(container: Container, identity: str = "abc123", **values: Any) -> FaqEntry:
    """Store a draft and return it."""
    return container.faq_repository.put(FaqEntry(identity, questions={"fr": "Qui paie l’<audit> ?"}, asked=3, **values))


def test_what_waits_for_review_is_listed_and_other_states_are_a_choice_away(
    container: Container, browser: Browser
) -> None:
    """A draft is shown in its own language, whatever the page's is."""
    draft(container)
    draft(container, "def456", state="dismissed")
    waiting = browser.get("/faq").text
    assert 'href="/faq/abc123"' in waiting
    assert "Qui paie l’&lt;audit&gt; ?" in waiting
    assert 'href="/faq/def456"' not in waiting
    assert 'href="/faq/def456"' in browser.get("/faq?state=dismissed").text


def test_an_entry_is_published_in_both_languages_with_its_card(container: Container, browser: Browser) -> None:
    """From then on the bot answers with it."""
    draft(container)
    page = "/faq/abc123"
    assert 'name="card:audit"' in browser.get(page).text
    sent = browser.send(page, f"{page}/publish", WRITTEN | {"card:audit": "1"})
    assert led(sent) == (f"{page}#done", "done=published")
    entry = container.faq_repository.find("abc123")
    assert (entry.state, entry.cards, entry.author, entry.review) == (
        "published",
        {"audit": "<Audit>"},
        "Awa",
        "2027-03-02",
    )
    assert entry.answers == {"fr": "L’agence le paie.", "en": "The agency pays for it."}


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"answer_en": " "}, "les deux langues"),
        ({"author": ""}, "Dites qui en répond"),
        ({"review": "2020-01-01"}, "jour de révision à venir"),
        ({"review": "2099-01-01"}, "au plus tard"),
        ({"review": ""}, desk_text("fr", "problem.no_review")),
        ({"card:unknown": "1"}, "fiches que le robot connaît"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    container: Container, browser: Browser, form: dict[str, str], problem: str
) -> None:
    """And nothing is stored."""
    draft(container)
    sent = browser.send("/faq/abc123", "/faq/abc123/publish", WRITTEN | {"card:audit": "1"} | form)
    assert sent.status_code == 422
    assert problem in sent.text
    assert "Who pays for the audit?" in sent.text
    assert container.faq_repository.find("abc123").state == "draft"


def test_without_a_card_or_a_reply_nothing_is_published(container: Container, browser: Browser) -> None:
    """Nobody could say where the answer comes from."""
    draft(container)
    assert browser.send("/faq/abc123", "/faq/abc123/publish", WRITTEN).status_code == 422


def test_two_cases_become_one_entry(container: Container, browser: Browser) -> None:
    """Each is suggested on its page; the second is merged into the first, which is published."""
    numbers = [open_case(container, question) for question in ("Qui paie l’audit ?", "L’audit, c’est qui ?")]
    for number in numbers:
        container.case_service.answer(number, "L’agence le paie.", Actor("x", "Awa"))
        sent = browser.send(f"/cases/{number}", f"/cases/{number}/suggest")
        assert led(sent) == (f"/faq/{number}#done", "done=suggested_empty")  # the answer has not left yet
    first, second = numbers
    merged = browser.send(f"/faq/{second}", f"/faq/{second}/merge", {"into": first})
    assert led(merged) == (f"/faq/{first}#done", "done=merged")
    assert f'<a href="/faq/{second}">L’audit, c’est qui ?</a>' in browser.get(f"/faq/{first}").text
    holder = browser.get(f"/faq/{second}").text
    assert desk_text("fr", "faq.holder") in holder and f'<a href="/faq/{first}">Qui paie l’audit ?</a>' in holder
    assert f"faq:merge {second},{first}" in [one.detail for one in container.access_control.audit.entries()]
    published = browser.send(f"/faq/{first}", f"/faq/{first}/publish", WRITTEN | {"card:audit": "1"})
    assert published.status_code == 303
    entry = container.faq_repository.find(first)
    assert (entry.state, entry.variants["fr"]) == ("published", ("L’audit, c’est qui ?",))
    assert container.faq_repository.find(second).state == "dismissed"


def test_who_comes_second_overwrites_nothing(container: Container, browser: Browser) -> None:
    """They are told, and what they wrote is still on the page."""
    draft(container)
    stale = browser.fields("/faq/abc123")
    other = Browser.of(container).sign_in(container, BEN, "Ben")
    other.send("/faq/abc123", "/faq/abc123/save", WRITTEN)
    late = browser.client.post("/faq/abc123/publish", data=stale | WRITTEN | {"answer_fr": "Mes mots à moi."})
    assert late.status_code == 409
    assert "Mes mots à moi." in late.text
    assert container.faq_repository.find("abc123").answers["fr"] == "L’agence le paie."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["draft", "published"])
def test_cards_are_read_where_they_are_chosen(tmp_path: Path, language: Language, state: FaqState) -> None:
    """In the language of the page, whatever languages the entry has; each has its own heading, and no slug names it."""
    with desk_container(tmp_path) as container:
        pair = {one: [card for card in container.library.corpus.cards if card.language == one][:2] for one in LANGUAGES}
        put_cards(container, **{card.id: "" for card in pair["fr"]})
        questions: dict[Language, str] = {"fr": "Qui ?", "en": "Who?"} if state == "published" else {"fr": "Qui ?"}
        cards = {pair["fr"][0].id: "digest"}
        container.faq_repository.put(FaqEntry("abc123", state, questions, cards=cards, review="2099-01-01"))
        page = unescape(Browser.of(container).sign_in(container, language=language).get("/faq/abc123").text)
    for card in pair[language]:
        assert page.count(card.heading) == 2 and card.text in page
        assert card.id not in re.sub(r"<[^>]+>", "", page) and f'href="/texts/cards/{card.id}"' in page
    other = next(one for one in LANGUAGES if one != language)
    assert not any(card.heading in page for card in pair[other])


def test_a_card_that_is_gone_is_said_to_be(container: Container, browser: Browser) -> None:
    """By its id, which is all that is known of it; it can be taken from the entry."""
    draft(container, cards={"old-card": "digest"})
    page = browser.get("/faq/abc123").text
    assert "Une fiche qui n’est plus dans les textes (old-card)" in page
    assert re.search(r'name="card:old-card" value="1" checked', page)


@pytest.mark.parametrize(
    ("field", "most"), [("answer_fr", LONGEST), ("question_en", LONGEST_QUESTION), ("author", LONGEST_AUTHOR)]
)
def test_a_text_that_is_too_long_is_refused_and_never_cut(
    container: Container, browser: Browser, field: str, most: int
) -> None:
    """Not by the browser either, which would cut what is pasted: the limit is said, and all is given back."""
    draft(container)
    assert "maxlength" not in browser.get("/faq/abc123").text
    typed = WRITTEN | {field: "é" * (most + 1), "card:audit": "1"}
    sent = browser.send("/faq/abc123", "/faq/abc123/save", typed)
    assert (sent.status_code, "é" * (most + 1) in sent.text) == (422, True)
    assert desk_text("fr", "page.length", length=most + 1, most=most) in sent.text
    assert container.faq_repository.find("abc123").questions == {"fr": "Qui paie l’<audit> ?"}
    assert browser.send("/faq/abc123", "/faq/abc123/save", typed | {field: "é" * most}).status_code == 303


@pytest.mark.parametrize("state", ["published", "draft"])
def test_a_draft_of_a_question_that_is_there_is_pointed_out(
    container: Container, browser: Browser, state: FaqState
) -> None:
    """In the list and on its page, with a link to the other one; other marks and capitals make no other question."""
    repository = container.faq_repository
    other = FaqEntry(
        "aaa111", state, {"fr": "Qui paie ?"}, variants={"fr": ("Qui paie l’audit ?",)}, review="2099-01-01"
    )
    for entry in (
        other,
        FaqEntry("bbb222", "draft", {"fr": "qui paie l'AUDIT"}),
        FaqEntry("ccc333", "draft", {"fr": "Et ?"}),
    ):
        repository.put(entry)
    repository.put(FaqEntry("ddd444", "draft", {"fr": "Tout autre ?"}, asked=9))
    word = {"published": "Publiée", "draft": "Brouillon"}[state]
    assert (
        f'<a href="/faq/aaa111">Qui paie ? ({word}, Nombre de fois posée\xa0: 0) · aaa111</a>'
        in browser.get("/faq/bbb222").text
    )
    choices = browser.get("/faq/bbb222").text.partition('<select id="into"')[2]
    assert re.findall(r'<option value="(\w*)"( selected)?', choices)[:2] == [("", ""), ("aaa111", " selected")]
    assert '<a href="/faq/bbb222">1 autre entrée pose la même question</a>' in browser.get("/faq").text
    assert 'href="/faq/aaa111"' not in browser.get("/faq/ccc333").text


def test_a_draft_is_saved_and_dismissed(container: Container, browser: Browser) -> None:
    """A published entry is not made a draft by saving it."""
    draft(container)
    assert browser.send("/faq/abc123", "/faq/abc123/save", WRITTEN | {"answer_en": ""}).status_code == 303
    assert container.faq_repository.find("abc123").answers == {"fr": "L’agence le paie.", "en": ""}
    browser.send("/faq/abc123", "/faq/abc123/publish", WRITTEN | {"card:audit": "1"})
    assert browser.send("/faq/abc123", "/faq/abc123/save", WRITTEN).status_code == 409
    assert led(browser.send("/faq/abc123", "/faq/abc123/dismiss")) == ("/faq#done", "done=dismissed")
    assert container.faq_repository.find("abc123").state == "dismissed"


def test_a_day_that_is_none_is_refused_and_the_list_stays(container: Container, browser: Browser) -> None:
    """As a browser without a field for dates sends it."""
    draft(container)
    sent = browser.send("/faq/abc123", "/faq/abc123/save", WRITTEN | {"review": "31/12/2026"})
    assert sent.status_code == 422
    assert browser.get("/faq").status_code == 200


def test_too_few_questions_make_no_drafts(browser: Browser) -> None:
    """And that is said."""
    assert led(browser.send("/faq", "/faq/collect")) == ("/faq#done", "done=too_few")
    assert browser.get("/faq/unknown").status_code == 404


def test_without_an_index_an_entry_is_shown_all_the_same(tmp_path: Path) -> None:
    """And why no card can be chosen, rather than that none is near."""
    library = Library(read_corpus(BUNDLED_CORPUS), tmp_path / "empty")
    with desk_container(tmp_path / "home", {"library": library}) as container:
        draft(container)
        browser = Browser.of(container).sign_in(container)
        page = browser.get("/faq/abc123").text
        assert "Qui paie l’&lt;audit&gt; ?" in page
        assert desk_text("fr", "search.missing") in page and desk_text("fr", "faq.no_cards") not in page


def answered_case(container: Container) -> str:
    """Open a case that Ben answers, and return its number: the answer is there to be read, as it is without address."""
    number = open_case(container, address="", chat=ASKER)
    container.case_service.answer(number, "L’agence le paie.", Actor("ben", "Ben"))
    return number


def test_a_draft_names_who_gave_the_answer(container: Container, browser: Browser) -> None:
    """Not whoever makes the draft; the page says it as well."""
    number = answered_case(container)
    sent = browser.send(f"/cases/{number}", f"/cases/{number}/suggest")
    assert led(sent) == (f"/faq/{number}#done", "done=suggested")
    page = browser.shown(sent)
    assert 'name="author" value="Ben"' in page and desk_text("fr", "faq.reply_by", name="Ben") in page
    assert desk_text("fr", "faq.doubt_unhelped") not in page and desk_text("fr", "faq.doubt_wrote") not in page


@pytest.mark.parametrize(("doubt", "is_rated"), [("unhelped", True), ("wrote", False)])
def test_an_answer_that_left_its_reader_without_help_is_not_taken_over_in_silence(
    container: Container, browser: Browser, doubt: str, is_rated: bool
) -> None:
    """It is said where the draft is made, on the entry and in the list, until a newer answer is given."""
    number, asker = answered_case(container), Actor(ASKER)
    if is_rated:
        container.case_service.rate(number, False, asker, "")
    container.case_service.add_message(number, "Il me manque la date.", asker, ASKER)
    sent = browser.send(f"/cases/{number}", f"/cases/{number}/suggest")
    assert led(sent)[1] == "done=suggested_doubtful"
    said = desk_text("fr", f"faq.doubt_{doubt}")
    assert f'{said} <a href="/cases/{number}">' in browser.get(f"/faq/{number}").text
    assert desk_text("fr", "faq.doubted") in browser.get("/faq").text
    container.case_service.answer(number, "L’agence, en mai.", Actor("ben", "Ben"))
    assert said not in browser.get(f"/faq/{number}").text
    assert desk_text("fr", "faq.doubted") not in browser.get("/faq").text


def test_what_the_person_asked_stays_a_wording_until_it_is_removed(container: Container, browser: Browser) -> None:
    """When the question of their case is put in other words; the page shows each wording that is answered."""
    number = answered_case(container)
    browser.send(f"/cases/{number}", f"/cases/{number}/suggest")
    page, asked = f"/faq/{number}", "Qui paie l’audit ?"
    browser.send(page, f"{page}/save", WRITTEN | {"question_fr": "Qui règle les frais de l’audit ?"})
    assert container.faq_repository.find(number).variants["fr"] == (asked,)
    assert f"<li>{asked}" in browser.get(page).text
    browser.send(page, f"{page}/save", WRITTEN | {"question_fr": "Qui règle l’audit ?", "remove_fr_0": "1"})
    assert container.faq_repository.find(number).variants["fr"] == ()


def test_new_drafts_are_counted_and_shown_apart(container: Container, browser: Browser) -> None:
    """And where there is none, that is said."""
    repository, made = container.faq_repository, [f"{number:06}" for number in range(30)]
    draft(container)
    for identity in made:
        repository.put(FaqEntry(identity, questions={"fr": f"Question {identity} ?"}))
    pages = next(one for one in container.desk_pages if isinstance(one, FaqPages))
    answers: list[list[str]] = [made, [], ["a"] * (MOST_NEW + 1)]
    object.__setattr__(pages, "collect", lambda: answers.pop(0))
    sent = browser.send("/faq", "/faq/collect")
    page = browser.shown(sent)
    assert desk_text("fr", "faq.new", count=30) in page and desk_text("fr", "done.collected") in page
    assert 'href="/faq/abc123"' not in page
    after = re.search(r'href="(/faq\?[^"]*page=2)"', page)
    assert after and 'href="/faq/000029"' in browser.get(unescape(after[1])).text
    assert led(browser.send("/faq", "/faq/collect")) == ("/faq#done", "done=none_new")
    assert led(browser.send("/faq", "/faq/collect")) == ("/faq#done", "done=many_new")


def test_entries_are_found_by_their_words_in_all_states(container: Container, browser: Browser) -> None:
    """Those of questions, other wordings and answers, whatever their accents."""
    draft(container, "def456", state="dismissed", answers={"fr": "Le siège, en été."})
    draft(container, "abc123", variants={"fr": ("c ki ki règle",)})

    def found(query: str) -> list[str]:
        return re.findall(r'class="cover" href="/faq/(\w+)"', browser.get(f"/faq?{query}").text)

    assert found("state=all") == ["abc123", "def456"]
    assert found("state=all&words=ETE") == ["def456"] and found("words=ETE") == []
    assert found("words=regle") == ["abc123"]


def test_a_question_of_the_log_becomes_a_draft_once(container: Container, browser: Browser) -> None:
    """A second time, or where an entry holds it, that entry is shown."""
    asked = Consultation("c" * 24, "fr", "Qui paie l’audit ?", "not_covered", "…")
    identity = container.consultations.add(asked)
    path = f"/questions/{identity}"
    sent = browser.send(path, f"{path}/suggest")
    (entry,) = container.faq_repository.entries("draft")
    assert (entry.questions, entry.members) == ({"fr": "Qui paie l’audit ?"}, (identity,))
    assert led(sent) == (f"/faq/{entry.id}#done", "done=drafted")
    container.faq_review.dismiss(entry)
    assert led(browser.send(path, f"{path}/suggest")) == (f"/faq/{entry.id}", "")
    assert browser.send(path, "/questions/nothing/suggest").status_code == 404
