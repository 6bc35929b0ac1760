"""From sixty logged questions to published answers that are found in both languages, and expire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.container import Container
from bot.conversation.router import Conversation
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.case_repository import CaseRepository
from bot.domain.chat import Chat
from bot.domain.faq.faq_drafts import FaqSuggestions, draft_complaints
from bot.domain.faq.faq_entry import FaqEntry, merge
from bot.domain.faq.faq_export import faq_csv, faq_markdown
from bot.domain.faq.faq_finder import FaqFinder, card_digests
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.logged_questions import LoggedQuestion, complaint_summary, complaints, read_logged
from bot.domain.faq.question_clusters import FEWEST, Cluster, collect, propose, ranked
from bot.errors import FaqError
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database, open_database
from corpus.language import LANGUAGES
from index.library import Library
from index.passage import Passage
from tests.support.cases import ASKER, ManualClock, new_case, queries, workdays
from tests.support.cases import AWA as COLLEAGUE

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TODAY = NOW.date()
FRENCH = (
    "Qui garde les véhicules du projet ?",
    "qui garde la voiture du projet apres",
    "à qui revient le véhicule du projet",
)
ENGLISH = (
    "Who keeps the project vehicles?",
    "who gets to keep the project car",
    "who keeps the vehicle of the project",
)
AWA = Chat("awa")


def logged(number: int, question: str, language: str = "fr", outcome: str = "answered", **more: str) -> LoggedQuestion:
    """Return a logged question."""
    held = {"answer": "…", "feedback": "", "reason": "", "passages": "[]"} | more
    at = NOW - timedelta(days=number)
    return LoggedQuestion(
        id=f"c{number}", at=at, language="en" if language == "en" else "fr", question=question, outcome=outcome, **held
    )


def entry(**changes: object) -> FaqEntry:
    """Return a complete entry."""
    made = FaqEntry(
        id="vehicles",
        questions={"fr": FRENCH[0], "en": ENGLISH[0]},
        answers={"fr": "Le véhicule revient au bureau.", "en": "The vehicle goes back to the office."},
        author="Point focal",
        review="2099-01-01",
        cards={"termination-grounds": "d1"},
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


def test_what_is_refused_and_downvoted_comes_before_what_is_asked_often() -> None:
    """Three answered questions weigh less than two that failed."""
    often = [logged(n, f"a{n}") for n in range(3)]
    failed = [logged(n, f"b{n}", outcome="not_covered", feedback="down", reason="wrong") for n in (10, 11)]
    first, second = ranked([often, failed])
    assert (first.weight, second.weight) == (8.0, 3.0)
    assert (first.downvotes, complaint_summary(first.members), first.outcomes) == (
        2,
        "👎 2 (wrong 2)",
        {"not_covered": 1.0},
    )


def test_a_cluster_tells_its_trend_and_a_question_in_each_language() -> None:
    """Two this month, one the month before."""
    cluster = Cluster((logged(1, "un"), logged(2, "one", "en"), logged(45, "ein")))
    assert cluster.trend(NOW) == 1
    assert (cluster.representative("fr"), cluster.representative("en")) == ("un", "one")
    assert cluster.latest.id == "c1"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"questions": {"fr": "Qui ?"}}, "no question in en"),
        ({"answers": {"en": "Someone."}}, "no answer in fr"),
        ({"author": " "}, "no author"),
        ({"cards": {}}, "rests on nothing"),
        ({"review": "2020-01-01"}, "review date"),
    ],
)
def test_what_is_not_complete_is_not_published(database: Database, changes: dict[str, object], named: str) -> None:
    """The error says what is missing, and the entry stays as it was."""
    shelf = FaqRepository(database)
    shelf.put(entry())
    with pytest.raises(FaqError, match=named):
        shelf.publish(entry(**changes), TODAY)
    assert shelf.find("vehicles").state == "draft"


@pytest.mark.parametrize("digests", [{}, {"grounds": "new"}])
def test_an_entry_expires_when_a_card_changes_or_goes(database: Database, digests: dict[str, str]) -> None:
    """And is not published any more."""
    shelf = FaqRepository(database)
    shelf.publish(entry(cards={"grounds": "old"}), TODAY)
    assert shelf.expire({"grounds": "old"}, TODAY) == []
    assert [gone.id for gone in shelf.expire(digests, TODAY)] == ["vehicles"]
    assert shelf.entries("published") == []


def test_an_entry_expires_on_its_day(database: Database) -> None:
    """Not the day before."""
    shelf = FaqRepository(database)
    shelf.publish(entry(review="2026-06-10"), TODAY)
    as_it_was = {"termination-grounds": "d1"}
    assert shelf.expire(as_it_was, TODAY + timedelta(days=8)) == []
    assert len(shelf.expire(as_it_was, TODAY + timedelta(days=9))) == 1


def test_an_entry_that_was_published_on_nothing_is_reviewed(database: Database) -> None:
    """It says nothing until somebody has said what it rests on; a person's reply is enough."""
    shelf = FaqRepository(database)
    shelf.put(entry(state="published", cards={}))
    shelf.put(entry(id="reply", state="published", cards={}, reply="R-2026-0001"))
    assert [gone.id for gone in shelf.expire({}, TODAY)] == ["vehicles"]


@dataclass(frozen=True)
class Indexed:
    """What the present generation holds of one card."""

    text: str

    def passages(self) -> list[Passage]:
        """Return the card's passage."""
        return [Passage("termination-grounds", self.text, "fr", "", "", "")]


def test_what_is_reviewed_in_another_process_while_the_bot_runs_is_published(
    database: Database, tmp_path: Path
) -> None:
    """After a build by any process: a changed card is heard of at once, and the new review stands."""
    generations = [Indexed("Quatre motifs.")]
    library = cast(Library, SimpleNamespace(generation="one", searcher=lambda: generations[-1]))
    shelf, finder = FaqRepository(database), FaqFinder(FaqRepository(database), library)
    shelf.publish(entry(cards=card_digests(library)), TODAY)
    assert [one.id for one in finder.current()] == ["vehicles"]
    generations.append(Indexed("Cinq motifs."))
    assert (finder.current(), shelf.find("vehicles").state) == ([], "expired")
    elsewhere = open_database(tmp_path / "relais.db")
    FaqRepository(elsewhere).publish(entry(cards=card_digests(library)), TODAY)
    elsewhere.close()
    assert [one.id for one in finder.current()] == ["vehicles"]


def test_a_draft_follows_its_case_until_somebody_writes_another_answer(database: Database) -> None:
    """Suggested before it was answered, answered, answered better; only what arrived or can be read counts."""
    register, answers, shelf = (
        CaseRepository(database, workdays(ManualClock())),
        CaseAnswers(database),
        FaqRepository(database),
    )
    suggesting = FaqSuggestions(shelf, queries(database))
    case = register.open(new_case("Qui paie ?"), ASKER)
    suggesting(case)
    with pytest.raises(FaqError, match="rests on nothing"):
        shelf.publish(entry(id=case.number, cards={}, reply=shelf.find(case.number).reply), TODAY)
    answers.add(CaseAnswer(case.number, "Le bureau.", COLLEAGUE, "sent"))
    answers.add(CaseAnswer(case.number, "Personne.", COLLEAGUE, "held"))
    suggesting.update()
    assert (shelf.find(case.number).answers, shelf.find(case.number).reply) == ({"fr": "Le bureau."}, case.number)
    answers.add(CaseAnswer(case.number, "Le bureau, sur facture.", COLLEAGUE, "kept"))
    suggesting(case)
    assert shelf.find(case.number).answers == {"fr": "Le bureau, sur facture."}
    shelf.put(replace(shelf.find(case.number), answers={"fr": "Le bureau paie."}))
    suggesting.update()
    assert shelf.find(case.number).answers == {"fr": "Le bureau paie."}


def test_merging_a_case_into_a_question_brings_its_answer_along() -> None:
    """And what it rests on; an answer that is there already stays."""
    case = FaqEntry("R-2026-0001", answers={"fr": "Le bureau."}, reply="R-2026-0001")
    bare, full = merge(FaqEntry("q1", questions={"fr": "Qui ?"}), [case]), merge(entry(), [case])
    assert (bare.answers, bare.reply) == ({"fr": "Le bureau."}, "R-2026-0001")
    assert (full.answers, full.reply) == (entry().answers, "")


def test_merging_keeps_every_wording() -> None:
    """Once each, and the members of both."""
    other = FaqEntry(
        "two", questions={"fr": "Et la voiture ?"}, variants={"fr": (FRENCH[0],)}, members=("c9",), asked=3
    )
    whole = merge(entry(members=("c1",), asked=2), [other])
    assert whole.wordings("fr") == (FRENCH[0], "Et la voiture ?")
    assert (whole.members, whole.asked) == (("c1", "c9"), 5)


def test_an_export_holds_both_languages_and_no_formula() -> None:
    """A spreadsheet calculates nothing of it."""
    told = entry(answers={"fr": "=1+1", "en": "Two."}, published="2026-06-01")
    assert "'=1+1" in faq_csv([told])
    assert f"## {FRENCH[0]}\n\n=1+1\n\n## {ENGLISH[0]}\n\nTwo." in faq_markdown([told])


def fill(database: Database) -> None:
    """Log sixty questions: one thing six times in two languages, and many others."""
    log = ConsultationLog(database)
    cards = [line for _ in range(1) for line in OTHERS]
    for question in (*FRENCH, *ENGLISH):
        log.add(Consultation(f"k{len(question)}", "fr" if question in FRENCH else "en", question, "not_covered", "…"))
    for question in cards:
        log.add(Consultation("k", "fr", question, "answered", "…"))
    log.add(Consultation("k", "fr", "Bonjour", "smalltalk", "…"))
    log.add(Consultation("k", "fr", "Conclusion d’un partenariat", "check", "Fait : …"))
    log.add(Consultation("k", "fr", "", "safeguarding", ""))


OTHERS = tuple(
    f"{opening} {subject} ?"
    for opening in ("Que disent les textes sur", "Où lire quelque chose sur", "Pouvez-vous m’expliquer")
    for subject in (
        "les quatre motifs de résiliation",
        "le réseau mondial des villes",
        "le Conseil INCO",
        "la convention relative aux droits de l’enfant",
        "l’évaluation participative",
        "la capacité des acteurs locaux",
        "le diagnostic de la ville",
        "les ressources financières",
        "le statut auprès de l’ECOSOC",
        "les indicateurs",
        "la communication avec le public",
        "le plan d’action",
        "les sept engagements",
        "la durabilité",
        "le plaidoyer",
        "les enfants des rues",
        "la fin officielle de l’accord",
        "les mesures correctives",
    )
)


def test_sixty_questions_become_clusters_and_drafts(database: Database, library: Library) -> None:
    """The question about vehicles is one cluster in both languages; what was reviewed is not proposed again."""
    fill(database)
    found = read_logged(database)
    assert len(found) == 60
    clusters = collect(found, library, lambda done, total: None)
    vehicles = next(cluster for cluster in clusters if any("véhicule" in member.question for member in cluster.members))
    questions = {member.question for member in vehicles.members}
    assert questions & set(FRENCH) and questions & set(ENGLISH)
    shelf = FaqRepository(database)
    drafts = propose(clusters, shelf)
    assert len(drafts) == len(clusters)
    shelf.put(replace(shelf.find(vehicles.id), state="dismissed"))
    assert propose(clusters, shelf) == []
    assert shelf.find(vehicles.id).state == "dismissed"


def test_too_few_questions_make_no_cluster(library: Library) -> None:
    """Nothing repeats itself for certain among nineteen."""
    assert collect([logged(n, "Qui ?") for n in range(FEWEST - 1)], library, lambda done, total: None) == []


@pytest.fixture
def opened(library: Library, tmp_path: Path) -> Iterator[tuple[Conversation, FaqRepository, Callable[[], None]]]:
    """Return a conversation, its shelf and how to publish the entry about vehicles."""
    container = Container(Settings(home=tmp_path), library=library)
    shelf = container.faq_repository

    def publish() -> None:
        shelf.publish(entry(cards={"termination-grounds": card_digests(library)["termination-grounds"]}), TODAY)

    with container:
        yield container.conversation, shelf, publish


def test_a_published_answer_is_given_in_both_languages(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]],
) -> None:
    """Before any passage, with who wrote it and what it rests on; and it counts."""
    conversation, shelf, publish = opened
    assert "Le véhicule revient" not in conversation.ask(AWA, FRENCH[0]).plain
    publish()
    french = conversation.ask(AWA, FRENCH[0])
    assert french.plain.splitlines()[2] == "Le véhicule revient au bureau."
    assert "Réponse rédigée par Point focal, le 1er juin 2026" in french.plain
    assert "goes back to the office" in conversation.ask(AWA, "Who keeps the project’s vehicles?").plain
    assert shelf.find("vehicles").asked == 2
    assert "Le véhicule" not in conversation.ask(AWA, "Quels sont les motifs de résiliation anticipée ?").plain


def test_what_is_asked_is_logged_without_personal_data_and_danger_is_never_a_faq(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]], tmp_path: Path
) -> None:
    """However near the words are to what was published."""
    conversation, shelf, publish = opened
    publish()
    asked = "Qui garde les véhicules du projet au 70 12 34 56 ?"
    shelf.put(replace(shelf.find("vehicles"), questions={"fr": asked, "en": asked}))
    assert "Le véhicule revient" in conversation.ask(AWA, asked).plain
    opened_again = open_database(tmp_path / "relais.db")
    (found,) = read_logged(opened_again)
    opened_again.close()
    assert "70 12 34 56" not in found.question
    danger = "Un collègue frappe les enfants du centre"
    shelf.put(replace(shelf.find("vehicles"), questions={"fr": danger, "en": "A colleague beats the children"}))
    assert conversation.ask(AWA, danger).plain.startswith(say("fr", "safeguarding.body"))


def test_who_vouches_for_what_no_card_covers_is_said_with_the_day_of_its_review(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]],
) -> None:
    """In both languages; an answer with a card names the card instead."""
    conversation, shelf, publish = opened
    shelf.publish(entry(cards={}, reply="R-2026-0001", review="2099-01-31"), TODAY)
    replies = [conversation.ask(AWA, asked) for asked in (FRENCH[0], ENGLISH[0])]
    assert [reply.buttons[-1][0].label for reply in replies] == [
        say(language, "buttons.person") for language in LANGUAGES
    ]
    french, english = (reply.plain for reply in replies)
    assert (
        "Qui en répond\u00a0: le point focal partenariats. Réponse à revoir au plus tard le 31 janvier 2099." in french
    )
    assert "Who vouches for it: the partnerships focal point. To be looked at again by 31 January 2099." in english
    publish()
    assert "Qui en répond" not in conversation.ask(AWA, FRENCH[0]).plain


def test_an_answer_whose_card_changed_says_nothing(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]],
) -> None:
    """Until somebody has reviewed it."""
    conversation, shelf, _ = opened
    shelf.publish(entry(cards={"termination-grounds": "as it was"}), TODAY)
    assert "Le véhicule revient" not in conversation.ask(AWA, FRENCH[0]).plain
    assert shelf.find("vehicles").state == "expired"


def test_faq_is_browsed(opened: tuple[Conversation, FaqRepository, Callable[[], None]]) -> None:
    """A list with a button for each question; a button for what is gone says so."""
    conversation, shelf, publish = opened
    assert conversation.command(AWA, "faq").plain == say("fr", "faq.none")
    publish()
    ((button,),) = conversation.command(AWA, "faq").buttons
    (reply,) = conversation.press(AWA, button.action).replies
    assert "Le véhicule revient" in reply.plain
    shelf.put(replace(shelf.find("vehicles"), state="dismissed"))
    assert conversation.press(AWA, button.action).notice == say("fr", "notice.gone")


def test_a_bad_mark_gets_its_reason(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]], tmp_path: Path
) -> None:
    """One of four, kept with the exchange; nothing else is taken for one."""
    conversation, _, _ = opened
    asked = conversation.ask(AWA, "Quels sont les motifs de résiliation anticipée ?")
    (offer,) = conversation.press(AWA, f"down:{asked.consultation}").replies
    assert [button.label for row in offer.buttons[:2] for button in row] == [
        say("fr", f"buttons.{name}") for name in ("wrong", "unclear", "other", "outdated")
    ]
    assert conversation.press(AWA, offer.buttons[0][1].action).notice == say("fr", "notice.thanks_down")
    assert conversation.press(AWA, f"why:nonsense:{asked.consultation}").notice == say("fr", "notice.gone")
    reopened = open_database(tmp_path / "relais.db")
    assert [one.reason for one in read_logged(reopened)] == ["unclear"]
    reopened.close()


def test_a_published_answer_is_reviewed_for_what_was_found_bad_of_itself_since_it_is_published() -> None:
    """A draft for whatever led to it."""
    found = [
        logged(1, FRENCH[0], feedback="down", reason="wrong", source="vehicles"),
        logged(9, FRENCH[1], feedback="down", source="vehicles"),
        logged(2, FRENCH[2], feedback="down", reason="unclear"),
        logged(3, FRENCH[2], feedback="up", source="vehicles"),
    ]
    held = entry(members=("c2",), published=(TODAY - timedelta(days=5)).isoformat())
    published, draft = replace(held, state="published"), replace(held, state="draft", published="")
    assert [one.id for one in complaints(published, found)] == ["c1"]
    assert [one.id for one in complaints(draft, found)] == ["c1", "c9", "c2"]


def test_a_single_answer_that_was_found_bad_is_put_before_the_reviewer(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """Once, with its reason and what was said; an entry that holds it already shows it."""
    log = ConsultationLog(database)
    asked = log.add(Consultation("awa", "fr", "Qui paie l’audit ?", "answered", "La page dit ceci."))
    log.rate(asked, "awa", "down")
    log.explain(asked, "awa", "outdated")
    shelf = FaqRepository(database)
    (draft,) = draft_complaints(read_logged(database), shelf)
    assert (draft.questions, draft_complaints(read_logged(database), shelf)) == ({"fr": "Qui paie l’audit ?"}, [])
    shelf.put(replace(draft, state="dismissed"))
    assert draft_complaints(read_logged(database), shelf) == []
    shelf.put(draft)
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    shown = CliRunner().invoke(main, ["faq", "review", "--author", "Awa"], input="s\n").output
    assert ("1 to review." in shown, "👎 1 (outdated 1)\n  said: La page dit ceci." in shown) == (True, True)


def test_the_commands_review_publish_and_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A reviewer walks through a draft, and the export holds it."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    database = open_database(tmp_path / "relais.db")
    FaqRepository(database).put(FaqEntry("d1", questions={"fr": "Qui paie ?"}, asked=4))
    database.close()
    typed = "p\n\nWho pays?\nLe bureau.\nThe office.\ntermination-grounds\n"
    reviewed = CliRunner().invoke(main, ["faq", "review", "--author", "Awa"], input=typed)
    assert "d1 is published until" in reviewed.output, reviewed.output
    exported = json.loads(CliRunner().invoke(main, ["faq", "export", "--format", "json"]).stdout)
    assert [(one["answers"]["en"], one["author"], list(one["cards"])) for one in exported] == [
        ("The office.", "Awa", ["termination-grounds"])
    ]
    again = CliRunner().invoke(main, ["faq", "review", "--author", "Awa"], input="m\nd1\n")
    assert "0 to review." in again.output
    refused = CliRunner().invoke(main, ["faq", "publish", "d1", "--card", "no-such-card"])
    assert (refused.exit_code, "There is no card no-such-card" in refused.output) == (1, True)
    assert CliRunner().invoke(main, ["faq", "show", "nothing"]).exit_code == 1


def test_a_reply_to_a_case_is_published_without_a_card_and_an_entry_is_no_part_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """The reviewer is told on what it rests; merged into itself, a draft would be gone."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    database = open_database(tmp_path / "relais.db")
    register, shelf = CaseRepository(database, workdays(ManualClock())), FaqRepository(database)
    case = register.open(new_case("Qui paie ?"), ASKER)
    FaqSuggestions(shelf, queries(database))(case)
    CaseAnswers(database).add(CaseAnswer(case.number, "Le bureau.", COLLEAGUE, "sent"))
    database.close()
    run = CliRunner().invoke
    assert (
        "That is this entry itself"
        in run(main, ["faq", "review", "--author", "Awa"], input=f"m\n{case.number}\n").output
    )
    assert "draft" in run(main, ["faq", "list"]).output
    typed = "p\n\nWho pays?\n\nThe office.\n\n"
    reviewed = run(main, ["faq", "review", "--author", "Awa"], input=typed).output
    assert f"It rests on the reply to case {case.number}, for which the focal point vouches." in reviewed, reviewed


def test_a_finder_without_entries_asks_nothing_of_the_model(database: Database, library: Library) -> None:
    """No entry, no work."""
    assert FaqFinder(FaqRepository(database), library).find("Qui paie ?", "fr") is None
