"""A question that the texts don't answer goes to a person, and its answer comes back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies.texts import say
from corpus.language import LANGUAGES, Language
from tests.stories.story_run import OTHER, StoryRun, count_acts
from tests.support.botapi import Group, Person

TITLE = "A question, a person, an answer"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the two people, in the order of the story."""

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
TAKE: dict[Language, str] = {"fr": "Je m’en occupe", "en": "I’ll take it"}
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


async def play(story: StoryRun) -> None:
    """Not covered, passed on, taken, answered, undone, answered, did not help, answered, closed; and a second asker.

    Two colleagues answer that one at once, and the asker is asked whether it helped; the answer that goes becomes a
    frequent question, and helps the next asker.
    """
    lines, other = LINES[story.language], OTHER[story.language]
    awa, john = story.person(1001, "Awa"), story.person(1002, "John", other)
    moussa, fatou = story.person(5001, "Moussa"), story.person(5002, "Fatou")
    await story.launch()
    group = await story.staff(moussa, fatou)

    await story.ask(awa, "/start")
    await story.ask(awa, lines.question)
    await story.press(awa, story.say("buttons.person"))
    await story.press(awa, story.say("cases.yes"))
    card = await story.wait_until_idle(group)

    await story.after(group, group.say(moussa, TAKE[story.language], reply_to=card))
    await story.after(group, group.say(moussa, lines.hasty, reply_to=card))
    await story.press(group, story.say("staff.undo"), by=moussa)
    before = count_acts(awa)
    await story.after(group, group.say(moussa, lines.answer, reply_to=card))
    answer = await story.wait_for_more(awa, before)

    await story.press(awa, story.say("cases.unhelped"))
    await story.ask(awa, lines.back, reply_to=answer)
    words = await story.wait_until_idle(group)
    await story.ask(awa, "/mesdossiers" if story.language == "fr" else "/mycases")
    before = count_acts(awa)
    await story.after(group, group.say(fatou, lines.final, reply_to=words))
    await story.wait_for_more(awa, before)
    await story.press(awa, story.say("cases.helped"))
    await story.ask(awa, lines.thanks)
    number = await _second(story, john, (fatou, moussa), group)
    await _published(story, number, fatou, group)
    await story.ask(awa, ELSEWHERE[story.language])


async def _second(story: StoryRun, john: Person, colleagues: tuple[Person, Person], group: Group) -> str:
    """Someone who asks in the other language gets the frame of the answer in theirs, wherever the staff reads.

    Return the number of the case.
    """
    fatou, moussa = colleagues
    language = OTHER[story.language]
    await story.ask(john, ELSEWHERE[language])
    await story.press(john, say(language, "buttons.person"))
    await story.press(john, say(language, "cases.yes"))
    card = await story.wait_until_idle(group)
    before = count_acts(john)
    await story.after(group, group.say(fatou, ADVICE[story.language], reply_to=card))
    await story.after(group, group.say(moussa, TOO[story.language], reply_to=card))
    await story.press(group, story.say("staff.held_drop"), by=moussa)
    await story.wait_for_more(john, before)
    before = count_acts(john)
    await story.press(group, story.say("staff.button_close"), by=fatou)
    await story.wait_for_more(john, before)
    await story.press(john, say(language, "cases.did_helped"))
    return card.text.split()[0]


async def _published(story: StoryRun, number: str, fatou: Person, group: Group) -> None:
    """Publish what was answered to a case, and no text says: the focal point vouches for it."""
    await story.press(group, story.say("staff.button_faq"), by=fatou)
    given = [
        part
        for language in LANGUAGES
        for part in (f"--question-{language}", ELSEWHERE[language], f"--answer-{language}", VOUCHED[language])
    ]
    await story.command("faq", "publish", number, *given, "--author", "Fatou")
