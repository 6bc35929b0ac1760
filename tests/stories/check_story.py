"""An early-termination check, paused, the bot killed, resumed, and its result put in the file and passed on."""

from __future__ import annotations

from corpus.language import Language
from tests.stories.story_run import OTHER, StoryRun, count_acts
from tests.support.botapi import Person

TITLE = "A check, a power cut, a document"

# Answers are typed, as one does where a button takes long to load.
BEGUN: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Des circonstances imprévues",
        "Le pont d’accès est coupé depuis le 3 novembre, trois écoles sur cinq sont isolées.",
        "Oui, on s’appelle chaque lundi.",
        "Il n’y a pas de compte rendu.",
        "en partie",
        "L’OSC",
        "le 15 janvier",
        "et si le partenaire refuse le calendrier ?",
        "Peu",
    ),
    "en": (
        "Unforeseen circumstances",
        "The access bridge has been cut since 3 November, three schools of five are isolated.",
        "Yes, we talk every Monday.",
        "There are no minutes.",
        "partly",
        "The CSO",
        "15 March",
        "what if the partner refuses the timeline?",
        "A little",
    ),
}
RESUMED: dict[Language, tuple[str, ...]] = {
    "fr": (
        "oui", "plan-correctif_v2.docx", "non", "idem", "Sans objet", "oui",
        "coordination de l’OSC : écoles ; section Éducation : suivi", "En partie", "Le bureau", "dans trois mois",
        "non", "Idem", "Oui", "oui", "non", "Idem",
    ),
    "en": (
        "yes", "corrective-plan_v2.docx", "no", "same", "Not applicable", "yes",
        "CSO coordination: schools; Education section: monitoring", "Partly", "The office", "in three months",
        "no", "Same", "Yes", "yes", "no", "Same",
    ),
}  # fmt: skip  # one answer a line would hide the rest
NAME: dict[Language, str] = {"fr": "OSC Espoir", "en": "CSO Hope"}
ADVICE: dict[Language, str] = {
    "fr": "Bien reçu. Le préavis est à l’article 14 de l’accord ; je passe mardi pour le calendrier.",
    "en": "Thank you. The notice period is in article 14 of the agreement; I will come by on Tuesday for the timeline.",
}
WITHOUT_YEAR = ("le 15 janvier", "15 March")  # the next such day is taken, and told
AGAIN: dict[Language, str] = {"fr": "/verifier", "en": "/check"}


async def play(story: StoryRun) -> None:
    """Begun, paused, killed, resumed by a message that waited, ended; documents; a case."""
    language, title = story.language, {"fr": "Résiliation anticipée", "en": "Early termination"}[story.language]
    ibrahim = story.person(2001, "Ibrahim")
    fatou = story.person(5002, "Fatou")
    await story.launch()
    group = await story.staff(fatou)
    menu = await story.ask(ibrahim, AGAIN[language])
    await story.press(ibrahim, next(label for label in menu.labels if label.startswith(title)))
    await story.ask(ibrahim, NAME[language])
    await story.press(ibrahim, story.say("check.why"))
    for words in BEGUN[language]:
        shown = await story.ask(ibrahim, words)
        assert (words in WITHOUT_YEAR) == (story.say("check.year_guessed") in shown.text), shown.text
    await story.press(ibrahim, story.say("check.pause"))
    await story.kill()

    shown = await story.after(ibrahim, _while_away(story, ibrahim, AGAIN[language]))
    await story.press(ibrahim, next(label for label in shown.labels if NAME[language] in label))
    for words in RESUMED[language]:
        await story.ask(ibrahim, words)
    await _to_the_end(story, ibrahim)
    await story.press(ibrahim, story.say("check.details"))
    for kind, written in (("PDF", language), ("Word", language), ("PDF", OTHER[language])):
        label = story.say("check.document", kind=kind, in_language=story.say(f"language.{written}"))
        await story.press(ibrahim, label)
    await story.press(ibrahim, story.say("check.case"))
    await story.press(ibrahim, story.say("cases.yes"))
    card = await story.wait_until_idle(group)
    before = count_acts(ibrahim)
    await story.after(group, group.say(fatou, ADVICE[language], reply_to=card))
    await story.wait_for_more(ibrahim, before)


async def _while_away(story: StoryRun, ibrahim: Person, words: str) -> None:
    await ibrahim.say(words)
    story.note("The bot is started again.")
    await story.launch()


async def _to_the_end(story: StoryRun, ibrahim: Person) -> None:
    """Pass over whatever is still asked."""
    while story.say("check.skip") in ibrahim.replies[-1].labels:
        await story.press(ibrahim, story.say("check.skip"))
