"""An early-termination check, paused, the bot killed, resumed, and its result put in the file and passed on."""

from __future__ import annotations

from corpus.language import Language
from tests.stories.stage import OTHER, Stage, done
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
        "dans un mois",
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
        "in a month",
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
AGAIN: dict[Language, str] = {"fr": "/verifier", "en": "/check"}


async def play(stage: Stage) -> None:
    """Begun, paused, killed, resumed by a message that waited, ended; documents; a case."""
    language, title = stage.language, {"fr": "Résiliation anticipée", "en": "Early termination"}[stage.language]
    ibrahim = stage.person(2001, "Ibrahim")
    fatou = stage.person(5002, "Fatou")
    await stage.launch()
    group = await stage.staff(fatou)
    menu = await stage.ask(ibrahim, AGAIN[language])
    await stage.press(ibrahim, next(label for label in menu.labels if label.startswith(title)))
    await stage.ask(ibrahim, NAME[language])
    await stage.press(ibrahim, stage.say("check.why"))
    for words in BEGUN[language]:
        await stage.ask(ibrahim, words)
    await stage.press(ibrahim, stage.say("check.pause"))
    await stage.kill()

    shown = await stage.heard(ibrahim, _while_away(stage, ibrahim, AGAIN[language]))
    await stage.press(ibrahim, next(label for label in shown.labels if NAME[language] in label))
    for words in RESUMED[language]:
        await stage.ask(ibrahim, words)
    await _to_the_end(stage, ibrahim)
    await stage.press(ibrahim, stage.say("check.details"))
    for kind, written in (("PDF", language), ("Word", language), ("PDF", OTHER[language])):
        label = stage.say("check.document", kind=kind, in_language=stage.say(f"language.{written}"))
        await stage.press(ibrahim, label)
    await stage.press(ibrahim, stage.say("check.case"))
    await stage.press(ibrahim, stage.say("cases.yes"))
    card = await stage.quiet(group)
    before = done(ibrahim)
    await stage.heard(group, group.say(fatou, ADVICE[language], reply_to=card))
    await stage.hear(ibrahim, before)


async def _while_away(stage: Stage, ibrahim: Person, words: str) -> None:
    await ibrahim.say(words)
    stage.tell("The bot is started again.")
    await stage.launch()


async def _to_the_end(stage: Stage, ibrahim: Person) -> None:
    """Pass over whatever is still asked."""
    while stage.say("check.skip") in ibrahim.replies[-1].labels:
        await stage.press(ibrahim, stage.say("check.skip"))
