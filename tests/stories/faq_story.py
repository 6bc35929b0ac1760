"""A frequent question gets one answer, published in both languages, until the page behind it changes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.domain.faq.faq_repository import FaqRepository
from bot.storage.database import open_database
from corpus.card import BUNDLED_CORPUS
from corpus.language import Language
from tests.stories.story_run import OTHER, StoryRun
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
    """The question and answer that the focal point publishes."""

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


async def play(story: StoryRun) -> None:
    """Sixty questions, clusters, published, asked in the other language, its page edited, expired."""
    people = [
        story.person(3001 + n, name) for n, name in enumerate(("Awa", "Binta", "Cheikh", "Dior", "Elhadj", "Fama"))
    ]
    john = story.person(3100, "John", OTHER[story.language])
    await story.launch()
    await story.ask(people[0], ASKED[story.language][0])
    await story.unprinted(
        lambda: _ask_all(story, people), "Six people ask 59 more questions, which are answered. Not shown."
    )
    await story.command("faq", "collect", "--count", "1")
    await _publish(story)
    await story.ask(john, AGAIN[OTHER[story.language]])
    await story.ask(people[1], "/faq")
    await story.press(people[1], people[1].replies[-1].labels[0])

    await story.close()
    story.note(f"The page behind the answer ({CARD}) is edited, and the bot started again.")
    await story.launch(corpus=str(edited(story.home / "corpus")))
    await story.ask(john, AGAIN[OTHER[story.language]])
    await story.command("faq", "list", "--state", "expired")


async def _ask_all(story: StoryRun, people: list[Person]) -> None:
    rest = [*ASKED[story.language], *ASKED[OTHER[story.language]], *OTHERS][1:]  # the first was asked already
    for number, question in enumerate(rest):
        person = people[number % len(people)]
        await person.say(question)
        await person.wait_reply(60)


async def _publish(story: StoryRun) -> None:
    database = open_database(story.home / "relais.db")
    held = FaqRepository(database).entries("draft")
    database.close()
    wanted = {*FRENCH, *ENGLISH}
    name = next(entry.id for entry in held if wanted & {entry.questions["fr"], entry.questions["en"]})
    given = [
        part
        for language, said in PUBLISHED.items()
        for part in (f"--question-{language}", said.question, f"--answer-{language}", said.answer)
    ]
    await story.command("faq", "publish", name, *given, "--card", CARD, "--author", "Fatou, point focal")


def edited(folder: Path) -> Path:
    """Copy our corpus to `folder` with one card changed in both languages, and return the folder."""
    shutil.copytree(BUNDLED_CORPUS, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for language, words in EDITED.items():
        page = folder / "texts" / language / f"{CARD}.md"
        page.write_text(page.read_text(encoding="utf-8").rstrip() + words + "\n", encoding="utf-8")
    return folder
