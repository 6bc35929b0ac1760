"""What is asked again and again gets one answer, published in both languages, until the page behind it changes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.domain.faq.faq_repository import FaqRepository
from bot.storage.database import open_database
from corpus.card import BUNDLED_CORPUS
from corpus.language import Language
from tests.stories.stage import OTHER, Stage
from tests.support.botapi import Person
from tests.support.faq import ENGLISH, FRENCH, OTHERS

TITLE = "Asked again and again: one published answer, until its page changes"

ASKED: dict[Language, tuple[str, ...]] = {"fr": FRENCH, "en": ENGLISH}
AGAIN: dict[Language, str] = {
    "fr": "Qui garde les véhicules du projet ?",
    "en": "Who keeps the project’s vehicles?",
}
CARD = "ending-technical-dissolution"
EDITED: dict[Language, str] = {"fr": " Page revue.", "en": " Page reviewed."}


@dataclass(frozen=True, slots=True)
class Published:
    """What the focal point publishes."""

    question: str
    answer: str


PUBLISHED: dict[Language, Published] = {
    "fr": Published(
        "Qui garde les véhicules du projet ?",
        "Cela dépend de votre accord : lisez l’article sur le matériel et les véhicules. "
        "Ne cédez rien avant d’avoir la réponse écrite de votre point focal.",
    ),
    "en": Published(
        "Who keeps the project vehicles?",
        "That depends on your agreement: read the article on equipment and vehicles. "
        "Give nothing away before you have your focal point’s answer in writing.",
    ),
}


async def play(stage: Stage) -> None:
    """Sixty questions, clusters, published, asked in the other language, its page edited, expired."""
    people = [
        stage.person(3001 + n, name) for n, name in enumerate(("Awa", "Binta", "Cheikh", "Dior", "Elhadj", "Fama"))
    ]
    john = stage.person(3100, "John", OTHER[stage.language])
    await stage.launch()
    await stage.ask(people[0], ASKED[stage.language][0])
    await stage.aside(
        lambda: _ask_all(stage, people), "Six people ask 59 more questions, which are answered. Not shown."
    )
    await stage.command("faq", "collect", "--count", "1")
    await _publish(stage)
    await stage.ask(john, AGAIN[OTHER[stage.language]])
    await stage.ask(people[1], "/faq")
    await stage.press(people[1], people[1].replies[-1].labels[0])

    await stage.close()
    stage.tell(f"The page behind the answer ({CARD}) is edited, and the bot started again.")
    await stage.launch(corpus=str(edited(stage.home / "corpus")))
    await stage.ask(john, AGAIN[OTHER[stage.language]])
    await stage.command("faq", "list", "--state", "expired")


async def _ask_all(stage: Stage, people: list[Person]) -> None:
    first, *rest = [*ASKED[stage.language], *ASKED[OTHER[stage.language]], *OTHERS]
    for number, question in enumerate(rest):
        person = people[number % len(people)]
        await person.say(question)
        await person.wait_reply(60)
    del first


async def _publish(stage: Stage) -> None:
    database = open_database(stage.home / "relais.db")
    held = FaqRepository(database).entries("draft")
    database.close()
    wanted = {*FRENCH, *ENGLISH}
    name = next(entry.id for entry in held if wanted & {entry.questions["fr"], entry.questions["en"]})
    given = [
        part
        for language, said in PUBLISHED.items()
        for part in (f"--question-{language}", said.question, f"--answer-{language}", said.answer)
    ]
    await stage.command("faq", "publish", name, *given, "--card", CARD, "--author", "Fatou, point focal")


def edited(folder: Path) -> Path:
    """Copy our corpus to `folder` with one card changed in both languages, and return the folder."""
    shutil.copytree(BUNDLED_CORPUS, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for language, words in EDITED.items():
        page = folder / "texts" / language / f"{CARD}.md"
        page.write_text(page.read_text(encoding="utf-8").rstrip() + words + "\n", encoding="utf-8")
    return folder
