"""Confirmed questions: where they come from, what waits for a review, and how they are erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.container import Container
from bot.settings import Settings
from bot.storage.consultations import CHOSEN, Consultation
from bot.storage.personal_data import DataSubject, Retention
from index.entry_questions import EntryQuestion, HomeQuestions
from index.errors import MalformedQuestions
from tests.support.faq import TODAY, entry

AWA, BEN = DataSubject("aaaa"), DataSubject("bbbb")
ASKED = Consultation("aaaa", "fr", "Qui suit les mesures ?", "answered", "…", ({"id": "grounds", "score": 1.0},))


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return services over an empty home."""
    with Container(Settings(home=tmp_path)) as made:
        yield made


def ask(container: Container, asked: Consultation, feedback: str = "up") -> None:
    """Log an exchange and what the person thought of it."""
    container.consultations.rate(container.consultations.add(asked), asked.chat, "up" if feedback == "up" else "down")


def collect(container: Container) -> list[tuple[str, str, str]]:
    """Collect, and return state, target and question of each line."""
    container.confirmed_questions.collect(lambda one: True)
    lines = container.confirmed_questions.path.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(state, target, text) for state, target, _, text, *_ in cells]


def review(container: Container, before: str = "new", after: str = "yes") -> None:
    """Change the state of every line, as a person does in an editor."""
    path = container.confirmed_questions.path
    path.write_text(path.read_text(encoding="utf-8").replace(f"{before}\t", f"{after}\t"), encoding="utf-8")


def test_what_the_asker_found_helpful_is_collected(container: Container) -> None:
    """Once, as new; nothing else of the log is, and nothing is used before a review."""
    ask(container, ASKED)
    ask(container, replace(ASKED, id="2", chat="bbbb"))
    ask(container, replace(ASKED, id="3", question="Pas bien ?"), feedback="down")
    ask(container, replace(ASKED, id="4", question="Un titre", why=CHOSEN))
    ask(container, replace(ASKED, id="5", question="Deux ?", passages=ASKED.passages * 2))
    ask(container, replace(ASKED, id="6", question="Refusé ?", outcome="not_covered"))
    assert collect(container) == [("new", "grounds", "Qui suit les mesures ?")]
    assert container.confirmed_questions.confirmed() == []
    review(container)
    assert collect(container) == [("yes", "grounds", "Qui suit les mesures ?")]
    assert container.confirmed_questions.confirmed() == [
        EntryQuestion("yes", "grounds", "fr", "Qui suit les mesures ?", "aaaa")
    ]


def test_what_the_staff_published_is_collected(container: Container) -> None:
    """The question in both languages, and those of people that it was made from."""
    asked = container.consultations.add(replace(ASKED, question="et la voiture après ?"))
    container.faq_repository.publish(entry(cards={"vehicles": "d"}, members=(asked,)), TODAY)
    container.faq_repository.put(entry(id="draft", cards={"other": "d"}))
    found = collect(container)
    assert {(state, target) for state, target, _ in found} == {("new", "vehicles")}
    assert len(found) == 3 and found[-1][2] == "et la voiture après ?"


def test_what_leans_on_another_question_is_left_out(container: Container) -> None:
    """The caller tells which."""
    ask(container, ASKED)
    assert container.confirmed_questions.collect(lambda one: False) == 0


@pytest.mark.parametrize("state", ["new", "yes", "no"])
def test_a_forgotten_chat_leaves_no_line(container: Container, tmp_path: Path, state: str) -> None:
    """Whatever its state, in no file, even if the log lost the question before; the other's stay, and bad lines too."""
    for chat, text in (("aaaa", "Question d’Awa ?"), ("bbbb", "Question de Ben ?")):
        ask(container, replace(ASKED, id=chat, chat=chat, question=text))
    collect(container)
    review(container, after=state)
    files, path = HomeQuestions(tmp_path), container.confirmed_questions.path
    lines = [
        EntryQuestion("trained", "grounds", "fr", f"Question {one} ?", key)
        for one, key in (("d’Awa", "aaaa"), ("de Ben", "bbbb"))
    ]
    files.trained.write(lines)
    files.trained_before.write(lines)
    path.write_text(path.read_text(encoding="utf-8") + "broken\tQuestion d’Awa ?\nbroken too\n", encoding="utf-8")
    assert container.personal_data.collect(AWA)["confirmed_questions"][0]["question"] == "Question d’Awa ?"
    container.personal_data.erase(AWA)
    kept = "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.tsv"))
    assert "Awa" not in kept and "aaaa" not in kept
    assert kept.count("Question de Ben ?") == 3 and "broken too" in kept
    assert container.confirmed_questions.has_erased_trained


def test_unconfirmed_lines_expire_with_the_log(container: Container) -> None:
    """Confirmed ones stay until their person is forgotten; a person's own lines stay too."""
    ask(container, ASKED)
    ask(container, replace(ASKED, id="2", question="Qui paie ?"))
    collect(container)
    path = container.confirmed_questions.path
    text = path.read_text(encoding="utf-8").replace("new\tgrounds\tfr\tQui paie", "yes\tgrounds\tfr\tQui paie")
    path.write_text(text + "new\tgrounds\tfr\tÀ moi ?\n", encoding="utf-8")
    container.personal_data.expire(Retention())
    assert "Qui suit les mesures ?" in path.read_text(encoding="utf-8")
    container.personal_data.expire(Retention(days=-1))
    kept = path.read_text(encoding="utf-8")
    assert "Qui suit les mesures ?" not in kept and "Qui paie ?" in kept and "À moi ?" in kept
    container.personal_data.erase(AWA)
    assert "Qui paie ?" not in path.read_text(encoding="utf-8")


def test_a_new_key_takes_all_lines_of_people(container: Container) -> None:
    """As nobody could erase them any more; a person's own lines stay."""
    ask(container, ASKED)
    collect(container)
    path = container.confirmed_questions.path
    path.write_text(path.read_text(encoding="utf-8") + "yes\tgrounds\tfr\tÀ moi ?\n", encoding="utf-8")
    container.personal_data.erase_all()
    assert [one.text for one in container.confirmed_questions.confirmed()] == ["À moi ?"]


def test_a_bad_line_is_named(container: Container) -> None:
    """Before anything is trained."""
    container.confirmed_questions.path.write_text("oui\tgrounds\tfr\tQui ?\n", encoding="utf-8")
    with pytest.raises(MalformedQuestions, match="line 1: must be new or yes or no"):
        container.confirmed_questions.confirmed()
