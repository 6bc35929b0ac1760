"""A question that the texts don't answer goes to a person, and its answer comes back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies.texts import say
from corpus.language import LANGUAGES, Language
from tests.stories.stage import OTHER, Stage, done
from tests.support.botapi import Group, Person

TITLE = "A question, a person, an answer"


@dataclass(frozen=True, slots=True)
class Lines:
    """What people say."""

    question: str
    hasty: str
    answer: str
    back: str
    final: str
    thanks: str


LINES: dict[Language, Lines] = {
    "fr": Lines(
        "Bonjour, il nous reste de l’argent de la dernière tranche, combien de jours avons-nous pour le rendre ?",
        "Gardez-le, je pense.",
        "Bonjour. Le délai est dans votre accord, à l’article sur les fonds non dépensés. Qu’y lisez-vous ?",
        "L’article renvoie à l’annexe C et nous n’avons pas cette annexe.",
        "Je vous envoie l’annexe C par courriel aujourd’hui. Le délai court à partir de sa réception.",
        "merci beaucoup",
    ),
    "en": Lines(
        "Hello, we have money left from the last instalment, how many days do we have to pay it back?",
        "Keep it, I think.",
        "Hello. The deadline is in your agreement, in the article on unspent funds. What does it say?",
        "The article points to annex C and we never got that annex.",
        "I am sending you annex C by e-mail today. The deadline starts the day you receive it.",
        "thank you so much",
    ),
}
ELSEWHERE: dict[Language, str] = {
    "fr": "Le préavis de résiliation, c’est combien de jours ?",
    "en": "How many days of notice for a termination?",
}
ADVICE: dict[Language, str] = {
    "fr": "It is in article 12 of your agreement.",
    "en": "C’est à l’article 12 de votre accord.",
}
TOO: dict[Language, str] = {
    "fr": "I would say thirty days.",
    "en": "Je dirais trente jours.",
}
VOUCHED: dict[Language, str] = {
    "fr": "Le préavis est dans votre accord signé, à l’article 12.",
    "en": "The notice is in your signed agreement, in article 12.",
}


async def play(stage: Stage) -> None:
    """Not covered, passed on, taken, answered, undone, answered, did not help, answered, closed; and a second asker.

    Two colleagues answer that one at once; the answer that goes becomes a frequent question, and helps the next asker.
    """
    lines, other = LINES[stage.language], OTHER[stage.language]
    awa, john = stage.person(1001, "Awa"), stage.person(1002, "John", other)
    moussa, fatou = stage.person(5001, "Moussa"), stage.person(5002, "Fatou")
    await stage.launch()
    group = await stage.staff(moussa, fatou)

    await stage.ask(awa, "/start")
    await stage.ask(awa, lines.question)
    await stage.press(awa, stage.say("buttons.person"))
    await stage.press(awa, stage.say("cases.yes"))
    card = await stage.quiet(group)

    await stage.press(group, stage.say("staff.button_take"), by=moussa)
    await stage.heard(group, group.say(moussa, lines.hasty, reply_to=card))
    await stage.press(group, stage.say("staff.undo"), by=moussa)
    before = done(awa)
    await stage.heard(group, group.say(moussa, lines.answer, reply_to=card))
    answer = await stage.hear(awa, before)

    await stage.press(awa, stage.say("cases.unhelped"))
    await stage.ask(awa, lines.back, reply_to=answer)
    words = await stage.quiet(group)
    await stage.ask(awa, "/mesdossiers" if stage.language == "fr" else "/mycases")
    before = done(awa)
    await stage.heard(group, group.say(fatou, lines.final, reply_to=words))
    await stage.hear(awa, before)
    await stage.press(awa, stage.say("cases.helped"))
    await stage.ask(awa, lines.thanks)
    number = await _second(stage, john, (fatou, moussa), group)
    await _published(stage, number, fatou, group)
    await stage.ask(awa, ELSEWHERE[stage.language])


async def _second(stage: Stage, john: Person, colleagues: tuple[Person, Person], group: Group) -> str:
    """Someone who asks in the other language gets the frame of the answer in theirs, wherever the staff reads.

    Return the number of the case.
    """
    fatou, moussa = colleagues
    language = OTHER[stage.language]
    await stage.ask(john, ELSEWHERE[language])
    await stage.press(john, say(language, "buttons.person"))
    await stage.press(john, say(language, "cases.yes"))
    card = await stage.quiet(group)
    before = done(john)
    await stage.heard(group, group.say(fatou, ADVICE[stage.language], reply_to=card))
    await stage.heard(group, group.say(moussa, TOO[stage.language], reply_to=card))
    await stage.press(group, stage.say("staff.held_drop"), by=moussa)
    await stage.hear(john, before)
    await stage.press(john, say(language, "cases.helped"))
    return card.text.split()[0]


async def _published(stage: Stage, number: str, fatou: Person, group: Group) -> None:
    """Publish what was answered to a case, and no text says: the focal point vouches for it."""
    await stage.press(group, stage.say("staff.button_faq"), by=fatou)
    given = [
        part
        for language in LANGUAGES
        for part in (f"--question-{language}", ELSEWHERE[language], f"--answer-{language}", VOUCHED[language])
    ]
    await stage.command("faq", "publish", number, *given, "--author", "Fatou")
